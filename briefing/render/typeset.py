"""From markup to pages: every element of the language has its builder here.

`build` walks the tree once. Each builder makes the structure element first, in story order, then
the block that will draw into it. Styles come from the theme, places from the page; the text goes in
as runs, never as markup.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from briefing.render import contents, figures
from briefing.render.flow import Block, Spot, Stack, pour
from briefing.render.fonts import Fonts
from briefing.render.furniture import Furniture
from briefing.render.inlines import Gather
from briefing.render.markup import INLINES, Node
from briefing.render.metadata import Facts
from briefing.render.ornament import Beside, Rule, decoration
from briefing.render.paragraph import Aside, Paragraph, first_base
from briefing.render.pdf import Canvas, number
from briefing.render.result import Attachment, Typeset
from briefing.render.runs import Owner, Run, ink
from briefing.render.table import Cell, Row, Table
from briefing.render.tags import Element
from briefing.render.theme import Page, Style, Theme, colour

_LONG_EVENT = 600  # characters
_LEVELS = {"h1": 0, "h2": 1, "h3": 2}


def build(
    root: Node, theme: Theme, page: str, attachments: Sequence[Attachment] = (), *, keywords: str = ""
) -> Typeset:
    """The PDF of a `doc`. `page` is "a4" or "letter". Equal input gives equal bytes.

    `keywords` go into the file's metadata as they are.
    """
    collecting = gc.isenabled()
    # Nothing here is garbage before the end: looking for it took 10 % of the time (measured).
    gc.disable()
    try:
        return _build(root, theme, page, attachments, keywords)
    finally:
        if collecting:
            gc.enable()


def _build(root: Node, theme: Theme, page: str, attachments: Sequence[Attachment], keywords: str) -> Typeset:
    attributes = root.attributes
    date = attributes.get("date")
    facts = Facts(
        title=attributes["title"],
        lang=attributes["lang"],
        subject=attributes.get("subject", ""),
        keywords=keywords,
        date=datetime.fromisoformat(date) if date else None,
    )
    fonts = Fonts(theme.families, theme.fallback, theme.scripts)
    sheet = theme.pages[page]
    canvas = Canvas((sheet.width, sheet.height), facts, fonts)
    builder = Builder(theme, fonts, sheet, canvas)
    builder.list_headings(root)
    running = [child for child in root.children if isinstance(child, Node) and child.name == "running"]
    furniture = Furniture(builder, running, attributes.get("marking", ""))
    pour(builder.stream(root.children, canvas.tree), canvas, sheet)
    canvas.furnish(furniture.draw)
    data = canvas.finish(attachments)
    return Typeset(data, canvas.total, tuple(fonts.missing.values()), canvas.tree)


class Builder:
    """Markup to blocks for one document."""

    def __init__(self, theme: Theme, fonts: Fonts, page: Page, canvas: Canvas) -> None:
        self.theme = theme
        self.fonts = fonts
        self.page = page
        self.canvas = canvas
        self.lang = canvas.facts.lang
        self.notes = 0
        self.shown = 0  # the page whose head and foot are being drawn, from 0
        self._pending: list[Block] = []  # notes that stand after the paragraph that calls them
        self._boxed = 0
        self.contents: list[tuple[int, str, str]] = []  # level, words, anchor of each listed heading
        self._anchors: dict[Node, str] = {}
        self._makers: dict[str, Callable[[Node, Element], list[Block]]] = {
            "section": self._section,
            "h1": self._heading,
            "h2": self._heading,
            "h3": self._heading,
            "p": self._paragraph,
            "quote": self._quote,
            "list": self._list,
            "box": self._box,
            "table": self._table,
            "figure": self._figure,
            "toc": self._toc,
            "rule": self._rule,
            "running": lambda node, parent: [],
        }

    def blocks(self, children: Sequence[Node | str], parent: Element) -> list[Block]:
        """The blocks of a container's children, in order."""
        made: list[Block] = []
        for child in children:
            if isinstance(child, Node):
                made += self._makers[child.name](child, parent)
                made += self._after_notes()
        return made

    def stream(self, children: Sequence[Node | str], parent: Element) -> Iterator[Block]:
        """The same one by one, sections opened up, so that what is drawn can be forgotten."""
        for child in children:
            if not isinstance(child, Node):
                continue
            if child.name != "section":
                yield from self._makers[child.name](child, parent)
                yield from self._after_notes()
                continue
            anchor = child.attributes.get("id")
            for block in self.stream(child.children, self._element(child, "Sect", parent)):
                if anchor is not None:
                    block.anchors, anchor = (*block.anchors, anchor), None
                yield block
            if anchor is not None:
                spot = Spot()
                spot.anchors = (anchor,)
                yield spot

    def style(self, node: Node, within: Style | None = None) -> Style:
        """The theme's style for a node."""
        return self.theme.style(node.name, node.attributes.get("class", ""), within)

    def _element(self, node: Node, role: str, parent: Element) -> Element:
        element = parent.add(role)
        element.lang = node.attributes.get("lang", "")
        return element

    def list_headings(self, root: Node) -> None:
        """Find the headings a table of contents shows: all listed ones but the paper's own title."""
        stack, found = [root], []
        while stack:
            node = stack.pop()
            if node.name in _LEVELS and node.attributes.get("listed") != "no":
                found.append(node)
            elif node.name in ("doc", "section", "box"):
                stack.extend(reversed([child for child in node.children if isinstance(child, Node)]))
        for n, node in enumerate(found):
            title = "".join(_title(node.children)).strip()
            if title and (n or node.name != "h1"):
                self._anchors[node] = anchor = node.attributes.get("id") or f".h{n}"
                self.contents.append((max(1, _LEVELS[node.name]), title, anchor))

    # Text

    def text(
        self,
        node: Node,
        style: Style,
        element: Element | None,
        children: Sequence[Node | str] | None = None,
        label: Aside | None = None,
    ) -> Paragraph:
        """A paragraph of a node's inlines; labels, references and line ends go to its asides."""
        lang = node.attributes.get("lang") or self.lang
        gather = Gather(self, style, element)
        gather.walk(node.children if children is None else children, style, None)
        asides = gather.asides if label is None else [label, *gather.asides]
        paragraph = Paragraph(self.fonts, gather.runs, style, element, lang=lang, asides=asides)
        if "id" in node.attributes:
            gather.anchors.append(node.attributes["id"])
        paragraph.anchors = tuple(gather.anchors)
        keep = node.attributes.get("keep")
        if keep:
            paragraph.keep_next = keep == "next"
            paragraph.keep_whole = keep == "whole"
        return paragraph

    def _paragraph(self, node: Node, parent: Element) -> list[Block]:
        element = self._element(node, "P", parent)
        return [self.text(node, self.style(node), element), *self._after_notes()]

    def _after_notes(self) -> list[Block]:
        notes, self._pending = self._pending, []
        return notes

    def add_note(self, node: Node, number_text: str, name: str, element: Element) -> None:
        """A note: its text stands after the paragraph that calls it, numbered, and links back."""
        style = self.theme.style("note", node.attributes.get("class", ""))
        element.id = name
        label = element.add("Lbl")
        link = label.add("Link")
        made = ink(self.fonts, style)
        aside = Aside(
            [
                Run(
                    number_text,
                    made,
                    Owner(link, target=f"#{name}-ref", says=f"Back to the text {number_text}"),
                )
            ],
            self.theme.varied(style, align="right", indent=0.0),
            "label",
            4.0,
            style.indent,
        )
        paragraph = self.text(node, style, element.add("P"), label=aside)
        paragraph.anchors = (name,)
        self._pending.append(paragraph)

    def _heading(self, node: Node, parent: Element) -> list[Block]:
        shape = node.attributes.get("marker", "")
        kind = node.name + ("-marked" if shape else "-boxed" if self._boxed else "")
        style = self.theme.style(kind, node.attributes.get("class", ""), self.theme.style(node.name))
        element = self._element(node, node.name.upper(), parent)
        block = self.text(node, style, element)
        block.keep_next = True
        title = "".join(_title(node.children)).strip()
        if node.attributes.get("listed") != "no" and title:
            block.bookmark = (_LEVELS[node.name], title)
        if node in self._anchors:
            block.anchors = (*block.anchors, self._anchors[node])
        if shape or style.rule:
            self._mark(block, style, shape)
        return [block, *self._after_notes()]

    def _mark(self, block: Paragraph, style: Style, shape: str) -> None:
        """A rule above the heading and its section's marker in the margin, in the marker's colour."""
        tint = self.theme.markers.get(shape) or style.rule or style.colour
        page = self.page
        block.room_above = style.pad

        def decorate(canvas: Canvas, x: float, y: float, width: float) -> None:
            operators = [colour(tint, "RG"), f"{number(style.rule_width)} w"]
            if style.rule_width:
                left, right = number(page.rule_left), number(page.width - page.rule_right)
                operators.append(f"{left} {number(y)} m {right} {number(y)} l S")
            if shape:
                size = style.size * 0.52
                base = y - style.pad - first_base(style)
                operators.append(colour(tint, "rg"))
                operators.append(figures.marker(shape, x - page.label_gap - 4 - size, base + 0.4, size))
            canvas.artifact("q", *operators, "Q")

        block.decorate = decorate

    # Containers

    def _section(self, node: Node, parent: Element) -> list[Block]:
        return list(self.stream([node], parent))

    def _stack(self, node: Node, blocks: list[Block], style: Style) -> list[Block]:
        """Blocks in a tint with a bar, as the style says."""
        if not blocks:
            return []
        bar = style.bar_width if style.bar else 0.0
        insets = (style.pad, style.pad, style.pad, style.pad + bar + style.indent)
        stack = Stack(blocks, insets=insets, decorate=decoration(style))
        stack.before, stack.after = style.before, style.after
        stack.keep_whole = style.keep == "whole"
        stack.keep_next = style.keep == "next"
        if "id" in node.attributes:
            stack.anchors = (node.attributes["id"],)
        return [stack]

    def _box(self, node: Node, parent: Element) -> list[Block]:
        element = self._element(node, "Sect", parent)
        self._boxed += 1
        blocks = self.blocks(node.children, element)
        self._boxed -= 1
        return self._stack(node, blocks, self.style(node))

    def _quote(self, node: Node, parent: Element) -> list[Block]:
        element = self._element(node, "BlockQuote", parent)
        style = self.style(node)
        blocks: list[Block] = []
        for child in node.children:
            if isinstance(child, Node) and child.name == "p" and "class" not in child.attributes:
                plain = self.theme.varied(style, before=0.0, after=2.0, indent=0.0, keep="", rule="")
                blocks.append(self.text(child, plain, self._element(child, "P", element)))
            elif isinstance(child, Node):
                blocks += self._makers[child.name](child, element)
        return self._stack(node, blocks, self.theme.varied(style, keep="whole"))

    def _list(self, node: Node, parent: Element) -> list[Block]:
        numbered = node.attributes.get("numbered") == "yes"
        element = self._element(node, "L", parent)
        element.attributes = f"<</O/List/ListNumbering/{'Decimal' if numbered else 'Disc'}>>"
        blocks: list[Block] = []
        items = [child for child in node.children if isinstance(child, Node)]
        for n, item in enumerate(items, 1):
            style = self.style(item)
            within = element.add("LI")
            within.lang = item.attributes.get("lang", "")
            mark = self.theme.style("item-label", "", style)
            label = Aside(
                [Run(f"{n}." if numbered else "•", ink(self.fonts, mark), Owner(within.add("Lbl")))],
                self.theme.varied(mark, align="left", indent=0.0),
                "label",
                0.0,
                style.indent,
            )
            body = within.add("LBody")
            if _holds_text(item):
                blocks.append(self.text(item, style, body, label=label))
                blocks += self._after_notes()
                continue
            inner = self.blocks(item.children, body)
            head = Paragraph(self.fonts, (), style, body, asides=[label])
            stack = Stack([Beside(head, inner, style.indent)])
            stack.before, stack.after = style.before, style.after
            blocks.append(stack)
        if blocks and "id" in node.attributes:
            blocks[0].anchors = (*blocks[0].anchors, node.attributes["id"])
        return blocks

    # Tables and figures

    def _table(self, node: Node, parent: Element) -> list[Block]:
        style = self.style(node)
        element = self._element(node, "Table", parent)
        rows = []
        head = int(node.attributes.get("head", "1" if _first_is_head(node) else "0"))
        for n, tr in enumerate(child for child in node.children if isinstance(child, Node)):
            row = self._row(tr, element.add("TR"), n < head)
            if n < head:
                row.repeat = self._row(tr, None, True)
            rows.append(row)
        if not rows:
            return []
        relative = [float(v) for v in node.attributes.get("widths", "").split()]
        count = max(len(row.cells) for row in rows)
        if relative and len(relative) != count:
            relative = (relative + [sum(relative) / len(relative)] * count)[:count]
        table = Table(rows, min(head, len(rows)), style, relative=relative)
        if "id" in node.attributes:
            table.anchors = (node.attributes["id"],)
        return [table]

    def _row(self, node: Node, parent: Element | None, head: bool) -> Row:
        cells = []
        for child in node.children:
            if not isinstance(child, Node):
                continue
            style = self.style(child)
            align = child.attributes.get("align")
            if align:
                style = self.theme.varied(style, align=align)
            element = None
            if parent is not None:
                element = self._element(child, child.name.upper(), parent)
                if child.name == "th":
                    scope = child.attributes.get("scope", "column" if head else "row")
                    element.attributes = f"<</O/Table/Scope/{scope.capitalize()}>>"
            cells.append(self._cell(child, style, element))
        anchors = (node.attributes["id"],) if "id" in node.attributes else ()
        return Row(cells, anchors=anchors)

    def _cell(self, node: Node, style: Style, element: Element | None) -> Cell:
        if _holds_text(node):
            paragraph = self.text(node, style, element)
            narrow, wide = paragraph.extent()
            if element is None:
                paragraph.anchors = ()
            return Cell(paragraph, narrow, wide)
        if element is None:
            text = Node(node.name, {}, (node.text,), node.line)
            return self._cell(text, style, None)
        blocks: list[Block] = []
        for child in node.children:
            if isinstance(child, Node) and child.name == "p" and "class" not in child.attributes:
                blocks.append(self.text(child, style, self._element(child, "P", element)))
            elif isinstance(child, Node):
                blocks += self._makers[child.name](child, element)
        extents = [block.extent() for block in blocks if isinstance(block, Paragraph)] or [(40.0, 200.0)]
        return Cell(Stack(blocks), max(e[0] for e in extents), max(e[1] for e in extents))

    def _figure(self, node: Node, parent: Element) -> list[Block]:
        children = [child for child in node.children if isinstance(child, Node)]
        if any(len(child.text) > _LONG_EVENT for child in children):
            # No room for that along a line: the events one under another, as text.
            section = self._element(node, "Sect", parent)
            return [self.text(child, self.theme.style("p"), section.add("P")) for child in children]
        element = self._element(node, "Figure", parent)
        element.alt = node.attributes["alt"]
        events = []
        for child in children:
            when, words = _at_break(child)
            above = self.text(when, self.theme.style("event-date"), element)
            below = self.text(words, self.style(child), element)
            events.append(figures.Event(figures.years(child.attributes["date"]), above, below))
        return [figures.Timeline(events, self.style(node), element)] if events else []

    def _rule(self, node: Node, parent: Element) -> list[Block]:
        return [Rule(self.style(node))]

    def _toc(self, node: Node, parent: Element) -> list[Block]:
        """The headings with their pages, which are bound late."""
        element = self._element(node, "TOC", parent)
        depth = int(node.attributes.get("depth", "2"))
        style = self.style(node)
        blocks: list[Block] = []
        for level, title, anchor in self.contents:
            if level > depth:
                continue
            reference = element.add("TOCI").add("Reference")
            link = Owner(reference.add("Link"), "", f"#{anchor}", title)
            indent = style.indent + 12.0 * (level - 1)
            line = self.theme.varied(style, indent=indent, bold=style.bold or level == 1)
            page = Run("000", ink(self.fonts, style), link, 2.0, late=lambda a=anchor: self._page_of(a))
            number_style = self.theme.varied(style, align="right")
            aside = Aside([page], number_style, "fill", 0.0, 0.0)
            runs = [Run(title, ink(self.fonts, line), link, 1.0)]
            blocks.append(contents.Entry(self.fonts, runs, line, reference, asides=[aside]))
        if blocks:
            blocks[0].before, blocks[-1].after = style.before, style.after
        return blocks

    def _page_of(self, anchor: str) -> str:
        place = self.canvas.places.get(anchor)
        return "" if place is None else str(place[0] + 1)


def _at_break(node: Node) -> tuple[Node, Node]:
    """An event in two: what stands before its first `br`, and the rest (all of it when there is none)."""
    children = node.children
    cut = next((i for i, c in enumerate(children) if isinstance(c, Node) and c.name == "br"), -1)
    return replace(node, children=children[: max(cut, 0)]), replace(node, children=children[cut + 1 :])


def _holds_text(node: Node) -> bool:
    """True when a node that may hold blocks or inlines holds inlines (or nothing)."""
    return all(isinstance(child, str) or child.name in INLINES for child in node.children)


def _first_is_head(node: Node) -> bool:
    for child in node.children:
        if isinstance(child, Node):
            cells = [cell for cell in child.children if isinstance(cell, Node)]
            return bool(cells) and all(cell.name == "th" for cell in cells)
    return False


def _title(children: Sequence[Node | str]) -> list[str]:
    """A heading's words without what stands beside it."""
    words = []
    for child in children:
        if isinstance(child, str):
            words.append(child)
        elif child.name == "br":
            words.append(" ")
        elif child.name not in ("label", "side", "fill", "note", "badge"):
            words += _title(child.children)
    return words
