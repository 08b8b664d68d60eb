"""Denials: who disputes the truth of something or a responsibility, in which words.

"Denied", "dismissed the claims", "called it a fabrication" and "unfounded" deny. Refusing a deal,
not denying, declining to say, denying somebody entry, a disputed island and a denial told in an
aside ("which Moscow denies") do not make a sentence a denial.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefing.model import Attribution, Span


@dataclass(frozen=True, slots=True)
class Denial:
    """The words that deny and the words that are denied (the cue itself when the text names nothing).

    `by` are the words right before the cue that name who denies, where they can be nothing else.
    """

    cue: tuple[Span, ...]
    denied: tuple[Span, ...]
    by: Span | None = None


_CLAIM = (
    r"(?:claims?|allegations?|accusations?|reports?|suggestions?|charges?|assertions?|rumou?rs?|stor(?:y|ies)|"
    r"notions?|versions?|findings?|footage|videos?|statements?|insinuations?|announcements?|narratives?|"
    r"account|accounts|idea|speculation|talk|criticisms?|evidence|intelligence|comparisons?|characteri[sz]ation)"
)
_FALSE = (
    r"(?:fake(?: news)?|false(?:hoods?)?|lies?|liars?|fabrications?|fabricated|hoax(?:es)?|nonsense|rubbish|baseless|"
    r"unfounded|groundless|untrue|fiction|fictional|absurd(?:ity)?|ludicrous|laughable|ridiculous|slander(?:ous)?|"
    r"disinformation|misinformation|propaganda|invented|invention|myth|bogus|preposterous|fantas(?:y|ies)|"
    r"unsubstantiated|misleading|inaccurate|incorrect|smear|fairy tales?|far-fetched)"
)
_DENY = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing)|rebut(?:s|ted|ting)?|disavow(?:s|ed|ing)?)\b", re.I
)
_DISPUTE = re.compile(
    r"\b(?:disput(?:e|es|ed|ing)|contest(?:s|ed|ing)?|contradict(?:s|ed|ing)?|doubt(?:s|ed)?)\b"
    rf"(?=(?:\s+(?:the|that|this|these|those|such|any|its|his|her|their|all|[\w\u2019'.]+['\u2019]s|of)\b)*\s+(?:[\w-]+\s+){{0,2}}?"
    rf"(?:{_CLAIM}|veracity|truth|accuracy|figures?|numbers?|toll|assessment)\b)",
    re.I,
)
_DISMISS = re.compile(
    r"\b(?:dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|rubbish(?:es|ed|ing)|brush(?:es|ed|ing)? (?:off|aside)|"
    r"wav(?:es?|ed|ing) (?:off|away)|ridicul(?:es?|ed|ing)|pour(?:s|ed)? cold water on|push(?:es|ed|ing)? back "
    r"(?:\w+ )?(?:against|on)|shrug(?:s|ged)? off|hit(?:s|ting)? back at|disown(?:s|ed))\s+"
    rf"(?:as\s+[\"\u201c\u2018][^\"\u201d\u2019]{{2,80}}[\"\u201d\u2019],?\s+)?"
    rf"(?:(?:the|that|this|these|those|such|any|its|his|her|their|all|as|[\w\u2019'.-]+['\u2019]s)\s+)?(?:[\w\u2019'-]+\s+){{0,3}}?{_CLAIM}\b",
    re.I,
)
_PASSIVE = re.compile(
    rf"\b{_CLAIM}\b[^.;]{{0,140}}?\b(?:(?:has|have|had)(?: also)? been|was|were|is|are) (?:\w+ )?"
    r"(?:dismissed|rejected|denied|disputed|refuted|rubbished|contested)\b(?! entry| access)",
    re.I,
)
_CALL = re.compile(
    r"\b(?:dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|call(?:s|ed|ing)?|deem(?:s|ed|ing)?|brand(?:s|ed|ing)?|"
    r"describ(?:es|ed|ing)|label(?:s|led|ed|ling|ing)?|denounc(?:es|ed|ing)|decr(?:ies|ied|ying)|condemn(?:s|ed|ing)?)\b"
    rf"[^.;]{{0,110}}?\b{_FALSE}\b",
    re.I,
)
_IS_FALSE = re.compile(
    rf"\b(?:is|are|was|were|be)\s+(?:(?:all|just|simply|completely|totally|utterly|entirely|absolutely|pure|"
    rf"patently|an?|the|another|sheer|nothing but)\s+){{0,3}}(?:\w+\s+)?{_FALSE}\b|"
    r"\bno truth (?:to|in|whatsoever)\b|\bnot true\b|\bnever (?:happened|took place|occurred|existed)\b|"
    r"\bdid(?: not|n['\u2019]t) (?:happen|occur|take place)\b|"
    r"\bno such \w+ (?:took place|happened|exists?|occurred)\b|"
    r"\bnothing to do with\b|\bin no way (?:related|connected|involved|linked)\b|"
    r"\bdo(?:es)? not correspond to reality\b",
    re.I,
)
_NOT_DONE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|do|does)(?:\s+(?:never|not)|n['\u2019]t)\s+(?:been\s+|yet\s+|ever\s+)?"
    r"(?:target(?:ed)?|present|involved|responsible|behind|attack(?:ed)?|strik(?:e|ing)|struck|fir(?:e|ed)|"
    r"carr(?:y|ied) out|launch(?:ed)?|sen[dt]|deploy(?:ed)?|suppl(?:y|ied)|violat(?:e|ed)|shot|shoot|hit|"
    r"us(?:e|ed)|provid(?:e|ed)|sell|sold|order(?:ed)?|part of|true|the case|planning|seeking)\b|"
    r"\b(?:had|has|have|played|plays?|bears?|bore)\s+no\s+(?:role|part|involvement|knowledge|responsibility|link|"
    r"connection|hand|plans?|intention)\b|"
    r"\bno (?:\w+ ){0,2}(?:attack|strike|launch|assault|shelling|incident)(?: \w+){0,4} "
    r"(?:took place|occurred|happened)\b",
    re.I,
)
_NOT = re.compile(
    r"(?:\b(?:not|never|neither|nor|cannot|can['\u2019]t|declin\w+ to (?:either )?|"
    r"refus\w+ to (?:either )?|without|hard to|"
    r"confirm(?:ed)? (?:or|nor)|unable to|have been|are)|n['\u2019]t)\s+(?:\w+\s+){0,3}?\Z",
    re.I,
)
_WITHHELD = re.compile(
    r"\s+(?:\w+\s+){0,3}?(?:access|entry|entrance|transit|passage|visas?|bail|permission|requests?|the chance|a chance|"
    r"chances?|opportunit(?:y|ies)|rights?|asylum|food|aid|boarding|treatment|medical|parole|justice|a say|vote|"
    r"credit|a licen[cs]e|territory|the enemy)\b",
    re.I,
)
_ASIDE = re.compile(
    r"(?:\b(?:which|who|something|that|whom|as|accusations?|claims?|allegations?|charge|if)\s+(?:the\s+[a-z]+\s+|(?:[A-Z][\w.\u2019'-]*\s+){0,3})"
    r"(?:(?:has|have|had|also|repeatedly|consistently|flatly|always|strongly|long|it|they|he|she)\s+){0,4})\Z"
)
_RELATIVE = re.compile(r"\b(?:which|who|whom|something|that)\b[^,;]{0,50}\Z")
_CONDITION = re.compile(r"\b(?:if|whether|unless)\b[^,]{0,60}\Z", re.I)
_VERB = re.compile(r"\w+(?: (?:off|aside|away|back (?:\w+ )?(?:against|on|at)|cold water on)\b)?")
# The verdict is not what is denied: "as a hoax" behind it, "as fake news" before it, "fake news" alone.
_VERDICT = re.compile(
    rf"\s+(?:as|to be)\b|\s*[\"\u201c\u2018'](?:\w+\s+){{0,3}}?{_FALSE}\b|"
    rf"\s+(?:an?\s+(?:(?!as\b)\w+\s+){{0,2}}?)?{_FALSE}\b",
    re.I,
)
_VERDICT_FIRST = re.compile(
    rf"as\s+(?:[\"\u201c\u2018][^\"\u201d\u2019]{{2,80}}[\"\u201d\u2019],?|(?:an?\s+)?(?:\w+\s+)??{_FALSE})\s+(?=\w)",
    re.I,
)
# To the end of the clause: "had nothing to do with" what?
_CLAUSE = re.compile(r"[^,;.!?\"\u201d\u00bb]*[^\s,;.!?\"\u201d\u00bb]")
# "Moscow has also waved away": a short subject and nothing else before the cue.
_SUBJECT = re.compile(
    r"((?:(?:The|Both|A|An|Its|His|Her|Their)\s+)?(?!(?:He|She|It|They|That|This|But|And|When|After|As|If|In|On|At)\b)"
    r"[A-Z\w](?:(?!\b(?:has|have|had|also|again|later|said|says|is|was|were|are|that|which|who|when|after|but|and)\b)"
    r"[^,;:\"\u201c\u201d()]){1,60}?)\s+"
    r"(?:(?:has|have|had|also|again|later|repeatedly|flatly|quickly|immediately|promptly|then|now|since|firmly|"
    r"strongly|angrily|swiftly|on \w+day)\s+)*"
)
_TAIL = re.compile(
    r"(?:,\s+(?:saying|adding|with|while|although|though|but|and|calling|insisting|accusing|according|as|which|who)\b.*|"
    r"[\s.!?;,\"'\u201d\u2019)\]]+)\Z",
    re.S,
)


def find(text: str, start: int, end: int, attributions: Sequence[Attribution]) -> Denial | None:
    """The denial of the sentence from `start` to `end`, if it is one."""
    found = _find(text, start, end, attributions)
    if found is None or _VERB.match(text, found.cue[0].start) is None:
        return found
    subject = _SUBJECT.fullmatch(text, start, found.cue[0].start)
    return replace(found, by=Span(*subject.span(1))) if subject else found


def _find(text: str, start: int, end: int, attributions: Sequence[Attribution]) -> Denial | None:
    for match in _DENY.finditer(text, start, end):
        if _excluded(text, start, end, match):
            continue
        object_ = _object(text, match.end(), end)
        aside = _ASIDE.search(text[max(start, match.start() - 70) : match.start()])
        if aside or object_ is None:
            before = text[max(start, match.start() - 70) : match.start()]
            if object_ is None and not aside and not _RELATIVE.search(before):
                return _denial(match, None)
            continue
        return _denial(match, object_)
    for pattern in (_DISMISS, _DISPUTE, _CALL):
        for match in pattern.finditer(text, start, end):
            if not _excluded(text, start, end, match):
                verb = _VERB.match(text, match.start())
                after = verb.end() if verb else match.end()
                return _judged(text, match, _object(text, after, end), after)
    match_passive = _PASSIVE.search(text, start, end)
    if match_passive is not None and not _excluded(text, start, end, match_passive):
        return _denial(match_passive, Span(*match_passive.span()))
    for pattern in (_IS_FALSE, _NOT_DONE):
        for match in pattern.finditer(text, start, end):
            if _CONDITION.search(text[max(start, match.start() - 70) : match.start()]):
                continue
            if _is_told(match, attributions):
                clause = _CLAUSE.match(text, match.end(), min(end, match.end() + 160))
                return _denial(match, Span(match.start(), clause.end() if clause else match.end()))
    return None


def _is_told(match: re.Match[str], attributions: Sequence[Attribution]) -> bool:
    """True when somebody says it: the outlet's own "the report was false" is a statement of fact."""
    return any(
        piece.start <= match.start() and match.end() <= piece.end
        for attribution in attributions
        if attribution.kind == "speech"
        for piece in attribution.content
    )


def _excluded(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    before = text[max(start, match.start() - 60) : match.start()]
    if _NOT.search(before) or _CONDITION.search(before):
        return True
    return bool(_WITHHELD.match(text[match.end() : min(end, match.end() + 60)]))


def _object(text: str, start: int, end: int) -> Span | None:
    """The words behind a verb of denial, without what follows on them; None when there are none."""
    words = text[start : min(end, start + 400)]
    tail = _TAIL.search(words)
    right = start + (tail.start() if tail else len(words))
    left = start + len(words) - len(words.lstrip(" \t\n\u00a0,:"))
    return Span(left, right) if left < right and any(c.isalnum() for c in text[left:right]) else None


def _judged(text: str, match: re.Match[str], denied: Span | None, after: int) -> Denial:
    """A denial that calls something false: the verdict belongs to the cue, not to what is denied."""
    verb = Span(match.start(), after)
    if denied is None:
        return Denial((verb,), (verb,))
    first = _VERDICT_FIRST.match(text, denied.start, denied.end)
    start = first.end() if first else denied.start
    verdict = _VERDICT.search(text, start, denied.end)
    end = verdict.start() if verdict else denied.end
    while end > start and not text[end - 1].isalnum():
        end -= 1
    if end <= start:
        return Denial((verb,), (denied,))
    called = [Span(denied.start, first.end() - 1)] if first else []
    if verdict and verdict.end() <= denied.end:
        words = text[verdict.start() : denied.end]
        called.append(Span(denied.end - len(words.lstrip()), denied.end))
    return Denial((verb, *called), (Span(start, end),))


def _denial(match: re.Match[str], denied: Span | None) -> Denial:
    cue = Span(*match.span())
    return Denial((cue,), (denied if denied is not None else cue,))
