"""The closed markup between a filled template and the typesetter.

`ELEMENTS` is the whole language: what each element may hold, its attributes, and its role in the
PDF's structure tree. `parse` gives back a tree in which every promise of the table holds, so that
the typesetter needs no checks of its own: ids are unique, every `to` has its target, every `href`
is http, https or mailto, white space is folded, and no document type, entity or processing
instruction was obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.parsers import expat

from briefing.errors import BriefingError

MAX_DEPTH = 40
MAX_HREF = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One element: `line` is its line in the filled template. Two nodes are equal when the same."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[Node | str, ...]
    line: int = 0

    @property
    def text(self) -> str:
        """All characters inside, in order."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def values_of(self, attribute: str) -> Iterator[str]:
        """The values that this node and those inside it give the attribute."""
        if attribute in self.attributes:
            yield self.attributes[attribute]
        for child in self.children:
            if isinstance(child, Node):
                yield from child.values_of(attribute)


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the language.

    `role` is the structure type in the PDF, "Artifact" for what a screen reader passes over, ""
    for what adds no level of its own. `holds` names the children; an element that may hold both
    blocks and inlines holds one kind at a time. `text` says that characters may stand in it.
    `attributes` maps a name to its rule (see `RULES`), over and above `id`, `class` and `lang`.
    `apart` marks an inline that leaves the line it is written in (a margin, a note).
    """

    role: str
    holds: frozenset[str] = frozenset()
    text: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    apart: bool = False


BLOCKS = frozenset(
    ["section", "h1", "h2", "h3", "p", "quote", "list", "box", "table", "figure", "toc", "rule"]
)
INLINES = frozenset(["b", "i", "sup", "span", "a", "badge", "label", "side", "fill", "br", "note"])
_LOWER = BLOCKS - {"section"}
_PAGES = frozenset({"page", "pages"})
_HEADING = {"marker": "marker", "listed": "switch"}

ELEMENTS: Mapping[str, Element] = {
    # The document and its furniture.
    "doc": Element(
        "Document",
        BLOCKS | {"running"},
        attributes={
            "title": "text",
            "marking": "marking",
            "date": "instant",
            "subject": "text",
            "number": "text",
        },
        required=("title", "lang"),
    ),
    "running": Element(
        "Artifact",
        (INLINES - {"label", "side", "note", "a"}) | _PAGES,
        text=True,
        attributes={"place": "place", "pages": "pages", "side": "hand"},
        required=("place",),
    ),
    # Blocks.
    "section": Element("Sect", BLOCKS),
    "h1": Element("H1", INLINES, text=True, attributes=_HEADING),
    "h2": Element("H2", INLINES, text=True, attributes=_HEADING),
    "h3": Element("H3", INLINES, text=True, attributes=_HEADING),
    "p": Element("P", INLINES, text=True, attributes={"keep": "keep"}),
    "quote": Element("BlockQuote", frozenset({"p", "list"})),
    "list": Element("L", frozenset({"item"}), attributes={"numbered": "switch"}),
    "item": Element("LI", INLINES | {"p", "quote", "list"}, text=True),
    "box": Element("Sect", _LOWER),
    "table": Element("Table", frozenset({"tr"}), attributes={"widths": "widths", "head": "count"}),
    "tr": Element("TR", frozenset({"th", "td"})),
    "th": Element("TH", INLINES | {"p"}, text=True, attributes={"scope": "scope", "align": "align"}),
    "td": Element("TD", INLINES | {"p", "quote", "list"}, text=True, attributes={"align": "align"}),
    "figure": Element(
        "Figure",
        frozenset({"event"}),
        attributes={"kind": "figure", "alt": "text"},
        required=("kind", "alt"),
    ),
    "event": Element(
        "",
        INLINES - {"label", "side", "fill", "note"},
        text=True,
        attributes={"date": "date"},
        required=("date",),
    ),
    "toc": Element("TOC", attributes={"depth": "count"}),
    "rule": Element("Artifact"),
    # Inlines.
    "b": Element("Span", INLINES, text=True),
    "i": Element("Span", INLINES, text=True),
    "sup": Element("Span", INLINES, text=True),
    "span": Element("Span", INLINES, text=True, attributes={"words": "text"}),
    "a": Element("Link", INLINES - {"a", "note"}, text=True, attributes={"href": "address", "to": "id"}),
    "badge": Element("Span", text=True),
    "label": Element("Lbl", INLINES - {"label", "side", "fill"}, text=True, apart=True),
    "side": Element("Span", INLINES - {"label", "side", "fill"}, text=True, apart=True),
    "fill": Element("Span", INLINES - {"label", "side", "fill"}, text=True, apart=True),
    "note": Element("Note", INLINES - {"label", "side", "fill", "note"}, text=True, apart=True),
    "br": Element(""),
    "page": Element("Artifact"),
    "pages": Element("Artifact"),
}

_COMMON = {"id": "id", "class": "class", "lang": "language"}
_NO_COMMON = frozenset({"br", "page", "pages"})


def _one_of(*words: str) -> Callable[[str], bool]:
    return frozenset(words).__contains__


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    """A year, a month of a year, or a day: 2016, 2024-10, 2024-10-24 (a leading minus is refused)."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII) is None:
        return False
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    except ValueError:
        return False
    return True


def _is_instant(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def safe_address(value: str) -> bool:
    """True for an address that may become a link: http, https or mailto, and nothing hidden in it."""
    return (
        len(value) <= MAX_HREF
        and re.match(r"(?:https?://[^/\s]|mailto:[^\s@]+@[^\s@])", value, re.IGNORECASE) is not None
        and re.search(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]", value) is None
    )


# Each rule: how a value is judged, and how the error tells what would do.
RULES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "text": (lambda value: bool(value.strip()), "some text"),
    "id": (_matches(r"[^\W\d][\w.-]{0,99}"), "a letter, then letters, digits, '.', '-' or '_'"),
    "class": (_matches(r"[a-z][a-z0-9-]{0,39}"), "one lower-case name"),
    "language": (_matches(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}"), "a language tag such as en or ko-KR"),
    "marking": (
        _one_of("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"),
        "a TLP 2.0 label such as TLP:AMBER",
    ),
    "instant": (_is_instant, "a date and time with its zone, as 2026-11-23T09:00:00+00:00"),
    "date": (_is_date, "a year, year-month or day, as 2024-10-24"),
    "place": (_one_of("head", "foot"), "head or foot"),
    "pages": (_one_of("all", "first", "rest"), "all, first or rest"),
    "hand": (_one_of("left", "right"), "left or right"),
    "align": (_one_of("left", "right", "center"), "left, right or center"),
    "marker": (
        _one_of("square", "triangle", "circle", "diamond", "bar"),
        "square, triangle, circle, diamond or bar",
    ),
    "switch": (_one_of("yes", "no"), "yes or no"),
    "keep": (_one_of("next", "whole"), "next or whole"),
    "scope": (_one_of("column", "row"), "column or row"),
    "figure": (_one_of("timeline"), "timeline"),
    "count": (_matches(r"[0-9]{1,2}"), "a small whole number"),
    "widths": (
        _matches(r"\s*\d{1,4}(\.\d{1,3})?(\s+\d{1,4}(\.\d{1,3})?){0,19}\s*"),
        "numbers such as '1 8 2'",
    ),
    "address": (safe_address, "an http, https or mailto address"),
}

_SPACES = re.compile("[ \t\r\n\x85\u2028\u2029]+")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def parse(
    xml: str,
    *,
    where: str,
    classes: Collection[str] | None = None,
    locate: Callable[[int], str] | None = None,
) -> Node:
    """The `doc` that `xml` holds.

    `where` names the template; `locate` turns an offset into `xml` as UTF-8 into the place that
    wrote it, for errors. With `classes` (the theme's names), a class outside them is an error.
    """
    return _Reader(where, classes, locate).read(xml)


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    name: str
    row: Element
    attributes: dict[str, str]
    line: int
    children: list[Node | str] = field(default_factory=list)
    kind: str = ""  # "block" or "inline" once one of either stands in it


@dataclass(slots=True)
class _Flow:
    """White space of one run of text: folded across inline elements, dropped at both ends."""

    spaced: bool = True
    last: list[Node | str] | None = None  # the list whose last string ends with a space

    def trim(self) -> None:
        if self.last is not None:
            for index in range(len(self.last) - 1, -1, -1):
                piece = self.last[index]
                if isinstance(piece, str):
                    self.last[index] = piece[:-1]
                    if not self.last[index]:
                        del self.last[index]
                    break
            self.last = None


def _without_declaration(xml: str) -> str:
    """`xml` with an XML declaration blanked out: statements of the template may stand before it."""
    found = re.match(r"\s*<\?xml\b[^>]{0,100}\?>", xml)
    return re.sub(r"[^\n]", " ", found[0]) + xml[found.end() :] if found else xml


class _Reader:
    """One reading; expat calls its methods."""

    def __init__(
        self, where: str, classes: Collection[str] | None, locate: Callable[[int], str] | None
    ) -> None:
        self.where = where
        self.locate = locate
        self.classes = classes
        self.stack: list[_Open] = []
        self.flows: list[_Flow] = []
        self.ids: dict[str, int] = {}
        self.targets: list[tuple[str, int, int]] = []
        self.root: Node | None = None
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        self.parser = parser

    def read(self, xml: str) -> Node:
        if not xml.strip():
            raise self._error("the filled template is empty", "a template must write one doc element")
        try:
            self.parser.Parse(_without_declaration(xml).encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            offset = self.parser.ErrorByteIndex
            raise self._error(f"not well-formed: {expat.ErrorString(error.code)}", at=offset) from None
        for target, line, offset in self.targets:
            if target not in self.ids:
                raise self._error(f"no element has the id '{target}' of a link", at=offset, line=line)
        if self.root is None:
            raise self._error("the filled template holds no doc element")
        return self.root

    def _error(
        self, message: str, hint: str = "", *, at: int | None = None, line: int | None = None
    ) -> BriefingError:
        """The error, placed where the parser stands unless `at` and `line` say otherwise."""
        if self.locate is not None:
            place = self.locate(self.parser.CurrentByteIndex if at is None else at)
        else:
            place = f"{self.where}:{line or max(1, self.parser.CurrentLineNumber)}"
        hint = hint or "docs/markup.md lists every element and attribute"
        return BriefingError(message, where=place, hint=hint)

    def _doctype(self, *_: object) -> None:
        raise self._error("a document type is not allowed")

    def _instruction(self, *_: object) -> None:
        raise self._error("a processing instruction is not allowed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        row = ELEMENTS.get(name)
        if row is None:
            raise self._error(f"unknown element '{name}'")
        if self.stack:
            parent = self.stack[-1]
            if name not in parent.row.holds:
                raise self._error(f"'{name}' cannot stand in '{parent.name}'")
            if parent.row.text:
                self._settle(parent, "inline" if name in INLINES or name in _PAGES else "block")
        elif name != "doc":
            raise self._error(f"the outermost element must be 'doc', not '{name}'")
        if len(self.stack) >= MAX_DEPTH:
            raise self._error(f"elements stand more than {MAX_DEPTH} deep in one another")
        self._judge(name, row, attributes, line)
        if name == "br" and self.flows:
            self.flows[-1].trim()
            self.flows[-1].spaced = True
        if row.apart or name not in INLINES:
            self.flows.append(_Flow())
        self.stack.append(_Open(name, row, attributes, line))

    def _settle(self, parent: _Open, kind: str) -> None:
        if not parent.kind:
            parent.kind = kind
        elif parent.kind != kind:
            raise self._error(f"'{parent.name}' holds either text or blocks, not both")

    def _judge(self, name: str, row: Element, attributes: dict[str, str], line: int) -> None:
        for key, value in attributes.items():
            rule = row.attributes.get(key) or ("" if name in _NO_COMMON else _COMMON.get(key, ""))
            if not rule:
                raise self._error(f"'{name}' has no attribute '{key}'")
            accepts, wanted = RULES[rule]
            if not accepts(value):
                shown = value if len(value) <= 60 else value[:57] + "..."
                raise self._error(f"{name}/@{key} is '{shown}', not {wanted}")
            if key == "id":
                if value in self.ids:
                    raise self._error(f"the id '{value}' was given before, on line {self.ids[value]}")
                self.ids[value] = line
            elif key == "to":
                self.targets.append((value, line, self.parser.CurrentByteIndex))
            elif key == "class" and self.classes is not None and value not in self.classes:
                raise self._error(f"the theme has no class '{value}'")
        for key in row.required:
            if key not in attributes:
                raise self._error(f"'{name}' needs the attribute '{key}'")
        if name == "a" and len(attributes.keys() & {"href", "to"}) != 1:
            raise self._error("'a' needs either 'href' or 'to'")

    def _characters(self, data: str) -> None:
        top = self.stack[-1]
        blank = not data.strip(" \t\r\n")
        if not top.row.text:
            if not blank:
                shown = " ".join(data.split())[:40]
                raise self._error(f"text cannot stand in '{top.name}' itself: '{shown}'")
            return
        if top.kind == "block":
            if not blank:
                self._settle(top, "inline")
            return
        if not blank:
            top.kind = "inline"
        flow = self.flows[-1]
        if (
            "\n" in data
            or "  " in data
            or "\t" in data
            or "\r" in data
            or (not data.isascii() and _LINE_ENDS.search(data))
        ):
            data = _SPACES.sub(" ", data)
        if flow.spaced and data[:1] == " ":
            data = data[1:]
        if data:
            top.children.append(data)
            flow.spaced = data[-1] == " "
            flow.last = top.children if flow.spaced else None

    def _end(self, name: str) -> None:
        done = self.stack.pop()
        moved = False
        if done.row.apart or name not in INLINES:
            self.flows.pop().trim()
            if name in _PAGES:  # a number is drawn there: the space after it counts
                self.flows[-1].spaced, self.flows[-1].last = False, None
        elif self.flows[-1].last is done.children:
            # A space at the end of an inline moves behind it: no link or quotation ends in a blank.
            self.flows[-1].trim()
            moved = True
        node = Node(name, done.attributes, tuple(done.children), done.line)
        if not self.stack:
            self.root = node
            return
        children = self.stack[-1].children
        children.append(node)
        if moved:
            children.append(" ")
            self.flows[-1].last = children
