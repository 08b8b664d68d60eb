"""Markdown: what it would show, not how it is marked up.

Markup inside the file is left as text (`<y then z>` in a sentence is words, not a tag), and so are
quotation marks and dashes: nothing is made typographic. Of a front matter only title, author and
date are taken, line by line; it is never loaded as YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from briefing.errors import BriefingError
from briefing.model import BlockKind
from briefing.read import dates
from briefing.read.clean import clean, field
from briefing.read.decode import decode
from briefing.read.draft import Composer, Draft, Drafts, is_address
from briefing.read.language import language_of
from briefing.read.limits import MAX_CHARACTERS, MAX_FIELD_CHARACTERS, MAX_TITLE_CHARACTERS
from briefing.read.text import about, beginning, refuse_binary, title_of

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# Looking for the end of a link takes time with the square of the brackets that open none.
_MAX_BRACKETS = 2_000
_ENTRY = re.compile(r"(?m)^([A-Za-z_-]{2,30}):[ \t]+(.+)$")


def read_markdown(data: bytes, name: str) -> Drafts:
    """The one article of a Markdown file; its first heading is the title."""
    from markdown_it import MarkdownIt

    begin, begun = beginning(data)
    decoded = decode(begin)
    refuse_binary(decoded)
    text, changes = clean(decoded.text)
    front = _front(text)
    source = _FRONT.sub("", text, count=1)
    notes = about(decoded) + begun + changes
    # Marks take room too, so a little more source than text is parsed.
    if len(source) > 2 * MAX_CHARACTERS:
        notes += (f"cut: the first {2 * MAX_CHARACTERS} of {len(source)} characters were read",)
        source = source[: 2 * MAX_CHARACTERS].rpartition("\n")[0] or source[: 2 * MAX_CHARACTERS]
    try:
        parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100})
        # Addresses are dropped, whatever they are; refused ones would leave their brackets in the text.
        parser.validateLink = lambda url: True  # type: ignore[method-assign]
        if source.count("[") > _MAX_BRACKETS:
            parser.disable(["link", "image", "reference"])
        tokens = parser.parse(source)
    except RecursionError:
        raise BriefingError(
            "is nested too deep to be parsed", hint="save the article as plain text"
        ) from None
    pieces = list(_pieces(tokens))
    title = field(front.get("title", ""), MAX_TITLE_CHARACTERS)
    if not title and pieces and pieces[0][0] == "heading" and len(pieces[0][1]) <= MAX_TITLE_CHARACTERS:
        title = pieces.pop(0)[1]
    composer = Composer()
    composer.add("title", title)
    for kind, words in pieces:
        composer.add(kind, words)
    whole = composer.text()
    published, place = dates.iso(front.get("date", "")), "meta"
    if not published:
        published, place = dates.from_lines(whole), "text"
    return [
        Draft(
            text=whole,
            blocks=composer.blocks(),
            title=title or title_of(whole),
            author=field(front.get("author", ""), MAX_FIELD_CHARACTERS),
            published=published,
            published_from=place if published else "",
            address=front.get("url", "") if is_address(front.get("url", "")) else "",
            language=language_of(whole),
            changes=notes + composer.changes(),
        )
    ]


def _front(text: str) -> dict[str, str]:
    """The simple lines of a front matter, quotation marks around values taken off."""
    match = _FRONT.match(text)
    if not match:
        return {}
    return {key.lower(): value.strip().strip("\"'") for key, value in _ENTRY.findall(match[1])}


def _pieces(tokens: Sequence[Any]) -> Iterator[tuple[BlockKind, str]]:
    """The blocks of a parsed file: headings, quotations, paragraphs, code line for line."""
    quoted = 0
    heading = False
    for token in tokens:
        if token.type == "blockquote_open":
            quoted += 1
        elif token.type == "blockquote_close":
            quoted -= 1
        elif token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type in ("fence", "code_block"):
            yield "quotation" if quoted else "paragraph", token.content.strip("\n")
        elif token.type == "inline":
            kind: BlockKind = "heading" if heading else "quotation" if quoted else "paragraph"
            yield kind, _words(token.children or [])


def _words(children: Sequence[Any]) -> str:
    """What an inline run shows: a link's words without its address, a picture's description."""
    pieces: list[str] = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            pieces.append("\n" if child.type == "hardbreak" else " ")
        else:
            pieces.append(child.content)
    return "".join(pieces).strip()
