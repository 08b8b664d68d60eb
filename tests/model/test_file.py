"""What an edition folder promises: it comes back as it was, and a person may edit it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.errors import BriefingError
from briefing.model import (
    Block,
    Briefing,
    Change,
    Claim,
    Document,
    Edition,
    Evidence,
    Quotation,
    Section,
    Source,
    Span,
    Statement,
    Unread,
    document_id,
    emit,
    file,
    parse,
)


def toml(folder: Path) -> Path:
    return folder / "briefing.toml"


def edit(folder: Path, change: Callable[[str], str]) -> str:
    """Change the file as a person would, and say what it reads now."""
    before = toml(folder).read_text("utf-8")
    after = change(before)
    assert after != before
    toml(folder).write_text(after, "utf-8")
    return after


def test_an_edition_comes_back_as_it_was(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path / "today")
    assert file.load(tmp_path / "today") == edition


def test_the_folder_holds_the_file_the_texts_and_the_raw_articles(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    one, two = (document.id for document in edition.documents)
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    wanted = [f"documents/{name}.{ending}" for name in (one, two) for ending in ("raw.txt", "txt")]
    assert names == sorted(["briefing.toml", *wanted])
    assert (tmp_path / f"documents/{one}.txt").read_bytes() == edition.documents[0].text.encode()


def test_a_fresh_file_says_only_what_is_not_a_default(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    denial = toml(tmp_path).read_text("utf-8").split("\n[[statement]]")[3].split("[[")[0]
    keys = re.findall(r"^(\w+) =", denial, re.MULTILINE)
    assert keys == ["id", "kind", "section", "text", "certainty", "state", "evidence", "denies"]


def test_the_same_edition_gives_the_same_bytes(edition: Edition) -> None:
    assert emit.to_toml(edition) == emit.to_toml(replace(edition))


@pytest.mark.parametrize(
    "text",
    [
        "a\rb\r\nc d\u2028e\u2029f\u0085g",
        "\ufeffmark first",
        "한글 и кириллица \U0001f6a2",
        'back\\slash "quoted" \x00\x1b[31m\x7f',
        "right-to-left \u202e override and zero\u200bwidth",
        "a lone \ud800 surrogate",
    ],
)
def test_offsets_survive_any_character(text: str, edition: Edition, tmp_path: Path) -> None:
    source = Source(id="a1", document_id=document_id(text))
    document = Document(source.document_id, text, source, (Block("paragraph", Span(0, len(text))),))
    span = Span(2, len(text) - 1)
    statement = Statement("s1", "fact", text[2:-1], (Evidence(document.id, span),), "arms")
    briefing = replace(edition.briefing, statements=(statement,), claims=(), sources=(source,))
    file.save(Edition(briefing, (document,)), tmp_path)
    again = file.load(tmp_path)
    assert again.documents[0].text == text
    assert again.documents[0].words(again.briefing.statements[0].evidence[0].span) == text[2:-1]


def test_a_comment_and_the_order_of_keys_survive_a_save(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    edit(tmp_path, lambda text: text.replace("\n[[claim]]", "\n# Check with the desk.\n[[claim]]"))
    edit(
        tmp_path,
        lambda text: text.replace('kind = "quote"\nsection = "arms"', 'section="arms"\nkind="quote"'),
    )
    edit(tmp_path, lambda text: text.replace('\nstate = "found"', '\nstate = "kept" # mine', 1))
    was = toml(tmp_path).read_text("utf-8")
    loaded = file.load(tmp_path)
    assert loaded.briefing.statements[0].state == "kept"
    changed = replace(loaded, briefing=replace(loaded.briefing, title="Harbour, evening"))
    file.save(changed, tmp_path)
    assert toml(tmp_path).read_text("utf-8") == was.replace('"Harbour"', '"Harbour, evening"')
    assert file.load(tmp_path) == changed


def test_only_what_changed_is_written_anew(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    was = edit(tmp_path, lambda text: text.replace("\n[[claim]]", "\n# A note.\n[[claim]]"))
    loaded = file.load(tmp_path)
    first, *others = loaded.briefing.statements
    fresh = replace(first, id="s-new", state="kept")
    moved = replace(others[0], section="reactions", also=())
    briefing = replace(loaded.briefing, statements=(first, fresh, moved, *others[1:]))
    file.save(replace(loaded, briefing=briefing), tmp_path)
    now = toml(tmp_path).read_text("utf-8")
    assert file.load(tmp_path).briefing == briefing
    gone = set(was.splitlines()) - set(now.splitlines())
    assert gone == {'also = ["reactions"]'}
    assert now.index("s-new") > now.index(first.id)


def test_tables_written_close_together_stay_so(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    was = edit(tmp_path, lambda text: text.replace("\n\n[[", "\n[["))
    loaded = file.load(tmp_path)
    file.save(replace(loaded, briefing=replace(loaded.briefing, number="8")), tmp_path)
    assert toml(tmp_path).read_text("utf-8") == was.replace('number = "7"', 'number = "8"')


def test_a_comment_beside_a_statement_that_is_gone_stays(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    edit(tmp_path, lambda text: text.replace("\n[[statement]]", "\n# Ask about weight.\n[[statement]]", 1))
    loaded = file.load(tmp_path)
    briefing = replace(loaded.briefing, statements=loaded.briefing.statements[1:], claims=())
    file.save(replace(loaded, briefing=briefing), tmp_path)
    assert "# Ask about weight." in toml(tmp_path).read_text("utf-8")
    assert file.load(tmp_path).briefing == briefing


def test_statements_put_in_another_order_by_the_program_move_with_their_comments(
    edition: Edition, tmp_path: Path
) -> None:
    file.save(edition, tmp_path)
    edit(tmp_path, lambda text: text.replace("\n[[statement]]", "\n# First.\n[[statement]]", 1))
    loaded = file.load(tmp_path)
    briefing = replace(loaded.briefing, statements=loaded.briefing.statements[::-1])
    file.save(replace(loaded, briefing=briefing), tmp_path)
    now = toml(tmp_path).read_text("utf-8")
    assert file.load(tmp_path).briefing == briefing
    assert f'# First.\n[[statement]]\nid = "{loaded.briefing.statements[0].id}"' in now


def test_a_file_with_windows_line_ends_and_byte_order_mark_can_be_edited(
    edition: Edition, tmp_path: Path
) -> None:
    file.save(edition, tmp_path)
    data = toml(tmp_path).read_bytes().replace(b"\n[[claim]]", b"\n# Mine.\n[[claim]]")
    data = data.replace(b"\n", b"\r\n")
    toml(tmp_path).write_bytes(b"\xef\xbb\xbf" + data)
    loaded = file.load(tmp_path)
    assert loaded == edition
    changed = replace(loaded, briefing=replace(loaded.briefing, number="8"))
    file.save(changed, tmp_path)
    assert file.load(tmp_path) == changed
    assert b"# Mine." in toml(tmp_path).read_bytes()


def test_an_edition_nobody_read_is_not_overwritten(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    with pytest.raises(BriefingError, match="an edition is already here"):
        file.save(edition, tmp_path)


def test_a_file_that_changed_since_it_was_read_is_not_overwritten(edition: Edition, tmp_path: Path) -> None:
    file.save(edition, tmp_path)
    loaded = file.load(tmp_path)
    mine = edit(tmp_path, lambda text: text + "# written meanwhile\n")
    with pytest.raises(BriefingError, match=r"briefing\.toml: the file changed on disk since it was read"):
        file.save(replace(loaded, briefing=replace(loaded.briefing, title="x")), tmp_path)
    assert toml(tmp_path).read_text("utf-8") == mine


def test_what_save_returns_can_be_saved_again(edition: Edition, tmp_path: Path) -> None:
    saved = file.save(edition, tmp_path)
    file.save(replace(saved, briefing=replace(saved.briefing, title="Next")), tmp_path)
    assert file.load(tmp_path).briefing.title == "Next"


def test_a_failed_save_leaves_no_stray_file(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "day" / "briefing.toml").mkdir(parents=True)
    with pytest.raises(BriefingError, match=r"briefing\.toml"):
        file.save(edition, tmp_path / "day")
    assert [path.name for path in tmp_path.rglob("*")] == ["day", "briefing.toml"]


def test_five_thousand_statements_load_within_a_second(edition: Edition, tmp_path: Path) -> None:
    first = edition.briefing.statements[0]
    many = tuple(replace(first, id=f"s{number}") for number in range(5000))
    file.save(replace(edition, briefing=replace(edition.briefing, statements=many, claims=())), tmp_path)
    start = time.process_time()
    assert len(file.load(tmp_path).briefing.statements) == 5000
    # 0.55 s where it was written; the limit leaves room for a busy machine.
    assert time.process_time() - start < 3


# Any edition at all: the text goes out and comes back through TOML and nothing is lost.

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_word = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_zones = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@st.composite
def _spans(draw: st.DrawFn, length: int) -> Span:
    start = draw(st.integers(0, length - 1))
    return Span(start, draw(st.integers(start + 1, length)))


@st.composite
def _editions(draw: st.DrawFn) -> Edition:
    documents = []
    for number in range(draw(st.integers(1, 3))):
        text = draw(st.text(st.characters(), min_size=3, max_size=40))
        source = Source(
            *(draw(_words) for _ in range(8)),
            sha256=draw(_words),
            size=draw(st.integers(0, 10**12)),
            grade=draw(_word),
            document_id=f"d{number}",
            id=f"a{number}",
        )
        blocks = (Block(draw(st.sampled_from(["title", "noise"])), draw(_spans(len(text))), "why not"),)
        changes = tuple(draw(st.lists(_words, max_size=2)))
        documents.append(Document(f"d{number}", text, source, blocks, draw(_word), changes))
    statements = []
    for number in range(draw(st.integers(0, 3))):
        document = draw(st.sampled_from(documents))
        length = len(document.text)
        marks = [tuple(draw(st.lists(_spans(length), max_size=2))) for _ in range(4)]
        evidence = [Evidence(document.id, draw(_spans(length)))]
        evidence += [Evidence(each.id, draw(_spans(len(each.text)))) for each in documents[:1]]
        quotations = st.builds(Quotation, _spans(length), _words, st.just(marks[0]))
        statements.append(
            Statement(
                id=f"s{number}",
                kind=draw(st.sampled_from(["fact", "quote"])),
                text=draw(_word),
                evidence=tuple(evidence),
                section="arms",
                also=draw(st.sampled_from([(), ("arms",)])),
                speaker=draw(_words),
                speaker_at=marks[0],
                cue_at=marks[1],
                certainty=draw(st.sampled_from(["asserted", "possible", "denied"])),
                certainty_at=marks[2],
                denies=marks[3],
                quotations=tuple(draw(st.lists(quotations, max_size=2))),
                weight=draw(st.floats(0, 1)),
                key=draw(st.booleans()),
                picked=draw(st.booleans()),
                state=draw(st.sampled_from(["found", "kept", "edited", "dropped"])),
            )
        )
    names = tuple(statement.id for statement in statements)
    briefing = Briefing(
        title=draw(_word),
        number=draw(_words),
        as_of=draw(st.datetimes(timezones=_zones)),
        marking=draw(st.sampled_from([None, "TLP:RED"])),
        lang=draw(_word),
        profile=draw(_word),
        sections=(Section("arms", draw(_word), draw(_word), "bar"),),
        statements=tuple(statements),
        claims=(Claim("c", names, draw(st.integers(0, 9)), names, names),),
        sources=tuple(document.source for document in documents),
        unread=tuple(Unread(draw(_words), draw(_words)) for _ in range(draw(st.integers(0, 2)))),
        notes=tuple(draw(st.lists(_words, max_size=3))),
        since=draw(_words),
        changes=tuple(
            Change(
                draw(_word),
                draw(st.sampled_from(["new", "changed", "withdrawn", "unconfirmed"])),
                draw(_words),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
    )
    return Edition(briefing, tuple(documents))


def test_a_raw_file_that_waits_on_the_disk_is_taken_over(edition: Edition, tmp_path: Path) -> None:
    first = edition.documents[0]
    place = tmp_path / "waiting"
    place.write_bytes(b"<p>as it was read</p>")
    digest = hashlib.sha256(place.read_bytes()).hexdigest()
    source = replace(first.source, sha256=digest, location="a.html")
    waiting = replace(first, source=source, raw=b"", raw_at=place)
    made = replace(edition, documents=(waiting, *edition.documents[1:]))
    file.save(made, tmp_path / "today")
    assert (tmp_path / f"today/documents/{first.id}.raw.html").read_bytes() == place.read_bytes()
    place.write_bytes(b"<p>as somebody changed it</p>")
    with pytest.raises(BriefingError, match="was changed while it waited"):
        file.save(made, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_an_edition_too_large_to_be_read_again_is_not_written(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "MAX_BYTES", 1000)
    with pytest.raises(BriefingError, match="would be larger than is read again"):
        file.save(edition, tmp_path / "today")
    assert not (tmp_path / "today").exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_editions())
def test_any_edition_survives_its_file(any_edition: Edition) -> None:
    import tomllib

    texts = {document.id: document.text for document in any_edition.documents}
    faults: list[tuple[str, str, str]] = []
    again = parse.parse(tomllib.loads(emit.to_toml(any_edition)), texts.__getitem__, faults)
    assert not faults
    assert again == any_edition


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_editions(), _editions())
def test_any_edition_can_be_amended_into_any_other(one: Edition, other: Edition) -> None:
    import tomllib

    from briefing.model.amend import amend

    commented = emit.to_toml(one).replace("\n[[", "\n# mine\n[[")
    text = amend(commented, emit.tables(one), emit.tables(other))
    texts = {document.id: document.text for document in other.documents}
    faults: list[tuple[str, str, str]] = []
    again = parse.parse(tomllib.loads(text), texts.__getitem__, faults)
    assert not faults
    assert again == other
    assert text.count("# mine") >= 1
