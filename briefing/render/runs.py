"""Runs of styled text and the boxes lines are made of.

A run is text in one ink that belongs to one structure element. It is cut into boxes: words, and the
parts of words between which a line may end. Figures keep with their units and initials with names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from briefing.render import directions, hyphenation
from briefing.render.breaking import BREAK, GLUED, HYPHEN, SPACE, TIED
from briefing.render.fonts import Chain, Fonts, Word
from briefing.render.tags import Element
from briefing.render.theme import Style, colour

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
FRAME_PAD = 0.42  # of the type size: between a badge's word and its frame
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
    space: float = 0.0  # width of a word space


def ink(fonts: Fonts, style: Style) -> Ink:
    """The ink for a style; equal styles share one."""
    made: Ink | None = fonts.inks.get(style)
    if made is None:
        chain = fonts.chain(style.family, bold=style.bold, italic=style.italic, kern=style.kern)
        made = fonts.inks[style] = Ink(
            chain,
            style.size,
            colour(style.colour, "rg"),
            style.rise,
            style.tracking,
            style.frame,
            chain.space * style.size + style.tracking,
        )
    return made


@dataclass(slots=True, eq=False)
class Owner:
    """Whose text a run is, when not the paragraph's own: an element, its language, its link."""

    element: Element
    lang: str = ""
    target: str = ""
    says: str = ""


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
    # Only where something runs from right to left: levels of the boxes and of the spaces before
    # them, and the paragraph's own (1: it runs from right to left).
    levels: list[int] = field(default_factory=list)
    gap_levels: list[int] = field(default_factory=list)
    base: int = 0
    _codes: list[str] | None = None

    def codes(self) -> list[str]:
        """Every box's code, when all are of one plain run in one font; an empty list otherwise."""
        if self._codes is None:
            self._codes = []
            run = self.runs[0]
            if run.late is None and not run.ink.frame and (run.owner is None or not run.owner.target):
                font = run.ink.chain.first
                pieces = [w.pieces[0] for w in self.words if len(w.pieces) == 1]
                if (
                    len(pieces) == len(self.words)
                    and all(p.font is font and not p.says for p in pieces)
                    and all(other is run for other in self.runs)
                ):
                    self._codes = [p.code for p in pieces]
        return self._codes

    def add(self, text: str, run: Run, joint: int, level: int = 0) -> None:
        """One more box."""
        self.put(run.ink.chain.word(text, backwards=level % 2 == 1), text, run, joint)

    def put(self, word: Word, text: str, run: Run, joint: int) -> None:
        """One more box, already measured."""
        made = run.ink
        self.words.append(word)
        self.texts.append(text)
        self.runs.append(run)
        self.joints.append(joint)
        width = word.width * made.size
        space = made.space
        if made.tracking:
            width += made.tracking * len(text)
        runs = self.runs
        if len(runs) > 1 and runs[-2] is not run:
            before = runs[-2].ink
            # The frame of a badge reaches beyond its word on both sides.
            space = max(space, before.space) + (FRAME_PAD + 0.16) * (
                bool(made.frame) * made.size + bool(before.frame) * before.size
            )
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
        spaced = _cut_run(boxes, run, spaced)
    if any(directions.needed(run.text) for run in runs):
        return [_directed(boxes) for boxes in stretches]
    return stretches


def _cut_run(boxes: Boxes, run: Run, spaced: bool) -> bool:
    """Add one run's boxes; true when the run ends with a space."""
    made = run.ink
    known, measure, size, tracking, space = (
        made.chain.words,
        made.chain.word,
        made.size,
        made.tracking,
        made.space,
    )
    words, texts, runs, joints = boxes.words, boxes.texts, boxes.runs, boxes.joints
    widths, spaces = boxes.widths, boxes.spaces
    for n, part in enumerate(run.text.split(" ")):
        if n:
            spaced = True
        if not part:
            continue
        joint = GLUED
        if spaced and texts:
            joint = SPACE
            before = texts[-1]
            # What follows a badge at once belongs to it: its reference never begins a line alone.
            if (
                (runs[-1] is not run and runs[-1].ink.frame)
                or (before[-1] in ".§¶" and _INITIAL.fullmatch(before))
                or (part in _UNITS and _NUMBER.fullmatch(before))
            ):
                joint = TIED
        spaced = False
        word = known.get(part) or measure(part)
        if word.breaks:
            _add_parts(boxes, part, run, joint)
        elif not runs or runs[-1] is not run:
            boxes.put(word, part, run, joint)
        else:  # what `put` does, without the call: nine words in ten come this way
            words.append(word)
            texts.append(part)
            runs.append(run)
            joints.append(joint)
            widths.append(word.width * size + tracking * len(part) if tracking else word.width * size)
            spaces.append(space)
    return spaced


def _directed(boxes: Boxes) -> Boxes:
    """The same boxes with their levels, cut where the direction changes."""
    spaced = [(" " if joint in (SPACE, TIED) else "") for joint in boxes.joints]
    text = "".join(space + word for space, word in zip(spaced, boxes.texts, strict=True))
    base, levels = directions.levels(text)
    if not base and not any(levels):
        return boxes
    made = Boxes(base=base)
    at = 0
    for word, run, joint, space in zip(boxes.texts, boxes.runs, boxes.joints, spaced, strict=True):
        gap = levels[at] if space else base
        at += len(space)
        start = 0
        for n in range(1, len(word) + 1):
            if n == len(word) or levels[at + n] != levels[at + start]:
                made.add(word[start:n], run, joint if start == 0 else GLUED, levels[at + start])
                made.levels.append(levels[at + start])
                made.gap_levels.append(gap)
                start = n
        at += len(word)
    return made


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
    made = Boxes(base=boxes.base)
    for n, (text, run, width) in enumerate(zip(boxes.texts, boxes.runs, boxes.widths, strict=True)):
        level = boxes.levels[n] if boxes.levels else 0
        joint = boxes.joints[n]
        whole = width <= measure or run.late is not None
        for part in [text] if whole else _filling(text, run.ink, measure):
            made.add(part, run, joint, level)
            joint = BREAK
            if boxes.levels:
                made.levels.append(level)
                made.gap_levels.append(boxes.gap_levels[n])
    return made


def _filling(text: str, made: Ink, measure: float) -> list[str]:
    """A word in pieces that each nearly fill a line."""
    parts = []
    start, filled = 0, 0.0
    for n, c in enumerate(text):
        wide = made.chain.word(c).width * made.size + made.tracking
        if filled + wide > measure * 0.98 and n > start:
            parts.append(text[start:n])
            start, filled = n, 0.0
        filled += wide
    return [*parts, text[start:]]


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
