"""Statements and headlines that say the same in part: for looking up, not for counting sources.

A printed claim must be signable, so it takes few statements in. Beside it stand, for programs, the
statements of a story that share an assertion: a headline and its lead, a quotation and its report,
"troops pull out" and "soldiers leave the area". A sentence makes several assertions, so it may stand
in several of these groups; inside a group every two say something the same.

A pair is judged by a sum of weighed signs. The weights are fitted to articles grouped by a reader
(`bench/weigh_likewise.py`); what they are worth on stories they were not fitted to is told in
docs/decisions/0010-what-is-said-likewise.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul

from briefing.merge import origins
from briefing.merge.families import families
from briefing.merge.likeness import Rarity, Table, is_denial, shared_figures
from briefing.merge.words import content_words
from briefing.model import Claim, Document, Edition, Evidence, Statement, statement_id

LIKEWISE = -0.65  # sureness from which two say something the same
_NEAREST = 0.4  # two articles are seldom nearer; when they are, it says no more of their statements
_SEASON = 60  # days between two articles that may still tell one event
_REPEATED = 0.5  # share of the runs of words
_LARGEST = 12  # statements of one group
_HOPELESS = -4.75  # a pair whose first signs sum to less is not looked at closer
_WORTH_READING = 0.25  # likeness in words below which no run of five is shared
_WORD = re.compile(r"[^\W\d_]+")

# Fitted by bench/weigh_likewise.py and rounded. The first signs cost little and rule most pairs out.
_FIRST = {
    "all": -8.0,
    "overall": 3.1,
    "local": 1.7,
    "rarest word": 2.4,
    "near": 6.3,
    "within": 1.6,
    "both open": 1.7,
    "one speaker": 1.2,
    "one denial": -1.2,
    "two denials": 1.6,
    "headline and lead": 1.0,
    "headline": -1.6,
    "headlines": -1.1,
}
_THEN = {
    "taken": 3.5,
    "agree": 1.8,
    "agree within": -1.4,
    "differ": -2.0,
    "names only": -0.6,
    "speaker named": 0.5,
    "neighbours": 0.7,
    "rarest family": 0.3,
    "families": 1.1,
    "both doubt": 1.3,
}
WEIGHTS = {**_FIRST, **_THEN}
_OVERALL = list(_FIRST).index("overall")
_FIRST_WEIGHTS, _THEN_WEIGHTS = tuple(_FIRST.values()), tuple(_THEN.values())


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a statement is compared beside its words: pairs of near words, families with weights."""

    near_words: frozenset[tuple[str, str]]
    families: dict[str, float]
    spread: float  # the square root of the sum of the families' weights
    denial: bool
    headline: bool


class Pairs:
    """Signs that two statements of a table say something the same; positions as in the table."""

    def __init__(self, table: Table, headlines: Iterable[str] = ()) -> None:
        self.table = table
        heads = frozenset(headlines)
        self._days = {content.document_id: table.day(at) for at, content in enumerate(table.contents)}
        found = [frozenset(_families(text)) for text in table.told]
        stories = [table.stories.story[content.document_id] for content in table.contents]
        rarity = Rarity(found, stories)
        self.wordings = []
        for text, each, story, statement in zip(table.told, found, stories, table.statements, strict=True):
            weights = rarity.weights(each, story)
            self.wordings.append(
                Wording(
                    frozenset(_near_words(content_words(text))),
                    weights,
                    math.sqrt(sum(weights.values())) or 1.0,
                    is_denial(statement),
                    statement.id in heads,
                )
            )

    def signs(self, one: int, other: int) -> dict[str, float]:
        """The signs of one pair under the names of WEIGHTS."""
        first = self._first(one, other)
        return dict(zip(WEIGHTS, (*first, *self._then(one, other, first[_OVERALL])), strict=True))

    def sureness(self, one: int, other: int) -> float:
        """From LIKEWISE on: they say something the same."""
        first = self._first(one, other)
        sure: float = sum(map(mul, _FIRST_WEIGHTS, first))
        if sure < _HOPELESS:
            return sure
        sure += sum(map(mul, _THEN_WEIGHTS, self._then(one, other, first[_OVERALL])))
        return sure

    def sure(self, least: float) -> dict[tuple[int, int], float]:
        """The pairs worth asking about that are at least so sure, the smaller position first."""
        found = {}
        for one, other in self.table.candidates():
            value = self.sureness(one, other)
            if value >= least and not self._long_apart(one, other):
                found[min(one, other), max(one, other)] = value
        return found

    def _long_apart(self, one: int, other: int) -> bool:
        """True for articles of two seasons, unless one repeats the other: envoys meet ministers every year."""
        days = [self._days[self.table.contents[at].document_id] for at in (one, other)]
        if days[0] is None or days[1] is None or abs((days[0] - days[1]).days) <= _SEASON:
            return False
        return self.table.taken_over(one, other) < _REPEATED

    def _first(self, one: int, other: int) -> tuple[float, ...]:
        first, second = self.table.contents[one], self.table.contents[other]
        mine, theirs = self.wordings[one], self.wordings[other]
        within = first.document_id == second.document_id
        overall, local, rarest = self.table.weight_shared(one, other)
        denials = mine.denial + theirs.denial
        heads = mine.headline + theirs.headline
        return (
            1.0,
            overall,
            local,
            rarest,
            0.0 if within else min(_NEAREST, self.table.stories.near(first.document_id, second.document_id)),
            within,
            first.opens and second.opens,
            not first.speaker.isdisjoint(second.speaker),
            denials == 1,
            denials == 2,
            heads == 1 and within,
            local if heads else 0.0,
            heads == 2,
        )

    def _then(self, one: int, other: int, overall: float) -> tuple[float, ...]:
        first, second = self.table.contents[one], self.table.contents[other]
        mine, theirs = self.wordings[one], self.wordings[other]
        within = first.document_id == second.document_id
        agreeing, differing = 0.0, 0
        if first.figures and second.figures:
            agreeing, differing = shared_figures(first.figures, second.figures)
        kin = mine.families.keys() & theirs.families.keys()
        weights = [mine.families[family] for family in kin]
        return (
            self.table.taken_over(one, other) if overall > _WORTH_READING else 0.0,
            min(agreeing, 3.0),
            min(agreeing, 3.0) * within,
            min(differing, 2),
            not agreeing and first.words & second.words <= first.names | second.names,
            not (first.speaker.isdisjoint(second.words) and second.speaker.isdisjoint(first.words)),
            math.log1p(len(mine.near_words & theirs.near_words)),
            max(weights, default=0.0),
            sum(weights) / (mine.spread * theirs.spread),
            "doubt" in kin and not first.speaker.isdisjoint(second.speaker),
        )


def said_likewise(edition: Edition) -> list[Claim]:
    """Groups of statements and headlines in which every two say something the same, told as claims.

    A statement may be in several; a headline is named by the `statement_id` of its place.
    """
    heads = {document.id: headline(document) for document in edition.documents}
    statements = with_headlines(edition.briefing.statements, heads)
    pairs = Pairs(Table(statements, edition.documents), {head.id for head in heads.values() if head})
    origin_of = origins.group(edition.documents)
    opened: Counter[str] = Counter()
    told = []
    for group in cliques(pairs.sure(LIKEWISE)):
        named = [statements[at] for at in group]
        opened[named[0].id] += 1
        name = f"l-{named[0].id}-{opened[named[0].id]}"
        told.append(Claim(name, tuple(each.id for each in named), origins=origins.count(named, origin_of)))
    return told


def with_headlines(statements: Sequence[Statement], heads: Mapping[str, Statement | None]) -> list[Statement]:
    """The statements that stand, before the first of each document its headline."""
    out: list[Statement] = []
    seen: set[str] = set()
    for statement in statements:
        if statement.state == "dropped" or not statement.evidence:
            continue
        home = statement.evidence[0].document_id
        head = heads.get(home)
        if home not in seen and head:
            out.append(head)
        seen.add(home)
        out.append(statement)
    return out


def headline(document: Document) -> Statement | None:
    """The first title of `document` as if it were a statement; it has no section and is never printed."""
    for block in document.blocks:
        if block.kind == "title":
            place = Evidence(document.id, block.span)
            text = document.words(block.span)
            return Statement(statement_id(document.id, block.span), "fact", text, (place,), section="")
    return None


def cliques(sure: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Groups in which every two are a pair of `sure`, together holding every pair, surest first."""
    beside: dict[int, set[int]] = {}
    for one, other in sure:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    covered: set[tuple[int, int]] = set()
    groups = []
    for pair in sorted(sure, key=lambda pair: (-sure[pair], pair)):
        if pair in covered:
            continue
        group = list(pair)
        open_to = beside[pair[0]] & beside[pair[1]]
        while open_to and len(group) < _LARGEST:
            best = max(open_to, key=lambda at: (sum(sure[_ordered(at, each)] for each in group), -at))
            group.append(best)
            open_to &= beside[best]
        group.sort()
        covered.update((one, other) for n, one in enumerate(group) for other in group[n + 1 :])
        groups.append(group)
    return sorted(groups)


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _families(text: str) -> Iterable[str]:
    for word in _WORD.findall(text.replace("’", "'").lower()):
        yield from families(word)


def _near_words(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Every word with the next one and the next but one."""
    yield from pairwise(words)
    yield from zip(words, words[2:], strict=False)
