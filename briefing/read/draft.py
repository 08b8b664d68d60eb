"""What a reader hands back: an article before it is tied to a file.

Readers run in a child process that is not trusted, so a draft is plain values that travel as JSON,
and `finish` looks at every one of them again before it becomes a `Document`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from briefing.errors import BriefingError
from briefing.model import Block, BlockKind, Document, Source, Span, document_id
from briefing.model.fetched import Fetched
from briefing.read.blocks import cut
from briefing.read.clean import clean, clean_counting, field, mixed_words, told
from briefing.read.limits import (
    MAX_BLOCKS,
    MAX_CHARACTERS,
    MAX_FIELD_CHARACTERS,
    MAX_REPEATS,
    MAX_TITLE_CHARACTERS,
)
from briefing.read.noise import label

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^\x00-\x20\x7f-\x9f]{1,2000}\Z", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as a reader found it. `text` is clean; `blocks` lie in it, in order.

    `part` names it within its file ("message 3"), empty when it is the whole file; `raw` are its
    own bytes then, where it has any. `changes` says what reading altered, `retrieved` when the page was
    saved or the mail came in, where the file tells.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    published_from: str = ""
    address: str = ""
    language: str = "en"
    changes: tuple[str, ...] = ()
    part: str = ""
    retrieved: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Failure:
    """A part of a container that could not be read, and why."""

    part: str
    message: str


# What a reader hands back: most files hold one article, containers hold many, some of them broken.
Drafts = list[Draft | Failure]


def finish(
    draft: Draft, location: str, data: bytes, *, fetched: Fetched | None = None, note: str = ""
) -> Document:
    """The document of `draft`; `location` is the file as the user named it, `data` its bytes.

    `fetched` is what is known of the file since it was fetched, `note` one more line of what was
    altered in reading. The address that answered stands before the one that the page gives itself, as
    it is known and the other is claimed; of a feed or a mailbox it is not the article's.
    """
    raw = draft.raw or data
    publisher = field(draft.publisher, MAX_FIELD_CHARACTERS)
    address = draft.address.strip() if is_address(draft.address) else ""
    if fetched and not draft.part and is_address(fetched.address):
        address = fetched.address
    identity = document_id(draft.text, publisher=publisher, address=address)
    source = Source(
        title=field(draft.title, MAX_TITLE_CHARACTERS),
        publisher=publisher,
        author=field(draft.author, MAX_FIELD_CHARACTERS),
        published=draft.published if _DATE.match(draft.published) else "",
        published_from=draft.published_from if _DATE.match(draft.published) else "",
        location=f"{location} ({field(draft.part, MAX_FIELD_CHARACTERS)})" if draft.part else location,
        address=address,
        retrieved=fetched.retrieved if fetched else draft.retrieved if _DATE.match(draft.retrieved) else "",
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        document_id=identity,
    )
    return Document(
        id=identity,
        text=draft.text,
        source=source,
        blocks=label(draft.text, draft.blocks),
        language=draft.language if _LANGUAGE.match(draft.language) else "en",
        changes=(*((note,) if note else ()), *draft.changes, *_look_alikes(draft.text)),
        raw=raw,
    )


def _look_alikes(text: str) -> tuple[str, ...]:
    words = mixed_words(text)
    if not words:
        return ()
    many = "1 word mixes" if len(words) == 1 else f"{len(words)} words mix"
    return (f"{many} alphabets, left as they stand: {', '.join(words[:3])}",)


def is_address(address: str) -> bool:
    """True for an http or https address of ordinary length: nothing else may become a link."""
    return bool(_ADDRESS.match(address.strip()))


def shorten(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` cut to the longest a document may be, at a line or word end, and the note that says so."""
    if len(text) <= MAX_CHARACTERS:
        return text, ()
    piece = text[:MAX_CHARACTERS]
    half = MAX_CHARACTERS // 2
    place = max(piece.rfind("\n", half), piece.rfind(". ", half) + 1)
    if place <= 0:
        place = piece.rfind(" ", half)
    kept = piece[: place if place > 0 else MAX_CHARACTERS].rstrip()
    return kept, (f"cut: the first {len(kept)} of {len(text)} characters were read",)


def prepare(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` cleaned and cut, ready to be labelled, and the record of both; an error when it is empty."""
    text, changes = clean(text)
    if not any(c.isalnum() for c in text[:MAX_CHARACTERS]):
        raise BriefingError("holds no text", hint="open it and save the article as text or as a web page")
    text, cut = shorten(text)
    return text, changes + cut


class Composer:
    """Builds a text out of pieces, a blank line between them, with a block over each.

    For kinds that have no plain text of their own: what is composed here becomes the document's
    text, and spans point into it.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._changes: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._repeated = 0
        self._cut = 0
        self._full = False

    def add(self, kind: BlockKind, words: str, reason: str = "") -> None:
        """Append `words` (cleaned; line breaks kept) as a block, or count them once the text is full.

        What stands in it `MAX_REPEATS` times already is only counted too.
        """
        words, counts = clean_counting(words)
        self._changes.update(counts)
        words = words.strip()
        if not words:
            return
        if self._full:
            self._cut += len(words)
            return
        self._seen[words] += 1
        if self._seen[words] > MAX_REPEATS:
            self._repeated += 1
            return
        start = self._length + 2 if self._pieces else 0
        room = MAX_CHARACTERS - start if len(self._blocks) < MAX_BLOCKS else 0
        if len(words) > room:
            self._cut += len(words)
            # What is full stays full: a short piece after a long one must not stand beside a gap.
            words = words[: max(0, room)].rpartition(" ")[0].strip()
            self._full = True
            self._cut -= len(words)
            if not words:
                return
        self._pieces.append(words)
        self._length = start + len(words)
        self._blocks.append(Block(kind, Span(start, self._length), reason))

    def text(self) -> str:
        """All pieces, a blank line between them; an error when there is no letter or digit in them."""
        text = "\n\n".join(self._pieces)
        if not any(c.isalnum() for c in text):
            raise BriefingError("holds no text", hint="open it and save the article as text or as a web page")
        return text

    def blocks(self) -> tuple[Block, ...]:
        """The blocks, long ones in several."""
        text = "\n\n".join(self._pieces)
        return tuple(piece for b in self._blocks for piece in cut(text, b.kind, b.span, b.reason))

    def changes(self) -> tuple[str, ...]:
        """What cleaning and the cap altered, in words."""
        notes = told(self._changes)
        if self._cut:
            notes += (f"cut: {self._cut} characters past the first {self._length} were not read",)
        if self._repeated:
            what = "1 paragraph" if self._repeated == 1 else f"{self._repeated} paragraphs"
            notes += (f"cut: {what} that stood {MAX_REPEATS} times already left out",)
        return notes
