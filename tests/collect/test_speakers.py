"""Who is meant: fullest names for short forms, pronouns and descriptions; words as they stand otherwise."""

from __future__ import annotations

import pytest

from briefing.collect import speakers

from .articles import found


def who(text: str) -> list[str]:
    return [a.speaker for a in found(text)]


def test_a_surname_stands_for_the_fullest_name() -> None:
    text = "Defence Minister Kim Yong-su said the ships had left.\n\nKim said they would be back."
    assert who(text) == ["Kim Yong-su", "Kim Yong-su"]


def test_a_surname_named_before_the_full_name_is_found_too() -> None:
    text = 'Okafor said the road was closed.\n\n"It is," said Gen. James Okafor, who leads the brigade.'
    assert who(text)[-1] == "James Okafor"
    assert who(text)[0].endswith("Okafor")


def test_a_pronoun_stands_for_the_person_who_spoke_last() -> None:
    text = 'Mayor Ana Lund said the water was safe. The river had risen.\n\n"We tested it," she added.'
    assert who(text) == ["Ana Lund", "Ana Lund"]


def test_a_pronoun_of_the_other_sex_does_not_fit() -> None:
    text = "Mayor Maria Lund met Governor James Ortiz on Monday.\n\nHe said the water was safe."
    assert who(text)[-1] == "James Ortiz"


def test_a_title_and_an_apposition_are_not_part_of_the_name() -> None:
    text = "The port's harbour master, Ana Lund, said the ships had left."
    assert who(text) == ["Ana Lund"]


def test_a_role_stands_for_the_person_the_text_gave_it_to() -> None:
    text = "Crown Prince Omar Haddad arrived on Monday.\n\nThe crown prince said the talks had failed."
    assert who(text)[-1] == "Omar Haddad"


def test_the_president_of_another_country_is_somebody_else() -> None:
    text = "Turkish President Kemal Aydin spoke first.\n\nRussia's president said he would not come."
    assert who(text)[-1] == "Russia's president"


def test_it_stands_for_the_body_that_spoke_last() -> None:
    text = "The Harbour Ministry said two ships had left.\n\nIt said they carried grain."
    assert who(text) == ["Harbour Ministry", "Harbour Ministry"]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "Mayor James Ortiz said the pier was shut.\n\nA crane driver said it was not. "
            '"I worked all night," he said.',
            "A crane driver",
        ),
        (
            "Mayor James Ortiz said the pier was shut.\n\nOne of the dockers said it was not. "
            '"I worked all night," he said.\n\nThe other had seen nothing, he said.',
            "The other",
        ),
        (
            'A crane driver said the pier was shut. Mayor James Ortiz came late. "It is open," he said.',
            "James Ortiz",
        ),
        (
            "Harbour Watch, a monitoring group, counted ships. Harbour Watch said two had left. "
            'A gunner said he had seen three. "Big ones," he said.',
            "A gunner",
        ),
    ],
)
def test_he_is_the_one_who_spoke_last_named_or_not(text: str, last: str) -> None:
    assert who(text)[-1] == last


def test_a_body_is_not_its_head_nor_the_last_other_body() -> None:
    text = "Defence Minister Ana Lund left. Norsk Relief said it was cold.\n\n"
    text += "The defence ministry said the road was open."
    assert who(text)[-1] == "The defence ministry"
    text = "Norsk Relief said the road was shut.\n\nThe army said it was open."
    assert who(text)[-1] == "The army"


def test_a_surname_that_is_a_verb_elsewhere_is_a_surname() -> None:
    assert who("Do Yun-seo said the radio was on.")[-1] == "Do Yun-seo"


def test_a_rank_before_an_office_belongs_to_the_description() -> None:
    text = '"It is open," Col. Ana Lund, lead spokesman for the port, said in a Thursday night statement.'
    assert who(text) == ["Ana Lund"]


def test_a_day_in_a_name_is_no_time() -> None:
    assert who("The pier is shut, according to The Sunday Courier.") == ["Sunday Courier"]


def test_unnamed_sources_are_named_as_the_text_describes_them() -> None:
    text = "Two Western diplomats, speaking on condition of anonymity, said the fragments were old."
    assert who(text) == ["Two Western diplomats"]


def test_who_stands_for_the_name_before_it() -> None:
    text = "The harbour was mined by Ana Lund, who said she was proud of it."
    assert who(text) == ["Ana Lund"]


def test_nobody_named_is_nobody() -> None:
    text = "It was said that the ships had left."
    assert all(name in ("", "It") for name in who(text))


@pytest.mark.parametrize(
    ("name", "outlet"), [("the Harbour Times", True), ("Ana Lund", False), ("Reuters", True)]
)
def test_outlets_pass_on_what_others_said(name: str, outlet: bool) -> None:
    assert speakers.is_outlet(name) is outlet
