"""Plain text: offsets are the file's own, whatever the encoding."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import read
from briefing.errors import BriefingError
from briefing.model import Document
from briefing.read.clean import clean
from briefing.read.concerns import concerns
from briefing.read.decode import decode

STORY = (
    "Harbour closed after blast\n\n"
    "The port of Brevik was closed on Monday — “for a day or two”, the mayor said.\n\n"
    "Ships were sent to Väddö.\n"
)


def one(tmp_path: Path, data: bytes, name: str = "a.txt") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read.read(path)


def words(document: Document, kind: str) -> list[str]:
    return [document.words(b.span) for b in document.blocks if b.kind == kind]


def test_text_is_the_file_and_blocks_lie_in_it(tmp_path: Path) -> None:
    document = one(tmp_path, STORY.encode())
    assert document.text == STORY
    assert document.changes == ()
    assert words(document, "title") == ["Harbour closed after blast"]
    assert document.source.title == "Harbour closed after blast"
    assert [w.split()[0] for w in words(document, "paragraph")] == ["The", "Ships"]
    assert document.source.size == len(STORY.encode())


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_is_told_from_the_bytes(tmp_path: Path, encoding: str, mark: bool) -> None:
    for story in (STORY, "Порт закрыт\n\nПорт Бревик закрыли в понедельник, сообщил мэр города.\n"):
        data = ("\ufeff" * mark + story).encode(encoding)
        assert one(tmp_path, data).text == story


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("cp1252", "Der Bürgermeister sagte „nichts“ – und ging über die Brücke nach Hause."),
        ("cp1252", "Le café était fermé à Noël, a dit l’élu."),
        ("shift_jis", "市議会は予算を承認した。市長は「やりました」と語った。新しい図書館は五月に開く。"),
        (
            "euc_kr",
            "북한이 우크라이나 전쟁에 병력을 보냈다고 국방부가 밝혔다. 장관은 매우 가능성이 높다고 말했다.",
        ),
        ("gb18030", "国防部星期一表示，军队已经在边境部署。部长说，情况正在发生变化。"),
        (
            "cp1251",
            "Министерство обороны сообщило, что войска отправлены на границу. Министр отказался отвечать.",
        ),
        ("cp1250", "Żołnierze zostali wysłani na granicę, powiedział minister. Łączność została przerwana."),
    ],
)
def test_older_encodings_are_read_and_named(tmp_path: Path, encoding: str, sentence: str) -> None:
    document = one(tmp_path, f"1234\n\n{sentence} {sentence}\n".encode(encoding))
    assert sentence in document.text
    assert any("read as" in change for change in document.changes)


def test_a_stray_byte_in_utf8_costs_one_character(tmp_path: Path) -> None:
    document = one(tmp_path, STORY.encode() + b"and \xff more")
    assert document.text == STORY + "and \ufffd more"
    assert any("fit no character" in change for change in document.changes)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_become_line_feeds_and_nothing_else_changes(tmp_path: Path, end: str) -> None:
    document = one(tmp_path, STORY.replace("\n", end).encode())
    assert (document.text, document.changes) == (STORY, ())


def test_what_hides_or_commands_is_removed_and_recorded(tmp_path: Path) -> None:
    document = one(tmp_path, "T\n\nA\x1b[31mred\x07 pay \u202e00.001\u202c to A\u200bnna, once.\n".encode())
    assert document.text == "T\n\nA[31mred pay 00.001 to Anna, once.\n"
    assert document.changes == (
        "2 control characters removed",
        "2 direction marks removed",
        "1 invisible character removed",
    )


def test_joiners_stay_where_a_script_needs_them() -> None:
    for text in ("می‌خواهم", "क्‍ष", "👩‍👧"):
        assert clean(text) == (text, ())
    assert clean("An\u200cna") == ("Anna", ("1 joiner removed",))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, _ = clean(text)
    assert clean(once) == (once, ())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    decode(data)
    try:
        documents = read.read_bytes(data, "noise.bin").documents
    except BriefingError as error:
        assert error.where == "noise.bin" and error.message
    else:
        for document in documents:
            spans = [b.span for b in document.blocks]
            assert spans == sorted(spans)
            assert all(a.end <= b.start for a, b in pairwise(spans))


def test_one_line_a_paragraph_and_wrapped_lines_are_told_apart(tmp_path: Path) -> None:
    single = one(
        tmp_path,
        ("Title\n" + "A sentence of some length that ends here. " * 4 + "\nShort one.\nNext.\n").encode(),
    )
    assert len(words(single, "paragraph")) == 3
    sentence = "This paragraph was broken by a mail program at a fixed width, so that the lines are even. "
    wrapped = (
        "The title stands alone\n\n"
        + textwrap.fill(sentence * 5, 72)
        + "\n\n"
        + textwrap.fill(sentence * 3, 72)
    )
    assert len(words(one(tmp_path, wrapped.encode()), "paragraph")) == 2


def test_headings_between_paragraphs_are_no_statements(tmp_path: Path) -> None:
    text = "Title\n\nA first paragraph says something at length.\n\nWhat is known\n\nA second one.\n"
    assert words(one(tmp_path, text.encode()), "heading") == ["What is known"]


def test_a_dateline_is_a_date_and_prose_is_not(tmp_path: Path) -> None:
    assert one(tmp_path, b"T\n\nFriday, August 21, 2015\n\nText of it.").source.published == "2015-08-21"
    late = one(tmp_path, b"T\n\nOn August 21, 2015 there was a long story that has to be told in full here.")
    assert late.source.published == ""


def test_only_what_a_reader_must_know_is_a_concern(tmp_path: Path) -> None:
    text = b"Title\n\n26 November 2026\n\n" + b"Words \x07here. " * 20_000
    document = one(tmp_path, text)
    assert len(document.changes) == 2
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    cut, dated = concerns(document, noon)
    assert cut.startswith("cut: the first")
    assert dated == "dated 2026-11-26, which is still to come"
    assert concerns(document, noon.replace(day=26)) == (cut,)


def test_a_huge_file_is_cut_and_says_so(tmp_path: Path) -> None:
    document = one(tmp_path, b"Title\n\n" + b"Ten words stand in this sentence about a harbour town. " * 8000)
    assert len(document.text) <= 200_000
    assert any(change.startswith("cut:") for change in document.changes)
    assert max(len(b.span) for b in document.blocks) <= 8000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-be"])
def test_the_end_of_a_huge_file_is_not_even_decoded(tmp_path: Path, encoding: str) -> None:
    data = ("Title\n\n" + "Слова о гавани и кораблях. " * 120_000).encode(encoding)
    document = one(tmp_path, data)
    assert "\ufffd" not in document.text and document.text.startswith("Title\n\nСлова")
    assert document.changes[0].startswith(f"cut: of {len(data)} bytes the first 1")
    assert len(document.changes) == 2


def test_a_file_of_very_many_paragraphs_is_cut_and_says_so(tmp_path: Path) -> None:
    document = one(tmp_path, b"Title\n\n" + b"A paragraph.\n\n" * 6000)
    assert len(document.blocks) == 5000
    assert document.changes == ("cut: the first 5000 of 6001 paragraphs were read",)


def test_trailing_page_turner_of_a_copied_page_is_noise(tmp_path: Path) -> None:
    document = one(tmp_path, (STORY + "\n\n\n\nPrevious Post Next Post").encode())
    assert words(document, "noise") == ["Previous Post Next Post"]
    assert document.text.endswith("Previous Post Next Post")


def test_words_of_mixed_alphabets_are_kept_and_reported(tmp_path: Path) -> None:
    text = "Title\n\nA coil of 5 kΩ. \u0410nna Berg of p\u0430ypal said so; \u041c\u043e\u0441 did not.\n"
    document = one(tmp_path, text.encode())
    assert document.text == text
    assert document.changes == ("2 words mix alphabets, left as they stand: \u0410nna, p\u0430ypal",)
