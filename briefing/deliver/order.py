"""An order to send, as the command line states it, made ready: everything read and checked first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing.deliver.addresses import Address, parse_address, warnings
from briefing.deliver.configuration import Configuration, load_configuration
from briefing.deliver.facts import read_facts
from briefing.deliver.labels import strictest
from briefing.deliver.mailing import Paper, Sender
from briefing.deliver.outbox import Delivery
from briefing.deliver.recipients import ENCRYPTED, Recipient, read_recipients
from briefing.deliver.sealing import Sealer
from briefing.deliver.smtp import Server, Tls
from briefing.errors import BriefingError, Faults
from briefing.model import Marking

_PDF_BYTES_MAX = 100_000_000
PASSWORD_VARIABLE = "BRIEFING_SMTP_PASSWORD"


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for; values left out come from the configuration."""

    pdf: Path
    to: Sequence[str] = ()
    to_files: Sequence[Path] = ()
    lists: Sequence[str] = ()
    host: str = ""
    port: int = 0
    tls: Tls | None = None
    ca: Path | None = None
    user: str = ""
    password_file: Path | None = None
    sender: str = ""
    reply_to: str = ""
    subject: str = ""
    marking: Marking | None = None
    clearance: Marking | None = None
    skip_invalid: bool = False
    timeout_s: float = 30.0
    configuration: Path | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An order that can be carried out. `server` is None where none is named anywhere."""

    paper: Paper
    recipients: tuple[Recipient, ...]
    sender: Sender
    server: Server | None
    sealer: Sealer
    skipped: tuple[BriefingError, ...] = ()
    notes: tuple[str, ...] = ()


def prepare(
    order: Order,
    environment: Mapping[str, str],
    hostname: str,
    at: datetime,
    *,
    known: Sequence[Recipient] = (),
) -> Prepared:
    """Read and check everything an order names.

    `hostname` makes the sender where nobody names one; `at` decides which certificates are valid;
    `known` are readers beside those the order names.
    """
    configuration = configured(order.configuration)
    paper = read_paper(order.pdf, subject=order.subject, marking=order.marking)
    reading = read_recipients(
        order.to,
        order.to_files,
        known=[*known, *_listed(order.lists, configuration)],
        clearance=order.clearance,
    )
    if reading.faults and not order.skip_invalid:
        raise Faults(
            reading.faults,
            hint="nothing was sent; --skip-invalid sends to the others",
            show_all=True,
        )
    if not reading.recipients:
        raise BriefingError("nobody to send to", hint="--to ADDRESS, --to-file FILE or --list NAME")
    notes = [*reading.notes, *warnings([recipient.address for recipient in reading.recipients])]
    server = _server(order, configuration, environment, notes)
    return Prepared(
        paper=paper,
        recipients=tuple(reading.recipients),
        sender=_sender(order, configuration, hostname),
        server=server,
        sealer=Sealer(configuration.certificate, configuration.private_key, configuration.pgp_key, at),
        skipped=tuple(reading.faults),
        notes=tuple(notes),
    )


def configured(path: Path | None) -> Configuration:
    """The configuration in a file, or an empty one."""
    return load_configuration(path) if path else Configuration()


def receivers(
    deliveries: Sequence[Delivery], marking: Marking | None, configuration: Configuration
) -> list[Recipient]:
    """Those who got a paper of that label, as readers of its correction.

    A reader of a configured list keeps what the list says. The others may have what they had: the
    old paper's label. Who got the old one encrypted gets nothing in clear.
    """
    listed = {r.address.key: r for readers in configuration.lists.values() for r in readers}
    found, faults = [], []
    for delivery in deliveries:
        reader = listed.get(delivery.address) or Recipient(parse_address(delivery.shown), marking)
        if delivery.seal in ENCRYPTED and reader.seal not in ENCRYPTED:
            message = "got the old paper encrypted, and no list says how to encrypt to them now"
            faults.append(BriefingError(message, where=delivery.shown))
        found.append(reader)
    if faults:
        raise Faults(faults, show_all=True)
    return found


def read_octets(path: Path) -> bytes:
    """The octets of a PDF file, within what mail servers take."""
    try:
        with path.open("rb") as file:
            pdf = file.read(_PDF_BYTES_MAX + 1)
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be read", where=str(path)) from None
    if len(pdf) > _PDF_BYTES_MAX:
        raise BriefingError("is larger than any mail server takes", where=str(path))
    return pdf


def read_paper(path: Path, *, subject: str = "", marking: Marking | None = None) -> Paper:
    """The PDF at `path` with its facts; `marking` can only make its label stricter."""
    pdf = read_octets(path)
    facts = read_facts(pdf, str(path))
    label = strictest((facts.marking, marking))
    if marking and label != marking:
        message = f"is marked {facts.marking}; --marking {marking} would lower that"
        raise BriefingError(
            message, where=str(path), hint="a label is lowered in the edition, not in the mail"
        )
    return Paper(pdf, path.name, replace(facts, marking=label), subject=subject)


def _listed(names: Sequence[str], configuration: Configuration) -> list[Recipient]:
    found: dict[str, Recipient] = {}
    for name in names:
        if name not in configuration.lists:
            known = ", ".join(sorted(configuration.lists)) or "none"
            raise BriefingError(f"no list {name!r}", hint=f"lists in the configuration: {known}")
        for recipient in configuration.lists[name]:
            earlier = found.setdefault(recipient.address.key, recipient)
            if replace(earlier, address=recipient.address) != recipient:
                message = f"{recipient.address.spec} stands in two lists with different traits"
                raise BriefingError(message, hint="clearance, seal, key, format and language must agree")
    return list(found.values())


def _sender(order: Order, configuration: Configuration, hostname: str) -> Sender:
    """Who it is from: the order, the configuration, a user name that is an address, this machine."""
    reply_to = parse_address(order.reply_to, where="--reply-to") if order.reply_to else configuration.reply_to
    if order.sender:
        return Sender(parse_address(order.sender, where="--from"), reply_to)
    if configuration.sender:
        return Sender(configuration.sender, reply_to)
    for guess in (order.user or configuration.user, f"briefing@{hostname}"):
        try:
            return Sender(parse_address(guess), reply_to)
        except BriefingError:
            continue
    return Sender(Address("briefing", "localhost"), reply_to)


def _server(
    order: Order, configuration: Configuration, environment: Mapping[str, str], notes: list[str]
) -> Server | None:
    host = order.host or configuration.host
    if not host:
        return None
    user = order.user or configuration.user
    password_file = order.password_file or configuration.password_file
    tls: Tls = order.tls or configuration.tls or "starttls"
    password = ""
    if password_file:
        password = _password_in(password_file, notes)
    elif user and tls != "none":
        password = environment.get(PASSWORD_VARIABLE, "") or _password_in_keyring(host, user)
    return Server(
        host=host,
        port=order.port or configuration.port,
        tls=tls,
        ca=order.ca or configuration.ca,
        user=user,
        password=password,
        hostname=configuration.hostname,
        timeout_s=order.timeout_s,
    )


def _password_in(path: Path, notes: list[str]) -> str:
    """The first line of a password file; one that others may read is said to be so."""
    try:
        with path.open("rb") as file:
            mode = path.stat().st_mode
            line = file.read(4096).split(b"\n")[0].rstrip(b"\r")
            password = line.decode("utf-8")
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be read", where=str(path)) from None
    except UnicodeDecodeError:
        raise BriefingError("does not hold a password in UTF-8", where=str(path)) from None
    if not password or "\0" in password:
        raise BriefingError("does not hold a password in its first line", where=str(path))
    if mode & 0o077:
        notes.append(f"{path}: others on this machine can read the password (chmod 600)")
    return password


def _password_in_keyring(host: str, user: str) -> str:
    """The password the system's keyring holds for `briefing HOST` and the user; "" without a keyring."""
    try:
        import keyring
    except ImportError:
        return ""
    try:
        return keyring.get_password(f"briefing {host}", user) or ""
    except Exception:  # each of keyring's backends has errors of its own; none is a reason to stop
        return ""
