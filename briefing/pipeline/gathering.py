"""From article files to one edition: read, collect, judge, merge, rank.

One bad article becomes an `Unread` line and the others go on; only when nothing at all can be read
is it an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing import collect as collecting
from briefing import merge as merging
from briefing import read as reading
from briefing.errors import BriefingError, Faults
from briefing.model import Briefing, Document, Edition, Marking, Profile, Unread, file
from briefing.model.desk import Desk, load_desk

Progress = Callable[[int, int], None]
Gathered = list[tuple[Document, collecting.Collected]]

# Stands in the metadata of every PDF that this program wrote.
_OURS = b"<xmp:CreatorTool>briefing<"


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


def refuse_overwriting(articles: Iterable[str | Path], output: Path) -> None:
    """An article is never the file that is written."""
    # Not Path.resolve: it raises on a link that leads to itself, which `read` reports as unread.
    target = os.path.realpath(output)
    if any(os.path.realpath(article) == target for article in articles):
        raise BriefingError(
            "is an article to read; the PDF would overwrite it",
            where=str(output),
            hint="name another file with -o",
        )


def _without_output(paths: Sequence[Path], output: Path) -> list[Path]:
    """`paths` without the PDF that an earlier run left at `output`, in the folder that is read."""
    target = os.path.realpath(output)
    there = [path for path in paths if os.path.realpath(path) == target]
    if not there:
        return list(paths)
    with suppress(OSError):  # what cannot be read here is no PDF of ours
        if there[0].is_file() and _OURS in there[0].read_bytes():
            return [path for path in paths if path not in there]
    refuse_overwriting(there, output)
    return list(paths)


def collected(
    articles: Sequence[str],
    header: Header,
    earlier: Edition | None,
    progress: Progress,
    *,
    leave_out: Path | None = None,
) -> Edition:
    before = file.load(header.since) if header.since else None
    gathered, blank, profile = gather(articles, header, progress, leave_out=leave_out)
    if earlier is not None:
        blank = _headed(blank, header, earlier.briefing, number=earlier.briefing.number)
    elif before is not None:
        blank = _headed(blank, header, before.briefing, number=_following(before.briefing.number))
    if before is None:
        return merged(gathered, blank, profile, earlier)
    # Without its digest: the new edition is another folder than the one it carries on.
    made = merged(gathered, blank, profile, earlier or replace(before, digest=""))
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


def gather(
    articles: Sequence[str], header: Header, progress: Progress, *, leave_out: Path | None = None
) -> tuple[Gathered, Briefing, Profile]:
    """Every document with what was collected from it, the briefing before anything is in it, the profile.

    The desk's sources file has had its say. An error when nothing could be read.
    """
    profile = collecting.load_profile(header.profile)
    desk = load_desk(header.sources) if header.sources else Desk()
    paths, unread = reading.find(articles)
    if leave_out is not None:
        paths = _without_output(paths, leave_out)
    gathered = [
        (replace(document, source=desk.judged(document.source)), found)
        for document, found in each_document(paths, profile, unread, progress)
    ]
    if not gathered:
        raise nothing_readable(unread)
    return gathered, _blank(header, profile, [document for document, _ in gathered], unread), profile


def merged(gathered: Gathered, blank: Briefing, profile: Profile, earlier: Edition | None = None) -> Edition:
    """One edition of it all, its picks and key points chosen anew: what other articles confirm or deny counts."""
    made = merging.merge([(document, found.statements) for document, found in gathered], blank, earlier)
    briefing = made.briefing
    statements = collecting.rerank(briefing.statements, briefing.claims, profile)
    return replace(made, briefing=merging.worded(replace(briefing, statements=statements)))


def each_document(
    paths: Sequence[Path], profile: Profile, unread: list[Unread], progress: Progress
) -> Iterable[tuple[Document, collecting.Collected]]:
    """Each document with what was collected from it; what fails goes to `unread` instead.

    One file may hold several documents (a feed, a mailbox).
    """
    for done, contents in enumerate(reading.read_many(paths, jobs=min(len(paths), os.cpu_count() or 1)), 1):
        unread.extend(contents.unread)
        for document in contents.documents:
            if document.raw.startswith(b"%PDF-") and _OURS in document.raw:
                unread.append(Unread(str(contents.path), "is a briefing of this program, not an article"))
                continue
            try:
                found = collecting.collect(document, profile)
            except Exception as error:  # one article must not cost the others; the reason is printed
                reason = f"a fault of briefing itself: {type(error).__name__}: {error}"
                unread.append(Unread(str(contents.path), reason))
            else:
                yield document, found
        progress(done, len(paths))


def nothing_readable(unread: Sequence[Unread]) -> BriefingError:
    """The error when no article could be read; it names every one of them."""
    if not unread:
        return BriefingError("no article was found", hint="name files, folders or patterns of .txt and .html")
    return Faults([BriefingError(u.reason, where=u.location) for u in unread], show_all=True)


def _foreign(document: Document) -> tuple[str, ...]:
    tag = collecting.language_of(document)
    return () if tag == "en" else (f"is not in English ({tag}): only quotations in marks are told apart",)


def _blank(
    header: Header, profile: Profile, documents: Sequence[Document], unread: Sequence[Unread]
) -> Briefing:
    """The briefing before anything is in it: its head, sections, and what could not be read."""
    only = documents[0].source.title if len(documents) == 1 else ""
    return Briefing(
        title=header.title or only or profile.title,
        number=header.number or "1",
        as_of=header.as_of,
        marking=header.tlp,
        lang=profile.lang,
        profile=header.profile,
        sections=profile.sections,
        unread=tuple(unread),
        notes=tuple(
            f"{reading.shown(document.source.location)}: {concern}"
            for document in documents
            for concern in (*reading.concerns(document, header.as_of), *_foreign(document))
        ),
    )
