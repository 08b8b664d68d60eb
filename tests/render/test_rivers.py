"""Rivers are found where they are, and paragraphs are broken elsewhere to be rid of them."""

from __future__ import annotations

from briefing.render import breaking, paragraph, rivers, runs
from briefing.render.breaking import GLUED, SPACE, Line
from briefing.render.fonts import Fonts
from briefing.render.theme import load_theme
from tests.render.test_paragraph import NEWS

MEASURE = 100.0


def lines_of(*rows: list[float]) -> tuple[list[Line], list[float], list[int], list[float]]:
    """Lines of words of these widths, each to be stretched to the measure; the last line stays short."""
    widths, joints, lines = [], [], []
    for n, row in enumerate(rows):
        start = len(widths)
        widths += row
        joints += [GLUED if not start else SPACE] + [SPACE] * (len(row) - 1)
        space = 2.0 * (len(row) - 1)
        lines.append(Line(start, len(widths), sum(row) + space, space, False, n == len(rows) - 1))
    return lines, widths, joints, [2.0] * len(widths)


def test_spaces_under_one_another_in_three_lines_are_a_river() -> None:
    straight = [30.0, 30.0, 32.0]
    assert rivers.longest(*lines_of(straight, straight, straight, [20.0]), MEASURE) == (0, 3)
    assert rivers.longest(*lines_of(straight, straight, [20.0]), MEASURE) is None


def test_it_may_bend_and_is_as_long_as_it_is_wide() -> None:
    bent = [[30.0, 62.0], [31.0, 61.0], [32.0, 60.0], [33.0, 59.0], [20.0]]
    assert rivers.longest(*lines_of(*bent), MEASURE) == (0, 4)
    tight = [40.0, 40.0, 16.4]  # natural spaces fill the line but for a hair: no streak is seen
    assert rivers.longest(*lines_of(tight, tight, tight, tight, [20.0]), MEASURE) is None


def test_spaces_that_stand_apart_are_none() -> None:
    apart = [[30.0, 62.0], [45.0, 47.0], [30.0, 62.0], [20.0]]
    assert rivers.longest(*lines_of(*apart), MEASURE) is None


def test_hardly_a_paragraph_of_a_paper_has_one_and_none_is_loose_for_it() -> None:
    theme = load_theme()
    fonts = Fonts(theme.families, theme.fallback, theme.scripts)
    style = theme.style("p")
    words = (NEWS * 3).split()
    before = after = 0
    for n in range(150):
        (boxes,) = runs.cut([runs.Run(" ".join(words[n : n + 75]), runs.ink(fonts, style))])
        greedy = breaking.first_fit(boxes.widths, boxes.joints, boxes.spaces, 345.0)
        before += rivers.longest(greedy, boxes.widths, boxes.joints, boxes.spaces, 345.0) is not None
        made = paragraph.break_lines(boxes, style, 345.0, "en")
        after += paragraph.river(made, 345.0) is not None
        assert sum(line.end - line.start for line in made.lines) == len(made.boxes.words)
    assert before > 10
    assert after <= 2
