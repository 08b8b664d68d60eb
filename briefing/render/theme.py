"""How things look: a theme file read into styles.

A theme is a TOML file of fonts, page sizes and two kinds of style: `[element.NAME]` for every
element of the markup, `[class.NAME]` for what a `class` changes. Every value has one meaning and one
unit (points), unknown keys are faults, and all faults of a file are told at once.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from briefing.errors import BriefingError, Faults


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How text is set. `Theme` makes each once: two styles are the same when they are one object.

    Lengths in points; colours "#RRGGBB".
    `before`, `after`: space around the block (the larger of two meeting ones counts). `indent`,
    `outdent`: from the left and right edge of the measure. `rise`: above the line, for superiors.
    `tracking`: added after each letter. `scale`: of the size of the text around it. `keep`: "next"
    stays with the following block, "before" with the one before, "whole" is not split when it fits on a page.
    `kern`: pairs of letters are set nearer or further as the font says (large type shows it most).
    `frame`: colour of a thin frame (badges). `fill`, `bar`, `bar_width`, `pad`: a box's tint, heavy
    left bar and padding. `rule`, `rule_width`: a rule above, over the full width of the page's rules.
    """

    family: str = "serif"
    bold: bool = False
    italic: bool = False
    size: float = 10.0
    leading: float = 14.0
    colour: str = "#000000"
    align: str = "left"
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    outdent: float = 0.0
    rise: float = 0.0
    tracking: float = 0.0
    scale: float = 1.0
    hyphenate: bool = False
    kern: bool = False
    keep: str = ""
    frame: str = ""
    fill: str = ""
    bar: str = ""
    bar_width: float = 0.0
    pad: float = 0.0
    rule: str = ""
    rule_width: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page size and where things stand on it, in points from the page's edges.

    `left` and `right` bound the text, `rule_left` and `rule_right` the rules that reach into the
    margins; `head` and `foot` are the base lines of the running heads.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    rule_left: float
    rule_right: float
    head: float
    foot: float
    label_gap: float = 10.0
    side_gap: float = 8.0


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, checked. `classes` are the names the markup may use."""

    name: str
    families: Mapping[str, Mapping[str, str]]
    fallback: tuple[str, ...]
    scripts: Mapping[str, tuple[str, ...]]
    pages: Mapping[str, Page]
    elements: Mapping[str, Mapping[str, Any]]
    styles: Mapping[str, Mapping[str, Any]]
    markers: Mapping[str, str]
    _made: dict[tuple[Style | None, str, str], Style] = field(default_factory=dict, compare=False)
    _varied: dict[Any, Style] = field(default_factory=dict, compare=False)

    @property
    def classes(self) -> frozenset[str]:
        """The class names of the theme."""
        return frozenset(self.styles)

    def style(self, element: str, name: str = "", within: Style | None = None) -> Style:
        """The style of an element with that class; inlines take what they do not set from `within`."""
        key = (within, element, name)
        made = self._made.get(key)
        if made is None:
            changes = {**self.elements.get(element, {}), **self.styles.get(name, {})}
            base = within if within is not None else Style()
            scale = changes.get("scale", 1.0)
            if scale != 1.0 and "size" not in changes:
                changes["size"] = base.size * scale
            if "rise" in changes and within is not None:
                changes["rise"] = base.rise + changes["rise"] * base.size
            made = self._made[key] = dataclasses.replace(base, **changes)
        return made

    def varied(self, style: Style, **changes: Any) -> Style:
        """`style` with some values changed."""
        key = (style, tuple(changes.items()))
        made = self._varied.get(key)
        if made is None:
            made = self._varied[key] = dataclasses.replace(style, **changes)
        return made


_KINDS = {f.name: f.type for f in dataclasses.fields(Style)}
_CHOICES = {"align": ("left", "right", "center", "justify"), "keep": ("", "next", "before", "whole")}
_TABLES = ("name", "font", "fallback", "script", "page", "element", "class", "marker")


def load_theme(name: str = "") -> Theme:
    """The theme of that name ("" is the default one), or in that file."""
    if name.endswith(".toml"):
        return load(Path(name))
    wanted = f"{name or 'default'}.toml"
    for folder in _folders():
        if (folder / wanted).is_file():
            return load(folder / wanted)
    known = sorted({path.stem for folder in _folders() for path in folder.glob("*.toml")})
    raise BriefingError(
        f"no theme is called '{name}'", hint=f"known themes: {', '.join(known)}; or name a .toml file"
    )


def _folders() -> list[Path]:
    """Where themes are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    return [package / "templates" / "themes", package.parent / "templates" / "themes"]


def load(path: Path) -> Theme:
    """The theme in that file. Raises `Faults` naming every fault in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BriefingError(f"the theme cannot be read: {error}", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise BriefingError(f"not TOML: {error}", where=str(path)) from error
    return from_data(data, where=str(path))


def from_data(data: Mapping[str, Any], *, where: str) -> Theme:
    """The theme that a parsed theme file describes."""
    faults: list[BriefingError] = []

    def fault(path: str, message: str) -> None:
        faults.append(BriefingError(message, where=f"{where}: {path}", hint="see docs/typesetting.md"))

    for key in data:
        if key not in _TABLES:
            fault(key, "unknown key")
    for group in ("element", "class"):
        for name, entries in _tables(data, group, fault).items():
            for key, value in entries.items():
                problem = _style_fault(key, value)
                if problem:
                    fault(f"{group}.{name}.{key}", problem)
    families = _tables(data, "font", fault)
    for family in ("serif", "sans"):
        if "regular" not in families.get(family, {}):
            fault(f"font.{family}.regular", "required key missing")
    pages = {}
    fields = {f.name for f in dataclasses.fields(Page)}
    for name, entries in _tables(data, "page", fault).items():
        unknown = entries.keys() - fields
        for key in sorted(unknown):
            fault(f"page.{name}.{key}", "unknown key")
        try:
            pages[name] = Page(**{k: float(v) for k, v in entries.items() if k not in unknown})
        except (TypeError, ValueError) as error:
            fault(f"page.{name}", str(error).replace("Page.__init__() ", ""))
    markers = data.get("marker", {})
    for name, value in markers.items():
        if not _is_colour(value):
            fault(f"marker.{name}", "must be a colour such as #1B365D")
    if faults:
        raise Faults(faults)
    return Theme(
        name=str(data.get("name", "")),
        families=families,
        fallback=tuple(data.get("fallback", ())),
        scripts={name: tuple(files) for name, files in data.get("script", {}).items()},
        pages=pages,
        elements=data.get("element", {}),
        styles=data.get("class", {}),
        markers=markers,
    )


def _tables(data: Mapping[str, Any], group: str, fault: Any) -> dict[str, dict[str, Any]]:
    found = {}
    for name, entries in data.get(group, {}).items():
        if isinstance(entries, dict):
            found[name] = entries
        else:
            fault(f"{group}.{name}", "must be a table")
    return found


def _style_fault(key: str, value: Any) -> str:
    """What is wrong with a style's value; "" when nothing is."""
    if key not in _KINDS:
        return "unknown key"
    kind = _KINDS[key]
    if key in _CHOICES:
        return "" if value in _CHOICES[key] else f"must be one of {', '.join(filter(None, _CHOICES[key]))}"
    if kind == "bool":
        return "" if isinstance(value, bool) else "must be true or false"
    if kind == "float":
        good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2000
        return "" if good else "must be a number of points"
    if key == "family":
        return "" if isinstance(value, str) else "must be the name of a font family"
    return "" if value == "" or _is_colour(value) else "must be a colour such as #1B365D"


def _is_colour(value: Any) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 7
        and value[0] == "#"
        and all(c in "0123456789abcdefABCDEF" for c in value[1:])
    )


@lru_cache(maxsize=256)
def colour(value: str, operator: str) -> str:
    """A "#RRGGBB" colour as the operator that sets it ("rg" to fill, "RG" to stroke)."""
    parts = [f"{int(value[n : n + 2], 16) / 255:.3f}".rstrip("0").rstrip(".") for n in (1, 3, 5)]
    return f"{' '.join(parts)} {operator}"
