"""Where templates lie, those of the program and those of a user, and their text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from briefing.errors import BriefingError

MAX_SOURCE = 1_000_000  # bytes of one template file
# XML 1.0, production [2] Char, turned round.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Place:
    """A template file: its folder (a real path), its name there, and how errors call it.

    `shown` is put before the names of files in the same folder; `entry` is the file itself as the
    user would recognise it.
    """

    folder: Path
    name: str
    shown: str
    entry: str
    shipped: bool = False


def templates_folder() -> Path:
    """Where the templates that come with the program lie: in the package once it is installed."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def names() -> list[str]:
    """The names of the templates that come with the program."""
    return sorted(path.parent.name for path in templates_folder().glob("*/brief.xml.j2"))


def find(template: str, part: str) -> Place:
    """The file `part` of `template`: a shipped name, a folder, or one file, which then is the brief.

    Where a folder or file has no mail parts of its own, those of `sitrep` serve.
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9-]*", template) and (templates_folder() / template).is_dir():
        return _in_folder(templates_folder() / template, part, f"{template}/", shipped=True)
    path = Path(template)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        raise BriefingError(f"cannot be looked up: {error}", where=template) from None
    if is_folder:
        return _in_folder(path, part, template.rstrip("/") + "/")
    if not exists:
        known = ", ".join(names())
        raise BriefingError(
            "no such template",
            where=template,
            hint=f"a name ({known}), a folder with a brief.xml.j2, or a file",
        )
    if part != "brief.xml.j2":
        return find("sitrep", part)
    real = path.resolve()
    return Place(real.parent, real.name, template[: -len(path.name)], template)


def _in_folder(folder: Path, part: str, shown: str, *, shipped: bool = False) -> Place:
    if not (folder / part).exists():
        if part != "brief.xml.j2":
            return find("sitrep", part)
        raise BriefingError(
            "holds no brief.xml.j2",
            where=shown.rstrip("/"),
            hint="docs/templates.md tells what a template is made of",
        )
    return Place(folder.resolve(), part, shown, shown + part, shipped)


def read(folder: Path, name: str, shown: str) -> str | None:
    """The text of a template that lies in `folder` itself; None when there is none of that name.

    Errors call the file `shown`: it is too large, not UTF-8, empty, or not text.
    """
    path = folder / name
    try:
        if path.resolve().parent != folder.resolve():
            return None
        if not S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise BriefingError("is not a file", where=shown)
        with path.open("rb") as file:
            data = file.read(MAX_SOURCE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BriefingError(f"cannot be read: {error.strerror}", where=shown) from None
    return _decoded(data, shown)


def _decoded(data: bytes, shown: str) -> str:
    if len(data) > MAX_SOURCE:
        raise BriefingError(f"the template is larger than {MAX_SOURCE:,} bytes", where=shown)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BriefingError("the template is not valid UTF-8", where=f"{shown}:{line}") from None
    strange = ILLEGAL.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        raise BriefingError("the template holds a control character", where=f"{shown}:{line}")
    if not text.strip():
        raise BriefingError(
            "the template is empty", where=shown, hint="a template must write one doc element: docs/markup.md"
        )
    return text
