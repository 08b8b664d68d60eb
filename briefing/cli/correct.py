"""`briefing correct`: a note to exactly those who got the old paper."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import click

from briefing.cli import mail, options


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@mail.server_options
@mail.paper_options
@mail.state_option
@mail.configuration_option
@click.option("--send", "sending", is_flag=True, help="Send the note; without it, drafts are written.")
@click.option("--draft", type=click.Path(path_type=Path), metavar="DIR", help="Where the drafts go.")
@click.option("--unmarked", is_flag=True, help="An unmarked paper may go to a list with clearances.")
@click.option("--confirm", multiple=True, metavar="ADDRESS", help="A reader of a TLP:RED paper; repeatable.")
@options.quiet_option
def correct(old: Path, new: Path, sending: bool, draft: Path | None, quiet: bool, **chosen: Any) -> int:
    """Write a note to those who got OLD that names the lines that changed, with NEW attached.

    The readers come from the outbox: all who have OLD, and those of whom nobody knows. The note
    answers the message it corrects, so that mail programs show them together.
    """
    from briefing.pipeline import post

    state, unmarked, confirmed = (chosen.pop(name) for name in ("state", "unmarked", "confirm"))
    chosen["configuration"] = mail.configuration_file(chosen["configuration"])
    order, folder = post.Order(pdf=new, **chosen), mail.state_folder(state)
    made = post.correct(old, order, folder, os.environ, platform.node(), mail.now())
    ready, replies = made.ready, made.replies
    mail.say_notes(ready)
    post.check(ready, unmarked=unmarked, confirmed={*confirmed, *mail.ask_by_name(ready, set(confirmed))})
    if sending:
        with mail.progress(len(ready.recipients), quiet=quiet) as progress:
            sent = post.send(ready, post.Way(folder), now=mail.now, progress=progress, replies=replies)
        return mail.say_sent(sent, 0, quiet=quiet)
    place = draft or Path(f"{new.stem}-correction")
    written = post.draft(ready, place, mail.now(), replies)
    if not quiet:
        lines = f"{len(made.changes)} changed line{'s' * (len(made.changes) != 1)}"
        click.echo(f"{lines}; {len(written)} draft{'s' * (len(written) != 1)} in {place}; nothing was sent")
    return 0
