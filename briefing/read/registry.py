"""Kind of file → where its reader is. A new kind is one line here, one module, one case folder.

Readers are imported on use, and all but the first in the child process (`child`).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from briefing.errors import BriefingError
from briefing.read.draft import Draft, Drafts, Failure
from briefing.read.kinds import kind_of

READERS = {
    "text": "briefing.read.text:read_text",
    "html": "briefing.read.html:read_html",
    "markdown": "briefing.read.markdown:read_markdown",
    "pdf": "briefing.read.pdf:read_pdf",
    "mail": "briefing.read.mail:read_mail",
    "mbox": "briefing.read.mail:read_mbox",
    "mhtml": "briefing.read.mail:read_mhtml",
    "feed": "briefing.read.feed:read_feed",
    "zip": "briefing.read.archive:read_zip",
    "docx": "briefing.read.office:read_docx",
    "rtf": "briefing.read.office:read_rtf",
    "odt": "briefing.read.odt:read_odt",
    "warc": "briefing.read.warc:read_warc",
}
# Decoding and splitting lines cannot be made to loop or crash, so text needs no process of its own.
HERE = frozenset(("text",))
# Readers that are told the address a file was fetched from: a page's date may stand in it.
TOLD_ADDRESS = frozenset(("html",))
# A container in a container is not opened: packed once more, a bomb passes any limit on size.
_CONTAINERS = frozenset(("zip", "mbox", "warc"))


def reader(kind: str) -> Callable[..., Drafts]:
    """The function that reads files of this kind; those of `TOLD_ADDRESS` take `address` as well."""
    found: Callable[..., Drafts] = named(READERS[kind])
    return found


def named(place: str) -> Callable[[bytes, str], Any]:
    """The function at "package.module:name"."""
    module, _, function = place.partition(":")
    found: Callable[[bytes, str], Any] = getattr(importlib.import_module(module), function)
    return found


# A mail in a mail in a ZIP; what is packed deeper was not put there for a reader.
_MAX_DEPTH = 3
# For each part that is open, whether it came out of an archive.
_open_parts: list[bool] = []


def read_part(data: bytes, part: str, *, address: str = "", packed: bool = False) -> Drafts:
    """The articles in one part of a container, each named `part`; a `Failure` when there is none.

    `address` is where the part is known to have been fetched from, `packed` says that its container is an
    archive: a mail may carry one, and no archive another.
    """
    if not data.strip():
        return [Failure(part, "is empty")]
    try:
        kind = kind_of(data, part)
    except BriefingError as error:
        return [Failure(part, error.message)]
    _open_parts.append(packed)
    try:
        if kind in _CONTAINERS and any(_open_parts):
            raise BriefingError("is an archive inside an archive: unpack it first")
        if len(_open_parts) > _MAX_DEPTH:
            raise BriefingError("is packed too deep: take it out and read it by itself")
        drafts = reader(kind)(data, part, **({"address": address} if kind in TOLD_ADDRESS else {}))
    except BriefingError as error:
        return [Failure(part, error.message)]
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # one part must not cost the others
        return [Failure(part, f"could not be parsed ({type(error).__name__})")]
    finally:
        _open_parts.pop()
    return [_named(draft, part, data) for draft in drafts]


def _named(draft: Draft | Failure, part: str, data: bytes) -> Draft | Failure:
    name = f"{part}, {draft.part}" if draft.part else part
    if isinstance(draft, Failure):
        return replace(draft, part=name)
    return replace(draft, part=name, raw=draft.raw or data)
