"""A PDF that carries its edition gets its mail from the template, with the paper's own numbers."""

from __future__ import annotations

import io
import re
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


def test_the_mail_says_what_changed_since_the_last_edition(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    with pikepdf.open(paper) as pdf:
        edition = pdf.attachments["briefing.toml"].get_file().read_bytes().decode()
        head, first, rest = re.split(r"(?m)^(?=\[\[statement\]\])", edition, maxsplit=2)
        first = re.sub(r"(?m)^state = .*\n", "", first)
        first = re.sub(r"(?m)^text = .*$", 'text = "The pier was closed."\nstate = "edited"', first)
        del pdf.attachments["briefing.toml"]
        pdf.attachments["briefing.toml"] = (head + first + rest).encode()
        pdf.save(tmp_path / "new.pdf")
    result = briefing("send", "new.pdf", "--since", paper, "--to", "a@x.example", "--draft", "out")
    assert result.exit_code == 0, result.output
    text, html = bodies_of(tmp_path / "out")
    assert "WHAT CHANGED" in text and "The pier was closed. (reported) (was: The harbour" in " ".join(
        text.split()
    )
    assert "What changed</h2>" in html
    assert text.index("WHAT CHANGED") < text.index("KEY POINTS")


def test_a_pdf_without_an_edition_is_compared_by_its_printed_lines(
    briefing: Run, tmp_path: Path, make: Callable[..., bytes]
) -> None:
    for name, line in (("old", "Ten people died in the fire."), ("new", "Twelve people died in the fire.")):
        (tmp_path / f"{name}.pdf").write_bytes(make(head=line))
    arguments = ["--since", "old.pdf", "--to", "a@x.example", "--draft", "out"]
    assert briefing("send", "new.pdf", *arguments).exit_code == 0
    text, html = bodies_of(tmp_path / "out")
    assert "Twelve people died in the fire. (was: Ten people died" in " ".join(text.split())
    assert text.index("WHAT CHANGED") < text.index("attached") and "What changed" in html
