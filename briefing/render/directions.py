"""Lines that run from right to left, alone or mixed with others (Unicode Annex 9).

The algorithm itself is the package `python-bidi`'s, imported when a paragraph holds the first
right-to-left letter. Levels are worked out for a whole paragraph; each line is reordered when it is
drawn. Without the package, letters stand in the order they are written, which reads backwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)


def needed(text: str) -> bool:
    """True when any of `text` runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


# What `python-bidi` knows; a code point that is not assigned has no type, isolates have newer ones.
_KNOWN = frozenset("L R AL EN ES ET AN CS NSM BN B S WS ON LRE LRO RLE RLO PDF".split())
_ARABIC = re.compile(
    "[\u0600-\u07bf\u0860-\u08ff\ufb50-\ufdff\ufe70-\ufefe\U00010d00-\U00010d3f\U0001ec70-\U0001eeff]"
)


def _unassigned(character: str) -> str:
    """The type a character without one has by its block (Unicode Annex 9, table 4, and its defaults)."""
    if character in "\u2066\u2067\u2068\u2069":
        return "ON"
    if not needed(character):
        return "L"
    return "AL" if _ARABIC.match(character) else "R"


def levels(text: str) -> tuple[int, list[int]]:
    """The paragraph's own level (0: left to right, 1: right to left) and each character's."""
    try:
        from bidi import algorithm
    except ImportError:
        return 0, [0] * len(text)
    base = int(algorithm.get_base_level(text))
    storage: dict[str, Any] = algorithm.get_empty_storage()
    storage["base_level"] = base
    storage["base_dir"] = ("L", "R")[base]
    algorithm.get_embedding_levels(text, storage)
    for n, character in enumerate(storage["chars"]):
        character["index"] = n
        if character["type"] not in _KNOWN:
            character["type"] = character["orig"] = _unassigned(character["ch"])
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    found = [base] * len(text)  # embedding marks are taken out on the way: they keep the base level
    for character in storage["chars"]:
        found[character["index"]] = int(character["level"])
    return base, found


def visual_order(line: Sequence[int]) -> list[int]:
    """Places of the line's items from left to right, given their levels (rule L2)."""
    order = list(range(len(line)))
    odd = [level for level in line if level % 2]
    if not odd:
        return order
    for level in range(max(line), min(odd) - 1, -1):
        start = None
        for n in range(len(order) + 1):
            inside = n < len(order) and line[order[n]] >= level
            if inside and start is None:
                start = n
            elif not inside and start is not None:
                order[start:n] = order[start:n][::-1]
                start = None
    return order
