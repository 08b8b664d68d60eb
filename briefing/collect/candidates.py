"""Possible attributions of one sentence: a cue, its source and its content, with what speaks for them.

Nothing is decided here beyond grammar: each candidate carries named features, and `attribution.py`
keeps those that score.
"""

from __future__ import annotations

from briefing.collect import constructions, contents, cues, edges, phrases, subjects
from briefing.collect.candidate import Candidate, Range, propose
from briefing.collect.cues import Cue
from briefing.collect.parsed import PAST_TOO, Parsed
from briefing.collect.phrases import FINITE

_GENERIC = Cue("?", frozenset(["Q"]), frozenset())


def of_sentence(p: Parsed, number: int) -> list[Candidate]:
    """Every candidate of sentence `number`, in the order of their cues."""
    low, high = p.bounds[number]
    found: list[Candidate] = []
    table = cues.verbs()
    tags, lowers = p.tokens.tags, p.tokens.lowers
    if low in p.turns:
        _add(found, constructions.turn(p, number, low))
    for at in range(low, high):
        quote = p.inside[at]
        if quote >= 0 and p.quoted[quote].speech:
            continue
        word = lowers[at]
        if word == "according" and at + 1 < high and lowers[at + 1] == "to":
            _add(found, constructions.according(p, number, at, low, high))
            continue
        if (
            word == ":"
            and p.turns.get(low) != at
            and (p.kinds[number] in ("title", "heading") or constructions.labels(p, at, low, high))
        ):
            _add(found, constructions.headline(p, number, at, low, high))
            continue
        if word in constructions.DASHES and at > 0 and at + 1 < high and tags[at + 1] in ("NNP", "NNPS"):
            _add(found, constructions.signed(p, number, at, high))
            continue
        entry = table.get(word)
        if entry is not None and _is_verb(p, at, low, high, entry[1]):
            _add(found, _of_verb(p, number, at, low, high, entry[0]))
        elif word in constructions.NOUNS and (tags[at] in phrases.NOUN or entry is not None):
            _add(found, constructions.of_noun(p, number, at, low, high))
        elif word in _HAVE and at + 1 < high and tags[at + 1] in ("VBN", "VBD"):
            continue  # "has said": the verb that follows is the cue
        elif entry is None and (tags[at] in ("VBD", "VBZ", "VBP") or _follows_speech(p, at, low)):
            _add(found, _of_verb(p, number, at, low, high, _GENERIC))
    if (
        p.tokens.words[high - 1] == ":"
        and contents.opens_quote(p, high, len(p.inside))
        and high not in p.turns
    ):
        _add(found, constructions.before_block(p, number, low, high, found))
    elif p.tokens.words[high - 1] == ":" and high not in p.turns:
        _add(found, constructions.unmarked_block(p, number, low, high))
    return found


_HAVE = frozenset(("has", "have", "had", "'ve"))


def _follows_speech(p: Parsed, at: int, low: int) -> bool:
    """True for a past form right behind a quotation: `"Fantastic!" beamed Lund`."""
    if p.tokens.tags[at] != "VBN" or at == low:
        return False
    quote = p.inside[at - 1]
    return quote >= 0 and p.last_of[quote] == at - 1 and p.quoted[quote].speech


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
    back = at - 1
    while back > low and tags[back] in ("JJ", "JJR"):
        back -= 1
    if back > low and tags[back] == "POS" and form in ("VB", "VBZ"):
        return False
    if tag in phrases.VERBAL:
        return True
    if form == "VBZ" and tag in ("NNS", "NNPS", "NNP"):
        after = lowers[at + 1] if at + 1 < high else "."
        return at > low and (
            after in ("that", "to", "he", "she", "it", "they", "the", ":", "in", ".", ",")
            or contents.opens_quote(p, at + 1, high)
        )
    if form == "VB" and tag == "NN" and at + 1 < high and at > low:
        return lowers[at + 1] == "that" and (
            tags[at - 1] in ("NNS", "NNPS") or before == ")" or before.endswith("s")
        )
    return tag in ("NN", "JJ", "IN") and form in ("VBD", "VBG") and at > low


def _of_verb(p: Parsed, number: int, at: int, low: int, high: int, cue: Cue) -> Candidate | None:
    tags, lowers = p.tokens.tags, p.tokens.lowers
    first = subjects.group_first(p, at, low)
    group = set(lowers[first:at])
    passive = tags[at] in ("VBN", "VBD") and bool(group & {"is", "was", "are", "were", "be", "been", "being"})
    gerund = tags[at] == "VBG" and not group & {"is", "was", "are", "were", "be", "been", "'s", "'re", "am"}
    bare_participle = tags[at] == "VBN" and not group and lowers[at] not in PAST_TOO
    infinitive = first < at and "to" in group
    following = contents.complement(p, cue, at, high)
    inverted = _inverted(p, at, first, low, high, following)
    if inverted is not None:
        said = contents.before(p, first, low)
        if said is None:
            return None
        pieces = [said]
        again = inverted[1] + (2 if p.tokens.words[min(inverted[1] + 1, high - 1)] == "," else 1)
        if contents.opens_quote(p, again, high) and p.quoted[p.inside[again]].speech:
            pieces.append((again, contents.whole_quote_end(p, again, contents.sentence_last(p, again, high))))
        shape = "preq-inverted" if p.inside[said[1]] >= 0 else "pre-inverted"
        return propose(p, number, cue, (first, at), inverted, pieces, shape)
    if at == low and tags[at] in ("VBD", "VBN", "VBZ", "NN", "NNS") and "Q" in cue.takes:
        fronted = _fronted(p, number, at, low, high, cue) or _asked(p, number, at, low, high, cue)
        if fronted is not None:
            return fronted
    if passive:
        return _passive(p, number, at, first, low, high, cue, following)
    source = subjects.subject(p, first, low)
    if gerund:
        source = _doer(p, first, low)
    elif infinitive and source is None:
        source = subjects.shared(p, first, low, 0)
    if source is not None and source[1] >= first:
        source = None
    preposed = None
    if (
        source is not None
        and source[0] > low
        and lowers[source[0] - 1] == "as"
        and ("S" in cue.takes or (cue.lemma == "put" and at + 1 < high and lowers[at + 1] == "it"))
    ):
        aside = _as_reported(p, number, cue, (first, at), source, low, high)
        if aside is not None:
            return aside
    if cue.takes & {"S", "Q"} and not gerund:
        edge = source[0] if source is not None and source[1] >= first - 3 else first
        preposed = _preposed(p, contents.before(p, edge, low), cue, following)
    if preposed is not None:
        pieces = [preposed]
        quoted = p.inside[preposed[1]] >= 0
        rest = _after_insertion(p, at, low, high, preposed, quoted=quoted)
        if rest is not None:
            pieces.append(rest)
        shape = ("preq" if quoted else "pre") + ("-insert" if rest else "")
        return propose(p, number, cue, (first, at), source, pieces, shape)
    if following is None or (cue is _GENERIC and following.kind not in ("quote", "colon", "that")):
        return None
    start, last = following.first, following.last
    if following.kind == "colon" and source is not None and lowers[source[0]] in ("what", "which"):
        # `He apologised for what happened: "..."`: the clause is part of what he did.
        source = subjects.main_subject(p, first, low) or source
    if following.kind in ("quote", "colon") and opens(p, start):
        last = edges.quote_edge(p, start, last)
    else:
        last = edges.shorten(p, start, last, at, low)
    last = contents.whole_quote_end(p, start, last)
    manner = "-ger" if gerund else "-inf" if infinitive else "-part" if bare_participle else ""
    shape = "post-" + following.kind + ("-to" if following.addressee else "") + manner
    return propose(p, number, cue, (first, following.cue_last), source, [(start, last)], shape)


def _as_reported(
    p: Parsed, number: int, cue: Cue, at: Range, source: Range, low: int, high: int
) -> Candidate | None:
    """`As the paper reported, talks failed` and `Talks, as the paper put it, failed`."""
    words = p.tokens.words
    last = contents.sentence_last(p, low, high)
    start = source[0] - 1
    after = at[1] + 1
    while after <= last and words[after] not in (",", ":", ";") and after - at[1] < 12:
        after += 1
    if after <= last and words[after] in (",", ":"):
        pieces = [(after + 1, contents.whole_quote_end(p, after + 1, last))] if after < last else []
    elif after > last:
        pieces = []
    else:
        return None
    if start > low + 1 and words[start - 1] == ",":
        pieces.insert(0, (low, start - 2))
    elif start > low:
        return None
    return propose(p, number, cue, at, source, pieces, "as") if pieces else None


def _doer(p: Parsed, first: int, low: int) -> Range | None:
    """Who is "saying": the subject of the main clause, or the name it hangs on ("footage of Lund saying")."""
    tags, lowers = p.tokens.tags, p.tokens.lowers
    if first - 2 >= low and tags[first - 1] in ("NNP", "NNPS", "PRP") and not phrases.is_time(p, first - 1):
        name = phrases.core_left(p, first - 1, low)
        if name - 1 >= low and lowers[name - 1] in ("of", "with", "shows", "showed", "heard", "quoted"):
            return (name, first - 1)
    return _inserted(p, first, low) or subjects.main_subject(p, first, low) or subjects.subject(p, first, low)


def _inserted(p: Parsed, first: int, low: int) -> Range | None:
    """`A died, the ministry said, describing ...`: who the words before the participle are ascribed to."""
    words, tags, lowers = p.tokens.words, p.tokens.tags, p.tokens.lowers
    if first - 2 <= low or words[first - 1] != ",":
        return None
    table = cues.verbs()
    for at in range(first - 2, max(low, first - 20), -1):
        if p.inside[at] >= 0 or words[at] in (",", ";", ":"):
            return None
        if tags[at] in FINITE and tags[at] != "MD":
            entry = table.get(lowers[at])
            if entry is None or "S" not in entry[0].takes:
                return None
            found = subjects.subject(p, subjects.group_first(p, at, low), low, 2)
            if found is not None and found[0] > low and words[found[0] - 1] == ",":
                return found
            return None
    return None


def _preposed(
    p: Parsed, content: Range | None, cue: Cue, following: contents.Complement | None
) -> Range | None:
    """`content` when it can be what the cue behind it reports, None when it is something else."""
    if content is None:
        return None
    quote = p.inside[content[1]]
    if quote >= 0:
        opening = p.first_of[quote]
        outside = opening > content[0] and not any(
            p.tokens.tags[i] in FINITE for i in range(content[0], opening) if p.inside[i] != quote
        )
        if outside and following is not None and following.kind in ("that", "bare", "inf", "quote", "object"):
            # `Calling it "a mistake," the minister vowed to ...`: the quotation is not what was vowed.
            return None
        if following is not None and following.kind in ("inf", "that") and not following.addressee:
            # `"A," she said in a letter announcing that ...`: the clause is the letter's.
            announced = p.tokens.tags[following.first - 1] == "VBG" and following.kind == "that"
            return content if announced and not outside else None
        if not p.quoted[quote].speech and opening > content[0] and not outside:
            return content if "S" in cue.takes and following is None else None
        return content
    if "S" not in cue.takes or (following is not None and following.kind not in ("object", "particle")):
        return None
    if following is not None and following.kind == "object" and "A" not in cue.takes:
        timed = phrases.is_time(p, following.first) or p.tokens.tags[following.first] in ("RB", "DT", "JJ")
        if not timed:
            return None
    head = p.tokens.lowers[content[0]]
    if head in _SUBORDINATORS and "," not in p.tokens.words[content[0] : content[1]]:
        return None
    plain = following is None and cue.lemma in ("say", "tell", "add", "report")
    return content if plain or contents.has_clause(p, *content) or content[1] - content[0] < 6 else None


def _asked(p: Parsed, number: int, at: int, low: int, high: int, cue: Cue) -> Candidate | None:
    """`Asked by a reporter whether it was true, she nodded`: the question, and who put it."""
    if cue.lemma not in ("ask", "tell", "question", "quiz", "press") or p.tokens.tags[at] not in (
        "VBN",
        "VBD",
    ):
        return None
    verb, source = at, None
    if at + 2 < high and p.tokens.lowers[at + 1] == "by":
        end = phrases.np_right(p, at + 2, high)
        if end >= at + 2:
            verb, source = end, (at + 2, end)
    following = contents.complement(p, cue, verb, high)
    if following is None or following.kind == "quote":
        return None
    last = edges.shorten(p, following.first, following.last, at, low)
    cue_last = following.cue_last if following.cue_last > verb or source is None else at
    return propose(
        p, number, cue, (at, cue_last), source, [(following.first, last)], "asked-" + following.kind
    )


def _fronted(p: Parsed, number: int, at: int, low: int, high: int, cue: Cue) -> Candidate | None:
    """`Said Ada Lund, who grew up here: "..."`: verb and source before the quotation."""
    last = contents.sentence_last(p, low, high)
    quote = next((i for i in range(at + 2, min(last + 1, at + 50)) if opens(p, i)), None)
    if quote is None or p.tokens.words[quote - 1] not in (",", ":"):
        return None
    end = phrases.np_right(p, at + 1, quote - 1, asides=True)
    if end <= at:
        return None
    content = (quote, contents.whole_quote_end(p, quote, last))
    return propose(p, number, cue, (at, at), (at + 1, end), [content], "fronted")


_SUBORDINATORS = frozenset("if when while although though after before because as".split())
_INVERT = frozenset("said says reported reports wrote added announced".split())


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
        if not closes and (
            p.tokens.lowers[at] not in _INVERT
            or tags[at + 1] == "PRP"
            or (following is not None and following.kind in ("that", "bare", "quote", "colon", "wh"))
            or not contents.has_clause(p, low, end - 1)
        ):
            return None
    elif not closes:
        return None
    if tags[at] not in ("VBD", "VBZ", "VBP", "VBN", "NNS", "NN"):
        return None
    start = at + 1
    if tags[start] in ("RB",):
        start += 1
    if start < high and phrases.is_time(p, start):
        return None
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
    if quoted and (resumed := _resumed(p, at, last)) is not None:
        return resumed
    i = at + 1
    steps = 0
    while i <= last and steps < 22 and words[i] != "," and not opens(p, i):
        i += 1
        steps += 1
    if i > last or steps >= 22:
        return None
    if words[i] == ",":
        i += 1
    if i > last:
        return None
    # `..., Lund said, and still "got to sit in"`: a joining word may stand before the marks.
    for start in range(i, min(i + 3, last + 1)) if quoted else (i,):
        if opens(p, start):
            spoken = p.quoted[p.inside[start]].speech or start > i
            return (i if start > i else start, contents.whole_quote_end(p, start, last)) if spoken else None
        if tags[start] not in ("CC", "RB", "IN", "WRB"):
            break
    if quoted or steps > 0 or p.tokens.lowers[i] == "according":
        return None
    if tags[i] in ("VBG", "CC", "WP", "WDT", "IN") and contents.has_clause(p, *preposed):
        return None
    return (i, contents.whole_quote_end(p, i, last))


def _resumed(p: Parsed, at: int, last: int) -> Range | None:
    """The second half in `"A," she said in Tarn, a port, "and B"`: speech behind a comma, no verb between."""
    words, lowers, tags = p.tokens.words, p.tokens.lowers, p.tokens.tags
    table = cues.verbs()
    for i in range(at + 1, min(last, at + 30) + 1):
        if opens(p, i):
            spoken = words[i - 1] == "," and p.quoted[p.inside[i]].speech
            return (i, contents.whole_quote_end(p, i, last)) if spoken else None
        if words[i] in (";", ":") or (tags[i] in phrases.VERBAL and lowers[i] in table):
            return None
    return None


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
    patient = subjects.subject(p, first, low)
    agent: Range | None = None
    if at + 2 <= last and lowers[at + 1] == "by":
        end = phrases.np_right(p, at + 2, last + 1, asides=True)
        if end >= at + 2:
            agent = (at + 2, end)
    if patient is None:
        return None
    if agent is not None and "N" in cue.takes:
        candidate = propose(p, number, cue, (first, at), agent, [patient], "passive-by")
        return candidate
    if following is None or not cue.takes & {"S", "U", "I", "Q"}:
        return None
    content = (following.first, contents.whole_quote_end(p, following.first, following.last))
    if following.kind in ("quote", "wh", "colon") or (
        following.kind == "that" and lowers[patient[0]] == "it"
    ):
        return propose(p, number, cue, (first, at), None, [content], "passive-" + following.kind)
    if following.kind == "particle" and cue.lemma == "ask":
        return propose(p, number, cue, (first, following.cue_last), None, [content], "passive-about")
    if following.kind == "inf":
        return propose(p, number, cue, (first, at), None, [patient, content], "passive-inf")
    return None
