"""`briefing build`: articles in, PDF out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from briefing.cli import options, report
from briefing.pipeline import paper
from briefing.pipeline.gathering import Header


@click.command()
@click.argument("articles", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("briefing.pdf"),
    show_default=True,
    help="The PDF to write; - is standard output.",
)
@click.option(
    "--edition",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep what was collected in this folder; edits made there are kept.",
)
@options.header_options
@options.page_options
@options.quiet_option
def build(articles: tuple[str, ...], output: Path, edition: Path | None, quiet: bool, **chosen: Any) -> int:
    """Collect from ARTICLES (files, folders, globs; - is standard input) and write the PDF.

    Without --edition nothing but the PDF is written. An article that cannot be read is named here
    and in the PDF; the others still build, and the exit code is 3.
    """
    page = paper.Page(**options.taken(chosen, options.PAGE))
    target = options.output_of(output, binary=True)
    options.refuse_keeping(page.keep_xml, target)
    given = options.standard_input(articles, quiet=quiet)
    header = Header(**{**chosen, "as_of": chosen["as_of"] or options.now()})
    with options.progress_bar("Reading", quiet=quiet) as progress:
        made = paper.build(articles, header, page, target, edition=edition, given=given, progress=progress)
    report.say(made, quiet=quiet, aside=target is not output)
    return report.exit_code(made.unread)
