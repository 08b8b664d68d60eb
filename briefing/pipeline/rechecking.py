"""An edition's sources as they are now, beside what the edition kept of them.

Nothing is fetched: what is compared lies on the disk. A page is fetched anew with `fetch`, which gives
it the name it had, so that it is found here by its name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Literal

from briefing import read as reading
from briefing.errors import BriefingError
from briefing.model import Document, Edition, Source, Statement, file
from briefing.model.check import same_words
from briefing.pipeline.gathering import STANDARD_INPUT
from briefing.read import shown
from briefing.render.numbers import numbers_on_paper


@dataclass(frozen=True, slots=True)
class Line:
    """A printed statement of a changed source: whether its words still stand there."""

    id: str
    number: str
    text: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One source: what became of its file, what is wrong with the snapshot (mostly nothing), its lines.

    `path` is the file it was compared with, `reason` says more about a state. `lines` are empty unless
    the state is "changed".
    """

    source: Source
    state: Literal["unchanged", "changed", "gone", "unreadable", "by hand", "not a file"]
    path: str = ""
    reason: str = ""
    snapshot: str = ""
    lines: tuple[Line, ...] = ()


def recheck(folder: Path, places: Sequence[Path] = ()) -> Iterator[Compared]:
    """Each source of the edition in `folder`, compared with the file it came from.

    That is looked for at the source's own location, or by its name in `places` where any are given:
    then nowhere else, since an old file would hide that the new one is missing.
    """
    edition = file.load(folder)
    numbers = numbers_on_paper(edition.briefing)
    by_name = _files(places)
    documents = {document.id: document for document in edition.documents}
    for source in edition.briefing.sources:
        document = documents.get(source.document_id)
        if document is None:
            yield Compared(source, "by hand")
        elif re.sub(r" \(.*", "", source.location) == STANDARD_INPUT and not places:
            fault = _snapshot_fault(source, folder / "documents")
            yield Compared(source, "not a file", snapshot=fault)
        else:
            yield _compared(edition, source, document, numbers, by_name if places else None, folder)


def _compared(
    edition: Edition,
    source: Source,
    document: Document,
    numbers: dict[str, str],
    by_name: dict[str, list[Path]] | None,
    folder: Path,
) -> Compared:
    snapshot = _snapshot_fault(source, folder / "documents")
    found, part = _find(source.location, by_name)
    if not found:
        return Compared(source, "gone", reason="its file is not there", snapshot=snapshot)
    newest: Compared | None = None
    for path in found:
        try:
            contents = reading.read_all(path)
        except BriefingError as error:
            newest = newest or Compared(
                source, "unreadable", shown(path), reason=error.message, snapshot=snapshot
            )
            continue
        if any(each.source.sha256 == source.sha256 for each in contents.documents):
            return Compared(source, "unchanged", shown(path), snapshot=snapshot)
        now = _same_article(contents.documents, source, part)
        if newest is None or newest.state != "changed":
            if now is None:
                newest = Compared(
                    source, "gone", shown(path), reason="the file no longer holds it", snapshot=snapshot
                )
            else:
                lines = tuple(_lines(edition, document, now, numbers))
                same = "its text is the same" if now.text == document.text else ""
                newest = Compared(source, "changed", shown(path), same, snapshot, lines)
    assert newest is not None
    return newest


def _files(places: Sequence[Path]) -> dict[str, list[Path]]:
    """The articles below `places` by name."""
    paths, unread = reading.find([str(place) for place in places])
    for missing in unread:
        if not Path(missing.location).is_dir():  # an empty folder is none of the user's slips
            raise BriefingError(missing.reason, where=missing.location)
    found: dict[str, list[Path]] = {}
    for path in paths:
        found.setdefault(path.name, []).append(path)
    return found


def _find(location: str, by_name: dict[str, list[Path]] | None) -> tuple[list[Path], str]:
    """The files that `location` may mean, the likeliest first, and the part inside them.

    A location is "mails.mbox (message 3)" for a part, and a file's own name may hold brackets too.
    """
    names = [(location, "")]
    if location.endswith(")"):
        names += [
            (location[: m.start()], location[m.end() : -1])
            for m in reversed([*re.finditer(r" \(", location)])
        ]
    for name, part in names:
        path = Path(name)
        if by_name is None:
            if path.is_file():
                return [path], part
        elif path.name in by_name:
            # Two of one name: the one whose folders are named alike is likelier to be meant.
            return sorted(by_name[path.name], key=lambda p: -_tail(p, path)), part
    return [], ""


def _tail(one: Path, other: Path) -> int:
    """How many names at the end of two paths are the same."""
    count = 0
    for a, b in zip(reversed(one.parts), reversed(other.parts), strict=False):
        if a != b:
            break
        count += 1
    return count


def _same_article(documents: Sequence[Document], source: Source, part: str) -> Document | None:
    """Which of a file's articles is the one of `source`.

    A file that held one article and holds one is taken to hold the same. Of several, the address tells,
    then the title, then the place: the entries of a feed move down as new ones come.
    """
    if not part and len(documents) == 1:
        return documents[0]

    def placed(document: Document) -> bool:
        return not document.source.address and document.source.location.endswith(f" ({part})")

    signs: tuple[tuple[str, Callable[[Document], bool]], ...] = (
        (source.address, lambda document: document.source.address == source.address),
        (source.title, lambda document: document.source.title == source.title),
        (part, placed),
    )
    for known, alike in signs:
        found = [document for document in documents if known and alike(document)]
        if len(found) == 1:
            return found[0]
    return None


def _snapshot_fault(source: Source, folder: Path) -> str:
    """What is wrong with the raw file that the edition keeps; empty when its hash is the recorded one."""
    kept = sorted(folder.glob(f"{escape(source.document_id)}.raw.*"))
    if not kept:
        return "the edition keeps no snapshot of it"
    try:
        fits = any(hashlib.sha256(path.read_bytes()).hexdigest() == source.sha256 for path in kept)
    except OSError as error:
        return f"its snapshot cannot be read ({error.strerror or error})"
    return "" if fits else "its snapshot is not the file that was read: the hash differs"


def _lines(edition: Edition, before: Document, now: Document, numbers: dict[str, str]) -> Iterator[Line]:
    """The printed statements that rest on `before`, in the order of the paper."""
    text = same_words(now.text)
    statements = {statement.id: statement for statement in edition.briefing.statements}
    for identity, number in numbers.items():
        words = _words(statements[identity], before)
        if words:
            yield Line(identity, number, statements[identity].text, any(_stands(w, text) for w in words))


def _words(statement: Statement, document: Document) -> list[str]:
    """What the source said, letter for letter, also where a person has edited the statement since."""
    spans = [e.span for e in statement.evidence if e.document_id == document.id]
    return [document.text[span.start : span.end] for span in spans]


def _stands(words: str, text: str) -> bool:
    """True when the words stand in `text`, not as a part of longer ones: "12 dead" is not in "112 dead"."""
    key = same_words(words)
    return bool(key) and bool(re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(key)}(?![.,]?\w)", text))
