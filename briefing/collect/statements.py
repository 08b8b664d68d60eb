"""Statements out of sentences: each sentence of an article that is not noise is one statement.

Nothing is dropped: a sentence nobody could make sense of is a plain statement in the default section.
Spans are never searched for again; they come from the sentences as they were split.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from briefing.collect import attribution, certainty, quotations, ranking, readings, sections
from briefing.collect import sentences as splitting
from briefing.collect.certainty import Judgement
from briefing.collect.matching import tokens
from briefing.collect.quotations import Quoted
from briefing.collect.ranking import Ranked
from briefing.collect.sections import Placed, Reading
from briefing.model import Attribution, Document, Evidence, Profile, Quotation, Span, Statement, statement_id

_BREAK = re.compile(r"[,;:(\[\u2013\u2014]|--| - ")
# Thoughts, plans and acts are marked as attributions too; only words of saying make a sentence somebody's.
_SAYING = re.compile(
    r"\b(?:accord|accus|acknowledg|add(?:s|ed|ing)?\b|admi[ts]|alleg|announc|argu|ask|assert|assess|assur|believ|blam|"
    r"boast|call|caution|charg|cit(?:e|es|ed)\b|claim|comment|complain|concede|conclud|condemn|confirm|contend|"
    r"criti[cq]|decla(?:re|ri)|declin|defend|demand|denounc|den(?:y|ie)|describ|dismiss|disput|doubt|dub|emphasi|"
    r"estimat|explain|express|hail|highlight|indicat|inform|insist|instruct|maintain|mention|not(?:e|ed|es|ing)\b|"
    r"pledg|prais|predict|promis|propos|question|quot|reaffirm|reassur|recall|recommend|refus|reiterat|reject|"
    r"remark|repl(?:y|ie)|report|request|respond|reveal|said|sa(?:y|id)|slam|speak|spoke|stat(?:e|es|ed|ing)\b|"
    r"stress|suggest|tell|testif|threat|told|tout|tweet|underscor|urg|vow|warn|welcom|writ|wrote)",
    re.IGNORECASE,
)
_EARLY = 6
_MOSTLY = 0.6
# What is longer is no sentence (a table, a text without stops): its beginning decides.
_WORDS = 400
_REPORTS = 200


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with who speaks in it, how sure it is, and the profile's view of it."""

    span: Span
    block: int
    quotations: tuple[Quotation, ...]
    attributions: tuple[Attribution, ...]
    speaker: str
    judgement: Judgement
    mostly_quoted: bool
    reading: Reading


@dataclass(frozen=True, slots=True)
class Composed:
    """All that is known of an article's sentences, in text order; the lists run in parallel."""

    sentences: list[Sentence]
    placed: list[Placed]
    ranked: list[Ranked]
    attributions: tuple[Attribution, ...]


class _Pairs:
    """The quotation marks of a document, to be asked which touch a span."""

    def __init__(self, quoted: Sequence[Quoted]) -> None:
        self._quoted = quoted
        self._ends = [pair.outer.end for pair in quoted]

    def touching(self, span: Span) -> tuple[Quoted, ...]:
        first = bisect_right(self._ends, span.start)
        last = first
        while last < len(self._quoted) and self._quoted[last].outer.start < span.end:
            last += 1
        return tuple(self._quoted[first:last])


def compose(document: Document, profile: Profile) -> Composed:
    """The sentences of `document` with their places and ranks."""
    sentences, attributions = read_sentences(document)
    readings = [sentence.reading for sentence in sentences]
    placed = sections.place(readings, profile)
    ranked = ranking.rank(readings, placed, profile)
    return Composed(sentences, placed, ranked, attributions)


def statements(document: Document, composed: Composed) -> tuple[Statement, ...]:
    """One statement for each sentence, in text order."""
    roles = {row.speaker: row.roles for row in composed.attributions}
    return tuple(
        _statement(document, sentence, place, rank, roles.get(sentence.speaker, ()))
        for sentence, place, rank in zip(composed.sentences, composed.placed, composed.ranked, strict=True)
    )


def _statement(
    document: Document, sentence: Sentence, place: Placed, rank: Ranked, role_at: tuple[Span, ...]
) -> Statement:
    main = sentence.attributions[0] if sentence.attributions else Attribution(())
    judgement = sentence.judgement
    span = sentence.span
    return Statement(
        id=statement_id(document.id, span),
        kind="quote" if sentence.mostly_quoted else "fact",
        text=document.words(span),
        evidence=(Evidence(document.id, span),),
        section=place.section,
        also=place.also,
        speaker=sentence.speaker,
        speaker_at=main.source or (judgement.denied_by if sentence.speaker else ()),
        cue_at=main.cue,
        role_at=role_at,
        certainty=judgement.certainty,
        certainty_at=judgement.certainty_at,
        denies=judgement.denies,
        quotations=sentence.quotations,
        weight=rank.weight,
        key=rank.key,
        picked=rank.picked,
    )


def read_sentences(document: Document) -> tuple[list[Sentence], tuple[Attribution, ...]]:
    """The sentences of the article's own paragraphs and quotations, without title, headings, noise."""
    spans: list[tuple[int, Span]] = [
        (number, span)
        for number, block in enumerate(document.blocks)
        if block.kind in ("paragraph", "quotation")
        for span in _without_dateline(document.text, splitting.split(document.text, block.span))
    ]
    bare = [span for _, span in spans]
    attributions = attribution.find(document, bare)
    pairs = _Pairs(quotations.find(document))
    title = readings.title_stems(document)
    # The patterns are English; of another language nothing is claimed but its quotations.
    judge = certainty.judge if document.in_english else _unjudged
    found: list[Sentence] = []
    for (number, span), attributed in zip(spans, _by_sentence(bare, attributions), strict=True):
        found.append(_sentence(document, number, span, attributed, pairs.touching(span), title, judge))
    return _marked(document, _carried(found, pairs)), attributions


def _without_dateline(text: str, sentences: list[Span]) -> list[Span]:
    """The sentences of a paragraph; the first begins behind its dateline."""
    return [splitting.after_dateline(text, sentences[0]), *sentences[1:]] if sentences else []


def _unjudged(text: str, sentence: Span, attributions: Sequence[Attribution]) -> Judgement:
    return Judgement("asserted")


def _sentence(
    document: Document,
    block: int,
    span: Span,
    attributed: tuple[Attribution, ...],
    quoted: Sequence[Quoted],
    title: frozenset[str],
    judge: Callable[[str, Span, Sequence[Attribution]], Judgement],
) -> Sentence:
    text = document.text
    attributed = attributed[:_REPORTS]
    reported = [row for row in attributed if _is_told(text, span, row)]
    inside = [
        pair
        for pair in quoted
        if pair.span.overlaps(span) and (pair.speech or _is_said(text, pair, reported))
    ]
    pieces = tuple(piece for pair in inside if (piece := _piece(pair, span, attributed)) is not None)
    words = tuple(tokens(text, span.start, span.end))[:_WORDS]
    quoted_words = len(readings.among(words, (piece.span for piece in pieces)))
    framing = [row for row in reported if _frames(span, row, reported)]
    saying = len(readings.among(words, (s for row in framing for s in (*row.source, *row.cue))))
    judgement = judge(text, span, reported)
    mostly = quoted_words > 0 and quoted_words >= _MOSTLY * (len(words) - saying)
    reading = Reading(
        words,
        readings.zones(words, framing, pieces),
        frozenset(n for n, t in enumerate(words) if n and _BREAK.search(text, words[n - 1].end, t.start)),
        readings.conditions(words, judgement, pieces, mostly, title, bool(reported)),
        block,
    )
    speaker = next((row.speaker for row in reported if row.speaker), "")
    if not reported:
        speaker = " ".join(text[by.start : by.end] for by in judgement.denied_by)
    return Sentence(span, block, pieces, tuple(reported), speaker, judgement, mostly, reading)


def _is_told(text: str, span: Span, row: Attribution) -> bool:
    """True when the attribution reports speech, or its cue stands in another sentence."""
    here = [cue for cue in row.cue if span.contains(cue)]
    return not here or any(_SAYING.search(text, cue.start, cue.end) for cue in here)


def _is_said(text: str, pair: Quoted, reported: Sequence[Attribution]) -> bool:
    """True for a word or two in marks that stand in reported speech and are not a name."""
    words = [token.word for token in tokens(text, pair.span.start, pair.span.end) if len(token.word) > 3]
    if not words or all(word[0].isupper() for word in words):
        return False
    return any(content.contains(pair.span) for row in reported for content in row.content)


def _frames(span: Span, row: Attribution, reported: Sequence[Attribution]) -> bool:
    """True when what is reported makes up much of the sentence, and nobody else reports the speaker.

    Then its speaker is not what the sentence is about.
    """
    inside = sum(min(c.end, span.end) - max(c.start, span.start) for c in row.content if c.overlaps(span))
    return inside * 5 >= len(span) * 2 and not any(
        content.contains(source) for other in reported for content in other.content for source in row.source
    )


def _piece(quoted: Quoted, span: Span, attributed: Sequence[Attribution]) -> Quotation | None:
    """The part of a quotation that lies in this sentence, with the speaker its attribution names.

    Where one report stands inside another, the words are those of the inner one's speaker.
    """
    start, end = max(quoted.span.start, span.start), min(quoted.span.end, span.end)
    if start >= end:
        return None
    piece = Span(start, end)
    rows = [row for row in attributed if row.speaker and any(c.overlaps(piece) for c in row.content)]
    if not rows:
        return Quotation(piece)
    inner = min(rows, key=lambda row: sum(len(c) for c in row.content))
    return Quotation(piece, inner.speaker, inner.source)


def _by_sentence(spans: Sequence[Span], attributions: Sequence[Attribution]) -> list[tuple[Attribution, ...]]:
    """For each sentence the attributions whose content touches it, the ones said in it first."""
    rows: list[list[Attribution]] = [[] for _ in spans]
    starts = [span.start for span in spans]
    ends = [span.end for span in spans]
    for row in attributions:
        touched: set[int] = set()
        for piece in row.content:
            touched.update(range(bisect_right(ends, piece.start), bisect_left(starts, piece.end)))
        for number in touched:
            rows[number].append(row)

    def here(row: Attribution, span: Span) -> bool:
        return any(span.contains(c) for c in (*row.cue, *row.source))

    return [
        tuple(sorted(found, key=lambda row, span=span: not here(row, span)))  # type: ignore[misc]
        for found, span in zip(rows, spans, strict=True)
    ]


def _carried(found: list[Sentence], pairs: _Pairs) -> list[Sentence]:
    """Give the sentences of one quotation, and quotations that follow on it, the speaker it has.

    Marks that are opened in one paragraph and not closed run on into the next.
    """
    carried: list[Sentence] = []
    for number, sentence in enumerate(found):
        if not sentence.quotations or all(q.speaker for q in sentence.quotations):
            carried.append(sentence)
            continue
        speaker = sentence.speaker or _said_after(found, number, pairs) or _said_before(carried, sentence)
        if speaker:
            pieces = tuple(q if q.speaker else replace(q, speaker=speaker) for q in sentence.quotations)
            sentence = replace(sentence, quotations=pieces, speaker=sentence.speaker or speaker)
        carried.append(sentence)
    return carried


def _said_after(found: Sequence[Sentence], number: int, pairs: _Pairs) -> str:
    """The speaker named later in the same pair of marks."""
    last = found[number].quotations[-1].span
    end = max((pair.outer.end for pair in pairs.touching(last)), default=0)
    for later in itertools.islice(found, number + 1, None):
        if later.span.start >= end:
            break
        if later.speaker:
            return later.speaker
    return ""


def _said_before(carried: Sequence[Sentence], sentence: Sentence) -> str:
    """Words that are all quotation, right after somebody's: the same person speaks on."""
    if not carried or not sentence.mostly_quoted or sentence.attributions:
        return ""
    before = carried[-1]
    if sentence.block - before.block > 1 or not before.speaker:
        return ""
    return before.speaker


def _marked(document: Document, found: list[Sentence]) -> list[Sentence]:
    """Conditions that depend on the sentences around: where it stands, and what it continues."""
    total = len(found)
    titled = readings.title_stems(document)
    heard: set[str] = set()
    marked: list[Sentence] = []
    for number, sentence in enumerate(found):
        before = marked[-1] if marked else None
        more: set[str] = set()
        # In a list of many stories the first is no more the news than the others.
        if number == 0 and (not titled or titled & readings.stems(sentence.reading.words)):
            more.add("opening")
        if number < _EARLY:
            more.add("early")
        if total >= 9 and number >= total * 2 / 3:
            more.add("late")
        if before and before.block == sentence.block:
            more.add("follows")
        if before and sentence.mostly_quoted and before.mostly_quoted and not sentence.attributions:
            more.add("continued")
        speaker = _surname(sentence.speaker)
        if speaker and "attributed" in sentence.reading.conditions:
            more.add("heard speaker" if speaker in heard else "new speaker")
            heard.add(speaker)
        marked.append(replace(sentence, reading=_extended(sentence, more)))
    return marked


def _extended(sentence: Sentence, more: set[str]) -> Reading:
    reading = sentence.reading
    name = tokens(sentence.speaker, 0, len(sentence.speaker))
    return Reading(
        (*reading.words, *name),
        (*reading.zones, *(sections.NAMED for _ in name)),
        reading.commas | {len(reading.words)},
        reading.conditions | more,
        reading.block,
    )


def _surname(speaker: str) -> str:
    words = re.sub(r"\([^)]*\)", "", speaker).split()
    return words[-1].casefold() if words else ""
