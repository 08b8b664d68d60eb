"""What has been read so far of many files, on the disk: a run that is cut off goes on from there.

    .NAME.reading/
      entries/<key>          one file's reading: a line with the digest of the rest, then JSON
      raw/<sha256>           a file as it was read, for the edition to take over

An entry's key is made of everything that its reading depends on: the file's bytes, its suffix, the
record of its fetching, the profile, and the program with its libraries. So a file that has changed is
read anew, a copy under another name is not, and no entry ever has to be thrown away for its age. Each
is written whole or not at all and proves its own bytes, so that one that was cut off is as good as
none. The folder is as trustworthy as the edition or the paper that it lies beside, no more.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefing.collect import Collected
from briefing.errors import BriefingError
from briefing.model import Document, Profile, Unread
from briefing.model.fetched import Fetched
from briefing.model.plain import from_plain, to_plain

# Everything that the reading of a file depends on: our own rooms, and whose work they use.
_ROOMS = ("collect", "model", "read")
_LIBRARIES = (
    "trafilatura",
    "htmldate",
    "courlan",
    "justext",
    "pyphen",
    "warcio",
    "lxml",
    "lxml_html_clean",
    "charset-normalizer",
    "pypdfium2",
    "markdown-it-py",
    "python-docx",
    "striprtf",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One document and what was collected from it."""

    document: Document
    found: Collected


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave: its articles, and the parts (or the whole) that could not be read."""

    name: str
    articles: tuple[Article, ...]
    unread: tuple[Unread, ...] = ()
    hint: str = ""

    def named(self, name: str) -> Reading:
        """The same reading of a file of the same bytes that is called `name`."""
        if name == self.name:
            return self

        def moved(location: str) -> str:
            return name + location[len(self.name) :]

        return replace(
            self,
            name=name,
            articles=tuple(
                replace(each, document=_at(each.document, moved(each.document.source.location)))
                for each in self.articles
            ),
            unread=tuple(replace(each, location=moved(each.location)) for each in self.unread),
        )


def _at(document: Document, location: str) -> Document:
    return replace(document, source=replace(document.source, location=location))


class Spool:
    """The folder of what has been read; `keep_raw` when an edition is to have the files as well."""

    def __init__(self, folder: Path, *, keep_raw: bool) -> None:
        self.folder = folder
        self.keep_raw = keep_raw

    def has(self, key: str) -> bool:
        """True when there is a whole entry of that key, and every raw file that it speaks of."""
        reading = self.get(key)
        return reading is not None and (
            not self.keep_raw
            or all(self._raw(each.document.source.sha256).is_file() for each in reading.articles)
        )

    def get(self, key: str) -> Reading | None:
        """The entry of that key; None when there is none, or not all of it."""
        try:
            digest, _, body = self._entry(key).read_bytes().partition(b"\n")
            if digest.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
                return None
            reading = from_plain(Reading, json.loads(body))
        except (OSError, ValueError, RecursionError):
            return None
        if not self.keep_raw:
            return reading
        articles = tuple(
            replace(each, document=replace(each.document, raw_at=self._raw(each.document.source.sha256)))
            for each in reading.articles
        )
        return replace(reading, articles=articles)

    def put(self, key: str, reading: Reading) -> None:
        """Keep `reading`; `BriefingError` when the disk will not have it."""
        if self.keep_raw:
            for each in reading.articles:
                self._write(self._raw(each.document.source.sha256), each.document.raw)
        body = json.dumps(to_plain(reading), separators=(",", ":")).encode("ascii")
        self._write(self._entry(key), hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body)

    def remove(self) -> None:
        """Take the folder away: what was read has gone where it was to go."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _entry(self, key: str) -> Path:
        return self.folder / "entries" / key

    def _raw(self, sha256: str) -> Path:
        return self.folder / "raw" / sha256

    def _write(self, path: Path, data: bytes) -> None:
        # Not `model.atomic`: that waits for the disk, a file at a time. After a power cut the digest
        # tells what is whole, and the rest is read once more.
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            temporary.replace(path)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            reason = f"cannot be written: {error.strerror or error}"
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            hint = "make room there; the same command goes on from where it was" if full else ""
            raise BriefingError(reason, where=str(self.folder), hint=hint) from None


def key_of(data: bytes, name: str, known: Fetched | None, note: str, setting: str) -> str:
    """The key of a file's entry; `setting` stands for the profile and the program (`setting_of`)."""
    suffix = name.lower().rpartition(".")[2] if "." in name else ""
    rest = json.dumps([suffix, repr(known), note, setting])
    digest = hashlib.sha256(b"briefing/reading/1" + hashlib.sha256(data).digest())
    digest.update(rest.encode("ascii"))
    return digest.hexdigest()[:40]


def setting_of(profile: Profile) -> str:
    """What of the program and the profile counts in every key: other words or code, other entries."""
    return hashlib.sha256(json.dumps([_code(), to_plain(profile)]).encode("ascii")).hexdigest()


@cache
def _code() -> str:
    """A digest of what reads and collects here: our code and word lists, and the versions of libraries."""
    digest = hashlib.sha256(sys.version.encode())
    package = Path(__file__).parent.parent
    for room in _ROOMS:
        for path in sorted((package / room).iterdir()):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    for library in _LIBRARIES:
        try:
            digest.update(f"{library} {version(library)}".encode())
        except PackageNotFoundError:
            continue
    return digest.hexdigest()


def beside(output: Path) -> Path:
    """Where the spool of a run that writes `output` lies: hidden there, so that no folder is read with it."""
    real = Path(os.path.realpath(output))
    return real.with_name(f".{real.name}.reading")


@contextmanager
def spooled(folder: Path | None, *, keep_raw: bool) -> Iterator[Spool]:
    """The spool in `folder`, removed when all went well and left for the next run when not.

    Without a folder it lies among the system's temporary files and never stays. One run at a time
    uses a folder: `BriefingError` for the second.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True) as made:
            yield Spool(Path(made), keep_raw=keep_raw)
        return
    spool = Spool(folder, keep_raw=keep_raw)
    around = [] if folder.parent.exists() else [folder.parent]
    with _alone(folder):
        try:
            yield spool
        except BaseException:
            if not any((folder / "entries").glob("*")):
                spool.remove()
                for each in around:
                    with suppress(OSError):  # no longer empty: somebody else uses it
                        each.rmdir()
            raise
        spool.remove()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Held by one process at a time; the system lets go of it when that dies."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise BriefingError(f"cannot be written: {error.strerror or error}", where=str(folder)) from None
    try:
        with suppress(ImportError):  # Windows; entries are whole or absent there too
            import fcntl

            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BriefingError(
                    "another run is reading for the same output",
                    where=str(folder),
                    hint="wait until it is done, or name another output",
                ) from None
            except OSError:  # a file system without locks
                pass
        yield
    finally:
        os.close(descriptor)
