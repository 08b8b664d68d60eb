"""Heads and feet: the marking, running texts, page numbers. All of it is artifact.

The marking follows TLP 2.0: in head and foot of every page, right-justified, twelve points or
more, in the colours the standard gives, on black.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from briefing.render.markup import Node
from briefing.render.paragraph import Paragraph, first_base
from briefing.render.pdf import Canvas, number
from briefing.render.runs import Run, ink
from briefing.render.theme import colour

if TYPE_CHECKING:
    from briefing.render.typeset import Builder

# TLP 2.0 (FIRST, 2022), table 1; these are the standard's, not the theme's.
_COLOURS = {
    "TLP:RED": "#FF2B2B",
    "TLP:AMBER+STRICT": "#FFC000",
    "TLP:AMBER": "#FFC000",
    "TLP:GREEN": "#33FF00",
    "TLP:CLEAR": "#FFFFFF",
}
_LEAST_SIZE = 12.0
_PAD = 6.5


class Furniture:
    """What every page carries, drawn when all pages are done and counted."""

    def __init__(self, builder: Builder, running: Sequence[Node], marking: str) -> None:
        self.builder = builder
        self.running = running
        self.marking = marking
        self._drawn: dict[tuple[object, ...], tuple[list[str], float]] = {}

    def draw(self, canvas: Canvas, page: int) -> None:
        """Head and foot of one page, counted from 0."""
        sheet = self.builder.page
        self.builder.shown = page
        for place, base in (("head", sheet.height - sheet.head), ("foot", sheet.foot)):
            right = sheet.width - sheet.right
            if self.marking:
                right -= 10 + self._once(canvas, (place,), partial(self._draw_marking, canvas, right, base))
            texts = [n for n in self.running if n.attributes["place"] == place and _shows(n, page)]
            for node in sorted(texts, key=lambda n: n.attributes.get("side") != "right"):
                draw = partial(self._draw_text, canvas, node, base, right)
                wide = draw() if _counts(node) else self._once(canvas, (node, right), draw)
                if node.attributes.get("side") == "right":
                    right -= wide + 9

    def _once(self, canvas: Canvas, key: tuple[object, ...], draw: Callable[[], float]) -> float:
        """What `draw` draws, and its answer: what is the same on every page is made for one."""
        known = self._drawn.get(key)
        if known is None:
            start = len(canvas.code)
            wide = draw()
            known = self._drawn[key] = canvas.code[start:], wide
        else:
            canvas.code.extend(known[0])
        return known[1]

    def _draw_text(self, canvas: Canvas, node: Node, base: float, right: float) -> float:
        """A running text that ends at `right` at the latest; the width it takes."""
        paragraph = self._text(node, "right" if node.attributes.get("side") == "right" else "left")
        _, wide = paragraph.extent()
        style, left = paragraph.style, self.builder.page.left
        # A running text is one line; a longer one is broken upwards from the foot.
        width = right - left
        height = paragraph.wrap(width)
        lift = height - style.leading if node.attributes["place"] == "foot" else 0.0
        top = base + lift + style.leading - (style.leading - style.size) / 2 - style.size * 0.23
        paragraph.draw(canvas, left, top, width)
        return wide

    def _text(self, node: Node, align: str) -> Paragraph:
        style = self.builder.theme.varied(self.builder.style(node), align=align)
        return self.builder.text(node, style, None)

    def _draw_marking(self, canvas: Canvas, right: float, base: float) -> float:
        """The label in its black box, its right edge at `right`; the width it takes."""
        builder = self.builder
        style = builder.theme.style("marking")
        style = builder.theme.varied(style, size=max(style.size, _LEAST_SIZE), colour=_COLOURS[self.marking])
        label = Paragraph(builder.fonts, [Run(self.marking, ink(builder.fonts, style))], style, None)
        _, text = label.extent()
        width = text + 2 * _PAD
        bottom, height = base - style.size * 0.27, style.size * 1.2
        canvas.artifact(
            "q",
            colour("#000000", "rg"),
            f"{number(right - width)} {number(bottom)} {number(width)} {number(height)} re f Q",
        )
        label.draw(canvas, right - width + _PAD, base + first_base(style), text + 1)
        return width


def _shows(node: Node, page: int) -> bool:
    pages = node.attributes.get("pages", "all")
    return pages == "all" or (pages == "first") == (page == 0)


def _counts(node: Node) -> bool:
    """True when the number of the page stands in it."""
    return any(child.name == "page" or _counts(child) for child in node.children if isinstance(child, Node))
