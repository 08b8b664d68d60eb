"""Paragraphs: runs set in lines, with what stands beside them.

Labels stand in the left margin, references in the right one, both on the first line; a flush-right
end stands on the last. Each has its own structure element at its own place in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefing.render import breaking, rivers
from briefing.render.breaking import GLUED, HYPHEN, SPACE, TIED, Line
from briefing.render.flow import Block
from briefing.render.fonts import Fonts
from briefing.render.pdf import Canvas
from briefing.render.pen import Pen
from briefing.render.runs import Boxes, Run, chopped, cut, hyphenated
from briefing.render.tags import Element
from briefing.render.theme import Style

_MOST_LINES = 80  # longer paragraphs are not looked through for rivers
_BESIDE = {"label": 60, "side": 120, "fill": 80}  # characters; more than that is text, not an aside


@dataclass(slots=True, eq=False)
class Setting:
    """One stretch of a paragraph set for a measure."""

    boxes: Boxes
    lines: Sequence[Line]


def break_lines(boxes: Boxes, style: Style, measure: float, lang: str) -> Setting:
    """Lines for one stretch: greedy, and by total fit where that is not good enough."""
    boxes = chopped(boxes, measure)
    lines = breaking.first_fit(boxes.widths, boxes.joints, boxes.spaces, measure)
    if style.align != "justify" or len(lines) < 2:
        return Setting(boxes, lines)
    setting = Setting(boxes, lines)
    if breaking.poor(lines, measure):
        setting = _mended(setting, style, measure, lang)
    if rivers.LINES < len(setting.lines) <= _MOST_LINES and rivers.possible(setting.lines, measure):
        return _without_river(setting, style, measure, lang)
    return setting


def _mended(setting: Setting, style: Style, measure: float, lang: str) -> Setting:
    """The stretch broken as a whole: without hyphens, then with them, of even lines alone, which costs
    a third; and only when that does not do, of any."""
    boxes = setting.boxes
    hyphens = [0.0] * len(boxes.words)
    even = _even(boxes, hyphens, measure)
    if not even and style.hyphenate and not boxes.levels:
        boxes, hyphens = hyphenated(boxes, lang)
        even = _even(boxes, hyphens, measure)
    best = even or breaking.total_fit(boxes.widths, boxes.joints, boxes.spaces, hyphens, measure)
    return Setting(boxes, best) if best else setting


def _without_river(setting: Setting, style: Style, measure: float, lang: str) -> Setting:
    """The same broken elsewhere when a river runs through it and even lines without one are to be had."""
    found = river(setting, measure)
    if found is None:
        return setting
    tried = [setting.boxes]
    if style.hyphenate and not setting.boxes.levels and HYPHEN not in setting.boxes.joints:
        tried.append(hyphenated(setting.boxes, lang)[0])
    for boxes in tried:
        hyphens = [
            run.ink.chain.hyphen * run.ink.size if joint == HYPHEN else 0.0
            for run, joint in zip(boxes.runs, boxes.joints, strict=True)
        ]
        lines: Sequence[Line] | None = setting.lines
        if boxes is not setting.boxes:
            lines = _even(boxes, hyphens, measure)
            if lines and river(Setting(boxes, lines), measure) is None:
                return Setting(boxes, lines)
        for line in (lines or ())[max(0, found[0] - 1) : found[1]]:
            # Not where this line ends: what comes of that is the next best.
            joints = list(boxes.joints)
            if line.end < len(joints):
                joints[line.end] = TIED if joints[line.end] == SPACE else GLUED
            other = _even(boxes, hyphens, measure, joints)
            if other and river(Setting(boxes, other), measure) is None:
                return Setting(boxes, other)
    return setting


def river(setting: Setting, measure: float) -> tuple[int, int] | None:
    """The lines that the longest river of a justified stretch crosses, None without one."""
    boxes = setting.boxes
    return rivers.longest(setting.lines, boxes.widths, boxes.joints, boxes.spaces, measure)


def _even(
    boxes: Boxes, hyphens: list[float], measure: float, joints: list[int] | None = None
) -> list[Line] | None:
    """The stretch broken as a whole, None when that would be loose or leave a lonely word."""
    made = breaking.total_fit(boxes.widths, joints or boxes.joints, boxes.spaces, hyphens, measure, 1.0)
    return made if made and not breaking.poor(made, measure) else None


@dataclass(slots=True, eq=False)
class Aside:
    """Text beside the first line: a label in the left margin, references in the right, or a
    flush-right end of line. `x` is its left edge from the block's, `measure` its width."""

    runs: list[Run]
    style: Style
    place: str  # "label", "side" or "fill"
    gap: float
    measure: float


def _settled(runs: Sequence[Run], asides: Sequence[Aside]) -> tuple[Sequence[Run], Sequence[Aside]]:
    """Text and asides, with asides that are too long to stand beside moved into the text."""
    kept = [aside for aside in asides if sum(len(run.text) for run in aside.runs) <= _BESIDE[aside.place]]
    if len(kept) == len(asides):
        return runs, asides
    made = list(runs)
    for aside in asides:
        if aside not in kept and aside.runs:
            gap = Run(" ", aside.runs[0].ink, aside.runs[0].owner, aside.runs[0].order)
            made = [*aside.runs, gap, *made] if aside.place == "label" else [*made, gap, *aside.runs]
    return made, kept


class Paragraph(Block):
    """A paragraph or heading, or a part of one."""

    def __init__(
        self,
        fonts: Fonts,
        runs: Sequence[Run],
        style: Style,
        element: Element | None,
        *,
        lang: str = "en",
        asides: Sequence[Aside] = (),
    ) -> None:
        self.fonts = fonts
        self.style = style
        self.element = element
        self.lang = lang
        runs, self.asides = _settled(runs, asides)
        self.before, self.after = style.before, style.after
        self.keep_next = style.keep == "next"
        self.keep_before = style.keep == "before"
        self.keep_whole = style.keep == "whole"
        self.decorate: Any = None  # called with canvas, x, top, width before the text is drawn
        self.room_above = 0.0
        self._stretches = cut(runs)
        self._width = -1.0
        self._lines: list[tuple[Boxes, Line]] = []
        self._asides: list[tuple[Aside, list[tuple[Boxes, Line]]]] = []
        self._height = 0.0

    def extent(self) -> tuple[float, float]:
        """Width of the widest box, and of all in one line."""
        narrow = max((max(b.widths, default=0.0) for b in self._stretches), default=0.0)
        wide = max((sum(b.widths) + sum(b.spaces[1:]) for b in self._stretches), default=0.0)
        return narrow, wide

    def wrap(self, width: float) -> float:
        """Number of lines times leading, or what the asides need when that is more."""
        if width != self._width:
            measure = width - self.style.indent - self.style.outdent
            lines = []
            for boxes in self._stretches:
                setting = break_lines(boxes, self.style, measure, self.lang)
                if setting.lines:
                    lines += [(setting.boxes, line) for line in setting.lines]
                else:
                    lines.append((setting.boxes, Line(0, 0, 0.0, 0.0, False, True)))
            self._set_asides(lines, measure)
            self._lines = lines
            self._width = width
            self._measure()
        return self._height

    def _set_asides(self, lines: list[tuple[Boxes, Line]], measure: float) -> None:
        self._asides = []
        for aside in self.asides:
            made = []
            for boxes in cut(aside.runs):
                setting = break_lines(boxes, aside.style, aside.measure or measure, self.lang)
                made += [(setting.boxes, line) for line in setting.lines]
            self._asides.append((aside, made))
            if aside.place == "fill" and made:
                wanted = made[0][1].natural + self.style.size
                if lines[-1][1].natural + wanted > measure:
                    lines.append((lines[-1][0], Line(0, 0, 0.0, 0.0, False, True)))

    def _measure(self) -> None:
        text = len(self._lines) * self.style.leading
        # One more line beside than in the text hangs over: what follows has its margin free there.
        beside = [(len(made) - 1) * a.style.leading for a, made in self._asides if a.place != "fill"]
        self._height = self.room_above + max([text, *beside])

    def least(self, width: float) -> float:
        """Two lines, or the whole when it has three or fewer or must stay whole."""
        whole = self.wrap(width)
        if len(self._lines) <= 3 or self.keep_whole:
            return whole
        return self.room_above + 2 * self.style.leading

    def split(self, width: float, height: float, *, force: bool = False) -> tuple[Block, Block] | None:
        """Cut so that two lines at least stand on both pages and no word is cut in two."""
        self.wrap(width)
        count = len(self._lines)
        fits = int((height - self.room_above + 0.01) / self.style.leading)
        if force:
            fits = max(1, min(fits, count - 1))
            return self._cut(fits) if count > 1 else None
        if self.keep_whole or count < 4:
            return None
        fits = min(fits, count - 2)
        while fits >= 2 and (self._lines[fits - 1][1].hyphen):
            fits -= 1
        return self._cut(fits) if fits >= 2 else None

    def _cut(self, fits: int) -> tuple[Block, Block]:
        first, rest = self._part(self._lines[:fits]), self._part(self._lines[fits:])
        fills = [aside for aside in self._asides if aside[0].place == "fill"]
        first._asides = [aside for aside in self._asides if aside[0].place != "fill"]
        rest._asides = fills
        first.decorate, first.room_above = self.decorate, self.room_above
        first.anchors, first.bookmark = self.anchors, self.bookmark
        rest.keep_next = self.keep_next
        for part in (first, rest):
            part._measure()
        return first, rest

    def _part(self, lines: list[tuple[Boxes, Line]]) -> Paragraph:
        part = Paragraph(self.fonts, (), self.style, self.element, lang=self.lang)
        part._stretches, part._lines, part._width = self._stretches, lines, self._width
        part.before, part.after = self.before, self.after
        part.keep_next = False
        return part

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """The lines, with what stands beside them."""
        self.wrap(width)
        if self.decorate is not None:
            self.decorate(canvas, x, y, width)
        style = self.style
        y -= self.room_above
        first = y - first_base(style)
        left, measure = x + style.indent, width - style.indent - style.outdent
        pen = Pen(canvas, self.element, style)
        for aside, made in self._asides:
            if aside.place == "label":
                self._draw_aside(canvas, aside, made, x, first, width)
        pen.lines(self._lines, left, first, measure)
        for aside, made in self._asides:
            if aside.place == "side":
                self._draw_aside(canvas, aside, made, x, first, width)
            elif aside.place == "fill":
                last = first - (len(self._lines) - 1) * style.leading
                self._draw_aside(canvas, aside, made, x, last, width)

    def _draw_aside(
        self,
        canvas: Canvas,
        aside: Aside,
        made: list[tuple[Boxes, Line]],
        x: float,
        base: float,
        width: float,
    ) -> None:
        pen = Pen(canvas, self.element, aside.style)
        if aside.place == "label":
            left = x + self.style.indent - aside.gap - aside.measure
            pen.lines(made, left, base, aside.measure)
        elif aside.place == "side":
            pen.lines(made, x + width + aside.gap, base, aside.measure)
        else:
            pen.lines(made, x + self.style.indent, base, width - self.style.indent - self.style.outdent)


def first_base(style: Style) -> float:
    """From the top of a paragraph to its first base line: half the lead above, as in print."""
    return (style.leading - style.size) / 2 + style.size * 0.77
