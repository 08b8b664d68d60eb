"""The manual says what the program does: commands, options, messages and links are checked.

`pytest --update` rewrites the help texts in docs/commands.md; the words around them are ours.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from briefing.cli import COMMANDS, program

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
HELP_BLOCK = re.compile(
    r"(^## (?:briefing )?(?P<name>\w+)\n.*?^```text\n)(?P<help>.*?)(?=^```$)", re.M | re.S
)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command a user can call, groups walked, as ("build", command)."""

    def walk(prefix: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield f"{prefix}{name}", command
            if isinstance(command, click.Group):
                yield from walk(f"{prefix}{name} ", command)

    return walk("", program)


def help_of(name: str) -> str:
    """What `briefing NAME --help` prints, 88 characters wide."""
    arguments = [] if name == "briefing" else name.split()
    result = CliRunner().invoke(
        program, [*arguments, "--help"], prog_name="briefing", terminal_width=88, color=False
    )
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", ["briefing", *COMMANDS])
def test_the_manual_shows_each_command_as_its_help_does(name: str, update: bool) -> None:
    page = DOCS / "commands.md"
    text = page.read_text(encoding="utf-8")
    if update:
        if f"\n## {name}\n" not in text:
            text += f"\n## {name}\n\n```text\n```\n"
        (block,) = (block for block in HELP_BLOCK.finditer(text) if block["name"] == name)
        start, end = block.span("help")
        page.write_text(text[:start] + help_of(name) + text[end:], encoding="utf-8")
    shown = [block["help"] for block in HELP_BLOCK.finditer(text) if block["name"] == name]
    assert update or shown == [help_of(name)], "pytest --update tests/test_docs.py, then read the diff"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = dict(commands())[name]
    assert command.help, f"briefing {name} has no help"
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not (p.help or p.hidden)]
    assert silent == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_of_commands_is_short_enough_to_read(name: str) -> None:
    line = COMMANDS[name][1]
    assert line.endswith(".") and len(line) <= 70, line


def called() -> Iterator[tuple[Path, str]]:
    """Every line in a shell block of the manual that calls the program."""
    for page in PAGES:
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            if language in ("sh", "bash", "console", ""):
                for line in block.replace("\\\n", " ").splitlines():
                    words = line.removeprefix("$ ").partition("#")[0].strip()
                    if words.startswith(("briefing ", ".venv/bin/briefing ")):
                        yield page, words


@pytest.mark.parametrize(("page", "line"), [pytest.param(p, c, id=f"{p.name}: {c}") for p, c in called()])
def test_commands_in_the_manual_exist_with_their_options(page: Path, line: str) -> None:
    # What follows "--" is for another command.
    own = shlex.split(line.partition(" -- ")[0])
    words = [word for word in own[1:] if word not in ("--debug", "|", ">")]
    known = dict(commands())
    if words[0] in ("--help", "--version"):
        return
    name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
    assert name in known, f"{page.name}: no command {words[0]}"
    options = {o for p in known[name].params for o in (*p.opts, *p.secondary_opts)} | {"-h", "--help"}
    unknown = [
        word for word in words if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in options
    ]
    assert unknown == []


@pytest.mark.parametrize("page", [pytest.param(p, id=p.relative_to(ROOT).as_posix()) for p in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for target in LINK.findall(text):
        if re.match(r"(https?|mailto):", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The anchors a forge makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if not re.match(r"(https?|mailto):", target):
                waiting.append((page.parent / target.partition("#")[0]).resolve())
    missing = [page.relative_to(ROOT).as_posix() for page in DOCS.rglob("*.md") if page.resolve() not in seen]
    assert missing == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (DOCS / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    named = [re.split(r"[^\w.-]", item)[0] for item in project["dependencies"]]
    assert [name for name in named if name not in page] == []


def test_messages_in_troubleshooting_are_messages_of_the_program() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "briefing").rglob("*.py"))
    page = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    messages = re.findall(r"^\| `([^`]+)` \|", page, re.M)
    assert len(messages) > 10
    pieces = [piece.strip() for message in messages for piece in message.split("…")]
    assert [piece for piece in pieces if piece not in source] == []
