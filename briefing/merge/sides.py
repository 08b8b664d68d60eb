"""Whose side a statement is told from: speakers and the actors they speak for.

"Moscow", "the Kremlin", "Russia's foreign minister" and "Lavrov" are one side of a quarrel. Words of
the map fold to one actor already (`words`); here people and offices are added, by a small table and,
above all, by what the articles themselves say ("Russian Foreign Minister Sergey Lavrov", "Suhail
Shaheen, a spokesman for the Taliban"). A side is a set of words as `words` folds them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from briefing.merge.words import ACTORS, content_words
from briefing.model import Document, Statement

# Offices and persons who stand for a country in the language of news, by the words that name them.
_OFFICES = {
    "united_states": "white house|pentagon|state department|secretary of state|central command|centcom|congress|"
    "u\\.?s\\.? navy|trump|biden|obama|capitol|cia|fbi",
    "russia": "kremlin|putin|medvedev|lavrov|peskov|fsb|wagner",
    "ukraine": "zelensky+|zelenskiy|zelenskyy",
    "iran": "revolutionary guards?|irgc|khamenei|rouhani|pezeshkian|tasnim|irna",
    "turkey": "erdogan|erdoğan",
    "israel": "netanyahu|idf|mossad",
    "north_korea": "kcna|kim jong[- ]?un",
    "china": "xi jinping|people's liberation army|pla",
    "syria": "assad|sana",
    "venezuela": "maduro",
    "france": "macron|elys[eé]e",
    "britain": "downing street|whitehall",
    "belarus": "lukashenko",
    "india": "modi",
}
_OFFICE = tuple((actor, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for actor, words in _OFFICES.items())
_BEFORE, _BEHIND = 70, 60  # characters around a name in which an article says whom its bearer speaks for
_PERSON = re.compile(r"[A-Z][\w.'’-]+(?: [\w.'’-]+)* [A-Z][\w'’-]+")
_CLAUSE = re.compile(r"[.;:!?\"“”]\s|\n|,\s(?!\Z)|\b(?:and|but|that|while|after|when|told|said|says|as)\b")
_APPOSITION = re.compile(
    r"\s*,\s+(?:an?|the|[A-Z][\w.'’-]*['’]s|[\w' -]*?(?:spokes|minister|president|chief|"
    r"commander|director|ambassador|head|leader))[^.;,]{0,60}"
)


@lru_cache(maxsize=20_000)
def actors(text: str) -> frozenset[str]:
    """The countries and other actors of the map that `text` names, in whatever way."""
    found = {word for word in content_words(text) if word in ACTORS}
    found.update(actor for actor, words in _OFFICE if words.search(text))
    return frozenset(found)


def side_words(text: str, *, actors_only: bool = False) -> frozenset[str]:
    """The actors that `text` names, with its other words unless `actors_only`."""
    return actors(text) if actors_only else actors(text) | frozenset(content_words(text))


class Sides:
    """The side of every speaker of an edition, learnt from its articles."""

    def __init__(self, statements: Sequence[Statement], documents: Sequence[Document]) -> None:
        texts = {document.id: document.text for document in documents}
        self._of: dict[tuple[str, str], frozenset[str]] = {}
        for statement in statements:
            if statement.speaker and statement.evidence:
                home = statement.evidence[0].document_id
                key = home, statement.speaker
                if key not in self._of:
                    self._of[key] = _side(statement.speaker, texts.get(home, ""))

    def of(self, statement: Statement) -> frozenset[str]:
        """The side of who says it: the words of the name and those of the actor; empty when nobody is named."""
        if not statement.speaker:
            return frozenset()
        home = statement.evidence[0].document_id if statement.evidence else ""
        return self._of.get((home, statement.speaker)) or _side(statement.speaker, "")


def _side(speaker: str, text: str) -> frozenset[str]:
    own = frozenset(content_words(speaker))
    named = actors(speaker)
    if named:
        return own | named
    last = speaker.split()[-1]
    if not _PERSON.fullmatch(speaker):
        return own
    for found in re.finditer(rf"(?<![\w-]){re.escape(last)}(?![\w-])", text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        first = speaker.split()[0]
        at = before.rfind(first) if first != last else -1
        before = before[:at] if at >= 0 else before
        before = before.rstrip(" ").removesuffix(",") + " "
        cuts = list(_CLAUSE.finditer(before))
        spoken = actors(before[cuts[-1].end() :] if cuts else before)
        behind = _APPOSITION.match(text, found.end(), found.end() + _BEHIND)
        spoken |= actors(behind[0]) if behind else frozenset()
        if spoken:
            return own | spoken
    return own
