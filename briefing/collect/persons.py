"""A person of an article, and the word lists by which names are told from titles, offices and places."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources

NEITHER = "n"


@dataclass(slots=True)
class Person:
    """Somebody the article names: `name` is the fullest form, `roles` the words that describe them.

    `role_at` are the ranges of tokens that say who they are, one for each wording, in text order.
    """

    name: str
    parts: tuple[str, ...]
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    role_at: list[tuple[int, int]] = field(default_factory=list)


@cache
def lists() -> dict[str, frozenset[str]]:
    """The word lists of `names.txt` by section."""
    text = resources.files("briefing.collect").joinpath("names.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            current = found.setdefault(line[1 : line.index("]")], set())
        elif not line.startswith("#"):
            current.update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


_MALE = frozenset("mr mr. king prince spokesman chairman congressman sir his father".split())
_FEMALE = frozenset("mrs mrs. ms ms. miss queen princess spokeswoman congresswoman lady".split())


def gender(parts: tuple[str, ...], described: set[str]) -> str:
    """ "m" or "f" for a name by the words that describe it, or by a known first name; "" for neither."""
    if described & _MALE:
        return "m"
    if described & _FEMALE:
        return "f"
    if len(parts) > 1:
        if parts[0] in lists()["men"]:
            return "m"
        if parts[0] in lists()["women"]:
            return "f"
    return ""
