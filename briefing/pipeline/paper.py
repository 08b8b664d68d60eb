"""From articles or an edition folder to paper.

Nothing here prints or asks for the time. Files are written last, each in one piece, so that a
failure leaves what was there before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from briefing.errors import BriefingError, Faults
from briefing.model import Edition, Unread, atomic, emit, file
from briefing.model import check as checking
from briefing.pipeline.gathering import Header, Progress, collected, earlier_edition, refuse_overwriting


@dataclass(frozen=True, slots=True)
class Page:
    """How the paper is to look: template (name, folder or file) and page size ("a4", "letter")."""

    template: str = "sitrep"
    size: Literal["a4", "letter"] = "a4"
    keep_xml: bool = False
    missing_glyphs: Literal["warn", "fail"] = "warn"


@dataclass(frozen=True, slots=True)
class Report:
    """What was made: where it was written, what is in it in one line, what was skipped, what to know of it."""

    written: str
    summary: str
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()


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
    refuse_overwriting(articles, output)
    earlier = earlier_edition(edition)
    made = collected(articles, header, earlier, progress, leave_out=output)
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
    made = collected(articles, header, earlier_edition(edition), progress)
    file.save(made, edition)
    return Report(str(edition), _summary(made), made.briefing.unread, made.briefing.notes)


def render(folder: Path, page: Page, output: Path) -> Report:
    """Write the PDF of the edition in `folder`, after proving every statement; refuses when one fails."""
    edition = _proved(folder)
    pdf, xml = _rendered(edition, page)
    return _written(edition, pdf, xml, output)


def export(folder: Path, page: Page, form: Literal["html", "markdown", "json"], output: Path) -> Report:
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
    return edition


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


def _written(edition: Edition, data: bytes, xml: str, output: Path) -> Report:
    atomic.write(output, data)
    if xml:
        atomic.write(output.with_suffix(".xml"), xml.encode("utf-8"))
    return Report(str(output), _summary(edition), edition.briefing.unread, edition.briefing.notes)


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
