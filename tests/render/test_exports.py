"""The same edition as a web page, as Markdown and as JSON."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.render import RenderOptions, export
from briefing.render.markdown import escape, to_markdown
from briefing.render.markup import Node, parse
from briefing.render.places import names
from briefing.render.web import to_html

sys.path.insert(0, str(Path(__file__).parent))
import editions

GOLDEN = Path(__file__).parent.parent / "golden"
VOID = ("meta", "br", "hr")


class Page(HTMLParser):
    """Reads a page: its words, and whether every element is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "link", "iframe", "form")
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        href = given.get("href") or ""
        assert href.startswith(("#", "https://", "http://", "mailto:")) or not href
        self.targets += [href[1:]] if href.startswith("#") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


@pytest.mark.parametrize("template", names())
@pytest.mark.parametrize("edition", ["small", "empty"])
def test_a_web_page_is_whole_and_its_links_lead_somewhere(template: str, edition: str) -> None:
    page = Page(export(getattr(editions, edition)(), RenderOptions(template=template), "html"))
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.targets) <= set(page.ids)


@pytest.mark.parametrize("form", ["html", "markdown", "json"])
def test_an_export_is_as_expected(form: str, update: bool) -> None:
    text = export(editions.small(), RenderOptions(), form)  # type: ignore[arg-type]
    path = GOLDEN / f"export-small.{ {'markdown': 'md'}.get(form, form) }"
    if update:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_statement_is_in_every_form_word_for_word() -> None:
    edition = editions.small()
    page = " ".join("".join(Page(export(edition, RenderOptions(), "html")).words).split())
    markdown = export(edition, RenderOptions(), "markdown")
    values = json.loads(export(edition, RenderOptions(), "json"))
    shown = [s["text"] for section in values["sections"] for s in section["statements"]]
    for statement in edition.briefing.statements:
        if statement.printed:
            assert statement.text in page
            assert escape(statement.text) in markdown
            assert statement.text in shown


def test_a_marked_page_says_so_first_and_last_and_an_unmarked_one_says_that() -> None:
    marked = export(editions.small(), RenderOptions(), "markdown")
    assert marked.startswith("**TLP:GREEN**") and marked.rstrip().endswith("**TLP:GREEN**")
    assert "not marked" in export(editions.empty(), RenderOptions(), "markdown").splitlines()[0]
    assert "not marked" in export(editions.empty(), RenderOptions(), "html")


def doc(inside: str) -> Node:
    return parse(f'<doc title="T" lang="en">{inside}</doc>', where="t.j2")


@pytest.mark.parametrize(
    ("inside", "markdown"),
    [
        ("<p>1. not a list</p>", "1\\. not a list"),
        ("<p>- nor this</p>", "\\- nor this"),
        ("<p>=== nor a heading</p>", "\\=== nor a heading"),
        ("<p># *a* _b_ [c](d) `e` &lt;f> | ~g~ \\ $h$ &amp;amp;</p>",
         "\\# \\*a\\* \\_b\\_ \\[c\\](d) \\`e\\` \\<f\\> \\| \\~g\\~ \\\\ \\$h\\$ \\&amp;"),
        ("<p>a<br/>b</p>", "a\\\nb"),
        ("<quote><p>a</p><p>b</p></quote>", "> a\n>\n> b"),
        ("<list numbered='yes'><item><p>a</p><p>b</p></item><item>c</item></list>", "1. a\n   \n   b\n2. c"),
        ("<table><tr><td>a|b</td><td><p>c</p><p>d</p></td></tr></table>",
         "|  |  |\n| --- | --- |\n| a\\|b | c<br>d |"),
        ("<p><a href='https://a.example/(x)'>l</a></p>", "[l](https://a.example/%28x%29)"),
        ("<rule/><section><h2>A <fill>1 of 2</fill></h2></section>", "---\n\n## A"),
    ],
)  # fmt: skip
def test_markdown_keeps_text_apart_from_markup(inside: str, markdown: str) -> None:
    assert to_markdown(doc(inside)) == markdown + "\n"


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="<>&\"'*_[]()`#|~\\ ab1.-=\n", max_size=40))
def test_any_text_comes_back_from_the_page_and_from_markdown(words: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    root = doc(f"<p>x {safe}</p>")
    page = Page(to_html(root))
    assert "".join(page.words).split() == ["T", "x", *words.split()]
    html = (
        markdown_it.MarkdownIt("commonmark").enable("table").enable("strikethrough").render(to_markdown(root))
    )
    assert "".join(Page(html).words).split() == ["x", *words.split()]
