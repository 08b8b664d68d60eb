"""Pages: what stays together, what is cut and where, and that nothing is lost or stuck."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

import pypdfium2
import pytest

from briefing.render import typeset
from briefing.render.markup import Node
from briefing.render.paragraph import Paragraph
from briefing.render.result import Typeset
from tests.render.pages import doc, extracted, make, theme, words

TEXT = "Officers at the crossing counted lorries all night and sent the numbers to the capital by radio. "


def pages_of(made: Typeset) -> list[list[str]]:
    pdf = pypdfium2.PdfDocument(made.data)
    try:
        return [page.get_textpage().get_text_range().split() for page in pdf]
    finally:
        pdf.close()


@pytest.mark.parametrize("lines", range(30, 62, 3))
def test_a_heading_never_ends_a_page(lines: int) -> None:
    body = "".join("<p>Line.</p>" for _ in range(lines)) + f"<h2>Heading</h2><p>{TEXT * 4}</p>"
    pages = pages_of(make(doc(body)))
    assert all(page[-1] != "Heading" for page in pages)


@pytest.mark.parametrize("lines", range(36, 46))
def test_a_statement_keeps_the_line_that_says_who_spoke(lines: int) -> None:
    statement = f'<p class="statement" keep="next">{TEXT * 2}</p><p class="speaker">WHO</p>'
    pages = pages_of(make(doc("<p>Line.</p>" * lines + statement)))
    assert all(page[0] != "WHO" for page in pages)


def set_alone(text: str, lang: str = "en") -> Paragraph:
    from briefing.render.fonts import Fonts
    from briefing.render.runs import Run, ink

    fonts = Fonts(theme().families, theme().fallback, theme().scripts)
    style = theme().style("p")
    return Paragraph(fonts, [Run(text, ink(fonts, style))], style, None, lang=lang)


def test_a_paragraph_is_cut_with_two_lines_or_more_on_both_sides() -> None:
    paragraph = set_alone(TEXT * 8)
    height = paragraph.wrap(400)
    leading = paragraph.style.leading
    count = round(height / leading)
    for room in range(count + 1):
        cut = paragraph.split(400, room * leading)
        if cut is None:
            assert room < 3 or count < 4
            continue
        above, below = (round(part.wrap(400) / leading) for part in cut)
        assert above + below == count
        assert min(above, below) >= 2
        assert above <= room


def test_no_page_ends_inside_a_hyphenated_word() -> None:
    paragraph = set_alone("Intercontinental transportation infrastructure responsibilities " * 30)
    count = round(paragraph.wrap(180) / paragraph.style.leading)
    for room in range(6, count):
        cut = paragraph.split(180, room * paragraph.style.leading)
        if cut is None:  # every line above ends with a hyphen: the page before takes fewer
            assert all(line.hyphen for _, line in paragraph._lines[1:room])
            continue
        first = cut[0]
        assert isinstance(first, Paragraph)
        assert not first._lines[-1][1].hyphen


def test_a_quotation_is_kept_whole_when_it_fits_on_a_page() -> None:
    quote = f"<quote><p>START {TEXT * 6} END</p></quote>"
    for lines in range(20, 48, 4):
        for page in pages_of(make(doc("<p>Line.</p>" * lines + quote))):
            assert ("START" in page) == ("END" in page)


def p(text: str, **attributes: str) -> Node:
    return Node("p", attributes, (text,))


def document(*blocks: Node) -> Node:
    return Node("doc", {"title": "t", "lang": "en"}, blocks)


def table(rows: int, text: str) -> Node:
    cells = (Node("td", {}, (text,)), Node("td", {}, ("x",)))
    return Node("table", {}, tuple(Node("tr", {}, cells) for _ in range(rows)))


def timeline(count: int) -> Node:
    events = tuple(Node("event", {"date": str(1700 + n)}, (f"event{n}",)) for n in range(count))
    return Node("figure", {"kind": "timeline", "alt": "many"}, events)


def statements(count: int) -> Node:
    blocks = [
        node
        for n in range(count)
        for node in (
            Node(
                "p",
                {"class": "statement", "keep": "next", "id": f"A{n}"},
                (Node("label", {}, (f"A{n}",)), TEXT * 2, Node("side", {}, ("[1 ¶2]",))),
            ),
            p("officers", **{"class": "speaker"}),
        )
    ]
    return document(*blocks)


@pytest.mark.parametrize(
    "made",
    [
        document(p("x" * 30_000)),
        document(p("אבגדהוזח" * 2_000)),
        document(p("ab\u00ad" * 4_000)),
        document(Node("p", {}, tuple(Node("b", {}, (f"{n}x",)) for n in range(2_000)))),
        document(p(TEXT * 1_000)),
        document(table(1, TEXT * 120)),
        document(table(300, TEXT)),
        document(Node("h1", {}, ("Title " * 340,)), p("x")),
        document(Node("box", {"class": "key"}, tuple(p(TEXT) for _ in range(200)))),
        document(Node("quote", {}, (p(TEXT * 200),))),
        document(*[p("short", keep="next") for _ in range(400)]),
        document(*[p(TEXT * 3, keep="whole") for _ in range(60)]),
        document(Node("box", {"class": "key"}, tuple(p(TEXT * 3, keep="next") for _ in range(60)))),
        document(Node("quote", {}, tuple(p(TEXT * 60) for _ in range(3)))),
        document(timeline(300)),
        document(Node("table", {"head": "1"}, (*table(1, TEXT * 60).children, *table(9, TEXT).children))),
        document(Node("list", {}, (Node("item", {}, (p(TEXT * 60), p(TEXT * 60))),))),
        document(Node("box", {"class": "key"}, ())),
        document(Node("section", {}, ())),
        document(Node("table", {}, ())),
        document(Node("list", {}, (Node("item", {}, ()),))),
        document(p("")),
        document(),
    ],
    ids=lambda node: f"{node.children[0].name if node.children else 'nothing'}",
)
def test_nothing_breaks_it_and_no_word_is_lost(made: Node) -> None:
    result = typeset.build(made, theme(), "a4")

    def text(node: Node) -> str:
        parts = [child if isinstance(child, str) else text(child) for child in node.children]
        return (" " if node.name != "doc" else "").join(parts) + " "

    given = Counter("".join(words(text(made))).replace("\u00ad", ""))
    assert not given - Counter("".join(words(extracted(result.data))))


@pytest.mark.parametrize(
    "kind", [statements, lambda n: document(p(TEXT * n)), lambda n: document(table(n, TEXT))]
)
def test_time_grows_with_the_text_and_no_faster(kind: Callable[[int], Node]) -> None:
    def seconds(count: int) -> float:
        node = kind(count)
        start = time.process_time()
        typeset.build(node, theme(), "a4")
        return time.process_time() - start

    seconds(20)  # fonts and patterns are loaded once
    small = min(seconds(100) for _ in range(2))
    assert seconds(800) < 8 * 2.5 * small


def test_a_line_that_belongs_to_what_stands_before_it_never_begins_a_page() -> None:
    for lines in range(28, 40):
        body = "".join(f"<p>Line {n}</p>" for n in range(lines)) + '<p class="speaker">One</p>' * (lines % 4)
        body += '<p class="statement" keep="next">A statement.</p><p class="speaker">Its speaker</p>'
        made = make(doc(body + '<p class="also">See also the rest.</p><p>And so on.</p>'))
        pdf = pypdfium2.PdfDocument(made.data)
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
        pdf.close()
        (page,) = (text for text in pages if "See also" in text)
        assert "A statement." in page
        assert "Its speaker" in page


def test_a_table_begins_under_its_heading_though_a_line_belongs_to_its_end() -> None:
    """The line below keeps with the last row; that must not carry the whole table to the next page."""
    rows = "".join(f"<tr><td>Row {n}</td></tr>" for n in range(20))
    table = f'<h2>Heading</h2><table>{rows}</table><p class="also">NOTE</p>'
    pages = pages_of(make(doc("<p>Line.</p>" * 24 + table)))
    assert "Heading" in pages[0] and pages[0].count("Row") >= 2
    assert len(pages) == 2 and pages[1][0] == "Row" and "NOTE" in pages[1]
