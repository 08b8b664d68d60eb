"""Who is meant: the speaker of each attribution, found from short forms, descriptions and pronouns.

Each source is resolved against what stands before it (a bare surname against the whole article). A
resolution is ours: the span of the source is never changed.
"""

from __future__ import annotations

import re

from briefing.collect import phrases
from briefing.collect.candidate import Candidate, Range
from briefing.collect.parsed import Parsed
from briefing.collect.persons import lists
from briefing.collect.register import BODIES, Register, words_of

_HE = frozenset(["he", "him", "his", "himself"])
_SHE = frozenset(["she", "her", "hers", "herself"])
_IT = frozenset(["it", "its", "itself"])
_THEY = frozenset(["they", "them", "their", "themselves", "both"])
# One who does something, a kinsman, a native: "gunner", "activist", "lawmaker", "widow".
_PERSON = re.compile(
    r"\w{2,}(?:man|woman|boy|girl|person|maker|keeper|worker|ist|ian|eer|ster|or)|"
    r"(?!(?:paper|newspaper|letter|order|tender|register|charter|chapter|water|centre|center|cover|number|river)\b)"
    r"\w{3,}er|official|soldier|pilot|aide|envoy|diplomat|resident|witness|source|mother|father|brother|sister|"
    r"son|daughter|widow|widower|nurse|guard|priest|colonel|captain|general|chief|head|deputy|refugee|insider|"
    r"recruit|conscript|veteran|deserter|student|judge|lawyer|spouse|wife|husband|neighbour|neighbor"
)
# What any body may be called in short; "the army" or "the ministry" is only one that is called so in full.
_ANY_BODY = frozenset(
    "company firm group agency organization organisation union outlet newspaper body bank charity operator "
    "regulator bureau".split()
)
_PAPERS = frozenset(
    "statement report filing tweet post message letter document release communique note memo".split()
)


def resolve(p: Parsed, kept: list[Candidate]) -> tuple[list[str], dict[str, list[Range]]]:
    """The speaker of each candidate, in the order of `kept`: "" where the text names nobody.

    With it, for each name of a person, the ranges of tokens that say who that is.
    """
    register = Register(p)
    answers = [""] * len(kept)
    order = sorted(range(len(kept)), key=lambda n: kept[n].cue[0])
    speaker: int | None = None
    spoke = -10
    body = ""
    group = ""
    voice = ""  # somebody who spoke last and has no name: "one of the dockers"
    for n in order:
        candidate = kept[n]
        if candidate.source is None:
            continue
        first, last = candidate.source
        core = _core(p, first, last)
        word = p.tokens.lowers[first]
        person: int | None = None
        name = ""
        if first == last and word in _HE | _SHE:
            voice = _another(p, candidate.sentence, first) or voice
            if voice and not register.named_since(first, spoke, "m" if word in _HE else "f"):
                answers[n] = voice
                spoke = candidate.sentence
                continue
            person = register.nearest(first, "m" if word in _HE else "f", speaker, spoke)
            if person is not None and not register.persons[person].gender:
                register.persons[person].gender = "m" if word in _HE else "f"
        elif first == last and word in _IT:
            name = body
        elif first == last and word in _THEY:
            name = group or body
        elif word in ("who", "which", "that", "whom") and first == last:
            person, name = _antecedent(p, register, first)
        else:
            person = register.person_in(first, last)
            if person is None:
                if p.tokens.lowers[core[1]] not in BODIES:  # "the defence ministry" is not its minister
                    person = register.described(core[0], core[1], first)
                if person is None:
                    name = words_of(p, core)
                    head = p.tokens.lowers[core[1]]
                    name = register.body(name, head, first) or (
                        body
                        if body and _means_body(p, core, head) and body.lower() not in lists()["places"]
                        else name
                    )
                    if core[1] < last and p.tokens.words[core[1] + 1] == ",":
                        name = register.named_after(core[1] + 2, last) or name
        if person is not None:
            answers[n] = register.persons[person].name
            speaker, spoke, voice = person, candidate.sentence, ""
            continue
        answers[n] = name or words_of(p, core)
        if _is_somebody(p, *core):
            if core[0] == core[1]:  # "one" says nothing without what follows it
                answers[n] = words_of(p, (first, last)).rstrip(" ,")
            voice, spoke = answers[n], candidate.sentence
            continue
        if word in _IT | _THEY:
            continue
        voice = ""
        if name:
            if p.tokens.tags[core[1]] in ("NNS", "NNPS"):
                group = name
            elif not is_outlet(name) and not _is_personal(name.split()[-1].lower()):
                body = name
    return answers, {each.name: each.role_at for each in register.persons if each.role_at}


def _is_somebody(p: Parsed, start: int, end: int) -> bool:
    """True for the core of one person without a name: "a gunner", "one of the dockers", "the other"."""
    lowers, tags = p.tokens.lowers, p.tokens.tags
    if lowers[start] in ("one", "another") or lowers[start : end + 1] == ["the", "other"]:
        return True
    if tags[end] != "NN" or lowers[start] not in ("a", "an", "another", "the"):
        return False
    return _is_personal(lowers[end])


def _is_personal(head: str) -> bool:
    """True for a noun that means one human being by what they do or are."""
    return head in lists()["roles"] or _PERSON.fullmatch(head) is not None


def _another(p: Parsed, sentence: int, before: int) -> str:
    """The subject of "The other had heard lorries, he said"; "" where the sentence begins otherwise."""
    low = p.bounds[sentence][0]
    if low + 2 >= before or p.tokens.lowers[low] not in ("the", "another", "a"):
        return ""
    end = low if p.tokens.lowers[low] == "another" else low + 1
    told_apart = p.tokens.lowers[end] in ("another", "other", "second", "third")
    return words_of(p, (low, end)) if told_apart and p.tokens.tags[end + 1] in ("VBD", "VBZ", "MD") else ""


def _means_body(p: Parsed, core: tuple[int, int], head: str) -> bool:
    return (
        p.tokens.lowers[core[0]] in ("the", "its", "their")
        and core[1] - core[0] <= 1
        and head in _ANY_BODY | _PAPERS
    )


def _antecedent(p: Parsed, register: Register, at: int) -> tuple[int | None, str]:
    """Whom "who" or "which" at `at` stands for: the noun phrase before it."""
    end = at - 1
    low = max(0, at - 40)
    if end >= low and p.tokens.words[end] == ",":
        end -= 1
    if end < low or not phrases.nominal_end(p, end):
        return None, ""
    first = phrases.np_left(p, end, low)
    person = register.person_in(first, end)
    if person is not None:
        return person, ""
    return None, words_of(p, _core(p, first, end))


def _core(p: Parsed, first: int, last: int) -> tuple[int, int]:
    """A source without appositions, "who" clauses and times: "two Western diplomats"."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    end = first
    while end <= last and end - first < 14:
        if words[end] in (",", "(", "\u2014", "--") or lowers[end] in ("who", "which", "whose", "that"):
            break
        if end > first and tags[end] in ("VBG", "VBN", "VBD") and tags[end - 1] in phrases.NOUN:
            break
        if (
            end > first
            and tags[end] in ("IN", "TO")
            and lowers[end] != "of"
            and end < last
            and phrases.is_time(p, end + 1)
        ):
            break
        if end > first and phrases.is_time(p, end) and not (end < last and tags[end + 1] in ("NNP", "NNPS")):
            break  # "the minister on Monday", but "The Sunday Times"
        end += 1
    end -= 1
    while end > first and (tags[end] in ("IN", "TO", "CC", "RB", "POS") or words[end] in ("``", '"')):
        end -= 1
    return first, max(first, end)


def is_outlet(name: str) -> bool:
    """True for a newspaper, an agency, "media reports": they pass on what others said."""
    words = [w.strip(".,'\u2019").lower() for w in name.replace("\u2019s", "").split()]
    media = lists()["media"]
    return any(w in media for w in words)
