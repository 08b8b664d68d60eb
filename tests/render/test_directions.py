"""Right to left: seen in the right order, read in the right order."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from briefing.render import directions, fonts
from briefing.render.tags import Element, walk
from tests.render.pages import doc, make

HEBREW = "שר הביטחון אמר כי 3,000 חיילים נשלחו"
ARABIC = "قال وزير الدفاع إن ثلاثة آلاف جندي أرسلوا"

pytest.importorskip("bidi")
pytest.importorskip("uharfbuzz")


def has(name: str) -> bool:
    return fonts.find(name) is not None


def test_numbers_inside_hebrew_keep_their_own_direction() -> None:
    base, levels = directions.levels("אב 12 גד")
    assert base == 1
    assert levels == [1, 1, 1, 2, 2, 1, 1, 1]


@pytest.mark.parametrize(
    ("levels", "order"),
    [
        ([0, 0, 0], [0, 1, 2]),
        ([1, 1, 1], [2, 1, 0]),
        ([0, 1, 1, 0], [0, 2, 1, 3]),
        ([1, 1, 2, 2, 1], [4, 2, 3, 1, 0]),
    ],
)
def test_visual_order(levels: list[int], order: list[int]) -> None:
    assert directions.visual_order(levels) == order


def spoken(element: Element) -> list[str]:
    return [e.actual for e in walk(element) if e.actual]


@pytest.mark.skipif(not has("DejaVuSans.ttf"), reason="no Hebrew font")
def test_a_backward_stretch_says_its_words_in_order() -> None:
    made = make(doc(f'<p lang="he">{HEBREW}</p>', lang="he"))
    assert made.tree is not None
    assert made.missing == ()
    assert spoken(made.tree) == ["שר הביטחון אמר כי ", " חיילים נשלחו"]


@pytest.mark.parametrize(
    ("text", "font"), [(HEBREW, "DejaVuSans.ttf"), (ARABIC, "Amiri-Regular.ttf")], ids=["hebrew", "arabic"]
)
def test_poppler_takes_it_out_as_it_was_written(text: str, font: str, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None or not has(font):
        pytest.skip("pdftotext or the font is not installed")
    path = tmp_path / "made.pdf"
    path.write_bytes(make(doc(f"<p>{text}</p>")).data)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    found = re.sub("[\u202a-\u202e]", " ", done.stdout)  # poppler's own direction marks
    assert sorted(found.split()) == sorted(text.split())


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("7 \u05ee\ufffd(", [2]),
        ("7 \u061e7 a", []),
        ("a \U00010fff x", [2]),
        ("a \u0378 \u05d0", [4]),
        ("\u05d0 \u2066b\u2069", [0, 1]),
    ],
)
def test_a_character_without_a_type_of_its_own_has_that_of_its_block(text: str, odd: list[int]) -> None:
    """Code points that no version of Unicode has assigned turn up in broken files."""
    _, found = directions.levels(text)
    assert len(found) == len(text)
    assert all(found[n] % 2 for n in odd)
