"""A correction names each line that changed, to exactly those who got the old paper."""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from briefing.deliver.correction import Change, Line, compare

Run = Callable[..., Result]


def test_a_named_line_that_changed_is_one_change_and_a_moved_one_is_none() -> None:
    old = [Line("Ten died.", "s1"), Line("Rain fell.", "s2"), Line("It burned.", "s3")]
    new = [Line("It burned.", "s3"), Line("Twelve died.", "s1"), Line("Roads closed.", "s4")]
    assert compare(old, new) == [
        Change("Ten died.", "Twelve died."),
        Change("", "Roads closed."),
        Change("Rain fell.", ""),
    ]


def test_lines_without_names_are_matched_by_their_words() -> None:
    old = [Line("Ten people died in the fire."), Line("Rain fell."), Line("The end.")]
    new = [Line("Twelve people died in the fire."), Line("Sirens sounded all night."), Line("The end.")]
    assert compare(old, new) == [
        Change("Ten people died in the fire.", "Twelve people died in the fire."),
        Change("", "Sirens sounded all night."),
        Change("Rain fell.", ""),
    ]


@pytest.fixture
def papers(tmp_path: Path, make: Callable[..., bytes]) -> tuple[Path, Path]:
    """Two papers from elsewhere that differ in one line."""
    for name, line in (("old", "Ten people died in the fire."), ("new", "Twelve people died in the fire.")):
        (tmp_path / f"{name}.pdf").write_bytes(make(head=line))
    return tmp_path / "old.pdf", tmp_path / "new.pdf"


def sent_to(briefing: Run, box: Any, paper: Path, *readers: str) -> list[object]:
    options = ["--host", "127.0.0.1", "--port", box.port, "--tls", "none"]
    briefing("send", paper, *(word for each in readers for word in ("--to", each)), *options)
    return options


def test_those_who_got_it_get_the_note_and_nobody_else(
    briefing: Run, postbox: Any, papers: tuple[Path, Path], tmp_path: Path
) -> None:
    box = postbox(answer=lambda c, a, n: "550 no" if c == "RCPT" and a.startswith("refused") else None)
    sent_to(briefing, box, papers[0], "a@x.example", "b@x.example", "refused@x.example")
    result = briefing("correct", *papers, "--draft", "note")
    assert (result.exit_code, result.output) == (0, "1 changed line; 2 drafts in note; nothing was sent\n")
    drafts = [
        BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        for path in sorted((tmp_path / "note").iterdir())
    ]
    assert [draft["To"] for draft in drafts] == ["a@x.example", "b@x.example"]
    body = drafts[0].get_body(("plain",)).get_content()
    assert "Was: Ten people died in the fire." in body and "Is:  Twelve people died in the fire." in body
    assert drafts[0]["Subject"] == "CORRECTION: Depot shelled near Orlova"
    first = next(mail for mail in box.mails if mail.recipient == "a@x.example")
    original = BytesParser(policy=policy.default).parsebytes(first.octets)
    assert drafts[0]["In-Reply-To"] == original["Message-ID"]


def test_the_note_can_be_sent_and_is_sent_once(
    briefing: Run, postbox: Any, papers: tuple[Path, Path]
) -> None:
    box = postbox()
    options = sent_to(briefing, box, papers[0], "a@x.example")
    for _ in range(2):
        result = briefing("correct", *papers, "--send", *options)
        assert result.exit_code == 0, result.output
    assert box.received() == ["a@x.example", "a@x.example"]
    assert b"Subject: CORRECTION" in box.mails[1].octets


def test_nobody_and_nothing_are_said_to_be_so(briefing: Run, postbox: Any, papers: tuple[Path, Path]) -> None:
    assert "nothing was sent yet" in briefing("correct", *papers).stderr
    sent_to(briefing, postbox(), papers[0], "a@x.example")
    assert "nobody got this paper" in briefing("correct", papers[1], papers[0]).stderr
    result = briefing("correct", papers[0], papers[0])
    assert result.exit_code == 1 and "no printed line differs" in result.stderr


def test_a_stricter_new_paper_does_not_go_to_those_cleared_for_the_old(
    briefing: Run, postbox: Any, tmp_path: Path, make: Callable[..., bytes], edition: Callable[..., str]
) -> None:
    (tmp_path / "old.pdf").write_bytes(make(edition=edition("TLP:GREEN"), head="one"))
    (tmp_path / "new.pdf").write_bytes(make(edition=edition("TLP:AMBER"), head="two"))
    options = ["--host", "127.0.0.1", "--port", postbox().port, "--tls", "none", "--clearance", "green"]
    assert briefing("send", "old.pdf", "--to", "a@x.example", *options).exit_code == 0
    result = briefing("correct", "old.pdf", "new.pdf")
    assert result.exit_code == 1 and "a@x.example: may have TLP:GREEN, this is TLP:AMBER" in result.stderr
