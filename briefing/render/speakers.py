"""How the paper shows who said something, and whether that is somebody with a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_CROWD = re.compile(
    r"\b(?:activists?|aides?|analysts?|authorities|commanders?|critics?|diplomats?|envoys?|experts?|"
    r"insiders?|journalists?|lawmakers?|leaders?|observers?|officers?|officials?|people|persons?|"
    r"politicians?|reports?|researchers?|residents?|scholars?|sources?|specialists?|spokesmen|"
    r"spokes(?:man|woman|person|people)|staff(?:ers)?|witness(?:es)?|workers?|others?|some|many|several)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[^\W\d_a-z][\w'’.-]*\s+(?:(?:al|bin|de|der|van|von)[\s-])?[^\W\d_a-z][\w'’-]+")


def shown_speaker(name: str, words: Sequence[str]) -> tuple[str, str]:
    """What to print for the speaker: the text's own words, and the resolved name where they differ.

    "he" of Kim Yong-hyun gives ("he", "Kim Yong-hyun"), to be set as `he [Kim Yong-hyun]`, so that
    the resolution is seen to be ours. A surname alone is no resolution worth showing: the full name
    is printed. Words that hold the name are printed as they stand.
    """
    said = " ".join(" ".join(words).split()).strip(" ,;:")
    name = " ".join(name.split())
    if not said or not name:
        return said or name, ""
    plain_words, plain_name = _plain(said), _plain(name)
    if plain_name in plain_words:
        return said, ""
    if set(plain_words.split()) <= set(plain_name.split()):
        return name, ""
    if any(len(part) > 2 and part in plain_words.split() for part in plain_name.split()):
        return said, ""  # "President Zelensky" names him well enough
    return said, name


def _plain(text: str) -> str:
    return _ARTICLE.sub("", text).casefold()


def is_unnamed(speaker: str) -> bool:
    """True for a speaker described but not named: "some experts", "a senior official"."""
    return _CROWD.search(speaker) is not None and _NAME.search(speaker) is None
