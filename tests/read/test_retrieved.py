"""When an article came to hand: told where something vouches for it, and empty where nothing does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from briefing import read
from briefing.model import fetched

PAGE = b"<html><body><article><p>The port of Brevik was closed on Sunday, the office said.</p></article></body></html>"
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/port\r\nSubject: Port\r\n"
    b"Date: Sun, 22 Nov 2026 20:01:00 +0100\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/html\r\n\r\n" + PAGE + b"\r\n--x--\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/port\r\n"
    b"WARC-Date: 2026-11-22T19:05:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: " + str(len(ANSWER)).encode() + b"\r\n\r\n" + ANSWER + b"\r\n\r\n"
)
MAIL = (
    b"Received: from a.example by b.example; Mon, 23 Nov 2026 08:00:05 +0000\r\n"
    b"Received: from c.example by a.example; Mon, 23 Nov 2026 07:59:59 +0000\r\n"
    b"From: desk@a.example\r\nSubject: Port\r\nDate: Mon, 23 Nov 2026 07:59:00 +0000\r\n\r\n"
    b"The port of Brevik was closed on Sunday, the office said.\r\n"
)


@pytest.mark.parametrize(
    ("name", "data", "retrieved", "published"),
    [
        ("a.mhtml", MHTML, "2026-11-22T20:01:00+01:00", ""),
        ("a.warc", WARC, "2026-11-22T19:05:00Z", ""),
        ("a.eml", MAIL, "2026-11-23T08:00:05+00:00", "2026-11-23T07:59:00+00:00"),
        ("a.eml", MAIL.replace(b"Received", b"X-Received"), "", "2026-11-23T07:59:00+00:00"),
        ("a.eml", MAIL.replace(b"; Mon, 23 Nov 2026 08", b"; yesterday"), "", "2026-11-23T07:59:00+00:00"),
        ("a.html", PAGE, "", ""),
    ],
)
def test_a_saved_page_and_a_mail_tell_when_they_came(
    name: str, data: bytes, retrieved: str, published: str
) -> None:
    [document] = read.read_bytes(data, name).documents
    assert (document.source.retrieved, document.source.published) == (retrieved, published)


def test_the_record_of_fetching_stands_before_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "a.mhtml"
    path.write_bytes(MHTML)
    record = fetched.Fetched(
        asked="https://news.example/port",
        address="https://news.example/port",
        retrieved="2026-11-24T06:00:00Z",
        status=200,
        sha256=hashlib.sha256(MHTML).hexdigest(),
        size=len(MHTML),
    )
    fetched.beside(path).write_text(fetched.to_toml(record, path.name), encoding="utf-8")
    assert read.read(path).source.retrieved == "2026-11-24T06:00:00Z"
