"""Scripts whose letters join or stack, and lines that run from right to left.

Shaping is done by HarfBuzz (`uharfbuzz`) for the runs that need it and for no others: it is ten
times slower than looking widths up. Directions are worked out by `bidi`, which is the Unicode
Bidirectional Algorithm (UAX 9). Both are imported when the first such run is met.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.render.fonts import Font

# Scripts that join, reorder or stack: Hebrew (points) to Myanmar, Khmer, Mongolian, presentation
# forms. Thai and Lao need no shaping for plain text but gain mark placement.
_COMPLEX = re.compile(
    "[\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1800-\u18af"
    "\ufb1d-\ufdff\ufe70-\ufefc\U00010d00-\U00010d3f\U0001e800-\U0001e95f]"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)


def needed(text: str) -> bool:
    """True when `text` has letters that a plain look-up of glyphs would set wrongly."""
    return _COMPLEX.search(text) is not None


def right_to_left(text: str) -> bool:
    """True when any of `text` runs from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def run(font: Font, text: str) -> tuple[str, float]:
    """The code for `text` in visual order (inside of a TJ array) and its width for a size of 1."""
    import uharfbuzz

    source = font.face
    hb_font = _hb_fonts.get(str(source.path))
    if hb_font is None:
        hb_font = _hb_fonts[str(source.path)] = uharfbuzz.Font(uharfbuzz.Face(source.data))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(hb_font, buffer, {})
    scale = source.scale
    # Clusters in text order give each glyph its characters; only the first glyph of one carries them.
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    code: list[str] = []
    total = 0.0
    pending = 0.0
    said: set[int] = set()
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        cluster = info.cluster
        meaning = text[cluster : ends[cluster]] if cluster not in said else "\u200b"
        said.add(cluster)
        advance = position.x_advance * scale
        shift = pending + position.x_offset * scale
        if abs(shift) > 0.01:
            code.append(f"){-shift:.4g}(")
        code.append(font.form(info.codepoint, meaning))
        natural = source.advance(info.codepoint)
        pending = advance - natural - position.x_offset * scale
        total += advance
    if abs(pending) > 0.01:
        code.append(f"){-pending:.4g}(")
    return "".join(code), total / 1000


_hb_fonts: dict[str, object] = {}
