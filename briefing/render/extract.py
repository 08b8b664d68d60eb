"""What stands on the pages of a PDF of ours, read back from the drawn letters themselves.

The structure tree names the places (`/T` of an element: "A1", "part A1"), the marked content says
which letters stand there, over page breaks. Where the file says "read this instead" (ActualText: a
word cut by a hyphen, a line from right to left), both are taken: the words to be read, and a
difference when the letters drawn there are others.

The file may be anybody's, so `pipeline` calls `extract` in the limited process that articles are
parsed in, and everything here answers plain values. Not seen by it: what a font's outlines look
like, and ink that covers words.
"""

from __future__ import annotations

import base64
import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from briefing.errors import BriefingError
from briefing.render import directions

MAX_PAGES = 5_000
MAX_ATTACHMENTS = 20_000
MAX_ATTACHED_BYTES = 130_000_000  # as base64 within what the limited process may answer
_MAX_DEPTH = 60
_MAX_PIECES = 2_000_000
_MAX_GAP = 200  # children of an element that are not on a page, between two that are

# Annotations that lie on the paper's words without hiding them: links, notes, marked text.
_HARMLESS = {1: "Text", 2: "Link", 9: "Highlight", 10: "Underline", 11: "Squiggly", 16: "Popup"}
_IGNORED = re.compile("[\\s\\-\u00ad\u2010\u2011\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

_HINT_ENCRYPTED = "take the protection off: a paper of ours has none"


@dataclass
class _Piece:
    """Letters drawn by one text object, and the group they are to be read as."""

    object: Any
    mark: int  # marked-content id; -1 none, -2 an artifact
    group: int = 0  # address of the mark with ActualText, 0 for none
    says: str = ""
    drawn: str = ""


@dataclass
class _Passage:
    key: str
    parts: list[list[Any]] = field(default_factory=list)  # [page, words]
    faults: list[list[Any]] = field(default_factory=list)  # [page, words to be read, letters drawn]


@dataclass
class _Found:
    """What the pages read so far hold. `places` is, for each element, its first child on the last
    page that it was met on: a later page holds none before it."""

    passages: dict[tuple[int, ...], _Passage] = field(default_factory=dict)
    places: dict[tuple[int, ...], int] = field(default_factory=dict)
    stray: list[list[Any]] = field(default_factory=list)
    over: list[list[Any]] = field(default_factory=list)


def extract(data: bytes, name: str) -> dict[str, Any]:
    """Keywords, attachments (base64), and what stands on the pages, as plain values.

    `passages` are [key, [[page, words], …], [[page, said, drawn], …]] in reading order, `stray` are
    [page, words] in no element, `laid_over` are [page, what] that is no text.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    if not data.startswith(b"%PDF-"):
        raise BriefingError("is not a PDF")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BriefingError("is encrypted", hint=_HINT_ENCRYPTED) from None
        raise BriefingError("is damaged: it cannot be opened as a PDF") from None
    try:
        if pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0:
            raise BriefingError("is encrypted", hint=_HINT_ENCRYPTED)
        if len(document) > MAX_PAGES:
            raise BriefingError(f"has more than {MAX_PAGES:,} pages")
        found = _Found()
        for index in range(len(document)):
            _read_page(document, index, found)
        return {
            "keywords": str(document.get_metadata_value("Keywords")),
            "creator": str(document.get_metadata_value("Creator")),
            "attachments": _attachments(document),
            "passages": [[p.key, p.parts, p.faults] for p in found.passages.values()],
            "stray": found.stray,
            "laid_over": found.over,
        }
    except pypdfium2.PdfiumError as error:
        raise BriefingError(f"is damaged: {error}") from None
    finally:
        document.close()


def _attachments(document: Any) -> list[list[str]]:
    count = document.count_attachments()
    if count > MAX_ATTACHMENTS:
        raise BriefingError(f"has more than {MAX_ATTACHMENTS:,} files inside")
    found, total = [], 0
    for index in range(count):
        attachment = document.get_attachment(index)
        data = bytes(attachment.get_data())
        total += len(data)
        if total > MAX_ATTACHED_BYTES:
            raise BriefingError(f"has files inside of more than {MAX_ATTACHED_BYTES // 1_000_000} MB")
        found.append([str(attachment.get_name()), base64.b64encode(data).decode("ascii")])
    return found


def _read_page(document: Any, index: int, found: _Found) -> None:
    import pypdfium2.raw as pdfium

    page = document[index]
    number = index + 1
    pieces = _pieces(page, number, found.over)
    _read_letters(page, pieces)
    marked: dict[int, list[_Piece]] = {}
    for piece in pieces:
        marked.setdefault(piece.mark, []).append(piece)
    owned: set[int] = set()
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if tree:
        try:
            for place in range(max(0, pdfium.FPDF_StructTree_CountChildren(tree))):
                element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, place)
                if element:
                    _walk(element, (place,), None, number, marked, owned, found)
        finally:
            pdfium.FPDF_StructTree_Close(tree)
    for mark, held in marked.items():
        words = " ".join("".join(piece.drawn for piece in held).split())
        if words and mark != -2 and mark not in owned:
            found.stray.append([number, words])
    found.over += [[number, kind] for kind in _annotations(page)]
    page.close()


def _read_letters(page: Any, pieces: list[_Piece]) -> None:
    """The letters of each piece as they are drawn: ActualText is off the objects by now.

    PDFium turns a whole line round when it takes it for one from right to left, words in the other
    direction with it. So such pieces, once read, are taken off the page and the rest is read again.
    """
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    for piece in pieces:
        piece.drawn = _drawn(piece.object, text)
    text.close()
    backwards = [piece for piece in pieces if directions.needed(piece.drawn)]
    for piece in backwards:
        if pdfium.FPDFPage_RemoveObject(page, piece.object):
            pdfium.FPDFPageObj_Destroy(piece.object)
        piece.object = None
    if backwards:
        text = page.get_textpage()
        for piece in pieces:
            if piece.object is not None:
                piece.drawn = _drawn(piece.object, text)
        text.close()


def _drawn(item: Any, text: Any) -> str:
    """The letters of a text object. PDFium has marks of its own for a hyphen that ends a line."""
    import pypdfium2.raw as pdfium

    return _text(pdfium.FPDFTextObj_GetText, item, text).replace("\x02", "-").replace("\ufffe", "-")


def _pieces(page: Any, number: int, over: list[list[Any]]) -> list[_Piece]:
    """The text objects of a page in the order they are drawn, their ActualText taken off."""
    import pypdfium2.raw as pdfium

    pieces: list[_Piece] = []
    removing: list[tuple[Any, Any]] = []
    waiting = [pdfium.FPDFPage_GetObject(page, n) for n in range(pdfium.FPDFPage_CountObjects(page))]
    for item in waiting:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            piece = _Piece(item, -1)
            for mark in _marks(item):
                name = _text(pdfium.FPDFPageObjMark_GetName, mark, sized=True)
                value = ctypes.c_int()
                if name == "Artifact":
                    piece.mark = -2
                elif pdfium.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", ctypes.byref(value)):
                    piece.mark = value.value
                says = _said(mark)
                if says:
                    piece.group = ctypes.cast(mark, ctypes.c_void_p).value or 0
                    piece.says = says
                    removing.append((item, mark))
            pieces.append(piece)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            over.append([number, "a form"])
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            over.append([number, "a picture"])
        if len(pieces) > _MAX_PIECES:
            raise BriefingError(f"page {number} is drawn in more than {_MAX_PIECES:,} pieces")
    for item, mark in removing:
        pdfium.FPDFPageObjMark_RemoveParam(item, mark, b"ActualText")
    return pieces


def _marks(item: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for n in range(max(0, pdfium.FPDFPageObj_CountMarks(item))):
        mark = pdfium.FPDFPageObj_GetMark(item, n)
        if mark:
            yield mark


def _said(mark: Any) -> str:
    """The ActualText of a mark. PDFium would read its octets as UTF-8; they are a PDF text string."""
    import pypdfium2.raw as pdfium

    length = ctypes.c_ulong()
    call = pdfium.FPDFPageObjMark_GetParamBlobValue
    if not call(mark, b"ActualText", None, 0, ctypes.byref(length)) or not length.value:
        return ""
    buffer = (ctypes.c_ubyte * length.value)()
    call(mark, b"ActualText", buffer, length.value, ctypes.byref(length))
    data = bytes(buffer)
    return data[2:].decode("utf-16-be", "replace") if data[:2] == b"\xfe\xff" else data.decode("latin-1")


def _annotations(page: Any) -> Iterator[str]:
    import pypdfium2.raw as pdfium

    for n in range(max(0, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, n)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind not in _HARMLESS:
            yield "an annotation"


def _walk(
    element: Any,
    path: tuple[int, ...],
    passage: _Passage | None,
    page: int,
    marked: dict[int, list[_Piece]],
    owned: set[int],
    found: _Found,
) -> list[_Piece]:
    """Add what the element holds on this page to its passage; the pieces it holds, in reading order.

    `path`, the place of each element in the one above, is the same on every page that it crosses.
    """
    import pypdfium2.raw as pdfium

    if len(path) > _MAX_DEPTH:
        raise BriefingError("its structure is nested too deep")
    key = _text(pdfium.FPDF_StructElement_GetTitle, element)
    outer = passage
    if key and passage is None:
        passage = found.passages.setdefault(path, _Passage(key))
    says = _text(pdfium.FPDF_StructElement_GetActualText, element)
    inner = None if says else passage
    held: list[_Piece] = []
    first, missed = -1, 0
    for place in range(found.places.get(path, 0), max(0, pdfium.FPDF_StructElement_CountChildren(element))):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, place)
        if child:
            held += _walk(child, (*path, place), inner, page, marked, owned, found)
            first, missed = place if first < 0 else first, 0
            continue
        missed += 1
        if first >= 0 and missed > _MAX_GAP:
            break  # the rest is on later pages; what were not would be told as stray
        mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, place)
        if mark >= 0:
            first, missed = place if first < 0 else first, 0
            owned.add(mark)
            held += marked.get(mark, ())
            if inner is not None:
                _put(inner, page, _read(marked.get(mark, ()), page, inner))
    found.places[path] = max(first, 0)
    if says and passage is not None and held:
        _put(passage, page, says)
        drawn = "".join(piece.drawn for piece in held)
        if _letters(says, ordered=False) != _letters(drawn, ordered=False):
            passage.faults.append([page, says, drawn])
    if passage is not None and outer is None and not passage.parts:
        _put(passage, page, "")
    return held


def _put(passage: _Passage, page: int, words: str) -> None:
    if passage.parts and passage.parts[-1][0] == page:
        passage.parts[-1][1] += words
    else:
        passage.parts.append([page, words])


def _read(pieces: Any, page: int, passage: _Passage) -> str:
    """The words of one marked content, groups with ActualText read as that."""
    words: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if not piece.group:
            words.append(piece.drawn)
            at += 1
            continue
        start = at
        while at < len(pieces) and pieces[at].group == piece.group:
            at += 1
        drawn = "".join(each.drawn for each in pieces[start:at])
        words.append(piece.says)
        # A shaped letter is drawn as a whole, with its marks in any order.
        if _letters(piece.says, ordered=False) != _letters(drawn, ordered=False) or (
            drawn.isascii() and _letters(piece.says) != _letters(drawn)
        ):
            passage.faults.append([page, piece.says, drawn])
        elif drawn.endswith(" ") and not piece.says.endswith(" "):
            words.append(" ")
    return "".join(words)


def _letters(text: str, *, ordered: bool = True) -> str:
    """The letters without spaces, hyphens and what is not seen."""
    plain = _IGNORED.sub("", unicodedata.normalize("NFKD", text))
    return plain if ordered else "".join(sorted(plain))


def _text(call: Any, *arguments: Any, sized: bool = False) -> str:
    """A string of PDFium's: asked for its length first, then for itself.

    `sized`: the length comes through a pointer, as the functions on marks have it.
    """
    length = ctypes.c_ulong()
    if sized:
        if not call(*arguments, None, 0, ctypes.byref(length)) or length.value < 2:
            return ""
        size = length.value
        buffer = (ctypes.c_ushort * (size // 2))()
        if not call(*arguments, buffer, size, ctypes.byref(length)):
            return ""
    else:
        size = int(call(*arguments, None, 0))
        if size < 2:
            return ""
        buffer = (ctypes.c_ushort * (size // 2))()
        call(*arguments, buffer, size)
    return bytes(buffer).decode("utf-16-le", "surrogatepass").rstrip("\0")
