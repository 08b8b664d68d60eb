"""What stands around text: rules, the tint and bar of a box, the label beside an item."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from briefing.render.flow import Block, Stack
from briefing.render.paragraph import Paragraph
from briefing.render.pdf import Canvas, number
from briefing.render.theme import Style, colour


class Rule(Block):
    """A hairline over the measure."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.before, self.after = style.before, style.after

    def wrap(self, width: float) -> float:
        """The rule's own width."""
        return self.style.rule_width

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """One artifact."""
        weight, tint = number(self.style.rule_width), colour(self.style.rule or "#000000", "RG")
        canvas.artifact(
            "q", tint, f"{weight} w {number(x)} {number(y)} m {number(x + width)} {number(y)} l S Q"
        )


class Beside(Stack):
    """An item's blocks with its label on the first line."""

    def __init__(self, head: Paragraph, blocks: Sequence[Block], indent: float) -> None:
        super().__init__(blocks, insets=(0.0, 0.0, 0.0, indent))
        self.head: Paragraph | None = head

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Label, then blocks."""
        if self.head is not None:
            self.head.draw(canvas, x, y, width)
        super().draw(canvas, x, y, width)


def decoration(style: Style) -> Callable[[Canvas, float, float, float, float], None] | None:
    """Draws a tint and a heavy bar behind a block."""
    if not style.fill and not style.bar:
        return None

    def decorate(canvas: Canvas, x: float, top: float, bottom: float, width: float) -> None:
        y, height = number(bottom), number(top - bottom)
        operators = ["q"]
        if style.fill:
            operators += [colour(style.fill, "rg"), f"{number(x)} {y} {number(width)} {height} re f"]
        if style.bar:
            operators += [colour(style.bar, "rg"), f"{number(x)} {y} {number(style.bar_width)} {height} re f"]
        canvas.artifact(*operators, "Q")

    return decorate
