"""Themes: read whole, every fault told with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import BriefingError, Faults
from briefing.render import theme as themes
from tests.render.pages import theme


def test_the_default_theme_has_both_page_sizes_and_all_markers() -> None:
    assert set(theme().pages) >= {"a4", "letter"}
    assert set(theme().markers) == {"square", "triangle", "circle", "diamond", "bar"}


def test_every_class_the_templates_use_is_in_the_theme(root: Path) -> None:
    import re

    for path in (root / "templates").glob("*/*.xml.j2"):
        used = set(re.findall(r'class="([a-z-]+)"', path.read_text(encoding="utf-8")))
        assert used <= theme().classes, path


def test_an_inline_takes_what_it_does_not_set_from_the_text_around_it() -> None:
    around = theme().style("p")
    bold = theme().style("b", "", around)
    assert (bold.bold, bold.size, bold.family) == (True, around.size, around.family)
    assert theme().style("sup", "", around).size == pytest.approx(around.size * 0.68)


def test_every_fault_is_told_with_its_key() -> None:
    data = {
        "font": {"serif": {"regular": "x.ttf"}},
        "colour": {},
        "element": {"p": {"size": "big", "align": "middle", "wdth": 1}},
        "marker": {"square": "blue"},
    }
    with pytest.raises(Faults) as caught:
        themes.from_data(data, where="my.toml")
    told = sorted(fault.line for fault in caught.value.faults)
    assert told == [
        "my.toml: colour: unknown key",
        "my.toml: element.p.align: must be one of left, right, center, justify",
        "my.toml: element.p.size: must be a number of points",
        "my.toml: element.p.wdth: unknown key",
        "my.toml: font.sans.regular: required key missing",
        "my.toml: marker.square: must be a colour such as #1B365D",
    ]


def test_a_file_that_is_no_toml_and_a_name_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text("a = = 1")
    with pytest.raises(BriefingError, match="not TOML"):
        themes.load_theme(str(path))
    with pytest.raises(BriefingError, match="no theme is called 'nobody'") as caught:
        themes.load_theme("nobody")
    assert "default" in caught.value.hint
