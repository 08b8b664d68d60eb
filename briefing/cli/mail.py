"""What the mail commands share: options, the place of the outbox, and how a run is reported."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefing.cli import options
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from briefing.pipeline.post import Prepared, Receipt, Sent

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)


def _apply(command: Command, decorators: tuple[Callable[[Command], Command], ...]) -> Command:
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def reader_options(command: Command) -> Command:
    """Who gets it."""
    return _apply(
        command,
        (
            click.option("--to", multiple=True, metavar="ADDRESS", help="A reader; repeatable."),
            click.option(
                "--to-file",
                "to_files",
                type=_FILE,
                multiple=True,
                metavar="FILE",
                help="A file with one address on each line; # opens a comment.",
            ),
            click.option(
                "--list", "lists", multiple=True, metavar="NAME", help="A list of the configuration."
            ),
            click.option(
                "--skip-invalid", is_flag=True, help="Leave out wrong addresses instead of stopping."
            ),
            click.option(
                "--clearance", type=options.Tlp(), help="Label up to which --to and --to-file may be sent."
            ),
        ),
    )


def server_options(command: Command) -> Command:
    """Where the mail is handed in. There is no option for a password: others could read it."""
    return _apply(
        command,
        (
            click.option("--host", default="", help="Mail server."),
            click.option(
                "--port", type=click.IntRange(0, 65535), default=0, help="[default: 25, 587 or 465]"
            ),
            click.option(
                "--tls",
                type=click.Choice(["none", "starttls", "tls"]),
                help="Encryption; the certificate is always verified.  [default: starttls]",
            ),
            click.option(
                "--ca", type=_FILE, metavar="FILE", help="Certificates to trust instead of the system's."
            ),
            click.option("--user", default="", help="Log in as this user (only over TLS)."),
            click.option(
                "--password-file",
                type=_FILE,
                metavar="FILE",
                help="Its first line is the password.  [default: BRIEFING_SMTP_PASSWORD, or the keyring]",
            ),
            click.option(
                "--timeout",
                "timeout_s",
                type=click.FloatRange(1, 3600),
                default=30.0,
                metavar="SECONDS",
                show_default=True,
                help="How long a reply may take.",
            ),
        ),
    )


def paper_options(command: Command) -> Command:
    """What stands in the head of the message."""
    return _apply(
        command,
        (
            click.option("--from", "sender", default="", metavar="ADDRESS", help="Sender."),
            click.option("--reply-to", default="", metavar="ADDRESS", help="Where answers go."),
            click.option(
                "--subject", default="", metavar="TEXT", help="[default: label, title, number, date]"
            ),
            click.option(
                "--marking", type=options.Tlp(), help="TLP label of the message; never below the paper's."
            ),
        ),
    )


def state_option(command: Command) -> Command:
    """Where the outbox is."""
    option = click.option(
        "--state", type=_FILE, metavar="DIR", help="Folder of the outbox.  [default: ~/.local/state/briefing]"
    )
    return option(command)


def configuration_option(command: Command) -> Command:
    """Where the configuration is."""
    option = click.option(
        "--config",
        "configuration",
        type=_FILE,
        metavar="FILE",
        help="Mail configuration.  [default: ~/.config/briefing/mail.toml if it is there]",
    )
    return option(command)


def state_folder(chosen: Path | None) -> Path:
    """The folder of the outbox: the option's, or the user's own for state (XDG)."""
    if chosen:
        return chosen
    base = os.environ.get("XDG_STATE_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "state") / "briefing"


def configuration_file(chosen: Path | None) -> Path | None:
    """The configuration: the option's, or the user's own where there is one."""
    if chosen:
        return chosen
    base = os.environ.get("XDG_CONFIG_HOME", "")
    usual = (Path(base) if base else Path.home() / ".config") / "briefing" / "mail.toml"
    return usual if usual.exists() else None


def now() -> datetime:
    """The clock, in UTC: what happened in the outbox happened then, whatever SOURCE_DATE_EPOCH says."""
    return datetime.now(UTC)


def say_notes(ready: Prepared) -> None:
    """What a careful person would want to know, and what was left out."""
    for note in ready.notes:
        click.echo(f"note: {note}", err=True)
    for fault in ready.skipped:
        click.echo(f"left out: {fault.line}", err=True)


def ask_by_name(ready: Prepared, confirmed: set[str]) -> set[str]:
    """For a TLP:RED paper at a terminal: the readers whose addresses the person typed."""
    if ready.paper.facts.marking != "TLP:RED" or not sys.stdin.isatty():
        return set()
    typed = set()
    for recipient in ready.recipients:
        if recipient.address.key not in {each.casefold() for each in confirmed}:
            prompt = f"TLP:RED to {recipient.address.name or ''} <{recipient.address.spec}>: type the address"
            typed.add(click.prompt(prompt, default="", show_default=False, err=True).strip())
    return typed


@contextmanager
def progress(readers: int, *, quiet: bool) -> Iterator[Callable[[Receipt], None]]:
    """A bar on a terminal that grows with each receipt."""
    done = 0
    with options.progress_bar("Sending", quiet=quiet) as advance:

        def count(_: Receipt) -> None:
            nonlocal done
            done += 1
            advance(done, readers)

        yield count


def say_sent(sent: Sent, skipped: int, *, quiet: bool) -> int:
    """Name every reader who does not have it, sum up, and answer the exit code."""
    for note in sent.outcome.notes:
        click.echo(f"note: {note}", err=True)
    missing = [delivery for delivery in sent.deliveries if delivery.state != "sent"]
    for delivery in missing:
        click.echo(f"{delivery.state}: {delivery.shown}: {delivery.reply or 'not tried'}", err=True)
    have = len(sent.deliveries) - len(missing)
    if not quiet:
        earlier = f" ({sent.before} of them before)" if sent.before else ""
        click.echo(f"{have} of {len(sent.deliveries)} readers have it{earlier}")
    if sent.outcome.stopped:
        raise sent.outcome.stopped
    if missing:
        raise BriefingError(
            f"{len(missing)} of {len(sent.deliveries)} readers do not have it", hint=_next_step(sent)
        )
    return 3 if skipped else 0


def _next_step(sent: Sent) -> str:
    states = {delivery.state for delivery in sent.deliveries}
    if "waiting" in states:
        return "run the same command again to finish"
    if "unknown" in states:
        return "unknown: they may have it; `briefing outbox retry --unknown` risks sending it twice"
    return "`briefing outbox retry --refused` tries them again"


def show_plan(ready: Prepared) -> None:
    """What a run would do, line by line."""
    content = ready.paper.content()
    click.echo(f"Subject: {content.subject}")
    click.echo(f"From: {ready.sender.address.spec}")
    click.echo(f"Attached: {content.file_name} ({len(content.pdf)} octets)")
    click.echo(f"Server: {ready.server.place if ready.server else 'none (drafts would be written)'}")
    for recipient in ready.recipients:
        click.echo(
            f"To: {recipient.address.spec}" + (f"  {recipient.clearance}" if recipient.clearance else "")
        )
