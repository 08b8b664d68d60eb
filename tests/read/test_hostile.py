"""Files made to cost, to hide or to mislead: each is read right or refused in one line, and soon."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from briefing import read
from briefing.errors import BriefingError
from briefing.model import Document
from briefing.read.draft import Composer
from briefing.read.drawing import refuse_endless
from briefing.read.html import read_page
from briefing.read.limits import MAX_PAGE_ELEMENTS, MAX_REPEATS

STORY = (
    "The port of Brevik was closed on Sunday after a blast on a freighter, the harbour office said. "
    "Two crews were questioned for hours, and a third ship was held outside the breakwater until noon. "
)


def one(tmp_path: Path, data: bytes, name: str) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read.read(path)


def form(number: int, content: bytes, names: bytes = b"", *, kind: bytes = b"/Subtype/Form") -> bytes:
    """A stream object of a PDF."""
    packed = zlib.compress(content)
    head = b"%d 0 obj\n<</Filter/FlateDecode/Length %d%s" % (number, len(packed), kind)
    return head + b"/Resources<</XObject<<" + names + b">>>>>>stream\n" + packed + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    "objects",
    [
        form(4, b"BT (x) Tj ET\n" * 3_000_000, kind=b""),
        # Ten times each, nine deep; and a form that draws itself twice.
        b"".join(form(n, b"/X Do " * 10, b"/X %d 0 R" % (n + 1)) for n in range(1, 10)) + form(10, b"q Q"),
        form(6, b"/X Do /X Do", b"/X 6 0 R"),
    ],
    ids=["long", "nested", "circle"],
)
def test_a_page_that_takes_forever_to_draw_is_refused_unread(objects: bytes) -> None:
    with pytest.raises(BriefingError, match="far more drawing than any article"):
        refuse_endless(b"%PDF-1.7\n" + objects)


@pytest.mark.parametrize(
    "objects",
    [
        form(4, b"BT (x) Tj ET\n" * 100_000, kind=b""),
        # Of a picture only its size is large; a form that draws itself once, pdfium leaves by itself.
        form(4, b"\0" * 40_000_000, kind=b"/Subtype/Image"),
        form(6, b"/X Do", b"/X 6 0 R"),
        b"1 0 obj <</Length 9>> stream\nendstream stream stream endstream 2 0 obj stream",
    ],
    ids=["text", "picture", "circle", "torn"],
)
def test_an_ordinary_page_is_not_taken_for_an_endless_one(objects: bytes) -> None:
    refuse_endless(b"%PDF-1.7\n" + objects)


def test_a_paragraph_that_comes_back_without_end_is_kept_a_few_times_and_told() -> None:
    composer = Composer()
    for _ in range(MAX_REPEATS + 7):
        composer.add("paragraph", "No comment.")
    assert len(composer.blocks()) == MAX_REPEATS
    assert composer.changes() == ("cut: 7 paragraphs that stood 20 times already left out",)


def test_a_tag_with_more_attributes_than_any_page_has_loses_them_and_no_words() -> None:
    many = " ".join(f'a{n}="{n}"' for n in range(3_000))
    draft = read_page(
        f"<html><body><article><p {many}>{STORY}</p><p>{STORY.upper()}</p></article></body></html>"
    )
    assert STORY.strip() in draft.text
    # A picture in an attribute is long and is one.
    inline = f"<img src='data:image/png;base64,{'A' * 9_000}' alt='x'><p>{STORY}</p>"
    assert STORY.strip() in read_page(f"<html><body>{inline}</body></html>").text


def test_a_page_of_very_many_elements_is_read_whole_and_says_so() -> None:
    rows = "".join(
        f"<p>Row {n} <!-- no -->goes <b>on</b>.</p><script>x</script>" for n in range(MAX_PAGE_ELEMENTS // 3)
    )
    draft = read_page(f"<html><head><title>Rows</title></head><body>{rows}</body></html>")
    words = [draft.text[b.span.start : b.span.end] for b in draft.blocks]
    assert words[:3] == ["Rows", "Row 0 goes on.", "Row 1 goes on."]
    assert any("too large to find the article in" in change for change in draft.changes)
    assert any(change.startswith("cut: ") for change in draft.changes)
