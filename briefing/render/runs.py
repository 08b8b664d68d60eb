"""Runs of styled text and the boxes lines are made of.

A run is text in one ink that belongs to one structure element. It is cut into boxes: words, and the
parts of words between which a line may end. Figures keep with their units and initials with names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from briefing.render import directions, hyphenation
from briefing.render.breaking import BREAK, GLUED, HYPHEN, SPACE, SPACED, TIED
from briefing.render.fonts import Chain, Fonts
from briefing.render.tags import Element
from briefing.render.theme import Style, colour
from briefing.render.words import BREAKABLE, DAY, INITIAL, MONTH, NUMBER, UNIT, Word

FRAME_PAD = 0.42  # of the type size: between a badge's word and its frame


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


@dataclass(slots=True, eq=False)  # not frozen: that would take four times as long to make
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
    _even: bool = False

    def codes(self) -> list[str]:
        """Every box's code, when all are of one plain run in one font; an empty list otherwise."""
        if self._codes is None:
            self._codes = []
            run = self.runs[0]
            if run.late is None and not run.ink.frame and self.runs.count(run) == len(self.runs):
                codes = [word.code for word in self.words]
                if "" not in codes:
                    self._codes = codes
                    spaced = self.joints.count(SPACE) + self.joints.count(TIED)
                    self._even = spaced == len(codes) - 1
        return self._codes

    def joined(self, start: int, end: int, separator: str) -> str:
        """The codes of some boxes of one plain run, with `separator` for each space between them."""
        codes = self.codes()[start:end]
        if self._even:
            return separator.join(codes)
        joints = self.joints
        codes[1:] = [
            separator + code if joints[n] in SPACED else code for n, code in enumerate(codes[1:], start + 1)
        ]
        return "".join(codes)

    def add(self, text: str, run: Run, joint: int, level: int = 0) -> None:
        """One more box."""
        self.put(run.ink.chain.word(text, backwards=level % 2 == 1), text, run, joint)

    def extend(self, words: list[Word], texts: list[str], run: Run, joints: list[int]) -> None:
        """More boxes of one run: what `put` does, for all of them at once."""
        if self.runs and self.runs[-1] is not run:
            self.put(words[0], texts[0], run, joints[0])
            words, texts, joints = words[1:], texts[1:], joints[1:]
        made, count = run.ink, len(words)
        size, tracking = made.size, made.tracking
        widths = [word.width * size for word in words]
        if tracking:
            widths = [width + tracking * len(text) for width, text in zip(widths, texts, strict=True)]
        if not self.runs:  # most paragraphs are one run
            self.words, self.texts, self.joints, self.widths = words, texts, joints, widths
            self.runs, self.spaces = [run] * count, [made.space] * count
            return
        self.words += words
        self.texts += texts
        self.runs += [run] * count
        self.joints += joints
        self.widths += widths
        self.spaces += [made.space] * count

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
    text = run.text
    parts = text.split(" ")
    if "" in parts:
        parts = [part for part in parts if part]
        if not parts:
            return spaced or bool(text)
        spaced = spaced or text[0] == " "
    words = list(map(run.ink.chain.words.__getitem__, parts))
    joints = [SPACE] * len(parts)
    joints[0] = GLUED
    if spaced and boxes.texts:
        before = boxes.runs[-1]
        # What follows a badge at once belongs to it: its reference never begins a line alone.
        tied = (before is not run and before.ink.frame) or _tied(boxes.words[-1].kind, words[0].kind)
        joints[0] = TIED if tied else SPACE
    start = 0
    for n in [n for n, word in enumerate(words) if word.kind]:
        kind = words[n].kind
        if n > start and _tied(words[n - 1].kind, kind):
            joints[n] = TIED
        if kind & INITIAL and n + 1 < len(parts):
            joints[n + 1] = TIED
        if kind & BREAKABLE:
            if n > start:
                boxes.extend(words[start:n], parts[start:n], run, joints[start:n])
            joint = joints[n]
            for part, following in words[n].parts:
                boxes.add(part, run, joint)
                joint = following
            start = n + 1
            if start < len(parts):  # it follows the last part of that word
                joints[start] = TIED if _tied(boxes.words[-1].kind, words[start].kind) else SPACE
    if not start:
        boxes.extend(words, parts, run, joints)
    elif start < len(parts):
        boxes.extend(words[start:], parts[start:], run, joints[start:])
    return text[-1] == " "


def _tied(before: int, kind: int) -> bool:
    """True when a line must not end between words of these kinds."""
    return bool(before & INITIAL or (kind & UNIT and before & NUMBER) or (kind & DAY and before & MONTH))


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
    made = Boxes()
    hyphens: list[float] = []
    texts, joints = boxes.texts, boxes.joints
    start = 0
    for run, group in groupby(boxes.runs):
        end = start + sum(1 for _ in group)
        spoken = run.owner.lang if run.owner is not None and run.owner.lang else lang
        whole = run.late is not None or bool(run.ink.frame)
        syllables: list[str] = []
        before: list[int] = []
        for n in range(start, end):
            parts = (texts[n],) if whole else hyphenation.syllables(texts[n], spoken)
            syllables += parts
            before.append(joints[n])
            if len(parts) > 1:
                before += [HYPHEN] * (len(parts) - 1)
        words = list(map(run.ink.chain.words.__getitem__, syllables))
        hyphen = run.ink.chain.hyphen * run.ink.size
        hyphens += [hyphen if joint == HYPHEN else 0.0 for joint in before]
        made.extend(words, syllables, run, before)
        start = end
    return made, hyphens
