"""`briefing schedule`: the line for cron, or the units for systemd."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from briefing.cli import mail


@click.command()
@click.argument("articles", type=click.Path(path_type=Path, exists=True))
@click.argument("build_options", nargs=-1, type=click.UNPROCESSED)
@click.option("--at", default="06:30", show_default=True, metavar="HH:MM", help="Time of day, local.")
@click.option("--cron", is_flag=True, help="A line for crontab instead of systemd units.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Where PDFs go."
)
@click.option("--to", multiple=True, metavar="ADDRESS", help="A reader; repeatable.")
@click.option(
    "--to-file", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="A list file."
)
@click.option("--list", "lists", multiple=True, metavar="NAME", help="A list of the configuration.")
@mail.state_option
@mail.configuration_option
def schedule(
    articles: Path,
    build_options: tuple[str, ...],
    at: str,
    cron: bool,
    out: Path,
    to: tuple[str, ...],
    to_file: tuple[Path, ...],
    lists: tuple[str, ...],
    state: Path | None,
    configuration: Path | None,
) -> None:
    """Print what makes this machine build from ARTICLES and send, every day.

    Nothing is installed: read it, then put it where its first line says. A run that was missed is
    made up for, and readers who were refused for now are tried again. Options for `build` follow
    after two hyphens: `briefing schedule sources --list board -- --tlp amber`.
    """
    from briefing.pipeline import post

    options = [word for each in to for word in ("--to", each)]
    options += [word for each in to_file for word in ("--to-file", str(each.absolute()))]
    options += [word for each in lists for word in ("--list", each)]
    options += ["--state", str(state.absolute())] if state else []
    options += ["--config", str(configuration.absolute())] if configuration else []
    found = shutil.which("briefing")
    program = [found] if found else [sys.executable, "-m", "briefing"]
    plan = post.Plan(at, articles.absolute(), out.absolute(), program, build_options, options)
    click.echo(post.cron_line(plan) if cron else post.systemd_units(plan), nl=False)
