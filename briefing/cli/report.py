"""What the commands say when they are done, and the exit code that goes with it."""

from __future__ import annotations

import click

from briefing.pipeline import Report

SKIPPED = 3


def exit_code(report: Report) -> int:
    """3 when an article was skipped, else 0; names each skipped article on standard error."""
    for unread in report.unread:
        click.echo(f"error: {unread.location}: {unread.reason}", err=True)
    return SKIPPED if report.unread else 0


def say(report: Report, *, quiet: bool) -> None:
    """One line of what was made, on standard output."""
    if not quiet:
        click.echo(f"{report.written}: {report.summary}")
