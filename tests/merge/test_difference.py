"""What changed between two editions: every kind, and nothing where nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from briefing.merge import compare, merge
from briefing.model import (
    Block,
    Briefing,
    Document,
    Edition,
    Evidence,
    Section,
    Source,
    Span,
    Statement,
    document_id,
    statement_id,
)

ARRIVED = "About 1,500 soldiers arrived at the port of Zolotaya Bay on Monday."
WRECKED = "A bridge near Lomza was wrecked by two rockets."
TALKS = "The foreign minister of Karelia called for talks about the fishing grounds."


def edition(lines: Sequence[str], number: str, **changes: str) -> Edition:
    """One article with a statement a line, all of them printed."""
    text = "\n\n".join(lines)
    name = document_id(text)
    blocks, statements, at = [], [], 0
    for line in lines:
        span = Span(at, at + len(line))
        at = span.end + 2
        blocks.append(Block("paragraph", span))
        statements.append(
            Statement(statement_id(name, span), "fact", line, (Evidence(name, span),), "arms", picked=True,
                      **{"certainty": "reported", **changes})  # type: ignore[arg-type]
        )  # fmt: skip
    header = Briefing("T", number, datetime(2026, 11, 24, tzinfo=UTC), None, "en", "conflict",
                      (Section("arms", "Arms", "A"),))  # fmt: skip
    return merge([(Document(name, text, Source(title="T"), tuple(blocks)), statements)], header)


def kinds(earlier: Edition, later: Edition) -> list[tuple[str, str]]:
    words = {s.id: s.text for s in later.briefing.statements}
    return [(c.kind, words.get(c.id, c.before)) for c in compare(earlier, later) if c.kind != "unconfirmed"]


def test_the_same_articles_change_nothing() -> None:
    once = edition([ARRIVED, WRECKED], "1", certainty="asserted")
    assert compare(once, once) == ()


def test_another_wording_of_the_same_claim_is_not_new() -> None:
    later = edition(["On Monday some 1,500 soldiers arrived at Zolotaya Bay port.", WRECKED], "2")
    assert kinds(edition([ARRIVED, WRECKED], "1"), later) == []


def test_new_and_withdrawn_lines_are_told_in_their_own_words() -> None:
    found = kinds(edition([ARRIVED, WRECKED], "1"), edition([ARRIVED, TALKS], "2"))
    assert found == [("new", TALKS), ("withdrawn", WRECKED)]


def test_another_figure_is_a_change_and_shows_what_stood_there() -> None:
    later = edition([ARRIVED.replace("1,500", "4,000"), WRECKED], "2")
    (change,) = [c for c in compare(edition([ARRIVED, WRECKED], "1"), later) if c.kind == "changed"]
    assert change.what == "other figures"
    assert change.before == ARRIVED


def test_another_certainty_is_a_change() -> None:
    (change, *_) = compare(edition([ARRIVED], "1"), edition([ARRIVED], "2", certainty="likely"))
    assert (change.kind, change.what) == ("changed", "was reported, now likely")


def test_what_one_origin_reports_stays_unconfirmed() -> None:
    once = edition([ARRIVED], "1")
    assert [change.kind for change in compare(once, once)] == ["unconfirmed"]


def test_a_dropped_line_is_withdrawn_and_says_so() -> None:
    once = edition([ARRIVED, WRECKED], "1", certainty="asserted")
    first, second = once.briefing.statements
    dropped = replace(once.briefing, statements=(first, replace(second, state="dropped")))
    (change,) = compare(once, replace(once, briefing=dropped))
    assert (change.kind, change.what, change.before) == ("withdrawn", "dropped", WRECKED)
