"""A small edition that the file tests write, break and read again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefing.model import (
    Block,
    Briefing,
    Claim,
    Document,
    Edition,
    Evidence,
    Quotation,
    Section,
    Source,
    Span,
    Statement,
    document_id,
    statement_id,
)

TEXT = (
    "Harbour talk\n"
    "The crates hold cement, said Viktor Halloran.\n"
    '"Cement is heavy," he added.\n'
    "Orlov denied it.\n"
    "Share this\n"
)


def _document(text: str, number: int) -> Document:
    source = Source(
        title="Harbour talk",
        publisher=f"Paper {number}",
        location=f"sources/{number}.txt",
        document_id=document_id(text, publisher=f"Paper {number}"),
        id=f"a{number}",
    )
    blocks = (
        Block("title", Span(0, 12)),
        Block("paragraph", Span(13, 58)),
        Block("quotation", Span(59, 87)),
        Block("paragraph", Span(88, 104)),
        Block("noise", Span(105, 115), "share line"),
    )
    return Document(source.document_id, text, source, blocks, changes=("1 tab became a space",), raw=b"raw")


def _statement(document: Document, start: int, end: int, **fields: object) -> Statement:
    span = Span(start, end)
    values: dict[str, object] = {
        "id": statement_id(document.id, span),
        "kind": "fact",
        "text": document.words(span),
        "evidence": (Evidence(document.id, span),),
        "section": "arms",
    }
    return Statement(**(values | fields))  # type: ignore[arg-type]


@pytest.fixture
def edition() -> Edition:
    """Two documents, three statements, one claim that is denied."""
    one, two = _document(TEXT, 1), _document(TEXT + "More.", 2)
    cement = _statement(
        one,
        13,
        58,
        evidence=(Evidence(one.id, Span(13, 58)), Evidence(two.id, Span(13, 58))),
        speaker="Viktor Halloran",
        speaker_at=(Span(42, 57),),
        cue_at=(Span(37, 41),),
        certainty="reported",
        weight=0.5,
        picked=True,
        key=True,
    )
    heavy = _statement(
        one,
        59,
        87,
        kind="quote",
        also=("reactions",),
        quotations=(Quotation(Span(60, 76), "Viktor Halloran", (Span(78, 80),)),),
        picked=True,
    )
    denial = _statement(one, 88, 104, section="reactions", certainty="denied", denies=(Span(101, 103),))
    briefing = Briefing(
        title="Harbour",
        number="7",
        as_of=datetime(2026, 6, 1, 8, tzinfo=UTC),
        marking="TLP:AMBER+STRICT",
        lang="en",
        profile="conflict",
        sections=(Section("arms", "Arms", "A"), Section("reactions", "Reactions", "R", "circle")),
        statements=(cement, heavy, denial),
        claims=(Claim("c-1", (cement.id,), 2, (denial.id,)),),
        sources=(one.source, two.source, Source(id="b1", title="A call to the harbour master")),
        notes=("2 files hold the same article",),
    )
    return Edition(briefing, (one, two))
