"""Many files on all cores: processes that read, collect and put away, one file at a time each.

A process that dies costs the others nothing: its file is given to a fresh one, and only when that
dies as well is the file named as unread. Whoever stops asking ends them all at once, with the
parsing processes they have started.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Sequence
from pathlib import Path

from briefing.model import Profile
from briefing.model.plain import to_plain
from briefing.pipeline.spool import Reading, Spool, setting_of
from briefing.pipeline.worker import answered, ask_line, nothing
from briefing.read.process import isolated

_START = "from briefing.pipeline.worker import main; main()"
# Answers are a line each, so far more may wait than files are read at a time: one slow file then keeps
# nobody waiting.
_AHEAD = 64


class Crew:
    """`jobs` processes that read files into `spool`."""

    def __init__(self, jobs: int, spool: Spool, profile: Profile) -> None:
        self._jobs = jobs
        first = {
            "spool": os.fspath(spool.folder.absolute()),
            "keep_raw": spool.keep_raw,
            "profile": to_plain(profile),
            "setting": setting_of(profile),
        }
        self._first = json.dumps(first).encode("ascii") + b"\n"
        self._at_rest: queue.SimpleQueue[_Hand] = queue.SimpleQueue()
        self._hands = [_Hand(self._first) for _ in range(jobs)]
        for hand in self._hands:
            self._at_rest.put(hand)

    def read(self, paths: Sequence[Path]) -> Generator[str | Reading, None, None]:
        """For each of `paths`, in their order, the key of its entry, or a reading of nothing."""
        from concurrent.futures import Future, ThreadPoolExecutor

        with ThreadPoolExecutor(self._jobs) as threads:
            waiting: deque[Future[str | Reading]] = deque()
            try:
                for path in paths:
                    waiting.append(threads.submit(self._one, path))
                    if len(waiting) > _AHEAD * self._jobs:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
                for hand in self._hands:
                    hand.stop()

    def _one(self, path: Path) -> str | Reading:
        hand = self._at_rest.get()
        try:
            # Twice: a process may die of what came before, or because somebody ended it.
            answer = hand.ask(path) or hand.ask(path)
        finally:
            self._at_rest.put(hand)
        return answer or nothing(path, "could not be read (the process that read it was ended, twice)")


class _Hand:
    """One process, started when first asked and anew when it has died."""

    def __init__(self, first: bytes) -> None:
        self._first = first
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def ask(self, path: Path) -> str | Reading | None:
        """What became of the file at `path`; None when the process died over it."""
        try:
            process = self._ready()
            if process is None:
                return None
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(ask_line(path))
            process.stdin.flush()
            line = process.stdout.readline()
            if line.endswith(b"\n"):
                return answered(line, path)
        except (OSError, ValueError, KeyError, TypeError):
            pass  # it ended, or was ended, in the middle of something
        self._end()
        return None

    def stop(self) -> None:
        """End the process and start no other."""
        self._stopped = True
        self._end()

    def _ready(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._process is None and not self._stopped:
                # A group of its own: Ctrl-C is the parent's to answer, and its parsers end with it.
                self._process = isolated(_START, own_group=True)
                assert self._process.stdin is not None
                self._process.stdin.write(self._first)
            return self._process

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return
            with contextlib.suppress(OSError):
                if sys.platform == "win32":
                    process.kill()
                else:
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
