"""What a template sees: numbers, references, ledger, events, register and coverage."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import BriefingError
from briefing.model import Claim, Edition, Evidence, Quotation, Span, Statement
from briefing.render import dates
from briefing.render.numbers import numbers_on_paper
from briefing.render.speakers import is_unnamed, shown_speaker
from briefing.render.view import view

sys.path.insert(0, str(Path(__file__).parent))
import editions


def changed(edition: Edition, **changes: Any) -> Edition:
    return replace(edition, briefing=replace(edition.briefing, **changes))


def with_statement(edition: Edition, index: int, **changes: Any) -> Edition:
    statements = list(edition.briefing.statements)
    statements[index] = replace(statements[index], **changes)
    return changed(edition, statements=tuple(statements))


def by_number(values: dict[str, Any]) -> dict[str, Any]:
    return {s["number"]: s for section in values["sections"] for s in section["statements"]}


@pytest.fixture
def small() -> Edition:
    return editions.small()


def test_a_template_gets_plain_values_and_nothing_callable(small: Edition) -> None:
    def walk(value: object) -> None:
        assert type(value) in (dict, list, str, int, float, bool), repr(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    for edition in (small, editions.empty()):
        walk(view(edition))
        assert json.dumps(view(edition))


def test_printed_statements_are_numbered_by_section(small: Edition) -> None:
    assert list(by_number(view(small))) == ["A1", "A2", "T1", "R1", "R2", "C1", "C2"]


def test_a_dropped_statement_leaves_no_gap_and_still_counts_as_found(small: Edition) -> None:
    values = view(with_statement(small, 0, state="dropped"))
    arms = values["sections"][0]
    assert (arms["printed"], arms["found"]) == (1, 2)
    assert by_number(values)["A1"]["speaker"] == "Colonel Mira Oslan"
    assert values["key_points"][0]["number"] == "T1"


def test_only_the_words_of_a_quotation_are_set_apart(small: Edition) -> None:
    runs = by_number(view(small))["A2"]["runs"]
    assert [(run["text"], run["quote"]) for run in runs] == [
        ("“", False),
        ("We counted every crate,", True),
        ("” said Colonel Mira Oslan.", False),
    ]


def test_a_reference_names_source_and_paragraph_once(small: Edition) -> None:
    first = small.briefing.statements[0]
    other = small.documents[1]
    here, there = first.evidence[0], Evidence(other.id, Span(len("Ministry rejects reports") + 2, 40))
    edition = with_statement(small, 0, evidence=(here, here, there))
    refs = by_number(view(edition))["A1"]["refs"]
    assert [(ref["source"], ref["paragraph"], ref["to"]) for ref in refs] == [
        (1, 1, "source-1"),
        (2, 1, "source-2"),
    ]


def test_a_statement_of_the_title_has_no_paragraph(small: Edition) -> None:
    title = Evidence(small.documents[0].id, Span(0, 6))
    edition = with_statement(small, 5, evidence=(title,), text="Convoy")
    assert by_number(view(edition))["C1"]["refs"] == [{"source": 1, "paragraph": 0, "to": "source-1"}]


def test_statements_of_people_are_marked(small: Edition) -> None:
    by_hand = Statement("m1", "fact", "Seen on the bridge.", (), "arms", state="added", source_id="a2")
    edition = with_statement(small, 0, state="edited", text="Forty trucks crossed.")
    edition = changed(edition, statements=(*edition.briefing.statements, by_hand))
    numbered = by_number(view(edition))
    assert (numbered["A1"]["edited"], numbered["A1"]["original"][:12]) == (True, "Forty trucks")
    assert numbered["A1"]["runs"] == [{"text": "Forty trucks crossed.", "quote": False, "speaker": ""}]
    assert (numbered["A3"]["added"], numbered["A3"]["refs"][0]["source"]) == (True, 2)


@pytest.mark.parametrize(
    ("name", "words", "shown"),
    [
        ("Kim Yong-hyun", ["he"], ("he", "Kim Yong-hyun")),
        ("Kim Yong-hyun", ["Kim"], ("Kim Yong-hyun", "")),
        ("Kim Yong-hyun", ["the minister"], ("the minister", "Kim Yong-hyun")),
        ("Kim Yong-hyun", ["our minister,", "Kim Yong-hyun"], ("our minister, Kim Yong-hyun", "")),
        ("Kim Yong-hyun", ["Minister Kim"], ("Minister Kim", "")),
        ("", ["some experts"], ("some experts", "")),
        ("the ministry", ["The ministry"], ("The ministry", "")),
        ("Mira  Oslan", [], ("Mira Oslan", "")),
        ("", [], ("", "")),
    ],
)  # fmt: skip
def test_a_speaker_is_shown_in_the_text_s_words_with_our_resolution_apart(
    name: str, words: list[str], shown: tuple[str, str]
) -> None:
    assert shown_speaker(name, words) == shown


@pytest.mark.parametrize(
    ("speaker", "unnamed"),
    [
        ("some experts", True),
        ("two officials", True),
        ("Ukrainian officials, including President Volodymyr Zelensky", False),
        ("a senior U.S. official", True),
        ("Moscow", False),
        ("Park Won-gon, a political scientist", False),
        ("the ministry", False),
    ],
)
def test_a_speaker_without_a_name_is_known(speaker: str, unnamed: bool) -> None:
    assert is_unnamed(speaker) is unnamed


def test_key_points_are_the_heaviest_and_none_says_the_same(small: Edition) -> None:
    statements = tuple(
        replace(s, key=True, weight=0.1 * n, picked=True) for n, s in enumerate(small.briefing.statements)
    )
    claims = (Claim("c1", (statements[0].id, statements[6].id)),)
    values = view(changed(small, statements=statements, claims=claims))
    assert [s["number"] for s in values["key_points"]] == ["C3", "C2", "C1", "R2", "R1"]


def test_a_claim_stands_beside_its_denial_and_a_denial_without_claim_is_listed(small: Edition) -> None:
    values = view(small)
    first, second = values["ledger"]
    assert (first["kind"], first["number"], first["against"][0]["number"]) == ("denied", "A1", "R1")
    assert first["against"][0]["words"] == "The ministry denied that shells had crossed the river"
    assert (second["kind"], second["words"], second["against"][0]["number"]) == (
        "unmatched",
        "the claim",
        "R2",
    )
    assert by_number(values)["A1"]["denied_by"] == ["R1"]
    assert (values["counts"]["denied"], values["counts"]["unmatched"]) == (1, 1)


def test_a_denial_that_is_not_printed_still_stands_beside_its_claim(small: Edition) -> None:
    first = view(with_statement(small, 3, picked=False))["ledger"][0]
    assert (first["against"][0]["number"], first["against"][0]["refs"][0]["source"]) == ("", 2)


def test_a_dropped_denial_is_gone(small: Edition) -> None:
    assert [row["kind"] for row in view(with_statement(small, 3, state="dropped"))["ledger"]] == ["unmatched"]


def test_differing_accounts_are_listed_once(small: Edition) -> None:
    one, two = small.briefing.statements[0].id, small.briefing.statements[2].id
    claims = (Claim("c1", (one,), contradicted_by=(two,)), Claim("c2", (two,), contradicted_by=(one,)))
    values = view(changed(small, claims=claims))
    assert [(row["number"], [a["number"] for a in row["against"]]) for row in values["differing"]] == [
        ("A1", ["T1"])
    ]


def test_sources_that_share_most_of_their_claims_count_as_one_origin(small: Edition) -> None:
    one, two = small.briefing.statements[0].id, small.briefing.statements[3].id
    other, tale = small.briefing.statements[1].id, small.briefing.statements[4].id
    assert view(small)["counts"]["origins"] == 2
    once = view(changed(small, claims=(Claim("c1", (one, two), origins=1),)))
    assert once["counts"]["origins"] == 2  # one sentence taken over is not a reprint
    claims = (Claim("c1", (one, two), origins=1), Claim("c2", (other, tale), origins=1))
    same = view(changed(small, claims=claims))
    assert same["counts"]["origins"] == 1
    assert (by_number(same)["A1"]["outlets"], by_number(same)["A1"]["origins"]) == (2, 1)
    apart = tuple(replace(claim, origins=2) for claim in claims)
    assert view(changed(small, claims=apart))["counts"]["origins"] == 2


def test_events_are_the_statements_own_words_in_order_of_time(small: Edition) -> None:
    events = view(small)["events"]
    assert [(e["date"], e["number"]) for e in events] == [
        ("2016", "C1"),
        ("2019-03", "C2"),
        ("2024-10-14", "A1"),
    ]
    texts = {s["number"]: s["text"] for s in by_number(view(small)).values()}
    assert all(e["words"] in texts[e["number"]] for e in events)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 14 October 2024 and Oct. 15, 2024.", ["2024-10-14", "2024-10-15"]),
        ("In March 2024, then 2024-04-01", ["2024-03", "2024-04-01"]),
        ("the 1973 Yom Kippur War, Syria’s civil war in 2016", ["1973", "2016"]),
        ("the 3rd of May, 1999", ["1999-05-03"]),
        ("3rd of May 1999", ["1999-05-03"]),
        ("between 2019 and 2021.", ["2019", "2021"]),
        ("2000 soldiers, 1,950 shells, $2000, room 2012, in 2000 villages, of 2015 guns", []),
        ("31 February 2024", ["2024-02"]),
        ("In 20245 and 2024.5 and -2024-", []),
        ("MAY 2020 and may 2020", []),
        ("", []),
    ],
)
def test_dates_are_found_only_where_they_are_stated(text: str, found: list[str]) -> None:
    assert [dated.iso for dated in dates.find(text)] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It sent pilots to the north and to the delta during the 1973 Spring Canal War, they say.",
         "the delta during the 1973 Spring Canal War"),
        ("Since the invasion of the plain in 2022, shells have come.", "the invasion of the plain in 2022"),
        ("He left the army in 2011 and now leads a group of others who did.", "He left the army in 2011"),
        ("They sent pilots and, in 1973, officers.", "They sent pilots and, in 1973, officers"),
        ("In 2016.", "2016"),
    ],
)  # fmt: skip
def test_an_event_is_told_in_a_few_words_of_the_text(text: str, words: str) -> None:
    around = dates.words_around(text, dates.find(text)[0].span)
    assert text[around.start : around.end] == words


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="in 2016,MarchOct14.;“” the\n", max_size=80))
def test_the_words_around_a_date_contain_it_and_are_few(text: str) -> None:
    for dated in dates.find(text):
        around = dates.words_around(text, dated.span)
        assert around.contains(dated.span)
        assert len(text[around.start : around.end].split()) <= dates.MAX_WORDS + 2


def test_the_register_says_where_a_date_came_from_and_links_only_web_addresses(small: Edition) -> None:
    sources = (small.briefing.sources[0], replace(small.briefing.sources[1], address="javascript:alert(1)"))
    first, second = view(changed(small, sources=sources))["sources"]
    assert (first["published"]["year"], first["published_from"], first["file"]) == (
        2024,
        "meta",
        "convoy.txt",
    )
    assert (second["published"]["year"], second["address"], second["grade"], second["credibility"]) == (
        0,
        "",
        "B",
        "6",
    )
    assert first["unnamed"] == ["two officials"]


def test_coverage_names_what_was_left_out_and_what_was_not_read(small: Edition) -> None:
    coverage = view(small)["coverage"]
    assert (coverage["read"], coverage["given"]) == (2, 3)
    assert coverage["left_out"] == [
        {"words": "Share this page", "cut": False, "reason": "share line", "times": 1, "sources": [1]}
    ]
    assert coverage["unread"] == [
        {"location": "in/broken.html", "file": "broken.html", "reason": "the file is empty"}
    ]


def test_the_period_runs_over_the_days_that_sources_state(small: Edition) -> None:
    period = view(small)["period"]
    assert period["first"] == period["last"] == {"year": 2024, "month": 10, "day": 15}
    assert view(editions.empty())["period"]["first"]["year"] == 0


def test_a_statement_of_an_unknown_section_is_named_not_lost(small: Edition) -> None:
    with pytest.raises(BriefingError, match="no section has the key 'aid'"):
        view(with_statement(small, 0, section="aid"))


@pytest.mark.parametrize(
    ("letter", "fault"),
    [("T", "its letter 'T' is that of section 'troops' already"), ("1", "its letter is '1', not one to three letters"),
     ("", "its letter is '', not one to three letters"), ("A b", "its letter is 'A b', not one to three letters")],
)  # fmt: skip
def test_a_letter_that_cannot_head_a_number_is_named(small: Edition, letter: str, fault: str) -> None:
    sections = list(editions.SECTIONS)
    sections[2] = replace(sections[2], letter=letter)
    with pytest.raises(BriefingError) as caught:
        view(changed(small, sections=tuple(sections)))
    assert (caught.value.message, caught.value.where) == (fault, "section 'reactions'")


def test_nested_quotations_keep_the_outer_one(small: Edition) -> None:
    outer = small.briefing.statements[1].quotations[0]
    inner = Quotation(Span(outer.span.start + 3, outer.span.start + 10))
    edition = with_statement(small, 1, quotations=(outer, inner))
    runs = by_number(view(edition))["A2"]["runs"]
    assert "".join(run["text"] for run in runs) == small.briefing.statements[1].text
    assert sum(run["quote"] for run in runs) == 1


def test_five_thousand_statements_are_seen_in_a_second() -> None:
    edition = editions.many(5000)
    start = time.process_time()
    values = view(edition)
    assert time.process_time() - start < 2
    assert values["counts"]["statements"] == 5000


def test_the_manual_names_everything_a_template_sees(root: Path, small: Edition) -> None:
    manual = (root / "docs" / "templates.md").read_text(encoding="utf-8")

    def walk(value: object) -> None:
        for key, inner in value.items() if isinstance(value, dict) else ():
            assert f"`{key}`" in manual, key
            walk(inner)
        for inner in value if isinstance(value, list) else ():
            walk(inner)

    walk(view(small))


def test_a_claim_is_printed_once_with_every_place(small: Edition) -> None:
    one, two, other = (s.id for s in small.briefing.statements[:3])
    claims = (Claim("c", (one, two), origins=2, lead=one, repeats=(two,)),)
    edition = changed(small, claims=claims)
    plain, values = by_number(view(small)), by_number(view(edition))
    assert two not in {s["id"] for s in values.values()} and len(values) == len(plain) - 1
    folded = next(s for s in plain.values() if s["id"] == two)
    lead = next(s for s in values.values() if s["id"] == one)
    assert [ref for ref in folded["refs"] if ref not in lead["refs"]] == []
    assert numbers_on_paper(edition.briefing)[two] == lead["number"]
    apart = by_number(view(changed(small, claims=(Claim("c", (one, other)),))))
    pair = [next(s for s in apart.values() if s["id"] == key) for key in (one, other)]
    assert [s["likewise"] for s in pair] == [[pair[1]["number"]], [pair[0]["number"]]]
    unpicked = with_statement(changed(small, claims=(Claim("c", (one, other)),)), 2, picked=False)
    alone = next(s for s in by_number(view(unpicked)).values() if s["id"] == one)
    assert (alone["likewise"], len(alone["elsewhere"])) == ([], 1)


def introduced(edition: Edition) -> dict[str, list[str]]:
    """The roles printed at statements, by number."""
    return {n: [r["words"] for r in s["role"]] for n, s in by_number(view(edition)).items() if s["role"]}


def with_role(edition: Edition, words: str) -> Edition:
    """Mira Oslan's role stands at `words` of the first article."""
    first = edition.documents[0]
    known = edition.briefing.speakers
    role = Evidence(first.id, editions.span(first, words))
    return changed(edition, speakers=(replace(known[0], roles=(role,)), *known[1:]))


def test_the_index_names_spellings_roles_and_places(small: Edition) -> None:
    (oslan,) = view(with_statement(small, 2, picked=False))["speakers"]
    assert (oslan["name"], oslan["spellings"]) == ("Mira Oslan", ["Oslan"])
    assert [(role["words"], role["proof"]) for role in oslan["roles"]] == [("Colonel", "part A2")]
    assert oslan["roles"][0]["ref"] == {"source": 1, "paragraph": 2, "to": "source-1"}
    assert oslan["statements"] == ["A2"]
    assert [(ref["source"], ref["paragraph"]) for ref in oslan["elsewhere"]] == [(1, 2)]


def test_the_same_description_stands_once_with_all_its_places(small: Edition) -> None:
    residents, ministry = small.briefing.speakers[1:]
    speakers = (replace(residents, name="the Residents"), replace(ministry, name="residents"))
    (row,) = view(changed(small, speakers=speakers))["described"]
    assert (row["words"], row["statements"]) == ("the Residents", ["C2", "R1", "R2"])


def test_a_role_is_printed_where_its_speaker_comes_first(small: Edition) -> None:
    edition = with_role(small, "command 3,000 soldiers")
    assert introduced(edition) == {"A2": ["command 3,000 soldiers"]}
    without = with_statement(edition, 1, state="dropped")
    assert introduced(without) == {}  # the next statement says it itself


def test_a_role_that_its_statement_tells_is_not_told_again(small: Edition) -> None:
    assert introduced(small) == {}


def test_a_role_of_another_paragraph_comes_with_its_place(small: Edition) -> None:
    (role,) = by_number(view(with_role(small, "two officials")))["A2"]["role"]
    assert role["apart"] is True
    assert role["ref"]["paragraph"] == 1
