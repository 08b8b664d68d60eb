"""The Admiralty grade of a statement: the desk's word first, two origins for a 1, never a guess."""

from __future__ import annotations

from dataclasses import replace

from briefing.model import Claim, Source, Statement
from briefing.render.grades import grade

SAID = Statement("s1", "fact", "Shells came.", (), "arms")
TWICE = Claim("c1", ("s1", "s2"), origins=2)


def test_nobody_graded_means_no_grade() -> None:
    assert grade(SAID, TWICE, [Source()]) == ""


def test_two_independent_origins_suggest_a_one() -> None:
    assert grade(SAID, TWICE, [Source(grade="C"), Source(grade="B")]) == "B1"
    assert grade(SAID, replace(TWICE, origins=1), [Source(grade="B")]) == "B6"
    assert grade(SAID, None, [Source(grade="A")]) == "A6"


def test_what_is_denied_or_contradicted_is_not_confirmed() -> None:
    assert grade(SAID, replace(TWICE, denied_by=("s3",)), [Source(grade="B")]) == "B6"
    assert grade(SAID, replace(TWICE, contradicted_by=("s3",)), [Source(grade="B")]) == "B6"


def test_the_persons_word_wins() -> None:
    assert grade(replace(SAID, credibility="3"), TWICE, [Source(grade="B2")]) == "B3"
    assert grade(SAID, TWICE, [Source(grade="B2")]) == "B2"
    assert grade(replace(SAID, credibility="4"), None, [Source()]) == "F4"
