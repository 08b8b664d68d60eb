"""`briefing add`: what a person saw elsewhere, marked as added by hand in file and print."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import click

from briefing.cli import options
from briefing.model import Certainty
from briefing.pipeline import editing


@click.command()
@click.argument("kind", type=click.Choice(["fact", "quote"]))
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--section", required=True, help="Key of the section (arms, troops, ...).")
@click.option("--text", required=True, help="The words, as they were said or written.")
@click.option("--speaker", default="", help="Who said it.")
@click.option("--source", required=True, help="Where it was seen: a source of the edition (a1) or words.")
@click.option(
    "--certainty",
    type=click.Choice(get_args(Certainty)),
    help="How sure it is.  [default: reported with a speaker, else asserted]",
)
@options.quiet_option
def add(folder: Path, quiet: bool, **given: Any) -> None:
    """Add a fact or a quotation to the edition in DIR by hand."""
    line = editing.add(folder, editing.Addition(**given), options.now())
    if not quiet:
        click.echo(line)
