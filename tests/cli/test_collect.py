"""`briefing collect`: the edition folder, and the JSON that other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_offsets_are_offsets_into_the_file(run: Run, articles: Path) -> None:
    result = run("collect", "--json", articles / "harbour.txt", articles / "inland.txt")
    assert result.exit_code == 0, result.output
    *rows, last = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(row["path"]).name for row in rows] == ["harbour.txt", "inland.txt"]
    assert set(last) == {"claims", "conflicts", "speakers"}
    for row in rows:
        assert row["text"] == Path(row["path"]).read_text("utf-8")
        assert set(row) == {"path", "id", "title", "text", "statements", "attributions"}
        assert row["statements"]
    quotes = [
        row["text"][q["start"] : q["end"]] for row in rows for s in row["statements"] for q in s["quotes"]
    ]
    assert "We counted the crates twice and we sealed every one of them," in quotes
    speakers = {q["speaker"] for row in rows for s in row["statements"] for q in s["quotes"]}
    assert {"Dana Okoro", "Pavel Orlov", "Elsa Brandt"} <= speakers


def test_claims_name_statements_of_the_rows(run: Run, articles: Path) -> None:
    copy = articles / "inland-again.txt"
    copy.write_text((articles / "inland.txt").read_text("utf-8") + "\nA last line stands here.\n", "utf-8")
    result = run("collect", "--json", articles)
    *rows, last = [json.loads(line) for line in result.stdout.splitlines()]
    known = {statement["id"] for row in rows for statement in row["statements"]}
    for claim in last["claims"]:
        assert claim["origins"] >= 1
        assert set(claim["statements"]) <= known
    assert any(len(claim["statements"]) >= 2 for claim in last["claims"])
    assert {identity for pair in last["conflicts"] for identity in pair} <= known


def test_the_edition_can_be_rendered(run: Run, articles: Path) -> None:
    assert run("collect", articles, "--edition", "day").exit_code == 0
    assert Path("day/briefing.toml").exists()
    texts = [path for path in Path("day/documents").iterdir() if ".raw." not in path.name]
    assert sorted(path.suffix for path in texts) == [".txt", ".txt"]
    assert run("check", "day").exit_code == 0
    result = run("render", "day")
    assert result.exit_code == 0, result.output
    assert Path("day/briefing.pdf").read_bytes().startswith(b"%PDF-")


def test_the_edition_is_had_as_a_web_page_markdown_and_json(run: Run, articles: Path) -> None:
    run("collect", articles, "--edition", "day")
    for form, name in (("html", "briefing.html"), ("markdown", "briefing.md"), ("json", "briefing.json")):
        result = run("render", "day", "--format", form)
        assert result.exit_code == 0, result.output
        assert "Third Brigade" in Path("day", name).read_text("utf-8")


def test_json_and_edition_exclude_each_other(run: Run, articles: Path) -> None:
    assert run("collect", articles).exit_code == 2
    assert run("collect", articles, "--json", "--edition", "day").exit_code == 2


def test_a_broken_briefing_file_is_told_by_line(run: Run, articles: Path) -> None:
    run("collect", articles, "--edition", "day")
    toml = Path("day/briefing.toml")
    text = toml.read_text("utf-8").replace('certainty = "reported"', 'certainty = "sure"', 1)
    toml.write_text(text.replace("title = ", "titel = ", 1), "utf-8")
    rendered = run("render", "day")
    assert rendered.exit_code == 1
    assert len(rendered.stderr.splitlines()) <= 2
    checked = run("check", "day")
    assert checked.exit_code == 1
    assert any('"sure"' in line and "briefing.toml:" in line for line in checked.stderr.splitlines())
    assert any("titel" in line for line in checked.stderr.splitlines())


def test_a_statement_that_differs_from_its_source_is_not_printed(run: Run, articles: Path) -> None:
    run("collect", articles, "--edition", "day")
    toml = Path("day/briefing.toml")
    toml.write_text(toml.read_text("utf-8").replace("40 crates", "90 crates", 1), "utf-8")
    result = run("render", "day")
    assert result.exit_code == 1
    assert "hint: " in result.stderr and "edited" in result.stderr
    assert not Path("day/briefing.pdf").exists()


def test_what_was_seen_elsewhere_is_added_by_hand(run: Run, articles: Path) -> None:
    run("collect", articles, "--edition", "day")
    result = run("add", "quote", "day", "--section", "troops", "--text", "We march at dawn.",
                 "--speaker", "Col. Vera Lund", "--source", "telephone, 24 November")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert 'state = "added"' in Path("day/briefing.toml").read_text("utf-8")
    assert run("check", "day").exit_code == 0
    assert run("render", "day", "--keep-xml").exit_code == 0
    assert "We march at dawn." in Path("day/briefing.xml").read_text("utf-8")
    wrong = run("add", "fact", "day", "--section", "weather", "--text", "Rain.", "--source", "a1")
    assert wrong.exit_code == 1 and "arms" in wrong.stderr


def test_every_sentence_can_be_explained(run: Run, articles: Path) -> None:
    result = run("collect", "--explain", articles / "harbour.txt")
    assert result.exit_code == 0, result.output
    assert "left out (title): Freighter unloads shells" in result.stdout
    assert "left out (noise: " in result.stdout
    assert "place: arms" in result.stdout


def test_a_profile_is_tried_on_labelled_lines(run: Run, tmp_path: Path) -> None:
    labelled = tmp_path / "lines.txt"
    labelled.write_text("arms\tThe army fired twelve rockets at the depot.\n# a remark\n", "utf-8")
    result = run("profile", "test", "conflict", labelled)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "1 of 1 right"
    labelled.write_text("weather\tRain.\n", "utf-8")
    wrong = run("profile", "test", "conflict", labelled)
    assert wrong.exit_code == 1
    assert f"{labelled}:1" in wrong.stderr
