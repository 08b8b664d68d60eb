"""From a finished PDF to its readers: hands values between the command line and `deliver`.

It holds no rules of its own, and nothing of it is needed to build a PDF.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing.deliver import order as orders
from briefing.deliver.addresses import parse_address
from briefing.deliver.clearance import check_clearance
from briefing.deliver.copies import Copy, Traces, traces
from briefing.deliver.correction import Change, Line, compare, correction_subject, correction_texts, news
from briefing.deliver.facts import EDITION, attachments, text_lines
from briefing.deliver.mailing import Copies, Sent, dispatch, write_drafts
from briefing.deliver.order import Order, Prepared
from briefing.deliver.outbox import Delivery, Mailing, Outbox, Registered, State, open_outbox
from briefing.deliver.schedule import Plan, cron_line, systemd_units
from briefing.deliver.sending import Receipt
from briefing.errors import BriefingError
from briefing.model import Edition, told_by
from briefing.model.file import load
from briefing.render import RenderOptions, fill_mail

__all__ = [
    "Answer",
    "Copy",
    "Correction",
    "Delivery",
    "Mailing",
    "Order",
    "Plan",
    "Prepared",
    "Receipt",
    "Sent",
    "Way",
    "check",
    "correct",
    "cron_line",
    "draft",
    "forget",
    "mailing",
    "mailings",
    "prepare",
    "retry",
    "send",
    "systemd_units",
    "whose",
]

_DOCUMENT = re.compile(r"[A-Za-z0-9_-]{1,64}\.txt")


@dataclass(frozen=True, slots=True)
class Way:
    """How to send: the outbox, and what is asked for beside the order itself."""

    state: Path
    again: bool = False
    numbered: bool = False
    connections: int = 0


def prepare(
    order: Order,
    environment: Mapping[str, str],
    hostname: str,
    at: datetime,
    *,
    template: str = "sitrep",
    since: Path | None = None,
) -> Prepared:
    """Everything an order names, read and checked; nothing is sent or written.

    Where the PDF holds the edition it was printed from, `template` writes the mail. What changed is
    what the edition says of itself, or the difference to `since`, the last edition's PDF.
    """
    ready = orders.prepare(order, environment, hostname, at)
    paper = ready.paper
    edition = edition_in(paper.pdf, str(order.pdf))
    # The template tells by itself what the edition says of its own changes.
    changes: list[Change] = []
    if since:
        old = _printed_lines(orders.read_octets(since), str(since))
        changes = compare(old, _printed_lines(paper.pdf, str(order.pdf)))
    paper = replace(paper, facts=replace(paper.facts, changed=news(changes)))
    if edition is not None:
        extra = {"marking": paper.facts.marking or "", "changed": paper.facts.changed}
        look = RenderOptions(template)

        def texts(attached: str) -> tuple[str, str]:
            return fill_mail(edition, look, {**extra, "attached": attached})

        paper = replace(paper, texts=texts)
    return replace(ready, paper=paper)


def edition_in(pdf: bytes, name: str) -> Edition | None:
    """The edition a PDF of ours carries: `briefing.toml` and its documents; None where it has none.

    An edition without its documents (an analyst took them out, or a mail gateway did) is no fault
    here: the paper's facts were read from `briefing.toml` alone.
    """
    files = attachments(pdf, name)
    if EDITION not in files:
        return None
    with tempfile.TemporaryDirectory(prefix="briefing-") as made:
        folder = Path(made)
        (folder / EDITION).write_bytes(files[EDITION])
        (folder / "documents").mkdir()
        for file, octets in files.items():
            # The last part alone, and of a kind no path can be made of.
            if _DOCUMENT.fullmatch(last := file.rpartition("/")[2]):
                (folder / "documents" / last).write_bytes(octets)
        try:
            return load(folder)
        except BriefingError:
            return None


def check(ready: Prepared, *, unmarked: bool = False, confirmed: Collection[str] = ()) -> None:
    """Refuse when anybody may not have this paper, or cannot have it sealed as their list wants."""
    ready.sealer.check(ready.recipients)
    check_clearance(ready.paper.facts.marking, ready.recipients, unmarked=unmarked, confirmed=confirmed)


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction made ready: the lines that changed, and per reader the message it corrects."""

    ready: Prepared
    changes: tuple[Change, ...]
    replies: Mapping[str, Sequence[str]]


def correct(
    old: Path, order: Order, state: Path, environment: Mapping[str, str], hostname: str, at: datetime
) -> Correction:
    """What changed from the paper `old` to that of `order`, made ready for those who got `old`."""
    before = orders.read_paper(old)
    with open_outbox(state, write=False) as outbox:
        got = outbox.receivers(before.digest)
    if not got:
        hint = "only what went out with `briefing send` and this --state is known"
        raise BriefingError("nobody got this paper", where=str(old), hint=hint)
    configuration = orders.configured(order.configuration)
    known = orders.receivers(got, before.facts.marking, configuration)
    ready = orders.prepare(order, environment, hostname, at, known=known)
    changes = compare(_printed_lines(before.pdf, str(old)), _printed_lines(ready.paper.pdf, str(order.pdf)))
    facts = ready.paper.facts
    correction_texts(facts, changes, "")  # refuses when nothing changed

    def texts(attached: str) -> tuple[str, str]:
        return correction_texts(facts, changes, attached)

    paper = replace(ready.paper, subject=order.subject or correction_subject(facts), texts=texts)
    replies = {delivery.address: [delivery.message_id] for delivery in got}
    return Correction(replace(ready, paper=paper), tuple(changes), replies)


def _printed_lines(pdf: bytes, name: str) -> list[Line]:
    """The statements of the edition in a PDF, by their ids; the lines of its pages where it has none."""
    edition = edition_in(pdf, name)
    if edition is None:
        return [Line(text) for text in text_lines(pdf)]
    found = []
    told = told_by(edition.briefing)
    for statement in edition.briefing.statements:
        if statement.printed and statement.id not in told:
            certainty = "" if statement.certainty == "asserted" else f" ({statement.certainty})"
            found.append(Line(" ".join(statement.text.split()) + certainty, statement.id))
    return found


def draft(
    ready: Prepared,
    folder: Path,
    created: datetime,
    replies: Mapping[str, Sequence[str]] | None = None,
    numbered: Way | None = None,
) -> list[Path]:
    """One `.eml` file for each reader, in `folder`; `numbered` has the register for their copies."""
    with open_outbox(numbered.state) if numbered else nullcontext() as outbox:
        copies = Copies(ready.paper, ready.recipients, outbox, created) if outbox else None
        return write_drafts(
            ready.paper,
            ready.recipients,
            ready.sender,
            folder,
            created=created,
            sealer=ready.sealer,
            replies=replies,
            copies=copies,
        )


def send(
    ready: Prepared,
    way: Way,
    *,
    now: Callable[[], datetime],
    progress: Callable[[Receipt], None] | None = None,
    replies: Mapping[str, Sequence[str]] | None = None,
) -> Sent:
    """Send to every reader who does not have it yet."""
    if ready.server is None:
        raise BriefingError("no mail server is named", hint="--host, or [server] in the configuration")
    with open_outbox(way.state) as outbox:
        return dispatch(
            ready.paper,
            ready.recipients,
            ready.sender,
            ready.server,
            outbox,
            now=now,
            sealer=ready.sealer,
            replies=replies,
            again=way.again,
            numbered=way.numbered,
            connections=way.connections,
            progress=progress,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose copy a PDF is. `registered` is from the register, `traces` from the PDF itself.

    `exact` says that the PDF is, octet for octet, the copy that was sent.
    """

    registered: Registered | None
    traces: Traces
    exact: bool


def whose(path: Path, state: Path) -> Answer:
    """Whose copy the PDF at `path` is: by the register, its metadata, its pages, in this order."""
    pdf = orders.read_octets(path)
    found = traces(pdf, str(path))
    copies: list[Registered] = []
    exact = False
    if (state / "outbox.sqlite").exists():
        with open_outbox(state, write=False) as outbox:
            digest = hashlib.sha256(pdf).hexdigest()
            copies = [each for each in outbox.copies(digest) if each.copy_digest == digest]
            exact = bool(copies)
            if not exact and found.metadata:
                number = found.metadata.number
                copies = [each for each in outbox.copies(found.paper) if each.number == number]
    return Answer(copies[0] if copies else None, found, exact)


def mailings(state: Path) -> list[tuple[Mailing, dict[State, int]]]:
    """All mailings of an outbox with their counts, the newest last."""
    with open_outbox(state, write=False) as outbox:
        return [(made, outbox.counts(made.id)) for made in outbox.mailings()]


def mailing(state: Path, number: int | None) -> tuple[Mailing, list[Delivery]]:
    """A mailing by its number (None: the last) with its messages."""
    with open_outbox(state, write=False) as outbox:
        made = _chosen(outbox, number)
        return made, outbox.deliveries(made.id)


def retry(
    state: Path,
    number: int | None,
    *,
    refused: bool,
    unknown: bool,
    addresses: Sequence[str],
    at: datetime,
) -> tuple[Mailing, int]:
    """Set refused or unknown messages back to waiting; the mailing and how many there were."""
    asked: dict[State, bool] = {"refused": refused, "unknown": unknown}
    states = [each for each, wanted in asked.items() if wanted]
    keys = [parse_address(each).key for each in addresses] or None
    moment = at.isoformat(timespec="seconds")
    with open_outbox(state) as outbox:
        outbox.settle(moment)
        made = _chosen(outbox, number)
        return made, outbox.retry(made.id, states, keys, moment)


def forget(state: Path, number: int) -> None:
    """Remove a mailing and what became of it."""
    with open_outbox(state) as outbox:
        outbox.forget(_chosen(outbox, number).id)


def _chosen(outbox: Outbox, number: int | None) -> Mailing:
    made = outbox.mailings()
    if not made:
        raise BriefingError("the outbox is empty: nothing was sent yet")
    if number is None:
        return made[-1]
    for each in made:
        if each.id == number:
            return each
    raise BriefingError(f"no mailing {number}", hint="`briefing outbox list` shows their numbers")
