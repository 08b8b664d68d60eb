"""The language of a text, as a BCP 47 tag, from its script and its commonest words.

Reading aloud, hyphenation and the sentence rules ask for it. Twelve languages of news desks are
told apart; a page that names its own language is believed instead.
"""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_PERSIAN = re.compile("[\u06af\u067e\u0686\u0698]")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_COMMON = {
    "en": "the of and to in that is was for on with as by at from has said",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine",
    "fr": "le la les de des et en un une du que qui dans pour sur est au par",
    "es": "el la los las de y en un una que del por con para se su al",
    "it": "il la le di e che in un una del della per con si sono gli",
    "pt": "o a os as de e em um uma que do da no na por para com",
    "nl": "de het een en van in dat is op te met voor zijn niet aan",
    "pl": "i w na z do się nie że jest to o po od przez",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000


def language_of(text: str, fallback: str = "en") -> str:
    """The tag of the language `text` is written in, `fallback` when too little speaks for one."""
    sample = text[:_SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    if letters < 40:
        return fallback
    # Japanese is told before Chinese by its own letters, however many Chinese ones stand between.
    for language, pattern in _SCRIPTS:
        share = len(pattern.findall(sample)) / letters
        if share > 0.4 or (language == "ja" and share > 0.15):
            if language == "ru" and _UKRAINIAN.search(sample):
                return "uk"
            return "fa" if language == "ar" and _PERSIAN.search(sample) else language
    words = Counter(_WORD.findall(sample.lower()))
    total = sum(words.values())
    scores = {lang: sum(words[w] for w in common) for lang, common in _WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= max(3, total * 0.1) else fallback
