"""`briefing collect`: articles in, an edition folder or JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from briefing import pipeline
from briefing.cli import options, report


@click.command()
@click.argument("articles", nargs=-1, required=True)
@click.option(
    "--edition", type=click.Path(path_type=Path), metavar="DIR", help="The edition folder to write."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line instead (docs/json.md).")
@options.header_options
@options.quiet_option
def collect(
    articles: tuple[str, ...], edition: Path | None, as_json: bool, quiet: bool, **chosen: Any
) -> int:
    """Collect from ARTICLES (files, folders, globs).

    With --edition the result is a folder: briefing.toml, to read and edit, and the documents it
    stands on. Collecting again into the same folder keeps what was edited there.
    """
    if (edition is None) == (not as_json):
        raise click.UsageError("give one of --edition DIR and --json")
    chosen["as_of"] = chosen["as_of"] or options.now()
    header = pipeline.Header(**chosen)
    with options.progress_bar("Reading", quiet=quiet) as progress:
        if edition is not None:
            made = pipeline.collect(articles, header, edition, progress=progress)
        else:
            rows, made = pipeline.collect_rows(articles, header, progress=progress)
    if edition is not None:
        report.say(made, quiet=quiet)
    else:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    return report.exit_code(made)
