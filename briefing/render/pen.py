"""Writing lines into a page: one string operator per style, word spaces set inside it.

What must stay true: every character is drawn once, in the order of the text; every mark is inside
its element's marked content or an artifact; a word cut by a hyphen, and a word whose letters are
drawn in another order or shape than they are written, says its whole self as ActualText.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from briefing.render.breaking import BREAK, GLUED, HYPHEN, SPACE, TIED, Line, expansion
from briefing.render.directions import visual_order
from briefing.render.pdf import Canvas, number
from briefing.render.runs import FRAME_PAD, Boxes, Ink, Owner, Run
from briefing.render.tags import Element, string
from briefing.render.theme import Style, colour

_ARTIFACT = Owner(Element("Artifact"))
# How much of a sign hangs over the edge of justified text: its ink is so light that a line which ends
# with it looks short when it is set flush.
_HANG_RIGHT = {
    ".": 0.5,
    ",": 0.5,
    "-": 0.45,
    "\u2010": 0.45,
    "’": 0.5,
    "”": 0.5,
    '"': 0.5,
    "'": 0.5,
    ":": 0.3,
}
_HANG_LEFT = {"“": 0.45, "‘": 0.45, '"': 0.45, "'": 0.45, "«": 0.2}
_JOINED = frozenset((HYPHEN, GLUED, BREAK))
_GROUP = Owner(Element("Span"))


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

    # What is set in the page's content; of a class's own, since most pens write one line and go.
    _open: Owner | Element | None = None
    _same: Boxes | None = None  # plain boxes whose owner, ink and font are all set
    _state: tuple[str, float] | None = None
    _inked: Ink | None = None
    _colour = ""
    _rise = _tracking = 0.0
    _scale = 1.0  # of the letters' width
    _spanning = False
    _at = (0.0, 0.0)
    _steps_before = 0  # items of the lines before, in what runs from right to left

    def lines(self, lines: Sequence[tuple[Boxes, Line]], x: float, base: float, measure: float) -> None:
        """Draw lines downwards from the base line `base`."""
        code = self.code
        code.append("BT")
        self._at = (0.0, 0.0)
        y = base
        leading = self.style.leading
        for n, (boxes, line) in enumerate(lines):
            if line.start < line.end:
                left, scale, extra = self._fit(boxes, line, x, measure)
                if scale != self._scale:
                    code.append(f"{number(scale * 100)} Tz")
                    self._scale = scale
                if boxes.levels:
                    self._directed(boxes, line, left, y, extra, n + 1 == len(lines))
                    self._steps_before += 1000
                else:
                    self._move(left, y)
                    if not line.hyphen and not self._spanning and boxes.codes() and not _cuts(boxes, line):
                        self._plain(boxes, line, left, y, extra)
                    else:
                        self._line(boxes, line, left, y, extra, lines[n + 1 : n + 2])
                if self.links:
                    self._links_of_line()
            y -= leading
        self._close()
        # Text state outlives ET (ISO 32000-1, 9.3.1).
        if self._rise:
            code.append("0 Ts")
        if self._tracking:
            code.append("0 Tc")
        if self._scale != 1.0:
            code.append("100 Tz")
        code.append("ET")
        self._state, self._colour, self._rise, self._tracking, self._scale = None, "", 0.0, 0.0, 1.0
        self._inked = None
        self.canvas.code.append("\n".join(code))
        self.code = []
        self._draw_frames()

    def _fit(self, boxes: Boxes, line: Line, x: float, measure: float) -> tuple[float, float, float]:
        """Where a line begins, how wide its letters are, and what is added to each space, as a part of
        it."""
        align, natural = self.style.align, line.natural
        slack, scale, extra = measure - natural, 1.0, 0.0
        if align == "justify":
            if not boxes.levels:
                before, after = _hangs(boxes, line)
                x -= before
                slack += before if line.last else before + after
            if line.space > 0 and (slack < 0 or (not line.last and slack < measure * 0.5)):
                scale = 1 + round(expansion(slack, natural) / natural * 200) / 200
                extra = ((natural + slack) / scale - natural) / line.space
            elif boxes.base:
                x += slack
        elif align == "right" or (boxes.base and align != "center"):
            x += slack
        elif align == "center":
            x += slack / 2
        first = boxes.runs[line.start].ink
        if first.frame and align != "right":
            x += first.size * FRAME_PAD
        return x, scale, extra

    def _line(
        self,
        boxes: Boxes,
        line: Line,
        x: float,
        y: float,
        extra: float,
        following: Sequence[tuple[Boxes, Line]],
    ) -> None:
        """One line. `extra` is the part of each space that is added to it."""
        words, runs, joints, spaces = boxes.words, boxes.runs, boxes.joints, boxes.spaces
        self._same = None
        follows = any(other is boxes and after.start == line.end for other, after in following)
        current: Run | None = None
        font = None
        size = 1.0
        separator = ""
        cut = follows and (line.hyphen or _cuts(boxes, line))
        span_from, span_to = _hyphened(boxes, line) if cut else (-1, -1)
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
                x += gap * self._scale
            if run is not current:
                self._flush()
                self._enter(run)
                current, size, separator = run, run.ink.size, ""
            if n == span_from and not self._spanning:  # a word may be cut twice
                self._flush()
                self._span(boxes, span_from, span_to)
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
                if piece.says and not self._spanning:
                    self._said(piece.code, piece.says)
                else:
                    self._parts.append(piece.code)
            width = boxes.widths[n]
            if run.ink.frame:
                self._frame(run, x, y, width)
            if run.owner is not None and run.owner.target and self.element is not None:
                self._link(run, x, y, width)
            x += width * self._scale
            if self._spanning and n + 1 < line.end and joints[n + 1] in (SPACE, TIED):
                self._flush()
                self.code.append("EMC")
                self._spanning = False
        if current is None or font is None:
            return
        if line.hyphen:
            self._parts.append(font.encode("-"))
        elif line.end >= len(joints) or joints[line.end] == SPACE:
            # An explicit word break (ISO 32000-1, 14.8.2.5): else words join when text is taken out.
            if self._spanning:
                self._flush()
                self.code.append("EMC")
                self._spanning = False
            self._parts.append(font.encode(" "))
        self._flush()

    def _plain(self, boxes: Boxes, line: Line, x: float, y: float, extra: float) -> None:
        """A line in one run and font, as most are: the same marks as `_line` makes, in a fifth of the
        time."""
        run = boxes.runs[0]
        made = run.ink
        if boxes is not self._same:
            self._enter(run)
            self._set_font(made.chain.first, made.size)
            self._same = boxes
        joints, end, blank = boxes.joints, line.end, made.chain.blank.code
        missing = round(-made.space * extra * 1000 / made.size)
        text = boxes.joined(line.start, end, f"{blank}){missing}(" if missing else blank)
        if end >= len(joints) or joints[end] == SPACE:
            text += blank  # a word break, as in `_line`
        self.code.append(f"[({text})]TJ")
        owner = run.owner
        if owner is not None and owner.target and self.element is not None:
            self._link(run, x, y, (line.natural + line.space * extra) * self._scale)

    def _move(self, x: float, y: float) -> None:
        """Start a line of text there. Rounded as written, so that errors do not add up."""
        to = round(x, 2), round(y, 2)
        self.code.append(f"{number(to[0] - self._at[0])} {number(to[1] - self._at[1])} Td")
        self._at = to

    def _directed(self, boxes: Boxes, line: Line, x: float, y: float, extra: float, last: bool) -> None:
        """A line with parts that run from right to left, drawn as it is seen.

        Text is taken out of PDFs on the understanding that such lines are drawn in the order they
        are seen, so that is how they are drawn; for the ear, each stretch that runs backwards is an
        element of its own whose ActualText is in the order of the words.
        """
        self._same = None
        items: list[tuple[int, bool, int]] = []
        for n in range(line.start, line.end):
            if n > line.start and boxes.joints[n] in (SPACE, TIED):
                items.append((n, True, boxes.gap_levels[n]))
            items.append((n, False, boxes.levels[n]))
        order = visual_order([level for _, _, level in items])
        groups: list[list[int]] = []
        for item in order:
            n, _, level = items[item]
            if groups:
                before = groups[-1][-1]
                m, _, other = items[before]
                same = level % 2 == other % 2 and boxes.runs[n].owner is boxes.runs[m].owner
                if same and item == before + (-1 if level % 2 else 1):
                    groups[-1].append(item)
                    continue
            groups.append([item])
        self._move(x, y)
        for group in groups:
            self._close()
            self._begin_group(boxes, items, group, last)
            font: Any = None
            for item in group:
                n, gap, _ = items[item]
                run = boxes.runs[n]
                if gap:
                    wide = boxes.spaces[n] * (1 + extra)
                    if font is None:
                        font = run.ink.chain.first
                        self._set_font(font, run.ink.size)
                    assert self._state is not None
                    self._parts.append(self._separator(font, self._state[1], wide))
                    x += wide * self._scale
                    continue
                self._ink(run)
                for piece in boxes.words[n].pieces:
                    if piece.font is not font or self._state != (font.name, run.ink.size):
                        self._flush()
                        font = piece.font
                        self._set_font(font, run.ink.size)
                    if piece.says:
                        self._said(piece.code, piece.says)
                    else:
                        self._parts.append(piece.code)
                width = boxes.widths[n]
                if run.ink.frame:
                    self._frame(run, x, y, width)
                if run.owner is not None and run.owner.target and self.element is not None:
                    self._link(run, x, y, width)
                x += width * self._scale
            self._flush()
        self._close()

    def _begin_group(
        self, boxes: Boxes, items: Sequence[tuple[int, bool, int]], group: Sequence[int], last: bool
    ) -> None:
        """Open the marked content of a stretch in one direction."""
        first = min(group)
        run = boxes.runs[items[first][0]]
        if self.element is None:
            self.code.append("/Artifact BMC")
        else:
            element = run.owner.element if run.owner is not None else self.element
            # Parts of one line are drawn as they are seen but stand in the tree as they are read.
            order = run.order + (self._steps_before + first) * 1e-6
            if items[first][2] % 2:
                words = [" " if items[i][1] else boxes.texts[items[i][0]] for i in sorted(group)]
                end = " " if not last and max(group) == len(items) - 1 else ""
                element = element.add("Span", order)
                element.actual = "".join(words) + end
            self.code.append(self.canvas.begin(element, order))
        self._open = _GROUP

    def _close(self) -> None:
        """Close what is open."""
        self._flush()
        if self._spanning:
            self.code.append("EMC")
            self._spanning = False
        if self._open is not None:
            self.code.append("EMC")
            self._open = None
        self._same = None

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
            self._close()
            if key is _ARTIFACT:
                self.code.append("/Artifact BMC")
            else:
                element = key.element if isinstance(key, Owner) else key
                self.code.append(self.canvas.begin(element, run.order))
            self._open = key
        self._ink(run)

    def _ink(self, run: Run) -> None:
        """Set the run's colour, rise and tracking where they change."""
        made = run.ink
        if made is self._inked:
            return
        self._inked = made
        if made.colour != self._colour:
            self._flush()
            self.code.append(made.colour)
            self._colour = made.colour
        if made.rise != self._rise:
            self._flush()
            self.code.append(f"{number(made.rise)} Ts")
            self._rise = made.rise
        if made.tracking != self._tracking:
            self._flush()
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

    def _said(self, code: str, text: str) -> None:
        """Draw what another text is to be read for."""
        self._flush()
        self.code.append(f"/Span<</ActualText{string(text).decode('ascii')}>>BDC")
        self._parts.append(code)
        self._flush()
        self.code.append("EMC")

    def _late(self, run: Run) -> None:
        """Text that is known only at the end: encoded then, in the style's own font."""
        font = run.ink.chain.first
        self._flush()
        self._set_font(font, run.ink.size)
        for digit in "0123456789":
            font.encode(digit)
        make, reserved = run.late, font.width(run.text)

        def text() -> str:
            made = make()
            # Flush right in the width that was kept free for it.
            return f"){-(reserved - font.width(made)) * 1000:.0f}({font.encode(made)}"

        self._parts.append(self.canvas.late(text))

    def _flush(self) -> None:
        if self._parts:
            text = "".join(self._parts)
            # An empty string at the end makes PDFium forget the space before it.
            array = f"({text[:-1]}" if text[-1:] == "(" and text[-2:-1].isdigit() else f"({text})"
            self.code.append(f"[{array}]TJ")
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
            pad = size * FRAME_PAD
            place = f"{number(x - pad)} {number(y - size * 0.29)}"
            shape = rounded(round(width + 2 * pad, 2), size * 1.21, size * 0.28)
            self.canvas.artifact(f"q 1 0 0 1 {place} cm .5 w", colour(tint, "RG"), shape, "S Q")
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


def _hangs(boxes: Boxes, line: Line) -> tuple[float, float]:
    """How far the first and the last sign of a line hang over the edges."""
    before = after = 0.0
    sign = boxes.texts[line.start][0]
    if sign in _HANG_LEFT:
        made = boxes.runs[line.start].ink
        before = _HANG_LEFT[sign] * made.chain.words[sign].width * made.size
    sign = "-" if line.hyphen else boxes.texts[line.end - 1][-1]
    if sign in _HANG_RIGHT:
        made = boxes.runs[line.end - 1].ink
        after = _HANG_RIGHT[sign] * made.chain.words[sign].width * made.size
    return before, after


@lru_cache(maxsize=512)
def rounded(width: float, height: float, radius: float) -> str:
    """A rectangle with round corners as path operators, its lower left corner at the origin."""
    k = radius * 0.448  # 1 - 4/3(sqrt 2 - 1): where the control points of a quarter circle stand
    points = [
        f"{number(radius)} 0 m {number(width - radius)} 0 l",
        _curve(width - k, 0, width, k, width, radius),
        f"{number(width)} {number(height - radius)} l",
        _curve(width, height - k, width - k, height, width - radius, height),
        f"{number(radius)} {number(height)} l",
        _curve(k, height, 0, height - k, 0, height - radius),
        f"0 {number(radius)} l",
        _curve(0, k, k, 0, radius, 0),
        "h",
    ]
    return " ".join(points)


def _curve(*values: float) -> str:
    return " ".join(map(number, values)) + " c"


def _cuts(boxes: Boxes, line: Line) -> bool:
    """True when the line ends behind a hyphen that the word has of its own: "counter-", "offensive"."""
    end = line.end
    return (
        0 < end < len(boxes.joints) and boxes.joints[end] == BREAK and boxes.texts[end - 1][-1] in "-\u2010"
    )


def _hyphened(boxes: Boxes, line: Line) -> tuple[int, int]:
    """The boxes of the word that a hyphen at the end of the line cuts."""
    runs, joints = boxes.runs, boxes.joints
    start, end, owner = line.end - 1, line.end, boxes.runs[line.end].owner
    # What another element holds (a mark before a word in another language) stays as it is drawn.
    while start > line.start and joints[start] in _JOINED and runs[start - 1].owner is owner:
        start -= 1
    while end < len(joints) and joints[end] in _JOINED and runs[end].owner is owner:
        end += 1
    return start, end
