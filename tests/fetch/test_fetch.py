"""What `briefing fetch` keeps, says and answers when the server is as it should be."""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from briefing import read
from tests.fetch.conftest import ARTICLE, Site, reply, to

Fetch = Callable[..., Result]


def only(folder: str = "sources") -> Path:
    """The one page in `folder`."""
    (page,) = (path for path in Path(folder).iterdir() if path.suffix != ".toml")
    return page


def test_a_page_and_its_record_are_kept_and_read_without_a_network(fetch: Fetch, site: Site) -> None:
    site.pages["/news/harbour-is-closed.html?x=1"] = reply(ARTICLE, "Server: test", "Set-Cookie: key=secret")
    result = fetch(site.url("/news/harbour-is-closed.html?x=1"))
    assert result.exit_code == 0, result.output
    page = only()
    assert page.read_bytes() == ARTICLE.encode()
    assert page.name.startswith("127.0.0.1-news-harbour-is-closed-") and page.suffix == ".html"
    record = Path(f"{page}.meta.toml").read_text(encoding="utf-8")
    assert "secret" not in record
    known = tomllib.loads(record)
    assert known["address"] == known["asked"] == site.url("/news/harbour-is-closed.html?x=1")
    assert known["sha256"] == hashlib.sha256(ARTICLE.encode()).hexdigest()
    assert ["Server", "test"] in known["headers"]
    paths, unread = read.find(["sources"])
    assert paths == [page] and not unread  # the record is no article
    document = read.read(page)
    assert document.source.address == site.url("/news/harbour-is-closed.html?x=1")
    assert document.source.retrieved == known["retrieved"] == "2026-06-01T08:00:00+00:00"
    assert document.source.sha256 == known["sha256"]
    assert "Nobody was hurt" in document.text


def test_the_request_says_who_asks_and_carries_nothing_else(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = to("/b")
    site.pages["/b"] = reply(ARTICLE, "Set-Cookie: id=1")
    fetch(site.url("/a#part"))
    for request in site.requests:
        names = [line.partition(":")[0] for line in request.split("\r\n")[1:] if line]
        assert names == ["Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"]
        assert "User-Agent: briefing/" in request and "#" not in request


def test_the_charset_of_the_header_counts_before_that_of_the_page(fetch: Fetch, site: Site) -> None:
    words = "В порту Варнолии в понедельник упал кран, сообщила портовая служба города, никто не пострадал."
    page = f'<html><head><meta charset="windows-1252"><title>Порт</title></head><body><p>{words}</p></body></html>'
    site.pages["/ru"] = reply(page.encode("koi8-r"), kind="text/html; charset=KOI8-R")
    assert fetch(site.url("/ru")).exit_code == 0
    document = read.read(only())
    assert words in document.text
    assert "read as koi8-r" in document.changes
    assert document.raw == page.encode("koi8-r")


def test_a_charset_that_the_bytes_disprove_is_not_believed(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = reply(ARTICLE.replace("Varnolia", "Värnølia"), kind="text/html; charset=koi8-r")
    fetch(site.url("/a"))
    assert "Värnølia" in read.read(only()).text


def test_the_record_of_a_file_that_was_changed_is_not_used_and_that_is_said(fetch: Fetch, site: Site) -> None:
    fetch(site.url("/a"))
    page = only()
    page.write_text(ARTICLE.replace("forty", "fifty"), encoding="utf-8")
    document = read.read(page)
    assert not document.source.retrieved and not document.source.address
    assert any("has changed since it was fetched" in change for change in document.changes)


@pytest.mark.parametrize("record", ["", "format = 1", "[[", "\xff", "format = 1\nasked = 3"])
def test_a_record_that_is_none_costs_nothing_but_a_line(tmp_path: Path, record: str) -> None:
    page = tmp_path / "a.html"
    page.write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "a.html.meta.toml").write_bytes(record.encode("latin-1"))
    document = read.read(page)
    assert "Nobody was hurt" in document.text
    assert any("not used" in change for change in document.changes)


def test_every_redirect_is_shown_and_recorded(fetch: Fetch, site: Site) -> None:
    site.pages |= {"/1": to("/2", 301), "/2": to("a", 308)}
    result = fetch(site.url("/1"))
    assert result.exit_code == 0
    assert f"redirect: {site.url('/1')} to {site.url('/2')} (301)" in result.stderr
    assert f"redirect: {site.url('/2')} to {site.url('/a')} (308)" in result.stderr
    known = tomllib.loads(Path(f"{only()}.meta.toml").read_text(encoding="utf-8"))
    assert known["asked"] == site.url("/1") and known["address"] == site.url("/a")
    assert known["redirects"] == [f"301 {site.url('/2')}", f"308 {site.url('/a')}"]


def test_a_second_run_fetches_nothing_and_again_replaces(fetch: Fetch, site: Site) -> None:
    fetch(site.url("/a"))
    result = fetch(site.url("/a"))
    assert result.exit_code == 0 and "is there, fetched 2026-06-01" in result.stdout
    assert site.asked == ["/a"]
    site.pages["/a"] = reply(ARTICLE.replace("forty", "fifty"))
    assert fetch(site.url("/a"), "--again").exit_code == 0
    assert "fifty" in read.read(only()).text


def test_again_replaces_a_page_that_has_become_a_file_of_another_kind(fetch: Fetch, site: Site) -> None:
    fetch(site.url("/a"))
    site.pages["/a"] = reply("Harbour is open\n\nIt opened on Friday.", kind="text/plain")
    fetch(site.url("/a"), "--again")
    assert only().suffix == ".txt"
    assert len(list(Path("sources").iterdir())) == 2


def test_two_pages_never_share_a_name(fetch: Fetch, site: Site) -> None:
    paths = ["/x/y", "/x-y", "/x/y/", "/x/y?z=1", "/X/Y", "/%78/y.html"]
    site.pages |= {path: reply(ARTICLE.replace("forty", f"no. {n}")) for n, path in enumerate(paths)}
    assert fetch(*(site.url(path) for path in paths)).exit_code == 0
    pages = [path for path in Path("sources").iterdir() if path.suffix == ".html"]
    assert len({path.name.lower() for path in pages}) == len(paths)
    texts = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert all(f"no. {n} ships" in texts for n in range(len(paths)))


@pytest.mark.parametrize(
    "path",
    [
        "/../../../etc/passwd",
        "/..%2F..%2Fevil",
        "/%2e%2e/%00/x.html",
        "/" + "a" * 900,
        "/.hidden",
        "/%E6%B8%AF",
        "/",
    ],
)
def test_no_address_leads_out_of_the_folder(fetch: Fetch, site: Site, path: str) -> None:
    site.pages[path] = reply()
    assert fetch(site.url(path), "--to", "in/here").exit_code == 0
    assert sorted(p.name for p in Path.cwd().iterdir()) == ["in"]
    page = only("in/here")
    assert page.parent == Path("in/here") and not page.name.startswith(".") and len(page.name) < 200


def test_a_file_that_somebody_else_put_there_is_not_touched(fetch: Fetch, site: Site) -> None:
    fetch(site.url("/a"))
    page = only()
    Path(f"{page}.meta.toml").unlink()
    page.write_text("mine")
    for extra in ([], ["--again"]):
        result = fetch(site.url("/a"), *extra)
        assert result.exit_code == 1 and "was not fetched" in result.stderr
    assert page.read_text() == "mine"


@pytest.mark.parametrize(
    ("kind", "path", "suffix"),
    [
        ("application/pdf", "/paper", ".pdf"),
        ("application/octet-stream", "/paper.docx", ".docx"),
        ("text/plain", "/notes.md", ".md"),
        ("application/rss+xml", "/feed", ".xml"),
        ("text/html", "/story.pdf", ".html"),
        ("nonsense", "/story.exe", ".bin"),
        ("", "/story.htm", ".htm"),
    ],
)
def test_the_suffix_is_of_what_the_server_says_it_is(
    fetch: Fetch, site: Site, kind: str, path: str, suffix: str
) -> None:
    site.pages[path] = reply("some words", kind=kind)
    assert fetch(site.url(path)).exit_code == 0
    assert only().suffix == suffix


def test_exit_codes_tell_all_some_and_none(fetch: Fetch, site: Site) -> None:
    good, bad = site.url("/a"), site.url("/missing")
    assert fetch(good).exit_code == 0
    mixed = fetch(good, bad, "--again")
    assert mixed.exit_code == 3
    assert [line for line in mixed.stderr.splitlines() if line.startswith("error: ")] == [
        f"error: {bad}: the server answers 404 Not Found"
    ]
    assert fetch(bad).exit_code == 1
    assert fetch().exit_code == 2
    assert fetch(good, "--timeout", "-1").exit_code == 2


@pytest.mark.parametrize("form", ["http10", "chunked", "gzip", "chunked gzip", "two gzip members"])
def test_every_form_of_body_is_undone(fetch: Fetch, site: Site, form: str) -> None:
    data = ARTICLE.encode()
    if form == "two gzip members":
        data = gzip.compress(data[:300]) + gzip.compress(data[300:])
    elif "gzip" in form:
        data = gzip.compress(data)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    if "gzip" in form:
        head += b"Content-Encoding: gzip\r\n"
    if form == "http10":
        answer = head.replace(b"1.1", b"1.0") + b"\r\n" + data
    elif "chunked" in form:
        pieces = [data[i : i + 100] for i in range(0, len(data), 100)]
        chunks = b"".join(b"%x;e=1\r\n%s\r\n" % (len(p), p) for p in pieces)
        answer = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nTrailer: x\r\n\r\n"
    else:
        answer = head + b"\r\n" + data
    site.pages["/a"] = answer
    result = fetch(site.url("/a"))
    assert result.exit_code == 0, result.stderr
    assert only().read_bytes() == ARTICLE.encode()


def test_an_address_given_twice_is_fetched_once(fetch: Fetch, site: Site) -> None:
    assert fetch(site.url("/a"), site.url("/a#there"), "--again").exit_code == 0
    assert site.asked == ["/a"]


def test_a_page_fetched_anew_is_found_by_recheck(fetch: Fetch, run: Fetch, site: Site) -> None:
    """From the address to the line that no longer stands, with the network in `fetch` alone."""
    fetch(site.url("/a"))
    assert run("collect", "sources", "--edition", "out").exit_code == 0
    site.pages["/a"] = reply(ARTICLE.replace("forty", "fifty"))
    fetch(site.url("/a"), "--to", "today")
    requests = len(site.requests)
    result = run("recheck", "out", "--from", "today")
    assert result.exit_code == 1 and "no longer stands" in result.stdout and "forty ships" in result.stdout
    assert "Nobody was hurt" in result.stdout and len(site.requests) == requests
