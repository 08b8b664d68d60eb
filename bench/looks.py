"""How even the lines are: greedy, every paragraph as a whole, and ours, on the same paragraphs.

    python bench/looks.py [--measure 411] [--least 200] FILE…

FILE is plain text (a paragraph a line, or between empty lines) or `.jsonl.gz` with a "text" in each
row. Loose are lines whose word spaces are over 1.6 of their natural width, tight under 0.8; letters
may be set 1.5 % wider or narrower but in the first row. A ladder is three or more hyphens running,
`briefing/render/rivers.py` says what a river is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from briefing.render import breaking, paragraph, rivers, runs
from briefing.render.breaking import Line
from briefing.render.fonts import Fonts
from briefing.render.paragraph import Setting
from briefing.render.runs import Boxes
from briefing.render.theme import Style, load_theme

Way = Callable[[Boxes, Style, float], Setting]


def paragraphs(path: Path, least: int) -> list[str]:
    """The paragraphs of a file that are long enough to fill lines."""
    if path.name.endswith(".jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            texts = [str(json.loads(row).get("text", "")) for row in stream]
    else:
        texts = [path.read_text(encoding="utf-8")]
    found = [" ".join(part.split()) for text in texts for part in text.split("\n")]
    return [part for part in found if len(part) >= least]


def greedy(boxes: Boxes, style: Style, measure: float) -> Setting:
    """Each line filled as far as it goes."""
    return Setting(boxes, breaking.first_fit(boxes.widths, boxes.joints, boxes.spaces, measure))


def whole(boxes: Boxes, style: Style, measure: float) -> Setting:
    """Every paragraph by total fit, with hyphens."""
    finer, hyphens = runs.hyphenated(boxes, "en")
    lines = breaking.total_fit(finer.widths, finer.joints, finer.spaces, hyphens, measure)
    return Setting(finer, lines) if lines else greedy(boxes, style, measure)


def ours(boxes: Boxes, style: Style, measure: float) -> Setting:
    """As papers are set."""
    return paragraph.break_lines(boxes, style, measure, "en")


def looks(way: Way, texts: list[str], style: Style, measure: float, letters: bool) -> dict[str, float]:
    """Shares of lines (loose, tight, hyphens), of paragraphs (lonely, rivers, ladders), and CPU."""
    theme = load_theme()
    fonts = Fonts(theme.families, theme.fallback, theme.scripts)
    inked = runs.ink(fonts, style)
    cut = [runs.cut([runs.Run(text, inked)])[0] for text in texts]
    start = time.process_time()
    made = [way(boxes, style, measure) for boxes in cut]
    spent = time.process_time() - start
    count = dict.fromkeys(("lines", "loose", "tight", "hyphens", "lonely", "rivers", "longest", "ladders"), 0)
    for setting in made:
        boxes, lines = setting.boxes, setting.lines
        run = 0
        for line in lines:
            run = run + 1 if line.hyphen else 0
            count["ladders"] += run == 3
            count["hyphens"] += line.hyphen
            if not line.last:
                ratio = _space(line, measure, letters)
                count["lines"] += 1
                count["loose"] += ratio > 1.6005
                count["tight"] += ratio < 0.7995
        count["lonely"] += len(lines) > 1 and lines[-1].natural < 0.12 * measure
        river = rivers.longest(lines, boxes.widths, boxes.joints, boxes.spaces, measure)
        if river is not None:
            count["rivers"] += 1
            count["longest"] = max(count["longest"], river[1] - river[0])
    many = {"lines": 1, "longest": 1, "ladders": 1, "rivers": len(made) / 100, "lonely": len(made) / 100}
    return {key: value / many.get(key, count["lines"] / 100) for key, value in count.items()} | {"cpu": spent}


def _space(line: Line, measure: float, letters: bool) -> float:
    slack = measure - line.natural
    if letters:
        slack -= breaking.expansion(slack, line.natural)
    return 1 + slack / line.space if line.space > 0 else 9.0


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--measure", type=float, default=411.0)
    parser.add_argument("--least", type=int, default=200, help="characters a paragraph must have")
    options = parser.parse_args()
    texts = [text for path in options.files for text in paragraphs(path, options.least)]
    style = load_theme().style("p", "statement")
    print(f"{len(texts)} paragraphs, {options.measure:.0f} pt")
    print(f"{'':32}lines  loose%  tight%  hyphens%  ladders  lonely%  rivers%  longest  CPU s")
    ways: list[tuple[str, Way, bool]] = [
        ("greedy, natural letters", greedy, False),
        ("greedy", greedy, True),
        ("ours", ours, True),
        ("every paragraph as a whole", whole, True),
    ]
    for name, way, letters in ways:
        row = looks(way, texts, style, options.measure, letters)
        print(
            f"{name:32}{row['lines']:5.0f}{row['loose']:8.1f}{row['tight']:8.1f}{row['hyphens']:10.1f}"
            f"{row['ladders']:9.0f}{row['lonely']:9.1f}{row['rivers']:9.1f}{row['longest']:9.0f}{row['cpu']:7.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
