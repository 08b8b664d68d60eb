"""Finding a profile's phrases in a sentence, fast: one walk over its words for all cues together.

A phrase is words one after the other. `missile*` is any word that begins so, `*fire` any that ends so,
`kill|wound` either, `#` a number in digits or words, `<weapon>` any entry of the family of that name,
`~` up to three words of any kind, `~6` up to six. A word written with a capital is matched with its
capitals ("US"), any other in whatever case. Hyphens divide words: "air-strike*" is "air strike*".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.errors import BriefingError
from briefing.model import Profile

_TOKEN = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*|\d+(?:[.,]\d+)*")
_CHUNK = re.compile(r"<([a-z][a-z0-9 _-]*)>|(~\d*)(?=\s|$)|(#)(?=\s|$)|(\S+)")
_PIECE = re.compile(r"\*?[^\W_]+(?:['’](?!s\b)[^\W\d_]+)*\*?|['’]s\b")
_GAP = 3
_LONGEST_GAP = 12
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens score "
    "scores hundred hundreds thousand thousands million millions billion billions several many".split()
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

    def fits(self, token: Token) -> bool:
        folded = token.folded
        return (
            folded in self.exact
            or (bool(self.begins) and folded.startswith(self.begins))
            or (bool(self.written) and token.word in self.written)
            or (bool(self.ends) and folded.endswith(self.ends))
            or (self.number and (folded[0].isdigit() or folded in _NUMBER_WORDS))
        )


class Matcher:
    """The phrases of one profile, ready to be looked for.

    A hit's cue numbered `asides` opens an aside, the number after that takes one back. Which phrases
    can begin with a word is worked out once a word and remembered.
    """

    def __init__(self, profile: Profile) -> None:
        families = dict(profile.families)
        atoms: dict[str, _Atom] = {}
        self._phrases: list[tuple[int, tuple[_Atom, ...]]] = []
        for number, cue in enumerate(profile.cues):
            for phrase in cue.words:
                self._phrases.append((number, compiled(phrase, families, atoms)))
        self.asides = len(profile.cues)
        for phrase in profile.asides.words:
            self._phrases.append((self.asides, compiled(phrase, families, atoms)))
        for phrase in profile.asides.but:
            self._phrases.append((self.asides + 1, compiled(phrase, families, atoms)))
        self._starts: dict[str, tuple[int, ...]] = {}

    def hits(self, words: Sequence[Token]) -> list[Hit]:
        """Every phrase in `words`, in order; of one cue's overlapping phrases only the first, longest."""
        best: list[Hit] = []
        reach: dict[int, int] = {}
        for position, token in enumerate(words):
            found: dict[int, int] = {}
            for index in self._beginning(token):
                cue, phrase = self._phrases[index]
                if reach.get(cue, 0) > position:
                    continue
                last = max(_ends_of(phrase, 0, words, position), default=0)
                if last > found.get(cue, 0):
                    found[cue] = last
            for cue, last in found.items():
                best.append(Hit(cue, position, last))
                reach[cue] = last
        return best

    def _beginning(self, token: Token) -> tuple[int, ...]:
        known = self._starts.get(token.word)
        if known is None:
            known = tuple(i for i, (_, phrase) in enumerate(self._phrases) if _may_begin(phrase[0], token))
            self._starts[token.word] = known
        return known


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
        family, gap, number, word = match.groups()
        if family is not None:
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
    if places[0].gap or places[-1].gap:
        raise BriefingError(f"a phrase cannot begin or end with a gap: {phrase!r}")
    return tuple(places)


def _family(name: str, families: Mapping[str, Sequence[str]], known: dict[str, _Atom]) -> _Atom:
    if name not in families:
        near = ", ".join(sorted(families)) or "none"
        raise BriefingError(f"no family named <{name}>", hint=f"the families here are: {near}")
    if name not in known:
        known[name] = _Atom()  # an entry that refers back to its own family adds nothing
        known[name] = _joined([compiled(entry, families, known) for entry in families[name]])
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


def _word(chunk: str) -> list[_Atom]:
    if "<" in chunk or ">" in chunk or "~" in chunk or "#" in chunk:
        raise BriefingError(f"{chunk!r} is not a word; put spaces around <family>, ~ and #")
    ways = [_PIECE.findall(way) for way in chunk.split("|")]
    if any(not way for way in ways):
        raise BriefingError(f"nothing to match in {chunk!r}")
    sequences = [tuple(_literal(piece) for piece in way if piece not in ("'s", "’s")) for way in ways]
    return list(sequences[0]) if len(sequences) == 1 else [_joined(sequences)]


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


def _may_begin(atom: _Atom, token: Token) -> bool:
    return atom.fits(token) or any(_may_begin(phrase[0], token) for phrase in atom.phrases)


def _ends_of(phrase: tuple[_Atom, ...], place: int, words: Sequence[Token], at: int) -> Iterator[int]:
    """Where `phrase` can end when its `place` begins at word `at`."""
    if place == len(phrase):
        yield at
        return
    atom = phrase[place]
    if atom.gap:
        for skip in range(atom.gap + 1):
            if at + skip < len(words):
                yield from _ends_of(phrase, place + 1, words, at + skip)
        return
    if at >= len(words):
        return
    if atom.fits(words[at]):
        yield from _ends_of(phrase, place + 1, words, at + 1)
    for inner in atom.phrases:
        for end in _ends_of(inner, 0, words, at):
            yield from _ends_of(phrase, place + 1, words, end)
