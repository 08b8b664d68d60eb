"""What speaks for a candidate attribution: named features and the weights learnt for them.

The weights come from `bench/train_attribution.py`, which learns them from the articles written for
this project; see `docs/decisions/0009-rules-propose-weights-choose.md`. Without a weight a feature counts nothing.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from importlib import resources

from briefing.collect import cues, phrases
from briefing.collect.candidate import Candidate
from briefing.collect.parsed import Parsed

WEIGHTS = "attribution.json.z"


def features(p: Parsed, c: Candidate) -> list[str]:
    """The names of the features that hold for candidate `c`."""
    tags, lowers, words = p.tokens.tags, p.tokens.lowers, p.tokens.words
    at = c.verb
    entry = cues.verbs().get(lowers[at])
    letters = "".join(sorted(entry[0].takes)) if entry else "-"
    first, last = c.content[0]
    length = sum(b - a + 1 for a, b in c.content)
    size = "1" if length == 1 else "2" if length == 2 else "s" if length < 5 else "m" if length < 9 else "l"
    quoted = sum(1 for a, b in c.content for t in (a, b) if p.inside[t] >= 0 and p.quoted[p.inside[t]].speech)
    mark = "q" if quoted == 2 * len(c.content) else "p" if quoted else "n"
    source = _source_kind(p, c)
    shape = c.shape
    low, high = p.bounds[c.sentence]
    group = [lowers[i] for i in range(c.cue[0], at)]
    negated = "not" if any(w in ("not", "n't", "never") for w in group) else ""
    modal = next((w for w in group if w in _MODALS), "")
    before = tags[c.cue[0] - 1] if c.cue[0] > low else "-S-"
    names = [
        "bias",
        "shape=" + shape,
        "lemma=" + c.lemma,
        "sl=" + shape + " " + c.lemma,
        "ls=" + letters + " " + shape,
        "lm=" + c.lemma + " " + mark,
        "sm=" + shape + " " + mark,
        "src=" + source,
        "ss=" + source + " " + shape,
        "size=" + shape + " " + size,
        "ft=" + shape + " " + tags[first],
        "tag=" + tags[at] + " " + shape,
        "ltag=" + c.lemma + " " + tags[at],
        "neg=" + negated + " " + c.lemma,
        "mod=" + modal + " " + shape,
        "bef=" + before + " " + shape,
        "pos=" + ("0" if c.cue[0] == low else "1") + shape,
        "kind=" + p.kinds[c.sentence] + " " + shape,
    ]
    if c.source is not None:
        head = lowers[c.source[1]] if words[c.source[1]] != "," else lowers[c.source[1] - 1]
        names.append("sh=" + head)
        names.append("sf=" + tags[c.source[0]] + " " + ("0" if c.source[0] == low else "1"))
    if last + 1 < high:
        names.append("next=" + shape + " " + tags[last + 1])
    if shape.startswith("pre") and c.cue[1] + 1 < high:
        names.append("post=" + tags[c.cue[1] + 1])
    finite = any(tags[i] in phrases.FINITE for i in range(first, min(last + 1, first + 25)))
    names.append("fin=" + ("1" if finite else "0") + shape)
    return names


_MODALS = frozenset("will would could should may might can must shall 'll 'd to".split())


def _source_kind(p: Parsed, c: Candidate) -> str:
    """Which sort of thing speaks: nobody, a pronoun, a name, a noun of some ending."""
    if c.source is None:
        return "none"
    tags, lowers = p.tokens.tags, p.tokens.lowers
    first, last = c.source
    while last > first and p.tokens.words[last] in (",", ")"):
        last -= 1
    if tags[first] in ("PRP", "WP", "WDT"):
        return lowers[first]
    head = next(
        (i for i in range(first, last) if tags[i] in phrases.NOUN and tags[i + 1] not in phrases.NOUN), last
    )
    if tags[head] in ("NNP", "NNPS"):
        return "name"
    word = lowers[head]
    if word.endswith(
        ("er", "or", "ers", "ors", "ist", "ists", "ian", "ians", "man", "men", "woman", "women")
    ):
        return "person"
    if word.endswith(("ion", "ment", "ity", "ness", "ance", "ence", "ions", "ments")):
        return "thing"
    if word in (
        "official",
        "officials",
        "people",
        "residents",
        "police",
        "critics",
        "witnesses",
        "analysts",
        "experts",
    ):
        return "person"
    return tags[head]


class Weights:
    """The learnt weights and the threshold above which a candidate is kept."""

    def __init__(self, weights: dict[str, float], threshold: float) -> None:
        self.weights = weights
        self.threshold = threshold

    def score(self, names: list[str]) -> float:
        """The log odds that a candidate with these features is an attribution."""
        get = self.weights.get
        return sum(get(name, 0.0) for name in names)


@cache
def load() -> Weights:
    """The weights that ship with the package, read once."""
    data = resources.files("briefing.collect").joinpath(WEIGHTS).read_bytes()
    stored = json.loads(zlib.decompress(data))
    return Weights({name: value / 100 for name, value in stored["weights"].items()}, stored["threshold"])
