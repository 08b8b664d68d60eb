"""Documents out of plain text, and what the room finds in them as plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefing.collect import attribution, sentences
from briefing.model import Attribution, Block, Document, Source, Span, document_id

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*\S[^\n]*)*")


def article(text: str) -> Document:
    """A document of paragraphs, set apart by blank lines."""
    blocks = tuple(Block("paragraph", Span(*match.span())) for match in _PARAGRAPH.finditer(text))
    return Document(document_id(text), text, Source(), blocks)


def split(document: Document) -> list[Span]:
    return [s for block in document.blocks for s in sentences.split(document.text, block.span)]


def found(text: str) -> tuple[Attribution, ...]:
    document = article(text)
    return attribution.find(document, split(document))


def words(text: str, spans: Iterable[Span]) -> str:
    return " // ".join(text[s.start : s.end] for s in spans)


def rows(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each attribution, pieces joined by two strokes."""
    return [(words(text, a.source), words(text, a.cue), words(text, a.content)) for a in found(text)]
