"""Score who-said-what on labelled articles: `python bench/quotes.py GOLD.jsonl.gz [...]`.

For each file the scorer's short line is printed, then the speed: milliseconds of CPU for 800 words,
warm, and the time the first article took on top of that (loading the weights). The scorer is the
`score_quotes.py` beside the gold unless `--scorer` names another. `-o` keeps the predictions.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from briefing.collect import attribution, sentences
from briefing.model import Attribution, Block, Document, Source, Span, document_id

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*\S[^\n]*)*")


def document_of(text: str) -> Document:
    """A document whose paragraphs are what blank lines separate, the first of them its title."""
    blocks = [
        Block("paragraph" if n else "title", Span(*m.span())) for n, m in enumerate(_PARAGRAPH.finditer(text))
    ]
    return Document(document_id(text), text, Source(), tuple(blocks))


def collect(text: str) -> tuple[Attribution, ...]:
    """The attributions of `text`."""
    document = document_of(text)
    found = [s for block in document.blocks for s in sentences.split(text, block.span)]
    return attribution.find(document, found)


def pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The articles of a file of JSON lines, packed or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def predict(rows: Sequence[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], float, float]:
    """Predictions by id, CPU milliseconds for 800 words, and milliseconds of the first article."""
    answers = {}
    started = time.process_time()
    collect(rows[0]["text"])
    first = time.process_time() - started
    started = time.process_time()
    for row in rows:
        answers[row["id"]] = {
            "id": row["id"],
            "text": row["text"],
            "attributions": [
                {
                    "content": pairs(a.content),
                    "cue": pairs(a.cue),
                    "source": pairs(a.source),
                    "speaker": a.speaker,
                }
                for a in collect(row["text"])
            ],
        }
    spent = time.process_time() - started
    words = sum(len(row["text"].split()) for row in rows)
    return answers, 1000 * spent * 800 / words, 1000 * first


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_quotes", path)
    if spec is None or spec.loader is None:
        sys.exit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def short_line(scorer: ModuleType, gold: dict[str, Any], predicted: dict[str, Any]) -> str:
    """The same line as `score_quotes.py GOLD PRED --short`."""
    total = scorer.add(scorer.score(gold, predicted))

    def f1(name: str) -> str:
        return f"{100 * scorer.prf(total[name])[2]:5.1f}"

    recall = 100 * scorer.prf(total["REL say (recall)"])[1]
    return " ".join(
        [
            f"content ov/ex~ {f1('content overlap')} {f1('content exact~')}",
            f"| cue {f1('cue overlap')} {f1('cue exact~')}",
            f"| src {f1('source overlap')} {f1('source exact~')}",
            f"| RELc {f1('REL-c')} REL {f1('REL')}",
            f"| d/m/i {f1('REL direct')} {f1('REL mixed')} {f1('REL indirect')}",
            f"| speech {f1('REL speech')} | sayR {recall:5.1f}",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--scorer", type=Path)
    parser.add_argument("-o", "--output", type=Path, help="write the predictions of the last file here")
    parser.add_argument("--every", type=int, default=1, help="take every nth article only")
    options = parser.parse_args()
    for path in options.gold:
        beside = path.parent / "score_quotes.py"
        scorer = load_scorer(
            options.scorer
            or (beside if beside.exists() else path.parent.parent / "bench/quotes/score_quotes.py")
        )
        rows = read_rows(path)[:: options.every]
        answers, speed, first = predict(rows)
        print(f"{path.name} ({len(rows)} articles)")
        print(short_line(scorer, {row["id"]: row for row in rows}, answers))
        print(f"{speed:.1f} ms CPU for 800 words, warm; first article {first:.0f} ms")
        if options.output:
            options.output.write_text(
                "".join(json.dumps(a) + "\n" for a in answers.values()), encoding="utf-8"
            )


if __name__ == "__main__":
    main()
