"""A denial never disappears while its claim is printed: not from the paper, not from its mail."""

from __future__ import annotations

import html
import re
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from briefing.model import Claim, Edition
from briefing.render import RenderOptions, fill_mail, fill_xml
from briefing.render.view import view

sys.path.insert(0, str(Path(__file__).parent))
import editions


@st.composite
def disputed(draw: st.DrawFn) -> Edition:
    """An edition in which anything may deny anything, be picked or not, head the page, be kept or dropped."""
    edition = editions.small()
    statements = tuple(
        replace(
            each,
            picked=draw(st.booleans()),
            key=draw(st.booleans()),
            weight=draw(st.floats(0, 1)),
            state=draw(st.sampled_from(["found", "found", "kept", "dropped"])),
        )
        for each in edition.briefing.statements[:7]
    )
    names = [each.id for each in statements]
    claims = []
    for number, name in enumerate(draw(st.lists(st.sampled_from(names), unique=True))):
        denials = draw(st.lists(st.sampled_from([each for each in names if each != name]), unique=True))
        claims.append(Claim(f"c{number}", (name,), denied_by=tuple(denials)))
    return replace(edition, briefing=replace(edition.briefing, statements=statements, claims=tuple(claims)))


def denied_and_printed(edition: Edition) -> list[tuple[str, list[str]]]:
    """The texts of printed statements with those of their denials that nobody dropped."""
    known = {each.id: each for each in edition.briefing.statements}
    pairs = []
    for claim in edition.briefing.claims:
        (claimed,) = (known[key] for key in claim.statements)
        denials = [known[key].text for key in claim.denied_by if known[key].state != "dropped"]
        if claimed.printed and denials:
            pairs.append((claimed.text, denials))
    return pairs


def plain(xml: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", xml)).split())


@settings(max_examples=60, deadline=None)
@given(edition=disputed())
def test_every_denial_of_a_printed_claim_stands_in_the_ledger(edition: Edition) -> None:
    rows = view(edition)["ledger"]
    for claimed, denials in denied_and_printed(edition):
        (row,) = (row for row in rows if row["kind"] == "denied" and row["words"] == claimed)
        assert len(row["against"]) == len(denials)
        for side in row["against"]:
            assert any(side["words"] in denial for denial in denials)


@settings(max_examples=60, deadline=None)
@given(edition=disputed())
def test_a_key_point_knows_all_its_denials(edition: Edition) -> None:
    denied = {claimed: len(denials) for claimed, denials in denied_and_printed(edition)}
    for point in view(edition)["key_points"]:
        assert len(point["denials"]) == denied.get(point["text"], 0)


# A filled template costs half a second, so a fault is shown as it was found.
FEW = settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))


@FEW
@given(edition=disputed())
def test_the_ledger_is_on_the_paper_whole(edition: Edition) -> None:
    ledger = plain(fill_xml(edition, RenderOptions(template="sitrep")).partition('id="ledger"')[2])
    for row in view(edition)["ledger"]:
        for side in row["against"]:
            assert side["again"] or side["words"].strip("“”") in ledger


@FEW
@given(edition=disputed())
def test_no_key_point_is_told_without_who_denies_it(edition: Edition) -> None:
    """On one page and in a mail the words of some denials find no room; that there are any always does."""
    expected = sum(bool(point["denials"]) for point in view(edition)["key_points"])
    page = fill_xml(edition, RenderOptions(template="executive"))
    box = page.partition('<box class="key">')[2].partition("</box>")[0]
    assert box.count(" · denied ") == expected
    text, page = fill_mail(edition, RenderOptions(template="sitrep"), {"attached": "", "changed": []})
    assert " ".join(text.split()).count(" - denied") == expected
    assert page.count(" – denied") == expected
