"""Writing a file so that nobody ever sees half of it.

The new bytes go into a temporary file in the same folder, reach the disk, and only then take the
old file's name. Any failure leaves the old file byte for byte, removes the temporary file and the
folders made for it, and is one line that names the file. A process killed outright can leave a
hidden `.briefing-*.tmp` behind, never a torn target.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from briefing.errors import BriefingError


def write(path: Path, data: bytes | Iterable[bytes], *, sync: bool = True) -> None:
    """Put `data` (in pieces, if it is long) at `path`, whole or not at all; missing folders are made.

    A link is followed and stays a link. A new file gets the mode the umask allows, an old one
    keeps its own. A device or pipe (`/dev/stdout`) is written to as it stands, since renaming over
    it would destroy it. Whoever writes many files into one folder does without `sync` and calls
    `sync_folder` once: only then are the names as lasting as the bytes.
    """
    made: list[Path] = []
    pieces = (data,) if isinstance(data, bytes) else data
    try:
        target = Path(os.path.realpath(path))
        mode = _mode(target)
        if mode is not None and stat.S_ISDIR(mode):
            raise BriefingError(
                "cannot be written: it is a folder", where=str(path), hint="name a file inside it"
            )
        if mode is not None and not stat.S_ISREG(mode):
            _into_device(target, pieces)
            return
        made = _make_folders(target.parent)
        _replace(target, pieces, None if mode is None else stat.S_IMODE(mode))
        if sync:
            sync_folder(target.parent)
    except OSError as error:
        _remove(made)
        raise BriefingError(f"cannot be written: {error.strerror or error}", where=str(path)) from error
    except ValueError as error:  # a NUL in the name
        raise BriefingError(f"cannot be written: {error}", where=str(path)) from error
    except BaseException:
        _remove(made)
        raise


def _mode(target: Path) -> int | None:
    try:
        return target.stat().st_mode
    except FileNotFoundError:
        return None


def _into_device(target: Path, pieces: Iterable[bytes]) -> None:
    with target.open("wb", buffering=0) as device:
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[device.write(rest) :]


def _make_folders(folder: Path) -> list[Path]:
    """The folders that had to be made, outermost first; none stay when one of them fails."""
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    made: list[Path] = []
    try:
        for each in reversed(missing):
            # Another process may make the same folder meanwhile: then it is not ours to remove.
            with suppress(FileExistsError):
                each.mkdir()
                made.append(each)
    except BaseException:
        _remove(made)
        raise
    return made


def _replace(target: Path, pieces: Iterable[bytes], mode: int | None) -> None:
    temporary = target.with_name(f".briefing-{secrets.token_hex(8)}.tmp")
    try:  # from here: Ctrl-C while the file is opened takes effect once it is there
        # O_EXCL with 0o666 lets the kernel apply the umask; tempfile would force 0o600.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            for piece in pieces:
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
            if mode is not None:
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make the new name itself durable; some file systems cannot, and the file is whole anyway."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(folders: list[Path]) -> None:
    for folder in reversed(folders):
        with suppress(OSError):  # no longer empty: somebody else uses it
            folder.rmdir()
