"""`briefing collect`: articles in, an edition folder or JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from briefing.cli import options, report
from briefing.pipeline import paper, rows
from briefing.pipeline.gathering import Header


@click.command()
@click.argument("articles", nargs=-1, required=True)
@click.option(
    "--edition", type=click.Path(path_type=Path), metavar="DIR", help="The edition folder to write."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line instead (docs/json.md).")
@click.option("--explain", is_flag=True, help="Print instead, for each sentence, why it is where it is.")
@options.header_options
@options.quiet_option
def collect(
    articles: tuple[str, ...], edition: Path | None, as_json: bool, explain: bool, quiet: bool, **chosen: Any
) -> int:
    """Collect from ARTICLES (files, folders, globs).

    With --edition the result is a folder: briefing.toml, to read and edit, and the documents it
    stands on. Collecting again into the same folder keeps what was edited there.
    """
    if [edition is not None, as_json, explain].count(True) != 1:
        raise click.UsageError("give one of --edition DIR, --json and --explain")
    chosen["as_of"] = chosen["as_of"] or options.now()
    header = Header(**chosen)
    with options.progress_bar("Reading", quiet=quiet) as progress:
        if edition is not None:
            made = paper.collect(articles, header, edition, progress=progress)
            unread = made.unread
        elif as_json:
            found, unread = rows.collect_rows(articles, header, progress=progress)
        else:
            told, unread = rows.explain(articles, header.profile, progress=progress)
    if edition is not None:
        report.say(made, quiet=quiet)
    elif as_json:
        for row in found:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        for location, sentences in told:
            click.echo(report.explanation(location, sentences))
    return report.exit_code(unread)
