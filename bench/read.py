"""Documents per second of each reader, beside the bare library, and what a process of its own costs.

    python bench/read.py                      made-up articles of every kind
    python bench/read.py --pages DIR          real pages: DIR/*/source.html with expected.html beside
                                              them, or DIR/*.html
    python bench/read.py --many N [N ...]     folders of so many pages: each step's time and memory (many.py)

For pages with an expected text, word F1 is printed for ours and for trafilatura alone. Times are CPU
time, so that a busy machine changes little, but those of the batch, which are by the clock. Linux only.
"""

from __future__ import annotations

import argparse
import io
import re
import resource
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import many

from briefing import read
from briefing.errors import BriefingError
from briefing.read import pool
from briefing.read.registry import reader

SENTENCES = (
    "The port of Brevik was closed on Sunday after a blast on a freighter, the harbour office said. ",
    "“We counted eleven lorries,” said Jonas Vik, who lives beside the road to the depot. ",
    "The ministry would neither confirm nor deny the figure, and referred to the coast guard. ",
    "Two crews were questioned for hours, while a third ship was held outside the breakwater. ",
)


def paragraphs() -> list[str]:
    """A made-up article of some 700 words."""
    return ["".join(SENTENCES[(n + k) % 4] for k in range(3)).strip() for n in range(16)]


def made_up() -> Iterator[tuple[str, bytes, str]]:
    """Kind, bytes and name of the same article in every form that can be written here."""
    text = "Harbour closed after blast\n\n" + "\n\n".join(paragraphs())
    rows = "".join(f"<p>{p}</p>" for p in paragraphs())
    links = "".join(f"<li><a href=/{n}>Some other story, number {n}</a></li>" for n in range(80))
    page = (
        "<!doctype html><html lang=en><head><title>Harbour closed after blast | The Register</title></head><body>"
        f"<nav><ul>{links}</ul></nav><article><h1>Harbour closed after blast</h1>{rows}</article>"
        f"<footer><ul>{links}</ul></footer></body></html>"
    )
    entries = "".join(
        f"<item><title>Story {n}</title><description>{SENTENCES[n % 4] * 3}</description></item>"
        for n in range(20)
    )
    head = "From: a@b.example\nSubject: Harbour closed\nDate: Sun, 22 Nov 2026 20:01:00 +0000\n"
    yield "text", text.encode(), "a.txt"
    yield "html", page.encode(), "a.html"
    yield "markdown", ("# " + text).encode(), "a.md"
    yield "mail", (head + "Content-Type: text/plain; charset=utf-8\n\n" + text).encode(), "a.eml"
    yield "feed", f'<rss version="2.0"><channel><title>W</title>{entries}</channel></rss>'.encode(), "a.xml"
    yield "pdf", _pdf(), "a.pdf"


def _pdf() -> bytes:
    import textwrap

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    lines = [line for p in paragraphs() for line in [*textwrap.wrap(p, 80), ""]]
    for start in range(0, len(lines), 50):
        for number, line in enumerate(lines[start : start + 50]):
            canvas.drawString(50, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def fastest(*acts: Callable[[], object], turns: int = 30) -> list[float]:
    """CPU seconds of one call of each of `acts`, this process and the parsing one together: the mean of
    the faster half of `turns` calls, taken in turns, since on a busy machine caches are cold at times.
    """
    times: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for _ in range(turns):
        for act, found in zip(acts, times, strict=True):
            start = cpu()
            act()
            found.append(cpu() - start)
    return [statistics.mean(sorted(found)[: turns // 2]) for found in times]


def cpu() -> float:
    """CPU seconds used so far by this process and by the parsing process at rest."""
    total = time.process_time()
    for parser in pool._idle:
        if parser._process is not None:
            # In nanoseconds, where /proc/PID/stat counts hundredths.
            total += int(Path(f"/proc/{parser._process.pid}/schedstat").read_text().split()[0]) / 1e9
    return total


def kinds() -> None:
    """Each kind here and in a child process: the difference is what the child costs an article."""
    import trafilatura

    print(
        f"{'kind':9} {'bytes':>8} {'ms here':>8} {'ms in child':>12} {'overhead ms':>12} {'docs/s/core':>12}"
    )
    for kind, data, name in made_up():
        acts: list[Callable[[], object]] = [partial(reader(kind), data, name)]
        if kind != "text":
            acts.append(partial(pool.parse, kind, data, name))
        if kind == "html":
            page = data.decode()
            acts.append(partial(trafilatura.extract, page, with_metadata=True, include_comments=False))
        here, *others = fastest(*acts)
        child = others[0] if others else here
        extra = (child - here) * 1000
        print(
            f"{kind:9} {len(data):8} {here * 1000:8.2f} {child * 1000:12.2f} {extra:12.2f} {1 / child:12.0f}"
        )
        if kind == "html":
            print(
                f"  trafilatura alone, with metadata: {others[1] * 1000:.2f} ms, {1 / others[1]:.0f} docs/s/core"
            )


def pages(folder: Path) -> None:
    """Speed and, where an expected text lies beside it, quality on real pages."""
    import trafilatura
    from lxml import html

    files = sorted(folder.glob("*/source.html")) or sorted(folder.glob("*.html"))
    scores: list[tuple[float, ...]] = []
    refused: list[str] = []
    ours_s = alone_s = 0.0
    for file in files:
        start = cpu()
        try:
            [document] = read.read_all(file).documents
            text = "\n".join(document.words(b.span) for b in document.blocks if b.kind != "title")
            whole = document.text
        except BriefingError as error:
            refused.append(error.line)
            text = whole = ""
        ours_s += cpu() - start
        start = cpu()
        alone = trafilatura.extract(file.read_bytes(), with_metadata=True, include_comments=False) or ""
        alone_s += cpu() - start
        wanted = file.with_name("expected.html")
        if wanted.exists():
            gold = words(html.fromstring(wanted.read_text(encoding="utf-8")).text_content())
            body = alone.split("---", 2)[-1] if alone.startswith("---") else alone
            found = trafilatura.extract_metadata(file.read_bytes())
            titled = f"{found.title or ''}\n{body}"
            scores.append(tuple(f1(words(t), gold) for t in (text, body, whole, titled)))
    count = len(files)
    print(
        f"{count} pages: ours {count / ours_s:.1f} docs/s/core, trafilatura alone {count / alone_s:.1f} docs/s/core"
    )
    if scores:
        for measure in (statistics.mean, statistics.median):
            ours, theirs, ours_titled, theirs_titled = (
                measure(column) for column in zip(*scores, strict=True)
            )
            print(
                f"word F1, {measure.__name__}: ours {ours:.4f}, trafilatura alone {theirs:.4f}; "
                f"with the title, ours {ours_titled:.4f}, trafilatura {theirs_titled:.4f}"
            )
    print(f"refused: {len(refused)}", *refused[:10], sep="\n  ")


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def f1(found: Counter[str], gold: Counter[str]) -> float:
    total = sum(found.values()) + sum(gold.values())
    return 2 * sum((found & gold).values()) / total if total else 1.0


def batch(count: int, jobs: int) -> None:
    """A folder of many pages: documents per second on `jobs` processes, how far memory grows, and what
    the processes of its own cost a page, their start and imports included."""
    [(data, name)] = [(data, name) for kind, data, name in made_up() if kind == "html"]
    [here] = fastest(partial(reader("html"), data, name))
    pool.close()
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{n:05}.html") for n in range(count)]
        for number, path in enumerate(paths):
            path.write_bytes(data.replace(b"eleven", b"%d" % number))
        peaks: list[int] = []
        start, used = time.perf_counter(), cpu_of_all()
        for number, contents in enumerate(read.read_many(paths, jobs=jobs), 1):
            assert contents.documents
            if number % (count // 4) == 0:
                peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        took = time.perf_counter() - start
        pool.close()
        each = (cpu_of_all() - used) / count
    print(
        f"batch of {count} pages on {jobs} processes: {count / took:.0f} docs/s by the clock, "
        f"{1 / each:.0f} docs/s/core; peak MB by quarter {peaks}\n"
        f"  {each * 1000:.2f} ms a page, of which {(each - here) * 1000:.2f} ms are for the process of its own: "
        "sending, checking, labelling, starting it"
    )


def cpu_of_all() -> float:
    """CPU seconds of this process and of those it has started that have ended."""
    own, ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--pages", type=Path)
    options.add_argument("--many", type=int, nargs="+", metavar="N")
    options.add_argument("--batch", type=int, default=400)
    options.add_argument("--jobs", type=int, default=2)
    chosen = options.parse_args()
    if chosen.pages:
        pages(chosen.pages)
    elif chosen.many:
        many.main(chosen.many)
    else:
        kinds()
        batch(chosen.batch, chosen.jobs)


if __name__ == "__main__":
    main()
