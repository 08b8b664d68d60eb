"""`briefing outbox`: what was sent to whom, and what to do about the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli import mail
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from briefing.pipeline.post import Mailing


@click.group()
def outbox() -> None:
    """Show what was sent to whom; try again; forget."""


_mailing = click.argument("mailing", type=int, required=False)


@outbox.command("list")
@mail.state_option
def list_(state: Path | None) -> None:
    """List the mailings, the newest last, with how many messages are in which state."""
    from briefing.pipeline import post

    for made, counts in post.mailings(mail.state_folder(state)):
        shown = ", ".join(f"{number} {state}" for state, number in counts.items())
        again = f" (round {made.round})" if made.round > 1 else ""
        click.echo(f"{made.id:>4}  {made.created}  {made.subject}{again}: {shown}")


@outbox.command()
@_mailing
@click.option("--all", "everybody", is_flag=True, help="Also those who have it.")
@mail.state_option
def show(mailing: int | None, everybody: bool, state: Path | None) -> None:
    """Show who does not have MAILING (a number from `list`; without one, the last)."""
    from briefing.pipeline import post

    made, deliveries = post.mailing(mail.state_folder(state), mailing)
    _head(made)
    for each in deliveries:
        if everybody or each.state != "sent":
            click.echo(f"{each.state:8} {each.shown}  {each.changed}  {each.reply}".rstrip())


@outbox.command()
@_mailing
@click.option("--refused", is_flag=True, help="Those the server refused.")
@click.option("--unknown", is_flag=True, help="Those who may have it: they may get it twice.")
@click.option("--to", "addresses", multiple=True, metavar="ADDRESS", help="Only these; repeatable.")
@mail.state_option
def retry(
    mailing: int | None, refused: bool, unknown: bool, addresses: tuple[str, ...], state: Path | None
) -> None:
    """Let messages of MAILING wait again; the next `briefing send` of the same PDF tries them."""
    from briefing.pipeline import post

    if not (refused or unknown):
        raise BriefingError("nothing to try again", hint="--refused, --unknown or both")
    made, number = post.retry(
        mail.state_folder(state),
        mailing,
        refused=refused,
        unknown=unknown,
        addresses=addresses,
        at=mail.now(),
    )
    click.echo(f"{number} waiting again; `briefing send {made.file} ...` tries them")


@outbox.command()
@click.argument("mailing", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
@mail.state_option
def forget(mailing: int, yes: bool, state: Path | None) -> None:
    """Remove MAILING from the outbox: the same PDF would then go to everybody anew."""
    from briefing.pipeline import post

    folder = mail.state_folder(state)
    made, deliveries = post.mailing(folder, mailing)
    if not yes:
        _head(made)
        click.confirm(f"Forget what became of its {len(deliveries)} messages?", abort=True, err=True)
    post.forget(folder, mailing)
    click.echo(f"forgotten: {made.subject}")


def _head(made: Mailing) -> None:
    again = f", round {made.round}" if made.round > 1 else ""
    click.echo(f"{made.subject} ({made.file}, {made.created}{again})")
