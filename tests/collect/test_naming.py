"""Names told from descriptions: what could be many speakers' is no name."""

from __future__ import annotations

import pytest

from briefing.collect import name_of
from briefing.model import Name


@pytest.mark.parametrize(
    ("speaker", "parts"),
    [
        ("Volodymyr Zelensky", ("volodymyr", "zelensky")),
        ("Ukrainian President Volodymyr Zelensky", ("volodymyr", "zelensky")),
        ("Harbour pilot Ana Lund", ("ana", "lund")),
        ("Mohammed bin Salman", ("mohammed", "bin", "salman")),
        ("Kim Jong Un", ("kim", "jong", "un")),
        ("Mr Lund", ("lund",)),
        ("Zelenskyy", ("zelenskyy",)),
    ],
)
def test_a_persons_name_is_told_without_its_titles(speaker: str, parts: tuple[str, ...]) -> None:
    assert name_of(speaker).kind == "person"
    assert name_of(speaker).parts == parts


@pytest.mark.parametrize(
    "speaker",
    [
        "Moscow",
        "the Russian Defence Ministry",
        "Reuters",
        "NATO",
        "US",
        "the White House",
        "the Trump administration",
    ],
)
def test_a_body_with_a_word_of_its_own_is_named(speaker: str) -> None:
    assert name_of(speaker).kind == "body"


@pytest.mark.parametrize(
    "speaker",
    [
        *("the ministry", "The Defence Ministry", "the president", "Foreign Minister", "Officials", "Police"),
        *("A senior U.S. official", "Ukrainian officials", "Two Western diplomats", "Kremlin spokesman"),
        *("the Times", "Congress", "the Lund family", "Lund and other US officials", "the Lund aide"),
    ],
)
def test_what_could_be_many_speakers_is_a_description(speaker: str) -> None:
    assert name_of(speaker).kind == "described"


@pytest.mark.parametrize("speaker", ["", "he", "They", "Q", "  ", "who", "\u201c"])
def test_a_pronoun_nobody_was_found_for_is_nobody(speaker: str) -> None:
    assert name_of(speaker) == Name("nobody")
