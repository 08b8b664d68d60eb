"""Words between quotation marks: where they stand, and whether somebody spoke them.

Marks are paired inside one block, because a quotation that runs over paragraphs opens each of them
and closes only the last: an odd count is normal, not an error. Straight, curly, doubled ('' and ``),
single, angular («»), low („“) and corner marks are known. Apostrophes, feet and inches are not marks.

A pair is *speech* when somebody's words stand in it, and not when the marks only hold a name, a title
or a word the writer keeps at arm's length. Every character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.model import Document, Span


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between marks: `span` without the marks, `outer` with them.

    `closed` is false when the block ends before the closing mark. `speech` is false for scare
    quotes, names and titles.
    """

    span: Span
    outer: Span
    closed: bool
    speech: bool


_DOUBLE_CLOSERS: dict[str, tuple[str, ...]] = {
    '"': ('"', "\u201d"),
    "\u201c": ("\u201d",),
    "\u201e": ("\u201c", "\u201d", '"'),
    "\u00ab": ("\u00bb",),
    "\u00bb": ("\u00ab",),
    "\u201d": ("\u201d",),
    "``": ("''", '"'),
    "''": ("''",),
    "\u300c": ("\u300d",),
    "\u300e": ("\u300f",),
    "\u2039": ("\u203a",),
}
_SINGLE_CLOSERS = {"\u2018": "\u2019'", "'": "'\u2019", "\u201a": "\u2018\u2019", "`": "'"}
_MARK = re.compile(
    r"``|''|[\"\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a\u2039\u203a\u300c\u300d\u300e\u300f'`]"
)
_BEFORE_OPENING = frozenset(" \t\n\u00a0([{\u2014\u2013-/:;\u2026\u2009\u202f\u3000")


@dataclass(slots=True)
class _Open:
    mark: str
    start: int
    inside: int


def find(document: Document) -> tuple[Quoted, ...]:
    """Every quotation of `document` in text order; those inside another quotation are not listed."""
    found: list[Quoted] = []
    for block in document.blocks:
        found.extend(in_block(document.text, block.span))
    return tuple(found)


def in_block(text: str, block: Span) -> list[Quoted]:
    """The outermost quotations of one block, in order."""
    found: list[Quoted] = []
    outer: _Open | None = None
    inner: _Open | None = None
    end = min(block.end, len(text))
    for match in _MARK.finditer(text, block.start, end):
        mark, at = match.group(), match.start()
        if outer is None:
            if _opens(text, block.start, end, mark, at):
                outer, inner = _Open(mark, at, match.end()), None
            continue
        if inner is not None and _closes(text, end, inner.mark, mark, at):
            inner = None
            continue
        if _closes(text, end, outer.mark, mark, at):
            _add(found, text, outer, at, match.end())
            outer = inner = None
        elif mark != outer.mark and inner is None and _opens(text, block.start, end, mark, at):
            inner = _Open(mark, at, match.end())
        elif mark == outer.mark and mark in '"\u201c\u201e' and _opens(text, block.start, end, mark, at):
            # The closing mark of the earlier one was forgotten: its words end with the sentence
            # or clause before this mark.
            _add(found, text, outer, at, at, closed=False)
            outer, inner = _Open(mark, at, match.end()), None
    if outer is not None and outer.mark in _DOUBLE_CLOSERS:
        _add(found, text, outer, end, end, closed=False)
    return found


def _opens(text: str, start: int, end: int, mark: str, at: int) -> bool:
    """True when `mark` at `at` can open a quotation."""
    after = at + len(mark)
    before = text[at - 1] if at > start else " "
    follows = text[after] if after < end else " "
    if follows.isspace():
        return False
    if mark in ("\u201c", "\u201e", "``", "\u300c", "\u300e"):
        return True
    if mark == "\u00ab":
        return True
    if mark in _SINGLE_CLOSERS:
        if mark in "'\u2018`" and not (follows.isalnum() or follows in '\u2026.[$\u00a3\u20ac"\u201c'):
            return False
        return (before in _BEFORE_OPENING or before in '"\u201c') and _single_closes(text, mark, after, end)
    return (before in _BEFORE_OPENING or before in "\u201c\u2018'") and mark in _DOUBLE_CLOSERS


def _single_closes(text: str, mark: str, after: int, end: int) -> bool:
    """True when a single mark that opens at `after` finds its partner within 400 characters.

    Elisions ('90s, 'em) have no partner, or one behind a plural ("the '90s bands' tour").
    """
    if text[after : after + 1].isdigit() and re.match(r"\d\ds?\b", text[after : after + 4]):
        return False
    for match in re.finditer(r"['\u2019]", text[after : min(end, after + 400)]):
        at = after + match.start()
        if _closes(text, end, mark, match.group(), at):
            return True
    return False


def _closes(text: str, end: int, opening: str, mark: str, at: int) -> bool:
    """True when `mark` at `at` closes what `opening` opened."""
    before = text[at - 1]
    follows = text[at + len(mark)] if at + len(mark) < end else " "
    if opening in _DOUBLE_CLOSERS:
        if opening == "\u201c" and mark in ('"', "\u201c"):
            # Some editors set every mark alike: an opening mark behind a word closes.
            return not before.isspace() and not follows.isalnum() and before not in "([\u2014\u2013-"
        if mark == '"' and opening == '"' and before.isspace() and follows.isalnum():
            return False
        return mark in _DOUBLE_CLOSERS[opening]
    if mark not in _SINGLE_CLOSERS[opening]:
        return False
    if before.isspace() or follows.isalnum():
        return False
    # A plural possessive ("the soldiers' pay") looks like a closing mark: a lower-case word after
    # an s without punctuation, while a better closing mark still follows.
    if before == "s" and follows == " " and at + 2 < end and text[at + 2].islower():
        rest = text[at + 1 : min(end, at + 300)]
        later = re.search(r"[.,!?]['\u2019](?!\w)|\w['\u2019][.,;)]", rest)
        opened = re.search(r"[\s(]['\u2018]\w", rest)
        if later and (opened is None or later.start() < opened.start()):
            return False
    return True


def _add(found: list[Quoted], text: str, opened: _Open, at: int, end: int, *, closed: bool = True) -> None:
    words = text[opened.inside : at]
    left = len(words) - len(words.lstrip())
    right = len(words.rstrip())
    if left >= right:
        return
    span = Span(opened.inside + left, opened.inside + right)
    outer = Span(opened.start, max(end if closed else span.end, span.end))
    found.append(Quoted(span, outer, closed, _is_speech(text, span, outer)))


_NAMING = re.compile(
    r"(?:so-called|nicknamed|dubbed|known as|named|titled|entitled|code-?named|called the|word|words|"
    r"phrase|term|slogan|song|album|film|movie|book|novel|show|series|series|programme|program|"
    r"headlined|labell?ed|marked|operation|hashtag)\s*[,:]?\s*\Z",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SMALL = frozenset("a an the of and in on for to at by with from or de la le du van von & s".split())


def _is_speech(text: str, span: Span, outer: Span) -> bool:
    """True when the words look spoken rather than named or held at arm's length."""
    words = text[span.start : min(span.end, span.start + 400)]
    found = _WORD.findall(words)
    if not found:
        return False
    before = text[max(0, outer.start - 40) : outer.start]
    title_case = all(w[0].isupper() or w[0].isdigit() or w.lower() in _SMALL for w in found)
    ends_inside = words[-1] in ".,!?;\u2026\u2014-" if len(words) < 400 else True
    if _NAMING.search(before) and len(found) <= 8:
        return False
    if len(found) >= 6 and not title_case:
        return True
    if ends_inside and len(found) >= 3 and not title_case:
        return True
    if title_case and len(found) > 1:
        return ends_inside and words[-1] in "!?"
    return len(found) >= 3 or (ends_inside and found[0][0].isupper())
