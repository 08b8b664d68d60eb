"""What the proof of an edition finds: words that are not the source's, and names of nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.model import Claim, Edition, Evidence, Quotation, Span, Statement
from briefing.model.check import check, same_words


def faults(edition: Edition, statement: Statement) -> list[str]:
    """The faults of `edition` with `statement` as its first."""
    first, *others = edition.briefing.statements
    briefing = replace(edition.briefing, statements=(replace(statement, id=first.id), *others))
    return [fault.line for fault in check(replace(edition, briefing=briefing))]


def test_a_sound_edition_has_no_faults(edition: Edition) -> None:
    assert check(edition) == []


def test_a_changed_text_must_say_that_it_was_edited(edition: Edition) -> None:
    changed = replace(edition.briefing.statements[0], text="The crates hold shells.")
    (fault,) = faults(edition, changed)
    assert "the text is not the source's" in fault
    assert faults(edition, replace(changed, state="kept")) == [fault]
    assert faults(edition, replace(changed, state="edited")) == []


def test_every_place_must_hold_the_same_words(edition: Edition) -> None:
    statement = edition.briefing.statements[0]
    shifted = Evidence(edition.documents[1].id, Span(14, 58))
    (fault,) = faults(edition, replace(statement, evidence=(statement.evidence[0], shifted)))
    assert "14-58" in fault
    assert "holds other words" in fault


def test_a_quotation_lies_inside_its_statement(edition: Edition) -> None:
    statement = replace(edition.briefing.statements[0], quotations=(Quotation(Span(60, 76)),))
    assert "the quotation 60-76 is outside the statement" in faults(edition, statement)[0]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"section": "weather"}, 'there is no section "weather"'),
        ({"also": ("weather",)}, 'there is no section "weather"'),
        ({"cue_at": (Span(1, 9000),)}, "1-9000 reaches past the end of the text"),
        ({"evidence": ()}, "no evidence"),
        ({"evidence": (), "state": "added", "source_id": "a9"}, 'there is no source "a9"'),
        ({"evidence": (Evidence("d9", Span(0, 1)),)}, "its document d9 is not in the edition"),
    ],
)
def test_what_is_named_must_exist(edition: Edition, fields: dict[str, object], message: str) -> None:
    statement = replace(edition.briefing.statements[0], **fields)  # type: ignore[arg-type]
    assert message in faults(edition, statement)[0]


def test_a_claim_stands_on_statements_of_the_edition(edition: Edition) -> None:
    briefing = replace(edition.briefing, claims=(Claim("c9", ("nothing",)),))
    (fault,) = check(replace(edition, briefing=briefing))
    assert fault.line == "claim c9: there is no statement nothing"


def test_outlets_may_set_quotes_dashes_and_spaces_in_their_own_way() -> None:
    assert same_words("“It\u2019s late” – he\u00a0said") == same_words('"It\'s late" - he said')
    assert same_words("It is late") != same_words("it is late")
