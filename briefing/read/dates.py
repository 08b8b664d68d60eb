"""Dates as articles write them, made ISO 8601; and where on a page a date was found.

Only whole dates count: a page that says "March" is undated. Nothing here knows today's date: a
date in the future is told by `ahead`, which is handed the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio janeiro januari stycznia ledna января січня ocak",
            "february feb februar février febrero febbraio fevereiro februari lutego února февраля лютого şubat",
            "march mar märz mars marzo março maart marca března марта березня mart",
            "april apr avril abril aprile kwietnia dubna апреля квітня nisan",
            "may mai mayo maggio maio mei maja května мая травня mayıs",
            "june jun juni juin junio giugno junho czerwca června июня червня haziran",
            "july jul juli juillet julio luglio julho lipca července июля липня temmuz",
            "august aug août agosto augustus sierpnia srpna августа серпня ağustos",
            "september sep sept septembre septiembre settembre setembro września září сентября вересня eylül",
            "october oct oktober octobre octubre ottobre outubro okt października října октября жовтня ekim",
            "november nov novembre noviembre novembro listopada listopadu ноября листопада kasım",
            "december dec dezember décembre diciembre dicembre dezembro dez grudnia prosince декабря грудня aralık",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_WRITTEN = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<m1>{_MONTH})\.?,?\s+(?:de\s+)?(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<y3>\d{{4}})\s+(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}}))\b",
    re.IGNORECASE,
)
# "2016年10月14日", "2016년 10월 14일"; and "14.10.2016": with points, the day always comes first.
_EASTERN = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_POINTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?![\d.]*\d)")
# What an agency writes before its first sentence ends in a dash: "BREVIK, Feb. 23, 2015 (Agency) -- ".
_OPENING = re.compile(r"[^.!?\n]{0,50}?$")
_AFTER_OPENING = re.compile(r"\s*(?:\([^()]{1,40}\)|/[^/]{1,30}/)?\s*(?:--|[—–:]|- )")
# "/2024/10/21/", "/2024-10-21", "/2024/oct/21/", "/20241021": four digits and a month alone are no date.
_ADDRESS = re.compile(
    r"(?<=[/_-])((?:19|20)\d\d)(?:([/_-])(\d{1,2}|[a-z]{3})\2(\d{1,2})|(\d\d)(\d\d))(?=[/_.-]|$)",
    re.IGNORECASE,
)
# A line that stands alone and is this short may be a dateline; a longer one is prose with a date in it.
_DATELINE = 60
_FIRST_YEAR = 1900


def iso(text: str) -> str:
    """The first whole date in `text`, with its time and zone where they stand beside it; "" if none."""
    match = _ISO.search(text[:500])
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        found = _day(year, month, day)
        if found and hour and int(hour) < 24 and int(minute) < 60:
            clock = f"T{hour}:{minute}" + (f":{second}" if second and int(second) < 60 else "")
            if zone and zone != "Z" and ":" not in zone:
                zone = f"{zone[:3]}:{zone[3:]}"
            return found + clock + (zone or "")
        if found:
            return found
    return min(_written(text[:500]), default=(0, 0, ""))[2]


def every(text: str) -> set[str]:
    """All whole dates in `text`, without their times."""
    found = {day for match in _ISO.finditer(text) if (day := _day(match[1], match[2], match[3]))}
    return found | {day for _, _, day in _written(text)}


def _written(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each date in words or with points begins and ends, and the day."""
    for match in _WRITTEN.finditer(text):
        number = next(number for number in "123" if match[f"y{number}"])
        month = str(_MONTHS[match[f"m{number}"].lower()])
        day = _day(match[f"y{number}"], month, match[f"d{number}"])
        if day:
            yield match.start(), match.end(), day
    for match in _EASTERN.finditer(text):
        day = _day(match[1], match[2], match[3])
        if day:
            yield match.start(), match.end(), day
    for match in _POINTED.finditer(text):
        day = _day(match[3], match[2], match[1])
        if day:
            yield match.start(), match.end(), day


def from_mail(text: str) -> str:
    """A mail or feed date ("Mon, 23 Nov 2026 09:00:00 +0000") as ISO 8601; "" when it is none."""
    from email.utils import parsedate_to_datetime  # it brings `socket` along: 4 ms few papers need

    try:
        moment = parsedate_to_datetime(text[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return iso(text)
    return moment.isoformat() if moment.year >= _FIRST_YEAR else ""


def from_address(address: str) -> str:
    """The date in the path of an address ("/2024/10/21/", "/2024/oct/21/"); "" when there is none."""
    path = address.partition("://")[2].partition("/")[2].partition("?")[0]
    for match in _ADDRESS.finditer("/" + path[:1000]):
        name = match[3] or match[5]
        month = name if name.isdigit() else str(_MONTHS.get(name.lower(), 0))
        found = _day(match[1], month, match[4] or match[6])
        if found:
            return found
    return ""


def from_lines(text: str) -> str:
    """The date on a short line among the first of a text, or before the dash that a first sentence follows:

    a dateline, not a date told of in prose.
    """
    lines = [line.strip() for line in text[:3000].split("\n") if line.strip()]
    for line in lines[:6]:
        if len(line) <= _DATELINE:
            found = iso(line)
            if found:
                return found
    for line in lines[:3]:
        for start, end, day in _written(line[:120]):
            if _OPENING.fullmatch(line[:start]) and _AFTER_OPENING.match(line, end):
                return day
    return ""


def ahead(published: str, now: datetime) -> bool:
    """True when `published` lies after the day of `now`: a date nobody can have published on."""
    try:
        return date.fromisoformat(published[:10]) > now.date()
    except ValueError:
        return False


def _day(year: str, month: str, day: str) -> str:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if found.year >= _FIRST_YEAR else ""
