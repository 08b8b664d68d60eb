"""An address is one address or a fault; who looks like somebody else is warned of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.deliver.addresses import parse_address, warnings
from briefing.deliver.recipients import read_recipients
from briefing.errors import BriefingError


@pytest.mark.parametrize(
    ("text", "spec", "name"),
    [
        ("a@x.example", "a@x.example", ""),
        ("  <a@x.example> ", "a@x.example", ""),
        ("Anna Berg <a@x.example>", "a@x.example", "Anna Berg"),
        ('"Berg, Anna" <a@x.example>', "a@x.example", "Berg, Anna"),
        ('"Berg \\"AB\\" Anna" <a@x.example>', "a@x.example", 'Berg "AB" Anna'),
        ("a@X.Example", "a@x.example", ""),
        ("A.b+c@x.example", "A.b+c@x.example", ""),
        ("a@straße.example", "a@xn--strae-oqa.example", ""),
        ("a@пример.example", "a@xn--e1afmkfd.example", ""),
        ("änna@x.example", "änna@x.example", ""),
        ("a@localhost", "a@localhost", ""),
    ],
)
def test_one_address_is_read(text: str, spec: str, name: str) -> None:
    address = parse_address(text)
    assert (address.spec, address.name) == (spec, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "a@",
        "@x.example",
        "a@b@x.example",
        "Berg, Anna <a@x.example>",
        "a@x.example, b@x.example",
        "a@x.example; b@x.example",
        "a@x.example b@x.example",
        '"A" <a@x.example> <b@x.example>',
        "../../x.pdf",
        "a..b@x.example",
        ".a@x.example",
        "a@x..example",
        "a@-x.example",
        "a@x.example.",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        '"a b"@x.example',
        "a\0@x.example",
        "a\r\nBcc: evil@x.example",
        "a@x.example\nb@x.example",
        "a\u202e@x.example",
        "a\u200b@x.example",
        "a@x\u3002\u3002example",
        "=?utf-8?q?a=0D=0ABcc=3A_evil@x?=",
        "a" * 65 + "@x.example",
        "a@" + "x" * 64 + ".example",
        "a@" + "x." * 130 + "example",
        "a@xn--\u00fc.example",
    ],
)
def test_anything_else_is_a_fault(text: str) -> None:
    with pytest.raises(BriefingError):
        parse_address(text)


def test_the_fault_of_an_unquoted_comma_says_what_to_write() -> None:
    with pytest.raises(BriefingError) as fault:
        parse_address("Berg, Anna <a@x.example>", where="list.txt:4")
    assert fault.value.line == "list.txt:4: 'Berg, Anna <a@x.example>' is not one address"
    assert '"Berg, Anna" <a@example.org>' in fault.value.hint


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_is_accepted_fits_on_one_line_of_an_envelope(text: str) -> None:
    try:
        address = parse_address(text + "@x.example")
    except BriefingError:
        return
    assert address.spec.isprintable()
    assert not set(address.spec) & set(' <>,;:"\\()[]')
    assert address.spec.count("@") == 1


def test_mixed_scripts_and_look_alikes_are_warned_of() -> None:
    texts = [
        "a@example.org",
        "b@exarnple.org",
        "c@exаmple.com",
        "d@сосо.org",
        "e@日本語カナ.example",
        "p@ex.org",
    ]
    found = "\n".join(warnings([parse_address(text) for text in texts]))
    assert "domains example.org and exarnple.org" in found
    assert "exаmple.com (xn--exmple-4nf.com) mixes scripts" in found
    assert "looks like coco.org" in found
    assert "日本語" not in found and "ex.org" not in found.replace("exarnple.org", "").replace(
        "example.org", ""
    )


def test_a_list_names_each_fault_by_its_line_and_keeps_the_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(
        "# the board\n\n"
        "anna@x.example\n"
        "not an address\n"
        '"Berg, Anna" <berg@x.example>   # chair\n'
        "Berg, Bo <bo@x.example>\n"
        "ANNA@x.example\n"
        "o@föhn.example\n",
        encoding="utf-8-sig",
    )
    reading = read_recipients([], [path])
    assert [r.address.spec for r in reading.recipients] == [
        "anna@x.example",
        "berg@x.example",
        "o@xn--fhn-sna.example",
    ]
    assert [fault.where for fault in reading.faults] == [f"{path}:4", f"{path}:6"]
    assert reading.notes == [f"{path}:7: ANNA@x.example stands in {path}:3 already"]


def test_a_list_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"a@x.example\nb\xe4@x.example\n")
    with pytest.raises(BriefingError, match=r"list\.txt:2: is not UTF-8 text"):
        read_recipients([], [path])
