"""What a web page says about itself: title, outlet, author, date and where that stood, address.

Where the date of publication is looked for, `published` says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from briefing.errors import BriefingError
from briefing.read.draft import is_address
from briefing.read.published import guessed, published

_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d+\)\s*(https?://[^\s<>\"]{1,2000}?)\s*-->", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_QUOTED = re.compile(r"“([^“”]{25,600})”|\"([^\"]{25,600})\"|«([^«»]{25,600})»|„([^„“”]{25,600})[“”]")
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "svg",
        "figure",
        "title",
        "head",
    ]
)
_WORD = re.compile(r"\w+")
_LONGEST_TITLE = 180
# Between a title and the site's name.
_SITE = re.compile(r"\s+[|–—·_-]\s+|_")
_MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
_NOBODY = frozenset("by username author 作者 admin administrator editor staff unknown none anonymous".split())
_NO_NAME = re.compile(r"://|\d|\b(?:updated|published|authority control)\b", re.IGNORECASE)
# A page's JSON-LD longer than this is not looked into.
_MAX_JSON = 500_000
_ENOUGH = 600
# Phrases of the pages that stand in front of an article, and what such a page is called.
_WALLS = tuple(
    (re.compile("|".join(phrases), re.IGNORECASE), message)
    for message, phrases in (
        (
            "is a page that asks for JavaScript or a check of the browser, not an article",
            (
                r"(?:enable|turn on|activate|requires?|need) (?:java ?script|cookies)",
                r"javascript is (?:disabled|not enabled|required)",
                r"(?:are you|you are not) a robot",
                r"checking your browser",
                r"verify(?:ing)? (?:that )?you are (?:a )?human",
                r"access denied",
                r"unusual traffic",
            ),
        ),
        (
            "is a consent page, not an article",
            (
                r"(?:accept|manage|reject) (?:all )?cookies",
                r"we (?:and our partners )?(?:use cookies|value your privacy|store and/or access)",
                r"before you continue",
                r"your (?:privacy|cookie) (?:choices|settings|preferences)",
                r"consent to the (?:use|processing)",
            ),
        ),
        (
            "is a paywall page, not an article",
            (
                r"subscri(?:be|bers?|ption)",
                r"(?:sign|log) ?in to (?:read|continue)",
                r"create (?:a )?free account",
                r"already a (?:member|subscriber)",
                r"to continue reading",
                r"unlock this article",
                r"reached your (?:article )?limit",
            ),
        ),
    )
)


# A whole article is seldom shorter than this, its beginning before a paywall seldom longer.
_BEGINNING = 2_500
_SUBSCRIBE = re.compile(
    r"(?:subscribe|sign in|log in|register)(?: now)? to (?:continue|keep|read)\b|to (?:continue|keep) reading\b"
    r"|this (?:article|content|story) is (?:for|only available to|reserved for) (?:our )?(?:subscribers|members)"
    r"|already a subscriber|unlock (?:this|the full) article",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """The particulars of one page; empty strings where it says nothing.

    `guessed` is a date that stands on the page and is not said to be that of publication.
    """

    title: str
    publisher: str
    author: str
    published: str
    published_from: str
    guessed: str
    timeless: bool
    address: str
    language: str
    walled: bool


def describe(tree: Any, markup: str, *, address: str = "", title: str = "") -> Page:
    """What the page says about itself; `address` and `title` stand in where it says nothing."""
    from trafilatura.metadata import extract_metadata

    meta = _meta(tree)
    linked = list(_linked(tree))
    # max_date is fixed: the library would take today's date, and the same page would read otherwise tomorrow.
    found = extract_metadata(
        tree, address or None, {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    )
    saved = _SAVED_FROM.search(markup[:5000])
    own = next((a for a in (found.url or "", saved[1] if saved else "", address) if is_address(a)), "")
    language = _language(tree, meta)
    # An encyclopedia's page has no day of publication, and is full of other dates.
    timeless = "mediawiki" in meta.get("generator", "").lower()
    day, place = ("", "") if timeless else published(tree, meta, linked, own)
    walled = any(_free(item) is False for item in linked)
    return Page(
        title=_title(tree, found.title or "", meta) or title,
        publisher=found.sitename or "",
        author=_author(found.author or ""),
        published=day,
        published_from=place,
        guessed="" if day or timeless else guessed(tree, found.date or "", language),
        timeless=timeless,
        address=own,
        language=language,
        walled=walled,
    )


def asks_to_subscribe(tree: Any, body: str) -> bool:
    """True when an article this short stands on a page that offers the rest to subscribers."""
    if len(body) > _BEGINNING:
        return False
    words = " ".join(" ".join(e.itertext()) for e in tree.iter("p", "h2", "h3", "h4", "button", "a"))
    return bool(_SUBSCRIBE.search(words[:_MAX_JSON]))


def refuse_wall(tree: Any, body: str) -> None:
    """An error when `body`, all there is of an article, is a notice that stands in front of one."""
    if len(body) >= _ENOUGH:
        return
    for pattern, message in _WALLS:
        hits = pattern.findall(body)
        if hits and (len(body) < 300 or len(hits) > 1):
            raise BriefingError(message, hint="open the article in a browser and save it from there")


def lost_quotations(tree: Any, text: str) -> list[str]:
    """Quotations of four words or more in the page's running text that `text` does not hold, in order."""
    have = _key(text)
    lost: dict[str, str] = {}
    for block in _blocks(tree):
        if len(block) < 80:
            continue
        for match in _QUOTED.finditer(block):
            words = next(g for g in match.groups() if g)
            key = _key(words)
            if len(_WORD.findall(words)) >= 4 and key not in have:
                lost.setdefault(key, " ".join(words.split()))
    return list(lost.values())


def _blocks(tree: Any) -> Iterator[str]:
    """The text of the paragraphs, quotations and list items outside navigation, scripts and the like."""
    unseen: set[Any] = set()
    for element in tree.iter():
        parent = element.getparent()
        if element.tag in _UNSEEN or not isinstance(element.tag, str) or parent in unseen:
            unseen.add(element)
        elif element.tag in ("p", "blockquote", "li", "q") and not any(c.tag in ("p", "li") for c in element):
            words = "".join(_seen(element))
            links = sum(len("".join(a.itertext())) for a in element.iter("a"))
            if links * 2 < len(words):
                yield words


def _seen(element: Any) -> Iterator[str]:
    """The text of an element without that of scripts and styles inside it."""
    hidden = {
        d for d in element.iterdescendants() if d.tag in ("script", "style") or not isinstance(d.tag, str)
    }
    if not hidden:
        yield from element.itertext()
        return
    yield element.text or ""
    for child in element.iterdescendants():
        if child not in hidden:
            yield child.text or ""
        # Out of order for nested elements, which a search for whole quotations bears.
        yield child.tail or ""


def _key(words: str) -> str:
    return "".join(_WORD.findall(words.casefold()))


def _meta(tree: Any) -> dict[str, str]:
    """The page's `meta` elements, the first of each name, names in lower case."""
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
            or ""
        )
        content = element.get("content") or ""
        if name and content.strip():
            values.setdefault(name.strip().lower(), content.strip())
    return values


def _author(names: str) -> str:
    """The names without what surrounds them on the page: "By", a date behind, a form's placeholder."""
    kept: dict[str, str] = {}
    for name in names.split(";"):
        name = re.sub(r"^\s*by\s+", "", name, flags=re.IGNORECASE)
        name = re.sub(rf"\s+(?:{_MONTH_NAMES})\s*$", "", name).strip(" ,|·-")
        if name and name.lower() not in _NOBODY and not _NO_NAME.search(name):
            kept.setdefault(name.casefold(), name)
    return ", ".join(kept.values())


def _linked(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that may describe its article, outer ones first."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or len(script.text or "") > _MAX_JSON:
            continue
        try:
            todo = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        count = 0
        while todo and count < 200:
            item = todo.pop(0)
            count += 1
            if isinstance(item, list):
                todo.extend(item[:100])
            elif isinstance(item, dict):
                kinds = item.get("@type")
                names = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(n, str) and re.search("Article|Posting|WebPage|Report", n) for n in names):
                    yield item
                todo.extend(v for k, v in item.items() if k in ("@graph", "mainEntity", "mainEntityOfPage"))


def _free(item: dict[str, Any]) -> bool | None:
    value = item.get("isAccessibleForFree")
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _title(tree: Any, found: str, meta: dict[str, str]) -> str:
    """The title that was found, unless the page's own name for itself tells of another heading.

    A page with two headings of the first rank (its section's, then its own) is called after the second.
    """
    named = next(tree.iter("title"), None)
    name = " ".join("".join(named.itertext()).split()) if named is not None else ""
    if meta.get("og:title") or not name or _key(found) in _key(name):
        return found
    headings = (" ".join("".join(h.itertext()).split()) for h in tree.iter("h1", "h2", "h3"))
    fitting = max((h for h in headings if len(_key(h)) >= 12 and _key(h) in _key(name)), key=len, default="")
    if fitting:
        return fitting
    # A heading this long is a paragraph that somebody set large.
    return found if len(found) <= _LONGEST_TITLE else _SITE.split(name)[0]


def _language(tree: Any, meta: dict[str, str]) -> str:
    """The BCP 47 tag that the page gives itself, "" when it gives none that can be one."""
    root = tree.getroottree().getroot()
    for value in (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        meta.get("og:locale"),
        meta.get("content-language"),
    ):
        if value and _LANGUAGE.match(value.strip()):
            return str(value.strip().replace("_", "-"))
    return ""
