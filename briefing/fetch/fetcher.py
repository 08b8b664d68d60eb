"""One page after the other, with manners: each step of the way looked at, each host given its pause."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from briefing import __version__
from briefing.errors import BriefingError
from briefing.fetch import robots
from briefing.fetch.address import Address, moved, parse
from briefing.fetch.wire import Answer, Limits, Wire

NAME = "briefing"
AGENT = f"{NAME}/{__version__} (fetches single pages that a person names)"
MAX_REDIRECTS = 5

_MOVED = frozenset((301, 302, 303, 307, 308))
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,100}\Z")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_NOT_ARTICLES = ("image", "audio", "video", "font")
_HINTS = {
    401: "it wants a login: save the page in a browser",
    402: "it wants to be paid: save the page in a browser, if you may",
    403: "it refuses programs, or you: save the page in a browser",
    404: "is the address right?",
    410: "it was taken down",
    429: "it wants fewer requests: wait, then use a longer --pause",
    451: "it may not be shown there for a reason of law",
    503: "try again later",
}


@dataclass(frozen=True, slots=True)
class Manners:
    """How sites are treated: `pause_s` between two requests to one host, robots.txt read or not."""

    pause_s: float = 1.0
    ignore_robots: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched. `address` is the one that answered, `redirects` led to it."""

    asked: Address
    address: Address
    redirects: tuple[str, ...]
    answer: Answer
    media_type: str
    charset: str


@dataclass
class Fetcher:
    """Fetches pages one at a time; keeps what each host's robots.txt says, and when it was last asked.

    `step(from, to, status)` is told of every redirect before it is followed; `wait` sleeps.
    """

    context: ssl.SSLContext
    limits: Limits = field(default_factory=Limits)
    manners: Manners = field(default_factory=Manners)
    allow_private: bool = False
    step: Callable[[Address, Address, int], None] = lambda before, after, status: None
    wait: Callable[[float], None] = time.sleep
    _rules: dict[str, robots.Rules | BriefingError] = field(default_factory=dict)
    _asked_last: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wire = Wire(AGENT, self.limits, self.context, allow_private=self.allow_private)

    def fetch(self, asked: Address) -> Page:
        """The page at `asked`; `BriefingError`, naming the address, when there is none to be had."""
        try:
            address, redirects, answer = self._follow(asked, self._get_page)
            if answer.status != 200:
                raise _refusal(answer)
            if not answer.body.strip():
                raise BriefingError("is empty")
            media_type, charset = _content_type(answer.header("content-type"))
            if media_type.partition("/")[0] in _NOT_ARTICLES:
                raise BriefingError(f"is no article ({media_type})", hint="name the page that it stands on")
        except BriefingError as error:
            where = f"{asked} ({error.where})" if error.where else str(asked)
            raise BriefingError(error.message, where=where, hint=error.hint) from None
        return Page(asked, address, redirects, answer, media_type, charset)

    def _follow(
        self, asked: Address, get: Callable[[Address], Answer]
    ) -> tuple[Address, tuple[str, ...], Answer]:
        """The answer at the end of at most five redirects, and the way there."""
        address, seen = asked, {str(asked)}
        redirects: list[str] = []
        while True:
            answer = self._named(address, asked, get)
            location = answer.header("location")
            if answer.status not in _MOVED or not location:
                return address, tuple(redirects), answer
            try:
                following = moved(address, location)
            except BriefingError as error:
                raise BriefingError(
                    f"sends on to what {error.message}", where=error.where, hint=error.hint
                ) from None
            self.step(address, following, answer.status)
            if str(following) in seen:
                raise BriefingError(f"sends on in a circle, to {following}")
            if len(redirects) == MAX_REDIRECTS:
                raise BriefingError(f"sends on more than {MAX_REDIRECTS} times")
            seen.add(str(following))
            redirects.append(f"{answer.status} {following}")
            address = following

    def _named(self, address: Address, asked: Address, get: Callable[[Address], Answer]) -> Answer:
        """The answer; an error at a step after the first names that step."""
        try:
            return get(address)
        except BriefingError as error:
            where = error.where or ("" if address == asked else f"at {address}")
            raise BriefingError(error.message, where=where, hint=error.hint) from None

    def _get_page(self, address: Address) -> Answer:
        if not self.manners.ignore_robots and not self._rules_of(address).allow(address):
            raise BriefingError(
                "its robots.txt asks programs not to fetch this",
                hint="save the page in a browser; --ignore-robots fetches it all the same",
            )
        return self._get(address)

    def _get(self, address: Address, beginning: int = 0) -> Answer:
        """The answer, after the pause that the host is owed since its last one."""
        rules = self._rules.get(address.origin)
        pause_s = self.manners.pause_s
        if isinstance(rules, robots.Rules):
            pause_s = max(pause_s, rules.delay_s)
        if address.host in self._asked_last:
            owed = self._asked_last[address.host] + pause_s - time.monotonic()
            if owed > 0:
                self.wait(owed)
        try:
            return self._wire.get(address, beginning=beginning)
        finally:
            self._asked_last[address.host] = time.monotonic()

    def _rules_of(self, address: Address) -> robots.Rules:
        """What the site asks; read once a run."""
        known = self._rules.get(address.origin)
        if known is None:
            try:
                known = self._read_rules(parse(address.origin + robots.PATH))
            except BriefingError as error:
                known = error
            self._rules[address.origin] = known
        if isinstance(known, BriefingError):
            raise known
        return known

    def _read_rules(self, place: Address) -> robots.Rules:
        try:
            _, _, answer = self._follow(place, lambda a: self._get(a, beginning=robots.MAX_BYTES))
        except BriefingError as error:
            raise BriefingError(error.message, where=f"at {place}", hint=error.hint) from None
        return robots.read(answer, NAME)


def _refusal(answer: Answer) -> BriefingError:
    words = f" {answer.reason[:60]}" if answer.reason else ""
    return BriefingError(f"the server answers {answer.status}{words}", hint=_HINTS.get(answer.status, ""))


def _content_type(header: str) -> tuple[str, str]:
    """Media type and charset of a Content-Type header, each empty where it is not of the usual form."""
    media_type = header.partition(";")[0].strip().lower()
    charset = _CHARSET.search(header[:500])
    return media_type if _MEDIA_TYPE.match(media_type) else "", charset[1].lower() if charset else ""
