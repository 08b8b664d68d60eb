"""Lines of a table of contents: words, dots, and the page, which is known only at the end."""

from __future__ import annotations

from briefing.render.paragraph import Paragraph, first_base
from briefing.render.pdf import Canvas, number
from briefing.render.theme import colour


class Entry(Paragraph):
    """One heading of the contents list."""

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """The line, and dots between its words and its page."""
        super().draw(canvas, x, y, width)
        if not self._lines:
            return
        style = self.style
        _, last = self._lines[-1]
        pages = [made[0][1].natural for aside, made in self._asides if aside.place == "fill" and made]
        start = x + style.indent + last.natural + style.size * 0.5
        end = x + width - style.outdent - max(pages, default=0.0) - 2
        if end - start < style.size:
            return
        base = y - first_base(style) - (len(self._lines) - 1) * style.leading
        step = style.size * 0.36
        # Dots stand on one grid from the right edge, so that those of all lines are in step.
        start = end - int((end - start) / step) * step
        canvas.artifact(
            "q 1 J",
            colour("#80868B", "RG"),
            f"[0 {number(step)}] 0 d {number(style.size * 0.075)} w",
            f"{number(end)} {number(base + 0.4)} m {number(start)} {number(base + 0.4)} l S Q",
        )
