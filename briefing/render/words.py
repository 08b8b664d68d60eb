"""Measured words, and what a word means for the places at which a line may end.

Words are the unit of setting: each is measured, encoded and judged once for each style of a
document, however often it stands in it.
"""

from __future__ import annotations

import re
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from briefing.render.breaking import BREAK, GLUED, HYPHEN

if TYPE_CHECKING:
    from briefing.render.fonts import Font

BREAKABLE, INITIAL, UNIT, NUMBER, MONTH, DAY = 1, 2, 4, 8, 16, 32
"""Kinds of a word, as bits: a line may end inside it; it stays with what follows (J. Smith); it
stays with a number before it (40 km); it is a number; it stays with a day or year behind it
(October 14), which is the last kind."""

# Joiners, direction marks, variation selectors, soft hyphen: first and last of each range.
_UNSEEN = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E)),
    *((0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0100, 0xE01EF)),
)
UNSEEN = "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSEEN)
"""Characters that show nothing by themselves, as the inside of a character class."""
UNSEEN_CODES = frozenset(code for first, last in _UNSEEN for code in range(first, last + 1))
"""The same as code points."""

# Characters after which a line may end inside a word: hyphens, dashes, ideographs and kana.
_BREAKS = re.compile(
    "[-\u00ad\u200b\u2010\u2013\u2014/]|[\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff60\U00020000-\U0002fa1f]"
)
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+|No\.|Mr\.|Mrs\.|Ms\.|Dr\.|St\.|Gen\.|Lt\.|Col\.|p\.|pp\.|§|¶")
_NUMBER = re.compile(r"[(“\"$€£]?[\d.,:–-]*\d")
_MONTHS = frozenset(
    (
        "January February March April May June July August September October November December "
        "Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec."
    ).split(" ")
)
_UNITS = _MONTHS | frozenset(
    (
        "km m cm mm kg g t ha % bn million billion trillion thousand tonnes tons percent hours days am pm "
        "a.m. p.m. UTC GMT outlet outlets origin origins source sources"
    ).split(" ")
)
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?[.,;:)”’]*|\d{4}[.,;:)”’]*")


# Signs that begin no line, and such as end none.
_NOT_FIRST = frozenset("、。，．：；！？）］｝〉》」』】〕’”ー々…‥ゝヽぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NOT_LAST = frozenset("（［｛〈《「『【〔‘“")


class Piece(NamedTuple):
    """Part of a word in one font. `code` stands inside a TJ string. `says` is the text when it holds
    characters of private use, which PDF/A-3 (6.2.11.7.3) wants said in ActualText."""

    font: Font
    code: str
    width: float
    says: str = ""


class Word(NamedTuple):
    """A measured word: `width` for a type size of 1, `kind` as above. `code` is that of its only
    piece when it is wholly in its style's first font, "" otherwise. `parts` are, of one that lines
    may end inside, its parts and the joint that follows each."""

    width: float
    pieces: tuple[Piece, ...]
    kind: int = 0
    code: str = ""
    parts: tuple[tuple[str, int], ...] = ()


def word(text: str, pieces: tuple[Piece, ...], code: str) -> Word:
    """The word that `text` is when it is drawn as these pieces."""
    width = fsum(piece.width for piece in pieces) if len(pieces) > 1 else pieces[0].width
    cut = parts(text) if _BREAKS.search(text) is not None else ()
    return Word(width, pieces, kind(text) | (BREAKABLE if cut else 0), code, cut)


def kind(text: str) -> int:
    """The kinds of a word, as bits, all but BREAKABLE."""
    bits = 0
    if text[-1:] in (".", "§", "¶") and _INITIAL.fullmatch(text):
        bits |= INITIAL
    if text in _UNITS or text.rstrip(".,;:)”’") in _UNITS:
        bits |= UNIT
    if text[-1:].isdigit() and _NUMBER.fullmatch(text):
        bits |= NUMBER
    if text in _MONTHS:
        bits |= MONTH
    elif text[:1].isdigit() and _DAY.fullmatch(text):
        bits |= DAY
    return bits


def parts(text: str) -> tuple[tuple[str, int], ...]:
    """The parts of a word between which a line may end, each with the joint that follows it; nothing
    when there is but one."""
    found = []
    start = 0
    for n in range(1, len(text)):
        left, right = text[n - 1], text[n]
        joint = GLUED
        if left == "\u00ad":
            joint = HYPHEN
        elif left == "\u200b":
            joint = BREAK
        elif left in "-\u2010":
            # Not before a figure (KN-23) nor after a single letter (U-boat).
            joint = BREAK if right.isalpha() and n - start > 2 else GLUED
        elif left in "\u2013\u2014/":
            joint = BREAK if n - start > 2 and not right.isdigit() else GLUED
        elif (_wide(left) or _wide(right)) and right not in _NOT_FIRST and left not in _NOT_LAST:
            joint = BREAK
        if joint != GLUED:
            found.append((text[start:n], joint))
            start = n
    return (*found, (text[start:], GLUED)) if found else ()


def _wide(c: str) -> bool:
    return c >= "\u2e80" and (c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff")
