"""Word processor files: the paragraphs of a DOCX and the text of an RTF, without what is active in them.

Macros, fields, embedded objects and linked pictures are not looked at.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from briefing.errors import BriefingError
from briefing.model import BlockKind
from briefing.read import dates
from briefing.read.blocks import label_lines
from briefing.read.clean import field
from briefing.read.decode import decode
from briefing.read.draft import Composer, Draft, Drafts, prepare
from briefing.read.language import language_of
from briefing.read.limits import MAX_BLOCKS, MAX_BYTES, MAX_CHARACTERS, MAX_TITLE_CHARACTERS
from briefing.read.text import title_of

_DAMAGED = "is a damaged word processor file"
_HINT = "open it and save the article as text"


def read_docx(data: bytes, name: str) -> Drafts:
    """The one article of a DOCX: titles, headings and quotations by their style, tables row by row."""
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > 4 * MAX_BYTES:
                raise BriefingError("unpacks to far more than any article holds", hint=_HINT)
        file = docx.Document(io.BytesIO(data))
        composer = Composer()
        length = 0
        cut: tuple[str, ...] = ()
        for number, block in enumerate(file.iter_inner_content()):
            if length > MAX_CHARACTERS or number >= 2 * MAX_BLOCKS:
                cut = (f"cut: only the first {number} paragraphs were looked at",)
                break
            if isinstance(block, Table):
                for row in block.rows:
                    words = " | ".join(cell.text.strip() for cell in row.cells)
                    length += len(words)
                    composer.add("paragraph", words)
            else:
                length += len(block.text)
                composer.add(_kind(block), block.text)
        about = file.core_properties
        author, named, created = about.author or "", about.title or "", about.created
    # python-docx takes it for granted that what must be in the XML is there.
    except (
        *(OpcError, LxmlError, zipfile.BadZipFile, NotImplementedError),
        *(KeyError, ValueError, OSError, AttributeError, TypeError, IndexError),
    ):
        raise BriefingError(_DAMAGED, hint=_HINT) from None
    text = composer.text()
    published, place = dates.from_lines(text), "text"
    if not published and created is not None:
        published, place = dates.iso(created.isoformat()), "meta"
    blocks = composer.blocks()
    first = next((b for b in blocks if b.kind in ("title", "heading")), None)
    title = text[first.span.start : first.span.end] if first is not None else named or title_of(text)
    return [
        Draft(
            text=text,
            blocks=blocks,
            title=field(title, MAX_TITLE_CHARACTERS),
            # What the program writes when nobody is named.
            author="" if author == "python-docx" else author,
            published=published,
            published_from=place if published else "",
            language=language_of(text),
            changes=composer.changes() + cut,
        )
    ]


def _kind(paragraph: Any) -> BlockKind:
    """The label of a paragraph by the name of its style, which is English in the file in every language."""
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style == "title":
        return "title"
    if style.startswith(("heading", "subtitle")):
        return "heading"
    return "quotation" if "quote" in style else "paragraph"


def read_rtf(data: bytes, name: str) -> Drafts:
    """The one article of an RTF file; its first line is the title."""
    from striprtf.striprtf import rtf_to_text

    try:
        plain = rtf_to_text(decode(data).text, errors="replace")
    except (ValueError, LookupError, IndexError, OverflowError):
        raise BriefingError(_DAMAGED, hint=_HINT) from None
    text, changes = prepare(plain.strip())
    published = dates.from_lines(text)
    return [
        Draft(
            text=text,
            blocks=label_lines(text),
            title=title_of(text),
            published=published,
            published_from="text" if published else "",
            language=language_of(text),
            changes=changes,
        )
    ]
