"""Dates that a text states outright, and the few words each stands in.

Only what needs no guessing: "14 October 2024", "March 2024", "in 1973". "Last Monday" is left alone,
and so is a number that merely looks like a year ("2000 soldiers").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from briefing.model import Span

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)(?![\d,]\d|\w|[.]\d|-\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_ANY_YEAR = re.compile(r"(?:1[89]|20)\d\d")
# A bare number of four digits is a year after one of these ...
_BEFORE = re.compile(
    r"\b(?:in|since|from|until|till|by|of|during|before|after|early|late|mid|year|and|to|between|the)\s+$",
    re.IGNORECASE,
)
# ... unless what follows counts something: a word in lower case that could be a thing.
_AFTER = re.compile(
    r"\s*(?:$|[^\w\s]|[A-Z]|(?:a|after|agreement|and|as|at|before|but|by|campaign|ceasefire|census|coup|crisis|"
    r"deal|during|election|elections|for|from|had|has|have|he|in|into|invasion|is|it|offensive|on|or|over|"
    r"pact|peace|report|revolution|she|summit|than|that|the|they|through|to|treaty|under|until|uprising|"
    r"was|war|were|when|where|which|while|who|with)\b)"
)
_BREAK = re.compile(r"[;()\[\]\n“”\"«»]|:\s|\s[-–—]\s|—|\.\s")
_COMMA = re.compile(r",\s")
_LEADING = re.compile(
    r"(?:and|but|or|that|which|who|since|as|while|when|where|of|in|on|by|to|for|with|including)\s+",
    re.IGNORECASE,
)
_CONJUNCTIONS = frozenset(["and", "but", "or", "that", "which", "while", "who"])
MAX_WORDS = 9


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: its characters there, and the date with 0 for a month or day not given."""

    span: Span
    year: int
    month: int = 0
    day: int = 0

    @property
    def iso(self) -> str:
        """ "2024", "2024-10" or "2024-10-14"."""
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])


@cache  # compiled when a text first holds something like a year
def _dates() -> list[re.Pattern[str]]:
    """The forms of a date, the fullest first."""
    return [
        re.compile(rf"(?<![\w.]){_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}"),
        re.compile(rf"\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}"),
        re.compile(
            r"(?<![\w-])(?P<year>(?:1[89]|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?![\w-])"
        ),
        re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}"),
        re.compile(rf"(?<![\w.,$€£/#-]){_YEAR}"),
    ]


def find(text: str) -> list[Dated]:
    """The dates of `text` in text order; none overlaps another, the fullest form wins."""
    found: list[Dated] = []
    if _ANY_YEAR.search(text) is None:  # most sentences: five searches saved
        return found
    for pattern in _dates():
        for match in pattern.finditer(text):
            dated = _dated(match, text)
            if dated and not any(dated.span.overlaps(other.span) for other in found):
                found.append(dated)
    return sorted(found, key=lambda dated: dated.span)


def _dated(match: re.Match[str], text: str) -> Dated | None:
    parts = match.groupdict()
    month = parts.get("month") or ""
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    day = int(parts.get("day") or 0)
    year = int(parts["year"])
    if day:
        try:
            date(year, number, day)
        except ValueError:
            return None
    if not number and not (
        _BEFORE.search(text, max(0, match.start() - 12), match.start()) and _AFTER.match(text, match.end())
    ):
        return None
    return Dated(Span(match.start(), match.end()), year, number, day)


def words_around(text: str, span: Span) -> Span:
    """The part of its clause, at most `MAX_WORDS` words, that `span` stands in."""
    start, end = _between(_BREAK, text, Span(0, max(1, len(text))), span)
    inner = _between(_COMMA, text, Span(start, end), span)
    if len(text[inner[0] : inner[1]].split()) > len(text[span.start : span.end].split()) + 2:
        start, end = inner  # else the date would stand almost alone: "in 1973, to Egypt"
    words = [Span(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", text[start:end])]
    first = next(i for i, word in enumerate(words) if word.end > span.start)
    last = max(i for i, word in enumerate(words) if word.start < span.end)
    room = max(0, MAX_WORDS - (last - first + 1))
    following = [text[word.start : word.end] for word in words[last + 1 :]]
    named = next((n for n, word in enumerate(following) if not word[0].isupper()), len(following))
    # "the 1973 Yom Kippur War": a name that the date belongs to is kept whole, and ends the excerpt.
    after = min(named or len(following), room)
    after = next((n for n, word in enumerate(following[:after]) if word.lower() in _CONJUNCTIONS), after)
    before = min(first, room - (after if named else min(after, 2)))
    after = min(after, room - before)
    for n in range(before - 2, 0, -1):
        if text[words[first - n - 1].start : words[first - n - 1].end].lower() in _CONJUNCTIONS:
            before = n
    start, end = words[first - before].start, words[last + after].end
    while (leading := _LEADING.match(text, start)) and leading.end() <= span.start:
        start = leading.end()
    while end > span.end and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def _between(stops: re.Pattern[str], text: str, within: Span, span: Span) -> tuple[int, int]:
    """The last stop before `span` and the first one after it, inside `within`."""
    start, end = within.start, within.end
    for stop in stops.finditer(text, within.start, within.end):
        if stop.end() <= span.start:
            start = stop.end()
        elif stop.start() >= span.end:
            end = stop.start()
            break
    return start, end
