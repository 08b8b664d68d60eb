"""The timeline: in order of time, nothing on top of anything else, one figure with its text."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.render import figures
from briefing.render.tags import walk
from tests.render.pages import doc, extracted, make


def test_dates_become_years() -> None:
    assert figures.years("2016") == 2016.0
    assert 2016.75 <= figures.years("2016-10") < figures.years("2016-10-24") < 2017


@settings(max_examples=50)
@given(st.lists(st.floats(1900, 2100), min_size=1, max_size=4))
def test_events_stand_in_order_and_a_column_apart(times: list[float]) -> None:
    times.sort()
    places = figures._places(times, 95.0, 411.0)
    assert all(b - a >= 95.0 - 1e-6 for a, b in itertools.pairwise(places))
    assert places[0] >= 95.0 / 2 - 1e-6
    assert places[-1] <= 411.0 - 95.0 / 2 + 1e-6


def test_a_figure_has_its_alternative_text_its_box_and_its_words() -> None:
    events = "".join(f'<event date="{y}"><b>{y}</b><br/>war of {y}</event>' for y in (2022, 1973, 2016))
    made = make(doc(f'<figure kind="timeline" alt="Three wars">{events}</figure>'))
    assert made.tree is not None
    (figure,) = [e for e in walk(made.tree) if e.role == "Figure"]
    assert figure.alt == "Three wars"
    assert "/BBox[" in figure.attributes
    found = extracted(made.data)
    assert found.index("1973") < found.index("2016") < found.index("2022")
