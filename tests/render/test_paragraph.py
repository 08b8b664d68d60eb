"""Paragraphs: all the words, in order, whole; lines even; what stands beside in its place."""

from __future__ import annotations

import itertools
import re
from xml.sax.saxutils import escape

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.render import breaking, fonts, hyphenation, runs
from tests.render.pages import contents, doc, extracted, make, paragraphs, squeezed, words

LONG = (
    "International organisations representing neighbouring governments acknowledged extraordinary "
    "circumstances notwithstanding considerable disagreements concerning responsibilities; nevertheless "
    "intercontinental transportation infrastructure underestimation persisted throughout. "
)
NEWS = (
    "Two convoys with about forty lorries reached the river port late on Tuesday, and officers who watched "
    "them from the bridge said that the crates carried rounds for howitzers. The ministry would neither "
    "confirm nor deny the report; a spokesman called it speculation and asked reporters to wait for the "
    "figures that are to be published on Friday. Analysts in the capital had expected deliveries of this "
    "kind since the agreement was signed in spring, but they were surprised by the route, which passes "
    "within sight of the border and can be observed from the hills on the other bank. A union of dock "
    "workers complained that its members were sent home without pay while soldiers unloaded the ships. "
)
LATIN = "abcdefghijklmABCΔΕΖδεζλμνждлтуфЖДЛăâđêôơưłńśżčřž"
ALPHABETS = LATIN
if fonts.find("NanumMyeongjo.ttf"):
    ALPHABETS += "국방부장관은북한군이"
if fonts.find("DroidSansFallbackFull.ttf"):
    ALPHABETS += "外交部发言人表示"
WORD = st.text(st.sampled_from(ALPHABETS), min_size=1, max_size=17)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(WORD, min_size=1, max_size=60), min_size=1, max_size=4))
def test_extracted_text_is_the_text_word_for_word(given_words: list[list[str]]) -> None:
    texts = [" ".join(part) for part in given_words]
    found = squeezed(extracted(make(paragraphs(*texts)).data))
    # Between ideographs a line may end without a space, so spaces are not compared here.
    assert found == "Head" + squeezed(" ".join(texts))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(st.sampled_from(LATIN), min_size=1, max_size=17), min_size=1, max_size=120))
def test_words_of_alphabets_come_out_one_by_one(given_words: list[str]) -> None:
    found = words(extracted(make(paragraphs(" ".join(given_words))).data))
    assert found == ["Head", *given_words]


def test_a_hyphenated_word_is_taken_out_whole() -> None:
    made = make(paragraphs(LONG * 3))
    assert "ActualText" in "".join(contents(made.data))
    assert words(extracted(made.data)) == ["Head", *words(LONG * 3)]


def test_a_word_cut_twice_is_still_one_word() -> None:
    from tests.render.test_pdf import marks_are_balanced

    word = "Intercontinentalisationsresponsibilities"
    cells = "".join(f"<td>{word} and more {word}</td>" for _ in range(12))
    made = make(doc(f'<table widths="{"1 " * 12}"><tr>{cells}</tr></table>'))
    assert marks_are_balanced(made.data)
    assert extracted(made.data).replace("\r\n", "").count(word) == 24


def test_a_word_longer_than_the_measure_is_cut_and_all_of_it_is_there() -> None:
    text = "".join(chr(97 + n % 26) for n in range(3000))
    assert text in squeezed(extracted(make(paragraphs(text)).data))


def test_the_space_before_a_badge_is_there_for_every_reader() -> None:
    """PDFium forgets a space of a TJ array that an empty string follows: its badges left their frames."""
    made = make(doc('<p class="speaker">A minister <badge class="reported">reported</badge></p>'))
    assert "()" not in contents(made.data)[0]
    pdf = pypdfium2.PdfDocument(made.data)
    page = pdf[0].get_textpage()
    at = page.get_text_range().index("reported")
    gap = page.get_charbox(at)[0] - page.get_charbox(at - 2)[2]
    pdf.close()
    assert 4 < gap < 8


def test_markup_characters_are_text() -> None:
    text = "x<y then z>1, AT&T, {{7*7}}, (a) \\ [b] {c}"
    assert text in extracted(make(paragraphs(text)).data)


def test_superiors_do_not_move_lines() -> None:
    def steps(body: str) -> list[str]:
        return re.findall(r"[-\d.]+ (-[\d.]+) Td", contents(make(doc(body)).data)[0])

    plain = "word " * 40
    assert steps(f"<p>{plain}x2{plain}</p>") == steps(f"<p>{plain}x<sup>2</sup>{plain}</p>")


def test_numbers_keep_with_their_units_and_initials_with_names() -> None:
    from briefing.render import theme as themes
    from briefing.render.breaking import TIED
    from briefing.render.fonts import Fonts

    theme = themes.load_theme()
    fonts = Fonts(theme.families, theme.fallback, theme.scripts)
    ink = runs.ink(fonts, theme.style("p"))
    (boxes,) = runs.cut(
        [runs.Run("some 40 km, from J. Smith on 3 May, or October 14, in May 2024 by March", ink)]
    )
    tied = [text for text, joint in zip(boxes.texts, boxes.joints, strict=True) if joint == TIED]
    assert tied == ["km,", "Smith", "May,", "14,", "2024"]


def test_designations_are_not_cut_at_their_hyphen() -> None:
    from briefing.render import theme as themes
    from briefing.render.fonts import Fonts

    theme = themes.load_theme()
    fonts = Fonts(theme.families, theme.fallback, theme.scripts)
    (boxes,) = runs.cut([runs.Run("The KN-23 and short-range", runs.ink(fonts, theme.style("p")))])
    assert boxes.texts == ["The", "KN-23", "and", "short-", "range"]


def test_label_and_reference_stand_in_the_margins_and_are_read_in_order() -> None:
    body = '<p id="a"><label>A1</label>Some words of a statement.<side><a to="a">[1 ¶2]</a></side></p>'
    found = words(extracted(make(doc(body)).data))
    assert found == ["A1", "Some", "words", "of", "a", "statement.", "[1", "¶2]"]


def test_lines_of_a_justified_paragraph_end_together() -> None:
    """Word spaces stay between 0.8 and 1.6 of natural on nearly every line."""
    from briefing.render import paragraph
    from briefing.render import theme as themes
    from briefing.render.fonts import Fonts

    theme = themes.load_theme()
    fonts = Fonts(theme.families, theme.fallback, theme.scripts)
    style = theme.style("p")
    poor = total = 0
    for n in range(1, 40):
        text = " ".join((NEWS * 2).split()[n : n + 70])
        (boxes,) = runs.cut([runs.Run(text, runs.ink(fonts, style))])
        setting = paragraph.break_lines(boxes, style, 411.0, "en")
        for line in setting.lines:
            if not line.last:
                total += 1
                slack = 411.0 - line.natural
                slack -= breaking.expansion(slack, line.natural)
                poor += not 0.79 <= 1 + slack / line.space <= 1.61
    assert total > 100
    assert poor / total < 0.02


@pytest.mark.parametrize(
    ("word", "parts"),
    [("responsibilities", "re-spons-ib-il-it-ies"), ("UNHCR", "UNHCR"), ("short-range", "short-range")],
)
def test_hyphenation_points(word: str, parts: str) -> None:
    places = [0, *hyphenation.points(word, "en"), len(word)]
    assert "-".join(word[a:b] for a, b in itertools.pairwise(places)) == parts


def test_a_language_without_patterns_is_not_hyphenated() -> None:
    assert hyphenation.points("organisationsordnung", "tlh") == ()


def test_a_paragraph_in_another_language_is_marked() -> None:
    made = make(doc(f'<p>He said <span lang="de">{escape("Straßenbahn & Bus")}</span>.</p>'))
    assert made.tree is not None
    (paragraph,) = made.tree.children()
    assert [child.lang for child in paragraph.children()] == ["de"]
