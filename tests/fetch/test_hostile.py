"""What `briefing fetch` refuses, and leaves in time: nothing is ever kept of these."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from briefing.errors import BriefingError
from briefing.fetch import Fetcher, Limits, Manners, address, parse, trust, wire
from tests.fetch.conftest import ARTICLE, Certificates, Site, reply, to

Fetch = Callable[..., Result]


def refused(result: Result, words: str) -> None:
    """One line says why, and nothing was written."""
    assert result.exit_code == 1, result.output
    (line,) = (line for line in result.stderr.splitlines() if line.startswith("error: "))
    assert words in line
    assert not any(Path.cwd().rglob("*.*"))


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *(
            "::1",
            "::",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "::127.0.0.1",
        ),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1"),
        *("2002:a00:1::", "2001::1", "no number"),
    ],
)
def test_no_number_of_a_private_network_is_public(number: str) -> None:
    assert not address.is_public(number)


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_numbers_of_the_open_internet_are_public(number: str) -> None:
    assert address.is_public(number)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1."],
)
def test_this_machine_is_refused_however_it_is_spelt(run: Fetch, site: Site, host: str) -> None:
    refused(run("fetch", f"http://{host}:{site.port}/a"), "is not on the open internet")
    assert site.requests == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ftp://example.org/a", "is not an http or https address"),
        ("file:///etc/passwd", "is not an http or https address"),
        ("javascript:alert(1)", "is not an http or https address"),
        ("example.org/a", "has no https:// before it"),
        ("http://user:word@example.org/", "holds a user name or a password"),
        ("http://@example.org/", "holds a user name or a password"),
        ("http:///a", "names no machine"),
        ("http://a b/", "holds a character that no address has"),
        ("http://a\\@b/", "holds a character that no address has"),
        ("http://x\r\nHost: y/", "holds a character that no address has"),
        ("http://x:99999/", "is not an address"),
        ("http://[::1/", "is not an address"),
        ("http://[fe80::1%25eth0]/", "names no machine"),
        ("http://" + "a" * 3000, "more than 2000 characters"),
    ],
)
def test_what_is_no_web_address_is_refused(run: Fetch, text: str, words: str) -> None:
    refused(run("fetch", text), words)


def test_names_beyond_ascii_are_asked_for_as_the_name_service_knows_them() -> None:
    assert str(parse("https://Bücher.example:443/ä?ö=ü#x")) == (
        "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC"
    )


def fetcher(**more: object) -> Fetcher:
    return Fetcher(trust(), Limits(), Manners(pause_s=0, ignore_robots=True), **more)  # type: ignore[arg-type]


@pytest.fixture
def as_if_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 counts as a machine on the internet; every other number as what it is."""
    monkeypatch.setattr(wire, "is_public", lambda n: n == "127.0.0.1" or address.is_public(n))


@pytest.mark.parametrize(
    "place",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "//127.0.0.2/x",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://0x7f000002/",
    ],
)
def test_a_redirect_to_a_private_number_is_refused(as_if_public: None, site: Site, place: str) -> None:
    site.pages["/a"] = to(place)
    steps: list[str] = []
    getter = fetcher(step=lambda before, after, status: steps.append(str(after)))
    with pytest.raises(BriefingError, match="is not on the open internet") as caught:
        getter.fetch(parse(site.url("/a")))
    assert len(steps) == 1 and steps[0] in caught.value.where


def test_a_robots_file_cannot_send_to_a_private_number_either(as_if_public: None, site: Site) -> None:
    site.pages["/robots.txt"] = to("http://10.0.0.1/robots.txt")
    getter = Fetcher(trust(), Limits(), Manners(pause_s=0))
    with pytest.raises(BriefingError, match=r"10\.0\.0\.1 is not on the open internet"):
        getter.fetch(parse(site.url("/a")))
    assert site.asked == []


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "gopher://x"]
)
def test_a_redirect_to_another_scheme_or_with_a_login_is_refused(
    fetch: Fetch, site: Site, place: str
) -> None:
    site.pages["/a"] = to(place)
    refused(fetch(site.url("/a")), "sends on to what")


def test_a_name_is_looked_up_once_and_the_number_that_was_looked_at_is_used(
    as_if_public: None, site: Site
) -> None:
    """The second answer of a name that is being rebound never counts."""
    answers = [("127.0.0.1", site.port), ("10.0.0.1", site.port)]
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", answers[len(asked) - 1])]

    one = wire.Wire("test", Limits(), trust(), look_up=look_up)
    assert one.get(parse(f"http://rebound.example:{site.port}/a")).status == 200
    assert asked == ["rebound.example"]
    assert f"Host: rebound.example:{site.port}\r\n" in site.requests[0]
    with pytest.raises(BriefingError, match="is not on the open internet"):
        one.get(parse(f"http://rebound.example:{site.port}/a"))
    assert len(site.requests) == 1


def test_a_name_with_one_private_number_among_others_is_refused(as_if_public: None, site: Site) -> None:
    def look_up(host: str, port: int) -> list[tuple[object, ...]]:
        numbers = ("127.0.0.1", "192.168.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    with pytest.raises(BriefingError, match=r"192\.168\.0\.1"):
        wire.Wire("t", Limits(), trust(), look_up=look_up).get(parse(f"http://mixed.example:{site.port}/a"))
    assert site.requests == []


def test_circles_and_long_chains_of_redirects_end(fetch: Fetch, site: Site) -> None:
    site.pages |= {"/x": to("/y"), "/y": to("/x")}
    refused(fetch(site.url("/x")), "sends on in a circle")
    site.pages |= {f"/{n}": to(f"/{n + 1}") for n in range(10)}
    refused(fetch(site.url("/0")), "sends on more than 5 times")
    assert "/6" not in site.asked


def test_bodies_past_the_limit_are_left(fetch: Fetch, site: Site) -> None:
    site.pages["/said"] = reply(b"x" * 20, kind="text/html").replace(b": 20", b": 99999999999")
    refused(fetch(site.url("/said")), "is larger than 20 MB")

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    site.pages["/endless"] = endless
    refused(fetch(site.url("/endless"), "--max-bytes", "300000"), "is larger than 0.3 MB")


def test_a_gzip_bomb_fills_its_limit_and_no_more(fetch: Fetch, site: Site) -> None:
    bomb = gzip.compress(bytes(60_000_000), 9)
    assert len(bomb) < 100_000
    site.pages["/bomb"] = reply(bomb, "Content-Encoding: gzip")
    refused(fetch(site.url("/bomb"), "--max-bytes", "1000000"), "is larger than 1 MB")
    site.pages["/odd"] = reply(b"x", "Content-Encoding: br")
    refused(fetch(site.url("/odd")), "was not asked for (br)")
    site.pages["/twice"] = reply(b"x", "Content-Encoding: gzip, gzip")
    refused(fetch(site.url("/twice")), "was not asked for")
    site.pages["/false"] = reply(b"not packed", "Content-Encoding: gzip")
    refused(fetch(site.url("/false")), "cannot be unpacked")
    site.pages["/half"] = reply(gzip.compress(ARTICLE.encode())[:-20], "Content-Encoding: gzip")
    refused(fetch(site.url("/half")), "broke off")


@pytest.mark.parametrize("part", ["headers", "body", "before anything"])
def test_a_server_that_drips_is_left_when_the_time_is_over(fetch: Fetch, site: Site, part: str) -> None:
    def drip(connection: socket.socket) -> None:
        if part == "headers":
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
        if part == "body":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(60):
            time.sleep(0.05)
            if part != "before anything":
                connection.sendall(b"x")

    site.pages["/slow"] = drip
    start = time.monotonic()
    refused(fetch(site.url("/slow"), "--timeout", "0.5"), "takes longer than 0.5 seconds")
    assert time.monotonic() - start < 2


def test_silence_has_a_limit_of_its_own(site: Site) -> None:
    site.pages["/still"] = lambda connection: time.sleep(1)
    one = wire.Wire("t", Limits(silence_s=0.2), trust(), allow_private=True)
    with pytest.raises(BriefingError, match=r"has sent nothing for 0\.2 seconds"):
        one.get(parse(site.url("/still")))


def test_a_look_up_that_hangs_is_left() -> None:
    def look_up(host: str, port: int) -> list[tuple[object, ...]]:
        time.sleep(1)
        return []

    with pytest.raises(BriefingError, match=r"takes longer than 0\.2 seconds"):
        wire.Wire("t", Limits(total_s=0.2), trust(), look_up=look_up).get(parse("http://slow.example/"))


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"", "closed the connection without an answer"),
        (b"SSH-2.0-OpenSSH\r\n", "does not answer in HTTP"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "does not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "does not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "does not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "broke off: 4 bytes came, 96 are missing"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhalf", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "is empty"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "the server answers 204 No Content"),
        (b"HTTP/1.1 302 Found\r\n\r\n", "the server answers 302 Found"),
        (b"HTTP/1.1 404 \x1b[31mGone\r\n\r\n", "the server answers 404"),
        (b"HTTP/1.1 500 Oops\r\n\r\n<p>broken</p>", "the server answers 500 Oops"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG", "is no article (image/png)"),
    ],
)
def test_a_broken_answer_is_one_line(fetch: Fetch, site: Site, octets: bytes, words: str) -> None:
    site.pages["/a"] = octets
    result = fetch(site.url("/a"))
    refused(result, words)
    assert "\x1b" not in result.output


def test_strange_headers_are_kept_harmless(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = reply(ARTICLE, "X: \"\x1b[2J\x7f\\\t''' \xff", "X: folded\r\n over", "Y:")
    assert fetch(site.url("/a")).exit_code == 0
    (record,) = Path("sources").glob("*.meta.toml")
    from briefing.model.fetched import load

    assert ("X", "folded over") in load(record).headers
    assert "\x1b" not in record.read_text(encoding="utf-8")


def test_tls_is_verified_and_nothing_turns_that_off(
    fetch: Fetch, serve: Callable[..., Site], certificates: Certificates
) -> None:
    good, wrong = serve(certificate=certificates.good), serve(certificate=certificates.wrong_host)
    refused(fetch(good.url("/a")), "certificate is not good: unable to get local issuer certificate")
    refused(
        fetch(wrong.url("/a"), "--ca", certificates.authority), "certificate is not good: IP address mismatch"
    )
    refused(fetch(wrong.url("/a", "localhost"), "--ca", certificates.authority), "Hostname mismatch")
    assert wrong.requests == []
    result = fetch(good.url("/a", "localhost"), "--ca", certificates.authority)
    assert result.exit_code == 0, result.stderr
    assert "no usable certificates" in fetch(good.url("/a"), "--ca", "missing.pem").stderr


def test_leaving_encryption_by_a_redirect_is_said(
    fetch: Fetch, serve: Callable[..., Site], site: Site, certificates: Certificates
) -> None:
    secure = serve(certificate=certificates.good, pages={"/out": to(site.url("/a"))})
    result = fetch(secure.url("/out"), "--ca", certificates.authority)
    assert result.exit_code == 0 and "(no longer encrypted)" in result.stderr


def test_a_plain_server_under_https_is_one_line(fetch: Fetch, site: Site) -> None:
    refused(fetch(site.url("/a").replace("http:", "https:")), "TLS does not come about")


def test_nobody_listening_is_one_line(fetch: Fetch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    refused(fetch(f"http://127.0.0.1:{port}/"), "cannot be reached")
