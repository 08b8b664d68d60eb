"""The PDF itself: pages, links, bookmarks, attachments, and the bytes of the file.

`Canvas` and `Document` are ReportLab's with four things added: every mark is in a structure element
or an artifact; numbers known only at the end (page y of y, page of a heading) are bound late, so one
layout pass is enough; the file is written with object streams, which halves a tagged file; and
nothing of the time or machine it was made at gets into it.

ReportLab's internals that are leaned on, each with a contract test in `tests/render/test_pdf.py`:
`Canvas._code`, `_doc`, `_make_preamble`, `_setAnnotations`; `PDFDocument.Reference`, `numberToId`,
`idToObject`, `Catalog`; `PDFPage` and `PDFCatalog.__NoDefault__`.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from briefing.render import metadata, tags
from briefing.render.engine import canvas as _canvas
from briefing.render.engine import pdfdoc
from briefing.render.fonts import Fonts
from briefing.render.result import Attachment
from briefing.render.tags import Annotation, Content, Element, string

_PRESS = 4  # zlib's level: 6 takes half as long again and saves a twentieth
_PACK = 200  # objects in one object stream: more packs better but costs a reader more to open one


@lru_cache(maxsize=16384)
def number(value: float) -> str:
    """A length as PDF writes it: two decimals at most (1/7200 inch), no trailing zeros, no sign on 0."""
    text = f"{value:.2f}"
    if text.endswith("00"):
        # 0.0 and -0.0 are one key of the cache: written alike, or bytes would hang on what came first.
        return text[:-3] if text != "-0.00" else "0"
    return text[:-1] if text.endswith("0") else text


class Stream(pdfdoc.PDFObject):  # type: ignore[misc]
    """A compressed stream; `content` may be a function, called when everything is known."""

    __RefOnly__ = 1

    def __init__(self, content: Any, extra: str = "", *, compress: bool = True) -> None:
        self.content, self.extra, self.compress = content, extra, compress

    def format(self, document: Any) -> bytes:
        """Dictionary and data."""
        data: bytes = self.content() if callable(self.content) else self.content
        coding = b""
        if self.compress:
            data, coding = zlib.compress(data, _PRESS), b"/Filter/FlateDecode"
        return b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (
            self.extra.encode("ascii"),
            coding,
            len(data),
            data,
        )


class Raw(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object whose bytes a function gives once every object has its number."""

    __RefOnly__ = 1

    def __init__(self, make: Any) -> None:
        self.make = make

    def format(self, document: Any) -> bytes:
        """The object's bytes."""
        made: bytes = self.make()
        return made


class Document(pdfdoc.PDFDocument):  # type: ignore[misc]
    """ReportLab's document, written with object streams and a cross-reference stream."""

    def __init__(self, facts: metadata.Facts) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7), lang=facts.lang)
        self.facts = facts
        self.info = Raw(lambda: metadata.information(facts))
        self.tree: Element | None = None
        self.owners: list[list[Element]] = []
        self.linked: list[Element] = []

    def stream(self, content: Any, extra: str = "", *, compress: bool = True) -> Any:
        """A reference to a new stream."""
        return self.Reference(Stream(content, extra, compress=compress))

    def number_of(self, reference: Any) -> int:
        """The object number behind a reference."""
        return int(self.idToObjectNumberAndVersion[reference.name][0])

    def format(self) -> bytes:
        """The whole file."""
        self.Reference(self.Catalog)
        self.Reference(self.info)
        tree = self.number_of(self.Reference(self.Catalog.StructTreeRoot))
        plain: list[tuple[int, bytes]] = []
        out = io.BytesIO()
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets: dict[int, int] = {}
        n = 0
        while (n := n + 1) in self.numberToId:  # formatting an object may register more of them
            made = self.idToObject[self.numberToId[n]]
            if n == tree:
                continue
            if isinstance(made, Stream):
                offsets[n] = out.tell()
                out.write(b"%d 0 obj\n%s\nendobj\n" % (n, made.format(self)))
            elif isinstance(made, Raw):
                plain.append((n, made.make().strip()))
            else:
                plain.append((n, pdfdoc.format(made, self, toplevel=1).strip()))
        first = n
        assert self.tree is not None
        pages = [self.number_of(self.Reference(page)) for page in self.Pages.pages]
        top, *elements = tags.write(
            self.tree, tree=tree, first=first, pages=pages, owners=self.owners, linked=self.linked
        )
        plain.append((tree, top))
        plain.extend((first + i, element) for i, element in enumerate(elements))
        plain.sort()
        packed: dict[int, tuple[int, int]] = {}
        last = first + len(elements)
        for start in range(0, len(plain), _PACK):
            offsets[last] = out.tell()
            group = plain[start : start + _PACK]
            packed.update({n: (last, i) for i, (n, _) in enumerate(group)})
            out.write(b"%d 0 obj\n%s\nendobj\n" % (last, _object_stream(group).format(self)))
            last += 1
        self._cross_reference(out, offsets, packed, last)
        return out.getvalue()

    def _cross_reference(
        self, out: io.BytesIO, offsets: dict[int, int], packed: dict[int, tuple[int, int]], last: int
    ) -> None:
        """The cross-reference stream, object `last`, and the end of the file."""
        start = offsets[last] = out.tell()
        rows = [(0, 0, 255)]
        rows += [(2, *packed[n]) if n in packed else (1, offsets[n], 0) for n in range(1, last + 1)]
        # PNG "up" prediction (ISO 32000-1, 7.4.4.4): rows in one object stream become all alike.
        table = b"".join([bytes((kind, *place.to_bytes(4, "big"), index)) for kind, place, index in rows])
        up = bytes([(a - b) & 255 for a, b in zip(table, bytes(6) + table[:-6], strict=True)])
        coded = [b"\2" + up[n : n + 6] for n in range(0, len(up), 6)]
        identity = hashlib.sha256(out.getvalue()).hexdigest()[:32].upper()
        extra = (
            f"/Type/XRef/W[1 4 1]/Size {last + 1}/Root {self.number_of(self.Reference(self.Catalog))} 0 R"
            f"/Info {self.number_of(self.Reference(self.info))} 0 R/ID[<{identity}><{identity}>]"
            "/DecodeParms<</Predictor 12/Columns 6>>"
        )
        stream = Stream(b"".join(coded), extra).format(self)
        out.write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, stream, start))


def _object_stream(group: Sequence[tuple[int, bytes]]) -> Stream:
    at, places = 0, []
    for n, data in group:
        places.append(f"{n} {at}")
        at += len(data) + 1
    head = " ".join(places).encode("ascii") + b"\n"
    return Stream(
        head + b"\n".join(data for _, data in group) + b"\n",
        f"/Type/ObjStm/N {len(group)}/First {len(head)}",
    )


def _allow(cls: Any, names: Sequence[str]) -> None:
    """Let a ReportLab dictionary class write entries it does not know of."""
    cls.__NoDefault__ = [*cls.__NoDefault__, *(n for n in names if n not in cls.__NoDefault__)]


_allow(pdfdoc.PDFCatalog, ["OutputIntents", "AF"])
_allow(pdfdoc.PDFPage, ["StructParents", "Tabs"])


class Canvas(_canvas.Canvas):  # type: ignore[misc]
    """Pages being drawn. Blocks append to `code` and call the methods below.

    Coordinates are points from the lower left corner of the page.
    """

    def __init__(self, size: tuple[float, float], facts: metadata.Facts, fonts: Fonts) -> None:
        super().__init__(io.BytesIO(), pagesize=size, pageCompression=1, invariant=1, lang=facts.lang)
        self._doc = Document(facts)
        self.facts = facts
        self.fonts = fonts
        self.tree = Element("Document")
        self.tree.lang = facts.lang
        self.owners: list[list[Element]] = [[]]
        self.places: dict[str, tuple[int, float]] = {}
        self.bookmarks: list[tuple[int, str, int, float]] = []
        self.total = 0
        self._late: dict[str, Any] = {}
        self._contents: list[str] = []
        self._resources = self._doc.Reference(Raw(self._font_resources))

    def _make_preamble(self) -> None:
        # ReportLab's would name Helvetica, which is not embedded.
        self._preamble = ""

    @property
    def code(self) -> list[str]:
        """The page's content so far: Latin-1 text, one or more operators an entry."""
        code: list[str] = self.__dict__["_code"]
        return code

    @property
    def page(self) -> int:
        """The page being drawn, counted from 0."""
        return len(self.owners) - 1

    # Marked content

    def begin(self, element: Element, order: float = 0.0) -> str:
        """The operator that opens marked content of `element`; close it with "EMC"."""
        owners = self.owners[-1]
        mark = len(owners)
        owners.append(element)
        element.kids.append((order, Content((len(self.owners) - 1, mark))))
        return f"/{element.role}<</MCID {mark}>>BDC"

    def artifact(self, *operators: str, kind: str = "") -> None:
        """Draw what is no part of the text: rules, tints, running heads."""
        opening = f"/Artifact<</Type/{kind}>>BDC" if kind else "/Artifact BMC"
        self.code.append(" ".join((opening, *operators, "EMC")))

    # Places, links, bookmarks

    def anchor(self, name: str, y: float) -> None:
        """Make `y` on this page the place that links to `name` go to."""
        self.places.setdefault(name, (self.page, y))

    def bookmark(self, level: int, title: str, y: float) -> None:
        """Add a line to the bookmarks."""
        self.bookmarks.append((level, title, self.page, y))

    def link(
        self, target: str, box: tuple[float, float, float, float], element: Element, order: float, says: str
    ) -> None:
        """A link over `box`, to an address or (with "#") to a place in this document."""
        index = len(self._doc.linked)
        self._doc.linked.append(element)

        def make() -> bytes:
            if target.startswith("#"):
                place = self.places.get(target[1:])
                page, y = place if place is not None else (0, self._pagesize[1])
                goes = b"/Dest[%d 0 R/XYZ null %s null]" % (self._page_number(page), number(y).encode())
            else:
                goes = b"/A<</S/URI/URI%s>>" % _address(target)
            return b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%s]/StructParent %d/Contents%s%s>>" % (
                " ".join(map(number, box)).encode(),
                len(self.owners) + index,
                string(says),
                goes,
            )

        reference = self._doc.Reference(Raw(make))
        self._annotationrefs.append(reference)
        element.kids.append((order, Annotation((self.page, self._doc.number_of(reference)))))

    def late(self, make: Any) -> str:
        """A token to put into `code`; `make()` gives what stands there once every page is known."""
        # Page content is Latin-1, so these characters cannot occur in it by chance.
        token = f"\u2402{len(self._late)}\u2403"
        self._late[token] = make
        return token

    # Pages and file

    def _setAnnotations(self, page: Any) -> None:
        super()._setAnnotations(page)
        document = self._doc
        place = self.page
        self._contents.append("\n".join(self._code))
        page.stream = None  # ReportLab's own copy of the content, which would stay in memory
        self._code: list[str] = []
        page.Contents = document.Reference(Stream(lambda: self._finished(place)))
        page.Resources = self._resources
        page.StructParents = len(self.owners) - 1
        if page.Annots:
            page.Tabs = "/S"
        self.owners.append([])

    def _finished(self, page: int) -> bytes:
        code = self._contents[page]
        self._contents[page] = ""
        if "\u2402" in code:
            code = re.sub("\u2402[0-9]+\u2403", lambda found: str(self._late[found[0]]()), code)
        return code.encode("latin-1")

    def furnish(self, draw: Callable[[Canvas, int], None]) -> None:
        """Draw on every finished page, when their number is known: `draw(canvas, page)`."""
        self.total = len(self._contents)
        for page, content in enumerate(self._contents):
            self._code = []
            draw(self, page)
            self._contents[page] = "\n".join([content, *self._code])
        self._code = []

    def _page_number(self, page: int) -> int:
        return int(self._doc.number_of(self._doc.Reference(self._doc.Pages.pages[page])))

    def _font_resources(self) -> bytes:
        entries = []
        for font in self.fonts.used.values():
            if len(font.glyphs) > 1:
                reference = self._doc.Reference(font.dictionary(self._doc, pdfdoc))
                entries.append(b"%s %d 0 R" % (font.name.encode(), self._doc.number_of(reference)))
        return b"<</Font<<%s>>>>" % b"".join(entries)

    def finish(self, attachments: Sequence[Attachment] = ()) -> bytes:
        """The file's bytes. Nothing can be drawn afterwards."""
        document = self._doc
        self.owners.pop()
        document.owners, document.tree = self.owners, self.tree
        catalog = document.Catalog
        catalog.StructTreeRoot = document.Reference(Raw(bytes))
        self.setCatalogEntry("MarkInfo", {"Marked": "true"})
        self.setViewerPreference("DisplayDocTitle", "true")
        profile = document.stream(metadata.srgb_profile(), "/N 3")
        intent = b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
        intent += b"/DestOutputProfile %d 0 R>>" % document.number_of(profile)
        catalog.OutputIntents = pdfdoc.PDFArray([document.Reference(Raw(lambda: intent))])
        packet = metadata.xmp(self.facts)
        catalog.Metadata = document.stream(packet, "/Type/Metadata/Subtype/XML", compress=False)
        catalog.Outlines = self._outline()
        if catalog.Outlines is not None:
            catalog.PageMode = "/UseOutlines"
        if attachments:
            self._attach(attachments)
        data: bytes = document.format()
        return data

    def _outline(self) -> Any:
        """The bookmarks as linked objects, or None when there are none."""
        if not self.bookmarks:
            return None
        reserved = [self._doc.Reference(Raw(bytes)) for _ in range(len(self.bookmarks) + 1)]
        numbers = [self._doc.number_of(reference) for reference in reserved]
        children: dict[int, list[int]] = {0: []}
        parents: list[int] = []
        above = [(-1, 0)]
        for n, (level, *_) in enumerate(self.bookmarks, 1):
            while above[-1][0] >= level:
                above.pop()
            parent = above[-1][1]
            parents.append(parent)
            children[parent].append(n)
            children[n] = []
            above.append((level, n))

        def family(n: int) -> bytes:
            if not children[n]:
                return b""
            first, last = numbers[children[n][0]], numbers[children[n][-1]]
            # A negative count keeps an entry closed when the document is opened.
            count = len(children[n]) if n == 0 else -len(children[n])
            return b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, count)

        def make(n: int) -> bytes:
            if n == 0:
                return b"<</Type/Outlines%s>>" % family(0)
            _, title, page, y = self.bookmarks[n - 1]
            row = children[parents[n - 1]]
            at = place[n]
            near = b""
            if at:
                near += b"/Prev %d 0 R" % numbers[row[at - 1]]
            if at + 1 < len(row):
                near += b"/Next %d 0 R" % numbers[row[at + 1]]
            return b"<</Title%s/Parent %d 0 R%s%s/Dest[%d 0 R/XYZ null %s null]>>" % (
                string(title),
                numbers[parents[n - 1]],
                near,
                family(n),
                self._page_number(page),
                number(y).encode(),
            )

        place = {n: i for row in children.values() for i, n in enumerate(row)}
        for n, reference in enumerate(reserved):
            self._doc.idToObject[reference.name].make = lambda n=n: make(n)
        return reserved[0]

    def _attach(self, attachments: Sequence[Attachment]) -> None:
        """Put files into the PDF as its source (PDF/A-3, /AFRelationship)."""
        document = self._doc
        names, all_files = [], []
        for item in sorted(attachments, key=lambda a: a.name):
            kind = "".join(c if c.isalnum() or c in "-.+" else f"#{ord(c):02X}" for c in item.media_type)
            digest = hashlib.md5(item.data, usedforsecurity=False).hexdigest().upper()
            stamp = f"/ModDate({metadata.pdf_date(self.facts.date)})" if self.facts.date else ""
            data = document.stream(
                item.data,
                f"/Type/EmbeddedFile/Subtype/{kind}"
                f"/Params<</Size {len(item.data)}/CheckSum<{digest}>{stamp}>>",
            )
            n = document.number_of(data)
            described = b"/Desc" + string(item.description) if item.description else b""
            name = string(item.name)
            specification = b"<</Type/Filespec/F%s/UF%s/AFRelationship/%s%s/EF<</F %d 0 R/UF %d 0 R>>>>" % (
                name,
                name,
                item.relationship.encode("ascii"),
                described,
                n,
                n,
            )
            reference = document.Reference(Raw(lambda made=specification: made))
            all_files.append(reference)
            names.append(b"%s %d 0 R" % (name, document.number_of(reference)))
        document.Catalog.AF = pdfdoc.PDFArray(all_files)
        tree = b"<</EmbeddedFiles<</Names[%s]>>>>" % b" ".join(names)
        document.Catalog.Names = document.Reference(Raw(lambda: tree))


def _address(target: str) -> bytes:
    """An address as URI string: characters beyond ASCII percent-encoded (RFC 3987, 3.1)."""
    from urllib.parse import quote

    return string(quote(target, safe="!#$%&'()*+,/:;=?@[]~-._"))
