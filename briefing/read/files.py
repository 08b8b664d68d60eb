"""Which files a command line means, and their bytes: nothing that is not a plain file is opened.

A pipe would hang the run and a device never end, so both are refused before they are opened, and
looked at again once open, in case the name was changed in between.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from briefing.errors import BriefingError
from briefing.model import Unread
from briefing.read.limits import MAX_BYTES

# What lies in a folder beside articles: pictures, sound, the style sheets of a saved page. A file
# that is named on the command line is tried whatever its suffix.
_NOT_ARTICLES = frozenset(
    [
        ".avif",
        ".bmp",
        ".bz2",
        ".css",
        ".csv",
        ".dll",
        ".exe",
        ".gif",
        ".gz",
        ".ico",
        ".jpeg",
        ".jpg",
        ".js",
        ".json",
        ".map",
        ".mov",
        ".mp3",
        ".mp4",
        ".ogg",
        ".otf",
        ".png",
        ".pyc",
        ".so",
        ".svg",
        ".tar",
        ".tif",
        ".tiff",
        ".toml",
        ".ttf",
        ".wav",
        ".webm",
        ".webp",
        ".woff",
        ".woff2",
        ".xz",
        ".yaml",
        ".yml",
    ]
)
_GLOB = frozenset("*?[")


def find(
    arguments: Sequence[str], again: list[tuple[Path, Path]] | None = None
) -> tuple[list[Path], list[Unread]]:
    """The files that `arguments` name (files, folders, globs) and what could not be found, in order.

    Folders are walked to the bottom, in the order of their names, without hidden files, pictures
    and the `page_files` folders that browsers leave; links to folders are not followed. A file that
    is reached twice, by its name or by a link, is listed once; `again` takes the other ways to it,
    each beside the first.
    """
    paths: list[Path] = []
    unread: list[Unread] = []
    seen: dict[str, Path] = {}
    for argument in arguments:
        for path in _expand(argument, unread):
            first = seen.setdefault(os.path.realpath(path), path)
            if first is path:
                paths.append(path)
            elif again is not None:
                again.append((path, first))
    return paths, unread


def _expand(argument: str, unread: list[Unread]) -> Iterator[Path]:
    path = Path(argument)
    if not argument:  # an unset variable in a script; `Path` would take it for this folder
        unread.append(Unread("''", "is an empty name"))
    elif argument.lower().startswith(("http://", "https://")) and not os.path.lexists(argument):
        unread.append(
            Unread(
                shown(argument), "is an address: save the page first with briefing fetch URL --to sources/"
            )
        )
    elif not os.path.lexists(argument) and _GLOB & set(argument):
        matches = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - takes absolute patterns too
        if not matches:
            unread.append(Unread(shown(argument), "no file matches"))
        for match in matches:
            yield from _folder(Path(match), unread) if Path(match).is_dir() else (Path(match),)
    elif path.is_dir():
        yield from _folder(path, unread)
    elif not os.path.lexists(argument):
        unread.append(Unread(shown(argument), "no such file"))
    else:
        yield path


def _folder(folder: Path, unread: list[Unread]) -> Iterator[Path]:
    """The articles below `folder`; one `Unread` when there is none."""
    count = 0

    def refuse(error: OSError) -> None:
        unread.append(Unread(shown(error.filename or folder), _reason(error)))

    for root, folders, names in os.walk(folder, onerror=refuse):
        present = set(names)
        folders[:] = sorted(f for f in folders if not _hidden(f) and not _left_by_browser(f, present))
        for name in sorted(names):
            if is_article(PurePath(name)):
                count += 1
                yield Path(root) / name
    if not count:
        unread.append(Unread(shown(folder), "no article in this folder"))


def is_article(path: PurePath) -> bool:
    """False for hidden names, and for suffixes that no article has."""
    return path.suffix.lower() not in _NOT_ARTICLES and not any(_hidden(part) for part in path.parts)


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name == "__MACOSX"


def _left_by_browser(folder: str, names: set[str]) -> bool:
    stem, mark, _ = folder.rpartition("_")
    return mark == "_" and (f"{stem}.html" in names or f"{stem}.htm" in names)


def load(path: Path) -> bytes:
    """The bytes of a plain file of at most `MAX_BYTES`; `BriefingError` for everything else."""
    where = shown(path)
    try:
        _plain(path.stat().st_mode, where)
        # NONBLOCK: should a pipe have taken the file's place since, opening it does not hang.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            _plain(os.fstat(descriptor).st_mode, where)
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BriefingError(_reason(error), where=where, hint=_hint(error)) from None
    refuse_size(data, where)
    return data


def refuse_size(data: bytes, where: str) -> None:
    """`BriefingError` for no bytes and for more than `MAX_BYTES`."""
    if len(data) > MAX_BYTES:
        raise BriefingError(
            f"is larger than {MAX_BYTES // 1_000_000} MB",
            where=where,
            hint="keep the article and leave the rest",
        )
    if not data:
        raise BriefingError("is empty", where=where, hint="save the article again")


def _plain(mode: int, where: str) -> None:
    if stat.S_ISDIR(mode):
        raise BriefingError("is a folder", where=where, hint="name the files in it")
    if not stat.S_ISREG(mode):
        raise BriefingError(
            "is not a plain file (a pipe, a socket or a device)",
            where=where,
            hint="save the article as a file, or pipe it in and name it -",
        )


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "may not be read (no permission)"
    if isinstance(error, OSError) and error.strerror:
        return f"could not be read ({error.strerror.lower()})"
    return "is not a file name"


def _hint(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "check the name and the folder"
    return "give yourself read permission" if isinstance(error, PermissionError) else "check the name"


def shown(path: str | os.PathLike[str]) -> str:
    """`path` as text that can be printed and stored: bytes that are no characters become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")
