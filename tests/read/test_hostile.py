"""Files made to cost, to hide or to mislead: each is read right or refused in one line, and soon."""

from __future__ import annotations

import io
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from briefing import read
from briefing.errors import BriefingError
from briefing.read.draft import Composer
from briefing.read.drawing import refuse_endless
from briefing.read.html import read_page
from briefing.read.layout import Piece, arrange
from briefing.read.limits import MAX_PAGE_ELEMENTS, MAX_REPEATS
from tests.read.stories import STORY, one


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
        form(4, zlib.compress(b"BT (x) Tj ET\n" * 3_000_000), kind=b"").replace(
            b"/FlateDecode", b"[/FlateDecode/FlateDecode]"
        ),
    ],
    ids=["long", "nested", "circle", "twice"],
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


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "blockquote", "b", "ul><li", "x-box"])
def test_a_page_nested_deeper_than_its_parser_goes_keeps_all_its_words(tag: str) -> None:
    inner = "<p>The road to the depot is closed as well, a driver said, and will be until the weekend.</p>"
    draft = read_page(f"<html><body><p>{STORY}</p>{f'<{tag}>' * 400}{inner}</body></html>")
    assert STORY.strip() in draft.text and "The road to the depot" in draft.text
    assert "1 page nested too deep for its boxes to be told apart" in draft.changes


def test_tags_that_are_only_left_open_are_not_taken_for_deep_nesting() -> None:
    options = "<select>" + "<option>One" * 400 + "</select>"
    assert not any(
        "nested" in change for change in read_page(f"<p>{STORY}</p>{options}<p>{STORY}</p>").changes
    )


def test_a_page_with_nothing_but_a_title_is_refused() -> None:
    with pytest.raises(BriefingError, match="no text but its title"):
        read_page("<html><head><title>Harbour closed</title></head><body><div></div></body></html>")


def test_a_page_of_blanks_is_read_in_no_time() -> None:
    assert read_page(f"<html><body><p>{' ' * 1_000_000}{STORY}</p></body></html>").text == STORY.strip()


def test_text_from_a_mainframe_is_read(tmp_path: Path) -> None:
    document = one(tmp_path, (STORY * 3).encode("cp500"), "a.txt")
    assert document.text.strip() == (STORY * 3).strip()
    assert document.changes == ("read as cp500",)


def test_a_pdf_of_very_many_lines_is_laid_out_line_by_line_not_each_against_all() -> None:
    lines = [Piece(50, -12.0 * n, 60, 10 - 12.0 * n, 10, "word") for n in range(20_000)]
    assert arrange([lines], lambda left, right: False).paragraphs[0].text.startswith("word word word")


def nested(depth: int) -> bytes:
    """A mail with one text, `depth` parts deep."""
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    head = "From: a@b.example\nSubject: Harbour closed\nMIME-Version: 1.0\n"
    return f"{head}{opened}Content-Type: text/plain\n\n{STORY}\n".encode()


def test_a_mail_is_followed_to_its_innermost_part_or_says_that_it_was_not(tmp_path: Path) -> None:
    assert STORY.strip() in one(tmp_path, nested(60), "a.eml").text
    with pytest.raises(BriefingError, match="is a mail without a text"):
        one(tmp_path, nested(150), "b.eml")


def test_a_mail_may_carry_an_archive_and_an_archive_no_other(tmp_path: Path) -> None:
    inner = archive({"a.txt": f"Harbour closed\n\n{STORY}".encode()})
    for packed, count in ((inner, 2), (archive({"b.zip": inner}), 1)):
        message = EmailMessage()
        message["From"], message["Subject"] = "a@b.example", "Two articles"
        message.set_content(STORY)
        message.add_attachment(packed, maintype="application", subtype="zip", filename="articles.zip")
        path = tmp_path / "a.eml"
        path.write_bytes(message.as_bytes())
        found = read.read_all(path)
        assert len(found.documents) == count
        assert all(unread.part for unread in found.unread) and len(found.unread) == 2 - count


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()
