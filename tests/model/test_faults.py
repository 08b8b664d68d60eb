"""What a person is told about a file that is broken: everything at once, by key and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefing.errors import BriefingError, Faults
from briefing.model import Edition, file


@pytest.fixture
def folder(edition: Edition, tmp_path: Path) -> Path:
    file.save(edition, tmp_path)
    return tmp_path


def broken(folder: Path, *changes: tuple[str, str]) -> list[BriefingError]:
    """The faults of the file after each (old, new) text was replaced once."""
    path = folder / "briefing.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    with pytest.raises(BriefingError) as raised:
        file.load(folder)
    error = raised.value
    return list(error.faults) if isinstance(error, Faults) else [error]


def line_of(folder: Path, words: str) -> int:
    lines = (folder / "briefing.toml").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


CASES = [
    (
        'certainty = "reported"',
        'certainty = "sure"',
        "statement[1].certainty",
        '"sure" is not one of asser',
    ),
    ('kind = "quote"', 'kind = "quot"', "statement[2].kind", '"quot" is not one of fact, quote'),
    (
        'state = "found"\nevidence',
        'state = "new"\nevidence',
        "statement[1].state",
        '"new" is not one of',
    ),
    ('speaker = "Viktor', 'speeker = "Viktor', "statement[1].speeker", "unknown key"),
    ('section = "arms"\ntext', 'section = "arm"\ntext', "statement[1].section", "is not a section of this"),
    ('also = ["reactions"]', 'also = ["x"]', "statement[2].also", "is not a section of this briefing"),
    ('"a2:13-58"', '"a9:13-58"', "statement[1].evidence[2]", "is not a source of this briefing"),
    ('"a2:13-58"', '"a2:58-13"', "statement[1].evidence[2]", "58-13 holds no characters"),
    ('"a2:13-58"', '"a2 13 58"', "statement[1].evidence[2]", "is not a place"),
    ('"a1:13-58"', '"a1:13-5800"', "statement[1].evidence[1]", "reaches past the end of the text (116)"),
    ('speaker_at = ["42-57"]', 'speaker_at = ["42"]', "statement[1].speaker_at[1]", "is not a span"),
    ('speaker_at = ["42-57"]', "speaker_at = [42]", "statement[1].speaker_at[1]", "42 is not text"),
    ('speaker_at = ["42-57"]', 'speaker_at = "42-57"', "statement[1].speaker_at", "not a list"),
    ('{ at = "60-76"', '{ at = "60"', "statement[2].quotes[1].at", "is not a span"),
    ('{ at = "60-76"', '{ from = "60-76"', "statement[2].quotes[1].from", "unknown key"),
    ("weight = 0.5", "weight = 5", "statement[1].weight", "5 is not a number from 0 to 1"),
    ("\npicked = true", '\npicked = "yes"', "statement[1].picked", '"yes" is not true or false'),
    ("origins = 2", 'origins = "two"', "claim[1].origins", '"two" is not a whole number'),
    ("origins = 2", 'origins = 2\nlead = "s0"', "claim[1].lead", "there is no statement"),
    ("origins = 2", "origins = -2", "claim[1].origins", "less than nothing"),
    ('denied_by = ["s', 'denied_by = ["t', "claim[1].denied_by[1]", "there is no statement"),
    ('id = "a2"', 'id = "a1"', "source[2].id", '"a1" is already the id of source[1]'),
    ('id = "b1"', 'id = "b:1"', "source[3].id", "is not an id"),
    ('"title 0-12"', '"headline 0-12"', "source[1].blocks[1]", "is not a block"),
    ('"paragraph 13-58"', '"paragraph 3-58"', "source[1].blocks[2]", "begins before the block above it"),
    ("as_of = 2026-06-01T08:00:00+00:00", "as_of = 2026-06-01T08:00:00", "as_of", "has no time zone"),
    ("as_of = 2026-06-01T08:00:00+00:00", 'as_of = "today"', "as_of", "is not a date with a time"),
    ('marking = "TLP:AMBER+STRICT"', 'marking = "TLP:WHITE"', "marking", "is not one of TLP:RED"),
    ('letter = "A"', "letter = 1", "section[1].letter", "1 is not text"),
    ('key = "reactions"', 'key = "arms"', "section[2].key", "is already the key of section[1]"),
    ("format = 1", "format = 0", "format", "0 is not a format"),
]


@pytest.mark.parametrize(("old", "new", "key", "message"), CASES)
def test_a_fault_names_its_key_its_line_and_what_is_allowed(
    folder: Path, old: str, new: str, key: str, message: str
) -> None:
    was = (folder / "briefing.toml").read_text("utf-8").splitlines()
    faults = broken(folder, (old, new))
    fault = next(fault for fault in faults if fault.where.endswith(f": {key}"))
    assert message in fault.message
    now = (folder / "briefing.toml").read_text("utf-8").splitlines()
    changed = next(number for number, (a, b) in enumerate(zip(was, now, strict=True), 1) if a != b)
    assert fault.where == f"{folder / 'briefing.toml'}:{changed}: {key}"


def test_every_fault_is_told_at_once_and_in_the_order_of_the_file(folder: Path) -> None:
    faults = broken(folder, *((old, new) for old, new, key, _ in CASES[:4] if key.startswith("statement")))
    assert [fault.where.rsplit(".", 1)[-1] for fault in faults] == ["speeker", "certainty", "state", "kind"]


def test_a_misspelt_key_is_answered_with_the_nearest_one(folder: Path) -> None:
    (fault,) = broken(folder, ('speaker = "Viktor', 'speeker = "Viktor'))
    assert fault.hint == "did you mean speaker?"


def test_a_key_given_twice_names_both_lines(folder: Path) -> None:
    (fault,) = broken(folder, ('kind = "fact"', 'kind = "fact"\nkind = "quote"'))
    second = line_of(folder, 'kind = "quote"')
    assert fault.line.endswith(
        f":{second}: statement[1].kind: the key is given twice (first in line {second - 1})"
    )


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('title = "Harbour"', 'title = "Harbour', "a text must close on its line"),
        ('title = "Harbour"', 'title = "The "old" harbour"', 'a quotation mark inside a text is written \\"'),
        ('title = "Harbour"', "title = Harbour", "a text stands in quotation marks"),
        ('title = "Harbour"', "title: Harbour", "a line is key = value"),
        ('title = "Harbour"', 'title = "C:\\papers"', "a backslash in a text is written \\\\"),
    ],
)
def test_a_slip_of_syntax_gives_the_line_and_what_to_write(
    folder: Path, old: str, new: str, hint: str
) -> None:
    (fault,) = broken(folder, (old, new))
    assert fault.where == f"{folder / 'briefing.toml'}:{line_of(folder, new)}"
    assert fault.message.startswith("not valid TOML: ")
    assert hint in fault.hint


def test_a_file_of_a_newer_version_is_refused_in_words(folder: Path) -> None:
    (fault,) = broken(folder, ("format = 1", 'format = 2\nnovelty = "x"'))
    assert "written by a newer version of briefing (format 2, this one reads 1)" in fault.message
    assert fault.hint == "update briefing"


def test_a_document_that_is_gone_is_one_fault(folder: Path, edition: Edition) -> None:
    (folder / f"documents/{edition.documents[0].id}.txt").unlink()
    (fault,) = broken(folder)
    assert f"documents/{edition.documents[0].id}.txt is missing" in fault.message


def test_a_document_that_was_altered_is_told(folder: Path, edition: Edition) -> None:
    path = folder / f"documents/{edition.documents[0].id}.txt"
    path.write_bytes(path.read_bytes().replace(b"cement", b"cheese"))
    (fault,) = broken(folder)
    assert "is not the text that was collected" in fault.message


def test_a_document_name_cannot_lead_out_of_the_folder(folder: Path, edition: Edition) -> None:
    faults = broken(folder, (f'document = "{edition.documents[0].id}"', 'document = "../../secret"'))
    assert '"../../secret" is not a document id' in faults[0].message


def test_a_publisher_may_be_corrected_without_losing_the_document(folder: Path) -> None:
    path = folder / "briefing.toml"
    path.write_text(path.read_text("utf-8").replace('"Paper 1"', '"The First Paper"'), "utf-8")
    assert file.load(folder).documents[0].source.publisher == "The First Paper"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n\xff\xfe\x00", "not a text file in UTF-8"),
        (b"format = 1\n\x00", "it holds NUL characters"),
        (b"", "missing"),
        (b"format = 1\nnotes = " + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_edition_is_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "briefing.toml").write_bytes(data)
    with pytest.raises(BriefingError, match=rf"briefing\.toml.*{message}"):
        file.load(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "briefing.toml").open("wb") as huge:
        huge.truncate(file.MAX_BYTES + 1)
    (fault,) = broken(tmp_path)
    assert "too large to be an edition" in fault.message


@pytest.mark.parametrize(
    ("folder_name", "message"), [("nowhere", "no such folder"), (".", r"no briefing\.toml in this folder")]
)
def test_no_edition_there_is_one_line(tmp_path: Path, folder_name: str, message: str) -> None:
    with pytest.raises(BriefingError, match=message):
        file.load(tmp_path / folder_name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_one_line(folder: Path) -> None:
    (folder / "briefing.toml").chmod(0)
    (fault,) = broken(folder)
    assert "Permission denied" in fault.message


def test_the_file_of_an_edition_in_place_of_its_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / file.NAME).write_text("", encoding="utf-8")
    with pytest.raises(BriefingError, match="is a file, not the folder") as caught:
        file.load(tmp_path / file.NAME)
    assert caught.value.hint == f"name its folder: {tmp_path}"
