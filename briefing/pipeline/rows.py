"""What `collect` tells without an edition folder: JSON rows, explanations, a profile's trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing import collect as collecting
from briefing import merge as merging
from briefing import read as reading
from briefing.errors import BriefingError
from briefing.model import Document, Edition, Statement, Unread, statement_id
from briefing.pipeline.gathering import Header, Progress, each_document, gather, merged, nothing_readable

Explanation = collecting.Explanation
Trial = collecting.Trial
profile_names = collecting.names


def collect_rows(
    articles: Sequence[str], header: Header, *, progress: Progress = lambda done, total: None
) -> tuple[list[dict[str, Any]], tuple[Unread, ...]]:
    """The documented JSON objects: one for each article in the order given, then one for all.

    Offsets are half-open code points into the row's `text`. A statement's id depends on its place
    alone, so the claims of the last row name statements of several rows.
    """
    gathered, blank, profile = gather(articles, header, progress)
    made = merged(gathered, blank, profile)
    ranked = {
        statement_id(place.document_id, place.span): statement
        for statement in made.briefing.statements
        for place in statement.evidence
    }
    rows = [_row(document, found, ranked) for document, found in gathered]
    rows.append(_claims_row(made))
    return rows, blank.unread


def explain(
    articles: Sequence[str], profile_name: str, *, progress: Progress = lambda done, total: None
) -> tuple[list[tuple[str, tuple[Explanation, ...]]], tuple[Unread, ...]]:
    """For each article its name and, sentence by sentence, why it is where it is."""
    profile = collecting.load_profile(profile_name)
    paths, unread = reading.find(articles)
    told = [
        (document.source.location, collecting.explain(document, profile))
        for document, _ in each_document(paths, profile, unread, progress)
    ]
    if not told:
        raise nothing_readable(unread)
    return told, tuple(unread)


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
    }
