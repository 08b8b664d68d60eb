"""In whose words a claim is printed: its best-worded statement, and those that add nothing to it.

A claim's statements say the same, yet each may know something of its own: where the figure came
from, who else was there. Such a statement is printed beside the other. One whose words, figures and
quotations all stand in the other as well is not: the paper gives its place beside the one printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.merge.figures import Figure, agree, find_figures
from briefing.merge.likeness import is_denial
from briefing.merge.same import one_name
from briefing.merge.words import content_words
from briefing.model import Claim, Statement
from briefing.model.check import same_words

# Of a statement's content words, those the other must have: one in five may be another way to put it.
COVERED = 0.8


@dataclass(frozen=True, slots=True)
class _Told:
    statement: Statement
    words: frozenset[str]
    figures: tuple[Figure, ...]
    quoted: tuple[str, ...]
    text: str


def choose(claims: Iterable[Claim], statements: Sequence[Statement]) -> tuple[Claim, ...]:
    """`claims` with `lead` and `repeats` set, for the picks and edits that `statements` have now.

    The lead is the printed statement that makes most others needless, of equals the weightiest. Lines
    that a person kept, edited or added are never repeats: whoever asked for a line gets it.
    """
    by_id = {statement.id: statement for statement in statements}
    return tuple(_chosen(claim, by_id) for claim in claims)


def _chosen(claim: Claim, by_id: Mapping[str, Statement]) -> Claim:
    bare = replace(claim, lead="", repeats=())
    members = [by_id[key] for key in claim.statements if key in by_id and by_id[key].state != "dropped"]
    if len(members) < 2 or not any(statement.printed for statement in members):
        return bare
    told = [_told(statement) for statement in members]
    best = ""
    repeats: tuple[str, ...] = ()
    for candidate in sorted(told, key=lambda each: -each.statement.weight):
        if candidate.statement.printed and candidate.statement.state in ("found", "kept"):
            covered = tuple(
                each.statement.id
                for each in told
                if each is not candidate
                and each.statement.state == "found"
                and _adds_nothing(each, candidate)
            )
            if not best or len(covered) > len(repeats):
                best, repeats = candidate.statement.id, covered
    return replace(bare, lead=best, repeats=repeats) if repeats else bare


def _told(statement: Statement) -> _Told:
    start = statement.evidence[0].span.start if statement.evidence else 0
    quoted = (statement.text[max(0, q.span.start - start) : q.span.end - start] for q in statement.quotations)
    return _Told(
        statement,
        frozenset(content_words(statement.text)),
        tuple(find_figures(statement.text)),
        tuple(filter(None, map(same_words, quoted))),
        same_words(statement.text),
    )


def _adds_nothing(one: _Told, other: _Told) -> bool:
    """True when a reader of `other` learns nothing from `one` but that it stands there too."""
    return (
        bool(one.words)
        and len(one.words & other.words) >= COVERED * len(one.words)
        and one.statement.certainty == other.statement.certainty
        and is_denial(one.statement) == is_denial(other.statement)
        # No second speaker would go unnamed.
        and (not one.statement.speaker or one_name(one.statement.speaker, other.statement.speaker))
        and all(any(agree(figure, known) for known in other.figures) for figure in one.figures)
        and all(words in other.text for words in one.quoted)
    )
