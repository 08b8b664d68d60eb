"""The tables of `briefing.toml` as an `Edition`, with every fault found in one reading.

A person edits this file, so each fault names its key and its line and says what is allowed, and
reading goes on after a fault so that all of them are told at once. Nothing is guessed: a value that
is wrong is a fault, never a default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any, get_args

from briefing.errors import BriefingError
from briefing.model.briefing import (
    Briefing,
    Certainty,
    Change,
    Claim,
    Edition,
    Evidence,
    Kind,
    Marking,
    Quotation,
    Section,
    State,
    Statement,
    Unread,
)
from briefing.model.document import Block, BlockKind, Document, Source
from briefing.model.emit import text_digest
from briefing.model.span import Span

Fault = Callable[..., None]
ReadText = Callable[[str], str]

_KINDS: tuple[str, ...] = get_args(Kind)
_CERTAINTIES: tuple[str, ...] = get_args(Certainty)
_STATES: tuple[str, ...] = get_args(State)
_CREDIBILITIES = ("1", "2", "3", "4", "5", "6")
_CHANGES = ("new", "changed", "withdrawn", "unconfirmed")
_MARKINGS: tuple[str, ...] = get_args(Marking)
_BLOCK_KINDS: tuple[str, ...] = get_args(BlockKind)
_MARKERS = ("square", "triangle", "circle", "diamond", "bar")

_TOP = (
    *("format", "title", "number", "as_of", "marking", "lang", "profile", "notes", "since"),
    *("section", "statement", "claim", "source", "unread", "change"),
)
_SECTION = ("key", "title", "letter", "marker")
_SOURCE_TEXTS = (
    *("id", "title", "publisher", "author", "published", "published_from", "location", "address"),
    *("retrieved", "sha256", "grade", "descriptor", "group", "document"),
)
_SOURCE = (*_SOURCE_TEXTS, "size", "language", "changes", "text_sha256", "blocks")
_STATEMENT = (
    *("id", "kind", "section", "also", "text", "speaker", "certainty", "credibility", "state", "source"),
    "evidence",
    *("speaker_at", "cue_at", "role_at", "certainty_at", "denies", "quotes", "weight", "key", "picked"),
)
_QUOTE = ("at", "speaker", "speaker_at")
_CLAIM = ("id", "statements", "origins", "denied_by", "contradicted_by", "doubted_by", "lead", "repeats")

_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")
_PLACE = re.compile(r"([^:\s]+):(\d{1,9})-(\d{1,9})")
_BLOCK = re.compile(r"(\w+) (\d{1,9})-(\d{1,9})(?: (.*))?", re.DOTALL)
_DOCUMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

_TYPE_NAMES: dict[type, str] = {str: "text in quotation marks", int: "a whole number", bool: "true or false"}


def parse(top: Mapping[str, Any], read_text: ReadText, faults: list[tuple[str, str, str]]) -> Edition | None:
    """The edition that `top` describes, or None when `faults` were added.

    `read_text` gives the text of a document by id, or raises a `BriefingError`, which becomes a
    fault of that source. A fault is (key path, message, hint).
    """
    before = len(faults)
    reader = _Reader(read_text, faults)
    try:
        edition = reader.edition(top)
    except _Missing:
        edition = None
    return None if len(faults) > before else edition


class _Missing(Exception):
    """A value without which the thing around it cannot be made; its fault is recorded already."""


class _Reader:
    def __init__(self, read_text: ReadText, faults: list[tuple[str, str, str]]) -> None:
        self._read_text = read_text
        self._faults = faults
        self._sections: set[str] = set()
        self._sources: dict[str, Source] = {}
        self._documents: dict[str, Document] = {}  # by source id
        self._lengths: dict[str, int] = {}  # by document id

    def edition(self, top: Mapping[str, Any]) -> Edition:
        self._known(top, "", _TOP)
        head = {
            key: self._text(top, key, "", required=key in ("title", "profile"))
            for key in ("title", "number", "marking", "lang", "profile", "since")
        }
        if head["marking"]:
            self._choice(head["marking"], "marking", _MARKINGS)
        as_of = self._as_of(top)
        notes = self._texts(top, "notes", "")
        sections = self._each(top, "section", self._section)
        self._sections = {section.key for section in sections}
        self._unique([section.key for section in sections], "section", "key")
        sources = self._each(top, "source", self._source)
        self._unique([source.id for source in sources], "source", "id")
        self._unique(
            [source.document_id or f"none {n}" for n, source in enumerate(sources)], "source", "document"
        )
        statements = self._each(top, "statement", self._statement)
        self._unique([statement.id for statement in statements], "statement", "id")
        claims = self._each(top, "claim", self._claim)
        self._unique([claim.id for claim in claims], "claim", "id")
        self._claims_hold(claims, {statement.id for statement in statements})
        briefing = Briefing(
            title=head["title"],
            number=head["number"],
            as_of=as_of,
            marking=head["marking"] or None,  # type: ignore[arg-type]  # checked by _choice
            lang=head["lang"] or "en",
            profile=head["profile"],
            sections=tuple(sections),
            statements=tuple(statements),
            claims=tuple(claims),
            sources=tuple(sources),
            unread=tuple(self._each(top, "unread", self._unread)),
            notes=notes,
            since=head["since"],
            changes=tuple(self._each(top, "change", self._change)),
        )
        return Edition(briefing, tuple(self._documents.values()))

    def _section(self, table: Mapping[str, Any], path: str) -> Section:
        self._known(table, path, _SECTION)
        key, title, letter = (self._text(table, name, path, required=True) for name in _SECTION[:3])
        marker = self._text(table, "marker", path) or "square"
        self._choice(marker, f"{path}.marker", _MARKERS)
        return Section(key, title, letter, marker)  # type: ignore[arg-type]

    def _source(self, table: Mapping[str, Any], path: str) -> Source:
        self._known(table, path, _SOURCE)
        texts = {name: self._text(table, name, path) for name in _SOURCE_TEXTS}
        document_id = texts.pop("document")
        if not re.fullmatch(r"[^:\s]+", texts["id"]):
            self._fault(
                f"{path}.id", f"{_quoted(texts['id'])} is not an id", 'write a short name such as "a1"'
            )
        source = Source(
            **{**texts, "grade": texts["grade"] or "F"},
            size=self._number(table, "size", path),
            document_id=document_id,
        )
        # Known before its document is read: a missing document is one fault, not one per statement.
        self._sources[source.id] = source
        if document_id:
            self._document(table, path, source)
        return source

    def _document(self, table: Mapping[str, Any], path: str, source: Source) -> None:
        language = self._text(table, "language", path) or "en"
        changes = self._texts(table, "changes", path)
        blocks = self._texts(table, "blocks", path)
        wanted = self._text(table, "text_sha256", path)
        if not _DOCUMENT_ID.fullmatch(source.document_id):
            self._fault(f"{path}.document", f"{_quoted(source.document_id)} is not a document id")
            return
        try:
            text = self._read_text(source.document_id)
        except BriefingError as error:
            self._fault(f"{path}.document", error.line, error.hint)
            return
        if wanted != text_digest(text):
            self._fault(
                f"{path}.text_sha256",
                f"documents/{source.document_id}.txt is not the text that was collected",
                "put the old file back, or collect again: statements point into it",
            )
        self._lengths[source.document_id] = len(text)
        self._documents[source.id] = Document(
            id=source.document_id,
            text=text,
            source=source,
            blocks=self._blocks(blocks, path, len(text)),
            language=language,
            changes=changes,
        )

    def _blocks(self, lines: Sequence[str], path: str, length: int) -> tuple[Block, ...]:
        blocks: list[Block] = []
        end = 0
        for number, line in enumerate(lines, 1):
            where = f"{path}.blocks[{number}]"
            match = _BLOCK.fullmatch(line)
            if not match or match[1] not in _BLOCK_KINDS:
                hint = f'write "paragraph 83-280"; kinds are {", ".join(_BLOCK_KINDS)}'
                self._fault(where, f"{_quoted(line)} is not a block", hint)
                continue
            span = self._span(match[2], match[3], where, length)
            if span and span.start < end:
                self._fault(where, f"{_quoted(line)} begins before the block above it ends ({end})")
            elif span:
                blocks.append(Block(match[1], span, match[4] or ""))  # type: ignore[arg-type]
                end = span.end
        return tuple(blocks)

    def _statement(self, table: Mapping[str, Any], path: str) -> Statement:
        self._known(table, path, _STATEMENT)
        text_of = self._text
        kind = text_of(table, "kind", path, required=True)
        certainty = text_of(table, "certainty", path) or "asserted"
        state = text_of(table, "state", path) or "found"
        credibility = text_of(table, "credibility", path)
        for value, name, allowed in (
            (kind, "kind", _KINDS),
            (certainty, "certainty", _CERTAINTIES),
            (state, "state", _STATES),
            (credibility, "credibility", _CREDIBILITIES),
        ):
            if value not in allowed and value:
                self._choice(value, f"{path}.{name}", allowed)
        section = text_of(table, "section", path, required=True)
        also = self._texts(table, "also", path)
        for name, where in ((section, "section"), *((each, "also") for each in also)):
            if name and name not in self._sections:
                self._choice(name, f"{path}.{where}", tuple(self._sections), "a section of this briefing")
        evidence = self._evidence(table, path)
        source_id = text_of(table, "source", path)
        if source_id and source_id not in self._sources:
            self._choice(source_id, f"{path}.source", tuple(self._sources), "a source of this briefing")
        if not table.get("evidence") and state != "added":
            self._fault(f"{path}.evidence", "no evidence", 'a statement written by hand says state = "added"')
        length = self._lengths[evidence[0].document_id] if evidence else None
        return Statement(
            id=text_of(table, "id", path, required=True),
            kind=kind,  # type: ignore[arg-type]
            text=text_of(table, "text", path, required=True),
            evidence=evidence,
            section=section,
            also=also,
            speaker=text_of(table, "speaker", path),
            speaker_at=self._spans(table, "speaker_at", path, length),
            cue_at=self._spans(table, "cue_at", path, length),
            role_at=self._spans(table, "role_at", path, length),
            certainty=certainty,  # type: ignore[arg-type]
            certainty_at=self._spans(table, "certainty_at", path, length),
            denies=self._spans(table, "denies", path, length),
            quotations=self._quotations(table, path, length),
            weight=self._weight(table, path),
            key=self._flag(table, "key", path),
            picked=self._flag(table, "picked", path),
            state=state,  # type: ignore[arg-type]
            source_id=source_id,
            credibility=credibility,
        )

    def _evidence(self, table: Mapping[str, Any], path: str) -> tuple[Evidence, ...]:
        found: list[Evidence] = []
        for number, place in enumerate(self._texts(table, "evidence", path), 1):
            where = f"{path}.evidence[{number}]"
            match = _PLACE.fullmatch(place)
            if not match:
                self._fault(
                    where, f"{_quoted(place)} is not a place", 'write "a1:640-653": source, start, end'
                )
            elif match[1] not in self._sources:
                self._choice(match[1], where, tuple(self._sources), "a source of this briefing")
            elif document := self._documents.get(match[1]):
                if span := self._span(match[2], match[3], where, len(document.text)):
                    found.append(Evidence(document.id, span))
            elif not self._sources[match[1]].document_id:
                self._fault(where, f"source {match[1]} has no document", f'write source = "{match[1]}"')
        return tuple(found)

    def _quotations(self, table: Mapping[str, Any], path: str, length: int | None) -> tuple[Quotation, ...]:
        if "quotes" not in table:
            return ()
        found: list[Quotation] = []
        for number, quote in enumerate(self._list(table, "quotes", path, dict), 1):
            where = f"{path}.quotes[{number}]"
            self._known(quote, where, _QUOTE)
            at = self._text(quote, "at", where, required=True)
            speaker = self._text(quote, "speaker", where)
            speaker_at = self._spans(quote, "speaker_at", where, length)
            span = self._range(at, f"{where}.at", length) if at else None
            if span:
                found.append(Quotation(span, speaker, speaker_at))
        return tuple(found)

    def _claim(self, table: Mapping[str, Any], path: str) -> Claim:
        self._known(table, path, _CLAIM)
        origins = self._number(table, "origins", path) if "origins" in table else 1
        return Claim(
            id=self._text(table, "id", path, required=True),
            statements=self._texts(table, "statements", path),
            origins=origins,
            denied_by=self._texts(table, "denied_by", path),
            contradicted_by=self._texts(table, "contradicted_by", path),
            doubted_by=self._texts(table, "doubted_by", path),
            lead=self._text(table, "lead", path),
            repeats=self._texts(table, "repeats", path),
        )

    def _claims_hold(self, claims: Sequence[Claim], statements: set[str]) -> None:
        for number, claim in enumerate(claims, 1):
            if claim.lead and claim.lead not in statements:
                self._fault(
                    f"claim[{number}].lead", f"there is no statement {_quoted(claim.lead)}", "take it out"
                )
            for key in ("statements", "denied_by", "contradicted_by", "doubted_by", "repeats"):
                for place, name in enumerate(getattr(claim, key), 1):
                    if name not in statements:
                        self._fault(
                            f"claim[{number}].{key}[{place}]",
                            f"there is no statement {_quoted(name)}",
                            'take it out here too, or give the statement state = "dropped" instead',
                        )

    def _unread(self, table: Mapping[str, Any], path: str) -> Unread:
        self._known(table, path, ("location", "reason"))
        return Unread(self._text(table, "location", path), self._text(table, "reason", path))

    def _change(self, table: Mapping[str, Any], path: str) -> Change:
        self._known(table, path, ("id", "kind", "what", "before"))
        kind = self._text(table, "kind", path, required=True)
        if kind and kind not in _CHANGES:
            self._choice(kind, f"{path}.kind", _CHANGES)
        identity = self._text(table, "id", path, required=True)
        what, before = self._text(table, "what", path), self._text(table, "before", path)
        return Change(identity, kind, what, before)  # type: ignore[arg-type]

    def _as_of(self, top: Mapping[str, Any]) -> datetime:
        value = top.get("as_of")
        hint = "write as_of = 2026-06-01T08:00:00+02:00"
        if "as_of" not in top:
            self._fault("as_of", "the cut-off is missing", hint)
        elif not isinstance(value, datetime):
            self._fault("as_of", f"{_shown(value)} is not a date with a time", hint)
        elif value.tzinfo is None:
            self._fault("as_of", f"{value.isoformat()} has no time zone", hint)
        else:
            return value
        return datetime.min

    # Values of one type.

    def _each(self, top: Mapping[str, Any], key: str, read: Callable[..., Any]) -> list[Any]:
        value = top.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._fault(key, f"not a list of tables but {_shown(value)}", f"head each with [[{key}]]")
            return []
        return [read(table, f"{key}[{number}]") for number, table in enumerate(value, 1)]

    def _text(self, table: Mapping[str, Any], key: str, path: str, *, required: bool = False) -> str:
        value: object = table.get(key, "")
        if not isinstance(value, str):
            self._wrong_type(value, _join(path, key), str)
            return ""
        if required and not value:
            self._fault(_join(path, key), "empty" if key in table else "missing")
        return value

    def _texts(self, table: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
        return tuple(self._list(table, key, path, str)) if key in table else ()

    def _list(self, table: Mapping[str, Any], key: str, path: str, of: type) -> list[Any]:
        value = table[key]
        if not isinstance(value, list):
            self._fault(_join(path, key), f"not a list but {_shown(value)}", "put it in [square brackets]")
            return []
        good = []
        for number, each in enumerate(value, 1):
            if type(each) is of:
                good.append(each)
            else:
                self._wrong_type(each, f"{_join(path, key)}[{number}]", of)
        return good

    def _number(self, table: Mapping[str, Any], key: str, path: str) -> int:
        value = table.get(key, 0)
        if type(value) is not int:
            self._wrong_type(value, _join(path, key), int)
            return 0
        if value < 0:
            self._fault(_join(path, key), f"{value} is less than nothing")
        return value

    def _weight(self, table: Mapping[str, Any], path: str) -> float:
        value = table.get("weight", 0.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self._fault(f"{path}.weight", f"{_shown(value)} is not a number from 0 to 1")
            return 0.0
        return float(value)

    def _flag(self, table: Mapping[str, Any], key: str, path: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self._wrong_type(value, _join(path, key), bool)
            return False
        return value

    def _spans(self, table: Mapping[str, Any], key: str, path: str, length: int | None) -> tuple[Span, ...]:
        if key not in table:
            return ()
        found = []
        for number, each in enumerate(self._texts(table, key, path), 1):
            if span := self._range(each, f"{_join(path, key)}[{number}]", length):
                found.append(span)
        return tuple(found)

    def _range(self, text: str, path: str, length: int | None) -> Span | None:
        match = _RANGE.fullmatch(text)
        if not match:
            self._fault(
                path, f"{_quoted(text)} is not a span", 'write "500-503": start and end, in characters'
            )
            return None
        return self._span(match[1], match[2], path, length)

    def _span(self, start: str, end: str, path: str, length: int | None) -> Span | None:
        first, last = int(start), int(end)
        if first >= last:
            self._fault(path, f"{start}-{end} holds no characters", "the end comes after the last character")
        elif length is not None and last > length:
            self._fault(path, f"{start}-{end} reaches past the end of the text ({length})")
        else:
            return Span(first, last)
        return None

    # Faults.

    def _fault(self, path: str, message: str, hint: str = "") -> None:
        self._faults.append((path, message, hint))

    def _known(self, table: Mapping[str, Any], path: str, keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(keys)}"
                self._fault(_join(path, key), "unknown key", hint)

    def _choice(self, value: str, path: str, allowed: Sequence[str], what: str = "") -> None:
        if value in allowed:
            return
        options = sorted(allowed) if what else list(allowed)
        shown = ", ".join(options[:12]) + (", …" if len(options) > 12 else "")
        near = get_close_matches(value, options, n=1)
        hint = f"did you mean {_quoted(near[0])}?" if near else ""
        message = f"is not {what} ({shown})" if what else f"is not one of {shown}"
        self._fault(path, f"{_quoted(value)} {message}", hint)

    def _wrong_type(self, value: object, path: str, wanted: type) -> None:
        self._fault(path, f"{_shown(value)} is not {_TYPE_NAMES.get(wanted, 'a table { … }')}")

    def _unique(self, names: Sequence[str], table: str, key: str) -> None:
        first: dict[str, int] = {}
        for number, name in enumerate(names, 1):
            if name and name in first:
                message = f"{_quoted(name)} is already the {key} of {table}[{first[name]}]"
                self._fault(f"{table}[{number}].{key}", message)
            first.setdefault(name, number)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _quoted(text: str) -> str:
    return f'"{text if len(text) <= 60 else text[:57] + "…"}"'


def _shown(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return str(value)[:60]
