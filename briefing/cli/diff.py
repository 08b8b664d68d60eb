"""`briefing diff`: what a reader of the earlier edition must be told."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli import report
from briefing.pipeline import editing


@click.command()
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
def diff(old: Path, new: Path) -> None:
    """Say what changed between two edition folders: new, changed, withdrawn, still unconfirmed."""
    changes, before, after = editing.difference(old, new)
    click.echo(report.differences(changes, before, after))
