"""What stands against a claim: denials of it, and other figures for the same thing.

A denial seldom repeats what it denies ("Iran denied such claims"), so the sentences before it lend
it their words, less the further they are. What it denies is then looked for among the statements of
the same events: attributed ones above all, never those of the same speaker, never another denial.
Two figures stand against each other when they count the same thing at the same time; a count of a
later day has grown, it does not contradict. Nothing here decides who is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from briefing.merge.figures import Figure, agree
from briefing.merge.likeness import Content, Table, is_denial, length
from briefing.merge.words import content_words

_LENT = (0.7, 0.4)  # weight of the words of the sentence before a denial, and of the one before that
_UNMARKED = 0.5  # weight of the denial's own words beside those that it marks as denied
_ENOUGH_MARKED = 2
_DENIED = -1.8  # sureness from which a denial is one of this statement
_BEHIND_BEST = 2.6  # nothing so much less sure than the best match of the same denial
_LEAST_LIKE = 0.05  # no need to read further
_MOST = 12  # matches of one denial
_ACCUSING = re.compile(
    r"\b(?:accus|blam|alleg|claim|responsib|behind|carried out|said|says|evidence|suspect)", re.I
)
_DOUBTING = re.compile(
    r"\b(?:den(?:y|ie[sd]|ials?)|implausib|credib|scepti|skepti|doubt|fabricat|baseless|unfounded|false"
    r"|scrutiny|disput|lies?|untrue|reject|dismiss)",
    re.I,
)
_NEAR = 0.2  # nearness of articles whose counts may be of one event
_MOST_COUNTS = 40  # statements of one article that count one thing; more of them tell nothing
_SHARED_WORDS = 3  # with one count that agrees, enough to be of one event
_FIRST_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:of )?[A-Z][\w'’-]+)*")
_SAME_DAYS = 2  # days between two articles whose counts still compete


@dataclass
class Opposed:
    """For each statement, by position: the denials of it, those that may be meant for it (`doubts`),
    and the other counts, both ways."""

    denials: dict[int, set[int]] = field(default_factory=dict)
    doubts: dict[int, set[int]] = field(default_factory=dict)
    rivals: dict[int, set[int]] = field(default_factory=dict)


def find(table: Table) -> Opposed:
    """All denials and differing figures among the statements of `table`."""
    opposed = Opposed()
    for denial in (at for at, statement in enumerate(table.statements) if is_denial(statement)):
        for claim in _denied(table, denial):
            sure = _is_about(table, denial, claim)
            (opposed.denials if sure else opposed.doubts).setdefault(claim, set()).add(denial)
    for one, other in _counting_alike(table):
        if _counts_differ(table, one, other):
            opposed.rivals.setdefault(one, set()).add(other)
            opposed.rivals.setdefault(other, set()).add(one)
    return opposed


def _denied(table: Table, denial: int) -> list[int]:
    """The statements that `denial` denies, surest first."""
    topic, denier = _topic(table, denial), _denier(table, denial)
    ranked = []
    for at in table.sharing(denial, topic):
        if at != denial and not is_denial(table.statements[at]):
            sure = _sureness(table, topic, denier, denial, at)
            if sure >= _DENIED:
                ranked.append((-sure, at))
    ranked.sort()
    return [at for sure, at in ranked[:_MOST] if -sure >= -ranked[0][0] - _BEHIND_BEST]


# Stems of words that say that something is denied, or name what is denied without saying it.
_DENYING = re.compile(r"(?:den[iy]|claim|alleg|accus|report|charge|dismiss|reject|fake|news)")
_POINTING = re.compile(
    r"\b(?:it|them|they|this|that these|those|these|such|he|she|him|her|so|either)\b", re.I
)
_NEGATED = re.compile(r"^\W*(?:there (?:were|was|is|are) no|no |not |never |nobody|neither)\b", re.I)


def _is_about(table: Table, denial: int, at: int) -> bool:
    """True when the claim holds words of what is denied that are more than names.

    A denial that names nothing ("denied it") is about the sentence before it. Without such a word the
    two may belong together all the same; on paper, side by side, that would be a guess.
    """
    content, claim = table.contents[denial], table.contents[at]
    statement = table.statements[denial]
    if _NEGATED.search(table.statements[at].text.lstrip("\"'\u201c\u2018")):
        return False
    marked = table.words_at(denial, statement.denies)
    plain = {word for word in marked & content.words if not _DENYING.match(word)} - content.names
    document = table.documents.get(content.document_id)
    told = " ".join(document.words(span) for span in statement.denies) if document else ""
    before = denial - 1
    if before >= 0 and (not plain or _POINTING.search(told)):
        earlier = table.contents[before]
        if earlier.document_id == content.document_id:
            plain |= earlier.words - earlier.names
    return bool(plain & claim.words)


def _topic(table: Table, denial: int) -> dict[str, float]:
    """Words of the denied thing with their weights: those the text marks count in full."""
    content = table.contents[denial]
    marked = table.words_at(denial, table.statements[denial].denies)
    topic = {
        word: weight if word in marked or len(marked) < _ENOUGH_MARKED else _UNMARKED * weight
        for word, weight in content.local.items()
    }
    for back, share in enumerate(_LENT, 1):
        before = denial - back
        if before < 0 or table.contents[before].document_id != content.document_id:
            break
        for word, weight in table.contents[before].local.items():
            topic[word] = max(topic.get(word, 0.0), share * weight)
    return topic


def _denier(table: Table, denial: int) -> frozenset[str]:
    """Words of the name of who denies; where none is given, of the first name in the statement."""
    content = table.contents[denial]
    if content.speaker:
        return content.speaker
    first = _FIRST_NAME.search(table.statements[denial].text)
    return frozenset(content_words(first[0])) if first else content.speaker


def _sureness(table: Table, topic: dict[str, float], denier: frozenset[str], denial: int, at: int) -> float:
    own, content, statement = table.contents[denial], table.contents[at], table.statements[at]
    shared = content.words & topic.keys()
    product = sum(topic[word] * content.local[word] for word in shared)
    likeness = product / (length(topic) * content.local_length)
    if likeness < _LEAST_LIKE:
        return -9.0
    near = 0.3
    if own.document_id != content.document_id:
        near = table.stories.near(own.document_id, content.document_id)
    return (
        -7.5
        + 7.5 * likeness
        + 0.3 * min(len(shared), 6)
        + 1.0 * bool(statement.speaker)
        + 0.8 * (statement.certainty != "asserted")
        + 1.3 * bool(_ACCUSING.search(statement.text))
        - 2.0 * (statement.certainty == "unlikely" or bool(_DOUBTING.search(statement.text)))
        - 3.2 * bool(denier & content.speaker)
        + 2.5 * near
        + 1.5 * table.opens(at)
    )


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
    pairs = {pair for pair in table.candidates() if table.apart(*pair) and _worth_counting(table, *pair)}
    for (home, unit, counted), positions in holding.items():
        for other in table.stories.neighbours(home, _NEAR):
            if other > home:
                pairs.update(
                    (min(one, two), max(one, two))
                    for one in positions
                    for two in holding.get((other, unit, counted), ())
                )
    return sorted(pairs)


def _worth_counting(table: Table, one: int, other: int) -> bool:
    return table.counts_alike(one, other) or table.taken_over(one, other) > 0


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
