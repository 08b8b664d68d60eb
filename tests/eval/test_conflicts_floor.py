"""What stands against what in small stories of our own: a floor that only rises.

The stories are invented and hold every kind that is looked for, and what must not be taken for one.
The program reads them itself, from the sentence on. `--update` raises the floor to what is measured
and refuses to lower it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing import merge
from briefing.collect import collect, load_profile
from briefing.model import Block, Briefing, Document, Profile, Source, Span, document_id, statement_id

HERE = Path(__file__).parent
CORPUS = HERE / "conflicts.toml"
FLOOR = HERE / "conflicts-floor.json"
STORIES: list[dict[str, Any]] = tomllib.loads(CORPUS.read_text("utf-8"))["story"]
Pairs = set[tuple[int, int]]


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("conflict")


def found_in(story: dict[str, Any], profile: Profile) -> Pairs:
    """The pairs of lines that the program sets against each other, lines counted over all articles."""
    collected, line_of, line = [], {}, 0
    for number, sentences in enumerate(story["articles"]):
        text = "\n\n".join((f"Report {number + 1}", *sentences))
        published = story.get("published", ["2026-05-30"] * 9)[number]
        identity = document_id(text)
        blocks, start = [], 0
        for place, words in enumerate(text.split("\n\n")):
            blocks.append(Block("paragraph" if place else "title", Span(start, start + len(words))))
            start += len(words) + 2
        source = Source(
            title=f"Report {number + 1}",
            publisher=f"Paper {number + 1}",
            published=published,
            document_id=identity,
        )
        document = Document(identity, text, source, tuple(blocks))
        statements = collect(document, profile).statements
        for place, block in enumerate(blocks[1:], line + 1):
            for statement in statements:
                if block.span.overlaps(statement.evidence[0].span):
                    line_of[statement_id(identity, statement.evidence[0].span)] = place
        line += len(sentences)
        collected.append((document, statements))
    edition = merge.merge(collected, header(profile))
    return {
        (min(line_of[one], line_of[other]), max(line_of[one], line_of[other]))
        for one, other in merge.conflicts(edition)
    }


def header(profile: Profile) -> Briefing:
    return Briefing(
        title="Stories",
        number="1",
        as_of=datetime(2026, 6, 1, tzinfo=UTC),
        marking=None,
        lang="en",
        profile="conflict",
        sections=profile.sections,
    )


@pytest.mark.parametrize("story", [s for s in STORIES if not s.get("miss")], ids=lambda story: story["kind"])
def test_a_story_is_told_for_what_it_is(story: dict[str, Any], profile: Profile) -> None:
    assert found_in(story, profile) == {(one, other) for one, other in story["against"]}


def test_what_is_found_does_not_fall(profile: Profile, request: pytest.FixtureRequest) -> None:
    wanted: set[tuple[int, int, int]] = set()
    found: set[tuple[int, int, int]] = set()
    for number, story in enumerate(STORIES):
        wanted |= {(number, one, other) for one, other in story["against"]}
        found |= {(number, one, other) for one, other in found_in(story, profile)}
    right = len(wanted & found)
    measured = {
        "found": round(100 * right / len(wanted), 1),
        "precise": round(100 * right / len(found), 1) if found else 0.0,
    }
    digest = hashlib.sha256(CORPUS.read_bytes()).hexdigest()
    kept = json.loads(FLOOR.read_text("utf-8")) if FLOOR.exists() else {"corpus": digest, "floor": {}}
    floor = kept["floor"] if kept["corpus"] == digest else {}
    for name, value in floor.items():
        assert measured[name] >= value, f"{name} fell from {value} to {measured[name]}"
    if request.config.getoption("--update"):
        FLOOR.write_text(json.dumps({"corpus": digest, "floor": measured}, indent=1) + "\n", "utf-8")
    else:
        assert kept["corpus"] == digest, "the stories have changed: run pytest --update and read the diff"
