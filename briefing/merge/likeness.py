"""What two statements have in common, and which pairs are worth asking about.

Words count twice: by their rarity in the whole edition, and by their rarity inside the story, where
everybody names the same river. Beside the words stand figures that agree or differ, a run of words
taken over, the same speaker, and whether both open their articles.

Pairs come from an index of each statement's rarest words, so the cost grows with the number of
statements and not with its square; a word that stands in very many statements proposes nobody.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from briefing.merge.figures import Figure, agree, find_figures
from briefing.merge.stories import Stories
from briefing.merge.words import content_words, fold
from briefing.model import Document, Span, Statement

_INDEXED = 12  # rarest words of a statement that propose partners
_CROWDED = 60  # a word in more statements than this proposes nobody
_UNRELATED = 0.15  # nearness below which two documents tell of different events
_ASKED = 400  # statements that one denial is compared with at most
_LEAST = 900  # in a smaller edition words are weighed as in one of so many statements
_LEFT = 2  # content words without which a statement is compared as it stands
_OPENING = 3  # statements at the head of an article that tell its main event
_ARTICLE = 5  # in a short one, one in so many
_SMALL_COUNT = 0.5
_CAPITAL = re.compile(r"(?<!^)(?<![.“\"'] )\b[A-Z][\w'’-]*")
_RUN = 5  # words in a row


@dataclass(frozen=True, slots=True)
class Content:
    """What a statement is about: its words weighed in the edition and in its story, its figures."""

    words: frozenset[str]
    overall: dict[str, float]
    local: dict[str, float]
    overall_length: float
    local_length: float
    figures: tuple[Figure, ...]
    names: frozenset[str]  # words written with a capital: places, people, peoples
    speaker: frozenset[str]  # words of the speaker's name
    opens: bool  # one of the first of its article, which tell the main event
    place: int  # among the statements of its document, from 0
    document_id: str


def _told(statement: Statement) -> str:
    """The statement's words without those that say who said it, as long as something is left.

    Two quotations do not say the same because one director said both.
    """
    text = statement.text
    if not statement.evidence or statement.state in ("edited", "added"):
        return text
    start = statement.evidence[0].span.start
    for span in (*statement.speaker_at, *statement.cue_at):
        at, end = max(span.start - start, 0), span.end - start
        if 0 <= at < end <= len(text):
            text = text[:at] + " " * (end - at) + text[end:]
    return text if len(content_words(text)) >= _LEFT else statement.text


class Table:
    """The statements of an edition, prepared for comparing; positions are indices into them.

    With `whole` the words that say who spoke count like the others: a denial is meant for what its
    neighbours say somebody claimed.
    """

    def __init__(
        self, statements: Sequence[Statement], documents: Sequence[Document], *, whole: bool = False
    ) -> None:
        self.statements = statements
        self.documents = {document.id: document for document in documents}
        self.told = [statement.text if whole else _told(statement) for statement in statements]
        words = [frozenset(content_words(text)) for text in self.told]
        homes = [_home(statement) for statement in statements]
        self.stories = Stories(_by_document(words, statements))
        overall = Rarity(words, [""] * len(words), least=_LEAST)
        local = Rarity(words, [self.stories.story[home] for home in homes])
        self._heaviest = math.log(1 + max(len(words), _LEAST))
        self._runs: dict[int, frozenset[tuple[str, ...]]] = {}
        sizes = Counter(homes)
        places: Counter[str] = Counter()
        self.contents: list[Content] = []
        for each, text, home, statement in zip(words, self.told, homes, statements, strict=True):
            everywhere = overall.weights(each, "")
            here = local.weights(each, self.stories.story[home])
            self.contents.append(
                Content(
                    each,
                    everywhere,
                    here,
                    length(everywhere),
                    length(here),
                    tuple(find_figures(statement.text)),
                    frozenset(content_words(" ".join(_CAPITAL.findall(text)))),
                    frozenset(content_words(statement.speaker)),
                    places[home] < min(_OPENING, 1 + sizes[home] // _ARTICLE),
                    places[home],
                    home,
                )
            )
            places[home] += 1

    def weight_shared(self, one: int, other: int) -> tuple[float, float, float]:
        """The likeness of two statements by words as the edition weighs them and as their story does, and the
        weight of the rarest word they share: each from 0 to 1."""
        first, second = self.contents[one], self.contents[other]
        overall = local = rarest = 0.0
        for word in first.words & second.words:
            weight = first.overall[word]
            overall += weight * second.overall[word]
            local += first.local[word] * second.local[word]
            rarest = max(rarest, weight)
        return (
            overall / (first.overall_length * second.overall_length),
            local / (first.local_length * second.local_length),
            rarest / self._heaviest,
        )

    def taken_over(self, one: int, other: int) -> float:
        """The share of the shorter statement's runs of words that stand in the other."""
        first, second = self._runs_of(one), self._runs_of(other)
        return len(first & second) / (min(len(first), len(second)) or 1)

    def _runs_of(self, at: int) -> frozenset[tuple[str, ...]]:
        if at not in self._runs:
            self._runs[at] = _runs(self.statements[at].text)
        return self._runs[at]

    def words_at(self, at: int, spans: Iterable[Span]) -> set[str]:
        """The content words that stand at `spans` of the statement's document."""
        document = self.documents.get(self.contents[at].document_id)
        if document is None:
            return set()
        return {word for span in spans for word in content_words(document.words(span))}

    def likeness(self, one: int, other: int) -> float:
        """How alike the words of two statements are as their story weighs them, 0 to 1."""
        first, second = self.contents[one], self.contents[other]
        product = sum(first.local[word] * second.local[word] for word in first.words & second.words)
        return product / (first.local_length * second.local_length)

    def day(self, at: int) -> date | None:
        """The day on which the statement's article was published, None when it has no date."""
        document = self.documents.get(self.contents[at].document_id)
        try:
            return date.fromisoformat(document.source.published[:10]) if document else None
        except ValueError:
            return None

    def apart(self, one: int, other: int) -> bool:
        """True for statements of two articles that are not near each other."""
        homes = self.contents[one].document_id, self.contents[other].document_id
        return homes[0] != homes[1] and self.stories.near(*homes) < _UNRELATED

    def opens(self, at: int) -> bool:
        """True for the first statements of an article, which tell its main event."""
        return self.contents[at].opens

    def sharing(self, at: int, topic: Mapping[str, float]) -> list[int]:
        """Positions of statements about the same events that hold a word of `topic`, in order.

        Heavy words ask first, and no more once enough have answered: an article of ten thousand
        denials must not cost a hundred million comparisons.
        """
        homes = self.stories.neighbours(self.contents[at].document_id, _UNRELATED)
        found: set[int] = set()
        for word in sorted(topic, key=lambda word: (-topic[word], word)):
            for home in homes:
                holding = self._holding.get((home, word), [])
                room = _ASKED - len(found)
                if room <= 0:
                    return sorted(found)
                # Where very many hold the word, those that stand nearest are asked.
                first = max(0, bisect_left(holding, at) - room // 2)
                found.update(holding[first : first + room])
        return sorted(found)

    def sharing_afar(self, topic: Mapping[str, float]) -> list[int]:
        """Positions of statements of any article that hold a rare word of `topic`, in order."""
        found: set[int] = set()
        for word in topic:
            holding = self._anywhere.get(word, ())
            if len(holding) <= _CROWDED:
                found.update(holding)
        return sorted(found)

    def rarest(self, at: int) -> list[str]:
        """The rarest words of a statement, but none that very many statements hold."""
        return self.rare(_rarest(self.contents[at].overall))

    def rare(self, words: Iterable[str]) -> list[str]:
        """Those of `words` that stand in few statements of the edition."""
        return [word for word in words if len(self._anywhere.get(word, ())) <= _CROWDED]

    @cached_property
    def _anywhere(self) -> dict[str, list[int]]:
        holding: dict[str, list[int]] = {}
        for at, content in enumerate(self.contents):
            for word in content.words:
                holding.setdefault(word, []).append(at)
        return holding

    @cached_property
    def _holding(self) -> dict[tuple[str, str], list[int]]:
        holding: dict[tuple[str, str], list[int]] = {}
        for at, content in enumerate(self.contents):
            for word in content.local:
                holding.setdefault((content.document_id, word), []).append(at)
        return holding

    def candidates(self) -> Iterator[tuple[int, int]]:
        """Pairs that share two rare words anywhere, or one word of some weight inside a story."""
        anywhere: dict[str, list[int]] = {}
        inside: dict[tuple[str, str], list[int]] = {}
        for at, content in enumerate(self.contents):
            story = self.stories.story[content.document_id]
            asked: set[int] = set()
            hits: Counter[int] = Counter()
            for word in _rarest(content.overall):
                posting = anywhere.setdefault(word, [])
                if len(posting) < _CROWDED:
                    hits.update(posting)
                    posting.append(at)
            asked.update(other for other, count in hits.items() if count >= 2)
            for word in _rarest(content.local):
                posting = inside.setdefault((story, word), [])
                if len(posting) < _CROWDED:
                    asked.update(posting)
                    posting.append(at)
            for other in asked:
                yield other, at


def _rarest(weights: dict[str, float]) -> list[str]:
    return sorted(weights, key=lambda word: (-weights[word], word))[:_INDEXED]


class Rarity:
    """Weights of words by how few statements of a group hold them."""

    def __init__(self, words: Sequence[frozenset[str]], groups: Sequence[str], *, least: int = 0) -> None:
        self._sizes = {group: max(size, least) for group, size in Counter(groups).items()}
        self._frequency: dict[str, Counter[str]] = {group: Counter() for group in self._sizes}
        for each, group in zip(words, groups, strict=True):
            self._frequency[group].update(each)

    def weights(self, words: frozenset[str], group: str) -> dict[str, float]:
        frequency, size = self._frequency[group], self._sizes[group]
        return {word: math.log(1 + size / frequency[word]) for word in sorted(words)}


def is_denial(statement: Statement) -> bool:
    """True when the statement disputes that something is so."""
    return statement.certainty == "denied" or bool(statement.denies)


def figures_agree(one: Content, other: Content) -> bool:
    """False when both count the same thing and no count of the one agrees with the other's."""
    return shared_figures(one.figures, other.figures)[1] == 0


def shared_figures(one: Sequence[Figure], other: Sequence[Figure]) -> tuple[float, int]:
    """How many figures of `one` stand in `other` too, and how many are denied there by another.

    A small count says little: four are killed in many places. A measure agrees within its rounding, so
    that miles meet kilometres; "at least 10" leaves room for 11 dead elsewhere and confirms nothing.
    """
    agreeing, differing = 0.0, 0
    for figure in one:
        rivals = [each for each in other if each.unit == figure.unit]
        if any(each.value == figure.value for each in rivals):
            agreeing += _SMALL_COUNT if figure.value < 10 and not figure.unit else 1
            continue
        counted = [each for each in rivals if each.counted == figure.counted]
        if any(agree(figure, each) for each in counted):
            agreeing += bool(figure.unit)
        elif counted:
            differing += 1
    return agreeing, differing


def _home(statement: Statement) -> str:
    return statement.evidence[0].document_id if statement.evidence else statement.id


def _by_document(words: Sequence[frozenset[str]], statements: Sequence[Statement]) -> dict[str, Counter[str]]:
    """How often each document says each word; the same words in two articles count in both."""
    counts: dict[str, Counter[str]] = {}
    for each, statement in zip(words, statements, strict=True):
        for home in {_home(statement), *(place.document_id for place in statement.evidence)}:
            counts.setdefault(home, Counter()).update(each)
    return counts


def length(weights: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    runs = (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return frozenset(run for run in runs if sum(1 for word in run if fold(word)) >= 2)
