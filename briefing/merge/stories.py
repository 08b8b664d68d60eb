"""Which documents tell of the same events.

"Forty were killed" in two articles is one claim only when the articles are about one event. Two
documents are as near as their weighed words; a chain of near documents is a story, and inside a
story its own common words (the river, the general) tell statements apart no longer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

_PROPOSING = 25  # heaviest words of a document that propose neighbours
_CROWDED = 80  # a word among the heaviest of more documents than this proposes nobody
_LEAST = 40  # in a smaller edition words are weighed as in one of so many documents
_LINKED = 0.22  # nearness from which two documents belong to one story


class Stories:
    """Nearness of documents and the story of each, by document id."""

    def __init__(self, words: Mapping[str, Counter[str]]) -> None:
        self._vectors = _vectors(words)
        self._near = self._proposed()
        self._beside: dict[str, list[tuple[str, float]]] = {}
        for (one, other), near in self._near.items():
            self._beside.setdefault(one, []).append((other, near))
            self._beside.setdefault(other, []).append((one, near))
        self.story = self._linked()

    def near(self, one: str, other: str) -> float:
        """How near two documents are, 0 to 1; 0 when they share none of their heavy words."""
        if one == other:
            return 1.0
        return self._near.get((one, other) if one < other else (other, one), 0.0)

    def neighbours(self, name: str, least: float) -> list[str]:
        """The documents at least so near to `name`, itself first."""
        return [name, *(other for other, near in self._beside.get(name, ()) if near >= least)]

    def _proposed(self) -> dict[tuple[str, str], float]:
        heavy: dict[str, list[str]] = {}
        held = Counter(word for vector in self._vectors.values() for word in vector)
        for name, vector in self._vectors.items():
            # A word of this article alone proposes nobody; in a small edition those are the heaviest.
            common = (word for word in vector if held[word] > 1)
            for word in sorted(common, key=lambda word: (-vector[word], word))[:_PROPOSING]:
                heavy.setdefault(word, []).append(name)
        shared: Counter[tuple[str, str]] = Counter()
        for names in heavy.values():
            if len(names) <= _CROWDED:
                shared.update(_pairs(names))
        return {pair: self._dot(*pair) for pair, count in shared.items() if count >= 2}

    def _dot(self, one: str, other: str) -> float:
        first, second = self._vectors[one], self._vectors[other]
        if len(first) > len(second):
            first, second = second, first
        return sum(weight * second[word] for word, weight in first.items() if word in second)

    def _linked(self) -> dict[str, str]:
        parent = {name: name for name in self._vectors}

        def find(name: str) -> str:
            while parent[name] != name:
                parent[name] = parent[parent[name]]
                name = parent[name]
            return name

        for (one, other), near in self._near.items():
            if near >= _LINKED:
                parent[find(other)] = find(one)
        return {name: find(name) for name in parent}


def _vectors(words: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    frequency = Counter(word for counts in words.values() for word in counts)
    size = max(len(words), _LEAST)
    vectors = {}
    for name, counts in words.items():
        vector = {
            word: (1 + math.log(count)) * math.log(1 + size / frequency[word])
            for word, count in counts.items()
        }
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors[name] = {word: weight / length for word, weight in vector.items()}
    return vectors


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    ordered = sorted(names)
    return [(one, other) for at, one in enumerate(ordered) for other in ordered[at + 1 :]]
