"""A desk can try a profile on lines it has labelled itself."""

from __future__ import annotations

import pytest

from briefing.collect import read_labelled, try_profile
from briefing.errors import Faults
from briefing.model import Profile

LABELLED = """# our own lines
ships\tTwo barges lie across the lock.
ships\tThe wreck was towed away.
talk: He promised an inquiry.
"""


def test_a_trial_counts_where_lines_went(harbour: Profile) -> None:
    trial = try_profile(read_labelled(LABELLED, harbour, "lines.txt"), harbour)
    assert (trial.right, trial.total) == (2, 3)
    assert trial.count("ships", "talk") == 1
    assert [(row.line, placed) for row, placed in trial.wrong] == [(3, "talk")]


def test_lines_that_are_not_labelled_are_all_named(harbour: Profile) -> None:
    with pytest.raises(Faults) as caught:
        read_labelled("boats\tA barge.\nships\t\n", harbour, "lines.txt")
    assert [fault.line for fault in caught.value.faults] == [
        "lines.txt:1: no section has the key 'boats'",
        "lines.txt:2: not a labelled line",
    ]


def test_an_empty_file_is_a_fault(harbour: Profile) -> None:
    with pytest.raises(Faults, match="holds no labelled line"):
        read_labelled("# nothing\n", harbour, "lines.txt")
