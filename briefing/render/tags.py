"""The structure tree: what each mark on paper is, in the order a reader should hear it.

Elements are made in story order while the markup is walked, before anything is laid out. Drawing
only attaches content to them. So a paragraph, a table or a row that crosses pages stays one
element, and the order is that of the text, whatever order things were drawn in.

What must stay true: every marked-content id of a page belongs to exactly one element, and nothing
is drawn that is neither in an element nor an artifact (`pdf.Canvas` sees to the second).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter


class Element:
    """One structure element. `kids` are elements, marked content and annotations, each with its
    place in the text, which orders them."""

    __slots__ = ("actual", "alt", "attributes", "id", "kids", "lang", "number", "parent", "role", "title")

    def __init__(self, role: str, parent: Element | None = None, order: float | None = None) -> None:
        self.role = role
        self.parent = parent
        self.kids: list[tuple[float, Element | Content | Annotation]] = []
        self.attributes = ""
        self.alt = self.actual = self.lang = self.id = self.title = ""
        self.number = 0
        if parent is not None:
            parent.kids.append((float(len(parent.kids)) if order is None else order, self))

    def add(self, role: str, order: float | None = None) -> Element:
        """A new last child, or the child at that place in the text."""
        return Element(role, self, order)

    def children(self) -> list[Element]:
        """The elements among the kids, in reading order."""
        return [kid for _, kid in self._ordered() if isinstance(kid, Element)]

    def _ordered(self) -> list[tuple[float, Element | Content | Annotation]]:
        return sorted(self.kids, key=_order) if len(self.kids) > 1 else self.kids

    def prune(self) -> bool:
        """Drop children that drew nothing (an empty section); true when something is left.

        Cells stay: an empty cell is what keeps the columns of a row in step.
        """
        self.kids = [k for k in self._ordered() if not isinstance(k[1], Element) or k[1].prune()]
        return bool(self.kids) or self.role in ("TD", "TH")


_order = itemgetter(0)


class Content(tuple[int, int]):
    """Marked content: page index and id on that page."""


class Annotation(tuple[int, int]):
    """An annotation: page index and object number."""


def walk(root: Element) -> Iterator[Element]:
    """The element and everything below it, in reading order, without recursion."""
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        stack.extend(reversed([kid for _, kid in element.kids if isinstance(kid, Element)]))


def write(
    root: Element,
    *,
    tree: int,
    first: int,
    pages: Sequence[int],
    owners: Sequence[Sequence[Element]],
    linked: Sequence[Element],
) -> list[bytes]:
    """The tree root (object number `tree`) and all elements (numbers from `first`) as PDF objects.

    `pages` are the pages' object numbers, `owners` the element of each marked-content id of each
    page, `linked` the elements of the annotations in the order of their StructParent numbers.
    """
    root.prune()
    elements = list(walk(root))
    for n, element in enumerate(elements):
        element.number = first + n
    named_pages = [f"{page} 0 R" for page in pages]
    body = [_element(element, tree, named_pages) for element in elements]
    numbers = [
        b"%d[%s]" % (n, " ".join([f"{e.number} 0 R" for e in row]).encode()) for n, row in enumerate(owners)
    ]
    numbers += [b"%d %d 0 R" % (len(owners) + n, e.number) for n, e in enumerate(linked)]
    named = sorted((element.id, element.number) for element in elements if element.id)
    names = b" ".join(b"%s %d 0 R" % (string(name), number) for name, number in named)
    id_tree = b"/IDTree<</Names[%s]>>" % names if named else b""
    top = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d%s>>" % (
        root.number,
        b" ".join(numbers),
        len(owners) + len(linked),
        id_tree,
    )
    return [top, *body]


def _element(element: Element, tree: int, pages: Sequence[str]) -> bytes:
    page = -1
    kids = []
    for _, kid in element.kids:
        if isinstance(kid, Element):
            kids.append(f"{kid.number} 0 R")
            continue
        at, n = kid
        if page < 0:
            page = at
        if isinstance(kid, Annotation):
            kids.append(f"<</Type/OBJR/Obj {n} 0 R/Pg {pages[at]}>>")
        elif at == page:
            kids.append(str(n))
        else:
            kids.append(f"<</Type/MCR/Pg {pages[at]}/MCID {n}>>")
    parent = element.parent.number if element.parent is not None else tree
    # /Type may be left out (ISO 32000-1, table 323), which saves 17 bytes an element before packing.
    start = f"<</S/{element.role}/P {parent} 0 R"
    if page >= 0:
        start += f"/Pg {pages[page]}"
    if len(kids) == 1:
        start += f"/K {kids[0]}"
    elif kids:
        start += f"/K[{' '.join(kids)}]"
    end = f"/A{element.attributes}>>" if element.attributes else ">>"
    said = (element.alt, element.actual, element.lang, element.id, element.title)
    if said == _NOTHING_SAID:
        return (start + end).encode("ascii")
    values = [b"/%s%s" % (key, string(value)) for key, value in zip(_KEYS, said, strict=True) if value]
    return b"".join([start.encode("ascii"), *values, end.encode("ascii")])


_KEYS = (b"Alt", b"ActualText", b"Lang", b"ID", b"T")
_NOTHING_SAID = ("",) * len(_KEYS)


def string(text: str) -> bytes:
    """A PDF text string: plain for ASCII, UTF-16 with its mark for anything else."""
    if text.isascii() and text.isprintable():
        return b"(%s)" % text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("ascii")
    return b"<FEFF%s>" % text.encode("utf-16-be", "replace").hex().upper().encode("ascii")


def outline(root: Element) -> str:
    """The tree as indented text, for golden files: role, and what matters beside it."""
    lines: list[str] = []

    def tell(element: Element, depth: int) -> None:
        notes = [
            f'{name}="{value}"'
            for name, value in (
                ("alt", element.alt),
                ("lang", element.lang),
                ("id", element.id),
                ("a", element.attributes),
            )
            if value
        ]
        content = sum(1 for _, kid in element.kids if isinstance(kid, Content))
        if content:
            notes.append(f"content={content}")
        pages = sorted({kid[0] + 1 for _, kid in element.kids if isinstance(kid, Content)})
        if len(pages) > 1:
            notes.append(f"pages={pages[0]}-{pages[-1]}")
        if any(isinstance(kid, Annotation) for _, kid in element.kids):
            notes.append("link")
        lines.append("  " * depth + " ".join([element.role, *notes]))
        for child in element.children():
            tell(child, depth + 1)

    tell(root, 0)
    return "\n".join(lines) + "\n"
