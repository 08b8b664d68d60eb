"""The words that report speech and thought, and what each may be followed by.

The table is `cues.txt`, which explains its letters; forms of the verbs are made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may report: `takes` holds the letters of `cues.txt`, `particles` its P: words."""

    lemma: str
    takes: frozenset[str]
    particles: frozenset[str]


_IRREGULAR = {
    "say": "says said said saying",
    "tell": "tells told told telling",
    "write": "writes wrote written writing",
    "swear": "swears swore sworn swearing",
    "speak": "speaks spoke spoken speaking",
    "find": "finds found found finding",
    "show": "shows showed shown showing",
    "prove": "proves proved proven proving",
    "think": "thinks thought thought thinking",
    "know": "knows knew known knowing",
    "feel": "feels felt felt feeling",
    "understand": "understands understood understood understanding",
    "forget": "forgets forgot forgotten forgetting",
    "mean": "means meant meant meaning",
    "seek": "seeks sought sought seeking",
    "choose": "chooses chose chosen choosing",
    "see": "sees saw seen seeing",
    "hear": "hears heard heard hearing",
    "learn": "learns learned learnt learning",
    "strive": "strives strove striven striving",
    "give": "gives gave given giving",
    "make": "makes made made making",
    "read": "reads read read reading",
    "run": "runs ran run running",
    "go": "goes went gone going",
    "begin": "begins began begun beginning",
    "shoot": "shoots shot shot shooting",
    "hit": "hits hit hit hitting",
    "set": "sets set set setting",
    "lay": "lays laid laid laying",
    "sing": "sings sang sung singing",
    "teach": "teaches taught taught teaching",
    "fight": "fights fought fought fighting",
    "forbid": "forbids forbade forbidden forbidding",
    "cast": "casts cast cast casting",
    "broadcast": "broadcasts broadcast broadcast broadcasting",
    "spell": "spells spelled spelt spelling",
    "sum": "sums summed summed summing",
    "dream": "dreams dreamed dreamt dreaming",
    "lie": "lies lied lied lying",
    "slam": "slams slammed slammed slamming",
    "rip": "rips ripped ripped ripping",
    "refer": "refers referred referred referring",
    "rebut": "rebuts rebutted rebutted rebutting",
    "admit": "admits admitted admitted admitting",
    "submit": "submits submitted submitted submitting",
    "permit": "permits permitted permitted permitting",
    "plan": "plans planned planned planning",
    "opt": "opts opted opted opting",
    "beg": "begs begged begged begging",
    "brag": "brags bragged bragged bragging",
    "quip": "quips quipped quipped quipping",
    "dub": "dubs dubbed dubbed dubbing",
    "snap": "snaps snapped snapped snapping",
    "sob": "sobs sobbed sobbed sobbing",
    "grin": "grins grinned grinned grinning",
    "nod": "nods nodded nodded nodding",
    "ban": "bans banned banned banning",
    "veto": "vetoes vetoed vetoed vetoing",
    "fret": "frets fretted fretted fretting",
    "tip": "tips tipped tipped tipping",
    "air": "airs aired aired airing",
    "answer": "answers answered answered answering",
    "cry": "cries cried cried crying",
    "echo": "echoes echoed echoed echoing",
    "chat": "chats chatted chatted chatting",
    "put": "puts put put putting",
}


def forms(lemma: str) -> dict[str, str]:
    """Every form of a verb to its Penn tag; the base is left out of past forms it equals."""
    if lemma in _IRREGULAR:
        third, past, participle, gerund = _IRREGULAR[lemma].split()
    else:
        silent = lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye"))
        stem = lemma[:-1] if silent else lemma
        if lemma.endswith("y") and lemma[-2] not in "aeou":
            third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
        elif lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
            third, past = lemma + "es", lemma + "ed"
        else:
            third, past = lemma + "s", (lemma + "d" if lemma.endswith("e") else lemma + "ed")
        participle, gerund = past, stem + "ing"
    made = {participle: "VBN", past: "VBD", gerund: "VBG", third: "VBZ"}
    made.setdefault(lemma, "VB")
    return made


@cache
def verbs() -> dict[str, tuple[Cue, str]]:
    """Form of a reporting verb to its entry and the form's Penn tag."""
    takes: dict[str, set[str]] = {}
    particles: dict[str, set[str]] = {}
    text = resources.files("briefing.collect").joinpath("cues.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        words = line.split()
        if not words or words[0] == "#":
            continue
        letters = takes.setdefault(words[0], set())
        after = particles.setdefault(words[0], set())
        for word in words[1:]:
            if word.startswith("P:"):
                after.add(word[2:])
            else:
                letters.add(word)
    table: dict[str, tuple[Cue, str]] = {}
    for lemma, letters in takes.items():
        cue = Cue(lemma, frozenset(letters), frozenset(particles[lemma]))
        for form, tag in forms(lemma).items():
            table.setdefault(form, (cue, tag))
    return table
