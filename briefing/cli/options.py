"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, get_args

import click

from briefing.errors import BriefingError
from briefing.model import Marking

Command = TypeVar("Command", bound=Callable[..., Any])
Progress = Callable[[int, int], None]


class Moment(click.ParamType):  # type: ignore[type-arg] # generic in click 8.5 only
    """A date or a date with time, ISO 8601; without a zone it is UTC, so that bytes do not depend on one."""

    name = "date-time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-11-24 or 2026-11-24T09:00+01:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Tlp(click.ParamType):  # type: ignore[type-arg]
    """A TLP 2.0 label, with or without the word TLP; anything else stops the command."""

    name = "label"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Marking:
        word = str(value).strip().upper().removeprefix("TLP:").strip()
        for label in get_args(Marking):
            if f"TLP:{word}" == label:
                return label  # type: ignore[no-any-return]
        self.fail(f"{value!r} is not one of {', '.join(get_args(Marking))}", param, ctx)


def now() -> datetime:
    """The moment a briefing is made: SOURCE_DATE_EPOCH when it is set, else the clock, to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise BriefingError(f"{epoch!r} is not a number of seconds", where="SOURCE_DATE_EPOCH") from None


def header_options(command: Command) -> Command:
    """What stands at the head of the paper: title, number, cut-off, label, profile."""
    return _with(
        command,
        click.option(
            "--profile",
            default="conflict",
            metavar="NAME|FILE",
            show_default=True,
            help="The subject: its sections and what belongs in each.",
        ),
        click.option(
            "--since",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="The edition before: its edits are carried on, and what changed is printed.",
        ),
        click.option(
            "--sources",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="The desk's grades and groups of sources (docs/sources.md).",
        ),
        click.option("--tlp", type=Tlp(), help="TLP label: red, amber+strict, amber, green or clear."),
        click.option(
            "--as-of", type=Moment(), help="Cut-off, ISO 8601 (UTC without a zone).  [default: now]"
        ),
        click.option("--number", default=None, metavar="N", help="Number of the edition.  [default: 1]"),
        click.option("--title", help="Title of the paper.  [default: the article's, or the profile's]"),
    )


def page_options(command: Command) -> Command:
    """How the paper looks: template, page size, and what becomes of characters that no font has.

    Their names are the fields of `pipeline.paper.Page`; `taken` gathers them.
    """
    return _with(
        command,
        click.option(
            "--missing-glyphs",
            type=click.Choice(["warn", "fail"]),
            default="warn",
            show_default=True,
            help="A character that no font here has: print a box and say so, or fail.",
        ),
        click.option("--keep-xml", is_flag=True, help="Keep the filled template beside the PDF."),
        click.option(
            "--page",
            "size",
            type=click.Choice(["a4", "letter"]),
            default="a4",
            show_default=True,
            help="Page size.",
        ),
        click.option(
            "-t",
            "--template",
            default="sitrep",
            metavar="NAME|FOLDER|FILE",
            show_default=True,
            help="Template.",
        ),
    )


PAGE = ("template", "size", "keep_xml", "missing_glyphs")


def taken(chosen: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The values of `names`, taken out of `chosen`."""
    return {name: chosen.pop(name) for name in names}


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in options:
        command = option(command)
    return command


def standard_input(articles: Sequence[str], *, quiet: bool) -> BinaryIO | None:
    """Standard input when "-" is among `articles`."""
    if "-" not in articles:
        return None
    if sys.stdin is None:  # the shell closed it (`<&-`)
        raise BriefingError("is closed", where="standard input", hint="name a file instead of -")
    if sys.stdin.isatty() and not quiet:
        click.echo("reading from the terminal; Ctrl-D on a line of its own ends it", err=True)
    return sys.stdin.buffer


def output_of(path: Path, *, binary: bool = False) -> Path | BinaryIO:
    """The file at `path`, or standard output for "-"; what is `binary` is not written to a terminal."""
    if str(path) != "-":
        return path
    if sys.stdout is None:
        raise BriefingError("is closed", where="standard output", hint="name a file with -o")
    if binary and sys.stdout.isatty():
        raise BriefingError(
            "is a terminal, which cannot show a PDF",
            where="standard output",
            hint="name a file with -o, or send it on: -o - | …",
        )
    return sys.stdout.buffer


def refuse_keeping(keep_xml: bool, output: Path | BinaryIO) -> None:
    """Wrong usage: a filled template lies beside the file that it became."""
    if keep_xml and not isinstance(output, Path):
        raise click.UsageError("--keep-xml needs a file: name one with -o")


quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")


@contextmanager
def progress_bar(label: str, *, quiet: bool) -> Iterator[Progress]:
    """A progress bar on a terminal's standard error; nothing in a pipe or when quiet.

    The value is a function of (done, total), to be called after each piece of work.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with ExitStack() as finishing:
        bar = finishing.enter_context(click.progressbar(length=1, label=label, file=sys.stderr))

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)
            if done == total:
                # What comes next, and its output, is no part of the bar's line.
                finishing.close()

        yield advance
