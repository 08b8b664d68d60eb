"""Files in, documents out: `read` for one article, `read_all` for whatever a file holds, `read_many`
for a batch on several processes, `find` for the files that a command line means.

What a file is, its first bytes tell. After this room a document's text never changes, and nothing
in it can steer a terminal, hide words or stand for a file or an address to be opened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from briefing.errors import BriefingError
from briefing.model import Document, Unread, fetched
from briefing.model.fetched import Fetched
from briefing.read.clean import field
from briefing.read.concerns import concerns
from briefing.read.decode import recoded
from briefing.read.draft import Draft, Drafts, finish, is_address
from briefing.read.files import find, load, refuse_size, shown
from briefing.read.kinds import kind_of
from briefing.read.limits import MAX_BYTES, MAX_FIELD_CHARACTERS
from briefing.read.registry import HERE, reader

__all__ = [
    "Contents",
    "Given",
    "apart",
    "concerns",
    "find",
    "load",
    "read",
    "read_all",
    "read_bytes",
    "read_many",
    "shown",
]

# Kinds whose encoding the server may name; the others say it themselves, or are no text.
_TEXTS = frozenset(("text", "html", "markdown"))


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file held: its documents, and the parts (or the whole) that could not be read.

    `hint` says what to do when there is no document at all.
    """

    path: Path
    documents: tuple[Document, ...]
    unread: tuple[Unread, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """An article that is no file: its bytes, and what the user is told it is called."""

    name: str
    data: bytes

    @classmethod
    def from_stream(cls, name: str, stream: BinaryIO) -> Given:
        """All that `stream` has, or as much as shows that it is too much."""
        return cls(name, stream.read(MAX_BYTES + 1))


def read(path: Path) -> Document:
    """The article in the file at `path`; `BriefingError`, naming the file, when there is none.

    Of a file that holds several (a mailbox, a feed, an archive) it is an error too: `read_all`
    reads those.
    """
    documents = read_all(path).documents
    if len(documents) > 1:
        raise BriefingError(
            f"holds {len(documents)} articles, not one",
            where=shown(path),
            hint="take the one out that is meant",
        )
    return documents[0]


def read_all(path: Path) -> Contents:
    """Every article in the file at `path`, at least one; `BriefingError` when there is none."""
    data = load(path)
    known, reason = fetched.of(path, data)
    return read_bytes(data, shown(path), path=path, known=known, note=reason)


def read_bytes(
    data: bytes, name: str, *, path: Path | None = None, known: Fetched | None = None, note: str = ""
) -> Contents:
    """Every article in `data`, at least one; `name` is what the user calls it, and gives the suffix.

    `known` is the record of its fetching, where it was fetched; `note` goes into every document's changes.
    """
    try:
        if not data.strip():
            raise BriefingError("is empty", hint="save the article again")
        kind = kind_of(data, name)
        text, encoding = _as_served(data, known) if kind in _TEXTS else (data, "")
        note = f"read as {encoding}" if encoding else note
        drafts = _parse(kind, text, name, known.address if known and is_address(known.address) else "")
    except BriefingError as error:
        named = BriefingError(error.message, where=name, hint=error.hint)
        for note in getattr(error, "__notes__", ()):
            named.add_note(note)
        raise named from None
    documents: list[Document] = []
    unread: list[Unread] = []
    for draft in drafts:
        if isinstance(draft, Draft):
            documents.append(finish(draft, name, data, fetched=known, note=note))
        else:
            unread.append(
                Unread(f"{name} ({field(draft.part, MAX_FIELD_CHARACTERS)})", field(draft.message, 300), True)
            )
    return Contents(path or Path(name), tuple(documents), tuple(unread))


def apart(call: str, data: bytes, name: str) -> Any:
    """What the function `call` ("package.module:name") answers to (data, name), called in the limited
    process that articles are parsed in: plain values, to be checked by whoever asks."""
    from briefing.read import pool

    return pool.apart(call, data, name)


def read_many(paths: Iterable[Path | Given], *, jobs: int = 1) -> Generator[Contents, None, None]:
    """The contents of each file in the order of `paths`, read on `jobs` processes.

    A file that cannot be read gives contents without documents. Only a few files are read ahead of
    the one that is asked for, so that memory does not grow with their number.
    """
    if isinstance(paths, Sized):
        # A process takes 0.2 s to start, which is what fifteen web pages take.
        jobs = min(jobs, 1 + len(paths) // 15)
    if jobs <= 1:
        yield from map(_contents, paths)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(jobs) as threads:
        waiting: deque[Future[Contents]] = deque()
        try:
            for path in paths:
                waiting.append(threads.submit(_contents, path))
                if len(waiting) > 2 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            # Whoever stops asking (Ctrl-C above all) does not wait for a file that takes its time.
            for future in waiting:
                future.cancel()
            from briefing.read import pool

            pool.stop()
            raise


def _contents(path: Path | Given) -> Contents:
    place = Path(path.name) if isinstance(path, Given) else path
    try:
        if not isinstance(path, Given):
            return read_all(path)
        refuse_size(path.data, path.name)
        return read_bytes(path.data, path.name)
    except BriefingError as error:
        return Contents(place, (), (Unread(error.where, error.message),), error.hint)


def _as_served(data: bytes, known: Fetched | None) -> tuple[bytes, str]:
    """`data` in UTF-8, and the encoding it was in, where the server named one that fits."""
    return recoded(data, known.charset) if known is not None and known.charset else (data, "")


def _parse(kind: str, data: bytes, name: str, address: str) -> Drafts:
    if kind in HERE:
        return reader(kind)(data, name)
    # Not at the top: threads and pipes are paid for by those who read more than text.
    from briefing.read import pool

    return pool.parse(kind, data, name, address=address)
