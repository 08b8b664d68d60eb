"""Who said what: every attribution of a document, its source, cue and content as exact spans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from briefing.collect import candidates, contents, cues, evidence, speakers
from briefing.collect.candidate import Candidate
from briefing.collect.parsed import Parsed, parse
from briefing.model import Attribution, Document, Span


def find(document: Document, sentences: Sequence[Span]) -> tuple[Attribution, ...]:
    """The attributions of `document`; `sentences` are all of its sentences, in text order.

    A text that is not English has none: its quotation marks are read, its words are not.
    """
    if not sentences or not document.in_english:
        return ()
    p = parse(document, sentences)
    return resolve(p, choose(p))


def choose(p: Parsed) -> list[Candidate]:
    """The candidates that are kept, with their contents cut where another begins."""
    weights = evidence.load()
    kept: list[Candidate] = []
    for number in range(len(p.bounds)):
        found = []
        for candidate in candidates.of_sentence(p, number):
            candidate.score = weights.score(evidence.features(p, candidate)) + _spoken(p, candidate)
            if candidate.score > weights.threshold:
                found.append(candidate)
        kept.extend(settle(p, found))
    _continue(p, kept)
    return kept


# What marks around the whole content add, in the logarithm of the odds. The articles learnt from
# have few of most verbs in front of speech, so the verb alone tells too little there.
_MARKED = 1.0
_TURN = 10.0


def _spoken(p: Parsed, candidate: Candidate) -> float:
    """What it adds that somebody says speech in marks from end to end."""
    if candidate.shape == "turn":
        # A paragraph of a transcript: its shape is checked over the whole article, and sure.
        return _TURN
    entry = cues.verbs().get(candidate.lemma)
    says = candidate.source is not None and entry is not None and "S" in entry[0].takes
    if candidate.source is not None and candidate.source[0] > p.bounds[candidate.sentence][0]:
        # `He went on in his latest post: "..."`: the noun that looks like a verb has no subject.
        says = says and p.tokens.lowers[candidate.source[0] - 1] not in ("in", "on", "at")
    whole = says and all(
        p.inside[token] >= 0 and p.quoted[p.inside[token]].speech
        for piece in candidate.content
        for token in piece
    )
    return _MARKED if whole else 0.0


def settle(p: Parsed, found: list[Candidate]) -> list[Candidate]:
    """Contents of one sentence against each other: a later cue may end the content of an earlier one."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    for n, candidate in enumerate(found):
        first, last = candidate.content[-1]
        if first <= candidate.cue[1]:
            continue
        for later in found[n + 1 :]:
            edge = later.cue[0]
            if later.source is not None and later.source[0] > candidate.cue[1]:
                edge = min(edge, later.source[0])
            if not first < edge <= last:
                continue
            cut = edge - 1
            if later.shape in ("pre", "according", "pre-insert") and later.content[0][0] <= candidate.cue[0]:
                if words[cut] != ",":
                    continue
            elif not (words[cut] == "," or tags[cut] == "CC" or lowers[cut] in _JOINS):
                continue
            while cut > first and (
                words[cut] in (",", "\u2014", "--") or tags[cut] == "CC" or lowers[cut] in _JOINS
            ):
                cut -= 1
            if cut > first:
                candidate.content[-1] = (first, cut)
                break
    return found


_JOINS = frozenset("while although though as also later then".split())


def _continue(p: Parsed, kept: list[Candidate]) -> None:
    """`"A," she said. "B."`: the quotation that follows without a cue of its own is hers too."""
    covered = set()
    for candidate in kept:
        for first, last in candidate.content:
            for token in range(first, last + 1):
                if p.inside[token] >= 0:
                    covered.add(p.inside[token])
    by_sentence: dict[int, list[Candidate]] = {}
    for candidate in kept:
        by_sentence.setdefault(candidate.sentence, []).append(candidate)
    previous: Candidate | None = None
    waiting = -1
    for number, (low, _) in enumerate(p.bounds):
        mine = by_sentence.get(number, [])
        if mine:
            if waiting >= 0 and mine[0].shape.startswith("preq") and mine[0].content[0][0] == low:
                mine[0].content[0] = (waiting, mine[0].content[0][1])
            waiting = -1
            quoting = [c for c in mine if _quotes(p, c)]
            previous = quoting[-1] if quoting else None
            continue
        quote = p.inside[low]
        if quote >= 0 and (quote in covered or p.first_of[quote] != low):
            if quote not in covered:
                previous = None
            continue
        new_block = number > 0 and p.blocks[number] != p.blocks[number - 1]
        if quote < 0 or (new_block and not p.quoted[quote].speech):
            previous, waiting = None, -1
            continue
        end = contents.whole_quote_end(p, low, p.last_of[quote])
        if previous is None:
            waiting = low if waiting < 0 else waiting
        elif previous.content[-1][0] > previous.cue[1]:
            previous.content[-1] = (previous.content[-1][0], end)
        else:
            previous.content.append((low, end))
        covered.update(p.inside[t] for t in range(low, end + 1))


def _quotes(p: Parsed, candidate: Candidate) -> bool:
    """True when the content of `candidate` begins or ends with speech in quotation marks."""
    ends = [t for piece in candidate.content for t in piece]
    return any(p.inside[t] >= 0 and p.quoted[p.inside[t]].speech for t in ends)


def resolve(p: Parsed, kept: list[Candidate]) -> tuple[Attribution, ...]:
    """The model's attributions, with the speaker of each.

    They are in the order of their sentences. Within one, speech comes before thoughts, and what an
    outlet only passes on ("the ministry said it had left, the agency reported") before the outlet.
    """
    names, roles = speakers.resolve(p, kept)
    rows = []
    for candidate, name in zip(kept, names, strict=True):
        content = tuple(p.span(*piece) for piece in candidate.content)
        source = (p.span(*candidate.source),) if candidate.source is not None else ()
        role = tuple(p.span(*each) for each in roles.get(name, ()))
        found = Attribution(content, (p.span(*candidate.cue),), source, name, _kind(candidate), role)
        thought = found.kind == "thought"
        rank = 2 if thought else 1 if speakers.is_outlet(name) else 0
        rows.append((candidate.sentence, rank, min(candidate.cue[0], candidate.content[0][0]), found))
    rows.sort(key=lambda row: row[:3])
    return tuple(row[3] for row in rows)


def _kind(candidate: Candidate) -> Literal["speech", "question", "thought"]:
    """Speech, unless the cue asks a question or tells a thought or an intention."""
    if candidate.shape.startswith("post-wh") and candidate.lemma in (
        "ask",
        "wonder",
        "question",
        "inquire",
        "enquire",
    ):
        return "question"
    entry = cues.verbs().get(candidate.lemma)
    if entry is not None and "T" in entry[0].takes and candidate.lemma not in ("say",):
        return "thought"
    return "speech"
