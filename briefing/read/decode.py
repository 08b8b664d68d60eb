"""Bytes to characters: which encoding a file is in, told from the bytes themselves.

A suffix or a locale says nothing about a file that came by mail, so neither is asked. What the
bytes prove comes first (byte order marks, NULs in every second place, valid UTF-8), what they
make likely comes after. Nothing is ever dropped: a byte that fits nowhere becomes U+FFFD, and the
number of these is reported.
"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Guessing looks at this much; charset-normalizer needs about 0.1 s for it.
_SAMPLE = 65_536
# Windows-1252 characters that stand in ordinary prose beside letters of Western Europe.
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŠšŽž")
# All bytes but the letters, digits, stops and line ends of EBCDIC.
_NOT_LETTERS = bytes(
    byte
    for byte in range(256)
    if byte not in (0x0D, 0x15, 0x25, 0x4B, 0x6B, 0x7D, 0x7F)
    and not (byte >> 4 in (8, 9, 0xA, 0xC, 0xD, 0xE, 0xF) and byte & 15 <= 9)
)
_WESTERN_MARKS = frozenset("‘’“”„‚–—…•€£«»‹›§°·©®™½¼¾¡¿ªº\u00a0\u00ad´¨")

# The guesser takes these for one another; which one fits is told by the letters instead.
_LATIN = (
    *(
        "ascii",
        "latin_1",
        "cp1250",
        "cp1252",
        "cp1254",
        "cp1257",
        "cp437",
        "cp775",
        "cp850",
        "cp852",
        "cp858",
    ),
    *("iso8859_2", "iso8859_3", "iso8859_4", "iso8859_9", "iso8859_10", "iso8859_13", "iso8859_14"),
    *("iso8859_15", "iso8859_16", "mac_latin2", "mac_roman", "mac_turkish", "mac_iceland", "hp_roman8"),
)
# What news arrives in; the guesser also knows code pages of the 1980s, and finds them everywhere.
_GUESSED = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *(
        "iso8859_2",
        "iso8859_5",
        "iso8859_6",
        "iso8859_7",
        "iso8859_8",
        "iso8859_9",
        "koi8_r",
        "koi8_u",
        "cp866",
    ),
    *("cp932", "euc_jp", "iso2022_jp", "gb18030", "big5", "euc_kr", "cp949"),
)
# With fewer bytes past ASCII than this, any guess is as good as another.
_TELLING = 16
_LATIN_FIRST = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's characters; `replaced` counts those that are U+FFFD for want of a better reading."""

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """The characters of `data`, without a byte order mark; line ends are left as they are.

    `declared` is what the file says about itself (an HTML `meta`, a mail header). It is believed
    only where the bytes do not prove otherwise and it decodes them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    wide = _wide(data)
    if wide:
        return _lenient(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _mainframe(data[:4096]):
        return _lenient(data, "cp500")
    if declared:
        found = _declared(data, declared)
        if found is not None:
            return found
    try:
        # Old Java and Oracle write pairs of surrogates as if they were characters.
        paired = (
            data.decode("utf-8", "surrogatepass")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
        )
        return Decoded(paired, "utf-8", paired.count("\ufffd"))
    except UnicodeDecodeError:
        pass
    broken = data.decode("utf-8", "replace")
    if _mostly_utf8(broken):
        return _lenient(data, "utf-8")
    return _guess(data)


def recoded(data: bytes, charset: str) -> tuple[bytes, str]:
    """`data` in UTF-8 with its mark, and the encoding it was in, where `charset`, a server's word, fits it.

    HTML lets the server's word count before the page's own. What the bytes themselves prove counts
    before both: then `data` is handed back, with no encoding.
    """
    decoded = decode(data, declared=charset)
    if decoded.replaced or decoded.encoding != encoding_of(charset) or decoded.encoding == "utf-8":
        return data, ""
    return codecs.BOM_UTF8 + decoded.text.encode("utf-8", "replace"), decoded.encoding


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where the NULs stand; "" when it is neither."""
    sample = data[:4096]
    sample = sample[: len(sample) - len(sample) % 4]
    if len(sample) < 8 or 0 not in sample:
        return ""
    quarter = len(sample) // 4
    nul = [sample[i::4].count(0) / quarter for i in range(4)]
    # Beyond the first plane there is hardly any prose: two bytes of every four are NULs.
    if min(nul[2:]) > 0.95 and nul[0] < 0.5:
        return "utf-32-le"
    if min(nul[:2]) > 0.95 and nul[3] < 0.5:
        return "utf-32-be"
    even, odd = (nul[0] + nul[2]) / 2, (nul[1] + nul[3]) / 2
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return next((name for name in ("utf-16-le", "utf-16-be") if _one_script(sample, name)), "")


def _one_script(sample: bytes, encoding: str) -> bool:
    """True when the bytes, read so, are words of one alphabet with ASCII spaces between them."""
    text = sample.decode(encoding, "replace")
    rows = Counter(ord(c) >> 8 for c in text)
    ascii_count = sum(c.isascii() and (c.isprintable() or c.isspace()) for c in text)
    row, count = rows.most_common(1)[0]
    return 0x01 <= row <= 0x10 and ascii_count > len(text) * 0.05 and ascii_count + count > len(text) * 0.95


def _mainframe(sample: bytes) -> bool:
    """True for EBCDIC: its spaces are the at signs of ASCII, its letters all lie past ASCII."""
    spaces = sample.count(0x40)
    return (
        spaces > len(sample) * 0.08
        and sample.count(0x20) < len(sample) * 0.01
        and spaces + len(sample.translate(None, _NOT_LETTERS)) > len(sample) * 0.85
    )


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _declared(data: bytes, name: str) -> Decoded | None:
    """`data` in the encoding it names, or None when Python knows no such text encoding or it fails."""
    try:
        encoding = encoding_of(name)
        return Decoded(data.decode(encoding), encoding) if encoding else None
    except (UnicodeError, ValueError):
        return None


def encoding_of(name: str) -> str:
    """The encoding that a file or a server means by `name`, "" when it is none for text."""
    try:
        info = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    # Codecs such as "zip" or "rot13" are registered too, and turn bytes into anything but text.
    if not getattr(info, "_is_text_encoding", True) or info.name in ("utf-7", "unicode_escape", "idna"):
        return ""
    # What browsers read under these names.
    return "cp1252" if info.name in ("iso8859-1", "ascii") else info.name


def _mostly_utf8(broken: str) -> bool:
    """True when the text has many more good non-ASCII characters than broken bytes."""
    bad = broken.count("\ufffd")
    good = sum(c > "\x7f" for c in broken[: 4 * _SAMPLE]) - broken[: 4 * _SAMPLE].count("\ufffd")
    return good > 4 * bad


def _guess(data: bytes) -> Decoded:
    """A single-byte or East Asian encoding, by what the text would look like."""
    western = data.decode("cp1252", "replace")
    if _looks_western(western):
        return _lenient(data, "cp1252")
    if sum(byte > 0x7F for byte in data[:_SAMPLE]) < _TELLING:
        return _lenient(data, "utf-8")
    # 59 ms to import, and only for files that are none of the above.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=list(_GUESSED)).best()
    encoding = best.encoding if best is not None else "latin_1"
    if encoding in _LATIN:
        encoding = min(_LATIN_FIRST, key=lambda name: _odd(data[:_SAMPLE].decode(name, "replace")))
    return _lenient(data, encoding)


def _odd(text: str) -> int:
    """How many non-ASCII characters are neither letters nor the marks that prose uses."""
    return sum(c > "\x7f" and not c.isalpha() and c not in _WESTERN_MARKS for c in text)


def _looks_western(text: str) -> bool:
    """True when every non-ASCII character is one that West European prose uses, and they are few."""
    high = [c for c in text[:_SAMPLE] if c > "\x7f"]
    if not high or len(high) > len(text[:_SAMPLE]) * 0.25:
        return False
    odd = sum(c not in _WESTERN and c not in _WESTERN_MARKS for c in high)
    return odd <= len(high) * 0.05
