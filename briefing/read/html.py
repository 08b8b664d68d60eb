"""Web pages: trafilatura finds the article in the page, this module makes a document of it.

trafilatura answers `None` for eight different causes; here each page that yields nothing is an error
that says why. Its settings are the ones it ships with, whatever the environment says, and it is
given a string, never an address.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from briefing.errors import BriefingError
from briefing.model import BlockKind
from briefing.read import dates
from briefing.read.clean import clean, field
from briefing.read.decode import decode
from briefing.read.draft import Composer, Draft, Drafts
from briefing.read.language import agreed
from briefing.read.limits import (
    MAX_PAGE_CHARACTERS,
    MAX_PAGE_ELEMENTS,
    MAX_TAG_ATTRIBUTES,
    MAX_TITLE_CHARACTERS,
)
from briefing.read.nesting import ends_early, flattened, nests_deep
from briefing.read.text import about, refuse_binary

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
# The parser and lxml stop at a NUL and refuse other controls; in markup they carry nothing.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# A tag so long that its attributes are worth counting, and one attribute.
_LONG_TAG = re.compile(r"<([A-Za-z][\w:-]{0,40})(\s[^<>]{4000,})>")
_ATTRIBUTE = re.compile(r"\s[^\s=\"'<>/]")
# Fewer hidden words than this are the labels of buttons.
_HIDDEN_WORDS = 12
# Of a page too large to find the article in, its particulars are looked for in this much.
_HEAD_CHARACTERS = 300_000
_GAP = re.compile(r"[ \t\r\n]{500,}")
_SPACE = re.compile(r"[ \t\n\r\xa0]+")
# Stands for a line break while words are put together: a code point that is never a character.
_BREAK = "\ufdd0"
_BLOCKS = frozenset(["p", "head", "quote", "list", "item", "table", "row", "cell", "div", "code", "fw", "ab"])


# Elements that a page shows nothing of, and elements that part no paragraph.
_SILENT = frozenset(["script", "style", "noscript", "template", "head", "svg", "select", "iframe", "object"])
_INLINE = frozenset(
    "a abbr b bdi bdo cite code em font i img q s small span strong sub sup time u wbr".split()
)


def read_html(data: bytes, name: str, *, address: str = "") -> Drafts:
    """The one article of a web page; `address` is where it is known to have been fetched from."""
    match = _DECLARED.search(data[:4096])
    declared = (match[1] or match[2]).decode("ascii", "replace") if match else ""
    decoded = decode(data, declared=declared)
    refuse_binary(decoded)
    draft = read_page(decoded.text, address=address)
    return [replace(draft, changes=about(decoded) + draft.changes)]


def read_page(page: str, *, address: str = "", title: str = "") -> Draft:
    """The article in the markup `page`; `address` and `title` are what its carrier says they are."""
    from trafilatura import load_html

    from briefing.read.hidden import drop_hidden
    from briefing.read.page import Page, asks_to_subscribe, describe, lost_quotations, refuse_wall

    if len(page) > MAX_PAGE_CHARACTERS:
        raise BriefingError(
            f"is a page of more than {MAX_PAGE_CHARACTERS // 1_000_000} million characters",
            hint="save the article alone",
        )
    # What trafilatura would log is told by the errors and notes of this room.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    # No page means anything by them, and what looks for patterns in them takes the square of their number.
    page = _GAP.sub("\n", page)
    markup, controls = _CONTROLS.subn("", page)
    markup = _LONG_TAG.sub(_thinned, _XML_DECLARATION.sub("", markup, count=1))
    # A wrapper, because a page of one paragraph without any frame is taken for a fragment and refused.
    if "<body" not in markup[:200_000].lower():
        markup = f"<html><body>{markup}</body></html>"
    tree = load_html(markup)
    deep = nests_deep(markup) and ends_early(tree)
    if deep:
        tree = load_html(flattened(markup))
    if tree is None:
        raise BriefingError("is no web page that can be parsed", hint="save the page again, or its text")
    huge = sum(1 for _ in islice(tree.iter(), MAX_PAGE_ELEMENTS + 1)) > MAX_PAGE_ELEMENTS
    head = load_html(markup[:_HEAD_CHARACTERS]) if huge else tree
    about_page: Page = describe(tree if head is None else head, markup, address=address, title=title)
    unseen = drop_hidden(tree)
    composer = Composer()
    heading = field(about_page.title, MAX_TITLE_CHARACTERS)
    if heading:
        composer.add("title", heading)
    for kind, words in _extract(tree, plainly=huge):
        if not (kind == "heading" and _same(words, heading)):
            composer.add(kind, words)
    text = composer.text()
    body = text[len(heading) :].strip()
    refuse_wall(tree, body)
    if not any(c.isalnum() for c in body):
        raise BriefingError("holds no text but its title", hint="open the article and save it again")
    changes = composer.changes()
    if about_page.walled:
        changes += ("1 page marked by its outlet as for subscribers: the text may be cut short",)
    elif asks_to_subscribe(tree, body):
        changes += ("1 page that asks to subscribe for more: the text may be a beginning only",)
    if huge:
        changes += ("1 page too large to find the article in: the whole of its text was taken",)
    if deep:
        changes += ("1 page nested too deep for its boxes to be told apart",)
    if unseen >= _HIDDEN_WORDS:
        changes += (f"{unseen} words that the page hides left out",)
    if controls:
        what = "1 control character" if controls == 1 else f"{controls} control characters"
        changes = (f"{what} removed from the page", *changes)
    lost = [] if huge else lost_quotations(tree, text)
    if lost:
        shown = "; ".join(f"“{field(words, 60)}”" for words in lost[:3])
        what = "1 quotation of the page is" if len(lost) == 1 else f"{len(lost)} quotations of the page are"
        changes += (f"{what} not in its extract: {shown}",)
    published, place = about_page.published, about_page.published_from
    if not published and not about_page.timeless:
        published = dates.from_lines(body) or about_page.guessed
        place = "text" if published else ""
    return Draft(
        text=text,
        blocks=composer.blocks(),
        title=heading or field(text, MAX_TITLE_CHARACTERS),
        publisher=about_page.publisher,
        author=about_page.author,
        published=published,
        published_from=place,
        address=about_page.address,
        language=agreed(about_page.language, body),
        changes=changes,
    )


def _thinned(tag: re.Match[str]) -> str:
    """A tag with more attributes than any page has, without them; another as it stands."""
    return tag[0] if len(_ATTRIBUTE.findall(tag[2])) <= MAX_TAG_ATTRIBUTES else f"<{tag[1]}>"


def _same(words: str, title: str) -> bool:
    """True when a heading repeats the title, as the first heading of most pages does."""
    return bool(title) and _key(words) in (_key(title), _key(title.rstrip("…")))


def _key(words: str) -> str:
    return "".join(c for c in clean(words)[0].casefold() if c.isalnum())


def _extract(tree: Any, *, plainly: bool) -> Iterator[tuple[BlockKind, str]]:
    """The article's pieces in page order, as trafilatura finds them; its plainest method as a last try.

    `plainly` takes the whole text of the page, in time that grows with its length and no faster.
    """
    from trafilatura import baseline
    from trafilatura.core import bare_extraction

    if plainly:
        yield from _everything(tree)
        return
    found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    body: Any = getattr(found, "body", None)
    if body is None or not "".join(body.itertext()).strip():
        body = baseline(tree)[0]
    yield from _pieces(body)


def _everything(tree: Any) -> Iterator[tuple[BlockKind, str]]:
    """All text of a page outside scripts and the like, a piece for each block of it."""
    from lxml.etree import iterwalk

    run: list[str] = []
    unseen = 0
    for event, element in iterwalk(tree, events=("start", "end", "comment", "pi")):
        named = event in ("start", "end")
        if named and element.tag in _SILENT:
            unseen += 1 if event == "start" else -1
        if named and element.tag not in _INLINE and run:
            yield from _split("".join(run), "paragraph")
            run = []
        words = element.text if event == "start" else element.tail
        if words and not unseen:
            run.append(words)
    yield from _split("".join(run), "paragraph")


def _pieces(body: Any) -> Iterator[tuple[BlockKind, str]]:
    """The labelled pieces of trafilatura's tree in order, loose text between its elements included.

    A stack, not recursion: a page may nest lists ten thousand deep.
    """
    for line_break in body.iter("lb"):
        line_break.tail = _BREAK + (line_break.tail or "")
    stack: list[tuple[Any, BlockKind]] = [(body, "paragraph")]
    while stack:
        node, kind = stack.pop()
        if isinstance(node, str):
            yield from _split(node, kind)
        elif node.tag == "head":
            yield from _split("".join(node.itertext()), "heading")
        elif node.tag == "row":
            yield from _split(" | ".join(" ".join(cell.itertext()) for cell in node), kind)
        else:
            stack.extend(reversed(list(_parts(node, "quotation" if node.tag == "quote" else kind))))


def _parts(node: Any, kind: BlockKind) -> Iterator[tuple[Any, BlockKind]]:
    """The block elements in `node`, and as strings the runs of text and inline elements between them."""
    run = [node.text or ""]
    for child in node:
        if child.tag in _BLOCKS:
            yield "".join(run), kind
            yield child, kind
            run = []
        elif isinstance(child.tag, str):
            run.append("".join(child.itertext()))
        run.append(child.tail or "")
    yield "".join(run), kind


def _split(text: str, kind: BlockKind) -> Iterator[tuple[BlockKind, str]]:
    """`text` with white space as a browser shows it; two line breaks of the page part paragraphs."""
    for paragraph in re.split(f"{_BREAK}(?:[ \t\n\r\xa0]*{_BREAK})+", text):
        lines = (_SPACE.sub(" ", line).strip() for line in paragraph.split(_BREAK))
        words = "\n".join(line for line in lines if line)
        if words:
            yield kind, words
