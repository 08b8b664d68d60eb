"""Who said what: every attribution of a document, its source, cue and content as exact spans."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.collect import candidates, contents, evidence, speakers
from briefing.collect.candidates import Candidate
from briefing.collect.parsed import Parsed, parse
from briefing.model import Attribution, Document, Span


def find(document: Document, sentences: Sequence[Span]) -> tuple[Attribution, ...]:
    """The attributions of `document` in text order; `sentences` are all of its sentences, in order."""
    if not sentences:
        return ()
    p = parse(document, sentences)
    return resolve(document, p, choose(p))


def choose(p: Parsed) -> list[Candidate]:
    """The candidates that are kept, with their contents cut where another begins."""
    weights = evidence.load()
    kept: list[Candidate] = []
    for number in range(len(p.bounds)):
        found = []
        for candidate in candidates.of_sentence(p, number):
            candidate.score = weights.score(evidence.features(p, candidate))
            if candidate.score > weights.threshold:
                found.append(candidate)
        kept.extend(settle(p, found))
    _continue(p, kept)
    return kept


def settle(p: Parsed, found: list[Candidate]) -> list[Candidate]:
    """Contents of one sentence against each other: the later cue ends the content of the earlier."""
    for n, candidate in enumerate(found):
        for later in found[n + 1 :]:
            if later.cue[0] <= candidate.cue[1]:
                continue
            edge = later.source[0] if later.source and later.source[0] > candidate.cue[1] else later.cue[0]
            first, last = candidate.content[-1]
            if not first < edge <= last:
                continue
            if later.shape.startswith(("pre", "according")) and later.content[0][0] <= candidate.cue[0]:
                # `X said A, Y said`: keep the nearer reading of each.
                later.content[0] = (min(first, later.content[0][1]), later.content[0][1])
                continue
            before = edge - 1
            shared = (
                later.source is not None
                and candidate.source is not None
                and later.source[0] <= candidate.source[0]
            )
            if "-ger" in later.shape or shared or later.source is None:
                cut = later.cue[0] - 1
                while cut > first and p.tokens.lowers[cut] in (",", "and", "but", "or", "then", "also"):
                    cut -= 1
                if cut > first and (p.tokens.words[cut + 1] == "," or p.tokens.tags[cut + 1] == "CC"):
                    candidate.content[-1] = contents.trim(p, first, cut)
            del before
    return found


def _continue(p: Parsed, kept: list[Candidate]) -> None:
    """`"A," she said. "B."`: the quotation that follows without a cue of its own is hers too."""
    covered = set()
    for candidate in kept:
        for first, last in candidate.content:
            for token in range(first, last + 1):
                if p.inside[token] >= 0:
                    covered.add(p.inside[token])
    last_in_block: dict[int, Candidate] = {}
    by_sentence: dict[int, list[Candidate]] = {}
    for candidate in kept:
        by_sentence.setdefault(candidate.sentence, []).append(candidate)
    for number, (low, high) in enumerate(p.bounds):
        block = p.blocks[number]
        quote = p.inside[low] if low < high else -1
        if number not in by_sentence and quote >= 0 and quote not in covered and p.first_of[quote] == low:
            previous = last_in_block.get(block) or (
                last_in_block.get(block - 1) if p.quoted[quote].speech else None
            )
            if previous is not None:
                end = p.last_of[quote]
                if previous.content[-1][1] > previous.cue[1] and previous.content[-1][0] > previous.cue[1]:
                    previous.content[-1] = (previous.content[-1][0], end)
                else:
                    previous.content.append((low, end))
                covered.add(quote)
                last_in_block[block] = previous
            continue
        for candidate in by_sentence.get(number, []):
            if any(p.inside[t] >= 0 for piece in candidate.content for t in piece) or block in last_in_block:
                last_in_block[block] = candidate


def resolve(document: Document, p: Parsed, kept: list[Candidate]) -> tuple[Attribution, ...]:
    """The model's attributions, with the speaker of each."""
    rows = []
    for candidate in kept:
        content = tuple(p.span(*piece) for piece in candidate.content)
        source = (p.span(*candidate.source),) if candidate.source is not None else ()
        rows.append((content, p.span(*candidate.cue), source))
    names = speakers.resolve(document, [source for _, _, source in rows])
    found = [
        Attribution(content, (cue,), source, name)
        for (content, cue, source), name in zip(rows, names, strict=True)
    ]
    return tuple(sorted(found, key=lambda a: (a.content[0].start, a.cue[0].start)))
