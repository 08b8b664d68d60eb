"""Where words may be broken, from the patterns of `pyphen`.

The patterns of a language are loaded when its first word needs breaking. A language without
patterns is simply not hyphenated.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 6  # letters: shorter words gain little and look worse
_BEFORE, _AFTER = 2, 3  # letters that must stay on each line
# English as it is hyphenated by sound, unless the tag names a country.
_DEFAULTS = {"en": "en_GB", "de": "de_DE", "pt": "pt_PT"}


@lru_cache(maxsize=8)
def _patterns(lang: str) -> Any:
    import pyphen

    name = lang.replace("-", "_")
    for wanted in (name, _DEFAULTS.get(name.split("_")[0], ""), name.split("_")[0]):
        found = pyphen.language_fallback(wanted) if wanted else None
        if found:
            return pyphen.Pyphen(lang=found, left=_BEFORE, right=_AFTER)
    return None


@lru_cache(maxsize=50_000)
def points(word: str, lang: str) -> tuple[int, ...]:
    """Offsets into `word` at which it may be broken with a hyphen.

    Names and abbreviations in capitals are left whole, and so is a word with a hyphen of its own.
    """
    if len(word) < _LEAST:
        return ()
    found = _WORD.search(word)
    if found is None or "-" in word or found.end() - found.start() < _LEAST:
        return ()
    letters = found[0]
    if letters.isupper() or len(letters) > 60:
        return ()
    patterns = _patterns(lang)
    if patterns is None:
        return ()
    return tuple(found.start() + int(place) for place in patterns.positions(letters))
