"""The index of speakers over all articles: one entry for each person or body, spellings as they stand.

Two speakers wrongly made one put words into somebody's mouth; one speaker printed twice costs a line.
So names are joined only where nothing speaks against it: full names when they are spellings of one,
a surname alone only with the one full name it can mean, and only while no article has another
bearer of it. A description ("the ministry", "a senior official") is one with nothing in another article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from briefing.merge import spelling
from briefing.model import Document, Edition, Evidence, Name, Speaker

_CAPITAL = re.compile(r"[^\W\d_a-z][\w'\u2019-]*")
_NOBODY = Name("nobody")
_MOST_ROLES = 6
# A new spelling is held against no more persons of its surname, and no more spellings of each, so that
# a thousand cost no million.
_MOST_ALIKE = 20
_MOST_SPELLINGS = 4
# A given name as Korean ones are romanised: "ha-rin".
_GIVEN = re.compile(r"[a-z]{2,7}-[a-z]{2,7}")
# Where the family name stands first, an index is looked up under it.
_FAMILY_FIRST = frozenset(
    "kim lee park choi yoon cho han kang jung chung xi li wang zhang liu chen yang zhao wu nguyen tran".split()
)


@dataclass(slots=True)
class _Entry:
    """A speaker in the making."""

    name: Name
    spellings: Counter[str] = field(default_factory=Counter)
    statements: dict[str, None] = field(default_factory=dict)
    roles: dict[str, Evidence] = field(default_factory=dict)
    claims: Counter[Evidence] = field(default_factory=Counter)


def names_in(edition: Edition) -> set[str]:
    """All words that must be told apart: every speaker as spelt, and what stands beside surnames alone."""
    statements = edition.briefing.statements
    quoted = (quotation.speaker for statement in statements for quotation in statement.quotations)
    spelt = {" ".join(name.split()) for name in (*(each.speaker for each in statements), *quoted)} - {""}
    words = [name.split() for name in spelt]
    alone = {spelling.key(each[-1]) for each in words if all(len(word) < 3 for word in each[:-1])}
    longer = {spelling.key(word) for each in words if len(each) > 1 for word in each}
    beside = _beside(edition.documents, alone & longer)
    return spelt.union(*beside.values())


def with_speakers(edition: Edition, names: Mapping[str, Name]) -> Edition:
    """The edition with its index of speakers; `names` says what each of `names_in` is."""
    found = tuple(register(edition, names))
    return replace(edition, briefing=replace(edition.briefing, speakers=found))


def register(edition: Edition, names: Mapping[str, Name]) -> list[Speaker]:
    """The speakers of all statements that nobody dropped, named ones first, in alphabetical order."""
    entries = _gathered(edition, names)
    full, bare, bodies, described = _sorted_out(entries.values())
    persons = _joined(full)
    _take_in(persons, bare, bodies, edition.documents, names)
    everyone = [*persons, *_united(bodies), *described]
    _settle_roles(everyone)
    made = [(entry, _speaker(entry)) for entry in everyone]
    made.sort(key=lambda each: (not each[1].named, _heading(each[0]), each[1].name, each[1].statements))
    return [speaker for _, speaker in made]


def _gathered(edition: Edition, names: Mapping[str, Name]) -> dict[tuple[str, str], _Entry]:
    """One entry for each spelling; of a description one for each document it stands in."""
    documents = {document.id: document for document in edition.documents}
    entries: dict[tuple[str, str], _Entry] = {}
    for statement in edition.briefing.statements:
        if statement.state == "dropped":
            continue
        home = statement.evidence[0].document_id if statement.evidence else f"by hand {statement.source_id}"
        said = (statement.speaker, *(quotation.speaker for quotation in statement.quotations))
        for speaker in dict.fromkeys(" ".join(each.split()) for each in said):
            name = names.get(speaker, _NOBODY)
            if name.kind == "nobody":
                continue
            place = home if name.kind == "described" else ""
            entry = entries.setdefault((speaker if not place else " ".join(name.parts), place), _Entry(name))
            entry.spellings[speaker] += 1
            entry.statements[statement.id] = None
            if speaker == " ".join(statement.speaker.split()) and home in documents:
                for span in statement.role_at:
                    words = documents[home].words(span)
                    entry.roles.setdefault(_folded(words), Evidence(home, span))
                    entry.claims[Evidence(home, span)] += 1
    return entries


def _sorted_out(entries: Iterable[_Entry]) -> tuple[list[_Entry], list[_Entry], list[_Entry], list[_Entry]]:
    """Full names, surnames alone (or with initials), bodies, and descriptions."""
    full: list[_Entry] = []
    bare: list[_Entry] = []
    bodies: list[_Entry] = []
    described: list[_Entry] = []
    for entry in entries:
        parts = entry.name.parts
        if entry.name.kind == "described":
            described.append(entry)
        elif entry.name.kind == "body":
            bodies.append(entry)
        elif len(parts) == 1 or all(spelling.is_initial(part) for part in parts[:-1]):
            bare.append(entry)
        else:
            full.append(entry)
    return full, bare, bodies, described


def _joined(full: list[_Entry]) -> list[_Entry]:
    """Full names with their other spellings: each must be a spelling of all the others."""
    groups: dict[str, list[list[_Entry]]] = {}
    written: dict[str, list[_Entry]] = {}
    for entry in full:
        parts = entry.name.parts
        letters = "".join(map(spelling.plain, parts))
        alike = groups.setdefault(spelling.key(parts[-1]), [])
        fits = (
            group
            for group in alike[:_MOST_ALIKE]
            if all(spelling.same_person(parts, known.name.parts) for known in group[:_MOST_SPELLINGS])
        )
        fitting = list(islice(fits, 2))  # of two persons it can mean, it is neither
        # "Kim Yong Hyun" has another last word than "Kim Yong-hyun".
        group = written.get(letters) or (fitting[0] if len(fitting) == 1 else [])
        if not group:
            alike.append(group)
        group.append(entry)
        written.setdefault(letters, group)
    return [_together(group) for of_surname in groups.values() for group in of_surname if group]


def _take_in(
    persons: list[_Entry],
    bare: list[_Entry],
    bodies: list[_Entry],
    documents: Iterable[Document],
    names: Mapping[str, Name],
) -> None:
    """Give a surname alone to the one person who can be meant; else it stays by itself, with the bodies."""
    bearers: dict[str, list[_Entry]] = {}
    for person in persons:
        for part in {spelling.key(person.name.parts[0]), spelling.key(person.name.parts[-1])}:
            bearers.setdefault(part, []).append(person)
    wanted = {spelling.key(entry.name.parts[-1]) for entry in bare} & bearers.keys()
    beside = _beside(documents, wanted)
    for entry in bare:
        surname = spelling.key(entry.name.parts[-1])
        able = bearers.get(surname, [])
        only = able[0] if len(able) == 1 else None
        given = [word for word in beside.get(surname, ()) if names.get(word, _NOBODY).kind == "person"]
        if only is not None and _means(entry, only, given):
            _add(only, entry)
        else:
            bodies.append(entry)


def _means(entry: _Entry, person: _Entry, beside: Iterable[str]) -> bool:
    """True when a surname alone, or with initials, can only be `person`.

    `beside` are the names that stand next to the surname anywhere in the articles.
    """
    if not (person.name.told or person.roles):
        return False  # "Lockheed Martin" is no Martin
    first = spelling.plain(person.name.parts[0])
    initials = [spelling.plain(part) for part in entry.name.parts[:-1]]
    if initials and initials[0] != first[0]:
        return False
    own = {spelling.plain(word) for words in person.spellings for word in words.split()}
    return all(spelling.plain(word) in (*own, first[0]) for word in beside)


def _beside(documents: Iterable[Document], surnames: set[str]) -> dict[str, set[str]]:
    """For each surname the capitalised words right before it and right behind it."""
    found: dict[str, set[str]] = {surname: set() for surname in surnames}
    if not surnames:
        return found
    keys: dict[str, str] = {}
    for document in documents:
        text = document.text
        before: re.Match[str] | None = None
        for match in _CAPITAL.finditer(text):
            if before is not None and text[before.end() : match.start()] in (" ", "\u00a0", ". "):
                for word, neighbour in ((match[0], before[0]), (before[0], match[0])):
                    if word not in keys:
                        keys[word] = spelling.key(_owner(word))
                    if keys[word] in found and _owner(before[0]) == before[0]:
                        found[keys[word]].add(_owner(neighbour))
            before = match
    return found


def _owner(word: str) -> str:
    """The word without a possessive ending."""
    return re.sub(r"['\u2019]s?$", "", word)


def _united(entries: list[_Entry]) -> list[_Entry]:
    """Entries of the same words, whatever their case, as one."""
    groups: dict[tuple[str, ...], list[_Entry]] = {}
    for entry in entries:
        groups.setdefault(tuple(_folded(part).replace(".", "") for part in entry.name.parts), []).append(
            entry
        )
    return [_together(group) for group in groups.values()]


def _together(group: list[_Entry]) -> _Entry:
    first = _Entry(replace(group[0].name, told=any(each.name.told for each in group)))
    for entry in group:
        _add(first, entry)
    return first


def _add(entry: _Entry, other: _Entry) -> None:
    entry.spellings.update(other.spellings)
    entry.statements.update(other.statements)
    entry.claims.update(other.claims)
    for words, role in other.roles.items():
        entry.roles.setdefault(words, role)


def _settle_roles(entries: Sequence[_Entry]) -> None:
    """Leave words that two speakers lay claim to with the one of more statements, or with nobody.

    A person who corrects a speaker leaves the role of the one the program had found.
    """
    claimed: dict[Evidence, list[int]] = {}
    for entry in entries:
        for role, count in entry.claims.items():
            claimed.setdefault(role, []).append(count)
    for entry in entries:
        for words, role in list(entry.roles.items()):
            counts = sorted(claimed[role], reverse=True)
            if len(counts) > 1 and (entry.claims[role] < counts[0] or counts[0] == counts[1]):
                del entry.roles[words]


def _speaker(entry: _Entry) -> Speaker:
    """The entry under the fullest of its commonest spellings."""
    most = max(len(words.split()) for words in entry.spellings)
    ordered = sorted(entry.spellings, key=lambda words: (-entry.spellings[words], words))
    name = next(words for words in ordered if len(words.split()) == most)
    roles = tuple(entry.roles.values())[:_MOST_ROLES]
    return Speaker(name, entry.name.kind != "described", tuple(ordered), tuple(entry.statements), roles)


def _heading(entry: _Entry) -> str:
    """Under which word the speaker stands in the index: a person's surname, else the first word."""
    parts = entry.name.parts
    korean = len(parts) == 2 and _GIVEN.fullmatch(parts[1]) is not None
    if entry.name.kind != "person" or parts[0] in _FAMILY_FIRST or korean:
        return _folded(" ".join(parts))
    return _folded(" ".join((parts[-1], *parts[:-1])))


def _folded(words: str) -> str:
    return " ".join(words.casefold().replace("\u2019", "'").split())
