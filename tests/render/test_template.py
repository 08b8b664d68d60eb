"""What a template may do, and how each thing it may not do is refused."""

from __future__ import annotations

import resource
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import BriefingError
from briefing.render import markup, template
from briefing.render.view import view

sys.path.insert(0, str(Path(__file__).parent))
import editions

VALUES: dict[str, Any] = {
    "title": "Arms & men <b>",
    "items": [{"name": "one", "refs": [1, 2]}, {"name": "two", "refs": []}],
    "many": list(range(3000)),
    "nothing": None,
}
CORPUS = next(
    (p / "shared/torture/corpus/template" for p in Path(__file__).parents if (p / "shared/torture").is_dir()),
    Path("nowhere"),
)


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a template file; its path."""

    def writing(source: str | bytes, name: str = "t.j2") -> str:
        path = tmp_path / name
        path.write_bytes(source.encode() if isinstance(source, str) else source)
        return str(path)

    return writing


def fill(path: str, values: dict[str, Any] = VALUES) -> str:
    return template.fill(path, "brief.xml.j2", values).text


def fault(path: str) -> BriefingError:
    with pytest.raises(BriefingError) as caught:
        fill(path)
    return caught.value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ title }}", "Arms &amp; men &lt;b&gt;"),
        (
            "{% for i in items %}{{ loop.index }}{{ i.name }}{{ ', ' if not loop.last }}{% endfor %}",
            "1one, 2two",
        ),
        ("{{ items[1].name }}{{ items[0]['name'] }}{{ many[:2] | join('-') }}", "twoone0-1"),
        ("{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m('<') }}", "<b>&lt;</b>"),
        ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}<i>x</i>{% endcall %}", "[<i>x</i>]"),
        ("{{ [m, 'x'] | join('&') }}{% set m = 1 %}", "{undefined}"),
        ("{{ 7 * 6 }} {{ 7 % 4 }} {{ 2 ** 10 }} {{ 'a' ~ 1 }} {{ 'a' + 'b' }}", "42 3 1024 a1 ab"),
        ("{{ 4083 | thousands }} {{ 2.345 | round(2) }}", "4,083 2.35"),
        ("{% if 'one' in items | map(attribute='name') | list %}yes{% endif %}", "yes"),
        ("{{ items | selectattr('refs') | map(attribute='name') | join(' ') }}", "one"),
        ("{{ 'a b c' | wordwrap(3) | indent(2) }}", "a b\n  c"),
        ("{{ '\x41\x00b' }}", "{control}"),
        ("{{ loud | default('soft') }}", "soft"),
        ("{% for i in [] %}x{% else %}none{% endfor %}", "none"),
        ("{% for n in [[1, [2]], [3]] recursive %}{{ n if n is number else loop(n) }}{% endfor %}", "123"),
    ],
)
def test_a_template_prints_chooses_and_loops(write: Any, source: str, expected: str) -> None:
    if expected.startswith("{"):
        assert fault(write(source)).message in ("'m' is undefined", "the template holds a control character")
    else:
        assert fill(write(source)) == expected


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("\n{{ titel }}", "'titel' is undefined", 2),
        ("{{ items[0].nmae }}", "'dict object' has no attribute 'nmae'", 1),
        ("{{ items[9] }}", "list object has no element 9", 1),
        ("\n\n{{ title | safe }}", "escaping cannot be switched off", 3),
        (
            "{% autoescape false %}{{ title }}{% endautoescape %}",
            "escaping cannot be switched off or changed",
            1,
        ),
        ("{{ title | tojson }}", "no filter 'tojson'", 1),
        ("{{ title | map('safe') | list }}", "No filter named 'safe'.", 1),
        ("{% if title is callable %}{% endif %}", "no test 'callable'", 1),
        ("{% filter upper %}<b>x</b>{% endfilter %}",
         "a filter works on a value, not on a block of markup", 1),
        ("{{ nothing }}", "an expression gives nothing that cannot be printed", 1),
        ("{{ items }}", "an expression gives a list that cannot be printed", 1),
        ("\n{{ title", "unexpected end of template, expected 'end of print statement'.", 2),
        ("{{ title.upper() }}", "'str object' has no attribute 'upper'", 1),
        ("{{ title.__class__ }}", "'__class__' is not for templates", 1),
        ("{{ items[0]['__class__'] }}", "'dict object' has no attribute '__class__'", 1),
        ("{{ title | attr('__class__') }}", "no filter 'attr'", 1),
        ("{{ title() }}", "only the template's own macros can be called", 1),
        ("{% macro m() %}{% endmacro %}{{ m.__globals__ }}", "'__globals__' is not for templates", 1),
        ("{% for i in items %}{{ loop.__init__ }}{% endfor %}", "'__init__' is not for templates", 1),
        ("{{ self.__init__ }}", "'__init__' is not for templates", 1),
        ("{{ '%d' % 1 }}", "'%' is for numbers only", 1),
        ("{{ 'a' * 3 }}", "'*' is for numbers only", 1),
        ("{{ [1] * 3 }}", "'*' is for numbers only", 1),
        ("{{ 9 ** 9 ** 9 }}", "'**' of such large numbers is not allowed", 1),
        ("{{ 10 ** 40 * 10 ** 40 * 10 ** 40 * 10 ** 40 * 10 ** 40 * 10 ** 40 * 10 ** 40 * 10 ** 40 }}",
         "numbers of this size are not allowed", 1),
        ("{{ 1 / 0 }}", "ZeroDivisionError: division by zero", 1),
        ("{{ title + 1 }}", 'TypeError: can only concatenate str (not "int") to str', 1),
        ("\n{% include name %}", "the name of an included file must be written out", 2),
        ("{% include ['a.j2'] %}", "the name of an included file must be written out", 1),
        ("{% include 'other.j2' %}", "'other.j2' is not a template in the same folder", 1),
        ("{% include '../t.j2' %}", "'../t.j2' is not a template in the same folder", 1),
        ("{% include 't.j2' %}", "'t.j2' includes itself", 1),
        ("{% extends 't.j2' %}", "'t.j2' includes itself", 1),
        ("{{ " + "(" * 400 + "1" + ")" * 400 + " }}", "the template is nested too deeply", 0),
    ],
)  # fmt: skip
def test_what_is_refused_names_file_and_line(write: Any, source: str, message: str, line: int) -> None:
    path = write(source)
    error = fault(path)
    assert error.message == message
    assert error.where == (f"{path}:{line}" if line else path)
    assert error.hint


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}", "more work"),
        ("{% for a in many %}{% for b in many if false %}{% endfor %}{% endfor %}", "more work"),
        ("{% for a in many %}{% if a in many %}{% endif %}{{ many | sort | length }}{% endfor %}",
         "more work"),
        ("{% for a in many %}{% set b = many[:2999] %}{% endfor %}", "more work"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "macros call one another too deeply"),
        ("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}", "macros call one another too deeply"),
        (
            "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(30) }}",
            "more work",
        ),
        ("{% macro f(x, n) %}{{ f(x ~ x, n - 1) if n }}{% endmacro %}{{ f('xxxxxxxxxx', 30) }}", "larger"),
        ("{% macro f(x, n) %}{{ f(x + x, n - 1) if n }}{% endmacro %}{{ f('xxxxxxxxxx', 30) }}", "larger"),
        ("{% macro f(x, n) %}{{ f(x + x, n - 1) if n }}{% endmacro %}{{ f([1, 2, 3], 30) }}", "larger|more work"),
        ("{% macro f(x, n) %}{{ f(x | replace('x', 'xx'), n - 1) if n }}{% endmacro %}{{ f('x', 35) }}",
         "larger|makes too much"),
        ("{% macro f(x, n) %}{{ f(many | join(x), n - 1) if n }}{% endmacro %}{{ f('x', 35) }}",
         "larger|longer"),
        ("{% set a %}{% for m in many %}0123456789{% endfor %}{% endset %}"
         "{% set b %}{% for m in many %}{{ a }}{% endfor %}{% endset %}{{ b }}", "more text"),
        ("{% for a in many %}{% for b in many[:200] %}" + "x" * 100 + "{% endfor %}{% endfor %}",
         "longer|more work"),
    ],
)  # fmt: skip
def test_work_and_size_have_an_end(write: Any, source: str, message: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(template, "MAX_WORK", template.MAX_WORK // 8)
    monkeypatch.setattr(template, "MAX_PRINTED", template.MAX_PRINTED // 8)
    monkeypatch.setattr(template, "MAX_OUTPUT", template.MAX_OUTPUT // 8)
    before = resource.getrusage(resource.RUSAGE_SELF)
    error = fault(write(source))
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert any(part in error.message for part in message.split("|")), error.message
    assert after.ru_utime - before.ru_utime < 5
    assert after.ru_maxrss - before.ru_maxrss < 100_000


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "the template is empty"),
        (b" \n", "the template is empty"),
        (b"a\nb\xe9", "the template is not valid UTF-8"),
        (b"\0\1", "the template holds a control character"),
        (b"x" * 1_000_001, "the template is larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_template_is_named(write: Any, source: bytes, message: str) -> None:
    path = write(source)
    error = fault(path)
    assert (error.message, error.where.split(":")[0]) == (message, path)


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.j2").write_text("SECRET")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "link.j2").symlink_to(tmp_path / "secret.j2")
    (inside / "notes.txt").write_text("SECRET")
    for name in ("link.j2", "notes.txt", "../secret.j2", str(tmp_path / "secret.j2"), "./link.j2", ".", "in"):
        (inside / "brief.xml.j2").write_text(f"{{% include '{name}' %}}")
        error = fault(str(inside))
        assert error.message == f"'{name}' is not a template in the same folder"


def test_an_entry_file_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.j2").write_text("SECRET")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "brief.xml.j2").symlink_to(tmp_path / "other.j2")
    assert "is not a template in the same folder" in fault(str(inside)).message


def test_a_loop_of_includes_is_found(tmp_path: Path) -> None:
    (tmp_path / "brief.xml.j2").write_text("{% include 'a.j2' %}")
    (tmp_path / "a.j2").write_text("\n{% include 'b.j2' %}")
    (tmp_path / "b.j2").write_text("{% include 'a.j2' %}")
    error = fault(str(tmp_path))
    assert (error.message, Path(error.where).name) == ("'a.j2' includes itself", "b.j2:1")


def test_blocks_imports_and_includes_work_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "base.j2").write_text("<{% block x %}a{% endblock %}>")
    (tmp_path / "parts.j2").write_text("{% macro m(x) %}[{{ x }}]{% endmacro %}{% set word = 'w' %}")
    (tmp_path / "brief.xml.j2").write_text(
        "{% extends 'base.j2' %}{% import 'parts.j2' as p %}"
        "{% block x %}{{ super() }}{{ p.m('<') }}{{ p.word }}{% include 'part.j2' %}{% endblock %}"
    )
    (tmp_path / "part.j2").write_text("{{ title }}")
    assert fill(str(tmp_path)) == "<a[&lt;]wArms &amp; men &lt;b&gt;>"


def test_the_error_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "brief.xml.j2").write_text("{% include 'part.j2' %}")
    (tmp_path / "part.j2").write_text("\n\n{{ titel }}")
    error = fault(str(tmp_path))
    assert (error.where, error.hint) == (f"{tmp_path}/part.j2:3", "did you mean 'title'?")


def test_a_fault_of_markup_is_traced_to_the_template_line_that_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "parts.j2").write_text("{% macro m(x) %}\n<p>é{{ x }}</p>\n<oops/>\n{% endmacro %}")
    (tmp_path / "brief.xml.j2").write_text(
        "{% from 'parts.j2' import m %}\n<doc title='é' lang='en'>\n"
        "{% for i in items %}\n<p>{{ i.name }}\n</p>\n{% endfor %}\n{{ m(title) }}\n</doc>"
    )
    filled = template.fill(str(tmp_path), "brief.xml.j2", VALUES)
    with pytest.raises(BriefingError) as caught:
        markup.parse(filled.text, where=filled.where, locate=filled.locate)
    assert (caught.value.message, caught.value.where) == ("unknown element 'oops'", f"{tmp_path}/parts.j2:3")


def test_text_that_xml_forbids_becomes_a_replacement_character(write: Any) -> None:
    values = {"title": "a\x00b\x1b[31m\ud800c\ufffe\U0001f600"}
    assert fill(write("{{ title }}"), values) == "a\ufffdb\ufffd[31m\ufffdc\ufffd\U0001f600"


def test_a_text_mail_is_not_escaped_and_an_html_mail_is(tmp_path: Path) -> None:
    for name in ("brief.xml.j2", "mail.txt.j2", "mail.html.j2"):
        (tmp_path / name).write_text("{{ title }}")
    texts = [template.fill(str(tmp_path), p, VALUES).text for p in ("mail.txt.j2", "mail.html.j2")]
    assert texts == ["Arms & men <b>", "Arms &amp; men &lt;b&gt;"]


def test_a_template_without_mail_parts_uses_those_of_sitrep(write: Any) -> None:
    for part in ("mail.txt.j2", "mail.html.j2"):
        with pytest.raises(BriefingError) as caught:
            template.fill(write("{{ title }}"), part, {})
        assert caught.value.where.startswith(f"sitrep/{part}:")


def test_a_template_that_is_not_there_lists_those_that_are() -> None:
    error = fault("no-such-template")
    assert error.message == "no such template"
    assert "sitrep" in error.hint


def test_a_folder_without_a_brief_is_named(tmp_path: Path) -> None:
    assert fault(str(tmp_path)).line == f"{tmp_path}: holds no brief.xml.j2"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared collection is not here")
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*")) if CORPUS.is_dir() else [], ids=lambda p: p.name)
def test_each_hostile_template_of_the_collection_is_one_clean_error(path: Path) -> None:
    with pytest.raises(BriefingError) as caught:
        filled = template.fill(str(path), "brief.xml.j2", {"title": "T"})
        markup.parse(filled.text, where=filled.where, locate=filled.locate)
    assert path.name in caught.value.line
    assert len(caught.value.line) < 600


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="{}%#'\"|.()[]~+*-_ \nabfiorntlue019", max_size=40))
def test_any_source_is_filled_or_is_one_error(source: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.j2"
        path.write_text(source)
        try:
            fill(str(path))
        except BriefingError as error:
            assert error.where.startswith(str(path))


def test_the_manual_names_every_filter_and_test(root: Path) -> None:
    manual = (root / "docs" / "templates.md").read_text(encoding="utf-8")
    for name in template.filters_and_tests():
        if name not in ("d", "e", "equalto"):  # other names for default, escape and eq
            assert name in manual.replace("`", " ").split() or f"{name}." in manual, name


def test_shipped_templates_are_kept_compiled_and_only_they(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    values = view(editions.small())
    own = tmp_path / "own"
    shutil.copytree(template.templates_folder() / "sitrep", own)
    expected = template.fill(str(own), "brief.xml.j2", values).text
    assert not list(tmp_path.rglob("*.jinja"))

    assert template.fill("sitrep", "brief.xml.j2", values).text == expected
    kept = sorted(tmp_path.rglob("*.jinja"))
    assert len(kept) == 2  # the brief and the parts
    assert template.fill("sitrep", "brief.xml.j2", values).text == expected
    for path in kept:
        path.write_bytes(path.read_bytes()[:200])  # torn, or of another version
    assert template.fill("sitrep", "brief.xml.j2", values).text == expected
    assert all(len(path.read_bytes()) > 200 for path in kept)

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept[0].unlink()
    assert template.fill("sitrep", "brief.xml.j2", values).text == expected
    assert not kept[0].exists()
