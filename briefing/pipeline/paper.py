"""From articles to paper: hands values from room to room, and owns no step itself.

Nothing here prints or asks for the time. One bad article becomes a line in the `Report`; the others
go on. Files are written last, each in one piece, so that a failure leaves what was there before.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from briefing import collect as collecting
from briefing import merge as merging
from briefing import read as reading
from briefing.errors import BriefingError, Faults
from briefing.model import (
    Briefing,
    Certainty,
    Change,
    Document,
    Edition,
    Kind,
    Marking,
    Profile,
    Source,
    Statement,
    Unread,
    atomic,
    emit,
    file,
    statement_id,
)
from briefing.model import check as checking
from briefing.model.desk import Desk, load_desk

Explanation = collecting.Explanation
Trial = collecting.Trial
profile_names = collecting.names

Progress = Callable[[int, int], None]
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


@dataclass(frozen=True, slots=True)
class Page:
    """How the paper is to look: template (name, folder or file) and page size ("a4", "letter")."""

    template: str = "sitrep"
    size: Literal["a4", "letter"] = "a4"
    keep_xml: bool = False
    missing_glyphs: Literal["warn", "fail"] = "warn"


@dataclass(frozen=True, slots=True)
class Report:
    """What was made: where it was written, what is in it in one line, and what was skipped."""

    written: str
    summary: str
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """A statement as a person gives it on the command line."""

    kind: Kind
    section: str
    text: str
    source: str
    speaker: str = ""
    certainty: Certainty | None = None


def build(
    articles: Sequence[str],
    header: Header,
    page: Page,
    output: Path,
    *,
    edition: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Write the PDF of `articles` to `output`, and the edition folder too when one is named.

    An error when nothing could be read: then no file is touched.
    """
    _refuse_overwriting(articles, output)
    earlier = _earlier(edition)
    made = _collected(articles, header, earlier, progress, leave_out=output)
    pdf, xml = _rendered(made, page)
    if edition is not None:
        file.save(made, edition)
    return _written(made, pdf, xml, output)


def collect(
    articles: Sequence[str],
    header: Header,
    edition: Path,
    *,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Write the edition folder of `articles`; edits in an edition already there are kept."""
    made = _collected(articles, header, _earlier(edition), progress)
    file.save(made, edition)
    return Report(str(edition), _summary(made), made.briefing.unread)


def collect_rows(
    articles: Sequence[str], header: Header, *, progress: Progress = lambda done, total: None
) -> tuple[list[dict[str, Any]], Report]:
    """The documented JSON objects: one for each article in the order given, then one for all.

    Offsets are half-open code points into the row's `text`. A statement's id depends on its place
    alone, so the claims of the last row name statements of several rows.
    """
    gathered, blank, profile = _gathered(articles, header, progress)
    made = _merged(gathered, blank, profile)
    ranked = {
        statement_id(place.document_id, place.span): statement
        for statement in made.briefing.statements
        for place in statement.evidence
    }
    rows = [_row(document, found, ranked) for document, found in gathered]
    rows.append(_claims_row(made))
    return rows, Report("", _summary(made), blank.unread)


def explain(
    articles: Sequence[str], profile_name: str, *, progress: Progress = lambda done, total: None
) -> tuple[list[tuple[str, tuple[collecting.Explanation, ...]]], Report]:
    """For each article its name and, sentence by sentence, why it is where it is."""
    profile = collecting.load_profile(profile_name)
    paths, unread = reading.find(articles)
    told = [
        (document.source.location, collecting.explain(document, profile))
        for document, _ in _each(paths, profile, unread, progress)
    ]
    if not told:
        raise _nothing(unread)
    return told, Report("", f"{_count(len(told), 'article')} explained", tuple(unread))


def try_profile(profile_name: str, labelled: Path) -> collecting.Trial:
    """How the profile places the labelled lines of a file: one section key, a tab, a sentence a line."""
    profile = collecting.load_profile(profile_name)
    try:
        text = labelled.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise BriefingError(reason, where=str(labelled)) from None
    return collecting.try_profile(collecting.read_labelled(text, profile, str(labelled)), profile)


def render(folder: Path, page: Page, output: Path) -> Report:
    """Write the PDF of the edition in `folder`, after proving every statement; refuses when one fails."""
    edition = file.load(folder)
    faults = checking.check(edition)
    if faults:
        raise Faults(faults, hint=faults[0].hint or f"briefing check {folder} lists them all")
    pdf, xml = _rendered(edition, page)
    return _written(edition, pdf, xml, output)


def check(folder: Path, page: Page) -> tuple[list[BriefingError], str]:
    """Every fault of the edition in `folder` and of its template, and one line of what is in it."""
    try:
        edition = file.load(folder)
    except Faults as error:
        return list(error.faults), ""
    faults = list(checking.check(edition))
    try:
        _rendered(edition, page, missing="fail")
    except Faults as error:
        faults += error.faults
    except BriefingError as error:
        faults.append(error)
    return faults, _summary(edition)


def difference(earlier: Path, later: Path) -> tuple[list[tuple[Change, str]], str, str]:
    """Each change between two edition folders with the words of its statement, and both numbers."""
    old, new = file.load(earlier), file.load(later)
    words = {statement.id: statement.text for statement in new.briefing.statements}
    changes = [(change, words.get(change.id, change.before)) for change in merging.compare(old, new)]
    return changes, old.briefing.number, new.briefing.number


def add(folder: Path, addition: Addition, moment: datetime) -> str:
    """Put a statement that a person saw elsewhere into the edition in `folder`; one line of what was done.

    It has no evidence: its source is one of the edition's, or a new one without a document.
    """
    edition = file.load(folder)
    briefing = edition.briefing
    keys = [section.key for section in briefing.sections]
    if addition.section not in keys:
        raise BriefingError(
            f"no section {addition.section!r}", where=str(folder), hint="one of " + ", ".join(keys)
        )
    if not addition.text.strip():
        raise BriefingError("a statement needs words", where="--text")
    sources = briefing.sources
    source_id = next((s.id for s in sources if addition.source in (s.id, s.title)), "")
    if not source_id:
        source_id = _next_source_id(sources)
        sources = (
            *sources,
            Source(
                id=source_id, title=addition.source, retrieved=moment.isoformat(), location="added by hand"
            ),
        )
    place = f"{addition.kind} {addition.section} {addition.speaker} {source_id} {addition.text}"
    identity = "m" + hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()[:10]
    if any(statement.id == identity for statement in briefing.statements):
        raise BriefingError("this statement is already there", where=f"{folder}: {identity}")
    statement = Statement(
        id=identity,
        kind=addition.kind,
        text=addition.text.strip(),
        evidence=(),
        section=addition.section,
        speaker=addition.speaker.strip(),
        certainty=addition.certainty or ("reported" if addition.speaker.strip() else "asserted"),
        state="added",
        source_id=source_id,
    )
    grown = replace(briefing, statements=(*briefing.statements, statement), sources=sources)
    file.save(replace(edition, briefing=grown), folder)
    return f"{folder}: added {identity} to {addition.section}, source {source_id}"


# --- reading and collecting ---------------------------------------------------------------------


def _earlier(folder: Path | None) -> Edition | None:
    return file.load(folder) if folder is not None and (folder / "briefing.toml").exists() else None


def _refuse_overwriting(articles: Iterable[str | Path], output: Path) -> None:
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
    _refuse_overwriting(there, output)
    return list(paths)


def _collected(
    articles: Sequence[str],
    header: Header,
    earlier: Edition | None,
    progress: Progress,
    *,
    leave_out: Path | None = None,
) -> Edition:
    before = file.load(header.since) if header.since else None
    gathered, blank, profile = _gathered(articles, header, progress, leave_out=leave_out)
    if before is None:
        return _merged(gathered, blank, profile, earlier)
    if header.number is None:
        blank = replace(blank, number=_following(before.briefing.number))
    # Without its digest: the new edition is another folder than the one it carries on.
    made = _merged(gathered, blank, profile, earlier or replace(before, digest=""))
    changes = merging.compare(before, made)
    return replace(
        made, briefing=replace(made.briefing, since=before.briefing.number or "?", changes=changes)
    )


def _following(number: str) -> str:
    """The number after `number`: its last digits counted on ("214" to "215", "2026/9" to "2026/10")."""
    found = re.search(r"(\d{1,9})(\D*)$", number)
    return f"{number[: found.start()]}{int(found[1]) + 1}{found[2]}" if found else "2"


Gathered = list[tuple[Document, collecting.Collected]]


def _gathered(
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
        for document, found in _each(paths, profile, unread, progress)
    ]
    if not gathered:
        raise _nothing(unread)
    return gathered, _blank(header, profile, [document for document, _ in gathered], unread), profile


def _merged(gathered: Gathered, blank: Briefing, profile: Profile, earlier: Edition | None = None) -> Edition:
    """One edition of it all, its picks and key points chosen anew: what other articles confirm or deny counts."""
    made = merging.merge([(document, found.statements) for document, found in gathered], blank, earlier)
    briefing = made.briefing
    statements = collecting.rerank(briefing.statements, briefing.claims, profile)
    return replace(made, briefing=replace(briefing, statements=statements))


def _each(
    paths: Sequence[Path], profile: Profile, unread: list[Unread], progress: Progress
) -> Iterable[tuple[Document, collecting.Collected]]:
    """Each document with what was collected from it; what fails goes to `unread` instead.

    One file may hold several documents (a feed, a mailbox).
    """
    for done, contents in enumerate(reading.read_many(paths, jobs=min(len(paths), 2)), 1):
        unread.extend(contents.unread)
        for document in contents.documents:
            try:
                found = collecting.collect(document, profile)
            except Exception as error:  # one article must not cost the others; the reason is printed
                reason = f"a fault of briefing itself: {type(error).__name__}: {error}"
                unread.append(Unread(str(contents.path), reason))
            else:
                yield document, found
        progress(done, len(paths))


def _nothing(unread: Sequence[Unread]) -> BriefingError:
    """The error when no article could be read; it names every one of them."""
    if not unread:
        return BriefingError("no article was found", hint="name files, folders or patterns of .txt and .html")
    return Faults([BriefingError(u.reason, where=u.location) for u in unread], show_all=True)


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
    )


def _next_source_id(sources: Sequence[Source]) -> str:
    taken = {source.id for source in sources}
    number = len(sources) + 1
    while f"a{number}" in taken:
        number += 1
    return f"a{number}"


# --- rendering and writing ----------------------------------------------------------------------


def _rendered(
    edition: Edition, page: Page, *, missing: Literal["warn", "fail"] | None = None
) -> tuple[bytes, str]:
    """The PDF, with the edition inside, and the filled template when it is to be kept."""
    from briefing import render as rendering  # reportlab and jinja2 come with it

    options = rendering.RenderOptions(template=page.template, page=page.size)
    xml = rendering.fill_xml(edition, options) if page.keep_xml else ""
    composed = rendering.compose(edition, options, _inside(edition), missing=missing or page.missing_glyphs)
    return composed.data, xml


def _inside(edition: Edition) -> list[Any]:
    """The edition's files, to travel in the PDF: it can be proved and opened from there."""
    from briefing.render import Attachment

    texts = [
        Attachment(
            f"documents/{document.id}.txt",
            document.text.encode("utf-8", "surrogatepass"),
            description=document.source.title[:200],
        )
        for document in edition.documents
    ]
    toml = emit.to_toml(edition).encode("utf-8", "replace")
    return [Attachment("briefing.toml", toml, "application/toml", "The edition this paper shows"), *texts]


def _written(edition: Edition, pdf: bytes, xml: str, output: Path) -> Report:
    atomic.write(output, pdf)
    if xml:
        atomic.write(output.with_suffix(".xml"), xml.encode("utf-8"))
    return Report(str(output), _summary(edition), edition.briefing.unread)


def _summary(edition: Edition) -> str:
    """One line of what is in the edition: "8 sources, 41 statements printed of 96, 12 quotations"."""
    briefing = edition.briefing
    printed = [statement for statement in briefing.statements if statement.printed]
    quotations = sum(len(statement.quotations) for statement in printed)
    denied = sum(1 for claim in briefing.claims if claim.denied_by)
    return (
        f"{_count(len(briefing.sources), 'source')}, "
        f"{_count(len(printed), 'statement')} of {len(briefing.statements)} printed, "
        f"{_count(quotations, 'quotation')}, {_count(denied, 'claim')} denied"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# --- JSON ---------------------------------------------------------------------------------------


def _row(document: Document, found: collecting.Collected, ranked: Mapping[str, Statement]) -> dict[str, Any]:
    """One article; what is printed of it is as `ranked` has it, which knows the other articles."""
    return {
        "path": document.source.location,
        "id": document.id,
        "title": document.source.title,
        "text": document.text,
        "statements": [
            {
                "id": statement.id,
                "start": statement.evidence[0].span.start,
                "end": statement.evidence[0].span.end,
                "section": statement.section,
                "also": list(statement.also),
                "kind": statement.kind,
                "speaker": statement.speaker or None,
                "certainty": statement.certainty,
                "denies": [[span.start, span.end] for span in statement.denies],
                "key": ranked.get(statement.id, statement).key,
                "picked": ranked.get(statement.id, statement).picked,
                "quotes": [
                    {"start": q.span.start, "end": q.span.end, "speaker": q.speaker or None}
                    for q in statement.quotations
                ],
            }
            for statement in found.statements
        ],
        "attributions": [
            {
                "content": [[span.start, span.end] for span in attribution.content],
                "cue": [[span.start, span.end] for span in attribution.cue],
                "source": [[span.start, span.end] for span in attribution.source],
                "speaker": attribution.speaker or None,
            }
            for attribution in found.attributions
        ],
    }


def _claims_row(edition: Edition) -> dict[str, Any]:
    """Claims and conflicts in terms of the rows' statements: one id for each place of a merged one."""
    places = {
        statement.id: [statement_id(e.document_id, e.span) for e in statement.evidence] or [statement.id]
        for statement in edition.briefing.statements
    }
    return {
        "claims": [
            {
                "id": claim.id,
                "statements": [place for key in claim.statements for place in places[key]],
                "origins": claim.origins,
            }
            for claim in edition.briefing.claims
        ],
        "conflicts": [list(pair) for pair in merging.conflicts(edition)],
    }
