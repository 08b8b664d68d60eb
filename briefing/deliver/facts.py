"""What a mail says about the PDF it carries: read from the edition inside the PDF, or its metadata.

A PDF of ours holds the edition it was printed from (`briefing.toml`), so the label, the number and
the key points of the mail are those of the paper. Another PDF has a title at most. What cannot be
parsed is refused: nobody is helped by a broken attachment, and its label could not be known.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from briefing.deliver.labels import strictest
from briefing.errors import BriefingError
from briefing.model import Marking

EDITION = "briefing.toml"
_ATTACHMENT_BYTES_MAX = 20_000_000
_LABEL = re.compile(r"TLP:[A-Z]+(?:\+[A-Z]+)?")
_POINTS_MAX = 12
_PRINTED_STATES = ("kept", "edited", "added")


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One line of the paper's key points: the words, how certain, and who published them."""

    text: str
    certainty: str = ""
    speaker: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the mail shows. `as_of` is the cut-off; `changed` says what is new since the last edition."""

    title: str
    number: str = ""
    as_of: datetime | None = None
    marking: Marking | None = None
    lang: str = "en"
    key_points: tuple[KeyPoint, ...] = ()
    changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_facts(pdf: bytes, name: str) -> Facts:
    """The facts in a PDF; `name` is its file name, the title where there is no better one.

    The label is the stricter of what the edition says and what is printed at the head and foot of
    the pages: a PDF from elsewhere, or one whose edition was taken out, is not unmarked for that.
    """
    title, printed, attached = _open(pdf, name)
    edition = attached.get(EDITION)
    facts = Facts(title=title or _stem(name))
    if edition is not None:
        try:
            table = tomllib.loads(edition.decode("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            hint = "build the PDF again from its edition"
            raise BriefingError(
                f"its attached {EDITION} is damaged ({error})", where=name, hint=hint
            ) from None
        facts = _from_edition(table, facts.title, name)
    labels = [facts.marking, *(_label(text, name) for text in printed)]
    return replace(facts, marking=strictest(labels))


def attachments(pdf: bytes, name: str) -> dict[str, bytes]:
    """The files a PDF carries, by name."""
    return _open(pdf, name)[2]


def text_lines(pdf: bytes) -> list[str]:
    """The lines of a PDF's pages, without those that most pages repeat (heads, feet, numbers)."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range().splitlines() for page in document]
    finally:
        document.close()
    bare = [[" ".join(line.split()) for line in lines if line.strip()] for lines in pages]
    # Page numbers differ from page to page: a line is a repeated one when it is, its digits aside.
    counts = Counter(shape for lines in bare for shape in {re.sub(r"\d+", "0", line) for line in lines})
    often = max(2, len(bare) // 2 + 1)
    return [line for lines in bare for line in lines if counts[re.sub(r"\d+", "0", line)] < often]


def _open(pdf: bytes, name: str) -> tuple[str, list[str], dict[str, bytes]]:
    """The title in the metadata, the labels printed at head and foot, and the attached files."""
    import pypdfium2

    if not pdf.startswith(b"%PDF-"):
        raise BriefingError("is not a PDF", where=name)
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        hint = "a damaged or password-protected PDF cannot be sent: its label could not be read"
        raise BriefingError(f"cannot be read as a PDF ({error})", where=name, hint=hint) from None
    try:
        if not len(document):
            raise BriefingError("has no pages", where=name)
        printed = [label for page in {0, len(document) - 1} for label in _printed(document[page])]
        attached: dict[str, bytes] = {}
        for index in range(document.count_attachments()):
            attachment = document.get_attachment(index)
            attached[str(attachment.get_name())] = data = bytes(attachment.get_data())
            if len(data) > _ATTACHMENT_BYTES_MAX:
                raise BriefingError(f"its attached {attachment.get_name()} is too large", where=name)
        return str(document.get_metadata_value("Title")), printed, attached
    except pypdfium2.PdfiumError as error:
        raise BriefingError(f"cannot be read as a PDF ({error})", where=name) from None
    finally:
        document.close()


def _printed(page: Any) -> list[str]:
    """The TLP labels in the top and bottom sixth of a page, where TLP 2.0 wants them."""
    width, height = page.get_size()
    text = page.get_textpage()
    bands = ((0, height * 5 / 6, width, height), (0, 0, width, height / 6))
    words = " ".join(text.get_text_bounded(*band) for band in bands)
    return _LABEL.findall(words)


def _label(text: str, name: str) -> Marking:
    """A printed label; WHITE is how TLP 1.0 wrote CLEAR. One that nobody knows is never taken for none."""
    for label in get_args(Marking):
        if text in (label, "TLP:WHITE" if label == "TLP:CLEAR" else label):
            return label  # type: ignore[no-any-return]
    raise BriefingError(f"has an unknown label: {text!r}", where=name)


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".pdf") or "Briefing"


def _from_edition(table: dict[str, Any], title: str, name: str) -> Facts:
    marking = _label(str(table["marking"]), name) if table.get("marking") else None
    as_of = table.get("as_of")
    return Facts(
        title=str(table.get("title") or title),
        number=str(table.get("number") or ""),
        as_of=as_of if isinstance(as_of, datetime) else None,
        marking=marking,
        lang=str(table.get("lang") or "en"),
        key_points=tuple(_key_points(table))[:_POINTS_MAX],
        notes=tuple(str(note) for note in _list(table.get("notes"))),
    )


def _key_points(table: dict[str, Any]) -> list[KeyPoint]:
    """The printed statements that head the page, in file order."""
    publishers = {
        str(source.get("id")): str(source.get("publisher") or source.get("title") or source.get("id"))
        for source in _list(table.get("source"))
        if isinstance(source, dict)
    }
    points = []
    for statement in _list(table.get("statement")):
        if not isinstance(statement, dict) or not statement.get("key") or not statement.get("text"):
            continue
        state = statement.get("state", "found")
        if state not in _PRINTED_STATES and not (statement.get("picked") and state != "dropped"):
            continue
        short = [str(each).partition(":")[0] for each in _list(statement.get("evidence"))]
        short += [str(statement["source"])] if statement.get("source") else []
        names = dict.fromkeys(publishers.get(each, each) for each in short)
        points.append(
            KeyPoint(
                " ".join(str(statement["text"]).split()),
                str(statement.get("certainty") or "asserted"),
                str(statement.get("speaker") or ""),
                tuple(names),
            )
        )
    return points


def _list(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if value else []
