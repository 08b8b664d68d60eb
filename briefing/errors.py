"""The errors a user sees: what is wrong, where, and what to do about it.

Every room may import this module and nothing else outside `model`. Rooms raise these; only `cli`
turns them into lines on standard error and an exit code.
"""

from __future__ import annotations

from collections.abc import Sequence


class BriefingError(Exception):
    """Something the user can act on.

    `message` says what is wrong, `where` names the file (with line), key path or span it was found
    at, `hint` says what to do. Each is one line: line breaks are folded, so that an error is always
    one `error:` line and at most one `hint:` line, whatever a file name or a parser put into it.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        self.message = _one_line(message)
        self.where = _one_line(where)
        self.hint = _one_line(hint)
        super().__init__(self.line)

    @property
    def line(self) -> str:
        """The place and the fault on one line, without the word `error:`."""
        return f"{self.where}: {self.message}" if self.where else self.message


class Faults(BriefingError):
    """Several faults of one thing, found in one reading: a file a person edits names them all.

    As an error it shows the first and how many more there are, or one line for each with
    `show_all`; `briefing check` lists `faults`. There is at least one.
    """

    def __init__(self, faults: Sequence[BriefingError], *, hint: str = "", show_all: bool = False) -> None:
        first = faults[0]
        self.faults: tuple[BriefingError, ...] = tuple(faults)
        self.show_all = show_all
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(first.message + more, where=first.where, hint=hint or first.hint)


def _one_line(text: str) -> str:
    """`text` with line breaks, tabs and control characters (escape codes above all) made harmless."""
    folded = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in folded)
