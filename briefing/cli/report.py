"""What the commands say when they are done, and the exit code that goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from briefing.errors import BriefingError
from briefing.pipeline.paper import Report

if TYPE_CHECKING:
    from briefing.model import Change, Unread
    from briefing.pipeline.proof import Opened, Proof
    from briefing.pipeline.rechecking import Compared
    from briefing.pipeline.rows import Explanation, Trial

SKIPPED = 3
# So many notes are told one by one; the paper has them all.
NOTES = 10


def exit_code(skipped: Sequence[Unread]) -> int:
    """3 when an article was skipped, else 0; names each on standard error, and what was in others.

    Mail brings pictures, programs and packed files along: that they are no articles is worth a line, and
    no fault of the article that they came with.
    """
    for unread in skipped:
        click.echo(f"{'note' if unread.part else 'error'}: {unread.location}: {unread.reason}", err=True)
    return SKIPPED if any(not unread.part for unread in skipped) else 0


def say(report: Report, *, quiet: bool, aside: bool = False) -> None:
    """One line of what was made on standard output, what must be known of it on standard error.

    `aside` when standard output holds the result itself: then nothing else goes there.
    """
    if quiet:
        return
    click.echo(BriefingError(report.summary, where=report.written).line, err=aside)
    for note in report.notes[:NOTES]:
        click.echo(f"note: {BriefingError(note)}", err=True)
    if len(report.notes) > NOTES:
        click.echo(f"note: {len(report.notes) - NOTES} more; the paper has them all", err=True)


def proved(proof: Proof) -> str:
    """What stands as its documents have it, and what people wrote, in one line."""

    def named(numbers: Sequence[str], what: str) -> str:
        return f"{len(numbers)} {what}" + (f" ({', '.join(numbers)})" if numbers else "")

    return (
        f"{_count(proof.statements, 'statement')} and {_count(proof.quotations, 'quotation')} "
        f"{'stand' if proof.statements + proof.quotations != 1 else 'stands'} as in "
        f"{'its' if proof.statements == 1 else 'their'} {_count(proof.documents, 'document')}; "
        f"{named(proof.edited, 'edited')}, {named(proof.added, 'added by hand')}"
    )


def opened(made: Opened) -> str:
    """Where the edition is now, and how it was printed."""
    line = f"{made.folder}: the edition with {_count(made.documents, 'document')}"
    if made.imprint is None:
        return line
    return f"{line}; printed with --template {made.imprint.template} --page {made.imprint.page}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def explanation(location: str, sentences: Iterable[Explanation]) -> str:
    """An article sentence by sentence: section and weight, the words, and what spoke for it."""
    lines = [location]
    for row in sentences:
        statement = row.statement
        if statement is None:
            lines.append(f"  left out ({row.reason}): {_short(row.text)}")
            continue
        where = ", ".join((statement.section, *(f"also {key}" for key in statement.also)))
        mark = "key" if statement.key else "printed" if statement.picked else "not printed"
        said = f", {statement.speaker}" if statement.speaker else ""
        lines.append(
            f"  {where}; {mark} ({statement.weight:.2f}); {statement.certainty}{said}: {_short(row.text)}"
        )
        placing = [
            f"{part.section} {part.points:+.1f} {part.words or part.cue!r}" for part in row.placing[:6]
        ]
        ranking = [f"{part.points:+.2f} {part.cue}" for part in row.ranking[:6]]
        lines += [
            f"      {name}: {'; '.join(parts)}"
            for name, parts in (("place", placing), ("weight", ranking))
            if parts
        ]
    return "\n".join(lines)


def confusion(trial: Trial) -> str:
    """The table of a profile's trial (rows as labelled, columns as placed) and the lines it got wrong."""
    width = max(len(key) for key in trial.sections) + 2
    lines = [" " * width + "".join(f"{key:>{width}}" for key in trial.sections)]
    for row in trial.sections:
        lines.append(
            f"{row:<{width}}" + "".join(f"{trial.count(row, key):>{width}}" for key in trial.sections)
        )
    lines.append(f"{trial.right} of {trial.total} right")
    lines += [
        f"line {row.line}: {row.section}, placed in {placed}: {_short(row.text)}"
        for row, placed in trial.wrong
    ]
    return "\n".join(lines)


def differences(changes: Sequence[tuple[Change, str]], before: str, after: str) -> str:
    """The changes, one a line, under the two editions' numbers."""
    head = f"edition {before or '?'} to edition {after or '?'}"
    lines = [head if changes else f"{head}: no change"]
    for change, words in changes:
        note = f" ({change.what})" if change.what else ""
        lines.append(f"{change.kind:<12} {change.id}{note}: {_short(words)}")
        if change.kind == "changed" and change.before != words:
            lines.append(f"{'':<12} before: {_short(change.before)}")
    return "\n".join(lines)


_STATES = {
    "by hand": "added by hand, nothing to compare",
    "not a file": "came from standard input, nothing to compare",
}


def rechecked(compared: Compared) -> str:
    """One source: what became of it, then each printed line of a changed one."""
    source = compared.source
    state = _STATES.get(compared.state, compared.state)
    reason = f" ({compared.reason})" if compared.reason else ""
    place = compared.path or source.location
    lines = [f"{source.id:<4} {state}{reason}: {BriefingError(place).line}"]
    if compared.snapshot:
        lines.append(f"     snapshot: {compared.snapshot}")
    for line in compared.lines:
        what = "still stands" if line.stands else "no longer stands"
        lines.append(f"     {what}: {line.number} {line.id} {_short(line.text)}")
    return "\n".join(lines)


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 96 else folded[:95] + "…"
