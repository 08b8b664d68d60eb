"""Statements that say the same thing, and what stands against them.

Two statements say the same when the signs of `likewise.py` are strong and no figure of the same
kind differs. A claim grows from its best pair and takes in a statement only when it fits the claim
as a whole, so that a chain of half-likenesses does not join two stories. What is less sure is told
to programs (`likewise.said_likewise`) and not printed as confirmed. Nothing is resolved: denials
and differing figures stand beside the claim.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from briefing.merge import opposition, origins
from briefing.merge.likeness import Table, figures_agree, is_denial
from briefing.merge.likewise import Pairs
from briefing.model import Claim, Document, Edition, Statement, statement_id

_ALIKE = 0.2  # sureness from which two say the same; of four such pairs a reader lists three
_UNASKED = -4.0  # less sure than this is counted as this much
_CHANGES = re.compile(r"\bfrom (?:\w+ )?[\d,.]+ to (?:\w+ )?[\d,.]+", re.IGNORECASE)  # a figure revised
_APART = 0.08  # nearness of articles below which they tell of different events
_ENOUGH = 0.5  # share of a claim's statements that a denial must match to deny the claim
_MOST = 0.6  # and another account: one of two statements is not the claim
_FITTING = -0.3  # average sureness a statement needs to the whole claim


def group(
    statements: Sequence[Statement], documents: Sequence[Document], origin_of: Mapping[str, str]
) -> list[Claim]:
    """The claims of `statements` in their order: every group, and every statement with an opponent."""
    living = [statement for statement in statements if statement.state != "dropped"]
    table = Table(living, documents)
    opposed = opposition.find(Table(living, documents, whole=True))
    claims = []
    for members in _clusters(table):
        named = [living[at] for at in members]
        denied = _denying(opposed, members)
        contradicted = [at for at in _against(opposed.rivals, members, _MOST) if at not in denied]
        homes = {place.document_id for statement in named for place in statement.evidence}
        doubted = [at for at in _against(opposed.doubts, members) if at not in {*denied, *contradicted}]
        if len(named) == 1 and len(homes) < 2 and not denied and not contradicted and not doubted:
            continue
        claims.append(
            Claim(
                # Named after its first statement, so that it keeps its name from run to run.
                id=f"c-{named[0].id}",
                statements=tuple(statement.id for statement in named),
                origins=origins.count(named, origin_of),
                denied_by=tuple(living[at].id for at in denied),
                contradicted_by=tuple(living[at].id for at in contradicted),
                doubted_by=tuple(living[at].id for at in doubted),
            )
        )
    return claims


def _denying(opposed: opposition.Opposed, members: Sequence[int]) -> list[int]:
    """The denials of the claim: any that answers one of its statements, others when they deny enough of them."""
    answering = {at for member in members for at in opposed.answers.get(member, ())}
    votes: dict[int, set[int]] = {}
    for member in members:
        votes[member] = opposed.denials.get(member, set()) | opposed.answers.get(member, set())
    return sorted({*_against(votes, members), *answering} - {*members})


def _against(table: Mapping[int, set[int]], members: Sequence[int], share: float = _ENOUGH) -> list[int]:
    """What stands against enough of `members` to stand against the claim."""
    votes = Counter(at for member in members for at in table.get(member, ()))
    return sorted(at for at, count in votes.items() if count >= share * len(members) and at not in members)


def conflicts(edition: Edition) -> list[tuple[str, str]]:
    """Pairs of statements that stand against each other, each pair once, one id for each place.

    Only what was found of the two statements themselves: what denies a claim as a whole may not be meant
    for each statement that was put into it.
    """
    living = [statement for statement in edition.briefing.statements if statement.state != "dropped"]
    places = [
        [statement_id(e.document_id, e.span) for e in statement.evidence] or [statement.id]
        for statement in living
    ]
    opposed = opposition.find(Table(living, edition.documents, whole=True))
    pairs: dict[tuple[str, str], None] = {}
    for one, other in opposed.pairs():
        pairs.update({_pair(place, rival): None for place in places[one] for rival in places[other]})
    return list(pairs)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _clusters(table: Table) -> list[list[int]]:
    """Every statement in exactly one group, groups and members in order of position."""
    pairs = Pairs(table).sure(_UNASKED)
    group_of = list(range(len(table.statements)))
    members = {at: [at] for at in group_of}
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    for (one, other), score in ranked:
        if score < _ALIKE:
            break
        first, second = sorted((group_of[one], group_of[other]))
        if first != second and _fit(table, pairs, members[first], members[second]):
            for at in members[second]:
                group_of[at] = first
            members[first] += members.pop(second)
    return [sorted(members[at]) for at in sorted(members)]


def _one_story(table: Table, one: int, other: int) -> bool:
    """False for articles of different events: "The trial continues" is said of many trials."""
    first, second = table.contents[one].document_id, table.contents[other].document_id
    return table.stories.near(first, second) >= _APART


def _changes(text: str) -> bool:
    return bool(_CHANGES.search(text))


def _fit(
    table: Table, pairs: Mapping[tuple[int, int], float], one: Sequence[int], other: Sequence[int]
) -> bool:
    """True when the two groups are alike as wholes and nothing in them is at odds."""
    total = 0.0
    for first in one:
        for second in other:
            if is_denial(table.statements[first]) != is_denial(table.statements[second]):
                return False
            if not figures_agree(table.contents[first], table.contents[second]):
                return False
            if not _one_story(table, first, second):
                return False
            if _changes(table.told[first]) != _changes(table.told[second]):
                return False
            total += pairs.get((min(first, second), max(first, second)), _UNASKED)
    return total >= _FITTING * len(one) * len(other)
