"""Which documents an edition stands on, and the short names of their sources.

The same document given twice is one, with a note that names both files. Ids of an earlier edition
stay with their document, and an id that was once given never comes to mean another source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefing.model import Document, Source, Statement

Collected = tuple[Document, Sequence[Statement]]

_PERSONAL = ("title", "publisher", "author", "published", "address", "descriptor", "group")


def without_doubles(collected: Iterable[Collected]) -> tuple[list[Collected], list[str]]:
    """Each document once, in the order given, and a note for each that was given again."""
    first: dict[str, Collected] = {}
    places: dict[str, list[str]] = {}
    for document, statements in collected:
        first.setdefault(document.id, (document, statements))
        places.setdefault(document.id, []).append(document.source.location or document.id)
    notes = []
    for found in places.values():
        if len(found) > 1:
            named = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
            notes.append(f"{len(found)} files hold the same article, which is used once: {named}")
    return list(first.values()), notes


def number(documents: Sequence[Document], earlier: Sequence[Source]) -> list[Source]:
    """The sources of `documents`: those of the earlier edition first, in its order and as edited.

    What a person can see and correct (title, publisher, author, date, address, grade) stays as the
    earlier edition has it; what the file itself says (size, hash, place) is the new reading's.
    """
    given = {document.id: document for document in documents}
    numbered = []
    for source in earlier:
        document = given.pop(source.document_id, None)
        if document is not None:
            kept = {name: getattr(source, name) for name in (*_PERSONAL, "id", "published_from")}
            # A grade of F says that nobody has judged yet: the desk's sources file may have since.
            kept["grade"] = source.grade if source.grade != "F" else document.source.grade
            source = replace(document.source, document_id=document.id, **kept)
            numbered.append(source)
    taken = {source.id for source in earlier}
    last = max((int(m[1]) for name in taken if (m := re.fullmatch(r"a(\d{1,9})", name))), default=0)
    for place, document in enumerate(given.values(), last + 1):
        numbered.append(replace(document.source, id=f"a{place}", document_id=document.id))
    return numbered
