"""A text in another language is recognised and said so; its quotation marks still give quotations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]

GERMAN = """\
Frachter löscht Munition im Hafen

Am Montag haben die Arbeiter im Hafen rund vierzig Kisten mit Munition von einem Frachter geladen.

„Wir haben jede Kiste gezählt und versiegelt“, sagte die Hafenmeisterin Dana Okoro am Abend.

Das Ministerium hat nicht gesagt, wem die Kisten gehören und wohin sie nun gebracht werden.
"""


def test_another_language_is_said_so_and_quoted_only(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "hafen.txt"
    article.write_text(GERMAN, "utf-8")
    row, _ = [json.loads(line) for line in run("collect", "--json", article).stdout.splitlines()]
    quoted = [row["text"][q["start"] : q["end"]] for s in row["statements"] for q in s["quotes"]]
    assert quoted == ["Wir haben jede Kiste gezählt und versiegelt"]
    assert {s["certainty"] for s in row["statements"]} == {"asserted"}
    assert row["attributions"] == []
    assert run("build", article, "-o", "out.pdf", "--keep-xml").exit_code == 0
    assert "is not in English (de)" in Path("out.xml").read_text("utf-8")
