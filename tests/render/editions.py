"""Editions in our own words that the render tests share. Nothing here is anybody else's text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from briefing.model import (
    Block,
    Briefing,
    Change,
    Claim,
    Document,
    Edition,
    Evidence,
    Quotation,
    Section,
    Source,
    Span,
    Speaker,
    Statement,
    Unread,
    document_id,
    statement_id,
)

SECTIONS = (
    Section("arms", "Arms", "A", "square"),
    Section("troops", "Troops", "T", "triangle"),
    Section("reactions", "Reactions", "R", "circle"),
    Section("context", "Context", "C", "diamond"),
)

FIRST = [
    ("title", "Convoy reaches the Varda line"),
    ("noise", "Share this page"),
    ("paragraph", "Forty trucks with shells crossed the Varda on 14 October 2024, two officials said."),
    ("paragraph", "“We counted every crate,” said Colonel Mira Oslan. He is said to command 3,000 soldiers."),
    ("paragraph", "The harbour was last used for arms in 2016 & is x<y then z>1 {{7*7}} long."),
]
SECOND = [
    ("title", "Ministry rejects reports"),
    ("paragraph", "The ministry denied that shells had crossed the river. It called the claim “a tale”."),
    ("paragraph", "Residents doubt that the truce of March 2019 will hold."),
]


def document(pieces: list[tuple[str, str]], **source: Any) -> Document:
    """A document whose blocks are `pieces`, one under the other with an empty line between."""
    text, blocks = "", []
    for kind, words in pieces:
        text += "\n\n" if text else ""
        reason = "share line" if kind == "noise" else ""
        blocks.append(Block(kind, Span(len(text), len(text) + len(words)), reason))  # type: ignore[arg-type]
        text += words
    identity = document_id(text, publisher=source.get("publisher", ""))
    filled = Source(title=pieces[0][1], document_id=identity, sha256="ab" * 32, size=len(text), **source)
    return Document(identity, text, filled, tuple(blocks))


def span(doc: Document, words: str) -> Span:
    """Where `words` first stand in the text."""
    return Span(doc.text.index(words), doc.text.index(words) + len(words))


def statement(doc: Document, words: str, section: str, **more: Any) -> Statement:
    """A picked statement of exactly `words`."""
    at = span(doc, words)
    options: dict[str, Any] = {"kind": "fact", "picked": True, **more}
    return Statement(
        id=statement_id(doc.id, at), text=words, evidence=(Evidence(doc.id, at),), section=section, **options
    )


def small() -> Edition:
    """Two articles, one claim that is denied, a quotation, dates, noise, one article unread."""
    one = document(FIRST, publisher="Varda Post", published="2024-10-15", published_from="meta", id="a1",
                   location="in/convoy.txt", address="https://post.example/convoy?a=1&b=2")  # fmt: skip
    two = document(SECOND, publisher="Delta Wire", id="a2", location="in/denial.html", grade="B")
    shells = statement(
        one,
        "Forty trucks with shells crossed the Varda on 14 October 2024, two officials said.",
        "arms",
        speaker="two officials",
        speaker_at=(span(one, "two officials"),),
        cue_at=(span(one, "said"),),
        certainty="reported",
        certainty_at=(span(one, "said"),),
        key=True,
        weight=0.9,
    )
    counted = statement(
        one,
        "“We counted every crate,” said Colonel Mira Oslan.",
        "arms",
        kind="quote",
        speaker="Mira Oslan",
        speaker_at=(span(one, "Colonel Mira Oslan"),),
        certainty="reported",
        quotations=(Quotation(span(one, "We counted every crate,"), "Mira Oslan"),),
        also=("troops",),
    )
    soldiers = statement(
        one,
        "He is said to command 3,000 soldiers.",
        "troops",
        speaker="Mira Oslan",
        speaker_at=(span(one, "He"),),
        certainty="reported",
        key=True,
        weight=0.4,
    )
    harbour = statement(
        one, "The harbour was last used for arms in 2016 & is x<y then z>1 {{7*7}} long.", "context"
    )
    denial = statement(
        two,
        "The ministry denied that shells had crossed the river.",
        "reactions",
        speaker="The ministry",
        speaker_at=(span(two, "The ministry"),),
        cue_at=(span(two, "denied"),),
        denies=(span(two, "shells had crossed the river"),),
        certainty="denied",
    )
    tale = statement(
        two,
        "It called the claim “a tale”.",
        "reactions",
        kind="quote",
        speaker="The ministry",
        speaker_at=(span(two, "It"),),
        certainty="denied",
        denies=(span(two, "the claim"),),
        quotations=(Quotation(span(two, "a tale"), "The ministry"),),
    )
    doubt = statement(
        two, "Residents doubt that the truce of March 2019 will hold.", "context", speaker="Residents",
        speaker_at=(span(two, "Residents"),), certainty="unlikely",
    )  # fmt: skip
    unpicked = replace(harbour, id="s000000001", text="The harbour", picked=False)
    briefing = Briefing(
        title="Shells on the Varda",
        number="7",
        as_of=datetime(2024, 10, 16, 9, 30, tzinfo=UTC),
        marking="TLP:GREEN",
        lang="en",
        profile="conflict",
        sections=SECTIONS,
        statements=(shells, counted, soldiers, denial, tale, harbour, doubt, unpicked),
        claims=(Claim("c1", (shells.id,), denied_by=(denial.id,)),),
        sources=(one.source, two.source),
        unread=(Unread("in/broken.html", "the file is empty"),),
        notes=("2 files hold the same text: convoy.txt, copy.txt",),
        speakers=(
            Speaker(
                "Mira Oslan",
                True,
                ("Mira Oslan", "Oslan"),
                (counted.id, soldiers.id),
                (Evidence(one.id, span(one, "Colonel")),),
            ),
            Speaker("Residents", False, ("Residents",), (doubt.id,)),
            Speaker("The ministry", False, ("The ministry",), (denial.id, tale.id)),
        ),
    )
    return Edition(briefing, (one, two))


def following() -> Edition:
    """The edition after `small`: one statement new, one changed, one withdrawn, one unconfirmed."""
    edition = small()
    ids = [statement.id for statement in edition.briefing.statements]
    changes = (
        Change(ids[1], "new"),
        Change(ids[0], "changed", "40 instead of 30 trucks", "Thirty trucks crossed the Varda."),
        Change("s00000000ff", "withdrawn", "no longer in source 1", "The bridge fell."),
        Change(ids[2], "unconfirmed"),
    )
    return replace(edition, briefing=replace(edition.briefing, number="8", since="7", changes=changes))


def empty() -> Edition:
    """One article of which nothing was picked, and no marking."""
    one = document([("title", "A quiet day"), ("paragraph", "Nothing moved.")], id="a1", location="quiet.txt")
    briefing = Briefing(
        title="A quiet day",
        number="1",
        as_of=datetime(2024, 10, 16, tzinfo=UTC),
        marking=None,
        lang="en",
        profile="conflict",
        sections=SECTIONS,
        sources=(one.source,),
    )
    return Edition(briefing, (one,))


def many(count: int) -> Edition:
    """`count` statements from ten articles, each with a speaker, a date and a quotation."""
    documents = []
    for n in range(10):
        lines = [
            f"Post {i} of line {n} holds since {i % 28 + 1} May 2023, “no step back,” said Ana Roe."
            for i in range(count // 10)
        ]
        documents.append(
            document([("paragraph", line) for line in lines], id=f"a{n + 1}", location=f"{n}.txt")
        )
    statements = []
    for doc in documents:
        for index, block in enumerate(doc.blocks):
            at = block.span
            quoted = doc.text.index("no step", at.start)
            statements.append(
                Statement(
                    id=statement_id(doc.id, at),
                    kind="quote",
                    text=doc.words(at),
                    evidence=(Evidence(doc.id, at),),
                    section=SECTIONS[index % 4].key,
                    speaker="Ana Roe",
                    speaker_at=(Span(at.end - 8, at.end - 1),),
                    certainty="reported",
                    quotations=(Quotation(Span(quoted, quoted + 13), "Ana Roe"),),
                    key=index % 50 == 0,
                    picked=True,
                )
            )
    base = empty()
    briefing = replace(
        base.briefing, statements=tuple(statements), sources=tuple(doc.source for doc in documents)
    )
    return Edition(briefing, tuple(documents))
