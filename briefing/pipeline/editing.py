"""What a person does to an edition folder from the command line, and what came of it since."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing import merge as merging
from briefing.errors import BriefingError
from briefing.model import Certainty, Change, Kind, Source, Statement, file


@dataclass(frozen=True, slots=True)
class Addition:
    """A statement as a person gives it on the command line."""

    kind: Kind
    section: str
    text: str
    source: str
    speaker: str = ""
    certainty: Certainty | None = None


def difference(earlier: Path, later: Path) -> tuple[list[tuple[Change, str]], str, str]:
    """Each change between two edition folders with the words of its statement, and both numbers."""
    old, new = file.load(earlier), file.load(later)
    words = {statement.id: statement.text for statement in new.briefing.statements}
    changes = [(change, words.get(change.id, change.before)) for change in merging.compare(old, new)]
    return changes, old.briefing.number, new.briefing.number


def add(folder: Path, addition: Addition, moment: datetime) -> str:
    """Put a statement that a person saw elsewhere into the edition in `folder`; one line of what was done.

    It has no evidence: its source is one of the edition's, or a new one without a document.
    """
    edition = file.load(folder)
    briefing = edition.briefing
    keys = [section.key for section in briefing.sections]
    if addition.section not in keys:
        raise BriefingError(
            f"no section {addition.section!r}", where=str(folder), hint="one of " + ", ".join(keys)
        )
    if not addition.text.strip():
        raise BriefingError("a statement needs words", where="--text")
    sources = briefing.sources
    source_id = next((s.id for s in sources if addition.source in (s.id, s.title)), "")
    if not source_id:
        source_id = _next_source_id(sources)
        sources = (
            *sources,
            Source(
                id=source_id, title=addition.source, retrieved=moment.isoformat(), location="added by hand"
            ),
        )
    place = f"{addition.kind} {addition.section} {addition.speaker} {source_id} {addition.text}"
    identity = "m" + hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()[:10]
    if any(statement.id == identity for statement in briefing.statements):
        raise BriefingError("this statement is already there", where=f"{folder}: {identity}")
    statement = Statement(
        id=identity,
        kind=addition.kind,
        text=addition.text.strip(),
        evidence=(),
        section=addition.section,
        speaker=addition.speaker.strip(),
        certainty=addition.certainty or ("reported" if addition.speaker.strip() else "asserted"),
        state="added",
        source_id=source_id,
    )
    grown = replace(briefing, statements=(*briefing.statements, statement), sources=sources)
    file.save(replace(edition, briefing=grown), folder)
    return f"{folder}: added {identity} to {addition.section}, source {source_id}"


def _next_source_id(sources: Sequence[Source]) -> str:
    taken = {source.id for source in sources}
    number = len(sources) + 1
    while f"a{number}" in taken:
        number += 1
    return f"a{number}"
