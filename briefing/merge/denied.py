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

from briefing.merge.charges import Charges
from briefing.merge.likeness import Table, is_denial, length
from briefing.merge.sides import side_words

_CLAIM = (
    r"(?:claims?|allegations?|accusations?|reports?|suggestions?|charges?|assertions?|rumou?rs?|stor(?:y|ies)|"
    r"versions?|footage|videos?|statements?|announcements?|accounts?|findings?|narratives?|criticisms?|"
    r"characteri[sz]ations?|insinuations?|notions?|fabrications?)"
)
_CLAIMED_BY = re.compile(rf"\b{_CLAIM} (?:by|from) ([^,.;]{{2,60}}?)(?= that | of |[,.;]|$)")
_CLAIM_OF = re.compile(rf"((?:[A-Z][\w’'.-]*[ -]?){{1,4}}?)(?:['’]s?)? (?:\w+ ){{0,2}}?{_CLAIM}\b")
_BY = re.compile(r"\b(?:dismissed|rejected|denied|disputed|refuted|contested) by ([^,.;]{2,80})")
_JOINT = re.compile(
    r"\b((?:[Bb]oth )?(?:[A-Z][\w.'’-]* ){1,5}and (?:[A-Z][\w.'’-]* ){1,5})"
    r"(?:(?:has|have|had|\w+ly|both|also) ){0,3}(?:den|dismiss|reject|disput|refut)"
)
_FIRST_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:of )?[A-Z][\w'’-]+)*")
_POINTING = re.compile(
    rf"\b(?:{_CLAIM}|it|them|they|this|that|these|those|such|so|involvement|responsibility|role|part|knowledge|"
    r"contrary|anything|wrongdoing|guilt|conspiracy|fraud|murder\w*|corruption)\b",
    re.IGNORECASE,
)
_LITTLE = re.compile(r"\b(?:any|all|the|an?|such|these|those)\b", re.IGNORECASE)
_DEFINITE = re.compile(
    rf"\b(?:(?:the|this|that|these|those|such|its|his|her|their) {_CLAIM}|it|this|that|them)\b", re.IGNORECASE
)
# "rejects the charge that relief was withheld": what is denied is spelt out, not pointed at.
_SPELT_OUT = re.compile(
    rf"\b{_CLAIM} (?:[\w,]+ ){{0,6}}?(?:that|of|about|concerning|to the effect)\b|\b{_CLAIM} (?:circulating|spread)\b"
)
# What a noun for a claim points at says so itself: "the findings" those of a report.
_SOURCES = tuple(
    (re.compile(rf"\b(?:{noun})", re.IGNORECASE), re.compile(rf"\b(?:{word})", re.IGNORECASE))
    for noun, word in (
        ("finding|conclusion", "report|study|survey|conclu|found|inquiry|audit"),
        ("footage|video|image", "footage|video|image|photo"),
        ("announcement", "announc"),
        ("accusation|charge", "accus|charg|prosecut|blam"),
        ("allegation|claim", "alleg|claim|accus"),
        ("report|stor(?:y|ies)", "report|newspaper|article|published"),
        ("rumou?r|speculation", "rumou?r|speculat|hearing"),
        ("criticism", "critici|accus"),
    )
)
# Stems of words that say that something is denied, or name what is denied without saying it.
_DENYING = re.compile(
    r"(?:~?den[iy]|claim|alleg|accus|report|charge|dismiss|reject|fake|fabricat|complete|lie|absurd|veracit|"
    r"involv|responsib|contrar|version|suggest|baseles|unfound|fairy|tale|fiction|invent|hoax|nonsens|myth|propagand|"
    r"disinform|laugh|ridicul|untru|fals|persist|alway|repeated)"
)
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
_NEAR = 0.15  # nearness of articles below which more words must be shared
_SHARED_AFAR = 4
_MOST_SHARED = 6
_SURE, _POSSIBLE = -0.3, -0.3  # sureness from which a denial is printed, or told to programs
_BEHIND_BEST = 5.5  # nothing so much less sure than the best match of the same denial
_MOST = 16  # matches of one denial


@dataclass(frozen=True, slots=True)
class Topic:
    """What a denial is about: weighed words and their length, the denier's side, the accuser's where it is named,
    and the denied words themselves (`own`).

    `pointing` denials name what they deny by a noun or pronoun only; `answers` is the statement of the
    same article that the denial answers; `background` is an event of an earlier month.
    """

    words: dict[str, float]
    size: float
    denier: frozenset[str]
    accuser: frozenset[str]
    own: frozenset[str]
    pointing: bool
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


def matches(table: Table, charges: Charges, denial: int, blamed: dict[str, list[int]]) -> list[Match]:
    """What the denial at `denial` is meant for, surest first.

    `blamed` holds for each article the positions of the statements that say who is to blame.
    """
    topic = topic_of(table, charges, denial)
    asked = set(table.sharing(denial, topic.words)) | set(table.sharing_afar(topic.words))
    if topic.pointing and topic.denier:
        for home in table.stories.neighbours(table.contents[denial].document_id, _NEAR):
            asked.update(blamed.get(home, ()))
    if topic.answers is not None:
        asked.add(topic.answers)
    found = []
    for at in asked:
        if at == denial or is_denial(table.statements[at]) or charges[at].voice & topic.denier:
            continue
        sure = _sureness(table, charges, topic, denial, at)
        if sure >= _POSSIBLE or at == topic.answers:
            found.append(Match(at, sure, at == topic.answers))
    found.sort(key=lambda match: (not match.answered, -match.sureness, match.at))
    best = max((match.sureness for match in found if not match.answered), default=0.0)
    return [match for match in found[:_MOST] if match.answered or match.sureness >= best - _BEHIND_BEST]


def topic_of(table: Table, charges: Charges, denial: int) -> Topic:
    """What the denial at `denial` is about."""
    statement, content = table.statements[denial], table.contents[denial]
    document = table.documents.get(content.document_id)
    told = " ".join(document.words(span) for span in statement.denies) if document else ""
    denier = _denier(table, charges, denial)
    accuser = _accuser(told) - denier
    marked = table.words_at(denial, statement.denies)
    own = {word for word in marked & content.words - content.names - denier if not _DENYING.match(word)}
    pointing = not own or bool(_POINTING.search(told)) or len(_LITTLE.sub(" ", told).split()) == 1
    words = {
        word: weight if word in marked or not own else _UNMARKED * weight
        for word, weight in content.local.items()
        if not _DENYING.match(word)
    }
    answers = _answered(table, charges, denial, words, denier, accuser, told, pointing)
    if answers is not None:
        share = _LENT if len(own) < _OWN_WORDS else _LENT_LITTLE
        for word, weight in table.contents[answers].local.items():
            if not _DENYING.match(word):
                words[word] = max(words.get(word, 0.0), share * weight)
    background = _is_background(table, denial if answers is None else answers, denial)
    return Topic(words, length(words), denier, accuser, frozenset(own), pointing, answers, background)


def _denier(table: Table, charges: Charges, denial: int) -> frozenset[str]:
    """The side that denies: the speaker, both of two, or the first name of the sentence."""
    text = table.statements[denial].text
    passive = _BY.search(text)
    if passive is not None:
        return side_words(passive[1])
    joint = _JOINT.search(text)
    together = side_words(joint[1]) if joint else frozenset()
    if table.statements[denial].speaker:
        return charges[denial].voice | together
    first = _FIRST_NAME.search(text)
    return together | side_words(first[0]) if first else together


def _accuser(told: str) -> frozenset[str]:
    """Whose claim is denied, where the denied words say so: "Turkey's version", "claims by Kremlin officials"."""
    found = _CLAIMED_BY.search(told) or _CLAIM_OF.search(told)
    return side_words(found[1]) if found else frozenset()


def _answered(
    table: Table,
    charges: Charges,
    denial: int,
    words: dict[str, float],
    denier: frozenset[str],
    accuser: frozenset[str],
    told: str,
    pointing: bool,
) -> int | None:
    """The earlier statement of the article that the denial answers, None when there is none to tell."""
    home, own = table.contents[denial].document_id, table.contents[denial]
    spelt_out = not pointing or bool(_SPELT_OUT.search(told))
    best, answer = _LEAST_FIT, None
    for at in range(denial - 1, max(-1, denial - 1 - _ANSWERED), -1):
        content = table.contents[at]
        if content.document_id != home:
            break
        charge = charges[at]
        if is_denial(table.statements[at]) or charge.voice & denier or _is_sceptic(table, at):
            continue
        text = table.statements[at].text
        shared = (content.words & words.keys()) - denier
        if spelt_out and not shared - content.names - own.names:
            continue
        charged = bool(denier & (charge.named | content.words))
        sourced = any(noun.search(told) and word.search(text) for noun, word in _SOURCES)
        if not (charge.accusing or charged or sourced or shared or accuser & charge.voice):
            continue
        fit = (
            1.8 * charge.accusing
            + (0.4 if charge.accusing else 0.8) * charge.attributed
            - 1.0 * (not charge.attributed and not charge.accusing)
            + 1.0 * charged
            + 1.2 * bool(accuser & charge.voice)
            - 0.8 * bool(accuser and charge.voice and not accuser & charge.voice)
            + 2.0 * bool(charge.aside & denier)
            + 0.5 * min(len(shared), 4)
            - 2.0 * charge.doubting
            - 0.5 * charge.negated
            - 1.2 * charge.ahead
            + 0.5 * (pointing and at == denial - 1)
            + 0.8 * sourced
            - 0.45 * math.log2(denial - at)
        )
        if fit > best:
            best, answer = fit, at
    before = denial - 1
    if (
        answer is None
        and not spelt_out
        and _DEFINITE.search(told)
        and before >= 0
        and table.contents[before].document_id == home
    ):
        # "rejects the announcement": the sentence before, though the names do not tell who is who.
        charge = charges[before]
        return (
            before
            if charge.attributed and not charge.doubting and not is_denial(table.statements[before])
            else None
        )
    return answer


def _is_background(table: Table, first: int, last: int) -> bool:
    """True when the sentences before a charge put it in an earlier month or year."""
    home = table.contents[last].document_id
    return any(
        table.contents[at].document_id == home and _BACKGROUND.search(table.statements[at].text)
        for at in range(max(0, first - _BEFORE), last + 1)
    )


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


def _sureness(table: Table, charges: Charges, topic: Topic, denial: int, at: int) -> float:
    """How surely the denial is meant for the statement at `at`; set by hand, docs/decisions/0011."""
    content, charge = table.contents[at], charges[at]
    home = table.contents[denial].document_id
    shared = content.words & topic.words.keys()
    same = content.document_id == home
    apart = not same and table.stories.near(home, content.document_id) < _NEAR
    if (apart and len(shared - topic.denier) < _SHARED_AFAR) or _is_sceptic(table, at):
        return -9.0
    product = sum(topic.words[word] * content.local[word] for word in shared)
    likeness = product / (topic.size * content.local_length)
    answered = 0.0
    if topic.answers is not None and at != topic.answers:
        answered = table.likeness(topic.answers, at)
    covered = len(topic.own & content.words) / len(topic.own) if len(topic.own) >= _OWN_WORDS else 0.0
    charged = bool(topic.denier & (charge.named | content.words))
    return (
        -6.2
        + 1.5 * likeness
        + 1.5 * answered
        + 2.5 * covered
        + 0.75 * min(len(shared - topic.denier), _MOST_SHARED)
        + 1.2 * (at == topic.answers)
        + 0.5 * (at == denial - 1)
        + 0.8 * same
        - 1.5 * apart
        + 1.5 * charge.accusing
        + 1.0 * charged
        + 1.0 * (topic.pointing and charged and charge.accusing)
        + 1.2 * (topic.pointing and charged and charge.blaming and not topic.background)
        - 1.5 * (topic.background and charge.accusing and at != topic.answers and answered < 0.3)
        + 0.3 * bool(topic.accuser & charge.voice)
        - 0.5 * bool(topic.accuser and charge.voice and not topic.accuser & charge.voice)
        + 0.3 * table.opens(at)
        - 4.0 * charge.doubting
        - 1.5 * charge.negated
        - 0.5 * charge.ahead
        - 1.5 * (charge.recalled and not same)
        - 0.9 * (not charge.attributed)
    )
