"""How many independent origins stand behind a claim."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from briefing import merge
from briefing.merge import origins
from briefing.model import Briefing

Make = Callable[..., merge.Collected]

STORY = (
    "The freighter unloaded forty crates of mortar shells at the northern pier on Monday.",
    "Dockers said that soldiers without badges had guarded the pier since the weekend.",
    "A convoy of nine trucks left the harbour for the front before dawn.",
    "The ministry of transport gave no reason for the closure of the coastal road.",
)
OWN = "Our correspondent saw forty crates of mortar shells being unloaded at the northern pier."


def test_reprints_of_one_text_are_one_origin(article: Make) -> None:
    one, _ = article("Gazette", *STORY)
    two, _ = article("Herald", "Harbour busy again.", *STORY[:3])
    three, _ = article("Courier", OWN)
    found = origins.group([one, two, three])
    assert found[one.id] == found[two.id] != found[three.id]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("PORT TOWN (Reuters) - Crates were unloaded.", "Something else. (Reuters)"),
        ("PORT TOWN, May 3 (AP) — Crates were unloaded.", "By Ann Lee, Associated Press\nShells came."),
    ],
)
def test_texts_of_one_agency_are_one_origin(article: Make, first: str, second: str) -> None:
    one, _ = article("Gazette", first)
    two, _ = article("Herald", second)
    found = origins.group([one, two])
    assert found[one.id] == found[two.id]


def test_an_agency_that_is_only_mentioned_is_no_origin(article: Make) -> None:
    one, _ = article("Gazette", "A report by the agency Tass was denied by the port.")
    two, _ = article("Herald", "Tass was banned from the port.")
    assert len(set(origins.group([one, two]).values())) == 2


def test_a_claim_counts_origins_and_not_outlets(article: Make, header: Briefing) -> None:
    collected = [article("Gazette", *STORY), article("Herald", *STORY), article("Courier", OWN)]
    edition = merge.merge(collected, header)
    claim = next(c for c in edition.briefing.claims if edition.briefing.statements[0].id in c.statements)
    assert len(claim.statements) == 2
    assert claim.origins == 2


def test_a_statement_that_names_its_agency_has_that_origin(article: Make, header: Briefing) -> None:
    agency = "PORT TOWN (Reuters) - Forty crates of mortar shells were unloaded at the northern pier."
    told = "Forty crates of mortar shells were unloaded at the northern pier, a docker told Reuters."
    edition = merge.merge([article("Gazette", agency), article("Herald", told)], header)
    (claim,) = edition.briefing.claims
    assert (len(claim.statements), claim.origins) == (2, 1)


def test_a_thousand_copies_are_one_origin(article: Make) -> None:
    copies = [article(f"Paper {number}", *STORY)[0] for number in range(1000)]
    assert len(set(origins.group(copies).values())) == 1
