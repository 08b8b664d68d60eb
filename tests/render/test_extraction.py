"""Text taken out of a paper is the text that went in, word for word, by two readers of PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.render.pages import extracted, make, paragraphs

SCRIPTS = {
    "latin": "abcdefghijklmnoprstuvwxyzABCDEFĂâÆøßłńśżčřž",
    "greek": "αβγδεζηθικλμνξοπρστυφχψωΆΈΐώΔΣΩ",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяЁЄІЇҐЂЉ",
    "vietnamese": "aăâeêioôơuưyđảắậềểỗợụứừỹẤĐỚỦ",
    "hangul": "국방부장관은북한군이병력동을확인하지않았다",
    "han": "外交部发言人表示双方将继续谈判停火協議",
    "kana": "ひらがなカタカナのミサイルをはっしゃした",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשתםןץףך",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "emoji": "😀😡🚀🔥⚠☀🛰🇰🇵🎖❗",
}
FORWARDS = tuple(name for name in SCRIPTS if name not in ("hebrew", "arabic"))
# Between ideographs and kana a line ends without a space.
SPACED = tuple(name for name in FORWARDS if name not in ("han", "kana"))
LONG = "internationally notwithstanding responsibilities disagreements representatives counter-offensive"


def has(script: str) -> bool:
    return not make(paragraphs(SCRIPTS[script])).missing


def poppler(data: bytes, folder: Path, *options: str) -> str:
    """What pdftotext takes out; a skip where it is missing."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = folder / "made.pdf"
    path.write_bytes(data)
    return subprocess.run(
        ["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True
    ).stdout


def plain(text: str) -> str:
    """Text as it is compared: poppler's marks of direction taken off, PDFium's sign for a word's own
    hyphen at the end of a line taken back."""
    text = text.replace("\x02", "-")
    return unicodedata.normalize("NFC", re.sub("[\u202a-\u202e\u2066-\u2069\ufeff]", " ", text))


def words_in(script: str) -> st.SearchStrategy[str]:
    # Poppler takes a line of single letters for one word with its letters spaced out.
    return st.text(st.sampled_from(SCRIPTS[script]), min_size=2, max_size=14)


@st.composite
def texts(draw: st.DrawFn, scripts: tuple[str, ...]) -> list[str]:
    """A few paragraphs of words of several scripts, among them such as will be hyphenated."""
    word = st.one_of(
        *map(words_in, scripts), st.sampled_from(LONG.split()), st.from_regex(r"[0-9]{2,4}", fullmatch=True)
    )
    return [
        " ".join(part)
        for part in draw(st.lists(st.lists(word, min_size=1, max_size=70), min_size=1, max_size=3))
    ]


@pytest.mark.parametrize("reader", ["pdfium", "poppler"])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_words_of_many_scripts_come_out_one_by_one(reader: str, data: st.DataObject, tmp_path: Path) -> None:
    given_texts = data.draw(texts(tuple(name for name in SPACED if has(name))))
    made = make(paragraphs(*given_texts)).data
    wanted = ["Head", *plain(" ".join(given_texts)).split()]
    if reader == "pdfium":
        assert plain(extracted(made)).split() == wanted
        return
    assert plain(poppler(made, tmp_path, "-raw")).split() == wanted
    # Without "-raw" poppler guesses columns, and finds some in two short lines: the words are the same.
    assert sorted(plain(poppler(made, tmp_path)).split()) == sorted(wanted)


@pytest.mark.parametrize("reader", ["pdfium", "poppler"])
@pytest.mark.parametrize("script", ["han", "kana"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_scripts_without_spaces_come_out_letter_by_letter(
    reader: str, script: str, data: st.DataObject, tmp_path: Path
) -> None:
    if not has(script):
        pytest.skip(f"no font has {script}")
    given_texts = data.draw(texts((script, "latin")))
    made = make(paragraphs(*given_texts)).data
    found = plain(extracted(made) if reader == "pdfium" else poppler(made, tmp_path, "-raw"))
    assert "".join(found.split()) == "Head" + "".join(plain(" ".join(given_texts)).split())


@pytest.mark.parametrize("reader", ["pdfium", "poppler"])
@pytest.mark.parametrize("script", ["hebrew", "arabic"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_words_from_right_to_left_come_out_whole(
    reader: str, script: str, data: st.DataObject, tmp_path: Path
) -> None:
    """In which order is the reader's affair (`verify` reads the structure, and has them in order)."""
    if not has(script):
        pytest.skip(f"no font has {script}")
    words = data.draw(st.lists(words_in(script), min_size=1, max_size=60))
    made = make(paragraphs(" ".join(words))).data
    found = plain(extracted(made) if reader == "pdfium" else poppler(made, tmp_path))
    assert sorted(found.split()) == sorted(["Head", *words])


def test_a_word_cut_at_its_own_hyphen_comes_out_whole(tmp_path: Path) -> None:
    made = make(paragraphs("a " * 60 + "counter-offensive " * 20)).data
    assert "counter-\n" not in poppler(made, tmp_path, "-raw")
    for text in (extracted(made), poppler(made, tmp_path, "-raw")):
        assert plain(text).split().count("counter-offensive") == 20
