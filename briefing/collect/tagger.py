"""Parts of speech (Penn Treebank tags) by an averaged perceptron over cheap features.

The weights were learnt by `bench/train_tagger.py` from the CC BY part of the Georgetown University
Multilayer corpus; `docs/attribution.md` names it and its licence. Words that carry one tag almost
always are looked up, so about half of a text never reaches the perceptron.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from importlib import resources

from briefing.collect import lexicon
from briefing.collect.tokens import Tokens

WEIGHTS = "tagger.json.z"
_RECENT = 5000


class Tagger:
    """A trained tagger: `known` maps sure words to tags, `weights` features to tag
    numbers and weights in turns."""

    def __init__(self, tags: list[str], known: dict[str, str], weights: dict[str, list[int]]) -> None:
        self.tags = tags
        self.known = known
        # Tables and refrains repeat themselves: what stood in the same words a moment ago has its tag.
        self._recent: dict[tuple[object, ...], str] = {}
        self._needs = {n: _FORMS[tag] for n, tag in enumerate(tags) if tag in _FORMS}
        self.weights = weights
        self._paired: dict[str, tuple[tuple[int, int], ...]] = {}

    def tag(self, tokens: Tokens, first: int, last: int) -> None:
        """Fill `tokens.tags` from `first` up to but not including `last`: one sentence."""
        words, lowers = tokens.words, tokens.lowers
        title = is_title(words, first, last)
        before, before2 = "-S-", "-S2-"
        out = tokens.tags
        known = self.known
        classes = lexicon.load()
        recent = self._recent
        if len(recent) > _RECENT:
            recent.clear()
        for at in range(first, last):
            lower = lowers[at]
            word = words[at]
            tag = known.get(lower if title or at == first or not word[0].isupper() else word, "")
            if not tag:
                tag = fixed(word)
            if not tag:
                # All that the features look at.
                around = (
                    word,
                    lowers[at - 1] if at > first else "",
                    *lowers[at + 1 : min(at + 3, last)],
                    before,
                    before2,
                    title,
                )
                tag = recent.get(around, "")
                if not tag:
                    tag = recent[around] = self._best(
                        features(words, lowers, at, first, last, before, before2, classes, title=title),
                        "" if lower in _AUXILIARIES else classes.get(lower, ""),
                    )
            out.append(tag)
            before2, before = before, tag

    def _best(self, names: list[str], code: str) -> str:
        scores = [0] * len(self.tags)
        get, stored = self._paired.get, self.weights
        for name in names:
            row = get(name)
            if row is None and name in stored:  # paired when first needed: pairing all takes 50 ms
                flat = stored[name]
                row = self._paired[name] = tuple(zip(flat[::2], flat[1::2], strict=True))
            if row is not None:
                for tag, weight in row:
                    scores[tag] += weight
        best = scores.index(max(scores))
        if not code or best not in self._needs or self._needs[best] in code:
            return self.tags[best]
        # A known word is never tagged as a form it does not have ("chief" is no participle).
        for tag, letter in self._needs.items():
            if letter not in code:
                scores[tag] = -(10**9)
        return self.tags[scores.index(max(scores))]


_AUXILIARIES = frozenset("be am is are was were been being have has had having do does did done".split())
# The class letter (see `lexicon`) that a word must have to be tagged as a form of a verb.
_FORMS = {"VBG": "g", "VBD": "d", "VBN": "p", "VBZ": "z", "VB": "v", "VBP": "v"}


def is_title(words: list[str], first: int, last: int) -> bool:
    """True for a headline in which nearly every word is capitalised, so that capitals tell nothing."""
    letters = [w for w in words[first : min(last, first + 60)] if w[0].isalpha() and len(w) > 3]
    return len(letters) > 2 and sum(w[0].isupper() for w in letters) >= 0.8 * len(letters)


def fixed(word: str) -> str:
    """The tag of marks and numbers, which need no weights; "" for words."""
    first = word[0]
    if first.isalpha():
        return ""
    if first.isdigit() or (first in "$\u00a3\u20ac" and len(word) > 1):
        return "JJ" if "-" in word else "CD"
    return _MARKS.get(word, "" if first == "'" or first == "\u2019" else "SYM")


_MARKS = {
    **dict.fromkeys([".", "!", "?"], "."),
    **dict.fromkeys([",", "\u060c"], ","),
    **dict.fromkeys([":", ";", "-", "--", "---", "\u2013", "\u2014", "...", "\u2026", ".."], ":"),
    **dict.fromkeys(['"', "\u201c", "\u201d", "``", "''", "\u00ab", "\u00bb", "\u2018", "\u2019", "'"], "``"),
    **dict.fromkeys(["(", "[", "{"], "-LRB-"),
    **dict.fromkeys([")", "]", "}"], "-RRB-"),
    "%": "NN",
    "$": "$",
    "&": "CC",
}


def features(
    words: list[str],
    lowers: list[str],
    at: int,
    first: int,
    last: int,
    before: str,
    before2: str,
    classes: dict[str, str],
    *,
    title: bool,
) -> list[str]:
    """The names of the features that hold at token `at` of the sentence `first` to `last`."""
    word, lower = words[at], lowers[at]
    follows = lowers[at + 1] if at + 1 < last else "-E-"
    previous = lowers[at - 1] if at > first else "-S-"
    if title:
        shape = "t"
    elif word[0].isupper():
        shape = "f" if at == first else ("U" if word.isupper() and len(word) > 1 else "C")
    else:
        shape = "-" if "-" in word else "l"
    ending = lower[-3:]
    code = classes.get(lower, "?")
    return [
        "w" + lower,
        "s" + shape + ending,
        "a" + shape + code,
        "A" + code + " " + before,
        "N" + code + " " + classes.get(follows, follows),
        "2" + shape + lower[-2:],
        "c" + shape + before,
        "p" + before,
        "q" + before2 + " " + before,
        "b" + before + " " + lower,
        "v" + previous,
        "n" + follows,
        "m" + before + " " + follows[-3:],
        "x" + ending + " " + follows,
        "k" + (lowers[at + 2] if at + 2 < last else "-E-") + " " + before,
    ]


@cache
def load() -> Tagger:
    """The tagger that ships with the package, read once."""
    data = resources.files("briefing.collect").joinpath(WEIGHTS).read_bytes()
    stored = json.loads(zlib.decompress(data))
    return Tagger(stored["tags"], stored["known"], stored["weights"])
