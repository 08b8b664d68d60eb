"""Single things as plain values: a source, a point in time, a day, a span of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from briefing.model import Source
from briefing.render.coverage import file_name
from briefing.render.markup import safe_address

Values = dict[str, Any]


def register_row(number: int, source: Source) -> Values:
    """One source as its file describes it."""
    return {
        "number": number,
        "id": source.id,
        "to": f"source-{number}",
        "title": source.title,
        "publisher": source.publisher,
        "author": source.author,
        "published": day(source.published),
        "published_from": source.published_from,
        "retrieved": day(source.retrieved),
        "address": source.address if safe_address(source.address) else "",
        "file": "" if not source.document_id else file_name(source.location),
        "size": source.size,
        "sha256": source.sha256,
        "descriptor": source.descriptor,
        "group": source.group,
        "grade": source.grade[:1] or "F",
        "credibility": source.grade[1:2] or "6",
        "by_hand": not source.document_id,
    }


def moment(at: datetime) -> Values:
    """A point in time in parts, for the template to put into words."""
    return {
        "iso": at.isoformat(),
        **_parts(at.date()),
        "time": f"{at:%H:%M}",
        "zone": at.tzname() or "",
    }


def _parts(day: date) -> Values:
    return {"year": day.year, "month": day.month, "day": day.day}


def day(text: str) -> Values:
    """The day of an ISO 8601 date or time in parts; year 0 when there is none to read."""
    try:
        return {"text": text, **_parts(date.fromisoformat(text[:10]))}
    except ValueError:
        return {"text": text, "year": 0, "month": 0, "day": 0}


def period(sources: Iterable[Source]) -> Values:
    """The first and last day on which a source was published; year 0 when none says."""
    days = sorted((d["year"], d["month"], d["day"]) for d in (day(s.published) for s in sources) if d["year"])
    first, last = (days[0], days[-1]) if days else ((0, 0, 0), (0, 0, 0))
    names = ("year", "month", "day")
    return {"first": dict(zip(names, first, strict=True)), "last": dict(zip(names, last, strict=True))}
