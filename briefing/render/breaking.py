"""Where lines end: greedily first, and by total fit where greed leaves a line loose or tight.

A paragraph is a row of boxes (words and parts of words) with joints before them. Greedy breaking
costs one look at each box and is right for most paragraphs of a briefing. When it leaves a line
whose word spaces would be stretched or squeezed too far, or a last line of one short word, the
paragraph is broken again as a whole (Knuth and Plass, "Breaking Paragraphs into Lines", 1981), with
words hyphenated. Both take time in proportion to the paragraph's length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

GLUED, SPACE, BREAK, TIED, HYPHEN = range(5)
"""Joints before a box: none; a space; a place to break without a space (after a dash, between
ideographs); a space that must not break; a hyphenation point."""

STRETCH, SHRINK = 0.6, 0.2  # of a space: ratio 1 is a space of 1.6, ratio -1 one of 0.8
_LOOSE, _TIGHT = 1.5, 0.8
_LONELY = 0.12  # of the measure: a last line shorter than this is mended when it can be


class Line(NamedTuple):
    """Boxes `start` to `end` (half-open) on one line.

    `natural` is its width with natural spaces, `space` the width of those spaces together,
    `hyphen` whether a hyphen is drawn at its end, `last` whether the paragraph (or a forced line)
    ends with it.
    """

    start: int
    end: int
    natural: float
    space: float
    hyphen: bool
    last: bool


def first_fit(
    widths: Sequence[float], joints: Sequence[int], spaces: Sequence[float], measure: float
) -> list[Line]:
    """Fill each line as far as natural spaces go. Joints of kind HYPHEN are not broken at."""
    lines = []
    start = 0  # first box of the line
    breakable = -1  # the last box a new line may start with, and the line's widths before it
    natural = space = before = before_space = 0.0
    for n, width in enumerate(widths):
        joint = joints[n]
        if n > start:
            if joint in (SPACE, BREAK):
                breakable, before, before_space = n, natural, space
            if joint in (SPACE, TIED):
                natural += spaces[n]
                space += spaces[n]
        natural += width
        if natural > measure + 0.01 and breakable > start:
            lines.append(Line(start, breakable, before, before_space, False, False))
            # What the new line already holds: everything since the break but the space at it.
            gap = spaces[breakable] if joints[breakable] == SPACE else 0.0
            natural -= before + gap
            space -= before_space + gap
            start, breakable = breakable, -1
    if start < len(widths):
        lines.append(Line(start, len(widths), natural, space, False, True))
    return lines


def poor(lines: Sequence[Line], measure: float) -> bool:
    """True when justified lines would be loose or tight, or the last is one lonely word."""
    for line in lines:
        if line.last:
            continue
        slack = measure - line.natural
        if line.space <= 0:
            if slack > measure * 0.05:
                return True
        elif not _TIGHT - 1 <= slack / line.space <= _LOOSE - 1:
            return True
    return len(lines) > 1 and lines[-1].natural < _LONELY * measure


def total_fit(
    widths: Sequence[float],
    joints: Sequence[int],
    spaces: Sequence[float],
    hyphens: Sequence[float],
    measure: float,
) -> list[Line] | None:
    """The breaks that make the paragraph as even as it can be; None when none would do.

    `hyphens[n]` is the width of the hyphen that a break before box n draws.
    """
    count = len(widths)
    # Sums over boxes and spaces up to (not including) box n, the space before n excluded.
    total = [0.0] * (count + 1)
    gaps = [0.0] * (count + 1)
    for n in range(count):
        gap = spaces[n] if joints[n] in (SPACE, TIED) else 0.0
        gaps[n + 1] = gaps[n] + gap
        total[n + 1] = total[n] + widths[n]
    points = [0] + [n for n in range(1, count) if joints[n] in (SPACE, BREAK, HYPHEN)] + [count]
    infinite = float("inf")
    best = [infinite] * len(points)
    back = [-1] * len(points)
    hyphened = [False] * len(points)
    best[0] = 0.0
    first = 0  # earlier points are too far away to start a line that ends here or later
    for j in range(1, len(points)):
        end = points[j]
        final = end == count
        hyphen = not final and joints[end] == HYPHEN
        extra = hyphens[end] if hyphen else 0.0
        hyphened[j] = hyphen
        for i in range(j - 1, first - 1, -1):
            if best[i] == infinite:
                continue
            start = points[i]
            space = gaps[end] - gaps[start + 1]
            boxes = total[end] - total[start] + extra
            slack = measure - boxes - space
            if slack < -space * SHRINK - 0.01:
                if boxes - extra + space * (1 - SHRINK) > measure + 1:
                    first = max(first, i + 1) if not hyphen else first
                break
            if final and slack >= 0:
                ratio = 0.0
            elif space > 0:
                ratio = slack / (space * (STRETCH if slack > 0 else SHRINK))
            else:
                ratio = 0.0 if slack < 1 else 12.0
            badness = 100 * min(abs(ratio), 12.0) ** 3
            demerits = (1 + badness) ** 2
            if hyphen:
                demerits += 60**2 * (4 if hyphened[i] else 1)
            if final and i:
                if boxes + space < _LONELY * measure:
                    demerits += 5e4
                if hyphened[i]:
                    demerits += 1e4
            found = best[i] + demerits
            if found < best[j]:
                best[j], back[j] = found, i
    if best[-1] == infinite:
        return None
    lines = []
    j = len(points) - 1
    while j:
        i = back[j]
        start, end = points[i], points[j]
        space = gaps[end] - gaps[start + 1]
        hyphen = hyphened[j]
        natural = total[end] - total[start] + space + (hyphens[end] if hyphen else 0.0)
        lines.append(Line(start, end, natural, space, hyphen, end == count))
        j = i
    return lines[::-1]
