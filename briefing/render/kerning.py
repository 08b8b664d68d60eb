"""Pairs of letters that stand nearer or further apart, from a font's GPOS table.

Only pair adjustment of the `kern` feature is read, and of a pair only the first letter's advance.
Pairs are looked up as they are met and remembered; a table of 80 kB is never decoded as a whole.
Layouts: OpenType specification, GPOS lookup type 2 and the common table formats.
"""

from __future__ import annotations

import struct
from bisect import bisect_right


class Kerning:
    """The pairs of one face. `data` is the font file, `start` where its GPOS table begins."""

    def __init__(self, data: bytes, start: int) -> None:
        self.data = data
        self._known: dict[tuple[int, int], int] = {}
        self._subtables = self._find(start)
        self._coverage: dict[int, tuple[list[int], list[int], list[int]]] = {}
        self._classes: dict[int, tuple[list[int], list[int], list[int]]] = {}

    def between(self, left: int, right: int) -> int:
        """How much nearer (negative) or further the two glyphs stand, in font units."""
        found = self._known.get((left, right))
        if found is None:
            found = self._known[left, right] = self._look_up(left, right)
        return found

    def _u16(self, at: int) -> int:
        return int.from_bytes(self.data[at : at + 2], "big")

    def _find(self, start: int) -> list[int]:
        """Places of the pair subtables of every `kern` feature, in the order of the lookups."""
        features, lookups = start + self._u16(start + 6), start + self._u16(start + 8)
        wanted: set[int] = set()
        for n in range(self._u16(features)):
            at = features + 2 + 6 * n
            if self.data[at : at + 4] == b"kern":
                feature = features + self._u16(at + 4)
                wanted.update(self._u16(feature + 4 + 2 * i) for i in range(self._u16(feature + 2)))
        places = []
        for index in sorted(wanted):
            lookup = lookups + self._u16(lookups + 2 + 2 * index)
            kind = self._u16(lookup)
            for n in range(self._u16(lookup + 4)):
                place = lookup + self._u16(lookup + 6 + 2 * n)
                if kind == 9:  # an extension: the subtable is further away
                    if self._u16(place + 2) == 2:
                        places.append(place + struct.unpack_from(">L", self.data, place + 4)[0])
                elif kind == 2:
                    places.append(place)
        return places

    def _look_up(self, left: int, right: int) -> int:
        for table in self._subtables:
            covered = self._in_coverage(table + self._u16(table + 2), left)
            if covered < 0:
                continue
            first, second = self._u16(table + 4), self._u16(table + 6)
            if not first & 4:  # the first letter's advance is not among the values
                continue
            before = 2 * (first & 3).bit_count()
            size = 2 * (first.bit_count() + second.bit_count())
            if self._u16(table) == 1:
                value = self._in_pairs(table + self._u16(table + 10 + 2 * covered), right, size)
                if value is None:
                    continue
            else:
                rows = self._class(table + self._u16(table + 8), left)
                column = self._class(table + self._u16(table + 10), right)
                value = table + 16 + (rows * self._u16(table + 14) + column) * size
            return int(struct.unpack_from(">h", self.data, value + before)[0])
        return 0

    def _in_pairs(self, pairs: int, right: int, size: int) -> int | None:
        """Where the values for the second glyph are in a set of pairs."""
        low, high = 0, self._u16(pairs)
        while low < high:
            middle = (low + high) // 2
            at = pairs + 2 + middle * (2 + size)
            glyph = self._u16(at)
            if glyph == right:
                return at + 2
            if glyph < right:
                low = middle + 1
            else:
                high = middle
        return None

    def _in_coverage(self, table: int, glyph: int) -> int:
        """The glyph's index in a coverage table, -1 when it is not in it."""
        ranges = self._coverage.get(table)
        if ranges is None:
            ranges = self._coverage[table] = self._ranges(table, self._u16(table) == 1)
        starts, ends, values = ranges
        n = bisect_right(starts, glyph) - 1
        return values[n] + glyph - starts[n] if n >= 0 and glyph <= ends[n] else -1

    def _class(self, table: int, glyph: int) -> int:
        """The glyph's class; 0 when none is given."""
        ranges = self._classes.get(table)
        if ranges is None:
            if self._u16(table) == 1:
                first, count = self._u16(table + 2), self._u16(table + 4)
                starts = list(range(first, first + count))
                ranges = starts, starts, [self._u16(table + 6 + 2 * n) for n in range(count)]
            else:
                ranges = self._ranges(table, False)
            self._classes[table] = ranges
        starts, ends, values = ranges
        n = bisect_right(starts, glyph) - 1
        return values[n] if n >= 0 and glyph <= ends[n] else 0

    def _ranges(self, table: int, single: bool) -> tuple[list[int], list[int], list[int]]:
        count = self._u16(table + 2)
        if single:
            glyphs = list(struct.unpack_from(f">{count}H", self.data, table + 4))
            return glyphs, glyphs, list(range(count))
        flat = struct.unpack_from(f">{3 * count}H", self.data, table + 4)
        return list(flat[0::3]), list(flat[1::3]), list(flat[2::3])
