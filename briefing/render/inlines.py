"""The text of one paragraph: its inline elements as runs, each in its ink and for its element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from briefing.render.markup import Node
from briefing.render.paragraph import Aside
from briefing.render.runs import Owner, Run, ink
from briefing.render.tags import Element
from briefing.render.theme import Style

if TYPE_CHECKING:
    from briefing.render.typeset import Builder


class Gather:
    """Collects the runs and asides of one paragraph."""

    def __init__(self, builder: Builder, style: Style, element: Element | None) -> None:
        self.builder = builder
        self.style = style
        self.element = element
        self.runs: list[Run] = []
        self.asides: list[Aside] = []
        self.anchors: list[str] = []
        self.order = 0.0

    def walk(self, children: Sequence[Node | str], style: Style, owner: Owner | None) -> None:
        """Add the text of `children`, set in `style` and owned by `owner`."""
        builder = self.builder
        for child in children:
            self.order += 1
            if isinstance(child, str):
                self.runs.append(Run(child, ink(builder.fonts, style), owner, self.order))
                continue
            name = child.name
            if name == "br":
                self.runs.append(Run("\n", ink(builder.fonts, style)))
            elif name in ("page", "pages"):
                text = str(builder.shown + 1 if name == "page" else builder.canvas.total)
                self.runs.append(Run(text, ink(builder.fonts, style), owner, self.order))
            elif name in ("label", "side", "fill"):
                self._aside(child, owner)
            elif name == "note":
                self._note(child, style)
            else:
                inner = builder.style(child, style)
                self.walk(child.children, inner, self._owner(child, owner))

    def _owner(self, node: Node, owner: Owner | None) -> Owner | None:
        """A new owner for links, runs in another language and a statement's words; else the one there is."""
        lang, words = node.attributes.get("lang", ""), node.attributes.get("words", "")
        parent = owner.element if owner is not None else self.element
        if parent is None or (node.name != "a" and not lang and not words):
            return owner
        if node.name != "a":
            element = parent.add("Span", self.order)
            element.lang, element.title = lang, words
            return Owner(element, lang, owner.target if owner else "", owner.says if owner else "")
        element = parent.add("Link", self.order)
        element.lang = lang
        text = node.text
        if "to" in node.attributes:
            return Owner(element, lang, "#" + node.attributes["to"], text or node.attributes["to"])
        href = node.attributes["href"]
        return Owner(element, lang, href, text if text == href else f"{text} ({href})")

    def _aside(self, node: Node, owner: Owner | None) -> None:
        builder, page = self.builder, self.builder.page
        style = builder.style(node)
        if node.name == "label":
            role, gap = "Lbl", page.label_gap
            measure = max(20.0, page.left - page.rule_left + 8)
        elif node.name == "side":
            role, gap = "Span", page.side_gap
            measure = max(20.0, page.right - page.side_gap - 14)
        else:
            role, gap, measure = "Span", 0.0, 0.0
        inner = Gather(builder, style, self.element)
        inner.order = self.order
        mine = None
        if self.element is not None:
            mine = Owner(self.element.add(role, self.order), node.attributes.get("lang", ""))
            mine.element.lang = mine.lang
        inner.walk(node.children, style, mine)
        self.order = inner.order
        for nested in inner.asides:  # nothing stands beside what stands beside
            inner.runs += [Run(" ", ink(builder.fonts, style), mine, self.order), *nested.runs]
        self.anchors += inner.anchors
        self.asides.append(Aside(inner.runs, style, node.name, gap, measure))

    def _note(self, node: Node, style: Style) -> None:
        builder = self.builder
        builder.notes += 1
        text, name = str(builder.notes), f"note-{builder.notes}"
        if self.element is None:
            return
        reference = self.element.add("Reference", self.order)
        link = reference.add("Link")
        above = builder.theme.style("sup", "", style)
        self.runs.append(
            Run(text, ink(builder.fonts, above), Owner(link, "", f"#{name}", f"Note {text}"), self.order)
        )
        builder.add_note(node, text, name, self.element.add("Note", self.order + 0.5))
        self.anchors.append(f"{name}-ref")
