"""A profile is data that a desk edits: every fault is named at once, with its key path."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.collect import load_profile, names
from briefing.collect.profiles import parse_profile
from briefing.errors import BriefingError, Faults
from tests.collect.conftest import HARBOUR


def faults(text: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        parse_profile(text.encode(), "harbour.toml")
    return [fault.line for fault in caught.value.faults]


@pytest.mark.parametrize("name", names())
def test_the_profiles_that_come_with_the_program_load(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert len({section.letter for section in profile.sections}) == len(profile.sections)
    assert any(cue.words for cue in profile.cues)


def test_the_conflict_profile_has_the_four_sections_in_order() -> None:
    keys = [section.key for section in load_profile("conflict").sections]
    assert keys == ["arms", "troops", "reactions", "context"]


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(BriefingError, match="no profile named 'weather'") as caught:
        load_profile("weather")
    assert "conflict" in caught.value.hint


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "harbour.toml"
    path.write_text(HARBOUR, encoding="utf-8")
    assert load_profile(str(path)).title == "Harbour"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="the profile cannot be read") as caught:
        load_profile(str(tmp_path / "none.toml"))
    assert caught.value.where.endswith("none.toml")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('default = "talk"', 'default = "gossip"', "harbour.toml: default: no section has the key 'gossip'"),
        ('title = "Harbour"', "", "harbour.toml: title: is missing or empty"),
        ("format = 1", "format = 7", "harbour.toml: format: format 7 is not known"),
        ("share = 0.4", "share = 4", "harbour.toml: picking.share: must be a number from 0 to 1, not 4"),
        ("share = 0.4", "shares = 0.4", "harbour.toml: picking.shares: is not known here"),
        ("ships = 2.0", "boats = 2.0", "points.boats: no section has this key"),
        ('"<vessel>"', '"<vesel>"', "words[0]: no family named <vesel>"),
        ('"<vessel>"', '"~ harbour"', "a phrase needs a word at its beginning and at its end"),
        ('"<vessel>"', '"*"', "nothing to match"),
        ('"<vessel>"', '"b*"', "would match almost every word"),
        ('"<vessel>"', '"~40 x"', "a gap is 1 to 12 words wide"),
        ('"<vessel>"', '""', "a phrase with no word in it"),
        ('"ferr*"', '"^ferr*"', "^ and , have no place in a list of words"),
        ('when = ["quoted"]', 'when = ["loud"]', "when[0]: 'loud' is not a condition"),
        ("most = 2", "most = 0", "most: must be a whole number from 1 to 20, not 0"),
        ("most = 2", 'where = "margin"', "where: 'margin' is no part of a sentence"),
        ('marker = "circle"', 'marker = "star"', "marker: 'star' is not a marker"),
        ('letter = "T"', 'letter = "S"', "'S' is the letter of an earlier section too"),
        ("key = 1.0", "points = { ships = 1.0 }", "a cue that asks for the section cannot help to decide it"),
        ('vessel = ["barge|barges", "ferr*", "cargo ship*"]', "vessel = []", "words.vessel: holds no word"),
    ],
)
def test_a_fault_is_named_with_its_key_path(old: str, new: str, expected: str) -> None:
    assert old in HARBOUR
    assert any(expected in line for line in faults(HARBOUR.replace(old, new, 1)))


def test_all_faults_are_named_in_one_reading() -> None:
    text = (
        HARBOUR.replace('"<vessel>"', '"<vesel>"')
        .replace("heads = 2", "heads = -1")
        .replace("talk = 1.0", "x = 1")
    )
    assert len(faults(text)) >= 3


def test_a_profile_without_any_words_is_refused() -> None:
    head = HARBOUR[: HARBOUR.index("[words]")]
    assert any("at least one [[cue]] with words" in line for line in faults(head))
    only_conditions = head + '[[cue]]\nname = "quoted"\nwhen = ["quoted"]\npoints = { talk = 1.0 }\n'
    assert any("no cue has any words" in line for line in faults(only_conditions))


def test_what_is_not_toml_or_not_text_is_said_so() -> None:
    with pytest.raises(BriefingError, match=r"not TOML: .*line 1"):
        parse_profile(b"name = ?\nlang = 1", "harbour.toml")
    with pytest.raises(BriefingError, match="not UTF-8 at byte 8"):
        parse_profile(b'name = "\xff"', "harbour.toml")


def test_lists_that_name_each_other_do_no_harm() -> None:
    text = HARBOUR.replace('"cargo ship*"', '"<craft>"') + ""
    text = text.replace("[words]", '[words]\ncraft = ["<vessel>", "tug"]')
    assert parse_profile(text.encode(), "harbour.toml").families
