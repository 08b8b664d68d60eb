"""Who speaks in the paper: the index of speakers, and what a source says somebody is.

Names, spellings and roles are the sources' own words; where they stand is told with them. A role is
printed once, where its speaker comes first, and not where the statement says it itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from briefing.model import Briefing, Document, Evidence, Speaker, Statement
from briefing.render.values import Values

Refer = Callable[[Evidence], Values]


class Index:
    """The speakers of one edition, with the look-ups that printing them needs.

    `found_at` has, by id, the number under which a reader finds each printed statement, `printed_as`
    that of the ones in their own words; `refer` makes a reference.
    """

    def __init__(
        self,
        briefing: Briefing,
        documents: Mapping[str, Document],
        found_at: Mapping[str, str],
        printed_as: Mapping[str, str],
        refer: Refer,
    ) -> None:
        self._speakers = briefing.speakers
        self._documents = documents
        self._found_at = found_at
        self._printed_as = printed_as
        self._refer = refer
        self._statements = {statement.id: statement for statement in briefing.statements}

    def named(self) -> list[Values]:
        """Each speaker with a name: other spellings, roles, and where to find what is said."""
        return [
            {
                "name": speaker.name,
                "spellings": [words for words in speaker.spellings if words != speaker.name],
                "roles": [row for role in speaker.roles if (row := self._role(speaker, role))["words"]],
                **self._places([speaker]),
            }
            for speaker in self._speakers
            if speaker.named
        ]

    def described(self) -> list[Values]:
        """Descriptions that are no names by their words; the same words need not mean the same speaker."""
        groups: dict[str, list[Speaker]] = {}
        for speaker in self._speakers:
            if not speaker.named:
                groups.setdefault(_plain(speaker.name), []).append(speaker)
        return [{"words": group[0].name, **self._places(group)} for group in groups.values()]

    def introductions(self) -> dict[str, Values]:
        """For the first printed statement of each speaker, by id: the role, unless the statement has it."""
        by_spelling = {words: each for each in self._speakers if each.named for words in each.spellings}
        met: set[int] = set()
        found: dict[str, Values] = {}
        for key in self._printed_as:
            statement = self._statements[key]
            speaker = by_spelling.get(" ".join(statement.speaker.split()))
            if speaker is None or id(speaker) in met:
                continue
            met.add(id(speaker))
            role = self._role_for(speaker, statement)
            row = self._role(speaker, role) if role else None
            told = [_plain(self._role(speaker, each)["words"]) for each in speaker.roles]
            if row and row["words"] and not any(words in _plain(statement.text) for words in told):
                found[key] = row
        return found

    def _role(self, speaker: Speaker, role: Evidence) -> Values:
        """The words of a role, their place, and what names them to `briefing verify`."""
        document = self._documents.get(role.document_id)
        said = (self._statements[key] for key in speaker.statements if key in self._statements)
        there = (each for each in said if each.evidence and each.evidence[0].document_id == role.document_id)
        key = next((self._printed_as.get(each.id, each.id) for each in there), "")
        return {
            "words": " ".join(document.words(role.span).split()) if document and key else "",
            "proof": f"part {key}",
            "ref": self._refer(role),
        }

    def _role_for(self, speaker: Speaker, statement: Statement) -> Evidence | None:
        """The first role that the statement's own article gives, else the first of any."""
        home = statement.evidence[0].document_id if statement.evidence else ""
        own = [role for role in speaker.roles if role.document_id == home]
        return next(iter((*own, *speaker.roles)), None)

    def _places(self, speakers: Iterable[Speaker]) -> Values:
        """Numbers of what is printed, and places of what is not."""
        keys = [key for speaker in speakers for key in speaker.statements if key in self._statements]
        numbers = [self._found_at[key] for key in keys if key in self._found_at]
        unprinted = [self._statements[key] for key in keys if key not in self._found_at]
        refs = [self._refer(each.evidence[0]) for each in unprinted if each.evidence]
        return {
            "statements": list(dict.fromkeys(numbers)),
            "elsewhere": list({(ref["source"], ref["paragraph"]): ref for ref in refs}.values()),
        }


def _plain(words: str) -> str:
    plain = " ".join(words.casefold().replace("\u2019", "'").split())
    return plain.removeprefix("the ").removeprefix("an ").removeprefix("a ")
