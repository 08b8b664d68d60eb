"""What a site asks of programs, in its robots.txt (RFC 9309).

Read by Protego, not by the standard library's `urllib.robotparser`: that one takes the first rule that
fits where the standard wants the longest, and knows no `*` inside a path, so that it would fetch what a
site asks not to (docs/decisions/0013-a-fetched-page-and-its-record.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from briefing.errors import BriefingError
from briefing.fetch.address import Address
from briefing.fetch.wire import Answer

PATH = "/robots.txt"
# RFC 9309 asks for 500 KiB at least; what stands behind is not read.
MAX_BYTES = 512_000
# A site may ask for a pause between requests; a longer one than this is not waited for.
MAX_DELAY_S = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site asks of this program. `delay_s` is the pause it wants between two requests."""

    delay_s: float = 0.0
    _file: Any = None
    _agent: str = ""

    def allow(self, address: Address) -> bool:
        """True when nothing in the site's robots.txt speaks against fetching `address`."""
        return self._file is None or bool(self._file.can_fetch(str(address), self._agent))


def read(answer: Answer, agent: str) -> Rules:
    """The rules in the answer to a request for robots.txt, for the program called `agent`.

    A site without such a file (any 4xx) asks nothing. One that cannot say (5xx, and 429, which is no
    "there is none") is left alone, as the standard wants it: that is an error.
    """
    if answer.status == 429 or not 200 <= answer.status < 500:
        raise BriefingError(
            f"its robots.txt cannot be read (status {answer.status}), so nothing is fetched there",
            hint="try again later; --ignore-robots goes on without it",
        )
    if answer.status != 200:
        return Rules()
    from protego import Protego

    file = Protego.parse(answer.body.decode("utf-8-sig", "replace"))
    delay = file.crawl_delay(agent) or 0.0
    return Rules(min(max(delay, 0.0), MAX_DELAY_S), file, agent)
