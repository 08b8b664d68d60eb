"""PDF, Markdown and word processor files: paragraphs in reading order, and nothing of the markup."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import pytest

from briefing import read
from briefing.errors import BriefingError
from briefing.model import Document
from briefing.read.layout import Piece, arrange
from tests.read.stories import STORY, one


def labelled(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.words(b.span)) for b in document.blocks]


def column(text: str, x: float, top: float, width: int = 40, size: float = 10.0) -> list[Piece]:
    """`text` set in lines of a column, as pieces."""
    return [
        Piece(x, top - 12 * n - size, x + len(line) * size * 0.5, top - 12 * n, size, line)
        for n, line in enumerate(textwrap.wrap(text, width, break_on_hyphens=False))
    ]


def keep(left: str, right: str) -> bool:
    return False


def test_columns_are_read_one_after_the_other_under_their_headline() -> None:
    left, right = "Left column words go on. " * 8, "Right column words follow. " * 8
    head = [Piece(50, 720, 520, 740, 20, "A headline over both columns of the page")]
    # Painted row by row, as some producers do.
    body = [p for pair in zip(column(left, 50, 700), column(right, 300, 700), strict=False) for p in pair]
    layout = arrange([head + body], keep)
    words = " ".join(p.text for p in layout.paragraphs)
    assert words.index("Left") < words.rindex("Left") < words.index("Right")
    assert layout.paragraphs[0].text.startswith("A headline")


def test_running_heads_and_page_numbers_go_and_sentences_run_over_pages() -> None:
    pages = []
    for number, text in enumerate(
        ("The first page ends in the middle of a", "sentence that the second page ends. So.", "More."), 1
    ):
        page = [
            Piece(50, 780, 200, 790, 8, f"The Daily Sample, part {number}"),
            Piece(300, 20, 310, 30, 8, str(number)),
        ]
        filler = column(
            f"On page {'one two three'.split()[number - 1]} the story goes on and on. " * 4, 50, 700, 60
        )
        place = 600 if number == 1 else 720
        pages.append(page + filler + column(text, 50, place, 60))
    layout = arrange(pages, keep)
    words = " ".join(p.text for p in layout.paragraphs)
    assert "Daily Sample" not in words
    assert layout.heads == 6
    assert "in the middle of a sentence that the second page ends." in words


def test_paragraphs_are_told_by_their_first_line_set_in() -> None:
    def line(row: int, text: str, x: float = 50) -> Piece:
        return Piece(
            x, 700 - 12 * row, 550 if len(text) > 60 else x + 5 * len(text), 710 - 12 * row, 10, text
        )

    full = "words of a line that is as long as its column and goes on and on with"
    rows = [line(0, "By Mara Lind", 62), line(1, f"First {full}", 62), line(2, full), line(3, "its end.")]
    rows += [
        line(4, f"Second {full}", 62),
        line(5, f"{full}."),
        line(6, f"Third {full}", 62),
        line(7, "an end"),
    ]
    paragraphs = [p.text.split()[0] for p in arrange([rows], keep).paragraphs]
    assert paragraphs == ["By", "First", "Second", "Third"]


def test_an_article_that_ends_in_short_columns_is_read_by_column_too() -> None:
    words = "Words of the first page go on in lines. " * 8
    first = column(words, 50, 700) + column(words, 300, 700)
    last = [
        Piece(x, 690 - 12 * row, x + 180, 700 - 12 * row, 10, f"{name} column, row {row}, goes on to its end")
        for row in range(2)
        for x, name in ((50, "Left"), (300, "Right"))
    ]
    text = " ".join(p.text for p in arrange([first, last], keep).paragraphs)
    assert text.index("Left column, row 1") < text.index("Right column, row 0")


def test_footnotes_stand_after_the_text_whose_sentences_run_over_them() -> None:
    small = column("1 The ministry says so twice a year.", 50, 60, 60, size=7)
    first = column("The count is disputed, and the sentence goes on to the", 50, 700, 60) + small
    second = column("next page, where it ends. Nothing else is known of the matter so far.", 50, 700, 60)
    texts = [p.text for p in arrange([first, second], keep).paragraphs]
    assert texts[0].startswith("The count") and "on to the next page" in texts[0]
    assert texts[-1] == "1 The ministry says so twice a year."


@pytest.mark.parametrize(
    ("lines", "expected", "parted"),
    [
        (["The govern-", "ment said so."], "The government said so.", True),
        (["He said so --", "and left."], "He said so -- and left.", False),
        (["General Park Won-", "gon said so."], "General Park Won-gon said so.", False),
        (
            ["a short-", "range missile and a short-range one"],
            "a short-range missile and a short-range one",
            True,
        ),
        (["the Anglo-", "Saxon world"], "the Anglo-Saxon world", True),
        (["up to 10-", "15 ships"], "up to 10- 15 ships", True),
    ],
)
def test_hyphens_at_line_ends_go_only_where_the_word_has_none(
    lines: list[str], expected: str, parted: bool
) -> None:
    pieces = [Piece(50, 700 - 12 * n, 250, 710 - 12 * n, 10, line) for n, line in enumerate(lines)]
    [paragraph] = arrange([pieces], lambda left, right: parted).paragraphs
    assert paragraph.text == expected


def pdf(draw: str = "", *, encrypt: str | None = None) -> bytes:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842), encrypt=encrypt, invariant=1)
    page.setTitle("Untitled")
    page.setAuthor("Mara Lind")
    if draw:
        page.setFont("Helvetica-Bold", 20)
        page.drawString(50, 780, "Harbour closed after blast")
        page.setFont("Helvetica", 10)
        for x, text in ((50, draw), (310, "Second column. " + draw)):
            for number, line in enumerate(textwrap.wrap(text, 46)):
                page.drawString(x, 740 - 12 * number, line)
    page.showPage()
    page.save()
    return out.getvalue()


def test_a_pdf_is_read_in_order_with_its_headline(tmp_path: Path) -> None:
    document = one(tmp_path, pdf(STORY * 3), "a.pdf")
    assert labelled(document)[0] == ("title", "Harbour closed after blast")
    assert document.source.title == "Harbour closed after blast"
    assert document.source.author == "Mara Lind"
    words = " ".join(document.text.split())
    assert words.endswith("Second column. " + (STORY * 3).strip())
    assert words.count(STORY.strip()) == 6


def test_a_raised_note_mark_is_no_part_of_the_word_before_it(tmp_path: Path) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842), invariant=1)
    # As browsers print: everything set large, and the page shrunk.
    page.scale(0.75, 0.75)
    text = page.beginText(60, 1000)
    for words, raised in (("Twelve villages were cut off", "1"), (", and 40 km", "2"), (" are flooded.", "")):
        text.setFont("Helvetica", 14)
        text.textOut(words)
        text.setFont("Helvetica", 8)
        text.setRise(5)
        text.textOut(raised)
        text.setRise(0)
    page.drawText(text)
    page.save()
    document = one(tmp_path, out.getvalue(), "a.pdf")
    assert document.text == "Twelve villages were cut off, and 40 km^2 are flooded."
    assert document.changes == ("1 raised note mark left out",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lambda: pdf(), "is a PDF without text"),
        (lambda: pdf(STORY, encrypt="secret"), "is encrypted"),
        (lambda: pdf(STORY)[:200], "is a damaged PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(tmp_path: Path, data: object, message: str) -> None:
    with pytest.raises(BriefingError, match=message) as caught:
        one(tmp_path, data(), "a.pdf")  # type: ignore[operator]
    assert caught.value.hint


MARKDOWN = """---
title: "Ships leave port"
author: Mara Lind
date: 2026-11-22
evil: !!python/object/apply:os.system ["true"]
---
# Harbour closed

The *port* of [Brevik](https://x.example "t") was **closed**; if x<y then z>1 & AT&T. `code`
goes on.

> “We saw nothing,” he said.

- Two ships have left the port.
- One of them was [seen](javascript:x) ![at sea](file:///etc/passwd) at noon on Sunday.
"""


def test_markdown_shows_its_words_and_keeps_what_looks_like_a_tag(tmp_path: Path) -> None:
    document = one(tmp_path, MARKDOWN.encode(), "a.md")
    assert labelled(document) == [
        ("title", "Ships leave port"),
        ("heading", "Harbour closed"),
        ("paragraph", "The port of Brevik was closed; if x<y then z>1 & AT&T. code goes on."),
        ("quotation", "“We saw nothing,” he said."),
        ("paragraph", "Two ships have left the port."),
        ("paragraph", "One of them was seen at sea at noon on Sunday."),
    ]
    assert (document.source.author, document.source.published) == ("Mara Lind", "2026-11-22")


def test_a_word_file_is_read_by_its_styles(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    file = docx.Document()
    file.add_heading("Harbour closed", 0)
    file.add_paragraph(STORY.strip())
    file.add_heading("What is known", 1)
    file.add_paragraph("“We saw nothing.”", style="Quote")
    table = file.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Ships", "3"
    file.save(tmp_path / "a.docx")
    document = read.read(tmp_path / "a.docx")
    assert labelled(document)[:4] == [
        ("title", "Harbour closed"),
        ("paragraph", STORY.strip()),
        ("heading", "What is known"),
        ("quotation", "“We saw nothing.”"),
    ]
    assert document.text.endswith("\n\nShips | 3")


def test_rich_text_is_read(tmp_path: Path) -> None:
    body = rb"Harbour closed\par\par The \b port\b0  of V\'e4dd\'f6 \u8211? was closed on Sunday.\par"
    data = rb"{\rtf1\ansi\ansicpg1252 " + body + b"}"
    document = one(tmp_path, data, "a.rtf")
    assert document.text == "Harbour closed\n\nThe port of Väddö – was closed on Sunday."
