"""The message says what was meant, to one reader, in octets that any server takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.deliver import bodies, message
from briefing.deliver.addresses import Address
from briefing.deliver.facts import Facts, KeyPoint, read_facts
from briefing.deliver.mailing import Paper
from briefing.errors import BriefingError

SENDER = Address("desk", "desk.example", "The Desk")
READER = Address("anna", "x.example", "Berg, Anna")
ENVELOPE = message.Envelope(SENDER, datetime(2026, 11, 24, 6, 30, tzinfo=UTC), "depot", "Depot")
EVIL = "=?utf-8?q?a=0D=0ABcc=3A_evil@x?="
FACTS = Facts(
    title="Depot shelled",
    number="214",
    as_of=datetime(2026, 11, 24, 6, 30, tzinfo=UTC),
    marking="TLP:AMBER",
    key_points=(KeyPoint("The depot burned.", "reported", "", ("Karelia Wire",)),),
    changed=("The figure of wounded rose to 12.",),
)


def build(facts: Facts, reader: Address = READER, *, subject: str = "", pdf: bytes = b"%PDF-1.4") -> bytes:
    """The whole message to `reader`."""
    content = Paper(pdf, "x.pdf", facts, subject=subject).content()
    body = message.build_body(content)
    identity = message.message_id(body.digest, 1, reader, SENDER)
    return message.build_head(ENVELOPE, content, body, reader, identity) + body.octets


def parse(octets: bytes) -> EmailMessage:
    parsed = BytesParser(policy=policy.default).parsebytes(octets)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_the_parts_are_text_html_and_the_pdf_under_a_telling_name() -> None:
    parsed = parse(build(FACTS, pdf=b"%PDF-1.4 \x00\r.\n.\r\n"))
    parts = [part for part in parsed.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "application/pdf"]
    assert parts[2].get_filename() == "2026-11-24-214-depot-shelled.pdf"
    assert parts[2].get_content() == b"%PDF-1.4 \x00\r.\n.\r\n"


def test_the_subject_holds_label_title_number_and_date() -> None:
    assert parse(build(FACTS))["Subject"] == "[TLP:AMBER] Depot shelled, No. 214, 2026-11-24"


def test_the_label_comes_first_in_both_texts_then_what_changed_then_the_points() -> None:
    text, html = bodies.text_body(FACTS, "a.pdf"), bodies.html_body(FACTS, "a.pdf")
    assert text.startswith("TLP:AMBER  ")
    for body in (text, html.partition("<body")[2]):
        order = [body.index(each) for each in ("TLP:AMBER", "rose to 12", "The depot burned.", "a.pdf")]
        assert order == sorted(order)
    assert "[reported; Karelia Wire]" in text and "[reported; Karelia Wire]" in html


def test_the_html_is_what_mail_programs_show() -> None:
    html = bodies.html_body(FACTS, "a.pdf")
    assert not re.search(
        r"<(script|style|link|img|iframe|form)|url\(|https?://|class=|position:|float:", html
    )
    assert html.count("<table") == html.count('<table role="presentation"')
    assert '<html lang="en">' in html and "<title>" in html and 'name="color-scheme"' in html


def test_markup_in_a_title_stays_text() -> None:
    html = bodies.html_body(Facts(title="<script>x</script> AT&T", key_points=(KeyPoint("a<b"),)), "")
    assert "<script" not in html and "AT&amp;T" in html and "a&lt;b" in html


@pytest.mark.parametrize(
    "title",
    [
        EVIL,
        "a\r\nBcc: evil@x",
        "a\nb",
        "a\0b",
        "x" * 10_000,
        "é" * 10_000,
        "\u202edetal",
        "",
        " ",
        "=?",
        "🂡" * 300,
    ],
)
def test_an_injected_title_is_harmless_in_subject_names_and_file_name(title: str) -> None:
    reader = Address("anna", "x.example", title)
    parsed = parse(build(Facts(title=title, number=title), reader))
    assert "Bcc" not in parsed
    assert [name for name, _ in parsed.items() if name in ("To", "Subject", "From")] == [
        "From",
        "To",
        "Subject",
    ]
    assert [a.addr_spec for a in parsed["To"].addresses] == ["anna@x.example"]
    name = [part for part in parsed.walk() if not part.is_multipart()][2].get_filename()
    assert name and re.fullmatch(r"[a-z0-9][a-z0-9\-]{0,90}\.pdf", name)


@given(title=st.text(max_size=80), name=st.text(max_size=40), number=st.text(max_size=20))
@settings(max_examples=30, deadline=None)
def test_any_text_reads_back_as_one_message_to_one_reader(title: str, name: str, number: str) -> None:
    octets = build(Facts(title=title, number=number), Address("anna", "x.example", name))
    parsed = parse(octets)
    assert [a.addr_spec for a in parsed["To"].addresses] == ["anna@x.example"]
    assert len(parsed.get_all("Subject")) == 1 and "Bcc" not in parsed and "Cc" not in parsed
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0|[\x80-\xff]", octets)
    assert max(map(len, octets.split(b"\r\n"))) <= 998


def test_the_message_id_depends_on_content_reader_and_round_alone() -> None:
    body = message.build_body(Paper(b"%PDF-1", "x.pdf", FACTS).content())
    other = message.build_body(Paper(b"%PDF-2", "x.pdf", FACTS).content())
    ids = {
        message.message_id(body.digest, 1, READER, SENDER),
        message.message_id(body.digest, 2, READER, SENDER),
        message.message_id(other.digest, 1, READER, SENDER),
        message.message_id(body.digest, 1, Address("bo", "x.example"), SENDER),
    }
    assert len(ids) == 4
    assert message.message_id(body.digest, 1, READER, SENDER) in ids
    assert build(FACTS) == build(FACTS)


def test_a_line_that_begins_with_a_dot_survives_the_wire() -> None:
    content = Paper(b"%PDF-1", "x.pdf", FACTS, texts=lambda name: (".\n..a\n.\n", "<p>.</p>")).content()
    body = message.build_body(content)
    assert b"\r\n.\r\n" not in body.stuffed
    assert re.sub(rb"(?m)^\.", b"", body.stuffed) == body.octets


def test_a_head_that_does_not_read_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would have caught CVE-2024-6923: here the encoder itself lets a line break through."""
    monkeypatch.setattr(message, "_encoded", lambda name, text: "a\r\nBcc: evil@x.example")
    with pytest.raises(BriefingError, match="does not read back"):
        build(FACTS)


def test_facts_come_from_the_edition_in_the_pdf(marked_pdf: bytes) -> None:
    facts = read_facts(marked_pdf, "x.pdf")
    assert (facts.title, facts.number, facts.marking) == ("Depot shelled near Orlova", "214", "TLP:AMBER")
    assert facts.key_points == (
        KeyPoint("The depot burned for two days.", "reported", "", ("Karelia Wire",)),
    )


def test_facts_of_another_pdf_are_its_title(plain_pdf: bytes) -> None:
    assert read_facts(plain_pdf, "x.pdf") == Facts(title="Depot shelled near Orlova")


@pytest.mark.parametrize(
    ("printed", "label"),
    [("TLP:AMBER+STRICT", "TLP:AMBER+STRICT"), ("TLP:WHITE", "TLP:CLEAR"), ("none", None)],
)
def test_a_label_printed_on_the_page_counts_where_no_edition_says_it(
    make: Callable[..., bytes], printed: str, label: str | None
) -> None:
    assert read_facts(make(head=printed), "x.pdf").marking == label


def test_the_stricter_of_edition_and_print_counts(
    make: Callable[..., bytes], edition: Callable[..., str]
) -> None:
    assert read_facts(make(edition=edition("TLP:GREEN"), head="TLP:RED"), "x.pdf").marking == "TLP:RED"
    assert read_facts(make(edition=edition("TLP:RED"), head="TLP:GREEN"), "x.pdf").marking == "TLP:RED"


def test_a_printed_label_that_nobody_knows_is_refused(make: Callable[..., bytes]) -> None:
    with pytest.raises(BriefingError, match="unknown label: 'TLP:PURPLE'"):
        read_facts(make(head="TLP:PURPLE"), "x.pdf")


@pytest.mark.parametrize("octets", [b"", b"hello", b"%PDF-1.4\nnothing", b"%PDF-1.4\n" + b"\0" * 5000])
def test_what_is_not_a_readable_pdf_is_refused_by_name(octets: bytes) -> None:
    with pytest.raises(BriefingError, match=r"^x\.pdf: "):
        read_facts(octets, "x.pdf")
