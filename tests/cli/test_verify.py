"""Proving a PDF and taking its edition out again, on papers that were tampered with and on none of ours."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import Result

from briefing.deliver.copies import Copy, Master
from briefing.pipeline import proof

Run = Callable[..., Result]


@pytest.fixture
def paper(run: Run, articles: Path) -> Path:
    """A paper of two articles, its edition in the folder `today`."""
    arguments = ["-o", "p.pdf", "--edition", "today", "--as-of", "2026-11-24", "--title", "Port"]
    made = run("build", articles, *arguments)
    assert made.exit_code == 0, made.output
    return Path("p.pdf")


def told(run: Run, *arguments: str | Path) -> list[str]:
    """The lines on standard error of a `verify` that fails."""
    result = run("verify", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert all(line.startswith(("error: ", "hint: ")) for line in result.stderr.splitlines())
    return result.stderr.splitlines()


def tampered(paper: Path, change: Callable[[pikepdf.Pdf], None], **saving: Any) -> Path:
    with pikepdf.open(paper) as pdf:
        change(pdf)
        pdf.save("t.pdf", **saving)
    return Path("t.pdf")


def attached(name: str, old: str, new: str) -> Callable[[pikepdf.Pdf], None]:
    """Changes the first `old` in the attachments whose name begins with `name`."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key in sorted(pdf.attachments):
            data = pdf.attachments[key].get_file().read_bytes()
            if key.startswith(name) and old.encode() in data:
                pdf.attachments[key] = data.replace(old.encode(), new.encode(), 1)
                return
        raise AssertionError(old)

    return change


def marked(pdf: pikepdf.Pdf, title: str) -> list[Any]:
    """The structure elements of that title, in order."""
    found, waiting = [], [pdf.Root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, pikepdf.Array):
            waiting[:0] = list(element)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if str(element.get("/T", "")) == title:
                found.append(element)
            if "/K" in element:
                waiting.insert(0, element.K)
    return found


def in_the_page(title: str, which: int, swap: Callable[[bytes], bytes]) -> Callable[[pikepdf.Pdf], None]:
    """Changes what is drawn first of the `which`-th element with the title."""

    def change(pdf: pikepdf.Pdf) -> None:
        element = marked(pdf, title)[which]
        mark = element.K if isinstance(element.K, int) else element.K[0]
        page = next(page for page in pdf.pages if page.obj.objgen == element.Pg.objgen)
        instructions, inside = [], False
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC" and "/MCID" in operands[1]:
                inside = int(operands[1]["/MCID"]) == mark
            if inside and str(operator) == "TJ":
                items = [swap(bytes(i)) if isinstance(i, pikepdf.String) else i for i in operands[0]]
                array = pikepdf.Array([pikepdf.String(i) if isinstance(i, bytes) else i for i in items])
                instructions.append(([array], operator))
                inside = False
                continue
            instructions.append((operands, operator))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))

    return change


def one_letter(codes: bytes) -> bytes:
    """The string with its second letter in the place of its first (letters are two octets)."""
    return codes[2:4] + codes[2:] if len(codes) > 8 else codes


@pytest.mark.parametrize("size", ["a4", "letter"])
@pytest.mark.parametrize("template", ["sitrep", "executive", "dossier"])
def test_a_paper_stands_and_comes_back_byte_for_byte(run: Run, paper: Path, template: str, size: str) -> None:
    run("render", "today", "-t", template, "--page", size, "-o", "one.pdf")
    result = run("verify", "one.pdf")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("one.pdf: ") and len(result.stdout.splitlines()) == 1
    opened = run("open", "one.pdf", "again")
    assert f"printed with --template {template} --page {size}" in opened.stdout
    run("render", "again", "-t", template, "--page", size, "-o", "two.pdf")
    assert Path("one.pdf").read_bytes() == Path("two.pdf").read_bytes()


def test_the_line_says_how_much_stands(run: Run, paper: Path) -> None:
    result = run("verify", paper)
    assert result.stdout.startswith("p.pdf: ")
    assert result.stdout.endswith("stand as in their 2 documents; 0 edited, 0 added by hand\n")
    assert run("verify", paper, "--edition", "today").stdout == result.stdout
    assert run("verify", paper, "--quiet").output == ""


def test_edited_text_is_shown_as_edited(run: Run, paper: Path) -> None:
    toml = Path("today/briefing.toml")
    text = toml.read_text("utf-8")
    before, _, after = text.partition('text = "Dock workers unloaded about 40')
    after = after.replace('state = "found"\n', "", 1) if after.find("state =") < after.find("[[") else after
    toml.write_text(before + 'state = "edited"\ntext = "Dock workers unloaded some 40' + after, "utf-8")
    made = run("render", "today", "-o", "e.pdf")
    assert made.exit_code == 0, made.output
    result = run("verify", "e.pdf")
    assert result.exit_code == 0 and "; 1 edited (" in result.stdout, result.output
    # The statement as the desk changed it is not what the first paper printed.
    assert "statement" in told(run, paper, "--edition", "today")[0]


def test_one_letter_on_a_page_is_named_with_page_statement_and_both_texts(run: Run, paper: Path) -> None:
    with pikepdf.open(paper) as pdf:
        count = len(marked(pdf, "A1"))
    assert count >= 1
    for which in range(count):
        (line,) = told(run, tampered(paper, in_the_page("A1", which, one_letter)))
        assert re.match("error: t.pdf: page [12], statement A1: the page reads “.*”, the edition “", line)


def test_letters_taken_out_of_a_page_are_missed(run: Run, paper: Path) -> None:
    lines = told(run, tampered(paper, in_the_page("A1", -1, lambda codes: b"")))
    assert "statement A1: " in lines[0]


def test_one_letter_in_an_attached_document_is_named(run: Run, paper: Path) -> None:
    lines = told(run, tampered(paper, attached("documents/", "crates of artillery", "grates of artillery")))
    assert any(", documents/d" in line and "the page reads “" in line for line in lines)
    assert any(line.endswith(".txt: is not the text that was collected") for line in lines)
    # Also where no statement stands.
    (line,) = told(run, tampered(paper, attached("documents/", "Five things", "Five rings")))
    assert line.endswith(".txt: is not the text that was collected")


def test_one_letter_in_the_attached_edition_is_named(run: Run, paper: Path) -> None:
    lines = told(
        run, tampered(paper, attached("briefing.toml", "crates of artillery", "grates of artillery"))
    )
    assert any("the page reads “" in line and ", the edition “" in line for line in lines)
    assert lines[-1] == "error: t.pdf: briefing.toml: is not what the paper was printed from"
    # Also where no statement stands.
    (line,) = told(run, tampered(paper, attached("briefing.toml", 'title = "Port"', 'title = "Fort"')))
    assert line == lines[-1]
    (line, *_) = told(run, tampered(paper, attached("briefing.toml", "\ncertainty", "\ncertainti")))
    assert "briefing.toml:" in line and "unknown key" in line


def test_what_is_laid_on_a_page_is_named(run: Run, paper: Path) -> None:
    def words(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        code = page.Contents.read_bytes()
        start = code.index(b"/F")
        tail = b"\nBT " + code[start : code.index(b"Tf", start) + 2] + b" 90 90 Td [(\0\3\0\4\0\5)]TJ ET"
        page.Contents = pdf.make_stream(code + tail)

    def note(pdf: pikepdf.Pdf) -> None:
        box = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText)
        box.Rect, box.Contents = pikepdf.Array([0, 0, 500, 500]), pikepdf.String("Nothing happened.")
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(box)])

    (line,) = told(run, tampered(paper, words))
    assert line.startswith("error: t.pdf: page 1: words that belong to no part of the paper: “")
    (line,) = told(run, tampered(paper, note))
    assert line == "error: t.pdf: page 1: an annotation lies on the page, which no paper of ours has"


def test_a_numbered_copy_stands_like_its_master(run: Run, paper: Path) -> None:
    copy = Master(paper.read_bytes(), "p.pdf").copy(Copy(3, "Ada <ada@x.example>"))
    Path("copy.pdf").write_bytes(copy)
    assert run("verify", "copy.pdf").exit_code == 0


def test_an_edition_that_was_taken_out_can_still_be_proved_from_the_folder(run: Run, paper: Path) -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        for name in list(pdf.attachments):
            del pdf.attachments[name]

    bare = tampered(paper, strip)
    assert told(run, bare)[0] == "error: t.pdf: the edition was taken out of it"
    assert run("verify", bare, "--edition", "today").exit_code == 0


def strange() -> dict[str, bytes]:
    foreign, locked = io.BytesIO(), io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(foreign)
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    return {
        "is not a paper of ours: no edition travels in it": foreign.getvalue(),
        "is encrypted": locked.getvalue(),
        "is not a PDF": b"PK\3\4 a letter",
        "is damaged": b"%PDF-1.7\n" + b"junk " * 50,
    }


@pytest.mark.parametrize("message", strange())
@pytest.mark.parametrize("command", [("verify", "s.pdf"), ("open", "s.pdf", "out")])
def test_what_is_not_ours_gets_one_clear_line(run: Run, message: str, command: tuple[str, ...]) -> None:
    Path("s.pdf").write_bytes(strange()[message])
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0].startswith(f"error: s.pdf: {message}")
    assert sum(line.startswith("error: ") for line in result.stderr.splitlines()) == 1
    assert not Path("out").exists()


def test_our_paper_encrypted_cut_short_or_saved_without_structure(run: Run, paper: Path) -> None:
    keys = pikepdf.Encryption(owner="o", user="")
    assert told(run, tampered(paper, lambda pdf: None, encryption=keys))[0] == "error: t.pdf: is encrypted"
    Path("t.pdf").write_bytes(paper.read_bytes()[: paper.stat().st_size // 2])
    assert told(run, "t.pdf")[0].startswith("error: t.pdf: ")

    def untag(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.StructTreeRoot

    assert any("is not on the pages" in line for line in told(run, tampered(paper, untag)))
    assert told(run, "nowhere.pdf")[0] == "error: nowhere.pdf: cannot be read: No such file or directory"


def test_open_restores_the_edition_and_its_documents(run: Run, paper: Path) -> None:
    assert run("open", paper, "again").exit_code == 0
    for file in [f for f in Path("today").glob("documents/*.txt") if ".raw." not in f.name]:
        assert (Path("again/documents") / file.name).read_bytes() == file.read_bytes()
    assert run("check", "again").exit_code == 0
    assert sorted(p.suffix for p in Path("again").rglob("*") if p.is_file()) == [".toml", ".txt", ".txt"]


def test_open_writes_over_nothing(run: Run, paper: Path, tmp_path: Path) -> None:
    before = Path("today/briefing.toml").read_bytes()
    result = run("open", paper, "today")
    assert result.stderr.startswith("error: today: an edition is already here")
    assert Path("today/briefing.toml").read_bytes() == before
    Path("linked").mkdir()
    (Path("linked") / "documents").symlink_to(tmp_path)
    assert "is already there" in run("open", paper, "linked").stderr
    Path("file").write_text("x")
    assert run("open", paper, "file").exit_code == 1


@pytest.mark.parametrize(
    "name", ["../evil.txt", "documents/../../evil.txt", "/tmp/evil.txt", "documents/a/b.txt", "evil.py"]
)
def test_open_writes_no_name_but_an_editions(run: Run, paper: Path, name: str) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = b"evil"

    assert run("open", tampered(paper, add), "deep/again").exit_code == 0
    names = {path.name for path in Path().rglob("*")} | {path.name for path in Path("..").iterdir()}
    assert not names & {"evil.txt", "evil.py", "b.txt"}


def test_open_refuses_a_paper_that_was_tampered_with_and_leaves_nothing(run: Run, paper: Path) -> None:
    result = run("open", tampered(paper, attached("documents/", "crates", "grates")), "again")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is not the text that was collected" in result.stderr
    escaping = attached("briefing.toml", 'document = "d', 'document = "../d')
    assert "is not a document id" in run("open", tampered(paper, escaping), "again").stderr
    assert not Path("again").exists()


def test_a_failure_on_the_way_leaves_no_folder(
    run: Run, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = proof.atomic.write

    def fail(path: Path, data: bytes) -> None:
        if path.name == "briefing.toml":
            raise proof.BriefingError("cannot be written: disk full", where=str(path))
        write(path, data)

    monkeypatch.setattr(proof.atomic, "write", fail)
    assert "disk full" in run("open", paper, "again").stderr
    assert not Path("again").exists()
