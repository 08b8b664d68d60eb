"""What a person did to an earlier edition, carried into the new one.

The file wins: for a statement that is found again, every field a person can change (state, section,
also, text, speaker, certainty, credibility, kind) stays as the file has it. The program cannot tell a person's
change from its own former opinion, and the wrong guess would lose work; what it now thinks
differently is counted in a note. docs/decisions/0005-the-file-wins.md gives the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.model import Document, Edition, Section, Source, Statement
from briefing.model.check import same_words

_PERSONAL = ("state", "section", "also", "text", "speaker", "certainty", "credibility", "kind")
_DECIDED = ("kept", "edited")
# How our own notes begin: they are made anew each time, a person's are carried over.
_OUR_NOTES = re.compile(
    r"\d+ (?:files hold the same article|statements? (?:a person|of the earlier|differ))"
    r"|\d+ articles? of the earlier edition"
)


@dataclass(frozen=True, slots=True)
class Carried:
    """The new edition's statements and what they need from the old one."""

    statements: list[Statement]
    documents: list[Document]
    sources: list[Source]
    notes: list[str]


def carry(found: Sequence[Statement], given: Sequence[Document], earlier: Edition) -> Carried:
    """`found` with the edits of `earlier`; its statements, documents and sources that must stay."""
    before = earlier.briefing
    texts = {document.id: document for document in (*earlier.documents, *given)}
    again = _found_again(found, before.statements)
    statements: dict[str, Statement] = {}
    differing = 0
    for statement in found:
        old = again.get(statement.id)
        if old is None:
            statements[statement.id] = statement
        elif old.id not in statements:
            carried, differs = _with_edits(statement, old, texts)
            statements[old.id] = carried
            differing += differs
    lost, stray = _not_found(before.statements, statements, given)
    _make_room(statements, lost)
    statements.update((statement.id, statement) for statement in (*lost, *stray))
    ordered = _in_order(list(statements), before.statements)
    missing = {each.document_id for statement in (*lost, *stray) for each in statement.evidence}
    missing -= {document.id for document in given}
    return Carried(
        [statements[name] for name in ordered],
        [document for document in earlier.documents if document.id in missing],
        [source for source in before.sources if source.document_id in missing or not source.document_id],
        _notes(earlier, given, lost, differing),
    )


def sections(wanted: Sequence[Section], earlier: Sequence[Section]) -> tuple[Section, ...]:
    """The earlier edition's sections as a person left them, then those that are new."""
    known = {section.key for section in earlier}
    return (*earlier, *(section for section in wanted if section.key not in known))


def _found_again(found: Iterable[Statement], earlier: Sequence[Statement]) -> dict[str, Statement]:
    """The earlier statement for each found one, by id: it has one of its places."""
    at_place = {place: statement for statement in reversed(earlier) for place in statement.evidence}
    again = {}
    for statement in found:
        matches = [at_place[place] for place in statement.evidence if place in at_place]
        if matches:
            # A person's decision on one of several copies counts for all of them.
            again[statement.id] = next((each for each in matches if each.state != "found"), matches[0])
    return again


def _with_edits(new: Statement, old: Statement, documents: Mapping[str, Document]) -> tuple[Statement, bool]:
    """The new statement with the old one's personal fields, and whether they say another thing."""
    if old.evidence and old.evidence[0] in new.evidence and old.evidence[0] != new.evidence[0]:
        # The old one's spans lie in its first document: it stays the first.
        rest = tuple(place for place in new.evidence if place != old.evidence[0])
        old_marks = {name: getattr(old, name) for name in _SPANS}
        new = replace(new, evidence=(old.evidence[0], *rest), **old_marks)
    kept = {name: getattr(old, name) for name in _PERSONAL}
    if old.state in ("found", "kept") and not _is_source_text(old, documents):
        kept["state"] = "edited"
    differs = any(getattr(new, name) != getattr(old, name) for name in _PERSONAL if name != "state")
    return replace(new, id=old.id, **kept), differs and old.state != "edited"


_SPANS = ("speaker_at", "cue_at", "role_at", "certainty_at", "denies", "quotations")


def _is_source_text(statement: Statement, documents: Mapping[str, Document]) -> bool:
    document = documents.get(statement.evidence[0].document_id)
    if document is None:
        return True
    return same_words(document.words(statement.evidence[0].span)) == same_words(statement.text)


def _not_found(
    earlier: Sequence[Statement], statements: Mapping[str, Statement], given: Sequence[Document]
) -> tuple[list[Statement], list[Statement]]:
    """Decided statements whose place was not found again, and those written by hand."""
    lost, by_hand = [], []
    for statement in earlier:
        if statement.id in statements:
            continue
        if statement.state == "added":
            by_hand.append(statement)
        elif statement.state in _DECIDED:
            lost.append(statement)
    return lost, by_hand


def _make_room(statements: dict[str, Statement], lost: Sequence[Statement]) -> None:
    """Take out what overlaps a kept statement: the sentence was only cut in another way."""
    taken: dict[str, list[Statement]] = {}
    for statement in lost:
        if not statement.evidence:
            continue
        taken.setdefault(statement.evidence[0].document_id, []).append(statement)
    for name, statement in list(statements.items()):
        if not statement.evidence or statement.state != "found":
            continue
        place = statement.evidence[0]
        if any(place.span.overlaps(each.evidence[0].span) for each in taken.get(place.document_id, ())):
            del statements[name]


def _in_order(names: Sequence[str], earlier: Sequence[Statement]) -> list[str]:
    """The earlier edition's order, each new statement after the one before it in `names`."""
    present = set(names)
    old = [statement.id for statement in earlier if statement.id in present]
    known = set(old)
    after: dict[str, list[str]] = {}
    anchor = ""
    for name in names:
        if name in known:
            anchor = name
        else:
            after.setdefault(anchor, []).append(name)
    ordered = list(after.get("", ()))
    for name in old:
        ordered += [name, *after.get(name, ())]
    return ordered


def _notes(
    earlier: Edition, given: Sequence[Document], lost: Sequence[Statement], differing: int
) -> list[str]:
    notes = [note for note in earlier.briefing.notes if not _OUR_NOTES.match(note)]
    ids = {document.id for document in given}
    gone = [document for document in earlier.documents if document.id not in ids]
    if gone:
        named = ", ".join(each.source.location or each.source.title or each.id for each in gone[:3])
        more = f" and {len(gone) - 3} more" if len(gone) > 3 else ""
        notes.append(f"{_count(gone, 'article')} of the earlier edition not given again: {named}{more}")
    if lost:
        named = ", ".join(statement.id for statement in lost[:5])
        notes.append(f"{_count(lost, 'statement')} a person kept, no longer found, left as before: {named}")
    if differing:
        plural = "statement differs" if differing == 1 else "statements differ"
        notes.append(f"{differing} {plural} from what was found now; the edition's wording stands")
    return notes


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}" + ("" if len(items) == 1 else "s")
