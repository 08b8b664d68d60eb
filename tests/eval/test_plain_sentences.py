"""Each shipped profile places plain sentences of its own field: another field is another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.collect import load_profile, read_labelled, try_profile


@pytest.mark.parametrize(("name", "lines", "floor"), [("conflict", 30, 28), ("outbreak", 22, 20)])
def test_plain_sentences_find_their_sections(name: str, lines: int, floor: int) -> None:
    profile = load_profile(name)
    path = Path(__file__).parent / f"{name}.tsv"
    trial = try_profile(read_labelled(path.read_text(encoding="utf-8"), profile, path.name), profile)
    assert trial.total == lines
    assert trial.right >= floor, [(row.text, placed) for row, placed in trial.wrong]
