"""Figures drawn from what the markup says: a timeline of dated events.

A figure is one structure element with its alternative text and its place on the page. What is
written inside it is also ordinary text, so it can be searched and copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing.render.flow import Block
from briefing.render.paragraph import Paragraph
from briefing.render.pdf import Canvas, number
from briefing.render.tags import Element
from briefing.render.theme import Style, colour

_DOT = 3.0
_GAP = 6.0


@dataclass(slots=True, eq=False)
class Event:
    """A point of the timeline: `when` in years, what is written above and below the line."""

    when: float
    date: Paragraph
    text: Paragraph


def years(date: str) -> float:
    """An ISO date (year, year-month or day) as years with their fraction."""
    parts = [int(part) for part in date.split("-")]
    month = parts[1] if len(parts) > 1 else 1
    day = parts[2] if len(parts) > 2 else 1
    return parts[0] + (month - 1) / 12 + (day - 1) / 372


class Timeline(Block):
    """Events along a line, in order of time; distances follow the dates as far as texts allow."""

    def __init__(self, events: Sequence[Event], style: Style, element: Element) -> None:
        self.events = sorted(events, key=lambda event: event.when)
        self.style = style
        self.element = element
        self.before, self.after = style.before, style.after
        self._rows: list[tuple[list[tuple[Event, float]], float, float]] = []
        self._boxes: list[str] = []  # one for each page the figure stands on
        self._width = -1.0
        self._height = 0.0

    def wrap(self, width: float) -> float:
        """Heights of the dates, the line and the highest text, for each row of events."""
        if width != self._width:
            per_row = max(1, int(width // 95))
            self._rows = []
            self._height = 0.0
            for start in range(0, len(self.events), per_row):
                chunk = self.events[start : start + per_row]
                column = min(width / len(chunk), 130.0)
                places = _places([event.when for event in chunk], column, width)
                above = max(event.date.wrap(column - _GAP) for event in chunk)
                below = max(event.text.wrap(column - _GAP) for event in chunk)
                height = above + below + 2 * _DOT + 8
                self._rows.append((list(zip(chunk, places, strict=True)), column, height))
                self._height += height
            self._width = width
        return self._height

    def split(self, width: float, height: float, *, force: bool = False) -> tuple[Block, Block] | None:
        """Cut between rows of events."""
        self.wrap(width)
        at = 0.0
        for n, (_, _, high) in enumerate(self._rows):
            at += high
            if at > height + 0.01:
                return (self._part(0, n), self._part(n, len(self._rows))) if n else None
        return None

    def _part(self, start: int, end: int) -> Timeline:
        part = Timeline((), self.style, self.element)
        part._rows, part._width, part._boxes = self._rows[start:end], self._width, self._boxes
        part._height = sum(high for _, _, high in part._rows)
        if start == 0:
            part.anchors = self.anchors
        return part

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """The line and its dots as the figure's content, then the texts."""
        height = self.wrap(width)
        # The box of a figure is on its first page, which is the page of its element (ISO 32000-1,
        # 14.8.5.4.3 knows only one).
        self._boxes.append(" ".join(map(number, (x, y - height, x + width, y))))
        self.element.attributes = f"<</O/Layout/Placement/Block/BBox[{self._boxes[0]}]>>"
        ink = self.style.rule or "#000000"
        for row, column, high in self._rows:
            above = max(event.date.wrap(column - _GAP) for event, _ in row)
            line = y - above - _DOT - 2
            code = [canvas.begin(self.element), "q", colour(ink, "RG"), "1 1 1 rg .8 w"]
            code.append(f"{number(x)} {number(line)} m {number(x + width)} {number(line)} l S 1 w")
            code += [circle(x + at, line, _DOT) + " B" for _, at in row]
            code += ["Q", "EMC"]
            canvas.code.append(" ".join(code))
            for event, at in row:
                left = x + at - (column - _GAP) / 2
                event.date.draw(canvas, left, y, column - _GAP)
                event.text.draw(canvas, left, line - _DOT - 3, column - _GAP)
            y -= high


def _places(times: Sequence[float], column: float, width: float) -> list[float]:
    """Centres along the line: by date, but never nearer than a column to each other."""
    least, most = column / 2, width - column / 2
    span = (times[-1] - times[0]) or 1.0
    places = [least + (most - least) * (t - times[0]) / span for t in times]
    if len(places) == 1:
        return [width / 2]
    for n in range(1, len(places)):
        places[n] = max(places[n], places[n - 1] + column)
    places[-1] = min(places[-1], most)
    for n in range(len(places) - 2, -1, -1):
        places[n] = min(places[n], places[n + 1] - column)
    return places


def circle(x: float, y: float, r: float) -> str:
    """A circle as path operators."""
    k = r * 0.5523
    curves = [
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    ]
    return f"{number(x + r)} {number(y)} m " + " ".join(" ".join(map(number, c)) + " c" for c in curves)


def marker(shape: str, x: float, y: float, size: float) -> str:
    """A section marker standing on the base line `y`, as filled path operators."""
    if shape == "circle":
        return circle(x + size / 2, y + size / 2, size / 2 * 1.08) + " f"
    if shape == "bar":
        return f"{number(x)} {number(y + size * 0.3)} {number(size)} {number(size * 0.4)} re f"
    if shape == "square":
        return f"{number(x)} {number(y)} {number(size)} {number(size)} re f"
    half = size / 2
    if shape == "triangle":
        corners = [(x - 0.5, y), (x + size + 0.5, y), (x + half, y + size)]
    else:
        corners = [(x + half, y - 1), (x + size + 1, y + half), (x + half, y + size + 1), (x - 1, y + half)]
    path = " l ".join(f"{number(a)} {number(b)}" for a, b in corners).replace(" l ", " m ", 1)
    return path + " l f"
