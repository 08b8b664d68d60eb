"""The arrows and nevers of docs/architecture.md, read from the source of every module.

An arrow means "may import" and there are no others. The table `ARROWS` is that drawing; `PACKAGES`
says which room may use which package from outside. A room that is missing here is a fault, so that
a new one cannot come in without being drawn.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "briefing"

ROOMS = ("fetch", "read", "collect", "merge", "render", "deliver")
ARROWS: dict[str, tuple[str, ...]] = {
    "errors": (),
    "model": ("errors",),
    **dict.fromkeys(ROOMS, ("model", "errors")),
    "pipeline": (*ROOMS, "model", "errors"),
    "cli": ("pipeline", "model", "errors"),
    "__main__": ("cli",),
    "__init__": (),
}
# Import name -> the rooms or the one module that may use it.
PACKAGES: dict[str, tuple[str, ...]] = {
    "click": ("cli",),
    "jinja2": ("render/template.py",),
    "markupsafe": ("render/template.py", "render/filters.py"),
    "reportlab": ("render",),
    "pyphen": ("render", "read"),
    "uharfbuzz": ("render",),
    "bidi": ("render",),
    "pikepdf": ("render", "deliver/copies.py"),
    "tomlkit": ("model",),
    "trafilatura": ("read",),
    "lxml": ("read",),
    "charset_normalizer": ("read",),
    "markdown_it": ("read",),
    "docx": ("read",),
    "striprtf": ("read",),
    "warcio": ("read",),
    "pypdfium2": ("read", "render/extract.py", "deliver"),
    "idna": ("deliver", "fetch"),
    "protego": ("fetch/robots.py",),
    "cryptography": ("deliver",),
    "keyring": ("deliver/order.py",),
}
# Used where it happens to be installed, done without where it is not.
OPTIONAL = {"keyring"}
HEAVY = ("jinja2", "reportlab", "trafilatura", "lxml", "charset_normalizer", "pyphen", "tomlkit")
# Not `ssl`: a context is passed on, and making one opens nothing.
NETWORK = ("socket", "socketserver", "http.client", "http.server", "urllib.request", "smtplib", "ftplib")
MAY_OPEN_SOCKETS = ("deliver/smtp.py", "fetch/wire.py")
# Both take variables away from a library while it is at work; neither reads one.
MAY_HIDE_ENVIRONMENT = ("read/child.py", "render/engine.py")
CLOCK = re.compile(
    r"(datetime\.)?(datetime|date)\.(now|utcnow|today)"
    r"|time\.(time|time_ns|localtime|gmtime|ctime|strftime)"
)
ENVIRONMENT = re.compile(r"os\.(environb?|getenvb?)")
STREAMS = re.compile(r"sys\.(__)?(stdout|stderr|stdin)(__)?")
MODULE_NAME = re.compile(r"briefing(\.\w+)+(:\w+)?")


def modules() -> list[str]:
    """Every module of the package, as a path inside it: `read/html.py`."""
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    """The room a module is in: the first folder, or the name of a file at the top."""
    first = PurePosixPath(module).parts[0]
    return first.removesuffix(".py")


def imported(module: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a module imports, wherever it does so.

    Imports inside functions and under `TYPE_CHECKING` count: an arrow is about who knows whom. So do
    the names of our own modules in strings, because registries hold such names and import them later.
    """
    package = ("briefing", *PurePosixPath(module).parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join((*base, node.module) if node.module else base)
            for alias in node.names:
                yield node.lineno, f"{stem}.{alias.name}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if MODULE_NAME.fullmatch(node.value):
                yield node.lineno, node.value.replace(":", ".")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield node.lineno, argument.value


def wrong_imports(module: str, source: str) -> list[str]:
    """The imports of `module` that no arrow and no row of `PACKAGES` allows."""
    room = room_of(module)
    found = []
    for line, name in imported(module, ast.parse(source)):
        top, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if top == "briefing":
            known = target in ARROWS and target not in ("__init__", "__main__")
            if known and target != room and target not in ARROWS[room]:
                found.append(f"{module}:{line}: {room} imports {target}")
        elif top not in sys.stdlib_module_names:
            allowed = PACKAGES.get(top, ())
            if not {room, module} & set(allowed):
                where = " or ".join(allowed) or "nobody (add it to PACKAGES and to the decisions page)"
                found.append(f"{module}:{line}: imports {top}; allowed: {where}")
        elif name.startswith(NETWORK) and module not in MAY_OPEN_SOCKETS:
            found.append(
                f"{module}:{line}: imports {name}, only {' and '.join(MAY_OPEN_SOCKETS)} open sockets"
            )
    return found


def wrong_uses(module: str, source: str) -> list[str]:
    """Where a module prints, or reads the clock or the environment, though only `cli` may."""
    if room_of(module) in ("cli", "__main__"):
        return []
    found = []
    names: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("print", "input"):
                found.append(f"{module}:{node.lineno}: {node.func.id}()")
        elif isinstance(node, ast.Attribute):
            names.append((node.lineno, ast.unparse(node)))
        elif isinstance(node, ast.ImportFrom):
            names += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    for line, name in names:
        for what, pattern in (("clock", CLOCK), ("environment", ENVIRONMENT), ("streams", STREAMS)):
            if pattern.fullmatch(name) and not (pattern is ENVIRONMENT and module in MAY_HIDE_ENVIRONMENT):
                found.append(f"{module}:{line}: {what} ({name})")
    return found


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_along_the_arrows(module: str) -> None:
    assert wrong_imports(module, (PACKAGE / module).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", modules())
def test_only_the_command_line_prints_or_reads_clock_and_environment(module: str) -> None:
    assert wrong_uses(module, (PACKAGE / module).read_text(encoding="utf-8")) == []


def test_every_room_is_drawn() -> None:
    assert {room_of(module) for module in modules()} <= set(ARROWS)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("read/html.py", "from briefing.collect.sentences import split"),
        ("read/html.py", "from briefing import collect"),
        ("read/html.py", "from ..collect import sentences"),
        ("read/html.py", "def later():\n    import briefing.collect"),
        ("read/__init__.py", 'READERS = {".html": "briefing.collect.html:read"}'),
        ("model/file.py", "from briefing.read import read"),
        ("model/file.py", "import briefing.pipeline"),
        ("errors.py", "from briefing.model import Span"),
        ("merge/claims.py", "from briefing.cli import main"),
        ("read/text.py", "import click"),
        ("pipeline.py", "import jinja2"),
        ("render/view.py", "from jinja2 import Environment"),
        ("render/view.py", 'import importlib\nimportlib.import_module("jinja2")'),
        ("deliver/message.py", "import reportlab"),
        ("deliver/outbox.py", "import socket"),
        ("fetch/robots.py", "import http.client"),
        ("fetch/shelf.py", "from briefing import read"),
        ("read/html.py", "from briefing.fetch import Fetcher"),
        ("read/html.py", "from urllib import request"),
        ("collect/sentences.py", "import numpy"),
    ],
)
def test_a_wrong_import_is_caught(module: str, line: str) -> None:
    assert len(wrong_imports(module, line)) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("read/html.py", "from briefing.model import Document\nfrom briefing.errors import BriefingError"),
        ("read/html.py", "from .clean import label\nfrom briefing.read import text"),
        ("render/template.py", "import jinja2\nfrom markupsafe import Markup"),
        ("deliver/smtp.py", "import smtplib, socket"),
        ("fetch/wire.py", "import http.client, socket"),
        ("read/mail.py", "from urllib.parse import urlsplit"),
        ("cli/__init__.py", "import click\nfrom briefing import __version__, pipeline"),
    ],
)
def test_a_right_import_passes(module: str, line: str) -> None:
    assert wrong_imports(module, line) == []


@pytest.mark.parametrize(
    "line",
    [
        "print('done')",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from time import time",
        "import os\nos.environ['HOME']",
        "from os import environ",
        "import sys\nsys.stderr.write('x')",
    ],
)
def test_printing_clock_and_environment_are_caught_in_a_room_but_not_in_the_command_line(line: str) -> None:
    assert len(wrong_uses("merge/claims.py", line)) == 1
    assert wrong_uses("cli/__init__.py", line) == []


@pytest.mark.parametrize("module", modules())
def test_a_module_past_500_lines_says_why_in_its_docstring(module: str) -> None:
    source = (PACKAGE / module).read_text(encoding="utf-8")
    if source.count("\n") > 500:
        assert "500 lines" in (ast.get_docstring(ast.parse(source)) or "")


def test_every_package_that_is_imported_is_named_in_pyproject() -> None:
    """trafilatura fails without lxml_html_clean: whatever we import, we name ourselves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for group in project["optional-dependencies"].values() for name in group]
    named = {re.split(r"[^\w.-]", item)[0].lower() for item in [*project["dependencies"], *extras]}
    distribution = {
        "charset_normalizer": "charset-normalizer",
        "bidi": "python-bidi",
        "docx": "python-docx",
        "markdown_it": "markdown-it-py",
        "lxml": "trafilatura",  # comes with it, and is what its trees are made of
        "markupsafe": "jinja2",  # likewise
    }
    used = set()
    for module in modules():
        tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
        tops = {name.partition(".")[0] for _, name in imported(module, tree)}
        used |= tops - set(sys.stdlib_module_names) - {"briefing"}
    assert {distribution.get(name, name) for name in used - OPTIONAL} <= named


@pytest.mark.parametrize(
    "command",
    [
        "",
        "build",
        "collect",
        "render",
        "check",
        "add",
        "send",
        "outbox",
        "correct",
        "whose",
        "verify",
        "open",
        "fetch",
        "recheck",
    ],
)
def test_help_imports_nothing_heavy(command: str) -> None:
    """Start-up is paid on every call; jinja2 and reportlab alone cost a fifth of a second."""
    arguments = [*command.split(), "--help"]
    program = [sys.executable, "-X", "importtime", "-m", "briefing", *arguments]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "click" in loaded
    assert sorted({name.partition(".")[0] for name in loaded} & set(HEAVY)) == []
