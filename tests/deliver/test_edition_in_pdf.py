"""A PDF that carries its edition gets its mail from the template, with the paper's own numbers."""

from __future__ import annotations

import io
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from briefing.cli import program

Run = Callable[..., Result]

ARTICLE = """The harbour was closed on Tuesday

The harbour of Karelia was closed on Tuesday after two rockets hit a depot, officials said.

"We counted the crates twice," said Dana Okoro, the harbour master.
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper built from an article, with its edition attached under the names the edition has."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    arguments = ["build", str(folder / "article.txt"), "-o", str(folder / "paper.pdf")]
    arguments += ["--edition", str(folder / "today"), "--title", "Harbour", "--number", "7"]
    built = CliRunner().invoke(program, arguments)
    assert built.exit_code == 0, built.output
    with pikepdf.open(io.BytesIO((folder / "paper.pdf").read_bytes())) as pdf:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        edition = folder / "today"
        for file in (edition / "briefing.toml", *edition.glob("documents/*.txt")):
            pdf.attachments[file.relative_to(edition).as_posix()] = file.read_bytes()
        pdf.save(folder / "with.pdf")
    return folder / "with.pdf"


def bodies_of(folder: Path) -> tuple[str, str]:
    (draft,) = folder.glob("*.eml")
    message = BytesParser(policy=policy.default).parsebytes(draft.read_bytes())
    parts = [part for part in message.walk() if not part.is_multipart()]
    return parts[0].get_content(), parts[1].get_content()


def test_the_template_writes_the_mail(briefing: Run, paper: Path, tmp_path: Path) -> None:
    result = briefing("send", paper, "--to", "a@x.example", "--draft", "out")
    assert result.exit_code == 0, result.output
    text, html = bodies_of(tmp_path / "out")
    assert "SOURCES" in text and "Situation report No. 7: Harbour" in text
    assert "The full report is attached." in text and "Key points</h2>" in html


def test_a_stricter_label_for_the_mail_stands_in_its_texts(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    arguments = ["--to", "a@x.example", "--draft", "out", "--marking", "green", "--clearance", "green"]
    assert briefing("send", paper, *arguments).exit_code == 0
    text, html = bodies_of(tmp_path / "out")
    assert text.lstrip().startswith("TLP:GREEN") and "TLP:GREEN" in html and "Not marked" not in text


def test_an_edition_without_its_documents_still_gives_the_facts(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    with pikepdf.open(paper) as pdf:
        for name in [name for name in pdf.attachments if name != "briefing.toml"]:
            del pdf.attachments[name]
        pdf.save(tmp_path / "thin.pdf")
    assert briefing("send", "thin.pdf", "--to", "a@x.example", "--draft", "out").exit_code == 0
    text, _ = bodies_of(tmp_path / "out")
    assert "No. 7" in text and "Harbour" in text


def test_the_edition_says_itself_what_changed(briefing: Run, paper: Path) -> None:
    result = briefing("send", paper, "--since", paper, "--to", "a@x.example", "--draft", "out")
    assert result.exit_code == 1 and "holds its edition, which says itself what changed" in result.stderr


def test_for_another_pdf_the_mail_compares_with_the_last(
    briefing: Run, tmp_path: Path, make: Callable[..., bytes]
) -> None:
    for name, line in (("old", "Ten people died in the fire."), ("new", "Twelve people died in the fire.")):
        (tmp_path / f"{name}.pdf").write_bytes(make(head=line))
    assert (
        briefing("send", "new.pdf", "--since", "old.pdf", "--to", "a@x.example", "--draft", "out").exit_code
        == 0
    )
    text, html = bodies_of(tmp_path / "out")
    assert "WHAT CHANGED" in text and "Twelve people died in the fire. (was: Ten people died" in text
    assert text.index("WHAT CHANGED") < text.index("attached") and "What changed" in html
