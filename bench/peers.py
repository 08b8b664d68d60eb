"""The same generated edition in every engine that is compared: what each child process runs.

`python bench/peers.py ENGINE STATEMENTS OUT.pdf` writes one PDF. Text, structure and fonts are the
same everywhere: a title, a contents list with page numbers, sections of numbered statements with a
linked reference, pull quotations, a register of sources as a table over pages, page x of y. Each
engine is written as its manual would have it; only ours is tagged and conforming.
"""

# ruff: noqa: E501 (markup of other languages, which no formatter breaks)

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = ("Arms", "Troops", "Reactions", "Context")
MARKERS = ("square", "triangle", "circle", "diamond")


def edition(statements: int) -> dict[str, Any]:
    """A generated edition: words drawn from the sample articles as often as they stand there."""
    chance = random.Random(f"briefing {statements}")
    words = [w for path in sorted((ROOT / "sources").glob("*.txt")) for w in path.read_text("utf-8").split()]
    sources = max(8, statements // 8)

    def sentence(least: int, most: int) -> str:
        text = " ".join(chance.choice(words) for _ in range(chance.randint(least, most)))
        return text[0].upper() + text[1:].rstrip(".,;:") + "."

    sections = []
    for n, title in enumerate(SECTIONS):
        rows = [
            {
                "id": f"{title[0]}{i + 1}",
                "text": sentence(18, 46),
                "speaker": sentence(2, 6)[:-1],
                "source": chance.randint(1, sources),
                "paragraph": chance.randint(1, 14),
                "quote": sentence(12, 24) if i % 6 == 5 else "",
            }
            for i in range(statements // len(SECTIONS))
        ]
        groups = [rows[i : i + 25] for i in range(0, len(rows), 25)]
        sections.append({"title": title, "marker": MARKERS[n], "groups": groups})
    register = [
        {
            "n": i + 1,
            "title": sentence(6, 12)[:-1],
            "outlet": sentence(2, 3)[:-1],
            "day": f"2024-10-{i % 28 + 1:02d}",
        }
        for i in range(sources)
    ]
    return {"title": "Situation on the border", "sections": sections, "sources": register}


def font_files() -> dict[str, str]:
    """The fonts every engine uses."""
    found = {}
    for package in ("font_source_serif_pro", "font_source_sans_pro"):
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise SystemExit(f"{package} is not installed")
        for path in Path(spec.submodule_search_locations[0], "files").glob("*.ttf"):
            found[path.stem] = str(path)
    return found


def ours(data: dict[str, Any], out: Path) -> None:
    """briefing, tagged and conforming, with the edition's text attached."""
    sys.path.insert(0, str(ROOT))
    from briefing.render import markup, typeset
    from briefing.render.result import Attachment
    from briefing.render.theme import load_theme

    parts = [
        f'<doc title="{data["title"]}" lang="en" date="2026-11-23T09:00:00+00:00" marking="TLP:GREEN">'
        '<running place="head" pages="rest">Situation on the border</running>'
        '<running place="foot" side="right">Page <page/> of <pages/></running>'
        f'<h1>{data["title"]}</h1><toc depth="3"/>'
    ]
    for section in data["sections"]:
        parts.append(f'<section><h2 marker="{section["marker"]}">{section["title"]}</h2>')
        for n, group in enumerate(section["groups"], 1):
            parts.append(f"<h3>{section['title']}, part {n}</h3>")
            for s in group:
                parts.append(
                    f'<p class="statement" keep="next" id="{s["id"]}"><label>{s["id"]}</label>{escape(s["text"])}'
                    f'<side><a to="s{s["source"]}">[{s["source"]} ¶{s["paragraph"]}]</a></side></p>'
                    f'<p class="speaker">{escape(s["speaker"])} <badge class="reported">reported</badge></p>'
                )
                if s["quote"]:
                    parts.append(f"<quote><p>“{escape(s['quote'])}”</p></quote>")
        parts.append("</section>")
    parts.append(
        '<section><h2>Sources</h2><table widths="1 9 5 3" head="1"><tr><th>No.</th><th>Title</th>'
        "<th>Outlet</th><th>Date</th></tr>"
    )
    for r in data["sources"]:
        parts.append(
            f'<tr id="s{r["n"]}"><td>{r["n"]}</td><td><a href="https://example.org/{r["n"]}">{escape(r["title"])}</a>'
            f"</td><td>{escape(r['outlet'])}</td><td>{r['day']}</td></tr>"
        )
    parts.append("</table></section></doc>")
    theme = load_theme()
    root = markup.parse("".join(parts), where="bench", classes=theme.classes)
    attached = (Attachment("briefing.toml", b"title = 'bench'\n", "application/toml"),)
    out.write_bytes(typeset.build(root, theme, "a4", attached).data)


def reportlab(data: dict[str, Any], out: Path) -> None:
    """Plain ReportLab: platypus, paragraphs and tables, two passes for the contents list."""
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate, Paragraph, Table
    from reportlab.platypus.tableofcontents import TableOfContents

    files = font_files()
    for name, stem in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, files[stem]))
    body = ParagraphStyle(
        "b", fontName="Serif", fontSize=9.8, leading=12.8, alignment=TA_JUSTIFY, spaceBefore=5.5
    )
    small = ParagraphStyle("s", fontName="Sans", fontSize=7.6, leading=11)
    cell = ParagraphStyle("c", fontName="Serif", fontSize=8.8, leading=11.4)
    head = [
        ParagraphStyle(
            f"h{n}", fontName="SansB", fontSize=size, leading=size * 1.3, spaceBefore=12, keepWithNext=1
        )
        for n, size in enumerate((18.5, 13.5, 9.4))
    ]
    quote = ParagraphStyle("q", fontName="SerifI", fontSize=11.3, leading=15, leftIndent=10, spaceBefore=7)

    class Template(BaseDocTemplate):
        def afterFlowable(self, flowable: Any) -> None:
            level = getattr(flowable, "_level", None)
            if level is not None:
                self.canv.bookmarkPage(flowable._key)
                self.canv.addOutlineEntry(flowable.getPlainText(), flowable._key, level)
                self.notify("TOCEntry", (level, flowable.getPlainText(), self.page, flowable._key))

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("Sans", 8)
        canvas.drawRightString(507, 45, f"Page {document.page} of {getattr(document, 'last', 0)}")

    contents = TableOfContents()
    contents.levelStyles = [small, small]
    story: list[Any] = [Paragraph(data["title"], head[0]), contents]

    def heading(text: str, level: int, key: str) -> Any:
        made = Paragraph(text, head[level + 1])
        made._level, made._key = level, key
        return made

    for section in data["sections"]:
        story.append(heading(section["title"], 0, section["title"]))
        for n, group in enumerate(section["groups"], 1):
            story.append(heading(f"{section['title']}, part {n}", 1, f"{section['title']}{n}"))
            for s in group:
                reference = f'<a href="#s{s["source"]}" color="#1B4B82">[{s["source"]} ¶{s["paragraph"]}]</a>'
                story.append(Paragraph(f"{s['id']} {escape(s['text'])} {reference}", body))
                story.append(Paragraph(f"{escape(s['speaker'])} reported", small))
                if s["quote"]:
                    story.append(KeepTogether([Paragraph(f"“{escape(s['quote'])}”", quote)]))
    story.append(heading("Sources", 0, "sources"))
    rows: list[list[Any]] = [["No.", "Title", "Outlet", "Date"]]
    for r in data["sources"]:
        link = f'<a name="s{r["n"]}"/><a href="https://example.org/{r["n"]}">{escape(r["title"])}</a>'
        rows.append([str(r["n"]), Paragraph(link, cell), Paragraph(escape(r["outlet"]), cell), r["day"]])
    table = Table(rows, colWidths=[23, 206, 114, 69], repeatRows=1)
    table.setStyle(
        [("FONT", (0, 0), (-1, -1), "Sans", 8), ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.black)]
    )
    story.append(table)
    document = Template(str(out), pagesize=A4, title=data["title"], lang="en")
    document.addPageTemplates(PageTemplate("p", [Frame(95, 74, 412, 700, 0, 0, 0, 0)], onPage=foot))
    document.multiBuild(story)


def rml(data: dict[str, Any], out: Path) -> None:
    """z3c.rml: ReportLab's markup language."""
    from z3c.rml import rml2pdf

    files = font_files()
    fonts = "".join(f'<registerTTFont faceName="{n}" fileName="{files[s]}"/>' for n, s in _FACES.items())
    styles = (
        '<paraStyle name="b" fontName="Serif" fontSize="9.8" leading="12.8" alignment="justify" spaceBefore="5.5"/>'
        '<paraStyle name="s" fontName="Sans" fontSize="7.6" leading="11"/>'
        '<paraStyle name="c" fontName="Serif" fontSize="8.8" leading="11.4"/>'
        '<paraStyle name="q" fontName="SerifI" fontSize="11.3" leading="15" leftIndent="10" spaceBefore="7"/>'
        + "".join(
            f'<paraStyle name="h{n}" fontName="SansB" fontSize="{size}" leading="{size * 1.3}" spaceBefore="12" keepWithNext="1"/>'
            for n, size in enumerate((18.5, 13.5, 9.4))
        )
        + '<blockTableStyle id="t"><blockFont name="Sans" size="8" start="0 0" stop="-1 -1"/>'
        '<lineStyle kind="LINEBELOW" start="0 0" stop="-1 -1" colorName="black" thickness="0.4"/></blockTableStyle>'
    )
    parts = [
        f'<?xml version="1.0"?><document filename="x.pdf"><docinit>{fonts}</docinit>'
        '<template pageSize="(595,842)"><pageTemplate id="m"><pageGraphics><setFont name="Sans" size="8"/>'
        '<drawRightString x="507" y="45">Page <pageNumber/></drawRightString></pageGraphics>'
        '<frame id="f" x1="95" y1="74" width="412" height="700"/></pageTemplate></template>'
        f'<stylesheet>{styles}</stylesheet><story><para style="h0">{data["title"]}</para>'
    ]
    for section in data["sections"]:
        parts.append(f'<para style="h1">{section["title"]}</para>')
        for n, group in enumerate(section["groups"], 1):
            parts.append(f'<para style="h2">{section["title"]}, part {n}</para>')
            for s in group:
                parts.append(
                    f'<para style="b">{s["id"]} {escape(s["text"])} <a href="#s{s["source"]}">[{s["source"]} ¶{s["paragraph"]}]</a></para>'
                    f'<para style="s">{escape(s["speaker"])} reported</para>'
                )
                if s["quote"]:
                    parts.append(
                        f'<keepTogether><para style="q">“{escape(s["quote"])}”</para></keepTogether>'
                    )
    parts.append(
        '<para style="h1">Sources</para><blockTable style="t" colWidths="23,206,114,69" repeatRows="1">'
    )
    parts.append("<tr><td>No.</td><td>Title</td><td>Outlet</td><td>Date</td></tr>")
    for r in data["sources"]:
        parts.append(
            f'<tr><td>{r["n"]}</td><td><para style="c"><a name="s{r["n"]}"/>{escape(r["title"])}</para></td>'
            f'<td><para style="c">{escape(r["outlet"])}</para></td><td>{r["day"]}</td></tr>'
        )
    parts.append("</blockTable></story></document>")
    out.write_bytes(rml2pdf.parseString("".join(parts)).read())


def weasyprint(data: dict[str, Any], out: Path) -> None:
    """WeasyPrint: HTML and CSS."""
    from weasyprint import HTML

    files = font_files()
    faces = "".join(f"@font-face{{font-family:{n};src:url(file://{files[s]})}}" for n, s in _FACES.items())
    css = (
        faces
        + "@page{size:A4;margin:68pt 88pt 74pt 95pt;@bottom-right{content:'Page ' counter(page) ' of ' counter(pages);font:8pt Sans}}"
        "body{font:9.8pt/12.8pt Serif;margin:0}p{margin:5.5pt 0 0;text-align:justify}.s{font:7.6pt/11pt Sans;margin:0}"
        "h1{font:18.5pt SansB;bookmark-level:1}h2{font:13.5pt SansB;break-after:avoid}h3{font:9.4pt SansB;break-after:avoid}"
        "blockquote{font:11.3pt/15pt SerifI;margin:7pt 0 7pt 10pt;break-inside:avoid}a{color:#1B4B82;text-decoration:none}"
        "table{width:100%;border-collapse:collapse;font-size:8.8pt}td,th{border-bottom:.4pt solid;vertical-align:top;text-align:left}"
        ".toc a::after{content:leader('.') target-counter(attr(href),page)}.toc{display:block}.toc a{display:block}"
    )
    parts = [
        f"<html lang=en><title>{data['title']}</title><style>{css}</style><h1>{data['title']}</h1><nav class=toc>"
    ]
    for section in data["sections"]:
        parts.append(f'<a href="#{section["title"]}">{section["title"]}</a>')
        for n, _ in enumerate(section["groups"], 1):
            parts.append(f'<a href="#{section["title"]}{n}">{section["title"]}, part {n}</a>')
    parts.append("</nav>")
    for section in data["sections"]:
        parts.append(f'<h2 id="{section["title"]}">{section["title"]}</h2>')
        for n, group in enumerate(section["groups"], 1):
            parts.append(f'<h3 id="{section["title"]}{n}">{section["title"]}, part {n}</h3>')
            for s in group:
                parts.append(
                    f'<p>{s["id"]} {escape(s["text"])} <a href="#s{s["source"]}">[{s["source"]} ¶{s["paragraph"]}]</a></p>'
                    f"<p class=s>{escape(s['speaker'])} reported</p>"
                )
                if s["quote"]:
                    parts.append(f"<blockquote>“{escape(s['quote'])}”</blockquote>")
    parts.append(
        "<h2 id=sources>Sources</h2><table><thead><tr><th>No.<th>Title<th>Outlet<th>Date</tr></thead>"
    )
    for r in data["sources"]:
        parts.append(
            f'<tr id="s{r["n"]}"><td>{r["n"]}<td><a href="https://example.org/{r["n"]}">{escape(r["title"])}</a>'
            f"<td>{escape(r['outlet'])}<td>{r['day']}</tr>"
        )
    HTML(string="".join(parts) + "</table>").write_pdf(str(out))


def typst(data: dict[str, Any], out: Path) -> None:
    """Typst, through its Python package."""
    import typst as compiler

    def text(value: str) -> str:
        return '#"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    parts = [
        f'#set document(title: "{data["title"]}")\n'
        '#set page("a4", margin: (left: 95pt, right: 88pt, top: 68pt, bottom: 74pt), footer: context align(right, '
        'text(8pt, font: "Source Sans Pro")[Page #counter(page).display() of #counter(page).final().first()]))\n'
        '#set text(9.8pt, font: "Source Serif Pro", lang: "en")\n#set par(justify: true, leading: 4.6pt, spacing: 9pt)\n'
        '#show heading: set text(font: "Source Sans Pro")\n#show link: set text(rgb("#1B4B82"))\n'
        "#set table(stroke: (bottom: .4pt))\n"
        f'#text(18.5pt, font: "Source Sans Pro", weight: "bold")[{data["title"]}]\n\n#outline(depth: 2)\n'
    ]
    for section in data["sections"]:
        parts.append(f"\n= {section['title']}\n")
        for n, group in enumerate(section["groups"], 1):
            parts.append(f"\n== {section['title']}, part {n}\n\n")
            for s in group:
                parts.append(
                    f'{s["id"]} {text(s["text"])} #link(label("s{s["source"]}"))[\\[{s["source"]} ¶{s["paragraph"]}\\]]\n\n'
                    f'#text(7.6pt, font: "Source Sans Pro")[{text(s["speaker"])} reported]\n\n'
                )
                if s["quote"]:
                    parts.append(
                        f'#block(breakable: false, inset: (left: 10pt), text(11.3pt, style: "italic")[“{text(s["quote"])}”])\n\n'
                    )
    parts.append(
        "\n= Sources\n\n#table(columns: (1fr, 9fr, 5fr, 3fr), table.header[No.][Title][Outlet][Date],\n"
    )
    for r in data["sources"]:
        parts.append(
            f'[{r["n"]} #metadata(none) #label("s{r["n"]}")],[#link("https://example.org/{r["n"]}")[{text(r["title"])}]],'
            f"[{text(r['outlet'])}],[{r['day']}],\n"
        )
    parts.append(")\n")
    source = out.with_suffix(".typ")
    source.write_text("".join(parts), encoding="utf-8")
    folders = sorted({str(Path(path).parent) for path in font_files().values()})
    compiler.compile(str(source), output=str(out), font_paths=folders, root="/")
    source.unlink()


def fpdf(data: dict[str, Any], out: Path) -> None:
    """fpdf2."""
    from fpdf import FPDF
    from fpdf.enums import XPos, YPos
    from fpdf.fonts import FontFace

    files = font_files()

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-50)
            self.set_font("Sans", size=8)
            self.cell(0, 10, f"Page {self.page_no()} of {{nb}}", align="R")

    pdf = Paper(unit="pt", format="A4")
    pdf.set_margins(95, 68, 88)
    pdf.set_auto_page_break(True, 74)
    for name, stem in _FACES.items():
        pdf.add_font(name, fname=files[stem])
    pdf.add_page()
    pdf.set_font("SansB", size=18.5)
    pdf.multi_cell(0, 22, data["title"], new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    links = {r["n"]: pdf.add_link() for r in data["sources"]}

    def line(font: str, size: float, leading: float, text: str, align: str = "L") -> None:
        pdf.set_font(font, size=size)
        pdf.multi_cell(0, leading, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    for section in data["sections"]:
        pdf.start_section(section["title"])
        line("SansB", 13.5, 18, section["title"])
        for n, group in enumerate(section["groups"], 1):
            pdf.start_section(f"{section['title']}, part {n}", 1)
            line("SansB", 9.4, 13, f"{section['title']}, part {n}")
            for s in group:
                pdf.ln(5.5)
                line("Serif", 9.8, 12.8, f"{s['id']} {s['text']}", "J")
                pdf.set_font("Sans", size=7.6)
                pdf.cell(
                    0,
                    11,
                    f"[{s['source']} ¶{s['paragraph']}] {s['speaker']} reported",
                    link=links[s["source"]],
                )
                pdf.ln(11)
                if s["quote"]:
                    line("SerifI", 11.3, 15, f"“{s['quote']}”")
    pdf.start_section("Sources")
    line("SansB", 13.5, 18, "Sources")
    pdf.set_font("Serif", size=8.8)
    plain = FontFace(emphasis="")
    with pdf.table(col_widths=(1, 9, 5, 3), line_height=11.4, headings_style=plain) as table:
        for values in [("No.", "Title", "Outlet", "Date")] + [
            (str(r["n"]), r["title"], r["outlet"], r["day"]) for r in data["sources"]
        ]:
            row = table.row()
            for value in values:
                row.cell(value)
    for link in links.values():
        pdf.set_link(link, page=pdf.page_no())
    pdf.output(str(out))


_FACES = {
    "Serif": "SourceSerifPro-Regular",
    "SerifI": "SourceSerifPro-It",
    "Sans": "SourceSansPro-Regular",
    "SansB": "SourceSansPro-Bold",
}
ENGINES: dict[str, Callable[[dict[str, Any], Path], None]] = {
    "ours": ours,
    "reportlab": reportlab,
    "z3c.rml": rml,
    "weasyprint": weasyprint,
    "typst": typst,
    "fpdf2": fpdf,
}

if __name__ == "__main__":
    engine, count, target = sys.argv[1:4]
    ENGINES[engine](edition(int(count)), Path(target))
