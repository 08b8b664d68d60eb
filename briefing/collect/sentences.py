"""Where sentences begin and end inside one block.

Everything else in this room speaks about sentences, so a wrong cut here loses a speaker or prints
half a statement. Two rules keep it safe: a block is never left out (every character that is not
white space belongs to exactly one sentence), and the work is linear in the length of the block.

A quotation of several sentences is cut at its inner sentence ends, as a reader would count them; the
closing marks stay with the sentence they close.
"""

from __future__ import annotations

import re

from briefing.model import Span

# Marks that may end a sentence, with what may stand behind them before the white space: closing
# quotation marks, brackets and footnote digits in brackets ("... said.[3]"). A run of marks is taken
# whole or not at all: tried from each of its marks, 30,000 dots in a row cost a minute.
_END = re.compile(
    r"(?<![.!?\u2026\u203d\u3002\uff01\uff1f\u061f\u06d4\u0964])"
    r"(?P<stop>[.!?\u2026\u203d\u3002\uff01\uff1f\u061f\u06d4\u0964]++)"
    r"(?P<tail>(?:[\"'\u201d\u2019\u00bb\u203a)\]\u201c\u300d\u300f\uff09]|\[\d{1,3}\])*+)"
    r"(?=(?P<space>\s+)|(?P<wide>[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af]))"
)
# A blank line inside a block ends a sentence whatever stands before it.
_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_OPENING = "\"'\u201c\u2018\u201e\u201a\u00ab\u2039([`\u300c\u300e\u00bf\u00a1\u2014\u2013-\u2022*"

# Words before a full stop that are never the last of a sentence: a name or a number follows.
_NEVER_LAST = frozenset(
    """
    mr mrs ms messrs mx dr drs prof rev fr sr st ste gen lt col cpl sgt maj capt cmdr cmd cdr comdr adm
    brig pvt pfc ltc ssgt msgt tsgt spc pte insp det supt supt. sen sens rep reps gov govs pres amb
    hon atty asst assoc dep dist sec min vs viz cf al fig figs approx ca e.g i.e eg ie no nos vol pp
    art para ex rear-adm vice-adm lt.-gen maj.-gen brig.-gen lt-gen maj-gen brig-gen lt.gen maj.gen
    lt.col msgr mme mlle mt ft pt gend dir wm chas geo jas thos
    """.split()
)
# Abbreviations that end a sentence only when the next word looks like the start of one.
_MAY_BE_LAST = frozenset(
    """
    jan feb mar apr jun jul aug sep sept oct nov dec inc co corp ltd llc bros plc cos etc jr esq
    a.m p.m u.s u.k u.n u.s.a u.s.s.r e.u d.c b.c a.d ph.d m.d b.a m.a n.y l.a p.s p.o u.a.e
    ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev
    okla ore pa tenn tex va vt wash wis wyo n.h n.j n.m n.c n.d s.c s.d r.i w.va ont que
    ave blvd rd dept univ assn est ed eds rev'd pct mph km kg lb lbs oz ton cm mm hr hrs
    min mins secs yr yrs tel
    """.split()
)
# Words that begin sentences and seldom follow an abbreviation inside one.
_STARTERS = frozenset(
    """
    the a an this that these those he she it they we i you his her its their our my your there here in
    on at by for from with without as after before since while when where what who why how if but and
    or so yet nor however although though because despite during until unless among according also
    meanwhile then now still both each some many most several another other no not one two earlier
    later last such to about under over amid against once even only just
    """.split()
)
_SAY = (
    r"said|says|say|asked|asks|told|tells|wrote|writes|added|adds|tweeted|replied|exclaimed|"
    r"wondered|demanded|cried|shouted|yelled|joked|quipped|declared|insisted|answered|"
    r"responded|continued|read|reads"
)
# `"Who did this?" Mayor Ada Lund asked.`: the sentence goes on after the closing mark.
_GOES_ON = re.compile(
    rf"(?:(?:the|an?|one|his|her|their)\s)?(?:[^\s.,;!?\"\u201c\u201d]{{1,30}}\s){{1,5}}(?:{_SAY})\b",
    re.IGNORECASE,
)
_ENDS_SOON = re.compile(_GOES_ON.pattern + r"(?:\s\w+)?\s*[.,]", re.IGNORECASE)
# Agency tags and asides in brackets that close a block belong to the sentence before them.
_TAGS = re.compile(r"(?:\([^()\n]{1,80}\)\s*){1,12}\Z")
_WORD_BEFORE = re.compile(r"[^\s\"'\u201c\u2018\u201e(\[\u00ab]+\Z")
_WORD_AFTER = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*\.?")


def split(text: str, block: Span) -> list[Span]:
    """The sentences of `block` in order, white space trimmed; together they hold all its words."""
    start, end = block.start, min(block.end, len(text))
    cuts: list[tuple[int, int]] = []
    for match in _BLANK.finditer(text, start, end):
        cuts.append((match.start(), match.end()))
    for match in _END.finditer(text, start, end):
        after = match.end("space") if match["space"] else match.end()
        if after < end and _ends(text, start, end, match, after):
            cuts.append((match.end(), after))
    cuts.sort()
    spans: list[Span] = []
    for before, after in [*cuts, (end, end)]:
        if before < start:
            continue
        span = _trimmed(text, start, before)
        if span is not None:
            spans.append(span)
        start = after
    return spans


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_PLACE = r"[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]+){0,3}"
_REGION = r"(?:,? [A-Z][a-z.]+(?: [A-Z][a-z.]+){0,2})?"
_DAY = rf"(?:,? (?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?)"
_AGENCY = r"(?: \([A-Z][^()\n]{0,40}\))"
# "SEOUL, Oct 22 (Northlight) – ", "KARVAN, Ostrava (AB) -- ", "TALLINN — ". With a mere hyphen it
# takes a day or an agency too: "REFUGEES - " is a label, not a place.
_DATELINE = re.compile(
    rf"{_PLACE}{_REGION}"
    rf"(?:(?:{_DAY}{_AGENCY}?|{_AGENCY}) ?(?:[\u2013\u2014-]|--) | ?(?:[\u2013\u2014]|--) )"
    r"(?=[\"'\u2018\u201c\u201e]?[A-Z\d])"
)


def after_dateline(text: str, sentence: Span) -> Span:
    """`sentence`, which opens a paragraph, without its dateline: the place, day and agency of news copy.

    They say where the reporter sat, not what happened; and one agency text printed with and without
    them is one statement.
    """
    match = _DATELINE.match(text, sentence.start, min(sentence.end, sentence.start + 120))
    return Span(match.end(), sentence.end) if match and match.end() < sentence.end else sentence


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The range without white space at its ends; None when nothing else is in it."""
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    right = len(words.rstrip())
    return Span(start + left, start + right) if left < right else None


def _ends(text: str, start: int, end: int, match: re.Match[str], after: int) -> bool:
    """True when the stop in `match` ends a sentence and the next begins at `after`."""
    stop, tail = match["stop"], match["tail"]
    if match["space"] is None:
        return stop[-1] in "\u3002\uff01\uff1f"
    following = after
    while following < end and following < after + 6 and text[following] in _OPENING:
        following += 1
    first = text[following] if following < end else ""
    if first.islower() or first in ",;:.!?)":
        return False
    head = text[following : following + 120]
    if first and text[after] == "(" and _TAGS.match(text, after, end):
        return False
    if tail.strip("])") and stop[-1] in "!?." and following == after and _GOES_ON.match(head):
        # `"We won." Lund said he would go.` is two sentences, `"We won." Lund said.` is one.
        return stop == "." and not _ENDS_SOON.match(head)
    if "..." in stop or "\u2026" in stop:
        return first.isupper() or following > after
    if stop != "." or tail:
        return True
    word = _WORD_BEFORE.search(text, max(start, match.start() - 24), match.start())
    if word is None:
        return True
    return _full_stop(word.group(), head, followed_by_opening=following > after)


def _full_stop(word: str, head: str, *, followed_by_opening: bool) -> bool:
    """True when the full stop after `word` ends the sentence, `head` being what follows."""
    plain = word.lower().rstrip(".")
    following = _WORD_AFTER.match(head)
    next_word = following.group() if following else ""
    if plain in _NEVER_LAST:
        # "He said no. The talks ended": "no." is an abbreviation before a digit alone.
        return plain in ("no", "nos", "ex", "sec", "min", "art", "fig", "al", "pt") and not head[:1].isdigit()
    starts = next_word.lower().rstrip(".") in _STARTERS or followed_by_opening
    if plain in _MAY_BE_LAST:
        if plain in ("a.m", "p.m") and head[:1].isdigit():
            return False
        return starts and next_word not in ("I", "II")
    if len(plain) == 1 and plain.isalpha() and word[0].isupper():
        return starts and next_word != "I" and plain != "j"
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        return starts
    return True
