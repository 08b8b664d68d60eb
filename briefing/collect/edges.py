"""The right edge of what was said: where a quotation and its sentence stop being the speaker's words."""

from __future__ import annotations

from briefing.collect import cues
from briefing.collect.contents import clause_at, opens_quote
from briefing.collect.cues import Cue
from briefing.collect.parsed import Parsed
from briefing.collect.phrases import FINITE


def quote_edge(p: Parsed, first: int, last: int) -> int:
    """Where the content of `said "..." when asked` ends: with the quotation, or with a later one joined to it."""
    tags, words = p.tokens.tags, p.tokens.words
    quote = p.inside[first]
    end = p.last_of[quote]
    while end < last:
        after = end + 1
        if (
            words[end - 1] in (".", "!", "?", ",")
            and p.quoted[quote].closed
            and not opens_quote(p, after, last + 1)
        ):
            joined = tags[after] == "CC" and opens_quote(p, after + 1, last + 1)
            if not joined:
                return end
        if (
            words[after] in (",", "\u2014", "--", ";")
            or tags[after] in ("VBG", "VBN")
            or (tags[after] in ("IN", "WRB") and p.tokens.lowers[after] not in ("of", "for", "to", "that"))
        ):
            nearby = next(
                (i for i in range(after, min(last + 1, after + 4)) if opens_quote(p, i, last + 1)), None
            )
            if nearby is None:
                return end
            quote, end = p.inside[nearby], p.last_of[p.inside[nearby]]
            continue
        later = next((i for i in range(after, min(last + 1, after + 3)) if opens_quote(p, i, last + 1)), None)
        if later is None:
            return last
        quote, end = p.inside[later], p.last_of[p.inside[later]]
    return max(end, last)


def shorten(p: Parsed, first: int, last: int, cue: int, low: int) -> int:
    """The last token of content that runs to the end of its sentence, without what is not part of it.

    `cue` is the cue's verb and `low` the first token of the sentence. Cut off are reporting
    participles (", adding ..."), a second predicate of the same speaker (", and accused ...") and,
    when the cue stands in a subordinate or participial clause, the main clause behind it.
    """
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    table = cues.verbs()
    form = tags[cue]
    dependent = (lowers[low] in _DEPENDENT or (tags[low] in ("VBG", "VBN") and cue - low < 3)) and not any(
        words[i] == "," and p.inside[i] < 0 for i in range(low, cue)
    )
    i = first + 2
    while i < last:
        quote = p.inside[i]
        if quote >= 0:
            i = max(i + 1, p.last_of[quote] + 1)
            if i <= last and "," in words[i - 2 : i] and tags[i] == "VBG" and lowers[i] in table:
                return i - 1
            continue
        if words[i] == ";":
            return i - 1
        comma = words[i] == ","
        at = i + 1 if comma else i
        if at > last:
            break
        if (
            comma
            and dependent
            and clause_at(p, at, last)
            and tags[at] not in ("WP", "WDT", "IN", "VBG", "RB")
        ):
            return i - 1
        if comma and tags[at] == "VBG" and lowers[at] in table:
            return i - 1
        if comma and lowers[at] in _CUT:
            return i - 1
        if comma and lowers[at] in ("while", "before", "after") and at < last and tags[at + 1] == "VBG":
            return i - 1
        if tags[at] == "CC" and lowers[at] in ("and", "but") and form in FINITE:
            verb = at + 1
            while verb < last and tags[verb] in ("RB", "RBR"):
                verb += 1
            if verb > last:
                break
            says = comma or (lowers[verb] in table and _says(table[lowers[verb]][0]))
            same = tags[verb] == form or (form == "VBD" and tags[verb] == "VBN" and not comma)
            if says and same and p.inside[verb] < 0:
                return i - 1
        i += 1
    return last


# Circumstances behind a comma tell when it was said more often than they are part of it.
_CUT = frozenset(["after", "amid", "despite"])
_DEPENDENT = frozenset("when if while after as although though because since asked pressed".split())


def _says(cue: Cue) -> bool:
    """True for verbs of saying proper, not of thought and not of weak evidence."""
    return bool(cue.takes & {"S", "N", "U"}) and not cue.takes & {"L", "T"}
