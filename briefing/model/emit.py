"""An edition as the text of `briefing.toml`: first as plain tables, then as TOML.

Saving over a file that a person has edited needs the same tables without the text, so the two
steps are apart. The text is deterministic: the same edition gives the same bytes. Values that equal
their default are left out, so that a person reads what is said and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from briefing.errors import BriefingError
from briefing.model.briefing import Claim, Edition, Section, Statement
from briefing.model.document import Document, Source
from briefing.model.span import Span

FORMAT = 1
TABLES = {
    "section": "key",
    "statement": "id",
    "claim": "id",
    "source": "id",
    "unread": "location",
    "change": "id",
}
"""The tables of the file in their order, and the key that names each."""

Value = str | int | float | bool | datetime | list["Value"] | dict[str, "Value"]
Table = dict[str, Value]

HEAD = """\
# A briefing, as it is printed: change it and print again.
#
# Every [[statement]] is one thing an article says, in the article's own words.
#   state = "found"    as the program left it; it is printed when picked = true
#           "kept"     print it            "dropped"  do not print it
#           "edited"   print it with the text you changed (say so whenever you change a text)
#           "added"    written by hand: give section, text, and source = "a1" or evidence
#   section, also, speaker, certainty, kind and every heading may be changed as well.
# Collecting again over this folder keeps all of that, your comments and your order.
# Leave id, evidence, the numbers in *_at, quotes, and [[claim]] to the program.
"""

_WIDTH = 100
_DEFAULT = Statement(id="", kind="fact", text="", evidence=(), section="")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_BREAKS = (0x85, 0x2028, 0x2029)


def to_toml(edition: Edition) -> str:
    """The whole text of a fresh `briefing.toml`."""
    lines = [HEAD]
    for key, value in tables(edition).items():
        if key in TABLES:
            assert isinstance(value, list)
            lines += [render_table(key, table) for table in value if isinstance(table, dict)]
        else:
            lines.append(f"{key} = {render(value)}\n")
    return "".join(lines)


def render_table(key: str, table: Mapping[str, Value]) -> str:
    """One `[[key]]` table with an empty line before it."""
    body = "".join(f"{name} = {render(value)}\n" for name, value in table.items())
    return f"\n[[{key}]]\n{body}"


def tables(edition: Edition) -> Table:
    """The edition as plain values in file order: what `parse` reads back.

    Refuses what the file cannot say: a cut-off without a time zone, a document without a source.
    """
    briefing = edition.briefing
    if briefing.as_of.tzinfo is None:
        raise BriefingError("the cut-off has no time zone", where="as_of")
    documents = {document.id: document for document in edition.documents}
    homeless = documents.keys() - {source.document_id for source in briefing.sources}
    if homeless:
        raise BriefingError("a document has no source in the briefing", where=min(homeless))
    short = {source.document_id: source.id for source in briefing.sources if source.document_id}
    top: Table = {
        "format": FORMAT,
        "title": briefing.title,
        "number": briefing.number,
        "as_of": briefing.as_of,
        "marking": briefing.marking or "",
        "lang": briefing.lang,
        "profile": briefing.profile,
        "notes": list(briefing.notes),
        "since": briefing.since,
    }
    top = _without_blanks(top, keep=("title",))
    top["section"] = [_section(section) for section in briefing.sections]
    top["statement"] = [_statement(statement, short) for statement in briefing.statements]
    top["claim"] = [_claim(claim) for claim in briefing.claims]
    top["source"] = [_source(source, documents.get(source.document_id)) for source in briefing.sources]
    top["unread"] = [{"location": each.location, "reason": each.reason} for each in briefing.unread]
    top["change"] = [
        _without_blanks({"id": each.id, "kind": each.kind, "what": each.what, "before": each.before})
        for each in briefing.changes
    ]
    return top


def render(value: Value) -> str:
    """One TOML value; long arrays are broken so that lines stay readable."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {render(each)}" for key, each in value.items()) + " }"
    return _array([render(each) for each in value], long=any(isinstance(each, dict) for each in value))


def text_digest(text: str) -> str:
    """The SHA-256 of a document file, as `sha256sum documents/<id>.txt` prints it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _section(section: Section) -> Table:
    table: Table = {"key": section.key, "title": section.title, "letter": section.letter}
    table["marker"] = section.marker
    return table


def _source(source: Source, document: Document | None) -> Table:
    table: Table = {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "author": source.author,
        "published": source.published,
        "published_from": source.published_from,
        "location": source.location,
        "address": source.address,
        "retrieved": source.retrieved,
        "grade": source.grade,
        "descriptor": source.descriptor,
        "group": source.group,
        "size": source.size,
        "sha256": source.sha256,
        "document": source.document_id,
    }
    if document is not None:
        table["language"] = document.language
        table["changes"] = list(document.changes)
        table["text_sha256"] = text_digest(document.text)
        table["blocks"] = [
            f"{block.kind} {_range(block.span)} {block.reason}".rstrip() for block in document.blocks
        ]
    return _without_blanks(table, keep=("id", "grade"))


def _statement(statement: Statement, short: Mapping[str, str]) -> Table:
    table: Table = {
        "id": statement.id,
        "kind": statement.kind,
        "section": statement.section,
        "also": list(statement.also),
        "text": statement.text,
        "speaker": statement.speaker,
        "certainty": statement.certainty,
        "credibility": statement.credibility,
        "state": statement.state,
        "source": statement.source_id,
        "evidence": [_place(each.document_id, each.span, short, statement.id) for each in statement.evidence],
        "speaker_at": _ranges(statement.speaker_at),
        "cue_at": _ranges(statement.cue_at),
        "role_at": _ranges(statement.role_at),
        "certainty_at": _ranges(statement.certainty_at),
        "denies": _ranges(statement.denies),
        "quotes": [
            _without_blanks(
                {"at": _range(each.span), "speaker": each.speaker, "speaker_at": _ranges(each.speaker_at)}
            )
            for each in statement.quotations
        ],
    }
    table = _without_blanks(table, keep=("id", "section", "text"))
    for name in ("weight", "key", "picked"):
        value = getattr(statement, name)
        if value != getattr(_DEFAULT, name):
            table[name] = value
    return table


def _claim(claim: Claim) -> Table:
    table: Table = {
        "id": claim.id,
        "statements": list(claim.statements),
        "origins": claim.origins,
        "denied_by": list(claim.denied_by),
        "contradicted_by": list(claim.contradicted_by),
        "doubted_by": list(claim.doubted_by),
        "lead": claim.lead,
        "repeats": list(claim.repeats),
    }
    return _without_blanks(table, keep=("id", "statements", "origins"))


def _place(document_id: str, span: Span, short: Mapping[str, str], statement: str) -> str:
    if document_id not in short:
        raise BriefingError(f"evidence in a document without a source: {document_id}", where=statement)
    return f"{short[document_id]}:{_range(span)}"


def _range(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _ranges(spans: Iterable[Span]) -> list[Value]:
    return [_range(span) for span in spans]


def _without_blanks(table: Table, *, keep: tuple[str, ...] = ()) -> Table:
    return {key: value for key, value in table.items() if key in keep or value not in ("", [], 0)}


def _string(text: str) -> str:
    """A basic string on one line; what an editor would not show is escaped.

    A lone surrogate (from a file name that is no UTF-8) has no place in TOML: it becomes U+FFFD.
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    # Fixed and narrow spaces show as spaces; line breaks, controls and bidi marks must not hide.
    if character.isprintable() or (character.isspace() and code not in _BREAKS and code > 0x20):
        return character
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _array(items: list[str], *, long: bool) -> str:
    line = "[" + ", ".join(items) + "]"
    if len(line) <= _WIDTH and not long:
        return line
    lines: list[str] = []
    for item in items:
        if lines and not long and len(lines[-1]) + len(item) + 2 <= _WIDTH:
            lines[-1] += f" {item},"
        else:
            lines.append(f"  {item},")
    return "[\n" + "\n".join(lines) + "\n]"
