"""How a denial is read: who denies, what, how far it spells that out, and whose claim it names.

"Iran denied such claims" points at what it denies; "denied that the ship had brought arms" spells it
out; "denied involvement" says only that it was not the denier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.merge.charges import Charges
from briefing.merge.likeness import Content, Table
from briefing.merge.sides import side_words
from briefing.merge.words import content_words

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
DEFINITE = re.compile(
    rf"\b(?:(?:the|this|that|these|those|such|its|his|her|their) {_CLAIM}|it|this|that|them)\b", re.IGNORECASE
)
# A clause with a subject of its own, or a deed: what is denied stands there. "Any of them" points back.
_CLAUSE = re.compile(
    rf"\W*(?:that\s+(?!{_CLAIM}\b|is\b|was\b|by\b)(?!(?:any|some|all|most|one) of )\w|having\b|"
    r"[a-z]+ing\s+(?!of\b|to\b|by\b))"
)
_OWN_DOING = re.compile(r"\W*(?:that\s+)?(?:it|he|she|they|its|having|[a-z]+ing)\b")
_SUBJECT = 80  # characters before the denied words that may name the denier
# "rejects the charge that relief was withheld": what is denied is spelt out, not pointed at.
_SPELT_OUT = re.compile(
    rf"\b{_CLAIM} (?:[\w,]+ ){{0,6}}?(?:that|of|about|concerning|to the effect)\b|\b{_CLAIM} (?:circulating|spread)\b"
)
# What a noun for a claim points at says so itself: "the findings" those of a report.
SOURCES = tuple(
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
DENYING = re.compile(
    r"(?:~?den[iy]|claim|alleg|accus|report|charge|dismiss|reject|fake|fabricat|complete|lie|absurd|veracit|"
    r"involv|responsib|contrar|version|suggest|baseles|unfound|fairy|tale|fiction|invent|hoax|nonsens|myth|propagand|"
    r"disinform|laugh|ridicul|untru|fals|persist|alway|repeated)"
)

# What is said to be arms in one article is shells in another.
_WEAPON = "~weapon"
_WEAPONS = frozenset({"~ammunition", "~missile", "~shell", "~drone", "artillery"})


@dataclass(frozen=True, slots=True)
class Denial:
    """`told` are the denied words as they stand, `own` their content words without names.

    `denier` and `accuser` are sides; `subject` are all words before the denying one. `pointing`
    denials name what they deny by a noun or pronoun, `spelt_out` ones say it in words of their own, and
    `own_doing` ones say that the denier did not do it.
    """

    told: str
    own: frozenset[str]
    denier: frozenset[str]
    accuser: frozenset[str]
    subject: frozenset[str]
    pointing: bool
    spelt_out: bool
    own_doing: bool

    def covered(self, words: frozenset[str]) -> float:
        """The share of the denied words that stand among `words`; 0 where there are none."""
        if not self.own:
            return 0.0
        held = words | {_WEAPON} if words & _WEAPONS else words
        return len(self.own & held) / len(self.own)


def read(table: Table, charges: Charges, at: int) -> Denial:
    """The denial at `at`."""
    statement, content = table.statements[at], table.contents[at]
    document = table.documents.get(content.document_id)
    told = " ".join(document.words(span) for span in statement.denies) if document else ""
    denier = _denier(table, charges, at)
    own = _own(table.words_at(at, statement.denies), content, denier)
    clause = bool(_CLAUSE.match(told))
    pointing = not own or (not clause and bool(_POINTING.search(told))) or _is_bare(told)
    return Denial(
        told,
        own,
        denier,
        _accuser(told) - denier,
        _subject(statement.text, told),
        pointing,
        spelt_out=not pointing or bool(_SPELT_OUT.search(told)),
        own_doing=bool(_OWN_DOING.match(told)),
    )


def _own(marked: set[str], content: Content, denier: frozenset[str]) -> frozenset[str]:
    return frozenset(
        word for word in marked & content.words - content.names - denier if not DENYING.match(word)
    )


def _is_bare(told: str) -> bool:
    """True for one noun that stands for a charge: "denies espionage"."""
    return len(_LITTLE.sub(" ", told).split()) == 1


def _subject(text: str, told: str) -> frozenset[str]:
    at = text.find(told) if told else -1
    return frozenset(content_words(text[: min(max(at, 0), _SUBJECT)]))


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
