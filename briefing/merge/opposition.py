"""What stands against a claim: denials of it, and other figures for the same thing.

`denied` finds what a denial is meant for, `counts` the figures that differ. Nothing here decides who
is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from briefing.merge import charges, counts, denied, rivals
from briefing.merge.likeness import Table, is_denial
from briefing.merge.sides import Sides

Pairs = dict[int, set[int]]


@dataclass
class Opposed:
    """For each statement, by position, what stands against it.

    `answers` are denials that follow it in its own article, `denials` other denials of it, `doubts`
    those that may be meant for it; `rivals` are other counts and accounts, both ways.
    """

    answers: Pairs = field(default_factory=dict)
    denials: Pairs = field(default_factory=dict)
    doubts: Pairs = field(default_factory=dict)
    rivals: Pairs = field(default_factory=dict)

    def set_against(self, one: int, other: int) -> None:
        """Make two statements rivals."""
        self.rivals.setdefault(one, set()).add(other)
        self.rivals.setdefault(other, set()).add(one)

    def pairs(self) -> list[tuple[int, int]]:
        """All of them, the smaller position first, in order."""
        found = {
            (min(one, other), max(one, other))
            for table in (self.answers, self.denials, self.doubts, self.rivals)
            for one, others in table.items()
            for other in others
        }
        return sorted(found)


def find(table: Table) -> Opposed:
    """All denials and differing figures among the statements of `table`."""
    opposed = Opposed()
    read = charges.Charges(table, Sides(table.statements, list(table.documents.values())))
    blamed: dict[str, list[int]] = {}
    denials = [at for at, statement in enumerate(table.statements) if is_denial(statement)]
    for at in charges.blaming(table.statements) if denials else ():
        blamed.setdefault(table.contents[at].document_id, []).append(at)
    for denial in denials:
        answering = rivals.instead(table, denial)
        for match in denied.matches(table, read, denial, blamed):
            sure = opposed.denials if match.sure else opposed.doubts
            kind = opposed.answers if match.answered else sure
            kind.setdefault(match.at, set()).add(denial)
            for at in answering if match.sure else ():
                if at != match.at and table.contents[at].document_id == table.contents[match.at].document_id:
                    opposed.set_against(at, match.at)
    for one, other in (*counts.differing(table, read), *rivals.rivals(table, read)):
        opposed.set_against(one, other)
    return opposed
