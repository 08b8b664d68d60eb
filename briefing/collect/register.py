"""The persons and bodies of one article: their fullest names, their roles, where they are named.

Read once from the tagged text. It answers who a surname, a pronoun, a description ("the crown prince")
or a short form ("the ministry") stands for, as far as the article itself tells.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from briefing.collect import phrases, roles
from briefing.collect.parsed import Parsed
from briefing.collect.persons import NEITHER, Person, gender, lists

_PARTICLES = frozenset(
    "al bin ibn de del della der den di du el la le van von ben abu of for and the on".split()
)
BODIES = frozenset(
    "company firm group agency ministry department organization organisation statement operator union party office "
    "government army military command newspaper outlet council bureau body force regulator bank charity".split()
)
# A pronoun means somebody named in its own sentence or in so many before it.
_PRONOUN_REACH = 8
_MODIFIERS = frozenset(["NN", "NNS", "NNP", "NNPS", "JJ", "JJS", "VBN", "VBG", "POS"])


@dataclass(slots=True)
class _Mention:
    first: int
    last: int
    sentence: int
    person: int
    quoted: bool


_ROLES = 4
# A description is looked up among no more mentions before it, and none before it, behind it.
_REACH = 400


class Register:
    """The persons and bodies of one article, in the order in which they are named."""

    def __init__(self, p: Parsed) -> None:
        self._p = p
        words = lists()
        self._strip = words["titles"] | words["organs"] | words["places"] | words["roles"]
        self._offices = (words["titles"] | words["roles"]) - words["qualities"]
        self._organs = words["organs"]
        self._places = words["places"]
        self.persons: list[Person] = []
        self.bodies: dict[str, str] = {}
        self._body_at: list[tuple[int, str]] = []
        self._by_part: dict[str, list[int]] = {}
        self._mentions: list[_Mention] = []
        self._per_sentence: dict[int, list[_Mention]] = {}
        self._short: list[tuple[int, int, int]] = []
        self._counts: dict[int, set[int]] = {}
        self._read()

    # Reading -----------------------------------------------------------------------------------

    def _read(self) -> None:
        for number, (low, high) in enumerate(self._p.bounds):
            at = low
            while at < high:
                run = self._run(at, high)
                if run <= at:
                    at += 1
                    continue
                self._note(at, run - 1, number, low, high)
                at = run
        for first, last, number in self._short:
            person = self._find((self._p.tokens.lowers[last],))
            if person is not None:
                self._add(first, last, number, person)
        self._mentions.sort(key=lambda m: m.first)
        for mention in self._mentions:
            self._per_sentence.setdefault(mention.sentence, []).append(mention)

    def _run(self, at: int, high: int) -> int:
        """The token after the capitalised name that begins at `at`, or `at`."""
        tags, words, lowers = self._p.tokens.tags, self._p.tokens.words, self._p.tokens.lowers
        i = at
        while i < high and i - at < 12:
            if (
                words[i][0].isupper() and (tags[i] in ("NNP", "NNPS") or (i > at and tags[i] not in _CLOSED))
            ) or (
                i > at
                and lowers[i] in _PARTICLES
                and lowers[i] not in ("of", "for", "and", "the", "on")
                and i + 1 < high
                and words[i + 1][0].isupper()
            ):
                i += 1
            else:
                break
        if i == at + 1 and tags[at] in _CLOSED:
            return at
        return i

    def _note(self, first: int, last: int, number: int, low: int, high: int) -> None:
        p = self._p
        lowers, words = p.tokens.lowers, p.tokens.words
        start = first
        paper = first > low and lowers[first - 1] == "the"  # "The Sunday Courier"
        while start <= last and (lowers[start] in self._strip or (phrases.is_time(p, start) and not paper)):
            start += 1
        # "Tarnish Prime Minister | Ada Lund": what stands before an office is no first name.
        for at in range(last - 2, start, -1):
            if lowers[at] in self._offices:
                start = at + 1
                break
        name = words[start : last + 1]
        inner = [w.lower() for w in name]
        body = any(w in self._organs for w in inner) or (first < last and start > last)
        if start > last or body:
            if any(w in self._organs for w in lowers[first : last + 1]):
                self._body(first, last, low)
            return
        if len(name) == 1 and not (inner[0] in lists()["men"] | lists()["women"] and start == first):
            self._short.append((first, last, number))
            titled = start > first and not (set(lowers[first:start]) <= self._places)
            if not titled and not self._speaks(last):
                if len(name[0]) > 1 and name[0].isupper():
                    self._body(first, last, low)
                return
            if self._find((inner[0],)) is not None:
                self._short.pop()
        if len(name) > 5 or all(w in self._places for w in inner):
            return
        if inner[-1] in self._places and len(inner) > 1 and inner[0] not in lists()["men"] | lists()["women"]:
            return
        described = set(lowers[max(low, start - 8) : start])
        described |= self._apposition(last)
        parts = tuple(inner)
        number_of = self._find(parts)
        if number_of is None:
            number_of = len(self.persons)
            self.persons.append(Person(" ".join(name), parts))
            for part in {parts[0], parts[-1]}:
                self._by_part.setdefault(part, []).append(number_of)
        person = self.persons[number_of]
        if len(parts) > len(person.parts):
            person.name, person.parts = " ".join(name), parts
            for part in {parts[0], parts[-1]}:
                if number_of not in self._by_part.setdefault(part, []):
                    self._by_part[part].append(number_of)
        person.roles |= {w for w in described if len(w) > 2}
        person.gender = person.gender or gender(parts, described)
        if not person.gender and self._is_a_body(last):
            person.gender = NEITHER
        if len(person.role_at) < _ROLES:
            self._describe(person, roles.of_name(p, (first, start, last), (low, high), self._offices))
        self._add(first, last, number, number_of)

    def _describe(self, person: Person, found: list[tuple[int, int]]) -> None:
        """Add the roles that the article has not given in these words yet."""
        known = {words_of(self._p, each).lower() for each in person.role_at}
        for each in found:
            if words_of(self._p, each).lower() not in known:
                person.role_at.append(each)

    def _speaks(self, at: int) -> bool:
        """True for a bare surname that says something: "Lund said"."""
        p = self._p
        if p.tokens.words[at].isupper() or at + 1 >= len(p.tokens) or p.tokens.lowers[at] in _NOT_NAMES:
            return False
        return p.tokens.lowers[at + 1] in (
            "said",
            "says",
            "added",
            "told",
            "wrote",
            "tweeted",
            "insisted",
            "argued",
            "noted",
        )

    def _apposition(self, last: int) -> set[str]:
        """The words of ", the country's defence minister," behind a name."""
        p = self._p
        if last + 2 >= len(p.tokens) or p.tokens.words[last + 1] != ",":
            return set()
        end = phrases.np_right(p, last + 2, min(len(p.tokens), last + 14))
        return set(p.tokens.lowers[last + 2 : end + 1])

    def _is_a_body(self, last: int) -> bool:
        """True when ", a monitoring group" or ", the firm" follows a name: no "he" means it."""
        p = self._p
        if last + 2 >= len(p.tokens) or p.tokens.words[last + 1] != ",":
            return False
        if p.tokens.lowers[last + 2] not in ("a", "an", "the"):
            return False
        end = last + 3
        while end < min(len(p.tokens), last + 9) and p.tokens.tags[end] in _MODIFIERS:
            end += 1
        return p.tokens.lowers[end - 1] in BODIES

    def _body(self, first: int, last: int, low: int) -> None:
        p = self._p
        lowers, words = p.tokens.lowers, p.tokens.words
        end = last
        while end + 2 < len(words) and lowers[end + 1] in ("of", "for") and words[end + 2][0].isupper():
            end = max(end + 2, self._run(end + 2, min(len(words), end + 8)) - 1)
        name = p.text[p.tokens.starts[first] : p.tokens.ends[end]]
        if len(name) > 80:
            return
        self._body_at.append((first, name))
        self.bodies.setdefault(name.lower(), name)
        if end + 3 < len(words) and words[end + 1] == "(" and words[end + 3] == ")":
            self.bodies[lowers[end + 2]] = name

    def _add(self, first: int, last: int, number: int, person: int) -> None:
        quote = self._p.inside[first]
        quoted = quote >= 0 and self._p.quoted[quote].speech
        self._counts.setdefault(person, set()).add(first)
        self._mentions.append(_Mention(first, last, number, person, quoted))

    def _find(self, parts: tuple[str, ...]) -> int | None:
        """The person a name means: the same surname, and no other first name."""
        found = self._by_part.get(parts[-1], [])
        for number in reversed(found):
            known = self.persons[number].parts
            if len(parts) == 1:
                if known[-1] == parts[0] or (known[0] == parts[0] and known[0] not in lists()["men"]):
                    return number
            elif known[-1] == parts[-1] and (known[0][0] == parts[0][0] or len(known) == 1):
                return number
        return found[-1] if len(parts) == 1 and found else None

    def _is_known(self, number: int) -> bool:
        """True when the text itself shows that a name is a person's."""
        person = self.persons[number]
        words = lists()
        return bool(
            person.gender
            or person.roles & (words["titles"] | words["roles"])
            or len(self._counts.get(number, ())) > 1
        )

    # Resolving ---------------------------------------------------------------------------------

    def person_in(self, first: int, last: int) -> int | None:
        """The person whose name the range holds as its head, if any."""
        inside = [m for m in self._between(first, last) if m.last <= last]
        if not inside:
            return None
        p = self._p
        core = first
        while core <= last and p.tokens.words[core] != "," and p.tokens.lowers[core] not in ("who", "which"):
            core += 1
        early = [m for m in inside if m.first < core]
        for mention in reversed(early):
            if mention.last + 1 < core:
                owns = p.tokens.lowers[mention.last + 1] in ("'s", "'", "and")
                if owns or self._is_head_after(mention.last + 1, core - 1):
                    continue
            if not self._linked(first, mention.first):
                return mention.person
        if core <= last and not early:
            named = [m for m in inside if m.first <= core + 4 and self._opens_after(core + 1, m.first)]
            if named:
                return named[0].person
        return None

    def _opens_after(self, at: int, first: int) -> bool:
        """True when nothing but titles stands between `at` and a name that begins at `first`."""
        return all(self._p.tokens.lowers[i] in self._strip for i in range(at, first))

    def _linked(self, first: int, at: int) -> bool:
        """True when a preposition makes the name at `at` part of a description: "an aide to Ada Lund"."""
        p = self._p
        before = p.tokens.lowers[at - 1] if at > first else ""
        return before in ("to", "of", "for", "with", "from", "in", "by") and p.tokens.tags[first] in (
            "DT",
            "NN",
            "NNS",
            "CD",
            "JJ",
            "PRP$",
        )

    def _is_head_after(self, first: int, last: int) -> bool:
        """True when a common noun behind a name is what the phrase is about: "the Putin aide"."""
        return any(
            self._p.tokens.tags[i] in ("NN", "NNS") and not phrases.is_time(self._p, i)
            for i in range(first, last + 1)
        ) and self._p.tokens.tags[first] not in ("IN", "TO", "CC", "RB")

    def _between(self, first: int, last: int) -> list[_Mention]:
        sentence = self._sentence_of(first)
        return [m for m in self._per_sentence.get(sentence, []) if first <= m.first <= last]

    def _sentence_of(self, token: int) -> int:
        low, high = 0, len(self._p.bounds) - 1
        while low < high:
            middle = (low + high) // 2
            if self._p.bounds[middle][1] <= token:
                low = middle + 1
            else:
                high = middle
        return low

    def nearest(self, token: int, gender: str, speaker: int | None, spoke: int) -> int | None:
        """The person a pronoun at `token` means: of the nearest sentence the first who fits.

        `speaker` is the person who spoke last, in sentence `spoke`.
        """
        sentence = self._sentence_of(token)
        for back in range(_PRONOUN_REACH + 1):
            number = sentence - back
            if number < 0:
                break
            found = [
                m.person
                for m in self._per_sentence.get(number, [])
                if m.last < token
                and not m.quoted
                and self._fits(m.person, gender)
                and self._is_known(m.person)
            ]
            if (
                speaker is not None
                and spoke == number
                and self._fits(speaker, gender)
                and (back or not found)
            ):
                return speaker
            if found:
                return found[0]
        if speaker is not None and self._fits(speaker, gender):
            return speaker
        return None

    def named_since(self, token: int, sentence: int, gender: str) -> bool:
        """True when somebody whom a pronoun at `token` may mean is named in or after `sentence`."""
        here = bisect_left(self._mentions, token, key=lambda m: m.first)
        for mention in reversed(self._mentions[max(0, here - _REACH) : here]):
            if mention.sentence < sentence:
                return False
            if not mention.quoted and self._fits(mention.person, gender) and self._is_known(mention.person):
                return True
        return False

    def _fits(self, person: int, gender: str) -> bool:
        return not gender or self.persons[person].gender in ("", gender)

    def described(self, first: int, last: int, token: int) -> int | None:
        """The person a description such as "the crown prince" means, from the roles given to them."""
        p = self._p
        words = [
            p.tokens.lowers[i]
            for i in range(first, last + 1)
            if p.tokens.tags[i] not in ("DT", "IN", "POS", ",", "TO") and len(p.tokens.lowers[i]) > 2
        ]
        heads = [w for w in words if w in lists()["roles"] or w in lists()["titles"]]
        if not heads or p.tokens.lowers[first] in ("a", "an", "another", "one", "two", "some", "several"):
            return None
        places = {_stem(w) for w in words if w in self._places}
        best: tuple[int, int] | None = None
        here = bisect_left(self._mentions, token, key=lambda m: m.first)
        for mention in self._mentions[max(0, here - _REACH) : here + _REACH]:
            if mention.first >= token and best is not None:
                break
            roles = self.persons[mention.person].roles
            if heads[-1] in roles or (heads[-1] == "leader" and roles & {"president", "premier"}):
                if places and not places & {_stem(w) for w in roles if w in self._places}:
                    continue
                others = sum(w in roles for w in words)
                if others * 2 >= len(words) and (best is None or others >= best[0]):
                    best = (others, mention.person)
        return best[1] if best else None

    def named_after(self, first: int, last: int) -> str:
        """The body that an apposition names: "the ship's owner, Evergreen"."""
        p = self._p
        if first <= last and p.tokens.lowers[first] in ("the", "a", "an"):
            first += 1
        if first > last or p.tokens.tags[first] not in ("NNP", "NNPS"):
            return ""
        end = self._run(first, last + 1) - 1
        if phrases.is_time(p, first) or set(p.tokens.lowers[first : end + 1]) <= self._places:
            return ""
        return words_of(p, (first, end)) if end >= first else ""

    def body(self, words: str, head: str, token: int) -> str:
        """The full name of a body: an acronym spelt out, "the ministry" named."""
        plain = words.lower().removeprefix("the ").strip()
        if plain in self.bodies:
            return self.bodies[plain]
        if head in BODIES and words.lower().startswith(("the ", "its ", "their ")):
            here = bisect_left(self._body_at, (token, ""))
            for _, name in reversed(self._body_at[max(0, here - _REACH) : here]):
                if head in name.lower():
                    return name
        return ""


_NOT_NAMES = frozenset(
    "states kingdom digital house dam centcom kremlin officials witnesses residents critics police".split()
)
_CLOSED = frozenset(
    [
        "DT",
        "IN",
        "PRP",
        "PRP$",
        "CC",
        "RB",
        "WRB",
        "WP",
        "WDT",
        "MD",
        "VBD",
        "VBZ",
        "VBP",
        "VB",
        "TO",
        "EX",
        "UH",
        "CD",
        ",",
        ".",
        ":",
        "``",
    ]
)


def _stem(place: str) -> str:
    """What "Turkey" and "Turkish", "U.S." and "US" share."""
    plain = place.replace(".", "")
    return "us" if plain in ("us", "usa", "america", "american") else plain[:4]


def words_of(p: Parsed, core: tuple[int, int]) -> str:
    return " ".join(p.text[p.tokens.starts[core[0]] : p.tokens.ends[core[1]]].split())
