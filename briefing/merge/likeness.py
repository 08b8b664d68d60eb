"""How alike two statements are, and which pairs are worth asking about.

A word counts by its rarity in this edition. Pairs come from an index of each statement's rarest
words, so the cost grows with the number of statements and not with its square; a word that stands
in very many statements proposes nobody, it only counts once a pair is proposed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefing.merge.figures import Figure, agree, find_figures
from briefing.merge.words import content_words
from briefing.model import Document, Statement

_INDEXED = 10  # rarest words of a statement that propose partners
_CROWDED = 60  # a word in more statements than this proposes nobody


@dataclass(frozen=True, slots=True)
class Content:
    """What a statement is about: its words with their weights, and its figures."""

    weights: dict[str, float]
    norm: float
    figures: tuple[Figure, ...]


class Table:
    """The statements of an edition, prepared for comparing; positions are indices into them."""

    def __init__(self, statements: Sequence[Statement], documents: Sequence[Document]) -> None:
        self.statements = statements
        self.documents = {document.id: document for document in documents}
        words = [set(content_words(statement.text)) for statement in statements]
        frequency = Counter(word for each in words for word in each)
        total = len(statements)
        rarity = {word: math.log(1 + total / count) for word, count in frequency.items()}
        self._frequency = frequency
        self.contents = [self._content(each, rarity, statements[at]) for at, each in enumerate(words)]

    def _content(self, words: set[str], rarity: dict[str, float], statement: Statement) -> Content:
        weights = {word: rarity[word] for word in sorted(words)}
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return Content(weights, norm, tuple(find_figures(statement.text)))

    @cached_property
    def pairs(self) -> dict[tuple[int, int], float]:
        """The likeness, 0 to 1, of every pair worth a look; the smaller position first."""
        return {pair: score for pair in self._candidates() if (score := self.likeness(*pair)) > 0.15}

    def likeness(self, one: int, other: int) -> float:
        """How much of their content two statements share; 0 when figures of one thing differ."""
        first, second = self.contents[one], self.contents[other]
        if len(first.weights) > len(second.weights):
            first, second = second, first
        shared = sum(weight * weight for word, weight in first.weights.items() if word in second.weights)
        return shared / (first.norm * second.norm)

    def _candidates(self) -> Iterator[tuple[int, int]]:
        postings: dict[str, list[int]] = {}
        for at, content in enumerate(self.contents):
            rarest = sorted(content.weights, key=lambda word: (self._frequency[word], word))[:_INDEXED]
            hits: Counter[int] = Counter()
            for word in rarest:
                if self._frequency[word] <= _CROWDED:
                    posting = postings.setdefault(word, [])
                    hits.update(posting)
                    posting.append(at)
            for other, count in hits.items():
                if count >= 2 or len(content.weights) <= 4:
                    yield other, at


def figures_agree(one: Content, other: Content) -> bool:
    """False when both count the same thing and no count of the one agrees with the other's."""
    for figure in one.figures:
        rivals = [each for each in other.figures if each.unit == figure.unit and each.noun == figure.noun]
        if rivals and not any(agree(figure, rival) for rival in rivals):
            return False
    return True
