"""Validates a set of PDFs as PDF/A-3a and PDF/UA-1 with veraPDF: `make conformance`.

veraPDF is the reference validator, a Java library from Maven Central; the first run fetches it into
`out/conformance/`. Where `java`, `javac` and `mvn` are not found this says so and ends with 0, since
nothing was found to be wrong; everything else that is not conforming ends with 1.

The set is every page size, marking and block, short and long, in many scripts, with attachments and
without; a file that is broken on purpose proves that the validator was listening.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from briefing.render import RenderOptions, compose, markup, typeset  # noqa: E402
from briefing.render.result import Attachment  # noqa: E402
from briefing.render.theme import load_theme  # noqa: E402
from tests.render import editions  # noqa: E402

HERE = Path(__file__).parent
WORK = ROOT / "out" / "conformance"
TOOLS = ("java", "javac", "mvn")
DATE = "2026-11-23T09:00:00+00:00"
TEXT = (
    "Officers at the crossing counted lorries all night and sent the numbers to the capital by radio; "
    "international observers acknowledged the report. "
)
SCRIPTS = {
    "greek": ("el", "Η Ελλάδα ανακοίνωσε νέα μέτρα για τα σύνορα."),
    "cyrillic": ("ru", "Министерство обороны сообщило о новых поставках."),
    "vietnamese": ("vi", "Bộ Ngoại giao Việt Nam tuyên bố ủng hộ đối thoại."),
    "korean": ("ko", "국방부 장관은 3,000명이 이동했다고 말했다."),
    "chinese": ("zh", "外交部发言人表示，中方主张对话。"),
    "japanese": ("ja", "防衛省は「懸念している」と述べた。"),
    "hebrew": ("he", "שר הביטחון אמר כי 3,000 חיילים נשלחו ל-Ukraine."),
    "points": ("he", "בְּרֵאשִׁית בָּרָא"),
    "arabic": ("ar", "قال وزير الدفاع إن 3000 جندي أُرسلوا إلى Ukraine في عام 2024."),
    "marks": ("en", "e\u0301a\u0308o\u0302 and \U0001d538 \U0001f600 \u2192 \u2713"),
    "missing": ("en", "No font has \U00012000 or \ue123 here."),
}
BLOCKS = {
    "page": (ROOT / "tests" / "render" / "page.xml").read_text(encoding="utf-8"),
    "paragraphs": f"<h1>Long</h1>{f'<p>{TEXT * 4}</p>' * 60}",
    "statements": "<h1>S</h1><h2 marker='diamond'>More <fill>9 of 9</fill></h2>"
    + "".join(
        f"<p class='statement' keep='next' id='s{n}'><label>A{n}</label>{TEXT}"
        f"<side><a to='s0'>[1 ¶{n}]</a></side></p><p class='speaker'>officers <badge class='likely'>likely</badge></p>"
        for n in range(80)
    ),
    "table": "<h1>T</h1><table head='1'><tr><th>No.</th><th>What</th></tr>"
    + "".join(
        f"<tr><td>{n}</td><td>{TEXT} <a href='https://example.org/{n}'>link</a></td></tr>" for n in range(90)
    )
    + "</table>",
    "row": f"<h1>R</h1><table><tr><th>A</th><th>B</th></tr><tr><td>{TEXT * 90}</td><td>x</td></tr></table>",
    "lists": f"<h1>L</h1><list numbered='yes'><item>{TEXT}</item><item><p>{TEXT}</p><list><item>in</item></list>"
    f"</item></list><quote><p>{TEXT}</p><p class='speaker'>somebody</p></quote><rule/>",
    "notes": f"<h1>N</h1>{f'<p>{TEXT}<note>noted here</note></p>' * 12}",
    "contents": "<h1>C</h1><toc depth='3'/>"
    + "".join(f"<h2>Part {n}</h2><h3>Piece</h3><p>{TEXT * 3}</p>" for n in range(30)),
    "timeline": "<h1>F</h1><figure kind='timeline' alt='Twelve events'>"
    + "".join(f"<event date='20{n:02d}-0{n % 9 + 1}'>event {n}</event>" for n in range(10, 22))
    + "</figure>",
    "empty": "<p>Nothing found.</p>",
}
FILES = (
    Attachment("briefing.toml", b"title = 'x'\n", "application/toml", "The edition"),
    Attachment("documents/a1.txt", "Ein Text – ü\n".encode(), description="A document"),
)


def document(body: str, *, lang: str = "en", marking: str = "TLP:AMBER+STRICT") -> str:
    """A whole document around `body`, with running heads."""
    if body.lstrip().startswith("<doc"):
        return body
    mark = f' marking="{marking}"' if marking else ""
    return (
        f'<doc title="Conformance: {lang}" lang="{lang}" date="{DATE}" subject="A test"{mark}>'
        '<running place="head" pages="rest">Head</running>'
        '<running place="foot" side="right">Page <page/> of <pages/></running>'
        f"{body}</doc>"
    )


def cases() -> Iterator[tuple[str, str, str, tuple[Attachment, ...]]]:
    """Name, markup, page size and attachments of every file of the set."""
    for name, body in BLOCKS.items():
        for page in ("a4", "letter"):
            for files in ((), FILES):
                label = f"{name}-{page}{'-attached' if files else ''}"
                yield label, document(body), page, files
    for name, (lang, text) in SCRIPTS.items():
        yield f"script-{name}", document(f"<h1>{text}</h1><p>{text * 9}</p>", lang=lang), "a4", ()
        mixed = f"<h1>Mixed</h1><p>He said <span lang='{lang}'>{text}</span> there.</p>"
        yield f"mixed-{name}", document(mixed, marking=""), "a4", FILES


def main() -> int:
    """Build, validate, print a table; 1 when anything is not conforming."""
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    if lacking:
        print(f"conformance: not run, since {', '.join(lacking)} is not installed here")
        return 0
    _fetch()
    made = WORK / "pdf"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    theme = load_theme()
    for name, xml, page, files in cases():
        root = markup.parse(xml, where=name, classes=theme.classes)
        (made / f"{name}.pdf").write_bytes(typeset.build(root, theme, page, files).data)
    for template in sorted(path.parent.name for path in (ROOT / "templates").glob("*/brief.xml.j2")):
        for kind, edition in (("small", editions.small()), ("empty", editions.empty())):
            for page in ("a4", "letter"):
                options = RenderOptions(template=template, page=page)
                path = made / f"{template}-{kind}-{page}.pdf"
                path.write_bytes(compose(edition, options, FILES).data)
    good = sorted(made.glob("*.pdf"))
    broken = made / "broken-on-purpose.pdf"
    broken.write_bytes(good[0].read_bytes().replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>9<"))
    done = subprocess.run(
        ["java", "-cp", f"{WORK}/classes:{WORK}/lib/*", "Validate", *map(str, [*good, broken])],
        capture_output=True,
        text=True,
    )
    results = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 3]
    return _report(results, {path.name for path in good}, broken.name, done.stderr)


def _fetch() -> None:
    """veraPDF's jars and our runner, compiled, once."""
    if not (WORK / "lib").is_dir():
        command = ["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:copy-dependencies"]
        subprocess.run([*command, f"-DoutputDirectory={WORK / 'lib'}"], check=True)
    runner = HERE / "Validate.java"
    compiled = WORK / "classes" / "Validate.class"
    if not compiled.is_file() or compiled.stat().st_mtime < runner.stat().st_mtime:
        subprocess.run(["javac", "-cp", f"{WORK}/lib/*", "-d", compiled.parent, runner], check=True)


def _report(results: list[list[str]], good: set[str], broken: str, errors: str) -> int:
    table: dict[str, dict[str, str]] = {}
    failures = []
    for name, profile, verdict, rules in results:
        table.setdefault(name, {})[profile] = verdict
        if verdict != "ok" and name != broken:
            failures.append(f"{name} as {profile}: {rules}")
    print(f"{'file':44} PDF/A-3a PDF/UA-1")
    for name in sorted(good):
        row = table.get(name, {})
        print(f"{name:44} {row.get('3a', '-'):8} {row.get('ua1', '-')}")
    missing = [name for name in good if len(table.get(name, {})) != 2]
    heard = table.get(broken, {}).get("ua1") == "FAIL"
    for failure in failures:
        print(failure)
    if missing:
        print(f"not validated: {', '.join(sorted(missing))}\n{errors[-2000:]}")
    if not heard:
        print("the file that is broken on purpose was not found out: the validator is not listening")
    passed = len(good) - len({f.split(" as ")[0] for f in failures}) - len(missing)
    print(f"conformance: {passed} of {len(good)} files are PDF/A-3a and PDF/UA-1 (veraPDF 1.30.2)")
    return 1 if failures or missing or not heard else 0


if __name__ == "__main__":
    sys.exit(main())
