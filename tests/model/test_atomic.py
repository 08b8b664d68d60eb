"""What writing a file promises: whole or not at all, and one line when it fails."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.errors import BriefingError
from briefing.model import atomic

OLD = b"yesterday's paper\n" * 500


@pytest.fixture
def limit() -> Iterator[None]:
    """No file may grow over 1,000 bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_missing_folders_are_made(tmp_path: Path) -> None:
    atomic.write(tmp_path / "a/b/out.pdf", b"new")
    assert (tmp_path / "a/b/out.pdf").read_bytes() == b"new"


def test_pieces_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    atomic.write(target, (b"%d\n" % number for number in range(3)))
    assert target.read_bytes() == b"0\n1\n2\n"

    def breaking_off() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        atomic.write(target, breaking_off())
    assert target.read_bytes() == b"0\n1\n2\n"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


@pytest.mark.usefixtures("limit")
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    target.write_bytes(OLD[:900])
    with pytest.raises(BriefingError, match=r"out\.pdf: cannot be written: File too large"):
        atomic.write(target, OLD)
    assert target.read_bytes() == OLD[:900]
    assert os.listdir(tmp_path) == ["out.pdf"]  # noqa: PTH208


@pytest.mark.usefixtures("limit")
def test_folders_made_for_a_file_that_failed_are_gone_again(tmp_path: Path) -> None:
    with pytest.raises(BriefingError):
        atomic.write(tmp_path / "a/b/out.pdf", OLD)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "out.pdf").mkdir()
    with pytest.raises(BriefingError, match=r"out\.pdf: cannot be written: it is a folder"):
        atomic.write(tmp_path / "out.pdf", b"new")


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(OLD)
    with pytest.raises(BriefingError, match=r"out\.pdf: cannot be written"):
        atomic.write(tmp_path / "a/out.pdf", b"new")
    assert (tmp_path / "a").read_bytes() == OLD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_is_written_to_and_never_replaced() -> None:
    with pytest.raises(BriefingError, match="/dev/full: cannot be written: No space left"):
        atomic.write(Path("/dev/full"), b"new")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.pdf").write_bytes(OLD)
    (tmp_path / "link.pdf").symlink_to("real.pdf")
    atomic.write(tmp_path / "link.pdf", b"new")
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real.pdf").read_bytes() == b"new"


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_gets_the_mode_the_umask_allows(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        atomic.write(tmp_path / "out.pdf", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.pdf").stat().st_mode) == mode


def test_an_old_file_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    target.write_bytes(OLD)
    target.chmod(0o640)
    atomic.write(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_name_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    for name in ("nul\0.pdf", "x" * 300):
        with pytest.raises(BriefingError, match="cannot be written"):
            atomic.write(tmp_path / name, b"new")


def test_an_interrupt_leaves_no_stray_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic.write(tmp_path / "a/out.pdf", b"new")
    assert list(tmp_path.iterdir()) == []
