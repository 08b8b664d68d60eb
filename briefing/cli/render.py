"""`briefing render`: an edition folder in, PDF out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from briefing.cli import options, report
from briefing.pipeline import paper


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The PDF to write.  [default: DIR/briefing.pdf]"
)
@options.page_options
@options.quiet_option
def render(folder: Path, output: Path | None, quiet: bool, **page: Any) -> None:
    """Write the PDF of the edition in DIR, after proving it against its documents."""
    report.say(paper.render(folder, paper.Page(**page), output or folder / "briefing.pdf"), quiet=quiet)
