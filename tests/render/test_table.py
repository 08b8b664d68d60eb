"""Tables: one element over all pages, a head that repeats, rows and cells that may be cut."""

from __future__ import annotations

from briefing.render.table import Cell, Empty, Row, column_widths
from briefing.render.tags import Content, Element, walk
from tests.render.pages import doc, extracted, make, opened, words


def rows(count: int, text: str = "cell") -> str:
    body = "".join(f"<tr><td>{n}</td><td>{text}</td></tr>" for n in range(count))
    return f"<table><tr><th>No.</th><th>What</th></tr>{body}</table>"


def table_of(tree: Element | None) -> Element:
    assert tree is not None
    (found,) = [element for element in walk(tree) if element.role == "Table"]
    return found


def test_a_table_over_pages_is_one_table_and_its_head_is_read_once() -> None:
    made = make(doc(rows(160)))
    assert made.pages > 2
    table = table_of(made.tree)
    assert [row.role for row in table.children()] == ["TR"] * 161
    assert [cell.role for cell in table.children()[0].children()] == ["TH", "TH"]
    head = table.children()[0].children()[1]
    assert sum(isinstance(kid, Content) for _, kid in head.kids) == 1
    assert extracted(made.data).count("What") == made.pages  # seen on each page


def test_head_cells_have_a_scope() -> None:
    made = make(doc('<table head="1"><tr><th>A</th><th>B</th></tr><tr><th>r</th><td>1</td></tr></table>'))
    scopes = [e.attributes for e in walk(table_of(made.tree)) if e.role == "TH"]
    assert scopes == [
        "<</O/Table/Scope/Column>>",
        "<</O/Table/Scope/Column>>",
        "<</O/Table/Scope/Row>>",
    ]


def test_a_row_higher_than_a_page_is_cut_and_stays_one_row() -> None:
    text = " ".join(f"w{n}" for n in range(9000))
    made = make(doc(f"<table><tr><th>H</th><th>I</th></tr><tr><td>{text}</td><td>short</td></tr></table>"))
    assert made.pages >= 10
    table = table_of(made.tree)
    assert len(table.children()) == 2
    found = [word for word in words(extracted(made.data)) if word[0] == "w"]
    assert found == text.split()


def cell(narrow: float, wide: float) -> Cell:
    return Cell(Empty(), narrow, wide)


def test_columns_are_as_wide_as_their_cells_when_there_is_room() -> None:
    widths = column_widths([Row([cell(10, 20), cell(30, 60)])], 200, 0)
    assert sum(widths) == 200
    assert widths[1] - widths[0] == 40


def test_no_column_is_narrower_than_its_longest_word_while_there_is_room() -> None:
    widths = column_widths([Row([cell(50, 60), cell(30, 2000), cell(20, 300)])], 400, 4)
    assert abs(sum(widths) - 400) < 1e-6
    assert widths[0] >= 58
    assert widths[1] > widths[2] > 28


def test_links_in_a_repeated_head_are_made_once() -> None:
    head = '<tr><th><a to="x">Link</a></th></tr>'
    body = '<tr id="x"><td>y</td></tr>' + "<tr><td>y</td></tr>" * 120
    made = make(doc(f"<table>{head}{body}</table>"))
    assert made.pages > 1
    with opened(made.data) as file:
        assert [len(page.get("/Annots", [])) for page in file.pages] == [1] + [0] * (made.pages - 1)
