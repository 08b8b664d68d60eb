"""What kind of name a speaker's is: a person's, a body's, or no name at all.

It is asked for an index over articles, where two speakers joined wrongly are worse than one that
stands there twice: what could be a name of many ("the ministry", "a senior official", "the Times")
counts as a description.
"""

from __future__ import annotations

import re

from briefing.collect import lexicon, phrases
from briefing.collect.parsed import SMALL
from briefing.collect.persons import lists
from briefing.model import Name

_ARTICLES = frozenset(["the", "a", "an"])
_PRONOUNS = frozenset(
    "i me we us you he him she her it they them who which that this these those himself herself itself "
    "themselves both all some many others one nobody everyone his their its what".split()
)
_PARTICLES = frozenset(
    "al bin ibn de del della der den di du el la le van von ben abu da dos das ter af".split()
)
# Made of common words and of capitals, and yet there is one of each.
_UNIQUE = frozenset(
    """
    white house|state department|united nations|european union|european commission|security council|
    general assembly|red cross|world bank|world health organization|world health organisation|
    international monetary fund|amnesty international|human rights watch|national security council|
    islamic state|central intelligence agency|federal reserve|wall street journal|financial times|
    new york times|washington post|associated press|pentagon|international maritime organization
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
# Short for an office that more than one country has.
_SHORT = frozenset("mod mfa moi fm pm mp mps ceo cfo".split())
_NOBODY = _PRONOUNS | {word.capitalize() for word in _PRONOUNS}
_NO_NAMES = SMALL | phrases.DAYS | phrases.MONTHS | phrases.TIMES
_JOINING = frozenset(["and", "&", "or", ","])
_OWNING = re.compile(r"['\u2019]s?$")
_STRIP = ".,;:!?\"'\u2018\u2019\u201c\u201d()[]"


def read(speaker: str) -> Name:
    """The kind of the name `speaker`, which is a speaker as `attribution` resolved it."""
    words = [word for word in speaker.split() if word.strip(_STRIP)]
    article = words[0].lower() if words and words[0].lower() in _ARTICLES else ""
    words = words[1:] if article else words
    if not words or (len(words) == 1 and (words[0] in _NOBODY or len(words[0]) == 1)):
        return Name("nobody")
    if article in ("a", "an") or (len(words) == 1 and words[0].lower() in _NO_NAMES - {"us"}):
        return Name("described", _plain(words))
    person = None if article else _person(words)
    if person is not None:
        return person
    return Name("body" if _is_body(words, bool(article)) else "described", _plain(words))


def _person(words: list[str]) -> Name | None:
    """The name of one person, titles taken off; None when the words are no such name."""
    table = lists()
    titles = table["titles"] | table["roles"]
    # "Harbour pilot Ada Lund": a word for an office, and two capitals behind it.
    start = max((at + 1 for at, word in enumerate(words[:-2]) if word.lower() in titles), default=0)
    for at, word in enumerate(words[:-1]):
        lower = word.lower()
        if lower not in titles | table["places"] | table["organs"] and not _OWNING.search(word):
            break
        if lower in titles:
            start = max(start, at + 1)
    name = words[start:]
    plain = [word.strip(_STRIP).lower() for word in name]
    if len(name) > 5 or any(word in _JOINING or word.isdigit() for word in plain):
        return None
    for word, lower in zip(name, plain, strict=True):
        small = not word.strip(_STRIP)[:1].isupper()
        if small and lower not in _PARTICLES and not lower.startswith(("al-", "el-")):
            return None
        if _OWNING.search(word) or lower in table["media"] or lower in titles:
            return None
        organ = lower in table["organs"] and (len(lower) > 3 or word.isupper())
        if organ and lower not in table["men"] | table["women"]:
            return None
    if all(lower in table["places"] for lower in plain):
        return None
    given = plain[0] in table["men"] | table["women"]
    if len(name) == 1:
        # "Officials" and "Brown" at the head of a sentence look alike.
        common = name[0].isupper() or plain[0] in lexicon.load()
        return None if common and not start else Name("person", (plain[0],), told=start > 0)
    if not given and not start and _BODY.fullmatch(plain[-1]):
        return Name("body", tuple(plain))
    return Name("person", tuple(plain), told=given or start > 0)


def _is_body(words: list[str], definite: bool) -> bool:
    """True when the words name one body: a country's, or one with a word of its own."""
    table = lists()
    plain = [word.strip(_STRIP).lower() for word in words]
    if " ".join(plain) in _UNIQUE:
        return True
    known = lexicon.load()
    last = plain[-1]
    small = words[-1][:1].islower() and not last.startswith(("al-", "el-"))
    if small and last not in table["organs"]:
        return False
    if last in table["roles"] or last.removesuffix("s") in table["roles"]:
        return False
    pointing = plain[0] in _PRONOUNS and not words[0].isupper()
    if not definite and words[0][:1].islower():
        return False
    if words[0][:1].isdigit() or pointing or any(word in _JOINING for word in plain):
        return False
    offices = table["organs"] | table["titles"] | table["roles"]
    for at, (word, lower) in enumerate(zip(words, plain, strict=True)):
        bare = _OWNING.sub("", lower)
        if not word[:1].isupper() or lower in _SHORT:
            continue
        acronym = len(bare) > 1 and _OWNING.sub("", word.strip(_STRIP)).replace(".", "").isupper()
        if bare in table["places"] and bare not in _SIDES:
            return True
        # "the Trump administration": the capital stands for a name, not for the head of a sentence.
        modifier = small and (definite or at > 0) and bare not in offices
        if acronym or modifier or bare not in known:
            return True
    return False


# The last word of a body's name that no list of organs knows; with a known first name it is a surname.
_BODY = re.compile(
    r"watch|monitor|imaging|imagery|analytics|lines|airlines|shipping|logistics|systems|networks?|partners|holdings|"
    r"ventures|labs|media|wire|forum|front|guard|relief|aid|rights|international|global|capital|energy|atlas|alliance|"
    r"coalition|initiative|project|centre|center|solutions|services|industries|works|motors|foods|records|studios"
)
_SIDES = frozenset(
    "north south east west northern southern eastern western new african asian arab muslim".split()
)


def _plain(words: list[str]) -> tuple[str, ...]:
    return tuple(plain for word in words if (plain := word.strip(_STRIP).lower()))
