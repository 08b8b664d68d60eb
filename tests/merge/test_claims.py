"""What is one claim, what denies it, and which figures stand against each other."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing import merge
from briefing.model import Briefing, Edition

Make = Callable[..., merge.Collected]

PAIRS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases/pairs.toml").read_text("utf-8"))[
    "pair"
]
# The story around each pair: both articles say this much alike, so that they tell of one event.
FRAME = (
    "Nordland and Estrava have fought over Belovar and the port of Zolotaya Bay for a year.",
    "Fishermen of the Hollow Sea have lost most of their catch to the war.",
    "Schools in Karsk opened late because of the frost.",
    "The price of bread has doubled since the harvest failed.",
    "A choir from Belovar sang in the ruins of the opera house.",
    "Doctors ask for blood of every group.",
)
OTHER = (
    "Talks between Estrava and Nordland over Belovar begin in Karsk next month.",
    "Zolotaya Bay is the only port on the Hollow Sea that does not freeze.",
    "Trains to the coast run twice a week.",
    "Karsk was founded by salt traders six centuries ago.",
    "Pensioners queue for coal in front of the town hall.",
    "Two newspapers have closed for want of paper.",
)


def judged(pair: dict[str, Any], article: Make, header: Briefing) -> str:
    """What the program says of a pair, in the words of the file."""
    denied = pair["says"] == "denial"
    first = article("Gazette", *FRAME, pair["one"])
    second = article("Herald", *OTHER, ("NOT: " if denied else "") + pair["two"])
    edition = merge.merge([first, second], header)
    one, two = first[1][-1].id, second[1][-1].id
    for claim in edition.briefing.claims:
        if one in claim.statements and two in claim.denied_by:
            return "denial"
        if one in claim.statements and two in claim.contradicted_by:
            return "figures"
        if one in claim.statements and two in claim.statements:
            return "same"
    return "apart"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['says']}: {pair['one'][:30]}")
def test_a_pair_is_told_for_what_it_is(pair: dict[str, Any], article: Make, header: Briefing) -> None:
    if pair.get("miss"):
        pytest.skip("known to be told wrong; counted by the floor")
    assert judged(pair, article, header) == pair["says"]


def test_no_more_pairs_are_told_wrong_than_are_known(article: Make, header: Briefing) -> None:
    wrong = [pair["one"] for pair in PAIRS if judged(pair, article, header) != pair["says"]]
    assert wrong == [pair["one"] for pair in PAIRS if pair.get("miss")]


def claim_of(edition: Edition, name: str) -> tuple[list[str], list[str], list[str]]:
    """The texts of the claim that `name` is in, of its denials and of its rivals."""
    texts = {statement.id: statement.text for statement in edition.briefing.statements}
    claim = next(claim for claim in edition.briefing.claims if name in claim.statements)
    return tuple(  # type: ignore[return-value]
        [texts[each] for each in ids] for ids in (claim.statements, claim.denied_by, claim.contradicted_by)
    )


def test_a_denial_that_names_nothing_takes_its_topic_from_the_sentence_before(
    article: Make, header: Briefing
) -> None:
    accusing = "Estrava said that Nordland had fired a rocket at the Karsk bridge."
    vague = "It has always denied such claims."
    gazette = article("Gazette", *FRAME, accusing, f"NOT: {vague}")
    edition = merge.merge([gazette, article("Herald", *OTHER)], header)
    _, denied, _ = claim_of(edition, gazette[1][len(FRAME)].id)
    assert denied == [vague]


def test_a_denial_is_no_member_of_the_claim_it_denies(article: Make, header: Briefing) -> None:
    said = "Nordland fired a rocket at the Karsk bridge on Monday, Estrava said."
    gazette = article("Gazette", *FRAME, said)
    herald = article(
        "Herald", *OTHER, "NOT: Nordland fired no rocket at the Karsk bridge on Monday, it said."
    )
    edition = merge.merge([gazette, herald], header)
    same, denied, _ = claim_of(edition, gazette[1][len(FRAME)].id)
    assert same == [said]
    assert len(denied) == 1


def test_a_count_of_a_later_day_has_grown_and_contradicts_nothing(article: Make, header: Briefing) -> None:
    one = "Nordland has 1,500 soldiers at the border crossing of Belovar, Estrava said."
    two = "Nordland has 10,000 soldiers at the border crossing of Belovar, Estrava said."
    for later, rivals in (("2026-05-31", [two]), ("2026-06-20", [])):
        gazette = article("Gazette", *FRAME, one, published="2026-05-30")
        herald = article("Herald", *OTHER, two, published=later)
        edition = merge.merge([gazette, herald], header)
        claims = [claim for claim in edition.briefing.claims if gazette[1][len(FRAME)].id in claim.statements]
        found = {each for claim in claims for each in claim.contradicted_by}
        assert found == ({herald[1][len(OTHER)].id} if rivals else set())


@pytest.mark.parametrize("published", ["", "soon", "2199-01-01"])
def test_articles_without_a_date_or_of_the_future_are_compared_all_the_same(
    article: Make, header: Briefing, published: str
) -> None:
    pair = PAIRS[0]
    first = article("Gazette", *FRAME, pair["one"], published=published)
    second = article("Herald", *OTHER, pair["two"], published=published)
    edition = merge.merge([first, second], header)
    pair_ids = {first[1][-1].id, second[1][-1].id}
    assert any(pair_ids <= set(claim.statements) for claim in edition.briefing.claims)


def test_dropped_statements_are_in_no_claim(article: Make, header: Briefing) -> None:
    from dataclasses import replace

    collected = [article("Gazette", *FRAME, PAIRS[0]["one"]), article("Herald", *OTHER, PAIRS[0]["two"])]
    first = merge.merge(collected, header)
    dropped = tuple(
        replace(s, state="dropped") if s.text == PAIRS[0]["two"] else s for s in first.briefing.statements
    )
    again = merge.merge(
        collected, header, replace(first, briefing=replace(first.briefing, statements=dropped))
    )
    name = collected[1][1][-1].id
    assert all(name not in claim.statements for claim in again.briefing.claims)


def test_a_statement_is_in_one_claim_at_most_and_claims_keep_their_names(
    article: Make, header: Briefing
) -> None:
    collected = [
        article("Gazette", *FRAME, *(pair["one"] for pair in PAIRS)),
        article("Herald", *OTHER, *(pair["two"] for pair in PAIRS)),
    ]
    edition = merge.merge(collected, header)
    members = [name for claim in edition.briefing.claims for name in claim.statements]
    assert len(members) == len(set(members))
    more = merge.merge([*collected, article("Courier", "Nothing else happened at all today.")], header)
    assert {claim.id for claim in edition.briefing.claims} == {claim.id for claim in more.briefing.claims}


def test_a_thousand_copies_are_one_statement_each(article: Make, header: Briefing) -> None:
    copies = [article(f"Paper {number}", *FRAME, PAIRS[0]["one"]) for number in range(1000)]
    edition = merge.merge(copies, header)
    assert [len(statement.evidence) for statement in edition.briefing.statements] == [1000] * 7
    assert {claim.origins for claim in edition.briefing.claims} == {1}


def test_conflicts_name_every_place_of_a_statement(article: Make, header: Briefing) -> None:
    claim = "Estrava accused Nordland of firing a rocket at the Karsk bridge."
    denial = "NOT: Nordland denied that it fired any rocket at the Karsk bridge."
    collected = [
        article("Gazette", *FRAME, claim),
        article("Herald", *OTHER, claim),
        article("Courier", *FRAME, denial),
    ]
    edition = merge.merge(collected, header)
    one, two, three = (statements[-1].id for _, statements in collected)
    wanted = {tuple(sorted((one, three))), tuple(sorted((two, three)))}
    assert wanted <= set(merge.conflicts(edition))


def test_a_sentence_an_article_repeats_is_no_claim(article: Make, header: Briefing) -> None:
    twice = "The lighthouse keeper retired after forty winters alone."
    edition = merge.merge([article("Gazette", twice, *FRAME[1:], twice)], header)
    assert [len(s.evidence) for s in edition.briefing.statements if s.text == twice] == [2]
    assert edition.briefing.claims == ()


def test_an_article_full_of_denials_takes_no_more_than_its_share_of_time(
    article: Make, header: Briefing
) -> None:
    """Each denial is compared with so many statements and no more."""
    import time

    lines = [
        f"{'NOT: ' * (number % 2)}Estrava denied strike {number} on the bridge." for number in range(800)
    ]
    start = time.process_time()
    edition = merge.merge([article("Gazette", *lines)], header)
    # 1 s where it was written; without the bound it is many times that.
    assert time.process_time() - start < 12
    assert len(edition.briefing.statements) == 800
