"""How sure the text is, with the words that carry it; what it denies, and what is no denial."""

from __future__ import annotations

import pytest

from briefing.collect import attribution, certainty
from briefing.collect.certainty import Judgement

from .articles import article, split


def judge(text: str) -> tuple[Judgement, str, str]:
    """The judgement on the first sentence, the words that carry it, the words denied."""
    document = article(text)
    spans = split(document)
    found = certainty.judge(text, spans[0], attribution.find(document, spans))
    carried = " // ".join(text[s.start : s.end] for s in found.certainty_at)
    denied = " // ".join(text[s.start : s.end] for s in found.denies)
    return found, carried, denied


SURE = {
    "The bridge fell on Monday.": ("asserted", ""),
    "The ministry said the bridge had fallen.": ("reported", "said"),
    "The bridge reportedly fell on Monday.": ("reported", "reportedly"),
    "It is highly likely that the bridge will fall.": ("likely", "highly likely"),
    "The minister indicated that it is highly likely that the bridge fell.": ("likely", "highly likely"),
    "The crew is believed to be safe.": ("likely", "is believed to"),
    "The bridge appears to have been hit.": ("likely", "appears to"),
    "The bridge may fall.": ("possible", "may"),
    "Analysts said the bridge could fall within days.": ("possible", "could"),
    "It is unclear whether the bridge will hold.": ("possible", "is unclear whether"),
    "If the river rises, the bridge would be lost.": ("possible", "would"),
    "It is unlikely that the bridge will hold.": ("unlikely", "unlikely"),
    # A hedge in an aside, an ability, a month are none.
    "The blast could be heard across the town.": ("asserted", ""),
    "The likely motive is greed.": ("asserted", ""),
    "The bridge fell on 9 May 2024.": ("asserted", ""),
    "The two states signed a deal after the minister said he was tired.": ("asserted", ""),
}


@pytest.mark.parametrize("text", SURE, ids=range(len(SURE)))
def test_certainty_is_the_texts_own(text: str) -> None:
    found, carried, _ = judge(text)
    kind, words = SURE[text]
    assert found.certainty == kind
    assert words.lower() in carried.lower() if words else True


DENIALS = {
    "The ministry denied that its ships had left port.": "that its ships had left port",
    "The army denied any role in the strike.": "any role in the strike",
    "A spokesman dismissed the claims at a briefing.": "the claims at a briefing",
    "The mayor rejected the allegations.": "the allegations",
    'The envoy called the report "a complete fabrication."': "the report",
    'The envoy dismissed as "arithmetic in the dark" the claim that 60 ships left.': "the claim that 60 ships left",
    "The envoy waved away reports of a landing as fake news.": "reports of a landing",
    "Both towns have disputed that claim.": "that claim",
    "The minister said the report was false.": "was false",
    "The ministry said its forces were not present in the valley.": "were not present in the valley",
    "The allegation has been dismissed by a drone expert.": "allegation has been dismissed",
}


@pytest.mark.parametrize("text", DENIALS, ids=range(len(DENIALS)))
def test_denials_name_what_is_denied(text: str) -> None:
    found, carried, denied = judge(text)
    assert found.certainty == "denied"
    assert denied == DENIALS[text]
    assert carried


@pytest.mark.parametrize(
    "text",
    [
        "The general did not deny that ships had left port.",
        "The general declined to confirm or deny the report.",
        "The rebels neither confirmed nor denied it.",
        "The rebels rejected the deal.",
        "The minister refused an invitation to the summit.",
        "The guards denied aid workers access to the camp.",
        "Their aim is to deny the enemy passage through the strait.",
        "Patrols passed near the disputed island of Sel.",
        "The depots feed the army, which the general denies.",
        '"If this is false, the talks would end," he said.',
        "A spokesman declined to comment.",
        "The report of the committee was false.",
    ],
)
def test_refusals_asides_and_non_answers_are_no_denials(text: str) -> None:
    found, _, denied = judge(text)
    assert found.certainty != "denied"
    assert denied == ""


def test_the_words_of_a_very_long_sentence_cost_no_more() -> None:
    text = "The claims not denied called fake " * 3000
    document = article(text)
    assert certainty.judge(text, split(document)[0], ()).certainty in ("asserted", "denied")
