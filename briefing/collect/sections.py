"""Which section a sentence belongs in: points from the profile's cues, by what the sentence says.

The speaker's name and the verb of saying are left out of "said", so that a defence ministry's opinion is
not about defence. A sentence that no cue places inherits part of the points of the one before it, and
falls into the profile's default section after that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.collect.matching import Hit, Token, matcher
from briefing.model import Cue, Profile

SAID, QUOTED, START, SPEAKER, VERB, HERE, NAMED = 1, 2, 4, 8, 16, 32, 64
_ZONES = {
    "said": SAID,
    "quoted": QUOTED,
    "start": START,
    "speaker": SPEAKER | NAMED,
    "verb": VERB,
    "anywhere": HERE,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence as the profile sees it: its words, the zones each is in, and what holds of it.

    The words of the full name of the speaker, where it stands elsewhere, follow the sentence and are in
    the zone NAMED alone. `commas` are the numbers of the words that a comma, a dash or a bracket stands before.
    """

    words: tuple[Token, ...]
    zones: tuple[int, ...]
    commas: frozenset[int]
    conditions: frozenset[str]
    block: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One reason: the cue, the words that matched, and its points (towards `section`, or "" = key)."""

    cue: str
    words: str
    section: str
    points: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a sentence goes, the honest second places, and every reason."""

    section: str
    also: tuple[str, ...]
    points: Mapping[str, float]
    parts: tuple[Part, ...]
    hits: Mapping[int, list[Hit]]


def place(readings: Sequence[Reading], profile: Profile) -> list[Placed]:
    """The section of each sentence of an article, in order."""
    found = matcher(profile)
    placed: list[Placed] = []
    before: Mapping[str, float] = {}
    block = -1
    for reading in readings:
        hits: dict[int, list[Hit]] = {}
        for hit in found.hits(reading.words, reading.commas):
            hits.setdefault(hit.cue, []).append(hit)
        aside = _aside(reading, hits.get(found.asides, ()), hits.get(found.asides + 1, ()))
        parts = [
            part
            for number, cue in enumerate(profile.cues)
            if cue.points
            for part in _parts(number, cue, reading, hits, aside, profile)
        ]
        points = {section.key: 0.0 for section in profile.sections}
        for part in parts:
            points[part.section] += part.points
        if block == reading.block and profile.carry:
            for key, value in before.items():
                if value > 0:
                    points[key] += value * profile.carry
                    parts.append(Part("as the sentence before", "", key, value * profile.carry))
        placed.append(_decided(points, parts, hits, profile))
        before, block = points, reading.block
    return placed


def _aside(reading: Reading, opened: Sequence[Hit], taken_back: Sequence[Hit]) -> frozenset[int]:
    """The numbers of the words that stand in an aside."""
    inside: set[int] = set()
    for hit in opened:
        if any(other.first <= hit.first < other.last for other in taken_back):
            continue
        end = next((n for n in range(hit.last, len(reading.words)) if n in reading.commas), None)
        inside.update(range(hit.first, len(reading.words) if end is None else end))
    return frozenset(inside)


def _decided(
    points: Mapping[str, float], parts: Sequence[Part], hits: Mapping[int, list[Hit]], profile: Profile
) -> Placed:
    best = max(points.values())
    main = max(points, key=lambda key: (points[key], key == profile.default)) if best > 0 else profile.default
    also = tuple(k for k, v in points.items() if k != main and best > 0 and v >= profile.second * best)
    return Placed(main, also, points, tuple(parts), hits)


def _parts(
    number: int,
    cue: Cue,
    reading: Reading,
    hits: Mapping[int, list[Hit]],
    aside: frozenset[int],
    profile: Profile,
) -> list[Part]:
    if (cue.words and number not in hits) or not holds(cue, reading.conditions):
        return []
    if not cue.words:
        return [Part(cue.name, "", section, points) for section, points in cue.points]
    parts: list[Part] = []
    for hit in matched(number, cue, reading, hits):
        place = hit.first / max(1, len(reading.words) - 1)
        factor = 1 + profile.lead * (0.5 - place)
        if hit.first in aside:
            factor *= profile.asides.factor
        words = phrase(reading, hit)
        parts.extend(Part(cue.name, words, section, points * factor) for section, points in cue.points)
    return parts


def phrase(reading: Reading, hit: Hit) -> str:
    """The words of a hit, as they are written."""
    return " ".join(token.word for token in reading.words[hit.first : hit.last])


def holds(cue: Cue, conditions: frozenset[str]) -> bool:
    """True when all of the cue's `when` and none of its `unless` are among `conditions`."""
    return all(c in conditions for c in cue.when) and not any(c in conditions for c in cue.unless)


def matched(number: int, cue: Cue, reading: Reading, hits: Mapping[int, list[Hit]]) -> list[Hit]:
    """The hits of one cue that lie in its part of the sentence, as many as it may score."""
    zone = _ZONES[cue.where]
    found = [
        hit
        for hit in hits.get(number, ())
        if reading.zones[hit.first] & zone and reading.zones[hit.last - 1] & zone
    ]
    return found[: cue.most]
