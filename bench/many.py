"""Folders of many pages: seconds and memory of each step, for several sizes. Linux only.

    python bench/read.py --many 1000 3000 10000     (or bench/many.py 1000 3000 10000)

Every page is another article of thirty sentences, made up from a fixed seed. Each size runs in a
process of its own. "busy" is the processor time of all processes, "clock" what a person waits, which on
a busy machine is much more. Memory is what all processes together hold while files are read, the parent
apart, since that holds the statements, which merging needs; and the parent's peak so far.
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
    used = 0.0
    print(f"\n{count} pages", flush=True)

    def progress(done: int, total: int) -> None:
        nonlocal used
        if done % (max(1, total // 10)) == 0:
            children = family()
            used = max(used, busy(children))
            print(
                f"  {done:6} read: helpers {sum(map(resident_mb, children)):5.0f} MB, "
                f"parent {resident_mb(os.getpid()):5.0f} MB",
                flush=True,
            )

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "pages")
        folder.mkdir()
        for number, page in enumerate(pages(count)):
            (folder / f"{number:05}.html").write_text(page, "utf-8")
        header = gathering.Header(as_of=datetime(2026, 11, 24, tzinfo=UTC))
        out = Path(scratch, "out")
        marks = [time.perf_counter(), time.process_time()]

        def step(name: str, others: float = 0.0) -> None:
            now = [time.perf_counter(), time.process_time()]
            clock, cpu = now[0] - marks[0], now[1] - marks[1] + others
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            print(
                f"  {name:18} {clock:8.1f} s clock {cpu:8.1f} s busy {cpu / count * 1000:6.1f} ms a page; "
                f"parent's peak {peak:6.0f} MB",
                flush=True,
            )
            marks[:] = [time.perf_counter(), time.process_time()]

        with gathering.opened(
            [str(folder)], header, progress, place=out / ".reading", keep_raw=True
        ) as batch:
            gathered, blank = gathering.gather(batch, header)
            step("read and collect", used)
            made = gathering.merged(gathered, blank, batch.profile)
            step("merge")
            file.save(made, out)
            step("save")
        print(f"  {len(made.briefing.statements)} statements, {len(made.briefing.claims)} claims")
        del made, gathered, blank, batch
        file.load(out)
        step("load again")
        if count <= 1000:
            paper.render(out, paper.Page(), Path(scratch, "out.pdf"))
            step("render")


def main(sizes: list[int]) -> None:
    """Measure each size in a process of its own."""
    for count in sizes:
        subprocess.run([sys.executable, __file__, "--one", str(count)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or [1000, 3000, 10000])
