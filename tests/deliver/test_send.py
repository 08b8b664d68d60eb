"""`briefing send` against servers that refuse, stall, hang up and lie: nobody twice, nobody lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("quick")


def list_of(tmp_path: Path, number: int) -> tuple[Path, list[str]]:
    """A list file and the addresses in it."""
    names = [f"r{n:03d}@x.example" for n in range(number)]
    path = tmp_path / "readers.txt"
    path.write_text("\n".join(names) + "\n")
    return path, names


def plain(box: Any) -> list[object]:
    """The options for a server without TLS."""
    return ["--host", "127.0.0.1", "--port", box.port, "--tls", "none"]


def test_everybody_gets_one_message_and_a_second_run_sends_nothing(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    box = postbox()
    path, names = list_of(tmp_path, 7)
    first = briefing("send", paper, "--to-file", path, *plain(box))
    second = briefing("send", paper, "--to-file", path, *plain(box))
    assert (first.exit_code, first.output) == (0, "7 of 7 readers have it\n")
    assert (second.exit_code, second.output) == (0, "7 of 7 readers have it (7 of them before)\n")
    assert box.received() == names
    assert box.connections == 1  # the second run had no reason to call


def test_each_message_names_its_own_reader_only(briefing: Run, postbox: Any, paper: Path) -> None:
    box = postbox()
    briefing("send", paper, "--to", "a@x.example", "--to", "Bo <b@x.example>", *plain(box))
    for mail in box.mails:
        other = {"a@x.example": b"b@x.example", "b@x.example": b"a@x.example"}[mail.recipient]
        assert mail.recipient.encode() in mail.octets and other not in mail.octets


def test_a_refused_reader_is_named_final_and_tried_again_only_when_asked(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    refuse = {"r001@x.example"}
    box = postbox(answer=lambda c, a, n: "550 5.1.1 no such user" if c == "RCPT" and a in refuse else None)
    path, names = list_of(tmp_path, 3)
    for _ in range(2):
        result = briefing("send", paper, "--to-file", path, *plain(box))
        assert result.exit_code == 1
        assert "refused: r001@x.example: 550 5.1.1 no such user" in result.stderr
        assert "1 of 3 readers do not have it" in result.stderr
    assert sum(line == "RCPT TO:<r001@x.example>" for line in box.commands) == 1
    refuse.clear()
    assert briefing("outbox", "retry", "--refused").exit_code == 0
    assert briefing("send", paper, "--to-file", path, *plain(box)).exit_code == 0
    assert box.received() == names


def test_a_reader_refused_for_now_is_tried_again(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    seen: Counter[str] = Counter()

    def greylist(command: str, argument: str, number: int) -> str | None:
        if command == "RCPT":
            seen[argument] += 1
            return "451 4.7.1 come back" if seen[argument] == 1 else None
        return None

    box = postbox(answer=greylist)
    path, names = list_of(tmp_path, 4)
    assert briefing("send", paper, "--to-file", path, *plain(box)).exit_code == 0
    assert box.received() == names


def test_tries_have_an_end_and_the_reader_waits_for_the_next_run(
    briefing: Run, postbox: Any, paper: Path
) -> None:
    box = postbox(answer=lambda c, a, n: "451 4.2.0 busy" if c == "RCPT" else None)
    result = briefing("send", paper, "--to", "a@x.example", *plain(box))
    assert result.exit_code == 1 and "waiting: a@x.example: 451 4.2.0 busy" in result.stderr
    assert sum(line.startswith("RCPT") for line in box.commands) == 4


def test_after_five_days_a_reader_refused_for_now_is_given_up(
    briefing: Run, postbox: Any, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    from briefing.cli import mail

    box = postbox(answer=lambda c, a, n: "451 4.2.0 busy" if c == "END" else None)
    briefing("send", paper, "--to", "a@x.example", *plain(box))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=6)
    monkeypatch.setattr(mail, "now", lambda: later)
    result = briefing("send", paper, "--to", "a@x.example", *plain(box))
    assert "refused: a@x.example: given up after 5 days: 451 4.2.0 busy" in result.stderr


@pytest.mark.parametrize("reply", ["LATE HANG UP", "HANG UP"])
def test_no_answer_after_a_message_is_unknown_and_never_sent_again_unasked(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path, reply: str
) -> None:
    bad = [True]
    box = postbox(answer=lambda c, a, n: reply if c == "END" and "r001" in a and bad[0] else None)
    path, names = list_of(tmp_path, 3)
    for _ in range(2):
        result = briefing("send", paper, "--to-file", path, *plain(box))
        assert result.exit_code == 1
        assert "unknown: r001@x.example: no answer after the message" in result.stderr
    assert sum(line == "RCPT TO:<r001@x.example>" for line in box.commands) == 1
    bad[0] = False
    assert briefing("outbox", "retry", "--unknown").exit_code == 0
    assert briefing("send", paper, "--to-file", path, *plain(box)).exit_code == 0
    assert set(box.received()) == set(names)
    ids = {
        line
        for m in box.mails
        if "r001" in m.recipient
        for line in m.octets.split(b"\r\n")
        if line.startswith(b"Message-ID")
    }
    assert len(ids) == 1


def test_several_messages_without_an_answer_end_the_run(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    box = postbox(answer=lambda c, a, n: "LATE HANG UP" if c == "END" else None)
    path, _ = list_of(tmp_path, 9)
    result = briefing("send", paper, "--to-file", path, *plain(box))
    assert result.exit_code == 1 and "3 times in a row" in result.stderr
    assert len(box.mails) == 3
    assert result.stderr.count("unknown: ") == 3 and result.stderr.count("waiting: ") == 6


def test_a_connection_lost_before_the_end_of_a_message_is_tried_again(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    box = postbox(answer=lambda c, a, n: "HANG UP" if c == "DATA" and n == 1 else None)
    path, names = list_of(tmp_path, 3)
    assert briefing("send", paper, "--to-file", path, *plain(box)).exit_code == 0
    assert box.received() == names


def test_a_limit_of_messages_in_a_connection_is_learnt(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    sent: Counter[int] = Counter()

    def limit(command: str, argument: str, number: int) -> str | None:
        if command == "MAIL" and sent[number] >= 3:
            return "421 4.7.0 too many"
        sent[number] += command == "END"
        return None

    box = postbox(answer=limit)
    path, names = list_of(tmp_path, 12)
    assert briefing("send", paper, "--to-file", path, *plain(box)).exit_code == 0
    assert box.received() == names
    assert box.connections == 4
    assert sum(line.startswith("MAIL") for line in box.commands) == 13  # the limit was met once


def test_the_server_limit_of_connections_is_respected(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    box = postbox(answer=lambda c, a, n: "421 too many connections" if c == "CONNECT" and n > 2 else None)
    path, names = list_of(tmp_path, 40)
    result = briefing("send", paper, "--to-file", path, "--connections", 6, *plain(box))
    assert result.exit_code == 0 and box.received() == names


def test_many_connections_send_each_message_once(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path
) -> None:
    box = postbox()
    path, names = list_of(tmp_path, 200)
    result = briefing("send", paper, "--to-file", path, "--connections", 8, *plain(box))
    assert result.exit_code == 0 and box.received() == names
    assert 2 <= box.connections <= 8


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda c, a, n: "550 5.7.1 not you" if c == "MAIL" else None, "takes nothing from desk@x.example"),
        (lambda c, a, n: "530 5.7.0 authentication required" if c == "RCPT" else None, "530"),
        (lambda c, a, n: "554 go away" if c == "CONNECT" else None, "refuses to talk: 554 go away"),
        (lambda c, a, n: "HTTP/1.1 400 Bad" if c == "CONNECT" else None, "this is no mail server"),
    ],
)
def test_a_fault_that_is_ours_ends_the_run_and_marks_nobody_refused(
    briefing: Run, postbox: Any, paper: Path, tmp_path: Path, answer: Any, words: str
) -> None:
    box = postbox(answer=answer)
    path, names = list_of(tmp_path, 3)
    arguments = ("send", paper, "--to-file", path, "--from", "desk@x.example")
    result = briefing(*arguments, *plain(box))
    assert result.exit_code == 1 and words in result.stderr.replace("\n", " ")
    assert result.stderr.count("waiting: ") == 3 and "refused: r" not in result.stderr
    better = postbox()
    assert briefing(*arguments, *plain(better)).exit_code == 0
    assert better.received() == names


def test_a_message_beyond_the_servers_size_is_not_sent(briefing: Run, postbox: Any, paper: Path) -> None:
    box = postbox(extensions=("SIZE 500",))
    result = briefing("send", paper, "--to", "a@x.example", *plain(box))
    assert result.exit_code == 1 and "the server takes 500 octets" in result.stderr
    assert not any(line.startswith("MAIL") for line in box.commands)


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(
    briefing: Run, postbox: Any, paper: Path
) -> None:
    box = postbox(extensions=("SMTPUTF8", "8BITMIME"))
    assert briefing("send", paper, "--to", "änna@x.example", *plain(box)).exit_code == 0
    assert box.received() == ["änna@x.example"] and "To: änna@x.example\r\n".encode() in box.mails[0].octets
    result = briefing("send", paper, "--to", "ödön@x.example", *plain(postbox()))
    assert result.exit_code == 1 and "takes no non-ASCII addresses" in result.stderr


def test_again_sends_anew_with_another_message_id(briefing: Run, postbox: Any, paper: Path) -> None:
    box = postbox()
    for extra in ([], ["--again"], []):
        assert briefing("send", paper, "--to", "a@x.example", *plain(box), *extra).exit_code == 0
    ids = [
        line for mail in box.mails for line in mail.octets.split(b"\r\n") if line.startswith(b"Message-ID")
    ]
    assert len(ids) == len(set(ids)) == 2


def test_the_next_edition_refers_to_the_last(
    briefing: Run, postbox: Any, tmp_path: Path, make: Callable[..., bytes]
) -> None:
    box = postbox()
    for number in ("1", "2"):
        (tmp_path / f"{number}.pdf").write_bytes(make("Depot shelled", filler=256 * int(number)))
        assert briefing("send", f"{number}.pdf", "--to", "a@x.example", *plain(box)).exit_code == 0
    first, second = (mail.octets.decode() for mail in box.mails)
    (identity,) = (line.partition(": ")[2] for line in first.split("\r\n") if line.startswith("Message-ID"))
    assert f"References: {identity}\r\n" in second and "References" not in first


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_an_interrupt_lets_the_message_at_hand_finish(
    postbox: Any, paper: Path, tmp_path: Path, root: Path
) -> None:
    ready = threading.Event()

    def slow(command: str, argument: str, number: int) -> str | None:
        if command == "END":
            ready.set()
            time.sleep(0.5)
        return None

    box = postbox(answer=slow)
    path, _ = list_of(tmp_path, 5)
    program = [sys.executable, "-m", "briefing", "send", paper, "--to-file", path, *plain(box)]
    program += ["--state", tmp_path / "state"]
    with subprocess.Popen(
        [str(each) for each in program], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert ready.wait(20)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 1 and "interrupted" in errors
    assert errors.count("waiting: ") == 4 and "unknown" not in errors
    assert len(box.mails) == 1


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_killed_at_any_moment_nobody_is_lost_and_nobody_gets_it_twice(
    postbox: Any, paper: Path, tmp_path: Path, root: Path
) -> None:
    """The server is slow enough for kills to fall everywhere: in a command, a message, a verdict."""

    def slow(command: str, argument: str, number: int) -> str | None:
        time.sleep(0.004)
        return None

    box = postbox(answer=slow)
    path, names = list_of(tmp_path, 70)
    program = [sys.executable, "-m", "briefing", "send", paper, "--to-file", path, *plain(box)]
    program += ["--state", tmp_path / "state", "--connections", "3"]
    moments = random.Random(7)
    killed = 0
    for _ in range(6):
        process = subprocess.Popen(
            [str(each) for each in program], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=0.35 + moments.random() * 0.2)
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    last = subprocess.run(
        [str(each) for each in program], cwd=root, capture_output=True, text=True, check=False
    )
    assert killed >= 2
    unknown = {line.split(": ")[1] for line in last.stderr.splitlines() if line.startswith("unknown: ")}
    assert max(Counter(box.received()).values()) == 1
    assert set(box.received()) | unknown == set(names)
    assert last.returncode == (1 if unknown else 0)
    assert len(unknown) <= 3 * killed
