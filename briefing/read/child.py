"""The process that parses: it gets bytes over a pipe, gives drafts back, and can do nothing else.

Parsers of HTML, PDF and mail are large, and what they are fed comes from strangers. So this process
has limits on memory, processor time, files and output, and a hook that refuses sockets, other
programs and every file that is not part of the installation. It never learns a file's path, only
its bytes. What it answers is JSON, and the parent believes none of it unchecked (`pool`).

The hook holds back Python code, not machine code that an attacker got running; `docs/security.md`
says what is promised and what is not.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
import traceback
from typing import IO, Any

from briefing.errors import BriefingError
from briefing.read.draft import Draft, Failure
from briefing.read.limits import CPU_SECONDS, MEMORY_BYTES
from briefing.read.registry import named, reader

# Whole families, told by what stands before the dot, and single acts.
_FAMILIES = frozenset(("socket", "subprocess", "shutil", "urllib", "ftplib", "smtplib", "webbrowser", "pty"))
_ACTS = frozenset(
    ("system", "exec", "posix_spawn", "fork", "forkpty", "spawn", "startfile", "remove", "rename")
)
_CHANGES = frozenset(("rmdir", "mkdir", "symlink", "link", "chmod", "chown", "truncate"))
_READABLE = ("/usr/share/zoneinfo", "/etc/localtime", "/etc/mime.types", os.devnull)


def main() -> None:
    """Answer requests from standard input until it ends."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # A library that prints must not reach the pipe, nor a terminal.
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silence, descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.clear()
    _limit()
    sys.addaudithook(_guard())
    while True:
        request = receive(requests)
        if request is None:
            return
        header, data = request
        _allow_time(header.get("seconds", CPU_SECONDS))
        answer = _answer(header, data)
        send(answers, answer)
        if answer.get("last"):
            return


def _answer(header: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The drafts or the error as plain values; "last" when this process had better end after it."""
    try:
        if "call" in header:
            return {"answer": named(header["call"])(data, header["name"])}
        drafts = reader(header["kind"])(data, header["name"], **header.get("told", {}))
        return {
            "drafts": [pack(draft) for draft in drafts if isinstance(draft, Draft)],
            "failures": [[f.part, f.message] for f in drafts if isinstance(f, Failure)],
        }
    except BriefingError as error:
        return {"error": [error.message, error.hint]}
    except MemoryError:
        message = f"takes more than {MEMORY_BYTES // 1_000_000} MB to parse"
    except RecursionError:
        message = "is nested too deep to be parsed"
    except Exception as error:  # the edge of this process: a parser's fault is the file's error
        message = f"could not be parsed ({type(error).__name__})"
        return {"error": [message, ""], "last": True, "trace": traceback.format_exc(limit=-3)}
    return {"error": [message, ""], "last": True}


def pack(draft: Draft) -> dict[str, Any]:
    """`draft` as values that JSON holds."""
    values = {name: getattr(draft, name) for name in Draft.__slots__}
    values["blocks"] = [[b.kind, b.span.start, b.span.end, b.reason] for b in draft.blocks]
    values["raw"] = base64.b64encode(draft.raw).decode("ascii")
    return values


def send(stream: IO[bytes], header: dict[str, Any], data: bytes = b"") -> None:
    """Write one message: two lengths of eight bytes, a JSON object, bytes."""
    head = json.dumps(header).encode("ascii")
    stream.write(len(head).to_bytes(8, "big") + len(data).to_bytes(8, "big") + head)
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes], limit: int = 1 << 40) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; None at the end of the stream, `ValueError` for one that is longer than `limit`."""
    lengths = stream.read(16)
    if len(lengths) < 16:
        return None
    head, data = int.from_bytes(lengths[:8], "big"), int.from_bytes(lengths[8:], "big")
    if head + data > limit:
        raise ValueError("message too long")
    header, body = stream.read(head), stream.read(data)
    if len(header) < head or len(body) < data:
        return None
    return json.loads(header), body


def _limit() -> None:
    """Limits that the kernel keeps, where there are any to set."""
    if sys.platform == "win32":
        return
    import resource

    for name, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _lower(name, value)


def _lower(name: int, value: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(name)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(name, (wanted, hard))
    except (ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it; the parent's clock remains
        return


def _allow_time(seconds: int) -> None:
    """Processor time for one more file: the limit counts the whole life of the process."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _guard() -> Any:
    """The audit hook; it cannot be taken off again."""
    roots = tuple(
        os.path.realpath(path) for path in {*sys.path, sys.prefix, sys.base_prefix, *_READABLE} if path
    )
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int):
                return
            real = os.path.realpath(os.fsdecode(path))
            inside = any(real == root or real.startswith(root + os.sep) for root in roots)
            if not inside or (isinstance(flags, int) and flags & writing and real != os.devnull):
                raise PermissionError(f"not opened while parsing: {event}")
            return
        family, _, act = event.partition(".")
        if family in _FAMILIES or (family == "os" and (act in _ACTS or act in _CHANGES)):
            raise PermissionError(f"not allowed while parsing: {event}")

    return hook
