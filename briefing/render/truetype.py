"""A TrueType file: which characters it has, how wide they are, and a subset of it to embed.

ReportLab's own reader decodes every table of a font when it is loaded, and splits a font into
simple fonts of 256 characters whose ToUnicode tables break above U+FFFF. This one looks only at
what is asked for, and its subset is numbered by the caller, glyph by glyph, so that one composite
font holds every character (and every shaped form) of a face.

What must stay true: `subset` keeps outlines exactly and drops only hinting, which printers and
current screens do not use. Fonts with PostScript outlines are refused.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from briefing.errors import BriefingError
from briefing.render.kerning import Kerning


class Compound(NamedTuple):
    """A glyph put together from others: each with its offset, in font units. It has no outline of its
    own in the file; a subset gives it one."""

    parts: tuple[tuple[int, int, int], ...]
    advance: int


class Face:
    """One face of one file. Lengths come in thousandths of the type size, as PDF wants them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.data = path.read_bytes()
            self._read_tables()
        except (OSError, struct.error, KeyError, IndexError, ValueError) as error:
            raise BriefingError(
                f"this font cannot be used: {error}",
                where=str(path),
                hint="name a TrueType font (.ttf with a glyf table) in the theme",
            ) from error
        self._glyph_of: dict[int, int] = {}

    def _read_tables(self) -> None:
        data = self.data
        if data[:4] not in (b"\0\1\0\0", b"true"):
            raise ValueError("it is not a single TrueType face")
        count = struct.unpack_from(">H", data, 4)[0]
        self.tables: dict[str, tuple[int, int]] = {}
        for n in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * n)
            self.tables[tag.decode("latin-1")] = (offset, length)
        head = self.tables["head"][0]
        self.units: int = struct.unpack_from(">H", data, head + 18)[0]
        self.scale: float = 1000 / self.units
        self.bbox = tuple(round(v * self.scale) for v in struct.unpack_from(">4h", data, head + 36))
        self.long_loca = struct.unpack_from(">h", data, head + 50)[0] == 1
        hhea = self.tables["hhea"][0]
        ascent, descent = struct.unpack_from(">2h", data, hhea + 4)
        self.ascent, self.descent = round(ascent * self.scale), round(descent * self.scale)
        self.metrics = struct.unpack_from(">H", data, hhea + 34)[0]
        self.glyphs = struct.unpack_from(">H", data, self.tables["maxp"][0] + 4)[0]
        self.cap_height = round(self.ascent * 0.7)
        if "OS/2" in self.tables:
            offset, length = self.tables["OS/2"]
            self.weight = struct.unpack_from(">H", data, offset + 4)[0]
            if struct.unpack_from(">H", data, offset)[0] >= 2 and length >= 90:
                self.cap_height = round(struct.unpack_from(">h", data, offset + 88)[0] * self.scale)
        else:
            self.weight = 400
        angle = struct.unpack_from(">l", data, self.tables["post"][0] + 4)[0] if "post" in self.tables else 0
        self.italic_angle = angle / 65536
        self.name = self._postscript_name()
        self._read_cmap()
        self._loca = self._array("L" if self.long_loca else "H", self.tables["loca"], self.glyphs + 1)

    @cached_property
    def kerning(self) -> Kerning | None:
        """The face's kerning pairs; None when it has none."""
        place = self.tables.get("GPOS")
        return Kerning(self.data, place[0]) if place is not None else None

    def _array(self, kind: str, place: tuple[int, int], count: int) -> array[int]:
        """`count` big-endian numbers of the table at `place`; "L" is four bytes, "H" and "h" two."""
        code = "I" if kind == "L" else kind
        size = 4 if kind == "L" else 2
        values: array[int] = array(code)
        values.frombytes(self.data[place[0] : place[0] + size * count])
        if sys.byteorder == "little":
            values.byteswap()
        return values

    def _postscript_name(self) -> str:
        offset, _ = self.tables["name"]
        count, strings = struct.unpack_from(">2H", self.data, offset + 2)
        for n in range(count):
            platform, _, _, name, length, start = struct.unpack_from(">6H", self.data, offset + 6 + 12 * n)
            if name == 6:
                at = offset + strings + start
                coding = "latin-1" if platform == 1 else "utf-16-be"
                found = self.data[at : at + length].decode(coding, "replace")
                kept = "".join(c for c in found if c.isascii() and (c.isalnum() or c in "-_"))
                if kept:
                    return kept
        return "".join(c for c in self.path.stem if c.isascii() and c.isalnum()) or "Font"

    def _read_cmap(self) -> None:
        """Choose the widest Unicode table; segments stay as they are and are searched."""
        offset, _ = self.tables["cmap"]
        best = (0, 0)
        for n in range(struct.unpack_from(">H", self.data, offset + 2)[0]):
            platform, encoding, at = struct.unpack_from(">HHL", self.data, offset + 4 + 8 * n)
            form = struct.unpack_from(">H", self.data, offset + at)[0]
            if form in (4, 12) and (platform, encoding) in ((0, 3), (0, 4), (3, 1), (3, 10)):
                best = max(best, (form, offset + at))
        form, at = best
        if not form:
            raise ValueError("it has no Unicode character table")
        self._format = form
        if form == 12:
            count = struct.unpack_from(">L", self.data, at + 12)[0]
            flat = self._array("L", (at + 16, 0), 3 * count)
            self._ends, self._starts, self._firsts = flat[1::3], flat[0::3], flat[2::3]
            return
        count = struct.unpack_from(">H", self.data, at + 6)[0] // 2
        self._ends = self._array("H", (at + 14, 0), count)
        self._starts = self._array("H", (at + 16 + 2 * count, 0), count)
        self._deltas = self._array("h", (at + 16 + 4 * count, 0), count)
        self._ranges_at = at + 16 + 6 * count
        self._ranges = self._array("H", (self._ranges_at, 0), count)

    def glyph(self, code: int) -> int:
        """The number of the glyph for a code point; 0 when the face has none."""
        found = self._glyph_of.get(code)
        if found is None:
            found = self._glyph_of[code] = self._look_up(code)
        return found

    def _look_up(self, code: int) -> int:
        n = bisect_left(self._ends, code)
        if n >= len(self._ends) or self._starts[n] > code:
            return 0
        if self._format == 12:
            found = self._firsts[n] + code - self._starts[n]
        elif self._ranges[n]:
            at = self._ranges_at + 2 * n + self._ranges[n] + 2 * (code - self._starts[n])
            found = int(struct.unpack_from(">H", self.data, at)[0])
            if found:
                found = (found + self._deltas[n]) & 0xFFFF
        else:
            found = (code + self._deltas[n]) & 0xFFFF
        return found if found < self.glyphs else 0

    def advance(self, glyph: int) -> float:
        """How far the pen moves after the glyph."""
        at = self.tables["hmtx"][0] + 4 * min(glyph, self.metrics - 1)
        return float(struct.unpack_from(">H", self.data, at)[0]) * self.scale

    def bearing(self, glyph: int) -> int:
        """The glyph's left side bearing in font units."""
        base = self.tables["hmtx"][0]
        beyond = max(0, glyph - self.metrics + 1)  # glyphs after the last with a width of its own
        at = base + 4 * min(glyph, self.metrics - 1) + 2 + 2 * beyond
        return int(struct.unpack_from(">h", self.data, at)[0])

    def outline(self, glyph: int) -> bytes:
        """The glyph's record in `glyf`, empty for a space."""
        factor = 1 if self.long_loca else 2
        base = self.tables["glyf"][0]
        return self.data[base + factor * self._loca[glyph] : base + factor * self._loca[glyph + 1]]

    def subset(self, glyphs: Sequence[int | Compound]) -> bytes:
        """A font file whose glyph n is `glyphs[n]`; parts of composites follow after them."""
        order: list[int | Compound] = list(glyphs)
        place: dict[int | Compound, int] = {}
        for n, glyph in enumerate(order):
            place.setdefault(glyph, n)
        outlines = []
        metrics = bytearray()
        n = 0
        while n < len(order):
            glyph = order[n]
            if isinstance(glyph, int):
                outline = _unhinted(self.outline(glyph), order, place)
                advance = round(self.advance(glyph) * self.units / 1000)
                metrics += struct.pack(">Hh", advance, self.bearing(glyph))
            else:
                outline = self._compound(glyph, order, place)
                bearing = struct.unpack_from(">h", outline, 2)[0] if outline else 0
                metrics += struct.pack(">Hh", max(0, glyph.advance), bearing)
            outlines.append(outline)
            n += 1
        loca = array("I", [0])
        for outline in outlines:
            loca.append(loca[-1] + len(outline))
        if sys.byteorder == "little":
            loca.byteswap()
        head = bytearray(self._table("head"))
        head[8:12] = bytes(4)
        head[50:52] = b"\0\1"
        hhea = bytearray(self._table("hhea"))
        struct.pack_into(">H", hhea, 34, len(order))
        maxp = bytearray(self._table("maxp"))
        struct.pack_into(">H", maxp, 4, len(order))
        if len(maxp) >= 32:
            struct.pack_into(">6H", maxp, 14, 1, 0, 0, 0, 0, 0)  # no instructions are left to need them
            elements, depth = struct.unpack_from(">2H", maxp, 28)
            parts = max((len(g.parts) for g in order if isinstance(g, Compound)), default=0)
            struct.pack_into(">3H", maxp, 26, 0, max(elements, parts), depth + (parts > 0))
        contents = {
            "head": bytes(head),
            "hhea": bytes(hhea),
            "hmtx": bytes(metrics),
            "maxp": bytes(maxp),
            "loca": loca.tobytes(),
            "glyf": b"".join(outlines),
        }
        return _font_file(contents)

    def _compound(
        self, glyph: Compound, order: list[int | Compound], place: dict[int | Compound, int]
    ) -> bytes:
        """A composite record for glyphs set beside and above each other."""
        boxes, parts = [], []
        for part, x, y in glyph.parts:
            outline = self.outline(part)
            if not outline:
                continue
            x0, y0, x1, y1 = struct.unpack_from(">4h", outline, 2)
            boxes.append((x0 + x, y0 + y, x1 + x, y1 + y))
            if part not in place:
                place[part] = len(order)
                order.append(part)
            parts.append((place[part], x, y))
        if not parts:
            return b""
        low, high = list(zip(*boxes, strict=True))[:2], list(zip(*boxes, strict=True))[2:]
        record = bytearray(struct.pack(">5h", -1, *map(min, low), *map(max, high)))
        for n, (part, x, y) in enumerate(parts):
            more = 0x20 if n + 1 < len(parts) else 0
            record += struct.pack(">2H2h", 0x1 | 0x2 | more, part, x, y)  # words; offsets, not points
        return bytes(record) + bytes(-len(record) % 4)

    def _table(self, tag: str) -> bytes:
        offset, length = self.tables[tag]
        return self.data[offset : offset + length]


def _unhinted(outline: bytes, order: list[int | Compound], place: dict[int | Compound, int]) -> bytes:
    """The record without instructions, four-byte aligned; parts renumbered and put into `order`."""
    if not outline:
        return b""
    contours = struct.unpack_from(">h", outline, 0)[0]
    if contours >= 0:
        at = 10 + 2 * contours
        length = struct.unpack_from(">H", outline, at)[0]
        kept = outline[:at] + b"\0\0" + outline[at + 2 + length :]
        return kept + bytes(-len(kept) % 4)
    record = bytearray(outline)
    at = 10
    while True:
        flags, part = struct.unpack_from(">2H", record, at)
        if part not in place:
            place[part] = len(order)
            order.append(part)
        struct.pack_into(">2H", record, at, flags & ~0x100, place[part])
        at += 8 if flags & 0x1 else 6
        at += 2 if flags & 0x8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        if not flags & 0x20:
            break
    kept = bytes(record[:at])
    return kept + bytes(-len(kept) % 4)


def _font_file(contents: dict[str, bytes]) -> bytes:
    """The tables as one file, with directory and checksums."""
    tags = sorted(contents)
    power = max(n for n in range(8) if 2**n <= len(tags))
    header = struct.pack(">LHHHH", 0x00010000, len(tags), 16 * 2**power, power, 16 * (len(tags) - 2**power))
    at = 12 + 16 * len(tags)
    directory, body = [], []
    head_at = 0
    for tag in tags:
        data = contents[tag]
        if tag == "head":
            head_at = at
        directory.append(struct.pack(">4sLLL", tag.encode(), _checksum(data), at, len(data)))
        padded = data + bytes(-len(data) % 4)
        body.append(padded)
        at += len(padded)
    font = bytearray(header + b"".join(directory) + b"".join(body))
    struct.pack_into(">L", font, head_at + 8, (0xB1B0AFBA - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(data: bytes) -> int:
    words: array[int] = array("I")
    words.frombytes(data + bytes(-len(data) % 4))
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


@lru_cache(maxsize=512)
def face(path: Path) -> Face:
    """The face in that file, read once in a process."""
    return Face(path)
