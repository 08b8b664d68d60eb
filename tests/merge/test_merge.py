"""What one edition of several articles promises: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from briefing import merge
from briefing.model import Briefing, Edition
from briefing.model.check import check

Make = Callable[..., merge.Collected]

CRATES = "The freighter unloaded forty crates of mortar shells at the northern pier on Monday."
CONVOY = "A convoy of nine trucks left the harbour for the front before dawn."


def texts(edition: Edition) -> list[str]:
    return [statement.text for statement in edition.briefing.statements]


def test_sources_are_numbered_in_the_order_given(article: Make, header: Briefing) -> None:
    edition = merge.merge([article("Gazette", CRATES), article("Herald", CONVOY)], header)
    assert [(s.id, s.title) for s in edition.briefing.sources] == [("a1", "Gazette"), ("a2", "Herald")]
    assert [document.source.id for document in edition.documents] == ["a1", "a2"]
    assert check(edition) == []


def test_the_same_words_are_one_statement_with_two_places(article: Make, header: Briefing) -> None:
    other = CRATES.replace(" ", "\u00a0", 1)
    edition = merge.merge([article("Gazette", CRATES), article("Herald", CONVOY, other)], header)
    assert texts(edition) == [CRATES, CONVOY]
    assert [place.document_id for place in edition.briefing.statements[0].evidence] == [
        document.id for document in edition.documents
    ]
    assert check(edition) == []


def test_a_short_sentence_of_two_speakers_stays_two(article: Make, header: Briefing) -> None:
    (one, first), (two, second) = (
        article("Gazette", "We know nothing."),
        article("Herald", "We know nothing."),
    )
    first = [replace(first[0], speaker="Mara Lind")]
    edition = merge.merge([(one, first), (two, [replace(second[0], speaker="Pavel Orlov")])], header)
    assert len(texts(edition)) == 2
    edition = merge.merge([(one, first), (two, [replace(second[0], speaker="Ms Lind")])], header)
    assert len(texts(edition)) == 1


def test_the_same_file_twice_is_one_document_and_a_note(article: Make, header: Briefing) -> None:
    document, statements = article("Gazette", CRATES)
    copy = replace(document, source=replace(document.source, location="copy.txt"))
    edition = merge.merge([(document, statements), (copy, statements)], header)
    assert len(edition.documents) == 1
    assert texts(edition) == [CRATES]
    assert edition.briefing.claims == ()
    assert edition.briefing.notes == (
        "2 files hold the same article, which is used once: Gazette.txt, copy.txt",
    )


def test_the_same_input_gives_the_same_edition(article: Make, header: Briefing) -> None:
    collected = [article("Gazette", CRATES, CONVOY), article("Herald", CONVOY)]
    assert merge.merge(collected, header) == merge.merge(collected, header)


def test_nothing_at_all_is_an_empty_edition(header: Briefing) -> None:
    edition = merge.merge([], header)
    assert edition.briefing == header
    assert edition.documents == ()
