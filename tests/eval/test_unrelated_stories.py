"""Articles that tell of different things confirm and contradict nothing of each other.

The articles are those of the attribution floor: invented, each about events of its own. A claim that
spans two of them is a false one, whoever reads it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing import collect, merge
from briefing.model import Briefing, Edition
from briefing.read import read_bytes

ARTICLES = Path(__file__).parent / "attributions.jsonl"


@pytest.fixture(scope="module")
def unrelated() -> Edition:
    profile = collect.load_profile("conflict")
    gathered = []
    for line in ARTICLES.read_text("utf-8").splitlines():
        row = json.loads(line)
        (document,) = read_bytes(row["text"].encode(), f"{row['id']}.txt").documents
        gathered.append((document, collect.collect(document, profile).statements))
    header = Briefing(
        title="Unrelated",
        number="1",
        as_of=datetime(2026, 6, 1, 8, tzinfo=UTC),
        marking=None,
        lang="en",
        profile="conflict",
        sections=profile.sections,
    )
    return merge.merge(gathered, header)


def _documents(edition: Edition, *names: str) -> set[str]:
    found = {s.id: s.evidence[0].document_id for s in edition.briefing.statements}
    return {found[name] for name in names}


def test_no_claim_spans_two_of_them(unrelated: Edition) -> None:
    assert len(unrelated.documents) == 26
    for claim in unrelated.briefing.claims:
        assert len(_documents(unrelated, *claim.statements)) == 1, claim


def test_none_denies_or_contradicts_another(unrelated: Edition) -> None:
    for claim in unrelated.briefing.claims:
        against = (*claim.denied_by, *claim.contradicted_by)
        assert len(_documents(unrelated, *claim.statements, *against)) == 1, claim
