"""How the phrases of a profile are written, and what they find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.collect.matching import Matcher, tokens
from briefing.model import Cue, Profile, Section

FAMILIES = (("weapon", ("drone|drones", "cruise missile*")), ("hurt", ("killed", "wound*")))


def found(phrase: str, text: str, commas: frozenset[int] = frozenset()) -> list[str]:
    profile = Profile(
        name="p",
        title="P",
        lang="en",
        sections=(Section("s", "S", "S"),),
        default="s",
        cues=(Cue("cue", (phrase,), points=(("s", 1.0),)),),
        families=FAMILIES,
    )
    words = tokens(text, 0, len(text))
    hits = Matcher(profile).hits(words, commas)
    return [" ".join(word.word for word in words[hit.first : hit.last]) for hit in hits]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("missile*", "Two missiles and a missile", ["missiles", "missile"]),
        ("*strike", "An airstrike, a strike", ["airstrike", "strike"]),
        ("kill|wound", "to wound or kill", ["wound", "kill"]),
        ("US", "The US told us", ["US"]),
        ("the us", "The US told us", ["The US"]),
        ("u.s.", "The U.S. Navy", ["U S"]),
        ("air-strike*", "air strikes, air-strikes", ["air strikes", "air strikes"]),
        ("# drones", "91 drones, twelve drones, some drones", ["91 drones", "twelve drones"]),
        ("# ~3 drones", "by October 20, drones and by 20 October drones, since 2022 drones", []),
        ("# drones", "on 20 drones, 2022 drones, in May 20 drones", ["20 drones", "2022 drones"]),
        ("# ~2 <hurt>", "three people were killed", ["three people were killed"]),
        ("# ~1 <hurt>", "three people were killed", []),
        ("<weapon> ~ hit", "a cruise missile later hit the depot", ["cruise missile later hit"]),
        ("^this", "This is this", ["This"]),
        ("Iran", "Iran's and Iran’s coast", ["Iran", "Iran"]),
        ("don't", "They don’t", ["don’t"]),
        ("<weapon>", "drones cruise missiles", ["drones", "cruise missiles"]),
        ("drones ~3 drones", "drones drones and drones", ["drones drones and drones"]),
    ],
)
def test_a_phrase_finds_what_the_manual_says(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


def test_a_comma_can_be_asked_for() -> None:
    assert found(", killing", "a drone hit a bus killing three", frozenset([5])) == ["killing"]
    assert found(", killing", "a drone hit a bus killing three") == []


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_tokens_are_the_characters_at_their_place(text: str) -> None:
    assert all(text[token.start : token.end] == token.word for token in tokens(text, 0, len(text)))
