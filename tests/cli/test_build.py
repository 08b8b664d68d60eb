"""`briefing build`: one command from articles to paper, and what it does with bad input."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
from click.testing import Result

Run = Callable[..., Result]
AS_OF = "2026-11-24T09:00+00:00"


def text_of(pdf: Path) -> str:
    """The words of a PDF, page by page, white space folded."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


def test_one_command_makes_the_paper(run: Run, articles: Path) -> None:
    result = run("build", articles, "-o", "out.pdf", "--as-of", AS_OF, "--tlp", "green")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("out.pdf: 2 sources, ")
    words = text_of(Path("out.pdf"))
    for expected in ("Arms", "Troops", "Reactions", "TLP:GREEN", "Page 1 of", "Dana Okoro", "[1 ¶1]"):
        assert expected in words


def test_nothing_but_the_pdf_is_written(run: Run, articles: Path) -> None:
    before = sorted(articles.rglob("*"))
    run("build", articles, "-o", "out.pdf")
    assert [path.name for path in Path().iterdir()] == ["out.pdf"]
    assert sorted(articles.rglob("*")) == before


def test_same_input_gives_the_same_bytes(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("build", articles, "-o", "one.pdf", "--as-of", AS_OF)
    run("build", articles, "-o", "two.pdf", "--as-of", AS_OF)
    assert Path("one.pdf").read_bytes() == Path("two.pdf").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795510800")
    run("build", articles, "-o", "three.pdf")
    run("build", articles, "-o", "four.pdf")
    assert Path("three.pdf").read_bytes() == Path("four.pdf").read_bytes()


def test_markup_in_an_article_is_only_words(run: Run, articles: Path) -> None:
    run("collect", articles / "inland.txt", "--edition", "day")
    toml = Path("day/briefing.toml")
    toml.write_text(
        re.sub(r"^(state = )\"found\"", r'\1"kept"', toml.read_text("utf-8"), flags=re.M), "utf-8"
    )
    result = run("render", "day", "-o", "out.pdf")
    assert result.exit_code == 0, result.output
    assert "x<y then z>1, AT&T and {{7*7}} stood on a crate" in text_of(Path("out.pdf"))


def test_a_bad_article_is_named_and_the_others_still_build(run: Run, articles: Path) -> None:
    (articles / "empty.txt").write_bytes(b"")
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 40)
    result = run("build", articles, "missing.txt", "-o", "out.pdf", "--as-of", AS_OF)
    assert result.exit_code == 3
    for name in ("empty.txt", "binary.txt", "missing.txt"):
        assert len([line for line in result.stderr.splitlines() if name in line]) == 1
        assert name in text_of(Path("out.pdf"))
    assert "could not be read" in text_of(Path("out.pdf")).lower()


def test_a_picture_that_came_with_a_mail_is_a_note_and_no_fault(run: Run, tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", "Port closed"
    message["Date"] = "Sun, 01 Jan 2090 10:00:00 +0000"
    message.set_content("The port of Brevik was closed on Sunday, the harbour office said.")
    message.add_attachment(
        bytes(range(256)) * 9, maintype="application", subtype="octet-stream", filename="a.dat"
    )
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    result = run("build", tmp_path / "a.eml", "-o", tmp_path / "a.pdf")
    assert result.exit_code == 0
    notes = result.stderr.splitlines()
    assert any("dated 2090-01-01, which is still to come" in note for note in notes)
    assert any(note.endswith("a.eml (a.dat): is not text (binary data)") for note in notes)
    assert all(note.startswith("note: ") for note in notes)


def test_nothing_readable_makes_no_pdf_and_keeps_the_old_one(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    Path("out.pdf").write_bytes(b"yesterday's")
    result = run("build", bad, "-o", "out.pdf")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {bad}: ")
    assert Path("out.pdf").read_bytes() == b"yesterday's"
    assert [path.name for path in Path().iterdir()] == ["out.pdf"]


def test_a_briefing_is_no_article(run: Run, articles: Path) -> None:
    assert run("build", articles, "-o", articles / "yesterday.pdf").exit_code == 0
    result = run("build", articles, "-o", "out.pdf")
    assert result.exit_code == 3
    assert "yesterday.pdf: is a briefing of this program" in result.stderr


def test_the_pdf_never_overwrites_an_article(run: Run, articles: Path) -> None:
    article = articles / "inland.txt"
    before = article.read_bytes()
    result = run("build", article, "-o", article)
    assert result.exit_code == 1
    assert article.read_bytes() == before
    assert str(article) in result.stderr


def test_building_again_over_an_edition_keeps_the_edits(run: Run, articles: Path) -> None:
    run("build", articles, "-o", "out.pdf", "--edition", "day", "--as-of", AS_OF)
    toml = Path("day/briefing.toml")
    text = toml.read_text("utf-8")
    at = text.index("Third Brigade have left")
    head, tail = text[:at], text[at:]
    edited = "# seen by the desk\n" + head + tail.replace('state = "found"', 'state = "dropped"', 1)
    assert edited != "# seen by the desk\n" + text
    toml.write_text(edited, "utf-8")
    result = run("build", articles, "-o", "out.pdf", "--edition", "day", "--as-of", AS_OF)
    assert result.exit_code == 0, result.output
    assert "# seen by the desk" in toml.read_text("utf-8")
    assert 'state = "dropped"' in toml.read_text("utf-8")
    assert "have left their barracks" not in text_of(Path("out.pdf"))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--tlp", "purple"], "purple"),
        (["--as-of", "next week"], "next week"),
        (["--page", "a5"], "a5"),
    ],
)
def test_wrong_usage_is_one_line_and_a_hint(
    run: Run, articles: Path, arguments: list[str], named: str
) -> None:
    result = run("build", articles, *arguments)
    assert result.exit_code == 2
    error, hint = result.stderr.splitlines()
    assert error.startswith("error: ") and named in error
    assert hint == "hint: briefing build --help"


@pytest.mark.parametrize("template", ["no-such-template", "."])
def test_a_template_that_is_none_is_named(run: Run, articles: Path, template: str) -> None:
    result = run("build", articles, "-o", "out.pdf", "-t", template)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.output
    assert list(Path().iterdir()) == []


def test_a_second_run_over_its_own_folder_reads_the_same_articles(run: Run, articles: Path) -> None:
    first = run("build", articles, "-o", articles / "out.pdf")
    second = run("build", articles, "-o", articles / "out.pdf")
    assert (second.exit_code, second.stdout) == (0, first.stdout)


def test_an_article_in_the_folder_is_never_overwritten(run: Run, articles: Path) -> None:
    before = (articles / "harbour.txt").read_bytes()
    result = run("build", articles, "-o", articles / "harbour.txt")
    assert result.exit_code == 1
    assert "is an article to read; the PDF would overwrite it" in result.stderr
    assert (articles / "harbour.txt").read_bytes() == before


def test_a_link_that_leads_to_itself_is_unread_like_any_other(run: Run, articles: Path) -> None:
    (articles / "loop.txt").symlink_to("loop.txt")
    result = run("build", articles, articles / "loop.txt", "-o", "out.pdf")
    assert result.exit_code == 3
    assert "loop.txt" in result.stderr
    assert "fault of briefing" not in result.stderr
