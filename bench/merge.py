"""How merging grows: CPU seconds and peak memory for 100, 300 and 1,000 articles of 30 sentences.

    python bench/merge.py [ARTICLES …]

The articles are made up from a fixed seed: stories of about ten articles, sentences that share
names, events and figures as reports of one event do, some of them word for word. Each size runs in
a process of its own, so that the peaks are its own.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

from briefing import merge
from briefing.model import (
    Block,
    Briefing,
    Document,
    Evidence,
    Section,
    Source,
    Span,
    Statement,
    document_id,
    statement_id,
)

SENTENCES = 30
PER_STORY = 10
SYLLABLES = "ba de fo gu ka lem mi nor pa ros sti tu ver zan".split()
COMMON = "troops missile border attack minister talks ship deal drone city village army weapons fire".split()


def made_up(articles: int) -> list[tuple[Document, list[Statement]]]:
    """`articles` articles with their statements, the same in every run."""
    chance = random.Random(7)
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(6000)]
    collected = []
    facts: list[list[str]] = []
    for number in range(articles):
        if number % PER_STORY == 0:
            names = [word.title() for word in chance.sample(vocabulary, 12)]
            facts = [_fact(chance, vocabulary, names) for _ in range(60)]
        collected.append(_article(chance, number, facts, vocabulary))
    return collected


def _fact(chance: random.Random, vocabulary: list[str], names: list[str]) -> list[str]:
    words = chance.sample(names, 3) + chance.sample(COMMON, 3) + chance.choices(vocabulary, k=6)
    return [*words, f"{chance.randint(3, 900)} people"]


def _article(
    chance: random.Random, number: int, facts: list[list[str]], vocabulary: list[str]
) -> tuple[Document, list[Statement]]:
    sentences = []
    for fact in chance.sample(facts, SENTENCES):
        words = fact if chance.random() < 0.3 else [*chance.sample(fact, 9), *chance.choices(vocabulary, k=4)]
        sentences.append(" ".join(words) + ".")
    text = "\n".join(sentences)
    identity = document_id(text, address=str(number))
    published = (date(2026, 1, 1) + timedelta(days=number // PER_STORY % 200)).isoformat()
    source = Source(title=f"Article {number}", published=published, document_id=identity)
    blocks, statements, start = [], [], 0
    for place, sentence in enumerate(sentences):
        span = Span(start, start + len(sentence))
        start = span.end + 1
        blocks.append(Block("paragraph", span))
        denied = place % 15 == 7
        statements.append(
            Statement(
                id=statement_id(identity, span),
                kind="fact",
                text=sentence,
                evidence=(Evidence(identity, span),),
                section="arms",
                speaker=sentence.split()[0] if place % 3 == 0 else "",
                certainty="denied" if denied else "asserted",
            )
        )
    return Document(identity, text, source, tuple(blocks)), statements


def _measure(articles: int) -> None:
    collected = made_up(articles)
    header = Briefing(
        title="Bench",
        number="1",
        as_of=datetime(2026, 8, 1, tzinfo=UTC),
        marking=None,
        lang="en",
        profile="none",
        sections=(Section("arms", "Arms", "A"),),
    )
    start = time.process_time()
    edition = merge.merge(collected, header)
    spent = time.process_time() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    claims = edition.briefing.claims
    print(
        f"{articles:6} articles {len(edition.briefing.statements):7} statements {spent:7.2f} s CPU "
        f"{peak_mb:6.0f} MB {len(claims):6} claims {sum(bool(c.denied_by) for c in claims):5} denied",
        flush=True,
    )


def main() -> None:
    """Measure each size in a process of its own."""
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        _measure(int(sys.argv[2]))
        return
    for articles in [int(size) for size in sys.argv[1:]] or [100, 300, 1000]:
        subprocess.run([sys.executable, __file__, "--one", str(articles)], check=True)


if __name__ == "__main__":
    main()
