"""What a profile is: the sections of a paper and, as data, the words that say what belongs in each.

A profile is read from a TOML file that a desk edits (`docs/profiles.md`); nothing in it is code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from briefing.model.briefing import Section

Zone = Literal["said", "anywhere", "quoted", "start", "speaker", "verb"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words, or conditions, that speak for or against sections and for or against a key point.

    `words` are phrases as the file has them; without any, the conditions alone decide. `when` must
    all hold and none of `unless`. `points` are per section key, `key` are points towards being
    printed, `most` is how often one sentence may score. `where` is the part of a sentence looked at:
    "said" is all but the words that name the speaker and the verb of saying.
    """

    name: str
    words: tuple[str, ...] = ()
    where: Zone = "said"
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    points: tuple[tuple[str, float], ...] = ()
    key: float = 0.0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Picking:
    """How much is printed: at most `share` of an article's statements, none below `least` in weight.

    An article of at most `whole` statements is printed whole: there is nothing to choose in a note.

    `heads` is how many may be key points (the head of the page), `repeats` is taken off the points
    of a statement that says again what a better one of its article says. `confirmed` are the points for
    each further origin that reports the same, `disputed` those for what is denied or contradicted.
    """

    share: float = 0.32
    whole: int = 6
    least: float = 0.3
    heads: int = 3
    repeats: float = 1.0
    confirmed: float = 0.9
    disputed: float = 0.8


@dataclass(frozen=True, slots=True)
class Asides:
    """Clauses that tell the circumstances: points found in them count `factor` times.

    `words` open such a clause ("after", "who"), except where they stand in one of `but` ("as of").
    It lasts to the next comma or dash, or to the end of the sentence.
    """

    words: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    factor: float = 0.5


@dataclass(frozen=True, slots=True)
class Profile:
    """An ordered set of sections and what belongs in each.

    `default` is the key of the section for sentences that no cue places. `families` are the named
    lists of words that cues refer to as `<name>`. `lead` is how much more a word counts at the
    beginning of a sentence than at its end (0.3: 15 % more to 15 % less). `carry` is the part of the
    previous sentence's points that a sentence inherits within a paragraph. `second` is the share of
    the main section's points from which another section is named as a second one.
    """

    name: str
    title: str
    lang: str
    sections: tuple[Section, ...]
    default: str
    cues: tuple[Cue, ...]
    families: tuple[tuple[str, tuple[str, ...]], ...] = ()
    picking: Picking = Picking()
    asides: Asides = Asides()
    lead: float = 0.3
    carry: float = 0.3
    second: float = 0.6

    def section(self, key: str) -> Section:
        """The section of that key; `KeyError` when the profile has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)
