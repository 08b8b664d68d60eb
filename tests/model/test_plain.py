"""Our types as plain values: they come back as they were, and nothing else comes back as one of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model import Document, Edition, Span, Statement
from briefing.model.plain import from_plain, to_plain


@dataclass(frozen=True)
class Thing:
    name: str
    kind: Literal["one", "two"]
    weight: float
    many: tuple[Span, ...] = ()
    pairs: tuple[tuple[str, float], ...] = ()
    sure: bool = False


THINGS = st.builds(
    Thing,
    st.text(st.characters(codec=None)),
    st.sampled_from(["one", "two"]),
    st.floats(allow_nan=False),
    st.lists(st.builds(lambda start, more: Span(start, start + more), st.integers(0), st.integers(1))).map(
        tuple
    ),
    st.lists(st.tuples(st.text(), st.floats(allow_nan=False))).map(tuple),
    st.booleans(),
)


@settings(max_examples=50, deadline=None)
@given(THINGS)
def test_whatever_it_was_it_comes_back(thing: Thing) -> None:
    assert from_plain(Thing, json.loads(json.dumps(to_plain(thing)))) == thing


def test_documents_and_statements_come_back_without_the_raw_file(edition: Edition) -> None:
    for document in edition.documents:
        again = from_plain(Document, json.loads(json.dumps(to_plain(document))))
        assert again == document and again.raw == b"" and again.raw_at is None
    for statement in edition.briefing.statements:
        assert from_plain(Statement, json.loads(json.dumps(to_plain(statement)))) == statement


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        ["a", "one", 1.0, [], [], False, "more"],
        ["a", "three", 1.0, [], [], False],
        ["a", ["one"], 1.0, [], [], False],
        [1, "one", 1.0, [], [], False],
        ["a", "one", "1.0", [], [], False],
        ["a", "one", True, [], [], False],
        ["a", "one", 1.0, {}, [], False],
        ["a", "one", 1.0, [[1]], [], False],
        ["a", "one", 1.0, [[4, 2]], [], False],
        ["a", "one", 1.0, [[True, 2]], [], False],
        ["a", "one", 1.0, [], [["b"]], False],
        ["a", "one", 1.0, [], [], 0],
    ],
)
def test_what_is_no_such_thing_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        from_plain(Thing, value)
