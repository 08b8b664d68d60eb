"""What is said likewise, and what becomes one printed claim, has a floor on invented articles.

The articles and their letters are pinned by a digest: whoever changes them sees the floor anew. The
weights are fitted to them too (`bench/weigh_likewise.py`), so the floor guards against loss; what
unseen stories give is told in docs/decisions/0010-what-is-said-likewise.md.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
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

LABELLED = Path(__file__).parent / "likewise.tsv"
DIGEST = "d1e819ce852b29d7"
PRINTED_PRECISION, PRINTED_FOUND = 0.95, 0.11
LIKEWISE_PRECISION, LIKEWISE_FOUND = 0.80, 0.40

Pair = frozenset[str]


def rows() -> list[tuple[str, str, str]]:
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    split = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(article, letters, sentence) for article, letters, sentence in split]


def document(name: str, sentences: Iterable[str]) -> Document:
    blocks, start, text = [], 0, ""
    for number, sentence in enumerate(sentences):
        blocks.append(Block("paragraph" if number else "title", Span(start, start + len(sentence))))
        text += sentence + "\n"
        start = len(text)
    source = Source(title=name, publisher=name, document_id=document_id(text))
    return Document(document_id(text), text, source, tuple(blocks))


@pytest.fixture(scope="module")
def edition() -> Edition:
    """All articles, collected and merged as the program does it."""
    articles: dict[str, list[str]] = defaultdict(list)
    for article, _, sentence in rows():
        articles[article].append(sentence)
    profile = load_profile("conflict")
    documents = [document(name, sentences) for name, sentences in articles.items()]
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


@pytest.fixture(scope="module")
def wanted(edition: Edition) -> set[Pair]:
    """Pairs of sentences that share a letter, by the id of their places."""
    by_letter: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_text = {}
    for each in edition.documents:
        for block in each.blocks:
            by_text[each.words(block.span)] = statement_id(each.id, block.span)
    for article, letters, sentence in rows():
        for letter in letters.replace("-", ""):
            by_letter[article.split("-")[0], letter].append(by_text[sentence])
    return {frozenset(pair) for ids in by_letter.values() for pair in combinations(ids, 2)}


def pairs(groups: Iterable[tuple[str, ...]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def test_the_labels_are_those_the_floor_was_set_on(wanted: set[Pair]) -> None:
    assert hashlib.sha256(LABELLED.read_bytes()).hexdigest()[:16] == DIGEST
    assert len(wanted) >= 60


def test_what_is_said_likewise_is_found_and_right(edition: Edition, wanted: set[Pair]) -> None:
    found = pairs(claim.statements for claim in merge.said_likewise(edition))
    assert len(found & wanted) / len(found) >= LIKEWISE_PRECISION
    assert len(found & wanted) / len(wanted) >= LIKEWISE_FOUND


def test_printed_claims_are_surer(edition: Edition, wanted: set[Pair]) -> None:
    found = pairs(claim.statements for claim in edition.briefing.claims)
    assert len(found & wanted) / len(found) >= PRINTED_PRECISION
    assert len(found & wanted) / len(wanted) >= PRINTED_FOUND
