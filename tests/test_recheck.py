"""`briefing recheck`: a printed line whose source has changed is found; one that still stands is not accused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefing.cli import program
from briefing.model import file
from briefing.pipeline import rechecking

ARTICLE = """\
Freighter unloads shells at Port Varna, officials say

Dock workers unloaded about 40 crates of artillery shells at Port Varna on Monday, two customs officials said.

"We counted the crates twice and we sealed every one of them," said Dana Okoro, the harbour master.

Around 300 soldiers from the Third Brigade will probably guard the depot, according to a regional official.
"""
OTHER = """\
Third Brigade moves north

Some 500 soldiers of the Third Brigade have left their barracks near Lomza, the army said on Tuesday.
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """An edition in `out` of `in/harbour.txt` and `in/inland.txt`; runs the program beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")
    for name, text in (("harbour", ARTICLE), ("inland", OTHER)):
        Path("in").mkdir(exist_ok=True)
        Path(f"in/{name}.txt").write_text(text, encoding="utf-8")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(program, list(arguments))

    made = call("collect", "in", "--edition", "out")
    assert made.exit_code == 0, made.output
    return call


def lines(result: Result) -> list[str]:
    return [line.strip() for line in result.stdout.splitlines()]


def test_nothing_changed(run: Callable[..., Result]) -> None:
    result = run("recheck", "out")
    assert result.exit_code == 0
    assert lines(result) == ["a1   unchanged: in/harbour.txt", "a2   unchanged: in/inland.txt"]
    assert run("recheck", "out", "--quiet").stdout == ""


def test_a_line_that_no_longer_stands_is_named_and_those_that_do(run: Callable[..., Result]) -> None:
    Path("in/harbour.txt").write_text(ARTICLE.replace("about 40", "about 14"), encoding="utf-8")
    result = run("recheck", "out")
    assert result.exit_code == 1
    fallen = [line for line in lines(result) if line.startswith("no longer stands")]
    assert len(fallen) == 1 and "about 40 crates" in fallen[0]
    number, identity = fallen[0].removeprefix("no longer stands: ").split()[:2]
    assert identity in {s.id for s in file.load(Path("out")).briefing.statements} and number[0].isalpha()
    assert any(line.startswith("still stands") and "counted the crates" in line for line in lines(result))
    assert "a2   unchanged: in/inland.txt" in lines(result)


def test_what_is_only_set_otherwise_still_stands(run: Callable[..., Result]) -> None:
    text = (
        ARTICLE.replace('"We', "“We").replace('them,"', "them,”").replace("Port Varna on", "Port  Varna\non")
    )
    Path("in/harbour.txt").write_text(text + "\nMore was said later.\n", encoding="utf-8")
    result = run("recheck", "out")
    assert result.exit_code == 0, result.stdout
    assert "a1   changed: in/harbour.txt" in lines(result)
    assert "no longer" not in result.stdout


def test_other_octets_of_the_same_text_are_called_that(run: Callable[..., Result]) -> None:
    Path("in/harbour.txt").write_bytes(ARTICLE.replace("\n", "\r\n").encode())
    result = run("recheck", "out")
    assert result.exit_code == 0
    assert "a1   changed (its text is the same): in/harbour.txt" in lines(result)


@pytest.mark.parametrize(
    ("words", "text", "stands"),
    [
        ("12 people died.", "On Monday 12 people died. More", True),
        ("12 people died.", "On Monday 112 people died.", False),
        ("12 people died", "On Monday 3,12 people died", False),
        ("he paid 3", "he paid 3.5 million", False),
        ("he paid 3", "he paid 3, and left", True),
        ("“Go,” he said", '"Go," he said', True),
        ("Go (now)", "Go [now]", False),
        ("", "anything", False),
    ],
)
def test_words_stand_only_as_a_whole(words: str, text: str, stands: bool) -> None:
    assert rechecking._stands(words, rechecking.same_words(text)) is stands


def test_a_statement_that_a_person_edited_is_looked_for_in_the_words_of_the_source(
    run: Callable[..., Result],
) -> None:
    edition = file.load(Path("out"))
    first = next(s for s in edition.briefing.statements if s.text.startswith("Dock workers"))
    edited = replace(first, text="Men unloaded crates.", state="edited")
    statements = tuple(edited if s is first else s for s in edition.briefing.statements)
    file.save(replace(edition, briefing=replace(edition.briefing, statements=statements)), Path("out"))
    Path("in/harbour.txt").write_text(ARTICLE + "\nMore.\n", encoding="utf-8")
    result = run("recheck", "out")
    assert result.exit_code == 0, result.output
    assert any(line.startswith("still stands") and "Men unloaded" in line for line in lines(result))


def test_a_file_that_is_gone_or_cannot_be_read_is_said(run: Callable[..., Result]) -> None:
    Path("in/harbour.txt").unlink()
    Path("in/inland.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run("recheck", "out", "-q")
    assert result.exit_code == 3
    assert lines(result) == [
        "a1   gone (its file is not there): in/harbour.txt",
        "a2   unreadable (is a picture, not an article): in/inland.txt",
    ]


def test_from_looks_by_name_and_nowhere_else(run: Callable[..., Result]) -> None:
    Path("new/deep").mkdir(parents=True)
    Path("new/deep/harbour.txt").write_text(ARTICLE.replace("300", "200"), encoding="utf-8")
    result = run("recheck", "out", "--from", "new")
    assert result.exit_code == 1
    assert "a1   changed: new/deep/harbour.txt" in lines(result)
    assert "a2   gone (its file is not there): in/inland.txt" in lines(result)
    assert run("recheck", "out", "--from", "nowhere").exit_code == 1
    assert "nowhere: no such file" in run("recheck", "out", "--from", "nowhere").stderr


def test_of_two_files_of_one_name_the_unchanged_one_counts(run: Callable[..., Result]) -> None:
    for folder, text in (("x", "Another paper\n\nWith other words in it."), ("y", ARTICLE)):
        Path("new", folder).mkdir(parents=True)
        Path("new", folder, "harbour.txt").write_text(text, encoding="utf-8")
    Path("new/inland.txt").write_text(OTHER, encoding="utf-8")
    result = run("recheck", "out", "--from", "new")
    assert result.exit_code == 0 and "unchanged: new/y/harbour.txt" in result.stdout


@pytest.mark.parametrize("fault", ["changed", "missing"])
def test_a_snapshot_that_is_not_what_was_read_is_said(run: Callable[..., Result], fault: str) -> None:
    source = file.load(Path("out")).briefing.sources[0]
    (kept,) = Path("out/documents").glob(f"{source.document_id}.raw.*")
    if fault == "changed":
        kept.write_bytes(kept.read_bytes() + b" ")
    else:
        kept.unlink()
    result = run("recheck", "out")
    assert result.exit_code == 3
    words = "the hash differs" if fault == "changed" else "keeps no snapshot"
    assert sum(words in line for line in lines(result)) == 1


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Port news</title>{}</channel></rss>"""
ENTRY = (
    """<item><title>{0}</title><link>https://port.example/{0}</link><description>{1}</description></item>"""
)
CRANE = ENTRY.format(
    "crane", "A crane fell on the northern quay of Varna on Monday and hurt nobody, police said."
)
SHIPS = ENTRY.format(
    "ships", "Forty ships wait in the bay of Varna, the coast guard said on Tuesday after a flight."
)


def test_an_entry_of_a_feed_is_found_again_where_it_has_moved_to(run: Callable[..., Result]) -> None:
    Path("feed.xml").write_text(FEED.format(CRANE + SHIPS), encoding="utf-8")
    assert run("collect", "feed.xml", "--edition", "of-feed").exit_code == 0
    assert run("recheck", "of-feed").exit_code == 0
    newer = ENTRY.format(
        "storm", "A storm is on its way to Varna, the weather office said on Wednesday evening."
    )
    Path("feed.xml").write_text(FEED.format(newer + CRANE + SHIPS), encoding="utf-8")
    result = run("recheck", "of-feed")
    assert result.exit_code == 0 and result.stdout.count("unchanged: feed.xml") == 2, result.stdout
    Path("feed.xml").write_text(FEED.format(newer + SHIPS.replace("Forty", "Fifty")), encoding="utf-8")
    result = run("recheck", "of-feed")
    assert "gone (the file no longer holds it)" in result.stdout
    assert result.exit_code == 1 and "no longer stands" in result.stdout


def test_a_source_added_by_hand_has_nothing_to_compare(run: Callable[..., Result]) -> None:
    section = file.load(Path("out")).briefing.sections[0].key
    added = run("add", "fact", "out", "--section", section, "--text", "Seen there.", "--source", "A reader")
    assert added.exit_code == 0, added.output
    assert "a3   added by hand" in run("recheck", "out").stdout


def test_an_edition_that_is_none_is_one_line(run: Callable[..., Result]) -> None:
    result = run("recheck", "nowhere")
    assert result.exit_code == 1 and result.stderr.startswith("error: ")
