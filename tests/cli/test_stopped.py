"""Ctrl-C, `kill` and `kill -9` at any moment: one line, nothing half-written, nothing left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

COUNT = 60  # as many as make the run a long one
PROGRAM = [sys.executable, "-m", "briefing"]
# As of a fixed day, so that two runs can be compared.
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "SOURCE_DATE_EPOCH": "1795510800",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for number in range(COUNT):
        lines = "".join(
            f"<p>Some {number + n} soldiers left Lomza by road {n} on Monday, the army said.</p>"
            for n in range(8)
        )
        page = f"<html><body><article><h1>Report {number}</h1>{lines}</article></body></html>"
        (folder / f"{number:03}.html").write_text(page, encoding="utf-8")
    return folder


def _hear_interrupts() -> None:
    # A test run in the background of a shell has Ctrl-C switched off.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def start(*arguments: str | Path, program: list[str] = PROGRAM) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        start_new_session=True,
        preexec_fn=_hear_interrupts,
    )


def family(process: int) -> set[int]:
    """The processes below `process`, however deep."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(after[1]), []).append(int(entry.name))
    found: set[int] = set()
    todo = [process]
    while todo:
        children = parents.get(todo.pop(), [])
        found.update(children)
        todo += children
    return found


def alive(processes: set[int]) -> set[int]:
    """Those that still run: a dead one may wait for its parent to take note."""
    running = set()
    for process in processes:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.add(process)
    return running


def wait_for(condition: object, process: subprocess.Popen[str], seconds: float = 60) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.01)


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def entries(folder: Path) -> int:
    return len(list(folder.glob(".reading/entries/*")))


def test_a_run_that_is_stopped_and_killed_goes_on_to_the_same_bytes(pages: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition"
    first = start("collect", pages, "--edition", edition)
    wait_for(lambda: entries(edition) >= 5, first)
    below = family(first.pid)
    assert below
    os.killpg(first.pid, signal.SIGINT)
    os.killpg(first.pid, signal.SIGINT)  # an impatient person
    out, told = first.communicate(timeout=20)
    assert (first.returncode, out) == (1, "")
    assert told.startswith("error: stopped after ") and len(told.splitlines()) == 1
    assert "the same command goes on from there" in told
    assert [path.name for path in edition.iterdir()] == [".reading"]
    time.sleep(0.2)
    assert not alive(below)

    read = entries(edition)
    second = start("collect", pages, "--edition", edition)
    wait_for(lambda: entries(edition) >= read + 5, second)
    below = family(second.pid)
    second.kill()
    second.communicate()
    end = time.monotonic() + 20
    while alive(below) and time.monotonic() < end:  # each notices when it has done the file it is at
        time.sleep(0.05)
    assert not alive(below)

    third = start("collect", pages, "--edition", edition)
    out, told = third.communicate(timeout=120)
    assert (third.returncode, told) == (0, "")
    whole = tmp_path / "whole"
    fourth = start("collect", pages, "--edition", whole)
    fourth.communicate(timeout=120)
    assert fourth.returncode == 0
    assert files_of(edition) == files_of(whole)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("seconds", [0.15, 0.5, 1.0])
def test_a_signal_at_any_moment_is_one_line(
    articles: Path, tmp_path: Path, number: signal.Signals, seconds: float
) -> None:
    process = start("build", articles, "-o", tmp_path / "out.pdf")
    # Before that moment it is the interpreter that answers, not us.
    wait_for(lambda: _caught(process.pid), process)
    time.sleep(seconds - 0.15)
    process.send_signal(number)
    out, told = process.communicate(timeout=20)
    if process.returncode == 0:  # it was faster
        assert (tmp_path / "out.pdf").stat().st_size > 1000
        return
    assert (process.returncode, out) == (1, "")
    assert told == "error: stopped before it was done; nothing was left half-written\n"
    assert not list(tmp_path.glob("*.pdf")) and not list(tmp_path.glob(".*"))


def _caught(process: int) -> bool:
    """True once our own handlers are there; Python itself has none for SIGHUP."""
    status = Path(f"/proc/{process}/status").read_text()
    [mask] = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")]
    return bool(int(mask, 16) >> (signal.SIGHUP - 1) & 1)


HANGING = """
import briefing.read.pool as pool
wait = "import briefing.read.registry as r, threading; r.wait = lambda *a, **k: threading.Event().wait(); "
wait += "r.READERS['html'] = 'briefing.read.registry:wait'; "
pool._START = pool._START.replace("from briefing", wait + "from briefing", 1)
from briefing.__main__ import run
run()
"""


def test_a_parser_that_hangs_does_not_hold_up_ctrl_c(articles: Path, tmp_path: Path) -> None:
    for number in range(20):  # enough for a second thread
        (articles / f"{number}.html").write_text("<html><body><p>Words.</p></body></html>")
    process = start("build", articles, "-o", tmp_path / "out.pdf", program=[sys.executable, "-c", HANGING])
    wait_for(lambda: family(process.pid), process)
    time.sleep(0.5)
    below = family(process.pid)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert process.returncode == 1
    assert told == "error: stopped before it was done; nothing was left half-written\n"
    time.sleep(0.2)
    assert not alive(below)
