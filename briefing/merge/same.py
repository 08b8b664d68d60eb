"""The same words from several documents as one statement with several places.

The words must agree letter for letter, except for spaces, dashes and marks of quotation, which each
outlet sets in its own way. A short sentence ("He gave no details.") says different things in
different articles: it is one only when the same person is known to speak.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from briefing.model import Statement
from briefing.model.check import same_words

_ENOUGH_WORDS = 6
_POINTING = ("he ", "she ", "it ", "they ", "this ", "that ", "these ", "those ")


def unite(statements: Iterable[Statement]) -> list[Statement]:
    """One statement for each wording, in the order of the first of each."""
    first: dict[str, int] = {}
    united: list[list[Statement]] = []
    for statement in statements:
        key = same_words(statement.text)
        place = first.get(key)
        if place is not None and _one(united[place][0], statement, key):
            united[place].append(statement)
        else:
            first.setdefault(key, len(united))
            united.append([statement])
    return [_join(copies) for copies in united]


def _one(first: Statement, other: Statement, words: str) -> bool:
    known = bool(first.speaker) and one_name(first.speaker, other.speaker)
    if len(words.split()) < _ENOUGH_WORDS or words.lower().startswith(_POINTING):
        return known
    return known or not (first.speaker and other.speaker)


def one_name(one: str, other: str) -> bool:
    """True for "Kim Yong-hyun" and "Mr Kim Yong-hyun": they end alike."""
    return bool(other) and one.split()[-1].casefold() == other.split()[-1].casefold()


def _join(copies: list[Statement]) -> Statement:
    """The first copy with the places of all; printed when any of them would be."""
    if len(copies) == 1:
        return copies[0]
    evidence = dict.fromkeys(place for copy in copies for place in copy.evidence)
    return replace(
        copies[0],
        evidence=tuple(evidence),
        weight=max(copy.weight for copy in copies),
        key=any(copy.key for copy in copies),
        picked=any(copy.picked for copy in copies),
    )
