"""`-`: an article on standard input, the result on standard output and nothing else there."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefing.cli import options, program
from briefing.model import file

Run = Callable[..., Result]
AS_OF = "2026-11-24T09:00+00:00"


@pytest.fixture
def piped(run: Run) -> Callable[..., Result]:
    """Runs `briefing ARGUMENTS…` with these bytes on standard input."""

    def call(data: bytes, *arguments: str | Path) -> Result:
        return CliRunner().invoke(program, [str(a) for a in arguments], input=data)

    return call


def pdf_of(articles: Path) -> bytes:
    out = io.BytesIO()
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(out, invariant=1)
    for number, line in enumerate((articles / "harbour.txt").read_text("utf-8").splitlines()):
        canvas.drawString(40, 780 - 14 * number, line)
    canvas.save()
    return out.getvalue()


def mail_of(articles: Path) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "desk@example.org", "Freighter unloads shells"
    mail["Date"] = "Mon, 23 Nov 2026 08:00:00 +0000"
    mail.set_content((articles / "harbour.txt").read_text("utf-8"))
    return mail.as_bytes()


def page_of(articles: Path) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in (articles / "harbour.txt").read_text("utf-8").split("\n\n"))
    return f"<html><body><article>{lines}</article></body></html>".encode()


def text_of(articles: Path) -> bytes:
    return (articles / "harbour.txt").read_bytes()


@pytest.mark.parametrize("make", [text_of, page_of, mail_of, pdf_of])
def test_what_standard_input_is_its_bytes_tell(
    piped: Run, articles: Path, make: Callable[[Path], bytes]
) -> None:
    result = piped(make(articles), "collect", "--json", "-")
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout.splitlines()[0])
    assert row["path"] == "standard input"
    assert "We counted the crates twice" in row["text"]


def test_standard_input_stands_where_it_was_named(piped: Run, articles: Path) -> None:
    result = piped(
        text_of(articles), "collect", articles / "inland.txt", "-", "--edition", "ed", "--as-of", AS_OF
    )
    assert result.exit_code == 0, result.output
    sources = file.load(Path("ed")).briefing.sources
    assert [source.location for source in sources] == [f"{articles}/inland.txt", "standard input"]
    assert piped(b"", "check", "ed").exit_code == 0
    again = piped(b"", "recheck", "ed")
    assert again.exit_code == 0
    assert again.stdout.splitlines()[1] == "a2   came from standard input, nothing to compare: standard input"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (bytes(9000), "is not text (binary data)"),
        (b"x" * 50_000_001, "is larger than 50 MB"),
    ],
)
def test_a_standard_input_of_no_use_is_named(piped: Run, data: bytes, message: str) -> None:
    result = piped(data, "build", "-", "-o", "out.pdf")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: standard input: {message}")
    assert list(Path().iterdir()) == []


def test_a_closed_standard_input_is_named(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(options.BriefingError, match="standard input: is closed"):
        options.standard_input(["-"], quiet=True)
    assert options.standard_input([str(articles)], quiet=True) is None


def test_the_paper_goes_to_standard_output_alone(run: Run, articles: Path) -> None:
    run("build", articles, "-o", "out.pdf", "--as-of", AS_OF)
    result = run("build", articles, "-o", "-", "--as-of", AS_OF)
    assert result.exit_code == 0
    assert result.stdout_bytes == Path("out.pdf").read_bytes()
    assert result.stderr.startswith("standard output: 2 sources, ")
    assert [path.name for path in Path().iterdir()] == ["out.pdf"]
    assert run("build", articles, "-o", "-", "--as-of", AS_OF, "--quiet").stderr == ""


@pytest.mark.parametrize("form", ["pdf", "html", "markdown", "json"])
def test_every_form_of_an_edition_goes_there(run: Run, articles: Path, form: str) -> None:
    run("collect", articles, "--edition", "ed", "--as-of", AS_OF)
    run("render", "ed", "--format", form, "-o", "out")
    result = run("render", "ed", "--format", form, "-o", "-")
    assert result.stdout_bytes == Path("out").read_bytes()
    assert result.stderr.startswith("standard output: ")


def test_json_goes_to_a_file_as_it_goes_to_standard_output(run: Run, articles: Path) -> None:
    printed = run("collect", "--json", articles)
    assert printed.stderr == ""
    assert run("collect", "--json", "-o", "-", articles).stdout == printed.stdout
    written = run("collect", "--json", "-o", "rows.jsonl", articles)
    assert written.stdout.startswith("rows.jsonl: 2 sources, ")
    assert Path("rows.jsonl").read_bytes() == printed.stdout_bytes
    again = run("collect", "--json", "-o", "rows.jsonl", articles, "rows.jsonl")
    assert again.exit_code == 1 and "rows.jsonl: is an article to read" in again.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_pdf_is_not_written_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    controller, terminal = os.openpty()
    with os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(options.BriefingError) as caught:
            options.output_of(Path("-"), binary=True)
        assert options.output_of(Path("-")) is stream.buffer
    os.close(controller)
    assert caught.value.line == "standard output: is a terminal, which cannot show a PDF"
    assert "-o" in caught.value.hint


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "-o", "-", "--keep-xml"],
        ["collect", "--explain", "-o", "rows.jsonl"],
        ["collect", "--edition", "ed", "-o", "rows.jsonl"],
    ],
)
def test_an_output_that_makes_no_sense_is_wrong_usage(run: Run, articles: Path, arguments: list[str]) -> None:
    result = run(*arguments, articles)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2


def test_a_name_of_two_lines_is_told_in_one(run: Run, articles: Path) -> None:
    (articles / "two\nlines\x1b[31m.txt").write_bytes(b"")
    result = run("build", articles, "-o", "out.pdf")
    assert result.exit_code == 3
    [line] = result.stderr.splitlines()
    assert line.startswith("error: ") and line.endswith(".txt: is empty") and "\x1b" not in line


def test_a_file_named_twice_and_a_link_are_read_once_and_told(run: Run, articles: Path) -> None:
    path = articles / "harbour.txt"
    (articles / "soft.txt").symlink_to(path)
    (articles / "hard.txt").hardlink_to(path)
    result = run("build", path, path, articles / "soft.txt", articles / "hard.txt", "-o", "out.pdf")
    assert result.exit_code == 0
    assert result.stdout.startswith("out.pdf: 1 source, ")
    assert result.stderr.splitlines() == [
        f"note: {path} is named twice: read once",
        f"note: {articles}/soft.txt is the same file as {path}: read once",
        f"note: 2 files hold the same article, which is used once: {path}, {articles}/hard.txt",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_progress_bar_is_for_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(stream: io.TextIOWrapper, quiet: bool = False) -> None:
        monkeypatch.setattr(sys, "stderr", stream)
        with options.progress_bar("Reading", quiet=quiet) as progress:
            for done in range(1, 4):
                progress(done, 3)
        stream.flush()

    controller, terminal = os.openpty()
    with os.fdopen(terminal, "w") as stream:
        shown(stream, quiet=True)
        shown(stream)
        bar = b""
        os.set_blocking(controller, False)
        with suppress(BlockingIOError):
            while True:
                bar += os.read(controller, 10_000)
    os.close(controller)
    assert b"Reading" in bar and b"100%" in bar and bar.count(b"\n") == 1 and bar.endswith(b"\n")
    plain = io.TextIOWrapper(io.BytesIO())
    shown(plain)
    assert plain.buffer.getvalue() == b""  # type: ignore[attr-defined]
