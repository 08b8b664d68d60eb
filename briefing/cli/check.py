"""`briefing check`: every fault of an edition, before it goes on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from briefing.cli import options
from briefing.pipeline import paper


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.page_options
@options.quiet_option
def check(folder: Path, quiet: bool, **page: Any) -> int:
    """Prove the edition in DIR: the file, every span against its document, the template.

    Every fault is listed with its place; the exit code is 1 when there is one.
    """
    faults, summary = paper.check(folder, paper.Page(**page))
    for fault in faults:
        click.echo(f"error: {fault.line}", err=True)
        if fault.hint:
            click.echo(f"hint: {fault.hint}", err=True)
    if not faults and not quiet:
        click.echo(f"{folder}: {summary}; every unedited statement equals its source")
    return 1 if faults else 0
