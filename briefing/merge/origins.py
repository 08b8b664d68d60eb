"""How many independent origins stand behind a claim: five outlets with one agency's story are one.

Two documents share an origin when much of the shorter one's running text stands in the other, when
both name the same news agency as theirs, or when the desk puts both into one group. One sentence
taken over word for word makes them one origin for that claim only. Counting is on the careful side:
in doubt, fewer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from briefing.model import Document, Statement

_SHINGLE = 6  # words
_SHARED = 0.4  # of the shorter text's shingles; independent reports of one event share under 0.1
_AGENCIES = {
    "reuters": "Reuters",
    "ap": "AP",
    "associated press": "AP",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "dpa": "dpa",
    "upi": "UPI",
    "tass": "TASS",
    "interfax": "Interfax",
    "ria novosti": "RIA Novosti",
    "ria": "RIA Novosti",
    "yonhap": "Yonhap",
    "kcna": "KCNA",
    "kyodo": "Kyodo",
    "xinhua": "Xinhua",
    "anadolu": "Anadolu",
    "irna": "IRNA",
    "pti": "PTI",
    "ani": "ANI",
    "efe": "EFE",
    "ansa": "ANSA",
    "bloomberg": "Bloomberg",
    "ukrinform": "Ukrinform",
}
_NAME = "|".join(re.escape(name) for name in sorted(_AGENCIES, key=len, reverse=True))
# "KABUL (Reuters) -", "(AP)" at the end of a line, "Source: AFP", "By Ann Lee, Associated Press".
_TAG = re.compile(
    rf"\((?:the )?({_NAME})\)"
    rf"|\b(?:source|credit|by|with) ?:? (?:the )?({_NAME})\b"
    rf"|^by [^\n]{{3,60}}, (?:the )?({_NAME})\b",
    re.IGNORECASE | re.MULTILINE,
)
_TOLD = re.compile(rf"\b(?:told|to|reported by|according to) (?:the )?({_NAME})\b", re.IGNORECASE)
_HEAD = 500  # characters in which a dateline or a byline names the agency
_TAIL = 200


def group(documents: Sequence[Document]) -> dict[str, str]:
    """The origin of each document, by document id: an agency's name, or the id of the first document."""
    origins = _Union()
    for document in documents:
        origins.find(document.id)
        if agency := _agency_of(document):
            origins.join(agency, document.id)
        if document.source.group:
            origins.join(f"group {document.source.group}", document.id)
    _join_reprints(documents, origins)
    return {document.id: origins.find(document.id) for document in documents}


def count(statements: Iterable[Statement], origin_of: Mapping[str, str]) -> int:
    """The number of independent origins of `statements`, at least 1.

    Places of one statement hold the same words and so have one origin, and a statement that names
    an agency ("told Reuters", "(AFP)") has that agency's.
    """
    union = _Union()
    for statement in statements:
        nodes = [origin_of.get(each.document_id, each.document_id) for each in statement.evidence]
        nodes = nodes or [statement.source_id or statement.id]
        match = _TAG.search(statement.text) or _TOLD.search(statement.text)
        if match:
            nodes.append(_name(match))
        for node in nodes:
            union.join(nodes[0], node)
    return max(1, union.size())


def _agency_of(document: Document) -> str:
    publisher = _AGENCIES.get(document.source.publisher.casefold().removeprefix("the "))
    if publisher:
        return publisher
    author = re.search(rf"\b({_NAME})\b", document.source.author, re.IGNORECASE)
    if author:
        return _name(author)
    start = next((b.span.start for b in document.blocks if b.kind in ("paragraph", "quotation")), 0)
    text = document.text
    match = _TAG.search(text[start : start + _HEAD]) or _TAG.search(text[max(0, len(text) - _TAIL) :])
    return _name(match) if match else ""


def _name(match: re.Match[str]) -> str:
    found = next(part for part in match.groups() if part)
    return _AGENCIES[found.casefold()]


def _join_reprints(documents: Sequence[Document], origins: _Union) -> None:
    """Join documents that share much text.

    For each shingle only one document of each group found so far is remembered, so that a thousand
    copies of one text cost no more than a thousand texts.
    """
    holders: dict[int, list[str]] = {}
    sizes: dict[str, int] = {}
    for document in documents:
        shingles = _shingles(document)
        sizes[document.id] = len(shingles)
        shared: Counter[str] = Counter()
        for shingle in shingles:
            shared.update(holders.get(shingle, ()))
        for other, hits in shared.items():
            if hits >= _SHARED * max(1, min(len(shingles), sizes[other])):
                origins.join(other, document.id)
        mine = origins.find(document.id)
        for shingle in shingles:
            held = holders.setdefault(shingle, [])
            if len(held) < 8 and all(origins.find(other) != mine for other in held):
                held.append(document.id)


def _shingles(document: Document) -> set[int]:
    """Hashes of every run of six words in the article's own paragraphs."""
    words = []
    for block in document.blocks:
        if block.kind in ("paragraph", "quotation"):
            words += re.findall(r"\w+", document.text[block.span.start : block.span.end].casefold())
    runs = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    # blake2b rather than hash(): the same grouping in every run, whatever the hash seed.
    return {
        int.from_bytes(blake2b(run.encode("utf-8", "replace"), digest_size=8).digest(), "big") for run in runs
    }


class _Union:
    """Groups of names; the first name of a group stands for it."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        self._parent.setdefault(name, name)
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        one, other = self.find(one), self.find(other)
        if one != other:
            self._parent[other] = one

    def size(self) -> int:
        return sum(1 for name, parent in self._parent.items() if name == parent)
