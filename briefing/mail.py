"""The pipeline's other half: from a finished PDF to its readers.

Apart from `pipeline` because nothing of it is needed to build a PDF. It hands values between the
command line and `deliver`, and holds no rules of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefing.deliver import order as orders
from briefing.deliver.clearance import check_clearance
from briefing.deliver.mailing import Sent, dispatch, write_drafts
from briefing.deliver.order import Order, Prepared
from briefing.deliver.outbox import open_outbox
from briefing.deliver.sending import Receipt
from briefing.errors import BriefingError

__all__ = ["Order", "Prepared", "Receipt", "Sent", "Way", "check", "draft", "prepare", "send"]


@dataclass(frozen=True, slots=True)
class Way:
    """How to send: the outbox, and what is asked for beside the order itself."""

    state: Path
    again: bool = False
    connections: int = 0


def prepare(order: Order, environment: Mapping[str, str], hostname: str) -> Prepared:
    """Everything an order names, read and checked; nothing is sent or written."""
    return orders.prepare(order, environment, hostname)


def check(ready: Prepared, *, unmarked: bool = False, confirmed: Collection[str] = ()) -> None:
    """Refuse when anybody may not have this paper."""
    check_clearance(ready.paper.facts.marking, ready.recipients, unmarked=unmarked, confirmed=confirmed)


def draft(ready: Prepared, folder: Path, created: datetime) -> list[Path]:
    """One `.eml` file for each reader, in `folder`."""
    return write_drafts(ready.paper, ready.recipients, ready.sender, folder, created=created)


def send(
    ready: Prepared,
    way: Way,
    *,
    now: Callable[[], datetime],
    progress: Callable[[Receipt], None] | None = None,
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
            again=way.again,
            connections=way.connections,
            progress=progress,
        )
