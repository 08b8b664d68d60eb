"""What `briefing schedule` prints does what it says when a shell runs it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from briefing.deliver.schedule import Plan, cron_line, systemd_units
from briefing.errors import BriefingError

Run = Callable[..., Result]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A plan whose `briefing` only notes how it was called, in a folder with a hostile name."""
    folder = tmp_path / 'it\'s 100% $HOME "new"'
    folder.mkdir()
    program = tmp_path / "briefing"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n'
        '[ "$1" = build ] && : > "$4"\n'
        f"exit $(cat {tmp_path}/code-$1 2>/dev/null || echo 0)\n"
    )
    program.chmod(0o700)
    return Plan("00:00", folder, folder, [str(program)], ["--tlp", "amber"], ["--list", "a b"])


def calls(tmp_path: Path) -> list[str]:
    path = tmp_path / "calls"
    return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


def run_cron(line: str, shell: str = "/bin/sh") -> int:
    """Run a line as cron does: the command after five fields, with escaped percent signs unescaped."""
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    return subprocess.run([shell, "-c", command], check=False).returncode


def test_the_cron_line_builds_once_a_day_and_sends_each_time(plan: Plan, tmp_path: Path) -> None:
    assert [run_cron(cron_line(plan)) for _ in range(2)] == [0, 0]
    assert calls(tmp_path) == ["build", "send", "send"]
    assert "%" not in cron_line(plan).replace(r"\%", "")


def test_before_its_hour_the_cron_line_does_nothing(plan: Plan, tmp_path: Path) -> None:
    line = cron_line(plan).replace("-ge 0000", "-ge 2400")
    assert run_cron(line) != 0 and calls(tmp_path) == []


@pytest.mark.parametrize(("code", "then"), [("3", ["build", "send"]), ("1", ["build"])])
def test_an_unread_article_does_not_keep_the_paper_but_a_failed_build_does(
    plan: Plan, tmp_path: Path, code: str, then: list[str]
) -> None:
    (tmp_path / "code-build").write_text(code)
    run_cron(cron_line(plan))
    assert calls(tmp_path) == then


def test_the_service_runs_the_same_command(plan: Plan, tmp_path: Path) -> None:
    """Undo systemd's escapes as systemd.syntax(7) and systemd.service(5) say, and run the words."""
    text = systemd_units(plan)
    (quoted,) = re.findall(r'^ExecStart=/bin/sh -c "(.*)"$', text, re.M)
    script = re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%").replace("$$", "$")
    assert script == plan.script
    assert subprocess.run(["/bin/sh", "-c", script], check=False).returncode == 0
    assert calls(tmp_path) == ["build", "send"]


def test_a_missed_run_is_made_up_for(plan: Plan) -> None:
    assert "Persistent=true" in systemd_units(plan)
    assert cron_line(plan).startswith("*/10 * * * * ")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_accepts_the_units(plan: Plan, tmp_path: Path) -> None:
    parts = re.split(r"^# ~/\.config/systemd/user/(briefing\.\w+)\n", systemd_units(plan), flags=re.M)
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        (tmp_path / name).write_text(text)
    program = ["systemd-analyze", "verify", "--user", str(tmp_path / "briefing.timer")]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert "briefing" not in done.stderr


@pytest.mark.parametrize("at", ["6:30", "24:00", "06:60", "noon", "06:30\n* * * * * evil"])
def test_what_is_no_time_of_day_is_refused(at: str) -> None:
    with pytest.raises(BriefingError, match="not a time of day"):
        Plan(at, Path("/a"), Path("/b"), ["briefing"])


def test_the_command_prints_absolute_paths_and_passes_options_on(briefing: Run, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    result = briefing("schedule", "sources", "--cron", "--list", "board", "--", "--tlp", "amber")
    assert result.exit_code == 0
    assert f"build {tmp_path}/sources -o " in result.output and "--tlp amber" in result.output
    assert "--list board" in result.output
