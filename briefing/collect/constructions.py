"""Attributions without a verb of saying: "according to", headlines, labels, signatures, nouns.

Each function proposes a candidate for one construction, or answers None.
"""

from __future__ import annotations

from briefing.collect import contents, cues, edges, phrases, subjects
from briefing.collect.candidate import Candidate, Range, propose
from briefing.collect.cues import Cue
from briefing.collect.parsed import Parsed
from briefing.collect.phrases import FINITE

_ACCORDING = Cue("according", frozenset(["S"]), frozenset())


_COLON = Cue(":", frozenset(["S"]), frozenset())


_NOUN = Cue("noun", frozenset(["S"]), frozenset())


NOUNS = frozenset(
    """
    claim claims assertion assertions allegation allegations accusation accusations suggestion suggestions belief
    view argument warning warnings promise promises pledge vow statement contention insistence charge charges
    prediction predictions hope hopes fear fears denial admission announcement remark remarks report reports finding
    findings conclusion demand demands comment comments proposal call calls
    """.split()
)


DASHES = frozenset(["\u2015", "\u2014", "\u2013", "-", "--"])


def according(p: Parsed, number: int, at: int, low: int, high: int) -> Candidate | None:
    words = p.tokens.words
    last = contents.sentence_last(p, low, high)
    start = at + 2
    if start > last:
        return None
    end = phrases.np_right(p, start, last + 1, asides=True)
    comma = start
    while comma <= last and comma - start < 30 and words[comma] not in (",", ";", "\u2014"):
        comma += 1
    if end < comma - 1:
        end = comma - 1
    if at - low <= 1:
        # Sentence-initial: the source ends at the last comma that still belongs to it.
        end = phrases.np_right(p, start, last + 1, asides=False)
        comma = end + 1
        while comma <= last and words[comma] != ",":
            comma += 1
        if comma >= last:
            return None
        source = (start, comma - 1)
        content = (comma + 1, contents.whole_quote_end(p, comma + 1, last))
        return propose(p, number, _ACCORDING, (at, at + 1), source, [content], "according-first")
    if end < start:
        end = min(last, start)
    edge = at - 1
    pre_last = edge - 1 if words[edge] == "," else edge
    if pre_last < low:
        return None
    first = low
    quote = p.inside[pre_last]
    if quote >= 0 and p.first_of[quote] < low:
        first = p.first_of[quote]
    pieces = [(first, pre_last)]
    goes_on = words[edge] == "," and end + 2 <= last and words[end + 1] == ","
    if goes_on and (not contents.has_clause(p, first, pre_last) or p.tokens.tags[end + 2] in FINITE):
        pieces.append((end + 2, contents.whole_quote_end(p, end + 2, last)))
    return propose(p, number, _ACCORDING, (at, at + 1), (start, end), pieces, "according")


def headline(p: Parsed, number: int, at: int, low: int, high: int) -> Candidate | None:
    """`Minister: Talks will resume` and, in a heading, `Talks will resume: minister`."""
    last = contents.sentence_last(p, low, high)
    if contents.opens_quote(p, at + 1, high):
        low = _label_start(p, at, low)
        last = max(last, contents.whole_quote_end(p, at + 1, at + 1))
    if at == low or at + 1 > last or any(w == ":" for w in p.tokens.words[low:at]):
        return None
    if at - low <= 6 and not any(p.tokens.tags[i] in FINITE for i in range(low, at)) and last - at >= 3:
        return propose(p, number, _COLON, (at, at), (low, at - 1), [(at + 1, last)], "headline")
    return None


def turn(p: Parsed, number: int, low: int) -> Candidate | None:
    """`LUND: We never said so.` in a transcript: what the speaker says goes to the end of the paragraph."""
    at = p.turns[low]
    block = p.blocks[number]
    last = number
    while last + 1 < len(p.bounds) and last - number < _TURN and p.blocks[last + 1] == block:
        last += 1
    end = p.bounds[last][1] - 1
    first = low + (0 if p.tokens.words[low][0].isalnum() else 1)
    if at + 1 > end:
        return None
    return propose(p, number, _COLON, (at, at), (first, at - 1), [(at + 1, end)], "turn")


# A turn is followed over no more sentences than this.
_TURN = 60


def labels(p: Parsed, at: int, low: int, high: int) -> bool:
    """True for `Ana Lund: "..."` and, in a transcript, for a name in front of a quotation."""
    low = _label_start(p, at, low)
    return (
        0 < at - low <= 12
        and p.tokens.tags[low] in ("NNP", "NNPS")
        and (
            contents.opens_quote(p, at + 1, high)
            or (at + 1 == high and contents.opens_quote(p, high, len(p.inside)))
        )
    )


def _label_start(p: Parsed, at: int, low: int) -> int:
    """The token behind a dash before the colon at `at` (`Ports will close - Ada Lund: "..."`), or `low`."""
    for begin in range(at - 1, max(low, at - 8), -1):
        if p.tokens.words[begin] in DASHES and p.text[p.tokens.starts[begin] - 1].isspace():
            return begin + 1
    return low


def signed(p: Parsed, number: int, at: int, high: int) -> Candidate | None:
    """`"We shall not forget." - Ada Lund`: the name of the speaker behind a dash closes the line."""
    quote = p.inside[at - 1]
    if quote < 0 or p.last_of[quote] != at - 1 or not p.quoted[quote].speech:
        return None
    end = at + 1
    while (
        end < high
        and end - at <= 8
        and p.tokens.tags[end] in ("NNP", "NNPS")
        and (end == at + 1 or "\n" not in p.text[p.tokens.ends[end - 1] : p.tokens.starts[end]])
    ):
        end += 1
    after = p.text[p.tokens.ends[end - 1] : p.tokens.starts[end]] if end < len(p.tokens) else "\n"
    closes = (
        end >= high
        or "\n" in after
        or p.tokens.words[end] in (",", ".", ";")
        or contents.opens_quote(p, end, len(p.inside))
    )
    if not closes:
        return None
    content = (contents.whole_quote_start(p, quote), at - 1)
    return propose(p, number, _COLON, (at, at), (at + 1, end - 1), [content], "signed")


def of_noun(p: Parsed, number: int, at: int, low: int, high: int) -> Candidate | None:
    """`the ministry's claim that ...`, `his call for ...`: a noun that reports, with whose it is."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    last = contents.sentence_last(p, low, high)
    if at + 2 > last or not (
        (lowers[at + 1] == "that" and tags[at + 1] in ("IN", "WDT"))
        or (lowers[at] in ("call", "calls") and lowers[at + 1] == "for")
    ):
        return None
    owner = at - 1
    while owner > low and tags[owner] in ("JJ", "JJR", "NN", "VBN", "VBG", "JJS") and at - owner < 4:
        owner -= 1
    source: Range | None = None
    if owner >= low and tags[owner] == "PRP$":
        source = (owner, owner)
    elif owner - 1 >= low and tags[owner] == "POS":
        source = (phrases.np_left(p, owner - 1, low), owner)
    elif at - 1 >= low and tags[at - 1] in ("DT", "JJ"):
        source = None
    else:
        return None
    start = at + 1 if lowers[at + 1] == "that" else at + 2
    end = edges.shorten(p, start, last, at, low)
    cue = (at, at if lowers[at + 1] == "that" else at + 1)
    return propose(p, number, _NOUN, cue, source, [(start, end)], "noun")


def unmarked_block(p: Parsed, number: int, low: int, high: int) -> Candidate | None:
    """`The mayor added:` and her words in a paragraph of their own, set off without marks."""
    following = number + 1
    if following >= len(p.bounds) or p.blocks[following] == p.blocks[number]:
        return None
    at = next((i for i in range(high - 2, max(low, high - 8), -1) if p.tokens.tags[i] in FINITE), -1)
    entry = cues.verbs().get(p.tokens.lowers[at]) if at >= 0 else None
    if entry is None or "S" not in entry[0].takes or "T" in entry[0].takes:
        return None
    source = subjects.subject(p, subjects.group_first(p, at, low), low)
    if source is None or p.kinds[following] in ("title", "heading"):
        return None
    last = following
    while last + 1 < len(p.bounds) and last - following < _TURN and p.blocks[last + 1] == p.blocks[following]:
        last += 1
    content = (high, p.bounds[last][1] - 1)
    return propose(p, number, _COLON, (at, high - 2), source, [content], "block")


def before_block(p: Parsed, number: int, low: int, high: int, found: list[Candidate]) -> Candidate | None:
    """`She released this statement:` with the quotation in a block of its own."""
    content = (high, contents.whole_quote_end(p, high, high))
    verbs = [i for i in range(low, high) if p.tokens.tags[i] in phrases.VERBAL and p.inside[i] < 0]
    if not verbs:
        return None
    table = cues.verbs()
    told = [i for i in verbs if p.tokens.lowers[i] in table]
    at = told[-1] if told else verbs[-1]
    first = subjects.group_first(p, at, low)
    source = subjects.subject(p, first, low) or subjects.shared(p, first, low, 0)
    found[:] = [c for c in found if c.cue[1] < at]
    last = high - 2 if high - 2 - at <= 6 else at
    return propose(p, number, _COLON, (first, max(at, last)), source, [content], "block")
