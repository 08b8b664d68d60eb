"""Fonts of one document: which face draws which character, how wide words are, what is embedded.

Every face becomes one composite font (Identity-H): a code is made for each character when it is
first drawn and is bound to that character's text, so two characters that share a glyph (space and
no-break space, hyphen and soft hyphen) stay two in extracted text, and U+1F600 is as good as "A".

Words are the unit. `Fonts.word` remembers width and finished code of each word in each style, so a
long briefing measures a word once. A character the style's face lacks is taken from the next face
that has it; one that no face has is drawn as a box, keeps its own code point in the text, and is
reported in `missing`.

A `Font` belongs to one document and must not be shared between two.
"""

from __future__ import annotations

import importlib.util
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from briefing.errors import BriefingError
from briefing.render import shape
from briefing.render.truetype import Face, face

_PACKAGES = ("font_source_serif_pro", "font_source_sans_pro")
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# Characters that show nothing by themselves: joiners, direction marks, selectors, soft hyphen.
IGNORABLE = frozenset([0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF]).union(
    range(0x200B, 0x2010),
    range(0x202A, 0x202F),
    range(0x2060, 0x2070),
    range(0xFE00, 0xFE10),
    range(0xE0100, 0xE01F0),
)
_SPACES = frozenset("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t")
_REPLACEMENTS = (0xFFFD, 0x25A1, 0x3F)


class Piece(NamedTuple):
    """Part of a word in one font. `code` stands inside a TJ string; `text` is what it says when the
    codes alone do not say it in order (shaped scripts, right-to-left), else None."""

    font: Font
    code: str
    width: float
    text: str | None


class Word(NamedTuple):
    """A measured word: `width` for a type size of 1."""

    width: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font has, and the words it was met in."""

    character: str
    context: str

    @property
    def name(self) -> str:
        """The code point and its Unicode name: "U+1F600 GRINNING FACE"."""
        import unicodedata

        return f"U+{ord(self.character):04X} {unicodedata.name(self.character, 'without a name')}"


class _Codes(dict[int, str]):
    """Code point to the two bytes that draw it, escaped; made on first use by `str.translate`."""

    def __init__(self, font: Font) -> None:
        self.font = font

    def __missing__(self, code: int) -> str:
        font = self.font
        made = self[code] = font.new(font.glyph(code), chr(code))
        return made


class Font:
    """One face in one document."""

    def __init__(self, source: Face, name: str) -> None:
        self.face = source
        self.name = name
        self.glyphs = [0]
        self.texts = [""]
        self.codes = _Codes(self)
        self.shaped: dict[tuple[int, str], str] = {}
        self._widths: dict[str, float] = {}

    def glyph(self, code: int) -> int:
        """The glyph for a code point; an odd space is drawn with the ordinary one. 0 when lacking."""
        found = self.face.glyph(code)
        if not found and chr(code) in _SPACES:
            found = self.face.glyph(32)
        return found

    def new(self, glyph: int, text: str) -> str:
        """A new code that draws `glyph` and means `text`, escaped for a PDF string."""
        cid = len(self.glyphs)
        if cid > 0xFFFF:
            raise BriefingError(f"more than 65,535 different characters in the font {self.face.name}")
        self.glyphs.append(glyph)
        self.texts.append(text)
        return escape(chr(cid >> 8) + chr(cid & 255))

    def form(self, glyph: int, text: str) -> str:
        """The code of a shaped form: the same glyph with the same text has one code."""
        made = self.shaped.get((glyph, text))
        if made is None:
            made = self.shaped[glyph, text] = self.new(glyph, text)
        return made

    def width(self, text: str) -> float:
        """Width of `text` for a type size of 1, character by character."""
        widths = self._widths
        total = 0.0
        for c in text:
            found = widths.get(c)
            if found is None:
                found = widths[c] = self.face.advance(self.glyph(ord(c))) / 1000
            total += found
        return total

    def encode(self, text: str) -> str:
        """`text` as the inside of a PDF string."""
        return text.translate(self.codes)

    def dictionary(self, document: Any, pdfdoc: Any) -> Any:
        """The Type0 font dictionary, with everything it refers to put into `document`."""
        source = self.face
        tag = _subset_tag(self.name, self.glyphs, self.texts)
        base = f"/{tag}+{source.name}"
        program = source.subset(self.glyphs)
        flags = 4 | (64 if source.italic_angle else 0)
        widths = " ".join(f"{source.advance(g):.4g}" for g in self.glyphs)
        used = bytearray((len(self.glyphs) + 7) // 8)
        for n in range(len(self.glyphs)):
            used[n >> 3] |= 128 >> (n & 7)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": base,
                "Flags": flags,
                "FontBBox": f"[{' '.join(map(str, source.bbox))}]",
                "ItalicAngle": round(source.italic_angle, 2),
                "Ascent": source.ascent,
                "Descent": source.descent,
                "CapHeight": source.cap_height,
                "StemV": 50 + round((source.weight / 65) ** 2),
                "FontFile2": document.stream(program, f"/Length1 {len(program)}"),
            }
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": base,
                "CIDSystemInfo": "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
                "CIDToGIDMap": "/Identity",
                "FontDescriptor": document.Reference(descriptor),
                "DW": 0,
                "W": f"[0[{widths}]]",
            }
        )
        return pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": base,
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant)]),
                "ToUnicode": document.stream(_to_unicode(self.texts), ""),
            }
        )


def escape(text: str) -> str:
    """`text` (code points below 256) made safe inside a PDF literal string."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    for plain, escaped in (("(", "\\("), (")", "\\)"), ("\r", "\\r")):
        if plain in text:
            text = text.replace(plain, escaped)
    return text


def _subset_tag(name: str, glyphs: list[int], texts: list[str]) -> str:
    """Six letters that tell this subset from others, the same for the same content."""
    number = zlib.crc32(repr((name, glyphs, texts)).encode("utf-8", "surrogatepass"))
    return "".join(chr(65 + number // 26**n % 26) for n in range(6))


def _to_unicode(texts: list[str]) -> bytes:
    """The ToUnicode table. At most 100 entries a block (Adobe Technical Note 5014)."""
    lines = [
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def",
        "1 begincodespacerange<0000><FFFF>endcodespacerange",
    ]
    pairs = [(cid, text) for cid, text in enumerate(texts) if text]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{cid:04X}><{_utf16(text)}>" for cid, text in block]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict/CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def _utf16(text: str) -> str:
    return text.encode("utf-16-be", "replace").hex().upper()


class Fonts:
    """All fonts of one document. `chain` names a style's faces, `word` measures, `missing` reports."""

    def __init__(self, families: Mapping[str, Mapping[str, str]], fallback: Iterable[str]) -> None:
        self.families = families
        self.fallback = tuple(fallback)
        self.used: dict[Path, Font] = {}
        self.missing: dict[str, Missing] = {}
        self._chains: dict[tuple[str, bool, bool], Chain] = {}
        self.inks: dict[Any, Any] = {}

    def chain(self, family: str, *, bold: bool = False, italic: bool = False) -> Chain:
        """The faces for a style, best first; made once."""
        key = (family, bold, italic)
        made = self._chains.get(key)
        if made is None:
            files = self.families[family]
            wanted = [("bold-italic" if italic else "bold") if bold else ("italic" if italic else "regular")]
            wanted += ["bold", "regular"] if bold else ["regular"]
            names = list(dict.fromkeys(files[w] for w in wanted if w in files))
            made = self._chains[key] = Chain(self, names, bold=bold)
        return made

    def font(self, path: Path) -> Font:
        """The document's font for that file."""
        made = self.used.get(path)
        if made is None:
            made = self.used[path] = Font(face(path), f"/F{len(self.used) + 1}")
        return made


class Chain:
    """The faces of one style in the order they are asked for a character."""

    def __init__(self, fonts: Fonts, names: list[str], *, bold: bool) -> None:
        self.fonts = fonts
        self.first = fonts.font(require(names[0]))
        self._names = iter([*names[1:], *_by_weight(fonts.fallback, bold)])
        self._rest: list[Font] = []
        self._words: dict[str, Word] = {}
        self._font_of: dict[str, Font] = {}
        self.space = self.word(" ").width
        self.hyphen = self.word("-").width

    def word(self, text: str) -> Word:
        """`text` (no line break possible inside) measured and encoded."""
        made = self._words.get(text)
        if made is None:
            made = self._words[text] = self._measure(text)
        return made

    def _measure(self, text: str) -> Word:
        first = self.first
        pieces: list[Piece] = []
        if text.isascii() or not shape.needed(text):
            for font, part in self._runs(text):
                pieces.append(Piece(font, font.encode(part), font.width(part), None))
        else:
            for font, part in self._runs(text, keep_marks=True):
                pieces.append(self._shaped(font, part))
        if not pieces:
            pieces.append(Piece(first, "", 0.0, None))
        return Word(sum(p.width for p in pieces), tuple(pieces))

    def _shaped(self, font: Font, text: str) -> Piece:
        """One run of a script whose letters change shape or direction."""
        code, width = shape.run(font, text)
        return Piece(font, code, width, text)

    def _runs(self, text: str, *, keep_marks: bool = False) -> Iterator[tuple[Font, str]]:
        """`text` cut where the font changes; combining marks stay with their letter's font."""
        current: Font | None = None
        start = 0
        kept: list[str] = []
        for c in text:
            code = ord(c)
            if code in IGNORABLE and not (keep_marks and code in (0x200C, 0x200D)):
                continue
            found = self._font_of.get(c) or self._find(c, text)
            if current is not None and found is not current and _is_mark(c) and current.face.glyph(code):
                found = current
            if found is not current:
                if current is not None and start < len(kept):
                    yield current, "".join(kept[start:])
                current, start = found, len(kept)
            kept.append(c)
        if current is not None:
            yield current, "".join(kept[start:])

    def _find(self, c: str, context: str) -> Font:
        """The first font that has the character; the first font of all when none has."""
        code = ord(c)
        found = self.first if self.first.glyph(code) else None
        if found is None:
            found = next((font for font in self._rest if font.glyph(code)), None)
        while found is None:
            name = next(self._names, None)
            if name is None:
                break
            path = find(name)
            if path is None:
                continue
            font = self.fonts.font(path)
            self._rest.append(font)
            if font.glyph(code):
                found = font
        if found is None:
            found = self.first
            # The box is what the eye sees; the code keeps the character for search and copying.
            box = next((g for g in map(found.face.glyph, _REPLACEMENTS) if g), 0)
            found.codes[code] = found.new(box, c)
            found._widths[c] = found.face.advance(box) / 1000
            self.fonts.missing.setdefault(c, Missing(c, context))
        self._font_of[c] = found
        return found


def _is_mark(c: str) -> bool:
    import unicodedata

    return unicodedata.category(c) in ("Mn", "Mc", "Me")


def _by_weight(names: Iterable[str], bold: bool) -> list[str]:
    """Fallback faces, those of the wanted weight first."""
    return sorted(names, key=lambda name: ("Bold" in name) != bold)


@lru_cache(maxsize=1)
def _system_files() -> dict[str, Path]:
    """TrueType files of the system by name; the first folder in the list wins."""
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        for root, folders, files in os.walk(folder):
            folders.sort()
            for name in sorted(files):
                if name.endswith(".ttf"):
                    found.setdefault(name, Path(root, name))
    return found


def require(name: str) -> Path:
    """Where a font file is; an error when it is not installed."""
    path = find(name)
    if path is None:
        raise BriefingError(
            f"the font {name} is not installed",
            hint="install briefing again, or name another file in the theme",
        )
    return path


@lru_cache(maxsize=256)
def find(name: str) -> Path | None:
    """Where a font file is: an absolute path, in the font packages, or among the system's fonts."""
    if name.startswith("/") or Path(name).is_absolute():
        return Path(name)
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        for location in (spec.submodule_search_locations or []) if spec else []:
            path = Path(location, "files", name)
            if path.is_file():
                return path
    return _system_files().get(name)
