"""Setting markup and looking at what came out: shared by the tests of the typesetter."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
import pypdfium2

from briefing.render import markup, typeset
from briefing.render.result import Attachment, Typeset
from briefing.render.theme import Theme, load_theme

HERE = Path(__file__).parent
PAGE = HERE / "page.xml"
DATE = "2026-11-23T09:00:00+00:00"


@lru_cache(maxsize=1)
def theme() -> Theme:
    return load_theme()


def doc(body: str, *, marking: str = "", lang: str = "en") -> str:
    """A whole document around `body`."""
    mark = f' marking="{marking}"' if marking else ""
    return f'<doc title="A test" lang="{lang}" date="{DATE}"{mark}>{body}</doc>'


def make(xml: str, page: str = "a4", attachments: Sequence[Attachment] = ()) -> Typeset:
    root = markup.parse(xml, where="test", classes=theme().classes)
    return typeset.build(root, theme(), page, attachments)


def paragraphs(*texts: str) -> str:
    """A document of plain paragraphs."""
    return doc("<h1>Head</h1>" + "".join(f"<p>{escape(text)}</p>" for text in texts))


def words(text: str) -> list[str]:
    return text.split()


def extracted(data: bytes) -> str:
    """The text that stands on the sheets, as PDFium takes it out, all pages together."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def contents(data: bytes) -> list[str]:
    """The drawing operators of each page."""
    with opened(data) as pdf:
        return [page.Contents.read_bytes().decode("latin-1") for page in pdf.pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
