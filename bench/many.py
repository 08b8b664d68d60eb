"""Folders of many pages: seconds and memory of each step, for several sizes. Linux only.

    python bench/read.py --many 1000 3000 10000     (or bench/many.py 1000 3000 10000)

Every page is another article of thirty sentences, made up from a fixed seed. Each size runs in a
process of its own. "busy" is the processor time of all processes, "clock" what a person waits, which on
a busy machine is much more. Memory is what all processes together hold while files are read, the parent
apart, since that holds the statements, which merging needs; and the parent's peak of the whole run.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from briefing.model import file
from briefing.pipeline import gathering, paper

SYLLABLES = "ba de fo gu ka lem mi nor pa ros sti tu ver zan".split()
FRAMES = (
    "The {a} of {N} was closed on Sunday after a blast on a {b}, the {c} office said.",
    "“We counted {n} {b} {c},” said {N} {M}, who lives beside the {a} {b}.",
    "The {N} ministry denied that {n} {b} had crossed the {a} {c}.",
    "Some {n} soldiers of the {N} brigade moved {a} {b} to {M} on Tuesday.",
    "Two {a} were questioned for hours in {M}, while a third {b} was held outside the {c}.",
)
LINKS = "".join(f"<li><a href=/{n}>Some other story, number {n}</a></li>" for n in range(80))


def pages(count: int) -> Iterator[str]:
    """`count` web pages of 11 kB, the same in every run."""
    chance = random.Random(5)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(6000)]

    def sentence() -> str:
        a, b, c, name, other = chance.choices(words, k=5)
        return chance.choice(FRAMES).format(
            a=a, b=b, c=c, N=name.title(), M=other.title(), n=chance.randint(2, 900)
        )

    for _ in range(count):
        title = " ".join(chance.choices(words, k=6)).capitalize()
        body = "".join("<p>" + " ".join(sentence() for _ in range(3)) + "</p>" for _ in range(10))
        yield (
            f"<!doctype html><html lang=en><head><title>{title} | The Register</title></head><body><nav><ul>"
            f"{LINKS}</ul></nav><article><h1>{title}</h1>{body}</article><footer><ul>{LINKS}</ul></footer>"
            "</body></html>"
        )


def family() -> list[int]:
    """The processes that this one has started, and those that they have."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(after[1]), []).append(int(entry.name))
    found, todo = [], [os.getpid()]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


def resident_mb(process: int) -> float:
    """What a process holds in memory now."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def busy(processes: list[int]) -> float:
    """Processor seconds that `processes` have used so far."""
    total = 0.0
    for process in processes:
        try:
            total += int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
        except OSError:
            continue
    return total


def one(count: int) -> None:
    """Read, merge, save and print a folder of `count` pages; one line of figures for each step."""
    helpers: list[float] = []
    parent: list[float] = []
    used = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal used
        if done % (max(1, total // 20)) == 0:
            children = family()
            used = max(used, busy(children))
            helpers.append(sum(map(resident_mb, children)))
            parent.append(resident_mb(os.getpid()))

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "pages")
        folder.mkdir()
        for number, page in enumerate(pages(count)):
            (folder / f"{number:05}.html").write_text(page, "utf-8")
        header = gathering.Header(as_of=datetime(2026, 11, 24, tzinfo=UTC))
        out = Path(scratch, "out")
        steps: list[tuple[str, float, float]] = []
        marks = [time.perf_counter(), time.process_time()]

        def step(name: str, others: float = 0.0) -> None:
            now = [time.perf_counter(), time.process_time()]
            steps.append((name, now[0] - marks[0], now[1] - marks[1] + others))
            marks[:] = now

        with gathering.opened(
            [str(folder)], header, progress, place=out / ".reading", keep_raw=True
        ) as batch:
            gathered, blank = gathering.gather(batch, header)
            step("read and collect", used)
            after_reading = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            made = gathering.merged(gathered, blank, batch.profile)
            step("merge")
            file.save(made, out)
            step("save")
        statements = len(made.briefing.statements)
        del made, gathered, blank, batch
        file.load(out)
        step("load again")
        if count <= 1000:
            paper.render(out, paper.Page(), Path(scratch, "out.pdf"))
            step("render")
    print(f"\n{count} pages, {statements} statements")
    for name, clock, cpu in steps:
        print(f"  {name:18} {clock:8.1f} s clock {cpu:8.1f} s busy {cpu / count * 1000:8.1f} ms a page")
    half = len(helpers) // 2
    print(
        f"  helpers while reading: first half at most {max(helpers[:half]):.0f} MB, second half "
        f"{max(helpers[half:]):.0f} MB; parent {parent[0]:.0f} to {parent[-1]:.0f} MB "
        f"({(parent[-1] - parent[0]) / count * 1000:.0f} kB a page)"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"  parent's peak: {after_reading:.0f} MB after reading, {peak:.0f} MB in all", flush=True)


def main(sizes: list[int]) -> None:
    """Measure each size in a process of its own."""
    for count in sizes:
        subprocess.run([sys.executable, __file__, "--one", str(count)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or [1000, 3000, 10000])
