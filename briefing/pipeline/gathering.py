"""From article files to one edition: read, collect, judge, merge, rank.

One bad article becomes an `Unread` line and the others go on; only when nothing at all can be read
is it an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from briefing import collect as collecting
from briefing import merge as merging
from briefing import read as reading
from briefing.errors import BriefingError, Faults
from briefing.model import Briefing, Document, Edition, Marking, Profile, Statement, Unread, file
from briefing.model.desk import Desk, load_desk
from briefing.pipeline import batch as batching
from briefing.pipeline.batch import Batch, Progress
from briefing.pipeline.spool import beside
from briefing.pipeline.worker import OURS

# A file to write, or a stream that is open: standard output.
Output = Path | BinaryIO
Gathered = list[tuple[Document, Sequence[Statement]]]

STANDARD_INPUT = "standard input"
# So many of the files that were named twice are told one by one.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Header:
    """What the user says about the paper; None where the program is to choose."""

    as_of: datetime
    title: str | None = None
    number: str | None = None
    tlp: Marking | None = None
    profile: str = "conflict"
    sources: Path | None = None
    since: Path | None = None


def earlier_edition(folder: Path | None) -> Edition | None:
    return file.load(folder) if folder is not None and (folder / "briefing.toml").exists() else None


def refuse_overwriting(articles: Iterable[str | Path], output: Output) -> None:
    """An article is never the file that is written."""
    if not isinstance(output, Path):
        return
    # Not Path.resolve: it raises on a link that leads to itself, which `read` reports as unread.
    target = os.path.realpath(output)
    if any(os.path.realpath(article) == target for article in articles):
        raise BriefingError(
            "is an article to read; the PDF would overwrite it",
            where=str(output),
            hint="name another file with -o",
        )


def waiting_place(output: Output, edition: Path | None = None) -> Path | None:
    """Where what was read of many files waits: in the edition's folder, else beside the output.

    None for an output that is no plain file: nothing is put beside a device.
    """
    if edition is not None:
        return edition / ".reading"
    if not isinstance(output, Path) or (output.exists() and not output.is_file()):
        return None
    return beside(output)


def _without_output(paths: Sequence[Path], output: Path) -> list[Path]:
    """`paths` without the PDF that an earlier run left at `output`, in the folder that is read."""
    target = os.path.realpath(output)
    there = [path for path in paths if os.path.realpath(path) == target]
    if not there:
        return list(paths)
    with suppress(OSError):  # what cannot be read here is no PDF of ours
        if there[0].is_file() and OURS in there[0].read_bytes():
            return [path for path in paths if path not in there]
    refuse_overwriting(there, output)
    return list(paths)


@contextmanager
def opened(
    articles: Sequence[str],
    header: Header,
    progress: Progress,
    *,
    place: Path | None,
    keep_raw: bool = False,
    given: BinaryIO | None = None,
    leave_out: Output | None = None,
) -> Iterator[Batch]:
    """What `articles` name, ready to be read; `given` is what "-" stands for (standard input).

    `place` is where what is read of many files waits until the work is done (`batch.opened`).
    """
    profile = collecting.load_profile(header.profile)
    named = [article for article in articles if article != "-" or given is None]
    again: list[tuple[Path, Path]] = []
    paths, unread = reading.find(named, again)
    if isinstance(leave_out, Path):
        paths = _without_output(paths, leave_out)
    items: list[Path | reading.Given] = [*paths]
    if given is not None and "-" in articles:
        # What is found first is the same whatever follows.
        before, _ = reading.find(articles[: articles.index("-")])
        items.insert(len(before), reading.Given.from_stream(STANDARD_INPUT, given))
    with batching.opened(items, profile, progress, keep_raw=keep_raw, place=place) as batch:
        batch.unread.extend(unread)
        batch.notes.extend(_told_again(again))
        yield batch


def _told_again(again: Sequence[tuple[Path, Path]]) -> Iterator[str]:
    """What is said of files that were reached twice and read once."""
    for path, first in again[:_SHOWN]:
        same = path == first
        link = "is named twice" if same else f"is the same file as {reading.shown(first)}"
        yield f"{reading.shown(path)} {link}: read once"
    if len(again) > _SHOWN:
        yield f"{len(again) - _SHOWN} more files are named twice: read once"


def collected(batch: Batch, header: Header, earlier: Edition | None) -> Edition:
    """The edition of all that `batch` holds, carrying on `earlier` and the one before it."""
    before = file.load(header.since) if header.since else None
    gathered, blank = gather(batch, header)
    if earlier is not None:
        blank = _headed(blank, header, earlier.briefing, number=earlier.briefing.number)
    elif before is not None:
        blank = _headed(blank, header, before.briefing, number=_following(before.briefing.number))
    if before is None:
        return merged(gathered, blank, batch.profile, earlier)
    # Without its digest: the new edition is another folder than the one it carries on.
    made = merged(gathered, blank, batch.profile, earlier or replace(before, digest=""))
    changes = merging.compare(before, made)
    return replace(
        made, briefing=replace(made.briefing, since=before.briefing.number or "?", changes=changes)
    )


def _headed(blank: Briefing, header: Header, earlier: Briefing, *, number: str) -> Briefing:
    """`blank` with the head of `earlier` wherever the user says nothing: a label above all never falls away.

    A title that was only the one article's is not carried on to others.
    """
    borrowed = any(earlier.title == source.title for source in earlier.sources)
    return replace(
        blank,
        title=header.title or (blank.title if borrowed else earlier.title),
        number=header.number or number,
        marking=header.tlp or earlier.marking,
    )


def _following(number: str) -> str:
    """The number after `number`: its last digits counted on ("214" to "215", "2026/9" to "2026/10")."""
    found = re.search(r"(\d{1,9})(\D*)$", number)
    return f"{number[: found.start()]}{int(found[1]) + 1}{found[2]}" if found else "2"


def gather(batch: Batch, header: Header) -> tuple[Gathered, Briefing]:
    """Every document with its statements, and the briefing before anything is in it.

    The desk's sources file has had its say. A document that comes again shares all it has with the
    first, so that a thousand copies cost what one does. An error when nothing could be read.
    """
    desk = load_desk(header.sources) if header.sources else Desk()
    gathered: Gathered = []
    first: dict[str, tuple[Document, Sequence[Statement]]] = {}
    for found in batch.readings():
        batch.unread.extend(found.unread)
        for each in found.articles:
            document, statements = first.setdefault(each.document.id, (each.document, each.found.statements))
            source = desk.judged(each.document.source)
            gathered.append((replace(document, source=source), statements))
    if not gathered:
        raise nothing_readable(batch.unread)
    return gathered, _blank(header, batch, gathered)


def merged(gathered: Gathered, blank: Briefing, profile: Profile, earlier: Edition | None = None) -> Edition:
    """One edition of it all, its picks and key points chosen anew: what other articles confirm or deny counts."""
    made = merging.merge(gathered, blank, earlier)
    briefing = made.briefing
    statements = collecting.rerank(briefing.statements, briefing.claims, profile)
    return with_speakers(replace(made, briefing=merging.worded(replace(briefing, statements=statements))))


def with_speakers(edition: Edition) -> Edition:
    """`edition` with its index of speakers made out anew, as one that was read from disk needs it."""
    names = {words: collecting.name_of(words) for words in merging.names_in(edition)}
    return merging.with_speakers(edition, names)


def nothing_readable(unread: Sequence[Unread]) -> BriefingError:
    """The error when no article could be read; it names every one of them."""
    if not unread:
        return BriefingError("no article was found", hint="name files, folders or patterns of .txt and .html")
    return Faults([BriefingError(u.reason, where=u.location) for u in unread], show_all=True)


def _foreign(document: Document) -> tuple[str, ...]:
    told = f"is not in English ({document.language}): only quotations in marks are told apart"
    return () if document.in_english else (told,)


def _blank(header: Header, batch: Batch, gathered: Gathered) -> Briefing:
    """The briefing before anything is in it: its head, sections, and what could not be read."""
    profile = batch.profile
    documents = {document.id: document for document, _ in reversed(gathered)}
    only = gathered[0][0].source.title if len(gathered) == 1 else ""
    return Briefing(
        title=header.title or only or profile.title,
        number=header.number or "1",
        as_of=header.as_of,
        marking=header.tlp,
        lang=profile.lang,
        profile=header.profile,
        sections=profile.sections,
        unread=tuple(batch.unread),
        notes=(
            *batch.notes,
            *(
                f"{reading.shown(document.source.location)}: {concern}"
                for document in reversed(documents.values())
                for concern in (*reading.concerns(document, header.as_of), *_foreign(document))
            ),
        ),
    )
