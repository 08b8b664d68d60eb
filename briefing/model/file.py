"""The edition folder: `briefing.toml`, which people edit, and the documents it stands on.

    out/today/
      briefing.toml
      documents/<id>.txt          the text, exactly: offsets count its code points
      documents/<id>.raw.<ext>    the file as it was read

`load` tells every fault at once. `save` over an existing file keeps its comments, its
order and its wording where nothing changed, and refuses when the file is no longer the one that was
read. What it promises about the disk is `atomic`'s promise, for each file by itself: documents go
first, so that a `briefing.toml` never speaks of a document that is not there.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefing.errors import BriefingError, Faults
from briefing.model import atomic, emit, parse
from briefing.model.briefing import Edition
from briefing.model.document import Document
from briefing.model.lines import Lines, find_lines

NAME = "briefing.toml"
# About 400,000 statements, which is what 13,000 articles say. Reading it takes twelve times its size in
# memory, and it is no longer a file that a person edits.
MAX_BYTES = 160_000_000
MAX_TEXT_BYTES = 64_000_000  # of one document

_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_HINTS = {
    "Illegal character '\\n'": "a text must close on its line: write \\n for a line break",
    "Expected newline or end of document": 'a quotation mark inside a text is written \\"',
    "Unescaped '\\'": "a backslash in a text is written \\\\",
    "Invalid value": "a text stands in quotation marks",
    "Invalid statement": "a line is key = value, a [[heading]] or a # comment",
    "Expected '=' after a key": "a line is key = value, a [[heading]] or a # comment",
    "Unclosed array": "a list needs a comma between items and ] at its end",
    "Invalid date or datetime": "write 2026-06-01T08:00:00+02:00",
}


def load(folder: Path) -> Edition:
    """The edition in `folder`, with the digest that lets `save` replace it; all faults as `Faults`."""
    path = Path(folder) / NAME
    data = _bytes(path)
    text = _decoded(data, path)
    return replace(_edition(_toml(text, path), text, path), digest=_digest(data))


def save(edition: Edition, folder: Path) -> Edition:
    """Write `edition` into `folder`; the same edition with the digest of the new file.

    A `briefing.toml` already there is replaced only when the edition was loaded from it, or made
    from one that was, and it is still as it was then: so no edit is ever overwritten unread.
    """
    path = Path(folder) / NAME
    text = emit.to_toml(edition)
    old = _bytes(path) if path.exists() else b""
    if old and not edition.digest:
        raise BriefingError(
            "an edition is already here", where=str(path), hint="name another folder, or collect over it"
        )
    if old and _digest(old) != edition.digest:
        raise BriefingError(
            "the file changed on disk since it was read", where=str(path), hint="run the command again"
        )
    if old:
        text = _amended(_decoded(old, path), text, edition, path)
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise BriefingError(
            f"would be larger than is read again ({len(data):,} of {MAX_BYTES:,} bytes)",
            where=str(path),
            hint="make several editions of fewer articles, or JSON with collect --json",
        )
    fresh: list[Path] = []
    try:
        for document in edition.documents:
            _save_document(document, path.parent / "documents", fresh)
        if edition.documents:
            atomic.sync_folder(path.parent / "documents")
        if data != old:
            atomic.write(path, data)
    except BaseException:
        _undo(fresh, path.parent)
        raise
    return replace(edition, digest=_digest(data))


def _amended(old: str, fresh: str, edition: Edition, path: Path) -> str:
    """`old` brought up to `edition`; simply `fresh` when nothing in `old` is a person's."""
    before = _edition(_toml(old, path), old, path)
    if before == edition:
        return old
    if emit.to_toml(before) == old:
        return fresh
    from briefing.model.amend import amend

    text = amend(old, emit.tables(before), emit.tables(edition))
    after = _edition(_toml(text, path), text, path, _on_disk(path, edition.documents))
    if emit.tables(after) != emit.tables(edition):
        raise BriefingError(
            "cannot be brought up to date without losing something",
            where=str(path),
            hint="save it under another name and collect into a new folder",
        )
    return text


def _save_document(document: Document, folder: Path, fresh: list[Path]) -> None:
    """Write what is not there yet; `fresh` takes the new files, for undoing."""
    suffix = re.sub(r"[^a-z0-9]", "", Path(document.source.location).suffix.lower())[:8] or "bin"
    wanted = [(folder / f"{document.id}.txt", document.text.encode("utf-8", "surrogatepass"))]
    raw = document.raw or (_spooled(document, document.raw_at) if document.raw_at else b"")
    if raw:
        wanted.append((folder / f"{document.id}.raw.{suffix}", raw))
    for path, data in wanted:
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            continue
        if not path.exists():
            fresh.append(path)  # before it is there: Ctrl-C may come in between
        atomic.write(path, data, sync=False)


def _spooled(document: Document, path: Path) -> bytes:
    """The file as it was read, out of the folder it was put in meanwhile."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BriefingError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    if hashlib.sha256(data).hexdigest() != document.source.sha256:
        raise BriefingError(
            "was changed while it waited to be kept", where=str(path), hint="delete it and run again"
        )
    return data


def _undo(fresh: list[Path], folder: Path) -> None:
    for path in fresh:
        with suppress(OSError):
            path.unlink()
    if fresh:
        for each in (folder / "documents", folder):
            with suppress(OSError):  # not empty: it was there before
                each.rmdir()


def from_texts(data: bytes, texts: Mapping[str, str], path: Path) -> tuple[Edition, tuple[str, ...]]:
    """The edition in a `briefing.toml` that travelled with its documents, and the ids of those among
    them that are not the texts that were collected. `path` is what errors call the file."""
    text = _decoded(data, path)
    top = _toml(text, path)
    changed = []
    for source in top.get("source", ()) if isinstance(top.get("source"), list) else ():
        name = source.get("document") if isinstance(source, dict) else None
        if isinstance(name, str) and name in texts:
            digest = emit.text_digest(texts[name])
            if source.get("text_sha256") != digest:
                changed.append(name)
                source["text_sha256"] = digest

    def read_text(document_id: str) -> str:
        if document_id not in texts:
            raise BriefingError(f"documents/{document_id}.txt is missing")
        return texts[document_id]

    return _edition(top, text, path, read_text), tuple(changed)


def _on_disk(path: Path, extra: tuple[Document, ...] = ()) -> parse.ReadText:
    """Reads the documents beside `path`; `extra` are some that are not on disk yet."""
    unsaved = {document.id: document.text for document in extra}

    def read_text(document_id: str) -> str:
        if document_id in unsaved:
            return unsaved[document_id]
        return _document_text(path.parent / "documents" / f"{document_id}.txt")

    return read_text


def _edition(top: dict[str, Any], text: str, path: Path, read_text: parse.ReadText | None = None) -> Edition:
    """The edition `top` describes; its documents lie on disk beside it unless `read_text` has them."""
    read_text = read_text or _on_disk(path)
    _check_format(top, text, path)
    found: list[tuple[str, str, str]] = []
    edition = parse.parse(top, read_text, found)
    if edition is None or found:
        lines = find_lines(text)
        faults = [_fault(path, lines, *each) for each in found]
        faults.sort(key=lambda fault: int(fault.where[len(str(path)) + 1 :].split(":")[0]))
        raise Faults(faults)
    return edition


def _fault(path: Path, lines: Lines, key: str, message: str, hint: str) -> BriefingError:
    return BriefingError(message, where=f"{path}:{lines.line(key)}: {key}", hint=hint)


def _check_format(top: dict[str, Any], text: str, path: Path) -> None:
    number = top.get("format")
    if number == emit.FORMAT and type(number) is int:
        return
    where = f"{path}:{find_lines(text).line('format')}: format"
    if type(number) is int and number > emit.FORMAT:
        raise BriefingError(
            f"written by a newer version of briefing (format {number}, this one reads {emit.FORMAT})",
            where=where,
            hint="update briefing",
        )
    message = "missing" if number is None else f"{number!r} is not a format of this file"
    raise BriefingError(message, where=where, hint=f"the file begins with format = {emit.FORMAT}")


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_fault(str(error), text, path) from None
    except RecursionError:
        raise BriefingError("lists or tables nested too deeply", where=str(path)) from None


def _syntax_fault(message: str, text: str, path: Path) -> BriefingError:
    lines = find_lines(text)
    if "overwrite" in message or "twice" in message or "immutable" in message:
        faults = [
            BriefingError(
                f"the key is given twice (first in line {lines.at[key]})",
                where=f"{path}:{line}: {key}",
                hint="keep one of them",
            )
            for key, line in lines.repeated
        ]
        if faults:
            return Faults(faults)
    match = _AT.search(message)
    words = message[: match.start()] if match else message
    line = match[1] if match and match[1] else text.count("\n") + 1
    hint = next((hint for start, hint in _HINTS.items() if words.startswith(start)), "")
    return BriefingError(f"not valid TOML: {words}", where=f"{path}:{line}", hint=hint)


def _bytes(path: Path) -> bytes:
    try:
        if path.parent.is_file():
            raise BriefingError(
                "is a file, not the folder of an edition",
                where=str(path.parent),
                hint=f"name its folder: {path.parent.parent}" if path.parent.name == NAME else _HINT_FOLDER,
            )
        if not path.exists() and not path.parent.is_dir():
            raise BriefingError("there is no such folder", where=str(path.parent), hint=_HINT_FOLDER)
        if not path.is_file():
            raise BriefingError(
                f"there is no {NAME} in this folder", where=str(path.parent), hint=_HINT_FOLDER
            )
        if path.stat().st_size > MAX_BYTES:
            raise BriefingError(f"too large to be an edition (over {MAX_BYTES:,} bytes)", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise BriefingError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
    except ValueError as error:
        raise BriefingError(f"cannot be read: {error}", where=str(path)) from error


_HINT_FOLDER = "an edition is made by: briefing collect ARTICLE… --edition FOLDER"


def _decoded(data: bytes, path: Path) -> str:
    try:
        text = data.decode("utf-8-sig")  # some editors put a byte order mark before the text
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BriefingError("not a text file in UTF-8", where=f"{path}:{line}") from None
    if "\0" in text:
        raise BriefingError("not a text file: it holds NUL characters", where=str(path))
    return text


def _document_text(path: Path) -> str:
    """The text of one document file, every character as it was written."""
    name = f"documents/{path.name}"
    try:
        if not path.is_file():
            raise BriefingError(f"{name} is missing", hint="put it back, or collect again")
        if path.stat().st_size > MAX_TEXT_BYTES:
            raise BriefingError(f"{name} is too large (over {MAX_TEXT_BYTES:,} bytes)")
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except OSError as error:
        raise BriefingError(f"{name} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise BriefingError(f"{name} is not UTF-8", hint="put it back, or collect again") from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
