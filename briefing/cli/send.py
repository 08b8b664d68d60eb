"""`briefing send`: the PDF to its readers, each of them once."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli import mail, options

if TYPE_CHECKING:
    from briefing.deliver.order import Prepared


@dataclass(frozen=True)
class Way:
    """How to send: what the options say beside the order itself."""

    state: Path
    draft: Path | None
    dry_run: bool
    again: bool
    unmarked: bool
    confirm: tuple[str, ...]
    connections: int
    quiet: bool


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
@click.option("--unmarked", is_flag=True, help="An unmarked paper may go to a list with clearances.")
@click.option("--confirm", multiple=True, metavar="ADDRESS", help="A reader of a TLP:RED paper; repeatable.")
@click.option("--connections", type=click.IntRange(0, 32), default=0, help="At a time.  [default: by size]")
@options.quiet_option
def send(pdf: Path, **chosen: Any) -> int:
    """Mail PDF to its readers, each of them once.

    Running the same command again finishes what is left and never repeats. Exit code 0 means that
    every reader has it; every reader who has not is named.
    """
    from briefing.deliver import order

    chosen["configuration"] = mail.configuration_file(chosen["configuration"])
    chosen["state"] = mail.state_folder(chosen["state"])
    way = Way(**{name: chosen.pop(name) for name in Way.__dataclass_fields__})
    ready = order.prepare(order.Order(pdf=pdf, **chosen), os.environ, socket.gethostname())
    mail.say_notes(ready)
    return carry_out(ready, way)


def carry_out(ready: Prepared, way: Way) -> int:
    """Check who may have it, then send, or write drafts, or say what would happen."""
    from briefing.deliver.clearance import check_clearance

    confirmed = set(way.confirm)
    if not way.dry_run:
        confirmed |= mail.ask_by_name(ready, confirmed)
    marking = ready.paper.facts.marking
    check_clearance(marking, ready.recipients, unmarked=way.unmarked, confirmed=confirmed)
    if way.dry_run:
        mail.show_plan(ready)
        return 0
    if way.draft or ready.server is None:
        return _draft(ready, way)
    return _send(ready, way)


def _draft(ready: Prepared, way: Way) -> int:
    """Drafts where they were asked for, or where there is no server: then the exit code says so."""
    from briefing.deliver.mailing import write_drafts

    folder = way.draft or Path(f"{ready.paper.name.removesuffix('.pdf')}-drafts")
    written = write_drafts(ready.paper, ready.recipients, ready.sender, folder, created=mail.now())
    if not way.quiet:
        click.echo(f"{len(written)} drafts in {folder}; nothing was sent")
    if way.draft:
        return 0
    click.echo("note: no mail server is named (--host, or [server] in the configuration)", err=True)
    return 3


def _send(ready: Prepared, way: Way) -> int:
    from briefing.deliver.mailing import dispatch
    from briefing.deliver.outbox import open_outbox

    assert ready.server is not None
    with (
        open_outbox(way.state) as outbox,
        mail.progress(len(ready.recipients), quiet=way.quiet) as progress,
    ):
        sent = dispatch(
            ready.paper,
            ready.recipients,
            ready.sender,
            ready.server,
            outbox,
            now=mail.now,
            again=way.again,
            connections=way.connections,
            progress=progress,
        )
    return mail.say_sent(sent, len(ready.skipped), quiet=way.quiet)
