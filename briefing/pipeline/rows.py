"""What `collect` tells without an edition folder: JSON rows, explanations, a profile's trial."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from briefing import collect as collecting
from briefing import merge as merging
from briefing.errors import BriefingError
from briefing.model import Document, Edition, Statement, Unread, statement_id
from briefing.pipeline.batch import Batch, Progress
from briefing.pipeline.gathering import (
    Header,
    Output,
    gather,
    merged,
    nothing_readable,
    opened,
    refuse_overwriting,
    waiting_place,
)
from briefing.pipeline.paper import Report, name_of, put, summary

Explanation = collecting.Explanation
Trial = collecting.Trial
profile_names = collecting.names


def write_rows(
    articles: Sequence[str],
    header: Header,
    output: Output,
    *,
    given: BinaryIO | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Write the documented JSON objects, one a line: one for each article in the order given, one for all.

    Offsets are half-open code points into the row's `text`. A statement's id depends on its place
    alone, so the claims of the last row name statements of several rows. No row is ready before the
    last article is read, since what is picked depends on what the others confirm or deny; from then on
    each is written as it is made.
    """
    refuse_overwriting(articles, output)
    place = waiting_place(output)
    with opened(articles, header, progress, place=place, given=given, leave_out=output) as batch:
        gathered, blank = gather(batch, header)
        made = merged(gathered, blank, batch.profile)
        del gathered
        put(_lines(batch, made), output)
    return Report(name_of(output), summary(made), made.briefing.unread, made.briefing.notes)


def _lines(batch: Batch, made: Edition) -> Iterator[bytes]:
    ranked = {
        statement_id(place.document_id, place.span): statement
        for statement in made.briefing.statements
        for place in statement.evidence
    }
    for found in batch.again():
        for each in found.articles:
            yield _line(_row(each.document, each.found, ranked))
    yield _line(_claims_row(made))


def _line(row: Mapping[str, Any]) -> bytes:
    # A lone surrogate out of a file's name has no place in UTF-8.
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def explain(
    articles: Sequence[str],
    header: Header,
    *,
    given: BinaryIO | None = None,
    progress: Progress = lambda done, total: None,
) -> tuple[list[tuple[str, tuple[Explanation, ...]]], tuple[Unread, ...]]:
    """For each article its name and, sentence by sentence, why it is where it is."""
    told = []
    with opened(articles, header, progress, place=None, given=given) as batch:
        for found in batch.readings():
            batch.unread.extend(found.unread)
            told += [
                (each.document.source.location, collecting.explain(each.document, batch.profile))
                for each in found.articles
            ]
        if not told:
            raise nothing_readable(batch.unread)
        return told, tuple(batch.unread)


def try_profile(profile_name: str, labelled: Path) -> collecting.Trial:
    """How the profile places the labelled lines of a file: one section key, a tab, a sentence a line."""
    profile = collecting.load_profile(profile_name)
    try:
        text = labelled.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise BriefingError(reason, where=str(labelled)) from None
    return collecting.try_profile(collecting.read_labelled(text, profile, str(labelled)), profile)


def _row(document: Document, found: collecting.Collected, ranked: Mapping[str, Statement]) -> dict[str, Any]:
    """One article; what is printed of it is as `ranked` has it, which knows the other articles."""
    head = merging.headline(document)
    return {
        "path": document.source.location,
        "id": document.id,
        "title": document.source.title,
        "text": document.text,
        "statements": [
            *([_statement(head, headline=True)] if head else []),
            *(_statement(ranked.get(each.id, each), each) for each in found.statements),
        ],
        "attributions": [
            {
                "content": [[span.start, span.end] for span in attribution.content],
                "cue": [[span.start, span.end] for span in attribution.cue],
                "source": [[span.start, span.end] for span in attribution.source],
                "speaker": attribution.speaker or None,
            }
            for attribution in found.attributions
        ],
    }


def _statement(
    ranked: Statement, found: Statement | None = None, *, headline: bool = False
) -> dict[str, Any]:
    """A statement as its own article has it (`found`), printed as `ranked` says."""
    statement = found or ranked
    return {
        "id": statement.id,
        "start": statement.evidence[0].span.start,
        "end": statement.evidence[0].span.end,
        "section": statement.section,
        "also": list(statement.also),
        "kind": statement.kind,
        "headline": headline,
        "speaker": statement.speaker or None,
        "roles": [[span.start, span.end] for span in statement.role_at],
        "certainty": statement.certainty,
        "denies": [[span.start, span.end] for span in statement.denies],
        "key": ranked.key,
        "picked": ranked.picked,
        "quotes": [
            {"start": q.span.start, "end": q.span.end, "speaker": q.speaker or None}
            for q in statement.quotations
        ],
    }


def _claims_row(edition: Edition) -> dict[str, Any]:
    """Claims and conflicts in terms of the rows' statements: one id for each place of a merged one."""
    places = {
        statement.id: [statement_id(e.document_id, e.span) for e in statement.evidence] or [statement.id]
        for statement in edition.briefing.statements
    }
    sure = [(claim, True) for claim in edition.briefing.claims]
    return {
        "claims": [
            {
                "id": claim.id,
                "statements": [place for key in claim.statements for place in places.get(key, [key])],
                "origins": claim.origins,
                "sure": printed,
            }
            for claim, printed in [*sure, *((claim, False) for claim in merging.said_likewise(edition))]
        ],
        "conflicts": [list(pair) for pair in merging.conflicts(edition)],
        "speakers": [
            {
                "name": speaker.name,
                "named": speaker.named,
                "spellings": list(speaker.spellings),
                "roles": [[role.document_id, role.span.start, role.span.end] for role in speaker.roles],
                "statements": [place for key in speaker.statements for place in places[key]],
            }
            for speaker in edition.briefing.speakers
        ],
    }
