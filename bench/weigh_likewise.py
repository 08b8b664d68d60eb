"""Fit the weights of "said likewise" to articles whose sentences a reader has grouped.

    python bench/weigh_likewise.py FOLDER [--own tests/eval/likewise.tsv] [--pull 1]

FOLDER has `articles/` and `gold/` as bench/sections.py reads them, and `clusters.json`: groups of
sentences (article id, number) that say the same, titles among them. The articles of `--own` are an
edition of their own, and stories like the others. Printed is how many of the reader's pairs
are found at several precisions: with the weights the program has, with weights fitted to the other
stories only (articles that share a group are one story), and with weights fitted to all; then the
fitted weights. Nothing is written: a person copies what convinces.

Precision is low for a reason: readers list few of the pairs they would sign (a second reader found
81 % of the first one's pairs, and three in ten of the second one's pairs stood in the first one's list).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from fitting import fitted, total

from briefing.collect import collect, load_profile
from briefing.merge import likewise, same
from briefing.merge.likeness import Table
from briefing.model import Block, Document, Source, Span, Statement, document_id
from briefing.read import read

PRECISIONS = (0.7, 0.65, 0.6, 0.55, 0.5, 0.4)
Place = tuple[str, int]


@dataclass(frozen=True)
class Pair:
    """One pair the program asks about: its stories, its signs by number, the reader's word."""

    stories: frozenset[str]
    signs: tuple[tuple[int, float], ...]
    alike: bool


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--own", type=Path, default=Path(__file__).parents[1] / "tests/eval/likewise.tsv")
    parser.add_argument("--pull", type=float, default=1.0)
    options = parser.parse_args()
    folder = grouped(options.folder)
    own = invented(options.own)
    pairs = [*asked(folder), *asked(own)]
    wanted = len(folder.wanted) + len(own.wanted)
    print(f"{wanted} pairs of the reader, {len(pairs)} asked, {sum(pair.alike for pair in pairs)} of them")
    present = list(likewise.WEIGHTS.values())
    report("present weights", [total(present, pair.signs) for pair in pairs], pairs, wanted)
    unseen = [0.0] * len(pairs)
    for story in sorted({story for pair in pairs for story in pair.stories}):
        others = [pair for pair in pairs if story not in pair.stories]
        weights = fitted([(pair.signs, pair.alike) for pair in others], present, options.pull, constant=0)
        for n, pair in enumerate(pairs):
            if story in pair.stories:
                unseen[n] = total(weights, pair.signs)
    report("fitted to the other stories", unseen, pairs, wanted)
    weights = fitted([(pair.signs, pair.alike) for pair in pairs], present, options.pull, constant=0)
    report("fitted to all", [total(weights, pair.signs) for pair in pairs], pairs, wanted)
    for name, weight in zip(likewise.WEIGHTS, weights, strict=True):
        print(f'    "{name}": {weight:.1f},')


@dataclass(frozen=True)
class Edition:
    """Articles by their names, the statements and headlines found in them, and the reader's pairs."""

    documents: dict[str, Document]
    statements: list[Statement]
    headlines: set[str]
    at: list[list[Place]]
    wanted: set[frozenset[Place]]
    story: dict[str, str]


def grouped(folder: Path) -> Edition:
    """The articles of `folder` with the groups of its clusters.json."""
    groups = json.loads((folder / "clusters.json").read_text("utf-8"))["groups"]
    members = [sorted({(article, number) for article, number in group["members"]}) for group in groups]
    documents = {
        path.name.split("-")[0].split(".")[0]: read(path) for path in sorted((folder / "articles").iterdir())
    }
    statements, heads = said(documents)
    return Edition(
        documents,
        statements,
        heads,
        places(folder, documents, statements),
        {frozenset(pair) for group in members for pair in combinations(group, 2)},
        stories(documents, members),
    )


def invented(path: Path) -> Edition:
    """The articles of a file of lines: article, letters of its groups, sentence."""
    texts: dict[str, list[str]] = {}
    groups: dict[str, list[Place]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        article, letters, sentence = line.split("\t")
        lines = texts.setdefault(article, [])
        for letter in letters.replace("-", ""):
            groups.setdefault(article.split("-")[0] + letter, []).append((article, len(lines)))
        lines.append(sentence)
    documents = {article: article_of(lines) for article, lines in texts.items()}
    statements, heads = said(documents)
    name_of = {document.id: name for name, document in documents.items()}
    at = [
        [(name_of[each.document_id], numbered(documents[name_of[each.document_id]], each.span.start))]
        for each in (statement.evidence[0] for statement in statements)
    ]
    wanted = {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}
    return Edition(documents, statements, heads, at, wanted, {name: name.split("-")[0] for name in texts})


def article_of(lines: Sequence[str]) -> Document:
    text = "\n".join(lines)
    blocks, start = [], 0
    for number, line in enumerate(lines):
        blocks.append(Block("paragraph" if number else "title", Span(start, start + len(line))))
        start += len(line) + 1
    return Document(document_id(text), text, Source(), tuple(blocks))


def numbered(document: Document, start: int) -> int:
    """The number of the block that `start` lies in."""
    return max(n for n, block in enumerate(document.blocks) if block.span.start <= start)


def said(documents: dict[str, Document]) -> tuple[list[Statement], set[str]]:
    """The statements of all articles, each behind its headline, and the ids of the headlines."""
    profile = load_profile("conflict")
    found: list[Statement] = []
    heads = set()
    for document in documents.values():
        head = likewise.headline(document)
        if head:
            heads.add(head.id)
            found.append(head)
        found += collect(document, profile).statements
    return same.unite(found), heads


def asked(edition: Edition) -> list[Pair]:
    """Every pair of an edition that the program would ask about."""
    table = Table(edition.statements, list(edition.documents.values()))
    signs = likewise.Pairs(table, edition.headlines)
    pairs = []
    for one, other in sorted({(min(pair), max(pair)) for pair in table.candidates()}):
        first, second = edition.at[one], edition.at[other]
        pairs.append(
            Pair(
                frozenset(edition.story[name] for name, _ in (*first, *second)),
                tuple((n, float(v)) for n, v in enumerate(signs.signs(one, other).values()) if v),
                any(frozenset((a, b)) in edition.wanted for a in first for b in second),
            )
        )
    return pairs


def places(
    folder: Path, documents: dict[str, Document], statements: Sequence[Statement]
) -> list[list[Place]]:
    """For each statement the sentences of the reader that it lies on, one for each of its documents."""
    name_of = {document.id: name for name, document in documents.items()}
    sentences = {
        name: json.loads((folder / "gold" / f"{name}.json").read_text("utf-8"))["sentences"]
        for name in documents
    }
    out = []
    for statement in statements:
        lies = []
        for evidence in statement.evidence:
            name, span = name_of[evidence.document_id], evidence.span
            shared = [
                (min(span.end, s["end"]) - max(span.start, s["start"]), s["i"]) for s in sentences[name]
            ]
            lies.append((name, max(shared)[1]))
        out.append(lies)
    return out


def stories(names: Iterable[str], groups: Sequence[Sequence[Place]]) -> dict[str, str]:
    """The story of each article: those that share a group are of one, named after its first."""
    story = {name: name for name in names}
    for group in groups:
        joined = {story[name] for name, _ in group if name in story}
        first = min(joined)
        story = {name: first if of in joined else of for name, of in story.items()}
    return story


def report(name: str, scores: Sequence[float], pairs: Sequence[Pair], wanted: int) -> None:
    """One line: the share of the reader's pairs found at each precision, and the least score there."""
    ranked = sorted(zip(scores, (pair.alike for pair in pairs), strict=True), key=lambda pair: -pair[0])
    best = dict.fromkeys(PRECISIONS, (0, 0.0))
    hits = 0
    for taken, (score, alike) in enumerate(ranked, 1):
        hits += alike
        for precision in PRECISIONS:
            if hits >= precision * taken:
                best[precision] = (hits, score)
    told = "  ".join(f"{100 * p:.0f} %: {100 * n / wanted:4.1f} ({s:5.2f})" for p, (n, s) in best.items())
    print(f"{name:28} {told}")


if __name__ == "__main__":
    main()
