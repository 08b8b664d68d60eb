"""Two figures for one thing: counts that stand against each other, told apart from counts that grew.

Two figures differ when they count the same thing at the same time; a count of a later day has grown, it
does not contradict.
"""

from __future__ import annotations

import re
from datetime import date

from briefing.merge.figures import Figure, agree
from briefing.merge.likeness import Content, Table

_NEAR = 0.2  # nearness of articles whose counts may be of one event
_MOST_COUNTS = 40  # statements of one article that count one thing; more of them tell nothing
_SHARED_WORDS = 3  # with one count that agrees, enough to be of one event
_SAME_DAYS = 2  # days between two articles whose counts still compete


def differing(table: Table) -> list[tuple[int, int]]:
    """Pairs of statements that count one thing of one event differently."""
    return [pair for pair in _counting_alike(table) if _counts_differ(table, *pair)]


def _counting_alike(table: Table) -> list[tuple[int, int]]:
    """Pairs of statements in two articles that count the same kind of thing.

    The articles are near, or one statement has a count that the other has too: a digest of many
    events is near to nothing. Inside one article two counts are nearly always of two things: the
    east and the west, then and now.
    """
    holding: dict[tuple[str, str, str], list[int]] = {}
    for at, content in enumerate(table.contents):
        for figure in content.figures:
            if figure.counted:
                places = holding.setdefault((content.document_id, figure.unit, figure.counted), [])
                if len(places) < _MOST_COUNTS:
                    places.append(at)
    pairs = {pair for pair in table.pairs if table.apart(*pair)}
    for (home, unit, counted), positions in holding.items():
        for other in table.stories.neighbours(home, _NEAR):
            if other > home:
                pairs.update(
                    (min(one, two), max(one, two))
                    for one in positions
                    for two in holding.get((other, unit, counted), ())
                )
    return sorted(pairs)


def _counts_differ(table: Table, one: int, other: int) -> bool:
    """True when two articles of the same days count one thing of one event differently."""
    first, second = table.contents[one], table.contents[other]
    differing, fitting = [], 0
    for figure in first.figures:
        rivals = _rivals(figure, second)
        if rivals and any(agree(figure, each) for each in rivals):
            fitting += 1
        elif rivals:
            differing.append(figure)
    if not differing or not _same_days(table, one, other):
        return False
    shared = first.words & second.words
    if fitting:
        return len(shared) >= _SHARED_WORDS  # four killed in both, 22 wounded here and 28 there
    if {figure.value for figure in first.figures} & {figure.value for figure in second.figures}:
        return False  # the same count of what each outlet names in its own way
    named = shared & (first.names | second.names)
    others = shared - named - {figure.counted for figure in differing}
    return bool(named) and len(others) >= 2


def _rivals(figure: Figure, content: Content) -> list[Figure]:
    if not figure.counted:
        return []
    return [each for each in content.figures if (each.unit, each.counted) == (figure.unit, figure.counted)]


def _same_days(table: Table, one: int, other: int) -> bool:
    """False when the articles' dates lie apart or only one names a day: then a count may have grown."""
    if _days_named(table.statements[one].text) != _days_named(table.statements[other].text):
        return False
    days = [_day(table, table.contents[at]) for at in (one, other)]
    if days[0] is None or days[1] is None:
        return True
    return abs((days[0] - days[1]).days) <= _SAME_DAYS


def _days_named(text: str) -> set[tuple[str, str]]:
    """The dates a statement names ("February 3", "3 Feb"), by month and day."""
    return {((a or d)[:3].lower(), b or c) for a, b, c, d in _DATE.findall(text)}


_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"\b((?:{_MONTH})[a-z]*)\.? (\d{{1,2}})\b|\b(\d{{1,2}}) ((?:{_MONTH})[a-z]*)\b", re.IGNORECASE
)


def _day(table: Table, content: Content) -> date | None:
    document = table.documents.get(content.document_id)
    try:
        return date.fromisoformat(document.source.published[:10]) if document else None
    except ValueError:
        return None
