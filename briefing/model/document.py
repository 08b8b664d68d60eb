"""One article as it was read: its text, which never changes again, and where it came from."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from briefing.errors import BriefingError
from briefing.model.span import Span

BlockKind = Literal["title", "heading", "paragraph", "quotation", "noise"]


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled piece of a document's text: blocks are in order and never overlap.

    `reason` says why a block is noise ("byline", "share line"); it is empty for the other kinds.
    """

    kind: BlockKind
    span: Span
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from, as far as the file itself says.

    `id` is the short key inside one edition ("a1"); it is empty until an edition gives it one.
    `published` and `retrieved` are ISO 8601, a date or a date with time, or empty; `published_from`
    names where the date stood ("meta", "json-ld", "text", "address"). `location` is the path or the
    name as the user gave it, `address` the http(s) address. `sha256` and `size` (bytes) are of the
    raw file. `grade` is the desk's Admiralty letter, "F" when it has not been judged; a digit may
    follow it ("B2"), the desk's word on the credibility of all that the source says here.
    `descriptor` says what the source is ("regional daily"), `group` names those that are one origin
    with it whatever their texts say ("state media").
    `document_id` is empty for a source without a text, such as one added by hand.
    """

    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    published_from: str = ""
    location: str = ""
    address: str = ""
    retrieved: str = ""
    sha256: str = ""
    size: int = 0
    grade: str = "F"
    descriptor: str = ""
    group: str = ""
    document_id: str = ""
    id: str = ""


@dataclass(frozen=True)
class Document:
    """An article: `text` as code points, `blocks` over it, `source` beside it.

    `changes` records what reading altered ("3 zero-width spaces removed"), `language` is a BCP 47
    tag. `raw` is the file's bytes as they were read, empty when an edition was loaded from disk; of
    many files they are not held in memory but lie at `raw_at`.
    """

    id: str
    text: str
    source: Source
    blocks: tuple[Block, ...]
    language: str = "en"
    changes: tuple[str, ...] = ()
    raw: bytes = field(default=b"", repr=False, compare=False)
    raw_at: Path | None = field(default=None, repr=False, compare=False)

    @property
    def in_english(self) -> bool:
        """True for English of any region: the only language that is read for who says what."""
        return self.language.partition("-")[0].lower() == "en"

    def words(self, span: Span) -> str:
        """The characters of `span`; an error when it reaches past the end of the text."""
        if span.end > len(self.text):
            raise BriefingError(
                f"span {span.start}-{span.end} reaches past the end of the text ({len(self.text)})",
                where=self.source.id or self.source.location or self.id,
            )
        return self.text[span.start : span.end]

    def paragraph_at(self, offset: int) -> int:
        """The number, from 1, of the paragraph or quotation block that `offset` stands in or after.

        Titles, headings and noise are not counted: a reader counts the paragraphs of the article.
        Before the first paragraph the answer is 0.
        """
        return bisect_right(self._paragraph_starts, offset)

    @property
    def _paragraph_starts(self) -> list[int]:
        starts = self.__dict__.get("_starts")
        if starts is None:
            starts = [b.span.start for b in self.blocks if b.kind in ("paragraph", "quotation")]
            self.__dict__["_starts"] = starts
        return starts


def document_id(text: str, *, publisher: str = "", address: str = "") -> str:
    """A stable name for a document: "d" and twelve hex digits of a tagged SHA-256.

    The publisher and the address count too: the same agency text at two outlets is two documents
    (of one origin), the same file given twice is one.
    """
    digest = hashlib.sha256(b"briefing/document/1")
    for part in (text, publisher, address):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return "d" + digest.hexdigest()[:12]
