"""What a hostile file cannot do: hang the run, crash it, reach a file or the network, or lie."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefing import read
from briefing.errors import BriefingError
from briefing.read import child, limits, pool, registry
from briefing.read.draft import Draft, Drafts

GOOD = b"<html><body><article><p>The port of Brevik was closed on Sunday, the office said.</p></article></body></html>"


# What the readers of this test do, in the child process; `briefing.read.registry` is told their names.
def reader_hang(data: bytes, name: str) -> Drafts:
    while True:
        pass


def reader_crash(data: bytes, name: str) -> Drafts:
    os.kill(os.getpid(), signal.SIGSEGV)
    return []


def reader_grow(data: bytes, name: str) -> Drafts:
    # At once: filling the memory bit by bit takes a busy machine longer than the clock below allows.
    hoard = [bytearray(5_000_000_000)]
    return [Draft(str(len(hoard)), ())]


def reader_fail(data: bytes, name: str) -> Drafts:
    raise KeyError("a fault of the parser")


def reader_reach(data: bytes, name: str) -> Drafts:
    """Try what must not work, and tell what did."""
    import socket
    import subprocess

    worked = []
    for what, act in (
        ("read", lambda: Path(name).read_bytes()),
        ("write", lambda: Path(f"{name}.new").write_bytes(b"x")),
        ("socket", lambda: socket.socket()),
        ("resolve", lambda: socket.getaddrinfo("localhost", 80)),
        ("run", lambda: subprocess.run(["true"], check=False)),
        ("system", lambda: os.system("true")),
        ("remove", lambda: Path(name).unlink()),
    ):
        try:
            act()
        except OSError:
            continue
        worked.append(what)
    variables = len(os.environ)
    return [Draft(f"worked: {worked} variables: {variables}", ())]


@pytest.fixture
def parser(monkeypatch: pytest.MonkeyPatch) -> Iterator[pool.Parser]:
    """A parsing process that knows this file's readers."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    readers = {n: f"test_safety:reader_{n}" for n in ("hang", "crash", "grow", "fail", "reach")}
    start = f"import briefing.read.registry as r; r.READERS.update({readers!r}); "
    monkeypatch.setattr(pool, "_START", pool._START.replace("from briefing", start + "from briefing", 1))
    made = pool.Parser()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("hang", "takes more than"),
        ("crash", "it made the parser crash"),
        ("grow", "takes more than 1000 MB to parse"),
        ("fail", r"could not be parsed \(KeyError\)"),
    ],
)
def test_a_file_that_breaks_its_parser_costs_itself_alone(
    parser: pool.Parser, kind: str, message: str
) -> None:
    with pytest.raises(BriefingError, match=message) as caught:
        parser.parse(kind, b"x", "a.html", wall_s=1.5 if kind == "hang" else 60)
    assert "\n" not in caught.value.line and "Traceback" not in caught.value.line
    [draft] = parser.parse("markdown", b"# Harbour\n\nThe port of Brevik was closed.\n", "b.md")
    assert isinstance(draft, Draft) and "Brevik" in draft.text


def test_an_interrupted_answer_is_not_taken_for_the_next_file(
    parser: pool.Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(pool, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            parser.parse("markdown", b"# First\n\nWords of the first.\n", "a.md")
    [draft] = parser.parse("markdown", b"# Second\n\nWords of the second.\n", "b.md")
    assert isinstance(draft, Draft) and draft.title == "Second"


def test_a_parser_reaches_no_file_no_network_and_no_program(parser: pool.Parser, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    [draft] = parser.parse("reach", b"x", str(secret))
    assert isinstance(draft, Draft) and draft.text == "worked: [] variables: 0"
    assert secret.exists() and len(list(tmp_path.iterdir())) == 1


def test_processor_time_is_limited_by_the_kernel(
    parser: pool.Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = "import briefing.read.limits as l; l.CPU_SECONDS = 0; "
    monkeypatch.setattr(pool, "_START", pool._START.replace("import briefing", start + "import briefing", 1))
    with pytest.raises(BriefingError, match="takes more than"):
        parser.parse("hang", b"x", "a.html", wall_s=20)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"drafts": [{"text": "x"}], "failures": []},
        {"drafts": "none", "failures": []},
        {
            "drafts": [dict.fromkeys(pool._FIELDS, 1) | {"blocks": [], "changes": [], "raw": ""}],
            "failures": [],
        },
    ],
)
def test_an_answer_out_of_shape_is_never_believed(answer: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        pool._unpack(answer)


@pytest.mark.parametrize(
    "blocks", [[["paragraph", 0, 99, ""]], [["evil", 0, 1, ""]], [["title", 0, 3, ""], ["title", 2, 4, ""]]]
)
def test_blocks_out_of_place_are_never_believed(blocks: list[list[Any]]) -> None:
    values = child.pack(Draft("some text", ()))
    with pytest.raises(ValueError, match="a block out of place"):
        pool._unpack({"drafts": [values | {"blocks": blocks}], "failures": []})


def test_a_draft_survives_the_pipe_unchanged() -> None:
    [first] = read.read_bytes(GOOD, "a.html").documents
    draft = Draft(first.text, first.blocks, title="T", changes=("1 x",), part="p", raw=b"\0\xff")
    assert pool._unpack({"drafts": [child.pack(draft)], "failures": []}) == [draft]


def test_a_batch_keeps_its_order_and_names_what_failed(tmp_path: Path) -> None:
    paths = []
    for number in range(16):
        path = tmp_path / f"{number}.html"
        path.write_bytes(b"" if number == 5 else GOOD.replace(b"Sunday", b"day %d" % number))
        paths.append(path)
    found = list(read.read_many(paths, jobs=2))
    assert [contents.path for contents in found] == paths
    assert [n for n, contents in enumerate(found) if not contents.documents] == [5]
    assert found[5].unread[0].reason == "is empty" and found[5].hint
    assert "day 15" in found[15].documents[0].text


def test_the_environment_does_not_reach_the_parser(
    monkeypatch: pytest.MonkeyPatch, parser: pool.Parser
) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "/nonexistent")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("PYTHONHOME", "/nonexistent")
    [draft] = parser.parse("mail", b"From: a@b.example\nSubject: X\n\nThe port of Brevik.\n", "a.eml")
    assert isinstance(draft, Draft) and "Brevik" in draft.text


def test_every_kind_of_file_has_a_reader_that_can_be_imported() -> None:
    for kind in registry.READERS:
        assert callable(registry.reader(kind))
    assert limits.MAX_CHARACTERS < limits.MAX_PAGE_CHARACTERS
    assert sys.executable


def test_a_process_that_died_at_rest_does_not_cost_the_next_file(
    parser: pool.Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = parser.parse("html", GOOD, "a.html")
    process = parser._process
    assert process is not None
    process.kill()
    # As when it dies just after the look: the parent finds out only when it writes or reads.
    monkeypatch.setattr(process, "poll", lambda: None)
    assert parser.parse("html", GOOD, "b.html") == first


def test_a_file_that_ends_its_process_costs_itself_alone(parser: pool.Parser) -> None:
    first = parser.parse("html", GOOD, "a.html")
    with pytest.raises(BriefingError, match="crash"):
        parser.parse("crash", GOOD, "b")
    assert parser.parse("html", GOOD, "c.html") == first


def test_a_function_can_be_called_apart_and_is_as_fenced_in_as_a_reader(
    tmp_path: Path,
) -> None:
    with pytest.raises(BriefingError, match="is not a PDF"):
        pool.apart("briefing.render.extract:extract", b"no", "x.pdf")
    with pytest.raises(BriefingError, match="could not be parsed"):
        pool.apart("briefing.model.file:save", b"", str(tmp_path))
    with pytest.raises(BriefingError, match="could not be parsed"):
        pool.apart("subprocess:run", b"/bin/true", "x")


def test_a_large_file_is_given_more_time_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, float]] = []

    def ask(self: pool.Parser, header: dict[str, Any], data: bytes, *, wall_s: float) -> dict[str, Any]:
        asked.append((header["seconds"], wall_s))
        return {"answer": None}

    monkeypatch.setattr(pool.Parser, "ask", ask)
    for size in (1_000, 15_000_000, 199_000_000):
        pool.apart("briefing.render.extract:extract", bytes(size), "x.pdf")
    assert asked == [(10, 30.0), (110, 330.0), (300, 900.0)]
