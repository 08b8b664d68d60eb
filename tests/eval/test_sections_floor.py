"""Sections and key points have a floor, on articles of our own that people labelled.

The labels are pinned by their digest: whoever changes them sees the floor anew. The articles are
invented and written for this project.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from briefing.collect import collect, load_profile
from briefing.model import Block, Document, Source, Span, Statement, document_id
from briefing.read.noise import label

HERE = Path(__file__).parent / "sections"
DIGEST = "c89137ce68cf6a01"
SECTION_FLOOR = 0.78
KEY_FLOOR = 0.64


def article(name: str) -> Document:
    text = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    blocks = [
        Block("paragraph" if number else "title", Span(match.start(), match.end()))
        for number, match in enumerate(re.finditer(r"\S[^\n]*", text))
    ]
    return Document(document_id(text), text, Source(), label(text, blocks))


@pytest.fixture(scope="module")
def placed() -> list[tuple[str, bool, Statement]]:
    """Each labelled sentence: the section and whether it is key by the label, and its statement."""
    profile = load_profile("conflict")
    found: dict[str, list[Statement]] = {}
    rows: list[tuple[str, bool, Statement]] = []
    for line in (HERE / "labels.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, start, end, section, key, _ = line.split("\t")
        if name not in found:
            found[name] = list(collect(article(name), profile).statements)
        middle = (int(start) + int(end)) // 2
        for statement in found[name]:
            span = statement.evidence[0].span
            if span.start <= middle < span.end:
                rows.append((section, key == "key", statement))
    return rows


def test_the_labels_are_those_the_floor_was_set_on() -> None:
    digest = hashlib.sha256()
    for path in sorted(HERE.iterdir()):
        digest.update(path.read_bytes())
    assert digest.hexdigest()[:16] == DIGEST


def test_no_labelled_sentence_is_lost(placed: list[tuple[str, bool, Statement]]) -> None:
    assert len(placed) == 78


def test_sections_stay_above_their_floor(placed: list[tuple[str, bool, Statement]]) -> None:
    right = sum(section == statement.section for section, _, statement in placed)
    assert right / len(placed) >= SECTION_FLOOR


def test_key_points_stay_above_their_floor(placed: list[tuple[str, bool, Statement]]) -> None:
    picked = [(key, statement) for _, key, statement in placed if statement.picked]
    right = sum(key for key, _ in picked)
    assert right / sum(key for _, key, _ in placed) >= KEY_FLOOR
    assert right / len(picked) >= KEY_FLOOR
    assert len(picked) <= 0.4 * len(placed)
