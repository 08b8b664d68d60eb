"""`briefing send`: the PDF to its readers, each of them once."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli import mail, options

if TYPE_CHECKING:
    from briefing.pipeline.post import Prepared, Way


@click.command()
@click.argument("pdf", type=click.Path(path_type=Path))
@mail.reader_options
@mail.server_options
@mail.paper_options
@mail.state_option
@mail.configuration_option
@click.option(
    "--draft", type=click.Path(path_type=Path), metavar="DIR", help="Write .eml files; send nothing."
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent to whom; send and write nothing.")
@click.option("--again", is_flag=True, help="Send it anew to those who have it already.")
@click.option(
    "--copies", "numbered", is_flag=True, help="Number each copy and print its holder on every page."
)
@click.option("--unmarked", is_flag=True, help="An unmarked paper may go to a list with clearances.")
@click.option("--confirm", multiple=True, metavar="ADDRESS", help="A reader of a TLP:RED paper; repeatable.")
@click.option("--connections", type=click.IntRange(0, 32), default=0, help="At a time.  [default: by size]")
@click.option(
    "-t", "--template", default="sitrep", show_default=True, metavar="NAME|FOLDER", help="Writes the mail."
)
@click.option(
    "--since", type=click.Path(path_type=Path), metavar="OLD.pdf", help="Last edition: say what changed."
)
@options.quiet_option
def send(pdf: Path, draft: Path | None, dry_run: bool, quiet: bool, **chosen: Any) -> int:
    """Mail PDF to its readers, each of them once.

    Running the same command again finishes what is left and never repeats. Exit code 0 means that
    every reader has it; every reader who has not is named. Without a mail server, drafts are
    written for any mail program to send, and the exit code is 3.
    """
    from briefing.pipeline import post

    state = mail.state_folder(chosen.pop("state"))
    way = post.Way(state, **{name: chosen.pop(name) for name in ("again", "numbered", "connections")})
    unmarked, confirmed = chosen.pop("unmarked"), set(chosen.pop("confirm"))
    chosen["configuration"] = mail.configuration_file(chosen["configuration"])
    look = {name: chosen.pop(name) for name in ("template", "since")}
    order = post.Order(pdf=pdf, **chosen)
    ready = post.prepare(order, os.environ, platform.node(), mail.now(), **look)
    mail.say_notes(ready)
    if not dry_run:
        confirmed |= mail.ask_by_name(ready, confirmed)
    post.check(ready, unmarked=unmarked, confirmed=confirmed)
    if dry_run:
        mail.show_plan(ready)
        return 0
    return _draft(ready, way, draft, quiet) if draft or not ready.server else _send(ready, way, quiet)


def _draft(ready: Prepared, way: Way, folder: Path | None, quiet: bool) -> int:
    """Drafts where they were asked for, or where there is no server: then the exit code says so."""
    from briefing.pipeline import post

    place = folder or Path(f"{ready.paper.name.removesuffix('.pdf')}-drafts")
    written = post.draft(ready, place, mail.now(), numbered=way if way.numbered else None)
    if not quiet:
        drafts = "1 draft" if len(written) == 1 else f"{len(written)} drafts"
        click.echo(f"{drafts} in {place}; nothing was sent")
    if folder:
        return 3 if ready.skipped else 0
    click.echo("note: no mail server is named (--host, or [server] in the configuration)", err=True)
    return 3


def _send(ready: Prepared, way: Way, quiet: bool) -> int:
    from briefing.pipeline import post

    with mail.progress(len(ready.recipients), quiet=quiet) as progress:
        sent = post.send(ready, way, now=mail.now, progress=progress)
    return mail.say_sent(sent, len(ready.skipped), quiet=quiet)
