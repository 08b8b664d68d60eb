"""The message: built once for everybody, with a head of its own for each reader.

The body (texts and PDF) is encoded, checked and dot-stuffed once; a reader's message is a short head
before the same octets. Values that come from articles reach a header only through `header_text`, and
every head is parsed again and compared with what was meant before it is used: CVE-2024-6923 turned a
title into a Bcc header inside Python's own library.

The same content for the same reader is the same octets and the same Message-ID, at any time: a
receiving system that sees a message twice after an unknown outcome can tell that it is one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MultipartInvariantViolationDefect
from email.header import Header, decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser, HeaderParser
from email.utils import format_datetime

from briefing.deliver.addresses import Address
from briefing.deliver.facts import Facts
from briefing.errors import BriefingError

_HEADER_MAX = 200
_LINE_MAX = 998
_FILE_NAME_MAX = 80
_DEFAULT_TITLE = "Briefing"


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: subject and bodies are finished text, `pdf` goes along under `file_name`.

    An empty `pdf` means a message without an attachment.
    """

    subject: str
    text: str
    html: str
    pdf: bytes
    file_name: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in the head besides the content. `series` names the run of editions (List-Id)."""

    sender: Address
    date: datetime
    series: str = ""
    series_title: str = ""
    reply_to: Address | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The encoded body: its MIME headers (ending in CRLF), its octets, and the same dot-stuffed."""

    head: bytes
    octets: bytes
    stuffed: bytes
    digest: str

    @property
    def entity(self) -> bytes:
        """Headers and octets together: what is signed or encrypted."""
        return self.head + b"\r\n" + self.octets


def header_text(text: str, limit: int = _HEADER_MAX) -> str:
    """`text` fit for a header: one line, nothing invisible, no encoded word, at most `limit` characters."""
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Zs") else c for c in text)
    seen = "".join(c for c in spaced if unicodedata.category(c) not in ("Cf", "Cs", "Cn", "Co"))
    # "=?" opens an encoded word, which a mail program would decode into anything at all.
    line = " ".join(seen.replace("=?", "= ?").split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def subject_of(facts: Facts) -> str:
    """`[TLP:AMBER] Title, No. 214, 2026-11-24`."""
    date = facts.as_of.strftime("%Y-%m-%d") if facts.as_of else ""
    tail = "".join(f", {part}" for part in (f"No. {facts.number}" if facts.number else "", date) if part)
    label = f"[{facts.marking}] " if facts.marking else ""
    title = header_text(facts.title) or _DEFAULT_TITLE
    return label + header_text(title, max(20, _HEADER_MAX - len(label) - len(tail))) + header_text(tail, 100)


def covered_subject_of(facts: Facts) -> str:
    """The subject of an encrypted message: label and number, and nothing of the title."""
    label = f"[{facts.marking}] " if facts.marking else ""
    return label + "Encrypted briefing" + (f", No. {header_text(facts.number, 40)}" if facts.number else "")


def slug(text: str, limit: int = _FILE_NAME_MAX) -> str:
    """Lower-case ASCII letters, digits and hyphens; "" when nothing of `text` can be written so."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:limit].strip("-")


def file_name_of(facts: Facts) -> str:
    """A safe, telling name for the PDF in the reader's downloads: `2026-11-24-214-title.pdf`."""
    date = facts.as_of.strftime("%Y-%m-%d") if facts.as_of else ""
    number = slug(facts.number, 20)
    return "-".join(part for part in (date, number, slug(facts.title, 50) or "briefing") if part) + ".pdf"


def build_body(content: Content) -> Body:
    """Encode texts and PDF: the same content gives the same octets. Seven-bit throughout."""
    seed = hashlib.sha256()
    for part in (content.subject, content.text, content.html, content.file_name):
        seed.update(part.encode("utf-8", "replace") + b"\0")
    seed.update(hashlib.sha256(content.pdf).digest())
    digest = seed.hexdigest()
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(_lines(content.text), cte="quoted-printable")
    message.add_alternative(_lines(content.html), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_alternative_{digest[:24]}")
    if content.pdf:
        message.add_attachment(content.pdf, maintype="application", subtype="pdf", filename=content.file_name)
        message.set_boundary(f"=_mixed_{digest[:24]}")
    for entity in message.walk():
        del entity["MIME-Version"]  # once is enough, in each reader's head
    head, _, octets = message.as_bytes().partition(b"\r\n\r\n")
    body = seal(head + b"\r\n", octets, digest)
    _check_body(body, content)
    return body


def seal(head: bytes, octets: bytes, digest: str) -> Body:
    """A body from finished parts; it must end in CRLF, and lines that begin with a dot get one more."""
    if not octets.endswith(b"\r\n"):
        octets += b"\r\n"
    if max(map(len, octets.split(b"\r\n"))) > _LINE_MAX or re.search(rb"(?<!\r)\n|\r(?!\n)|\0", octets):
        raise BriefingError("the message would have lines that mail cannot carry")
    return Body(head, octets, re.sub(rb"(?m)^\.", b"..", octets), digest)


def message_id(digest: str, round_: int, recipient: Address, sender: Address) -> str:
    """A stable name from content, round and reader."""
    name = f"briefing/message/1\n{digest}\n{round_}\n{recipient.key}"
    return f"<{hashlib.sha256(name.encode()).hexdigest()[:32]}@{sender.domain}>"


def build_head(
    envelope: Envelope,
    content: Content,
    body: Body,
    recipient: Address,
    identity: str,
    references: Sequence[str] = (),
    extra: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A reader's head, its body's headers included, ending in the empty line; checked by re-parsing."""
    fields = [
        ("From", _mailbox(envelope.sender)),
        ("To", _mailbox(recipient)),
        ("Subject", _encoded("Subject", header_text(content.subject, 300))),
        ("Date", format_datetime(envelope.date)),
        ("Message-ID", identity),
    ]
    if envelope.reply_to:
        fields.append(("Reply-To", _mailbox(envelope.reply_to)))
    if references:
        fields.append(("In-Reply-To", references[-1]))
        fields.append(("References", "\r\n ".join(references)))
    if envelope.series:
        name = _phrase(header_text(envelope.series_title, 60))
        fields.append(("List-Id", f"{name} <{envelope.series}.{envelope.sender.domain}>".strip()))
    fields += [("Auto-Submitted", "auto-generated"), *extra, ("MIME-Version", "1.0")]
    text = "".join(f"{name}: {value}\r\n" for name, value in fields)
    head = text.encode() + body.head + b"\r\n"
    _check_head(head, [name for name, _ in fields], recipient, identity, content.subject)
    return head


def _mailbox(address: Address) -> str:
    name = _phrase(header_text(address.name, 100))
    # The name on a line of its own: folded here, an encoded name never outgrows a line.
    return f"{name}\r\n <{address.spec}>" if name else address.spec


def _phrase(name: str) -> str:
    """A display name: bare where every mail program agrees on it, quoted or encoded elsewhere."""
    if not name or re.fullmatch(r"[A-Za-z0-9 \-]+", name):
        return name
    if name.isascii():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return Header(name, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def _encoded(name: str, text: str) -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _lines(text: str) -> str:
    """`text` with plain line ends and without what no mail body may hold."""
    text = re.sub(r"\r\n|\r|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    text = re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "\N{REPLACEMENT CHARACTER}", text)
    return text.encode("utf-8", "replace").decode() + ("" if text.endswith("\n") else "\n")


def _plain(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def _check_head(head: bytes, names: list[str], recipient: Address, identity: str, subject: str) -> None:
    """Read the head back: the fields that were meant, in their order, and no others."""
    parsed = HeaderParser(policy=policy.compat32).parsestr(head.decode())
    got = [name for name, _ in parsed.items() if not name.startswith("Content-")]
    shown = str(make_header(decode_header("".join(str(parsed["Subject"]).splitlines()))))
    mailbox = "".join(str(parsed["To"]).split())
    # Some Pythons (3.11.2, Debian 12's) miss the parts when they read the head of a multipart message alone.
    defects = [d for d in parsed.defects if not isinstance(d, MultipartInvariantViolationDefect)]
    good = (
        got == names
        and not defects
        and parsed["Message-ID"] == identity
        and (mailbox.endswith(f"<{recipient.spec}>") or mailbox == recipient.spec)
        and " ".join(shown.split()) == header_text(subject, 300)
        and all(len(line) <= _LINE_MAX for line in head.split(b"\r\n"))
    )
    if not good:
        message = "the message's head does not read back as it was meant; nothing was sent"
        raise BriefingError(message, where=recipient.spec)


def _check_body(body: Body, content: Content) -> None:
    """Read the body back: the texts and the PDF's octets, and no other part."""
    parsed = BytesParser(policy=policy.default).parsebytes(b"MIME-Version: 1.0\r\n" + body.entity)
    found = [part for part in parsed.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    kinds = [part.get_content_type() for part in found]
    wanted = ["text/plain", "text/html"] + (["application/pdf"] if content.pdf else [])
    good = kinds == wanted and _plain(found[0]) == _lines(content.text)
    good = good and _plain(found[1]) == _lines(content.html)
    if good and content.pdf:
        good = found[2].get_content() == content.pdf and found[2].get_filename() == content.file_name
    if not good:
        raise BriefingError("the message does not read back as it was meant; nothing was sent")
