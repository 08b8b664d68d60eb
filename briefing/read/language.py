"""The language of a text, as a BCP 47 tag, from its script and its commonest words.

Everything after reading asks the document for it: reading aloud, hyphenation, the rules of sentences,
and who says what, which is read in English only. Scripts decide first, then the commonest small words.
A guess costs a bounded sample of the text.
"""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 20_000
_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to in that is was for on with as at by from it he she they has have had not but said".split()
    ),
    "de": frozenset(
        "der die das und ist nicht ein eine zu den dem des mit auf von sich auch für im wird wurde sagte".split()
    ),
    "fr": frozenset(
        "le la les des et est un une du dans que qui pour pas sur avec par plus au aux il elle ont été".split()
    ),
    "es": frozenset(
        "el los las del y que en es un una por con para no se su al como más lo ha dijo pero según".split()
    ),
    "it": frozenset(
        "il gli della di che è un una per non con del dei nel sono alla più si anche ha al le da detto".split()
    ),
    "pt": frozenset(
        "o os as da do dos das e que em um uma para com não por se ao mais foi como disse à é na no".split()
    ),
    "nl": frozenset(
        "de het een en van is dat op te zijn met voor niet aan er om ook door bij heeft werd zei uit naar".split()
    ),
    "sv": frozenset(
        "och att det som en på är av för den med till inte har om ett var vid sade från men kan".split()
    ),
    "da": frozenset(
        "og at det som en på er af for den med til ikke har om et var ved sagde fra men kan der".split()
    ),
    "pl": frozenset(
        "w i na z się nie do to że jest o po jak za od ale przez dla są przy był była oraz tym".split()
    ),
    "cs": frozenset(
        "a v na se je že o s z do za to by ale jako pro jsou podle od byl bylo které který".split()
    ),
    "ro": frozenset("și în de la cu pe a nu că este din pentru un o care mai fost sau ale prin".split()),
    "hu": frozenset("a az és hogy nem is egy van de meg volt csak ez azt mint már még el kell".split()),
    "fi": frozenset("ja on ei että se oli hän mutta ovat myös kuin sen joka mukaan sanoi jo kun".split()),
    "tr": frozenset(
        "ve bir bu da de için ile olarak olan daha çok en ise gibi olduğunu dedi kadar sonra".split()
    ),
    "id": frozenset(
        "yang dan di dengan untuk dari ini itu pada tidak dalam akan adalah oleh juga ke kata".split()
    ),
    "vi": frozenset("và của là các có được cho trong đã với không một những này để khi người".split()),
    "uk": frozenset("і в на що не з та до у про як за це від для його але було він".split()),
    "ru": frozenset("и в на что не с по из за как это к у от о его но было он для".split()),
}
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
)
_WORD = re.compile(r"[^\W\d_]+")


# Fewer words than this tell nothing.
_TELLING = 12


def language_of(text: str, fallback: str = "en") -> str:
    """The tag of the language `text` is written in, `fallback` when too little speaks for one."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return fallback
    for tag, pattern in () if sample.isascii() else _SCRIPTS:
        count = sum(1 for _ in pattern.finditer(sample))
        # Chinese and Japanese say in one character what takes five letters elsewhere.
        if count * (3 if tag in ("ja", "zh", "ko") else 2) > letters:
            return _cyrillic(sample) if tag == "ru" else _arabic(sample) if tag == "ar" else tag
    seen = Counter(word.lower() for word in _WORD.findall(sample))
    scores = {tag: sum(seen[word] for word in words) for tag, words in _WORDS.items()}
    english = scores["en"]
    best = max(scores, key=lambda tag: (scores[tag], tag == "en"))
    if sum(seen.values()) < _TELLING or scores[best] < 3 or (best != "en" and scores[best] < 1.3 * english):
        return fallback
    return best


def agreed(claimed: str, text: str) -> str:
    """The language of a text that names its own: its word, with the region, unless the words say otherwise.

    Pages of every language call themselves English, because the system they were made with came so.
    """
    if not claimed:
        return language_of(text)
    found = language_of(text, claimed)
    return claimed if found.partition("-")[0] == claimed.partition("-")[0].lower() else found


def _arabic(sample: str) -> str:
    """Persian by the letters that Arabic lacks, else Arabic."""
    return "fa" if any(c in sample for c in "\u06af\u067e\u0686\u0698") else "ar"


def _cyrillic(sample: str) -> str:
    """Ukrainian, Bulgarian or Serbian by their own letters, else Russian."""
    lower = sample.lower()
    if sum(lower.count(c) for c in "\u0456\u0457\u0454\u0491") > lower.count("\u044b"):
        return "uk"
    if any(c in lower for c in "\u0452\u045b\u045f"):
        return "sr"
    if "\u044b" not in lower and "\u044a" in lower and "\u044d" not in lower:
        return "bg"
    return "ru"
