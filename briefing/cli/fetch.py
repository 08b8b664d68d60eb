"""`briefing fetch`: pages from the web into a folder, for the other commands to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli import options
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from briefing.pipeline.fetching import Outcome


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="URL...")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default="sources",
    show_default=True,
    metavar="FOLDER",
    help="Where the pages are put, each with its record.",
)
@click.option("--again", is_flag=True, help="Fetch anew what is there already, and replace it.")
@click.option(
    "--max-bytes",
    type=click.IntRange(1, 50_000_000),
    default=20_000_000,
    show_default=True,
    metavar="N",
    help="Refuse a larger page.",
)
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(0.1, 3600),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="For one request, all in all.",
)
@click.option(
    "--pause",
    "pause_s",
    type=click.FloatRange(0, 3600),
    default=1,
    show_default=True,
    metavar="SECONDS",
    help="Between two requests to one host.",
)
@click.option(
    "--ca",
    "authority",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Trust this authority too, beside the system's.",
)
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and your own network too.")
@click.option("--ignore-robots", is_flag=True, help="Fetch what a site's robots.txt asks not to.")
@options.quiet_option
def fetch(addresses: tuple[str, ...], folder: Path, quiet: bool, **chosen: Any) -> int:
    """Fetch web pages into FOLDER, so that they can be read without a network.

    Beside each page lies its record: address, time, redirects, headers, hash. An address that is
    there already is not fetched again. Exit code 0: all are there; 3: some are; 1: none is.
    """
    from briefing.pipeline import fetching

    if chosen["ignore_robots"]:
        click.echo("note: robots.txt is not asked; what a site wishes is not respected", err=True)
    outcomes = []
    wishes = fetching.Wishes(**chosen)
    for outcome in fetching.fetch(addresses, folder, wishes, options.now, step=_step):
        outcomes.append(outcome)
        _say(outcome, quiet)
    failed = sum(outcome.error is not None for outcome in outcomes)
    return 0 if not failed else 1 if failed == len(outcomes) else 3


def _step(before: str, after: str, status: int) -> None:
    bare = " (no longer encrypted)" if before.startswith("https:") and after.startswith("http:") else ""
    click.echo(f"redirect: {before} to {after} ({status}){bare}", err=True)


def _say(outcome: Outcome, quiet: bool) -> None:
    if outcome.error is not None:
        click.echo(f"error: {outcome.error.line}", err=True)
        if outcome.error.hint:
            click.echo(f"hint: {outcome.error.hint}", err=True)
    elif not quiet and outcome.record is not None:
        record = outcome.record
        if outcome.fresh:
            what = f"{record.size:,} bytes, {record.media_type or 'of no named kind'}, from {record.address}"
        else:
            what = f"is there, fetched {record.retrieved}; --again fetches it anew"
        click.echo(f"{outcome.path}: {BriefingError(what).line}")
