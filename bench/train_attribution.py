"""Learn which candidates are attributions: `python bench/train_attribution.py OWN.jsonl.gz [-o FILE]`.

A logistic regression over the features of `briefing/collect/evidence.py`: plain Python, stochastic
gradient with adaptive steps, an L2 penalty, a fixed order, so that the same data give the same file.
One article in five is held out and scored before the weights are learnt from all of them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from quotes import document_of, read_rows

from briefing.collect import attribution, candidates, evidence, parsed, sentences
from briefing.model import Span

Example = tuple[list[str], bool]


def examples(row: dict[str, Any]) -> list[Example]:
    """Features of every candidate in one labelled article and whether the labels agree with it.

    A candidate is right when the cues touch and half the words of the shorter content are shared (what
    goes on behind the cue sentence is joined later); each label makes one candidate right, the best.
    """
    text = row["text"]
    document = document_of(text)
    found = [s for block in document.blocks for s in sentences.split(text, block.span)]
    p = parsed.parse(document, found)
    proposed = [c for n in range(len(p.bounds)) for c in candidates.of_sentence(p, n)]
    names = [evidence.features(p, c) for c in proposed]
    attribution.settle(p, proposed)
    tokens = [_tokens(p, [p.span(*piece) for piece in c.content]) for c in proposed]
    cue_tokens = [_tokens(p, [p.span(*c.cue)]) for c in proposed]
    matches = []
    for g, gold in enumerate(row["attributions"]):
        content = _tokens(p, [Span(*s) for s in gold["content"]])
        cue = _tokens(p, [Span(*s) for s in gold["cue"]])
        for n, candidate_tokens in enumerate(tokens):
            least = min(len(content), len(candidate_tokens))
            common = len(content & candidate_tokens)
            if least and common >= 0.5 * least and (cue & cue_tokens[n] or not cue):
                matches.append((-common / len(content | candidate_tokens), g, n))
    right: set[int] = set()
    used: set[int] = set()
    for _, g, n in sorted(matches):
        if g not in used and n not in right:
            used.add(g)
            right.add(n)
    return [(names[n], n in right) for n in range(len(proposed))]


def _tokens(p: parsed.Parsed, spans: list[Span]) -> set[int]:
    return {
        t
        for span in spans
        for t, (start, end) in enumerate(zip(p.tokens.starts, p.tokens.ends, strict=True))
        if start < span.end and span.start < end
    }


def learn(
    data: list[Example], *, rounds: int = 16, penalty: float = 5e-4, least: int = 2
) -> dict[str, float]:
    """Weights by feature name; features seen fewer than `least` times are left out.

    They are the mean over the later half of the rounds, which depends less on the order of examples.
    """
    counts = Counter(name for names, _ in data for name in names)
    kept = [([n for n in names if counts[n] >= least], right) for names, right in data]
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-2)
    sums: dict[str, float] = defaultdict(float)
    order = random.Random(0)
    for number in range(rounds):
        order.shuffle(kept)
        for names, right in kept:
            score = sum(weights[n] for n in names)
            error = (1.0 if right else 0.0) - 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            for n in names:
                gradient = error - penalty * weights[n] * len(kept) / max(counts[n], 1)
                squares[n] += gradient * gradient
                weights[n] += 0.15 * gradient / math.sqrt(squares[n])
        if number >= rounds // 2:
            for n, weight in weights.items():
                sums[n] += weight
    return {n: total / (rounds - rounds // 2) for n, total in sums.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("briefing/collect") / evidence.WEIGHTS)
    parser.add_argument("--threshold", type=float, default=0.1)
    parser.add_argument("--skip", type=Path, help="labelled articles to leave out: those of the floor test")
    options = parser.parse_args()
    rows = read_rows(options.labelled)
    if options.skip:
        left_out = {row["id"] for row in read_rows(options.skip)}
        rows = [row for row in rows if row["id"] not in left_out]
    by_row = [examples(row) for row in rows]
    train = [e for n, found in enumerate(by_row) if n % 5 for e in found]
    test = [e for n, found in enumerate(by_row) if not n % 5 for e in found]
    weights = learn(train)
    hits = right = kept = 0
    for names, good in test:
        keeps = sum(weights.get(n, 0.0) for n in names) > options.threshold
        kept += keeps
        right += good
        hits += keeps and good
    print(f"held out: {len(test)} candidates, {right} right, {kept} kept, {hits} of them right")
    weights = learn([e for found in by_row for e in found])
    packed = {k: round(100 * v) for k, v in sorted(weights.items()) if abs(v) >= 0.02}
    stored = {"threshold": options.threshold, "weights": packed}
    data = zlib.compress(json.dumps(stored, separators=(",", ":"), ensure_ascii=False).encode(), 9)
    options.output.write_bytes(data)
    print(f"{options.output}: {len(data)} bytes, {len(packed)} features")


if __name__ == "__main__":
    main()
