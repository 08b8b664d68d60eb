"""Who said what: every attribution of a document, its source, cue and content as exact spans."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.collect import quotations, speakers
from briefing.model import Attribution, Document, Span

_CUE = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|wrote|tweeted|announced|claimed|claims|argued|insisted|warned|"
    r"stated|noted|suggested|reported|asked|replied|explained|confirmed|admitted|declared|according to)\b"
)


def find(document: Document, sentences: Sequence[Span]) -> tuple[Attribution, ...]:
    """The attributions of `document` in text order; `sentences` are all of its sentences, in order."""
    text = document.text
    quoted = [q for q in quotations.find(document) if q.speech]
    rows: list[tuple[tuple[Span, ...], Span, Span | None]] = []
    for sentence in sentences:
        inside = [q.outer for q in quoted if q.outer.overlaps(sentence)]
        cue = next(
            (
                Span(*m.span())
                for m in _CUE.finditer(text, sentence.start, sentence.end)
                if not any(q.start <= m.start() < q.end for q in inside)
            ),
            None,
        )
        if cue is None:
            continue
        before = re.search(r"[^,\"\u201d]+\s\Z", text[sentence.start : cue.start])
        after = re.match(r"\s[^,.\"\u201c]+", text[cue.end : sentence.end])
        accord = text[cue.start : cue.end] == "according to"
        source = None
        if after and (accord or (not before and inside)):
            source = Span(cue.end + 1, cue.end + after.end())
        elif before:
            source = Span(sentence.start + before.start(), cue.start - 1)
        if inside:
            content = tuple(Span(max(q.start, sentence.start), min(q.end, sentence.end)) for q in inside)
        elif not accord and after:
            content = (Span(cue.end + 1, sentence.end - 1),) if cue.end + 1 < sentence.end - 1 else ()
        else:
            content = (Span(sentence.start, cue.start - 1),) if sentence.start < cue.start - 1 else ()
        if content:
            rows.append((content, cue, _trim(text, source)))
    names = speakers.resolve(document, [(s,) if s else () for _, _, s in rows])
    return tuple(
        Attribution(content, (cue,), (source,) if source else (), name)
        for (content, cue, source), name in zip(rows, names, strict=True)
    )


def _trim(text: str, span: Span | None) -> Span | None:
    if span is None:
        return None
    words = text[span.start : span.end]
    left = len(words) - len(words.lstrip())
    right = len(words.rstrip())
    return Span(span.start + left, span.start + right) if left < right else None
