"""What is taken out of a text before it becomes a `Document`, and the record of it.

Controls, escape codes, direction overrides, zero-width characters and lone surrogates make a page
show other words than it holds, or a terminal do what the page says. They go here, once, and every
kind is counted: the counts travel with the document. A text without them is returned untouched, so
that its offsets are the offsets of the file.

Kept: tabs and line feeds; joiners where a script or an emoji needs them (Persian, Hindi, families
of emoji); variation selectors; private use characters. Look-alike letters of another alphabet are
kept too, and reported: they are what the source says.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_LINE_ENDS = re.compile("\r\n|\r")
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH = "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
_TAGS = "\U000e0000-\U000e007f"
_NOT_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)
)
_JOINERS = "\u200c\u200d"
_SUSPECT = re.compile(
    f"[\x0b\x0c\u2028\u2029{_CONTROLS}\x85{_BIDI}{_ZERO_WIDTH}{_TAGS}{_NOT_CHARACTERS}{_JOINERS}]"
)
_KINDS = (
    ("control", re.compile(f"[{_CONTROLS}]"), ""),
    ("bidi", re.compile(f"[{_BIDI}]"), ""),
    ("invisible", re.compile(f"[{_ZERO_WIDTH}{_TAGS}]"), ""),
    ("none", re.compile(f"[{_NOT_CHARACTERS}]"), "\ufffd"),
)
# Any Cyrillic letter, and those Greek ones that look Latin: "kΩ" is no disguise.
_FOREIGN = "\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧορν"
_MIXED = re.compile(rf"\b(?=\w{{0,40}}[A-Za-z])(?=\w{{0,40}}[{_FOREIGN}])[A-Za-z{_FOREIGN}]{{2,40}}\b")
# A base letter carries at most this many marks in any living script; more is a page being defaced.
_STACK = re.compile(
    "(?<=[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with LF line ends and nothing in it that hides or commands; what was done, in words."""
    text, counts = clean_counting(text)
    return text, told(counts)


def clean_counting(text: str) -> tuple[str, Counter[str]]:
    """As `clean`, with the number of changes of each kind, to be added up over pieces and `told`."""
    counts: Counter[str] = Counter()
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    if text.isascii() and text.isprintable():
        return text, counts
    if _SUSPECT.search(text):
        # Form feeds and Unicode's own line ends; one for one, so that offsets stay.
        text, counts["break"] = _BREAKS.subn("\n", text)
        for kind, pattern, instead in _KINDS:
            text, counts[kind] = pattern.subn(instead, text)
        text, counts["joiner"] = _joiners(text)
    if not text.isascii():
        text, counts["stack"] = _STACK.subn("", text)
    return text, +counts


def told(counts: Counter[str]) -> tuple[str, ...]:
    """The changes in words, one sentence a kind, in a fixed order."""
    return tuple(
        (one if counts[kind] == 1 else many).format(counts[kind])
        for kind, (one, many) in _TOLD.items()
        if counts[kind]
    )


_TOLD = {
    "break": ("{} unusual line end made plain", "{} unusual line ends made plain"),
    "control": ("{} control character removed", "{} control characters removed"),
    "bidi": ("{} direction mark removed", "{} direction marks removed"),
    "invisible": ("{} invisible character removed", "{} invisible characters removed"),
    "none": ("{} code point that is no character replaced", "{} code points that are no characters replaced"),
    "joiner": ("{} joiner removed", "{} joiners removed"),
    "stack": ("{} stack of combining marks cut to 8", "{} stacks of combining marks cut to 8"),
}


def field(text: str, limit: int) -> str:
    """`text` cleaned, on one line, and no longer than `limit`: for titles and names out of metadata."""
    line = " ".join(clean(text[: 20 * limit])[0].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def mixed_words(text: str) -> tuple[str, ...]:
    """The words of `text` that mix Latin letters with Cyrillic or Greek ones, each once, in order.

    Nobody types those by accident: they look like a name and are not the name. They are kept, since
    they are what the source says, and reported.
    """
    return () if text.isascii() else tuple(dict.fromkeys(_MIXED.findall(text)))


def _joiners(text: str) -> tuple[str, int]:
    """`text` without the zero-width joiners that join nothing, and how many those were."""
    if "\u200c" not in text and "\u200d" not in text:
        return text, 0
    kept: list[str] = []
    dropped = 0
    for place, char in enumerate(text):
        if char in _JOINERS and not _joins(text[place - 1 : place], text[place + 1 : place + 2]):
            dropped += 1
        else:
            kept.append(char)
    return "".join(kept), dropped


def _joins(before: str, after: str) -> bool:
    """True when a joiner between these two has work to do: a script with joined forms, or emoji."""
    if not before or not after:
        return False
    return all(
        "\u0600" <= c <= "\u109f"  # Arabic to Myanmar, with all scripts of India
        or "\u1780" <= c <= "\u18af"  # Khmer, Mongolian
        or c in "\ufe0f\u20e3"
        or unicodedata.category(c) in ("So", "Sk")
        for c in (before, after)
    )
