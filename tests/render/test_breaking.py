"""Line breaking: every box once and in order, no line too wide, evenness where it matters."""

from __future__ import annotations

import itertools
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.render import breaking
from briefing.render.breaking import HYPHEN, SPACE, TIED, Line

MEASURE = 100.0
WIDTHS = st.lists(st.floats(1, 60), min_size=1, max_size=80)


def covers(lines: list[Line], count: int) -> bool:
    joined = [n for line in lines for n in range(line.start, line.end)]
    return joined == list(range(count))


@settings(max_examples=60, deadline=None)
@given(WIDTHS)
def test_first_fit_sets_every_box_once_and_overfills_no_line(widths: list[float]) -> None:
    joints, spaces = [SPACE] * len(widths), [2.5] * len(widths)
    lines = breaking.first_fit(widths, joints, spaces, MEASURE)
    assert covers(lines, len(widths))
    assert all(line.natural <= MEASURE + 0.02 for line in lines)
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]


@settings(max_examples=60, deadline=None)
@given(WIDTHS)
def test_total_fit_sets_every_box_once_and_squeezes_no_line_beyond_its_limit(widths: list[float]) -> None:
    count = len(widths)
    joints, spaces = [SPACE] * count, [2.5] * count
    lines = breaking.total_fit(widths, joints, spaces, [0.0] * count, MEASURE)
    if lines is None:
        return  # no arrangement keeps within the limits; the paragraph stays as first_fit left it
    assert covers(lines, count)
    for line in lines:
        least = line.natural * (1 - breaking.EXPAND) - line.space * breaking.SHRINK
        assert least <= MEASURE + 0.5


@settings(max_examples=60, deadline=None)
@given(WIDTHS, st.data())
def test_first_fit_overfills_no_line_whatever_the_joints(widths: list[float], data: st.DataObject) -> None:
    kinds = st.sampled_from([breaking.GLUED, SPACE, breaking.BREAK, TIED, HYPHEN])
    joints = data.draw(st.lists(kinds, min_size=len(widths), max_size=len(widths)))
    lines = breaking.first_fit(widths, joints, [2.5] * len(widths), MEASURE)
    assert covers(lines, len(widths))
    assert all(line.natural <= MEASURE + 2.6 for line in lines)


def test_tied_words_stay_on_one_line() -> None:
    widths, spaces = [40.0, 40.0, 30.0, 10.0], [5.0] * 4
    lines = breaking.first_fit(widths, [SPACE, SPACE, TIED, SPACE], spaces, MEASURE)
    assert [(line.start, line.end) for line in lines] == [(0, 1), (1, 4)]


def test_total_fit_makes_a_loose_paragraph_more_even() -> None:
    """The classic case: a long word drops to the next line and leaves a gap behind it."""
    widths = [20, 20, 20, 18, 60, 20, 20, 20, 20, 60, 20, 20, 25, 18, 20, 20.0]
    count = len(widths)
    joints, spaces = [SPACE] * count, [3.0] * count
    greedy = breaking.first_fit(widths, joints, spaces, MEASURE)
    best = breaking.total_fit(widths, joints, spaces, [0.0] * count, MEASURE)
    assert best is not None

    def worst(lines: list[Line]) -> float:
        return max((MEASURE - line.natural) / line.space for line in lines if not line.last and line.space)

    assert worst(best) < worst(greedy)


def test_a_hyphen_is_drawn_only_where_a_word_is_cut() -> None:
    widths = [45.0, 45.0, 30.0, 30.0, 45.0, 45.0]
    joints = [SPACE, SPACE, SPACE, HYPHEN, SPACE, SPACE]
    lines = breaking.total_fit(widths, joints, [3.0] * 6, [4.0] * 6, 130.0)
    assert lines is not None
    for line, following in itertools.pairwise(lines):
        assert line.hyphen == (joints[following.start] == HYPHEN)


def test_time_grows_with_the_paragraph_and_no_faster() -> None:
    def seconds(count: int) -> float:
        widths = [float(5 + n * 7 % 23) for n in range(count)]
        start = time.process_time()
        breaking.total_fit(widths, [SPACE] * count, [2.5] * count, [0.0] * count, MEASURE)
        return time.process_time() - start

    small = min(seconds(2_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(2)) < 8 * 3 * small
