"""Numbered copies: whose it is stands on every page and in the metadata, and the master stays inside."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from click.testing import Result

from briefing.deliver.copies import Copy, Master, traces
from briefing.errors import BriefingError

Run = Callable[..., Result]
COPY = Copy(3, "Änna Berg-Жук <anna@x.example>")


def several_pages(mode: pikepdf.ObjectStreamMode, *, inherited: bool = False) -> bytes:
    """A PDF of three pages with text, with a classic table or with streams of cross-references."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    for number in range(3):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 100 700 Td (Words {number}) Tj ET".encode())
        if not inherited:
            page.Resources = resources
        elif "/Resources" in page:
            del page.Resources
    if inherited:
        pdf.Root.Pages.Resources = pdf.make_indirect(resources)
    pdf.docinfo["/Title"] = "Paper"
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=mode, deterministic_id=True)
    return out.getvalue()


KINDS = {
    "table": several_pages(pikepdf.ObjectStreamMode.disable),
    "streams": several_pages(pikepdf.ObjectStreamMode.generate),
    "inherited": several_pages(pikepdf.ObjectStreamMode.disable, inherited=True),
}


def pages_of(octets: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(octets)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_begins_with_the_masters_octets_and_says_whose_it_is_on_every_page(kind: str) -> None:
    master = KINDS[kind]
    made = Master(master, "x.pdf").copy(COPY)
    assert made.startswith(master)
    assert len(made) - len(master) < 16_000
    for number, text in enumerate(pages_of(made)):
        assert f"Words {number}" in text and COPY.label in text
    found = traces(made, "x.pdf")
    assert found.metadata == COPY
    assert found.printed == tuple((page, COPY) for page in (1, 2, 3))
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.docinfo["/Title"]) == "Paper"


def test_copies_differ_only_in_what_follows_the_master_and_are_always_the_same() -> None:
    first = Master(KINDS["streams"], "x.pdf")
    assert first.copy(COPY) == Master(KINDS["streams"], "x.pdf").copy(COPY)
    assert first.copy(COPY) != first.copy(Copy(4, COPY.holder))


@pytest.mark.skipif(not shutil.which("qpdf"), reason="the qpdf command is not here")
@pytest.mark.parametrize("kind", KINDS)
def test_qpdf_finds_no_fault(kind: str, tmp_path: Path) -> None:
    (tmp_path / "copy.pdf").write_bytes(Master(KINDS[kind], "x.pdf").copy(COPY))
    done = subprocess.run(["qpdf", "--check", str(tmp_path / "copy.pdf")], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_letters_the_face_does_not_have_are_left_out_of_print_and_kept_in_the_metadata() -> None:
    made = Master(KINDS["table"], "x.pdf").copy(Copy(1, "漢 <a@x.example>"))
    assert traces(made, "x.pdf").metadata == Copy(1, "漢 <a@x.example>")
    assert "Copy 1 · <a@x.example>" in " ".join(pages_of(made)[0].split())


@pytest.mark.parametrize("octets", [b"%PDF-1.4\nnothing", KINDS["table"][:-30]])
def test_what_cannot_be_numbered_is_said_to_be_so(octets: bytes) -> None:
    with pytest.raises(BriefingError, match=r"^x\.pdf: cannot be numbered"):
        Master(octets, "x.pdf")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    (tmp_path / "paper.pdf").write_bytes(KINDS["streams"])
    return tmp_path / "paper.pdf"


def attached(octets: bytes) -> bytes:
    """The PDF in a message."""
    message = BytesParser(policy=policy.default).parsebytes(octets)
    (part,) = [part for part in message.walk() if part.get_content_type() == "application/pdf"]
    content = part.get_content()
    assert isinstance(content, bytes)
    return content


def test_each_reader_gets_a_copy_and_the_register_knows_whose_it_is(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    box = postbox()
    options = ["--copies", "--host", "127.0.0.1", "--port", box.port, "--tls", "none"]
    readers = ["--to", "Anna Berg <a@x.example>", "--to", "b@x.example"]
    assert briefing("send", paper, *readers, *options).exit_code == 0
    for mail in box.mails:
        (tmp_path / "leak.pdf").write_bytes(attached(mail.octets))
        result = briefing("whose", "leak.pdf")
        assert result.exit_code == 0 and mail.recipient in result.output
        assert "exactly the file that was made" in result.output and "printed on page 1" in result.output
    # A later reader gets the next number, and who has a copy keeps theirs.
    assert briefing("send", paper, *readers, "--to", "c@x.example", *options).exit_code == 0
    assert traces(attached(box.mails[-1].octets), "x").metadata == Copy(3, "c@x.example")


def test_a_changed_copy_is_known_by_its_metadata_and_a_page_of_it_by_its_print(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    assert briefing("send", paper, "--to", "a@x.example", "--copies", "--draft", "out").exit_code == 0
    (draft,) = (tmp_path / "out").iterdir()
    with pikepdf.open(io.BytesIO(attached(draft.read_bytes()))) as pdf:
        pdf.save(tmp_path / "saved.pdf")
        del pdf.docinfo["/BriefingCopy"]
        del pdf.pages[0]
        pdf.save(tmp_path / "page.pdf")
    result = briefing("whose", "saved.pdf")
    assert result.exit_code == 0 and "changed since; by its metadata" in result.output
    result = briefing("whose", "page.pdf")
    assert (result.exit_code, result.output) == (0, "copy 1: a@x.example (printed on page 1)\n")


def test_a_pdf_that_is_nobodys_copy_says_nothing(briefing: Run, paper: Path) -> None:
    result = briefing("whose", paper)
    assert result.exit_code == 1 and "nothing says whose copy this is" in result.stderr
