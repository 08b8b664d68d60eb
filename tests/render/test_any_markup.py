"""Any markup the language allows becomes a sound PDF: nothing crashes, nothing falls off the sheet."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from briefing.render import typeset
from briefing.render.markup import ELEMENTS, Node
from tests.render.pages import extracted, theme
from tests.render.test_pdf import marks_are_balanced

WORDS = [
    "ministry", "of", "Łódź", "x" * 90, "3,000", "km", "국방부", "Минобороны", "e\u0301", "a-b-c",
    "“quoted”", "(note)", "\u00ad", "KN-23", "😀", "AT&T", "中方主张", "responsibilities", "—", "…",
]  # fmt: skip
BLOCK_ATTRIBUTES = {
    "h2": [{"marker": "square"}, {}],
    "p": [{"class": "statement", "keep": "next"}, {"class": "speaker"}, {"keep": "whole"}, {}],
    "list": [{"numbered": "yes"}, {}],
    "box": [{"class": "key"}, {"class": "unread"}, {}],
    "table": [{"head": "1"}, {"widths": "1 3"}, {"head": "0"}, {}],
    "toc": [{"depth": "3"}, {}],
    "figure": [{"kind": "timeline", "alt": "events"}],
    "event": [{"date": "2016"}, {"date": "2024-10-24"}],
    "a": [{"href": "https://example.org/a?b=(c)"}, {"to": "here"}],
    "span": [{"lang": "he"}, {"class": "quotation"}, {}],
    "running": [{"place": "head"}, {"place": "foot", "side": "right", "pages": "rest"}],
}
INLINE = ["b", "i", "sup", "span", "a", "badge", "label", "side", "fill", "br", "note"]


BACKWARDS = ["שלום", "قال"]


def text(chance: random.Random, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(0, most)))


def element(chance: random.Random, name: str, depth: int) -> Node:
    row = ELEMENTS[name]
    attributes = dict(chance.choice(BLOCK_ATTRIBUTES.get(name, [{}])))
    blocks = [child for child in sorted(row.holds) if child not in INLINE]
    children: list[Node | str] = []
    if row.text and (depth < 1 or not blocks or chance.random() < 0.6):
        allowed = [child for child in INLINE if child in row.holds]
        for _ in range(chance.randint(0, 4)):
            children.append(text(chance, 25))
            if allowed and depth > 0 and chance.random() < 0.5:
                children.append(element(chance, chance.choice(allowed), depth - 1))
    elif blocks and depth > 0:
        children += [element(chance, chance.choice(blocks), depth - 1) for _ in range(chance.randint(0, 4))]
    return Node(name, attributes, tuple(child for child in children if child != ""), 1)


def visible(node: Node) -> str:
    if node.name in ("running", "toc"):
        return ""
    return "".join(child if isinstance(child, str) else visible(child) for child in node.children)


NAMES = [
    "section",
    "h1",
    "h2",
    "h3",
    "p",
    "quote",
    "list",
    "box",
    "table",
    "figure",
    "toc",
    "rule",
    "running",
]


def document(seed: int) -> Node:
    chance = random.Random(seed)
    body = [element(chance, chance.choice(NAMES), 4) for _ in range(chance.randint(1, 14))]
    return Node("doc", {"title": "Any", "lang": "en"}, (Node("p", {"id": "here"}, ("Here",)), *body), 1)


@pytest.mark.parametrize("seed", range(30))
def test_any_markup_becomes_a_sound_pdf_with_all_its_text(seed: int) -> None:
    root = document(seed)
    made = typeset.build(root, theme(), ("a4", "letter")[seed % 2])
    assert marks_are_balanced(made.data)
    hidden = {" ", "\u00ad", "\u0301", "é", "e"}  # folded, or joined with the letter before, on the way out
    given = Counter(c for c in visible(root) if c not in hidden)
    found = Counter(extracted(made.data))
    found["-"] += found.pop("\x02", 0)  # PDFium's sign for a hyphen at the end of a line
    assert not given - found


@pytest.mark.parametrize("seed", range(100, 110))
def test_any_markup_with_words_from_right_to_left_is_sound(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.render.test_any_markup.WORDS", [*WORDS, *BACKWARDS])
    made = typeset.build(document(seed), theme(), "a4")
    assert marks_are_balanced(made.data)
