"""The same tree as Markdown (CommonMark with tables), for wikis, tickets and plain reading.

Article text is escaped, so that no character of it becomes markup: `*`, `_`, `<`, `[`, `|` and the
rest come out as they stand.
"""

from __future__ import annotations

import re

from briefing.render.markup import BLOCKS, Node
from briefing.render.web import heading_words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&$])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)]))")


def to_markdown(root: Node) -> str:
    """The `doc` as text that ends with a line break; a marking stands first and last."""
    marking = [f"**{root.attributes['marking']}**"] if "marking" in root.attributes else []
    return "\n\n".join([*marking, *_blocks(root, root), *marking]) + "\n"


def escape(text: str) -> str:
    """`text` with a backslash before every character that Markdown reads as markup."""
    return _SPECIAL.sub(r"\\\1", text)


def _blocks(node: Node, root: Node) -> list[str]:
    """The blocks inside `node`, each without a line break at its end."""
    found: list[str] = []
    for child in node.children:
        if not isinstance(child, Node) or child.name == "running":
            continue
        if child.name in ("section", "box"):
            found += _blocks(child, root)
        elif child.name in ("h1", "h2", "h3"):
            found.append("#" * int(child.name[1]) + " " + escape(heading_words(child)))
        elif child.name == "quote":
            found.append("\n>\n".join("> " + block.replace("\n", "\n> ") for block in _blocks(child, root)))
        elif child.name == "list":
            found.append(_list(child, root))
        elif child.name == "table":
            found.append(_table(child))
        elif child.name == "figure":
            found.append(
                "\n".join("- " + _line(event, ": ") for event in child.children if isinstance(event, Node))
            )
        elif child.name == "rule":
            found.append("---")
        elif child.name == "p":
            found.append(_safe_start(_line(child, "\\\n")))
    return [block for block in found if block]


def _list(node: Node, root: Node) -> str:
    lines = []
    for number, item in enumerate((n for n in node.children if isinstance(n, Node)), 1):
        mark = f"{number}. " if node.attributes.get("numbered") == "yes" else "- "
        held = any(isinstance(child, Node) and child.name in BLOCKS for child in item.children)
        text = "\n\n".join(_blocks(item, root)) if held else _safe_start(_line(item, "\\\n"))
        lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _table(node: Node) -> str:
    rows = [
        [_line(cell, "<br>") for cell in row.children if isinstance(cell, Node)]
        for row in node.children
        if isinstance(row, Node)
    ]
    if not rows:
        return ""
    width = max(map(len, rows))
    if int(node.attributes.get("head", "0")) < 1:
        rows.insert(0, [""] * width)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _line(node: Node, line_break: str) -> str:
    """The inlines of a block, or of the blocks in a table's cell, on one line."""
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(escape(child))
            continue
        inner = _line(child, line_break)
        if child.name == "br":
            parts.append(line_break)
        elif child.name in ("b", "label") and inner.strip():
            parts.append(f"**{inner}**" + (" " if child.name == "label" else ""))
        elif child.name == "i" and inner.strip():
            parts.append(f"*{inner}*")
        elif child.name == "badge":
            parts.append(f"({inner})")
        elif child.name in ("side", "fill"):
            parts.append(f" {inner}")
        elif child.name == "note":
            parts.append(f" ({inner})")
        elif "href" in child.attributes:
            address = child.attributes["href"].replace("(", "%28").replace(")", "%29").replace("<", "%3C")
            parts.append(f"[{inner}]({address.replace('>', '%3E').replace('|', '%7C')})")
        else:
            parts.append(inner + (line_break if child.name in BLOCKS else ""))
    return "".join(parts).strip().removesuffix(line_break)


def _safe_start(text: str) -> str:
    """A paragraph that begins like a list, a rule or an underline is kept a paragraph."""
    found = _AT_START.match(text)
    if found is None:
        return text
    mark = found[2]
    if mark.isdigit():
        return text[: found.end()] + "\\" + text[found.end() :]
    return text[: found.start(2)] + "\\" + text[found.start(2) :]
