"""Finding a profile's phrases in a sentence, fast: one walk over its words for all cues together.

A phrase is words one after the other. `missile*` is any word that begins so, `*fire` any that ends so,
`kill|wound` either, `#` a number in digits or words (but no date's day or year), `<weapon>` any entry of
the family of that name, `~` up to three words of any kind, `~6` up to six, `^` the beginning of the
sentence, `,` a comma, dash or bracket (`, *ing`: a word that ends so, right after one). A word written
with a capital is matched with its capitals ("US"), any other in whatever case. Hyphens divide words:
"air-strike*" is "air strike*".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.collect.phrases import MONTHS
from briefing.errors import BriefingError
from briefing.model import Profile

_TOKEN = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*|\d+(?:[.,]\d+)*")
_CHUNK = re.compile(r"([\^,])|<([a-z][a-z0-9 _-]*)>|(~\d*)(?=\s|$)|(#)(?=\s|$)|(\S+)")
_PIECE = re.compile(r"\*?[^\W_]+(?:['’](?!s\b)[^\W\d_]+)*\*?|['’]s\b")
_GAP = 3
_LONGEST_GAP = 12
_COMMA = -1000
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens score "
    "scores hundred hundreds thousand thousands million millions billion billions several many".split()
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_A_YEAR = frozenset(
    "in since by of from until till before after during and to between early late mid".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence: as written, folded for comparison, and where it stands in the text."""

    word: str
    folded: str
    start: int
    end: int


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words between two offsets of `text`; a possessive "'s" belongs to no word."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        if word == "s" and match.start() > start and text[match.start() - 1] in "'’":
            continue
        found.append(Token(word, word.casefold().replace("’", "'"), match.start(), match.end()))
    return found


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: the cue's number in the profile, and the words from `first` up to `last`."""

    cue: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Atom:
    """One place of a phrase: the ways to fill it, or a gap of up to `gap` words."""

    exact: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    number: bool = False
    phrases: tuple[tuple[_Atom, ...], ...] = ()
    gap: int = 0
    mark: str = ""


# A step of a phrase: the number of an atom, or a gap as its negative width.
_Steps = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """`openers` are the atoms it may begin with, `needed` others without which it cannot be there."""

    cue: int
    mark: str
    steps: _Steps
    openers: tuple[int, ...]
    needed: tuple[int, ...]


class Matcher:
    """The phrases of one profile, ready to be looked for.

    Sets of word positions are kept as bits of one integer, so that a step of a phrase is one shift.
    Which atoms a word fits is worked out once a word and remembered. A hit's cue numbered `asides`
    opens an aside, the number after that takes one back.
    """

    def __init__(self, profile: Profile) -> None:
        families = dict(profile.families)
        known: dict[str, _Atom] = {}
        self.asides = len(profile.cues)
        lists = [cue.words for cue in profile.cues] + [profile.asides.words, profile.asides.but]
        self._atoms: dict[_Atom, int] = {}
        self._inner: dict[int, tuple[_Steps, ...]] = {}
        self._phrases: list[_Phrase] = []
        self._by_first: dict[int, list[int]] = {}
        for number, words in enumerate(lists):
            for phrase in words:
                places = compiled(phrase, families, known)
                steps = self._steps(places[1:] if places[0].mark else places)
                openers = tuple(self._openers(steps[0]))
                needed = tuple(step for step in steps[1:] if step >= 0 and step not in self._inner)
                for atom in openers:
                    self._by_first.setdefault(atom, []).append(len(self._phrases))
                self._phrases.append(_Phrase(number, places[0].mark, steps, openers, needed))
        self._numbers = frozenset(number for atom, number in self._atoms.items() if atom.number)
        # What a word must be, begin with or end with to fit an atom: one look-up instead of a question
        # to every atom, of which a profile has hundreds.
        self._exact, self._written = self._index("exact"), self._index("written")
        self._begins, self._ends = self._index("begins"), self._index("ends")
        self._fitting: dict[str, tuple[int, ...]] = {}

    def _index(self, kind: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for atom, number in self._atoms.items():
            for letters in getattr(atom, kind):
                found.setdefault(letters, []).append(number)
        return found

    def hits(self, words: Sequence[Token], commas: Iterable[int] = ()) -> list[Hit]:
        """Every phrase in `words`, in order; of one cue's overlapping phrases only the first, longest.

        `commas` are the numbers of the words that a comma, a dash or a bracket stands before.
        """
        masks: dict[int, int] = {_COMMA: sum(1 << number for number in set(commas))}
        for position, token in enumerate(words):
            dated = token.folded[0].isdigit() and _in_a_date(words, position)
            for atom in self._fits(token):
                if not (dated and atom in self._numbers):
                    masks[atom] = masks.get(atom, 0) | 1 << position
        longest: dict[tuple[int, int], int] = {}
        for index in {i for atom in masks for i in self._by_first.get(atom, ())}:
            phrase = self._phrases[index]
            if any(atom not in masks for atom in phrase.needed):
                continue
            cue, steps = phrase.cue, phrase.steps
            starts = 0
            for atom in phrase.openers:
                starts |= masks.get(atom, 0)
            if phrase.mark:
                starts &= 1 if phrase.mark == "^" else masks[_COMMA]
            if len(steps) == 1 and steps[0] not in self._inner:
                while starts:
                    start = (starts & -starts).bit_length() - 1
                    starts &= starts - 1
                    if longest.get((start, cue), 0) <= start:
                        longest[start, cue] = start + 1
                continue
            while starts:
                start = (starts & -starts).bit_length() - 1
                starts &= starts - 1
                ends = self._run(steps, 1 << start, masks, len(words))
                if ends:
                    last = ends.bit_length() - 1
                    longest[start, cue] = max(longest.get((start, cue), 0), last)
        reach: dict[int, int] = {}
        found: list[Hit] = []
        for (start, cue), last in sorted(longest.items()):
            if reach.get(cue, 0) <= start:
                found.append(Hit(cue, start, last))
                reach[cue] = last
        return found

    def _run(self, steps: _Steps, at: int, masks: dict[int, int], length: int) -> int:
        """Where `steps` can end (as bits) when they begin at one of the positions in `at`."""
        for step in steps:
            if step == _COMMA:
                at &= masks[_COMMA]
            elif step < 0:
                for _ in range(-step):
                    at |= at << 1
                at &= (1 << length) - 1
            else:
                after = (at & masks.get(step, 0)) << 1
                for inner in self._inner.get(step, ()):
                    after |= self._run(inner, at, masks, length)
                at = after
            if not at:
                return 0
        return at

    def _steps(self, places: Sequence[_Atom]) -> _Steps:
        steps: list[int] = []
        for atom in places:
            if atom.gap or atom.mark:
                steps.append(-atom.gap or _COMMA)
                continue
            number = self._atoms.setdefault(atom, len(self._atoms))
            if atom.phrases and number not in self._inner:
                self._inner[number] = tuple(self._steps(inner) for inner in atom.phrases)
            steps.append(number)
        return tuple(steps)

    def _openers(self, atom: int) -> list[int]:
        """The atoms a word can fit so that a phrase beginning with `atom` may begin there."""
        found = [atom]
        for inner in self._inner.get(atom, ()):
            found.extend(self._openers(inner[0]))
        return found

    def _fits(self, token: Token) -> tuple[int, ...]:
        known = self._fitting.get(token.word)
        if known is None:
            folded = token.folded
            found = {*self._exact.get(folded, ()), *self._written.get(token.word, ())}
            for length in range(1, len(folded) + 1):
                found.update(self._begins.get(folded[:length], ()))
                found.update(self._ends.get(folded[-length:], ()))
            if folded[0].isdigit() or folded in _NUMBER_WORDS:
                found |= self._numbers
            known = tuple(sorted(found))
            self._fitting[token.word] = known
        return known


def _in_a_date(words: Sequence[Token], position: int) -> bool:
    """True for the day of "October 20" and "20 October", and for the year of "since 2022"."""
    before = words[position - 1].folded if position else ""
    after = words[position + 1].folded if position + 1 < len(words) else ""
    if before in MONTHS or (after in MONTHS and len(words[position].folded) <= 2):
        return True
    return before in _BEFORE_A_YEAR and _YEAR.fullmatch(words[position].folded) is not None


@lru_cache(maxsize=8)
def matcher(profile: Profile) -> Matcher:
    """The matcher of `profile`, built once."""
    return Matcher(profile)


def compiled(
    phrase: str, families: Mapping[str, Sequence[str]], atoms: dict[str, _Atom] | None = None
) -> tuple[_Atom, ...]:
    """The places of `phrase`; a `BriefingError` says what is wrong with it."""
    known = {} if atoms is None else atoms
    places: list[_Atom] = []
    for match in _CHUNK.finditer(phrase):
        first, family, gap, number, word = match.groups()
        if first is not None:
            places.append(_Atom(mark=first))
        elif family is not None:
            places.append(_family(family, families, known))
        elif gap is not None:
            width = int(gap[1:] or _GAP)
            if not 1 <= width <= _LONGEST_GAP:
                raise BriefingError(f"a gap is 1 to {_LONGEST_GAP} words wide, not {gap!r}")
            places.append(_Atom(gap=width))
        elif number is not None:
            places.append(_Atom(number=True))
        else:
            places.extend(_word(word))
    if not places:
        raise BriefingError("a phrase with no word in it")
    inner = places[1:] if places[0].mark else places
    if not inner or inner[0].gap or inner[0].mark or inner[-1].gap or inner[-1].mark:
        raise BriefingError(f"a phrase needs a word at its beginning and at its end: {phrase!r}")
    return tuple(places)


def _family(name: str, families: Mapping[str, Sequence[str]], known: dict[str, _Atom]) -> _Atom:
    if name not in families:
        near = ", ".join(sorted(families)) or "none"
        raise BriefingError(f"no family named <{name}>", hint=f"the families here are: {near}")
    if name not in known:
        known[name] = _Atom()  # an entry that refers back to its own family adds nothing
        entries = [compiled(entry, families, known) for entry in families[name]]
        if any(place.mark for entry in entries for place in entry):
            raise BriefingError("^ and , have no place in a list of words: put them before the <list>")
        known[name] = _joined(entries)
    return known[name]


def _joined(phrases: Sequence[tuple[_Atom, ...]]) -> _Atom:
    """One place that any of `phrases` fills; the one-word ones are merged for speed."""
    single = [p[0] for p in phrases if len(p) == 1]
    return _Atom(
        exact=frozenset().union(*(a.exact for a in single)),
        written=frozenset().union(*(a.written for a in single)),
        begins=tuple(b for a in single for b in a.begins),
        ends=tuple(e for a in single for e in a.ends),
        number=any(a.number for a in single),
        phrases=tuple(p for p in phrases if len(p) > 1) + tuple(p for a in single for p in a.phrases),
    )


@lru_cache(maxsize=4096)  # the reader of a profile and its matcher ask for the same words
def _word(chunk: str) -> tuple[_Atom, ...]:
    if "<" in chunk or ">" in chunk or "~" in chunk or "#" in chunk:
        raise BriefingError(f"{chunk!r} is not a word; put spaces around <family>, ~ and #")
    ways = [_PIECE.findall(way) for way in chunk.split("|")]
    if any(not way for way in ways):
        raise BriefingError(f"nothing to match in {chunk!r}")
    sequences = [tuple(_literal(piece) for piece in way if piece not in ("'s", "’s")) for way in ways]
    return sequences[0] if len(sequences) == 1 else (_joined(sequences),)


def _literal(piece: str) -> _Atom:
    bare = piece.strip("*").replace("’", "'")
    if len(bare) < 2 and "*" in piece:
        raise BriefingError(f"{piece!r} would match almost every word: give at least two letters")
    if piece.startswith("*") and piece.endswith("*"):
        raise BriefingError(f"{piece!r}: a * stands at the beginning or at the end, not at both")
    if piece.endswith("*"):
        return _Atom(begins=(bare.casefold(),))
    if piece.startswith("*"):
        return _Atom(ends=(bare.casefold(),))
    if any(c.isupper() for c in bare):
        return _Atom(written=frozenset([bare]))
    return _Atom(exact=frozenset([bare]))
