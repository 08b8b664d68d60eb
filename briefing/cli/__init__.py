"""The command line: the only room that knows click, the clock, the environment and the terminal.

Each command is a module of its own and is imported when it is called, so that `briefing --help`
starts fast. `Program` is the one place where an error becomes lines on standard error and an exit
code: 0 done, 1 failed, 2 wrong usage, 3 finished with articles skipped.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from briefing import __version__
from briefing.errors import BriefingError, Faults

# name: (module:command, the line that `briefing --help` shows without importing the module)
COMMANDS = {
    "fetch": ("briefing.cli.fetch:fetch", "Fetch web pages into a folder, each with its record."),
    "build": ("briefing.cli.build:build", "Collect from articles and write the PDF, in one go."),
    "collect": ("briefing.cli.collect:collect", "Collect from articles into an edition folder, or as JSON."),
    "render": ("briefing.cli.render:render", "Write the PDF of an edition folder."),
    "check": ("briefing.cli.check:check", "Prove an edition against its documents; list every fault."),
    "verify": ("briefing.cli.verify:verify", "Prove the words on a PDF's pages against its edition."),
    "open": ("briefing.cli.open:open_", "Take the edition folder out of a PDF again."),
    "recheck": ("briefing.cli.recheck:recheck", "Say whether the sources still say what was printed."),
    "diff": ("briefing.cli.diff:diff", "Say what changed from one edition to the next."),
    "profile": ("briefing.cli.profile:profile", "See the subjects there are; try one on labelled lines."),
    "send": ("briefing.cli.send:send", "Mail a PDF to its readers, each of them once."),
    "whose": ("briefing.cli.whose:whose", "Say whose numbered copy a PDF is."),
    "correct": ("briefing.cli.correct:correct", "Tell those who got a paper what changed in it."),
    "schedule": ("briefing.cli.schedule:schedule", "Print a timer that builds and sends every day."),
    "outbox": ("briefing.cli.outbox:outbox", "Show what was sent to whom; try again; forget."),
    "add": ("briefing.cli.add:add", "Add by hand what was seen elsewhere."),
}


class Program(click.Group):
    """The group of all commands: imports them on use, and reports every failure in one form."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C is told by `main`, on a line of its own on a terminal only."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run a command and end the process with its exit code.

        The same under a test runner as on a terminal: a command returns its exit code or None.
        """
        if not extra.pop("standalone_mode", True):
            return super().main(args, standalone_mode=False, **extra)
        debug = "--debug" in (sys.argv[1:] if args is None else args)
        try:
            code = super().main(args, standalone_mode=False, **extra)
            if sys.stdout is not None:  # it is when the shell closed it (`>&-`)
                sys.stdout.flush()
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = 2
        except click.Abort:
            if sys.stderr.isatty():  # it stands behind ^C, or behind a progress bar
                click.echo(err=True)
            code = _report(_STOPPED)
        except click.UsageError as error:
            usage = (
                f"briefing {' '.join(error.ctx.command_path.split()[1:])}".rstrip()
                if error.ctx
                else "briefing"
            )
            code = _report(error.format_message(), f"{usage} --help", exit_code=2)
        except click.ClickException as error:
            code = _report(error.format_message(), exit_code=error.exit_code)
        except BriefingError as error:
            if debug:
                raise
            shown = error.faults if isinstance(error, Faults) and error.show_all else [error]
            for fault in shown:
                code = _report(fault.line, fault.hint)
        except BrokenPipeError:
            # Whoever read our output has had enough (`| head`); Python would complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 1
        except OSError as error:  # a room names its own files: this is standard output on a full disk
            if debug:
                raise
            code = _report(f"{error.filename or 'standard output'}: {error.strerror or error}")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as error:  # the last edge: a user never meets a traceback
            if debug:
                raise
            if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps it, in a class body
                sys.exit(_report(_STOPPED))
            code = _report(
                f"a fault of briefing itself: {type(error).__name__}: {error}",
                "run it again with --debug and report what it prints",
            )
        sys.exit(code if isinstance(code, int) else 0)


_STOPPED = "stopped before it was done; nothing was left half-written"


def _report(message: str, hint: str = "", exit_code: int = 1) -> int:
    click.echo(f"error: {BriefingError(message)}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    return exit_code


@click.command(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="briefing", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show Python's traceback when something fails.")
def program(debug: bool) -> None:
    """Turn news articles into a printable briefing, every line in the source's own words.

    \b
    briefing build sources/ -o out/briefing.pdf
    """


def main() -> None:
    """Run the program."""
    program.main(prog_name="briefing")
