"""From words on pages to paragraphs in reading order: columns, running heads, hyphens, page breaks.

A PDF knows where ink falls, not what a paragraph is. Everything here is arithmetic on boxes, in
points from the lower left of the page, and knows nothing of any PDF library. What is left out
(running heads, page numbers, hyphens at line ends) is counted, so that it can be reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

_PAGE_NUMBER = re.compile(
    r"[\s\-–—|·]*(?:page|seite|p\.)?\s*#+(?:\s*(?:of|von|/|\|)\s*#+)?[\s\-–—|·]*", re.IGNORECASE
)
_HYPHENS = "-\u00ad\u2010\x02\ufffe"
_BULLET = re.compile(r"[•▪■◦‣●○]\s")
# A footnote's mark, which is set apart from its words or above their line.
_NOTE = re.compile(r"\s*(?:[*†‡§]+|[\[(]?\d{1,3}[\])]?(?!\d|[.,]\d))\s*(?=\D|$)")
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*$")
# How many lines of a paragraph are looked at to tell whether the next is one of them.
_LOOK_BACK = 60
# Past this many pieces a page is a drawing or an attack; it is read in the order it was painted in.
_MAX_PIECES = 3_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on one line without a wide gap: their box, and the size of their letters."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column; `left` and `right` are the column's edges."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    text: str
    left: float
    right: float
    page: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words put together again; `size` is that of their letters, `page` counts from 0."""

    text: str
    size: float
    page: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole document: its paragraphs, its usual letter size, and what was left out."""

    paragraphs: tuple[Paragraph, ...]
    size: float
    heads: int
    hyphens: int


def arrange(pages: Sequence[Sequence[Piece]], breaks: Callable[[str, str], bool]) -> Layout:
    """The paragraphs of `pages` in reading order, footnotes after all others: a sentence runs over them.

    `breaks(left, right)` tells whether a word may be parted so; a hyphen that stands where the
    language parts no word belongs to the word and is kept.
    """
    heads = _running_heads(pages)
    lines: list[Line] = []
    notes: list[Line] = []
    gutters: list[float] = []
    for number, pieces in enumerate(pages):
        kept = [piece for piece in pieces if (number, piece) not in heads]
        below = _footnotes(kept)
        lines.extend(_lines([piece for piece in kept if piece not in below], number, gutters))
        notes.extend(_lines([piece for piece in kept if piece in below], number, gutters))
    lines.extend(notes)
    words = Counter(word for line in lines for word in re.findall(r"[\w-]+", line.text.lower()))
    size = _usual_size(lines)
    joined = _Joiner(words, breaks)
    paragraphs: list[Paragraph] = []
    run: list[Line] = []
    for line in lines:
        if run and _starts(run[-_LOOK_BACK:], line, size):
            paragraphs.append(joined.paragraph(run))
            run = []
        run.append(line)
    if run:
        paragraphs.append(joined.paragraph(run))
    return Layout(tuple(paragraphs), size, len(heads), joined.hyphens)


def _running_heads(pages: Sequence[Sequence[Piece]]) -> set[tuple[int, Piece]]:
    """The outermost lines that come back on other pages, numbers aside, and page numbers."""
    if len(pages) < 2:
        return set()
    outer: list[tuple[int, Piece, str]] = []
    for number, pieces in enumerate(pages):
        heights = sorted({round(piece.y0) for piece in pieces})
        edge = {*heights[:2], *heights[-2:]} if len(heights) > 4 else {*heights[:1], *heights[-1:]}
        outer.extend(
            (number, piece, re.sub(r"\d+", "#", " ".join(piece.text.split())))
            for piece in pieces
            if round(piece.y0) in edge
        )
    # Left and right pages may have heads of their own, so less than half of the pages is enough.
    often = max(2, round(0.4 * len(pages)))
    counts = Counter(key for _, key in {(number, key) for number, _, key in outer})
    # The headline that later pages repeat in small is no running head where it stands large.
    smallest: dict[str, float] = {}
    for _, piece, key in outer:
        smallest[key] = min(piece.size, smallest.get(key, piece.size))
    return {
        (number, piece)
        for number, piece, key in outer
        if (counts[key] >= often and len(key) < 150 and piece.size < 1.2 * smallest[key])
        or _PAGE_NUMBER.fullmatch(key)
    }


def _footnotes(pieces: Sequence[Piece]) -> set[Piece]:
    """The smaller words at the foot of a page, where the topmost of them open with a note's mark."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size, 1)] += len(piece.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    small = list(takewhile(lambda p: p.size < 0.92 * usual, sorted(pieces, key=lambda p: p.y0)))
    if not small or len(small) == len(pieces) or len(pieces) > _MAX_PIECES:
        return set()
    top = max(piece.y1 for piece in small)
    first = min((p for p in small if p.y1 > top - p.size), key=lambda p: p.x0)
    return set(small) if _NOTE.match(first.text) else set()


def _usual_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _lines(pieces: Sequence[Piece], page: int, gutters: list[float]) -> list[Line]:
    """The lines of one page in reading order: the page is cut along its widest empty strips.

    Columns are cut before rows, so that two columns are read one after the other; a headline over
    both is first cut off as a row. Where columns were found, `gutters` remembers for the pages that follow.
    """
    if not pieces:
        return []
    em = median(piece.size for piece in pieces) or 10.0
    if len(pieces) > _MAX_PIECES:
        return [line for piece in pieces for line in _row([piece], page, (piece.x0, piece.x1))]
    lines: list[Line] = []
    stack = [(list(pieces), _edges(pieces))]
    while stack:
        region, edges = stack.pop()
        columns = _columns(region, em, gutters)
        parts = columns or _bands(region, em)
        if parts:
            stack.extend((part, _edges(part) if columns else edges) for part in reversed(parts))
        else:
            lines.extend(_row(region, page, edges))
    return lines


def _edges(region: Sequence[Piece]) -> tuple[float, float]:
    """Where most lines of a column begin and how far they reach; what sticks out to the left is no edge."""
    begin = Counter(round(piece.x0) for piece in region)
    often = max(begin.values()) * 0.25
    return min(x for x, count in begin.items() if count >= often), max(piece.x1 for piece in region)


def _columns(region: list[Piece], em: float, gutters: list[float]) -> list[list[Piece]]:
    """`region` in two, left and right of an empty strip with running text on both sides; else nothing."""
    if len(region) < 4:
        return []
    best = 0.0
    place = 0.0
    edge = -1e9
    for piece in sorted(region, key=lambda p: p.x0):
        gap = piece.x0 - edge
        if edge > -1e9 and gap >= 0.8 * em and gap > best and _both(region, edge + gap / 2, em, gutters):
            best, place = gap, edge + gap / 2
        edge = max(edge, piece.x1)
    if not best:
        return []
    if not any(abs(place - known) < em for known in gutters):
        gutters.append(place)
    return [[p for p in region if p.x0 < place], [p for p in region if p.x0 >= place]]


def _both(region: list[Piece], place: float, em: float, gutters: list[float]) -> bool:
    """True when both sides of a cut look like running text: four lines or more, of some length.

    Two are enough where columns were parted before: an article ends with a few lines in each.
    """
    least = 2 if any(abs(place - known) < em for known in gutters) else 4
    for side in ([p for p in region if p.x0 < place], [p for p in region if p.x0 >= place]):
        rows = {round(p.y0) for p in side}
        if len(rows) < least or sum(len(p.text) for p in side) < 15 * len(rows):
            return False
    return True


def _bands(region: list[Piece], em: float) -> list[list[Piece]]:
    """`region` in two, above and below its tallest empty strip, or nothing when it is one row."""
    ordered = sorted(region, key=lambda p: -p.y1)
    best = -0.35 * em
    place = 0
    floor = ordered[0].y0
    for number, piece in enumerate(ordered[1:], 1):
        gap = floor - piece.y1
        if gap > best:
            best, place = gap, number
        floor = min(floor, piece.y0)
    return [ordered[:place], ordered[place:]] if place else []


def _row(region: list[Piece], page: int, edges: tuple[float, float]) -> list[Line]:
    ordered = sorted(region, key=lambda p: p.x0)
    text = " ".join(piece.text.strip() for piece in ordered if piece.text.strip())
    if not text:
        return []
    x0, x1 = ordered[0].x0, max(p.x1 for p in ordered)
    y0, y1 = min(p.y0 for p in ordered), max(p.y1 for p in ordered)
    size = max(ordered, key=lambda p: len(p.text)).size
    return [Line(x0, y0, x1, y1, size, text, *edges, page)]


def _starts(run: Sequence[Line], line: Line, size: float) -> bool:
    """True when `line` begins a paragraph after the lines of `run`."""
    last = run[-1]
    if last.text[-1] in _HYPHENS and last.text[-2:-1].isalpha() and line.text[:1].islower():
        return False  # a word goes on, whatever size a scan took its letters for
    if abs(line.size - last.size) > 0.12 * max(last.size, 1.0):
        return True
    ends = bool(_ENDS.search(last.text))
    moved = line.page != last.page or line.y0 > last.y0 or line.x0 > max(r.x1 for r in run[-5:])
    if moved:
        # Over a column or page break a sentence goes on; a full stop there says nothing either way.
        return ends and not line.text[:1].islower() if _full(run) else ends or line.size > 1.12 * size
    height = max(line.size, 1.0)
    if _BULLET.match(line.text) or (line.size < 0.92 * size and _NOTE.match(line.text) and ends):
        return True
    if last.y0 - line.y1 > 0.75 * height or last.y0 - line.y0 > 1.9 * height:
        return True
    left = min(r.x0 for r in run)
    indented = line.x0 - left > 0.8 * height and len(run) > 1 and run[-1].x0 - left < 0.5 * height
    if indented and ends:
        return True
    if _indented_anew(last, line, height, ends):
        return True
    short = max(r.x1 for r in run) - last.x1 > 3.0 * height and len(run) > 1
    return short and ends


def _indented_anew(last: Line, line: Line, height: float, ends: bool) -> bool:
    """True when `line` is set in from its column's edge as the first line of a paragraph is.

    After a line at the edge, that line has to end a sentence or stop short; after one that is set in as
    far, both may be lines of a passage that is set in as a whole, unless that one stopped short.
    """
    if not 0.8 * height < line.x0 - line.left < 6.0 * height:
        return False
    short = last.right - last.x1 > 3.0 * height
    if last.x0 - last.left < 0.5 * height:
        return ends or short
    return short and abs(line.x0 - last.x0) < 0.3 * height and not line.text[:1].islower()


def _full(run: Sequence[Line]) -> bool:
    """True when the last line of `run` reaches as far to the right as those before it."""
    return len(run) < 2 or max(r.x1 for r in run) - run[-1].x1 < 3.0 * run[-1].size


class _Joiner:
    """Puts lines together, and decides for each hyphen at a line end whether the word has it."""

    def __init__(self, words: Counter[str], breaks: Callable[[str, str], bool]) -> None:
        self._words = words
        self._breaks = breaks
        self.hyphens = 0

    def paragraph(self, lines: Sequence[Line]) -> Paragraph:
        """The words of `lines` as one paragraph."""
        pieces = [lines[0].text]
        for line in lines[1:]:
            pieces[-1], between = self._ended(pieces[-1], line.text)
            pieces.append(between + line.text)
        return Paragraph(re.sub("[\x02\ufffe]", "-", "".join(pieces)), lines[0].size, lines[0].page)

    def _ended(self, text: str, following: str) -> tuple[str, str]:
        """A line without the hyphen that is none of its word's, and what stands between it and the next."""
        if text[-2:-1] in ("", " ", "-") or text[-1] not in _HYPHENS or not following[:1].isalpha():
            return text, " "
        left = re.search(r"[\w-]*$", text[:-1])
        right = re.match(r"[\w-]*", following)
        first, second = left[0] if left else "", right[0] if right else ""
        if not first or not second[0].islower():
            return text, "" if first else " "
        whole, kept = (first + second).lower(), f"{first}-{second}".lower()
        parted = self._words[whole] > self._words[kept] or (
            self._words[kept] <= 0 and self._breaks(first.rpartition("-")[2], second.partition("-")[0])
        )
        if parted or text[-1] == "\u00ad":
            self.hyphens += 1
            return text[:-1], ""
        return text[:-1] + "-", ""
