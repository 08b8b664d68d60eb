"""A dateline says where the reporter sat: it is no part of the statement behind it."""

from __future__ import annotations

import pytest

from briefing.collect.sentences import after_dateline
from briefing.model import Span


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("SEOUL, Oct 22 (Northlight) – About 300 men left.", "About 300 men left."),
        ("TALLINN – At least 300 men left.", "At least 300 men left."),
        ("KARVAN, Ostrava (AB) -- “We left,” he said.", "“We left,” he said."),
        ("VALK, 22 March (Ruvenian Press Agency, English edition) – Ships left.", "Ships left."),
        ("VELM, Nov 3 - The men left.", "The men left."),
        # Labels, names and asides look like one.
        ("REFUGEES - Many left.", "REFUGEES - Many left."),
        ("NATO – which met on Monday – said so.", "NATO – which met on Monday – said so."),
        ("THE FRONT, which broke away in May - It left.", "THE FRONT, which broke away in May - It left."),
        ("TALLINN – ", "TALLINN – "),
    ],
)
def test_what_is_left_of_a_first_sentence(text: str, kept: str) -> None:
    span = after_dateline(text, Span(0, len(text)))
    assert text[span.start : span.end] == kept
