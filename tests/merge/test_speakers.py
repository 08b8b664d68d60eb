"""The index of speakers: spellings of one person together, two persons never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from briefing import collect, merge
from briefing.merge import spelling
from briefing.model import Briefing, Edition, Quotation, Span, Speaker

Make = Callable[..., merge.Collected]
WORDS = (
    "The northern pier was closed for good after the storm.",
    "Grain prices fell by half in the western markets.",
    "Nine trucks crossed the old bridge before dawn.",
    "Every school in the valley stays shut on Friday.",
    "The ferry carried two hundred passengers home.",
    "No crew member has left the tanker since May.",
)


@pytest.fixture
def index(article: Make, header: Briefing) -> Callable[..., Edition]:
    """An edition of one article for each list of speakers, a sentence each; `beside` is said by nobody."""

    def make(*articles: list[str], beside: str = "") -> Edition:
        gathered = []
        words = iter(WORDS)
        for number, said in enumerate(articles):
            sentences = [next(words) for _ in said]
            document, found = article(
                f"Paper {number}", *sentences, *([beside] if beside and not number else [])
            )
            named = [replace(each, speaker=name) for each, name in zip(found, said, strict=False)]
            gathered.append((document, [*named, *found[len(said) :]]))
        edition = merge.merge(gathered, header)
        return merge.with_speakers(edition, {name: collect.name_of(name) for name in merge.names_in(edition)})

    return make


Index = Callable[..., Edition]


def entries(edition: Edition) -> list[tuple[str, ...]]:
    return [tuple(sorted(each.spellings)) for each in edition.briefing.speakers]


def test_spellings_of_one_name_are_one_entry_and_each_stands_as_it_was(index: Index) -> None:
    edition = index(
        ["Volodymyr Zelensky", "Volodymyr Zelensky"], ["Volodymyr Zelenskyy"], ["Volodyr Zelensky"]
    )
    (entry,) = edition.briefing.speakers
    assert entry.name == "Volodymyr Zelensky"
    assert entry.spellings == ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodyr Zelensky")
    assert entry.statements == tuple(each.id for each in edition.briefing.statements)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Yong-hyun", "Kim Yong Hyun"),
        ("Kim Jong Un", "Kim Jong-un"),
        ("Recep Tayyip Erdogan", "Recep Tayyip Erdo\u011fan"),
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Mohammed Haddad", "Muhammad Haddad"),
        ("Donald J. Trump", "Donald Trump"),
        ("J.D. Vance", "JD Vance"),
        ("President Ana Lund", "Ana Lund"),
        ("the Russian Army", "The Russian army"),
    ],
)
def test_two_spellings_of_one_are_joined(index: Index, one: str, other: str) -> None:
    assert len(index([one], [other]).briefing.speakers) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jong Un", "Kim Yong-hyun"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("Kim Song Un", "Kim Jong Un"),
        ("Kim Jong Un", "Kim Un"),
        ("Donald Trump", "Melania Trump"),
        ("Alexander Orlov", "Alexandra Orlov"),
        ("Daniel Reyes", "Danielle Reyes"),
        ("Marina Silva", "Martina Silva"),
        ("Ana Lund", "the Lund family"),
        ("Donald Trump", "the Trump administration"),
        ("Vladimir Putin", "the Russian president"),
        ("Dmitry Peskov", "the Kremlin"),
        ("the ministry", "the ministry"),
        ("The Defence Ministry", "the Defence Ministry"),
        ("the Russian Defence Ministry", "the Ukrainian Defence Ministry"),
        ("a senior official", "a senior official"),
        ("Ukrainian officials", "Ukrainian officials"),
        ("the Times", "the Times"),
        ("Moscow", "Russia"),
        ("Convoy MV-24", "Convoy MV-25"),
    ],
)
def test_two_speakers_stay_two(index: Index, one: str, other: str) -> None:
    assert len(index([one], [other]).briefing.speakers) == 2


def test_a_surname_alone_is_the_one_person_it_can_mean(index: Index) -> None:
    assert entries(index(["Emmanuel Leclerc", "President Orlov"], ["Leclerc"])) == [
        ("Emmanuel Leclerc", "Leclerc"),
        ("President Orlov",),
    ]


@pytest.mark.parametrize(
    ("first", "beside"),
    [
        (["Kim Jong Un", "Tammy Kim"], ""),
        (["Minister Kim Yong-hyun"], "A tailor, Kim Dok Su, saw it from his window on the hill."),
        (["James Zelensky"], "The letter went to Olena Zelensky and her two sons."),
    ],
)
def test_a_surname_of_two_bearers_stays_by_itself(index: Index, first: list[str], beside: str) -> None:
    """The second bearer counts even when nothing is said by them: they stand in an article."""
    surname = "Zelensky" if "Zelensky" in first[0] else "Kim"
    edition = index(first, [surname], beside=beside)
    assert (surname,) in entries(edition)


def test_a_word_at_the_head_of_a_sentence_is_no_other_bearer(index: Index) -> None:
    beside = "But Zelensky stayed. President Zelensky's aides left. On Monday Zelensky spoke."
    edition = index(["James Zelensky"], ["Zelensky"], beside=beside)
    assert entries(edition) == [("James Zelensky", "Zelensky")]


def test_a_firm_with_a_persons_name_takes_in_no_surname(index: Index) -> None:
    assert entries(index(["Lockheed Martin"], ["Martin"])) == [("Lockheed Martin",), ("Martin",)]


def test_descriptions_stand_behind_names_and_pronouns_nowhere(index: Index) -> None:
    edition = index(["a harbour pilot", "he", "Volodymyr Zelensky", "Ana Lund", "Kim Yong-hyun"])
    assert [(each.name, each.named) for each in edition.briefing.speakers] == [
        ("Kim Yong-hyun", True),
        ("Ana Lund", True),
        ("Volodymyr Zelensky", True),
        ("a harbour pilot", False),
    ]


def test_what_is_said_inside_a_statement_counts_and_what_was_dropped_does_not(index: Index) -> None:
    edition = index(["Ana Lund", "James Okafor"])
    first, second = edition.briefing.statements
    quotation = Quotation(Span(4, 12), "Tammy Reyes")
    changed = (replace(first, quotations=(quotation,)), replace(second, state="dropped"))
    edition = replace(edition, briefing=replace(edition.briefing, statements=changed))
    made = merge.with_speakers(edition, {name: collect.name_of(name) for name in merge.names_in(edition)})
    assert [(each.name, each.statements) for each in made.briefing.speakers] == [
        ("Ana Lund", (first.id,)),
        ("Tammy Reyes", (first.id,)),
    ]


def with_roles(edition: Edition, *places: tuple[int, int] | None) -> tuple[Speaker, ...]:
    """The index after the statements were given roles at these places, in their order."""
    statements = tuple(
        replace(each, role_at=(Span(*place),) if place else ())
        for each, place in zip(edition.briefing.statements, places, strict=True)
    )
    edition = replace(edition, briefing=replace(edition.briefing, statements=statements))
    names = {name: collect.name_of(name) for name in merge.names_in(edition)}
    return merge.with_speakers(edition, names).briefing.speakers


def test_roles_are_places_in_the_articles_and_each_wording_stands_once(index: Index) -> None:
    edition = index(["Ana Lund", "Ana Lund"], ["Ana Lund"])
    (entry,) = with_roles(edition, (4, 12), (4, 12), (0, 5))
    documents = {document.id: document for document in edition.documents}
    assert [documents[role.document_id].words(role.span) for role in entry.roles] == ["northern", "Nine "]


def test_a_role_left_over_from_a_corrected_speaker_stays_with_the_other(index: Index) -> None:
    edition = index(["Ana Lund", "Ana Lund", "James Okafor"])
    okafor, lund = sorted(with_roles(edition, (4, 12), (4, 12), (4, 12)), key=lambda each: len(each.roles))
    assert (okafor.name, okafor.roles) == ("James Okafor", ())
    assert lund.name == "Ana Lund"


@pytest.mark.parametrize(
    "spelt", ["Zelensky", "Volodymyr Zelenskyy", "V. Zelenskiy", "Zelens\u0301ky", "Zelenskyi"]
)
def test_spellings_of_one_surname_share_a_key(spelt: str) -> None:
    assert spelling.key(spelt) == spelling.key("Zelensky")


def test_different_surnames_have_different_keys() -> None:
    assert spelling.key("Lavrov") != spelling.key("Lavrenko")
    assert spelling.key("") == ""


def test_thousands_of_one_surname_take_no_quadratic_time(index: Index) -> None:
    """Each against each, a few thousand names took minutes."""
    import time

    edition = index(["Ana Lund"])
    first = edition.briefing.statements[0]
    names = [f"Ax{number}o Zelensky" for number in range(1500)]
    many = tuple(replace(first, id=f"s{number}", speaker=name) for number, name in enumerate(names))
    started = time.process_time()
    told = {name: collect.name_of(name) for name in names}
    made = merge.with_speakers(replace(edition, briefing=replace(edition.briefing, statements=many)), told)
    assert len(made.briefing.speakers) > 100
    assert time.process_time() - started < 8.0
