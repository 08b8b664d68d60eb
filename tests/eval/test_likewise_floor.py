"""What is said likewise, and what becomes one printed claim, has a floor on invented articles.

The articles and their letters are pinned by a digest: whoever changes them sees the floor anew. The
weights are fitted to the first set too (`bench/weigh_likewise.py`) and have not seen the second.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from briefing import merge
from briefing.collect import collect, load_profile
from briefing.model import (
    Block,
    Briefing,
    Document,
    Edition,
    Section,
    Source,
    Span,
    document_id,
    statement_id,
)

HERE = Path(__file__).parent
Pair = frozenset[str]


@dataclass(frozen=True)
class Floor:
    """The articles, and the least share of pairs found and of found pairs that are right."""

    name: str
    digest: str
    likewise: tuple[float, float]
    printed: tuple[float, float]


FLOORS = [
    Floor("likewise.tsv", "d1e819ce852b29d7", (0.40, 0.80), (0.11, 0.95)),
    Floor("likewise-held-out.tsv", "d3474a6069a64729", (0.75, 0.84), (0.37, 0.95)),
]


def rows(name: str) -> list[tuple[str, str, str]]:
    """Article, letters and sentence of every line."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    split = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(article, letters.replace("-", ""), sentence) for article, letters, sentence in split]


def document(name: str, sentences: Iterable[str]) -> Document:
    blocks, start, text = [], 0, ""
    for number, sentence in enumerate(sentences):
        blocks.append(Block("paragraph" if number else "title", Span(start, start + len(sentence))))
        text += sentence + "\n"
        start = len(text)
    source = Source(title=name, publisher=name, document_id=document_id(text))
    return Document(document_id(text), text, source, tuple(blocks))


def edition_of(name: str) -> Edition:
    """All articles of a file, collected and merged as the program does it."""
    articles: dict[str, list[str]] = defaultdict(list)
    for article, _, sentence in rows(name):
        articles[article].append(sentence)
    profile = load_profile("conflict")
    documents = [document(article, sentences) for article, sentences in articles.items()]
    header = Briefing(
        title="Eval",
        number="1",
        as_of=datetime(2026, 6, 1, tzinfo=UTC),
        marking=None,
        lang="en",
        profile="conflict",
        sections=tuple(Section(each.key, each.title, each.letter) for each in profile.sections),
    )
    return merge.merge([(each, collect(each, profile).statements) for each in documents], header)


def wanted_in(name: str, edition: Edition) -> set[Pair]:
    """Pairs of sentences of one story that share a letter, by the ids of their places."""
    by_text = {}
    for each in edition.documents:
        for block in each.blocks:
            by_text[each.words(block.span)] = statement_id(each.id, block.span)
    by_letter: dict[tuple[str, str], list[str]] = defaultdict(list)
    for article, letters, sentence in rows(name):
        for letter in letters:
            by_letter[article.split("-")[0], letter].append(by_text[sentence])
    return {frozenset(pair) for ids in by_letter.values() for pair in combinations(ids, 2)}


def measured(groups: Iterable[tuple[str, ...]], wanted: set[Pair]) -> tuple[float, float]:
    """The share of wanted pairs found, and of found pairs that are wanted."""
    found = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
    return len(found & wanted) / len(wanted), len(found & wanted) / len(found)


@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor.name)
def test_claims_stay_above_their_floor(floor: Floor) -> None:
    assert hashlib.sha256((HERE / floor.name).read_bytes()).hexdigest()[:16] == floor.digest
    edition = edition_of(floor.name)
    wanted = wanted_in(floor.name, edition)
    for claims, least in (
        (merge.said_likewise(edition), floor.likewise),
        (edition.briefing.claims, floor.printed),
    ):
        found, precise = measured((claim.statements for claim in claims), wanted)
        assert (found >= least[0], precise >= least[1]) == (True, True), (found, precise)
