"""Grouped commits: many connections write their states, one thread puts them on disk together.

Each connection must wait until "trying" is on disk before it ends its message. With one commit per
state, four connections would queue up for the disk; here whatever has come in while the last commit
ran goes out in the next one, and all its writers go on at once.
"""

from __future__ import annotations

import queue
import threading

from briefing.deliver.outbox import Change, Outbox
from briefing.errors import BriefingError

# Enough for every connection there will ever be; keeps one transaction from growing without end.
_GROUP_MAX = 500


class Ticket:
    """A written change on its way to the disk."""

    __slots__ = ("_done", "_error", "change")

    def __init__(self, change: Change) -> None:
        self.change = change
        self._error: BriefingError | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def wait(self) -> None:
        """Return once the change is on disk; raises what kept it from getting there."""
        with self._done:
            pass
        if self._error:
            raise self._error

    def finish(self, error: BriefingError | None) -> None:
        """Let the writer go on."""
        self._error = error
        self._done.release()


class Journal:
    """The one writer of an outbox while a run lasts; use it as a context manager."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._queue: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self.commits = 0
        self.error: BriefingError | None = None

    def __enter__(self) -> Journal:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._queue.put(None)
        self._thread.join()

    def write(self, change: Change) -> Ticket:
        """Hand in a change; it is on disk when the ticket's `wait` returns, in the order of writing."""
        ticket = Ticket(change)
        self._queue.put(ticket)
        return ticket

    def _run(self) -> None:
        ended = False
        while not ended:
            group: list[Ticket] = []
            ticket = self._queue.get()
            while ticket is not None:
                group.append(ticket)
                if len(group) >= _GROUP_MAX:
                    break
                try:
                    ticket = self._queue.get_nowait()
                except queue.Empty:
                    break
            ended = ticket is None
            if not group:
                continue
            # After a failure nothing more is written: a later state without the earlier ones would
            # tell a story that did not happen.
            if not self.error:
                try:
                    self._outbox.record([ticket.change for ticket in group])
                    self.commits += 1
                except BriefingError as fault:
                    self.error = fault
            for ticket in group:
                ticket.finish(self.error)
