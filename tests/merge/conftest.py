"""Articles in a line each, so that a test shows what was said where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from briefing.model import (
    Block,
    Briefing,
    Document,
    Evidence,
    Section,
    Source,
    Span,
    Statement,
    document_id,
    statement_id,
)

Collected = tuple[Document, Sequence[Statement]]


@pytest.fixture
def header() -> Briefing:
    """A briefing with nothing in it yet."""
    return Briefing(
        title="Harbour",
        number="1",
        as_of=datetime(2026, 6, 1, 8, tzinfo=UTC),
        marking=None,
        lang="en",
        profile="conflict",
        sections=(Section("arms", "Arms", "A"), Section("troops", "Troops", "T")),
    )


@pytest.fixture
def article() -> Callable[..., Collected]:
    """Make an article of sentences; one that begins with "NOT: " is a denial (without the mark)."""

    def make(name: str, *sentences: str, published: str = "2026-05-31", publisher: str = "") -> Collected:
        said = [sentence.removeprefix("NOT: ") for sentence in sentences]
        text = "\n".join(said)
        publisher = publisher or f"The {name}"
        identity = document_id(text, publisher=publisher)
        blocks, statements, start = [], [], 0
        for sentence, words in zip(sentences, said, strict=True):
            span = Span(start, start + len(words))
            blocks.append(Block("paragraph", span))
            denied = sentence.startswith("NOT: ")
            statements.append(
                Statement(
                    id=statement_id(identity, span),
                    kind="fact",
                    text=words,
                    evidence=(Evidence(identity, span),),
                    section="arms",
                    certainty="denied" if denied else "asserted",
                    denies=(span,) if denied else (),
                    picked=True,
                )
            )
            start = span.end + 1
        source = Source(
            title=name,
            publisher=publisher,
            location=f"{name}.txt",
            published=published,
            document_id=identity,
        )
        return Document(identity, text, source, tuple(blocks)), statements

    return make
