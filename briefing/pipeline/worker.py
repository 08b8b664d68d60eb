"""One of the processes that read many files: each file is read, collected from and put in the spool.

It is this program itself, in another process for the sake of all cores: what is not trusted is parsed
in a process of its own, here as elsewhere (`read`). It answers a line for a line and holds nothing.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefing import collect as collecting
from briefing import read as reading
from briefing.errors import BriefingError
from briefing.model import Document, Profile, Unread, fetched
from briefing.model.plain import from_plain
from briefing.pipeline.spool import Article, Reading, Spool, key_of

# Stands in the metadata of every PDF that this program wrote.
OURS = b"<xmp:CreatorTool>briefing<"
# An answer must fit into a pipe beside others, or both ends could wait for each other.
_MAX_REASON = 1_000


def main() -> None:
    """Answer requests from standard input until it ends."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    # Nothing that a library prints may reach the pipe.
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silence, descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when its parent says so, or ends
    first = json.loads(requests.readline())
    profile = from_plain(Profile, first["profile"])
    spool = Spool(Path(first["spool"]), keep_raw=first["keep_raw"])
    for line in requests:
        answers.write(_line(_answer(Path(_decoded(line)), profile, spool, first["setting"])))


def read_file(path: Path, profile: Profile, spool: Spool, setting: str) -> str | Reading:
    """The key of the entry that the file at `path` has, read anew where there is none yet.

    A `Reading` when nothing came of it: that is no entry, as a file may be better tomorrow.
    """
    name = reading.shown(path)
    try:
        data = reading.load(path)
        known, note = fetched.of(path, data)
        key = key_of(data, name, known, note, setting)
        if spool.has(key):
            return key
        contents = reading.read_bytes(data, name, path=path, known=known, note=note)
    except BriefingError as error:
        return Reading(name, (), (Unread(error.where, error.message),), error.hint)
    made = collect_from(name, contents.documents, contents.unread, profile)
    if not made.articles:
        return made
    spool.put(key, made)
    return key


def collect_from(
    name: str, documents: Sequence[Document], unread: Sequence[Unread], profile: Profile, hint: str = ""
) -> Reading:
    """What one file gave, with all that is to be collected from its documents."""
    articles = []
    failed = list(unread)
    for document in documents:
        if document.raw.startswith(b"%PDF-") and OURS in document.raw:
            failed.append(Unread(name, "is a briefing of this program, not an article"))
            continue
        try:
            found = collecting.collect(document, profile)
        except Exception as error:  # one article must not cost the others; the reason is printed
            failed.append(Unread(name, f"a fault of briefing itself: {type(error).__name__}: {error}"))
        else:
            articles.append(Article(document, found))
    return Reading(name, tuple(articles), tuple(failed), hint)


def _answer(path: Path, profile: Profile, spool: Spool, setting: str) -> dict[str, Any]:
    try:
        made = read_file(path, profile, spool, setting)
    except BriefingError as error:  # the spool's: no other file will fare better
        return {"failed": [error.message, error.where, error.hint]}
    except Exception as error:  # the edge of this process: one file must not cost the others
        return {"unread": f"a fault of briefing itself: {type(error).__name__}: {error}", "hint": ""}
    if isinstance(made, str):
        return {"key": made}
    return {"unread": made.unread[0].reason[:_MAX_REASON], "hint": made.hint[:_MAX_REASON]}


def ask_line(path: Path) -> bytes:
    """The request to read `path`: any name that a file may have, on one line."""
    return json.dumps(os.fspath(path)).encode("ascii") + b"\n"


def _decoded(line: bytes) -> str:
    text: str = json.loads(line)
    return text


def _line(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer).encode("ascii") + b"\n"


def answered(line: bytes, path: Path) -> str | Reading:
    """What `read_file` gave over there; `BriefingError` when the spool failed, `ValueError` for no answer."""
    answer = json.loads(line)
    if "failed" in answer:
        message, where, hint = answer["failed"]
        raise BriefingError(message, where=where, hint=hint)
    if "key" in answer:
        return str(answer["key"])
    return nothing(path, answer["unread"], answer["hint"])


def nothing(path: Path, reason: str, hint: str = "") -> Reading:
    """The reading of a file that could not be read, named as every error names it: on one line."""
    name = reading.shown(path)
    error = BriefingError(reason, where=name, hint=hint)
    return Reading(name, (), (Unread(error.where, error.message),), error.hint)


def without_raw(document: Document) -> Document:
    """The same document without its file's bytes."""
    return replace(document, raw=b"") if document.raw else document
