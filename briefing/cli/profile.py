"""`briefing profile`: see which subjects there are, and try one on labelled lines."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli import report
from briefing.pipeline import rows


@click.group()
def profile() -> None:
    """Subjects: the sections of the paper and what belongs in each."""


@profile.command("list")
def list_() -> None:
    """Name the profiles that come with the program."""
    for name in rows.profile_names():
        click.echo(name)


@profile.command()
@click.argument("name", metavar="NAME|FILE")
@click.argument("labelled", type=click.Path(path_type=Path))
def test(name: str, labelled: Path) -> None:
    """Place the lines of LABELLED and print the table of right and wrong.

    A line is a section key, a tab, a sentence; # opens a remark.
    """
    click.echo(report.confusion(rows.try_profile(name, labelled)))
