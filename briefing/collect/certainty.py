"""How sure the text is of a sentence, and what it denies, with the words that carry it.

The words decide, not the world: "highly likely" makes a sentence *likely* whoever said it. A denial
disputes the truth of something or a responsibility; refusing a deal, not denying, and declining to
say are not denials.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.model import Attribution, Certainty, Span


@dataclass(frozen=True, slots=True)
class Judgement:
    """The certainty of one sentence, the words that carry it, and the words that are denied."""

    certainty: Certainty
    certainty_at: tuple[Span, ...] = ()
    denies: tuple[Span, ...] = ()


_HEDGES: tuple[tuple[Certainty, re.Pattern[str]], ...] = (
    (
        "unlikely",
        re.compile(
            r"\b(?:(?:highly |very )?(?:unlikely|improbable)|doubtful|remote chance)\b", re.IGNORECASE
        ),
    ),
    (
        "likely",
        re.compile(
            r"\b(?:(?:highly|very|most|more than) likely|likely|probabl[ey]|presumabl[ey]|almost certain(?:ly)?|"
            r"(?:is|are|was|were) (?:believed|thought|expected|suspected) to)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "possible",
        re.compile(
            r"\b(?:may|might|could|possibl[ey]|perhaps|apparent(?:ly)?|appears?|appeared|seems?|seemed|"
            r"suspected|potentially)\b"
        ),
    ),
)
_REPORTED = re.compile(
    r"\b(?:reportedly|allegedly|alleged|is said to|are said to|reported to)\b", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)? (?:\S+ ){1,12}?as|refut(?:e|es|ed|ing)|unfounded|baseless|"
    r"fabricat(?:ed|ion)|fake news|disput(?:e|es|ed|ing)|no truth|untrue|false(?:ly)?)\b",
    re.IGNORECASE,
)
_NOT_DENIED = re.compile(r"\b(?:not|n't|n\u2019t|never|neither|nor|cannot)\s+(?:\w+\s+)?\Z", re.IGNORECASE)
_TAIL = re.compile(r"[.!?\"'\u201d\u2019)\]]+\Z")


def judge(text: str, sentence: Span, attributions: Sequence[Attribution]) -> Judgement:
    """What `sentence` claims and how surely; `attributions` are those of the document."""
    denial = _denial(text, sentence)
    if denial is not None:
        return denial
    for certainty, pattern in _HEDGES:
        match = pattern.search(text, sentence.start, sentence.end)
        if match:
            return Judgement(certainty, (Span(*match.span()),))
    match = _REPORTED.search(text, sentence.start, sentence.end)
    if match:
        return Judgement("reported", (Span(*match.span()),))
    for attribution in attributions:
        if any(piece.overlaps(sentence) for piece in attribution.content):
            cue = tuple(c for c in attribution.cue if sentence.contains(c))
            return Judgement("reported", cue)
    return Judgement("asserted")


def _denial(text: str, sentence: Span) -> Judgement | None:
    for match in _DENIAL.finditer(text, sentence.start, sentence.end):
        if _NOT_DENIED.search(text, max(sentence.start, match.start() - 30), match.start()):
            continue
        cue = Span(*match.span())
        words = text[match.end() : sentence.end]
        tail = _TAIL.search(words)
        end = sentence.end - (len(words) - tail.start() if tail else 0)
        start = match.end() + (len(words) - len(words.lstrip()))
        denied = Span(start, end) if start < end else cue
        return Judgement("denied", (cue,), (denied,))
    return None
