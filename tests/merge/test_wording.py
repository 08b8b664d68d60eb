"""In whose words a claim is printed, and what is never folded into another line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from briefing import merge
from briefing.merge import wording
from briefing.model import Briefing, Claim, Quotation, Span, Statement, told_by

Make = Callable[..., merge.Collected]

LONG = "The grey freighter unloaded 40 crates of shells at the coal pier in Karsk before dawn."
SHORT = "The freighter unloaded 40 crates of shells at Karsk before dawn."


def told(article: Make, one: str, two: str, header: Briefing, **changes: Any) -> dict[str, str]:
    """Which of the statements "one" and "two" of one claim is printed in the words of the other."""
    made = [article("Gazette", one)[1][0], article("Herald", two)[1][0]]
    first, second = (replace(s, picked=True, weight=0.5) for s in made)
    second = replace(second, **changes)
    briefing = replace(
        header, statements=(first, second), claims=(Claim("c", (first.id, second.id), origins=2),)
    )
    names = {first.id: "one", second.id: "two"}
    return {names[key]: names[lead] for key, lead in told_by(merge.worded(briefing)).items()}


def test_what_adds_nothing_is_told_in_the_fuller_words(article: Make, header: Briefing) -> None:
    assert told(article, LONG, SHORT, header) == {"two": "one"}
    assert told(article, SHORT, LONG, header) == {"one": "two"}


@pytest.mark.parametrize(
    ("other", "changes"),
    [
        ("The freighter unloaded 60 crates of shells at Karsk before dawn.", {}),
        ("The freighter unloaded 40 crates of shells at Karsk while two tugs kept watch offshore.", {}),
        (SHORT, {"certainty": "possible"}),
        (SHORT, {"speaker": "Dana Okoro"}),
        (SHORT, {"denies": (Span(0, 5),)}),
        (SHORT, {"state": "kept"}),
        (SHORT, {"state": "edited"}),
        (SHORT, {"quotations": (Quotation(Span(SHORT.index("shells"), SHORT.index(" before"))),)}),
    ],
)
def test_what_adds_anything_is_printed_itself(
    other: str, changes: dict[str, Any], article: Make, header: Briefing
) -> None:
    assert told(article, LONG, other, header, **changes) == {}


def test_a_line_whose_fuller_words_are_dropped_speaks_for_itself(article: Make, header: Briefing) -> None:
    first, second = (
        replace(article(name, text)[1][0], picked=True) for name, text in (("G", LONG), ("H", SHORT))
    )
    claims = (Claim("c", (first.id, second.id), lead=first.id, repeats=(second.id,)),)
    briefing = replace(header, statements=(first, second), claims=claims)
    assert told_by(briefing) == {second.id: first.id}
    for state in ("dropped", "edited"):
        assert told_by(replace(briefing, statements=(replace(first, state=state), second))) == {}
    assert told_by(replace(briefing, statements=(replace(first, picked=False), second))) == {}


def test_an_unprinted_statement_never_speaks_for_a_claim(article: Make, header: Briefing) -> None:
    first, second = (article(name, text)[1][0] for name, text in (("G", LONG), ("H", SHORT)))
    statements: tuple[Statement, ...] = (replace(first, weight=1.0, picked=False), second)
    (claim,) = wording.choose([Claim("c", (first.id, second.id))], statements)
    assert (claim.lead, claim.repeats) == ("", ())


def test_a_line_told_in_fuller_words_is_no_change_of_its_own(article: Make, header: Briefing) -> None:
    made = [article("Gazette", LONG), article("Herald", SHORT)]
    before = merge.merge([article("Courier", "Fog closed the coast road for the whole of Sunday.")], header)
    later = merge.merge(made, header)
    first, second = (statements[0].id for _, statements in made)
    claims = (Claim("c", (first, second), origins=2, lead=first, repeats=(second,)),)
    folded = replace(later, briefing=replace(later.briefing, claims=claims))
    assert [change.id for change in merge.compare(before, folded) if change.kind == "new"] == [first]
