"""Words in another script are marked with their language; nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.render.languages import mark_languages
from briefing.render.markup import Node, parse


def marked(text: str, lang: str = "en") -> list[tuple[str, str]]:
    """The runs of a paragraph with their own language ("" for the document's)."""
    root = mark_languages(parse(f'<doc title="T" lang="{lang}"><p>{text}</p></doc>', where="t"))
    paragraph = root.children[0]
    assert isinstance(paragraph, Node)
    return [
        (child, "") if isinstance(child, str) else (child.text, child.attributes.get("lang", ""))
        for child in paragraph.children
    ]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Kim Yong-hyun (김용현) said", [("Kim Yong-hyun (", ""), ("김용현", "ko"), (") said", "")]),
        ("the Амур Дон, then", [("the ", ""), ("Амур Дон", "und-Cyrl"), (", then", "")]),
        ("東京タワー is", [("東京タワー", "ja"), (" is", "")]),
        ("北京", [("北京", "und-Hani")]),
        ("a 5 μm gap, Αθήνα", [("a 5 μm gap, ", ""), ("Αθήνα", "el")]),
        ("שלום עולם!", [("שלום עולם", "he"), ("!", "")]),
        ("plain, “quoted” – café Đà Nẵng", [("plain, “quoted” – café Đà Nẵng", "")]),
    ],
)
def test_a_run_in_another_script_carries_its_language(text: str, runs: list[tuple[str, str]]) -> None:
    assert marked(text) == runs


def test_the_language_s_own_script_needs_no_mark() -> None:
    assert marked("Амур и 김", "ru") == [("Амур и ", ""), ("김", "ko")]
    assert marked("漢字とかな", "ja-JP") == [("漢字とかな", "")]


def test_words_that_a_template_has_marked_stay_as_they_are() -> None:
    root = parse('<doc title="T" lang="en"><p><span lang="uk">Київ</span></p></doc>', where="t")
    assert mark_languages(root) is root


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab ,.김아Дж漢かα", max_size=40))
def test_no_character_is_lost_or_moved(text: str) -> None:
    assert "".join(run for run, _ in marked(text)) == " ".join(text.split())
