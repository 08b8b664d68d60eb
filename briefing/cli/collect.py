"""`briefing collect`: articles in, an edition folder or JSON lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import click

from briefing.cli import options, report
from briefing.pipeline import paper, rows
from briefing.pipeline.gathering import Header


@click.command()
@click.argument("articles", nargs=-1, required=True)
@click.option(
    "--edition", type=click.Path(path_type=Path), metavar="DIR", help="The edition folder to write."
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a line instead (docs/json.md).")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("-"),
    metavar="FILE",
    help="Where --json goes.  [default: standard output]",
)
@click.option("--explain", is_flag=True, help="Print instead, for each sentence, why it is where it is.")
@options.header_options
@options.quiet_option
def collect(
    articles: tuple[str, ...],
    edition: Path | None,
    as_json: bool,
    output: Path,
    explain: bool,
    quiet: bool,
    **chosen: Any,
) -> int:
    """Collect from ARTICLES (files, folders, globs; - is standard input).

    With --edition the result is a folder: briefing.toml, to read and edit, and the documents it
    stands on. Collecting again into the same folder keeps what was edited there.
    """
    if [edition is not None, as_json, explain].count(True) != 1:
        raise click.UsageError("give one of --edition DIR, --json and --explain")
    if not as_json and str(output) != "-":
        raise click.UsageError("-o goes with --json")
    header = Header(**{**chosen, "as_of": chosen["as_of"] or options.now()})
    given = options.standard_input(articles, quiet=quiet)
    with options.progress_bar("Reading", quiet=quiet) as progress:
        if explain:
            return _explained(articles, header, given, progress)
        if edition is not None:
            made = paper.collect(articles, header, edition, given=given, progress=progress)
        else:
            target = options.output_of(output)
            made = rows.write_rows(articles, header, target, given=given, progress=progress)
    # A program reads the rows: what a person is told is on standard error, and only of a file.
    report.say(made, quiet=quiet or (edition is None and str(output) == "-"))
    return report.exit_code(made.unread)


def _explained(
    articles: tuple[str, ...], header: Header, given: BinaryIO | None, progress: options.Progress
) -> int:
    told, unread = rows.explain(articles, header, given=given, progress=progress)
    for location, sentences in told:
        click.echo(report.explanation(location, sentences))
    return report.exit_code(unread)
