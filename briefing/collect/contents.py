"""What was said: where the content of a cue begins and ends, before it, after it or around it.

Ranges are token numbers, first and last inclusive. Every search is bounded by the sentence, or by
the quotation that reaches over several of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefing.collect import cues, lexicon, phrases
from briefing.collect.cues import Cue
from briefing.collect.parsed import Parsed
from briefing.collect.phrases import FINITE, NOUN

_ADJUNCT = frozenset(
    "in at during to on after before by via through with from for over about of under when".split()
)
_WH = frozenset("whether if how why what when where who which whom".split())
_END_MARKS = frozenset([".", "!", "?", "\u2026", "..."])


@dataclass(slots=True)
class Complement:
    """What follows a cue: `kind` names its shape, `cue_last` the last token that belongs to the cue."""

    kind: str
    first: int
    last: int
    cue_last: int
    addressee: bool = False


def sentence_last(p: Parsed, low: int, high: int) -> int:
    """The last token of a sentence without its final marks (those inside a quotation are kept)."""
    last = high - 1
    while last > low and p.tokens.words[last] in _END_MARKS and p.inside[last] < 0:
        last -= 1
    return last


def opens_quote(p: Parsed, at: int, high: int) -> bool:
    """True when a quotation begins at token `at`."""
    return at < high and p.inside[at] >= 0 and p.first_of[p.inside[at]] == at


def complement(p: Parsed, cue: Cue, verb: int, high: int) -> Complement | None:
    """What follows the cue verb at `verb` inside its sentence, which ends before token `high`."""
    lowers = p.tokens.lowers
    last = sentence_last(p, verb, high)
    k = verb + 1
    if k > last:
        return None
    if lowers[k] in cue.particles and lowers[k] != "in":
        found = _after_particle(p, cue, k, last, high)
        if found is not None:
            return found
    if cue.lemma in _ADDRESSING and not opens_quote(p, k, high):
        found = _addressing(p, cue, verb, k, last, high)
        if found is not None:
            return found
    direct = _direct(p, cue, k, last, high)
    if direct is not None:
        return Complement(direct[0], direct[1], last, direct[2] if direct[2] >= 0 else verb)
    if lowers[k] == ",":
        anchor = _anchor(p, k, last, high, nouns=False)
        if anchor is not None and anchor[0] in ("quote", "colon", "that") and not _relative(p, k, anchor):
            return Complement(anchor[0], anchor[1], last, verb)
        return None
    if cue.takes & {"A", "U"}:
        found = _addressing(p, cue, verb, k, last, high)
        if found is not None:
            return found
    if "S" in cue.takes or "Q" in cue.takes:
        j = k
        for _ in range(4):
            j = _skip_adjunct(p, j, last)
            if j < 0 or j > last:
                break
            direct = _direct(p, cue, j, last, high)
            if direct is not None and direct[0] in ("that", "quote", "colon", "bare", "wh"):
                return Complement(direct[0], direct[1], last, direct[2] if direct[2] >= 0 else verb)
        anchor = _anchor(p, k, last, high, nouns=False)
        if anchor is not None and not _relative(p, k, anchor):
            return Complement(anchor[0], anchor[1], last, verb)
    tag = p.tokens.tags[k]
    if tag in phrases.CORE or tag in ("PRP", "VBG", "RB", "``", "EX", "JJR", "RBR"):
        return Complement("object", k, last, verb)
    if "N" in cue.takes and tag == "IN" and lowers[k] in ("between", "about", "around", "over", "only", "at"):
        return Complement("object", k, last, verb)
    return None


def _relative(p: Parsed, k: int, anchor: tuple[str, int]) -> bool:
    """True for "said on Monday, twice the number that ...": behind a comma and a noun, "that" is "which"."""
    shape, at = anchor
    return (
        shape == "that"
        and p.tokens.tags[at - 1] in phrases.NOUN
        and any(p.tokens.words[i] == "," for i in range(k, at))
    )


# Verbs that always say to whom: what follows is the addressee first.
_ADDRESSING = frozenset("tell inform assure remind notify reassure convince persuade".split())


def _after_particle(p: Parsed, cue: Cue, at: int, last: int, high: int) -> Complement | None:
    """What follows "called | for", "pointed | out", "accused" having been left to the object reading."""
    k = at + 1
    if k > last:
        return None
    direct = _direct(p, cue, k, last, high)
    if direct is not None and direct[0] in ("that", "quote", "colon", "wh"):
        return Complement(direct[0], direct[1], last, max(at, direct[2]))
    if p.tokens.lowers[at] in ("out", "back", "up", "down", "off") and clause_at(p, k, last):
        return Complement("bare", k, last, at)
    if p.tokens.lowers[k] == ",":
        return None
    return Complement("particle", k, last, at)


def _direct(p: Parsed, cue: Cue, k: int, last: int, high: int) -> tuple[str, int, int] | None:
    """Shape, first token of the content, and a mark that joins the cue (or -1), when one begins at `k`."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    word, tag = lowers[k], tags[k]
    takes = cue.takes
    if opens_quote(p, k, high):
        quote = p.inside[k]
        if not p.quoted[quote].speech and p.last_of[quote] < last and "S" in takes and clause_at(p, k, last):
            return ("bare", k, -1)
        return ("quote", k, -1)
    if word == ":" and k + 1 <= last:
        return ("colon", k + 1, k)
    if word == "," and opens_quote(p, k + 1, high):
        return ("quote", k + 1, -1)
    if (
        word == "that"
        and tag in ("IN", "WDT", "DT")
        and not (k + 1 <= last and phrases.is_time(p, k + 1))
        and (tag != "DT" or clause_at(p, k + 1, last) or (k + 1 <= last and lowers[k + 1] in _WH))
    ):
        return ("that", k, -1)
    if word in ("whether", "how", "why", "what", "where", "who", "which", "when") and tag != "WDT":
        if word in ("when", "where") and not takes & {"W"}:
            return None
        return ("wh", k, -1)
    if word == "if" and "W" in takes and "S" not in takes:
        return ("wh", k, -1)
    if word == "to" and k + 1 <= last and _is_infinitive(p, k + 1, last):
        return ("inf", k, -1)
    if tag == "VBG" and "G" in takes:
        return ("gerund", k, -1)
    if "S" in takes and clause_at(p, k, last):
        return ("bare", k, -1)
    return None


def _is_infinitive(p: Parsed, at: int, last: int) -> bool:
    """True when the word after "to" is a verb, though the tagger may call it a noun."""
    tag = p.tokens.tags[at]
    if tag == "VB":
        return True
    if tag == "RB" and at + 1 <= last:
        return p.tokens.tags[at + 1] in ("VB", "NN", "VBP")
    return tag in ("NN", "VBP", "JJ") and "v" in lexicon.load().get(p.tokens.lowers[at], "")


def _addressing(p: Parsed, cue: Cue, verb: int, k: int, last: int, high: int) -> Complement | None:
    """What is said to somebody: "told | the newspaper that", "urged | both sides to"."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    if tags[k] in ("IN", "TO", ","):
        return None
    end = k if tags[k] == "PRP" else phrases.np_right(p, k, last + 1)
    if end < k:
        return None
    j = end + 1
    for _ in range(4):
        if j > last:
            break
        direct = _direct(p, cue, j, last, high)
        if direct is not None:
            kind = direct[0]
            if kind == "inf" and "U" in cue.takes and cue.lemma != "tell":
                return Complement("inf", k, last, verb, True)
            if kind == "gerund":
                break
            if kind == "bare" and "S" not in cue.takes and "A" not in cue.takes:
                break
            if kind == "wh" and lowers[j] in ("who", "which", "where"):
                # `told the mayors who had come, "..."`: the clause tells who was told.
                spoken = _set_off(p, j, last)
                if spoken >= 0:
                    return Complement("quote", spoken, last, verb, True)
            return Complement(kind, direct[1], last, direct[2] if direct[2] >= 0 else verb, True)
        if lowers[j] in cue.particles:
            if "O" in cue.takes:
                return None
            return Complement("particle", j + 1, last, j, True) if j + 1 <= last else None
        if tags[j] in FINITE and end > k and cue.lemma == "tell":
            # "told Reuters Iran had agreed": the tagger sees one name where there are two.
            return Complement("bare", k + 1, last, verb, True)
        following = _skip_adjunct(p, j, last)
        if following <= j:
            break
        j = following
    if "A" in cue.takes and "S" in cue.takes:
        anchor = _anchor(p, k, last, high, nouns=True)
        if anchor is not None:
            return Complement(anchor[0], anchor[1], last, verb, True)
    return None


def _set_off(p: Parsed, at: int, last: int) -> int:
    """The first token of speech in marks behind a comma or colon not far behind `at`, or -1."""
    for j in range(at, min(last + 1, at + 22)):
        if opens_quote(p, j, last + 1):
            return j if p.tokens.words[j - 1] in (",", ":") and p.quoted[p.inside[j]].speech else -1
    return -1


def _skip_adjunct(p: Parsed, at: int, last: int) -> int:
    """The token after an adverb, a time or an "in an interview" phrase at `at`; -1 when none is there."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    if at > last:
        return -1
    if tags[at] in ("RB", "RBR") and lowers[at] not in ("not", "n't"):
        return at + 1
    if phrases.is_time(p, at):
        return at + 1
    if tags[at] in ("DT", "JJ") and at + 1 <= last and phrases.is_time(p, at + 1):
        return at + 2
    if tags[at] in ("JJR", "JJ", "RBR") and lowers[at] in ("earlier", "last", "next") and at + 2 <= last:
        for reach in (1, 2):
            if phrases.is_time(p, at + reach):
                return at + reach + 1
    if (tags[at] in ("IN", "TO") or lowers[at] == "to") and lowers[at] in _ADJUNCT:
        end = phrases.np_right(p, at + 1, last + 1)
        return end + 1 if end > at else -1
    return -1


def _anchor(p: Parsed, k: int, last: int, high: int, *, nouns: bool) -> tuple[str, int] | None:
    """A "that", a quotation or a colon not far behind `k` with only an aside in between."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    phrase = False
    for j in range(k, min(last + 1, k + 22)):
        if opens_quote(p, j, high):
            return ("quote", j) if words[j - 1] in (",", ":") else None
        if words[j] == ":" and j + 1 <= last:
            return ("colon", j + 1)
        if lowers[j] == "that" and j + 1 <= last and phrases.is_time(p, j + 1):
            continue
        if lowers[j] == "that" and tags[j] in ("IN", "WDT", "DT") and j > k:
            noun_before = tags[j - 1] in phrases.NOUN and not phrases.is_time(p, j - 1)
            if not noun_before or nouns or words[j - 1] == "," or phrase:
                return ("that", j)
            return None
        if tags[j] in FINITE:
            return None
        if j > k and tags[j] == "VBG" and words[j - 1] == "," and lowers[j] in cues.verbs():
            # `..., she said, adding that`: what follows belongs to the participle.
            return None
        if tags[j] in ("IN", "TO"):
            phrase = True
    return None


def clause_at(p: Parsed, at: int, last: int) -> bool:
    """True when a clause (a subject, then a finite verb) seems to begin at token `at`."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    if at > last:
        return False
    tag, word = tags[at], lowers[at]
    if tag == "PRP" and word not in ("him", "them", "us", "me", "her"):
        return any(tags[i] in FINITE or lowers[i] in _CLITIC for i in range(at + 1, min(at + 6, last + 1)))
    if tag == "EX" or (word == "there" and at + 1 <= last and tags[at + 1] in FINITE):
        return True
    opening = tag == "IN" and word in _OPENERS
    if tag not in phrases.CORE and tag not in ("VBG", "RB", "``", "JJR", "RBR", "VBN") and not opening:
        return False
    if opening:
        # "said in March the ships ..." is settled by skipping the phrase; only "said if it rains, ..."
        # and "said in March, the ships ..." begin a clause here.
        comma = next((i for i in range(at + 1, min(last, at + 18)) if p.tokens.words[i] == ","), -1)
        return comma > 0 and "that" not in lowers[at:comma] and clause_at(p, comma + 1, last)
    end = phrases.np_right(p, at, last + 1)
    i = end + 1 if end >= at else at + 1
    relative = 0
    limit = min(last + 1, at + 40)
    if i < limit and tags[i] == "VBN" and "d" in lexicon.load().get(lowers[i], "") and i + 1 < limit:
        return lowers[i + 1] != "by"
    while i < limit:
        t, w = tags[i], lowers[i]
        if t in ("WP", "WDT") or w in ("who", "which", "that"):
            relative += 1
        elif t in FINITE:
            if w == "'s":
                pass
            elif relative:
                relative -= 1
            else:
                return True
        elif w == "," and i + 1 < limit:
            ends = tags[i + 1] in ("CC", "VBG", "RB", "IN")
            if ends:
                return False
        elif w in (";", ":") or (t == "IN" and w in _SUBORDINATORS):
            return False
        i += 1
    return False


_CLITIC = frozenset(["'s", "'re", "'ll", "'d", "'ve", "'m"])
_OPENERS = frozenset(
    ["in", "at", "if", "under", "after", "with", "without", "since", "as", "because", "while", "unless"]
)
_SUBORDINATORS = frozenset("as because while when after if although though until since before".split())


def before(p: Parsed, edge: int, low: int) -> tuple[int, int] | None:
    """The content that ends before token `edge` (the first of source or cue), set off by a comma or marks.

    `low` is the first token of the sentence; a quotation that began earlier is taken whole.
    """
    words = p.tokens.words
    end = edge - 1
    if end < low:
        return None
    quote = p.inside[end]
    if words[end] in (",", "\u2014", "--", "\u2013", "-") and quote < 0:
        end -= 1
        if end < low:
            return None
        quote = p.inside[end]
    elif quote < 0 or p.last_of[quote] != end:
        return None
    first = low
    if quote >= 0:
        opening = p.first_of[quote]
        if opening <= low:
            first = whole_quote_start(p, quote)
        elif words[opening - 1] in (":", "(", "\u2014", "--") or _speech_between(p, low, opening):
            first = opening
    return (first, end)


def _speech_between(p: Parsed, first: int, last: int) -> bool:
    """True when another quotation of speech ends in the range."""
    return any(
        p.inside[i] >= 0 and p.last_of[p.inside[i]] == i and p.quoted[p.inside[i]].speech
        for i in range(first, last)
    )


# A quotation is followed over no more paragraphs than this.
_CHAIN = 40


def whole_quote_end(p: Parsed, first: int, last: int) -> int:
    """`last`, or the end of the quotation that is open at `last` when it reaches over more sentences.

    A quotation left open at the end of its block goes on in the next one when that opens with a mark.
    """
    quote = p.inside[last]
    if quote < 0:
        return last
    end = max(last, p.last_of[quote])
    limit = quote + _CHAIN
    while (
        quote < limit
        and not p.quoted[quote].closed
        and quote + 1 < len(p.quoted)
        and p.first_of[quote + 1] == end + 1
        and end + 1 not in p.turns
    ):
        quote += 1
        end = p.last_of[quote]
    return end


def whole_quote_start(p: Parsed, quote: int) -> int:
    """The first token of `quote`, or of the open quotation of the block before that it goes on with."""
    first = p.first_of[quote]
    limit = quote - _CHAIN
    while quote > max(0, limit) and not p.quoted[quote - 1].closed and p.last_of[quote - 1] == first - 1:
        quote -= 1
        first = p.first_of[quote]
    return first


def has_clause(p: Parsed, first: int, last: int) -> bool:
    """True when a finite verb stands in the range."""
    return any(p.tokens.tags[i] in FINITE for i in range(first, min(last + 1, first + 80)))


def trim(p: Parsed, first: int, last: int) -> tuple[int, int]:
    """The range without commas and dashes at its ends that stand outside quotations."""
    words = p.tokens.words
    while (
        first < last
        and words[first] in (",", ";", ":", "\u2014", "--", "\u2013", "-")
        and p.inside[first] < 0
    ):
        first += 1
    while (
        last > first
        and words[last] in (",", ";", ":", "\u2014", "--", "\u2013", "-", *_END_MARKS)
        and p.inside[last] < 0
    ):
        last -= 1
    return first, last


def is_noun(p: Parsed, at: int) -> bool:
    return p.tokens.tags[at] in NOUN
