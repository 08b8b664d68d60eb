"""Two figures for one thing: counts that stand against each other, told apart from counts that grew.

Figures differ when they count the same thing of the same event at the same time; a count of a later
day, or of "the first day" beside one "so far", has grown and does not contradict. Between articles the
event is known by another figure that agrees, by a place, or by articles so near that they tell of
little else; places that differ speak against it. Inside one article two counts are nearly always of
two things (the east and the west), so there two voices must be named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from briefing.merge.charges import Charges
from briefing.merge.figures import FATES, Figure, agree, alike
from briefing.merge.likeness import Content, Table
from briefing.merge.words import ACTORS

_NEAR = 0.2  # nearness of articles whose counts may be of one event
_ONE_EVENT = 0.28  # nearness of articles that tell of little else
_MOST_COUNTS = 40  # statements of one article that count one thing; more of them tell nothing
_SHARED_WORDS = 3  # with one count that agrees, enough to be of one event
_SAME_DAYS = 2  # days between two articles whose counts still compete
_WINDOW = 15  # statements of one article within which two voices may count one thing
_BESIDE = 2  # statements within which two voices tell one toll
_BACK = 6  # statements before "12,000 are there now" that may say of what
_OTHERS = 2
_SMALL = 10  # counts below this come up by chance
_RARE = 2  # rare words that two statements must share where the articles need not be near
_LIKE = 0.25  # likeness by which two statements tell one thing wherever they stand
_MEASURED = frozenset({"metre", "kilogram", "km/h", "barrel"})
_TOLL = re.compile(
    r"\b(?:toll|number of (?:the )?(?:dead|deaths|casualties|injured|wounded|victims|protesters|troops)|"
    r"put the (?:\w+ )?(?:number|figure|crowd|dead)|casualty (?:count|figures?))\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:second|third|another|further|additional|new|other) (?:group|batch|wave|contingent|convoy|round|shipment|"
    r"attack|strike|\d)",
    re.IGNORECASE,
)
# The text itself sets one count against another: that is no growth.
_COMPARED = re.compile(
    r"\b(?:st(?:ands?|ood) by (?:its|their|his|her)|(?:double|twice|half|a third of|a quarter of|\w+ times) "
    r"(?:the|what|an earlier|as many)|(?:lower|higher|more|fewer|less) than (?:what|others|the \w+ that)|"
    r"disput(?:e[sd]?|ing) (?:the|that|those) (?:\w+ )?(?:figures?|numbers?|counts?|toll))\b",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(r"\s+(?:are|were|have|had|remain|of them|more|others?)\b")
_GROWING = re.compile(
    r"\b(?:first (?:day|hours?|night)|so far|as of|by then|earlier (?:count|figure|toll)|risen|rose|climbed|"
    r"(?:now )?stands at|up from)\b",
    re.IGNORECASE,
)


def differing(table: Table, charges: Charges) -> list[tuple[int, int]]:
    """Pairs of statements that count one thing of one event differently, the smaller position first."""
    figures = _figures(table)
    return [
        pair for pair in _counting_alike(table, charges, figures) if _counts_differ(table, figures, *pair)
    ]


def _figures(table: Table) -> list[tuple[Figure, ...]]:
    """The figures of each statement; "close to 12,000 are there now" counts what was counted just before."""
    found: list[tuple[Figure, ...]] = []
    for at, content in enumerate(table.contents):
        borrowed = _borrowed(table, found, at) if _is_elliptic(table, at) else ""
        found.append(
            tuple(
                figure if figure.counted or figure.unit else replace(figure, counted=borrowed)
                for figure in content.figures
            )
        )
    return found


def _borrowed(table: Table, found: list[tuple[Figure, ...]], at: int) -> str:
    """What the last count before was of, in the same article; or what the sentence before is about."""
    home = table.contents[at].document_id
    before = at - 1
    if before >= 0 and table.contents[before].document_id == home:
        for kind in ("~soldier", "~drone", "~missile", "~civilian"):
            if kind in table.contents[before].words:
                return kind
    for earlier in range(at - 1, max(-1, at - 1 - _BACK), -1):
        if table.contents[earlier].document_id != home:
            break
        for figure in found[earlier]:
            if figure.counted:
                return figure.counted
    return ""


def _counting_alike(
    table: Table, charges: Charges, figures: list[tuple[Figure, ...]]
) -> list[tuple[int, int]]:
    """Pairs of statements that count the same kind of thing.

    The articles are near, or one statement has a count that the other has too: a digest of many
    events is near to nothing.
    """
    holding: dict[tuple[str, str, str], list[int]] = {}
    for at, content in enumerate(table.contents):
        for figure in figures[at]:
            if figure.counted or figure.unit in _MEASURED:
                places = holding.setdefault((content.document_id, figure.unit, figure.counted), [])
                if len(places) < _MOST_COUNTS:
                    places.append(at)
    pairs = set(_counted_afar(table, figures))
    for (home, unit, counted), positions in holding.items():
        for other in table.stories.neighbours(home, _NEAR):
            if other > home:
                pairs.update(
                    (min(one, two), max(one, two))
                    for one in positions
                    for two in holding.get((other, unit, counted), ())
                )
        for place, one in enumerate(positions):
            for two in positions[place + 1 :]:
                if two - one <= _WINDOW and _two_voices(table, charges, one, two):
                    pairs.add((one, two))
    return sorted(pairs)


def _counted_afar(table: Table, figures: list[tuple[Figure, ...]]) -> Iterator[tuple[int, int]]:
    """Pairs that count the same kind of thing in rare words, wherever they stand."""
    holding: dict[tuple[str, str, str], list[int]] = {}
    for at, content in enumerate(table.contents):
        met: Counter[int] = Counter()
        for unit, counted in sorted(
            {(figure.unit, figure.counted) for figure in figures[at] if figure.counted}
        ):
            for word in table.rarest(at):
                places = holding.setdefault((unit, counted, word), [])
                met.update(places)
                places.append(at)
        for other, shared in sorted(met.items()):
            if shared >= _RARE and table.contents[other].document_id != content.document_id:
                yield other, at


def _two_voices(table: Table, charges: Charges, one: int, other: int) -> bool:
    """True when two named speakers speak, though they may be of one side."""
    first, second = _voice(table, charges, one), _voice(table, charges, other)
    own, theirs = first - ACTORS or first, second - ACTORS or second
    return bool(own and theirs) and not own & theirs


def _voice(table: Table, charges: Charges, at: int) -> frozenset[str]:
    """Who says it; a sentence that leaves out even what it counts carries on the one before."""
    voice = charges[at].voice
    return voice if voice or not _is_elliptic(table, at) else charges[at - 1].voice


def _words(table: Table, at: int) -> frozenset[str]:
    """Its words, with those of the sentence before where it leaves out what it counts."""
    words = table.contents[at].words
    return words | table.contents[at - 1].words if _is_elliptic(table, at) else words


def _is_elliptic(table: Table, at: int) -> bool:
    """True for "close to 12,000 are there now": the sentence before says what of."""
    if not at or table.contents[at - 1].document_id != table.contents[at].document_id:
        return False
    return any(
        not figure.counted and not figure.unit and _ELLIPTIC.match(table.statements[at].text, figure.end)
        for figure in table.contents[at].figures
    )


def _counts_differ(table: Table, figures: list[tuple[Figure, ...]], one: int, other: int) -> bool:
    """True when two statements count one thing of one event at one time and differ."""
    first, second = table.contents[one], table.contents[other]
    differing, fitting = [], 0
    for figure in figures[one]:
        rivals = [each for each in figures[other] if _same_thing(figure, each)]
        if rivals and any(agree(figure, each) for each in rivals):
            fitting += 1
        elif rivals:
            differing.append(figure)
    compared = any(_COMPARED.search(table.statements[at].text) for at in (one, other))
    another = any(_ANOTHER.search(table.statements[at].text) for at in (one, other))
    if not differing or not (
        _same_time(table, one, other) or (compared and not another and _same_days(table, one, other))
    ):
        return False
    shared = _words(table, one) & _words(table, other)
    counted = {figure.counted for figure in differing}
    near = table.stories.near(first.document_id, second.document_id)
    if fitting and first.document_id != second.document_id:
        # Four killed in both, 22 wounded here and 28 there.
        return len(shared) >= _SHARED_WORDS and (near >= _NEAR or len(table.rare(shared)) >= _RARE)
    equal = {figure.value for figure in figures[one]} & {figure.value for figure in figures[other]}
    if any(value >= _SMALL for value in equal):
        return False  # the same count of what each outlet names in its own way
    here, there = _places(first), _places(second)
    if here and there and not here & there:
        return False
    others = shared - first.names - second.names - ACTORS - counted
    if all(figure.unit for figure in differing):
        return len(here & there) >= 2 and bool(others)
    if first.document_id == second.document_id:
        # An article tells of many attacks: the dead of one are not those of another.
        toll = abs(one - other) <= _BESIDE and any(
            _TOLL.search(table.statements[at].text) for at in (one, other)
        )
        return bool(here & there) or (bool(others) and not counted & FATES) or toll or compared
    # The dead of two attacks are told in one set of words; shells and soldiers less so.
    alike_told = (
        not counted & FATES and table.likeness(one, other) >= _LIKE and not _weekdays_apart(table, one, other)
    )
    if not (here & there or near >= _ONE_EVENT or alike_told or compared):
        return False
    named = shared & (first.names | second.names | ACTORS)
    return bool(named) and (len(others) >= _OTHERS or compared)


def _same_thing(one: Figure, other: Figure) -> bool:
    return bool(one.counted or one.unit in _MEASURED) and alike(one, other)


def _places(content: Content) -> frozenset[str]:
    """The names of a statement that are no actor and not the speaker's: towns, ships, peoples."""
    return content.names - ACTORS - content.speaker - _NO_PLACES


_NO_PLACES = frozenset("~minister ~president ministry defens foreign state forc army general sunday".split())


def _same_time(table: Table, one: int, other: int) -> bool:
    """False when the articles' dates lie apart, only one names a day, or one count is of a beginning."""
    first, second = table.statements[one].text, table.statements[other].text
    growing = any(_cues(cue, first) != _cues(cue, second) for cue in (_GROWING, _ANOTHER))
    return not growing and _days_named(first) == _days_named(second) and _same_days(table, one, other)


def _cues(pattern: re.Pattern[str], text: str) -> set[str]:
    return {found[0].lower() for found in pattern.finditer(text)}


def _weekdays_apart(table: Table, one: int, other: int) -> bool:
    """True when both name days of the week, and not the same."""
    first, second = (set(_WEEKDAY.findall(table.statements[at].text)) for at in (one, other))
    return bool(first and second and not first & second)


def _same_days(table: Table, one: int, other: int) -> bool:
    """False when the articles' dates lie apart."""
    days = [table.day(at) for at in (one, other)]
    if days[0] is None or days[1] is None:
        return True
    return abs((days[0] - days[1]).days) <= _SAME_DAYS


def _days_named(text: str) -> set[tuple[str, str]]:
    """The dates a statement names ("February 3", "3 Feb"), by month and day."""
    return {((a or d)[:3].lower(), b or c) for a, b, c, d in _DATE.findall(text)}


_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"\b((?:{_MONTH})[a-z]*)\.? (\d{{1,2}})\b|\b(\d{{1,2}}) ((?:{_MONTH})[a-z]*)\b", re.IGNORECASE
)
