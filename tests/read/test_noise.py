"""What is not the article is labelled, with the reason; the article itself is left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model import Block, Span
from briefing.read.noise import label

STORY = (
    "The harbour master closed the inner basin on Monday after two barges collided in fog.",
    "Nobody was hurt, the port authority said, but forty tonnes of grain went into the water.",
    "“We heard it before we saw it,” said a ferryman who was waiting at the lock.",
    "The basin is expected to open again before the weekend.",
)


def blocks(lines: list[str]) -> tuple[str, list[Block]]:
    text = "\n\n".join(lines)
    found = [
        Block("paragraph" if number else "title", Span(match.start(), match.end()))
        for number, match in enumerate(re.finditer(r"\S[^\n]*", text))
    ]
    return text, found


def reasons(*extra: str, after: int = 2) -> dict[str, str]:
    """The reasons given to each line when `extra` stands among the paragraphs of a story."""
    lines = ["Barges collide in fog", *STORY[:after], *extra, *STORY[after:]]
    text, found = blocks(lines)
    return {text[b.span.start : b.span.end]: b.reason for b in label(text, found) if b.kind == "noise"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Previous Post Next Post", "navigation"),
        ("list 2 of 4Fog closes the airport for a second day", "navigation"),
        ("Most read in Region", "navigation"),
        ("Slideshow (7 Images)", "navigation"),
        ("Read more: How the lock was built", "read more"),
        ("CLICK HERE TO GET THE HARBOUR APP", "read more"),
        ("Watch our film about the harbour here.", "read more"),
        ("Your browser does not support the audio element.", "player"),
        ("4 min read", "player"),
        ("Advertisement", "advertisement"),
        ("Story continues below", "advertisement"),
        ("Share this story on Facebook", "share line"),
        ("Sign up for our evening newsletter and never miss a tide.", "newsletter"),
        ("notification-importantGet alerts on the stories you follow.", "newsletter"),
        ("Support quality harbour journalism for the price of a coffee.", "newsletter"),
        ("We use cookies to improve your experience on this website.", "cookies"),
        ("By subscribing, you agree to our terms of use.", "cookies"),
        ("Copyright © 2031 The Harbour Post.", "copyright"),
        ("Vote Now:", "poll"),
        ("Additional reporting by Ilse Brandt in Port Anselm.", "contributors"),
        ("(Reporting by Ilse Brandt; editing by Tom Vale)", "contributors"),
        ("Harbour News' Ilse Brandt contributed to this report.", "contributors"),
        ("With agencies", "contributors"),
        ("Harbour News has reached out to the port authority for comment.", "request for comment"),
        ("By Ilse Brandt, Harbour Correspondent", "byline"),
        ("Published: 4 March 2031, 09:15", "byline"),
        ("Friday, March 4, 2031", "date line"),
        ("16:20", "date line"),
        ("A barge lies across the lock gates [File: Ilse Brandt/AP Photo]", "caption"),
        ("Enlarge this image toggle caption", "caption"),
        ("Ilse Brandt/AFP via Getty Images", "caption"),
        ("The harbour master speaks at the lock in Port Anselm, Tuesday, March 4, 2031.", "caption"),
        ("HARBOUR MASTER WARNS OF MORE FOG TO COME", "heading or teaser in capitals"),
        ("What happens next", "heading"),
        ("‘A wall of fog’", "heading"),
        ("The ferry that was delayed by the collision waits for the fog to lift over the basin", "caption"),
        ("Barges collide in fog", "repeats the title"),
        ("— Ilse Brandt, Port Anselm", "pull-quote"),
        ("The harbour master added:", "lead-in"),
    ],
)
def test_boilerplate_is_labelled_with_its_reason(line: str, reason: str) -> None:
    found = reasons(line, after=4 if reason == "lead-in" else 2)
    assert list(found) == [line]
    assert found[line].startswith(reason)


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday the water had cleared and the lock keepers had gone home.",
        "Published figures show that fog closes the basin nine days a year.",
        "Related charges against the skipper were dropped in May.",
        "Share prices of the grain company fell by a tenth.",
        "Get a towel, he told the cook.",
        "“Never again,” he said.",
        "Cookies were handed out to the passengers who had to wait.",
        "The chamber of commerce contributed forty sandbags.",
        "NATO said nothing.",
        "He said this:",
        "2031-03-04 Fog closes the basin for a second day, says harbour master",
        "• Two barges were damaged, one of them beyond repair, according to the owner",
        "Ferries were cancelled until noon. (Reuters)",
        "“The lock held, and that is the main thing for everybody who lives behind it,” he said",
    ],
)
def test_sentences_of_the_article_stay(line: str) -> None:
    assert reasons(line) == {}


def test_text_without_full_stops_is_not_taken_for_headings() -> None:
    text, found = blocks(
        ["Fog notes", "barges collide at the lock before dawn and nobody is hurt", "grain in the water"]
    )
    assert all(b.kind != "noise" for b in label(text, found))


def test_a_text_all_in_capitals_is_not_noise() -> None:
    text, found = blocks(["FOG", "TWO BARGES COLLIDED IN FOG ON MONDAY.", "NOBODY WAS HURT AT THE LOCK."])
    assert all(b.kind != "noise" for b in label(text, found))


def headed(*kinds_and_lines: tuple[str, str]) -> list[str]:
    """The reasons given to lines of given kinds, in order."""
    text, found = blocks([line for _, line in kinds_and_lines])
    kinds = [kind for kind, _ in kinds_and_lines]
    made = [Block(kind, block.span) for kind, block in zip(kinds, found, strict=True)]  # type: ignore[arg-type]
    return [block.reason for block in label(text, made)]


def test_other_articles_below_the_article_are_none_of_it() -> None:
    teasers = [("heading", "Other Opinion Columns")]
    teasers += [
        ("heading", "Editorial: a wave of fog"),
        ("paragraph", "A writer thinks that fog is overrated."),
    ] * 2
    found = headed(("title", "Fog"), *(("paragraph", line) for line in STORY * 2), *teasers)
    assert found[-5:] == ["below the article"] * 5
    assert not any(found[:-5])


def test_a_box_of_other_articles_does_not_end_the_article() -> None:
    story = [("paragraph", line) for line in STORY]
    found = headed(("title", "Fog"), *story * 3, ("heading", "Related stories"), *story[:2])
    assert not any(found)


def test_only_paragraphs_are_judged() -> None:
    text = "Read more\nRead more"
    found = [Block("title", Span(0, 9)), Block("quotation", Span(10, 19))]
    assert label(text, found) == tuple(found)


def test_no_blocks_are_no_blocks() -> None:
    assert label("", []) == ()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.characters(blacklist_characters="\r", codec="utf-8"), min_size=1, max_size=60), max_size=8
    )
)
def test_spans_and_order_never_change(lines: list[str]) -> None:
    text, found = blocks([line for line in lines if line.strip()] or ["x"])
    labelled = label(text, found)
    assert [b.span for b in labelled] == [b.span for b in found]
    assert all(bool(b.reason) == (b.kind == "noise") for b in labelled)
