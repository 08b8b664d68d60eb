"""What stands against a claim: denials of it, and other figures for the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.merge.likeness import Table, figures_agree
from briefing.model import Statement

_ABOUT_THE_SAME = 0.2
_SAME_COUNT = 0.3


class Opposed:
    """For each statement, by position: the denials of it and the rival accounts."""

    def __init__(self) -> None:
        self.denials: dict[int, set[int]] = {}
        self.rivals: dict[int, set[int]] = {}

    def of(self, members: Sequence[int]) -> tuple[list[int], list[int]]:
        """What denies and what contradicts any of `members`, in order."""
        denied = {at for member in members for at in self.denials.get(member, ())}
        rival = {at for member in members for at in self.rivals.get(member, ())}
        return sorted(denied - set(members)), sorted(rival - denied - set(members))


def find(table: Table) -> Opposed:
    """All denials and differing figures among the statements of `table`."""
    opposed = Opposed()
    for (one, other), score in table.pairs.items():
        first, second = table.statements[one], table.statements[other]
        if score >= _ABOUT_THE_SAME and is_denial(first) != is_denial(second):
            claim, denial = (one, other) if is_denial(second) else (other, one)
            opposed.denials.setdefault(claim, set()).add(denial)
        elif score >= _SAME_COUNT and not figures_agree(table.contents[one], table.contents[other]):
            opposed.rivals.setdefault(one, set()).add(other)
            opposed.rivals.setdefault(other, set()).add(one)
    return opposed


def is_denial(statement: Statement) -> bool:
    """True when the statement disputes that something is so."""
    return statement.certainty == "denied" or bool(statement.denies)
