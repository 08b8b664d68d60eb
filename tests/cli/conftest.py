"""Articles to build from, and a way to run the program as a user does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefing.cli import program

HARBOUR = """\
Freighter unloads shells at Port Varna, officials say

By Irena Malik

Dock workers unloaded about 40 crates of artillery shells at Port Varna on Monday, two customs officials said.

"We counted the crates twice and we sealed every one of them," said Dana Okoro, the harbour master.

The defence ministry denied that any shells had arrived. "This is a fairy tale," its spokesman, Pavel Orlov, said.

Around 300 soldiers from the Third Brigade will probably guard the depot, according to a regional official.

Read more: Five things to know about the port
"""

INLAND = """\
Third Brigade moves north

Some 500 soldiers of the Third Brigade have left their barracks near Lomza, the army said on Tuesday.

The column reportedly took two rocket launchers with it. x<y then z>1, AT&T and {{7*7}} stood on a crate.

Neighbouring Karelia condemned the move. "It is a provocation," its foreign minister, Elsa Brandt, told reporters.
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two articles about one story."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "inland.txt").write_text(INLAND, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `briefing ARGUMENTS…` in an empty folder and answers click's result."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def call(*arguments: str | Path) -> Result:
        return CliRunner().invoke(program, [str(a) for a in arguments])

    return call
