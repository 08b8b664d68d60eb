"""Parsing processes: started when first needed, used again, ended when a file takes too much.

A file that crashes, hangs or outgrows its process costs that file alone: the answer is an error
that names the cause, and the next file gets a fresh process. What comes back is checked value by
value, since a process that parsed a hostile file may say anything.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import signal
import subprocess
import threading
from collections.abc import Iterator
from typing import Any, get_args

from briefing.errors import BriefingError
from briefing.model import Block, BlockKind, Span
from briefing.read.child import receive, send
from briefing.read.draft import Draft, Drafts, Failure
from briefing.read.limits import (
    BYTES_A_SECOND,
    CPU_SECONDS,
    FILES_PER_PROCESS,
    MAX_ANSWER_BYTES,
    MAX_CHARACTERS,
    MAX_CPU_SECONDS,
    MAX_PARTS,
    WALL_SECONDS,
)
from briefing.read.process import isolated
from briefing.read.registry import TOLD_ADDRESS

_START = "from briefing.read.child import main; main()"
_KINDS = frozenset(get_args(BlockKind))
_FIELDS = (
    "text",
    "title",
    "publisher",
    "author",
    "published",
    "published_from",
    "address",
    "language",
    "part",
    "retrieved",
)


class Parser:
    """One parsing process; not for use by two threads at once."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self.stopped = False

    def parse(
        self, kind: str, data: bytes, name: str, *, address: str = "", wall_s: float = WALL_SECONDS
    ) -> Drafts:
        """The drafts of `data`; `BriefingError` for what the reader refuses and for what went wrong."""
        told = {"address": address} if address and kind in TOLD_ADDRESS else {}
        answer = self.ask({"kind": kind, "name": name, "told": told}, data, wall_s=wall_s)
        try:
            return _unpack(answer)
        except (KeyError, TypeError, ValueError, AttributeError):
            self.close()
            raise BriefingError(
                "could not be parsed (its parser gave no usable answer)", hint=_HINT
            ) from None

    def ask(self, header: dict[str, Any], data: bytes, *, wall_s: float = WALL_SECONDS) -> dict[str, Any]:
        """What the process answers to one request, unchecked; `BriefingError` when it gives no answer."""
        if self.stopped:
            raise BriefingError("was not read to its end")
        process = self._ready()
        worn = self._files > 0
        # The only clock: a timer that ends the process, so that the read below ends too.
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            process.kill()

        timer = threading.Timer(wall_s, end)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            send(process.stdin, header, data)
            answer = receive(process.stdout, MAX_ANSWER_BYTES)
        except (OSError, ValueError, RecursionError):
            answer = None
        except BaseException:
            # Interrupted: the answer that is still to come must not be taken for the next file's.
            self.close()
            raise
        finally:
            timer.cancel()
        if answer is None and self.stopped:
            self.close()
            raise BriefingError("was not read to its end")
        if answer is None:
            failed = self._failed(overdue.is_set(), header.get("seconds", CPU_SECONDS))
            if worn and failed.message == _CRASHED:
                # It may have died at rest, or of an earlier file: a fresh one tells whose fault it is.
                return self.ask(header, data, wall_s=wall_s)
            raise failed
        self._files += 1
        if answer[0].get("last"):
            self.close()
        return answer[0]

    def stop(self) -> None:
        """End the process from another thread than the one that waits for its answer."""
        self.stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process; the next file starts another."""
        process, self._process, self._files = self._process, None, 0
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.kill()
        process.wait()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (
            self._process.poll() is not None or self._files >= FILES_PER_PROCESS
        ):
            self.close()
        if self._process is None:
            self._process = isolated(_START)
        return self._process

    def _failed(self, overdue: bool, seconds: int) -> BriefingError:
        """What became of a process that gave no answer, as the file's error."""
        process = self._process
        code = None
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=1)
        self.close()
        slow = getattr(signal, "SIGXCPU", None)
        if overdue or (slow is not None and code == -slow):
            return BriefingError(f"takes more than {seconds} seconds to parse", hint=_HINT)
        return BriefingError(_CRASHED, hint=_HINT)


_CRASHED = "could not be parsed (it made the parser crash)"
_HINT = "open it, copy the article and save it as text"
# Processes at rest, the one used last on top: a single reader keeps using the same warm one.
_idle: list[Parser] = []
_busy: set[Parser] = set()
_lock = threading.Lock()


def parse(kind: str, data: bytes, name: str, *, address: str = "") -> Drafts:
    """The drafts of `data`, parsed in a process that no other thread uses meanwhile.

    `address` is where the file is known to have been fetched from.
    """
    with _at_rest() as parser:
        return parser.parse(kind, data, name, address=address)


def apart(call: str, data: bytes, name: str) -> Any:
    """What the function `call` ("package.module:name") answers to (data, name), in such a process.

    Plain values that JSON holds. They come from a process that took in a stranger's file: whoever
    asks checks them. The function's `BriefingError` is raised here. A large file is given more time.
    """
    seconds = min(MAX_CPU_SECONDS, CPU_SECONDS + len(data) // BYTES_A_SECOND)
    wall_s = WALL_SECONDS * seconds / CPU_SECONDS
    with _at_rest() as parser:
        try:
            answer = parser.ask({"call": call, "name": name, "seconds": seconds}, data, wall_s=wall_s)
        except BriefingError as error:  # its hint is for articles
            raise BriefingError(error.message) from None
    if "error" in answer:
        raise _error(answer, "")
    return answer.get("answer")


@contextlib.contextmanager
def _at_rest() -> Iterator[Parser]:
    """A process that no other thread uses meanwhile."""
    with _lock:
        parser = _idle.pop() if _idle else Parser()
        _busy.add(parser)
    try:
        yield parser
    finally:
        with _lock:
            _busy.discard(parser)
            if not parser.stopped:
                _idle.append(parser)


def stop() -> None:
    """End every process at work: nobody waits for its answer any more."""
    with _lock:
        for parser in _busy:
            parser.stop()


@atexit.register
def close() -> None:
    """End every process at rest; a later file starts a new one."""
    with _lock:
        while _idle:
            _idle.pop().close()


def _unpack(answer: dict[str, Any]) -> Drafts:
    if "error" in answer:
        raise _error(answer, _HINT)
    drafts: Drafts = [_draft(values) for values in answer["drafts"][:MAX_PARTS]]
    failures = [Failure(str(part), str(message)) for part, message in answer["failures"][:MAX_PARTS]]
    if not drafts:
        reason = f" ({failures[0].part}: {failures[0].message})" if failures else ""
        raise BriefingError(f"holds no article that can be read{reason}", hint=_HINT)
    return drafts + failures


def _error(answer: dict[str, Any], hint: str) -> BriefingError:
    message, own = answer["error"]
    error = BriefingError(str(message), hint=str(own) or hint)
    if "trace" in answer:
        # Never printed to a user; a debugger and the tests show it.
        error.add_note(str(answer["trace"]))
    return error


def _draft(values: dict[str, Any]) -> Draft:
    """One draft out of plain values; `ValueError` or a kin of it when they are not what they must be."""
    fields = {name: values[name] for name in _FIELDS}
    if not all(isinstance(value, str) for value in fields.values()):
        raise TypeError("a field that is no text")
    text = fields["text"]
    if not text.strip() or len(text) > MAX_CHARACTERS:
        raise ValueError("text too short or too long")
    blocks: list[Block] = []
    end = 0
    for kind, start, stop, reason in values["blocks"]:
        if kind not in _KINDS or not end <= start < stop <= len(text):
            raise ValueError("a block out of place")
        blocks.append(Block(kind, Span(start, stop), str(reason)))
        end = stop
    changes = tuple(str(change) for change in values["changes"])
    return Draft(blocks=tuple(blocks), changes=changes, raw=base64.b64decode(values["raw"]), **fields)
