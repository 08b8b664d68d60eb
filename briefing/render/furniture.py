"""Heads and feet: the marking, running texts, page numbers. All of it is artifact.

The marking follows TLP 2.0: in head and foot of every page, right-justified, twelve points or
more, in the colours the standard gives, on black.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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

    def draw(self, canvas: Canvas, page: int) -> None:
        """Head and foot of one page, counted from 0."""
        sheet = self.builder.page
        self.builder.shown = page
        for place, base in (("head", sheet.height - sheet.head), ("foot", sheet.foot)):
            right = sheet.width - sheet.right
            if self.marking:
                right -= self._draw_marking(canvas, right, base) + 10
            left = sheet.left
            texts = [n for n in self.running if n.attributes["place"] == place and _shows(n, page)]
            for node in sorted(texts, key=lambda n: n.attributes.get("side") != "right"):
                on_right = node.attributes.get("side") == "right"
                paragraph = self._text(node, "right" if on_right else "left")
                _, wide = paragraph.extent()
                # A running text is one line; a longer one is broken upwards from the foot.
                width = right - left
                height = paragraph.wrap(width)
                lift = height - paragraph.style.leading if place == "foot" else 0.0
                top = (
                    base
                    + lift
                    + paragraph.style.leading
                    - (paragraph.style.leading - paragraph.style.size) / 2
                )
                top -= paragraph.style.size * 0.23
                paragraph.draw(canvas, left, top, width)
                if on_right:
                    right -= wide + 9

    def _text(self, node: Node, align: str) -> Paragraph:
        style = replace(self.builder.style(node), align=align)
        return self.builder.text(node, style, None)

    def _draw_marking(self, canvas: Canvas, right: float, base: float) -> float:
        """The label in its black box, its right edge at `right`; the width it takes."""
        builder = self.builder
        style = builder.theme.style("marking")
        style = replace(style, size=max(style.size, _LEAST_SIZE), colour=_COLOURS[self.marking])
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
