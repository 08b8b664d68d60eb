"""Proof that an edition says nothing its sources do not: every span is read again.

`file.load` has checked the form of each value. Here the contents are checked, for editions from the
disk and for those made in memory alike: a statement nobody edited equals its characters at its
first evidence, every further evidence holds the same words, quotations and cues stand where they
are said to, and what refers to something refers to something that exists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from briefing.errors import BriefingError
from briefing.model.briefing import Edition, Statement
from briefing.model.document import Document
from briefing.model.span import Span

_QUOTE_MARKS = re.compile("[\"'`\u00b4\u2018-\u201f\u2032\u2033\u2039\u203a\u00ab\u00bb]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def check(edition: Edition) -> list[BriefingError]:
    """Every fault of `edition`, in the order of its statements and claims; none when it is sound."""
    briefing = edition.briefing
    documents = {document.id: document for document in edition.documents}
    sections = {section.key for section in briefing.sections}
    sources = {source.id for source in briefing.sources}
    faults = list(_repeated([statement.id for statement in briefing.statements]))
    for statement in briefing.statements:
        for name in (statement.section, *statement.also):
            if name not in sections:
                faults.append(_fault(statement, f'there is no section "{name}"', ", ".join(sorted(sections))))
        faults += _check_statement(statement, documents, sources)
    known = {statement.id for statement in briefing.statements}
    for claim in briefing.claims:
        against = (*claim.denied_by, *claim.contradicted_by, *claim.doubted_by)
        lead = (claim.lead,) if claim.lead else ()
        for name in (*claim.statements, *against, *claim.repeats, *lead):
            if name not in known:
                faults.append(BriefingError(f"there is no statement {name}", where=f"claim {claim.id}"))
    return faults


def same_words(text: str) -> str:
    """`text` without what outlets set each in their own way: spaces, marks of quotation, dashes.

    Two texts with the same words under this key say the same, letter for letter otherwise.
    """
    plain = unicodedata.normalize("NFC", text)
    return " ".join(_DASHES.sub("-", _QUOTE_MARKS.sub(" ", plain)).split())


def _check_statement(
    statement: Statement, documents: dict[str, Document], sources: set[str]
) -> Iterator[BriefingError]:
    if not statement.evidence:
        if statement.state != "added":
            yield _fault(statement, "no evidence", 'a statement written by hand says state = "added"')
        if statement.source_id and statement.source_id not in sources:
            yield _fault(statement, f'there is no source "{statement.source_id}"', ", ".join(sorted(sources)))
        return
    places = []
    for evidence in statement.evidence:
        document = documents.get(evidence.document_id)
        if document is None:
            yield _fault(statement, f"its document {evidence.document_id} is not in the edition")
            return
        if evidence.span.end > len(document.text):
            yield _fault(statement, f"{_shown(evidence.span)} reaches past the end of the text")
            return
        places.append(document.words(evidence.span))
    yield from _check_text(statement, places)
    yield from _check_spans(statement, documents[statement.evidence[0].document_id])


def _check_text(statement: Statement, places: list[str]) -> Iterator[BriefingError]:
    if statement.state not in ("edited", "added") and _storable(statement.text) != _storable(places[0]):
        yield _fault(
            statement,
            "the text is not the source's",
            'say state = "edited" if you changed it, or put the old text back',
        )
    key = same_words(places[0])
    for evidence, words in zip(statement.evidence[1:], places[1:], strict=True):
        if same_words(words) != key:
            yield _fault(statement, f"{_shown(evidence.span)} of {evidence.document_id} holds other words")


def _check_spans(statement: Statement, document: Document) -> Iterator[BriefingError]:
    """Quotations lie in the statement; names and cues may stand elsewhere in the article."""
    for quotation in statement.quotations:
        if not statement.evidence[0].span.contains(quotation.span):
            yield _fault(statement, f"the quotation {_shown(quotation.span)} is outside the statement")
    elsewhere = (*statement.speaker_at, *statement.cue_at, *statement.role_at, *statement.certainty_at)
    for span in (
        *elsewhere,
        *statement.denies,
        *(span for each in statement.quotations for span in each.speaker_at),
    ):
        if span.end > len(document.text):
            yield _fault(statement, f"{_shown(span)} reaches past the end of the text")


def _repeated(names: list[str]) -> Iterator[BriefingError]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield BriefingError("two statements have this id", where=f"statement {name}")
        seen.add(name)


def _storable(text: str) -> str:
    """The text as TOML can hold it: lone surrogates have no place there."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _fault(statement: Statement, message: str, hint: str = "") -> BriefingError:
    return BriefingError(message, where=f"statement {statement.id}", hint=hint)


def _shown(span: Span) -> str:
    return f"{span.start}-{span.end}"
