"""The closed markup: what it accepts, what it refuses and where it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from briefing.errors import BriefingError
from briefing.render.markup import BLOCKS, ELEMENTS, INLINES, RULES, Node, parse


def doc(inside: str, **more: object) -> Node:
    return parse(f'<doc title="T" lang="en">{inside}</doc>', where="t.j2", **more)  # type: ignore[arg-type]


def outline(node: Node) -> str:
    """The tree as nested brackets, strings quoted with bars."""
    inner = "".join(f"|{c}|" if isinstance(c, str) else outline(c) for c in node.children)
    return f"({node.name}{inner})"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>  a\n  b </p>", "(p|a b|)"),
        ("<p>a <b>b </b> c</p>", "(p|a |(b|b|)| ||c|)"),
        ("<p><label>A1</label> text <side>[1]</side></p>", "(p(label|A1|)|text|(side|[1]|))"),
        ("<p>a <br/> b</p>", "(p|a|(br)|b|)"),
        ("<p><i>a </i><br/>b</p>", "(p(i|a|)(br)|b|)"),
        ("<p>a\N{NO-BREAK SPACE} b</p>", "(p|a\N{NO-BREAK SPACE} b|)"),
        ("<list> <item> a </item> <item> <p> b </p> </item> </list>", "(list(item|a|)(item(p|b|)))"),
        ("<table><tr><td> </td></tr></table>", "(table(tr(td)))"),
        ("<p>&lt;b&gt; &amp;amp; &#x2028;</p>", "(p|<b> &amp;|)"),
    ],
)
def test_white_space_is_folded_and_text_is_kept(inside: str, expected: str) -> None:
    assert outline(doc(inside)) == f"(doc{expected})"


def test_statements_before_the_root_and_a_declaration_do_not_matter() -> None:
    root = parse('\n\n<?xml version="1.0" encoding="latin-1"?>\n<doc title="é" lang="en"/>', where="t.j2")
    assert (root.attributes["title"], root.line) == ("é", 4)


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<img src='x'/>", "unknown element 'img'"),
        ("<p>a</p>\ntext", "text cannot stand in 'doc' itself: 'text'"),
        ("<p><h1>a</h1></p>", "'h1' cannot stand in 'p'"),
        ("<p colour='red'>a</p>", "'p' has no attribute 'colour'"),
        ("<p id='1a'>a</p>", "p/@id is '1a', not a letter, then letters, digits, '.', '-' or '_'"),
        ("<p id='a'/><p id='a'/>", "the id 'a' was given before, on line 1"),
        ("<p><a to='nowhere'>a</a></p>", "no element has the id 'nowhere' of a link"),
        ("<p><a>x</a></p>", "'a' needs either 'href' or 'to'"),
        ("<p id='q'><a href='http://x/' to='q'>x</a></p>", "'a' needs either 'href' or 'to'"),
        ("<figure kind='timeline'/>", "'figure' needs the attribute 'alt'"),
        (
            "<figure kind='timeline' alt='x'><event date='2024-13'/></figure>",
            "event/@date is '2024-13', not a year, year-month or day, as 2024-10-24",
        ),
        ("<list><item>a<p>b</p></item></list>", "'item' holds either text or blocks, not both"),
        ("<list><item><p>b</p>a</item></list>", "'item' holds either text or blocks, not both"),
        ("<p>a", "not well-formed: mismatched tag"),
        ("<p>&nbsp;</p>", "not well-formed: undefined entity"),
        ("<?run x?>", "a processing instruction is not allowed"),
        ("<section>" * 60 + "</section>" * 60, "elements stand more than 40 deep in one another"),
        ("<p class='Loud'>a</p>", "p/@class is 'Loud', not one lower-case name"),
    ],
)
def test_a_fault_is_named_with_its_place(inside: str, message: str) -> None:
    with pytest.raises(BriefingError) as caught:
        doc("\n" + inside)
    error = caught.value
    assert (error.message, error.hint) == (
        message.replace("line 1", "line 2"),
        "docs/markup.md lists every element and attribute",
    )
    assert error.where.startswith("t.j2:")
    assert int(error.where.split(":")[1]) >= 2


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("", "the filled template is empty"),
        ("  \n ", "the filled template is empty"),
        ("<p>a</p>", "the outermost element must be 'doc', not 'p'"),
        ("<doc lang='en'/>", "'doc' needs the attribute 'title'"),
        (
            "<doc title='T' lang='en' marking='TLP:WHITE'/>",
            "doc/@marking is 'TLP:WHITE', not a TLP 2.0 label such as TLP:AMBER",
        ),
        (
            "<!DOCTYPE doc [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><doc title='&b;' lang='en'/>",
            "a document type is not allowed",
        ),
    ],
)
def test_a_document_of_the_wrong_kind_is_refused(xml: str, message: str) -> None:
    with pytest.raises(BriefingError) as caught:
        parse(xml, where="t.j2")
    assert caught.value.message == message


def test_a_class_outside_the_theme_is_refused() -> None:
    assert doc("<p class='loud'>a</p>", classes={"loud"}).children
    with pytest.raises(BriefingError, match="the theme has no class 'quiet'"):
        doc("<p class='quiet'>a</p>", classes={"loud"})


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c=d&e", "HTTP://a.example", "mailto:desk@a.example"]
)
def test_web_and_mail_addresses_are_links(address: str) -> None:
    assert RULES["address"][0](address)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/hosts", "smb://a/b", "data:text/html,x", "//a.example", "https://",
     " https://a.example", "https://a.example/\u202ecod.exe", "https://a.example/\n", "java\nscript:x",
     "https://a.example/" + "x" * 2000, "https://a\\@b.example", "mailto:@", "vbscript:x", ""],
)  # fmt: skip
def test_other_addresses_are_not(address: str) -> None:
    assert not RULES["address"][0](address)


def test_every_element_named_in_the_table_has_a_row_and_a_known_rule() -> None:
    for name, row in ELEMENTS.items():
        assert row.holds <= ELEMENTS.keys(), name
        assert set(row.attributes.values()) <= RULES.keys(), name
        assert set(row.required) <= row.attributes.keys() | {"lang"}, name
    assert ELEMENTS.keys() >= BLOCKS | INLINES


def test_no_text_is_lost_however_deep_it_stands() -> None:
    root = doc("<section><h1>a <fill>b</fill></h1><box><p>c<note>d</note></p></box></section>")
    assert root.text == "abcd"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>&\"'/ abpdoc=\n;#x0]![-?", max_size=60))
def test_any_characters_give_a_tree_or_one_error(xml: str) -> None:
    for whole in (xml, f'<doc title="T" lang="en"><p>{xml}</p></doc>'):
        try:
            assert parse(whole, where="t.j2").name == "doc"
        except BriefingError as error:
            assert error.where.startswith("t.j2:")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_escaped_text_comes_back_word_for_word(words: str) -> None:
    words = words.translate({0xFFFE: None, 0xFFFF: None})  # not characters of XML
    assert doc(f"<p>{escape(words)}</p>").text.split() == words.split()


def test_the_manual_names_every_element_attribute_and_role(root: Path) -> None:
    manual = (root / "docs" / "markup.md").read_text(encoding="utf-8")
    for name, row in ELEMENTS.items():
        assert f"`{name}`" in manual, name
        assert row.role in manual, row.role
        for attribute in row.attributes:
            assert f"`{attribute}`" in manual, (name, attribute)
