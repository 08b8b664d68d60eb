"""Pages nested deeper than the parser follows, which would leave out whatever stands below, and say nothing.

libxml2 ends at 256 elements in one another. No page is written so deep; systems that wrap what they are
given, tags that are never closed and people who mean harm get there. Such a page loses its boxes before
it is parsed, and none of its words.
"""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import iterwalk

_MAX_DEPTH = 200
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*>")
# Elements that hold no others, that close each other, or that the article is told by.
_KEPT = frozenset(
    "html head body title meta link base script style noscript template p h1 h2 h3 h4 h5 h6 br hr img time area"
    " input wbr source track col embed param article main header footer nav aside form figure".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins label mark q s small span strong sub sup tt u".split()
)


def nests_deep(markup: str) -> bool:
    """True when more elements are opened in one another than the parser follows, as far as the tags tell.

    Tags that the writer left open count too; `ends_early` tells what the parser made of them.
    """
    # Each of the deep elements needs a tag of its own.
    if markup.count("<") <= _MAX_DEPTH:
        return False
    depth = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() not in _KEPT or tag[2].lower() in ("article", "figure", "form"):
            depth += -1 if tag[1] else 0 if tag[0].endswith("/>") else 1
            if depth > _MAX_DEPTH:
                return True
            depth = max(depth, 0)
    return False


def ends_early(tree: Any) -> bool:
    """True when the parser's tree is as deep as it can be, or empty, as it is when the root goes too deep."""
    if tree is None:
        return True
    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest > _MAX_DEPTH or not "".join(tree.itertext()).strip()


def flattened(markup: str) -> str:
    """`markup` without the elements that nest."""
    return _TAG.sub(_flat, markup)


def _flat(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name in _KEPT:
        return tag[0]
    return "" if name in _INLINE else "<p>"
