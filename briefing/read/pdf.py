"""PDF files: pdfium gives letters and where they stand, `layout` makes paragraphs of them.

Nothing in the file is run or followed: no script, no form, no attachment, no link.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from briefing.errors import BriefingError
from briefing.read import dates
from briefing.read.clean import field
from briefing.read.draft import Composer, Draft, Drafts
from briefing.read.drawing import refuse_endless
from briefing.read.language import language_of
from briefing.read.layout import Layout, Paragraph, Piece, arrange
from briefing.read.limits import MAX_CHARACTERS, MAX_PAGES, MAX_TITLE_CHARACTERS

_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_MARKS = "*†‡§"
# A raised number here is no note's but an exponent: behind a number, or a measure of length.
_POWER = re.compile(r"(?:\d|(?:^|[\s\d])[kcmd]?m)$")
# Titles that a program wrote there, not a person.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|untitled|document\d*|anonymous|unknown"
    r"|.*\.(?:docx?|indd|pdf|qxp?|odt|rtf|txt))\s*",
    re.IGNORECASE,
)


def read_pdf(data: bytes, name: str) -> Drafts:
    """The one article of a PDF."""
    import pypdfium2

    refuse_endless(data)
    try:
        pdf = pypdfium2.PdfDocument(data)
        count = len(pdf)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BriefingError("is encrypted", hint="save a copy without a password") from None
        raise BriefingError("is a damaged PDF", hint="download or save it again") from None
    if not count:
        raise BriefingError("is a PDF without pages", hint="download or save it again")
    pages: list[list[Piece]] = []
    marks: list[str] = []
    characters = 0
    failed = 0
    for number in range(min(count, MAX_PAGES)):
        try:
            page = pdf[number]
            # A little more than there is room for, so that the cut is seen and told.
            pieces = list(_pieces(page, MAX_CHARACTERS - characters + 1_000, marks))
            page.close()
        except pypdfium2.PdfiumError:
            failed += 1
            pieces = []
        pages.append(pieces)
        characters += sum(len(piece.text) for piece in pieces)
        if characters >= MAX_CHARACTERS:
            break
    if not characters:
        raise BriefingError(
            "is a PDF without text (scanned pages?)", hint="run text recognition on it, or save its text"
        )
    meta = {key: str(value) for key, value in pdf.get_metadata_dict().items()}
    language = language_of(" ".join(piece.text for pieces in pages[:3] for piece in pieces))
    draft = _draft(arrange(pages, _word_breaks(language)), meta, language)
    notes: tuple[str, ...] = ()
    if len(pages) < count:
        notes += (f"cut: the first {len(pages)} of {count} pages were read",)
    if marks:
        notes += (f"{_count(len(marks), 'raised note mark')} left out",)
    if failed:
        notes += (f"{_count(failed, 'damaged page')} not read",)
    return [replace(draft, changes=draft.changes + notes)]


def _pieces(page: Any, budget: int, marks: list[str]) -> Iterator[Piece]:
    """The words on a page, joined while they stand close together on one line, in painting order.

    The raised numbers of footnotes go to `marks`: in a text they would make another word of the one before.
    """
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    box = pdfium.FS_RECTF()
    run: list[str] = []
    edges = (0.0, 0.0, 0.0, 0.0)
    size, lettered = 0.0, False
    for place in range(min(text.count_chars(), budget)):
        code = pdfium.FPDFText_GetUnicode(text, place)
        char = chr(code) if 0 < code < 0x110000 else "\ufffd"
        if char in "\r\n":
            continue
        if char == " " or not pdfium.FPDFText_GetLooseCharBox(text, place, ctypes.byref(box)):
            if run and run[-1] != " ":
                run.append(" ")
            continue
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if run:
            height = max(edges[3] - edges[1], 1.0)
            same = abs(y0 - edges[1]) < 0.5 * height and abs((y1 - y0) - height) < 0.6 * height
            if not same or x0 - edges[2] > 1.5 * height or x0 < edges[2] - 2.0 * height:
                yield Piece(*edges, size, "".join(run))
                run = []
            elif x0 - edges[2] > 0.2 * height and run[-1] != " ":
                run.append(" ")
        if (
            run
            and lettered
            and (char.isdigit() or char in _MARKS)
            and y0 - edges[1] > 0.15 * (edges[3] - edges[1])
        ):
            small = _size(text, place)
            if small and small < 0.8 * size:
                if not _POWER.search("".join(run[-4:])):
                    marks.append(char)
                    edges = (edges[0], edges[1], max(edges[2], x1), edges[3])
                    continue
                run.append("^")
        if run:
            edges = (edges[0], min(edges[1], y0), max(edges[2], x1), max(edges[3], y1))
        else:
            edges = (x0, y0, x1, y1)
            size, lettered = 0.0, False
        if not lettered:
            # The first letter's size, for a bullet before it may be set in another.
            size = _size(text, place) or y1 - y0
            lettered = char.isalpha()
        run.append(char)
    if run:
        yield Piece(*edges, size, "".join(run))
    text.close()


def _size(text: Any, place: int) -> float:
    """The size of a letter in points as it stands on the page; 0 where the file does not tell.

    Browsers set letters at 14 and shrink the page to three quarters, others set them at 1 and enlarge it.
    """
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(text, place))
    if pdfium.FPDFText_GetMatrix(text, place, ctypes.byref(matrix)):
        size *= math.hypot(matrix.c, matrix.d)
    return size if size > 2 else 0.0


def _draft(layout: Layout, meta: dict[str, str], language: str) -> Draft:
    """The draft of a laid out PDF: its title from the largest words at its head, else from its metadata."""
    named = field(meta.get("Title", ""), MAX_TITLE_CHARACTERS)
    named = "" if _NO_TITLE.fullmatch(named) else named
    headline = _headline(layout)
    title = headline.text if headline is not None else named
    composer = Composer()
    title = field(title, MAX_TITLE_CHARACTERS)
    if title:
        composer.add("title", title)
    for paragraph in layout.paragraphs:
        if paragraph is not headline:
            large = paragraph.size > 1.12 * layout.size and len(paragraph.text) <= 200
            composer.add("heading" if large else "paragraph", paragraph.text)
    text = composer.text()
    notes: tuple[str, ...] = ()
    if layout.heads:
        notes += (
            f"{_count(layout.heads, 'running head or page number', 'running heads and page numbers')} left out",
        )
    if layout.hyphens:
        notes += (f"{_count(layout.hyphens, 'hyphen at a line end', 'hyphens at line ends')} removed",)
    published, place = dates.from_lines(text), "text"
    if not published:
        match = _DATE.match(meta.get("CreationDate", ""))
        published, place = (dates.iso("-".join(match.groups())), "meta") if match else ("", "")
    return Draft(
        text=text,
        blocks=composer.blocks(),
        title=title or field(text.partition("\n")[0], MAX_TITLE_CHARACTERS),
        author=meta.get("Author", ""),
        published=published,
        published_from=place if published else "",
        language=language,
        changes=composer.changes() + notes,
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _headline(layout: Layout) -> Paragraph | None:
    """The largest words on the first page, when they are larger than the rest and short enough."""
    first = [p for p in layout.paragraphs if p.page == 0 and len(p.text) <= MAX_TITLE_CHARACTERS]
    first = [p for p in first if len(p.text) > 3]
    largest = max(first, key=lambda p: p.size, default=None)
    return largest if largest is not None and largest.size > 1.15 * layout.size else None


def _word_breaks(language: str) -> Callable[[str, str], bool]:
    """Whether the language's hyphenation patterns part a word so; nothing is parted without patterns."""
    import pyphen

    code = pyphen.language_fallback(language.replace("-", "_"))
    if not code:
        return lambda left, right: True
    patterns = pyphen.Pyphen(lang=code, left=1, right=1)
    return lambda left, right: len(left) in patterns.positions((left + right)[:60].lower())
