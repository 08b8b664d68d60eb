"""What a denial denies.

"Iran denied such claims" names nothing. So the claim is looked for where a reader looks: first the
statement of the same article that the denial answers, the nearest earlier one in which somebody else
charges the denier; the denial borrows its words. Then the statements of the same events, in whatever
article, that make the same charge. Never a word of the denier's own, never another denial, a doubt, or
a sceptic's reason.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from briefing.merge.charges import Charge, Charges
from briefing.merge.likeness import Table, is_denial, length
from briefing.merge.readings import DEFINITE, DENYING, SOURCES, Denial, read

# An earlier event, told as background: what is denied there was not charged today.
_BACKGROUND = re.compile(
    r"\b(?:last|the previous) (?:month|year)|\bin (?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December|(?:19|20)\d\d)\b|\b(?:months|years) (?:ago|earlier|before)\b"
)
_BEFORE = 5  # sentences before a charge in which an article says when that was
_ANSWERED = 30  # statements before a denial among which it answers one
_SCEPTIC = 4  # statements around a denial in which the denier gives reasons
_LEAST_FIT = 0.9  # from which a denial answers a statement
_LENT, _LENT_LITTLE = 0.9, 0.4  # weight of the answered words, where the denial has none of its own or some
_OWN_WORDS = 2
_UNMARKED = 0.5  # weight of the denial's own words beside those that it marks as denied
_HALF = 0.5  # of the words that are spelt out, what an unsaid charge must hold
_THIRD = 0.3
_NEAR = 0.15  # nearness of articles below which more words must be shared
_SHARED_AFAR = 4
_MOST_SHARED = 6
_LONG_AGO = 60  # days after which a denial is of another charge
_SURE, _POSSIBLE = 0.0, -0.6  # sureness from which a denial is printed, and told to programs
_BEHIND_BEST = 5.5  # nothing so much less sure than the best match of the same denial
_MOST = 16  # matches of one denial


@dataclass(frozen=True, slots=True)
class Topic:
    """What a denial is about: weighed words and their length.

    `answers` is the statement of the same article that the denial answers; `background` tells that it
    is an event of an earlier month.
    """

    words: dict[str, float]
    size: float
    answers: int | None
    background: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A statement that a denial is meant for; `answered` when it stands before the denial in its article."""

    at: int
    sureness: float
    answered: bool

    @property
    def sure(self) -> bool:
        """Sure enough for paper."""
        return self.answered or self.sureness >= _SURE


def matches(table: Table, charges: Charges, at: int, blamed: dict[str, list[int]]) -> list[Match]:
    """What the denial at `at` is meant for, surest first.

    `blamed` holds for each article the positions of the statements that say who is to blame.
    """
    denial = read(table, charges, at)
    topic = topic_of(table, charges, at, denial)
    asked = set(table.sharing(at, topic.words)) | set(table.sharing_afar(topic.words))
    if denial.pointing and denial.denier:
        for home in table.stories.neighbours(table.contents[at].document_id, _NEAR):
            asked.update(blamed.get(home, ()))
    if topic.answers is not None:
        asked.add(topic.answers)
    found = []
    for other in asked - {at}:
        charge = charges[other]
        if other == topic.answers or not (
            _is_out(table, charge, denial, other) or _days_between(table, at, other) > _LONG_AGO
        ):
            sure = _sureness(table, charge, denial, topic, at, other)
            if sure >= _POSSIBLE or other == topic.answers:
                found.append(Match(other, sure, other == topic.answers))
    found.sort(key=lambda match: (not match.answered, -match.sureness, match.at))
    best = max((match.sureness for match in found if not match.answered), default=0.0)
    return [match for match in found[:_MOST] if match.answered or match.sureness >= best - _BEHIND_BEST]


def topic_of(table: Table, charges: Charges, at: int, denial: Denial) -> Topic:
    """What the denial at `at` is about, in words of its own and of what it answers."""
    content = table.contents[at]
    marked = table.words_at(at, table.statements[at].denies)
    words = {
        word: weight if word in marked or not denial.own else _UNMARKED * weight
        for word, weight in content.local.items()
        if not DENYING.match(word)
    }
    answers = _answered(table, charges, at, denial, words)
    if answers is not None:
        share = _LENT if len(denial.own) < _OWN_WORDS else _LENT_LITTLE
        for word, weight in table.contents[answers].local.items():
            if not DENYING.match(word):
                words[word] = max(words.get(word, 0.0), share * weight)
    background = _is_background(table, at if answers is None else answers, at)
    return Topic(words, length(words), answers, background)


def _is_out(table: Table, charge: Charge, denial: Denial, at: int) -> bool:
    """True for what the denier or a sceptic says, another denial, a doubt, and "nobody has said so"."""
    return bool(
        is_denial(table.statements[at])
        or table.statements[at].certainty == "unlikely"
        or charge.voice & denial.denier
        or charge.nobody
        or _is_sceptic(table, at)
    )


def _answered(table: Table, charges: Charges, at: int, denial: Denial, words: dict[str, float]) -> int | None:
    """The earlier statement of the article that the denial answers, None when there is none to tell."""
    home = table.contents[at].document_id
    best, answer = _LEAST_FIT, None
    for before in range(at - 1, max(-1, at - 1 - _ANSWERED), -1):
        if table.contents[before].document_id != home:
            break
        charge = charges[before]
        if not _is_out(table, charge, denial, before):
            fit = _fit(table, charge, denial, words, at, before)
            if fit > best:
                best, answer = fit, before
    before = at - 1
    if answer is None and not denial.spelt_out and before >= 0 and DEFINITE.search(denial.told):
        # "rejects the announcement": the sentence before, though the names do not tell who is who.
        charge, same = charges[before], table.contents[before].document_id == home
        if same and charge.attributed and not charge.doubting and not is_denial(table.statements[before]):
            return before
    return answer


def _fit(
    table: Table, charge: Charge, denial: Denial, words: dict[str, float], at: int, before: int
) -> float:
    """How well the statement at `before` is what the denial at `at` answers; -9 when it cannot be."""
    content, text = table.contents[before], table.statements[before].text
    shared = (content.words & words.keys()) - denial.denier
    charged = bool(denial.denier & (charge.named | content.words))
    sourced = any(noun.search(denial.told) and word.search(text) for noun, word in SOURCES)
    covered = denial.covered(content.words)
    if denial.spelt_out:
        if not covered and not shared - content.names - table.contents[at].names:
            return -9.0
        if covered < _HALF and not charge.attributed and not charge.accusing:
            return -9.0
        if denial.own_doing and not (charged or denial.subject & content.words):
            return -9.0
    elif not (charge.accusing or charged or sourced or shared or denial.accuser & charge.voice):
        return -9.0
    return (
        1.8 * charge.accusing
        + (0.4 if charge.accusing else 0.8) * charge.attributed
        - 1.0 * (not charge.attributed and not charge.accusing)
        + 1.0 * charged
        + 1.2 * bool(denial.accuser & charge.voice)
        - 0.8 * bool(denial.accuser and charge.voice and not denial.accuser & charge.voice)
        + 2.0 * bool(charge.aside & denial.denier)
        + 0.5 * min(len(shared), 4)
        + 1.0 * covered
        + 0.8 * sourced
        - 2.0 * charge.doubting
        - 0.5 * charge.negated
        - 1.2 * charge.ahead
        + 0.5 * (denial.pointing and before == at - 1)
        - 0.45 * math.log2(at - before)
    )


def _is_background(table: Table, first: int, last: int) -> bool:
    """True when the sentences before a charge put it in an earlier month or year."""
    home = table.contents[last].document_id
    return any(
        table.contents[at].document_id == home and _BACKGROUND.search(table.statements[at].text)
        for at in range(max(0, first - _BEFORE), last + 1)
    )


def _days_between(table: Table, one: int, other: int) -> int:
    """Days between the two articles; 0 where one has no date."""
    first, second = table.day(one), table.day(other)
    return abs((first - second).days) if first and second else 0


def _is_sceptic(table: Table, at: int) -> bool:
    """True when the same speaker denies something near by: what is said here speaks against the charge."""
    statement, home = table.statements[at], table.contents[at].document_id
    if not statement.speaker:
        return False
    around = range(max(0, at - _SCEPTIC), min(len(table.statements), at + _SCEPTIC + 1))
    return any(
        near != at
        and table.contents[near].document_id == home
        and table.statements[near].speaker == statement.speaker
        and is_denial(table.statements[near])
        for near in around
    )


def _sureness(table: Table, charge: Charge, denial: Denial, topic: Topic, at: int, other: int) -> float:
    """How surely the denial at `at` is meant for the statement at `other`.

    The weights were set by hand; docs/decisions/0011-what-stands-against-what.md tells along what.
    """
    content, home = table.contents[other], table.contents[at].document_id
    shared = content.words & topic.words.keys()
    same = content.document_id == home
    apart = not same and table.stories.near(home, content.document_id) < _NEAR
    if apart and len(shared - denial.denier) < _SHARED_AFAR:
        return -9.0
    product = sum(topic.words[word] * content.local[word] for word in shared)
    likeness = product / (topic.size * content.local_length)
    answered = 0.0
    if topic.answers is not None and other != topic.answers:
        answered = table.likeness(topic.answers, other)
    covered = denial.covered(content.words) if len(denial.own) >= _OWN_WORDS else 0.0
    story = table.stories.story
    one_story = story[home] == story[content.document_id]
    missed = denial.spelt_out and bool(denial.own) and denial.covered(content.words) < _THIRD
    charged = bool(denial.denier & (charge.named | content.words))
    return (
        -6.2
        + 1.5 * likeness
        + 1.5 * answered
        + (1.0 if apart else 2.5) * covered
        - 2.0 * (missed and answered < _THIRD)
        + 0.75 * min(len(shared - denial.denier), _MOST_SHARED)
        + 1.2 * (other == topic.answers)
        + 0.5 * (other == at - 1)
        + 0.8 * same
        - 2.0 * apart
        + 1.5 * charge.accusing
        + 1.0 * charged
        + 1.0 * (denial.pointing and charged and charge.accusing)
        + 1.2 * (denial.pointing and charged and charge.blaming and one_story and not topic.background)
        - 1.5 * (topic.background and charge.accusing and other != topic.answers and answered < _THIRD)
        + 0.3 * bool(denial.accuser & charge.voice)
        - 0.5 * bool(denial.accuser and charge.voice and not denial.accuser & charge.voice)
        + 0.3 * table.opens(other)
        - 4.0 * charge.doubting
        - 1.5 * charge.negated
        - 0.5 * charge.ahead
        - 1.5 * (charge.recalled and not same)
        - 0.9 * (not charge.attributed)
    )
