"""One possible attribution: a cue, its source and its content as ranges of tokens."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.collect import contents, cues, phrases
from briefing.collect.cues import Cue
from briefing.collect.parsed import Parsed

Range = tuple[int, int]


@dataclass(slots=True)
class Candidate:
    """Token ranges; `shape` names the construction, `features` what the scorer may weigh."""

    content: list[Range]
    cue: Range
    source: Range | None
    shape: str
    sentence: int
    lemma: str
    verb: int
    score: float = 0.0


def propose(
    p: Parsed,
    number: int,
    cue: Cue,
    at: Range,
    source: Range | None,
    pieces: list[Range],
    shape: str,
) -> Candidate | None:
    trimmed = [contents.trim(p, *piece) for piece in pieces if piece[0] <= piece[1]]
    if not trimmed or at[0] > at[1]:
        return None
    if source is not None and (source[0] > source[1] or source[1] >= len(p.tokens)):
        source = None
    verb = at[1]
    while (
        verb > at[0]
        and p.tokens.tags[verb] not in phrases.VERBAL
        and p.tokens.lowers[verb] not in cues.verbs()
    ):
        verb -= 1
    return Candidate(trimmed, at, source, shape, number, cue.lemma, verb)
