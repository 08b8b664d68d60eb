"""The files of one run, read in their order: a few in this process, many on all cores by way of a spool.

Whichever way they are read, the readings are the same. Of many files neither the bytes nor what only
`again` needs is held in memory, and a run that is cut off goes on where it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from briefing import read as reading
from briefing.errors import BriefingError
from briefing.model import Profile, Unread
from briefing.pipeline.spool import Article, Reading, Spool, spooled
from briefing.pipeline.worker import collect_from, without_raw

Progress = Callable[[int, int], None]

# From so many files, or bytes, they are many. Reading and collecting one takes some 40 ms, a process
# 0.4 s to start: fewer would be done before it paid, or before anybody thought of stopping them.
MANY_FILES = 50
MANY_BYTES = 100_000_000


class Batch:
    """Files (or what was given on standard input) and their readings; see `opened`.

    `unread` and `notes` are for whoever reads it to add to: what failed, and what must be told.
    """

    def __init__(
        self,
        items: Sequence[Path | reading.Given],
        profile: Profile,
        progress: Progress,
        *,
        keep_raw: bool,
        spool: Spool | None,
    ) -> None:
        self.profile = profile
        self.unread: list[Unread] = []
        self.notes: list[str] = []
        self.total = len(items)
        self.done = 0
        self._items = items
        self._progress = progress
        self._keep_raw = keep_raw
        self._spool = spool
        self._made: list[str | Reading] = []
        self._running: Generator[object, None, None] | None = None

    def readings(self) -> Iterator[Reading]:
        """The reading of each file, in order, as it is made; to be asked for once."""
        for at, made in enumerate(self._here() if self._spool is None else self._by_crew(self._spool)):
            self._made.append(made)
            yield self._resolved(at)
            self.done = at + 1
            self._progress(self.done, self.total)

    def close(self) -> None:
        """End what is still reading: an error in whoever asks leaves it waiting to be asked."""
        if self._running is not None:
            self._running.close()

    def again(self) -> Iterator[Reading]:
        """The same readings once more."""
        for at in range(len(self._made)):
            yield self._resolved(at)

    def _resolved(self, at: int) -> Reading:
        made = self._made[at]
        if isinstance(made, Reading):
            return made
        assert self._spool is not None
        found = self._spool.get(made)
        if found is None:
            raise BriefingError(
                "what was read was changed meanwhile", where=str(self._spool.folder), hint="run again"
            )
        return found.named(_name(self._items[at]))

    def _here(self) -> Iterator[Reading]:
        jobs = min(len(self._items), cores())
        self._running = contained = reading.read_many(self._items, jobs=jobs)
        for item, contents in zip(self._items, contained, strict=True):
            made = collect_from(_name(item), contents.documents, contents.unread, self.profile, contents.hint)
            yield made if self._keep_raw else _light(made)

    def _by_crew(self, spool: Spool) -> Iterator[str | Reading]:
        from briefing.pipeline.crew import Crew

        jobs = min(cores(), 1 + len(self._items) // 15)
        files = [item for item in self._items if isinstance(item, Path)]
        self._running = answers = Crew(jobs, spool, self.profile).read(files)
        for item in self._items:
            yield next(answers) if isinstance(item, Path) else self._given(item, spool)

    def _given(self, item: reading.Given, spool: Spool) -> Reading:
        [contents] = reading.read_many([item])
        made = collect_from(item.name, contents.documents, contents.unread, self.profile, contents.hint)
        return made if spool.keep_raw else _light(made)


@contextmanager
def opened(
    items: Sequence[Path | reading.Given],
    profile: Profile,
    progress: Progress,
    *,
    keep_raw: bool,
    place: Path | None,
) -> Iterator[Batch]:
    """The batch of `items`; when they are many, what is read lies at `place` until all is written.

    Left by an error or by Ctrl-C the place stays, and the next batch there starts with it. Without a
    place nothing stays.
    """
    if not _many(items):
        with closing(Batch(items, profile, progress, keep_raw=keep_raw, spool=None)) as batch:
            yield batch
        return
    try:
        with (
            spooled(place, keep_raw=keep_raw) as spool,
            closing(Batch(items, profile, progress, keep_raw=keep_raw, spool=spool)) as batch,
        ):
            yield batch
    except KeyboardInterrupt:
        if place is None or not place.exists():
            raise
        raise BriefingError(
            f"stopped after {batch.done} of {batch.total} files; the same command goes on from there"
        ) from None


def _many(items: Sequence[Path | reading.Given]) -> bool:
    if len(items) >= MANY_FILES:
        return True
    size = 0
    for item in items:
        with suppress(OSError, ValueError):  # whoever reads it will say so
            size += len(item.data) if isinstance(item, reading.Given) else item.stat().st_size
    return size > MANY_BYTES


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _name(item: Path | reading.Given) -> str:
    return item.name if isinstance(item, reading.Given) else reading.shown(item)


def _light(made: Reading) -> Reading:
    return replace(
        made,
        articles=tuple(Article(without_raw(each.document), each.found) for each in made.articles),
    )
