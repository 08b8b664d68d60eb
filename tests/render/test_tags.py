"""The structure tree, kept as readable text in tests/golden; `pytest --update` rewrites it."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.render import tags
from briefing.render.tags import Element
from tests.render.pages import PAGE, doc, make

CASES = {
    "page": PAGE.read_text(encoding="utf-8"),
    "lists": doc(
        "<h1>Lists</h1><list numbered='yes'><item>one</item><item>two <b>bold</b></item></list>"
        "<list><item><p>a block</p><p>another</p></item></list>"
    ),
    "notes": doc("<h1>Notes</h1><p>Text<note>what is noted</note> goes on.</p>"),
    "languages": doc(
        "<h1>Languages</h1><p>He said <span lang='ko'>국방부 장관</span> and "
        "<span lang='he'>שלום 3,000 עולם</span> there.</p>"
    ),
    "long-table": doc(
        "<h1>Rows</h1><table head='1'><tr><th>A</th><th>B</th></tr>"
        + "".join(f"<tr><td>{n}</td><td>{'words ' * 30}</td></tr>" for n in range(24))
        + "</table>"
    ),
    "empty-section": doc("<h1>Head</h1><section id='s'></section><box class='key'></box><p>End.</p>"),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_tree_is_as_expected(name: str, root: Path, update: bool) -> None:
    made = make(CASES[name])
    assert made.tree is not None
    found = tags.outline(made.tree)
    path = root / "tests" / "golden" / f"tags-{name}.txt"
    if update:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_an_element_without_content_is_left_out_but_an_empty_cell_stays() -> None:
    tree = Element("Document")
    tree.add("Sect").add("P")
    row = tree.add("Table").add("TR")
    row.add("TD")
    tree.prune()
    assert tags.outline(tree) == "Document\n  Table\n    TR\n      TD\n"


def test_kids_are_ordered_by_their_place_in_the_text_not_by_when_they_were_drawn() -> None:
    element = Element("P")
    late, early = element.add("Span", 5.0), element.add("Link", 1.0)
    assert element.children() == [early, late]


@pytest.mark.parametrize(
    ("text", "written"),
    [("plain", b"(plain)"), ("a(b)\\", b"(a\\(b\\)\\\\)"), ("é", b"<FEFF00E9>"), ("😀", b"<FEFFD83DDE00>")],
)
def test_text_strings(text: str, written: bytes) -> None:
    assert tags.string(text) == written
