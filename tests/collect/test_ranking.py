"""What is printed and what heads the page: a share of each article, the best first, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.collect import collect, rerank
from briefing.model import Claim, Document, Evidence, Picking, Profile, Span, Statement

Make = Callable[..., Document]

LINES = (
    "A barge carrying four hundred tonnes of grain sank in the inner basin before dawn.",
    "The harbour master blamed the fog and promised an inquiry into what had happened there.",
    "Three ferries were held back until the wreck had been marked with lights and buoys.",
    "He was tired.",
    "The town council is to talk about the matter at its next meeting on Thursday evening.",
)


def test_at_most_the_share_of_an_article_is_picked(document: Make, harbour: Profile) -> None:
    harbour = replace(harbour, picking=replace(harbour.picking, whole=0))
    found = collect(document("Fog", *LINES), harbour).statements
    assert [s.text for s in found if s.picked] == [LINES[0], LINES[2]]


def test_one_sentence_is_still_printed(document: Make, harbour: Profile) -> None:
    (only,) = collect(document("Fog", LINES[1]), harbour).statements
    assert only.picked


def test_an_article_of_few_sentences_is_printed_whole(document: Make, harbour: Profile) -> None:
    few = replace(harbour, picking=replace(harbour.picking, whole=len(LINES)))
    assert all(s.picked for s in collect(document("Fog", *LINES), few).statements)
    fewer = replace(harbour, picking=replace(harbour.picking, whole=len(LINES) - 1))
    assert not all(s.picked for s in collect(document("Fog", *LINES), fewer).statements)


def test_what_is_below_the_least_weight_is_not_picked(document: Make, harbour: Profile) -> None:
    harbour = replace(harbour, picking=replace(harbour.picking, whole=0))
    (short,) = collect(document("Fog", "He was tired."), harbour).statements
    assert short.weight < 0.3
    assert not short.picked


def test_a_share_of_nothing_picks_nothing(document: Make, harbour: Profile) -> None:
    none = replace(harbour, picking=Picking(whole=0, share=0.0))
    assert not any(s.picked for s in collect(document("Fog", *LINES), none).statements)


def test_key_points_are_among_the_picked_and_differ(document: Make, harbour: Profile) -> None:
    wide = replace(harbour, picking=Picking(whole=0, share=1.0, least=0.0, heads=2))
    again = "Before dawn a barge carrying four hundred tonnes of grain sank in the inner basin."
    found = collect(document("Fog", LINES[0], again, LINES[2]), wide).statements
    assert [s.text for s in found if s.key] == [LINES[0], LINES[2]]
    assert found[1].weight < found[0].weight


def test_what_other_articles_confirm_is_picked_before_what_they_do_not(
    document: Make, harbour: Profile
) -> None:
    one = replace(harbour, picking=Picking(whole=0, share=0.2, least=0.0, heads=1))
    found = collect(document("Fog", *LINES), one).statements
    assert [s.picked for s in found] == [True, False, False, False, False]
    claim = Claim("c1", (found[1].id,), origins=4)
    ranked = rerank(found, [claim], one)
    assert [s.picked for s in ranked] == [False, True, False, False, False]
    assert [s.key for s in ranked] == [False, True, False, False, False]
    assert [s.id for s in ranked] == [s.id for s in found]


def test_a_denial_is_picked_with_what_it_denies(document: Make, harbour: Profile) -> None:
    one = replace(harbour, picking=Picking(whole=0, share=0.2, least=0.0, heads=1))
    found = collect(document("Fog", *LINES), one).statements
    claim = Claim("c1", (found[0].id,), denied_by=(found[3].id,))
    assert [s.picked for s in rerank(found, [claim], one)] == [True, False, False, True, False]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_limits_no_claim_is_picked_without_its_denials(
    harbour: Profile, data: st.DataObject
) -> None:
    names = [f"s{number}" for number in range(12)]
    statements = [
        Statement(
            name,
            "fact",
            f"{LINES[number % len(LINES)]} {number}",
            (Evidence(f"d{number % 3}", Span(0, 9)),),
            "ships",
            weight=data.draw(st.floats(0, 1)),
            state=data.draw(st.sampled_from(["found", "found", "kept"])),
        )
        for number, name in enumerate(names)
    ]
    few = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)
    claims = [
        Claim(f"c{number}", data.draw(few), denied_by=data.draw(few))
        for number in range(data.draw(st.integers(0, 6)))
    ]
    picking = Picking(
        whole=data.draw(st.integers(0, 3)), share=data.draw(st.floats(0, 1)), least=data.draw(st.floats(0, 1))
    )
    ranked = {s.id: s for s in rerank(statements, claims, replace(harbour, picking=picking))}
    for claim in claims:
        if any(ranked[name].printed for name in claim.statements):
            assert all(ranked[name].printed for name in claim.denied_by)


def test_a_persons_work_is_not_ranked_away(document: Make, harbour: Profile) -> None:
    found = collect(document("Fog", *LINES), harbour).statements
    edited = (replace(found[0], state="edited", weight=0.1), *found[1:])
    assert rerank(edited, [], harbour)[0] == edited[0]


def test_without_claims_ranking_again_changes_no_pick(document: Make, harbour: Profile) -> None:
    found = collect(document("Fog", *LINES), harbour).statements
    assert rerank(found, [], harbour) == found
