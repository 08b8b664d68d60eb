"""What changed since an earlier edition: new, changed, withdrawn, still unconfirmed.

Both editions are put into one pot and grouped like any articles: a printed statement whose claim was
printed before is known, however today's article words it. Only printed statements count, since only
they reached a reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.merge import claims, origins
from briefing.merge.figures import Figure, agree, find_figures
from briefing.merge.likeness import is_denial
from briefing.model import Change, Claim, Edition, Statement, told_by

_UNSURE = ("reported", "likely", "possible", "unlikely")


@dataclass(frozen=True, slots=True)
class _Side:
    """One edition's printed statements, and what stands behind and against each."""

    printed: tuple[Statement, ...]
    claim_of: Mapping[str, Claim]

    def origins(self, statement: Statement) -> int:
        claim = self.claim_of.get(statement.id)
        return claim.origins if claim else 1

    def denied(self, statement: Statement) -> bool:
        claim = self.claim_of.get(statement.id)
        return bool(claim and claim.denied_by)


def compare(earlier: Edition, later: Edition) -> tuple[Change, ...]:
    """Every change from `earlier` to `later`, by kind, in the order of the paper.

    The id of a change is that of the statement in `later`; of a withdrawn one, in `earlier`.
    """
    old, new = _side(earlier), _side(later)
    told = told_by(later.briefing)  # a reader finds these in another line's words
    before = _counterparts(earlier, later, old.printed, new.printed)
    changes: list[Change] = []
    for statement in new.printed:
        if statement.id in told:
            continue
        match = before.get(statement.id)
        if match is None:
            changes.append(Change(statement.id, "new"))
        elif what := _differences(match, statement, old, new):
            changes.append(Change(statement.id, "changed", "; ".join(what), match.text))
    known = {match.id for match in before.values()}
    withdrawn = [
        Change(statement.id, "withdrawn", _why(statement, later), statement.text)
        for statement in old.printed
        if statement.id not in known
    ]
    unconfirmed = [
        Change(statement.id, "unconfirmed")
        for statement in new.printed
        if statement.id in before
        and statement.id not in told
        and statement.certainty in _UNSURE
        and not is_denial(statement)
        and new.origins(statement) < 2
    ]
    order = {"new": 0, "changed": 1, "withdrawn": 2, "unconfirmed": 3}
    return tuple(sorted([*changes, *withdrawn, *unconfirmed], key=lambda change: order[change.kind]))


def _side(edition: Edition) -> _Side:
    printed = tuple(statement for statement in edition.briefing.statements if statement.printed)
    claim_of = {key: claim for claim in edition.briefing.claims for key in claim.statements}
    return _Side(printed, claim_of)


def _counterparts(
    earlier: Edition, later: Edition, old: Sequence[Statement], new: Sequence[Statement]
) -> dict[str, Statement]:
    """For each printed statement of `later`, by id, the earlier printed one that said the same."""
    by_id = {statement.id: statement for statement in old}
    places = {place: statement for statement in old for place in statement.evidence}
    found: dict[str, Statement] = {}
    for statement in new:
        match = by_id.get(statement.id) or next(
            (places[place] for place in statement.evidence if place in places), None
        )
        if match is not None:
            found[statement.id] = match
    taken = {match.id for match in found.values()}
    loose = [statement for statement in new if statement.id not in found]
    # A statement by hand has no place in a document to compare from; its id decided above.
    loose_old = [statement for statement in old if statement.id not in taken and statement.evidence]
    fresh = {statement.id for statement in loose}
    known = {document.id: document for document in (*earlier.documents, *later.documents)}
    documents = list(known.values())
    pot = [*loose_old, *(statement for statement in loose if statement.evidence)]
    for claim in claims.group(pot, documents, origins.group(documents)):
        ours = [by_id[key] for key in claim.statements if key in by_id and key not in fresh]
        # Another count of the same thing is not the same claim, but it is what the old line became.
        rivals = [by_id[key] for key in claim.contradicted_by if key in by_id and key not in fresh]
        for key in claim.statements:
            if key in fresh and (ours or rivals):
                found[key] = (ours or rivals)[0]
    return found


def _differences(old: Statement, new: Statement, before: _Side, after: _Side) -> list[str]:
    """What a reader of the earlier paper must be told about this statement, in plain words."""
    what = []
    if new.certainty != old.certainty:
        what.append(f"was {old.certainty}, now {new.certainty}")
    if after.denied(new) and not before.denied(old):
        what.append("now denied")
    if before.denied(old) and not after.denied(new):
        what.append("no longer denied")
    had, has = before.origins(old), after.origins(new)
    if has != had:
        what.append(f"{had} origin, now {has}" if had == 1 else f"{had} origins, now {has}")
    if not _same_figures(find_figures(old.text), find_figures(new.text)):
        what.append("other figures")
    if old.speaker and new.speaker and old.id == new.id and old.speaker != new.speaker:
        what.append("another speaker")
    if new.state == "edited" and new.text != old.text:
        what.append("edited")
    return what


def _same_figures(old: Sequence[Figure], new: Sequence[Figure]) -> bool:
    return all(any(agree(one, other) for other in old) for one in new) if old and new else True


def _why(statement: Statement, later: Edition) -> str:
    """Why an earlier statement is not on today's paper, as far as the edition knows."""
    again = next((s for s in later.briefing.statements if s.id == statement.id), None)
    if again is None:
        return "not in today's articles"
    return "dropped" if again.state == "dropped" else "found, no longer printed"
