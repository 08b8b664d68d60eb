"""Numbers as they are written in news, and which of them agree."""

from __future__ import annotations

import pytest

from briefing.merge.figures import agree, find_figures


@pytest.mark.parametrize(
    ("text", "value", "unit", "counted"),
    [
        ("3,000 shells arrived", 3000, "", "~shell"),
        ("some three thousand shells arrived", 3000, "", "~shell"),
        ("twenty-five drones", 25, "", "~drone"),
        ("two hundred and more", 200, "", ""),
        ("1.5 million people fled", 1.5e6, "", ""),
        ("$3.5 billion in aid", 3.5e9, "$", ""),
        ("8 metres high", 8, "metre", ""),
        ("a 25-foot wall", 7.62, "metre", ""),
        ("flew 1,250 miles", 2011675, "metre", ""),
        ("40 per cent", 40, "", ""),
        ("40 percent of it", 40, "percent", ""),
        ("four people were killed", 4, "", "~kill"),
        ("killing four people", 4, "", "~kill"),
        ("and wounding 28 others", 28, "", "~injure"),
        ("half a million refugees", 500_000, "", "refug"),
        ("a dozen trucks", 12, "", "truck"),
        ("thousands of containers", 1000, "", "container"),
    ],
)
def test_a_quantity_has_value_unit_and_what_is_counted(
    text: str, value: float, unit: str, counted: str
) -> None:
    figure = find_figures(text)[0]
    assert figure.value == pytest.approx(value)
    assert figure.unit == unit
    if counted:
        assert figure.counted == counted


@pytest.mark.parametrize(
    "text",
    [
        "in 2024",
        "on March 4",
        "on 4 March",
        "at 6:45am",
        "a Su-24 jet",
        "the 89-year-old",
        "aged 12",
        "S-400s",
    ],
)
def test_dates_ages_times_and_weapon_names_are_no_quantities(text: str) -> None:
    assert find_figures(text) == []


@pytest.mark.parametrize(
    ("one", "two", "fit"),
    [
        ("3,000 shells", "three thousand shells", True),
        ("3,000 shells", "5,000 shells", False),
        ("8 metres", "25 feet", True),
        ("1,250 miles", "2,000 km", True),
        ("1,250 miles", "3,000 km", False),
        ("at least 5,000 people", "5,100 people", True),
        ("5,000 people", "5,100 people", False),
        ("about 5,000 people", "5,100 people", True),
        ("thousands of containers", "7,000 containers", True),
        ("thousands of containers", "70,000 containers", False),
        ("up to 20 drones", "18 drones", True),
        ("8 metres", "8 people", False),
    ],
)
def test_figures_agree_within_what_their_wording_leaves_open(one: str, two: str, fit: bool) -> None:
    assert agree(find_figures(one)[0], find_figures(two)[0]) is fit
    assert agree(find_figures(two)[0], find_figures(one)[0]) is fit
