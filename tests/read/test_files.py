"""Which files are meant, and the words for those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefing import read
from briefing.errors import BriefingError
from briefing.read import files


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Title\n\nText of an article.\n")


def test_folders_are_walked_in_order_without_hidden_files_and_pictures(tmp_path: Path) -> None:
    make(
        tmp_path, "b.txt", "a/z.txt", ".hidden.txt", "a/.git/x.txt", "pic.jpg", "p.html", "p_files/frame.html"
    )
    found, unread = read.find([str(tmp_path)])
    assert [str(p.relative_to(tmp_path)) for p in found] == ["b.txt", "p.html", "a/z.txt"]
    assert not unread


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    found, _ = read.find([str(tmp_path / "b.txt"), str(tmp_path / "*.txt"), str(tmp_path)])
    assert [p.name for p in found] == ["b.txt", "a.txt"]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    _, unread = read.find([str(tmp_path / "no.txt"), str(tmp_path / "*.md"), str(tmp_path / "empty")])
    assert [u.reason for u in unread] == ["no such file", "no file matches", "no article in this folder"]
    assert all(str(tmp_path) in u.location for u in unread)


def test_an_empty_name_is_not_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("A", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    paths, unread = read.find([""])
    assert paths == []
    assert [(each.location, each.reason) for each in unread] == [("''", "is an empty name")]


def test_a_name_with_glob_characters_is_a_name_first(tmp_path: Path) -> None:
    make(tmp_path, "a[1].txt")
    found, unread = read.find([str(tmp_path / "a[1].txt")])
    assert [p.name for p in found] == ["a[1].txt"] and not unread


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf \n", "holds no text"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 9, "is a program, not an article"),
        (bytes(9000), "is not text (binary data)"),
        (b"\x1f\x8b\x08\x00" + bytes(50), "is compressed (gzip), not an article"),
    ],
)
def test_what_is_no_article_is_refused_by_name(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(BriefingError) as caught:
        read.read(path)
    assert caught.value.message == message
    assert caught.value.where == str(path)
    assert caught.value.hint


def test_a_text_named_pdf_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf")
    with pytest.raises(BriefingError, match=r"is named \.pdf and is not a PDF"):
        read.read(tmp_path / "a.pdf")


def test_pipes_folders_and_missing_files_are_refused_before_they_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path, message in [
        (tmp_path / "pipe.txt", "is not a plain file"),
        (tmp_path, "is a folder"),
        (tmp_path / "none.txt", "no such file"),
        (tmp_path / "nul\0.txt", "is not a file name"),
        (Path("/dev/zero"), "is not a plain file"),
    ]:
        with pytest.raises(BriefingError, match=message):
            read.read(path)


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    # The tests may run as a user whom no permission stops.
    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(BriefingError, match="may not be read") as caught:
        read.read(tmp_path / "a.txt")
    assert caught.value.hint == "give yourself read permission"


def test_a_file_past_the_cap_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt")
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(BriefingError, match="is larger than"):
        read.read(tmp_path / "a.txt")


def test_an_address_is_not_fetched_but_sent_to_fetch() -> None:
    paths, unread = read.find(["https://example.org/news?id=1", "HTTP://example.org/"])
    assert paths == []
    assert ["briefing fetch" in each.reason for each in unread] == [True, True]
