"""Whether two spellings can be one person's name: transliterations, initials, a slip in a first name.

Everything here compares names that are printed as they stand; nothing is ever respelt. Two names
that could be two persons' are kept apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_ENDINGS = (
    *(("iy", "y"), ("yy", "y"), ("ii", "y"), ("ij", "y"), ("yi", "y"), ("yj", "y"), ("j", "y")),
    *(("ski", "sky"), ("ff", "v"), ("ych", "ich")),
)
_VOWELS = frozenset("aeiouyjhw")
_LEAST = 3  # consonants that two first names must share to be one in two spellings
_LONG = 7  # letters from which two letters may differ
_SLIPS = 2


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """The letters and figures of `word` in lower case, without accents, hyphens and apostrophes."""
    folded = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    return "".join(c for c in folded if c.isalnum() and not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """What the spellings of one surname share: the last word of `name`, folded.

    "Zelensky", "Zelenskyy" and "Zelenskiy" have one key. It is for joining alone.
    """
    words = name.split()
    if not words:
        return ""
    surname = plain(words[-1])
    for old, new in _ENDINGS:
        if surname.endswith(old) and len(surname) > len(old) + 2:
            surname = surname[: -len(old)] + new
    squeezed = [c for n, c in enumerate(surname) if n == 0 or c != surname[n - 1]]
    return "".join(squeezed)


def same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """True when two full names (two words or more, in lower case, titles taken off) are spellings of one.

    "kim yong-hyun" and "kim yong hyun" are; "kim jong un" and "kim jong il" are not.
    """
    if "".join(map(plain, one)) == "".join(map(plain, other)):
        return True
    if key(one[-1]) != key(other[-1]):
        return False
    return _same_given(one[0], other[0]) and _middles_agree(one[1:-1], other[1:-1])


def is_initial(word: str) -> bool:
    """True for "v", "v." and "jd": letters that stand for first names."""
    return len(plain(word)) == 1


def _middles_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """True when each has the other's middle names, or one has none but initials.

    A middle word alone tells "Kim Song Un" from "Kim Un", so that a whole word is never left out.
    """
    first = [plain(word) for word in one]
    second = [plain(word) for word in other]
    if not all(first) or not all(second):
        return False
    if len(first) != len(second):
        return all(len(word) == 1 for word in (*first, *second))
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(first, second, strict=True))


def _same_given(one: str, other: str) -> bool:
    a, b = plain(one), plain(other)
    if a == b:
        return bool(a)
    if not a or not b or a[0] != b[0]:
        return False
    # "Alexander" and "Alexandra", "Daniel" and "Danielle" are two persons.
    if (a[-1] in "ae") != (b[-1] in "ae"):
        return False
    if _skeleton(a) == _skeleton(b) and len(_skeleton(a)) >= _LEAST:
        return True
    return min(len(a), len(b)) >= _LONG and a[-1] == b[-1] and _distance(a, b) <= _SLIPS


@lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    """The consonants, double ones once: "Sergei" and "Sergey", "Mohammed" and "Muhammad" share theirs."""
    letters = word.replace("x", "ks")
    return "".join(c for n, c in enumerate(letters) if c not in _VOWELS and c != letters[n - 1 : n])


def _distance(one: str, other: str) -> int:
    """How many letters must be put in, left out or changed."""
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        before, row[0] = row[0], n
        for m, b in enumerate(other, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (a != b))
    return row[-1]
