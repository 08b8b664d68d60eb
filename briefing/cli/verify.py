"""`briefing verify`: do a PDF's pages say what its edition and its articles say?"""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli import options, report
from briefing.pipeline import proof


@click.command()
@click.argument("pdf", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.option(
    "--edition",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Compare with this edition folder, not with the edition inside the PDF.",
)
@options.quiet_option
def verify(pdf: Path, edition: Path | None, quiet: bool) -> int:
    """Read every statement and quotation from the pages of FILE.pdf and compare them, letter for letter.

    They are compared with the edition inside the PDF, and what nobody edited with the articles
    inside it. Every difference is one line; the exit code is 1 when there is one.
    """
    proved = proof.verify(pdf, edition)
    for fault in proved.faults:
        click.echo(f"error: {fault.line}", err=True)
    if not proved.faults and not quiet:
        click.echo(f"{click.format_filename(pdf)}: {report.proved(proved)}")
    return 1 if proved.faults else 0
