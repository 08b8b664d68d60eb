"""What a briefing is made of: statements with their evidence, claims, sections, sources."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from briefing.model.document import Document, Source
from briefing.model.span import Span

Kind = Literal["fact", "quote"]
Certainty = Literal["asserted", "reported", "likely", "possible", "unlikely", "denied"]
State = Literal["found", "kept", "edited", "dropped", "added"]
Marking = Literal["TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters of one document that a statement stands on."""

    document_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks (the marks excluded) and who spoke them.

    `speaker` is the fullest name the article gives, "" when it names nobody; `speaker_at` are the
    words that name the speaker here ("he"), so that a resolution can be shown as ours.
    """

    span: Span
    speaker: str = ""
    speaker_at: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said what, as the text marks it: all spans exact, `content` in pieces when interrupted.

    `source` is empty when the text names nobody; `speaker` is the resolved name. `kind` tells
    speech from questions and from thoughts and intentions. `roles` are the words by which the text
    says who the speaker is, wherever it does ("South Korea's defence minister").
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    speaker: str = ""
    kind: Literal["speech", "question", "thought"] = "speech"
    roles: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing an article says, in its own words.

    `text` equals the characters at `evidence[0]` unless `state` is "edited" or "added"; further
    evidence holds the same words in other documents. All `*_at` spans, and those of `quotations`
    and `denies`, lie in the document of `evidence[0]`; those of `role_at`, the words that say who
    the speaker is, stand where the article first says so.

    `certainty` is the text's own, carried by the words at `certainty_at`; `denies` are the words
    that are denied (the cue itself where the text names nothing), empty when nothing is.
    `weight` (0 to 1) ranks it within its article, `picked` says the program would print it, `key`
    that it would head the page; a person overrules both with `state`: "kept" prints, "dropped" does
    not. `section` and `also` are keys of the profile's sections. `source_id` is for a statement
    added by hand, which has no evidence. `credibility` is the desk's Admiralty figure, "1" to "6",
    empty where nobody judged.
    """

    id: str
    kind: Kind
    text: str
    evidence: tuple[Evidence, ...]
    section: str
    also: tuple[str, ...] = ()
    speaker: str = ""
    speaker_at: tuple[Span, ...] = ()
    cue_at: tuple[Span, ...] = ()
    role_at: tuple[Span, ...] = ()
    certainty: Certainty = "asserted"
    certainty_at: tuple[Span, ...] = ()
    denies: tuple[Span, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    weight: float = 0.0
    key: bool = False
    picked: bool = False
    state: State = "found"
    source_id: str = ""
    credibility: str = ""

    @property
    def printed(self) -> bool:
        """True when this statement goes on paper: picked by the program or kept by a person."""
        return self.state in ("kept", "edited", "added") or (self.picked and self.state != "dropped")


@dataclass(frozen=True, slots=True)
class Claim:
    """Statements that say the same thing, and what stands against it; ids of `Statement`s.

    `origins` counts independent origins: five outlets that print one agency's story are one.
    `denied_by` are denials of it, `contradicted_by` rival accounts and differing figures;
    `doubted_by` are denials that may be meant for it, which are told to programs and not printed.
    `lead` is the statement in whose words it is printed, `repeats` those that add nothing to these
    words and are printed as further places of it alone; both empty when each speaks for itself.
    """

    id: str
    statements: tuple[str, ...]
    origins: int = 1
    denied_by: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()
    doubted_by: tuple[str, ...] = ()
    lead: str = ""
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """What kind of name a speaker is given: "person", "body", or "described" for words without a name.

    `parts` are the words that name it, in lower case and without titles and articles. `told` says
    that the words themselves show a person: by a title, or by a known first name. Of "nobody"
    ("he", with no name near) there are no parts.
    """

    kind: Literal["person", "body", "described", "nobody"]
    parts: tuple[str, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker of an edition: `named` is false for one described and not named ("an official").

    `name` is the fullest of the `spellings`, which are as the texts have them, the commonest first.
    `roles` hold each wording once. `statements` are ids, in the edition's order.
    """

    name: str
    named: bool
    spellings: tuple[str, ...]
    statements: tuple[str, ...]
    roles: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the paper: `letter` heads its statements' numbers, `marker` is its shape."""

    key: str
    title: str
    letter: str
    marker: Literal["square", "triangle", "circle", "diamond", "bar"] = "square"


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that could not be read: printed in the coverage box, never passed over.

    `part` is True for something within a file that was read otherwise: an attachment, an entry. It is not
    kept in an edition's file.
    """

    location: str
    reason: str
    part: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what changed since an earlier edition.

    `id` is the statement's in this edition; a withdrawn one has the id it had there. `what` says in
    words what is different, `before` is the text that stood there.
    """

    id: str
    kind: Literal["new", "changed", "withdrawn", "unconfirmed"]
    what: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything that is printed except the documents themselves; lists are in file order.

    `number` is the edition's number as the desk counts it ("214"), `as_of` the cut-off with its
    time zone, `marking` None for an unmarked paper, `profile` the name the sections came from,
    `notes` what a reader must know about the collecting ("2 files hold the same text: ..."). `since`
    is the number of the earlier edition that `changes` were made out against, empty for none.
    `speakers` follow from the statements and are made out anew whenever those are read
    (`merge.with_speakers`), so that a speaker a person corrects is corrected in the index too.
    """

    title: str
    number: str
    as_of: datetime
    marking: Marking | None
    lang: str
    profile: str
    sections: tuple[Section, ...]
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    since: str = ""
    changes: tuple[Change, ...] = ()
    speakers: tuple[Speaker, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Edition:
    """A briefing and the documents it stands on: what an edition folder holds.

    `digest` is that of the `briefing.toml` it was read from, empty for one that was not read from
    disk. It goes wherever the edition goes, so that `file.save` can refuse to replace a file that
    has changed since.
    """

    briefing: Briefing
    documents: tuple[Document, ...] = ()
    digest: str = field(default="", compare=False)

    def document(self, document_id: str) -> Document:
        """The document of that id; `KeyError` when the edition does not hold it."""
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)


def told_by(briefing: Briefing) -> dict[str, str]:
    """The statements that are printed in another one's words, by id, with the id of that other.

    A statement is when its claim counts it among the `repeats` and the claim's lead is printed
    itself; a line that a person kept, edited or added stands on its own.
    """
    statements = {statement.id: statement for statement in briefing.statements}
    told: dict[str, str] = {}
    for claim in briefing.claims:
        lead = statements.get(claim.lead)
        if lead is None or not lead.printed or lead.state not in ("found", "kept"):
            continue
        for key in claim.repeats:
            if key != claim.lead and key in statements and statements[key].state == "found":
                told[key] = claim.lead
    return told


def statement_id(document_id: str, span: Span) -> str:
    """A stable name for a found statement: "s" and ten hex digits of a tagged SHA-256.

    It depends on the place alone, so that a person's edits find their statement again when the
    same article is collected anew.
    """
    place = f"briefing/statement/1 {document_id} {span.start}-{span.end}"
    return "s" + hashlib.sha256(place.encode()).hexdigest()[:10]
