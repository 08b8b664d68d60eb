"""Where words may be broken, by the patterns that the package `pyphen` brings (Liang's method).

Only the pattern files are `pyphen`'s. Loading them its way takes 97 ms for English, half of what a
short briefing may take; reading the lines and parsing those that match takes 10. The few patterns
that change a word's spelling at the break are passed over. A language without patterns is simply
not hyphenated.
"""

from __future__ import annotations

import importlib.util
import re
from functools import lru_cache
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 6  # letters: shorter words gain little and look worse
_BEFORE, _AFTER = 2, 3  # letters that must stay on each line
_LONGEST = 60
# Which country's patterns to take for a language named alone.
_DEFAULTS = {"en": "en_GB", "de": "de_DE", "pt": "pt_PT", "ru": "ru_RU"}


class _Patterns:
    """The patterns of one language: letters to the line they stand on, parsed when they match."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        name, _, rest = data.partition(b"\n")
        encoding = name.decode("ascii").strip().lower()
        encoding = "cp1251" if encoding == "microsoft-cp1251" else encoding
        # Lines that are no patterns (settings, comments, changes of spelling with "/") hold characters
        # that no word has: they do no harm. Taking the digits out of all bytes at once is quick.
        letters = rest.translate(None, b"0123456789").decode(encoding).split("\n")
        self.lines = dict(zip(map(str.strip, letters), rest.decode(encoding).split("\n"), strict=True))
        self.lines.pop("", None)
        self.longest = max(map(len, self.lines), default=0)

    def points(self, word: str) -> tuple[int, ...]:
        """Places in the word between whose letters the patterns leave an odd number."""
        marked = f".{word}."
        values = [0] * (len(marked) + 1)
        lines, longest = self.lines, self.longest
        for start in range(len(marked) - 1):
            for end in range(start + 1, min(len(marked), start + longest) + 1):
                line = lines.get(marked[start:end])
                if line is None:
                    continue
                at = start
                for c in line.strip():
                    if c.isdigit():
                        values[at] = max(values[at], int(c))
                    else:
                        at += 1
        inner = range(_BEFORE, len(word) - _AFTER + 1)
        return tuple(n for n in inner if values[n + 1] % 2)


@lru_cache(maxsize=16)
def _patterns(lang: str) -> _Patterns | None:
    spec = importlib.util.find_spec("pyphen")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "dictionaries"
    name = lang.replace("-", "_")
    short = name.partition("_")[0]
    for wanted in (name, _DEFAULTS.get(short, short), short):
        path = folder / f"hyph_{wanted}.dic"
        if path.is_file():
            return _Patterns(path)
    return next((_Patterns(path) for path in sorted(folder.glob(f"hyph_{short}_*.dic"))), None)


def points(word: str, lang: str) -> tuple[int, ...]:
    """Offsets into `word` at which it may be broken with a hyphen.

    Abbreviations in capitals are left whole, and so is a word with a hyphen of its own.
    """
    if len(word) < _LEAST:
        return ()
    found = _WORD.search(word)
    if found is None or "-" in word or found.end() - found.start() < _LEAST:
        return ()
    letters = found[0]
    if letters.isupper() or len(letters) > _LONGEST:
        return ()
    patterns = _patterns(lang)
    if patterns is None:
        return ()
    return tuple(found.start() + place for place in patterns.points(letters.lower()))


@lru_cache(maxsize=50_000)
def syllables(word: str, lang: str) -> tuple[str, ...]:
    """The word cut at its hyphenation points."""
    places = points(word, lang)
    return tuple(map(word.__getitem__, map(slice, (0, *places), (*places, len(word)))))
