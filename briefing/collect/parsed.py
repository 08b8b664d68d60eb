"""A document taken apart once: tokens with tags, sentences, and which quotation each token is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from briefing.collect import lexicon, quotations, tagger
from briefing.collect.persons import lists
from briefing.collect.quotations import Quoted
from briefing.collect.tokens import Tokens, tokenise
from briefing.model import Document, Span

# No sentence anybody wrote has more tokens; what has is read in pieces, so that cost stays linear.
LONGEST = 400
_LOOKS = 100


@dataclass(slots=True)
class Parsed:
    """`bounds[i]` is the token range of sentence i, `blocks[i]` the number of the block it is in.

    `inside[t]` is the number of the quotation token t stands in (its marks included) or -1.
    `turns` has the paragraphs of a transcript: the first token of each and the colon behind its speaker.
    `first_of[q]` and `last_of[q]` are the first and the last token of quotation q, marks included.
    """

    text: str
    tokens: Tokens
    bounds: list[tuple[int, int]]
    blocks: list[int]
    kinds: list[str]
    quoted: list[Quoted]
    inside: list[int]
    first_of: list[int]
    last_of: list[int]
    turns: dict[int, int]
    looked: dict[int, int] = field(default_factory=dict)

    def may_look(self, at: int) -> bool:
        """False once subjects were looked for too often among the tokens around `at`; counts each call.

        A search for the subject of an earlier verb begins further searches, so that "said, said, said"
        would cost the fourth power of its length. Of news and talks no stretch of 400 tokens took 90.
        """
        stretch = at // LONGEST
        count = self.looked.get(stretch, 0)
        self.looked[stretch] = count + 1
        return count < _LOOKS

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `first` up to and including `last`."""
        return Span(self.tokens.starts[first], self.tokens.ends[last])


def parse(document: Document, sentences: Sequence[Span]) -> Parsed:
    """`document` taken apart along `sentences`, which are in text order."""
    text = document.text
    tokens = Tokens()
    bounds: list[tuple[int, int]] = []
    blocks: list[int] = []
    kinds: list[str] = []
    at = 0
    tag = tagger.load().tag
    for sentence in sentences:
        while at + 1 < len(document.blocks) and document.blocks[at].span.end <= sentence.start:
            at += 1
        found = tokenise(text, sentence)
        first = len(tokens)
        tokens.starts += found.starts
        tokens.ends += found.ends
        tokens.words += found.words
        tokens.lowers += found.lowers
        while first < len(tokens):
            last = min(len(tokens), first + LONGEST)
            tag(tokens, first, last)
            bounds.append((first, last))
            blocks.append(at)
            kinds.append(document.blocks[at].kind if document.blocks else "paragraph")
            first = last
    _name_openings(tokens, bounds)
    _capitals(tokens, bounds, blocks)
    _past_tenses(tokens, bounds)
    _ranks(tokens, bounds)
    quoted = list(quotations.find(document))
    inside = [-1] * len(tokens)
    first_of = [-1] * len(quoted)
    last_of = [-1] * len(quoted)
    number = 0
    for token, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        while number < len(quoted) and quoted[number].outer.end <= start:
            number += 1
        if number < len(quoted) and quoted[number].outer.start < end:
            inside[token] = number
            if first_of[number] < 0:
                first_of[number] = token
            last_of[number] = token
    return Parsed(
        text, tokens, bounds, blocks, kinds, quoted, inside, first_of, last_of, _turns(tokens, bounds, blocks)
    )


def _turns(tokens: Tokens, bounds: Sequence[tuple[int, int]], blocks: Sequence[int]) -> dict[int, int]:
    """First token and colon of each `LUND:` or `Q:` that opens a paragraph, where at least two take turns.

    One label alone may be "UPDATE:"; a talk has two, and one of them speaks again.
    """
    words = tokens.words
    found: dict[int, int] = {}
    names = []
    previous = -1
    for (first, last), block in zip(bounds, blocks, strict=True):
        if block == previous:
            continue
        previous = block
        begin = first if words[first][0].isalnum() else first + 1
        colon = next((i for i in range(begin + 1, min(last, begin + 6)) if words[i] == ":"), -1)
        if colon < 0:
            continue
        name = words[begin:colon]
        if all(word.isupper() or word == "." for word in name):
            found[first] = colon
            names.append(" ".join(name))
    return found if len(names) > len(set(names)) > 1 else {}


# Participles that are far oftener the simple past; the tagger confuses the two behind a name.
PAST_TOO = frozenset(
    "said told announced reported claimed added argued warned noted insisted stated denied wrote".split()
)
_BE = frozenset("be is are was were been being".split())
# "The talks had failed and accused ...": these are hardly ever a second participle.
_ACTIVE = frozenset(
    "said told added accused urged warned denied insisted vowed promised called demanded".split()
)
_AUXILIARIES = frozenset("be is are was were been being have has had having 's 've 'd get got".split())


def _past_tenses(tokens: Tokens, bounds: Sequence[tuple[int, int]]) -> None:
    """Tag "Lund told" and "officials said" as the simple past where no auxiliary stands before."""
    tags, lowers = tokens.tags, tokens.lowers
    for first, last in bounds:
        for at in range(first + 1, last):
            if tags[at] != "VBN":
                if lowers[at].endswith("ly") and "-" in lowers[at]:
                    tags[at] = "RB"
                continue
            before = set(lowers[max(first, at - 7) : at])
            joined = tags[at - 1] == "CC" and lowers[at] in _ACTIVE and not before & _BE
            if not joined and any(w in _AUXILIARIES for w in lowers[max(first, at - 3) : at]):
                continue
            named = tags[at - 1] in ("PRP", "NNP", "NNPS", "WP") and (
                at + 1 >= last or lowers[at + 1] != "by"
            )
            if joined or lowers[at] in PAST_TOO or (named and "d" in lexicon.load().get(lowers[at], "")):
                tags[at] = "VBD"


# "Lead spokesman": of what rank somebody is, though some of these are verbs and nouns elsewhere.
_RANKS = frozenset(
    "lead chief deputy senior junior assistant acting former top head vice associate then".split()
)


def _ranks(tokens: Tokens, bounds: Sequence[tuple[int, int]]) -> None:
    """Tag "lead" before "spokesman" as an adjective, so that ", lead spokesman for the navy," is a description."""
    lowers, tags = tokens.lowers, tokens.tags
    offices = lists()["roles"]
    for first, last in bounds:
        for at in range(first, last - 1):
            ranked = lowers[at] in _RANKS and tags[at] in ("VB", "VBP", "VBD", "NN", "IN", "RB")
            if ranked and lowers[at + 1] in offices:
                tags[at] = "JJ"


_GIVEN = re.compile(r"[A-Z][a-z]{1,6}-[a-z]{2,7}")  # a given name as Korean ones are romanised

_SMALL_TAGS = frozenset("VB VBP VBD VBZ VBN VBG MD WRB UH RB RBR IN DT CC TO WP WDT PDT RP EX PRP$".split())
_OPENING = frozenset(
    ["\u201c", "\u2018", "\u201e", "\u00ab", "(", "[", ":", "\u2014", "\u2013", "-", "--", ".", "!", "?"]
)


def _capitals(tokens: Tokens, bounds: Sequence[tuple[int, int]], blocks: Sequence[int]) -> None:
    """Tag a capitalised word inside a sentence as a name, unless it is a small word or opens speech.

    The trees the tagger learnt from have few surnames behind a closing mark (`..." Lynch said`).
    """
    tags, words, lowers = tokens.tags, tokens.words, tokens.lowers
    straight, block = False, -1
    for (first, last), here in zip(bounds, blocks, strict=True):
        if here != block:
            straight, block = False, here  # a sentence may begin inside a quotation of its block
        if tagger.is_title(words, first, last):
            continue
        for at in range(first, last):
            if words[at] in ('"', "``", "''"):
                straight = words[at] != "''" and not straight
            if at == first or tags[at] not in _SMALL_TAGS or not words[at][0].isupper():
                continue
            before = words[at - 1]
            opens = before in _OPENING or (before in ('"', "``") and straight)
            if lowers[at] in SMALL or (opens and lowers[at] in lexicon.load()):
                continue
            tags[at] = "NNP"


SMALL = frozenset(
    """
    the a an this that these those he she it they we i you his her its their our my your there here in on at by for
    from with without as after before since while when where what who why how which if but and or so yet nor
    however although though because despite during until unless among according also meanwhile then now still both
    each some many most several another other no not to of is are was were be has have had do does did can could
    may might will would shall should must let please yes well oh just only even once again too very than into over
    under about against between through out up down off all any such same own more less much few said says asked
    """.split()
)


def _name_openings(tokens: Tokens, bounds: Sequence[tuple[int, int]]) -> None:
    """Tag a word that opens a sentence as a name when the article uses it as one elsewhere.

    A capital says nothing there, and some surnames are common words too.
    """
    names: set[str] = set()
    common: set[str] = set()
    for first, last in bounds:
        for at in range(first + 1, last):
            if tokens.tags[at] == "NNP":
                names.add(tokens.words[at])
            elif tokens.words[at][0].islower():
                common.add(tokens.words[at])
    for first, last in bounds:
        if first < last and tokens.words[first] in names and tokens.lowers[first] not in common:
            tokens.tags[first] = "NNP"
        elif first + 1 < last and tokens.words[first].istitle() and _GIVEN.fullmatch(tokens.words[first + 1]):
            tokens.tags[first] = tokens.tags[first + 1] = "NNP"  # "Do Yun-seo" is no question
