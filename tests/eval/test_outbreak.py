"""Another field is another file: the second profile places its own sentences by its own sections."""

from __future__ import annotations

from pathlib import Path

from briefing.collect import load_profile, read_labelled, try_profile

FLOOR = 18


def test_a_health_desks_sentences_find_their_sections() -> None:
    profile = load_profile("outbreak")
    path = Path(__file__).parent / "outbreak.tsv"
    trial = try_profile(read_labelled(path.read_text(encoding="utf-8"), profile, path.name), profile)
    assert trial.total == 22
    assert trial.right >= FLOOR, [(row.text, placed) for row, placed in trial.wrong]
