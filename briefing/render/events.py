"""The dated events of a briefing: which dates its statements state, and in which of their words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefing.model import Statement
from briefing.render.dates import find, words_around

MAX_EVENTS = 7


def dated_events(first: Iterable[Statement], then: Iterable[Statement] = ()) -> list[dict[str, Any]]:
    """At most seven events in order of time, one of each date, with the statement's `id`.

    The fullest dates are kept, then the weightiest statements; those of `then` only fill up.
    """
    best: dict[str, tuple[tuple[bool, int, float], dict[str, Any]]] = {}
    for late, statements in ((False, first), (True, then)):
        for statement in statements:
            for dated in find(statement.text):
                rank = (late, -len(dated.iso), -statement.weight)
                if dated.iso in best and best[dated.iso][0] <= rank:
                    continue
                around = words_around(statement.text, dated.span)
                best[dated.iso] = (
                    rank,
                    {
                        "id": statement.id,
                        "date": dated.iso,
                        "year": dated.year,
                        "month": dated.month,
                        "day": dated.day,
                        "words": statement.text[around.start : around.end],
                    },
                )
    kept = sorted(best.values(), key=lambda ranked: ranked[0])[:MAX_EVENTS]
    return sorted((event for _, event in kept), key=lambda event: str(event["date"]))
