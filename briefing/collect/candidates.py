"""Possible attributions of one sentence: a cue, its source and its content, with what speaks for them.

Nothing is decided here beyond grammar: each candidate carries named features, and `attribution.py`
keeps those that score.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from briefing.collect import contents, cues, phrases
from briefing.collect.cues import Cue
from briefing.collect.parsed import Parsed
from briefing.collect.phrases import FINITE

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
    features: list[str] = field(default_factory=list)
    score: float = 0.0

    @property
    def is_before(self) -> bool:
        return self.shape.startswith("pre")


_GENERIC = Cue("?", frozenset(["Q"]), frozenset())


def of_sentence(p: Parsed, number: int) -> list[Candidate]:
    """Every candidate of sentence `number`, in the order of their cues."""
    low, high = p.bounds[number]
    found: list[Candidate] = []
    table = cues.verbs()
    tags, lowers = p.tokens.tags, p.tokens.lowers
    for at in range(low, high):
        quote = p.inside[at]
        if quote >= 0 and p.quoted[quote].speech:
            continue
        word = lowers[at]
        if word == "according" and at + 1 < high and lowers[at + 1] == "to":
            _add(found, _according(p, number, at, low, high))
            continue
        if word == ":" and p.kinds[number] in ("title", "heading"):
            _add(found, _headline(p, number, at, low, high))
            continue
        entry = table.get(word)
        if entry is not None and _is_verb(p, at, low, high, entry[1]):
            _add(found, _of_verb(p, number, at, low, high, entry[0]))
        elif tags[at] in ("VBD", "VBZ", "VBP") and entry is None:
            _add(found, _of_verb(p, number, at, low, high, _GENERIC))
    return found


def _add(found: list[Candidate], candidate: Candidate | None) -> None:
    if candidate is not None:
        found.append(candidate)


def _is_verb(p: Parsed, at: int, low: int, high: int, form: str) -> bool:
    """True when the word at `at`, a form of a reporting verb, is used as a verb here."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    tag = tags[at]
    before = lowers[at - 1] if at > low else ""
    if before in (
        "the",
        "a",
        "an",
        "this",
        "his",
        "her",
        "their",
        "its",
        "my",
        "our",
        "your",
        "no",
        "any",
        "some",
    ):
        return False
    if tag in phrases.VERBAL:
        return True
    if form == "VBZ" and tag in ("NNS", "NNPS", "NNP"):
        return (
            at > low
            and at + 1 < high
            and lowers[at + 1] in ("that", "to", "he", "she", "it", "they", "the", ":")
        )
    return tag in ("NN", "JJ", "IN") and form in ("VBD", "VBG") and at > low


def _of_verb(p: Parsed, number: int, at: int, low: int, high: int, cue: Cue) -> Candidate | None:
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    first = phrases.group_first(p, at, low)
    group = set(lowers[first:at])
    passive = tags[at] in ("VBN", "VBD") and bool(group & {"is", "was", "are", "were", "be", "been", "being"})
    gerund = tags[at] == "VBG" and not group & {"is", "was", "are", "were", "be", "been", "'s", "'re", "am"}
    bare_participle = tags[at] == "VBN" and not group
    infinitive = first < at and "to" in group
    following = contents.complement(p, cue, at, high)
    inverted = _inverted(p, at, first, low, high, following)
    if inverted is not None:
        source, edge = inverted, first
        preposed = contents.before(p, edge, low)
        if preposed is None:
            return None
        return _finish(p, number, cue, (first, at), source, [preposed], "pre-inverted", passive)
    if passive:
        return _passive(p, number, at, first, low, high, cue, following)
    source = phrases.subject(p, first, low)
    if gerund and source is None:
        source = phrases._shared(p, first, low, 0)
    if bare_participle and tags[at] == "VBN":
        return None
    if source is not None and source[1] >= first:
        source = None
    edge = source[0] if source is not None and source[1] >= first - 3 else first
    preposed = contents.before(p, edge, low) if "S" in cue.takes or "Q" in cue.takes else None
    if preposed is not None and gerund:
        preposed = None
    quoted_before = preposed is not None and p.inside[preposed[1]] >= 0
    if preposed is not None and not quoted_before:
        if "S" not in cue.takes or following is not None or not _plausible_preposed(p, preposed, cue):
            preposed = None
    if (
        preposed is not None
        and quoted_before
        and following is not None
        and following.kind in ("that", "inf", "object", "particle")
    ):
        # `Calling it "a mistake," the minister vowed to ...`: the quotation is not what was vowed.
        if not (cue.takes & {"S"} and following.kind == "object"):
            preposed = None
    if preposed is not None:
        pieces = [preposed]
        rest = _after_insertion(p, at, low, high, preposed, quoted=quoted_before)
        if rest is not None:
            pieces.append(rest)
        return _finish(p, number, cue, (first, at), source, pieces, "pre-insert" if rest else "pre", passive)
    if following is None:
        return None
    kind = following.kind
    takes = cue.takes
    fits = (
        (kind == "that" and "S" in takes)
        or (kind == "bare" and "S" in takes)
        or (kind in ("quote", "colon") and (takes & {"Q", "N", "S"}))
        or (kind == "inf" and (takes & {"I"} or (takes & {"U"} and following.addressee)))
        or (kind == "gerund" and "G" in takes)
        or (kind == "wh" and takes & {"W", "S"})
        or kind == "particle"
        or (kind == "object" and takes & {"N", "U"})
    )
    if not fits:
        return None
    start, last = following.first, following.last
    if (
        kind == "inf"
        and following.addressee
        and "U" in takes
        and lowers[at] not in ("told", "tell", "tells", "telling")
    ):
        start = following.cue_last + 1
    if kind == "particle" and following.addressee:
        start = at + 1
        following.cue_last = at
    if kind == "wh" and following.addressee and "U" in takes and False:
        start = at + 1
    last = contents.whole_quote_end(p, start, last)
    shape = "post-" + kind + ("-ger" if gerund else "-inf" if infinitive else "")
    return _finish(p, number, cue, (first, following.cue_last), source, [(start, last)], shape, passive)


def _plausible_preposed(p: Parsed, content: Range, cue: Cue) -> bool:
    """True for an unquoted clause before ", X said": long enough, and the verb can stand at the end."""
    if cue.takes & {"L"}:
        return False
    lemma = cue.lemma
    return lemma in _ENDS and content[1] - content[0] >= 1


_ENDS = frozenset(
    "say tell add report announce claim argue explain note warn state believe think suggest show find know "
    "acknowledge concede admit insist predict contend estimate write tweet reveal hope indicate fear".split()
)


def _inverted(
    p: Parsed, at: int, first: int, low: int, high: int, following: contents.Complement | None
) -> Range | None:
    """The subject behind the verb in `"...", said Ada Lund, a trader.`; None when it stands before."""
    tags, words = p.tokens.tags, p.tokens.words
    if first != at or at - 1 < low or at + 1 >= high:
        return None
    end = at - 1
    quote = p.inside[end]
    closes = quote >= 0 and p.last_of[quote] == end
    if not closes and words[end] == ",":
        quote = p.inside[end - 1] if end - 1 >= low else -1
        closes = quote >= 0 and p.last_of[quote] == end - 1
        if not closes and p.tokens.lowers[at] not in (
            "said",
            "says",
            "reported",
            "reports",
            "wrote",
            "added",
            "announced",
        ):
            return None
    elif not closes:
        return None
    if tags[at] not in ("VBD", "VBZ", "VBP", "VBN", "NNS", "NN"):
        return None
    start = at + 1
    if tags[start] in ("RB",):
        start += 1
    if start >= high or opens(p, start) or p.tokens.lowers[start] in ("that", "to"):
        return None
    if tags[start] == "PRP" and p.tokens.lowers[start] in ("him", "her", "them", "us", "me"):
        return None
    last_word = contents.sentence_last(p, low, high)
    last = phrases.np_right(p, start, last_word + 1, asides=True)
    if last < start:
        return None
    return (start, last)


def opens(p: Parsed, at: int) -> bool:
    return contents.opens_quote(p, at, len(p.tokens.words))


def _after_insertion(
    p: Parsed, at: int, low: int, high: int, preposed: Range, *, quoted: bool
) -> Range | None:
    """The second piece in `The second, they said, hit those who ran`: what stands behind the comma."""
    words, tags = p.tokens.words, p.tokens.tags
    last = contents.sentence_last(p, low, high)
    i = at + 1
    steps = 0
    while i <= last and steps < 14 and words[i] != "," and not opens(p, i):
        i += 1
        steps += 1
    if i > last or steps >= 14:
        return None
    if words[i] == ",":
        i += 1
    if i > last:
        return None
    if opens(p, i):
        return (i, contents.whole_quote_end(p, i, last))
    if quoted or steps > 0:
        return None
    if tags[i] in ("VBG", "CC", "WP", "WDT", "IN") and contents.has_clause(p, *preposed):
        return None
    return (i, contents.whole_quote_end(p, i, last))


def _passive(
    p: Parsed,
    number: int,
    at: int,
    first: int,
    low: int,
    high: int,
    cue: Cue,
    following: contents.Complement | None,
) -> Candidate | None:
    """`The attack was condemned by Paris`, `he was quoted as saying`, `they are expected to`."""
    lowers = p.tokens.lowers
    last = contents.sentence_last(p, low, high)
    patient = phrases.subject(p, first, low)
    agent: Range | None = None
    if at + 2 <= last and lowers[at + 1] == "by":
        end = phrases.np_right(p, at + 2, last + 1, asides=True)
        if end >= at + 2:
            agent = (at + 2, end)
    if patient is None:
        return None
    if agent is not None and "N" in cue.takes:
        candidate = _finish(p, number, cue, (first, at), agent, [patient], "passive-by", True)
        return candidate
    if (
        following is not None
        and following.kind in ("that", "inf", "quote")
        and cue.takes & {"S", "U", "I", "Q"}
    ):
        if lowers[patient[0]] == "it" and following.kind == "that":
            return _finish(
                p, number, cue, (first, at), None, [(following.first, following.last)], "passive-it", True
            )
        if following.kind == "inf":
            pieces = [patient, (following.first, following.last)]
            return _finish(p, number, cue, (first, at), None, pieces, "passive-inf", True)
    return None


def _according(p: Parsed, number: int, at: int, low: int, high: int) -> Candidate | None:
    words = p.tokens.words
    last = contents.sentence_last(p, low, high)
    start = at + 2
    end = phrases.np_right(p, start, last + 1, asides=True)
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
        return _finish(p, number, _ACCORDING, (at, at + 1), source, [content], "according-first", False)
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
    if words[edge] == "," and end + 2 <= last and words[end + 1] == ",":
        if not contents.has_clause(p, first, pre_last) or p.tokens.tags[end + 2] in FINITE | {"MD"}:
            pieces.append((end + 2, contents.whole_quote_end(p, end + 2, last)))
    return _finish(p, number, _ACCORDING, (at, at + 1), (start, end), pieces, "according", False)


_ACCORDING = Cue("according", frozenset(["S"]), frozenset())
_COLON = Cue(":", frozenset(["S"]), frozenset())


def _headline(p: Parsed, number: int, at: int, low: int, high: int) -> Candidate | None:
    """`Minister: Talks will resume` and, in a heading, `Talks will resume: minister`."""
    last = contents.sentence_last(p, low, high)
    if at == low or at + 1 > last or any(w == ":" for w in p.tokens.words[low:at]):
        return None
    if at - low <= 6 and not any(p.tokens.tags[i] in FINITE for i in range(low, at)) and last - at >= 3:
        return _finish(p, number, _COLON, (at, at), (low, at - 1), [(at + 1, last)], "headline", False)
    return None


def _finish(
    p: Parsed,
    number: int,
    cue: Cue,
    at: Range,
    source: Range | None,
    pieces: list[Range],
    shape: str,
    passive: bool,
) -> Candidate | None:
    trimmed = [contents.trim(p, *piece) for piece in pieces if piece[0] <= piece[1]]
    if not trimmed:
        return None
    candidate = Candidate(trimmed, at, source, shape, number, cue.lemma)
    candidate.features = [shape, cue.lemma, shape + " " + cue.lemma]
    return candidate
