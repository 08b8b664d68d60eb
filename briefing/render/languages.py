"""Marks words in another script with their language, so that a screen reader changes its voice.

Only what the letters themselves tell. Hangul is Korean and kana are Japanese, but Cyrillic could be
Russian or Ukrainian: such words get the script alone (`und-Cyrl`, RFC 5646), not a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from briefing.render.markup import ELEMENTS, Node

# Script, tag, letters. Kana before Han, which Japanese uses too.
_SCRIPTS = (
    ("Hang", "ko", "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"),
    ("Kana", "ja", "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"),
    ("Hani", "und-Hani", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    ("Cyrl", "und-Cyrl", "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f"),
    ("Grek", "el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("Hebr", "he", "\u0590-\u05ff\ufb1d-\ufb4f"),
    ("Arab", "und-Arab", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"),
    ("Armn", "hy", "\u0530-\u058f"),
    ("Geor", "ka", "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f"),
    ("Deva", "und-Deva", "\u0900-\u097f"),
    ("Thai", "th", "\u0e00-\u0e7f"),
)
# The scripts that a language is written in; the Latin ones need no entry.
_OWN: dict[str, frozenset[str]] = {
    language: frozenset(scripts.split())
    for languages, scripts in (
        ("ko", "Hang Hani"),
        ("ja", "Kana Hani"),
        ("zh", "Hani"),
        ("ru uk be bg sr mk kk ky mn tg", "Cyrl"),
        ("el", "Grek"),
        ("he yi", "Hebr"),
        ("ar fa ur ps ckb sd ug", "Arab"),
        ("hy", "Armn"),
        ("ka", "Geor"),
        ("hi mr ne sa", "Deva"),
        ("th", "Thai"),
    )
    for language in languages.split()
}
_ANY = re.compile("[" + "".join(letters for _, _, letters in _SCRIPTS) + "]")


@cache  # 9 ms to compile, which a paper in one script need not spend
def _runs() -> re.Pattern[str]:
    """Words of one script in a row; a single Greek letter is a symbol, not Greek."""
    letters = {script: letters for script, _, letters in _SCRIPTS}
    han, kana = letters.pop("Hani"), letters.pop("Kana")
    spaced = [
        f"(?P<{script}>[{own}]{'{2,}' if script == 'Grek' else '+'}"
        f"(?:[\u0300-\u036f ,.\u00a0’'·-]{{1,3}}[{own}]+)*)"
        for script, own in letters.items()
    ]
    return re.compile("|".join([*spaced, f"(?P<Kana>[{han}]*[{kana}][{kana}{han}]*)", f"(?P<Hani>[{han}]+)"]))


_TAGS = {script: tag for script, tag, _ in _SCRIPTS}


def mark_languages(node: Node, lang: str = "") -> Node:
    """`node` with a `span` around every run of words in a script that is not its language's own."""
    lang = node.attributes.get("lang", lang)
    children: list[Node | str] = []
    changed = False
    for child in node.children:
        if isinstance(child, str):
            pieces = _split(child, lang, node.line) if "span" in ELEMENTS[node.name].holds else [child]
            children += pieces
            changed = changed or len(pieces) > 1 or pieces[0] is not child
        else:
            made = mark_languages(child, lang)
            children.append(made)
            changed = changed or made is not child
    return replace(node, children=tuple(children)) if changed else node


def _split(text: str, lang: str, line: int) -> list[Node | str]:
    if _ANY.search(text) is None:
        return [text]
    own = _OWN.get(lang.partition("-")[0].lower(), frozenset())
    pieces: list[Node | str] = []
    at = 0
    for found in _runs().finditer(text):
        script = found.lastgroup or ""
        if script in own:
            continue
        if found.start() > at:
            pieces.append(text[at : found.start()])
        pieces.append(Node("span", {"lang": _TAGS[script]}, (found[0],), line))
        at = found.end()
    if at < len(text):
        pieces.append(text[at:])
    return pieces or [text]
