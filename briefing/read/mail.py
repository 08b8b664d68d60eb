"""Mail: the message's own words, with what was forwarded and quoted told apart from them.

The standard library's parser takes mail apart; its older, plainer policy is used, since the newer
one parses every header in full and a header of a megabyte holds it for minutes. A body becomes a
document like any other; articles that are attached become documents of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr

from briefing.errors import BriefingError
from briefing.model import BlockKind
from briefing.read import dates
from briefing.read.clean import clean, field
from briefing.read.decode import decode
from briefing.read.draft import Composer, Draft, Drafts, Failure, is_address
from briefing.read.language import language_of
from briefing.read.limits import MAX_BYTES, MAX_FIELD_CHARACTERS, MAX_PARTS, MAX_TITLE_CHARACTERS
from briefing.read.registry import read_part
from briefing.read.text import about, refuse_binary

_MAX_HEADER = 2_000
# Deeper nesting than this is a joke or an attack; a forward of a forward of a digest has six.
_MAX_DEPTH = 100
_MAX_ATTACHMENTS = 50
# A plain part shorter than this beside a longer HTML part says "see the HTML part".
_STUB = 200
_SUBJECT_MARKS = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv|sv|vs)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_FORWARDED = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht"
    r"|message transféré|message d'origine|mensaje reenviado)\s*-{2,}"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:",
    re.IGNORECASE,
)
_FORWARD_HEADER = re.compile(
    r"\*?(from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|betreff|de|objet|envoyé)\*?\s*:\s?(.*)",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?:on|am|le) .{5,200}(?:wrote|schrieb|écrit)[^\n]{0,60}:", re.IGNORECASE | re.DOTALL)
_MBOX = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]{1,300}\r?\n(?=[A-Za-z][A-Za-z0-9-]*[ \t]*:)")


def read_mail(data: bytes, name: str) -> Drafts:
    """The message, and the articles attached to it."""
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
    except (MessageError, ValueError, LookupError):
        raise BriefingError("is a mail that cannot be taken apart", hint="save its text instead") from None
    leaves = list(_leaves(message))
    drafts: Drafts = []
    problem = ""
    try:
        drafts.append(replace(_body(message, leaves), retrieved=_came_in(message)))
    except BriefingError as error:
        problem = error.message
    attached = [leaf for leaf in leaves if _is_attached(leaf)]
    for number, part in enumerate(attached[:_MAX_ATTACHMENTS], 1):
        label = field(_header(part.get_filename() or ""), MAX_FIELD_CHARACTERS) or f"attachment {number}"
        drafts.extend(read_part(_payload(part), label))
    if any(_is_too_deep(leaf) for leaf in leaves):
        drafts.append(Failure("the innermost parts", f"nested more than {_MAX_DEPTH} deep"))
    if len(attached) > _MAX_ATTACHMENTS:
        drafts.append(Failure("attachments", f"only {_MAX_ATTACHMENTS} of {len(attached)} were read"))
    if not any(isinstance(draft, Draft) for draft in drafts):
        raise BriefingError(problem or "is a mail without a text", hint="save the text it carries as a file")
    return drafts


def read_mbox(data: bytes, name: str) -> Drafts:
    """Every message of a mailbox, in its order, each with its attachments."""
    marks = list(_MBOX.finditer(data))
    drafts: Drafts = []
    for number, mark in enumerate(marks[:MAX_PARTS], 1):
        end = marks[number].start() if number < len(marks) else len(data)
        message = re.sub(rb"(?m)^>(>*From )", rb"\1", data[mark.end() : end])
        part = f"message {number}"
        try:
            found = read_mail(message, part)
        except BriefingError as error:
            drafts.append(Failure(part, error.message))
            continue
        for draft in found:
            label = f"{part}, {draft.part}" if draft.part else part
            if isinstance(draft, Draft):
                draft = replace(draft, raw=draft.raw or message)
            drafts.append(replace(draft, part=label))
    if len(marks) > MAX_PARTS:
        drafts.append(Failure("the rest", f"only the first {MAX_PARTS} of {len(marks)} messages were read"))
    return drafts


def read_mhtml(data: bytes, name: str) -> Drafts:
    """The page of a web archive that a browser saved, with the address it was saved from."""
    from briefing.read.html import read_page

    message = BytesParser(policy=policy.compat32).parsebytes(data)
    pages = [
        leaf for leaf in _leaves(message) if leaf.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    if not pages:
        raise BriefingError("is a web archive without a page in it", hint="save the page again")
    address = str(message.get("Snapshot-Content-Location") or pages[0].get("Content-Location") or "").strip()
    decoded = decode(_payload(pages[0]), declared=pages[0].get_content_charset() or "")
    refuse_binary(decoded)
    draft = read_page(
        decoded.text, address=address if is_address(address) else "", title=_header(message.get("Subject"))
    )
    # A browser writes there when it saved the page.
    return [replace(draft, retrieved=dates.from_mail(str(message.get("Date") or "")))]


def _came_in(message: Message) -> str:
    """When the last server took the message in: what stands last in the header that it put on top."""
    return dates.from_mail(str(message.get("Received") or "").rpartition(";")[2].strip())


@dataclass(frozen=True, slots=True)
class _Carrier:
    """What a message's own headers say."""

    subject: str
    author: str
    published: str
    place: str


def _leaves(message: Message) -> list[Message]:
    """The parts that hold something, in order; those of forwarded messages are parts of theirs.

    A stack, because a mail may nest its parts a thousand deep.
    """
    leaves: list[Message] = []
    stack: list[tuple[Message, int]] = [(message, 0)]
    while stack:
        part, depth = stack.pop()
        # Asked for only where it is a list: of a text it would be decoded, by a charset that may be none.
        content = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() == "multipart" and isinstance(content, list):
            if depth < _MAX_DEPTH:
                stack.extend((c, depth + 1) for c in reversed(content) if isinstance(c, Message))
            else:
                leaves.append(part)
        else:
            leaves.append(part)
    return leaves


def _is_too_deep(part: Message) -> bool:
    """True for a part of parts that is a leaf only because it lies too deep to be followed."""
    return part.get_content_maintype() == "multipart" and part.is_multipart()


def _is_attached(part: Message) -> bool:
    """True for a part that is a document of its own: a file, or a whole forwarded message."""
    if part.get_content_type() == "message/rfc822":
        return True
    if part.get_content_maintype() in ("image", "audio", "video", "font", "multipart", "message"):
        return False
    if part.get_content_type() in (
        "application/ms-tnef",
        "application/pgp-signature",
        "application/pkcs7-signature",
    ):
        return False
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _payload(part: Message) -> bytes:
    """The bytes of a part, of a forwarded message those of the message."""
    content = part.get_payload() if part.is_multipart() else None
    if isinstance(content, list):
        try:
            first = content[0] if content else None
            return first.as_bytes()[:MAX_BYTES] if isinstance(first, Message) else b""
        except (MessageError, ValueError, LookupError, AttributeError, RecursionError):
            return b""
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, MessageError):
        return b""
    return raw if isinstance(raw, bytes) else b""


def _header(value: object) -> str:
    """A header's words, its encoded pieces decoded; cut before it is parsed."""
    text = str(value or "")[:_MAX_HEADER]
    pieces: list[str] = []
    try:
        for piece, charset in decode_header(text):
            pieces.append(piece if isinstance(piece, str) else decode(piece, declared=charset or "").text)
    except (HeaderParseError, ValueError, LookupError):
        return " ".join(text.split())
    return " ".join("".join(pieces).split())


def _body(message: Message, leaves: list[Message]) -> Draft:
    """The document of the message's own text: the plain part, or the HTML part where that says more."""
    from briefing.read.html import read_page

    shown = [leaf for leaf in leaves if not _is_attached(leaf) and not _is_too_deep(leaf)]
    # A multipart message whose parts cannot be told apart is one text, marks and all.
    plain = [leaf for leaf in shown if leaf.get_content_type().startswith(("text/plain", "multipart/"))]
    rich = [leaf for leaf in shown if leaf.get_content_type() in ("text/html", "application/xhtml+xml")]
    subject = _SUBJECT_MARKS.sub("", _header(message.get("Subject")))
    sender, address = parseaddr(_header(message.get("From")))
    published = dates.from_mail(str(message.get("Date") or ""))
    text = ""
    notes: tuple[str, ...] = ()
    for leaf in plain:
        decoded = decode(_payload(leaf), declared=leaf.get_content_charset() or "")
        refuse_binary(decoded)
        notes += about(decoded)
        words = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
        text += ("\n\n" if text else "") + (_unflow(words) if leaf.get_param("format") == "flowed" else words)
    carrier = _Carrier(subject, sender or address, published, "meta" if published else "")
    if rich and len(text.strip()) < _STUB:
        decoded = decode(_payload(rich[0]), declared=rich[0].get_content_charset() or "")
        page = read_page(decoded.text, title=subject)
        if len(page.text) > len(text.strip()):
            return replace(
                page,
                title=subject or page.title,
                author=carrier.author,
                published=carrier.published,
                published_from=carrier.place,
                changes=about(decoded) + page.changes,
            )
    if not text.strip():
        raise BriefingError("is a mail without a text", hint="save the text it carries as a file")
    return _plain(text, carrier, notes)


def _plain(text: str, carrier: _Carrier, notes: tuple[str, ...]) -> Draft:
    """The draft of a plain body; what a forward says of its origin replaces the carrier's own."""
    text, changes = clean(text)
    pieces = label_mail(text)
    if not any(kind == "paragraph" for kind, _, _ in pieces):
        # Everything is quoted: then the quoted words are what was sent.
        pieces = [("paragraph" if why == "quoted mail" else kind, words, why) for kind, words, why in pieces]
    origin = forward_headers(pieces)
    if origin:
        pieces = _without_note(pieces)
    composer = Composer()
    composer.add("title", field(carrier.subject, MAX_TITLE_CHARACTERS))
    for kind, words, why in pieces:
        composer.add(kind, words, why if kind == "noise" else "")
    date = dates.from_mail(origin.get("date", ""))
    if date:
        carrier = replace(carrier, published=date, place="text")
    whole = composer.text()
    return Draft(
        text=whole,
        blocks=composer.blocks(),
        title=_SUBJECT_MARKS.sub("", origin.get("subject", ""))
        or carrier.subject
        or whole.partition("\n")[0],
        author=parseaddr(origin.get("from", ""))[0] or origin.get("from", "") or carrier.author,
        published=carrier.published,
        published_from=carrier.place,
        language=language_of(whole),
        changes=notes + changes + composer.changes(),
    )


Piece = tuple[BlockKind, str, str]


def label_mail(text: str) -> list[Piece]:
    """The pieces of a plain body as (kind, words, why it is noise): quotation marks of mail taken off.

    Quoted replies, the lines that announce them, signatures and the headers of forwards are noise.
    """
    pieces: list[Piece] = []
    lines: list[str] = []
    state = ("paragraph", "")

    def flush() -> None:
        words = "\n".join(lines).strip()
        lines.clear()
        if words:
            kind: BlockKind = "paragraph" if state[0] == "paragraph" else "noise"
            pieces.append((kind, words, state[1]))

    heads = False
    for line in text.split("\n"):
        bare = line.strip()
        quoted = bare.startswith(">")
        if state[1] == "signature" and not quoted and not _FORWARDED.search(bare):
            lines.append(line)
            continue
        if _FORWARDED.fullmatch(bare.lstrip("> ")):
            flush()
            pieces.append(("noise", bare, "forward line"))
            state, heads = ("paragraph", ""), True
            continue
        if heads and not bare:
            continue
        if heads and _FORWARD_HEADER.fullmatch(bare.lstrip("> ")):
            flush()
            pieces.append(("noise", bare.lstrip("> "), "forward header"))
            continue
        heads = False
        if line.rstrip("\r") in ("-- ", "--"):
            flush()
            state = ("noise", "signature")
        elif not bare:
            flush()
        elif quoted != (state[1] == "quoted mail"):
            flush()
            state = ("noise", "quoted mail") if quoted else ("paragraph", "")
            lines.append(re.sub(r"^\s*(?:>\s?)+", "", line) if quoted else line)
        else:
            lines.append(re.sub(r"^\s*(?:>\s?)+", "", line) if quoted else line)
    flush()
    return [
        ("noise", words, "reply line")
        if kind == "paragraph" and _SAID.fullmatch(words)
        else (kind, words, why)
        for kind, words, why in pieces
    ]


def _without_note(pieces: list[Piece]) -> list[Piece]:
    """`pieces` with the words above a forward as noise, when they are fewer than what was forwarded."""
    place = next(number for number, (_, _, why) in enumerate(pieces) if why == "forward header")
    sizes = [len(words) if kind == "paragraph" else 0 for kind, words, _ in pieces]
    if sum(sizes[:place]) >= sum(sizes[place:]):
        return pieces
    return [
        ("noise", words, "note above a forward")
        if kind == "paragraph" and number < place
        else (kind, words, why)
        for number, (kind, words, why) in enumerate(pieces)
    ]


def forward_headers(pieces: list[Piece]) -> dict[str, str]:
    """What the innermost forward says of its origin: from, date and subject, where it says so."""
    found: dict[str, str] = {}
    names = {
        "von": "from",
        "de": "from",
        "gesendet": "date",
        "sent": "date",
        "datum": "date",
        "envoyé": "date",
    }
    names |= {"betreff": "subject", "objet": "subject"}
    for _, words, why in pieces:
        match = _FORWARD_HEADER.fullmatch(words) if why == "forward header" else None
        if match:
            name = match[1].lower()
            found[names.get(name, name)] = match[2].strip().strip("*").strip()
    return found


def _unflow(text: str) -> str:
    """`format=flowed` text (RFC 3676) with its soft line breaks taken out again."""
    out: list[str] = []
    soft = False
    for line in text.split("\n"):
        if soft and not line.startswith(">"):
            out[-1] += line.removeprefix(" ")
        else:
            out.append(line.removeprefix(" "))
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(out)
