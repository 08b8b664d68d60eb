"""Mail, mailboxes, feeds, archives: every article in them, and words for what is none."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from briefing import read
from briefing.errors import BriefingError
from briefing.model import Document
from briefing.read.mail import label_mail

STORY = "The port of Brevik was closed on Sunday, the harbour office said. Nobody was hurt.\n"
PAGE = f"<html><head><title>Attached page</title></head><body><article><p>{STORY}</p></article></body></html>"


def contents(tmp_path: Path, data: bytes, name: str) -> read.Contents:
    path = tmp_path / name
    path.write_bytes(data)
    return read.read_all(path)


def message(subject: str = "Harbour closed", text: str = STORY) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Wire Desk <wire@agency.example>"
    mail["To"] = "desk@news.example"
    mail["Subject"] = subject
    mail["Date"] = "Sun, 22 Nov 2026 20:01:00 +0000"
    mail.set_content(text)
    return mail


def labelled(document: Document) -> list[tuple[str, str, str]]:
    return [(b.kind, document.words(b.span), b.reason) for b in document.blocks]


def test_a_mail_is_its_subject_and_its_words(tmp_path: Path) -> None:
    [document] = contents(tmp_path, message("Fwd: RE: Hafen – geschlossen").as_bytes(), "a.eml").documents
    assert labelled(document) == [("title", "Hafen – geschlossen", ""), ("paragraph", STORY.strip(), "")]
    source = document.source
    assert (source.author, source.published, source.published_from) == (
        "Wire Desk",
        "2026-11-22T20:01:00+00:00",
        "meta",
    )


def test_the_html_part_is_read_where_the_plain_part_is_a_stub(tmp_path: Path) -> None:
    mail = message(text="This message needs a viewer for HTML.\n")
    mail.add_alternative(PAGE.replace("</p>", "</p>" + f"<p>{STORY * 3}</p>"), subtype="html")
    [document] = contents(tmp_path, mail.as_bytes(), "a.eml").documents
    assert "Nobody was hurt." in document.text and "viewer" not in document.text


def test_quoted_replies_signatures_and_forward_headers_are_noise() -> None:
    text = (
        "See below.\n\n-- \nJo\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nSubject: X\n\n"
        "The story.\n\nOn Mon, Jan 5, 2026 at 10:00 B wrote:\n> old\n>> older\nA last word.\n"
    )
    assert [(kind, why) for kind, _, why in label_mail(text)] == [
        ("paragraph", ""),
        ("noise", "signature"),
        ("noise", "forward line"),
        ("noise", "forward header"),
        ("noise", "forward header"),
        ("paragraph", ""),
        ("noise", "reply line"),
        ("noise", "quoted mail"),
        ("paragraph", ""),
    ]


def test_a_forward_names_its_first_sender_and_date(tmp_path: Path) -> None:
    text = (
        "Begin forwarded message:\n\nFrom: Mara Lind <m@daily.example>\nDate: Fri, 20 Nov 2026 08:00:00 +0100\n"
        "Subject: Ships leave port\n\n" + STORY
    )
    [document] = contents(tmp_path, message("Fwd: Ships leave port", text).as_bytes(), "a.eml").documents
    assert document.source.author == "Mara Lind"
    assert document.source.published == "2026-11-20T08:00:00+01:00"


def test_a_mail_that_is_all_quoted_is_read_all_the_same(tmp_path: Path) -> None:
    [document] = contents(tmp_path, message(text="> " + STORY).as_bytes(), "a.eml").documents
    assert ("paragraph", STORY.strip(), "") in labelled(document)


def test_attached_articles_are_documents_of_their_own(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="../../etc/a.html")
    mail.add_attachment(
        b"\x7fELF" + bytes(300), maintype="application", subtype="octet-stream", filename="x.txt"
    )
    found = contents(tmp_path, mail.as_bytes(), "a.eml")
    assert [d.source.title for d in found.documents] == ["Harbour closed", "Attached page"]
    assert found.documents[1].source.location.endswith("a.eml (../../etc/a.html)")
    assert found.documents[1].raw == PAGE.encode()
    assert [u.reason for u in found.unread] == ["is a program, not an article"]


@pytest.mark.parametrize("text", ["", "\n\n \n"])
def test_a_mail_without_a_text_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BriefingError, match="is a mail without a text"):
        contents(tmp_path, message(text=text).as_bytes(), "a.eml")


def test_a_mail_whose_parts_cannot_be_told_apart_is_one_text(tmp_path: Path) -> None:
    data = b"From: a@b.example\nSubject: X\nContent-Type: multipart/mixed; boundary=none\n\n" + STORY.encode()
    [document] = contents(tmp_path, data, "a.eml").documents
    assert document.text == f"X\n\n{STORY.strip()}"


def test_a_mailbox_gives_its_messages_in_order(tmp_path: Path) -> None:
    box = b"".join(
        b"From desk@news.example Sun Nov 22 20:01:00 2026\n"
        + message(f"Story {n}", f">From the port: {STORY}").as_bytes()
        + b"\n\n"
        for n in (1, 2)
    )
    documents = contents(tmp_path, box, "inbox").documents
    assert [d.source.title for d in documents] == ["Story 1", "Story 2"]
    assert all("From the port" in d.text and ">From" not in d.text for d in documents)
    assert documents[1].source.location.endswith("inbox (message 2)")


def test_one_article_is_asked_for_and_two_are_there(tmp_path: Path) -> None:
    box = b"".join(b"From a@b.example x\n" + message(f"S{n}").as_bytes() + b"\n\n" for n in (1, 2))
    (tmp_path / "inbox").write_bytes(box)
    with pytest.raises(BriefingError, match="holds 2 articles, not one"):
        read.read(tmp_path / "inbox")


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("__", "."), data)
    return out.getvalue()


def test_an_archive_is_read_part_by_part(tmp_path: Path) -> None:
    data = archive(
        b__txt=f"Title\n\n{STORY}".encode(), a__html=PAGE.encode(), c__jpg=b"\xff\xd8\xff", d__txt=b""
    )
    found = contents(tmp_path, data, "a.zip")
    assert [d.source.title for d in found.documents] == ["Attached page", "Title"]
    assert [(u.location[-9:], u.reason) for u in found.unread] == [("p (d.txt)", "is empty")]


def test_archives_that_unpack_to_far_more_are_not_unpacked(tmp_path: Path) -> None:
    bomb = archive(a__txt=b"a" * 20_000_000)
    with pytest.raises(BriefingError, match="packed far tighter than any text"):
        contents(tmp_path, bomb, "a.txt")
    with pytest.raises(BriefingError, match="an archive inside an archive"):
        contents(tmp_path, archive(a__zip=bomb), "b.zip")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="is a damaged ZIP archive"):
        contents(tmp_path, archive(a__txt=STORY.encode())[:40], "a.zip")


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Wire</title>
<item><title>Harbour &amp; port</title><link>https://wire.example/1</link><dc:creator>Mara Lind</dc:creator>
<pubDate>Sun, 22 Nov 2026 20:01:00 GMT</pubDate><description>&lt;p&gt;{STORY}&lt;/p&gt;</description></item>
<item><title>Plain</title><guid>https://wire.example/2</guid><description>{STORY}</description></item>
<item><title>Empty</title></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Atomic</title><entry><title>One</title>
<link rel="self" href="https://a.example/self"/><link href="https://a.example/1"/><author><name>Jo Vik</name></author>
<published>2026-11-22T20:01:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{STORY}</p></div></content></entry></feed>"""


def test_each_entry_of_a_feed_is_a_document(tmp_path: Path) -> None:
    found = contents(tmp_path, RSS.encode(), "feed.xml")
    first, second = found.documents
    assert (first.source.title, first.source.publisher, first.source.author) == (
        "Harbour & port",
        "The Wire",
        "Mara Lind",
    )
    assert (first.source.published, first.source.address) == (
        "2026-11-22T20:01:00+00:00",
        "https://wire.example/1",
    )
    assert (
        first.text == second.text.replace("Plain", "Harbour & port") == f"Harbour & port\n\n{STORY.strip()}"
    )
    assert [u.reason for u in found.unread] == ["is an entry without a text"]


def test_atom_is_read_too(tmp_path: Path) -> None:
    [entry] = contents(tmp_path, ATOM.encode(), "feed.atom").documents
    assert (entry.source.address, entry.source.author) == ("https://a.example/1", "Jo Vik")
    assert STORY.strip() in entry.text


def test_a_feed_with_entities_of_its_own_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + RSS.split("?>", 1)[1]
    with pytest.raises(BriefingError, match="defines entities"):
        contents(tmp_path, bomb.encode(), "feed.rss")


def test_a_web_archive_knows_its_address(tmp_path: Path) -> None:
    data = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://daily.example/1\r\nSubject: Page\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + PAGE
        + "\r\n--b--\r\n"
    )
    [document] = contents(tmp_path, data.encode(), "page.mhtml").documents
    assert document.source.address == "https://daily.example/1"
    assert STORY.strip() in document.text


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"mimetype": b"application/vnd.oasis.opendocument.presentation", "content.xml": b"<x/>"},
            "is an OpenDocument file",
        ),
        ({"mimetype": b"application/epub+zip", "a.xhtml": PAGE.encode()}, "is an e-book"),
        ({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, "is a spreadsheet"),
        ({"a.jpg": b"x"}, "is an archive with no article in it"),
    ],
)
def test_packed_files_of_other_kinds_are_refused_by_name(
    tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    with pytest.raises(BriefingError, match=message):
        contents(tmp_path, out.getvalue(), "a.zip")


ODT = Path(__file__).parent.parent / "cases" / "read-odt-styles" / "input.odt"
WARC = Path(__file__).parent.parent / "cases" / "read-warc-crawl" / "input.warc"


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A ZIP file with one of its members changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (
            "content.xml",
            lambda old: old.replace(b'<?xml version="1.0" encoding="UTF-8"?>', ENTITY),
            "entities",
        ),
        ("content.xml", lambda old: old[:400], "is a damaged word processor file"),
        ("content.xml", lambda old: b"<a>" + b" " * 3_000_000 + b"</a>", "is a damaged|holds no text"),
        ("META-INF/manifest.xml", lambda old: b"<m:encryption-data/>", "is encrypted"),
    ],
)
def test_an_opendocument_text_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes], message: str
) -> None:
    with pytest.raises(BriefingError, match=message):
        contents(tmp_path, with_part(ODT.read_bytes(), name, change), "a.odt")


def test_a_word_file_reaches_for_no_file_on_the_disk(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    (tmp_path / "secret.txt").write_text("SECRETWORD")
    file = docx.Document()
    file.add_paragraph("The port of Brevik was closed on Sunday. PLACE")
    file.save(tmp_path / "a.docx")
    declared = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file://%s/secret.txt">]><w:document' % str(tmp_path).encode()

    def change(old: bytes) -> bytes:
        return old.replace(b"<w:document", declared, 1).replace(b"PLACE", b"&x;")

    data = with_part((tmp_path / "a.docx").read_bytes(), "word/document.xml", change)
    try:
        text = contents(tmp_path, data, "b.docx").documents[0].text
    except BriefingError as error:
        text = error.line
    assert "SECRETWORD" not in text


def test_a_packed_web_archive_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    records = re.split(rb"(?=WARC/1\.0)", WARC.read_bytes())[1:]
    packed = b"".join(gzip.compress(record) for record in records)
    assert len(contents(tmp_path, packed, "a.warc.gz").documents) == 2
    torn = contents(tmp_path, packed[:-90], "b.warc.gz")
    assert torn.documents[0].source.address == "https://yard.example/2026/03/11/crane"
    assert torn.unread[-1].reason == "is damaged or cut short after record 7"
    short = contents(tmp_path, WARC.read_bytes()[:-20], "c.warc")
    assert short.unread[-1].reason == "is damaged or cut short after record 7"


def test_a_web_archive_without_a_page_says_so(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match=r"without a page in it|damaged"):
        contents(tmp_path, WARC.read_bytes()[:300], "a.warc")


def test_xml_of_another_kind_is_not_taken_for_text(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="is XML of a kind that is not read"):
        contents(tmp_path, b'<?xml version="1.0"?><urlset><url>https://a.example/</url></urlset>', "map.xml")
