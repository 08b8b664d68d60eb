"""What is worth printing: points from the profile, less for what was said already, best first.

The weight is the points pressed into 0 to 1. A statement is picked when it is among the best of its
article, up to the profile's share, and not below its least weight; the best of those head the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.collect.sections import HERE, Part, Placed, Reading, holds, matched, phrase
from briefing.model import Profile

_REPEATED = 0.5
# A statement is held against so many better ones at most: more than any article prints, and it keeps
# the time linear for a file of 20,000 sentences.
_COMPARED = 120
_SMALL = frozenset(
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
    room = math.floor(profile.picking.share * len(points) + 0.5)
    if points and profile.picking.share > 0:
        room = max(1, room)
    picked = {i for i in order[:room] if weights[i] >= profile.picking.least}
    heads: list[int] = []
    for i in order:
        if i in picked and len(heads) < profile.picking.heads and not _said(content[i], heads, content):
            heads.append(i)
    return [Ranked(weight, i in picked, i in heads, tuple(parts[i])) for i, weight in enumerate(weights)]


def content_words(reading: Reading) -> frozenset[str]:
    """The words of a sentence that carry its content, folded and cut to their stem's first letters."""
    return frozenset(
        token.folded[:6]
        for token, zone in zip(reading.words, reading.zones, strict=True)
        if zone & HERE and token.folded not in _SMALL
    )


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
    order = sorted(range(len(points)), key=lambda i: (-points[i], i))
    for place, i in enumerate(order):
        better = order[: min(place, _COMPARED)]
        overlap = max((_overlap(content[i], content[j]) for j in better), default=0.0)
        if overlap >= _REPEATED:
            points[i] -= repeats * overlap
            parts[i].append(Part("said already", "", "", -repeats * overlap))


def _said(words: frozenset[str], chosen: Sequence[int], content: Sequence[frozenset[str]]) -> bool:
    return any(_overlap(words, content[i]) >= _REPEATED for i in chosen)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= 3 else 0.0
