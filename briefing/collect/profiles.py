"""Reading a profile file: every fault at once, each with its key path.

A profile is the desk's own file. A wrong key, a section that is not there, a phrase that cannot be
matched: all are named together, so that one reading mends them all (`docs/profiles.md`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from briefing.collect.matching import compiled
from briefing.errors import BriefingError, Faults
from briefing.model import Asides, Cue, Picking, Profile, Section, Zone

FORMAT = 1
CONDITIONS = (
    "quoted",
    "quoting",
    "attributed",
    "hedged",
    "denied",
    "opening",
    "early",
    "late",
    "figure",
    "short",
    "long",
    "continued",
    "follows",
    "titled",
    "new speaker",
    "heard speaker",
)
_TOP = {"format", "name", "title", "lang", "default", "lead", "carry", "second"}
_TABLES = {"section", "words", "cue", "picking", "asides"}
_SECTION = {"key", "title", "letter", "marker"}
_CUE = {"name", "words", "where", "when", "unless", "points", "key", "most"}
_MARKERS = ("square", "triangle", "circle", "diamond", "bar")
_POINTS = 100.0
_USUAL: dict[str, float] = {
    f.name: f.default
    for kind in (Profile, Picking)
    for f in fields(kind)
    if isinstance(f.default, int | float)
}


def names() -> tuple[str, ...]:
    """The profiles that come with the program."""
    folder = resources.files("briefing") / "profiles"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load_profile(name_or_path: str) -> Profile:
    """The profile of that name, or in that file (a path has a separator in it or ends in `.toml`).

    Raises `Faults` with every fault of the file, or a `BriefingError` when there is no such profile.
    """
    if name_or_path.endswith(".toml") or "/" in name_or_path or "\\" in name_or_path:
        path = Path(name_or_path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BriefingError(
                f"the profile cannot be read: {error.strerror or error}",
                where=name_or_path,
                hint="give a TOML file, or the name of a profile that comes with the program: "
                + ", ".join(names()),
            ) from None
        return parse_profile(data, name_or_path)
    if name_or_path not in names():
        raise BriefingError(
            f"no profile named {name_or_path!r}",
            where="profile",
            hint=f"there are: {', '.join(names())}; a file of your own is given by its path",
        )
    file = resources.files("briefing") / "profiles" / f"{name_or_path}.toml"
    return parse_profile(file.read_bytes(), f"profiles/{name_or_path}.toml")


def parse_profile(data: bytes, where: str) -> Profile:
    """The profile in `data`, the bytes of a TOML file called `where`."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BriefingError(
            f"not UTF-8 at byte {error.start}", where=where, hint="save it as UTF-8"
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BriefingError(f"not TOML: {error}", where=where) from None
    return _Reader(where).profile(table)


class _Reader:
    """Turns tables into a profile and collects what is wrong on the way."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._faults: list[BriefingError] = []
        self._known: dict[str, Any] = {}  # families compiled for the phrases before

    def profile(self, table: Mapping[str, Any]) -> Profile:
        self._unknown(table, _TOP | _TABLES, "")
        if table.get("format", FORMAT) != FORMAT:
            version = table["format"]
            newer = isinstance(version, int) and version > FORMAT
            hint = "a newer program wrote this; upgrade this one" if newer else f"write format = {FORMAT}"
            self._fault("format", f"format {version!r} is not known", hint)
        sections = self._sections(table.get("section"))
        keys = [section.key for section in sections]
        families = self._families(table.get("words", {}))
        cues = self._cues(table.get("cue"), keys, dict(families))
        default = self._text(table, "default", "", required=True)
        if default and keys and default not in keys:
            self._fault("default", f"no section has the key {default!r}", f"the keys are: {', '.join(keys)}")
        profile = Profile(
            name=self._text(table, "name", "", required=True),
            title=self._text(table, "title", "", required=True),
            lang=self._text(table, "lang", "", required=True),
            sections=sections,
            default=default,
            cues=cues,
            families=families,
            picking=self._picking(table.get("picking", {})),
            asides=self._asides(table.get("asides", {}), dict(families)),
            lead=self._number(table, "lead", "", _USUAL["lead"], 0, 2),
            carry=self._number(table, "carry", "", _USUAL["carry"], 0, 1),
            second=self._number(table, "second", "", _USUAL["second"], 0, 1),
        )
        if self._faults:
            raise Faults(self._faults)
        return profile

    def _sections(self, value: object) -> tuple[Section, ...]:
        sections: list[Section] = []
        for path, row in self._tables(value, "section", "at least one [[section]] is needed"):
            self._unknown(row, _SECTION, path)
            key = self._text(row, "key", path, required=True)
            letter = self._text(row, "letter", path, required=True)
            marker = row.get("marker", "square")
            if marker not in _MARKERS:
                self._fault(f"{path}.marker", f"{marker!r} is not a marker", f"one of: {', '.join(_MARKERS)}")
                marker = "square"
            for name, given in (("key", key), ("letter", letter)):
                if given and any(getattr(s, name) == given for s in sections):
                    self._fault(f"{path}.{name}", f"{given!r} is the {name} of an earlier section too")
            title = self._text(row, "title", path, required=True)
            sections.append(Section(key, title, letter, marker))
        return tuple(sections)

    def _families(self, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if not isinstance(value, dict):
            self._fault("words", "must be a table of lists of words")
            return ()
        lists = {name: self._strings({name: v}, name, "words") for name, v in value.items()}
        for name, entries in lists.items():
            if not entries:
                self._fault(f"words.{name}", "holds no word")
            self._phrases(entries, f"words.{name}", lists)
        return tuple(lists.items())

    def _cues(
        self, value: object, keys: Sequence[str], families: Mapping[str, tuple[str, ...]]
    ) -> tuple[Cue, ...]:
        cues: list[Cue] = []
        for path, row in self._tables(value, "cue", "a profile needs at least one [[cue]] with words"):
            self._unknown(row, _CUE, path)
            words = self._strings(row, "words", path)
            self._phrases(words, f"{path}.words", families)
            where = row.get("where", "said")
            if where not in get_args(Zone):
                self._fault(
                    f"{path}.where",
                    f"{where!r} is no part of a sentence",
                    f"one of: {', '.join(get_args(Zone))}",
                )
                where = "said"
            when = self._conditions(row, "when", path, keys)
            unless = self._conditions(row, "unless", path, keys)
            if not words and not when and not unless and "words" not in row:
                self._fault(path, "has neither words nor conditions, so it would count everywhere")
            points = self._points(row.get("points", {}), f"{path}.points", keys)
            key = self._number(row, "key", path, 0.0, -_POINTS, _POINTS)
            if not points and not key:
                self._fault(path, "gives no points", "add points = { section = 1.0 } or key = 0.5")
            if points and any(c.startswith("in ") for c in (*when, *unless)):
                self._fault(f"{path}.points", "a cue that asks for the section cannot help to decide it")
            most = row.get("most", 1)
            if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= 20:
                self._fault(f"{path}.most", f"must be a whole number from 1 to 20, not {most!r}")
                most = 1
            name = self._text(row, "name", path, required=True)
            cues.append(Cue(name, words, where, when, unless, points, key, most))
        if cues and not any(cue.words for cue in cues):
            self._fault("cue", "no cue has any words: every sentence would fall into the default section")
        return tuple(cues)

    def _picking(self, value: object) -> Picking:
        if not isinstance(value, dict):
            self._fault("picking", "must be a table")
            return Picking()
        self._unknown(value, {f.name for f in fields(Picking)}, "picking")
        return Picking(
            share=self._number(value, "share", "picking", _USUAL["share"], 0, 1),
            whole=self._count(value, "whole", Picking().whole),
            least=self._number(value, "least", "picking", _USUAL["least"], 0, 1),
            heads=self._count(value, "heads", Picking().heads),
            repeats=self._number(value, "repeats", "picking", _USUAL["repeats"], 0, _POINTS),
            confirmed=self._number(value, "confirmed", "picking", _USUAL["confirmed"], 0, _POINTS),
            disputed=self._number(value, "disputed", "picking", _USUAL["disputed"], 0, _POINTS),
        )

    def _count(self, table: Mapping[str, Any], key: str, usual: int) -> int:
        value = table.get(key, usual)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 50:
            self._fault(f"picking.{key}", f"must be a whole number from 0 to 50, not {value!r}")
            return usual
        return value

    def _asides(self, value: object, families: Mapping[str, tuple[str, ...]]) -> Asides:
        if not isinstance(value, dict):
            self._fault("asides", "must be a table")
            return Asides()
        self._unknown(value, {"words", "but", "factor"}, "asides")
        words, but = (self._strings(value, name, "asides") for name in ("words", "but"))
        self._phrases(words, "asides.words", families)
        self._phrases(but, "asides.but", families)
        return Asides(words, but, self._number(value, "factor", "asides", Asides().factor, 0, 1))

    def _phrases(self, words: Sequence[str], path: str, families: Mapping[str, Sequence[str]]) -> None:
        for number, phrase in enumerate(words):
            try:
                compiled(phrase, families, self._known)
            except BriefingError as error:
                self._known = {}  # a family that is at fault is to be told for every phrase with it
                self._fault(f"{path}[{number}]", error.message, error.hint)

    def _conditions(
        self, row: Mapping[str, Any], name: str, path: str, keys: Sequence[str]
    ) -> tuple[str, ...]:
        given = self._strings(row, name, path)
        for number, condition in enumerate(given):
            known = condition in CONDITIONS or (condition.startswith("in ") and condition[3:] in keys)
            if not known:
                places = ", ".join(f"in {key}" for key in keys)
                self._fault(
                    f"{path}.{name}[{number}]",
                    f"{condition!r} is not a condition",
                    f"one of: {', '.join(CONDITIONS)}, {places}",
                )
        return given

    def _points(self, value: object, path: str, keys: Sequence[str]) -> tuple[tuple[str, float], ...]:
        if not isinstance(value, dict):
            self._fault(path, "must be a table: { section = points }")
            return ()
        for key in value:
            if key not in keys:
                self._fault(f"{path}.{key}", "no section has this key", f"the keys are: {', '.join(keys)}")
        return tuple((k, self._number(value, k, path, 0.0, -_POINTS, _POINTS)) for k in value if k in keys)

    def _tables(self, value: object, name: str, missing: str) -> list[tuple[str, Mapping[str, Any]]]:
        if value is None or value == []:
            self._fault(name, missing)
            return []
        if not isinstance(value, list):
            self._fault(name, f"must be written as [[{name}]]")
            return []
        rows: list[tuple[str, Mapping[str, Any]]] = []
        for number, row in enumerate(value):
            path = f"{name}[{number}]"
            if isinstance(row, dict):
                label = row.get("name", row.get("key"))
                named = isinstance(label, str) and label
                rows.append((f"{name}[{number} {label}]" if named else path, row))
            else:
                self._fault(path, "must be a table")
        return rows

    def _strings(self, row: Mapping[str, Any], name: str, path: str) -> tuple[str, ...]:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self._fault(f"{path}.{name}", "must be a list of texts")
            return ()
        return tuple(value)

    def _text(self, row: Mapping[str, Any], name: str, path: str, *, required: bool) -> str:
        value = row.get(name, "")
        if not isinstance(value, str):
            self._fault(_joined(path, name), f"must be a text, not {value!r}")
            return ""
        if required and not value.strip():
            self._fault(_joined(path, name), "is missing or empty")
        return value

    def _number(
        self, row: Mapping[str, Any], name: str, path: str, usual: float, least: float, most: float
    ) -> float:
        value = row.get(name, usual)
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            self._fault(_joined(path, name), f"must be a number from {least:g} to {most:g}, not {value!r}")
            return usual
        return float(value)

    def _unknown(self, row: Mapping[str, Any], known: set[str], path: str) -> None:
        for key in row:
            if key not in known:
                self._fault(
                    _joined(path, key), "is not known here", f"the keys are: {', '.join(sorted(known))}"
                )

    def _fault(self, path: str, message: str, hint: str = "") -> None:
        self._faults.append(BriefingError(message, where=f"{self._where}: {path}", hint=hint))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
