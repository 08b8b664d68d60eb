"""What was said: where the content of a cue begins and ends, before it, after it or around it.

Ranges are token numbers, first and last inclusive. Every search is bounded by the sentence, or by
the quotation that reaches over several of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefing.collect import phrases
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
    tags, lowers = p.tokens.tags, p.tokens.lowers
    takes = cue.takes
    k = verb + 1
    cue_last = verb
    last = sentence_last(p, verb, high)
    if k > last:
        return None
    if lowers[k] in cue.particles and lowers[k] not in ("in",):
        particle = k
        if "O" not in takes or tags[particle + 1 if particle + 1 < high else particle] != "":
            cue_last = particle
            k = particle + 1
            if k > last:
                return None
            if lowers[k] == "that":
                return Complement("that", k, last, cue_last)
            if opens_quote(p, k, high):
                return Complement("quote", k, last, cue_last)
            if lowers[k] in _WH:
                return Complement("wh", k, last, cue_last)
            if lowers[k] in (",", ":") and opens_quote(p, k + 1, high):
                return Complement("quote", k + 1, last, cue_last)
            if lowers[particle] in ("out", "back", "up", "down", "off") and _clause_at(p, k, last):
                return Complement("bare", k, last, cue_last)
            return Complement("particle", k, last, cue_last)
    addressee = False
    hops = 0
    start = k
    while k <= last and hops < 5:
        word, tag = lowers[k], tags[k]
        if opens_quote(p, k, high):
            return Complement("quote", k, last, cue_last, addressee)
        if word == ":":
            return Complement("colon", k + 1, last, k, addressee) if k + 1 <= last else None
        if word == "," and opens_quote(p, k + 1, high):
            return Complement("quote", k + 1, last, cue_last, addressee)
        if word == "," and k == start:
            return None
        if (
            word == "that"
            and tag in ("IN", "WDT", "DT")
            and (tag != "DT" or _clause_at(p, k + 1, last) or k + 1 <= last and lowers[k + 1] in _WH)
        ):
            return Complement("that", k, last, cue_last, addressee)
        if word in ("whether", "if", "how", "why", "what", "where", "who") and (
            hops == 0 or word == "whether"
        ):
            if word == "if" and not takes & {"W"}:
                return None
            return Complement("wh", k, last, cue_last, addressee)
        if (tag == "TO" or word == "to") and k + 1 <= last and tags[k + 1] in ("VB", "RB"):
            if hops == 0 or addressee:
                return Complement("inf", k, last, cue_last, addressee)
            return None
        if tag == "VBG" and hops == 0 and "G" in takes:
            return Complement("gerund", k, last, cue_last)
        if "S" in takes and _clause_at(p, k, last) and (hops == 0 or addressee or takes & {"S"}):
            if not (takes & {"A", "U"} and hops == 0 and tag != "PRP" and "N" not in takes) or not _addressed(
                p, k, last
            ):
                if lowers[k] != "," and tags[k] not in ("IN", "TO") or word in ("there", "at", "in"):
                    return Complement("bare", k, last, cue_last, addressee)
        if word in cue.particles and hops > 0 and not addressee:
            return None
        if takes & {"A", "U"} and not addressee and tag not in ("IN", "TO") and word != ",":
            end = phrases.np_right(p, k, last + 1)
            if tag == "PRP":
                end = k
            if end >= k:
                addressee = True
                k = end + 1
                hops += 1
                if k <= last and lowers[k] in cue.particles:
                    return Complement("particle", k, last, k, True)
                continue
        if tag in ("RB", "RBR") or phrases.is_time(p, k):
            k += 1
            hops += tag not in ("RB", "RBR")
            continue
        if (tag in ("IN", "TO") or word == "to") and word in _ADJUNCT:
            end = phrases.np_right(p, k + 1, last + 1)
            if end <= k:
                break
            k = end + 1
            hops += 1
            continue
        if word == "," and hops > 0:
            k += 1
            hops += 1
            continue
        break
    if (
        start <= last
        and "N" in takes
        and (tags[start] in phrases._CORE or tags[start] in ("PRP", "VBG", "RB", "``"))
    ):
        end = phrases.np_right(p, start, last + 1)
        if end >= start or tags[start] == "PRP" or tags[start] == "``":
            return Complement("object", start, last, cue_last)
    if addressee and takes & {"U"}:
        return Complement("object", start, last, cue_last)
    return None


def _addressed(p: Parsed, at: int, last: int) -> bool:
    """True when the noun phrase at `at` is followed by what is said to it rather than by its verb."""
    end = phrases.np_right(p, at, last + 1)
    if end < at or end + 1 > last:
        return False
    return p.tokens.tags[end + 1] not in FINITE


def _clause_at(p: Parsed, at: int, last: int) -> bool:
    """True when a clause (a subject, then a finite verb) seems to begin at token `at`."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    if at > last:
        return False
    tag = tags[at]
    if tag == "PRP" and lowers[at] not in ("him", "them", "us", "me", "her"):
        return any(
            tags[i] in FINITE or lowers[i] in ("'s", "'re", "'ll", "'d", "'ve", "'m")
            for i in range(at + 1, min(at + 5, last + 1))
        )
    if tag == "EX" or (lowers[at] == "there" and at + 1 <= last and tags[at + 1] in FINITE):
        return True
    if tag not in phrases._CORE and tag not in ("VBG", "RB", "IN", "``", "JJR", "RBR"):
        return False
    if tag == "IN" and lowers[at] not in (
        "in",
        "at",
        "if",
        "under",
        "after",
        "with",
        "without",
        "about",
        "since",
    ):
        return False
    i = at
    relative = 0
    limit = min(last + 1, at + 40)
    while i < limit:
        t, w = tags[i], lowers[i]
        if t in ("WP", "WDT") or w in ("who", "which", "that"):
            relative += 1
        elif t in FINITE:
            if w == "'s" or i == at:
                pass
            elif relative:
                relative -= 1
            else:
                return True
        elif w in (";", ":"):
            return False
        elif t == "IN" and w in (
            "as",
            "because",
            "while",
            "when",
            "after",
            "if",
            "although",
            "though",
            "until",
            "since",
            "before",
        ):
            if i > at:
                return False
        elif w == "," and i > at and tag != "IN":
            if (
                i + 1 < limit
                and tags[i + 1] in ("CC", "VBG", "RB", "IN")
                and lowers[i + 1] not in ("who", "which")
            ):
                return False
        i += 1
    return False


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
    if quote >= 0 and p.first_of[quote] < low:
        first = p.first_of[quote]
    return (first, end)


def whole_quote_end(p: Parsed, first: int, last: int) -> int:
    """`last`, or the end of the quotation that is open at `last` when it reaches over more sentences."""
    quote = p.inside[last]
    return max(last, p.last_of[quote]) if quote >= 0 else last


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
