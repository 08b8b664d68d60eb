"""When a web page was published, and where that stood: `meta`, JSON-LD, the text, the address.

Pages give several dates, and the wrong ones are easier to find: of the last change, of a comment, of
the teaser of another story, of the style sheet. So the surest places are asked first, the earlier of two
dates of publication counts, and what a search over the whole page turned up is believed only where a
person can read that day on the page, and read it in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from typing import Any

from briefing.read import dates

_META = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "date",
    "pubdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "originalpublicationdate",
    "article.published",
)
# Elements that hold dates of other things: comments, other stories, the last change.
_ELSEWHERE = re.compile(
    r"comment|disqus|related|recommend|sidebar|teaser|footer|trending|modified|(?<!published )updated",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\b(?:updat|modifi|revis|edited|aktualisiert|mis à jour|actualizad)", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:20)?\d\d)(?![\d/-])")
_JSON_DATE = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
# A line this short may hold a date and nothing else.
_DATELINE = 60
# A line of so many bytes is the article's: a Chinese one says as much with a third of the characters.
_PROSE = 150
_MAX_VISIBLE = 400_000


def published(tree: Any, meta: dict[str, str], linked: list[dict[str, Any]], address: str) -> tuple[str, str]:
    """The date that the page itself gives for its publication, and the name of the place; else two empty strings."""
    stated = next((found for name in _META if (found := dates.iso(meta.get(name, "")))), "")
    told = _linked_date(linked) or _torn_date(tree)
    if told and (not stated or told[:10] < stated[:10]):
        return told, "json-ld"
    if stated:
        return stated, "meta"
    marked = next(_marked(tree), "")
    if marked:
        return marked, "text"
    found = dates.from_address(address)
    return (found, "address") if found else ("", "")


def guessed(tree: Any, found: str, language: str) -> str:
    """A date that a person reads on the page, where nothing says of what it is; "" when there are none or several.

    `found` is what a search over the whole markup gave: it counts as far as the words bear it out. A date
    in numbers that fits two days is read as the page's language writes it.
    """
    lines = _visible(tree)
    # The word that says what a date is of may stand on the line before.
    pairs = [(lines[n - 1] if n and len(lines[n - 1]) < 40 else "", line) for n, line in enumerate(lines)]
    told = [line for before, line in pairs if not _CHANGED.search(f"{before} {line[:80]}")]
    try:
        day = date.fromisoformat(found[:10])
    except ValueError:
        day = None
    if day:
        if any(day.isoformat() in dates.every(line) for line in told):
            return found
        for line in told:
            for match in _NUMBERS.finditer(line):
                if (read := _numbers(match, day, language)) is not None:
                    return read.isoformat()
    # Above the article only: below it stand the dates of comments and other stories.
    head = takewhile(lambda line: len(line.encode()) < _PROSE, told)
    alone = {day for line in head if len(line) <= _DATELINE for day in dates.every(line)}
    return alone.pop() if len(alone) == 1 else ""


def _numbers(match: re.Match[str], day: date, language: str) -> date | None:
    """The day of a date in numbers that may be `day`, as the language writes it; None when it is another."""
    first, second, year = int(match[1]), int(match[3]), int(match[4]) % 100
    if year != day.year % 100 or {first, second} != {day.day, day.month}:
        return None
    # With points the day comes first everywhere; with strokes, America begins with the month.
    month_first = match[2] != "." and language.lower() in ("en", "en-us", "")
    month, in_month = (first, second) if month_first else (second, first)
    if month > 12:
        month, in_month = in_month, month
    return date(day.year, month, in_month)


def _linked_date(linked: list[dict[str, Any]]) -> str:
    """The date of publication out of JSON-LD, that of an article before that of a page."""
    for wanted in ("Article|Posting|Report", "WebPage"):
        for key in ("datePublished", "dateCreated"):
            for item in linked:
                found = dates.iso(item[key]) if isinstance(item.get(key), str) else ""
                if found and re.search(wanted, str(item.get("@type"))):
                    return found
    return ""


def _torn_date(tree: Any) -> str:
    """The same out of JSON-LD that is no JSON, as that of many pages: a comma too many is enough."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            match = _JSON_DATE.search((script.text or "")[:_MAX_VISIBLE])
            if match and (found := dates.iso(match[1])):
                return found
    return ""


def _marked(tree: Any) -> Iterator[str]:
    """The dates of elements made for dates: first those marked as that of publication, then any."""
    plain: list[str] = []
    for element in tree.iter("time", "abbr", "span", "meta"):
        named = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        marked = "datepublished" in named or element.get("pubdate") is not None
        if element.tag != "time" and not marked:
            continue
        if any(_ELSEWHERE.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in _around(element)):
            continue
        stamp = element.get("datetime") or element.get("content") or ""
        found = dates.iso(stamp or "".join(element.itertext()))
        if found and marked:
            yield found
        elif found:
            plain.append(found)
    yield from plain


def _around(element: Any) -> Iterator[Any]:
    """The element and what it stands in, but not the page's own frame, whose classes say anything."""
    yield element
    for above in element.iterancestors():
        if above.tag in ("body", "html", "main", "article"):
            return
        yield above


def _visible(tree: Any) -> list[str]:
    """The pieces of text that a browser shows, in order."""
    pieces: list[str] = []
    left = _MAX_VISIBLE
    for element in tree.iter():
        shown = isinstance(element.tag, str) and element.tag not in (
            "script",
            "style",
            "noscript",
            "template",
        )
        words = f"{element.text or '' if shown else ''} {element.tail or ''}"
        words = " ".join(words.split())
        if words:
            left -= len(words)
            pieces.append(words)
        if left < 0:
            break
    return pieces
