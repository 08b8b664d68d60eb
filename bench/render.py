"""How fast and how small: the same generated edition, ours and others, in turns in one run.

    python bench/render.py [--runs 3] [--sizes 8 68 670] [--engines ours typst …] [--python PATH]

Every measurement is a fresh process; a round takes each engine once before the next begins, so that
what else the machine does falls on all alike, and the least of all rounds counts. CPU is user and
system time of the whole process, imports and start-up included. `--python` names the interpreter
that has the peers (weasyprint, typst, fpdf2, z3c.rml: `pip install -r bench/peers.txt`); engines
that are not installed are left out, by name.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATEMENTS = {8: 80, 68: 760, 670: 7600}  # gives about as many pages
ENGINES = ("ours", "typst", "reportlab", "z3c.rml", "weasyprint", "fpdf2")


@dataclass(slots=True)
class Figures:
    """The least of several runs; `memory_mb` is the peak resident set."""

    cpu_s: float
    wall_s: float
    memory_mb: float
    size: int
    pages: int


def measure(python: str, engine: str, statements: int, folder: Path) -> Figures | None:
    """One run in a fresh process; None when the engine fails or is not installed."""
    out = folder / f"{engine}.pdf"
    start = time.perf_counter()
    with (folder / "errors.txt").open("wb") as errors:
        child = subprocess.Popen(
            [python, HERE / "peers.py", engine, str(statements), out],
            stdout=errors,
            stderr=errors,
            env=_surroundings(folder),
        )
        _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if status:
        return None
    data = out.read_bytes()
    return Figures(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, len(data), _pages(out))


def _surroundings(folder: Path) -> dict[str, str]:
    """Everything is compiled to bytecode once, as where it is installed; an edit tree may forbid it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def _pages(path: Path) -> int:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        return len(pdf)
    finally:
        pdf.close()


def least(runs: list[Figures]) -> Figures:
    """The best of the runs in each figure."""
    return Figures(
        min(r.cpu_s for r in runs),
        min(r.wall_s for r in runs),
        min(r.memory_mb for r in runs),
        runs[0].size,
        runs[0].pages,
    )


def main() -> int:
    """Measure and print one table for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[8, 68, 670], choices=sorted(STATEMENTS))
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for engine in options.engines:
            measure(options.python, engine, STATEMENTS[8], Path(name))  # compiles what it imports
        for size in options.sizes:
            found: dict[str, list[Figures]] = {engine: [] for engine in options.engines}
            for _ in range(options.runs):
                for engine in options.engines:
                    figures = measure(options.python, engine, STATEMENTS[size], Path(name))
                    if figures is not None:
                        found[engine].append(figures)
            _print(size, {engine: least(runs) for engine, runs in found.items() if runs})
            missing = [engine for engine, runs in found.items() if not runs]
            if missing:
                print(f"left out (not installed, or failed): {', '.join(missing)}")
    return 0


def _print(size: int, table: dict[str, Figures]) -> None:
    print(f"\nabout {size} pages")
    print(f"{'engine':12}{'pages':>6}{'CPU s':>8}{'wall s':>8}{'MB':>7}{'KB':>8}   ours: CPU   memory  bytes")
    mine = table.get("ours")
    for engine, row in table.items():
        line = f"{engine:12}{row.pages:6}{row.cpu_s:8.2f}{row.wall_s:8.2f}{row.memory_mb:7.0f}{row.size / 1000:8.0f}"
        if mine is not None:
            line += f"   {mine.cpu_s / row.cpu_s:8.2f} x {mine.memory_mb / row.memory_mb:6.2f} x"
            line += f" {mine.size / row.size:5.2f} x"
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
