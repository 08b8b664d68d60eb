"""What a text says somebody is, where it names them: "South Korea's defence minister, Kim Yong-hyun".

Three places are read, each as an exact range of tokens without its article: the words before the
name ("Defence Minister Kim Yong-hyun"), a description that the name explains, and an apposition
behind it. A role given to the wrong person is worse than none, so a description counts only when
marks close it on both sides and its head is a word for a person.
"""

from __future__ import annotations

from briefing.collect import phrases
from briefing.collect.parsed import Parsed

Range = tuple[int, int]

_MOST = 16
_ARTICLES = frozenset(["the", "a", "an"])
# Whose minister "his minister" is, the words alone do not say.
_RELATIVE = frozenset("his her their its my our your this that these those".split())
_COURTESY = frozenset("mr mr. mrs mrs. ms ms. miss mx mx.".split())
_CLOSING = frozenset(
    [",", ".", ";", ":", ")", "?", "!", "\u2014", "\u2013", "--", '"', "\u201c", "\u201d", "''"]
)
_SIDES = frozenset(["south", "north", "east", "west"])
_LINKS = frozenset("of for in at on from to with under".split())
_PERSONS = (
    *("man", "woman", "person", "ist", "ician", "eer", "or", "er", "ian", "ant", "ee", "ain", "ess"),
    *("chief", "head", "wife", "husband", "king", "pilot", "clerk", "monk", "coach", "guard", "host"),
)
_NOT_PERSONS = frozenset(
    "october november december september summer winter river water weather number member-state order paper "
    "power matter letter dinner corner border quarter centre center former other under over after harbor "
    "harbour minor major senior junior sector factor motor error tower shelter theater theatre chapter "
    "newspaper career ever never together later earlier".split()
)


def of_name(p: Parsed, name: tuple[int, int, int], bounds: Range, heads: frozenset[str]) -> list[Range]:
    """The roles around a name: `name` is where its run of capitals begins, its first and its last token.

    `bounds` are those of the sentence, `heads` are words for offices.
    """
    (first, start, last), (low, high) = name, bounds
    found = [
        _cleaned(p, range_, heads)
        for range_ in (
            _from_side(p, _before(p, first, start, low), low),
            _from_side(p, _explained(p, first, start, last, low, high), low),
            _behind(p, last, high),
        )
        if range_ is not None
    ]
    return [range_ for range_ in found if range_ is not None]


def _before(p: Parsed, first: int, start: int, low: int) -> Range | None:
    """`South Korean Defence Minister | Kim Yong-hyun`: the rest of the name's own noun phrase."""
    if start <= low or p.tokens.tags[start - 1] not in phrases.NOUN:
        return None
    reach = max(low, start - _MOST)
    begin = min(first, phrases.core_left(p, start - 1, reach))
    if (
        begin - 2 >= reach
        and p.tokens.lowers[begin - 1] in ("of", "for")
        and p.tokens.words[begin - 2][0].isupper()
    ):
        # "Secretary of State | Ada Lund", but not "the death of President | Lund".
        begin = phrases.np_left(p, begin - 2, reach)
    return begin, start - 1


def _explained(p: Parsed, first: int, start: int, last: int, low: int, high: int) -> Range | None:
    """`South Korea's defence minister, | Kim Yong-hyun,`: a description in front of a comma."""
    words, tags = p.tokens.words, p.tokens.tags
    closed = last + 1 >= high or words[last + 1] in _CLOSING
    if first != start or start - 2 < low or words[start - 1] != "," or not closed:
        return None
    if last + 2 < high and words[last + 1] == "," and tags[last + 2] in ("CC", "NNP"):
        return None  # a list of persons
    if tags[start - 2] not in ("NN", "NNP"):
        return None
    begin = phrases.np_left(p, start - 2, max(low, start - _MOST))
    definite = tags[begin] in ("DT", "PRP$") or any(tags[i] == "POS" for i in range(begin, start - 1))
    return (begin, start - 2) if definite or tags[begin] == "NNP" else None


def _from_side(p: Parsed, found: Range | None, low: int) -> Range | None:
    """`South | Korea's minister`: at the head of a sentence the tagger takes "South" for an adverb."""
    if found is None or found[0] == low or p.tokens.lowers[found[0] - 1] not in _SIDES:
        return found
    side, land = p.tokens.words[found[0] - 1], p.tokens.words[found[0]]
    return (found[0] - 1, found[1]) if side[0].isupper() and land[0].isupper() else found


def _behind(p: Parsed, last: int, high: int) -> Range | None:
    """`Kim Yong-hyun, | the country's defence minister,`: an apposition up to its closing mark."""
    words, tags, lowers = p.tokens.words, p.tokens.tags, p.tokens.lowers
    begin = last + 2
    if begin >= high or words[last + 1] != ",":
        return None
    if tags[begin] == "CD" and begin + 2 < high and words[begin + 1] == ",":
        begin += 2  # the age
    high = min(high, begin + _MOST)
    end = phrases.np_right(p, begin, high)
    if end < begin:
        return None
    while end + 2 < high and lowers[end + 1] in _LINKS:
        further = phrases.np_right(p, end + 2, high)
        if further < end + 2 or phrases.is_time(p, further):
            break
        end = further
    return (begin, end) if end + 1 < len(words) and words[end + 1] in _CLOSING else None


def _cleaned(p: Parsed, found: Range, heads: frozenset[str]) -> Range | None:
    """The range without article; None when its head is no person's or it hangs on a pronoun."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    first, last = found
    while first < last and (lowers[first] in _ARTICLES or (tags[first] == "RB" and words[first].islower())):
        first += 1
    if lowers[first] in _RELATIVE or last - first >= _MOST:
        return None
    if any(words[i] in _CLOSING or p.inside[i] != p.inside[first] for i in range(first, last + 1)):
        return None
    end = first
    while end < last and not (lowers[end + 1] in _LINKS and tags[end + 1] in ("IN", "TO")):
        end += 1
    # "Foreign Minister and Deputy Premier": the head is the last noun of the plain phrase.
    head = end
    if lowers[head] in _COURTESY or tags[head] not in ("NN", "NNP"):
        return None
    if lowers[head] in heads:
        return first, last
    named = tags[head] == "NNP"
    personal = lowers[head].endswith(_PERSONS) and lowers[head] not in _NOT_PERSONS
    return (first, last) if personal and not named else None
