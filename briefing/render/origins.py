"""How many of a briefing's sources are further outlets of a story that another one has already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

# Of the shorter source's statements; one shared sentence does not make two articles one.
SHARED = 0.4
MAX_PAIRED = 30


def joined(groups: Iterable[Collection[int]], carried: Mapping[int, int]) -> int:
    """How many sources fall away when those of one origin count once.

    `groups` holds, for each claim of one origin, the sources that carry it; `carried` is the number
    of statements of each source. Two sources are of one origin when such claims make up two fifths
    of the shorter one's statements.
    """
    shared: Counter[tuple[int, int]] = Counter()
    for group in groups:
        ordered = sorted(group)
        if len(ordered) <= MAX_PAIRED:
            shared.update(combinations(ordered, 2))
        else:  # a thousand reprints of one story: each against the first is enough
            shared.update((ordered[0], other) for other in ordered[1:])
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while number in parent:
            number = parent[number]
        return number

    for (one, other), count in shared.items():
        if count >= SHARED * min(carried.get(one, 0), carried.get(other, 0)):
            first, second = root(one), root(other)
            if first != second:
                parent[second] = first
    return len(parent)
