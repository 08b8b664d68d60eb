"""`briefing render`: an edition folder in, paper out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from briefing.cli import options, report
from briefing.pipeline import paper

_SUFFIX = {"pdf": "pdf", "html": "html", "markdown": "md", "json": "json"}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; - is standard output.  [default: DIR/briefing.pdf]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_SUFFIX)),
    default="pdf",
    show_default=True,
    help="What to write.",
)
@options.page_options
@options.quiet_option
def render(
    folder: Path,
    output: Path | None,
    form: Literal["pdf", "html", "markdown", "json"],
    quiet: bool,
    **page: Any,
) -> None:
    """Write the PDF of the edition in DIR, after proving it against its documents.

    The same edition can be had as one web page, as Markdown, or as JSON.
    """
    output = output or folder / f"briefing.{_SUFFIX[form]}"
    target = options.output_of(output, binary=form == "pdf")
    options.refuse_keeping(page["keep_xml"], target)
    if form == "pdf":
        made = paper.render(folder, paper.Page(**page), target)
    else:
        made = paper.export(folder, paper.Page(**page), form, target)
    report.say(made, quiet=quiet, aside=target is not output)
