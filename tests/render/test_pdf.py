"""The file: conforming, the same every time, deaf to its surroundings; and what it leans on."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pikepdf
import pytest

from briefing.render import pdf
from briefing.render.engine import canvas, pdfdoc
from briefing.render.result import Attachment
from tests.render.pages import PAGE, contents, doc, extracted, make, opened

SOURCE = PAGE.read_text(encoding="utf-8")
FILES = (
    Attachment("briefing.toml", b"title = 'x'\n", "application/toml", "The edition"),
    Attachment("documents/a1.txt", "Ein Text – ü\n".encode()),
)
CHECKERS = [folder / "shared" / "tools" / "uacheck.py" for folder in Path(__file__).resolve().parents]
CHECKER = next((path for path in CHECKERS if path.is_file()), Path("uacheck.py"))


@pytest.fixture(scope="module")
def data() -> bytes:
    return make(SOURCE, attachments=FILES).data


def test_same_input_gives_the_same_bytes(data: bytes) -> None:
    assert make(SOURCE, attachments=tuple(reversed(FILES))).data == data


def test_a_fresh_process_with_hostile_settings_gives_the_same_bytes(data: bytes, tmp_path: Path) -> None:
    """RL_ variables, a settings module and ~/.reportlab_settings change nothing and run nothing."""
    (tmp_path / "reportlab_settings.py").write_text("open('ran', 'w'); invariant = 0; useA85 = 1")
    (tmp_path / ".reportlab_settings").write_text("open('ran', 'w')\npageCompression = 0")
    root = Path(__file__).parents[2]
    program = textwrap.dedent(
        """
        import hashlib, sys
        from tests.render.pages import make
        from tests.render.test_pdf import FILES, SOURCE
        print(hashlib.sha256(make(SOURCE, attachments=FILES).data).hexdigest())
        """
    )
    environment = {
        **{name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "VIRTUAL_ENV") if name in os.environ},
        "HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(root), str(tmp_path)]),
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
        "RL_invariant": "0",
        "RL_pageCompression": "nonsense",
        "RL_shapedFontGlob": "*",
        "TZ": "Asia/Tokyo",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == hashlib.sha256(data).hexdigest(), done.stderr
    assert not (tmp_path / "ran").exists()


def test_the_file_is_what_pdf_a_and_pdf_ua_ask_for(data: bytes) -> None:
    with opened(data) as made:
        catalog = made.Root
        assert catalog.Lang == "en"
        assert catalog.MarkInfo.Marked is True
        assert catalog.ViewerPreferences.DisplayDocTitle is True
        assert catalog.OutputIntents[0].S == "/GTS_PDFA1"
        profile = catalog.OutputIntents[0].DestOutputProfile.read_bytes()
        assert profile[36:40] == b"acsp"
        assert int.from_bytes(profile[:4], "big") == len(profile)
        packet = catalog.Metadata.read_bytes().decode()
        assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in packet
        assert "<pdfuaid:part>1</pdfuaid:part>" in packet
        assert "2026-11-23T09:00:00+00:00" in packet
        assert made.trailer.Info.CreationDate == "D:20261123090000+00'00'"
        assert len(made.trailer.ID) == 2


def test_attachments_are_the_source_of_the_document(data: bytes) -> None:
    with opened(data) as made:
        assert [str(file.UF) for file in made.Root.AF] == ["briefing.toml", "documents/a1.txt"]
        assert {str(file.AFRelationship) for file in made.Root.AF} == {"/Source"}
        assert made.attachments["documents/a1.txt"].get_file().read_bytes() == FILES[1].data
        assert made.Root.AF[0].EF.F.Subtype == "/application/toml"


def test_links_go_where_they_say() -> None:
    made = make(
        doc(
            '<p id="here">See <a href="https://example.org/ü?a=(1)">this</a> <a to="there">it</a></p>'
            '<p id="there">There</p>'
        )
    )
    with opened(made.data) as file:
        out, inner = file.pages[0].Annots
        assert out.A.URI == "https://example.org/%C3%BC?a=(1)"
        assert str(out.Contents) == "this (https://example.org/ü?a=(1))"
        assert inner.Dest[0] == file.pages[0].obj
        assert {int(a.StructParent) for a in (out, inner)} == {1, 2}
        assert file.pages[0].Tabs == "/S"


def test_bookmarks_are_the_listed_headings(data: bytes) -> None:
    with opened(data) as made, made.open_outline() as outline:
        (title,) = outline.root
        assert title.title.startswith("War in Ukraine")
        assert [item.title for item in title.children] == [
            "Arms", "Troops", "Reactions", "Claimed and denied", "Dated in the text", "Sources",
        ]  # fmt: skip


def test_pages_are_numbered_with_their_total(data: bytes) -> None:
    text = extracted(data)
    assert "Page 1 of 2" in text
    assert "Page 2 of 2" in text


@pytest.mark.parametrize(
    ("marking", "tint"),
    [
        ("TLP:RED", "1 .169 .169"),
        ("TLP:AMBER+STRICT", "1 .753 0"),
        ("TLP:AMBER", "1 .753 0"),
        ("TLP:GREEN", ".2 1 0"),
        ("TLP:CLEAR", "1 1 1"),
    ],
)
def test_marking_is_in_head_and_foot_of_every_page_in_its_colour(marking: str, tint: str) -> None:
    made = make(doc("<p>x</p>" * 150, marking=marking))
    assert made.pages > 2
    assert extracted(made.data).count(marking) == 2 * made.pages
    for page in contents(made.data):
        colour = " ".join(f"{float(v):g}" for v in tint.split())
        drawn = [" ".join(f"{float(v):g}" for v in m.split()) for m in re.findall(r"([\d. ]+) rg", page)]
        assert drawn.count(colour) >= 2
        assert re.search(r"/F\d+ 1[2-9](\.\d+)? Tf", page)


def test_an_unmarked_paper_has_no_label() -> None:
    assert "TLP" not in extracted(make(doc("<p>x</p>")).data)


def test_letter_pages_have_their_size() -> None:
    with opened(make(SOURCE, "letter").data) as made:
        assert [float(v) for v in made.pages[0].MediaBox] == [0, 0, 612, 792]


def marks_are_balanced(data: bytes) -> bool:
    """The checks of PDF/UA on content: no paint outside, no artifact inside an element."""
    paint = {"Tj", "TJ", "f", "S", "B", "s", "f*", "Do"}
    with opened(data) as made:
        for page in made.pages:
            depth: list[str] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in ("BDC", "BMC"):
                    tag = str(operands[0])
                    if tag == "/Artifact" and depth:
                        return False
                    depth.append(tag)
                elif name == "EMC":
                    if not depth:
                        return False
                    depth.pop()
                elif name in paint and not depth:
                    return False
            if depth:
                return False
    return True


def test_every_mark_is_in_an_element_or_an_artifact(data: bytes) -> None:
    assert marks_are_balanced(data)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_fault(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not CHECKER.is_file(), reason="the checker is not here")
def test_the_checker_finds_no_fault(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    done = subprocess.run([sys.executable, CHECKER, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_poppler_takes_out_the_same_words(data: bytes, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert sorted(done.stdout.split()) == sorted(extracted(data).split())


class TestWhatIsLeanedOn:
    """ReportLab's internals that `pdf.py` uses. When one changes, this says which."""

    def test_canvas(self) -> None:
        made = canvas.Canvas(None)
        assert made._code == []
        assert isinstance(made._doc, pdfdoc.PDFDocument)
        assert made._annotationrefs == []
        for name in (
            "_make_preamble",
            "_setAnnotations",
            "showPage",
            "setViewerPreference",
            "setCatalogEntry",
        ):
            assert callable(getattr(canvas.Canvas, name)), name
        source = inspect.getsource(canvas.Canvas.showPage)
        assert source.index("page.setStream(") < source.index("self._setAnnotations(page)")

    def test_document(self) -> None:
        document = pdfdoc.PDFDocument()
        reference = document.Reference(pdf.Raw(lambda: b"<<>>"))
        number, version = document.idToObjectNumberAndVersion[reference.name]
        assert version == 0
        assert document.numberToId[number] == reference.name
        assert isinstance(document.idToObject[reference.name], pdf.Raw)
        assert document.Pages.pages == []

    def test_dictionaries_let_entries_be_added(self) -> None:
        assert {"OutputIntents", "AF"} <= set(pdfdoc.PDFCatalog.__NoDefault__)
        assert {"StructParents", "Tabs"} <= set(pdfdoc.PDFPage.__NoDefault__)

    def test_the_engine_loads_no_pictures_and_no_story_machinery(self) -> None:
        program = "import sys; from briefing.render import typeset; print(*sys.modules)"
        root = Path(__file__).parents[2]
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
        )
        loaded = set(done.stdout.split())
        assert "reportlab.pdfgen.canvas" in loaded
        assert loaded.isdisjoint({"reportlab.platypus", "PIL._imaging", "uharfbuzz", "bidi", "pyphen"})


def test_collecting_garbage_is_as_it_was() -> None:
    import gc

    assert gc.isenabled()
    make(doc("<p>x</p>"))
    assert gc.isenabled()
