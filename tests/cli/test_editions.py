"""The next day's edition: edits carried on, the number counted on, what changed on the paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from briefing.model import file

Run = Callable[..., Result]


@pytest.fixture
def monday(run: Run, articles: Path) -> Path:
    """An edition of the first article, its first statement dropped by a person."""
    run("collect", articles / "harbour.txt", "--edition", "monday", "--number", "214")
    toml = Path("monday/briefing.toml")
    toml.write_text(toml.read_text("utf-8").replace('\nstate = "found"', '\nstate = "dropped"', 1), "utf-8")
    assert '\nstate = "dropped"' in toml.read_text("utf-8")
    return Path("monday")


def test_since_carries_edits_and_number_and_prints_what_changed(
    run: Run, articles: Path, monday: Path
) -> None:
    result = run("build", articles, "--since", monday, "--edition", "tuesday", "-o", "t.pdf", "--keep-xml")
    assert result.exit_code == 0, result.output
    made = file.load(Path("tuesday")).briefing
    assert (made.number, made.since) == ("215", "214")
    assert [s.state for s in made.statements].count("dropped") == 1
    assert any(change.kind == "new" for change in made.changes)
    assert "Since No. 214" in Path("t.xml").read_text("utf-8")
    assert file.load(monday).briefing.number == "214"


def test_diff_names_what_is_new(run: Run, articles: Path, monday: Path) -> None:
    run("collect", articles, "--since", monday, "--edition", "tuesday")
    told = run("diff", monday, "tuesday").stdout.splitlines()
    assert told[0] == "edition 214 to edition 215"
    assert any(line.startswith("new ") for line in told)


def test_no_change_is_said(run: Run, articles: Path, monday: Path) -> None:
    run("collect", articles / "harbour.txt", "--since", monday, "--edition", "tuesday", "--number", "215")
    told = run("diff", "tuesday", "tuesday").stdout.splitlines()
    assert all(line.startswith("unconfirmed") for line in told[1:]) or told == [
        "edition 215 to edition 215: no change"
    ]


def test_an_edition_that_is_none_is_one_line(run: Run, articles: Path) -> None:
    for arguments in (("diff", "nowhere", "nowhere"), ("build", articles, "--since", "nowhere")):
        result = run(*arguments)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: nowhere")
        assert len(result.stderr.splitlines()) <= 2


def test_the_head_a_person_gave_stays_until_another_is_given(run: Run, articles: Path) -> None:
    given = ("--title", "Harbour watch", "--number", "7", "--tlp", "amber")
    assert run("collect", articles, "--edition", "day", *given).exit_code == 0
    assert run("collect", articles, "--edition", "day").exit_code == 0
    kept = file.load(Path("day")).briefing
    assert (kept.title, kept.number, kept.marking) == ("Harbour watch", "7", "TLP:AMBER")
    assert run("collect", articles, "--since", "day", "--edition", "next").exit_code == 0
    carried = file.load(Path("next")).briefing
    assert (carried.title, carried.number, carried.marking) == ("Harbour watch", "8", "TLP:AMBER")
    assert run("collect", articles, "--edition", "day", "--title", "Other", "--tlp", "clear").exit_code == 0
    other = file.load(Path("day")).briefing
    assert (other.title, other.number, other.marking) == ("Other", "7", "TLP:CLEAR")
