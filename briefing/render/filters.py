"""The filters a template gets from us: Jinja2's own ones of these names can take memory without limit.

Each knows the size of its result before it makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

MAX_VALUE = (
    8_000_000  # characters or items of one value made inside a template; 2,000 articles need 3 million
)


class TooLarge(ValueError):
    """A template asks for a value larger than `MAX_VALUE`."""


def _join(values: Any, separator: str = "", attribute: str | None = None) -> str:
    """Jinja2's `join`, but the size is known before the memory is taken."""
    chosen = [v[attribute] if attribute is not None else v for v in values]
    parts = [v if isinstance(v, str) else str(v) for v in chosen]
    if sum(map(len, parts)) + len(separator) * len(parts) > MAX_VALUE:
        raise TooLarge("the template makes a value larger than is allowed")
    if any(isinstance(part, Markup) for part in parts):
        return escape(separator).join(parts)
    return separator.join(parts)


def _replace(value: str, old: str, new: str) -> str:
    """Jinja2's `replace`, for text only and of known size."""
    text, old, new = str(value), str(old), str(new)
    if not old or text.count(old) * len(new) > MAX_VALUE:
        raise TooLarge("'replace' has nothing to look for, or makes too much")
    return text.replace(old, new)


def _wordwrap(value: str, width: int = 72) -> str:
    """Lines of at most `width` characters; longer words stay whole, as an address must."""
    lines: list[str] = []
    for paragraph in str(value).splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


def _indent(value: str, width: int = 4) -> str:
    """All lines but the first moved right by `width` spaces (at most 40)."""
    return str(value).replace("\n", "\n" + " " * min(int(width), 40))


def _round(value: float, digits: int = 0) -> float:
    return round(value, max(0, min(int(digits), 12)))


def _thousands(value: int) -> str:
    """4083 as "4,083"."""
    return f"{int(value):,}"


OWN_FILTERS: Mapping[str, Callable[..., Any]] = {
    "join": _join,
    "replace": _replace,
    "wordwrap": _wordwrap,
    "indent": _indent,
    "round": _round,
    "thousands": _thousands,
}
