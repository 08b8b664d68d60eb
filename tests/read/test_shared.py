"""Forty real news texts and the article the project began with, where they are at hand; else skipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing import read

SHARED = Path(__file__).parents[3] / "shared"
ARTICLES = SHARED / "bench" / "sections" / "articles"
GOLD = SHARED / "bench" / "sections" / "gold"
pytestmark = pytest.mark.skipif(not ARTICLES.is_dir(), reason="no real texts at hand")


def articles() -> list[Path]:
    return sorted(ARTICLES.glob("*.txt")) if ARTICLES.is_dir() else []


@pytest.mark.parametrize("path", articles(), ids=lambda path: path.stem)
def test_a_real_text_keeps_every_offset_and_no_sentence_is_torn(path: Path) -> None:
    document = read.read(path)
    assert document.text == path.read_text(encoding="utf-8")
    assert document.changes == ()
    gold = GOLD / f"{path.stem if path.stem == 'seed' else path.stem[:3]}.json"
    if not gold.exists():
        return
    for sentence in json.loads(gold.read_text(encoding="utf-8"))["sentences"]:
        start, end = sentence["start"], sentence["end"]
        assert any(b.span.start <= start and end <= b.span.end for b in document.blocks), sentence["text"]
