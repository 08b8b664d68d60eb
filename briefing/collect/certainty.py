"""How sure the text is of a sentence, with the words that carry it.

The words decide, not the world: "highly likely" makes a sentence *likely* whoever said it. A hedge
counts when it stands on the main clause, not in an aside. What nobody hedges is *reported* when the
sentence as a whole is somebody's, and *asserted* when it is the outlet's own. Denials have a module
of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.collect import cues, denials
from briefing.model import Attribution, Certainty, Span


@dataclass(frozen=True, slots=True)
class Judgement:
    """The certainty of one sentence, the words that carry it, those denied, and those that name who denies."""

    certainty: Certainty
    certainty_at: tuple[Span, ...] = ()
    denies: tuple[Span, ...] = ()
    denied_by: tuple[Span, ...] = ()


# A sentence is looked at no further than this: text without full stops must not cost more.
_LONGEST = 3000
_UNLIKELY = re.compile(
    r"\b(?:(?:highly|very|most|quite|extremely)\s+)?(?:unlikely|improbable|implausible)\b|\bdoubtful\b|"
    r"\bremote (?:chance|possibility)\b|\b(?:hard|difficult) to (?:believe|fathom|imagine|see how)\b|"
    r"\b(?:don|doesn|didn)['\u2019]t (?:think|believe)\b|\bdo(?:es)? not (?:think|believe)\b|"
    r"\bquestion(?:s|ed)? the likelihood\b|\blittle (?:chance|prospect|likelihood)\b",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"\b(?:(?:highly|very|most|more than|quite|increasingly|almost) (?:likely|certain(?:ly)?)|likely|"
    r"probabl[ey]|presumabl[ey]|in all likelihood|"
    r"(?:is|are|was|were|been) (?:widely )?(?:believed|thought|presumed|understood|assumed) to|"
    r"(?:appear|seem)(?:s|ed)? (?:to|as (?:if|though)|that|likely|increasingly|substantial)|"
    r"it (?:appears|seems|appeared|seemed)|high (?:degree of )?(?:confidence|probability))\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|can possibly|possibl[ey]|perhaps|potentially|suspected of|"
    r"(?:it (?:is|was|remains|remained)|far from|was also|is also|still|not) (?:un)?clear (?:if|whether|what|how|who)|"
    r"remain(?:s|ed)? (?:to be seen|unclear)|unclear (?:if|whether|what)|cannot be ruled out|"
    r"do(?:es)? not know (?:if|whether)|not (?:yet )?known (?:if|whether)|"
    r"raise(?:s|d)? the (?:prospect|possibility)|(?:gives?|offers?) \w+(?: \w+){0,2} the chance)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|purportedly|apparently|"
    r"(?:is|are|was|were|been) (?:said|reported|alleged|rumou?red) to|by all accounts|reports? (?:say|said|suggest))\b",
    re.IGNORECASE,
)
# "the likely motive", "a possible strike": the noun is hedged, not the clause.
_ADJECTIVE = re.compile(
    r"\b(?:the|a|an|any|its|their|his|her|most|first|what)\s+(?:first\s+)?\Z", re.IGNORECASE
)
_CAN_SENSE = re.compile(
    r"\s+(?:not\b|be (?:heard|seen|felt|reached)\b|hardly\b)|n['\u2019]t\b", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:which|who|what|where|whom|when|something|as)\s+(?:\w+\s+){0,3}\Z", re.IGNORECASE
)
_FEARED = re.compile(
    r"\b(?:amid|fears?|feared|concerns?|concerned|worr(?:y|ied|ies)|effort|order|prevent|avoid|how|if|before|so|"
    r"refus\w+|whether)\b[^,;]{0,60}\Z",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\s+\d|\s*,")
_ASIDE = re.compile(r",\s*(?:most\s+|very\s+|quite\s+)?\Z")
_CONDITION = re.compile(r"\s*[\"\u201c\u2018']?(?:If|Should|Were)\b[^,]{4,200},[^,]{0,60}?\b(would)\b")
_OPENS_QUOTE = re.compile(r"[\"\u201c\u201e\u00ab\u2018']\S+\s+\S+\s+\S+\s+\S")


def judge(text: str, sentence: Span, attributions: Sequence[Attribution]) -> Judgement:
    """What `sentence` claims and how surely; `attributions` are those that touch it."""
    end = min(sentence.end, sentence.start + _LONGEST)
    found = denials.find(text, sentence.start, end, attributions)
    if found is not None:
        return Judgement("denied", found.cue, found.denied, (found.by,) if found.by else ())
    report = _report(text, sentence, attributions)
    hedge = _hedge(text, sentence.start, end)
    if hedge is not None:
        return hedge
    if report is not None:
        return Judgement("reported", report)
    said = _REPORTED.search(text, sentence.start, end)
    if said is not None and text.rfind(",", sentence.start, said.start()) < 0:
        return Judgement("reported", (Span(*said.span()),))
    if _OPENS_QUOTE.match(text, sentence.start, end):
        return Judgement("reported")
    return Judgement("asserted")


def _hedge(text: str, start: int, end: int) -> Judgement | None:
    """The first hedge on the main clause, the strongest kind first."""
    kinds: tuple[tuple[Certainty, re.Pattern[str]], ...] = (
        ("unlikely", _UNLIKELY),
        ("likely", _LIKELY),
        ("possible", _POSSIBLE),
    )
    for certainty, pattern in kinds:
        for match in pattern.finditer(text, start, end):
            if _counts(text, start, end, match):
                return Judgement(certainty, (Span(*match.span()),))
    condition = _CONDITION.match(text, start, end)
    if condition is not None:
        return Judgement("possible", (Span(*condition.span(1)),))
    return None


def _counts(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """True when the hedge in `match` is one, and stands on the clause that the sentence is about."""
    word = match.group().lower()
    before = text[max(start, match.start() - 90) : match.start()]
    after = text[match.end() : min(end, match.end() + 24)]
    if word in ("may", "might", "could"):
        if match.group()[0].isupper() and (_MONTH.match(after) or (word == "may" and match.start() > start)):
            return False
        if word == "could" and _CAN_SENSE.match(after):
            return False
        return not (_RELATIVE.search(before) or _FEARED.search(before))
    if word in ("likely", "probable", "possible", "potentially", "possibly", "probably", "perhaps"):
        if _ADJECTIVE.search(before) and word in ("likely", "probable", "possible"):
            return False
        if _ASIDE.search(before) and re.match(r"\s+(?:in|by|at|on|from|with|for|seeking|as)\b|,", after):
            return False
        if word == "possible":
            return bool(re.search(r"\b(?:is|was|it|be|not|remains?|still)\s+(?:\w+\s+)?\Z", before))
    if word.startswith(("appear", "seem")):
        return not re.search(r"\b(?:that|which|what|who|statement|figure)\s+(?:\w+\s+)?\Z", before)
    return True


_ACTS = frozenset(
    "order urge call ban sign approve ask support back oppose endorse welcome reject refuse decline agree seek try "
    "plan want vow promise pledge threaten offer demand request aim intend decide choose allow push view regard "
    "see consider like need launch cite reference release publish issue show reveal find prove establish".split()
)


def _report(text: str, sentence: Span, attributions: Sequence[Attribution]) -> tuple[Span, ...] | None:
    """The cue that makes the whole sentence somebody's; None when only a part of it is, or none."""
    table = cues.verbs()
    best: tuple[Span, ...] | None = None
    for attribution in attributions:
        pieces = [p for p in attribution.content if p.overlaps(sentence)]
        if not pieces:
            continue
        cue = tuple(c for c in attribution.cue if sentence.contains(c))
        told = sum(min(p.end, sentence.end) - max(p.start, sentence.start) for p in pieces)
        frame = sum(len(s) for s in (*cue, *attribution.source) if sentence.overlaps(s))
        share = (told + frame) / len(sentence)
        if not cue:
            if told * 2 >= len(sentence):
                return cue
            continue
        words = text[cue[-1].start : cue[-1].end].lower().replace("\u2019", "'").split()
        entry = next((table[w] for w in reversed(words) if w in table), None)
        opening = text[pieces[0].start : pieces[0].start + 4].lower()
        if entry is not None:
            lemma, takes = entry[0].lemma, entry[0].takes
            if opening.startswith("to ") or (lemma in _ACTS and opening != "that" and not _is_quote(opening)):
                continue
            if not takes & {"S", "Q", "N"}:
                continue
        if share >= 0.55 or (told >= 40 and attribution.content[0].start - sentence.start <= 3):
            best = best or cue
    return best


def _is_quote(opening: str) -> bool:
    return opening[:1] in "\"\u201c\u2018'`\u00ab\u201e"
