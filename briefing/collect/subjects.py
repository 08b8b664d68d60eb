"""The subject of a verb: who "said", also behind asides, relative clauses and shared predicates.

Ranges are token numbers, first and last inclusive; every walk has a bounded reach.
"""

from __future__ import annotations

from briefing.collect import cues
from briefing.collect.parsed import Parsed
from briefing.collect.phrases import (
    ALONE,
    DAYS,
    FINITE,
    MONTHS,
    NOMINAL,
    NOUN,
    TIMES,
    VERBAL,
    core_left,
    is_time,
    nominal_end,
    np_left,
    np_right,
)

_ASIDE = frozenset(
    "who which whose whom where now then once formerly currently also himself herself themselves itself "
    "speaking writing citing quoting".split()
)


def _is_modifier(p: Parsed, first: int, last: int) -> bool:
    """True when the tokens between two commas can describe the noun before them."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    if first > last:
        return False
    tag, word = tags[first], lowers[first]
    if word in _ASIDE or tag in ("WP", "WDT", "WP$", "CD"):
        return True
    if tag in ("VBG", "VBN", "IN", "JJS", "RB"):
        return word not in ("that", "because", "if", "although", "though", "while", "but")
    finite = any(tags[i] in FINITE for i in range(first, last + 1))
    relative = next(
        (i for i in range(first, last + 1) if lowers[i] in ("who", "which", "that", "whose")), last + 1
    )
    early = any(tags[i] in FINITE for i in range(first, min(relative, last + 1)))
    if tag in ("DT", "PRP$"):
        return not (finite and early)
    if tag in ("NN", "NNS", "JJ", "NNP", "NNPS"):
        if last - first <= 2 and tag in ("NNP", "NNPS") and last > first and not finite:
            return True
        return not (finite and early)
    return False


def group_first(p: Parsed, verb: int, low: int) -> int:
    """The first token of the verb group of `verb`: auxiliaries, "not" and adverbs before it."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    i = verb
    while i - 1 >= low and verb - i < 7:
        tag, word = tags[i - 1], lowers[i - 1]
        if (
            tag == "MD"
            or word in _AUX
            or (tag in ("RB", "RBR") and word not in _NOT_ADVERBS)
            or tag == "TO"
            or word in ("to",)
        ):
            i -= 1
        else:
            break
    while (
        i < verb
        and tags[i] in ("RB", "RBR")
        and lowers[i] in ("however", "meanwhile", "instead", "still", "yet")
    ):
        i += 1
    return i


_AUX = frozenset(
    "has have had having is are was were be been being am 's 've 'd 're 'll do does did going get gets got "
    "ca wo".split()
)


_NOT_ADVERBS = frozenset("however meanwhile there here so instead abroad home".split())


def subject(p: Parsed, first: int, low: int, depth: int = 0) -> tuple[int, int] | None:
    """The subject (token range) of the verb group that begins at `first`, looking no further than `low`."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    i = first - 1
    low = max(low, first - 90)
    while i >= low and tags[i] in ("RB", "RBR") and lowers[i] != "n't" and lowers[i] not in ALONE:
        i -= 1
    # "Lund on Sunday | praised": the day is not the subject.
    if i > low + 1 and is_time(p, i) and lowers[i] in DAYS | MONTHS | TIMES:
        back = i - 1
        if tags[back] in ("JJ", "RB", "DT") and back > low:
            back -= 1
        if tags[back] == "IN" and back > low and nominal_end(p, back - 1):
            i = back - 1
        elif nominal_end(p, i - 1) and lowers[i] in DAYS and tags[i - 1] in NOMINAL:
            i -= 1
    elif i > low + 1 and tags[i] == "CD" and len(lowers[i]) == 4 and lowers[i - 1] in ("in", "since"):
        i -= 2
    while i > low and tags[i] == "RB" and lowers[i] not in ALONE and lowers[i] != "n't":
        i -= 1
    if i < low or depth > 3:
        return None
    word, tag = lowers[i], tags[i]
    if tag in ("WP", "WDT") or word in ("who", "which"):
        return (i, i)
    if word in (",", "\u2014", "--", "\u2013", "-"):
        found = _across_aside(p, i, low)
        if found is not None:
            return found
        return shared(p, i, low, depth) if word == "," else None
    if tag == "CC":
        return shared(p, i, low, depth)
    if word == "that" and tag in ("WDT", "IN") and i - 1 >= low and nominal_end(p, i - 1):
        return (i, i)
    if nominal_end(p, i):
        return (_widened(p, _listed(p, np_left(p, i, low), low), first, low), i)
    if tag == "``" and p.inside[i] >= 0 and p.last_of[p.inside[i]] == i:
        opening = p.first_of[p.inside[i]]
        if i - opening < 6 and opening > low:
            return (core_left(p, opening, low), i)
        return None
    if tag in ("VBG", "VBN") or tag in ("IN", "RB"):
        back = i
        while back > low and i - back < 8 and not nominal_end(p, back):
            back -= 1
        if back > low and nominal_end(p, back):
            return (np_left(p, back, low), back)
    return None


def _listed(p: Parsed, start: int, low: int) -> int:
    """The start of a noun phrase whose adjectives a comma parts: "the | tall, grey-haired trader"."""
    tags, words = p.tokens.tags, p.tokens.words
    if start - 3 < low or words[start - 1] != "," or tags[start] not in ("JJ", "NN", "VBN", "CD"):
        return start
    if tags[start - 2] in ("JJ", "VBN", "CD") and tags[start - 3] in ("DT", "PRP$"):
        return start - 3
    return start


def _widened(p: Parsed, start: int, first: int, low: int) -> int:
    """The start of a subject whose last noun, at `start`, hangs on a clause: "those who met her | said"."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    i = start - 1
    finite = 0
    while i >= low and start - i < 26 and words[i] not in (",", ";", ":", "\u2014", "--") and p.inside[i] < 0:
        if tags[i] in FINITE:
            finite += 1
        elif lowers[i] in ("who", "which", "that") and i > low and finite == 1:
            noun = nominal_end(p, i - 1) and tags[i - 1] != "PRP"
            if noun and not (lowers[i] == "that" and tags[i] == "IN" and tags[i - 1] not in ("NNS", "NN")):
                return np_left(p, i - 1, low)
            return start
        i -= 1
    back = start - 1
    while (
        back > low
        and start - back < 8
        and tags[back] in ("VB", "VBG", "VBN", "TO", "IN", "RB")
        and words[back] != "that"
    ):
        back -= 1
    chain = [tags[j] for j in range(back + 1, start)]
    if (
        back >= low
        and {"VBG", "VBN", "TO", "VB"} & set(chain)
        and nominal_end(p, back)
        and tags[back] != "PRP"
    ):
        return np_left(p, back, low)
    if (
        back >= low
        and words[back] == ","
        and not chain
        and tags[start] in ("NNP", "NNPS")
        and back - 1 >= low
    ):
        # "another friend, Ada Lund | told": the description comes first.
        described = np_left(p, back - 1, low)
        if (
            tags[back - 1] == "NN"
            and tags[described] in ("DT", "PRP$")
            and (described == low or p.inside[described - 1] >= 0 or lowers[described - 1] in ("and", "but"))
        ):
            return described
    return start


def _across_aside(p: Parsed, closing: int, low: int) -> tuple[int, int] | None:
    """The subject before ", a lawyer," when `closing` is the second comma."""
    words, lowers, tags = p.tokens.words, p.tokens.lowers, p.tokens.tags
    mark = words[closing]
    last = closing - 1
    nearest = relative = -1
    j = last
    while j > low and closing - j < 50 and p.inside[j] < 0:
        if lowers[j] == "and" and tags[j] == "CC" and words[j - 1] == mark:
            break
        if words[j] == mark and nominal_end(p, j - 1):
            if lowers[j + 1] in ("who", "whose", "which"):
                relative = j
                break
            if nearest < 0 and _is_modifier(p, j + 1, last):
                nearest = j
        j -= 1
    begun = _opening_subject(p, closing, low)
    if begun is not None:
        return (begun, closing)
    opening = relative if relative >= 0 else nearest
    if opening < 0:
        return None
    start = np_left(p, opening - 1, low)
    for _ in range(3):
        # An apposition may itself follow one: "Lund, 44, a trader, said".
        if start - 2 < low or words[start - 1] != mark or not nominal_end(p, start - 2):
            break
        named = tags[start - 2] in ("NNP", "NNPS") or tags[start] == "CD" or words[start - 2] == ")"
        if not named and lowers[start] not in ("a", "an", "the"):
            break
        further = np_left(p, start - 2, low)
        if further - 1 >= low and tags[further - 1] in VERBAL | {"IN", "TO"}:
            break
        start = further
    return (start, closing)


def _opening_subject(p: Parsed, closing: int, low: int) -> int | None:
    """The start of the clause when a name opens it and only asides stand between it and `closing`."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    begin = closing - 1
    while begin > low and closing - begin < 60 and p.inside[begin - 1] < 0:
        begin -= 1
    if begin > low and p.inside[begin - 1] < 0:
        return None
    end = np_right(p, begin, closing)
    if end < begin or end + 1 >= closing or words[end + 1] != words[closing] or tags[begin] == "PRP":
        return None
    if is_time(p, begin) or tags[end] not in NOUN | {"CD"}:
        return None
    relative = finite = 0
    for i in range(end + 2, closing):
        if lowers[i] in ("who", "which", "that", "whose", "whom"):
            relative += 1
        elif tags[i] in FINITE and tags[i] != "MD" and p.inside[i] < 0:
            finite += 1
    return begin if finite <= relative else None


def main_subject(p: Parsed, at: int, low: int) -> tuple[int, int] | None:
    """The subject of the sentence's main clause, as far as it stands before `at`: who is "saying"."""
    for i in range(low, at):
        if p.tokens.tags[i] in FINITE and p.inside[i] < 0:
            if not p.may_look(i):
                return None
            found = subject(p, group_first(p, i, low), low, 2)
            if found is None or p.tokens.tags[found[0]] in ("WP", "WDT", "EX"):
                continue
            if found[0] > low and p.tokens.lowers[found[0] - 1] in _SUBORDINATE:
                continue
            return found
    return None


_SUBORDINATE = frozenset("while when after before because although though as if since until that".split())


def shared(p: Parsed, at: int, low: int, depth: int) -> tuple[int, int] | None:
    """The subject of an earlier verb of the same form: "He said it was wrong and | urged them".

    A verb that reports goes before one that only stands in what is reported ("was").
    """
    tags, lowers = p.tokens.tags, p.tokens.lowers
    table = cues.verbs()
    form = tags[at + 1] if at + 1 < len(tags) else ""
    nearest: tuple[int, int] | None = None
    same: tuple[int, int] | None = None
    i = at - 1
    while i >= low and at - i < 70:
        if tags[i] in FINITE and p.inside[i] < 0:
            alike = tags[i] == form or form not in FINITE
            entry = table.get(lowers[i])
            reports = entry is not None and "S" in entry[0].takes and "L" not in entry[0].takes
            if nearest is None or (alike and (same is None or reports)):
                if not p.may_look(i):
                    break
                found = subject(p, group_first(p, i, low), low, depth + 1)
                if found is not None and tags[found[0]] not in ("WP", "WDT", "EX"):
                    if alike and reports:
                        return found
                    if alike:
                        same = same or found
                    nearest = nearest or found
        i -= 1
    return same or nearest
