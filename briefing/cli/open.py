"""`briefing open`: the edition that travels in a PDF, as a folder again."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli import options, report
from briefing.pipeline import proof


@click.command("open")
@click.argument("pdf", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.quiet_option
def open_(pdf: Path, folder: Path, quiet: bool) -> None:
    """Write the edition inside FILE.pdf into DIR, to be read, edited and printed again.

    DIR is made, or must not hold an edition yet. The articles are there as texts, without the files
    they were read from. Printed with the same template and page size, it is FILE.pdf again, byte for
    byte.
    """
    opened = proof.reopen(pdf, folder)
    if not quiet:
        click.echo(report.opened(opened))
