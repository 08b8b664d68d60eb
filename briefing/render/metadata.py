"""What a PDF says about itself: XMP, information dictionary, colour profile.

Information dictionary and XMP are made from one `Facts`, so they cannot disagree (PDF/A asks for
that). The sRGB profile is made here from the numbers of IEC 61966-2-1: no file of another licence
needs to be shipped.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape  # xml.sax.saxutils would bring urllib.request and ssl: 15 ms

from briefing import __version__
from briefing.render.tags import string

PRODUCER = f"briefing {__version__} with ReportLab"


@dataclass(frozen=True, slots=True)
class Facts:
    """`date` has a time zone; None leaves every date out, since the clock is not this room's."""

    title: str
    lang: str
    subject: str = ""
    author: str = ""
    keywords: str = ""
    date: datetime | None = None


def information(facts: Facts) -> bytes:
    """The document information dictionary."""
    entries = [
        (b"Title", facts.title),
        (b"Author", facts.author),
        (b"Subject", facts.subject),
        (b"Keywords", facts.keywords),
        (b"Creator", "briefing"),
        (b"Producer", PRODUCER),
    ]
    parts = [b"/%s%s" % (key, string(value)) for key, value in entries if value]
    if facts.date is not None:
        stamp = string(pdf_date(facts.date))
        parts.append(b"/CreationDate%s/ModDate%s" % (stamp, stamp))
    return b"<<%s>>" % b"".join(parts)


def pdf_date(date: datetime) -> str:
    """The date as PDF writes it: D:20261123090000+00'00'."""
    zone = date.strftime("%z") or "+0000"
    return f"D:{date:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def xmp(facts: Facts) -> bytes:
    """The XMP packet: PDF/A-3a and PDF/UA-1, with the extension schema that PDF/A asks for."""
    dates = keywords = author = subject = ""
    if facts.date is not None:
        stamp = facts.date.isoformat(timespec="seconds")
        dates = f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"
    if facts.keywords:
        keywords = f"<pdf:Keywords>{escape(facts.keywords)}</pdf:Keywords>"
    if facts.author:
        author = f"<dc:creator><rdf:Seq><rdf:li>{escape(facts.author)}</rdf:li></rdf:Seq></dc:creator>"
    if facts.subject:
        subject = f"<dc:description>{_alternative(facts.subject)}</dc:description>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
        f"<pdfuaid:part>1</pdfuaid:part>{dates}<xmp:CreatorTool>briefing</xmp:CreatorTool>"
        f"<pdf:Producer>{escape(PRODUCER)}</pdf:Producer>{keywords}"
        f"<dc:format>application/pdf</dc:format><dc:title>{_alternative(facts.title)}</dc:title>"
        f"{author}{subject}"
        f"<dc:language><rdf:Bag><rdf:li>{escape(facts.lang)}</rdf:li></rdf:Bag></dc:language>"
        "</rdf:Description>"
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
        "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
        '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
        "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        "<pdfaProperty:description>Part of PDF/UA that the file keeps to</pdfaProperty:description>"
        "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An ICC profile (version 2.1) of the sRGB colour space."""

    def fixed(*values: float) -> bytes:
        return struct.pack(f">{len(values)}l", *(round(v * 65536) for v in values))

    def linear(v: float) -> float:
        return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4

    name = b"sRGB IEC61966-2.1"
    curve = b"curv\0\0\0\0" + struct.pack(
        ">L256H", 256, *(round(65535 * linear(n / 255)) for n in range(256))
    )
    described = b"desc\0\0\0\0" + struct.pack(">L", len(name) + 1) + name + b"\0" + bytes(78)
    # Primaries and white adapted to D50, as the profile connection space wants them.
    entries = [
        (b"desc", described),
        (b"cprt", b"text\0\0\0\0No copyright, use freely\0"),
        (b"wtpt", b"XYZ \0\0\0\0" + fixed(0.95045, 1.0, 1.08905)),
        (b"rXYZ", b"XYZ \0\0\0\0" + fixed(0.43607, 0.22249, 0.01392)),
        (b"gXYZ", b"XYZ \0\0\0\0" + fixed(0.38515, 0.71687, 0.09708)),
        (b"bXYZ", b"XYZ \0\0\0\0" + fixed(0.14307, 0.06061, 0.71410)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    at = 128 + 4 + 12 * len(entries)
    table, body = [struct.pack(">L", len(entries))], []
    places: dict[bytes, int] = {}
    for tag, data in entries:
        if data not in places:
            places[data] = at
            padded = data + bytes(-len(data) % 4)
            body.append(padded)
            at += len(padded)
        table.append(struct.pack(">4sLL", tag, places[data], len(data)))
    header = struct.pack(">L4sL4s4s4s", at, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(0.9642, 1.0, 0.82491)
    return header + bytes(128 - len(header)) + b"".join(table) + b"".join(body)
