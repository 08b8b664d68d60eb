"""Plain text: the document's text is the file's own characters, so every offset is the file's."""

from __future__ import annotations

import re

from briefing.errors import BriefingError
from briefing.read.blocks import label_lines
from briefing.read.dates import from_lines
from briefing.read.decode import Decoded, decode
from briefing.read.draft import Draft, Drafts, prepare
from briefing.read.language import language_of
from briefing.read.limits import MAX_BLOCKS, MAX_TEXT_BYTES, MAX_TITLE_CHARACTERS

# Above this share of controls and unreadable bytes, bytes are not text in any encoding. Random bytes
# have 10 % of controls alone; a text that somebody salted with them may have 6 %.
_BINARY = 0.08
_SAMPLE = 100_000
# Controls (white space and the escape of terminal codes aside), and what no encoding explains.
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")


def read_text(data: bytes, name: str) -> Drafts:
    """The one article of a text file; its first line is the title."""
    begin, begun = beginning(data)
    decoded = decode(begin)
    refuse_binary(decoded)
    text, changes = prepare(decoded.text)
    blocks = label_lines(text)
    if len(blocks) > MAX_BLOCKS:
        changes += (f"cut: the first {MAX_BLOCKS} of {len(blocks)} paragraphs were read",)
        blocks = blocks[:MAX_BLOCKS]
        text = text[: blocks[-1].span.end]
    published = from_lines(text)
    return [
        Draft(
            text=text,
            blocks=blocks,
            title=title_of(text),
            published=published,
            published_from="text" if published else "",
            language=language_of(text),
            changes=about(decoded) + begun + changes,
        )
    ]


def beginning(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """As much of a text file as can matter, cut between lines or words, and the note that says so."""
    if len(data) <= MAX_TEXT_BYTES:
        return data, ()
    place = MAX_TEXT_BYTES - MAX_TEXT_BYTES % 4
    if b"\0" not in data[:4096]:
        # In UTF-16 and UTF-32 these bytes may be halves of others; there, a multiple of four is safe.
        spaces = (data.rfind(space, place - 65_536, place) + 1 for space in (b"\n", b" "))
        place = next((found for found in spaces if found), place)
    return data[:place], (f"cut: of {len(data)} bytes the first {place} were looked at",)


def title_of(text: str) -> str:
    """The first line that holds anything; cut, with an ellipsis, when it is a whole paragraph."""
    line = text.strip()[: 4 * MAX_TITLE_CHARACTERS].partition("\n")[0].strip()
    if len(line) <= MAX_TITLE_CHARACTERS:
        return line
    return (
        line[:MAX_TITLE_CHARACTERS].rpartition(" ")[0] + "…" if " " in line[:MAX_TITLE_CHARACTERS] else line
    )


def about(decoded: Decoded) -> tuple[str, ...]:
    """What a reader should know of the decoding: nothing for UTF-8 that held no fault."""
    notes: tuple[str, ...] = ()
    if not decoded.encoding.startswith("utf-"):
        notes += (f"read as {decoded.encoding}",)
    if decoded.replaced:
        many = "1 byte sequence" if decoded.replaced == 1 else f"{decoded.replaced} byte sequences"
        notes += (f"{many} that fit no character replaced",)
    return notes


def refuse_binary(decoded: Decoded) -> None:
    """An error when what was decoded is no text: too many controls, or too much that fits nowhere."""
    sample = decoded.text[:_SAMPLE]
    odd = len(_ODD.findall(sample))
    # A lone control in a tiny file is a slip; and letters of every alphabet are printable.
    if odd > 8 and odd > len(sample) * _BINARY:
        raise BriefingError("is not text (binary data)", hint="save the article as text, a web page or a PDF")
