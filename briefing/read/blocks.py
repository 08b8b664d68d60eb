"""Labelled spans over a text whose lines are all there is to go by.

A blank line ends a paragraph. Between blank lines, a text whose lines were broken to fit a width is
one paragraph; otherwise each line is one, as in files that hold one paragraph a line. Blocks only
point into the text: nothing here alters it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefing.model import Block, BlockKind, Span
from briefing.read.limits import MAX_BLOCK_CHARACTERS, MAX_TITLE_CHARACTERS

_LINE = re.compile(r"[^\n]*\S[^\n]*")
# No wrapped text is set wider, and no narrower; mail programs wrap at 72 to 78.
_WIDEST = 120
_NARROWEST = 45
_ENDS_SENTENCE = re.compile(r"[.!?…:;,][\"'”’»)\]]*$|[\"”»]$")
_HEADING_CHARACTERS = 80


def label_lines(text: str, *, title: bool = True) -> tuple[Block, ...]:
    """The blocks of a plain text: its first line is the title (unless told not, or far too long).

    Short lines without a full stop that stand alone between longer paragraphs are headings.
    """
    spans = list(paragraphs(text))
    blocks: list[Block] = []
    for number, span in enumerate(spans):
        words = text[span.start : span.end]
        if number == 0 and title and len(words) <= MAX_TITLE_CHARACTERS and len(spans) > 1:
            blocks.append(Block("title", span))
        elif number + 1 < len(spans) and is_heading(words):
            blocks.append(Block("heading", span))
        else:
            blocks.extend(cut(text, "paragraph", span))
    return tuple(blocks)


def is_heading(words: str) -> bool:
    """True for a short line without the punctuation that ends a sentence."""
    return (
        len(words) <= _HEADING_CHARACTERS
        and "\n" not in words
        and not _ENDS_SENTENCE.search(words)
        and any(c.isalpha() for c in words)
    )


def paragraphs(text: str) -> Iterator[Span]:
    """The paragraphs of `text` in order, without the white space around them."""
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(text)]
    width = _width(text, lines)
    start = 0
    for number, line in enumerate(lines):
        last = number + 1 == len(lines)
        if last or not width or _apart(text, line, lines[number + 1]):
            yield _trim(text, lines[start].start, line.end)
            start = number + 1


def cut(text: str, kind: BlockKind, span: Span, reason: str = "") -> Iterator[Block]:
    """`span` as one block, or as several when it is longer than anyone's paragraph.

    The cut falls behind a sentence, else behind a word, else in the middle of one: later stages
    then meet no block whose cost they have not been tested with.
    """
    start = span.start
    while span.end - start > MAX_BLOCK_CHARACTERS:
        piece = text[start : start + MAX_BLOCK_CHARACTERS]
        half = MAX_BLOCK_CHARACTERS // 2
        place = max(piece.rfind(". ", half), piece.rfind("? ", half), piece.rfind("! ", half)) + 1
        place = place or piece.rfind(" ", half) + 1 or MAX_BLOCK_CHARACTERS
        yield Block(kind, _trim(text, start, start + place), reason)
        start += place
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield Block(kind, Span(start, span.end), reason)


def _trim(text: str, start: int, end: int) -> Span:
    """The span from `start` to `end` without white space at either end (it holds some character)."""
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip())))


def _apart(text: str, line: Span, following: Span) -> bool:
    return text.count("\n", line.end, following.start) > 1


def _width(text: str, lines: Sequence[Span]) -> int:
    """The column a text was wrapped at, 0 when it was not wrapped.

    In a wrapped text the next line's first word never fits on the line before it.
    """
    sizes = [len(line) for line in lines if " " in text[line.start : line.end].strip()]
    width = max(sizes, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    joins = fitting = 0
    for line, following in pairwise(lines):
        if _apart(text, line, following):
            continue
        joins += 1
        word = text[following.start : following.end].split(maxsplit=1)[0]
        fitting += len(line) + 1 + len(word) <= width - 8
    return width if joins and fitting <= joins * 0.25 else 0
