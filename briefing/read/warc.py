"""Web archives as crawlers write them (WARC, ARC, packed or not): a document for each page that was fetched.

What is not a page, a text or a PDF (pictures, scripts, the requests, answers other than 200) is passed
over, as it is in a folder. The record's own address is the document's.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace
from typing import Any

from briefing.errors import BriefingError
from briefing.read import dates
from briefing.read.draft import Draft, Drafts, Failure, is_address
from briefing.read.limits import MAX_BYTES, MAX_PARTS
from briefing.read.registry import read_part

# All records together, unpacked: a record that lies about its size is stopped while it unpacks.
_MAX_TOTAL = 4 * MAX_BYTES
_BIT = 1 << 16
_MAX_RECORDS = 50 * MAX_PARTS
_READ = re.compile(r"text/(?:html|plain)|application/(?:xhtml\+xml|pdf)", re.IGNORECASE)


def read_warc(data: bytes, name: str) -> Drafts:
    """The pages of a web archive in its order; records after a damaged one are told as unread."""
    from warcio.archiveiterator import ArchiveIterator

    plain, whole = _plain(data)
    drafts: Drafts = []
    count = 0
    try:
        for record in ArchiveIterator(io.BytesIO(plain), arc2warc=True):
            count += 1
            if count > _MAX_RECORDS or len(drafts) >= MAX_PARTS:
                drafts.append(Failure("the rest", f"only the first {count - 1} records were read"))
                break
            if _is_page(record):
                drafts.extend(_page(record, record.content_stream().read(MAX_BYTES + 1), f"record {count}"))
            record.raw_stream.read()
            whole = whole and not getattr(record.raw_stream, "limit", 0)
    except Exception as error:  # warcio raises what it likes on a torn record; what came before it stands
        if isinstance(error, MemoryError):
            raise
        whole = False
    if not any(isinstance(draft, Draft) for draft in drafts) and not whole:
        raise BriefingError("is a damaged web archive", hint="save the page again")
    if not whole:
        drafts.append(Failure("the rest", f"is damaged or cut short after record {count}"))
    if not drafts:
        raise BriefingError("is a web archive without a page in it", hint="save the page again")
    return drafts


def _plain(data: bytes) -> tuple[bytes, bool]:
    """`data` unpacked, as far as it goes and no further than `_MAX_TOTAL`, and whether that was all of it."""
    if not data.startswith(b"\x1f\x8b"):
        return data, True
    pieces: list[bytes] = []
    left, place = _MAX_TOTAL, 0
    while place < len(data):
        # A packed piece for each record; fed bit by bit, since what is left over of a bit is copied.
        packed = zlib.decompressobj(31)
        while not packed.eof:
            bit = data[place : place + _BIT]
            place += len(bit)
            try:
                pieces.append(packed.decompress(bit, left))
            except zlib.error:
                return b"".join(pieces), False
            left -= len(pieces[-1])
            if not bit or left <= 0:
                return b"".join(pieces), False
        place -= len(packed.unused_data)
    return b"".join(pieces), True


def _is_page(record: Any) -> bool:
    """True for the answer to a request that was well, or a bare file, of a kind that is read."""
    headers = record.http_headers
    if record.rec_type == "response" and headers is not None:
        return headers.get_statuscode() == "200" and bool(
            _READ.match(headers.get_header("Content-Type") or "")
        )
    return record.rec_type == "resource" and bool(
        _READ.match(record.rec_headers.get_header("Content-Type") or "")
    )


def _page(record: Any, content: bytes, part: str) -> Drafts:
    if len(content) > MAX_BYTES:
        return [Failure(part, f"is larger than {MAX_BYTES // 1_000_000} MB")]
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")
    known = address if is_address(address) else ""
    # The suffix of an address is no file's: only its bytes tell what it is.
    moment = dates.iso(record.rec_headers.get_header("WARC-Date") or "")
    return [
        replace(draft, address=known or draft.address, retrieved=moment)
        if isinstance(draft, Draft)
        else draft
        for draft in read_part(_as_served(record, content), part, address=known)
    ]


def _as_served(record: Any, content: bytes) -> bytes:
    """`content` in UTF-8 where the server named another encoding that fits; see the same for fetched pages."""
    from briefing.read.decode import recoded

    headers = record.http_headers
    kind = (headers.get_header("Content-Type") or "") if headers is not None else ""
    if not kind.lower().startswith("text/"):
        return content
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", kind, re.IGNORECASE)
    return recoded(content, match[1])[0] if match else content
