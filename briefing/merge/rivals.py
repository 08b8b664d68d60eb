"""Rival accounts: two voices that tell one event in ways that cannot both be so.

Five ways in which a text shows it: predicates that exclude each other (`opposites`); each side charges
the other with breaking the same rule; the accused tells of "its plane" right after the accuser told of
it; "a shell, not a mine" against the mine; and the outlet itself says that one account contradicts
another. The last three are looked for where they stand, and then among the statements of the same voice
that say the same. Differing polarity alone ("has", "has not") was tried and was wrong nine times in ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from briefing.merge.charges import Charge, Charges
from briefing.merge.likeness import Table, is_denial
from briefing.merge.opposites import TABLE, Opposites
from briefing.merge.words import ACTORS, content_words

_NEAR = 0.2  # nearness of articles that may tell of one event
_WINDOW = 15  # statements of one article within which two accounts may be of one event
_BESIDE = 2
_MOST = 30  # statements of one article on one side of a pair of predicates
_MET = 300  # statements that one is set against at most, its own article's first
_SAME_ACCOUNT = 0.28  # likeness of another telling by the same voice
_SAYING = re.compile(
    r"\b(?:said|says?|maintain\w*|insist\w*|claim\w*|assert\w*|counter\w*|argu\w*|according to|told|tweet\w*)\b"
)
_NOT_A = re.compile(
    r"(?<=, )(?:and )?(?:not|rather than|instead of) (?:by |from |because of |with )?(?:an? |the |any )?"
    r"((?:[a-z][\w-]+ ){0,2}[a-z][\w-]+)(?=[.,;:\"”]|$)"
)
_CONTRADICTS = re.compile(
    r"\b(?:contradict(?:s|ed|ing)?|(?:to|which|that) conflict with|conflict(?:s|ed) with|at odds with|"
    r"inconsistent with|differ(?:s|ed) from|did not (?:indicate|bear out)|anything (?:\w+ )?close to)\b"
)
# "such a large number", "his statement": the account before, whatever its words.
_BEFORE = re.compile(
    r"\b(?:such|that|those|this|his|her|their|its) (?:\w+ ){0,3}?(?:numbers?|figures?|tolls?|claims?|accounts?|"
    r"statements?|versions?|estimates?)\b",
    re.IGNORECASE,
)
_BREAKING = re.compile(
    r"\b(?:violat\w+|breach(?:ed|es|ing)|br(?:oke|oken|eaking) (?:the|a|its|their)|"
    r"treaty-breaking|fired first)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\W*(?:Instead|Rather|On the contrary)\b")
_SELF = re.compile(r"\b(?:both|each other|one another|the other)\b")


def rivals(table: Table, charges: Charges) -> list[tuple[int, int]]:
    """Pairs of statements that tell one event differently, the smaller position first."""
    found = set(_incompatible(table, charges)) | set(_mutual(table, charges))
    found.update(_contradicted(table, charges))
    found.update(_not_that(table, charges))
    for pair in _answered(table, charges):
        found.update(_also(table, charges, *pair))
    return sorted(pair for pair in found if pair[0] != pair[1])


def _voices_differ(one: Charge, other: Charge) -> bool:
    return bool(one.voice and other.voice) and not one.voice & other.voice


def _common(table: Table, one: int, other: int) -> set[str]:
    """What two statements share beside names."""
    first, second = table.contents[one], table.contents[other]
    return set(first.words & second.words) - first.names - second.names - ACTORS


def instead(table: Table, denial: int) -> list[int]:
    """Statements behind a denial in which the same speaker tells what was so "instead"."""
    found = []
    for at in range(denial + 1, min(len(table.statements), denial + 1 + _BESIDE)):
        statement = table.statements[at]
        if table.contents[at].document_id != table.contents[denial].document_id:
            break
        if _INSTEAD.match(statement.text) and not is_denial(statement):
            found.append(at)
    return found


def _pairs(table: Table, one: list[int], other: list[int]) -> Iterator[tuple[int, int]]:
    """Pairs across two lists that stand near each other in one article or in two near articles."""
    by_home: dict[str, list[int]] = {}
    for at in other:
        by_home.setdefault(table.contents[at].document_id, []).append(at)
    for at in one:
        home = table.contents[at].document_id
        met = (
            (near, rival)
            for near in table.stories.neighbours(home, _NEAR)
            for rival in by_home.get(near, ())[:_MOST]
        )
        for near, rival in islice(met, _MET):
            if near != home or 0 < abs(rival - at) <= _WINDOW:
                yield at, rival


def _incompatible(table: Table, charges: Charges) -> Iterator[tuple[int, int]]:
    for opposites in TABLE:
        one, other = _sides(table, opposites)
        for first, second in _pairs(table, one, other):
            if _of_one_event(table, charges, opposites, first, second):
                yield min(first, second), max(first, second)


def _sides(table: Table, opposites: Opposites) -> tuple[list[int], list[int]]:
    one: list[int] = []
    other: list[int] = []
    for at, content in enumerate(table.contents):
        if content.words & opposites.words and not is_denial(table.statements[at]):
            text = table.statements[at].text
            # What the first takes up ("not enough evidence") the second does not find.
            rest, first = opposites.one.subn(" ", text)
            if bool(first) != bool(opposites.other.search(rest)):
                (one if first else other).append(at)
    return one, other


def _of_one_event(table: Table, charges: Charges, opposites: Opposites, one: int, other: int) -> bool:
    """True when two voices speak of one thing: by what they share, or side by side."""
    first, second = charges[one], charges[other]
    if (
        first.voice & second.voice
        or not (first.attributed or second.attributed)
        or first.ahead
        or second.ahead
    ):
        return False
    common = _common(table, one, other)
    if common & opposites.topic:
        return True
    same = table.contents[one].document_id == table.contents[other].document_id
    if same and abs(one - other) <= _BESIDE:
        return _voices_differ(first, second)
    if same:
        return bool(common) and _voices_differ(first, second)
    actors = (first.voice | first.named) & (second.voice | second.named)
    return len(common) >= 2 or bool(common and actors)


def _mutual(table: Table, charges: Charges) -> Iterator[tuple[int, int]]:
    """Each side charges the other with having broken the same thing."""
    breaking = [
        at
        for at, statement in enumerate(table.statements)
        if _BREAKING.search(statement.text) and not is_denial(statement) and not _SELF.search(statement.text)
    ]
    for first, second in _pairs(table, breaking, breaking):
        left, right = charges[first], charges[second]
        if first > second or left.negated or right.negated:
            continue
        if _voices_differ(left, right) and left.attributed and right.attributed:
            back, forth = right.named & left.voice & ACTORS, left.named & right.voice & ACTORS
            alone = not right.named or not left.named
            if (back and forth) or ((back or forth) and alone):
                yield first, second


def _answered(table: Table, charges: Charges) -> Iterator[tuple[int, int]]:
    """ "Turkey says the Russian jet was in its airspace. Russia maintains the jet was over Syria." """
    for at in range(len(table.statements)):
        for later in range(at + 1, min(len(table.statements), at + 1 + _BESIDE)):
            if table.contents[at].document_id != table.contents[later].document_id:
                break
            accuser, accused = charges[at], charges[later]
            side = accused.voice & ACTORS & accuser.named
            if not side or not _voices_differ(accuser, accused) or accuser.ahead or accused.ahead:
                continue
            if is_denial(table.statements[at]) or is_denial(table.statements[later]) or accused.doubting:
                continue
            told, answer = table.statements[at].text, table.statements[later].text
            common = _common(table, at, later)
            said = common and _SAYING.search(told) and _SAYING.search(answer)
            if said and _followed(told, side, common) and _owned(answer, common):
                yield at, later


def _followed(text: str, side: frozenset[str], nouns: set[str]) -> bool:
    """True when one of `nouns` stands behind a word of `side`: "the Russian jet"."""
    folded = [(content_words(word) or [""])[0] for word in re.findall(r"[\w'’-]+", text)]
    return any(
        word in side and any(noun in nouns for noun in folded[at + 1 : at + 5])
        for at, word in enumerate(folded)
    )


def _owned(text: str, nouns: set[str]) -> bool:
    """True when one of `nouns` stands behind "its" or "the"."""
    return any(
        set(content_words(found[1])) & nouns
        for found in re.finditer(r"\b(?:its|their|his|her|the) ((?:[\w-]+ ?){1,3})", text)
    )


def _not_that(table: Table, charges: Charges) -> Iterator[tuple[int, int]]:
    """ "hit by a shell, not a mine", against those who speak of the mine."""
    for at, statement in enumerate(table.statements):
        found = _NOT_A.search(statement.text) if ", " in statement.text else None
        if found is None or not charges[at].attributed:
            continue
        thing = set(content_words(found[1])) - charges[at].voice
        home = table.contents[at].document_id
        for other in table.sharing(at, dict.fromkeys(sorted(thing), 1.0)) if thing else ():
            content, charge = table.contents[other], charges[other]
            if other == at or not thing <= content.words or is_denial(table.statements[other]):
                continue
            near = home == content.document_id or table.stories.near(home, content.document_id) >= _NEAR
            told = charge.attributed and not charge.negated and not charge.ahead
            if near and told and not charge.voice & charges[at].voice and _common(table, at, other) - thing:
                yield min(at, other), max(at, other)


def _contradicted(table: Table, charges: Charges) -> Iterator[tuple[int, int]]:
    """What the outlet sets against the statement of whom it names, or against the one before."""
    for at, statement in enumerate(table.statements):
        if not _CONTRADICTS.search(statement.text):
            continue
        home = table.contents[at].document_id
        near = [
            other
            for other in (at - 1, at + 1, at - 2, at + 2, at - 3)
            if 0 <= other < len(table.statements) and table.contents[other].document_id == home
        ]
        named = charges[at].named - ACTORS
        spoken = [other for other in near if charges[other].voice & named and _common(table, at, other)]
        before = [
            other
            for other in near
            if other < at
            and charges[other].attributed
            and _BEFORE.search(statement.text)
            and (other == at - 1 or _common(table, at, other))
        ]
        for other in (spoken or before)[:1]:
            yield min(at, other), max(at, other)


def _also(table: Table, charges: Charges, one: int, other: int) -> Iterator[tuple[int, int]]:
    """The pair, and every pair of statements by the same voices that say the same as they do."""
    for first in _retold(table, charges, one):
        for second in _retold(table, charges, other):
            yield min(first, second), max(first, second)


def _retold(table: Table, charges: Charges, at: int) -> list[int]:
    side = charges[at].voice & ACTORS
    if not side:
        return [at]
    topic = table.contents[at].local
    return [at] + [
        other
        for other in table.sharing(at, topic)
        if other != at
        and charges[other].voice & side
        and charges[other].attributed
        and not is_denial(table.statements[other])
        and not charges[other].ahead
        and table.likeness(at, other) >= _SAME_ACCOUNT
    ]
