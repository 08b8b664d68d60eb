"""Kerning: the font's own pairs, as HarfBuzz reads them; text stays what it is."""

from __future__ import annotations

import pytest

from briefing.render import fonts, truetype
from tests.render.pages import contents, doc, extracted, make

FACES = ("SourceSansPro-Bold.ttf", "SourceSerifPro-Regular.ttf", "SourceSerifPro-It.ttf")


@pytest.mark.parametrize("name", FACES)
def test_pairs_are_those_of_harfbuzz(name: str) -> None:
    harfbuzz = pytest.importorskip("uharfbuzz")
    face = truetype.face(fonts.require(name))
    assert face.kerning is not None
    font = harfbuzz.Font(harfbuzz.Face(face.data))
    plain = {"kern": True, "liga": False, "calt": False, "ccmp": False, "locl": False}
    found = 0
    for left in "AVTYWLPaefrvy.,“T":
        for right in "AVTYoaeur.,”-":
            buffer = harfbuzz.Buffer()
            buffer.add_str(left + right)
            buffer.guess_segment_properties()
            harfbuzz.shape(font, buffer, plain)
            glyph = face.glyph(ord(left))
            wanted = buffer.glyph_positions[0].x_advance - round(face.advance(glyph) * face.units / 1000)
            assert face.kerning.between(glyph, face.glyph(ord(right))) == wanted, left + right
            found += wanted != 0
    assert found > 20


def test_headings_are_kerned_and_say_the_same() -> None:
    made = make(doc("<h1>Two AVATARS of Tyra</h1>"))
    assert ")" in contents(made.data)[0].split("[(", 1)[1].split(")]TJ")[0]
    assert "Two AVATARS of Tyra" in extracted(made.data)
