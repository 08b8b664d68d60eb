"""From articles or an edition folder to paper.

Nothing here prints or asks for the time. Files are written last, each in one piece, so that a
failure leaves what was there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from briefing.errors import BriefingError, Faults
from briefing.model import Edition, Unread, atomic, emit, file, told_by
from briefing.model import check as checking
from briefing.pipeline.batch import Progress
from briefing.pipeline.gathering import (
    Header,
    Output,
    collected,
    earlier_edition,
    opened,
    refuse_overwriting,
    waiting_place,
    with_speakers,
)


@dataclass(frozen=True, slots=True)
class Page:
    """How the paper is to look: template (name, folder or file) and page size ("a4", "letter")."""

    template: str = "sitrep"
    size: Literal["a4", "letter"] = "a4"
    keep_xml: bool = False
    missing_glyphs: Literal["warn", "fail"] = "warn"


@dataclass(frozen=True, slots=True)
class Report:
    """What was made: where it was written, what is in it in one line, what was skipped, what must be known."""

    written: str
    summary: str
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()


def build(
    articles: Sequence[str],
    header: Header,
    page: Page,
    output: Output,
    *,
    edition: Path | None = None,
    given: BinaryIO | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Write the PDF of `articles` to `output`, and the edition folder too when one is named.

    `given` is what "-" among the articles stands for. An error when nothing could be read: then no
    file is touched.
    """
    refuse_overwriting(articles, output)
    earlier = earlier_edition(edition)
    place = waiting_place(output, edition)
    keep = edition is not None
    with opened(
        articles, header, progress, place=place, keep_raw=keep, given=given, leave_out=output
    ) as batch:
        made = collected(batch, header, earlier)
        pdf, xml = _rendered(made, page)
        if edition is not None:
            file.save(made, edition)
        return _written(made, pdf, xml, output)


def collect(
    articles: Sequence[str],
    header: Header,
    edition: Path,
    *,
    given: BinaryIO | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Write the edition folder of `articles`; edits in an edition already there are kept."""
    earlier = earlier_edition(edition)
    place = waiting_place(edition, edition)
    with opened(articles, header, progress, place=place, keep_raw=True, given=given) as batch:
        made = collected(batch, header, earlier)
        file.save(made, edition)
    return Report(str(edition), summary(made), made.briefing.unread, made.briefing.notes)


def render(folder: Path, page: Page, output: Output) -> Report:
    """Write the PDF of the edition in `folder`, after proving every statement; refuses when one fails."""
    edition = _proved(folder)
    pdf, xml = _rendered(edition, page)
    return _written(edition, pdf, xml, output)


def export(folder: Path, page: Page, form: Literal["html", "markdown", "json"], output: Output) -> Report:
    """Write the edition in `folder` as a web page, Markdown or JSON, proved like the PDF."""
    from briefing import render as rendering

    edition = _proved(folder)
    options = rendering.RenderOptions(template=page.template, page=page.size)
    text = rendering.export(edition, options, form)
    return _written(edition, text.encode("utf-8", "replace"), "", output)


def _proved(folder: Path) -> Edition:
    edition = file.load(folder)
    faults = checking.check(edition)
    if faults:
        raise Faults(faults, hint=faults[0].hint or f"briefing check {folder} lists them all")
    return with_speakers(edition)


def check(folder: Path, page: Page) -> tuple[list[BriefingError], str]:
    """Every fault of the edition in `folder` and of its template, and one line of what is in it."""
    try:
        edition = file.load(folder)
    except Faults as error:
        return list(error.faults), ""
    faults = list(checking.check(edition))
    try:
        _rendered(with_speakers(edition), page, missing="fail")
    except Faults as error:
        faults += error.faults
    except BriefingError as error:
        faults.append(error)
    return faults, summary(edition)


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


def _written(edition: Edition, data: bytes, xml: str, output: Output) -> Report:
    put(data, output)
    if xml and isinstance(output, Path):
        atomic.write(output.with_suffix(".xml"), xml.encode("utf-8"))
    return Report(name_of(output), summary(edition), edition.briefing.unread, edition.briefing.notes)


def put(data: bytes | Iterable[bytes], output: Output) -> None:
    """Write `data` to a file, whole or not at all, or to a stream as it comes."""
    if isinstance(output, Path):
        atomic.write(output, data)
        return
    for piece in (data,) if isinstance(data, bytes) else data:
        output.write(piece)
    output.flush()


def name_of(output: Output) -> str:
    """What an output is called in a report."""
    return str(output) if isinstance(output, Path) else "standard output"


def summary(edition: Edition) -> str:
    """One line of what is in the edition: "8 sources, 41 statements printed of 96, 12 quotations"."""
    briefing = edition.briefing
    told = told_by(briefing)
    printed = [s for s in briefing.statements if s.printed and s.id not in told]
    quotations = sum(len(statement.quotations) for statement in printed)
    denied = sum(1 for claim in briefing.claims if claim.denied_by)
    return (
        f"{_count(len(briefing.sources), 'source')}, "
        f"{_count(len(printed), 'statement')} of {len(briefing.statements)} printed, "
        f"{_count(quotations, 'quotation')}, {_count(denied, 'claim')} denied"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
