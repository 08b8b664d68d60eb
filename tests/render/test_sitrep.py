"""The situation report, filled: compared with files that a person can read and judge."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from briefing.model import Edition, Unread
from briefing.render import RenderOptions, fill_mail, fill_xml, render
from briefing.render.markup import Node, parse
from briefing.render.places import names

sys.path.insert(0, str(Path(__file__).parent))
import editions

GOLDEN = Path(__file__).parent.parent / "golden"


def golden(name: str, text: str, update: bool) -> None:
    """Compare `text` with the expected file, or rewrite that with `pytest --update`."""
    path = GOLDEN / name
    if update:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def filled(edition: Edition, template: str = "sitrep") -> Node:
    return parse(fill_xml(edition, RenderOptions(template=template)), where=template)


def nodes(node: Node, name: str) -> list[Node]:
    below = [n for child in node.children if isinstance(child, Node) for n in nodes(child, name)]
    return [node, *below] if node.name == name else below


@pytest.mark.parametrize("template", names())
@pytest.mark.parametrize("edition", ["small", "following", "empty"])
def test_the_filled_template_is_as_expected(template: str, edition: str, update: bool) -> None:
    text = fill_xml(getattr(editions, edition)(), RenderOptions(template=template))
    golden(f"{template}-{edition}.xml", text, update)
    assert parse(text, where=template).name == "doc"


@pytest.mark.parametrize("edition", ["small", "following", "empty"])
def test_the_filled_mail_is_as_expected(edition: str, update: bool) -> None:
    text, html = fill_mail(getattr(editions, edition)(), RenderOptions(), {})
    golden(f"mail-{edition}.txt", text, update)
    golden(f"mail-{edition}.html", html, update)


@pytest.mark.parametrize("template", names())
def test_article_text_stands_as_it_is(template: str) -> None:
    text = " ".join(filled(editions.small(), template).text.split())
    if template != "executive":  # one page: not every statement is on it
        assert "2016 & is x<y then z>1 {{7*7}} long." in text
    assert "Forty trucks with shells crossed the Varda on 14 October 2024, two officials said." in text


def test_every_printed_statement_is_there_word_for_word_once() -> None:
    edition = editions.small()
    shown = [n.text for n in nodes(filled(edition), "p") if n.attributes.get("class") == "statement"]
    for statement in edition.briefing.statements:
        found = [text for text in shown if statement.text in text and len(text) < len(statement.text) + 25]
        assert len(found) == statement.printed


def test_an_unmarked_paper_says_so_and_a_marked_one_carries_its_label() -> None:
    assert "Not marked" in filled(editions.empty()).text
    root = filled(editions.small())
    assert root.attributes["marking"] == "TLP:GREEN"
    assert "Not marked" not in root.text


def test_empty_sections_say_so() -> None:
    root = filled(editions.empty())
    assert [n.text for n in nodes(root, "p") if n.attributes.get("class") == "empty"] == [
        "Nothing found."
    ] * 4


@pytest.mark.parametrize("template", names())
def test_sections_may_have_keys_and_letters_of_any_alphabet(template: str) -> None:
    edition = editions.small()
    sections = tuple(
        replace(section, key=f"{section.key} <&>", letter=letter)
        for section, letter in zip(edition.briefing.sections, ["Б", "É", "가", "AB"], strict=True)
    )
    statements = tuple(replace(s, section=f"{s.section} <&>", also=()) for s in edition.briefing.statements)
    made = replace(edition, briefing=replace(edition.briefing, sections=sections, statements=statements))
    assert render(made, RenderOptions(template=template)).startswith(b"%PDF")


def test_what_changed_is_told_and_marked() -> None:
    root = filled(editions.following())
    box = next(n for n in nodes(root, "box") if n.attributes["class"] == "since")
    assert box.text.startswith("Since No. 7New: A2")
    assert "Changed: A1, 40 instead of 30 trucks. Before: “Thirty trucks crossed the Varda.”" in box.text
    assert "Withdrawn (no longer in source 1): “The bridge fell.”" in box.text
    marked = {n.text for n in nodes(root, "badge") if n.attributes.get("class") == "hand"}
    assert marked == {"new", "changed"}
    assert not any(n.attributes.get("class") == "since" for n in nodes(filled(editions.small()), "box"))


def test_what_could_not_be_read_stands_before_the_key_points() -> None:
    edition = editions.small()
    unread = (Unread("/home/someone/x.html", "not <valid> & broken"),)
    boxes = nodes(filled(replace(edition, briefing=replace(edition.briefing, unread=unread))), "box")
    assert [box.attributes["class"] for box in boxes] == ["unread", "key"]
    assert "x.html: not <valid> & broken" in boxes[0].text
    assert "someone" not in boxes[0].text


def test_every_reference_leads_to_the_register_and_the_register_to_the_article() -> None:
    root = filled(editions.small())
    links = nodes(root, "a")
    assert {"source-1", "source-2", "A1", "R1"} <= {a.attributes.get("to") for a in links}
    assert [a.attributes["href"] for a in links if "href" in a.attributes] == [
        "https://post.example/convoy?a=1&b=2"
    ]


def test_the_mail_names_the_label_first_and_its_html_is_well_formed() -> None:
    text, html = fill_mail(editions.small(), RenderOptions(), {})
    assert text.startswith("TLP:GREEN\n")
    assert max(map(len, text.splitlines())) <= 76
    open_tags: list[str] = []

    class Checker(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "style", "img", "link", "iframe")
            if tag not in ("meta", "br"):
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Checker().feed(html)
    assert not open_tags


def test_five_thousand_statements_fill_fast() -> None:
    edition = editions.many(5000)
    start = time.process_time()
    text = fill_xml(edition, RenderOptions())
    assert time.process_time() - start < 3  # 0.7 s on a quiet machine
    assert text.count('class="statement"') == 5000


def test_the_manual_s_smallest_template_works(root: Path, tmp_path: Path) -> None:
    manual = (root / "docs" / "templates.md").read_text(encoding="utf-8")
    (tmp_path / "brief.xml.j2").write_text(manual.split("```")[1].strip(), encoding="utf-8")
    tree = filled(editions.small(), str(tmp_path))
    assert [n.text for n in nodes(tree, "h2")] == ["Arms", "Troops", "Reactions", "Context", "Sources"]
