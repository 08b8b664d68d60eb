"""What a statement does in a quarrel: whose voice it is, whom it names, whether it accuses or doubts.

A denial is meant for a charge: somebody says that somebody did something. What is feared for
tomorrow, what doubts the charge, and what the outlet tells of the weather is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.merge.likeness import Table
from briefing.merge.sides import Sides, side_words
from briefing.merge.words import ACTORS
from briefing.model import Statement

_ACCUSING = re.compile(
    r"\b(?:accus\w*|blam(?:e[sd]?|ing)|alleg\w*|claim(?:s|ed|ing)?|responsib\w+|culprit|behind the|"
    r"(?:is|are|was|were|been) behind|work of|carried out|conducted|perpetrat\w+|instigat\w+|orchestrat\w+|"
    r"pointing (?:the )?fingers?|did it|did do it|written all over|evidence|suspect\w*|attributed to|"
    r"charg(?:es?|ed) (?:that|with)|violat\w+|purported\w*|supposed\w*|(?:is|are|was|were) reported to|"
    r"rumou?rs?|speculation|(?:reports?|word|hearing) (?:that|of)|suggest(?:s|ed|ing|ions?) that|linked (?:to|by))\b",
    re.IGNORECASE,
)
# Says who did it, and no more: enough for a denial that names nothing either.
_BLAMING = re.compile(
    r"\b(?:accus\w*|blam(?:e[sd]?|ing)|responsib\w+|(?:is|was|were|are|been|being) behind|work of|"
    r"(?:carried out|conducted|committed|perpetrated|instigated|orchestrated|ordered|caused) (?:by|the)|"
    r"point\w* (?:the |a )?fingers?|did it|did do it|written all over)\b",
    re.IGNORECASE,
)
# Doubts the charge, or answers nothing at all.
_DOUBTING = re.compile(
    r"\b(?:den(?:ie[sd]|ying|ials?)|implausib\w*|not credible|lacks? credib\w*|scepti\w*|skepti\w*|doubt\w*|"
    r"fabricat\w*|baseless|unfounded|false|scrutiny|disput\w*|lies?|untrue|reject\w*|dismiss\w*|"
    r"mak(?:e|es|ing) (?:no|little) sense|not make sense|not enough|no evidence|little evidence|"
    r"does not (?:offer|prove|show)|"
    r"(?:(?:would|did|could|does) ?(?:not|n['’]t)|can(?:no|['’])t) (?:say|comment|respond|reply|confirm|tell)|"
    r"declin\w+|refus\w+ to (?:say|comment)|no comment)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:(?:was|were|is|are|did|do|does|had|has|have|would|could|will|can) (?:not|never)|(?:did|does|do|was|were|"
    r"is|are|would|could|has|have|had)n['’]t|cannot|there (?:was|were|is|are) no|not (?:yet|even)|no longer)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\W*(?:Neither|Nobody|No ?one|None)\b")
_AHEAD = re.compile(
    r"\b(?:warn(?:s|ed|ing)?|threaten\w*|vow(?:s|ed)?|promis\w+|plans? to|planned to|will|would|shall|"
    r"expected to|scheduled to|urge[sd]?|call(?:s|ed) (?:on|for))\b",
    re.IGNORECASE,
)
# "which Moscow denies", "something Kyiv has denied": the charge is told, and who denies it with it.
_ASIDE = re.compile(
    r",\s+(?:something|which|an? \w+(?: that)?|accusations?|claims?|allegations?|charges?)\s+((?:[\w'’.-]+ ){1,4}?)"
    r"(?:(?:has|have|had|also|repeatedly|consistently|flatly|always|strongly)\s+){0,3}"
    r"(?:den(?:ies|ied|y)|dismiss\w*|reject\w*|disput\w*)\b"
)
# "Russia doubled down on accusations that": the accuser is neither the sentence's subject nor its speaker.
_NOMINAL = re.compile(
    r"\b([A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,4})(?: [a-z][\w'’-]*){1,5} (?:accusations?|allegations?|claims|charges) "
    r"(?:that|of)\b"
)
# "in response to what it said was an attack": the sentence is about the answer.
_RECALLED = re.compile(
    r"\b(?:for|to|of|over|after|by) what (?:it|he|she|they|[A-Z]\w+|\w+ officials) (?:\w+ )?"
    r"(?:said|say|says|claim\w*|call\w*|describ\w*|alleg\w*)\b"
)
_HEARSAY = re.compile(
    r"\b(?:says?|said|told|alleg\w*|claim(?:s|ed)?|accus\w*|rumou?rs?|estimat\w*|speaks? of|"
    r"according to|puts? (?:the|its)|hearing that|reports? that)\b"
)
_SAYING = re.compile(
    r"\b(?:says?|said|saying|tells?|told|sp(?:oke|eaks?) of|puts? (?:the|its)|counted|estimate[sd]?|"
    r"(?:claim|report|assert|insist|maintain|warn|suspect)(?:s|ed|ing)?|"
    r"(?:alleg|accus|blam|announc|declar|conclud|charg|believ)(?:e|es|ed|ing))\b"
)
_CAPITALS = re.compile(r"\b[A-Z][\w'’.-]*")
_FEW = 4
_HEAD = 100  # characters in which a sentence names its subject


@dataclass(frozen=True, slots=True)
class Charge:
    """`voice` is the side that says it, `named` the names it speaks of, `aside` who denies it in passing."""

    voice: frozenset[str]
    named: frozenset[str]
    aside: frozenset[str]
    attributed: bool
    accusing: bool
    blaming: bool
    doubting: bool
    negated: bool
    ahead: bool
    nobody: bool  # "neither side has said so"
    recalled: bool  # only recalled, as the reason of something else


class Charges:
    """The charge of each statement of a table, read when it is first asked for."""

    def __init__(self, table: Table, sides: Sides) -> None:
        self._table, self._sides = table, sides
        self._read: dict[int, Charge] = {}

    def __getitem__(self, at: int) -> Charge:
        if at not in self._read:
            statement = self._table.statements[at]
            names = self._table.contents[at].names
            side = frozenset() if self._speaks_of(at) else self._sides.of(statement)
            self._read[at] = _charge(statement, side, names)
        return self._read[at]

    def _speaks_of(self, at: int) -> bool:
        """True when who is taken for the speaker is named in what is said: nobody speaks so of himself.

        "The prosecutor alleged that the shipowner Brekke" is not told by Brekke.
        """
        statement = self._table.statements[at]
        document = self._table.documents.get(self._table.contents[at].document_id)
        if not statement.speaker or not statement.speaker_at or document is None:
            return False
        last = statement.speaker.split()[-1]
        named = " ".join(document.words(span) for span in statement.speaker_at)
        return (
            last[:1].isupper()
            and last not in named
            and bool(re.search(rf"\b{re.escape(last)}\b", statement.text))
        )


def blaming(statements: Sequence[Statement]) -> list[int]:
    """Positions of the statements that say who is to blame for something."""
    return [at for at, statement in enumerate(statements) if _BLAMING.search(statement.text)]


def _charge(statement: Statement, side: frozenset[str], names: frozenset[str]) -> Charge:
    text = statement.text
    voice = side
    if not voice & ACTORS:
        voice |= _subject(text) if not voice else _subject(text) & ACTORS
    told = bool(voice) or bool(statement.speaker) or statement.certainty == "reported"
    aside = _ASIDE.search(text)
    denying = side_words(aside[1]) if aside else frozenset()
    if voice & denying:
        voice = _subject(text)  # who denies it in an aside is not who says it
    nominal = _NOMINAL.search(text)
    if nominal is not None:
        voice = side_words(nominal[1])
    return Charge(
        voice,
        (names | side_words(text, actors_only=True)) - voice,
        denying,
        attributed=told or nominal is not None or bool(_HEARSAY.search(text)),
        accusing=bool(_ACCUSING.search(text)),
        blaming=bool(_BLAMING.search(text)),
        doubting=bool(_DOUBTING.search(text[: aside.start()] if aside else text))
        or statement.certainty == "unlikely",
        negated=bool(_NEGATED.search(text)),
        ahead=bool(_AHEAD.search(text)) or statement.certainty == "possible",
        nobody=bool(_NOBODY.match(text)),
        recalled=bool(_RECALLED.search(text)),
    )


def _subject(text: str) -> frozenset[str]:
    """Who is told to say it at the head of a sentence whose speaker nobody resolved."""
    start = 0
    for told in _SAYING.finditer(text, 0, _HEAD):
        start = max(start, text.rfind(",", start, told.start()) + 1)
        words = text[start : told.start()].split()
        named = side_words(" ".join(_CAPITALS.findall(text, start, told.start())))
        if not named and len(words) <= _FEW:
            named = side_words(" ".join(words))  # "the police put the number at"
        if named:
            return named
        start = told.end()
    return frozenset()
