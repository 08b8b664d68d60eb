"""What the samples in `sources/` are for, each promise of docs/samples.md as a test.

They are read and collected once for all tests. The promises are about the whole way, so a failure
here may lie in any room; the room's own tests tell which.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing import collect, merge, read
from briefing.model import Briefing, Claim, Document, Edition, Statement
from briefing.pipeline import gathering
from briefing.pipeline import rows as row_maker

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "sources"
SHARED = ROOT.parent / "shared"
FILES = sorted(SOURCES.iterdir())
NEVER_PRINTED = (
    "Previous Post",
    "Read more",
    "Read next",
    "Share this",
    "Share on",
    "Subscribe",
    "cookies",
    "Skip to content",
    "Advertisement",
    "Also in the Herald",
    "newsletter",
    "submarine",  # a reader's comment
    "parade ground",  # a teaser
    "Photograph:",
    "All rights reserved",
    "min read",
    "Reporting by",
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """All samples merged, as `briefing build sources` does it."""
    profile = collect.load_profile("conflict")
    documents = [read.read(path) for path in FILES]
    header = Briefing(
        title="Samples",
        number="1",
        as_of=datetime(2024, 10, 26, 9, tzinfo=UTC),
        marking=None,
        lang="en",
        profile="conflict",
        sections=profile.sections,
    )
    return merge.merge([(d, collect.collect(d, profile).statements) for d in documents], header, None)


def document(edition: Edition, name: str) -> Document:
    (found,) = [d for d in edition.documents if name in d.source.location]
    return found


def statements(edition: Edition, words: str) -> list[Statement]:
    """Those that hold `words`, found or printed."""
    return [s for s in edition.briefing.statements if words in s.text]


def claims_of(edition: Edition, words: str) -> list[Claim]:
    ids = {s.id for s in statements(edition, words)}
    return [claim for claim in edition.briefing.claims if ids & set(claim.statements)]


def outlets(edition: Edition, statement: Statement) -> set[str]:
    by_id = {d.id: Path(d.source.location).stem[11:] for d in edition.documents}
    return {by_id[e.document_id] for e in statement.evidence}


def test_there_are_eight_of_150_to_350_words() -> None:
    assert len(FILES) == 8
    for path in FILES:
        body = read.read(path)
        words = sum(len(body.words(b.span).split()) for b in body.blocks if b.kind != "noise")
        assert 150 <= words <= 350, f"{path.name}: {words} words"


def test_every_sample_is_named_in_its_page() -> None:
    page = (ROOT / "docs" / "samples.md").read_text(encoding="utf-8")
    assert [path.name for path in FILES if f"`{path.name}`" not in page] == []


@pytest.mark.parametrize("path", [pytest.param(p, id=p.name) for p in FILES])
def test_each_sample_tells_its_title_and_date(path: Path) -> None:
    source = read.read(path).source
    assert len(source.title) > 20 and "\n" not in source.title
    assert source.published[:10] == path.name[:10], (source.published, source.published_from)


@pytest.mark.parametrize(
    ("name", "publisher", "author"),
    [
        ("plains-gazette", "The Plains Gazette", "Northlight News Agency"),
        ("continental-monitor", "Continental Monitor", "Odile Marchetti"),
        ("han-river-dispatch", "Han River Dispatch", "Baek So-dam"),
        ("open-atlas", "Open Atlas", "Priya Nakatomi"),
    ],
)
def test_each_page_tells_its_publisher_and_author(
    edition: Edition, name: str, publisher: str, author: str
) -> None:
    source = document(edition, name).source
    assert (source.publisher, source.author) == (publisher, author)
    assert source.address.startswith("https://") and ".example/" in source.address


def test_every_unedited_statement_equals_its_characters(edition: Edition) -> None:
    assert len(edition.briefing.statements) > 80
    for statement in edition.briefing.statements:
        for evidence in statement.evidence:
            assert edition.document(evidence.document_id).words(evidence.span) == statement.text


def test_every_section_and_every_sample_has_something_printed(edition: Edition) -> None:
    printed = [s for s in edition.briefing.statements if s.printed]
    assert {"arms", "troops", "reactions"} <= {s.section for s in printed}
    assert set().union(*(outlets(edition, s) for s in printed)) == {p.stem[11:] for p in FILES}


@pytest.mark.parametrize("words", NEVER_PRINTED)
def test_what_is_not_the_article_is_not_printed(edition: Edition, words: str) -> None:
    assert [s.text for s in statements(edition, words) if s.printed] == []


def test_the_same_words_at_two_outlets_are_one_statement_with_two_references(edition: Edition) -> None:
    (statement,) = statements(edition, "say the North supplies Russia with artillery shells")
    assert outlets(edition, statement) == {"harbour-courier", "plains-gazette"}


def test_one_agency_text_at_two_outlets_is_one_claim_of_one_origin(edition: Edition) -> None:
    """The datelines differ, so these are two statements; repetition is still no confirmation."""
    (claim,) = claims_of(edition, "crossed to Russia by ship")
    said_by = [s for s in edition.briefing.statements if s.id in claim.statements]
    assert set().union(*(outlets(edition, s) for s in said_by)) == {"harbour-courier", "plains-gazette"}
    assert claim.origins == 1


def test_the_voyages_are_one_claim_of_two_origins(edition: Edition) -> None:
    claims = [c for c in claims_of(edition, "made five voyages") if len(c.statements) > 1]
    assert [claim.origins for claim in claims] == [2]


def test_figures_that_disagree_stand_against_each_other(edition: Edition) -> None:
    fewer = {s.id for s in statements(edition, "Fewer than 2,000 containers")}
    more = {s.id for s in statements(edition, "estimates that 6,000 containers")}
    pairs = {frozenset(pair) for pair in merge.conflicts(edition)}
    assert any(pair & fewer and pair & more for pair in pairs)


@pytest.mark.parametrize(
    "words",
    [
        "deny that any arms have been shipped",
        "denied that the freighter Amur Dawn had brought arms",
        "denied that it had ever carried arms",
        "Both deny that arms were sent",
    ],
)
def test_a_denial_is_a_denial_and_says_what_is_denied(edition: Edition, words: str) -> None:
    found = statements(edition, words)
    assert found
    for statement in found:
        assert statement.certainty == "denied"
        assert statement.denies


def test_a_denial_stands_beside_the_claim_it_denies(edition: Edition) -> None:
    (denial,) = statements(edition, "Rudakov denied that any of them had come ashore")
    (claim,) = claims_of(edition, "soldiers landed in the Russian Far East")
    assert denial.id in claim.denied_by


@pytest.mark.parametrize(
    ("words", "certainty"),
    [
        ("called it “highly likely”", "likely"),
        ("will probably sail", "likely"),
        ("ground force is unlikely", "unlikely"),
        ("Possibly help with its nuclear", "possible"),
    ],
)
def test_hedges_are_kept(edition: Edition, words: str, certainty: str) -> None:
    found = statements(edition, words)
    assert found
    assert {s.certainty for s in found} == {certainty}


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("We saw infantry", "Seo Ha-rin"),
        ("But 3,000 is our floor", "Dagny Rehn"),
        ("there is no mystery", "Gleb Rudakov"),
        ("I cannot see through wood", "Teodora Lind"),
        ("Cement is heavy", "Viktor Halloran"),
        ("It will find our lights off", "Solveig Antunes"),
        ("They said the same about the shells", "Rafe Dunmore"),
    ],
)
def test_a_quotation_has_its_words_and_its_speaker(edition: Edition, words: str, speaker: str) -> None:
    bodies = {d.id: d for d in edition.documents}
    speakers = {
        quotation.speaker
        for s in edition.briefing.statements
        for quotation in s.quotations
        if words in bodies[s.evidence[0].document_id].words(quotation.span)
    }
    assert any(speaker in each for each in speakers), speakers


def test_names_in_hangul_and_cyrillic_are_kept(edition: Edition) -> None:
    text = document(edition, "han-river-dispatch").text
    for name in ("등불감시단", "서하린", "김용현", "양욱", "박원곤", "도윤서", "«Амурская заря»"):
        assert name in text


def test_the_command_finds_in_them_what_the_rooms_find(edition: Edition, tmp_path: Path) -> None:
    header = gathering.Header(as_of=edition.briefing.as_of)
    report = row_maker.write_rows([str(SOURCES)], header, tmp_path / "rows.jsonl")
    assert report.unread == ()
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()]
    assert [Path(row["path"]).name for row in rows[:-1]] == [path.name for path in FILES]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the texts to compare with are not here")
def test_no_sentence_is_anybody_elses() -> None:
    """No eight words in a row are shared with the articles used for measuring."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", re.sub(r"<[^>]+>", " ", text).lower())
        return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}

    others = [SHARED / "seed" / "article.txt", *(SHARED / "bench" / "sections" / "articles").iterdir()]
    taken = {run for other in others for run in runs(other.read_text(encoding="utf-8"))}
    assert [run for path in FILES for run in runs(path.read_text(encoding="utf-8")) & taken] == []
