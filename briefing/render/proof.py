"""Proof that a paper says what its edition says: the words on its pages against the edition's.

`extract` gives what stands on the pages, out of a process that took in a file of anybody's: `Sheets`
checks those values before they are believed. `prove` compares them, statement by statement and
letter for letter; white space and characters that print nothing do not count.

What this does not promise: somebody who changes page, edition and imprint alike makes a paper that
agrees with itself. Against that stands the edition that the desk kept (`--edition`), or a signature.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.errors import BriefingError
from briefing.model import Document, Edition, Statement
from briefing.render import directions
from briefing.render.imprint import Imprint, read_imprint
from briefing.render.numbers import printed_numbers
from briefing.render.view import view
from briefing.render.words import UNSEEN

_UNPRINTED = re.compile(f"[{UNSEEN}]")
# PDFium spells these out when it takes text off a page.
_LIGATURES = {0xFB00 + n: letters for n, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AROUND = 30  # characters shown on both sides of a difference
_PASSAGES_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Words on the pages that are marked as a statement's.

    `key` is "A1" (or the statement's id) for the whole, "part A1" for words out of it, "source A1"
    for what the source of an edited one reads. `parts` are (page, words), `faults` (page, what is to
    be read, what is drawn) where the two are not the same letters.
    """

    key: str
    parts: tuple[tuple[int, str], ...]
    faults: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheets:
    """What `extract` found in a PDF, checked."""

    imprint: Imprint | None
    ours: bool
    attachments: Mapping[str, bytes]
    passages: tuple[Passage, ...]
    stray: tuple[tuple[int, str], ...]
    laid_over: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The differences; and, of the statements on the pages, how many stand as in their documents,
    with how many quotations in how many documents, and the numbers of those that people wrote."""

    faults: tuple[BriefingError, ...]
    statements: int
    quotations: int
    documents: int
    edited: tuple[str, ...]
    added: tuple[str, ...]


def sheets(answer: Any) -> Sheets:
    """The values of `extract` as what they must be; `BriefingError` when they are not."""
    try:
        attachments: dict[str, bytes] = {}
        for name, data in answer["attachments"]:
            if not isinstance(name, str) or name in attachments:
                raise BriefingError(f"has two files of the name {name!r} inside")
            attachments[name] = base64.b64decode(data, validate=True)
        passages = tuple(
            Passage(
                str(key),
                tuple((int(page), str(words)) for page, words in parts),
                tuple((int(page), str(said), str(drawn)) for page, said, drawn in faults),
            )
            for key, parts, faults in answer["passages"][:_PASSAGES_MAX]
        )
        return Sheets(
            read_imprint(str(answer["keywords"])),
            answer["creator"] == "briefing",
            attachments,
            passages,
            tuple((int(page), str(words)) for page, words in answer["stray"]),
            tuple((int(page), str(what)) for page, what in answer["laid_over"]),
        )
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise BriefingError("could not be read (its parser gave no usable answer)") from None


def prove(edition: Edition, found: Sheets, name: str) -> Proof:
    """Compare the pages with `edition`; `name` is what errors call the PDF.

    `BriefingError` when the PDF does not say what was printed on it, or marks no statement at all.
    """
    if found.imprint is None:
        raise BriefingError("does not say which edition it was printed from", where=name, hint=_HINT)
    prover = _Prover(edition, found, name)
    faults = [*prover.passages(), *prover.lacking(found.imprint), *prover.elsewhere()]
    shown = [s for s in edition.briefing.statements if prover.numbers.get(s.id) in prover.seen]
    unedited = [s for s in shown if s.state not in ("edited", "added")]
    return Proof(
        tuple(faults),
        len(unedited),
        sum(len(s.quotations) for s in unedited),
        len({e.document_id for s in unedited for e in s.evidence}),
        tuple(prover.numbers[s.id] for s in shown if s.state == "edited"),
        tuple(prover.numbers[s.id] for s in shown if s.state == "added"),
    )


_HINT = "build it again with this version; a PDF that another program saved anew cannot be proved"


class _Prover:
    def __init__(self, edition: Edition, found: Sheets, name: str) -> None:
        self.edition, self.found, self.name = edition, found, name
        self.numbers = printed_numbers(edition.briefing)
        self.statements: dict[str, Statement] = {s.id: s for s in edition.briefing.statements}
        self.statements |= {number: self.statements[key] for key, number in self.numbers.items()}
        self.documents: dict[str, Document] = {each.id: each for each in edition.documents}
        self.plain: dict[str, str] = {}
        self.seen: set[str] = set()
        self.told: set[str] = set()

    def passages(self) -> Iterator[BriefingError]:
        """Each marked passage that is not the words it says it is."""
        for passage in self.found.passages:
            kind, _, key = passage.key.rpartition(" ")
            statement = self.statements.get(key)
            page = passage.parts[0][0] if passage.parts else 0
            for at, said, drawn in passage.faults:
                shown_said, shown_drawn = differing(_plain(said), _plain(drawn))
                yield self._fault(at, key, f"the letters are {shown_drawn}, and are read as {shown_said}")
            if statement is None or kind not in ("", "part", "source"):
                words = _shortened(_plain("".join(words for _, words in passage.parts)))
                yield self._fault(page, passage.key, f"is not in the edition: {words}")
                continue
            if not kind:
                self.seen.add(key)
            fault = self._compare(passage, kind, statement)
            if fault is not None:
                where, message = fault
                self.told.add(key)
                yield self._fault(passage.parts[where][0] if passage.parts else 0, key, message)

    def _compare(self, passage: Passage, kind: str, statement: Statement) -> tuple[int, str] | None:
        """Which part of the passage differs, and how; None when nothing does."""
        words = self._source_words(statement)
        if kind == "part":
            shown, at = _lies_in(passage.parts, [_comparable(statement.text)])
            if shown and words is not None:  # what is denied may stand elsewhere in the article
                shown, at = _lies_in(passage.parts, [self._text(statement)])
            return None if not shown else (at, f"the page reads {shown}, which its statement does not say")
        if kind == "source" or statement.state not in ("edited", "added"):
            if words is None:
                return (0, "its document is not in the edition")
            if kind == "source":
                return _difference(passage.parts, words, "its document")
        return _difference(passage.parts, statement.text, "the edition") or (
            None
            if words is None or statement.state in ("edited", "added")
            else _difference(passage.parts, words, f"documents/{statement.evidence[0].document_id}.txt")
        )

    def _text(self, statement: Statement) -> str:
        """The document of the statement as `_comparable`; worked out once, for it may be long."""
        key = statement.evidence[0].document_id
        if key not in self.plain:
            self.plain[key] = _comparable(self.documents[key].text)
        return self.plain[key]

    def _source_words(self, statement: Statement) -> str | None:
        """The characters of the document that the statement stands on; None when there are none."""
        document = self.documents.get(statement.evidence[0].document_id) if statement.evidence else None
        if document is None or statement.evidence[0].span.end > len(document.text):
            return None
        return document.words(statement.evidence[0].span)

    def lacking(self, imprint: Imprint) -> Iterator[BriefingError]:
        """The statements that were printed and are not on the pages any more."""
        there = self.seen & set(self.numbers.values())
        if imprint.shown == imprint.printed:
            wanted = list(self.numbers.values())
        elif len(there) < imprint.shown:
            wanted = [point["number"] for point in view(self.edition)["key_points"]]
        else:
            wanted = []
        missing = [number for number in wanted if number not in there]
        for number in missing:
            words = _shortened(_plain(self.statements[number].text))
            yield self._fault(0, number, f"is not on the pages; the edition has {words}")
        if not missing and len(there) < imprint.shown:
            short = f"{len(there)} of the {imprint.shown} statements that were printed are on the pages"
            yield BriefingError(short, where=self.name)

    def elsewhere(self) -> Iterator[BriefingError]:
        """What was put on the pages beside their text."""
        for page, words in self.found.stray:
            yield self._fault(page, "", f"words that belong to no part of the paper: {_shortened(words)}")
        for page, what in self.found.laid_over:
            yield self._fault(page, "", f"{what} lies on the page, which no paper of ours has")

    def _fault(self, page: int, key: str, message: str) -> BriefingError:
        place = ", ".join([f"page {page}"] * bool(page) + [f"statement {key}"] * bool(key))
        return BriefingError(message, where=f"{self.name}: {place}")


def _difference(parts: Sequence[tuple[int, str]], text: str, whose: str) -> tuple[int, str] | None:
    """Where the words of `parts` are not those of `text`: the part, and both shown; None when they are."""
    wanted = _plain(text)
    if any(_comparable(_joined(parts, each)) == _comparable(each) for each in (wanted, f"“{wanted}”")):
        return None
    there = _plain(_joined(parts, wanted))
    if there.startswith("“") and not wanted.startswith("“"):
        there = there.removeprefix("“").removesuffix("”")
    if not there:
        return 0, f"nothing is on the page, {whose} has {_shortened(wanted)}"
    ours, theirs = differing(there, wanted)
    at, place = _first_difference(there, wanted)[0], 0
    while place + 1 < len(parts) and at >= len(_plain(_joined(parts[: place + 1], wanted))):
        place += 1
    return place, f"the page reads {ours}, {whose} {theirs}"


def _lies_in(parts: Sequence[tuple[int, str]], plain: Sequence[str]) -> tuple[str, int]:
    """The words, shortened, when they are no piece of any of `plain`, with the part; else "" and 0.

    Words that were denied in two places stand with an ellipsis between them.
    """
    # A word that a page break cuts ends in a hyphen there, or in one of its own.
    for cut in ("", "-"):
        words = _plain("".join(re.sub("-$", cut, text) if n + 1 < len(parts) else text
                               for n, (_, text) in enumerate(parts)))  # fmt: skip
        bare = words.removeprefix("“").removesuffix("”")
        for each in (words, bare):
            pieces = [_comparable(piece) for piece in each.split(" … ")]
            # What a right-to-left stretch lacks in spaces, its surroundings must not be asked for.
            loose = [text.replace(" ", "") for text in plain] if directions.needed(each) else plain
            if each and all(any(piece in text for text in loose) for piece in pieces):
                return "", 0
    return _shortened(bare) or "nothing", 0


def _joined(parts: Sequence[tuple[int, str]], wanted: str) -> str:
    """The parts as one text: a hyphen at the foot of a page is dropped unless `wanted` has it."""
    text = ""
    for _, words in parts:
        if text.endswith("-") and not wanted.startswith(_plain(text)):
            text = text[:-1]
        text += words
    return text


def _plain(text: str) -> str:
    """The text as paper can show it: single spaces, nothing that prints nothing."""
    return " ".join(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", _UNPRINTED.sub("", text)).split())


def _comparable(text: str) -> str:
    """The text as it is compared. Where lines run in both directions, the spaces at their turns
    cannot be told from those that a reader of the PDF puts there, so there only letters count."""
    plain = _plain(text).translate(_LIGATURES)
    return plain.replace(" ", "") if directions.needed(plain) else plain


def differing(one: str, other: str) -> tuple[str, str]:
    """Both texts in quotation marks, cut down to what stands around their first difference."""
    at, there = _first_difference(one, other)
    return _cut(one, at), _cut(other, there)


def _first_difference(one: str, other: str) -> tuple[int, int]:
    """Where the two part, in each of them."""
    n = m = 0
    loose = directions.needed(one) or directions.needed(other)
    while n < len(one) and m < len(other):
        if loose and " " in (one[n], other[m]):
            n, m = n + (one[n] == " "), m + (other[m] == " ")
        elif one[n] != other[m]:
            break
        else:
            n, m = n + 1, m + 1
    return n, m


def _cut(text: str, at: int) -> str:
    start, end = max(0, at - _AROUND), at + _AROUND
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"“{before}{text[start:end]}{after}”"


def _shortened(text: str) -> str:
    return f"“{text[: 2 * _AROUND]}…”" if len(text) > 2 * _AROUND else f"“{text}”"
