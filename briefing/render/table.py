"""Tables: hairlines, a head that repeats, rows that may cross pages.

One `Table` element holds all rows however many pages they fill; a repeated head is an artifact. A
row goes to the next page whole when it can; one that is higher than a page is cut inside its cells.
Column widths come from the markup or else from the cells: no column narrower than its longest word
while there is room, the rest by how much text each holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from briefing.render.flow import Block
from briefing.render.pdf import Canvas, number
from briefing.render.theme import Style, colour

_EVEN = 0.01


@dataclass(slots=True, eq=False)
class Cell:
    """A cell: what it holds, and how wide it would like to be (longest word, all in one line)."""

    content: Block
    narrow: float
    wide: float


@dataclass(slots=True, eq=False)
class Row:
    """A row of cells; `repeat` is the same row as an artifact, for heads."""

    cells: list[Cell]
    repeat: Row | None = None
    anchors: tuple[str, ...] = ()
    _heights: dict[tuple[float, ...], float] = field(default_factory=dict)

    def height(self, widths: Sequence[float], pad: float) -> float:
        """The highest cell and the padding above and below."""
        key = tuple(widths)
        if key not in self._heights:
            inner = [cell.content.wrap(w - 2 * pad) for cell, w in zip(self.cells, widths, strict=False)]
            self._heights[key] = max(inner, default=0.0) + 2 * pad * 0.6
        return self._heights[key]


def column_widths(rows: Sequence[Row], width: float, pad: float) -> list[float]:
    """Widths that add up to `width`, from what stands in the cells."""
    count = max((len(row.cells) for row in rows), default=1) or 1
    narrow, wide = [0.0] * count, [0.0] * count
    for row in rows:
        for n, cell in enumerate(row.cells):
            narrow[n] = max(narrow[n], cell.narrow + 2 * pad)
            wide[n] = max(wide[n], cell.wide + 2 * pad)
    narrow = [min(v, width / 2) for v in narrow]
    if sum(wide) <= width:
        spare = (width - sum(wide)) / count
        return [v + spare for v in wide]
    if sum(narrow) >= width:
        return [v * width / sum(narrow) for v in narrow]
    # Long cells gain less than in proportion, or one long column would starve all others.
    wish = [max(w - n, 0.0) ** 0.7 for n, w in zip(narrow, wide, strict=True)]
    spare = width - sum(narrow)
    return [n + spare * w / (sum(wish) or 1.0) for n, w in zip(narrow, wish, strict=True)]


class Table(Block):
    """Rows from `start` on; the first `head` rows repeat on each page."""

    def __init__(
        self, rows: Sequence[Row], head: int, style: Style, *, relative: Sequence[float] = ()
    ) -> None:
        self.rows = rows
        self.head = head
        self.style = style
        self.relative = relative
        self.start = head
        self.end = len(rows)
        self.continued = False
        self.before, self.after = style.before, style.after
        self._widths: list[float] = []
        self._width = -1.0
        self._height = 0.0

    def _layout(self, width: float) -> None:
        if width == self._width:
            return
        if not self._widths or self._width != -1.0:
            if self.relative:
                share = width / sum(self.relative)
                self._widths = [v * share for v in self.relative]
            else:
                self._widths = column_widths(self.rows, width, self.style.pad)
        self._width = width
        shown = [*self.rows[: self.head], *self.rows[self.start : self.end]]
        self._height = sum(row.height(self._widths, self.style.pad) for row in shown)

    def wrap(self, width: float) -> float:
        """The height of head and rows."""
        self._layout(width)
        return self._height

    def least(self, width: float) -> float:
        """The head and one row."""
        self._layout(width)
        pad = self.style.pad
        shown = [*self.rows[: self.head], *self.rows[self.start : self.start + 1]]
        return sum(row.height(self._widths, pad) for row in shown)

    def split(self, width: float, height: float, *, force: bool = False) -> tuple[Block, Block] | None:
        """Cut between rows; a row is cut inside only when it is higher than a page's room."""
        self._layout(width)
        pad = self.style.pad
        at = sum(row.height(self._widths, pad) for row in self.rows[: self.head])
        for n in range(self.start, self.end):
            row = self.rows[n]
            high = row.height(self._widths, pad)
            if at + high <= height + _EVEN:
                at += high
                continue
            if n > self.start:
                return self._part(self.rows, self.start, n, False), self._part(self.rows, n, self.end, True)
            if not force:
                return None
            cut = self._cut_row(row, height - at)
            if cut is None:
                return self._headless().split(width, height, force=True) if self.head else None
            rows = [*self.rows[:n], *cut, *self.rows[n + 1 :]]
            first = self._part(rows, self.start, n + 1, False)
            return first, self._part(rows, n + 1, self.end + 1, True)
        return None

    def _headless(self) -> Table:
        """The same with its head as ordinary rows: a head that fills a page cannot repeat."""
        rows = self.rows[self.start : self.end] if self.continued else self.rows[: self.end]
        table = Table(rows, 0, self.style, relative=self.relative)
        table._widths = self._widths
        table.before, table.after, table.anchors = self.before, self.after, self.anchors
        return table

    def _cut_row(self, row: Row, room: float) -> tuple[Row, Row] | None:
        """The row in two, cut inside each cell that is too high; None when nothing would fit."""
        pad = self.style.pad
        room -= 2 * pad * 0.6
        above, below = [], []
        moved = False
        for cell, width in zip(row.cells, self._widths, strict=False):
            inner = width - 2 * pad
            if cell.content.wrap(inner) <= room + _EVEN:
                above.append(cell)
                below.append(Cell(Empty(), 0.0, 0.0))
                continue
            parts = cell.content.split(inner, room, force=True)
            if parts is None:
                return None
            moved = True
            above.append(Cell(parts[0], 0.0, 0.0))
            below.append(Cell(parts[1], 0.0, 0.0))
        return (Row(above, anchors=row.anchors), Row(below)) if moved else None

    def _part(self, rows: Sequence[Row], start: int, end: int, continued: bool) -> Table:
        part = Table(rows, self.head, self.style, relative=self.relative)
        part.start, part.end = start, end
        part._widths = self._widths
        if continued:
            part.before, part.after = 0.0, self.after
            part.continued = True
        else:
            part.before, part.after = self.before, 0.0
            part.continued = self.continued
            part.anchors = self.anchors
        return part

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Rows with a rule above and below, a finer one under the head and between rows."""
        self._layout(width)
        pad = self.style.pad
        rules = [(y, self.style.rule_width)]
        for n in [*range(self.head), *range(self.start, self.end)]:
            row = self.rows[n]
            shown = row.repeat if self.continued and n < self.head and row.repeat is not None else row
            for anchor in row.anchors:
                canvas.anchor(anchor, y + 4)
            left = x
            for cell, column in zip(shown.cells, self._widths, strict=False):
                cell.content.place(canvas, left + pad, y - pad * 0.6, column - 2 * pad)
                left += column
            y -= row.height(self._widths, pad)
            rules.append((y, self.style.rule_width / 2))
        rules[-1] = (y, self.style.rule_width)
        ink = colour(self.style.rule or "#000000", "RG")
        lines = [
            f"{number(weight)} w {number(x)} {number(at)} m {number(x + width)} {number(at)} l S"
            for at, weight in rules
        ]
        canvas.artifact("q", ink, *lines, "Q")


class Empty(Block):
    """A cell's content that is used up: what is left of it on the next page."""

    def wrap(self, width: float) -> float:
        """No height."""
        return 0.0

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Nothing to draw."""
