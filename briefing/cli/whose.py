"""`briefing whose`: whose numbered copy a PDF is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli import mail

if TYPE_CHECKING:
    from briefing.pipeline.post import Copy


@click.command()
@click.argument("pdf", type=click.Path(path_type=Path))
@mail.state_option
def whose(pdf: Path, state: Path | None) -> int:
    """Say whose numbered copy PDF is, and how that is known.

    The register in the outbox knows the exact file. A file that was changed still says it in its
    metadata and on its pages, unless somebody took that out. Exit code 1: nothing says it.
    """
    from briefing.pipeline import post

    answer = post.whose(pdf, mail.state_folder(state))
    if answer.registered:
        known = answer.registered
        how = "exactly the file that was made" if answer.exact else "changed since; by its metadata"
        click.echo(f"copy {known.number}: {known.holder}, issued {known.issued} ({how})")
    elif answer.traces.metadata:
        click.echo(f"{_words(answer.traces.metadata)} (its metadata; not in this register)")
    printed = {copy: page for page, copy in reversed(answer.traces.printed)}
    for copy, page in sorted(printed.items(), key=lambda item: item[1]):
        click.echo(f"{_words(copy)} (printed on page {page})")
    known_numbers = {copy.number for copy in printed}
    known_numbers |= {answer.traces.metadata.number} if answer.traces.metadata else set()
    known_numbers |= {answer.registered.number} if answer.registered else set()
    if len(known_numbers) > 1:
        click.echo("note: these do not agree: somebody put it together from several copies", err=True)
    if not known_numbers:
        click.echo("nothing says whose copy this is", err=True)
        return 1
    return 0


def _words(copy: Copy) -> str:
    return f"copy {copy.number}: {copy.holder}"
