"""Robots and pauses: what a site asks of programs is done, or overridden aloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from briefing.errors import BriefingError
from briefing.fetch import Fetcher, Limits, Manners, parse, trust
from tests.fetch.conftest import Site, reply, to

Fetch = Callable[..., Result]

ROBOTS = """\
User-agent: *
Allow: /
Disallow: /private/
Disallow: /*/print
Disallow: /*.pdf$

User-agent: briefing
Disallow: /not-for-briefing
"""


def robots(text: str) -> bytes:
    return reply(text, kind="text/plain")


@pytest.mark.parametrize("path", ["/private/a", "/news/print", "/x.pdf"])
def test_the_longest_rule_counts_and_stars_are_understood(fetch: Fetch, site: Site, path: str) -> None:
    """The standard library's reader would fetch all three."""
    site.pages["/robots.txt"] = robots(ROBOTS.partition("\n\n")[0])
    site.pages[path] = reply()
    result = fetch(site.url(path))
    assert result.exit_code == 1 and "asks programs not to fetch this" in result.stderr
    assert site.asked == []
    assert fetch(site.url("/a")).exit_code == 0


def test_rules_for_this_program_stand_in_place_of_those_for_all(fetch: Fetch, site: Site) -> None:
    site.pages |= {"/robots.txt": robots(ROBOTS), "/private/a": reply(), "/not-for-briefing": reply()}
    assert fetch(site.url("/private/a")).exit_code == 0
    assert fetch(site.url("/not-for-briefing")).exit_code == 1


def test_robots_are_asked_at_every_step_of_the_way(fetch: Fetch, site: Site) -> None:
    site.pages |= {
        "/robots.txt": robots(ROBOTS.partition("\n\n")[0]),
        "/a": to("/private/b"),
        "/private/b": reply(),
    }
    assert fetch(site.url("/a")).exit_code == 1
    assert site.asked == ["/a"]


def test_ignoring_robots_is_said_aloud(fetch: Fetch, site: Site) -> None:
    site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /")
    result = fetch(site.url("/a"), "--ignore-robots", "--quiet")
    assert result.exit_code == 0 and "robots.txt is not asked" in result.stderr
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply(b"", status="404 Not Found"), 0),
        (reply(b"", status="403 Forbidden"), 0),
        (reply(b"", status="500 Broken"), 1),
        (reply(b"", status="429 Too Many"), 1),
        (b"garbage", 1),
        (robots(""), 0),
        (robots("\ufeffUser-agent: *\r\nDisallow: /a\r"), 1),
        (reply(b"\xff\xfe\x00" * 1000), 0),
        (robots("User-agent: *\nDisallow: /a\n" + "# x\n" * 300_000), 1),
        (to("/other-robots"), 1),
    ],
    ids=[
        "none",
        "forbidden",
        "broken",
        "too many",
        "no http",
        "empty",
        "disallow",
        "binary",
        "huge",
        "moved",
    ],
)
def test_what_is_made_of_robots_txt(fetch: Fetch, site: Site, answer: bytes, code: int) -> None:
    site.pages |= {"/robots.txt": answer, "/other-robots": robots("User-agent: *\nDisallow: /a")}
    result = fetch(site.url("/a"))
    assert result.exit_code == code, result.stderr


def test_each_host_is_given_its_pause(site: Site) -> None:
    waits: list[float] = []
    site.pages |= {"/robots.txt": robots("User-agent: *\nCrawl-delay: 7"), "/b": reply()}
    getter = Fetcher(trust(), Limits(), Manners(pause_s=3), allow_private=True, wait=waits.append)
    getter.fetch(parse(site.url("/a")))
    getter.fetch(parse(site.url("/b")))
    assert len(site.requests) == 3  # robots.txt once
    assert len(waits) == 2 and all(6 < wait <= 7 for wait in waits)


def test_a_host_asked_for_the_first_time_is_not_waited_for(site: Site) -> None:
    waits: list[float] = []
    getter = Fetcher(
        trust(), Limits(), Manners(pause_s=3, ignore_robots=True), allow_private=True, wait=waits.append
    )
    getter.fetch(parse(site.url("/a")))
    assert waits == []
    with pytest.raises(BriefingError):
        getter.fetch(parse(site.url("/missing")))
    assert len(waits) == 1 and 2 < waits[0] <= 3
