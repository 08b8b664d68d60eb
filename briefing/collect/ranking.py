"""What is worth printing: points from the profile, less for what was said already, best first.

The weight is the points pressed into 0 to 1. A statement is picked when it is among the best of its
article, up to the profile's share, and not below its least weight; the best of those head the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefing.collect.matching import Token
from briefing.collect.sections import HERE, Part, Placed, Reading, holds, matched, phrase
from briefing.model import Profile

SAME = 0.5
_LOOKED_AT = 40
SMALL_WORDS = frozenset(
    "a an and are as at be been but by for from had has have he her his in into is it its not of on or "
    "over said says she that the their them they this to was were which who will with would after also "
    "more than".split()
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The weight of a statement, whether it is printed or heads the page, and every reason."""

    weight: float
    picked: bool
    key: bool
    parts: tuple[Part, ...]


def rank(readings: Sequence[Reading], placed: Sequence[Placed], profile: Profile) -> list[Ranked]:
    """The rank of each sentence of one article, in text order."""
    parts = [_parts(reading, place, profile) for reading, place in zip(readings, placed, strict=True)]
    points = [sum(part.points for part in row) for row in parts]
    content = [content_words(reading) for reading in readings]
    _discount(points, parts, content, profile.picking.repeats)
    weights = [round(1 / (1 + math.exp(-p)), 4) for p in points]
    order = sorted(range(len(points)), key=lambda i: (-points[i], i))
    best = order[: room(len(points), profile.picking.share)]
    picked = {i for i in best if weights[i] >= profile.picking.least}
    if len(points) <= profile.picking.whole:
        picked = set(order)
    heads: list[int] = []
    for i in order:
        if i in picked and len(heads) < profile.picking.heads and not _said(content[i], heads, content):
            heads.append(i)
    return [Ranked(weight, i in picked, i in heads, tuple(parts[i])) for i, weight in enumerate(weights)]


def content_words(reading: Reading) -> frozenset[str]:
    """The words of a sentence that carry its content, folded and cut to their stem's first letters."""
    return stems(token for token, zone in zip(reading.words, reading.zones, strict=True) if zone & HERE)


def stems(words: Iterable[Token]) -> frozenset[str]:
    """The first letters of those of `words` that carry content."""
    return frozenset(token.folded[:6] for token in words if token.folded not in SMALL_WORDS)


def _parts(reading: Reading, place: Placed, profile: Profile) -> list[Part]:
    conditions = reading.conditions | {f"in {place.section}"}
    parts: list[Part] = []
    for number, cue in enumerate(profile.cues):
        if not cue.key or not holds(cue, conditions):
            continue
        if not cue.words:
            parts.append(Part(cue.name, "", "", cue.key))
            continue
        for hit in matched(number, cue, reading, place.hits):
            parts.append(Part(cue.name, phrase(reading, hit), "", cue.key))
    return parts


def _discount(
    points: list[float], parts: list[list[Part]], content: Sequence[frozenset[str]], repeats: float
) -> None:
    """Take points off each statement that a better one, or an equal earlier one, has said already."""
    better: dict[str, list[int]] = {}
    for i in sorted(range(len(points)), key=lambda i: (-points[i], i)):
        # Words that stand everywhere would make this grow with the square of an article's length.
        near = {j for word in content[i] for j in better.get(word, ())[:_LOOKED_AT]}
        most = max((overlap(content[i], content[j]) for j in near), default=0.0)
        if most >= SAME:
            points[i] -= repeats * most
            parts[i].append(Part("said already", "", "", -repeats * most))
        for word in content[i]:
            better.setdefault(word, []).append(i)


def _said(words: frozenset[str], chosen: Sequence[int], content: Sequence[frozenset[str]]) -> bool:
    return any(overlap(words, content[i]) >= SAME for i in chosen)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter of two sets of content words the other holds, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= 3 else 0.0


def room(number: int, share: float) -> int:
    """How many of an article's statements may be printed: one at least, unless the share is nothing."""
    return max(1, math.floor(share * number + 0.5)) if number and share > 0 else 0
