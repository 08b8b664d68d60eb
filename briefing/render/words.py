"""Measured words, and what a word means for the places at which a line may end.

Words are the unit of setting: each is measured, encoded and judged once for each style of a
document, however often it stands in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from briefing.render.fonts import Font

BREAKABLE, INITIAL, UNIT, NUMBER = 1, 2, 4, 8
"""Kinds of a word, as bits: a line may end inside it; it stays with what follows (J. Smith); it
stays with a number before it (40 km); it is a number."""

# Characters after which a line may end inside a word: hyphens, dashes, ideographs and kana.
_BREAKS = re.compile(
    "[-\u00ad\u200b\u2010\u2013\u2014/]|[\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff60\U00020000-\U0002fa1f]"
)
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+|No\.|Mr\.|Mrs\.|Ms\.|Dr\.|St\.|Gen\.|Lt\.|Col\.|p\.|pp\.|§|¶")
_NUMBER = re.compile(r"[(“\"$€£]?[\d.,:–-]*\d")
_UNITS = frozenset(
    (
        "km m cm mm kg g t ha % bn million billion trillion thousand tonnes tons percent hours days am pm "
        "a.m. p.m. UTC GMT January February March April May June July August September October November "
        "December"
    ).split(" ")
)


class Piece(NamedTuple):
    """Part of a word in one font. `code` stands inside a TJ string. `says` is the text when it holds
    characters of private use, which PDF/A-3 (6.2.11.7.3) wants said in ActualText."""

    font: Font
    code: str
    width: float
    says: str = ""


class Word(NamedTuple):
    """A measured word: `width` for a type size of 1, `kind` as above. `code` is that of its only
    piece when it is wholly in its style's first font, "" otherwise."""

    width: float
    pieces: tuple[Piece, ...]
    kind: int = 0
    code: str = ""


def kind(text: str) -> int:
    """The kinds of a word, as bits."""
    bits = BREAKABLE if _BREAKS.search(text) is not None else 0
    if text[-1:] in (".", "§", "¶") and _INITIAL.fullmatch(text):
        bits |= INITIAL
    if text in _UNITS:
        bits |= UNIT
    if text[-1:].isdigit() and _NUMBER.fullmatch(text):
        bits |= NUMBER
    return bits
