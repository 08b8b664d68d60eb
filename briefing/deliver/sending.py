"""A run: hand every waiting message to the server, over one connection or several.

What must stay true, also when the process dies between any two lines:

- A message's end mark goes out only after "trying" is on disk for it.
- A message that was refused with 4xx, or whose connection broke before the end mark, waits for
  another try; after the end mark and without an answer its outcome is unknown and it is left alone.
- A wrong password, a bad certificate or a refused sender ends the run: nobody is marked refused for
  a fault that is ours.
"""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from briefing.deliver.journal import Journal, Ticket
from briefing.deliver.outbox import Change, Outbox, State
from briefing.deliver.smtp import Declined, Lost, Server, Session, Stop
from briefing.errors import BriefingError

# RFC 5321, 4.5.4.1: a message is given up after four to five days of trying.
_GIVE_UP_AFTER = timedelta(days=5)
# Verdicts on the message itself (not on a reader), in a row and with no success between them, after
# which the next reader's turn would only repeat the same harm.
_BREAKER = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to hand in. `parts` makes its octets, dot-stuffed and ending in CRLF, when needed."""

    mailing: int
    key: str
    recipient: str
    parts: Callable[[], Sequence[bytes]]
    utf8: bool = False
    first_try: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one letter in this run, with the server's words."""

    key: str
    recipient: str
    state: State
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a run goes about what may pass: tries for each letter and connection, seconds between.

    `connecting_s` after the first of several failed connections no further one is tried: a server
    that does not answer at all keeps nobody waiting for minutes.
    """

    tries: int = 4
    first_wait_s: float = 1.0
    growth: float = 3.0
    connecting_s: float = 15.0

    def wait_s(self, tries: int) -> float:
        """Seconds to wait after that many tries."""
        return float(self.first_wait_s * self.growth ** (tries - 1))


@dataclass(slots=True)
class Outcome:
    """The end of a run: one receipt for each letter, and the reason when the run was ended early."""

    receipts: list[Receipt] = field(default_factory=list)
    stopped: BriefingError | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(order=True, slots=True)
class _Job:
    due: float
    order: int
    letter: Letter = field(compare=False)
    tries: int = field(default=0, compare=False)


def send(
    letters: Sequence[Letter],
    server: Server,
    sender: str,
    outbox: Outbox,
    *,
    now: Callable[[], datetime],
    connections: int = 1,
    patience: Patience | None = None,
    progress: Callable[[Receipt], None] | None = None,
) -> Outcome:
    """Hand in `letters`; every one of them comes back with a receipt, whatever happens.

    An interrupt (Ctrl-C) lets each connection finish the message it is at.
    """
    with Journal(outbox) as journal:
        run = _Run(letters, server, sender, journal, now, patience or Patience())
        run.start(max(1, connections))
        try:
            for receipt in run.receipts():
                run.outcome.receipts.append(receipt)
                if progress:
                    progress(receipt)
        except KeyboardInterrupt:
            run.stop(Stop("interrupted", hint="run the same command again to finish"))
        run.join()
    if journal.error:
        raise journal.error
    return run.finished()


class _Run:
    """What the connections of a run share, behind one lock."""

    def __init__(
        self,
        letters: Sequence[Letter],
        server: Server,
        sender: str,
        journal: Journal,
        now: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        self.outcome = Outcome()
        self._server = server
        self._sender = sender
        self._journal = journal
        self._now = now
        self._patience = patience
        self._changed = threading.Condition()
        self._jobs = [_Job(0.0, number, letter) for number, letter in enumerate(letters)]
        self._open = {letter.key: letter for letter in letters}
        self._last_reply: dict[str, str] = {}
        self._results: queue.SimpleQueue[Receipt | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._wanted = 1
        self._working = 0
        self._failed_connections = 0
        self._failing_since = 0.0
        self._bad_in_a_row = 0
        self._per_connection = 0
        self._crash: BaseException | None = None

    # -- as the caller sees it -----------------------------------------------------------------

    def start(self, connections: int) -> None:
        """Begin with one connection; when it stands, the others follow."""
        self._wanted = connections
        self._start_workers(1)

    def receipts(self) -> Iterator[Receipt]:
        """The receipts as they come, until the last connection has ended."""
        while receipt := self._results.get():
            yield receipt

    def stop(self, reason: BriefingError) -> None:
        """End the run: each connection finishes the message it is at."""
        with self._changed:
            self.outcome.stopped = self.outcome.stopped or reason
            self._changed.notify_all()

    def join(self) -> None:
        """Wait for the connections to end."""
        for thread in self._threads:
            thread.join()

    def finished(self) -> Outcome:
        """The outcome, with a receipt also for each letter that was not reached."""
        if self._crash:
            raise self._crash
        known = {receipt.key for receipt in self.outcome.receipts}
        while not self._results.empty():
            if receipt := self._results.get():
                self.outcome.receipts.append(receipt)
                known.add(receipt.key)
        for key, letter in self._open.items():
            if key not in known:
                reply = self._last_reply.get(key, "not tried")
                self.outcome.receipts.append(Receipt(key, letter.recipient, "waiting", reply))
        return self.outcome

    # -- the connections -----------------------------------------------------------------------

    def _start_workers(self, number: int) -> None:
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(number)]
        with self._changed:
            self._working += number
            self._threads.extend(threads)
        for thread in threads:
            thread.start()

    def _work(self) -> None:
        """Take letters until there are none, over one session for as long as it lasts."""
        session: Session | None = None
        try:
            while job := self._take():
                try:
                    if session is None:
                        session = self._connect()
                    keep = self._deliver(session, job)
                except Lost as lost:
                    keep = False
                    self._put_back(job, str(lost), counts=session is not None)
                    if not (session and session.accepted) and not self._connection_failed(str(lost)):
                        return
                if session and not keep:
                    session.close()
                    session = None
                elif session and 0 < self._per_connection <= session.accepted:
                    session.quit()
                    session = None
        except BriefingError as error:
            self.stop(error)
        except BaseException as error:
            self._crash = error
            self.stop(Stop("a fault of this program"))
        finally:
            if session:
                session.quit()
            with self._changed:
                self._working -= 1
                self._changed.notify_all()
                if not self._working:
                    self._results.put(None)

    def _connect(self) -> Session:
        session = Session(self._server)
        with self._changed:
            self.outcome.notes += [note for note in session.notes if note not in self.outcome.notes]
            more, self._wanted = self._wanted - 1, 1
        if more > 0:
            self._start_workers(more)
        return session

    def _connection_failed(self, reason: str) -> bool:
        """Wait before the next connection; False retires this one, for others are working."""
        with self._changed:
            if not self._failed_connections:
                self._failing_since = time.monotonic()
            self._failed_connections += 1
            failures, others = self._failed_connections, self._working > 1
        if others:
            return False
        too_long = time.monotonic() - self._failing_since > self._patience.connecting_s
        if failures >= self._patience.tries or too_long:
            raise Stop(reason, where=self._server.place, hint="run the same command again later")
        until = time.monotonic() + self._patience.wait_s(failures)
        with self._changed:
            while not self.outcome.stopped and (rest := until - time.monotonic()) > 0:
                self._changed.wait(rest)
        return True

    def _deliver(self, session: Session, job: _Job) -> bool:
        """Hand in one letter; True when the session is good for another.

        Raises `Lost` only while it is certain that the server did not take the message.
        """
        letter = job.letter
        parts = letter.parts()
        size = sum(len(part) for part in parts)
        try:
            session.begin(self._sender, letter.recipient, size, utf8=letter.utf8)
        except Declined as declined:
            return self._declined(session, job, declined)
        session.content(*parts)
        self._write(letter, "trying", tried=True).wait()
        try:
            reply = session.finish(lambda: self._note_sent(letter))
        except Declined as declined:
            return self._declined(session, job, declined)
        except (Lost, Stop) as error:
            self._settle(letter, "unknown", f"no answer after the message: {error.args[0]}")
            self._trip("the server took the message and did not answer")
            return False
        with self._changed:
            self._failed_connections = self._bad_in_a_row = 0
        self._settle(letter, "sent", reply.line)
        return True

    def _declined(self, session: Session, job: _Job, declined: Declined) -> bool:
        """The server said no: for now (back to waiting) or for good. True keeps the session."""
        stage, reply, letter = declined.stage, declined.reply, job.letter
        if reply.code == 421 and session.accepted:
            # Some servers take so many messages in a connection and no more: ask for no more again.
            self._per_connection = session.accepted
            self._put_back(job, reply.line, counts=False)
            return False
        if reply.code == 421 and stage != "message":
            raise Lost(reply.line)
        if (stage == "MAIL" and not reply.later) or reply.code == 530:
            self._put_back(job, reply.line, counts=False)
            message = f"the server takes nothing from {self._sender}: {reply.line}"
            raise Stop(message, where=self._server.place)
        if not reply.later:
            self._settle(letter, "refused", reply.line)
        elif self._too_old(letter):
            self._settle(letter, "refused", f"given up after {_GIVE_UP_AFTER.days} days: {reply.line}")
        else:
            self._put_back(job, reply.line, counts=True)
        if stage == "message":
            if not reply.later:
                self._trip(f"the server refuses the message: {reply.line}")
            return reply.code != 421
        try:
            session.reset()
        except (Declined, Lost):
            return False
        return True

    def _trip(self, reason: str) -> None:
        """Count a bad end of a whole message; too many without a good one between them end the run."""
        with self._changed:
            self._bad_in_a_row += 1
            tripped = self._bad_in_a_row >= _BREAKER
        if tripped:
            raise Stop(f"{reason} ({_BREAKER} times in a row)", where=self._server.place)

    def _too_old(self, letter: Letter) -> bool:
        if not letter.first_try:
            return False
        return self._now() - datetime.fromisoformat(letter.first_try) > _GIVE_UP_AFTER

    # -- the letters ---------------------------------------------------------------------------

    def _take(self) -> _Job | None:
        """The next letter that is due, waiting for it; None when all are settled or the run is over."""
        with self._changed:
            while self._open and not self.outcome.stopped:
                if not self._jobs:
                    self._changed.wait()
                elif (wait := self._jobs[0].due - time.monotonic()) > 0:
                    self._changed.wait(wait)
                else:
                    return heapq.heappop(self._jobs)
            return None

    def _put_back(self, job: _Job, reply: str, *, counts: bool) -> None:
        """Let a letter wait for its next try, or for the next run when it had its tries in this one."""
        letter = job.letter
        self._write(letter, "waiting", reply)
        job.tries += counts
        if job.tries >= self._patience.tries:
            self._close(letter, "waiting", reply)
            return
        job.due = time.monotonic() + (self._patience.wait_s(job.tries) if counts else 0.0)
        with self._changed:
            self._last_reply[letter.key] = reply
            heapq.heappush(self._jobs, job)
            self._changed.notify_all()

    def _note_sent(self, letter: Letter) -> None:
        self._write(letter, "sent", "2")

    def _settle(self, letter: Letter, state: State, reply: str) -> None:
        """A verdict goes on its way to the disk; dying before it gets there leaves "trying": unknown."""
        self._write(letter, state, reply)
        self._close(letter, state, reply)

    def _close(self, letter: Letter, state: State, reply: str) -> None:
        with self._changed:
            self._open.pop(letter.key)
            if not self._open:
                self._changed.notify_all()
        self._results.put(Receipt(letter.key, letter.recipient, state, reply))

    def _write(self, letter: Letter, state: State, reply: str = "", *, tried: bool = False) -> Ticket:
        at = self._now().isoformat(timespec="seconds")
        return self._journal.write(Change(letter.mailing, letter.key, state, at, reply, tried))
