"""What a profile may ask about a sentence besides its words: the part each word is in, and conditions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from briefing.collect import sections
from briefing.collect.certainty import Judgement
from briefing.collect.matching import Token, tokens
from briefing.model import Attribution, Document, Quotation, Span

_START_WORDS = 8
_SHORT, _LONG = 10, 25


def among(words: Sequence[Token], spans: Iterable[Span]) -> frozenset[int]:
    """The numbers of the words that begin in one of `spans`."""
    starts = [word.start for word in words]
    return frozenset(
        number
        for span in spans
        for number in range(bisect_left(starts, span.start), bisect_left(starts, span.end))
    )


def zones(
    words: Sequence[Token], framing: Sequence[Attribution], pieces: Sequence[Quotation]
) -> tuple[int, ...]:
    """The zones of each word; `framing` are the reports that make up much of the sentence."""
    sources = among(words, (span for row in framing for span in row.source))
    cues = among(words, (span for row in framing for span in row.cue))
    quoted = among(words, (piece.span for piece in pieces))
    found: list[int] = []
    said = 0
    for number in range(len(words)):
        zone = sections.HERE
        if number in sources:
            zone |= sections.SPEAKER
        elif number in cues:
            zone |= sections.VERB
        else:
            zone |= sections.SAID
            said += 1
            if said <= _START_WORDS:
                zone |= sections.START
        if number in quoted:
            zone |= sections.QUOTED
        found.append(zone)
    return tuple(found)


def conditions(
    words: Sequence[Token],
    judgement: Judgement,
    pieces: Sequence[Quotation],
    mostly: bool,
    title: frozenset[str],
    told: bool,
) -> frozenset[str]:
    """The conditions that a sentence fulfils by itself; `told` when somebody is named as saying it."""
    held: set[str] = set()
    if pieces:
        held.add("quoted" if mostly else "quoting")
    if told:
        held.add("attributed")
    if judgement.certainty in ("likely", "possible", "unlikely"):
        held.add("hedged")
    if judgement.certainty == "denied" or judgement.denies:
        held.add("denied")
    if any(token.folded[0].isdigit() for token in words):
        held.add("figure")
    if len(words) < _SHORT:
        held.add("short")
    if len(words) > _LONG:
        held.add("long")
    shared = title & stems(words)
    if len(shared) >= 3 and 2 * len(shared) >= len(title):
        held.add("titled")
    return frozenset(held)


def stems(words: Sequence[Token]) -> frozenset[str]:
    """The longer words, cut to the letters that forms of one word share."""
    return frozenset(token.folded[:6] for token in words if len(token.folded) > 3)


def title_stems(document: Document) -> frozenset[str]:
    """The stems of the title, none when there is no title."""
    block = next((block for block in document.blocks if block.kind == "title"), None)
    if block is None:
        return frozenset()
    return stems(tokens(document.text, block.span.start, block.span.end))
