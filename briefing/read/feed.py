"""Feeds saved to disk (RSS 0.9 to 2.0, RDF, Atom): one document for each entry.

Read with the XML parser that is here for web pages anyway. Entities are not resolved, nothing is
fetched, and a broken feed gives the entries before the break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from briefing.errors import BriefingError
from briefing.read import dates
from briefing.read.draft import Composer, Draft, Drafts, Failure, is_address
from briefing.read.limits import MAX_PARTS, MAX_TITLE_CHARACTERS

_CONTENT = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
_TAG = re.compile(r"<[a-zA-Z/!]")
_ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)


def read_feed(data: bytes, name: str) -> Drafts:
    """The entries of a feed, each with the feed's title as its publisher."""
    from lxml import etree

    if _ENTITIES.search(data[:65_536]):
        # No feed has its own entities, and entity bombs do.
        raise BriefingError(
            "is a feed that defines entities of its own", hint="save its articles as web pages"
        )
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise BriefingError("is a damaged feed", hint="save the feed again")
    entries = [e for e in root.iter() if _name(e) in ("item", "entry")]
    channel = next((e for e in root.iter() if _name(e) in ("channel", "feed")), root)
    publisher = _text(_child(channel, "title"))
    drafts: Drafts = []
    for number, entry in enumerate(entries[:MAX_PARTS], 1):
        part = f"entry {number}"
        try:
            drafts.append(
                replace(_entry(entry, publisher), part=part, raw=etree.tostring(entry, with_tail=False))
            )
        except BriefingError as error:
            drafts.append(Failure(part, error.message))
    if len(entries) > MAX_PARTS:
        drafts.append(Failure("the rest", f"only the first {MAX_PARTS} of {len(entries)} entries were read"))
    if not entries:
        raise BriefingError("is a feed without entries", hint="save the feed again")
    return drafts


def _entry(entry: Any, publisher: str) -> Draft:
    """The draft of one entry: its fullest content, as a web page where it is markup."""
    title = _markup_free(_text(_child(entry, "title")))
    address = _address(entry)
    author = _child(entry, "creator") if _child(entry, "creator") is not None else _child(entry, "author")
    name = _child(author, "name") if author is not None else None
    published = next((d for d in (dates.from_mail(_text(_child(entry, n))) for n in _DATES) if d), "")
    content = max((_content(e) for e in entry if _name(e) in _CONTENT), key=len, default="")
    if not content.strip():
        raise BriefingError("is an entry without a text")
    return replace(
        _draft(content, title),
        publisher=publisher,
        author=_text(name if name is not None else author),
        published=published,
        published_from="meta" if published else "",
        address=address,
    )


def _draft(content: str, title: str) -> Draft:
    from briefing.read.html import read_page

    if _TAG.search(content):
        draft = read_page(f"<html><body><article>{content}</article></body></html>")
        if not title:
            return draft
        composer = Composer()
        composer.add("title", title[:MAX_TITLE_CHARACTERS])
        for block in draft.blocks:
            words = draft.text[block.span.start : block.span.end]
            composer.add("paragraph" if block.kind == "title" else block.kind, words, block.reason)
        return replace(draft, text=composer.text(), blocks=composer.blocks(), title=title)
    composer = Composer()
    composer.add("title", title[:MAX_TITLE_CHARACTERS])
    for paragraph in re.split(r"\n\s*\n", content):
        composer.add("paragraph", " ".join(paragraph.split()))
    return Draft(composer.text(), composer.blocks(), title=title, changes=composer.changes())


def _content(element: Any) -> str:
    """The content of an element: its text, or its markup where an Atom feed holds that unescaped."""
    if len(element):
        from lxml import etree

        return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
    return element.text or ""


def _address(entry: Any) -> str:
    """The entry's own web address: Atom's alternate link, RSS's link, a guid that is an address."""
    found: list[str] = []
    for element in _children(entry):
        if _name(element) == "link" and element.get("rel", "alternate") == "alternate":
            found.append(element.get("href") or element.text or "")
    found.extend(_text(_child(entry, name)) for name in ("guid", "id"))
    return next((address.strip() for address in found if is_address(address)), "")


def _markup_free(title: str) -> str:
    """A title without the tags that some feeds put into it; `<` in prose is no tag."""
    return re.sub(r"</?(?:b|i|em|strong|span|br|a|sup|sub|u)\b[^<>]{0,300}>", "", title)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Any) -> Iterator[Any]:
    return iter(element)


def _child(element: Any, name: str) -> Any:
    return next((child for child in _children(element) if _name(child) == name), None)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
