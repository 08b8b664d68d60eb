"""Scripts whose letters join, stack or change with their neighbours.

Shaping is done by HarfBuzz (`uharfbuzz`) for the runs that need it and for no others: it is ten
times slower than looking widths up. The package is imported when the first such run is met; where
it is not installed, letters are drawn one by one and the scripts are named in `Fonts.unshaped`.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from briefing.render.truetype import Compound

if TYPE_CHECKING:
    from briefing.render.fonts import Font

# Combining marks, and the scripts from Hebrew to Mongolian whose letters are not drawn one by one.
_COMPLEX = re.compile(
    "[\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u18af"
    "\ufb1d-\ufdff\ufe20-\ufe2f\ufe70-\ufefc\U00010d00-\U00010d3f\U0001e800-\U0001e95f]"
)


def needed(text: str) -> bool:
    """True when `text` has letters that a plain look-up of glyphs would set wrongly."""
    return not text.isascii() and _COMPLEX.search(text) is not None


def run(font: Font, text: str, *, backwards: bool) -> tuple[str, float] | None:
    """The run from left to right as the inside of a TJ array, and its width for a size of 1.

    What belongs together (a letter and its marks, the parts of a syllable) becomes one compound
    glyph that carries those characters, so extracted text holds them once and in order. None when
    HarfBuzz is not installed.
    """
    shaper = _shaper(font)
    if shaper is None:
        return None
    harfbuzz, hb_font = shaper
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    harfbuzz.shape(hb_font, buffer, {})
    shaped = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    starts = sorted({info.cluster for info, _ in shaped})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    code = []
    total = 0
    for cluster, members in groupby(shaped, key=lambda pair: int(pair[0].cluster)):
        x = 0
        parts = []
        for info, position in members:
            parts.append((int(info.codepoint), x + int(position.x_offset), int(position.y_offset)))
            x += int(position.x_advance)
        # A reader of text turns what runs from right to left round, character by character.
        meaning = text[cluster : ends[cluster]]
        code.append(font.form(Compound(tuple(parts), x), meaning[::-1] if backwards else meaning))
        total += x
    return "".join(code), total * font.face.scale / 1000


def _shaper(font: Font) -> tuple[Any, Any] | None:
    """HarfBuzz and its view of the font, made once for each file."""
    key = str(font.face.path)
    if key not in _shapers:
        try:
            import uharfbuzz
        except ImportError:
            return None
        _shapers[key] = uharfbuzz, uharfbuzz.Font(uharfbuzz.Face(font.face.data))
    return _shapers[key]


_shapers: dict[str, tuple[Any, Any]] = {}
