"""Many files: the same result as a few at a time, on all cores, and a run that is cut off goes on."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from briefing import collect as collecting
from briefing.errors import BriefingError
from briefing.model import Source, file
from briefing.pipeline import batch, crew, paper, rows, spool, worker
from briefing.pipeline.gathering import Header
from briefing.pipeline.spool import Reading, Spool

Run = Callable[..., Result]
MOMENT = "2026-11-24T09:00+00:00"
COUNT = 20


def article(number: int) -> str:
    return (
        f"Report {number} from the port\n\n"
        f"Some {number + 2} soldiers of the Third Brigade left Lomza on Monday, the army said.\n\n"
        f'"We saw {number + 2} trucks at pier {number}," said Anna Berg, a driver.\n'
    )


@pytest.fixture(autouse=True)
def small_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten files are many here, and one worker is enough: to start one takes longer than to read them."""
    monkeypatch.setattr(batch, "MANY_FILES", 10)
    monkeypatch.setattr(batch, "cores", lambda: 1)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of twenty articles, two of them web pages, one of no use."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(COUNT - 3):
        (folder / f"{number:03}.txt").write_text(article(number), encoding="utf-8")
    for number in (COUNT - 3, COUNT - 2):
        body = "".join(f"<p>{line}</p>" for line in article(number).split("\n") if line)
        page = f"<html><body><article>{body}</article></body></html>"
        (folder / f"{number:03}.html").write_text(page, encoding="utf-8")
    (folder / "zzz.txt").write_bytes(bytes(9000))
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def header() -> Header:
    return Header(as_of=datetime(2026, 11, 24, 9, tzinfo=UTC))


def cut_off_at(number: int) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done == number:
            raise KeyboardInterrupt

    return progress


@pytest.fixture
def whole(many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The edition of an uninterrupted run, in one process."""
    with monkeypatch.context() as patched:
        patched.setattr(batch, "MANY_FILES", 5000)
        paper.collect([str(many)], header(), tmp_path / "whole")
    return files_of(tmp_path / "whole")


def test_many_files_give_what_a_few_at_a_time_give(
    run: Run, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = (
        ("collect", many, "--edition", "{}/ed", "--as-of", MOMENT),
        ("collect", many, "--json", "-o", "{}/rows.jsonl", "--as-of", MOMENT),
        ("build", many, "-o", "{}/out.pdf", "--as-of", MOMENT),
    )
    monkeypatch.setattr(batch, "cores", lambda: 2)
    for name, limit in (("crew", 10), ("here", 5000)):
        Path(name).mkdir()
        monkeypatch.setattr(batch, "MANY_FILES", limit)
        for command in commands:
            result = run(*(str(each).format(name) for each in command))
            assert result.exit_code == 3
            assert [line for line in result.stderr.splitlines() if line.startswith("error")] == [
                f"error: {many}/zzz.txt: is not text (binary data)"
            ]
    assert files_of(Path("crew")) == files_of(Path("here"))
    # Nothing is left of what was read on the way.
    assert sorted(path.name for path in Path("crew").iterdir()) == ["ed", "out.pdf", "rows.jsonl"]
    assert sorted(path.name for path in Path("crew/ed").iterdir()) == ["briefing.toml", "documents"]


def test_raw_files_of_many_are_kept_in_the_edition_and_not_in_memory(many: Path, tmp_path: Path) -> None:
    profile = collecting.load_profile("conflict")
    place = tmp_path / "place"
    with batch.opened(
        sorted(many.iterdir()), profile, lambda done, total: None, keep_raw=True, place=place
    ) as opened:
        documents = [each.document for found in opened.readings() for each in found.articles]
        for document in documents:
            assert document.raw == b"" and document.raw_at is not None
            assert hashlib.sha256(document.raw_at.read_bytes()).hexdigest() == document.source.sha256
    assert len(documents) == COUNT - 1
    assert not place.exists()


def test_a_run_that_is_cut_off_goes_on_where_it_was(
    many: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    edition = tmp_path / "edition"
    with pytest.raises(BriefingError) as stopped:
        paper.collect([str(many)], header(), edition, progress=cut_off_at(12))
    assert stopped.value.line == "stopped after 12 of 20 files; the same command goes on from there"
    entries = edition / ".reading" / "entries"
    kept = {path.name: path.stat().st_ino for path in entries.iterdir()}
    assert len(kept) >= 12
    # What is there is used as it is: nothing of it is written again.
    with pytest.raises(BriefingError):
        paper.collect([str(many)], header(), edition, progress=cut_off_at(16))
    assert {path.name: path.stat().st_ino for path in entries.iterdir() if path.name in kept} == kept
    paper.collect([str(many)], header(), edition)
    assert files_of(edition) == whole


def test_what_was_read_is_not_read_again(many: Path, tmp_path: Path) -> None:
    """Proved by an entry that says something else than the file, and is believed."""
    output = tmp_path / "rows.jsonl"
    with pytest.raises(BriefingError):
        rows.write_rows([str(many)], header(), output, progress=cut_off_at(12))
    changed = 0
    for path in spool.beside(output).joinpath("entries").iterdir():
        body = path.read_bytes().partition(b"\n")[2].replace(b"Report 7 from", b"Report seven from")
        changed += b"Report seven" in body
        path.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    assert changed == 1
    rows.write_rows([str(many)], header(), output)
    titles = [json.loads(line).get("title") for line in output.read_text("utf-8").splitlines()]
    assert titles[6:9] == ["Report 6 from the port", "Report seven from the port", "Report 8 from the port"]


def test_a_run_over_damaged_entries_reads_those_files_again(
    many: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    edition = tmp_path / "edition"
    with pytest.raises(BriefingError):
        paper.collect([str(many)], header(), edition, progress=cut_off_at(12))
    for path in sorted((edition / ".reading/entries").iterdir())[::2]:
        path.write_bytes(path.read_bytes()[:1000])
    next(iter((edition / ".reading/raw").iterdir())).unlink()
    paper.collect([str(many)], header(), edition)
    assert files_of(edition) == whole


@pytest.mark.parametrize("damage", ["cut", "emptied", "changed", "changed and signed", "raw gone"])
def test_an_entry_that_is_not_whole_is_as_good_as_none(many: Path, tmp_path: Path, damage: str) -> None:
    made = Spool(tmp_path / "spool", keep_raw=True)
    setting = spool.setting_of(collecting.load_profile("conflict"))
    profile = collecting.load_profile("conflict")
    key = worker.read_file(many / "001.txt", profile, made, setting)
    assert isinstance(key, str) and made.has(key)
    reading = made.get(key)
    assert reading is not None and reading.articles[0].document.words(
        reading.articles[0].found.statements[0].evidence[0].span
    ).startswith("Some 3 soldiers")
    path = tmp_path / "spool/entries" / key
    data = path.read_bytes()
    body = data.partition(b"\n")[2].replace(b'"fact"', b'"fancy"')
    damaged = {
        "cut": data[: len(data) // 2],
        "emptied": b"",
        "changed": data.replace(b"army", b"navy"),
        # Every value is looked at, whatever the digest says.
        "changed and signed": hashlib.sha256(body).hexdigest().encode() + b"\n" + body,
    }
    path.write_bytes(damaged.get(damage, data))
    if damage == "raw gone":
        next((tmp_path / "spool/raw").iterdir()).unlink()
    assert not made.has(key)
    assert worker.read_file(many / "001.txt", profile, made, setting) == key
    assert path.read_bytes() == data and made.has(key)


def test_a_file_that_changed_meanwhile_is_read_anew(many: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition"
    with pytest.raises(BriefingError):
        paper.collect([str(many)], header(), edition, progress=cut_off_at(12))
    (many / "005.txt").write_text(article(905), encoding="utf-8")
    paper.collect([str(many)], header(), edition)
    made = file.load(edition)
    titles = {source.location: source.title for source in made.briefing.sources}
    assert titles[f"{many}/005.txt"] == "Report 905 from the port"
    assert len(titles) == COUNT - 1


def test_the_key_of_an_entry_changes_with_all_that_a_reading_depends_on() -> None:
    profile = collecting.load_profile("conflict")
    other = spool.setting_of(collecting.load_profile("outbreak"))
    setting = spool.setting_of(profile)
    keys = {
        spool.key_of(b"one", "a.txt", None, "", setting),
        spool.key_of(b"two", "a.txt", None, "", setting),
        spool.key_of(b"one", "a.md", None, "", setting),
        spool.key_of(b"one", "a.txt", None, "record not used", setting),
        spool.key_of(b"one", "a.txt", None, "", other),
    }
    assert len(keys) == 5
    assert spool.key_of(b"one", "b/another.TXT", None, "", setting) in keys


def test_a_reading_moves_to_another_name() -> None:
    unread = spool.Unread("a/mails.mbox (message 3)", "is empty")
    moved = Reading("a/mails.mbox", (), (unread,)).named("b.mbox")
    assert moved.unread[0].location == "b.mbox (message 3)"


def test_two_runs_for_one_output_do_not_meet(many: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition"
    with (
        spool.spooled(edition / ".reading", keep_raw=True),
        pytest.raises(BriefingError, match="another run is reading for the same output"),
    ):
        paper.collect([str(many)], header(), edition)


def test_a_disk_that_is_full_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Spool(tmp_path / "spool", keep_raw=False)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BriefingError) as caught:
        made.put("key", Reading("a.txt", ()))
    assert caught.value.line == f"{tmp_path}/spool: cannot be written: No space left on device"
    assert list((tmp_path / "spool/entries").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process by a signal")
def test_a_worker_that_is_killed_costs_no_file(many: Path, tmp_path: Path) -> None:
    profile = collecting.load_profile("conflict")
    made = Spool(tmp_path / "spool", keep_raw=False)
    hands = crew.Crew(1, made, profile)
    killed = []

    def kill() -> None:
        while not killed:
            process = hands._hands[0]._process
            if process is not None and any((tmp_path / "spool").glob("entries/*")):
                killed.append(process.pid)
                os.kill(process.pid, signal.SIGKILL)
            time.sleep(0.01)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    answers = list(hands.read(sorted(many.iterdir())[:15]))
    thread.join()
    assert all(isinstance(answer, str) for answer in answers)
    assert killed


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process by a signal")
def test_a_file_that_its_worker_dies_of_twice_is_named(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly = (
        "import os, briefing.pipeline.worker as w; real = w.read_file; "
        "w.read_file = lambda p, *a: os.kill(os.getpid(), 9) if p.name == '003.txt' else real(p, *a); "
    )
    monkeypatch.setattr(crew, "_START", crew._START.replace("from briefing", deadly + "from briefing"))
    made = Spool(tmp_path / "spool", keep_raw=False)
    paths = sorted(many.iterdir())[:5]
    answers = list(crew.Crew(1, made, collecting.load_profile("conflict")).read(paths))
    [failed] = [answer for answer in answers if isinstance(answer, Reading)]
    assert [unread.location for unread in failed.unread] == [str(many / "003.txt")]
    assert "was ended, twice" in failed.unread[0].reason


def test_a_folder_of_odd_names_is_read_and_told_in_one_line_each(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    shapes = (
        b"new\nline%d.txt",
        "bidi\u202egnp%d.txt".encode(),
        "emoji\U0001f600%d.txt".encode(),
        b"y" * 240 + b"%d.txt",
        b"esc\x1b[31m%d.txt",
        b"-dash%d.txt",
        b"quote'\"%d.txt",
        b"a%%20b%d.txt",
        b"bad\xff\xfe%d.txt",
    )
    for number in range(27):
        name = os.fsdecode(shapes[number % len(shapes)] % number)
        data = b"" if number >= 18 else article(number).encode()
        (folder / name).write_bytes(data)
    result = run("build", folder, "-o", "out.pdf")
    assert result.exit_code == 3
    assert result.stdout.startswith("out.pdf: 18 sources, ")
    told = result.stderr.splitlines()
    assert len(told) == 9 and all(line.startswith("error: ") and "is empty" in line for line in told)
    assert not set(result.stderr) & set("\x1b\u202e")


def test_a_file_that_vanishes_and_one_that_may_not_be_read_are_named(
    run: Run, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (many / "010.txt").unlink()
    (many / "010.txt").symlink_to(many / "nowhere.txt")
    (many / "011.txt").unlink()
    (many / "011.txt").symlink_to("011.txt")
    os.mkfifo(many / "pipe.txt")
    result = run("build", many, "-o", "out.pdf")
    assert result.exit_code == 3
    reasons = dict(line.removeprefix("error: ").split(": ", 1) for line in result.stderr.splitlines())
    assert reasons[str(many / "010.txt")] == "no such file"
    assert "symbolic links" in reasons[str(many / "011.txt")]
    assert "is not a plain file" in reasons[str(many / "pipe.txt")]


def test_copies_are_read_once_and_told_in_one_note(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:03}.txt").write_text(article(1), encoding="utf-8")
    result = run("collect", folder, "--edition", "ed")
    assert result.exit_code == 0
    assert result.stdout.startswith("ed: 1 source, ")
    assert result.stderr == (
        "note: 12 files hold the same article, which is used once: "
        f"{folder}/000.txt, {folder}/001.txt, {folder}/002.txt and 9 more\n"
    )
    [source] = file.load(Path("ed")).briefing.sources
    assert isinstance(source, Source) and source.location == f"{folder}/000.txt"
