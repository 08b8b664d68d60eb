"""What the outbox promises: on disk before anybody acts on it, one sender at a time, nothing told."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.deliver.journal import Journal
from briefing.deliver.outbox import Change, Delivery, Mailing, Outbox, open_outbox
from briefing.errors import BriefingError

AT = "2026-11-24T06:30:00+00:00"


def mailing(digest: str = "d1", series: str = "depot") -> Mailing:
    return Mailing(0, digest, 1, AT, "paper.pdf", "Depot", series)


def enter(outbox: Outbox, *names: str, digest: str = "d1", again: bool = False) -> Mailing:
    made = outbox.begin(mailing(digest), again=again)
    outbox.enter([Delivery(made.id, f"{n}@x", f"{n}@x", f"<{n}-{made.id}@y>", "waiting") for n in names])
    return made


def states(outbox: Outbox, made: Mailing) -> dict[str, str]:
    return {delivery.address: delivery.state for delivery in outbox.deliveries(made.id)}


def test_a_recorded_state_is_there_for_another_process(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        made = enter(outbox, "a", "b")
        outbox.record([Change(made.id, "a@x", "sent", AT, "250 ok", True)])
        query, file = (
            "SELECT state, reply, tries FROM delivery WHERE address = 'a@x'",
            tmp_path / "outbox.sqlite",
        )
        script = f"import sqlite3; print(sqlite3.connect({str(file)!r}).execute({query!r}).fetchone())"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "('sent', '250 ok', 1)"


def test_it_synchronises_fully(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        assert outbox._database.execute("PRAGMA synchronous").fetchone() == (2,)


def test_trying_left_behind_becomes_unknown_and_nothing_else_changes(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        made = enter(outbox, "a", "b", "c")
        outbox.record([Change(made.id, "a@x", "trying", AT), Change(made.id, "b@x", "sent", AT)])
    with open_outbox(tmp_path) as outbox:
        assert outbox.settle(AT) == 1
        assert states(outbox, made) == {"a@x": "unknown", "b@x": "sent", "c@x": "waiting"}


def test_one_process_sends_at_a_time_and_another_may_look(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        made = enter(outbox, "a")
        with pytest.raises(BriefingError, match="another briefing is sending"), open_outbox(tmp_path):
            pass
        with open_outbox(tmp_path, write=False) as second:
            assert states(second, made) == {"a@x": "waiting"}
    with open_outbox(tmp_path):
        pass


def test_again_opens_a_round_only_when_the_last_one_is_finished(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        first = enter(outbox, "a", "b")
        outbox.record([Change(first.id, "a@x", "sent", AT)])
        assert enter(outbox, "a", "b", again=True) == first
        outbox.record([Change(first.id, "b@x", "sent", AT)])
        second = enter(outbox, "a", "b", again=True)
        assert (second.round, states(outbox, second)) == (2, {"a@x": "waiting", "b@x": "waiting"})
        assert enter(outbox, "a", "b") == second


def test_earlier_editions_of_a_series_are_remembered_for_each_reader(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        first = enter(outbox, "a", "b", digest="d1")
        outbox.record([Change(first.id, "a@x", "sent", AT)])
        second = enter(outbox, "a", digest="d2")
        assert outbox.earlier_ids(second) == {"a@x": [f"<a-{first.id}@y>"]}


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "deep" / "state"):
        assert stat.S_IMODE((tmp_path / "deep" / "state").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "deep" / "state" / "outbox.sqlite").stat().st_mode) == 0o600


def test_a_damaged_outbox_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "outbox.sqlite").write_bytes(b"not a database at all" * 100)
    with (
        pytest.raises(BriefingError, match=r"outbox\.sqlite: the outbox cannot be used"),
        open_outbox(tmp_path),
    ):
        pass


def test_an_outbox_of_another_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "outbox.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(BriefingError, match="another version"), open_outbox(tmp_path):
        pass


def test_the_journal_lets_a_writer_go_on_only_when_its_state_is_on_disk(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        made = enter(outbox, *(f"r{n}" for n in range(50)))
        with Journal(outbox) as journal:
            tickets = [journal.write(Change(made.id, f"r{n}@x", "sent", AT)) for n in range(50)]
            tickets[-1].wait()
            assert set(states(outbox, made).values()) == {"sent"}
        assert 1 <= journal.commits < 50


def test_the_journal_hands_a_full_disk_to_every_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_outbox(tmp_path) as outbox:
        made = enter(outbox, "a")

        def full(changes: object) -> None:
            raise BriefingError("database or disk is full")

        monkeypatch.setattr(outbox, "record", full)
        with Journal(outbox) as journal:
            for _ in range(2):
                with pytest.raises(BriefingError, match="disk is full"):
                    journal.write(Change(made.id, "a@x", "trying", AT)).wait()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_the_lock_dies_with_its_holder(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from briefing.deliver.outbox import open_outbox\n"
        "with open_outbox(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert done.returncode == -9
    with open_outbox(tmp_path):
        pass
