"""Files in, documents out: `read` for one article, `read_all` for whatever a file holds, `find` for
the files that a command line means.

What a file is, its first bytes tell. After this room a document's text never changes, and nothing
in it can steer a terminal, hide words or stand for a file or an address to be opened.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from briefing.errors import BriefingError
from briefing.model import Document
from briefing.read.draft import Draft, finish
from briefing.read.files import find, load, shown
from briefing.read.kinds import kind_of
from briefing.read.registry import HERE, READERS

__all__ = ["find", "read", "read_all", "read_bytes"]


def read(path: Path) -> Document:
    """The article in the file at `path`; `BriefingError`, naming the file, when there is none.

    Of a file that holds several (a mailbox, a feed, an archive) it is an error too: `read_all`
    reads those.
    """
    documents = read_all(path)
    if len(documents) > 1:
        raise BriefingError(
            f"holds {len(documents)} articles, not one",
            where=shown(path),
            hint="read them all, or take out one",
        )
    return documents[0]


def read_all(path: Path) -> list[Document]:
    """Every article in the file at `path`, at least one; `BriefingError` when there is none."""
    return read_bytes(load(path), shown(path))


def read_bytes(data: bytes, name: str) -> list[Document]:
    """Every article in `data`; `name` is what the user calls it, and gives the suffix."""
    try:
        if not data.strip():
            raise BriefingError("is empty", hint="save the article again")
        drafts = _parse(kind_of(data, name, ""), data, name)
    except BriefingError as error:
        raise BriefingError(error.message, where=name, hint=error.hint) from None
    return [finish(draft, name, data) for draft in drafts]


def _parse(kind: str, data: bytes, name: str) -> list[Draft]:
    if kind in HERE:
        module, _, function = READERS[kind].partition(":")
        drafts: list[Draft] = getattr(importlib.import_module(module), function)(data, name)
        return drafts
    # Not at the top: threads and pipes are paid for by those who read more than text.
    from briefing.read import pool

    return pool.parse(kind, data, name)
