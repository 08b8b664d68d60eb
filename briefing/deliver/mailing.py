"""From a PDF and a list of readers to receipts: the order of the steps, and nothing else.

Everything that can be refused is refused before the outbox is touched: the PDF, the addresses, the
clearances, the keys. Then the outbox says who still waits, and only they get a message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from briefing.deliver import bodies, message
from briefing.deliver.addresses import Address
from briefing.deliver.copies import Copy, Master, holder_of
from briefing.deliver.facts import Facts
from briefing.deliver.message import Body, Content, Envelope
from briefing.deliver.outbox import Delivery, Mailing, Outbox
from briefing.deliver.recipients import ENCRYPTED, Recipient
from briefing.deliver.sealing import Sealer
from briefing.deliver.sending import Letter, Outcome, Patience, Receipt, send
from briefing.deliver.smtp import Server
from briefing.errors import BriefingError
from briefing.model import atomic

# A connection more for so many readers: below that, opening it costs more than it saves.
_READERS_PER_CONNECTION = 25
_CONNECTIONS_MAX = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """What goes out: the PDF, its facts, and who writes the texts of the mail.

    `texts` takes the attachment's name ("" when there is none) and gives text and HTML; without it
    the built-in ones serve.
    """

    pdf: bytes
    name: str
    facts: Facts
    subject: str = ""
    texts: Callable[[str], tuple[str, str]] | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the PDF: what "this paper went out already" goes by."""
        return hashlib.sha256(self.pdf).hexdigest()

    def content(self, *, attach: bool = True, lang: str = "en") -> Content:
        """Subject, texts and attachment of the mail; `lang` is that of the built-in words."""
        file_name = message.file_name_of(self.facts)
        shown = file_name if attach else ""
        if self.texts:
            text, html = self.texts(shown)
        else:
            text, html = (body(self.facts, shown, lang) for body in (bodies.text_body, bodies.html_body))
        return Content(
            subject=self.subject or message.subject_of(self.facts),
            text=text,
            html=html,
            pdf=self.pdf if attach else b"",
            file_name=file_name,
        )


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom: `reply_to` where answers should go elsewhere."""

    address: Address
    reply_to: Address | None = None


def connections_for(readers: int) -> int:
    """How many connections a list of that size is worth."""
    return max(1, min(_CONNECTIONS_MAX, readers // _READERS_PER_CONNECTION))


class Copies:
    """The numbered copies of a paper: in the register before any of them exists elsewhere."""

    def __init__(self, paper: Paper, recipients: Sequence[Recipient], outbox: Outbox, at: datetime) -> None:
        self._master = Master(paper.pdf, paper.name)
        holders = [(r.address.key, holder_of(r)) for r in recipients if r.format == "pdf"]
        self._registered = outbox.register(
            paper.digest, holders, self._digest, at.isoformat(timespec="seconds")
        )

    def pdf(self, address: str) -> bytes:
        """The copy of the reader with that (folded) address."""
        registered = self._registered[address]
        return self._master.copy(Copy(registered.number, registered.holder))

    def _digest(self, number: int, holder: str) -> str:
        return hashlib.sha256(self._master.copy(Copy(number, holder))).hexdigest()


@dataclass(frozen=True, slots=True)
class _Kind:
    """What all readers of one kind have in common: format, language, sealing."""

    content: Content
    body: Body
    envelope: Envelope


class Press:
    """Makes each reader's message: bodies once for each kind, heads one by one."""

    def __init__(
        self,
        paper: Paper,
        sender: Sender,
        mailing: Mailing,
        earlier: Mapping[str, Sequence[str]],
        sealer: Sealer | None = None,
        copies: Copies | None = None,
    ) -> None:
        self._paper = paper
        self._copies = copies
        self._mailing = mailing
        self._earlier = earlier
        self._sender = sender
        self._sealer = sealer
        self._kinds: dict[tuple[bool, str, str], _Kind] = {}

    def make_bodies(self, recipients: Iterable[Recipient]) -> None:
        """Encode (and sign) what the readers have in common, before several threads want it at once."""
        for recipient in recipients:
            self._kind(recipient)

    def identity(self, recipient: Recipient) -> str:
        """The reader's Message-ID."""
        digest = self._kind(recipient).body.digest
        return message.message_id(digest, self._mailing.round, recipient.address, self._sender.address)

    def parts(self, recipient: Recipient, extra: Sequence[tuple[str, str]] = ()) -> tuple[bytes, bytes]:
        """Head and dot-stuffed body."""
        head, body = self._made(recipient, extra)
        return head, body.stuffed

    def octets(self, recipient: Recipient, extra: Sequence[tuple[str, str]] = ()) -> bytes:
        """The whole message as a file holds it (not dot-stuffed)."""
        head, body = self._made(recipient, extra)
        return head + body.octets

    def _made(self, recipient: Recipient, extra: Sequence[tuple[str, str]]) -> tuple[bytes, Body]:
        kind = self._kind(recipient)
        body = self._own(kind, recipient) if self._copies and kind.content.pdf else kind.body
        body = self._sealer.encrypted(body, recipient) if self._sealer else body
        references = self._earlier.get(recipient.address.key, ())
        head = message.build_head(
            kind.envelope,
            kind.content,
            body,
            recipient.address,
            self.identity(recipient),
            references,
            extra,
        )
        return head, body

    def _own(self, kind: _Kind, recipient: Recipient) -> Body:
        """A body with the reader's own copy in it. Its digest stays the master's: one name, one paper."""
        assert self._copies is not None
        content = replace(kind.content, pdf=self._copies.pdf(recipient.address.key))
        body = replace(message.build_body(content), digest=kind.body.digest)
        return self._sealer.signed(body, recipient.seal) if self._sealer and recipient.seal else body

    def _kind(self, recipient: Recipient) -> _Kind:
        name = recipient.format == "pdf", recipient.lang or "en", recipient.seal
        if name not in self._kinds:
            content = self._paper.content(attach=name[0], lang=name[1])
            body = message.build_body(content)
            if recipient.seal:
                if self._sealer is None:
                    raise BriefingError("no keys to seal with", where=recipient.address.spec)
                body = self._sealer.signed(body, recipient.seal)
            secret = recipient.seal in ENCRYPTED
            self._kinds[name] = _Kind(
                # Heads travel in clear: neither the subject nor the series may tell the title.
                replace(content, subject=message.covered_subject_of(self._paper.facts))
                if secret
                else content,
                body,
                Envelope(
                    sender=self._sender.address,
                    date=datetime.fromisoformat(self._mailing.created),
                    series="" if secret else self._mailing.series,
                    series_title=self._paper.facts.title,
                    reply_to=self._sender.reply_to,
                ),
            )
        return self._kinds[name]


def describe(paper: Paper, created: datetime) -> Mailing:
    """The mailing of a paper as the outbox will hold it; editions with one title are one series."""
    return Mailing(
        id=0,
        digest=paper.digest,
        round=1,
        created=created.isoformat(timespec="seconds"),
        file=paper.name,
        subject=message.header_text(paper.subject or message.subject_of(paper.facts)),
        series=_series(paper.facts.title),
        marking=paper.facts.marking or "",
    )


def _series(title: str) -> str:
    """A name for the run of editions with that title, fit for a List-Id; a hash where no letter is ASCII."""
    return message.slug(title, 40) or "t" + hashlib.sha256(title.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Sent:
    """A run's end: every reader's state, among them those who had theirs before this run."""

    mailing: Mailing
    deliveries: tuple[Delivery, ...]
    before: int
    outcome: Outcome

    @property
    def complete(self) -> bool:
        """True when every reader of this run has the paper."""
        return all(delivery.state == "sent" for delivery in self.deliveries)


def dispatch(
    paper: Paper,
    recipients: Sequence[Recipient],
    sender: Sender,
    server: Server,
    outbox: Outbox,
    *,
    now: Callable[[], datetime],
    sealer: Sealer | None = None,
    replies: Mapping[str, Sequence[str]] | None = None,
    again: bool = False,
    numbered: bool = False,
    connections: int = 0,
    patience: Patience | None = None,
    progress: Callable[[Receipt], None] | None = None,
) -> Sent:
    """Send a paper to those of `recipients` who do not have it, and say how it stands with each.

    The messages refer to the earlier ones of their series, or to those in `replies` (per reader).
    """
    outbox.settle(now().isoformat(timespec="seconds"))
    mailing = outbox.begin(describe(paper, now()), again=again)
    earlier = outbox.earlier_ids(mailing) if replies is None else replies
    copies = Copies(paper, recipients, outbox, now()) if numbered else None
    press = Press(paper, sender, mailing, earlier, sealer, copies)
    readers = {r.address.key: r for r in recipients}
    # Only who is new gets a name: on the run after an interruption of a long list that is nobody.
    known = {delivery.address for delivery in outbox.deliveries(mailing.id)}
    outbox.enter(
        [
            Delivery(mailing.id, key, r.address.spec, press.identity(r), "waiting", seal=r.seal)
            for key, r in readers.items()
            if key not in known
        ]
    )
    entered = {d.address: d for d in outbox.deliveries(mailing.id) if d.address in readers}
    letters = [
        Letter(
            mailing=mailing.id,
            key=key,
            recipient=r.address.spec,
            parts=partial(press.parts, r),
            utf8=r.address.needs_utf8 or sender.address.needs_utf8,
            first_try=entered[key].first_try,
        )
        for key, r in readers.items()
        if entered[key].state == "waiting"
    ]
    before = sum(delivery.state == "sent" for delivery in entered.values())
    press.make_bodies(readers[letter.key] for letter in letters)
    outcome = Outcome()
    if letters:
        outcome = send(
            letters,
            server,
            sender.address.spec,
            outbox,
            now=now,
            connections=connections or connections_for(len(letters)),
            patience=patience,
            progress=progress,
        )
    words = {receipt.key: receipt for receipt in outcome.receipts}
    after = []
    for delivery in outbox.deliveries(mailing.id):
        receipt = words.get(delivery.address)
        after.append(replace(delivery, reply=receipt.reply) if receipt and not delivery.reply else delivery)
    return Sent(mailing, tuple(d for d in after if d.address in readers), before, outcome)


def write_drafts(
    paper: Paper,
    recipients: Sequence[Recipient],
    sender: Sender,
    folder: Path,
    *,
    created: datetime,
    sealer: Sealer | None = None,
    replies: Mapping[str, Sequence[str]] | None = None,
    copies: Copies | None = None,
) -> list[Path]:
    """One `.eml` for each reader, to open in any mail program and send from there; their paths.

    `X-Unsent` makes the programs that know it open the file as a draft.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BriefingError(f"cannot be made: {error.strerror or error}", where=str(folder)) from None
    press = Press(paper, sender, describe(paper, created), replies or {}, sealer, copies)
    written = []
    for number, recipient in enumerate(recipients, start=1):
        octets = press.octets(recipient, extra=[("X-Unsent", "1")])
        name = f"{number:03d}-{message.slug(recipient.address.spec.replace('@', '-at-'), 60) or 'reader'}.eml"
        atomic.write(folder / name, octets)
        written.append(folder / name)
    return written
