"""Which classes an English word form can belong to: what the tagger asks of words it never met.

Classes are letters: n noun, s plural noun, v verb base, z third person, d past, p past participle,
g -ing form, j adjective, r adverb, c comparative or superlative. Built by `bench/build_lexicon.py`.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources

FILE = "lexicon.z"


@cache
def load() -> dict[str, str]:
    """Word form in lower case to its class letters, in alphabetical order."""
    data = resources.files("briefing.collect").joinpath(FILE).read_bytes()
    classes: dict[str, str] = {}
    for line in zlib.decompress(data).decode().split("\n"):
        code, _, forms = line.partition(" ")
        classes.update(dict.fromkeys(forms.split(" "), code))
    return classes
