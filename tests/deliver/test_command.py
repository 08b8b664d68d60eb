"""What the mail commands read, refuse, show and write when nothing is to be sent."""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def marked(tmp_path: Path, marked_pdf: bytes) -> Path:
    """A TLP:AMBER paper of ours."""
    path = tmp_path / "amber.pdf"
    path.write_bytes(marked_pdf)
    return path


@pytest.fixture
def red(tmp_path: Path, make: Callable[..., bytes], edition: Callable[..., str]) -> Path:
    """A TLP:RED paper of ours."""
    path = tmp_path / "red.pdf"
    path.write_bytes(make(edition=edition("TLP:RED")))
    return path


def configure(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "config" / "briefing"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mail.toml").write_text(text, encoding="utf-8")


def test_a_dry_run_says_who_would_get_what_and_writes_nothing(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = briefing("send", paper, "--to", "a@x.example", "--host", "mail.example", "--dry-run")
    assert result.exit_code == 0
    assert "Subject: Depot shelled near Orlova" in result.output
    assert "Server: mail.example:587" in result.output and "To: a@x.example" in result.output
    assert sorted(tmp_path.rglob("*")) == before


def test_drafts_open_in_a_mail_program(briefing: Run, paper: Path, tmp_path: Path) -> None:
    result = briefing(
        "send", paper, "--to", "Anna <a@x.example>", "--to", "/etc/b@x.example", "--draft", "out"
    )
    assert (result.exit_code, result.output) == (0, "2 drafts in out; nothing was sent\n")
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == ["001-a-at-x-example.eml", "002-etc-b-at-x-example.eml"]
    draft = BytesParser(policy=policy.default).parsebytes(files[0].read_bytes())
    assert (draft["X-Unsent"], draft["To"]) == ("1", "Anna <a@x.example>")


def test_without_a_server_drafts_are_written_and_the_exit_code_says_so(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    result = briefing("send", paper, "--to", "a@x.example")
    assert result.exit_code == 3 and "no mail server is named" in result.stderr
    assert len(list((tmp_path / "paper-drafts").iterdir())) == 1


def test_one_wrong_address_stops_the_whole_unless_it_may_be_left_out(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text("a@x.example\nnonsense\nBerg, Bo <b@x.example>\n")
    result = briefing("send", paper, "--to-file", "list.txt", "--draft", "out")
    assert result.exit_code == 1
    assert "list.txt:2: 'nonsense' has no @" in result.stderr and "list.txt:3: " in result.stderr
    assert not (tmp_path / "out").exists()
    result = briefing("send", paper, "--to-file", "list.txt", "--draft", "out", "--skip-invalid")
    assert result.exit_code == 3 and "left out: list.txt:2" in result.stderr
    assert len(list((tmp_path / "out").iterdir())) == 1


@pytest.mark.parametrize("name", ["missing.pdf", ".", "text.pdf"])
def test_what_is_not_a_pdf_is_named(briefing: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "text.pdf").write_text("hello")
    result = briefing("send", name, "--to", "a@x.example", "--dry-run")
    assert result.exit_code == 1 and result.stderr.startswith(f"error: {name}: ")


def test_nobody_is_a_fault(briefing: Run, paper: Path) -> None:
    assert "nobody to send to" in briefing("send", paper).stderr


# -- who may have it ---------------------------------------------------------------------------


def test_a_marked_paper_goes_to_nobody_without_a_clearance(briefing: Run, marked: Path) -> None:
    result = briefing("send", marked, "--to", "a@x.example", "--dry-run")
    assert result.exit_code == 1
    assert "a@x.example: may have TLP:CLEAR (nobody said more), this is TLP:AMBER" in result.stderr
    result = briefing("send", marked, "--to", "a@x.example", "--clearance", "amber", "--dry-run")
    assert result.exit_code == 0 and "Subject: [TLP:AMBER] Depot" in result.output


def test_a_label_is_never_lowered_in_the_mail(briefing: Run, marked: Path) -> None:
    result = briefing("send", marked, "--to", "a@x.example", "--marking", "green", "--dry-run")
    assert result.exit_code == 1 and "would lower that" in result.stderr
    result = briefing("send", marked, "--to", "a@x.example", "--marking", "red", "--clearance", "amber")
    assert result.exit_code == 1 and "this is TLP:RED" in result.stderr


def test_an_unknown_label_in_the_pdf_stops_it(
    briefing: Run, tmp_path: Path, make: Callable[..., bytes], edition: Callable[..., str]
) -> None:
    (tmp_path / "x.pdf").write_bytes(make(edition=edition("TLP:PURPLE")))
    result = briefing("send", "x.pdf", "--to", "a@x.example", "--dry-run")
    assert result.exit_code == 1 and "unknown label: 'TLP:PURPLE'" in result.stderr


def test_red_needs_each_reader_by_name(briefing: Run, red: Path) -> None:
    arguments = [
        "send",
        red,
        "--to",
        "a@x.example",
        "--to",
        "b@x.example",
        "--clearance",
        "red",
        "--draft",
        "out",
    ]
    result = briefing(*arguments, "--confirm", "a@x.example")
    assert result.exit_code == 1 and "b@x.example: was not confirmed by name" in result.stderr
    assert briefing(*arguments, "--confirm", "a@x.example", "--confirm", "B@x.example").exit_code == 0


def test_a_list_holds_clearances_and_an_unmarked_paper_needs_a_word_to_go_there(
    briefing: Run, paper: Path, marked: Path, tmp_path: Path
) -> None:
    configure(
        tmp_path,
        """
        [server]
        host = "mail.example"
        [sender]
        from = "The Desk <desk@desk.example>"
        [[list]]
        name = "board"
        clearance = "amber"
        language = "de"
        readers = ["Anna <a@x.example>", { address = "b@x.example", clearance = "green" }]
        """,
    )
    result = briefing("send", marked, "--list", "board", "--dry-run")
    assert result.exit_code == 1 and "b@x.example: may have TLP:GREEN" in result.stderr
    result = briefing("send", paper, "--list", "board", "--dry-run")
    assert result.exit_code == 1 and "the paper is not marked" in result.stderr
    result = briefing("send", paper, "--list", "board", "--dry-run", "--unmarked")
    assert result.exit_code == 0
    assert "From: desk@desk.example" in result.output and "Server: mail.example:587" in result.output


def test_every_fault_of_the_configuration_is_named(briefing: Run, paper: Path, tmp_path: Path) -> None:
    configure(
        tmp_path,
        """
        sever = 1
        [server]
        tls = "maybe"
        port = "25"
        [[list]]
        name = "board"
        clearence = "amber"
        clearance = "purple"
        readers = ["nonsense", { adress = "a@x.example" }, 7]
        [[list]]
        name = "board"
        """,
    )
    result = briefing("send", paper, "--list", "board")
    assert result.exit_code == 1
    for words in (
        "sever: unknown key",
        "server.tls: 'maybe' is none of",
        "server.port: not a port",
        "list[0].clearence: unknown key",
        "list[0].clearance: unknown label 'purple'",
        "list[0].readers[0].address: 'nonsense' has no @",
        "list[0].readers[1].adress: unknown key",
        "list[0].readers[2]: neither an address nor a table",
        "list[1].name: 'board' is there twice",
    ):
        assert words in result.stderr


def test_look_alike_domains_are_warned_of(briefing: Run, paper: Path) -> None:
    result = briefing("send", paper, "--to", "a@example.org", "--to", "b@exаmple.org", "--dry-run")
    assert "note: domain exаmple.org (xn--exmple-4nf.org) mixes scripts" in result.stderr


def test_a_reader_in_two_lists_with_different_traits_is_not_guessed_about(
    briefing: Run, paper: Path, tmp_path: Path
) -> None:
    lists = [
        f'[[list]]\nname = "{n}"\nclearance = "{n}"\nreaders = ["a@x.example"]\n' for n in ("green", "amber")
    ]
    configure(tmp_path, "".join(lists))
    result = briefing("send", paper, "--list", "green", "--list", "amber", "--unmarked", "--dry-run")
    assert result.exit_code == 1 and "a@x.example stands in two lists" in result.stderr


# -- the outbox --------------------------------------------------------------------------------


def test_the_outbox_lists_shows_and_forgets(briefing: Run, postbox: Any, paper: Path) -> None:
    box = postbox(answer=lambda c, a, n: "550 no" if c == "RCPT" and a.startswith("b") else None)
    options = ["--host", "127.0.0.1", "--port", box.port, "--tls", "none"]
    assert "nothing was sent yet" in briefing("outbox", "list").stderr
    briefing("send", paper, "--to", "a@x.example", "--to", "b@x.example", *options)
    assert "Depot shelled near Orlova: 1 refused, 1 sent" in briefing("outbox", "list").output
    shown = briefing("outbox", "show").output
    assert "refused  b@x.example" in shown and "550 no" in shown and "a@x.example" not in shown
    assert "sent     a@x.example" in briefing("outbox", "show", "1", "--all").output
    assert briefing("outbox", "show", "9").exit_code == 1
    assert briefing("outbox", "forget", "1", "--yes").exit_code == 0
    assert "the outbox is empty" in briefing("outbox", "show").stderr
