"""Where lines end: greedily first, and by total fit where greed leaves a line loose or tight.

A paragraph is a row of boxes (words and parts of words) with joints before them. Greedy breaking
costs one look at each box and is right for most paragraphs of a briefing. When it leaves a line
whose word spaces would be stretched or squeezed too far, or a last line of one short word, the
paragraph is broken again as a whole (Knuth and Plass, "Breaking Paragraphs into Lines", 1981), with
words hyphenated. Both take time in proportion to the paragraph's length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import add
from typing import NamedTuple

GLUED, SPACE, BREAK, TIED, HYPHEN = range(5)
"""Joints before a box: none; a space; a place to break without a space (after a dash, between
ideographs); a space that must not break; a hyphenation point."""

SPACED = frozenset((SPACE, TIED))

STRETCH, SHRINK = 0.6, 0.2  # of a space: ratio 1 is a space of 1.6, ratio -1 one of 0.8
EXPAND = 0.015
"""Letters may be set wider or narrower by this much, which no one sees (pdfTeX's font expansion goes
to 0.02); it takes up to half of what a line lacks, and spares the word spaces the rest."""
_LOOSE, _TIGHT = 1.6, 0.8
# Demerits: a hyphen, a lonely last word, half of one, a loose line beside a tight one.
_HYPHEN, _ALONE, _CUT_OFF, _UNLIKE = 3600.0, 4e4, 1e6, 8e3
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
    """Fill each line as far as natural spaces go.

    Joints of kind HYPHEN are broken at only where a line has no other; where it has none at all, it
    ends between any two boxes, since text beyond the edge of the sheet would be lost.
    """
    count = len(widths)
    if not count:
        return []
    if count == 1:
        return [Line(0, 1, widths[0], 0.0, False, True)]
    totals, gaps = _running(widths, joints, spaces)
    lines = []
    start = 0
    while True:
        # Widths up to a box count the space before it; those of the line leave out its own first one.
        before, gap = totals[start] + spaces[start] * (joints[start] in SPACED), gaps[start + 1]
        end = max(start + 1, bisect_right(totals, before + measure + 0.01, start + 1) - 1)
        if end >= count:
            lines.append(Line(start, count, totals[count] - before, gaps[count] - gap, False, True))
            return lines
        overfull = end
        while end > start and joints[end] != SPACE and joints[end] != BREAK:
            end -= 1
        end = end if end > start else overfull
        hyphen = joints[end] == HYPHEN
        lines.append(Line(start, end, totals[end] - before, gaps[end] - gap, hyphen, False))
        start = end


def expansion(slack: float, natural: float) -> float:
    """The part of a line's slack that its letters take up, in points."""
    most = natural * EXPAND
    return max(-most, min(most, slack / 2))


def poor(lines: Sequence[Line], measure: float) -> bool:
    """True when justified lines would be loose or tight, or the last is one lonely word."""
    for line in lines:
        if line.last:
            continue
        slack = measure - line.natural
        slack -= expansion(slack, line.natural)
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
    tolerance: float = 8.0,
) -> list[Line] | None:
    """The breaks that make the paragraph as even as it can be; None when none would do.

    `hyphens[n]` is the width of the hyphen that a break before box n draws. No line is looser than
    `tolerance` (a stretch ratio: 1 is a space of 1.6) while there are others; below 8 none at all is,
    which leaves so few lines to weigh that it takes a third of the time.
    """
    count = len(widths)
    points = [0] + [n for n in range(1, count) if joints[n] in (SPACE, BREAK, HYPHEN)] + [count]
    hyphened = [0 < n < count and joints[n] == HYPHEN for n in points]
    # For a line from point i to point j: its natural width is ends[j] - starts[i], that of its spaces
    # end_gaps[j] - start_gaps[i].
    totals, gaps = _running(widths, joints, spaces)
    ends = [totals[n] for n in points]
    end_gaps = [gaps[n] for n in points]
    start_gaps = [gaps[n + 1] for n in points[:-1]]
    starts = [totals[n] + gaps[n + 1] - gaps[n] for n in points[:-1]]
    infinite = float("inf")
    last = len(points) - 1
    best = [infinite] * (last + 1)
    back = [-1] * (last + 1)
    tones = [0.0] * (last + 1)  # how loose (or tight: negative) the line that ends there is
    best[0] = 0.0
    # Points that a line can start from, and the first of them that is not too far away by now.
    reached, first = [0], 0
    longest, squeezed = measure + 0.01, 1 - EXPAND
    for j in range(1, last + 1):
        hyphen = hyphened[j]
        end, end_gap = ends[j], end_gaps[j]
        while True:
            i = reached[first]
            if (end - starts[i]) * squeezed - SHRINK * (end_gap - start_gaps[i]) <= longest:
                break
            first += 1
            if first == len(reached):
                return None  # every line that begins at a place in reach is too long
        extra = hyphens[points[j]] if hyphen else 0.0
        least = infinite
        for i in reached[first:]:
            before = best[i]
            if before >= least:  # worse already than another line that ends here
                continue
            natural = end - starts[i] + extra
            space = end_gap - start_gaps[i]
            slack = measure - natural
            if slack > 0:
                slack -= min(slack / 2, natural * EXPAND)
                if j == last:
                    ratio = 0.0
                elif space > 0:
                    ratio = slack / (space * STRETCH)
                    if ratio > tolerance:
                        if least < infinite or tolerance < 8.0:
                            break  # lines only get shorter from here
                        ratio = 8.0 + slack / measure
                elif tolerance < 8.0:
                    continue
                else:
                    ratio = 8.0
            elif space > 0:
                ratio = (-slack - min(-slack / 2, natural * EXPAND)) / (space * SHRINK)
                if ratio > 1.01:
                    continue
            elif slack < -0.01:
                continue
            else:
                ratio = 0.0
            demerits = before + (1 + 100 * ratio * ratio * ratio) ** 2
            tone = ratio if slack > 0 else -ratio
            if i and abs(tone - tones[i]) > 1.0:
                demerits += _UNLIKE
            if hyphen:
                demerits += _HYPHEN * (4 if hyphened[i] else 1)
            if j == last and i:
                if natural < _LONELY * measure:
                    demerits += _ALONE
                if hyphened[i]:
                    demerits += _CUT_OFF
            if demerits < least:
                least, back[j], tones[j] = demerits, i, tone
        if least < infinite:
            best[j] = least
            reached.append(j)
    if best[last] == infinite:
        return None
    lines = []
    j = last
    while j:
        i = back[j]
        natural = ends[j] - starts[i] + (hyphens[points[j]] if hyphened[j] else 0.0)
        space = end_gaps[j] - start_gaps[i]
        lines.append(Line(points[i], points[j], natural, space, hyphened[j], j == last))
        j = i
    return lines[::-1]


def _running(
    widths: Sequence[float], joints: Sequence[int], spaces: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Running sums before each box, and after the last: of widths and spaces, and of spaces alone.

    The space before a box is in the sums after it, not in those before it.
    """
    if joints.count(SPACE) + joints.count(TIED) == len(joints) - 1 and joints[0] == GLUED:
        gaps = [0.0, *spaces[1:]]
    else:
        gaps = [space if joint in SPACED else 0.0 for joint, space in zip(joints, spaces, strict=True)]
    steps = map(add, widths, gaps)
    return list(accumulate(steps, initial=0.0)), list(accumulate(gaps, initial=0.0))
