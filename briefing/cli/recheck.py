"""`briefing recheck`: whether the sources still say what was printed."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli import options, report


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--from",
    "places",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="Where the files of today are, found by name; repeatable.  [default: where they were read]",
)
@options.quiet_option
def recheck(folder: Path, places: tuple[Path, ...], quiet: bool) -> int:
    """Compare each source of the edition in DIR with its file as it is now.

    Of a source that changed, every printed line is named with whether its words still stand there.
    Nothing is fetched: fetch the pages anew first, into a folder for --from. Exit code 0: no printed
    line changed; 1: one no longer stands; 3: a file or a snapshot could not be compared.
    """
    from briefing.pipeline import rechecking

    fallen = missed = False
    for compared in rechecking.recheck(folder, places):
        fallen |= any(not line.stands for line in compared.lines)
        missed |= bool(compared.snapshot) or compared.state in ("gone", "unreadable")
        if not quiet or compared.lines or compared.snapshot or compared.state in ("gone", "unreadable"):
            click.echo(report.rechecked(compared))
    return 1 if fallen else 3 if missed else 0
