"""Numbers with their units, so that 8 metres and 25 feet, 3,000 and "three thousand" compare.

A figure keeps how it was hedged ("at least", "some", "thousands of"), because "more than 5,000" and
5,100 do not contradict each other. Dates, years, ordinals, ages, weapon names ("Su-24", "S-400")
and times of day are not quantities and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from briefing.merge.words import ACTORS, content_words, fold

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_ONES = {word: value for value, word in enumerate(_SMALL.split())}
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: value * 10 for value, word in enumerate(_TENS_WORDS.split(), 2)}
_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "m": 10**6,
    "bn": 10**9,
    "k": 1000,
    "mn": 10**6,
}
_PLURALS = {"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "millions": 10**6}
_UNITS = {
    "m": ("metre", 1.0),
    "metre": ("metre", 1.0),
    "meter": ("metre", 1.0),
    "km": ("metre", 1000.0),
    "kilometre": ("metre", 1000.0),
    "kilometer": ("metre", 1000.0),
    "mile": ("metre", 1609.34),
    "foot": ("metre", 0.3048),
    "feet": ("metre", 0.3048),
    "ft": ("metre", 0.3048),
    "yard": ("metre", 0.9144),
    "inch": ("metre", 0.0254),
    "cm": ("metre", 0.01),
    "mph": ("km/h", 1.609),
    "kph": ("km/h", 1.0),
    "km/h": ("km/h", 1.0),
    "kmph": ("km/h", 1.0),
    "ton": ("kilogram", 1000.0),
    "tonne": ("kilogram", 1000.0),
    "kilogram": ("kilogram", 1.0),
    "kg": ("kilogram", 1.0),
    "pound": ("kilogram", 0.4536),
    "lb": ("kilogram", 0.4536),
    "percent": ("percent", 1.0),
    "%": ("percent", 1.0),
    "second": ("second", 1.0),
    "minute": ("second", 60.0),
    "hour": ("second", 3600.0),
    "day": ("second", 86400.0),
    "week": ("second", 604800.0),
    "month": ("second", 2629800.0),
    "year": ("second", 31557600.0),
    "barrel": ("barrel", 1.0),
    "dollar": ("$", 1.0),
}
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|"
    "september|october|november|december"
)
_WORDS = "|".join([*_ONES, *_TENS])
_NUMBER = re.compile(
    rf"""(?<![\w.,-])(?P<money>[$€£])?\s?
    (?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
       (?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|m|k)\b)?
      |(?P<words>(?:{_WORDS})(?:[- ](?:{_WORDS}))?(?:[ -](?:hundred|thousand|million|billion))*)
      |(?P<half>half[ -]a[ -](?:million|billion|dozen)|a[ -](?:dozen|hundred|thousand|million))
      |(?P<plural>(?:tens\ of\ |hundreds\ of\ )?(?:dozens|scores|hundreds|thousands|millions)))
    (?![\w])""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT = re.compile(
    r"\b(about|around|some|roughly|approximately|nearly|almost|close to|estimated|up to|as many as|"
    r"at least|more than|over|no fewer than|fewer than|less than|under)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(r"[\s-]*(%|[A-Za-z/]+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit` (metre, km/h, kilogram, second, percent, $, or "" for a plain count).

    `counted` names the counted thing as words are compared: "~soldier" for troops, and "~kill" or
    "~injure" for people who were. `hedge` is how it was put: "about", "at least", "at most", "order"
    (thousands of) or "". `whom` tells which people: "civilian", "soldier" or "fighter" and the actors
    they belong to; nothing where the text says only "people".
    """

    value: float
    unit: str
    counted: str
    hedge: str
    start: int
    end: int
    whom: frozenset[str] = frozenset()


def find_figures(text: str) -> list[Figure]:
    """The quantities of `text`, in order; `start` and `end` are offsets into it."""
    found = []
    for match in _NUMBER.finditer(text):
        figure = _figure(text, match)
        if figure is not None:
            found.append(figure)
    return found


def agree(one: Figure, other: Figure) -> bool:
    """True when both can hold: equal within rounding, or within what the hedges leave open."""
    if one.unit != other.unit:
        return False
    low, high = sorted((one, other), key=lambda figure: figure.value)
    if low.value == high.value:
        return True
    if "order" in (one.hedge, other.hedge):
        order, exact = (one, other) if one.hedge == "order" else (other, one)
        return order.value <= exact.value < order.value * 10 if exact.hedge != "order" else False
    if low.hedge == "at least" or high.hedge == "at most":
        return high.value <= low.value * 1.5
    rough = bool(one.hedge or other.hedge) or one.unit not in ("", "$")
    return high.value <= low.value * (1.12 if rough else 1.0)


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    value, hedge = _value(match)
    before = text[max(0, match.start() - 24) : match.start()]
    about = _ABOUT.search(before)
    if about and not hedge:
        hedge = _hedge(about[1].lower())
    if match["money"]:
        return Figure(value, "$", "", hedge, match.start(), match.end())
    if _is_date(text, match, before):
        return None
    after = _UNIT_AFTER.match(text, match.end())
    word = after[1] if after else ""
    singular = word.lower().removesuffix("s") if word.lower() not in ("feet",) else "feet"
    if singular in _UNITS and not (singular == "m" and match["scale"]):
        unit, factor = _UNITS[singular]
        return Figure(value * factor, unit, "", hedge, match.start(), after.end() if after else match.end())
    if _PART.match(text, match.end()):
        return None  # "one of the ships", "seven of the 10": no count of the whole
    counted, whom = _counted(text, match.start(), match.end())
    return Figure(value, "", counted, hedge, match.start(), match.end(), whom)


def _value(match: re.Match[str]) -> tuple[float, str]:
    if match["digits"]:
        value = float(match["digits"].replace(",", ""))
        return value * _SCALES.get((match["scale"] or "").lower(), 1), ""
    if match["words"]:
        return _spelt(match["words"].lower()), ""
    if match["half"]:
        words = re.split(r"[ -]", match["half"].lower())
        scale = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}[words[-1]]
        return (scale / 2 if words[0] == "half" else float(scale)), "about"
    words = match["plural"].lower().split()
    factor = {"tens": 10, "hundreds": 100}.get(words[0], 1) if len(words) > 1 else 1
    return float(_PLURALS[words[-1]] * factor), "order"


def _spelt(words: str) -> float:
    total, current = 0.0, 0.0
    for word in re.split(r"[ -]", words):
        if word in _ONES or word in _TENS:
            current += _ONES.get(word, _TENS.get(word, 0))
        elif word == "hundred":
            current = (current or 1) * 100
        else:
            total += (current or 1) * _SCALES[word]
            current = 0
    return total + current


def _hedge(word: str) -> str:
    if word in ("at least", "more than", "over", "no fewer than"):
        return "at least"
    if word in ("up to", "as many as", "fewer than", "less than", "under"):
        return "at most"
    return "about"


def _is_date(text: str, match: re.Match[str], before: str) -> bool:
    digits = match["digits"] or ""
    after = text[match.end() : match.end() + 12]
    if re.search(rf"\b(?:{_MONTHS})\.?\s$", before, re.IGNORECASE) and len(digits) <= 2:
        return True
    if re.match(rf"\s(?:{_MONTHS})\b", after, re.IGNORECASE) and 0 < len(digits) <= 2:
        return True
    if re.fullmatch(r"1[89]\d\d|20\d\d", digits) and not re.match(r"\s+[a-z]{4,}s\b", after):
        return True
    if re.match(r"\s?(?:a\.?m\b|p\.?m\b|:\d|th\b|st\b|nd\b|rd\b|GMT)", after):
        return True
    return after.startswith("-year-old") or bool(re.search(r"\baged?\s$|[A-Z]\w*-$|:$", before))


def alike(one: Figure, other: Figure) -> bool:
    """True when both count the same thing, as far as their words tell: civilians are no soldiers."""
    if (one.unit, one.counted) != (other.unit, other.counted):
        return False
    kinds, actors = _KINDS.keys(), ACTORS
    for known in (kinds, actors):
        mine, theirs = one.whom & known, other.whom & known
        if mine and theirs and not mine & theirs:
            return False
    return True


def _counted(text: str, start: int, end: int) -> tuple[str, frozenset[str]]:
    """The counted thing: what became of people, else the first plural noun after the number; and which people."""
    told = _AMONG.sub(" ", unicodedata.normalize("NFKC", text[end : end + 120]))
    after = _PIECE.findall(told)
    noun, at = _noun(after)
    whom = _whom(after[: at + 1]) if noun in _PEOPLE else frozenset()
    if noun in _PEOPLE or not noun:
        before = _PIECE.findall(unicodedata.normalize("NFKC", text[max(0, start - 60) : start]))[::-1]
        # "killing four" is about the four, whatever verb follows; "four were killed" looks ahead. Across
        # "and" only when there is nothing nearer: "killing four nurses and two patients".
        fate = (
            _fate(before[:4], verbs=True, stops=_AND)
            or _fate(after[:9])
            or _fate(before[:8], verbs=True, joined=True)
            or _fate(after[:12], joined=True)
        )
        if fate:
            return fate, whom
        if noun in _KINDS["soldier"]:
            return fold("soldiers"), whom
    return fold(noun) if noun else "", whom


def _noun(words: list[str]) -> tuple[str, int]:
    for at, word in enumerate(words[:6]):
        if word in ".;:,":
            break
        lower = word.lower()
        if len(word) > 3 and (lower in _PEOPLE or (lower.endswith("s") and fold(lower))):
            return lower, at
    return "", 0


def _whom(words: list[str]) -> frozenset[str]:
    """Which people are counted, by the words up to the noun: their kind and whose they are."""
    lower = [word.lower() for word in words]
    kinds = {kind for kind, nouns in _KINDS.items() if lower[-1] in nouns}
    if lower[-1] in _ROLES and not _SECURITY.isdisjoint(lower):
        kinds = {"soldier"}
    return frozenset(kinds | {word for each in words for word in content_words(each) if word in ACTORS})


def _fate(
    words: list[str], *, verbs: bool = False, joined: bool = False, stops: frozenset[str] = frozenset()
) -> str:
    """What became of them ("~kill", "~injure" …), when one of `words` says so before the next number or stop.

    With `verbs` nouns do not count ("600 deaths among"); with `joined` another number may come between.
    """
    for word in words:
        lower = word.lower()
        number = word[0].isdigit() or lower in _ONES
        if word in ".;:," or lower in stops or (number and not joined):
            break
        if fold(lower) in FATES and not (verbs and not _VERB.search(lower)):
            return fold(lower)
    return ""


_PIECE = re.compile(r"\d[\d,.]*|[A-Za-z][\w'-]*|[.;:,]")
_PART = re.compile(r"\s+of (?:the|its|their|those|these|his|her|them)\b")
_AND = frozenset({"and"})
_AMONG = re.compile(r",\s(?:including|among them|most of them|some of them)\s[^,.;]{1,50},")
_VERB = re.compile(r"(?:ing|ed|kills?|wounds?|injures?|captures?)$")
# What becomes of people, as words are folded.
FATES = frozenset({"~kill", "~injure", "~evacuate", "~capture"})
_KINDS = {
    "civilian": frozenset("civilians residents passengers women children workers villagers patients".split()),
    "soldier": frozenset(
        "soldiers troops servicemen forces personnel police policemen officers guards marines".split()
    ),
    "fighter": frozenset("fighters militants insurgents terrorists rebels gunmen members".split()),
}
_ROLES = frozenset({"members", "officers", "personnel", "forces"})
_SECURITY = frozenset("security defense defence police army".split())
_PEOPLE = frozenset("people persons person men others dead sailors crew servicemen".split()).union(
    *_KINDS.values()
)
