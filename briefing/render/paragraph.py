"""Paragraphs: runs of styled text broken into lines and written straight into the page.

Text comes as runs, never as mini-markup. A run is cut into boxes (words and what may be broken
inside them), boxes into lines (`breaking`), and each line becomes one string operator per style,
with word spaces set inside it. Labels stand in the left margin, references in the right one, both
on the first line, each in its own structure element at its own place in the text.

What must stay true: every character of every run is drawn once, in order; a word broken with a
hyphen keeps its whole self as ActualText.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from briefing.render import breaking, hyphenation
from briefing.render.breaking import BREAK, GLUED, HYPHEN, SPACE, TIED, Line
from briefing.render.flow import Block
from briefing.render.fonts import Chain, Fonts, Word
from briefing.render.pdf import Canvas, number
from briefing.render.tags import Element, string
from briefing.render.theme import Style, colour

_INNER = re.compile(
    "[-\u00ad\u200b\u2010\u2013\u2014/]|[\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff60\U00020000-\U0002fa1f]"
)
_NOT_FIRST = frozenset("、。，．：；！？）］｝〉》」』】〕’”ー々…‥ゝヽぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NOT_LAST = frozenset("（［｛〈《「『【〔‘“")
_NUMBER = re.compile(r"[(“\"$€£]?[\d.,:–-]*\d")
_UNITS = frozenset(
    re.findall(
        "[^ ]+",
        "km m cm mm kg g t ha % bn million billion trillion thousand tonnes tons percent hours days am pm "
        "a.m. p.m. UTC GMT January February March April May June July August September October November "
        "December",
    )
)
_FRAME_PAD = 0.42  # of the type size: between a badge's word and its frame
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+|No\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|St\.|Gen\.|Lt\.|Col\.|p\.|pp\.|§|¶")


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """How a run is drawn: faces, size, the operator of its colour, and a frame's colour."""

    chain: Chain
    size: float
    colour: str
    rise: float = 0.0
    tracking: float = 0.0
    frame: str = ""


def ink(fonts: Fonts, style: Style) -> Ink:
    """The ink for a style; equal styles share one."""
    made: Ink | None = fonts.inks.get(style)
    if made is None:
        chain = fonts.chain(style.family, bold=style.bold, italic=style.italic)
        made = fonts.inks[style] = Ink(
            chain, style.size, colour(style.colour, "rg"), style.rise, style.tracking, style.frame
        )
    return made


@dataclass(slots=True, eq=False)
class Owner:
    """Whose text a run is, when not the paragraph's own: an element, its language, its link."""

    element: Element
    lang: str = ""
    target: str = ""
    says: str = ""


_ARTIFACT = Owner(Element("Artifact"))


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Text in one ink; `owner` None is the paragraph itself. `text` "\\n" ends the line."""

    text: str
    ink: Ink
    owner: Owner | None = None
    order: float = 0.0
    late: Any = None  # a function that gives the text once all pages are known


@dataclass(slots=True, eq=False)
class Boxes:
    """Runs cut into what lines are made of; the lists run in step."""

    words: list[Word] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    joints: list[int] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    spaces: list[float] = field(default_factory=list)

    def add(self, text: str, run: Run, joint: int) -> None:
        """One more box."""
        made = run.ink
        word = made.chain.word(text)
        self.words.append(word)
        self.texts.append(text)
        self.runs.append(run)
        self.joints.append(joint)
        width = word.width * made.size
        space = made.chain.space * made.size
        if made.tracking:
            width += made.tracking * len(text)
            space += made.tracking
        # The frame of a badge reaches beyond its word on both sides.
        before = self.runs[-2] if len(self.runs) > 1 else run
        if before is not run:
            space = max(space, before.ink.chain.space * before.ink.size)
            space += (bool(made.frame) * made.size + bool(before.ink.frame) * before.ink.size) * _FRAME_PAD
        self.widths.append(width)
        self.spaces.append(space)


def cut(runs: Sequence[Run]) -> list[Boxes]:
    """The runs as boxes, one `Boxes` for each stretch between forced line ends."""
    stretches = [Boxes()]
    spaced = False
    for run in runs:
        if run.text == "\n":
            stretches.append(Boxes())
            spaced = False
            continue
        boxes = stretches[-1]
        if run.late is not None:
            boxes.add(run.text, run, SPACE if spaced else GLUED)
            spaced = False
            continue
        for n, part in enumerate(run.text.split(" ")):
            if n:
                spaced = True
            if not part:
                continue
            joint = GLUED
            if spaced and boxes.words:
                joint = SPACE
                before = boxes.texts[-1]
                if (part in _UNITS and _NUMBER.fullmatch(before)) or _INITIAL.fullmatch(before):
                    joint = TIED
            spaced = False
            if _INNER.search(part) is None:
                boxes.add(part, run, joint)
            else:
                _add_parts(boxes, part, run, joint)
    return stretches


def _add_parts(boxes: Boxes, text: str, run: Run, joint: int) -> None:
    """A word with places inside it where a line may end."""
    start = 0
    for n in range(1, len(text)):
        left, right = text[n - 1], text[n]
        if left == "\u00ad":
            kind = HYPHEN
        elif left == "\u200b":
            kind = BREAK
        elif left in "-\u2010":
            # Not before a figure (KN-23) nor after a single letter (U-boat).
            kind = BREAK if right.isalpha() and n - start > 2 else GLUED
        elif left in "\u2013\u2014/":
            kind = BREAK if n - start > 2 and not right.isdigit() else GLUED
        elif (_wide(left) or _wide(right)) and right not in _NOT_FIRST and left not in _NOT_LAST:
            kind = BREAK
        else:
            kind = GLUED
        if kind != GLUED:
            boxes.add(text[start:n], run, joint)
            start, joint = n, kind
    boxes.add(text[start:], run, joint)


def _wide(c: str) -> bool:
    return c >= "\u2e80" and (c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff")


def chopped(boxes: Boxes, measure: float) -> Boxes:
    """The same boxes with those wider than the measure cut where they fill a line."""
    if not boxes.widths or max(boxes.widths) <= measure:
        return boxes
    made = Boxes()
    for text, run, joint, width in zip(boxes.texts, boxes.runs, boxes.joints, boxes.widths, strict=True):
        if width <= measure or run.late is not None:
            made.add(text, run, joint)
            continue
        chain, size, tracking = run.ink.chain, run.ink.size, run.ink.tracking
        start, filled = 0, 0.0
        for n, c in enumerate(text):
            wide = chain.word(c).width * size + tracking
            if filled + wide > measure * 0.98 and n > start:
                made.add(text[start:n], run, joint)
                start, filled, joint = n, 0.0, BREAK
            filled += wide
        made.add(text[start:], run, joint)
    return made


def hyphenated(boxes: Boxes, lang: str) -> tuple[Boxes, list[float]]:
    """The same boxes with words cut at their hyphenation points, and the hyphen each would draw."""
    made, hyphens = Boxes(), []
    for text, run, joint in zip(boxes.texts, boxes.runs, boxes.joints, strict=True):
        start = 0
        spoken = run.owner.lang if run.owner is not None and run.owner.lang else lang
        places = () if run.late is not None or run.ink.frame else hyphenation.points(text, spoken)
        for place in (*places, len(text)):
            made.add(text[start:place], run, joint)
            hyphens.append(run.ink.chain.hyphen * run.ink.size if joint == HYPHEN else 0.0)
            start, joint = place, HYPHEN
    return made, hyphens


@dataclass(slots=True, eq=False)
class Setting:
    """One stretch of a paragraph set for a measure."""

    boxes: Boxes
    lines: list[Line]


def break_lines(boxes: Boxes, style: Style, measure: float, lang: str) -> Setting:
    """Lines for one stretch: greedy, and by total fit where that is not good enough."""
    boxes = chopped(boxes, measure)
    lines = breaking.first_fit(boxes.widths, boxes.joints, boxes.spaces, measure)
    if style.align == "justify" and len(lines) > 1 and breaking.poor(lines, measure):
        if style.hyphenate:
            finer, hyphens = hyphenated(boxes, lang)
        else:
            finer, hyphens = boxes, [0.0] * len(boxes.words)
        better = breaking.total_fit(finer.widths, finer.joints, finer.spaces, hyphens, measure)
        if better is not None:
            return Setting(finer, better)
    return Setting(boxes, lines)


@dataclass(slots=True, eq=False)
class Aside:
    """Text beside the first line: a label in the left margin, references in the right, or a
    flush-right end of line. `x` is its left edge from the block's, `measure` its width."""

    runs: list[Run]
    style: Style
    place: str  # "label", "side" or "fill"
    gap: float
    measure: float


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
        self.asides = asides
        self.before, self.after = style.before, style.after
        self.keep_next = style.keep == "next"
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
        beside = [len(made) * a.style.leading for a, made in self._asides if a.place != "fill"]
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


class Pen:
    """Writes lines into the page's content, marked as their elements'."""

    def __init__(self, canvas: Canvas, element: Element | None, style: Style) -> None:
        self.canvas = canvas
        self.element = element
        self.style = style
        self.code: list[str] = []
        self.frames: list[tuple[float, float, float, float, str, float]] = []
        self.links: dict[int, tuple[Owner, float, float, float, float]] = {}
        self._parts: list[str] = []
        self._open: Owner | Element | None = None
        self._state: tuple[str, float] | None = None
        self._colour = ""
        self._rise = self._tracking = 0.0
        self._spanning = False

    def lines(self, lines: Sequence[tuple[Boxes, Line]], x: float, base: float, measure: float) -> None:
        """Draw lines downwards from the base line `base`."""
        code = self.code
        code.append("BT")
        at_x = at_y = 0.0
        y = base
        align = self.style.align
        for n, (boxes, line) in enumerate(lines):
            if line.start < line.end:
                left = x
                extra = 0.0
                slack = measure - line.natural
                if align == "justify":
                    if (not line.last and line.space > 0 and slack < measure * 0.5) or slack < 0 < line.space:
                        extra = slack / line.space
                elif align == "right":
                    left += slack
                elif align == "center":
                    left += slack / 2
                new_x, new_y = round(left, 2), round(y, 2)
                code.append(f"{number(new_x - at_x)} {number(new_y - at_y)} Td")
                at_x, at_y = new_x, new_y
                follows = n + 1 < len(lines) and lines[n + 1][0] is boxes
                self._line(boxes, line, new_x, y, extra, follows)
                self._flush()
                self._links_of_line()
            y -= self.style.leading
        if self._spanning:
            code.append("EMC")
            self._spanning = False
        if self._open is not None:
            code.append("EMC")
            self._open = None
        # Text state outlives ET (ISO 32000-1, 9.3.1).
        if self._rise:
            code.append("0 Ts")
        if self._tracking:
            code.append("0 Tc")
        code.append("ET")
        self._state, self._colour, self._rise, self._tracking = None, "", 0.0, 0.0
        self.canvas.code.append("\n".join(code))
        self.code = []
        self._draw_frames()

    def _line(self, boxes: Boxes, line: Line, x: float, y: float, extra: float, follows: bool) -> None:
        """One line. `extra` is the part of each space that is added to it."""
        words, runs, joints, spaces = boxes.words, boxes.runs, boxes.joints, boxes.spaces
        current: Run | None = None
        font = None
        size = 1.0
        separator = ""
        span_from, span_to = _hyphened(boxes, line) if line.hyphen and follows else (-1, -1)
        for n in range(line.start, line.end):
            run = runs[n]
            if n > line.start and joints[n] in (SPACE, TIED):
                gap = spaces[n] * (1 + extra)
                if font is not None and run is current and len(words[n].pieces) == 1:
                    if not separator:
                        separator = self._separator(font, size, gap)
                    self._parts.append(separator)
                elif font is not None:
                    self._parts.append(self._separator(font, size, gap))
                x += gap
            if run is not current:
                self._flush()
                self._enter(run)
                current, size, separator = run, run.ink.size, ""
            if n == span_from:
                self._flush()
                self._span(boxes, span_from, span_to)
            if n == line.start and run.ink.frame:
                self._parts.append(f"){-_FRAME_PAD * 1000:g}(")
            if run.late is not None:
                self._late(run)
                font = run.ink.chain.first
                x += boxes.widths[n]
                continue
            for piece in words[n].pieces:
                if piece.font is not font or self._state is None or self._state[1] != size:
                    self._flush()
                    self._set_font(piece.font, size)
                    font, separator = piece.font, ""
                if piece.text is not None and not self._spanning:
                    self._flush()
                    self.code.append(f"/Span<</ActualText{string(piece.text).decode('ascii')}>>BDC")
                    self._parts.append(piece.code)
                    self._flush()
                    self.code.append("EMC")
                else:
                    self._parts.append(piece.code)
            width = boxes.widths[n]
            if run.ink.frame:
                if n == line.start:
                    x += size * _FRAME_PAD
                self._frame(run, x, y, width)
            if run.owner is not None and run.owner.target and self.element is not None:
                self._link(run, x, y, width)
            x += width
            if self._spanning and n + 1 < line.end and joints[n + 1] in (SPACE, TIED):
                self._flush()
                self.code.append("EMC")
                self._spanning = False
        if current is None or font is None:
            return
        if line.hyphen:
            self._parts.append(font.encode("-"))
        elif not follows or joints[line.end] == SPACE:
            # An explicit word break (ISO 32000-1, 14.8.2.5): else words join when text is taken out.
            if self._spanning:
                self._flush()
                self.code.append("EMC")
                self._spanning = False
            self._parts.append(font.encode(" "))

    def _separator(self, font: Any, size: float, gap: float) -> str:
        """A space of the font and what is missing to `gap`, inside a TJ array."""
        natural = font.width(" ") * size + self._tracking
        missing = round((natural - gap) * 1000 / size)
        space = font.encode(" ")
        return f"{space}){missing}(" if missing else str(space)

    def _enter(self, run: Run) -> None:
        """Open the marked content of the run's owner and set its colour and rise."""
        key: Owner | Element = _ARTIFACT if self.element is None else run.owner or self.element
        if key is not self._open:
            if self._spanning:
                self.code.append("EMC")
                self._spanning = False
            if self._open is not None:
                self.code.append("EMC")
            if key is _ARTIFACT:
                self.code.append("/Artifact BMC")
            else:
                element = key.element if isinstance(key, Owner) else key
                self.code.append(self.canvas.begin(element, run.order))
            self._open = key
        made = run.ink
        if made.colour != self._colour:
            self.code.append(made.colour)
            self._colour = made.colour
        if made.rise != self._rise:
            self.code.append(f"{number(made.rise)} Ts")
            self._rise = made.rise
        if made.tracking != self._tracking:
            self.code.append(f"{number(made.tracking)} Tc")
            self._tracking = made.tracking

    def _set_font(self, font: Any, size: float) -> None:
        state = (font.name, size)
        if state != self._state:
            self.code.append(f"{font.name} {number(size)} Tf")
            self._state = state

    def _span(self, boxes: Boxes, start: int, end: int) -> None:
        word = "".join(boxes.texts[start:end]).replace("\u00ad", "")
        self.code.append(f"/Span<</ActualText{string(word).decode('ascii')}>>BDC")
        self._spanning = True

    def _late(self, run: Run) -> None:
        """Text that is known only at the end: encoded then, in the style's own font."""
        font = run.ink.chain.first
        self._flush()
        self._set_font(font, run.ink.size)
        for digit in "0123456789":
            font.encode(digit)
        make = run.late
        self._parts.append(self.canvas.late(lambda: font.encode(make())))

    def _flush(self) -> None:
        if self._parts:
            self.code.append(f"[({''.join(self._parts)})]TJ")
            self._parts.clear()

    def _frame(self, run: Run, x: float, y: float, width: float) -> None:
        """Remember the frame of a badge; boxes of one run share one."""
        size = run.ink.size
        if self.frames and self.frames[-1][5] == id(run) and self.frames[-1][1] == y:
            x0, _, _, _, tint, key = self.frames[-1]
            self.frames[-1] = (x0, y, x + width - x0, size, tint, key)
        else:
            self.frames.append((x, y, width, size, run.ink.frame, id(run)))

    def _draw_frames(self) -> None:
        for x, y, width, size, tint, _ in self.frames:
            pad = size * _FRAME_PAD
            bottom, top = y - size * 0.29, y + size * 0.92
            self.canvas.artifact(
                "q .5 w",
                colour(tint, "RG"),
                rounded(x - pad, bottom, width + 2 * pad, top - bottom, size * 0.28),
                "S Q",
            )
        self.frames = []

    def _link(self, run: Run, x: float, y: float, width: float) -> None:
        owner = run.owner
        assert owner is not None
        size = run.ink.size
        known = self.links.get(id(owner))
        left = x if known is None else min(known[1], x)
        self.links[id(owner)] = (owner, left, y - size * 0.25, x + width, y + size * 0.9)

    def _links_of_line(self) -> None:
        for owner, x0, y0, x1, y1 in self.links.values():
            self.canvas.link(owner.target, (x0, y0, x1, y1), owner.element, 1e9, owner.says)
        self.links.clear()


def rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A rectangle with round corners as path operators."""
    k = radius * 0.448  # 1 - 4/3(sqrt 2 - 1): where the control points of a quarter circle stand
    r, t = x + width, y + height
    points = [
        f"{number(x + radius)} {number(y)} m {number(r - radius)} {number(y)} l",
        _curve(r - k, y, r, y + k, r, y + radius),
        f"{number(r)} {number(t - radius)} l",
        _curve(r, t - k, r - k, t, r - radius, t),
        f"{number(x + radius)} {number(t)} l",
        _curve(x + k, t, x, t - k, x, t - radius),
        f"{number(x)} {number(y + radius)} l",
        _curve(x, y + k, x + k, y, x + radius, y),
        "h",
    ]
    return " ".join(points)


def _curve(*values: float) -> str:
    return " ".join(map(number, values)) + " c"


def _hyphened(boxes: Boxes, line: Line) -> tuple[int, int]:
    """The boxes of the word that a hyphen at the end of the line cuts."""
    start = line.end - 1
    while start > line.start and boxes.joints[start] in (HYPHEN, GLUED, BREAK):
        start -= 1
    end = line.end
    while end < len(boxes.joints) and boxes.joints[end] in (HYPHEN, GLUED, BREAK):
        end += 1
    if any(a.owner is not b.owner for a, b in pairwise(boxes.runs[start:end])):
        return -1, -1
    return start, end
