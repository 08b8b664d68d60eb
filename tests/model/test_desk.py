"""The desk's sources file: whom an entry means, and faults with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import BriefingError, Faults
from briefing.model import Source
from briefing.model.desk import Desk, Entry, load_desk


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_first_entry_that_means_a_source_judges_it(tmp_path: Path) -> None:
    desk = load_desk(
        written(
            tmp_path,
            """
            [[source]]
            publisher = "the plains gazette"
            grade = "C"
            descriptor = "regional daily"
            group = "northlight"

            [[source]]
            site = "atlas.example"
            grade = "B2"
            """,
        )
    )
    judged = desk.judged(Source(publisher="The Plains Gazette"))
    assert (judged.grade, judged.descriptor, judged.group) == ("C", "regional daily", "northlight")
    assert desk.judged(Source(address="https://www.atlas.example/a")).grade == "B2"
    assert desk.judged(Source(address="https://notatlas.example/a")).grade == "F"


def test_a_file_name_pattern_means_text_files() -> None:
    desk = Desk((Entry(file="gazette-*", grade="D"),))
    assert desk.judged(Source(location="in/gazette-1.txt")).grade == "D"
    assert desk.judged(Source(location="gazette-1/other.txt")).grade == "F"


def test_a_grade_already_given_stays() -> None:
    assert Desk((Entry(publisher="A", grade="D"),)).judged(Source(publisher="A", grade="B")).grade == "B"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "names no source"),
        ("[[source]]\ngrade = 'B'\n", 1, "names nobody"),
        ("[[source]]\npubliser = 'A'\n", 2, "unknown key"),
        ("[[source]]\npublisher = 'A'\ngrade = 'Z'\n", 3, "not an Admiralty grade"),
        ("[[source]]\npublisher = 3\n", 2, "is not text"),
        ("format = 9\n[[source]]\npublisher = 'A'\n", 1, "format 9 is not known"),
    ],
)
def test_a_fault_has_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = written(tmp_path, text or "# nobody\n")
    with pytest.raises(Faults) as raised:
        load_desk(path)
    assert any(f.where == f"{path}:{line}" and message in f.line for f in raised.value.faults)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[[source"])
def test_a_file_that_is_none_is_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(data)
    with pytest.raises(BriefingError, match=r"sources\.toml"):
        load_desk(path)
    with pytest.raises(BriefingError, match="nowhere"):
        load_desk(tmp_path / "nowhere.toml")
