"""The program itself: help, versions, and errors that never look different."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefing import __version__
from briefing.cli import COMMANDS, program

Run = Callable[..., Result]
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(program, ["--help"]).output
    for name in COMMANDS:
        assert f"\n  {name} " in shown


def test_every_command_has_help_of_its_own() -> None:
    for name in COMMANDS:
        result = CliRunner().invoke(program, [name, "--help"])
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 5


def test_version() -> None:
    assert CliRunner().invoke(program, ["--version"]).output == f"briefing {__version__}\n"


def test_an_unknown_command_is_one_line_and_a_hint() -> None:
    result = CliRunner().invoke(program, ["bild"])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2


def test_no_command_shows_the_help() -> None:
    result = CliRunner().invoke(program, [])
    assert result.exit_code == 2
    assert result.stderr == CliRunner().invoke(program, ["--help"]).output
    assert result.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_under_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "briefing", "--version"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "error: standard output: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="closes a descriptor as a POSIX shell does")
def test_a_closed_standard_output_is_no_fault(articles: Path, tmp_path: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m briefing build {shlex.quote(str(articles))} -o a.pdf >&-"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, env=HERE)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.pdf").stat().st_size > 1000


def test_python_m_briefing_is_the_same_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "briefing", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"briefing {__version__}\n"


def test_escape_codes_in_a_file_name_do_not_reach_the_terminal(run: Run) -> None:
    result = run("build", "no\x1b[31msuch\nfile.txt")
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr
    assert len(result.stderr.splitlines()) <= 2
