"""A correction: what changed between two papers, and a note that says so line by line.

It goes to exactly those who got the old paper, or may have got it; the outbox knows who they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

from briefing.deliver.facts import Facts
from briefing.deliver.labels import MEANING
from briefing.deliver.message import header_text, subject_of
from briefing.errors import BriefingError

_LINES_MAX = 100
# Two lines that share less than this are one taken out and another put in, not one that changed.
_SAME_LINE = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `id` finds the same statement in the other paper ("" where nothing names it)."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A line before and after; `before` is "" for a line that came, `after` for one that went."""

    before: str
    after: str


def compare(old: Sequence[Line], new: Sequence[Line]) -> list[Change]:
    """What changed, in the order of the new paper; lines that only moved are not changes.

    Named lines are matched by name; the others by their words.
    """
    before = {line.id: line.text for line in old if line.id}
    after = {line.id: line.text for line in new if line.id}
    changes = [
        Change(before.get(each.id, ""), each.text)
        for each in new
        if each.id and before.get(each.id, "") != each.text
    ]
    changes += [Change(line.text, "") for line in old if line.id and line.id not in after]
    return changes + _compare_words([x.text for x in old if not x.id], [x.text for x in new if not x.id])


def _compare_words(old: list[str], new: list[str]) -> list[Change]:
    there, here = set(old), set(new)
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone = [text for text in old[a:b] if text not in here]
        come = [text for text in new[c:d] if text not in there]
        for text in come:
            likeness = [SequenceMatcher(None, each, text).ratio() for each in gone]
            best = max(range(len(gone)), key=likeness.__getitem__, default=None)
            if best is not None and likeness[best] >= _SAME_LINE:
                changes.append(Change(gone.pop(best), text))
            else:
                changes.append(Change("", text))
        changes += [Change(text, "") for text in gone]
    return changes


def correction_subject(facts: Facts) -> str:
    """`[TLP:AMBER] CORRECTION: Title, No. 214, 2026-11-24`."""
    label = f"[{facts.marking}] " if facts.marking else ""
    return header_text(f"{label}CORRECTION: {subject_of(facts).removeprefix(label)}", 250)


def correction_texts(facts: Facts, changes: Sequence[Change], file_name: str) -> tuple[str, str]:
    """The note as text and as HTML: the label first, then each line as it was and as it is."""
    if not changes:
        hint = "a new paper for other reasons is sent with `briefing send`"
        raise BriefingError("no printed line differs between the two papers", hint=hint)
    label = f"{facts.marking}  {MEANING[facts.marking]}" if facts.marking else "Not marked."
    opening = "Lines of the paper you received have changed. Please use the attached one instead of it."
    shown = list(changes[:_LINES_MAX])
    more = f"and {len(changes) - _LINES_MAX} more" if len(changes) > _LINES_MAX else ""
    closing = f"The corrected paper is attached: {file_name}" if file_name else ""
    text = [label, "", f"CORRECTION: {facts.title}", "", opening, ""]
    html = [f"<p><strong>{escape(label)}</strong></p>", f"<h1>Correction: {escape(facts.title)}</h1>"]
    html += [f"<p>{escape(opening)}</p>", "<ol>"]
    for number, change in enumerate(shown, start=1):
        rows = _rows(change)
        text += [f"{number}. {rows[0]}", *(f"   {row}" for row in rows[1:])]
        html.append("<li>" + "<br>".join(escape(row) for row in rows) + "</li>")
    html.append("</ol>")
    text += ["", *(part for part in (more, closing) if part)]
    html += [f"<p>{escape(part)}</p>" for part in (more, closing) if part]
    page = f'<!DOCTYPE html>\n<html lang="{escape(facts.lang)}"><head><meta charset="utf-8">'
    page += (
        f'<title>Correction: {escape(facts.title)}</title></head>\n<body style="font-family:Georgia,serif">\n'
    )
    return "\n".join(text) + "\n", page + "\n".join(html) + "\n</body></html>\n"


def news(changes: Sequence[Change], limit: int = 12) -> tuple[str, ...]:
    """The same in one line each, for the mail of a new edition; what is beyond `limit` is counted."""
    lines = [
        f"{change.after} (was: {change.before})" if change.before and change.after else _rows(change)[0]
        for change in changes
    ]
    more = (f"and {len(lines) - limit} more",) if len(lines) > limit else ()
    return (*lines[:limit], *more)


def _rows(change: Change) -> list[str]:
    if not change.before:
        return [f"New: {change.after}"]
    if not change.after:
        return [f"Withdrawn: {change.before}"]
    return [f"Was: {change.before}", f"Is:  {change.after}"]
