"""What a file is, told by its first bytes; the suffix only decides between kinds that look alike.

Files that are known to be something else (programs, pictures, archives of other makes) are refused
by name here, so that their bytes are never taken for text.
"""

from __future__ import annotations

import re
import zlib

from briefing.errors import BriefingError

# First bytes → what a person would call the file.
_REFUSED = (
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"OggS\x00", "sound"),
    (b"ID3\x03", "sound"),
    (b"ID3\x04", "sound"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"BZh", "compressed (bzip2)"),
    (b"\xfd7zXZ\x00", "compressed (xz)"),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office or Outlook file"),
    (b"SQLite format 3\x00", "a database"),
    (b"wOFF\x00", "a font"),
    (b"wOF2\x00", "a font"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|h1|table|script|link|span)[\s>/]",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*)[ \t]*:")
_MAIL_HEADERS = frozenset(
    b"from to cc subject date received return-path message-id mime-version delivered-to reply-to sender"
    b" x-mailer content-type content-transfer-encoding".split()
)
_SPACE = b" \t\r\n\x00"


def kind_of(data: bytes, name: str) -> str:
    """A key of the registry of readers; `BriefingError` for what is certainly no article."""
    suffix = name.lower().rpartition(".")[2] if "." in name else ""
    if data.startswith(b"WARC/") or _unpacks_to_warc(data):
        return "warc"
    for mark, what in _REFUSED:
        if data.startswith(mark):
            raise BriefingError(f"is {what}, not an article", hint="save the text or the page itself")
    # Readers accept a PDF whose header stands anywhere in its first 1024 bytes.
    if b"%PDF-" in data[:1024] and (suffix == "pdf" or data.lstrip(_SPACE).startswith(b"%PDF-")):
        return "pdf"
    if suffix == "pdf":
        raise BriefingError("is named .pdf and is not a PDF", hint="open it and save the article again")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    head = data[:4096]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    head = head.lstrip(_SPACE)
    if head.startswith(b"From ") and _is_mail(head.partition(b"\n")[2]):
        return "mbox"
    if _is_mail(head):
        return "mhtml" if suffix in ("mht", "mhtml") or b"\nSnapshot-Content-Location:" in head else "mail"
    plain = head.replace(b"\x00", b"")
    if plain.startswith(b"<"):
        start = re.sub(rb"(?s)<!--.*?-->", b"", plain)
        if _FEED.search(start[:1500]) and not _MARKUP.match(start.lstrip(_SPACE)):
            return "feed"
        if _MARKUP.search(start) or suffix in ("html", "htm", "xhtml"):
            return "html"
        if plain.startswith(b"<?xml"):
            raise BriefingError(
                "is XML of a kind that is not read", hint="save the article as a page or as text"
            )
    if suffix in ("html", "htm", "xhtml") and _MARKUP.search(data[:200_000].replace(b"\x00", b"")):
        return "html"
    if suffix in ("md", "markdown", "mdown", "mkd"):
        return "markdown"
    if suffix == "eml":
        return "mail"
    return "text"


def _unpacks_to_warc(data: bytes) -> bool:
    """True for a packed web archive, of whose kind the first bytes unpacked tell."""
    if not data.startswith(b"\x1f\x8b"):
        return False
    try:
        return zlib.decompressobj(31).decompress(data[:1024], 5) == b"WARC/"
    except zlib.error:
        return False


def _packed(data: bytes) -> str:
    """What a ZIP file is: a word processor's file, an archive, or something that is refused.

    The names of its parts stand in it uncompressed, and so does the first part of the two kinds that
    tell their own type there.
    """
    if b"[Content_Types].xml" in data:
        if b"word/document.xml" in data:
            return "docx"
        raise BriefingError("is a spreadsheet or a set of slides, not an article", hint="save its text")
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        return "odt"
    for kind, what in (
        (b"application/vnd.oasis", "an OpenDocument file"),
        (b"application/epub", "an e-book"),
    ):
        if kind in data[:200]:
            raise BriefingError(f"is {what}, which is not read", hint="save it as DOCX or as text")
    return "zip"


def _is_mail(head: bytes) -> bool:
    """True when the text opens with a block of header lines, two of them a mail's own."""
    known = 0
    for number, line in enumerate(head.splitlines()):
        if not line.strip():
            break
        if line[:1] in b" \t":
            if not number:
                return False
            continue
        match = _HEADER.match(line)
        if not match:
            return False
        known += match[1].lower() in _MAIL_HEADERS
    return known >= 2
