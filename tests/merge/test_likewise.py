"""What is told to programs as said likewise: groups of pairs, headlines among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import merge
from briefing.merge.families import families
from briefing.merge.likewise import cliques
from briefing.model import Block, Briefing, Document, Edition

Make = Callable[..., merge.Collected]

LEAD = "Nordland's soldiers pulled out of the port of Zolotaya Bay on Monday, witnesses said."
SAME = "Witnesses said that Nordland's soldiers left the port of Zolotaya Bay on Monday."
REST = ("A choir from Belovar sang in the ruins of the opera house.", "Karsk was founded by salt traders.")


def headed(made: merge.Collected, headline: str) -> merge.Collected:
    """The article with `headline` behind its text, as a title block."""
    document, statements = made
    text = f"{document.text}\n{headline}"
    span = replace(document.blocks[0].span, start=len(text) - len(headline), end=len(text))
    blocks = (Block("title", span), *document.blocks)
    return Document(document.id, text, document.source, blocks), statements


def told(edition: Edition) -> list[set[str]]:
    """The texts of each group that is said likewise."""
    texts = {statement.id: statement.text for statement in edition.briefing.statements}
    for document in edition.documents:
        head = merge.headline(document)
        if head:
            texts[head.id] = head.text
    return [{texts[each] for each in claim.statements} for claim in merge.said_likewise(edition)]


def test_a_headline_says_what_its_lead_says(article: Make, header: Briefing) -> None:
    headline = "Nordland's soldiers leave port of Zolotaya Bay"
    edition = merge.merge([headed(article("Gazette", LEAD, *REST), headline)], header)
    assert {headline, LEAD} in told(edition)
    assert all(LEAD not in claim.statements for claim in edition.briefing.claims)


def test_an_article_without_a_headline_has_none(article: Make) -> None:
    assert merge.headline(article("Gazette", LEAD)[0]) is None


def test_what_two_articles_say_is_told_with_its_origins(article: Make, header: Briefing) -> None:
    edition = merge.merge([article("Gazette", LEAD, *REST), article("Herald", SAME, *REST[::-1])], header)
    (claim,) = [claim for claim in merge.said_likewise(edition) if len(claim.statements) == 2]
    assert claim.origins == 2
    assert claim.id not in {each.id for each in edition.briefing.claims}


@pytest.mark.parametrize(("later", "joined"), [("2026-06-02", True), ("2027-03-01", False)])
def test_two_seasons_tell_two_events(article: Make, header: Briefing, later: str, joined: bool) -> None:
    first = article("Gazette", LEAD, *REST, published="2026-05-31")
    edition = merge.merge([first, article("Herald", SAME, *REST[::-1], published=later)], header)
    assert any(len(claim.statements) == 2 for claim in edition.briefing.claims) == joined
    assert any({LEAD, SAME} <= group for group in told(edition)) == joined


def test_a_revised_figure_confirms_no_earlier_one(article: Make, header: Briefing) -> None:
    count = "Nordland has moved 1,500 soldiers to the port of Zolotaya Bay, Lantern Watch said."
    revised = "Lantern Watch raised its count of Nordland's soldiers in Zolotaya Bay from 1,500 to 2,300."
    edition = merge.merge([article("Gazette", count, *REST), article("Herald", revised, *REST[::-1])], header)
    assert not any(len(claim.statements) > 1 for claim in edition.briefing.claims)


def test_a_dropped_statement_is_said_by_nobody(article: Make, header: Briefing) -> None:
    edition = merge.merge([article("Gazette", LEAD, *REST), article("Herald", SAME, *REST[::-1])], header)
    dropped = tuple(
        replace(each, state="dropped") if each.text == SAME else each for each in edition.briefing.statements
    )
    edition = replace(edition, briefing=replace(edition.briefing, statements=dropped))
    assert not any(SAME in group for group in told(edition))


@given(st.dictionaries(st.tuples(st.integers(0, 9), st.integers(10, 19)), st.floats(0, 5), max_size=30))
@settings(max_examples=40)
def test_groups_hold_every_pair_and_no_other(sure: dict[tuple[int, int], float]) -> None:
    """Bridges within each side are added, so that larger groups arise."""
    sure = {**sure, **{(n, n + 1): 1.0 for n in range(9)}}
    groups = cliques(sure)
    assert {pair for group in groups for pair in combinations(group, 2)} == set(sure)


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("withdrew left pullout retreating", "withdraw"),
        ("denied baseless fabrication", "doubt"),
        ("drowned", ""),
        ("blamed responsible", "accuse"),
    ],
)
def test_words_of_one_kind_of_act_are_one_family(words: str, family: str) -> None:
    for word in words.split():
        assert (family in families(word)) == bool(family)
