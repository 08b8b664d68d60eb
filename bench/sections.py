"""Collect the labelled articles of a bench folder and print the scorer's figures.

    python bench/sections.py FOLDER [--profile NAME] [--only ID,ID] [--errors] [--clusters]

FOLDER has `articles/`, `gold/`, `meta.json` and `score_sections.py`. Printed are two columns: all
statements, and those picked. `--errors` lists what was wrongly placed, missed or picked, `--clusters`
gives the figures by group of articles.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

from briefing.collect import Collected, collect, load_profile
from briefing.model import Profile
from briefing.read import read

ROWS = (
    "picked",
    "section accuracy, main label only",
    "section accuracy",
    "section macro-F1",
    "key coverage",
    "key precision (items on a key sentence)",
    "noise rate",
    "quote recall",
    "quote precision",
    "speaker accuracy (recalled quotes)",
    "attribution accuracy (all picked attributed)",
    "denial recall",
    "denial precision",
    "certainty accuracy",
    "unmatched items",
)


def prediction(collected: Collected, *, picked: bool) -> dict[str, object]:
    items = [
        {
            "id": s.id,
            "start": s.evidence[0].span.start,
            "end": s.evidence[0].span.end,
            "section": s.section,
            "speaker": s.speaker,
            "certainty": s.certainty,
            **({"kind": "denial"} if s.denies else {}),
            "quotes": [
                {"start": q.span.start, "end": q.span.end, "speaker": q.speaker} for q in s.quotations
            ],
        }
        for s in collected.statements
        if s.picked or not picked
    ]
    return {"items": items}


def scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_sections", folder / "score_sections.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(
    folder: Path, found: dict[str, Collected], only: set[str] | None = None
) -> list[tuple[dict[str, object], dict[tuple[str, str], int]]]:
    module = scorer(folder)
    rows = []
    for picked in (False, True):
        with tempfile.TemporaryDirectory() as name:
            for key, collected in found.items():
                row = prediction(collected, picked=picked)
                (Path(name) / f"{key}.json").write_text(json.dumps(row), encoding="utf-8")
            figures, _, confusion = module.score(str(folder / "gold"), name, None, only)
            rows.append((figures, confusion))
    return rows


def errors(folder: Path, found: dict[str, Collected], only: set[str] | None) -> None:
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if only and gold["id"] not in only:
            continue
        for row in gold["sentences"]:
            for s in found[gold["id"]].statements:
                span = s.evidence[0].span
                shared = min(span.end, row["end"]) - max(span.start, row["start"])
                if shared * 2 < row["end"] - row["start"] or row["section"] in ("TITLE", "NOISE"):
                    continue
                also = row["also"] if isinstance(row["also"], list) else [row["also"]]
                if s.section != row["section"].lower():
                    near = "~" if s.section.upper() in also else "!"
                    print(
                        f"{near}{row['section'][:5]}->{s.section[:5]} {gold['id']}:{row['i']} {s.text[:230]}"
                    )
                if s.picked != row["key"]:
                    side = "MISS" if row["key"] else "XTRA"
                    print(f"{side} {s.weight:.2f} {gold['id']}:{row['i']} {s.text[:200]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="conflict")
    parser.add_argument("--only", default="")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--clusters", action="store_true")
    options = parser.parse_args()
    profile: Profile = load_profile(options.profile)
    only = set(options.only.split(",")) if options.only else None
    meta = json.loads((options.folder / "meta.json").read_text(encoding="utf-8"))
    documents = {row["id"]: read(options.folder / "articles" / row["file"]) for row in meta}
    collect(next(iter(documents.values())), profile)
    start = time.process_time()
    found = {key: collect(doc, profile) for key, doc in documents.items()}
    spent = time.process_time() - start
    words = sum(len(doc.text.split()) for doc in documents.values())
    for figures, confusion in (both := scores(options.folder, found, only)):
        if figures is both[0][0]:
            wrong = sorted(confusion.items(), key=lambda item: -item[1])
            print("confusions:", ", ".join(f"{a[:5]}->{b[:5]} {n}" for (a, b), n in wrong[:8]))
    print(f"{'':50}{'all':>8}{'picked':>8}")
    for name in ROWS:
        print(f"{name:50}{both[0][0][name] or 0:>8}{both[1][0][name] or 0:>8}")
    print("F1 by section, all:", both[0][0]["F1 by section"])
    print(f"{1000 * spent / len(found):.1f} ms an article, {1000 * spent * 800 / words:.1f} ms for 800 words")
    if options.clusters:
        names = sorted({row["event_cluster"] or "single" for row in meta})
        for name in names:
            ids = {row["id"] for row in meta if (row["event_cluster"] or "single") == name}
            every, chosen = (figures for figures, _ in scores(options.folder, found, ids))
            print(
                f"{name:28}{len(ids):3} articles  main {every['section accuracy, main label only']}  "
                f"macro-F1 {every['section macro-F1']}  key {chosen['key coverage']} / "
                f"{chosen['key precision (items on a key sentence)']}"
            )
    if options.errors:
        errors(options.folder, found, only)
    return 0


if __name__ == "__main__":
    sys.exit(main())
