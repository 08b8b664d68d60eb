"""Roles: what a text says somebody is, as exact words, and to nobody else than the one it names."""

from __future__ import annotations

import pytest

from briefing import collect
from briefing.model import Span

from .articles import article, found


def roles(text: str) -> dict[str, list[str]]:
    """The roles of each speaker in `text`, in the text's words."""
    return {
        row.speaker: [text[span.start : span.end] for span in row.roles] for row in found(text) if row.speaker
    }


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "South Korea's defence minister, Kim Yong-su, said it.",
            "Kim Yong-su",
            "South Korea's defence minister",
        ),
        ("Defence Minister Kim Yong-su said it.", "Kim Yong-su", "Defence Minister"),
        ("The Tarnish Prime Minister Ana Lund said it.", "Ana Lund", "Tarnish Prime Minister"),
        ("Ana Lund, the head of the port authority, said it.", "Ana Lund", "head of the port authority"),
        ("Ana Lund, 44, a trader from Tarn, said it.", "Ana Lund", "trader from Tarn"),
        (
            "It was closed, said Ana Lund, a spokeswoman for the ministry.",
            "Ana Lund",
            "spokeswoman for the ministry",
        ),
        ("Secretary of State James Okafor said it.", "James Okafor", "Secretary of State"),
        ("According to the harbour pilot Ana Lund, it was closed.", "Ana Lund", "harbour pilot"),
    ],
)
def test_a_role_stands_beside_the_name(text: str, name: str, role: str) -> None:
    assert roles(text) == {name: [role]}


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lund said the minister, a trader, had left.",
        "After talks with the president, Ana Lund said it was over.",
        "His deputy, Ana Lund, said it was over.",
        "Mrs Ana Lund said it was over.",
        "On Monday, Ana Lund said it was over.",
        "Ana Lund, Foreign Minister James Okafor and the mayor said it was over.",
        "The death of President James Okafor, Ana Lund said, was sudden.",
    ],
)
def test_what_somebody_else_is_or_nobody_can_tell_is_no_role(text: str) -> None:
    assert roles(text).get("Ana Lund", []) == []


def test_a_role_given_once_goes_with_every_statement_of_the_speaker() -> None:
    text = "Mayor Ana Lund came first.\n\nLund said it was over. Nobody spoke. She added that all went home."
    kept = collect.collect(article(text), collect.load_profile("conflict")).statements
    said = [statement for statement in kept if statement.speaker]
    assert [statement.role_at for statement in said] == [(Span(0, 5),), (Span(0, 5),)]


def test_a_role_in_the_same_words_is_kept_once() -> None:
    text = "Mayor Ana Lund said it. Mayor Ana Lund said more. Ana Lund, a former pilot, said that was all."
    assert roles(text) == {"Ana Lund": ["Mayor", "former pilot"]}
