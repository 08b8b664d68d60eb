"""Which words stand between quotation marks, in every style of marks, and which of them were spoken."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.collect import quotations
from briefing.model import Span

from .articles import article

STYLES = {
    "straight": 'She said: "We go home at dawn." He nodded.',
    "curly": "She said: \u201cWe go home at dawn.\u201d He nodded.",
    "doubled": "She said: ''We go home at dawn.'' He nodded.",
    "grave and doubled": "She said: ``We go home at dawn.'' He nodded.",
    "single curly": "She said: \u2018We go home at dawn.\u2019 He nodded.",
    "single straight": "She said: 'We go home at dawn.' He nodded.",
    "angular": "She said: \u00abWe go home at dawn.\u00bb He nodded.",
    "low and high": "She said: \u201eWe go home at dawn.\u201c He nodded.",
    "corner": "She said: \u300cWe go home at dawn.\u300d He nodded.",
    "opening mark used to close": "She said: \u201cWe go home at dawn.\u201c He nodded.",
}


def quoted(text: str) -> list[str]:
    return [text[q.span.start : q.span.end] for q in quotations.in_block(text, Span(0, len(text)))]


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES.keys())
def test_every_style_of_marks_is_paired(text: str) -> None:
    (found,) = quotations.in_block(text, Span(0, len(text)))
    assert text[found.span.start : found.span.end] == "We go home at dawn."
    assert found.speech and found.closed
    assert text[found.outer.start : found.outer.end][0] != "W"


def test_apostrophes_and_possessives_are_not_marks() -> None:
    assert quoted("It's the soldiers' pay, and the '90s bands' tour wasn't Ana's.") == []


def test_a_possessive_inside_single_marks_does_not_close_them() -> None:
    assert quoted("\u2018It is the soldiers\u2019 pay,\u2019 she said.") == ["It is the soldiers\u2019 pay,"]


def test_inches_are_not_marks() -> None:
    assert quoted('A 12" pipe and a 6\'2" guard stood there.') == []


def test_quotations_inside_quotations_are_left_to_the_outer_one() -> None:
    assert quoted("He said, \u201cShe told me \u2018go\u2019 and I went.\u201d") == [
        "She told me \u2018go\u2019 and I went."
    ]


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    text = '"We waited.\n\n"Then we left," she said.'
    first, second = quotations.find(article(text))
    assert (text[first.span.start : first.span.end], first.closed) == ("We waited.", False)
    assert (text[second.span.start : second.span.end], second.closed) == ("Then we left,", True)


@pytest.mark.parametrize(
    "text",
    [
        'The ship, nicknamed "the old goat", sank.',
        'They called it a "victory" of sorts.',
        'He read "The Book of Hours" on deck.',
        'The so-called "safe zone" was shelled.',
    ],
)
def test_names_titles_and_words_at_arms_length_are_not_speech(text: str) -> None:
    assert [q.speech for q in quotations.in_block(text, Span(0, len(text)))] == [False]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab \"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e`.,\n5s", max_size=60))
def test_spans_stand_inside_the_block_in_order(text: str) -> None:
    found = quotations.in_block(text + "x", Span(0, len(text) + 1))
    assert all(q.outer.contains(q.span) for q in found)
    assert all(a.outer.end <= b.outer.start for a, b in pairwise(found))
