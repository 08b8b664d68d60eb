"""Letters drawn from a font's own outlines, for a font that a PDF can hold: Type 3.

A copy's stamp needs a handful of letters on pages whose embedded fonts hold only the paper's own.
Embedding a whole font would add 300 kB to each copy; a Type 3 font of the letters used adds some
kilobytes, counts as embedded (PDF/A), and with its ToUnicode table its text can be copied out.
"""

from __future__ import annotations

import ctypes
import importlib.resources
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_EM = 1000
_ABSENT = "\ue000"  # of private use: no text font has it, so its outline is that of "no such letter"
# PDFium is not made for several threads at once.
_ALONE = threading.Lock()


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter's advance and outline (PDF path operators), in thousandths of the font size."""

    width: int
    outline: bytes
    box: tuple[int, int, int, int]


def glyph(character: str) -> Glyph | None:
    """The letter in the sans face of the papers; None when the face does not have it."""
    found = _draw(character)
    return None if found.outline == _draw(_ABSENT).outline else found


@lru_cache(maxsize=2000)
def _draw(character: str) -> Glyph:
    import pypdfium2.raw as pdfium

    with _ALONE:
        _, font, _ = _font()
        path = pdfium.FPDFFont_GetGlyphPath(font, ord(character), 1.0)
        width = ctypes.c_float()
        pdfium.FPDFFont_GetGlyphWidth(font, ord(character), float(_EM), width)
        return _outlined(pdfium, path, round(width.value))


def _outlined(pdfium: Any, path: Any, width: int) -> Glyph:
    operators: list[bytes] = []
    points: list[tuple[int, int]] = []
    curve: list[tuple[int, int]] = []
    for index in range(max(0, pdfium.FPDFGlyphPath_CountGlyphSegments(path)) if path else 0):
        segment = pdfium.FPDFGlyphPath_GetGlyphPathSegment(path, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = round(x.value * _EM), round(y.value * _EM)
        points.append(point)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curve.append(point)
            if len(curve) == 3:
                operators.append(b"%d %d %d %d %d %d c" % tuple(part for each in curve for part in each))
                curve = []
        else:
            operators.append(b"%d %d " % point + (b"m" if kind == pdfium.FPDF_SEGMENT_MOVETO else b"l"))
        if pdfium.FPDFPathSegment_GetClose(segment):
            operators.append(b"h")
    if not points:
        return Glyph(width, b"", (0, 0, 0, 0))
    across, up = zip(*points, strict=True)
    return Glyph(width, b"\n".join(operators), (min(across), min(up), max(across), max(up)))


@lru_cache(maxsize=1)
def _font() -> tuple[Any, Any, Any]:
    """The loaded face, with the document and the octets that must live as long."""
    import pypdfium2  # noqa: F401  (it initialises PDFium)
    import pypdfium2.raw as pdfium

    file = importlib.resources.files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"
    octets = file.read_bytes()
    array = (ctypes.c_ubyte * len(octets)).from_buffer_copy(octets)
    document = pdfium.FPDF_CreateNewDocument()
    font = pdfium.FPDFText_LoadFont(document, array, len(octets), pdfium.FPDF_FONT_TRUETYPE, 1)
    return document, font, array
