"""A small profile about a harbour, and documents made of plain lines."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from briefing.collect.profiles import parse_profile
from briefing.model import Block, Document, Profile, Source, Span, document_id

HARBOUR = """
format = 1
name = "harbour"
title = "Harbour"
lang = "en"
default = "talk"

[[section]]
key = "ships"
title = "Ships"
letter = "S"

[[section]]
key = "talk"
title = "Talk"
letter = "T"
marker = "circle"

[words]
vessel = ["barge|barges", "ferr*", "cargo ship*"]

[[cue]]
name = "a vessel is named"
words = ["<vessel>"]
points = { ships = 2.0 }
most = 2

[[cue]]
name = "somebody is quoted"
when = ["quoted"]
points = { talk = 1.0 }

[[cue]]
name = "ships are news"
when = ["in ships"]
key = 1.0

[[cue]]
name = "short"
when = ["short"]
key = -1.0

[picking]
share = 0.4
least = 0.3
heads = 2
"""


def document_of(*lines: str) -> Document:
    """A document whose first line is the title and whose other lines are paragraphs."""
    text = "\n\n".join(lines)
    blocks = tuple(
        Block("paragraph" if number else "title", Span(match.start(), match.end()))
        for number, match in enumerate(re.finditer(r"[^\n]+", text))
    )
    return Document(document_id(text), text, Source(), blocks)


@pytest.fixture
def document() -> Callable[..., Document]:
    return document_of


@pytest.fixture(scope="session")
def harbour() -> Profile:
    return parse_profile(HARBOUR.encode(), "harbour.toml")
