"""Sentences become statements: nothing is dropped, nothing is moved, speakers carry over."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.collect import collect, explain, load_profile
from briefing.model import Block, Document, Profile, Span, statement_id
from tests.collect.conftest import document_of

Make = Callable[..., Document]


def test_every_sentence_is_one_statement_at_its_exact_place(document: Make, harbour: Profile) -> None:
    article = document("Fog", "A barge sank. Nobody was hurt.", "The ferry waits.")
    found = collect(article, harbour).statements
    assert [s.text for s in found] == ["A barge sank.", "Nobody was hurt.", "The ferry waits."]
    for statement in found:
        span = statement.evidence[0].span
        assert article.words(span) == statement.text
        assert statement.id == statement_id(article.id, span)


def test_title_headings_and_noise_are_no_statements(harbour: Profile) -> None:
    text = "Fog\nWhat we know\nA barge sank.\nRead more"
    kinds = ("title", "heading", "paragraph", "noise")
    starts = (0, 4, 17, 31)
    blocks = tuple(
        Block(kind, Span(start, start + len(line)))  # type: ignore[arg-type]
        for kind, start, line in zip(kinds, starts, text.split("\n"), strict=True)
    )
    article = document_of("x")
    article = Document(article.id, text, article.source, blocks)
    assert [s.text for s in collect(article, harbour).statements] == ["A barge sank."]
    explained = {row.text: row.reason for row in explain(article, harbour)}
    assert explained == {
        "Fog": "title",
        "What we know": "heading",
        "A barge sank.": "",
        "Read more": "noise: ",
    }


def test_an_article_without_sentences_has_no_statements(document: Make, harbour: Profile) -> None:
    assert collect(document("Fog"), harbour).statements == ()


def test_mostly_quoted_words_make_a_quote(document: Make, harbour: Profile) -> None:
    article = document(
        "Fog", '"The lock held and that is what matters," said Ilse Brandt.', 'She called the fog "a wall".'
    )
    quote, fact = collect(article, harbour).statements
    assert (quote.kind, fact.kind) == ("quote", "fact")
    assert [article.words(q.span) for q in fact.quotations] == ["a wall"]


def test_the_speaker_of_a_quotation_holds_for_all_its_sentences(document: Make, harbour: Profile) -> None:
    article = document(
        "Fog", '"The lock held. It is sixty years old. We were lucky," said harbour master Ilse Brandt.'
    )
    found = collect(article, harbour).statements
    assert len(found) == 3
    assert all("Brandt" in s.speaker for s in found)
    assert all("Brandt" in q.speaker for s in found for q in s.quotations)


def test_quoted_words_right_after_are_the_same_speakers(document: Make, harbour: Profile) -> None:
    article = document(
        "Fog", '"We were lucky," said Ilse Brandt, the harbour master.', '"The next one may not be."'
    )
    assert "Brandt" in collect(article, harbour).statements[1].speaker


def test_names_in_marks_are_not_quotations(document: Make, harbour: Profile) -> None:
    article = document("Fog", "Ilse Brandt told “Harbour and Coast” that the lock had held.")
    assert collect(article, harbour).statements[0].quotations == ()


def test_what_a_sentence_says_beats_who_says_it(document: Make) -> None:
    profile = load_profile("conflict")
    article = document(
        "Two statements",
        "The Ministry of Defence said that sixty tanks were moved to the border depot.",
        "The Ministry of Defence said that the accusation was shameful and must be withdrawn.",
    )
    sections = [s.section for s in collect(article, profile).statements]
    assert sections == ["arms", "reactions"]


def test_a_sentence_nobody_understands_is_a_plain_statement(document: Make, harbour: Profile) -> None:
    (statement,) = collect(document("Fog", "Qwx zzkl vrrm."), harbour).statements
    assert (statement.section, statement.certainty, statement.speaker) == ("talk", "asserted", "")


def test_reasons_add_up_to_the_section_and_name_the_words(document: Make, harbour: Profile) -> None:
    rows = [row for row in explain(document("Fog", "Two barges met a ferry."), harbour) if row.statement]
    assert [(part.cue, part.words) for part in rows[0].placing] == [
        ("a vessel is named", "barges"),
        ("a vessel is named", "ferry"),
    ]
    assert rows[0].statement is not None and rows[0].statement.section == "ships"


_MARKS = st.sampled_from([*"ab \n.,;:!?\"'“”‘’«»()-—", "said ", "He ", "U.S. ", "“", "”", "Mr. ", "denied "])


@settings(max_examples=25, deadline=None)
@given(st.lists(_MARKS, max_size=60).map("".join))
def test_any_text_gives_statements_that_equal_their_characters(text: str) -> None:
    lines = [line for line in text.split("\n") if line.strip()] or ["x"]
    article = document_of("Title", *lines)
    for statement in collect(article, load_profile("conflict")).statements:
        span = statement.evidence[0].span
        assert article.words(span) == statement.text
        assert all(span.contains(q.span) for q in statement.quotations)
        assert all(
            0 <= at.start < at.end <= len(article.text) for at in (*statement.cue_at, *statement.speaker_at)
        )
        assert 0 <= statement.weight <= 1
