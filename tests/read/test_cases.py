"""Case folders: a file as it comes in, and everything that is read from it, as text to be looked at.

`pytest --update` rewrites `expected.txt`; read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing import read
from briefing.model import Document

CASES = sorted((Path(__file__).parent.parent / "cases").glob("read-*"))


def shown(contents: read.Contents) -> str:
    """Every document of a file with its particulars and blocks, then what could not be read."""
    lines: list[str] = []
    for document in contents.documents:
        lines.extend(_document(document))
    lines.extend(f"unread: {Path(u.location).name}: {u.reason}" for u in contents.unread)
    return "\n".join(lines) + "\n"


def _document(document: Document) -> list[str]:
    source = document.source
    lines = [
        f"title: {source.title}",
        f"publisher: {source.publisher}",
        f"author: {source.author}",
        f"published: {source.published} ({source.published_from})",
        f"address: {source.address}",
        f"language: {document.language}",
        *(f"change: {change}" for change in document.changes),
    ]
    for block in document.blocks:
        kind = f"{block.kind} ({block.reason})" if block.reason else block.kind
        lines.append(f"[{block.span.start}-{block.span.end}] {kind}")
        lines.extend(f"    {line}" for line in document.words(block.span).split("\n"))
    return [*lines, "---"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_read_as_expected(case: Path, update: bool) -> None:
    [given] = case.glob("input.*")
    found = shown(read.read_all(given))
    expected = case / "expected.txt"
    if update:
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")
