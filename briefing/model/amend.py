"""An edited `briefing.toml` brought up to date without losing what a person put into it.

The text is cut at its `[[…]]` headings; a comment above a heading belongs to it. Tables are found
again by their id (`section` by key, `unread` by location), and only a table with a changed value is
touched, by tomlkit, which keeps comments, blank lines, key order and the way a value is written.
Cutting first matters twice: tomlkit takes some twenty times as long as `tomllib`, and an array of
tables that other tables interrupt keeps its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefing.model import emit
from briefing.model.lines import find_lines

_HEADING = re.compile(r"(\w+)\[(\d+)\]")


@dataclass
class _Piece:
    """The lines of one table, with the comments above its heading."""

    kind: str
    name: str
    text: str
    fresh: bool = False


def amend(old: str, before: emit.Table, after: emit.Table) -> str:
    """The text `old`, which says `before`, changed so that it says `after`."""
    preamble, pieces = _cut(old, before)
    plain_before, plain_after = _plain(before), _plain(after)
    if plain_before != plain_after:
        preamble = _update(preamble, plain_before, plain_after)
    for kind, name in emit.TABLES.items():
        pieces = _amend_kind(kind, pieces, _by_name(before[kind], name), _by_name(after[kind], name))
    whole, after_fresh = preamble, False
    for piece in pieces:
        # An empty line stands around a new table; what a person wrote close together stays so.
        if (piece.fresh or after_fresh) and not whole.endswith(("\n\n", "\r\n\r\n")):
            whole += "\n"
        whole += piece.text
        after_fresh = piece.fresh
    return whole.rstrip("\n") + "\n" if after_fresh else whole


def _plain(tables: emit.Table) -> emit.Table:
    return {key: value for key, value in tables.items() if key not in emit.TABLES}


def _by_name(tables: Any, key: str) -> dict[str, emit.Table]:
    """The tables by what names them; a name that comes again (an article unread twice) is numbered."""
    named: dict[str, emit.Table] = {}
    for table in tables:
        name, again = table[key], 1
        while name in named:
            again += 1
            name = f"{table[key]}\0{again}"
        named[name] = table
    return named


def _cut(text: str, tables: emit.Table) -> tuple[str, list[_Piece]]:
    """What stands above the first table, and the tables."""
    lines = text.splitlines(keepends=True) if "\r" in text else re.findall(r"[^\n]*\n|[^\n]+", text)
    names = {kind: list(_by_name(tables[kind], key)) for kind, key in emit.TABLES.items()}
    starts = []
    for path, line in find_lines(text).at.items():
        match = _HEADING.fullmatch(path)
        if match and match[1] in emit.TABLES and lines[line - 1].lstrip().startswith("[["):
            name = names[match[1]][int(match[2]) - 1]
            starts.append((_first_comment(lines, line - 1), match[1], name))
    starts.sort()
    ends = [start for start, _, _ in starts[1:]] + [len(lines)]
    pieces = [
        _Piece(kind, name, "".join(lines[start:end]))
        for (start, kind, name), end in zip(starts, ends, strict=True)
    ]
    return "".join(lines[: starts[0][0] if starts else len(lines)]), pieces


def _first_comment(lines: list[str], heading: int) -> int:
    """The line at which the comments right above `heading` begin."""
    start = heading
    while start and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _amend_kind(
    kind: str, pieces: list[_Piece], before: dict[str, emit.Table], after: dict[str, emit.Table]
) -> list[_Piece]:
    """The pieces with those of `kind` changed, left out, added and put in the order of `after`."""
    if before == after and list(before) == list(after):
        return pieces
    wanted = {}
    old = {piece.name: piece for piece in pieces if piece.kind == kind}
    for name, table in after.items():
        piece = old.get(name)
        if piece is None:
            wanted[name] = _Piece(kind, name, emit.render_table(kind, table).lstrip("\n") + "\n", fresh=True)
        else:
            if before[name] != table:
                piece.text = _update(piece.text, before[name], table)
            wanted[name] = piece
    kept = [name for name in old if name in after]
    in_order = kept == [name for name in after if name in old]
    groups = _grouped(wanted, old) if in_order else {kept[0] if kept else None: list(wanted.values())}
    return _placed(kind, pieces, groups, set(kept) if in_order else set(kept[:1]))


def _grouped(wanted: dict[str, _Piece], old: dict[str, _Piece]) -> dict[str | None, list[_Piece]]:
    """New pieces after the old one they follow; under None those that come before any old one."""
    groups: dict[str | None, list[_Piece]] = {}
    anchor = None
    for name, piece in wanted.items():
        if name in old:
            anchor = name
        groups.setdefault(anchor, []).append(piece)
    return groups


def _placed(
    kind: str, pieces: list[_Piece], groups: dict[str | None, list[_Piece]], anchors: set[str]
) -> list[_Piece]:
    result: list[_Piece] = []
    leading = groups.get(None, [])
    for piece in pieces:
        if piece.kind != kind:
            result.append(piece)
            continue
        result += leading
        leading = []
        if piece.name in anchors:
            result += groups[piece.name]
        elif not any(piece is each for group in groups.values() for each in group) and (
            comments := _comments(piece.text)
        ):
            # The table is gone, what a person wrote beside it stays.
            result.append(_Piece("", "", comments))
    if leading:
        at = _default_place(kind, result)
        result[at:at] = leading
    return [_ended(piece) for piece in result]


def _default_place(kind: str, pieces: list[_Piece]) -> int:
    """Where a fresh file would have the first table of `kind`."""
    order = list(emit.TABLES)
    earlier = order[: order.index(kind)]
    return max((at for at, piece in enumerate(pieces, 1) if piece.kind in earlier), default=0)


def _ended(piece: _Piece) -> _Piece:
    if piece.text and not piece.text.endswith("\n"):
        piece.text += "\n"
    return piece


def _comments(text: str) -> str:
    lines = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    return "\n".join(lines) + "\n\n" if lines else ""


def _update(text: str, before: emit.Table, after: emit.Table) -> str:
    """One table's text with the values that differ between `before` and `after` replaced."""
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document
    headings = [value for value in document.values() if isinstance(value, list)]
    if "format" not in before:
        table = headings[0][0]
    for key in _either(before, after):
        if key in after and before.get(key) != after[key]:
            table[key] = tomlkit.parse(f"key = {emit.render(after[key])}\n")["key"]
        elif key not in after:
            del table[key]
    return tomlkit.dumps(document)


def _either(before: emit.Table, after: emit.Table) -> Iterable[str]:
    return list(dict.fromkeys([*after, *before]))
