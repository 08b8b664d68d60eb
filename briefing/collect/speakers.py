"""Who is meant: the fullest name an article gives for a source, found from short forms and pronouns."""

from __future__ import annotations

import re

from briefing.model import Document, Span

_NAME = re.compile(
    r"\b[A-Z][\w\u2019'-]*\.?(?: (?:[A-Z][\w\u2019'-]*\.?|al|bin|de|der|el|van|von))*(?: [A-Z][\w\u2019'-]*)"
)
_PRONOUNS = frozenset("he she they it who which".split())


def resolve(document: Document, sources: list[tuple[Span, ...]]) -> list[str]:
    """The speaker's name for each source, in text order: "" where there is none."""
    text = document.text
    names = [m.group() for m in _NAME.finditer(text)]
    answers: list[str] = []
    last = ""
    for source in sources:
        if not source:
            answers.append("")
            continue
        words = " ".join(text[s.start : s.end] for s in source).strip(" ,")
        if words.lower() in _PRONOUNS:
            answers.append(last or words)
            continue
        found = _NAME.search(words)
        name = found.group() if found else words
        if " " not in name:
            name = next((n for n in names if n.endswith(" " + name)), name)
        answers.append(name)
        last = name
    return answers
