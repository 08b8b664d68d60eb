"""Learn the tagger's weights from trees: `python bench/train_tagger.py TREES.conllu.gz [-o FILE]`.

One document in ten is held out and the share of right tags on it is printed. Deterministic.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from briefing.collect import lexicon, tagger

Sentence = tuple[list[str], list[str]]
_SAME = {"NFP": "SYM", "HYPH": ":", "LS": "CD", "ADD": "NN", "AFX": "JJ", "GW": "NN", "XX": "FW", "''": "``"}


def read(path: Path) -> Iterator[tuple[str, Sentence]]:
    """Document name and sentence (words, tags); hyphened words are joined as our tokens are."""
    document = ""
    rows: list[list[str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc id"):
                document = line.split("=")[1].strip()
            elif line.startswith("#"):
                continue
            elif line.strip():
                row = line.rstrip("\n").split("\t")
                if row[0].isdigit():
                    rows.append(row)
            elif rows:
                yield document, _join(rows)
                rows = []


def _join(rows: list[list[str]]) -> Sentence:
    words: list[str] = []
    tags: list[str] = []
    glue = False
    for at, row in enumerate(rows):
        word, tag = row[1], _SAME.get(row[4], row[4])
        hyphen = word in "-\u2010\u2011" and row[4] == "HYPH"
        tight = at > 0 and "SpaceAfter=No" in rows[at - 1][-1]
        if words and tight and (hyphen or glue):
            words[-1] += word
            if not hyphen:
                tags[-1] = "JJ" if tag in ("VBN", "VBG", "VBD") else tag
        else:
            words.append(word)
            tags.append(tag)
        glue = hyphen
    return words, tags


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("briefing/collect") / tagger.WEIGHTS)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    documents = defaultdict(list)
    for name, sentence in read(options.trees):
        documents[name].append(sentence)
    held = set(sorted(documents)[::10])
    train = [s for name in sorted(documents) if name not in held for s in documents[name]]
    test = [s for name in sorted(held) for s in documents[name]]
    model = learn(train, options.rounds)
    print(f"held out: {accuracy(model, test):.4f} of {sum(len(w) for w, _ in test)} tokens")
    everything = [s for name in sorted(documents) for s in documents[name]]
    model = learn(everything, options.rounds)
    stored = {
        "tags": model.tags,
        "known": model.known,
        "weights": {k: [x for pair in v for x in pair] for k, v in sorted(model.weights.items())},
    }
    packed = zlib.compress(json.dumps(stored, separators=(",", ":"), ensure_ascii=False).encode(), 9)
    options.output.write_bytes(packed)
    print(f"{options.output}: {len(packed)} bytes, {len(model.weights)} features")


def accuracy(model: tagger.Tagger, sentences: list[Sentence]) -> float:
    right = total = 0
    for words, tags in sentences:
        tokens = tagger.Tokens(words=words, lowers=[w.lower().replace("\u2019", "'") for w in words])
        model.tag(tokens, 0, len(words))
        right += sum(a == b for a, b in zip(tokens.tags, tags, strict=True))
        total += len(words)
    return right / total


def learn(sentences: list[Sentence], rounds: int) -> tagger.Tagger:
    """An averaged perceptron; words with one tag in 98 of 100 cases (seen 8 times) are looked up."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for words, tags in sentences:
        for at, (word, tag) in enumerate(zip(words, tags, strict=True)):
            counts[word if at else word.lower()][tag] += 1
    known = {}
    for word, seen in counts.items():
        tag, most = seen.most_common(1)[0]
        total = sum(seen.values())
        if total >= 8 and most >= 0.985 * total and word[0].isalpha() and word[:1].islower():
            known[word.replace("\u2019", "'")] = tag
    names = sorted({t for _, tags in sentences for t in tags})
    number = {t: n for n, t in enumerate(names)}
    weights: dict[str, dict[int, float]] = {}
    sums: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    stamps: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    step = 0
    classes = lexicon.load()
    shuffled = list(sentences)
    rng = random.Random(0)

    def update(feature: str, tag: int, change: float) -> None:
        row = weights.setdefault(feature, {})
        old = row.get(tag, 0.0)
        sums[feature][tag] += (step - stamps[feature][tag]) * old
        stamps[feature][tag] = step
        row[tag] = old + change

    for _ in range(rounds):
        rng.shuffle(shuffled)
        for words, tags in shuffled:
            lowers = [w.lower().replace("\u2019", "'") for w in words]
            title = tagger.is_title(words, 0, len(words))
            before, before2 = "-S-", "-S2-"
            for at, gold in enumerate(tags):
                word = words[at]
                plain = lowers[at] if title or at == 0 or not word[0].isupper() else word
                guess = known.get(plain) or tagger.fixed(word)
                if not guess:
                    step += 1
                    fired = tagger.features(
                        words, lowers, at, 0, len(words), before, before2, classes, title=title
                    )
                    scores = [0.0] * len(names)
                    for feature in fired:
                        for tag, weight in weights.get(feature, {}).items():
                            scores[tag] += weight
                    best = scores.index(max(scores))
                    guess = names[best]
                    if guess != gold:
                        for feature in fired:
                            update(feature, number[gold], 1.0)
                            update(feature, best, -1.0)
                before2, before = before, guess
    packed: dict[str, list[int]] = {}
    for feature, row in weights.items():
        kept = []
        for tag, weight in row.items():
            total = sums[feature][tag] + (step - stamps[feature][tag]) * weight
            value = round(100 * total / step)
            if abs(value) >= 12:
                kept += [tag, value]
        if kept:
            packed[feature] = kept
    return tagger.Tagger(names, known, packed)


if __name__ == "__main__":
    main()
