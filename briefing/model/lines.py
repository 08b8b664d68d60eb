"""Where each key of a TOML file stands: its line, for messages to the person who edits it.

`tomllib` gives values without places. This scan reads the same text once more, and only after a
fault was found, so that loading a sound file does not pay for it. It knows strings, comments,
brackets and table headings, and nothing of values; on broken text it finds what it can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|\#[^\n]*|[\[\]{},\n]',
    re.DOTALL,
)
_HEAD = re.compile(r"[ \t]*(\[\[?)\s*([^\[\]#\n]+?)\s*\]")
_KEY = re.compile(
    r"""[ \t]*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*="""
)


@dataclass
class Lines:
    """Lines, from 1, by key path ("statement[3].certainty", counted from 1), and repeated keys."""

    at: dict[str, int] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)

    def line(self, path: str) -> int:
        """The line of `path`, or of the nearest thing around it; 1 when nothing is known."""
        while path:
            if path in self.at:
                return self.at[path]
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return 1

    def _note(self, path: str, line: int) -> None:
        if path in self.at:
            self.repeated.append((path, line))
        else:
            self.at[path] = line


def find_lines(text: str) -> Lines:
    """The place of every heading, key and array element of `text`."""
    found = Lines()
    counts: dict[str, int] = {}
    table, position, line = "", 0, 1
    while position < len(text):
        if head := _HEAD.match(text, position):
            name = head[2].strip("\"'")
            if head[1] == "[[":
                counts[name] = counts.get(name, 0) + 1
                table = f"{name}[{counts[name]}]"
            else:
                table = name
            found._note(table, line)
            position = head.end()
            prefix = ""
        elif key := _KEY.match(text, position):
            prefix = f"{table}.{_plain(key[1])}" if table else _plain(key[1])
            found._note(prefix, line)
            position = key.end()
        else:
            prefix = ""
        position, line = _to_next_line(text, position, line, prefix, found)
    return found


def _to_next_line(text: str, position: int, line: int, path: str, found: Lines) -> tuple[int, int]:
    """Step over a value, its strings and brackets, noting the elements of an outermost array."""
    depth, element = 0, 0
    while token := _TOKEN.search(text, position):
        if path and depth == 1 and _opens_element(text, position, token):
            element += 1
            found.at.setdefault(f"{path}[{element}]", line)
        word = token[0]
        position = token.end()
        line += word.count("\n")
        if word in "[{":
            depth += 1
        elif word in "]}":
            depth -= 1
        elif word == "\n" and depth <= 0:
            return position, line
    return len(text), line


def _opens_element(text: str, position: int, token: re.Match[str]) -> bool:
    """True when the token, or the bare word before it, begins an element of the array."""
    if token[0][0] in "\"'[{":
        return True
    return bool(text[position : token.start()].strip(" \t,"))


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
