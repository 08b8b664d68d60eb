"""Numbered copies: each reader's PDF says whose it is, on every page and in its metadata.

A copy is the master with an incremental update behind it (ISO 32000-2, 7.5.6): the master's octets
come first, all of them, unchanged; then the pages again with one more piece of content each, the
stamp, and the document information with the number and the holder. So whatever was checked or
signed about the master can still be found in each copy. The stamp is an artifact, outside the
reading order.

What this does not promise: somebody who knows PDFs can take the update away. `briefing whose` then
still answers from a page that was printed, photographed or cut out, but not from the bare master.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from briefing.deliver.glyphs import Glyph, glyph
from briefing.deliver.recipients import Recipient
from briefing.errors import BriefingError

_FONT = "/BriefingCopy"
_SIZE_PT = 7
# Below the foot of our pages (their lowest line stands at 43 pt), inside what printers print.
_LEFT_PT, _BOTTOM_PT = 40, 25
_STARTXREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_PRINTED = re.compile(r"Copy (\d+) · ([^\r\n]+)")


@dataclass(frozen=True, slots=True)
class Copy:
    """One reader's copy; `holder` is who has it, as it is printed."""

    number: int
    holder: str

    @property
    def label(self) -> str:
        """The stamp's words."""
        return f"Copy {self.number} · {self.holder}"


@dataclass(frozen=True, slots=True)
class Traces:
    """What a PDF says about whose copy it is: `paper` is the SHA-256 of its master."""

    paper: str
    metadata: Copy | None
    printed: tuple[tuple[int, Copy], ...]


def holder_of(recipient: Recipient) -> str:
    """How a reader is printed as the holder of a copy: on one line, whatever the name's length."""
    address = recipient.address
    return f"{address.name[:60]} <{address.spec}>" if address.name else address.spec


class Master:
    """A finished PDF, opened once to make any number of copies."""

    def __init__(self, pdf: bytes, name: str) -> None:
        import pikepdf

        self._pdf = pdf
        self.digest = hashlib.sha256(pdf).hexdigest()
        start = _STARTXREF.search(pdf[-2048:])
        if not start:
            raise BriefingError("cannot be numbered: its end is not that of a PDF", where=name)
        self._previous = int(start[1])
        self._table = pdf[self._previous : self._previous + 4] == b"xref"
        try:
            with pikepdf.open(BytesIO(pdf)) as document:
                if document.is_encrypted:
                    raise BriefingError("cannot be numbered: it is encrypted", where=name)
                self._read(document)
        except pikepdf.PdfError as error:
            raise BriefingError(f"cannot be numbered: {error}", where=name) from None

    def _read(self, document: Any) -> None:
        trailer = document.trailer
        size = max((each.objgen[0] for each in document.objects), default=0) + 1
        size = max(size, int(trailer.get("/Size", 0)))
        # Numbers of the new objects: the same in each copy, and so are the pages that name them.
        self._opening, self._font, self._unicode = size, size + 1, size + 2
        self._next = size + 3
        self._root = _written(trailer.Root)
        self._identifier = bytes(trailer.ID[0]) if "/ID" in trailer else b""
        information = trailer.get("/Info")
        self._information: dict[str, bytes] = {}
        self._information_number = 0
        if information is not None:
            self._information_number = information.objgen[0]
            self._information = {key: _written(value) for key, value in information.items()}
        if not self._information_number:
            self._information_number, self._next = self._next, self._next + 1
        self._stamps: dict[tuple[float, float], int] = {}
        self._pages: dict[int, bytes] = {}
        for page in document.pages:
            left, bottom = (float(each) for each in page.mediabox[:2])
            if (left, bottom) not in self._stamps:
                self._stamps[left, bottom], self._next = self._next, self._next + 1
            self._pages[page.obj.objgen[0]] = self._page(page.obj, self._stamps[left, bottom])

    def _page(self, page: Any, stamp: int) -> bytes:
        """A page's dictionary with the stamp behind its content and the stamp's font in its resources."""
        items = {key: _written(value) for key, value in page.items()}
        content = page.get("/Contents")
        pieces = [] if content is None else list(content) if content._type_name == "array" else [content]
        parts = [b"%d 0 R" % self._opening, *(_written(each) for each in pieces), b"%d 0 R" % stamp]
        items["/Contents"] = b"[ " + b" ".join(parts) + b" ]"
        resources = _inherited(page, "/Resources")
        own = {} if resources is None else {key: _written(value) for key, value in resources.items()}
        fonts = {} if resources is None else resources.get("/Font", {})
        named = {key: _written(value) for key, value in fonts.items()}
        own["/Font"] = _dictionary({**named, _FONT: b"%d 0 R" % self._font})
        items["/Resources"] = _dictionary(own)
        return _dictionary(items)

    def copy(self, copy: Copy) -> bytes:
        """The copy's octets; the same for the same reader at any time."""
        glyphs = _glyphs(copy.label)
        objects = dict(self._pages)
        objects[self._opening] = _stream(b"q\n")
        objects |= self._stamped(copy, glyphs)
        mark = {
            "/BriefingPaper": _text(self.digest),
            "/BriefingCopy": _text(str(copy.number)),
            "/BriefingHolder": _text(copy.holder),
        }
        objects[self._information_number] = _dictionary({**self._information, **mark})
        return self._pdf + self._update(objects, copy)

    def _stamped(self, copy: Copy, glyphs: Mapping[str, Glyph]) -> dict[int, bytes]:
        """The stamp's font, its letters, and the stamp itself at each place it is wanted."""
        codes = {character: code for code, character in enumerate(glyphs, start=1)}
        first = self._next
        letters = {first + index: _letter(each) for index, each in enumerate(glyphs.values())}
        names = [f"/g{code}" for code in codes.values()]
        procedures = {name: b"%d 0 R" % number for name, number in zip(names, letters, strict=True)}
        font = {
            "/Type": b"/Font",
            "/Subtype": b"/Type3",
            "/Name": _FONT.encode(),
            "/FontBBox": b"[ 0 -300 1200 1000 ]",
            "/FontMatrix": b"[ 0.001 0 0 0.001 0 0 ]",
            "/CharProcs": _dictionary(procedures),
            "/Encoding": b"<< /Type /Encoding /Differences [ 1 " + " ".join(names).encode() + b" ] >>",
            "/FirstChar": b"1",
            "/LastChar": b"%d" % len(codes),
            "/Widths": b"[ " + b" ".join(b"%d" % each.width for each in glyphs.values()) + b" ]",
            "/Resources": b"<< >>",
            "/ToUnicode": b"%d 0 R" % self._unicode,
        }
        shown = bytes(codes[character] for character in copy.label if character in codes).hex().encode()
        stamps = {
            number: _stream(
                b"Q\n/Artifact << /Type /Pagination /Subtype /Footer >> BDC\nq 0.25 g BT "
                b"%s %d Tf %g %g Td <%s> Tj ET Q\nEMC\n"
                % (_FONT.encode(), _SIZE_PT, left + _LEFT_PT, bottom + _BOTTOM_PT, shown)
            )
            for (left, bottom), number in self._stamps.items()
        }
        return {**letters, self._font: _dictionary(font), self._unicode: _to_unicode(codes), **stamps}

    def _update(self, objects: Mapping[int, bytes], copy: Copy) -> bytes:
        """The incremental update: objects, cross-references, trailer."""
        out = bytearray(b"" if self._pdf.endswith(b"\n") else b"\n")
        offsets: dict[int, int] = {}
        for number in sorted(objects):
            offsets[number] = len(self._pdf) + len(out)
            out += b"%d 0 obj\n" % number + objects[number] + b"\nendobj\n"
        here = len(self._pdf) + len(out)
        size = max(offsets) + 1
        changed = hashlib.sha256(f"{self.digest} {copy.label}".encode()).digest()[:16]
        trailer = {
            "/Root": self._root,
            "/Info": b"%d 0 R" % self._information_number,
            "/Prev": b"%d" % self._previous,
            "/ID": b"[ <%s> <%s> ]" % ((self._identifier or changed).hex().encode(), changed.hex().encode()),
        }
        if self._table:
            out += b"xref\n" + b"".join(
                b"%d %d\n" % (run[0], len(run))
                + b"".join(b"%010d 00000 n \n" % offsets[each] for each in run)
                for run in _runs(offsets)
            )
            out += b"trailer\n" + _dictionary({**trailer, "/Size": b"%d" % size}) + b"\n"
        else:
            offsets[size] = here
            rows = b"".join(b"\x01" + offsets[each].to_bytes(4, "big") + b"\0\0" for each in sorted(offsets))
            index = " ".join(f"{run[0]} {len(run)}" for run in _runs(offsets)).encode()
            more = {
                "/Type": b"/XRef",
                "/Size": b"%d" % (size + 1),
                "/W": b"[ 1 4 2 ]",
                "/Index": b"[ " + index + b" ]",
            }
            out += b"%d 0 obj\n" % size + _stream(rows, {**trailer, **more}) + b"\nendobj\n"
        return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % here


def traces(pdf: bytes, name: str) -> Traces:
    """What `pdf` says about whose copy it is, in its metadata and on its pages."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise BriefingError(f"cannot be read as a PDF ({error})", where=name) from None
    try:
        paper, number, holder = (
            str(document.get_metadata_value(key))
            for key in ("BriefingPaper", "BriefingCopy", "BriefingHolder")
        )
        printed = []
        for index, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range()
            printed += [(index, Copy(int(found[1]), found[2].strip())) for found in _PRINTED.finditer(text)]
    finally:
        document.close()
    metadata = Copy(int(number), holder) if number.isdecimal() else None
    return Traces(paper, metadata, tuple(printed))


def _glyphs(text: str) -> dict[str, Glyph]:
    """The letters of a stamp in a fixed order; those that the face does not have stay unprinted.

    The number and the address, which name the holder, can always be printed but for a local part in
    another script; the metadata hold the whole.
    """
    return {c: found for c in sorted(set(text)) if (found := glyph(c)) is not None}


def _letter(drawn: Glyph) -> bytes:
    head = b"%d 0 %d %d %d %d d1\n" % (drawn.width, *drawn.box)
    return _stream(head + drawn.outline + (b"\nf" if drawn.outline else b""))


def _to_unicode(codes: Mapping[str, int]) -> bytes:
    """The table from codes to characters, in blocks of at most 100 entries as the format wants."""
    rows = [f"<{code:02X}> <{c.encode('utf-16-be').hex().upper()}>" for c, code in codes.items()]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    body = "".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar\n" for b in blocks)
    return _stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /BriefingCopy def /CMapType 2 def\n"
        b"1 begincodespacerange <01> <FF> endcodespacerange\n"
        + body.encode()
        + b"endcmap CMapName currentdict /CMap defineresource pop end end\n"
    )


def _inherited(page: Any, key: str) -> Any:
    """A page's value for `key`, its own or that of the nearest node above it."""
    node = page
    for _ in range(50):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None


def _written(value: Any) -> bytes:
    """A value as it stands in a file; references stay references. pikepdf gives scalars as Python's."""
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int | float | Decimal):
        return str(value).encode()
    return bytes(value.unparse())


def _dictionary(items: Mapping[str, bytes]) -> bytes:
    return b"<< " + b" ".join(key.encode() + b" " + value for key, value in items.items()) + b" >>"


def _stream(octets: bytes, items: Mapping[str, bytes] | None = None) -> bytes:
    packed = zlib.compress(octets, 9)
    head = {**(items or {}), "/Filter": b"/FlateDecode", "/Length": b"%d" % len(packed)}
    return _dictionary(head) + b"\nstream\n" + packed + b"\nendstream"


def _text(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Sorted numbers as runs without gaps."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found
