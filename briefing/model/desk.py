"""The desk's own register of sources (`sources.toml`): grades, descriptors, who depends on whom.

A desk keeps one such file and hands it to every build. It says what no article says of itself: how
reliable a publisher has been (the Admiralty letter), what it is, and which publishers tell one
owner's or one agency's story and so are one origin.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from briefing.errors import BriefingError, Faults
from briefing.model.document import Source
from briefing.model.lines import find_lines

FORMAT = 1
_KEYS = ("publisher", "site", "file", "grade", "descriptor", "group")
_NAMING = ("publisher", "site", "file")
_GRADE = re.compile(r"[A-F][1-6]?")
_MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What the desk says of one source. It is meant by its publisher's name (without regard to case),
    its site ("example.org" is also "www.example.org") or the pattern of its file's name ("gazette-*").
    """

    publisher: str = ""
    site: str = ""
    file: str = ""
    grade: str = ""
    descriptor: str = ""
    group: str = ""

    def means(self, source: Source) -> bool:
        """True when every name that the entry gives is the source's."""
        host = re.sub(r"^[a-z]+://(?:[^/@]*@)?", "", source.address.lower()).split("/")[0].split(":")[0]
        site = self.site.lower().removeprefix("www.")
        return (
            (not self.publisher or self.publisher.casefold() == source.publisher.casefold())
            and (not site or host == site or host.endswith("." + site))
            and (not self.file or fnmatchcase(re.split(r"[/\\]", source.location)[-1], self.file))
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk's entries in file order; the first that means a source counts."""

    entries: tuple[Entry, ...] = ()

    def judged(self, source: Source) -> Source:
        """`source` with what the desk says of it; a grade it has already stays."""
        for entry in self.entries:
            if entry.means(source):
                return replace(
                    source,
                    grade=source.grade if source.grade != "F" else entry.grade or "F",
                    descriptor=source.descriptor or entry.descriptor,
                    group=source.group or entry.group,
                )
        return source


def load_desk(path: Path) -> Desk:
    """The desk's register in the file at `path`; `Faults` with every fault and its line."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else b""
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be read", where=str(path)) from None
    if not data:
        raise BriefingError("is empty or too large for a sources file", where=str(path))
    try:
        text = data.decode("utf-8-sig")
        top = tomllib.loads(text)
    except UnicodeDecodeError:
        raise BriefingError("is not UTF-8 text", where=str(path), hint="save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BriefingError(f"is not TOML: {error}", where=str(path)) from None
    faults: list[tuple[str, str, str]] = []
    entries = tuple(_entries(top, faults))
    if faults:
        lines = find_lines(text)
        raise Faults(
            [
                BriefingError(
                    f"{key}: {message}" if key else message, where=f"{path}:{lines.line(key)}", hint=hint
                )
                for key, message, hint in faults
            ]
        )
    return Desk(entries)


def _entries(top: dict[str, Any], faults: list[tuple[str, str, str]]) -> list[Entry]:
    for key in top.keys() - {"format", "source"}:
        faults.append((key, "unknown key", "a sources file holds format and [[source]] tables"))
    if top.get("format", FORMAT) != FORMAT:
        faults.append(("format", f"format {top['format']!r} is not known", f"write format = {FORMAT}"))
    tables = top.get("source", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        faults.append(("source", "names no source", 'write [[source]] and publisher = "..."'))
        return []
    return [_entry(table, f"source[{number}]", faults) for number, table in enumerate(tables, 1)]


def _entry(table: dict[str, Any], path: str, faults: list[tuple[str, str, str]]) -> Entry:
    given: dict[str, str] = {}
    for key, value in table.items():
        if key not in _KEYS:
            close = get_close_matches(key, _KEYS, 1)
            hint = f"did you mean {close[0]}?" if close else "keys are " + ", ".join(_KEYS)
            faults.append((f"{path}.{key}", "unknown key", hint))
        elif not isinstance(value, str):
            faults.append((f"{path}.{key}", "is not text in quotation marks", ""))
        else:
            given[key] = value.strip()
    if not any(given.get(key) for key in _NAMING):
        faults.append((path, "names nobody", "give publisher, site or file"))
    if given.get("grade") and not _GRADE.fullmatch(given["grade"]):
        faults.append(
            (f"{path}.grade", f'"{given["grade"]}" is not an Admiralty grade', "A to F, as B or B2")
        )
    return Entry(**given)
