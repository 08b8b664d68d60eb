"""Blocks and the pages they flow onto.

A block is a flowable in ReportLab's sense: it tells its height for a width (`wrap`), can be cut
(`split`) and is drawn at a place (`draw`). ReportLab's own frames are not used: loading
`reportlab.platypus` costs as much as setting eight pages, and its keep-with-next looks at the whole
rest of the story. Here each block is measured once for a width and looks ahead one page at most, so
time grows in step with the text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from briefing.render.pdf import Canvas
from briefing.render.theme import Page

_ABOVE = 8.0  # points shown above the place a link goes to
_EVEN = 0.01  # points: sums of floats that ought to be equal may differ by less than this


class Block:
    """Something that takes up height. `before` and `after` are spaces around it in points; of two
    spaces that meet the larger counts. `keep_next` keeps its end on the page of the next block,
    `keep_before` does as much for the block before it."""

    before = 0.0
    after = 0.0
    keep_next = False
    keep_before = False
    keep_whole = False
    anchors: tuple[str, ...] = ()
    bookmark: tuple[int, str] | None = None

    def place(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw, and make this the place that links and bookmarks go to."""
        for anchor in self.anchors:
            canvas.anchor(anchor, y + _ABOVE)
        if self.bookmark is not None:
            canvas.bookmark(*self.bookmark, y + _ABOVE)
        self.draw(canvas, x, y, width)

    def wrap(self, width: float) -> float:
        """The height in a column of that width."""
        raise NotImplementedError

    def least(self, width: float) -> float:
        """The height of the least part that may stand alone at the foot of a page."""
        return self.wrap(width)

    def split(self, width: float, height: float, *, force: bool = False) -> tuple[Block, Block] | None:
        """A part that is at most `height` high, and the rest; None when it should not be cut there.

        With `force` (the block begins a page and is higher than it) good looks do not count.
        """
        return None

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw with the top left corner at `x`, `y`."""
        raise NotImplementedError


class Stack(Block):
    """Blocks under one another, as in a box, a quotation or a cell.

    `decorate(canvas, x, top, bottom, width)` is called for each part before its blocks are drawn.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        *,
        insets: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0),
        decorate: Callable[[Canvas, float, float, float, float], None] | None = None,
    ) -> None:
        self.blocks = blocks
        self.insets = insets  # top, right, bottom, left
        self.decorate = decorate
        self._width = -1.0
        self._places: list[float] = []  # top of each block below the top of the stack
        self._height = 0.0

    def wrap(self, width: float) -> float:
        """Height of all blocks with the spaces between them; the first's `before` does not count."""
        if width != self._width:
            top, right, bottom, left = self.insets
            inner = width - left - right
            at, space = top, 0.0
            self._places = []
            for n, block in enumerate(self.blocks):
                if n:
                    at += max(space, block.before)
                self._places.append(at)
                at += block.wrap(inner)
                space = block.after
            self._height = at + bottom
            self._width = width
        return self._height

    def least(self, width: float) -> float:
        """Up to the least part of the first block that need not stay with its next."""
        whole = self.wrap(width)
        if self.keep_whole:
            return whole
        _, right, bottom, left = self.insets
        for place, block in zip(self._places, self.blocks, strict=True):
            if not block.keep_next:
                return min(whole, place + block.least(width - left - right) + bottom)
        return whole

    def split(self, width: float, height: float, *, force: bool = False) -> tuple[Block, Block] | None:
        """Cut between two blocks, or inside the one that crosses the edge."""
        self.wrap(width)
        if self.keep_whole and not force:
            return None
        _, right, bottom, left = self.insets
        inner = width - left - right
        limit = height - bottom + _EVEN
        for n, block in enumerate(self.blocks):
            room = limit - self._places[n]
            if block.wrap(inner) <= room:
                continue
            cut = block.split(inner, room, force=force and n == 0) if room > 0 else None
            if cut is not None:
                return self._parts([*self.blocks[:n], cut[0]], [cut[1], *self.blocks[n + 1 :]])
            kept = n
            while kept and self.blocks[kept - 1].keep_next:
                kept -= 1
            n = kept or (n if force else 0)
            if n == 0:
                return None
            return self._parts(self.blocks[:n], self.blocks[n:])
        return None

    def _parts(self, above: Sequence[Block], below: Sequence[Block]) -> tuple[Stack, Stack]:
        first = Stack(above, insets=self.insets, decorate=self.decorate)
        rest = Stack(below, insets=self.insets, decorate=self.decorate)
        first.before, rest.after = self.before, self.after
        first.anchors, first.bookmark = self.anchors, self.bookmark
        rest.keep_next = self.keep_next
        return first, rest

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Decoration first, then the blocks."""
        height = self.wrap(width)
        if self.decorate is not None:
            self.decorate(canvas, x, y, y - height, width)
        _, right, _, left = self.insets
        for place, block in zip(self._places, self.blocks, strict=True):
            block.place(canvas, x + left, y - place, width - left - right)


class Spot(Block):
    """A place without height, for links to what has nothing to show."""

    keep_next = True

    def wrap(self, width: float) -> float:
        """No height."""
        return 0.0

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Nothing to draw."""


class _Waiting:
    """The blocks still to be drawn, taken from their maker only as far as somebody looks: what is
    drawn can be forgotten, and a long paper never stands in memory as a whole."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._source = iter(blocks)
        self._ready: deque[Block] = deque()

    def __iter__(self) -> Iterator[Block]:
        """All of them, without taking any away."""
        n = 0
        while self._fill(n + 1):
            yield self._ready[n]
            n += 1

    def __bool__(self) -> bool:
        return self._fill(1)

    def _fill(self, count: int) -> bool:
        # One more than is asked for: a block is shown once it is known whether the next clings to it.
        while len(self._ready) <= count:
            block = next(self._source, None)
            if block is None:
                break
            if block.keep_before and self._ready:
                self._ready[-1].keep_next = True
            self._ready.append(block)
        return len(self._ready) >= count

    def take(self) -> Block:
        """The next one; there must be one."""
        self._fill(1)
        return self._ready.popleft()

    def put_back(self, block: Block) -> None:
        """Make `block` the next one."""
        self._ready.appendleft(block)


def pour(blocks: Iterable[Block], canvas: Canvas, page: Page) -> None:
    """Draw the blocks page after page."""
    waiting = _Waiting(blocks)
    width = page.width - page.left - page.right
    top, bottom = page.height - page.top, page.bottom
    y, space, fresh = top, 0.0, True

    def turn() -> None:
        nonlocal y, space, fresh
        canvas.showPage()
        y, space, fresh = top, 0.0, True

    while waiting:
        block = waiting.take()
        start = y if fresh else y - max(space, block.before)
        room = start - bottom + _EVEN
        height = block.wrap(width)
        cut = None
        if height <= room:
            if block.keep_next and waiting:
                needed = _needed(waiting, block, width, top - bottom)
                if height + needed > room and height + needed <= top - bottom:
                    # The next block would not start on this page: take the end of this one along.
                    cut = block.split(width, height - _EVEN * 2) if not fresh else None
                    if cut is None and not fresh:
                        waiting.put_back(block)
                        turn()
                        continue
        else:
            cut = block.split(width, room)
            if cut is None and not fresh:
                waiting.put_back(block)
                turn()
                continue
            if cut is None:
                cut = block.split(width, room, force=True)
        if cut is None:
            block.place(canvas, page.left, start, width)
            y, space, fresh = start - height, block.after, False
        else:
            cut[0].place(canvas, page.left, start, width)
            waiting.put_back(cut[1])
            turn()
    canvas.showPage()


def _needed(waiting: Iterable[Block], block: Block, width: float, most: float) -> float:
    """Height that must fit after `block`: blocks that keep with their next, and a start of the last."""
    total, space = 0.0, block.after
    for following in waiting:
        total += max(space, following.before)
        start, height = following.least(width), following.wrap(width)
        # One that can be cut takes its own end along to its next block when its turn comes.
        if not following.keep_next or start < height or total > most:
            return total + start
        total += height
        space = following.after
    return total
