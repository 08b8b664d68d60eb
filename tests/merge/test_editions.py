"""A person's work on an edition is never lost when it is collected again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from briefing import merge
from briefing.model import Briefing, Edition, Source, Statement
from briefing.model.check import check

Make = Callable[..., merge.Collected]

CRATES = "The freighter unloaded forty crates of mortar shells at the northern pier on Monday."
CONVOY = "A convoy of nine trucks left the harbour for the front before dawn."
CHOIR = "The choir of the dockers' union sang at the memorial service on Sunday."


@pytest.fixture
def collected(article: Make) -> list[merge.Collected]:
    return [article("Gazette", CRATES, CONVOY), article("Herald", CHOIR)]


@pytest.fixture
def earlier(collected: list[merge.Collected], header: Briefing) -> Edition:
    return merge.merge(collected, header)


def edited(edition: Edition, number: int, **fields: object) -> Edition:
    statements = list(edition.briefing.statements)
    statements[number] = replace(statements[number], **fields)  # type: ignore[arg-type]
    return replace(edition, briefing=replace(edition.briefing, statements=tuple(statements)))


def the(edition: Edition, name: str) -> Statement:
    return next(statement for statement in edition.briefing.statements if statement.id == name)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "dropped"},
        {"state": "kept"},
        {"section": "troops"},
        {"section": "troops", "state": "kept"},
        {"speaker": "Mara Lind"},
        {"certainty": "possible"},
        {"also": ("troops",)},
        {"state": "edited", "text": "Forty crates came."},
    ],
)
def test_what_a_person_changed_stands_after_collecting_again(
    collected: list[merge.Collected], header: Briefing, earlier: Edition, fields: dict[str, object]
) -> None:
    before = edited(earlier, 0, **fields)
    again = merge.merge(collected, header, before)
    assert the(again, before.briefing.statements[0].id) == before.briefing.statements[0]


def test_a_changed_text_without_a_word_about_it_becomes_an_edit(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    again = merge.merge(collected, header, edited(earlier, 0, text="Forty crates came."))
    statement = again.briefing.statements[0]
    assert (statement.text, statement.state) == ("Forty crates came.", "edited")
    assert check(again) == []


def test_collecting_the_same_again_changes_nothing(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    assert merge.merge(collected, header, earlier) == earlier


def test_what_the_program_sees_differently_now_is_counted_in_a_note(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    again = merge.merge(collected, header, edited(earlier, 0, section="troops"))
    assert again.briefing.notes == (
        "1 statement differs from what was found now; the edition's wording stands",
    )


def test_a_kept_statement_stays_with_its_document_when_the_article_is_not_given_again(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    again = merge.merge(collected[1:], header, edited(earlier, 0, state="kept"))
    assert CRATES in [statement.text for statement in again.briefing.statements]
    assert CONVOY not in [statement.text for statement in again.briefing.statements]
    assert [source.title for source in again.briefing.sources] == ["Gazette", "Herald"]
    assert check(again) == []
    assert again.briefing.notes == (
        "1 article of the earlier edition not given again: Gazette.txt",
        f"1 statement a person kept, no longer found, left as before: {earlier.briefing.statements[0].id}",
    )


def test_an_article_without_edits_leaves_with_a_note(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    again = merge.merge(collected[1:], header, earlier)
    assert [source.id for source in again.briefing.sources] == ["a2"]
    assert again.briefing.notes == ("1 article of the earlier edition not given again: Gazette.txt",)


def test_a_sentence_cut_in_another_way_does_not_stand_twice(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    """A kept statement that is found no longer replaces whatever overlaps it now."""
    before = edited(earlier, 0, state="kept")
    (document, statements), herald = collected
    longer = replace(
        statements[0],
        id="s-longer",
        text=document.text[: len(CRATES) + 1],
        evidence=(replace(statements[0].evidence[0], span=replace(statements[0].evidence[0].span, end=85)),),
    )
    again = merge.merge([(document, [longer, statements[1]]), herald], header, before)
    assert [statement.text for statement in again.briefing.statements] == [CRATES, CONVOY, CHOIR]


def test_what_was_added_by_hand_is_carried_over_with_its_source(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    call = Source(id="b1", title="A call to the harbour master")
    added = Statement(
        "m1", "fact", "The pier is closed.", (), "arms", state="added", source_id="b1", picked=False
    )
    briefing = replace(
        earlier.briefing,
        statements=(added, *earlier.briefing.statements),
        sources=(*earlier.briefing.sources, call),
    )
    again = merge.merge(collected, header, replace(earlier, briefing=briefing))
    assert again.briefing == briefing


def test_source_ids_stay_and_are_never_given_to_another(
    collected: list[merge.Collected], article: Make, header: Briefing, earlier: Edition
) -> None:
    again = merge.merge([article("Courier", "Nothing was unloaded."), collected[1]], header, earlier)
    assert [(s.id, s.title) for s in again.briefing.sources] == [("a2", "Herald"), ("a3", "Courier")]


def test_corrections_of_a_source_stand(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    first, *others = earlier.briefing.sources
    better = replace(first, publisher="The Old Gazette", grade="B")
    briefing = replace(earlier.briefing, sources=(better, *others))
    again = merge.merge(collected, header, replace(earlier, briefing=briefing))
    assert again.briefing.sources[0] == better
    assert again.documents[0].source == better


def test_the_order_of_statements_a_person_chose_stands(
    collected: list[merge.Collected], article: Make, header: Briefing, earlier: Edition
) -> None:
    turned = replace(earlier.briefing, statements=earlier.briefing.statements[::-1])
    new = "The harbour master resigned over the affair."
    again = merge.merge([*collected, article("Courier", new)], header, replace(earlier, briefing=turned))
    assert [statement.text for statement in again.briefing.statements] == [CHOIR, new, CONVOY, CRATES]


def test_a_decision_on_one_copy_holds_when_another_outlet_prints_the_same(
    collected: list[merge.Collected], article: Make, header: Briefing, earlier: Edition
) -> None:
    before = edited(earlier, 0, state="dropped")
    again = merge.merge([article("Courier", CRATES), *collected], header, before)
    statement = the(again, before.briefing.statements[0].id)
    assert statement.state == "dropped"
    assert len(statement.evidence) == 2
    assert statement.evidence[0] == before.briefing.statements[0].evidence[0]
    assert [s.text for s in again.briefing.statements].count(CRATES) == 1


def test_a_note_a_person_wrote_is_carried_over(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    briefing = replace(earlier.briefing, notes=("Phone the ministry.", "2 files hold the same article, x"))
    again = merge.merge(collected, header, replace(earlier, briefing=briefing))
    assert again.briefing.notes == ("Phone the ministry.",)


def test_headings_a_person_changed_stand(
    collected: list[merge.Collected], header: Briefing, earlier: Edition
) -> None:
    first, *others = earlier.briefing.sections
    renamed = (replace(first, title="Weapons"), *others)
    again = merge.merge(
        collected, header, replace(earlier, briefing=replace(earlier.briefing, sections=renamed))
    )
    assert again.briefing.sections == renamed
