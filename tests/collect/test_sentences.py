"""Where sentences end: never in a title, an initial or a number, at each stop inside a quotation."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.collect import sentences
from briefing.model import Span

CASES = {
    "titles and initials": ["Gen. J. R. Okafor met Lt. Col. Ana Ruiz.", "They spoke for 2.5 hours."],
    "abbreviations of countries": ["The U.S. sent two ships.", "The U.K. did not."],
    "a month and a number": ["It began on Feb. 11 at No. 5 dock.", "It ended on Oct. 2."],
    "times of day": ["The shelling stopped at 6 p.m. on Tuesday.", "It began at 4 a.m. The town slept."],
    "several sentences in one quotation": ['"We waited.', "Nobody came.", 'So we left," she said.'],
    "a question inside": ['"Who gave the order?" Minister Lund asked.', "Nobody knew."],
    "an exclamation and a verb in small letters": ['"Run!" he shouted.', "They ran."],
    "speech that ends and a new sentence": ['"We won."', "Lund said he would rest on Sunday at home."],
    "speech that the verb belongs to": ['"We won." Lund said.', "He slept."],
    "dots that go on": ["He hesitated ... and then signed.", "The pen broke."],
    "agency tags belong to what they follow": ["Two ships left port. (Meridian) (AFP)"],
    "brackets": ["It sank (see below).", "(No one was aboard.)", "The owner was told."],
    "no number": ["He said no.", "The talks went on."],
    "initials of a party": ["She joined the U.P.F. in May.", "Her brother did not."],
}


@pytest.mark.parametrize("expected", CASES.values(), ids=CASES.keys())
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    text = " ".join(expected)
    if expected == CASES["times of day"]:
        expected = [expected[0], "It began at 4 a.m.", "The town slept."]
    assert [text[s.start : s.end] for s in sentences.split(text, Span(0, len(text)))] == expected


def test_a_blank_line_inside_a_block_ends_a_sentence() -> None:
    text = "First line without a stop\n\nsecond line"
    spans = sentences.split(text, Span(0, len(text)))
    assert [text[s.start : s.end] for s in spans] == ["First line without a stop", "second line"]


def test_only_the_block_is_split() -> None:
    text = "Outside. Inside one. Inside two. Outside again."
    spans = sentences.split(text, Span(9, 32))
    assert [text[s.start : s.end] for s in spans] == ["Inside one.", "Inside two."]


def test_a_block_of_white_space_has_no_sentence() -> None:
    assert sentences.split(" \n\t ", Span(0, 4)) == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Aab .!?\u2026\"'\u201c\u201d()\n1,;:\u2014U", max_size=80).filter(str.strip))
def test_every_word_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentences.split(text, Span(0, len(text)))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = "".join(text[s.start : s.end] for s in spans)
    assert [c for c in covered if not c.isspace()] == [c for c in text if not c.isspace()]
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in spans)
