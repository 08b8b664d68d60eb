"""Words that stand in a page and that no browser shows: not the article, and a place to put words for machines.

Only what the page itself marks as hidden, on the element, is told; style sheets are not read. A page
that hides its article until a script has run is common, so what holds much of the text stays.
"""

from __future__ import annotations

import re
from typing import Any

_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0+(?:px|pt|em|rem|%)?\s*(?:;|!|$))",
    re.IGNORECASE,
)
_RUNNING = ("p", "li", "blockquote", "h1", "h2", "h3", "h4")
# One hidden element with more than this share of the page's running text is the article itself, and so
# are all of them together with more than that: a page that shows itself bit by bit.
_ONE, _ALL = 0.5, 0.75


def drop_hidden(tree: Any) -> int:
    """Take the hidden elements out of `tree`; how many words of running text were in them."""
    hidden = [element for element in tree.xpath(".//*[@hidden or @style or @type]") if _is_hidden(element)]
    if not hidden:
        return 0
    chosen: set[Any] = set()
    whole = sum(_size(element) for element in tree.iter("p"))
    together = 0
    for element in hidden:
        if element.getparent() is None or any(above in chosen for above in element.iterancestors()):
            continue
        size = sum(_size(paragraph) for paragraph in element.iter("p"))
        if size <= _ONE * whole:
            together += size
            chosen.add(element)
    if together > _ALL * whole:
        return 0
    return sum(_drop(element) for element in hidden if element in chosen)


def _drop(element: Any) -> int:
    """Take `element` out of its tree, but not the text behind it; the words of running text in it."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
    return sum(_size(e) for e in element.iter(*_RUNNING))


def _size(element: Any) -> int:
    return len("".join(element.itertext()).split())


def _is_hidden(element: Any) -> bool:
    return (
        element.get("hidden", "until-found").lower() != "until-found"
        or (element.get("type") or "").lower() == "hidden"
        or bool(_STYLE.search(element.get("style") or ""))
    )
