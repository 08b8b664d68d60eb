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
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum
from pathlib import Path
from typing import Any

from briefing.errors import BriefingError
from briefing.render import shape
from briefing.render.truetype import Compound, Face, face
from briefing.render.words import UNSEEN_CODES, Piece, Word, word

_PACKAGES = ("font_source_serif_pro", "font_source_sans_pro")
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_LEAST_KERN = 4.0  # thousandths: less is not seen
_MOST = 400  # system fonts that are looked into for a rare character: each takes a millisecond or two
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SPACES = frozenset("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t")
# Which letters are of which script, for the theme's `[script]` lists.
_SCRIPTS = (
    ("hebrew", re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")),
    ("hangul", re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")),
    (
        "han",
        re.compile(
            "[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
        ),
    ),
)


# Debian's packages of TrueType fonts, by the first words of a character's Unicode name.
_DEBIAN = (
    ("HANGUL", "fonts-nanum"),
    ("CJK", "fonts-droid-fallback"),
    ("HIRAGANA", "fonts-droid-fallback"),
    ("KATAKANA", "fonts-droid-fallback"),
    ("ARABIC", "fonts-hosny-amiri"),
    ("HEBREW", "fonts-dejavu-core"),
    ("", "fonts-noto-core"),
)


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font has, and the first word it was met in."""

    character: str
    context: str

    @property
    def package(self) -> str:
        """A package of Debian's that has the character, or most likely has it."""
        import unicodedata

        words = unicodedata.name(self.character, "")
        return next(package for start, package in _DEBIAN if words.startswith(start))

    @property
    def name(self) -> str:
        """The code point and its Unicode name: "U+1F600 GRINNING FACE"."""
        import unicodedata

        return f"U+{ord(self.character):04X} {unicodedata.name(self.character, '(without a name)')}"


class _Codes(dict[int, str]):
    """Code point to the two bytes that draw it, escaped; made on first use by `str.translate`."""

    def __init__(self, font: Font) -> None:
        self.font = font

    def __missing__(self, code: int) -> str:
        font = self.font
        made = self[code] = font.new(font.glyph(code), chr(code))
        return made


class _Widths(dict[str, float]):
    """Characters to their width for a type size of 1, looked up on first use."""

    def __init__(self, font: Font) -> None:
        self.font = font

    def __missing__(self, c: str) -> float:
        made = self[c] = self.font.face.advance(self.font.glyph(ord(c))) / 1000
        return made


class Font:
    """One face in one document."""

    def __init__(self, source: Face, name: str) -> None:
        self.face = source
        self.name = name
        self.glyphs: list[int | Compound] = [0]
        self.texts = [""]
        self.codes = _Codes(self)
        self._forms: dict[tuple[Compound, str], str] = {}
        self._widths = _Widths(self)

    def glyph(self, code: int) -> int:
        """The glyph for a code point; an odd space is drawn with the ordinary one. 0 when lacking."""
        found = self.face.glyph(code)
        if not found and chr(code) in _SPACES:
            found = self.face.glyph(32)
        return found

    def new(self, glyph: int | Compound, text: str) -> str:
        """A new code that draws `glyph` and means `text`, escaped for a PDF string."""
        cid = len(self.glyphs)
        if cid > 0xFFFF:
            raise BriefingError(f"more than 65,535 different characters in the font {self.face.name}")
        self.glyphs.append(glyph)
        self.texts.append(text)
        return escape(chr(cid >> 8) + chr(cid & 255))

    def form(self, glyph: Compound, text: str) -> str:
        """The code of a shaped form: the same form with the same text has one code."""
        made = self._forms.get((glyph, text))
        if made is None:
            made = self._forms[glyph, text] = self.new(glyph, text)
        return made

    def width(self, text: str) -> float:
        """Width of `text` for a type size of 1, character by character."""
        # Not `sum`, which adds in another way from Python 3.12 on: the same bytes everywhere.
        return fsum(map(self._widths.__getitem__, text))

    def encode(self, text: str) -> str:
        """`text` as the inside of a PDF string."""
        return text.translate(self.codes)

    def kern(self, text: str) -> tuple[str, float]:
        """`text` as the inside of a TJ array with its pairs kerned, and its width for a size of 1."""
        pairs = self.face.kerning
        if pairs is None:
            return self.encode(text), self.width(text)
        scale = self.face.scale
        parts, total = [], self.width(text)
        before = 0
        for c in text:
            glyph = self.glyph(ord(c))
            apart = pairs.between(before, glyph) * scale if before else 0
            if abs(apart) >= _LEAST_KERN:
                parts.append(f"){-round(apart)}(")
                total += round(apart) / 1000
            parts.append(self.codes[ord(c)])
            before = glyph
        return "".join(parts), total

    def dictionary(self, document: Any, pdfdoc: Any) -> Any:
        """The Type0 font dictionary, with everything it refers to put into `document`."""
        source = self.face
        tag = _subset_tag(self.name, self.glyphs, self.texts)
        base = f"/{tag}+{source.name}"
        program = source.subset(self.glyphs)
        flags = 4 | (64 if source.italic_angle else 0)
        advances = [
            source.advance(g) if isinstance(g, int) else max(0, g.advance) * source.scale for g in self.glyphs
        ]
        widths = " ".join(f"{advance:.5g}" for advance in advances)
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


def _subset_tag(name: str, glyphs: Sequence[int | Compound], texts: Sequence[str]) -> str:
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

    def __init__(
        self,
        families: Mapping[str, Mapping[str, str]],
        fallback: Iterable[str],
        scripts: Mapping[str, Iterable[str]],
    ) -> None:
        self.families = families
        self.fallback = tuple(fallback)
        self.scripts = {name: tuple(files) for name, files in scripts.items()}
        self.used: dict[Path, Font] = {}
        self.missing: dict[str, Missing] = {}
        self.unshaped: set[str] = set()
        self._chains: dict[tuple[str, bool, bool, bool], Chain] = {}
        self.inks: dict[Any, Any] = {}

    def chain(self, family: str, *, bold: bool = False, italic: bool = False, kern: bool = False) -> Chain:
        """The faces for a style, best first; made once."""
        key = (family, bold, italic, kern)
        made = self._chains.get(key)
        if made is None:
            files = self.families[family]
            wanted = [("bold-italic" if italic else "bold") if bold else ("italic" if italic else "regular")]
            wanted += ["bold", "regular"] if bold else ["regular"]
            names = list(dict.fromkeys(files[w] for w in wanted if w in files))
            made = self._chains[key] = Chain(self, names, bold=bold, kern=kern)
        return made

    def font(self, path: Path) -> Font:
        """The document's font for that file."""
        made = self.used.get(path)
        if made is None:
            made = self.used[path] = Font(face(path), f"/F{len(self.used) + 1}")
        return made


class _Words(dict[str, Word]):
    """The words of one style, measured on first use."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    def __missing__(self, text: str) -> Word:
        made = self[text] = self.chain.measure(text)
        return made


class Chain:
    """The faces of one style in the order they are asked for a character."""

    def __init__(self, fonts: Fonts, names: list[str], *, bold: bool, kern: bool) -> None:
        self.fonts = fonts
        self.kern = kern
        self.first = fonts.font(require(names[0]))
        self._rest = [*names[1:], *_by_weight(fonts.fallback, bold)]
        self._of_script = {name: _by_weight(files, bold) for name, files in fonts.scripts.items()}
        self.words = _Words(self)
        self._font_of: dict[str, Font] = {}
        self._own: set[str] = set()  # characters of the first font that need nothing but their code
        self._backwards: dict[str, Word] = {}
        self.blank = self.word(" ")
        self.space = self.blank.width
        self.hyphen = self.word("-").width

    def word(self, text: str, *, backwards: bool = False) -> Word:
        """`text` (no line break possible inside) measured and encoded, from left to right."""
        if not backwards:
            return self.words[text]
        made = self._backwards.get(text)
        if made is None:
            made = self._backwards[text] = self.measure(text, backwards=True)
        return made

    def measure(self, text: str, *, backwards: bool = False) -> Word:
        """The word, not looked up among those known."""
        if text and not backwards and self._own.issuperset(text):  # most words, at once
            code, width = self._plain(self.first, text)
            return word(text, (Piece(self.first, code, width),), code)
        if not backwards and not shape.needed(text):
            pieces = [Piece(font, *self._plain(font, part), _said(part)) for font, part in self._runs(text)]
        else:
            pieces = [
                self._shaped(font, part, backwards) for font, part in self._runs(text, keep_joiners=True)
            ]
            if backwards:
                pieces.reverse()
        if not pieces:
            pieces.append(Piece(self.first, "", 0.0))
        only = pieces[0]
        code = only.code if len(pieces) == 1 and only.font is self.first and not only.says else ""
        return word(text, tuple(pieces), code)

    def _plain(self, font: Font, text: str) -> tuple[str, float]:
        return font.kern(text) if self.kern else (font.encode(text), font.width(text))

    def _shaped(self, font: Font, text: str, backwards: bool) -> Piece:
        """One run of a script whose letters change shape or direction."""
        shaped = shape.run(font, text, backwards=backwards)
        if shaped is None:
            self.fonts.unshaped.add(text)
            drawn = text[::-1] if backwards else text
            return Piece(font, font.encode(drawn), font.width(drawn))
        return Piece(font, *shaped)

    def _runs(self, text: str, *, keep_joiners: bool = False) -> Iterator[tuple[Font, str]]:
        """`text` cut where the font changes; combining marks stay with their letter's font."""
        current: Font | None = None
        start = 0
        kept: list[str] = []
        for c in text:
            code = ord(c)
            if code in UNSEEN_CODES and not (keep_joiners and code in (0x200C, 0x200D)):
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
        if found is not None:
            if not (_said(c) or shape.needed(c) or _is_mark(c)):
                self._own.add(c)
        else:
            script = next((name for name, letters in _SCRIPTS if letters.match(c)), "")
            for name in (*self._of_script.get(script, ()), *self._rest):
                path = find(name)
                # A face that is not needed is looked into, but does not become a font of the document.
                if path is not None and face(path).glyph(code):
                    found = self.fonts.font(path)
                    break
        if found is None and (path := _anywhere(code)) is not None:
            found = self.fonts.font(path)
        if found is None:
            found = self.first
            # The face's own box is what the eye sees; the code keeps the character for search and copying.
            found.codes[code] = found.new(0, c)
            found._widths[c] = found.face.advance(0) / 1000
            self.fonts.missing.setdefault(c, Missing(c, context))
        self._font_of[c] = found
        return found


def _said(text: str) -> str:
    """`text` when it must be said beside its codes, else ""."""
    return text if not text.isascii() and _PRIVATE.search(text) is not None else ""


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


@lru_cache(maxsize=4096)
def _anywhere(code: int) -> Path | None:
    """The first of the system's fonts that has the character: upright text faces before others."""
    for path in sorted(_system_files().values(), key=lambda path: (_fancy(path.stem), path.name))[:_MOST]:
        try:
            if face(path).glyph(code):
                return path
        except BriefingError:
            continue
    return None


def _fancy(stem: str) -> bool:
    return any(
        word in stem for word in ("Bold", "Italic", "Oblique", "Mono", "Condensed", "Light", "Slanted")
    )


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
