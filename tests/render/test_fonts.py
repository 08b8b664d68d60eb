"""Fonts: what is drawn can be read again, and what cannot be drawn is named."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from briefing.errors import BriefingError
from briefing.render import fonts, truetype
from briefing.render.truetype import Compound
from tests.render.pages import extracted, make, opened, paragraphs

SERIF = fonts.require("SourceSerifPro-Regular.ttf")


def test_glyphs_and_widths_are_those_of_the_file() -> None:
    face = truetype.face(SERIF)
    assert face.name == "SourceSerifPro-Regular"
    assert face.glyph(ord("A")) != 0
    assert face.glyph(0x12000) == 0
    assert face.advance(face.glyph(ord("i"))) < face.advance(face.glyph(ord("m")))


def test_a_subset_keeps_outlines_and_reads_as_a_font(tmp_path: Path) -> None:
    face = truetype.face(SERIF)
    wanted = [0, face.glyph(ord("H")), face.glyph(ord("é"))]
    path = tmp_path / "subset.ttf"
    data = face.subset(wanted)
    assert len(data) < len(face.data) / 20
    tables = {
        data[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">LL", data, 20 + 16 * n)
        for n in range(struct.unpack_from(">H", data, 4)[0])
    }
    assert set(tables) == {b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"}
    glyphs = struct.unpack_from(">H", data, tables[b"maxp"][0] + 4)[0]
    assert glyphs >= len(wanted)  # the parts of é come after it
    path.write_bytes(data)
    assert truetype._checksum(data) == 0xB1B0AFBA


def test_a_compound_glyph_gets_the_outline_of_its_parts() -> None:
    face = truetype.face(SERIF)
    e, acute = face.glyph(ord("e")), face.glyph(0x301) or face.glyph(ord("´"))
    data = face.subset([0, Compound(((e, 0, 0), (acute, 10, 120)), 500)])
    glyf = next(
        struct.unpack_from(">LL", data, 20 + 16 * n)[0]
        for n in range(6)
        if data[12 + 16 * n : 16 + 16 * n] == b"glyf"
    )
    first = len(truetype._unhinted(face.outline(0), [0], {0: 0}))
    assert struct.unpack_from(">h", data, glyf + first)[0] == -1


def test_a_file_that_is_no_truetype_font_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "no.ttf"
    path.write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(BriefingError, match="this font cannot be used") as caught:
        truetype.Face(path)
    assert "TrueType" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Ελλάδα: νέα μέτρα",
        "Министерство обороны сообщило",
        "Bộ Ngoại giao Việt Nam tuyên bố",
        "Łódź, řeřicha, Çeşme, Þingvellir",
        "no-break\u00a0space and “quotes” – dashes — … § ¶ € №",
    ],
)
def test_text_of_these_scripts_comes_out_as_it_went_in(text: str) -> None:
    made = make(paragraphs(text))
    assert made.missing == ()
    assert text.replace("\u00a0", " ") in extracted(made.data).replace("\u00a0", " ").replace("\r\n", " ")


def test_a_character_no_font_has_is_drawn_as_a_box_and_named() -> None:
    text = "Seen: \U0001239a there"  # a cuneiform sign
    made = make(paragraphs(text))
    assert [missing.name for missing in made.missing] == ["U+1239A without a name"] or made.missing[
        0
    ].name.startswith("U+1239A")
    assert made.missing[0].context == "\U0001239a"
    assert "\U0001239a" in extracted(made.data)


def test_code_points_beyond_the_basic_plane_have_right_unicode_tables() -> None:
    fonts_ = fonts.Fonts({"serif": {"regular": str(SERIF)}}, (), {})
    chain = fonts_.chain("serif")
    chain.word("a\U0001f600")
    table = fonts._to_unicode([text for font in fonts_.used.values() for text in font.texts]).decode("ascii")
    assert "<D83DDE00>" in table
    assert "<0000>" not in table.split("endcodespacerange")[1].replace("<0000><", "")


def test_unicode_tables_are_cut_into_blocks_of_a_hundred() -> None:
    table = fonts._to_unicode(["", *map(chr, range(0x400, 0x400 + 250))]).decode("ascii")
    assert [int(n.split()[-1]) for n in table.split(" beginbfchar")[:-1]] == [100, 100, 50]


def test_characters_that_share_a_glyph_stay_two_characters() -> None:
    chain = fonts.Fonts({"serif": {"regular": str(SERIF)}}, (), {}).chain("serif")
    assert chain.word(" ").pieces[0].code != chain.word("\u00a0").pieces[0].code


def test_every_font_is_embedded_and_none_is_helvetica() -> None:
    made = make(paragraphs("Plain and Ελληνικά"))
    with opened(made.data) as pdf:
        faces = [
            str(font.BaseFont)
            for page in pdf.pages
            for font in page.Resources.Font.values()
            if "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        ]
        assert len(faces) == sum(len(page.Resources.Font) for page in pdf.pages)
    assert all("+Source" in name for name in faces)
    assert b"Helvetica" not in made.data


def test_the_paper_says_what_could_not_be_drawn_or_is_refused() -> None:
    import dataclasses

    from briefing.errors import Faults
    from briefing.render import RenderOptions, compose
    from tests.render import editions

    edition = editions.small()
    first, *rest = edition.briefing.statements
    odd = dataclasses.replace(first, text=f"{first.text} \U000123aa", state="edited")
    briefing = dataclasses.replace(edition.briefing, statements=(odd, *rest))
    edition = dataclasses.replace(edition, briefing=briefing)
    made = compose(edition, RenderOptions())
    assert "Printed as a box, since no font here has it: U+123AA" in extracted(made.data).replace("\r\n", "")
    with pytest.raises(Faults, match=r"no font here has U\+123AA") as caught:
        compose(edition, RenderOptions(), missing="fail")
    assert first.id in caught.value.where
    assert "install a TrueType font" in caught.value.hint


@pytest.mark.parametrize(
    ("character", "package"),
    [
        ("한", "fonts-nanum"),
        ("外", "fonts-droid-fallback"),
        ("ש", "fonts-dejavu-core"),
        ("𓀀", "fonts-noto-core"),
    ],
)
def test_a_missing_character_names_what_to_install(character: str, package: str) -> None:
    assert fonts.Missing(character, "word").package == package
