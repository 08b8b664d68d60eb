"""A finished PDF taken at its word: its pages against its edition, and the edition out of it again.

The PDF may be anybody's. It is parsed in the process that articles are parsed in, what comes back is
checked, and nothing is written but names that an edition has, inside the folder that was named.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefing import read as reading
from briefing.errors import BriefingError, Faults
from briefing.model import Document, Edition, atomic, file
from briefing.render import proof
from briefing.render.imprint import Imprint
from briefing.render.proof import Proof, Sheets

__all__ = ["Opened", "Proof", "reopen", "verify"]

MAX_BYTES = 200_000_000
_DOCUMENT = re.compile(r"documents/([A-Za-z0-9_-]{1,64})\.txt")
_NOT_OURS = "is not a paper of ours: no edition travels in it"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was written, and how the paper was printed from it."""

    folder: str
    documents: int
    imprint: Imprint | None


def verify(path: Path, edition: Path | None = None) -> Proof:
    """The proof of the PDF at `path` against the edition inside it, or the one in the folder `edition`."""
    name = reading.shown(path)
    found = _sheets(path, name)
    faults: list[BriefingError] = []
    if edition is not None:
        held = file.load(edition)
        if not found.ours and found.imprint is None:
            raise BriefingError("is not a paper of ours", where=name)
        faults += _other_documents(found.attachments, held, name)
    else:
        held, faults = _inside(found, name)
    proved = proof.prove(held, found, name)
    return Proof((*proved.faults, *faults), *_counts(proved))


def reopen(path: Path, folder: Path) -> Opened:
    """Write the edition inside the PDF at `path` into `folder`, which must not hold one yet."""
    name = reading.shown(path)
    found = _sheets(path, name)
    edition, faults = _inside(found, name)
    if faults:
        raise Faults(faults, show_all=True)
    names = [f"documents/{document.id}.txt" for document in edition.documents]
    _refuse(folder, names)
    there = [each for each in (folder / "documents", folder) if each.exists()]
    made: list[Path] = []
    try:
        # Last the edition itself, so that the folder holds one only once all of it is there.
        for each in (*names, file.NAME):
            atomic.write(folder / each, found.attachments[each])
            made.append(folder / each)
    except BaseException:
        _undo(made, [each for each in (folder / "documents", folder) if each not in there])
        raise
    return Opened(str(folder), len(names), found.imprint)


def _counts(proved: Proof) -> tuple[int, int, int, tuple[str, ...], tuple[str, ...]]:
    return proved.statements, proved.quotations, proved.documents, proved.edited, proved.added


def _sheets(path: Path, name: str) -> Sheets:
    data = _bytes(path, name)
    try:
        return proof.sheets(reading.apart("briefing.render.extract:extract", data, name))
    except BriefingError as error:
        raise BriefingError(error.message, where=name, hint=error.hint) from None


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BriefingError("is not a file", where=name)
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BriefingError(f"cannot be read: {reason}", where=name) from None
    if len(data) > MAX_BYTES:
        raise BriefingError(f"is larger than {MAX_BYTES // 1_000_000} MB", where=name)
    return data


def _inside(found: Sheets, name: str) -> tuple[Edition, list[BriefingError]]:
    """The edition that travels in the PDF, and what is wrong with its files."""
    toml = found.attachments.get(file.NAME)
    if toml is None:
        lost = found.ours or found.imprint is not None
        message = "the edition was taken out of it" if lost else _NOT_OURS
        hint = "name the folder it was printed from with --edition" if lost else ""
        raise BriefingError(message, where=name, hint=hint)
    texts: dict[str, str] = {}
    for each, data in found.attachments.items():
        match = _DOCUMENT.fullmatch(each)
        if match:
            try:
                texts[match[1]] = data.decode("utf-8", "surrogatepass")
            except UnicodeDecodeError:
                raise BriefingError(f"its attached {each} is not UTF-8", where=name) from None
    try:
        # Spaces folded as in the place of an error, which is cut at the length of this name.
        edition, changed = file.from_texts(toml, texts, Path(f"{' '.join(name.split())}: {file.NAME}"))
    except Faults as error:
        raise Faults(error.faults, hint=error.hint, show_all=True) from None
    faults = [
        BriefingError("is not the text that was collected", where=f"{name}: documents/{each}.txt")
        for each in changed
    ]
    if found.imprint is not None and hashlib.sha256(toml).hexdigest() != found.imprint.digest:
        faults.append(BriefingError("is not what the paper was printed from", where=f"{name}: {file.NAME}"))
    return edition, faults


def _other_documents(attachments: Mapping[str, bytes], held: Edition, name: str) -> list[BriefingError]:
    """Attached documents that are not those of the edition in the folder."""
    kept: dict[str, Document] = {f"documents/{each.id}.txt": each for each in held.documents}
    return [
        BriefingError("is not the text in the edition's folder", where=f"{name}: {each}")
        for each, data in attachments.items()
        if each in kept and data != kept[each].text.encode("utf-8", "surrogatepass")
    ]


def _refuse(folder: Path, names: Sequence[str]) -> None:
    """Nothing that is there is written over, and no link leads out of the folder."""
    if os.path.lexists(folder / file.NAME):
        raise BriefingError("an edition is already here", where=str(folder), hint="name another folder")
    links = [folder / "documents"] if (folder / "documents").is_symlink() else []
    for place in (*links, *(folder / name for name in names if os.path.lexists(folder / name))):
        raise BriefingError("is already there", where=str(place), hint="name another folder")


def _undo(files: Sequence[Path], folders: Sequence[Path]) -> None:
    for path in files:
        with suppress(OSError):
            path.unlink()
    for each in folders:
        with suppress(OSError):  # somebody else put something there meanwhile
            each.rmdir()
