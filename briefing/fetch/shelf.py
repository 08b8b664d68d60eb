"""Where a fetched page is put: a telling name that can only be its own, and its record beside it.

The name is host, path and ten digits of a hash of the address that was asked for. So the same address
always has the same name, no two addresses share one, and nothing in an address can lead out of
the folder. The record is written first: a page without one was not put there by this program.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from briefing.errors import BriefingError
from briefing.fetch.address import Address
from briefing.fetch.fetcher import Page
from briefing.model import atomic, fetched
from briefing.model.fetched import Fetched

_SUFFIXES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
    "application/pdf": "pdf",
    "application/rss+xml": "xml",
    "application/atom+xml": "xml",
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/zip": "zip",
    "message/rfc822": "eml",
    "multipart/related": "mhtml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_KNOWN = frozenset((*_SUFFIXES.values(), "htm", "mht", "markdown"))
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
# With the hash, the longest suffix and the record's own it stays far below the 255 bytes of a name.
_MAX_HOST, _MAX_PATH = 60, 70
# What is not kept: it may be a key to something, and says nothing about the page.
_SECRET_HEADERS = frozenset(("set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate"))
_MAX_HEADERS, _MAX_VALUE = 60, 1_000


def kept(asked: Address, folder: Path) -> tuple[Path, Fetched] | None:
    """The file and the record of an earlier fetch of this very address into `folder`, if they are there."""
    for record in sorted(folder.glob(f"*-{_key(asked)}.*{fetched.SUFFIX}")):
        page = record.with_name(record.name.removesuffix(fetched.SUFFIX))
        with suppress(BriefingError):  # a record that cannot be read is none
            known = fetched.load(record)
            if known.asked == str(asked) and page.is_file():
                return page, known
    return None


def put(page: Page, folder: Path, moment: datetime) -> tuple[Path, Fetched]:
    """Keep the page and its record in `folder`, in place of an earlier fetch of the same address.

    A file of that name that has no record is somebody else's and is not touched.
    """
    before = kept(page.asked, folder)
    path = folder / name_of(page)
    record = fetched.beside(path)
    if path.exists() and (before is None or before[0] != path):
        raise BriefingError("a file of this name is there, and was not fetched", where=str(path))
    known = _record(page, moment)
    fresh = not record.exists()
    atomic.write(record, fetched.to_toml(known, path.name).encode("utf-8", "replace"))
    try:
        atomic.write(path, page.answer.body)
    except BaseException:
        if fresh:
            with suppress(OSError):
                record.unlink()
        raise
    if before is not None and before[0] != path:  # the same address was of another kind then
        for old in (before[0], fetched.beside(before[0])):
            with suppress(OSError):
                old.unlink()
    return path, known


def name_of(page: Page) -> str:
    """The name of the page's file: "example.org-harbour-fire-1f3870be27.html"."""
    host = _plain(page.address.host.removeprefix("www."), keep=".")[:_MAX_HOST].strip("-.")
    path = page.address.target.partition("?")[0]
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    if suffix in _KNOWN:
        path = path[: -len(suffix) - 1]
    words = _plain(unquote(path, errors="replace"))
    telling = "-".join(part for part in (host, _shortened(words)) if part)
    return f"{telling}-{_key(page.asked)}.{_suffix(page, suffix)}"


def _shortened(words: str) -> str:
    """The end of a path says what the page is about; its beginning is sections and years."""
    if len(words) <= _MAX_PATH:
        return words
    end = words[-_MAX_PATH:]
    return end.partition("-")[2] or end


def _suffix(page: Page, of_path: str) -> str:
    if page.answer.body[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    # A server that says no more than "text" or "octets" knows less than the address.
    if page.media_type in ("", "application/octet-stream", "text/plain") and of_path in _KNOWN:
        return of_path
    return _SUFFIXES.get(page.media_type, "bin")


def _key(asked: Address) -> str:
    return hashlib.sha256(f"briefing/fetched/1 {asked}".encode()).hexdigest()[:10]


def _plain(text: str, keep: str = "") -> str:
    """`text` in small letters, digits and single hyphens, accents taken off."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [_NOT_IN_NAMES.sub("-", part).strip("-") for part in (bare.split(keep) if keep else [bare])]
    return keep.join(word for word in words if word)


def _record(page: Page, moment: datetime) -> Fetched:
    body = page.answer.body
    headers = [
        (_storable(name), _storable(value))
        for name, value in page.answer.headers
        if name.lower() not in _SECRET_HEADERS
    ]
    return Fetched(
        asked=str(page.asked),
        address=str(page.address),
        retrieved=moment.isoformat(timespec="seconds"),
        status=page.answer.status,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        media_type=page.media_type,
        charset=page.charset,
        redirects=page.redirects,
        headers=tuple(headers[:_MAX_HEADERS]),
    )


def _storable(text: str) -> str:
    """One line without controls: a header may be folded, and may hold anything."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))[
        :_MAX_VALUE
    ]
