"""Fit the `key` points of a profile's cues to labelled articles, pulled towards the points it has.

    python bench/weigh_keys.py FOLDER [--profile NAME] [--pull 10]

FOLDER has `articles/` and `gold/` as bench/sections.py reads them; a gold sentence says whether it is a
`key` one. Printed are, for the present points and for the fitted ones, how many key sentences are found
and how many of those picked are key, from one article at a time (the merge adds its own points later):
once with each group of articles (by the first two digits of the id) left out of the fit, once with all;
then each cue whose points move by 0.05 or more. Nothing is written: a person copies what convinces.

The model is logistic regression by Newton's method with a ridge around the present points (Hastie,
Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition, 4.4.1 and 3.4.1).
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.collect import load_profile, statements
from briefing.collect.ranking import room
from briefing.model import Profile
from briefing.read import read

REPEATS = "said already"


@dataclass(frozen=True)
class Sentence:
    """How often each cue speaks in one sentence, and whether a person called it a key sentence."""

    article: int
    cues: dict[str, float]
    key: bool


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="conflict")
    parser.add_argument("--pull", type=float, default=10.0)
    options = parser.parse_args()
    profile = load_profile(options.profile)
    present: dict[str, float] = {REPEATS: 1.0}
    for cue in profile.cues:
        if cue.key:
            present[cue.name] = present.get(cue.name, 0.0) + cue.key
    ids, keys, rows = labelled(options.folder, profile)
    print(f"{len(ids)} articles, {len(rows)} sentences, {sum(keys)} of them key")
    report("present points", [points(present, row) for row in rows], rows, keys, profile)
    unseen = [0.0] * len(rows)
    for group in sorted({name[:2] for name in ids}):
        weights = fitted([row for row in rows if ids[row.article][:2] != group], present, options.pull)
        for n, row in enumerate(rows):
            if ids[row.article][:2] == group:
                unseen[n] = points(weights, row)
    report("fitted without the article's group", unseen, rows, keys, profile)
    weights = fitted(rows, present, options.pull)
    report("fitted to all", [points(weights, row) for row in rows], rows, keys, profile)
    for name, before in present.items():
        if abs(weights[name] - before) >= 0.05:
            print(f"{before:6.2f} -> {weights[name]:5.2f}  {name}")


def labelled(folder: Path, profile: Profile) -> tuple[list[str], list[int], list[Sentence]]:
    """The ids of the articles, the number of key sentences in each, and all sentences found."""
    ids: list[str] = []
    keys: list[int] = []
    rows: list[Sentence] = []
    for path in sorted((folder / "articles").iterdir()):
        ids.append(path.name.split("-")[0].split(".")[0])
        gold = json.loads((folder / "gold" / f"{ids[-1]}.json").read_text("utf-8"))["sentences"]
        keys.append(sum(sentence["key"] for sentence in gold))
        composed = statements.compose(read(path), profile)
        for sentence, rank in zip(composed.sentences, composed.ranked, strict=True):
            cues: dict[str, float] = {}
            for part in rank.parts:
                step = part.points if part.cue == REPEATS else 1.0
                cues[part.cue] = cues.get(part.cue, 0.0) + step
            span = sentence.span
            shared = [(min(span.end, g["end"]) - max(span.start, g["start"]), g["key"]) for g in gold]
            most, key = max(shared, key=lambda pair: pair[0])
            rows.append(Sentence(len(ids) - 1, cues, bool(key) and 2 * most >= span.end - span.start))
    return ids, keys, rows


def points(weights: dict[str, float], row: Sentence) -> float:
    """The points of a sentence."""
    return sum(weights[name] * count for name, count in row.cues.items())


def fitted(rows: Sequence[Sentence], present: dict[str, float], pull: float) -> dict[str, float]:
    """The points that explain the labels of `rows` best, less `pull` times their squared move."""
    names = list(present)
    place = {name: n for n, name in enumerate(names)}
    weights = [present[name] for name in names]
    offset = -1.5
    for _ in range(12):
        size = len(names) + 1
        slope = [pull * (weights[n] - present[name]) for n, name in enumerate(names)] + [0.0]
        bend = [[pull if i == j else 0.0 for j in range(size)] for i in range(size)]
        bend[-1][-1] = 1e-6
        for row in rows:
            entries = [(place[name], count) for name, count in row.cues.items()] + [(size - 1, 1.0)]
            total = offset + sum(weights[n] * count for n, count in entries[:-1])
            chance = 1 / (1 + math.exp(-total))
            for n, count in entries:
                slope[n] += (chance - row.key) * count
                for m, other in entries:
                    bend[n][m] += chance * (1 - chance) * count * other
        step = solved(bend, slope)
        weights = [weight - change for weight, change in zip(weights, step[:-1], strict=True)]
        offset -= step[-1]
        if max(map(abs, step)) < 1e-6:
            break
    return dict(zip(names, weights, strict=True))


def solved(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """The solution of a positive definite system, by Gauss's elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for n in range(size):
        for m in range(n + 1, size):
            factor = rows[m][n] / rows[n][n]
            if factor:
                rows[m] = [a - factor * b for a, b in zip(rows[m], rows[n], strict=True)]
    found = [0.0] * size
    for n in reversed(range(size)):
        known = sum(rows[n][m] * found[m] for m in range(n + 1, size))
        found[n] = (rows[n][-1] - known) / rows[n][n]
    return found


def report(
    name: str, scores: Sequence[float], rows: Sequence[Sentence], keys: Sequence[int], profile: Profile
) -> None:
    """One line: key sentences found, and the share of picked ones that are key, in percent."""
    found = picked = 0
    for article in range(len(keys)):
        own = [n for n, row in enumerate(rows) if row.article == article]
        if len(own) > profile.picking.whole:
            own = sorted(own, key=lambda n: -scores[n])[: room(len(own), profile.picking.share)]
        found += sum(rows[n].key for n in own)
        picked += len(own)
    print(f"{name:36} found {100 * found / sum(keys):5.1f}  precise {100 * found / picked:5.1f}")


if __name__ == "__main__":
    main()
