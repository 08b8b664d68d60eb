"""From addresses to files in a folder, one page after the other; one that fails does not end the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefing import fetch as fetching
from briefing.errors import BriefingError
from briefing.model.fetched import Fetched


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says about fetching; the defaults are those of the command line."""

    max_bytes: int = 20_000_000
    timeout_s: float = 60.0
    pause_s: float = 1.0
    authority: Path | None = None
    allow_private: bool = False
    ignore_robots: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address: a file (`fresh` when it was fetched just now), or the error."""

    asked: str
    path: Path | None = None
    record: Fetched | None = None
    fresh: bool = False
    error: BriefingError | None = None


def fetch(
    addresses: Sequence[str],
    folder: Path,
    wishes: Wishes,
    now: Callable[[], datetime],
    *,
    step: Callable[[str, str, int], None] = lambda before, after, status: None,
) -> Iterator[Outcome]:
    """What became of each address, in order, as it is known; an address given twice is fetched once.

    `step(from, to, status)` is told of every redirect before it is followed.
    """
    fetcher = fetching.Fetcher(
        fetching.trust(wishes.authority),
        fetching.Limits(max_bytes=wishes.max_bytes, total_s=wishes.timeout_s),
        fetching.Manners(pause_s=wishes.pause_s, ignore_robots=wishes.ignore_robots),
        allow_private=wishes.allow_private,
        step=lambda before, after, status: step(str(before), str(after), status),
    )
    done: set[str] = set()
    for text in addresses:
        try:
            asked = fetching.parse(text)
            if str(asked) in done:
                continue
            done.add(str(asked))
            there = None if wishes.again else fetching.kept(asked, folder)
            if there:
                yield Outcome(str(asked), *there)
            else:
                yield Outcome(str(asked), *fetching.put(fetcher.fetch(asked), folder, now()), fresh=True)
        except BriefingError as error:
            yield Outcome(text, error=error)
