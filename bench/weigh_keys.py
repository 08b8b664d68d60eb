"""Fit the `key` points of a profile's cues to labelled articles, pulled towards the points it has.

    python bench/weigh_keys.py FOLDER [--profile NAME] [--pull 10]

FOLDER has `articles/` and `gold/` as bench/sections.py reads them; a gold sentence says whether it is a
`key` one. Printed are, for the present points and for the fitted ones, how many key sentences are found
and how many of those picked are key, from one article at a time (the merge adds its own points later):
once with each group of articles (by the first two digits of the id) left out of the fit, once with all;
then each cue whose points move by 0.05 or more. Nothing is written: a person copies what convinces.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fitting import fitted

from briefing.collect import load_profile, statements
from briefing.collect.ranking import room
from briefing.model import Profile
from briefing.read import read

REPEATS = "said already"
_OFFSET = -1.5  # from which the search for the constant starts: three in ten sentences are key


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
        weights = fit([row for row in rows if ids[row.article][:2] != group], present, options.pull)
        for n, row in enumerate(rows):
            if ids[row.article][:2] == group:
                unseen[n] = points(weights, row)
    report("fitted without the article's group", unseen, rows, keys, profile)
    weights = fit(rows, present, options.pull)
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


def fit(rows: Sequence[Sentence], present: dict[str, float], pull: float) -> dict[str, float]:
    """The points that explain the labels of `rows` best, less `pull` times their squared move."""
    place = {name: n for n, name in enumerate(present)}
    offset = len(present)
    signs = [
        ([*((place[name], count) for name, count in row.cues.items() if count), (offset, 1.0)], row.key)
        for row in rows
    ]
    weights = fitted(signs, [*present.values(), _OFFSET], pull, constant=offset)
    return dict(zip(present, weights[:-1], strict=True))


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
