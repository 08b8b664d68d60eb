"""The outbox: what became of each message, on disk before anybody acts on it.

One SQLite file in write-ahead mode with full synchronisation: a state that `record` has returned
from is on the disk, whatever happens to the process or the machine next. What must stay true:

- "trying" is on disk before the end mark of a message goes out, "sent" only after the server's
  word. Whoever finds "trying" later, with nobody sending, knows that the outcome is unknown.
- One process at a time sends from one outbox (a lock the system drops when the process dies).
- It holds addresses, subjects and replies; never a message, never a password.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from briefing.errors import BriefingError

State = Literal["waiting", "trying", "sent", "refused", "unknown"]
STATES: tuple[State, ...] = get_args(State)

_SCHEMA = """
CREATE TABLE mailing (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,          -- SHA-256 of the PDF
  round INTEGER NOT NULL,        -- 1, and one more for each --again
  created TEXT NOT NULL,         -- the messages' Date
  file TEXT NOT NULL, subject TEXT NOT NULL, series TEXT NOT NULL, marking TEXT NOT NULL,
  UNIQUE (digest, round)
);
CREATE TABLE delivery (
  mailing INTEGER NOT NULL REFERENCES mailing (id),
  address TEXT NOT NULL,         -- folded: one reader, one row
  shown TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'trying', 'sent', 'refused', 'unknown')),
  tries INTEGER NOT NULL DEFAULT 0,
  reply TEXT NOT NULL DEFAULT '',
  first_try TEXT NOT NULL DEFAULT '',
  changed TEXT NOT NULL DEFAULT '',
  seal TEXT NOT NULL DEFAULT '', -- how it was sealed: a correction is never sealed less
  PRIMARY KEY (mailing, address)
) WITHOUT ROWID;
CREATE TABLE copy (              -- the register of numbered copies
  digest TEXT NOT NULL,          -- SHA-256 of the master
  number INTEGER NOT NULL,
  address TEXT NOT NULL, holder TEXT NOT NULL,
  copy_digest TEXT NOT NULL,     -- SHA-256 of the copy
  issued TEXT NOT NULL,
  PRIMARY KEY (digest, number), UNIQUE (digest, address)
) WITHOUT ROWID;
"""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Mailing:
    """One PDF going out: `created` (ISO 8601) is the Date of all its messages."""

    id: int
    digest: str
    round: int
    created: str
    file: str
    subject: str
    series: str = ""
    marking: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reader's message: `address` is the folded key, `shown` the address as it was given."""

    mailing: int
    address: str
    shown: str
    message_id: str
    state: State
    tries: int = 0
    reply: str = ""
    first_try: str = ""
    changed: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A new state for one delivery; `tried` counts a try, `at` is when."""

    mailing: int
    address: str
    state: State
    at: str
    reply: str = ""
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """A numbered copy in the register: whose it is, and the SHA-256 of the master and of the copy."""

    digest: str
    number: int
    address: str
    holder: str
    copy_digest: str
    issued: str


class Outbox:
    """An open outbox; `open_outbox` makes one."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path

    # -- reading -------------------------------------------------------------------------------

    def mailings(self) -> list[Mailing]:
        """All mailings, the newest last."""
        return [Mailing(*row) for row in self._rows(f"SELECT {_MAILING} FROM mailing ORDER BY id")]

    def find(self, digest: str) -> list[Mailing]:
        """The rounds in which a PDF went out, the newest last."""
        query = f"SELECT {_MAILING} FROM mailing WHERE digest = ? ORDER BY round"
        return [Mailing(*row) for row in self._rows(query, (digest,))]

    def deliveries(self, mailing: int) -> list[Delivery]:
        """The messages of a mailing in the order of their addresses."""
        query = f"SELECT {_DELIVERY} FROM delivery WHERE mailing = ? ORDER BY address"
        return [Delivery(*row) for row in self._rows(query, (mailing,))]

    def counts(self, mailing: int) -> dict[State, int]:
        """How many messages of a mailing are in each state; states without any are left out."""
        query = "SELECT state, count(*) FROM delivery WHERE mailing = ? GROUP BY state"
        return dict(self._rows(query, (mailing,)))

    def earlier_ids(self, mailing: Mailing, limit: int = 5) -> dict[str, list[str]]:
        """Per reader the Message-IDs of this series sent before this mailing, the oldest first."""
        if not mailing.series:
            return {}
        query = (
            "SELECT d.address, d.message_id FROM delivery d JOIN mailing m ON m.id = d.mailing "
            "WHERE m.series = ? AND m.id < ? AND d.state = 'sent' ORDER BY m.id"
        )
        found: dict[str, list[str]] = {}
        for address, message_id in self._rows(query, (mailing.series, mailing.id)):
            found.setdefault(address, []).append(message_id)
        return {address: ids[-limit:] for address, ids in found.items()}

    def receivers(self, digest: str) -> list[Delivery]:
        """Everybody who got a PDF, or may have got it (unknown), in any round; each once."""
        query = (
            f"SELECT {', '.join('d.' + c.strip() for c in _DELIVERY.split(','))} FROM delivery d "
            "JOIN mailing m ON m.id = d.mailing WHERE m.digest = ? AND d.state IN ('sent', 'unknown') "
            "ORDER BY d.address, m.round"
        )
        return list({row[1]: Delivery(*row) for row in self._rows(query, (digest,))}.values())

    def copies(self, digest: str) -> list[Registered]:
        """The copies whose master, or whose own octets, have that SHA-256."""
        query = f"SELECT {_COPY} FROM copy WHERE digest = ? OR copy_digest = ? ORDER BY number"
        return [Registered(*row) for row in self._rows(query, (digest, digest))]

    # -- writing -------------------------------------------------------------------------------

    def begin(self, wanted: Mailing, *, again: bool) -> Mailing:
        """The mailing these messages belong to: the last round of this PDF, or a new one.

        `again` opens a new round, but only when nothing waits in the last one: a run with --again
        that was cut short is finished by running it again, not begun anew.
        """
        rounds = self.find(wanted.digest)
        if rounds and not (again and "waiting" not in self.counts(rounds[-1].id)):
            return rounds[-1]
        number = rounds[-1].round + 1 if rounds else 1
        with self._transaction() as database:
            cursor = database.execute(
                "INSERT INTO mailing (digest, round, created, file, subject, series, marking) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    wanted.digest,
                    number,
                    wanted.created,
                    wanted.file,
                    wanted.subject,
                    wanted.series,
                    wanted.marking,
                ),
            )
            identity = cursor.lastrowid or 0
        return replace(wanted, id=identity, round=number)

    def enter(self, deliveries: Sequence[Delivery]) -> None:
        """Enter messages as they are given; one that is there already stays as it is."""
        with self._transaction() as database:
            database.executemany(
                "INSERT OR IGNORE INTO delivery (mailing, address, shown, message_id, state, seal) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [(d.mailing, d.address, d.shown, d.message_id, d.state, d.seal) for d in deliveries],
            )

    def record(self, changes: Iterable[Change]) -> None:
        """Write new states in one transaction; they are on disk when this returns."""
        with self._transaction() as database:
            database.executemany(
                "UPDATE delivery SET state = ?, reply = ?, changed = ?, tries = tries + ?, "
                "first_try = CASE WHEN first_try = '' THEN ? ELSE first_try END "
                "WHERE mailing = ? AND address = ?",
                [(c.state, c.reply, c.at, c.tried, c.at, c.mailing, c.address) for c in changes],
            )

    def register(
        self, digest: str, holders: Sequence[tuple[str, str]], make: Callable[[int, str], str], at: str
    ) -> dict[str, Registered]:
        """A copy for each (address, holder), numbered in that order; who has one keeps it.

        `make` answers the SHA-256 of a copy by number and holder.
        """
        known = {each.address: each for each in self.copies(digest)}
        number = max((each.number for each in known.values()), default=0)
        fresh = []
        for address, holder in holders:
            if address not in known:
                number += 1
                made = Registered(digest, number, address, holder, make(number, holder), at)
                known[address] = made
                fresh.append(made)
        with self._transaction() as database:
            rows = [(r.digest, r.number, r.address, r.holder, r.copy_digest, r.issued) for r in fresh]
            database.executemany(f"INSERT INTO copy ({_COPY}) VALUES (?, ?, ?, ?, ?, ?)", rows)
        return known

    def settle(self, at: str) -> int:
        """Turn every "trying" left behind by a process that died into "unknown"; how many there were.

        Only for the holder of the lock: nobody else can be trying then.
        """
        reply = "the program ended before the server's answer was known"
        with self._transaction() as database:
            cursor = database.execute(
                "UPDATE delivery SET state = 'unknown', reply = ?, changed = ? WHERE state = 'trying'",
                (reply, at),
            )
            return cursor.rowcount

    def retry(self, mailing: int, states: Sequence[State], addresses: Sequence[str] | None, at: str) -> int:
        """Set messages in one of `states` back to "waiting"; None means every address."""
        rows = [
            (at, d.mailing, d.address)
            for d in self.deliveries(mailing)
            if d.state in states and (addresses is None or d.address in addresses)
        ]
        with self._transaction() as database:
            database.executemany(
                "UPDATE delivery SET state = 'waiting', tries = 0, first_try = '', changed = ? "
                "WHERE mailing = ? AND address = ?",
                rows,
            )
        return len(rows)

    def forget(self, mailing: int) -> None:
        """Remove a mailing and its messages: the same PDF would then go out anew."""
        with self._transaction() as database:
            database.execute("DELETE FROM delivery WHERE mailing = ?", (mailing,))
            database.execute("DELETE FROM mailing WHERE id = ?", (mailing,))

    # -- the file ------------------------------------------------------------------------------

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with _faults(self._path):
            return self._database.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _faults(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")


_MAILING = "id, digest, round, created, file, subject, series, marking"
_COPY = "digest, number, address, holder, copy_digest, issued"
_DELIVERY = "mailing, address, shown, message_id, state, tries, reply, first_try, changed, seal"


@contextmanager
def open_outbox(state: Path, *, write: bool = True) -> Iterator[Outbox]:
    """The outbox in folder `state`, made when missing; `write` takes the lock for as long.

    The folder is for its owner alone: who reads which briefing is nobody else's business.
    """
    path = state / "outbox.sqlite"
    if not write and not path.exists():
        raise BriefingError("no outbox here: nothing was sent yet", where=str(state))
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be made", where=str(state)) from None
    with _lock(state) if write else _nothing():
        with _faults(path):
            # SQLite gives its other files the rights of this one; in a folder that was there before,
            # its own rights are what keeps others out.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            # Shared by the sending threads, of which only the journal's ever writes.
            database = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        try:
            with _faults(path):
                _prepare(database, path)
            yield Outbox(database, path)
        finally:
            database.close()


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == 0:
        database.executescript(f"BEGIN;{_SCHEMA};PRAGMA user_version = {_VERSION};COMMIT;")
    elif version != _VERSION:
        hint = "use the version of briefing that wrote it, or another --state"
        raise BriefingError(f"is an outbox of another version ({version})", where=str(path), hint=hint)


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: a full disk, a damaged file, a folder that is read-only."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise BriefingError(f"the outbox cannot be used: {error}", where=str(path)) from None


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _lock(state: Path) -> Iterator[None]:
    """Hold `state` alone. The system drops the lock when the process ends, however it ends."""
    path = state / "outbox.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be opened", where=str(path)) from None
    try:
        if not _take(descriptor):
            hint = "wait until it has finished, then run the same command again"
            raise BriefingError("another briefing is sending from this outbox", where=str(state), hint=hint)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    """Lock an open file without waiting; False when somebody else has it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
