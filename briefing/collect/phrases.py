"""Noun phrases, verb groups and subjects over tagged tokens: a shallow grammar with bounded reach.

Every walk stops after a fixed number of tokens, so that one endless sentence costs linear time.
Ranges are token numbers, first and last inclusive.
"""

from __future__ import annotations

from briefing.collect.parsed import Parsed

NOMINAL = frozenset(["NN", "NNS", "NNP", "NNPS", "PRP", "EX"])
NOUN = frozenset(["NN", "NNS", "NNP", "NNPS"])
FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
VERBAL = frozenset(["VB", "VBD", "VBZ", "VBP", "VBN", "VBG", "MD"])
CORE = frozenset(
    [
        "DT",
        "PDT",
        "PRP$",
        "CD",
        "JJ",
        "JJR",
        "JJS",
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "POS",
        "$",
        "WP$",
        "SYM",
        "FW",
    ]
)
_BEGINS = frozenset(["DT", "PRP$", "WP$", "PRP"])
_LINKS = frozenset(
    "of for in at from with on to by near between under against inside outside within around about over "
    "across behind like than as".split()
)
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "mon. tue. tues. wed. thu. thurs. fri. sat. sun.".split()
)
MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec. jan feb mar apr aug sept oct nov dec".split()
)
TIMES = frozenset(
    "yesterday today tomorrow tonight earlier later afterwards recently afternoon morning evening night "
    "week month year weekend afterward".split()
)
ALONE = frozenset(
    "some many others several most both few all one another none those these this that each everyone "
    "everybody nobody somebody someone anyone half more neither either two three four five six".split()
)
REACH = 60


def is_time(p: Parsed, at: int) -> bool:
    """True for the name of a day or a month, or a word such as "yesterday"."""
    word = p.tokens.lowers[at]
    if word in DAYS:
        return True
    if word in MONTHS:
        return p.tokens.words[at][0].isupper() and p.tokens.tags[at] != "MD"
    return word in TIMES


def nominal_end(p: Parsed, at: int) -> bool:
    """True when a noun phrase can end at token `at`."""
    tag = p.tokens.tags[at]
    return (
        tag in NOMINAL
        or tag == "CD"
        or p.tokens.words[at] == ")"
        or p.tokens.lowers[at] in ALONE
        or (tag in ("JJ", "VBN", "FW", "POS", "SYM") and p.tokens.words[at][0].isalpha())
    )


def core_left(p: Parsed, at: int, low: int) -> int:
    """The first token of the plain noun phrase (no "of ...") whose last is `at`."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    i = at
    if tags[i] in ("PRP", "EX", "WP"):
        return i
    steps = 0
    while i - 1 >= low and steps < 14:
        steps += 1
        here = i - 1
        if words[i] == ")":
            opening = here
            while opening > low and words[opening] != "(" and i - opening < 14:
                opening -= 1
            if words[opening] != "(" or opening - 1 < low:
                return i
            i = opening - 1
            continue
        if tags[i] in _BEGINS and tags[i] != "PRP":
            if tags[here] == "PDT" or lowers[here] in ("all", "both", "half"):
                i = here
            break
        tag = tags[here]
        if words[here] == ")" and tags[i] not in ("PRP",):
            i = here
            continue
        if tag in ("PRP", "EX"):
            break
        if tag in CORE:
            if (
                is_time(p, here)
                and tags[here] in ("NN", "NNP", "RB")
                and not is_time(p, i)
                and lowers[i] != "'s"
            ):
                break
            i = here
        elif tag == "VBN" or tag == "VBG":
            # A participle before a noun, when something of the phrase stands before it.
            if (
                here - 1 >= low
                and tags[here - 1] in ("DT", "PRP$", "JJ", "POS", "CD", "CC")
                and tags[i] in CORE
            ):
                i = here
            else:
                break
        elif (
            tag in ("RB", "RBS", "RBR")
            and tags[i] in ("JJ", "CD", "VBN", "JJR", "JJS")
            and lowers[here] != "n't"
        ):
            i = here
        elif tag == "``" and _is_scare(p, here) and p.first_of[p.inside[here]] >= low:
            i = p.first_of[p.inside[here]]
        else:
            break
    return i


def np_left(p: Parsed, at: int, low: int) -> int:
    """The first token of the noun phrase that ends at `at`, with its "of ..." and "and ..." parts."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    low = max(low, at - REACH)
    i = core_left(p, at, low)
    while i - 2 >= low:
        link = i - 1
        tag, word = tags[link], lowers[link]
        before = link - 1
        if tag == "IN" and tags[before] == "CC" and before - 1 >= low:
            # "observers in the capital and around the country"
            before -= 1
        if (tag in ("IN", "TO") or word in ("to",)) and word in _LINKS:
            if not nominal_end(p, before) or is_time(p, before) or tags[before] == "PRP":
                if tags[before] in ("VBN", "VBG") and before - 1 >= low and nominal_end(p, before - 1):
                    if tags[before - 1] == "PRP":
                        break
                    i = core_left(p, before - 1, low)
                    continue
                break
            start = core_left(p, before, low)
            if start - 1 >= low and tags[start - 1] in ("VBD", "VBZ", "VBP", "VB", "VBG", "MD"):
                break
            i = start
        elif tag == "CC" and word in ("and", "or", "&", "nor"):
            if not nominal_end(p, before) or (tags[before] == "PRP" and i != at):
                break
            start = core_left(p, before, low)
            previous = start - 1
            if previous >= low and tags[previous] in VERBAL | {"IN", "TO"}:
                if tags[previous] in VERBAL or lowers[previous] not in _LINKS:
                    break
                if previous - 1 < low or not nominal_end(p, previous - 1):
                    break
            i = start
            # "A, B and C": the commas of a list.
            while i - 2 >= low and words[i - 1] == "," and nominal_end(p, i - 2) and tags[i - 2] != "PRP":
                start = core_left(p, i - 2, low)
                if start - 1 >= low and tags[start - 1] in VERBAL | {"IN"}:
                    break
                if i - start > 8:
                    break
                i = start
        elif tag in ("VBN", "VBG") and nominal_end(p, before) and tags[before] != "PRP":
            i = core_left(p, before, low)
        else:
            break
    # "while|as officials in Tehran": nothing of the link itself belongs to the phrase.
    while i < at and (
        tags[i] in ("CC", ",", "IN", "POS", ":") or (tags[i] == "RB" and lowers[i] in ("n't", "then"))
    ):
        i += 1
    return i


def _core_right(p: Parsed, at: int, high: int) -> int:
    """The last token of the plain noun phrase that begins at `at`; `at - 1` when none does."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    i = at
    last = at - 1
    noun = False
    while i < high and i - at < 16:
        tag = tags[i]
        if tag in ("PRP", "EX"):
            return i if i == at else last
        if tag in _BEGINS and i > at and noun:
            break
        if tag in CORE:
            if noun and is_time(p, i) and tags[i] in ("NNP", "NN", "RB") and lowers[i] in DAYS:
                break
            noun = noun or tag in NOUN or lowers[i] in ALONE or tag == "CD"
            last = i
        elif (tag in ("VBN", "VBG", "RB", "RBS", "RBR") and not noun) or (tag == "CC" and words[i] == "&"):
            pass
        elif words[i] == "(" and noun:
            closing = i
            while closing < high and words[closing] != ")" and closing - i < 12:
                closing += 1
            if closing >= high or words[closing] != ")":
                break
            last = i = closing
        elif (
            tag == "``"
            and p.inside[i] >= 0
            and len(p.quoted[p.inside[i]].outer) < 30
            and p.inside[i] == p.inside[min(i + 1, len(tags) - 1)]
        ):
            last = i = p.last_of[p.inside[i]]
            noun = True
        elif tag == "``" and noun and last == i - 1 and p.inside[i] >= 0 and p.inside[at] == p.inside[i]:
            last = i
        else:
            break
        i += 1
    return last if noun else at - 1


def _is_scare(p: Parsed, at: int) -> bool:
    """True at the closing mark of a short quotation that can be part of a noun phrase."""
    quote = p.inside[at]
    return (
        quote >= 0
        and p.last_of[quote] == at
        and not p.quoted[quote].speech
        and p.tokens.words[at - 1] not in (",", ".")
        and len(p.quoted[quote].outer) < 36
    )


# Nouns that name the occasion of speech: they end a source phrase rather than belong to it.
OCCASIONS = frozenset(
    "interview statement conference briefing speech email e-mail letter tweet post call message report press "
    "note memo address remarks comments filing ruling article column op-ed blog appearance hearing debate "
    "meeting rally event testimony telephone phone podcast video broadcast release reply response exchange "
    "conversation webcast editorial essay television tv radio show program programme recording news".split()
)


def np_right(p: Parsed, at: int, high: int, *, asides: bool = False) -> int:
    """The last token of the noun phrase that begins at `at`; `at - 1` when there is none.

    With `asides` what a source carries with it is taken in: "for/in/at ..." phrases, ages,
    appositions and "who ..." clauses up to the next comma or `high`.
    """
    tags, lowers = p.tokens.tags, p.tokens.lowers
    high = min(high, at + REACH)
    last = _core_right(p, at, high)
    if last < at:
        return last
    while last + 2 < high:
        i = last + 1
        word, tag = lowers[i], tags[i]
        if word == "of" or (
            asides and tag in ("IN", "TO") and word in _LINKS and word not in ("as", "than", "like")
        ):
            end = _core_right(p, i + 1, high)
            if end <= i:
                break
            if word != "of" and _is_occasion(p, i + 1, end):
                break
            last = end
        elif word == "and" and tag == "CC":
            end = _core_right(p, i + 1, high)
            if end <= i or tags[i + 1] == "PRP":
                break
            if end + 1 < high and tags[end + 1] in FINITE:
                break
            last = end
        elif asides and word == "," and i + 1 < high:
            end = _aside_right(p, i + 1, high)
            if end <= i:
                break
            last = end
        elif (asides and word == "who") or (
            asides and tag in ("VBN", "VBG") and not _is_reporting(lowers[i])
        ):
            last = _until_comma(p, i, high) - 1
        else:
            break
    return last


def _is_reporting(word: str) -> bool:
    return word in (
        "saying",
        "adding",
        "noting",
        "arguing",
        "citing",
        "referring",
        "calling",
        "telling",
        "speaking",
    )


def _is_occasion(p: Parsed, first: int, last: int) -> bool:
    """True for "an interview", "Tuesday", "2019": when and where something was said."""
    return any(p.tokens.lowers[i] in OCCASIONS or is_time(p, i) for i in range(first, last + 1)) or (
        p.tokens.tags[last] == "CD" and len(p.tokens.words[last]) == 4
    )


def _until_comma(p: Parsed, at: int, high: int) -> int:
    """The first comma, dash or end after `at`, not looking into brackets."""
    i = at
    while (
        i < high
        and p.tokens.words[i] not in (",", ";", "\u2014", "--", "\u2013", ":")
        and p.inside[i] == p.inside[at]
    ):
        i += 1
    return i


def _aside_right(p: Parsed, at: int, high: int) -> int:
    """The last token of an apposition, an age or a "who" clause that begins at `at`, or `at - 1`."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    tag, word = tags[at], lowers[at]
    if tag == "CD" and len(words[at]) <= 2:
        return at
    if word in ("who", "whose", "which"):
        return _until_comma(p, at, high) - 1
    if word in ("jr.", "sr.", "jr", "sr", "inc.", "inc", "md", "phd"):
        return at
    if word in ("now", "then", "once", "also", "formerly"):
        at += 1
        if at >= high:
            return at - 2
    if tag in ("DT", "NN", "NNS", "JJ", "JJS", "CD", "PRP$", "NNP", "VBN", "RB"):
        end = np_right(p, at, high)
        if end < at or is_time(p, at) or _is_occasion(p, at, at):
            return at - 1
        if end + 1 < high and tags[end + 1] in FINITE:
            return at - 1
        # A name or a title: take what hangs on it up to the next comma.
        stop = _until_comma(p, end + 1, high)
        tail = end + 1
        while tail < stop:
            if tags[tail] in ("IN", "TO") and lowers[tail] in _LINKS:
                reach = np_right(p, tail + 1, stop)
                if reach <= tail or (lowers[tail] != "of" and _is_occasion(p, tail + 1, reach)):
                    break
                tail = reach + 1
            elif lowers[tail] in ("who", "that", "which") or tags[tail] in ("VBG", "VBN"):
                if tags[tail] == "VBG" and _is_reporting(lowers[tail]):
                    break
                tail = stop
            else:
                break
        return tail - 1
    return at - 1
