"""What a user gets: the wheel in an empty environment, used from another folder, without a network.

Run as `make smoke`; with `--oldest` every dependency is held to the lower end of its range, so that
the ranges in pyproject.toml are tested at both ends. It is no pytest test because nothing of the
development environment may be near: a template missing from the wheel, or a package that only the
tests pull in, shows nowhere else.

Each check prints one line; the first that fails ends the run with exit code 1.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TITLE = "North Korean soldiers and shells"
KNOWN = "About 1,500 North Korean soldiers crossed to Russia by ship between October 9 and October 14"
SECTIONS = ("Arms", "Troops", "Reactions")
EPOCH = "1729933200"  # 26 October 2024, 09:00 UTC: the day after the last sample
DEV_ONLY = ("pytest", "hypothesis", "ruff", "mypy")
# For machines that have no network namespaces: the same build, ended by the first socket.
NO_SOCKETS = """
import os, sys
def refuse(event, arguments):
    if event.startswith("socket."):
        sys.stderr.write(f"smoke: {event} {arguments}\\n")
        os._exit(9)
sys.addaudithook(refuse)
from briefing.cli import main
main()
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="briefing-smoke-") as name:
        folder = Path(name)
        wheel = build_wheel(folder / "dist")
        pins = oldest() if "--oldest" in sys.argv[1:] else []
        python = install(wheel, folder / "env", pins)
        work = folder / "elsewhere"
        work.mkdir()
        shutil.copytree(ROOT / "sources", work / "articles")
        environment = clean_environment(home=work)
        briefing = [str(python.with_name("briefing"))]

        said = run([*briefing, *build("first.pdf")], work, environment)
        passed("builds from another folder", said.splitlines()[0] if said else "")
        look_into(work / "first.pdf")

        run([str(python), "-m", "briefing", *build("again.pdf")], work, environment)
        same(work / "first.pdf", work / "again.pdf", "python -m briefing gives the same bytes")

        if can_unshare():
            run(["unshare", "-rn", *briefing, *build("offline.pdf")], work, environment)
            same(work / "first.pdf", work / "offline.pdf", "same bytes in a namespace without network")
        else:
            passed("no network namespaces here, sockets are blocked in Python instead")
        run([str(python), "-c", NO_SOCKETS, *build("blocked.pdf")], work, environment)
        same(work / "first.pdf", work / "blocked.pdf", "same bytes with sockets blocked")

        check_json(run([*briefing, "collect", "--json", "articles"], work, environment))
        run([*briefing, "collect", "articles", "--edition", "today"], work, environment)
        run([*briefing, "check", "today"], work, environment)
        passed("an edition is collected and passes its check")
        check_bad_input(briefing, work, environment)


def build(pdf: str) -> list[str]:
    """The arguments of the build that is made again and again."""
    return ["build", "articles", "-o", pdf, "--title", TITLE, "--number", "7", "--tlp", "GREEN"]


def build_wheel(folder: Path) -> Path:
    """The wheel, made from the source archive and not from the checkout, so both are tried."""
    run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], ROOT, dict(os.environ))
    (wheel,) = folder.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (r"briefing/templates/sitrep/.+\.j2", r"briefing/profiles/conflict\.toml", r".+/LICENSE"):
        if not any(re.fullmatch(wanted, name) for name in names):
            fail(f"{wheel.name} holds nothing like {wanted}")
    if stray := [name for name in names if name.startswith(("tests/", "sources/", "docs/"))]:
        fail(f"{wheel.name} holds {stray[0]}")
    passed("the wheel is built from the source archive", f"{wheel.name}, {wheel.stat().st_size // 1024} kB")
    return wheel


def oldest() -> list[str]:
    """Each dependency at the oldest version that its range allows: ["click==8.1.8", ...]."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ranges = [re.fullmatch(r"([\w.-]+)>=([\d.]+)(,.*)?", item) for item in project["dependencies"]]
    return [f"{found[1]}=={found[2]}" for found in ranges if found]


def install(wheel: Path, folder: Path, pins: Sequence[str]) -> Path:
    """The interpreter of a new environment that holds the wheel and what it asks for."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", str(wheel), *pins], folder, dict(os.environ))
    listed = json.loads(run([*pip, "list", "--format", "json"], folder, dict(os.environ)))
    names = sorted(item["name"].lower() for item in listed)
    if here := set(names) & set(DEV_ONLY):
        fail(f"development packages were installed: {sorted(here)}")
    passed("installs without development packages", ", ".join(pins) or f"{len(names)} packages")
    return python


def look_into(pdf: Path) -> None:
    """Title, sections, a known statement, the page count: the words a reader would look for."""
    text = " ".join(text_of(pdf).split())
    for words in (TITLE, *SECTIONS, "Page 1 of", "TLP:GREEN"):
        if words not in text:
            fail(f"{pdf.name} does not say {words!r}")
    # A long statement may be broken with hyphens; letters and digits alone are compared.
    if letters(KNOWN) not in letters(text):
        fail(f"{pdf.name} does not hold the statement {KNOWN!r}")
    passed("the PDF says what it must", f"{pdf.stat().st_size // 1024} kB")


def text_of(pdf: Path) -> str:
    """The words of a PDF, by poppler where it is installed and by pdfium where it is not."""
    if shutil.which("pdftotext"):
        return run(["pdftotext", "-layout", str(pdf), "-"], pdf.parent, dict(os.environ))
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def letters(text: str) -> str:
    """Letters and digits only, for comparing across line breaks."""
    return "".join(c for c in text if c.isalnum())


def check_json(output: str) -> None:
    """One line for each article, then one for the claims; each statement is cut from its text."""
    *articles, claims = [json.loads(line) for line in output.splitlines()]
    count = len(list((ROOT / "sources").iterdir()))
    if len(articles) != count or "claims" not in claims:
        fail(f"collect --json gave {len(articles)} articles, not {count}, or no line of claims")
    for article in articles:
        if not article["statements"]:
            fail(f"no statement found in {article['path']}")
    passed("collect --json speaks of every article", f"{len(claims['claims'])} claims")


def check_bad_input(briefing: Sequence[str], work: Path, environment: dict[str, str]) -> None:
    """A missing article is named and the rest is built; nothing readable leaves the old PDF alone."""
    before = (work / "first.pdf").read_bytes()
    run([*briefing, *build("partly.pdf"), "missing.txt"], work, environment, code=3, says="missing.txt")
    (work / "empty.txt").write_bytes(b"")
    run([*briefing, "build", "empty.txt", "-o", "first.pdf"], work, environment, code=1, says="empty.txt")
    if (work / "first.pdf").read_bytes() != before:
        fail("a failed build touched the PDF that was there")
    left = sorted(path.name for path in work.iterdir() if path.suffix not in (".pdf", ".txt"))
    if left != ["articles", "today"]:
        fail(f"files were left behind: {left}")
    passed("bad input is named, the old PDF survives, nothing is left behind")


def clean_environment(*, home: Path) -> dict[str, str]:
    """No settings of the developer: neither Python's nor ours, an empty home, a fixed time."""
    kept = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    return {**kept, "HOME": str(home), "SOURCE_DATE_EPOCH": EPOCH, "PYTHONDONTWRITEBYTECODE": "1"}


def can_unshare() -> bool:
    """True when this user may make a network namespace."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0


def run(
    command: Sequence[str], cwd: Path, environment: dict[str, str], *, code: int = 0, says: str = ""
) -> str:
    """Standard output of a command that must end with `code` and name `says` on standard error."""
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    shown = " ".join(Path(part).name if "/" in part else part for part in command[:6])
    if done.returncode != code or "Traceback" in done.stderr or says not in done.stderr:
        expected = f"exit code {code}" + (f" and a line naming {says}" if says else "")
        fail(f"{shown}: expected {expected}, got {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def same(first: Path, second: Path, promise: str) -> None:
    if first.read_bytes() != second.read_bytes():
        fail(f"{promise}: they differ")
    passed(promise)


def passed(promise: str, detail: str = "") -> None:
    print(f"smoke: {promise}{f' ({detail})' if detail else ''}", flush=True)


def fail(why: str) -> None:
    raise SystemExit(f"smoke: FAILED: {why}")


if __name__ == "__main__":
    main()
