"""OpenDocument texts: the paragraphs of an ODT by their style, without what was deleted or noted in the margin.

The file is a ZIP with XML in it, and read as such: nothing else in it is unpacked, an XML file that
defines entities is refused, and none is resolved. Macros, pictures, forms and links to files are not
looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from briefing.errors import BriefingError
from briefing.model import BlockKind
from briefing.read import dates
from briefing.read.archive import unpack
from briefing.read.clean import field
from briefing.read.draft import Composer, Draft, Drafts
from briefing.read.language import language_of
from briefing.read.limits import MAX_TITLE_CHARACTERS
from briefing.read.text import title_of

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_HINT = "open it and save the article as text"
# What stands in a paragraph and is none of its words: comments, deletions, footnotes (read after it).
_ASIDE = frozenset(
    [
        f"{_OFFICE}annotation",
        f"{_OFFICE}annotation-end",
        f"{_TEXT}note",
        f"{_TEXT}ruby-text",
        f"{_TEXT}tracked-changes",
    ]
)
# Blocks that hold no paragraph of the article.
_SKIPPED = frozenset(
    [
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_TEXT}alphabetical-index",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}table-of-content",
        f"{_TEXT}tracked-changes",
        f"{_TEXT}variable-decls",
    ]
)
_MAX_SPACES = 100


def read_odt(data: bytes, name: str) -> Drafts:
    """The one article of an ODT: titles, headings and quotations by their style, tables row by row."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = {member.filename: member for member in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise BriefingError("is a damaged word processor file", hint=_HINT) from None
    if "content.xml" not in members:
        raise BriefingError("is a damaged word processor file", hint=_HINT)
    if "META-INF/manifest.xml" in members and b"encryption-data" in unpack(
        archive, members["META-INF/manifest.xml"]
    ):
        raise BriefingError("is encrypted", hint="save a copy without a password")
    content = _xml(unpack(archive, members["content.xml"]))
    styles = _styles(content)
    composer = Composer()
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    for kind, words in _blocks(body, styles) if body is not None else ():
        composer.add(kind, words)
    about = _about(_xml(unpack(archive, members["meta.xml"]))) if "meta.xml" in members else _About()
    text, blocks = composer.text(), composer.blocks()
    published, place = dates.from_lines(text), "text"
    if not published:
        published, place = dates.iso(about.created), "meta"
    first = next((b for b in blocks if b.kind in ("title", "heading")), None)
    title = text[first.span.start : first.span.end] if first is not None else about.title or title_of(text)
    return [
        Draft(
            text=text,
            blocks=blocks,
            title=field(title, MAX_TITLE_CHARACTERS),
            author=about.author,
            published=published,
            published_from=place if published else "",
            language=language_of(text),
            changes=composer.changes(),
        )
    ]


@dataclass(frozen=True, slots=True)
class _About:
    """What the file says about itself."""

    title: str = ""
    author: str = ""
    created: str = ""


def _xml(data: bytes) -> Any:
    """The root of an XML file, parsed without entities, document types and anything beyond `data`."""
    from lxml import etree

    if b"<!DOCTYPE" in data[:65_536] or b"<!ENTITY" in data[:65_536]:
        # No word processor writes one, and entity bombs need one.
        raise BriefingError("is a word processor file that defines entities of its own", hint=_HINT)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise BriefingError("is a damaged word processor file", hint=_HINT) from None


def _about(meta: Any) -> _About:
    values: dict[str, str] = {}
    for element in meta.iter():
        if isinstance(element.tag, str) and element.text:
            values.setdefault(element.tag.rpartition("}")[2], element.text.strip())
    return _About(
        values.get("title", ""),
        values.get("initial-creator", "") or values.get("creator", ""),
        values.get("creation-date", ""),
    )


def _styles(content: Any) -> dict[str, str]:
    """Each automatic style's parent: a paragraph with a changed colour is in a style of its own."""
    return {
        style.get(f"{_STYLE}name", ""): style.get(f"{_STYLE}parent-style-name", "")
        for style in content.iter(f"{_STYLE}style")
    }


def _blocks(body: Any, styles: dict[str, str]) -> Iterator[tuple[BlockKind, str]]:
    """The paragraphs in order, each followed by its footnotes. A stack, since lists nest as deep as they like."""
    stack = [body]
    while stack:
        node = stack.pop()
        if node.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield _kind(node, styles), _words(node)
            for note in node.iter(f"{_TEXT}note-body"):
                yield "paragraph", " ".join(_words(p) for p in note.iter(f"{_TEXT}p"))
        elif node.tag == f"{_TABLE}table-row":
            cells = [c for c in node if c.tag == f"{_TABLE}table-cell"]
            yield "paragraph", " | ".join(" ".join(_words(p) for p in c.iter(f"{_TEXT}p")) for c in cells)
        elif node.tag not in _SKIPPED:
            stack.extend(reversed([child for child in node if isinstance(child.tag, str)]))


def _kind(node: Any, styles: dict[str, str]) -> BlockKind:
    style = node.get(f"{_TEXT}style-name", "")
    name = (styles.get(style, "") or style).replace("_20_", " ").lower()
    if name == "title":
        return "title"
    if node.tag == f"{_TEXT}h" or name.startswith(("heading", "subtitle")):
        return "heading"
    return "quotation" if "quot" in name else "paragraph"


def _words(paragraph: Any) -> str:
    """The words of a paragraph: its spaces, tabs and line breaks are elements, its own white space is none."""
    pieces: list[str] = []
    stack: list[Any] = [paragraph]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(re.sub(r"[ \t\n\r]+", " ", node))
            continue
        if node is not paragraph and node.tail:
            stack.append(node.tail)
        if not isinstance(node.tag, str) or node.tag in _ASIDE:
            continue
        if node.tag == f"{_TEXT}s":
            count = node.get(f"{_TEXT}c", "1")
            pieces.append(" " * min(int(count) if count.isascii() and count.isdigit() else 1, _MAX_SPACES))
        elif node.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif node.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        stack.extend(reversed(list(node)))
        if node.text:
            stack.append(node.text)
    return "".join(pieces).strip()
