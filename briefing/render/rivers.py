"""Rivers: word spaces of several lines that stand under one another and run through a paragraph.

Books on type call a river what the eye sees as one, and give no numbers. Here it is three or more
lines running whose word spaces are at least an eighth wider than natural and stand under one
another, each overlapping the next by half a natural space or more.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.render.breaking import SPACED, Line, expansion

LINES = 3
_WIDE = 0.125  # of a natural space that is added to it: narrower spaces make no light streak
_OVERLAP = 0.5  # of a natural space


def longest(
    lines: Sequence[Line],
    widths: Sequence[float],
    joints: Sequence[int],
    spaces: Sequence[float],
    measure: float,
) -> tuple[int, int] | None:
    """The lines (first, and behind the last) that the longest river of a justified paragraph crosses."""
    found: tuple[int, int] | None = None
    chains: list[tuple[float, float, int]] = []  # left and right edge of each space, lines so far
    for n, wide in enumerate(_added(lines, measure)):
        if wide is None:
            chains = []
            continue
        line, added = wide
        places = _spaces(line, added, widths, joints, spaces)
        chains = [(a, b, 1 + _above(a, b, chains, _OVERLAP * (b - a) / (1 + added))) for a, b in places]
        length = max((length for _, _, length in chains), default=0)
        if length >= LINES and (found is None or length > found[1] - found[0]):
            found = (n + 1 - length, n + 1)
    return found


def possible(lines: Sequence[Line], measure: float) -> bool:
    """True when enough lines running are wide enough for a river: a quick look, most have none."""
    run = 0
    for line in _added(lines, measure):
        run = run + 1 if line is not None else 0
        if run >= LINES:
            return True
    return False


def _added(lines: Sequence[Line], measure: float) -> list[tuple[Line, float] | None]:
    """Each line with what is added to its spaces, as a part of them; None where that is too little."""
    found: list[tuple[Line, float] | None] = []
    for line in lines:
        slack = measure - line.natural
        slack -= expansion(slack, line.natural)
        added = slack / line.space if line.space > 0 and not line.last else 0.0
        found.append((line, added) if added >= _WIDE else None)
    return found


def _spaces(
    line: Line, added: float, widths: Sequence[float], joints: Sequence[int], spaces: Sequence[float]
) -> list[tuple[float, float]]:
    """Left and right edge of each word space of a line."""
    found = []
    x = widths[line.start]
    for n in range(line.start + 1, line.end):
        if joints[n] in SPACED:
            gap = spaces[n] * (1 + added)
            found.append((x, x + gap))
            x += gap
        x += widths[n]
    return found


def _above(left: float, right: float, chains: Sequence[tuple[float, float, int]], least: float) -> int:
    """The lines of the longest river above that a space carries on."""
    return max(
        (length for a, b, length in chains if min(b, right) - max(a, left) >= least),
        default=0,
    )
