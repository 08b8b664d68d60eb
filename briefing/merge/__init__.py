"""From the statements of many articles to one edition; a person's edits are never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from briefing.merge import claims, editions, origins, same, sources, wording
from briefing.merge.claims import conflicts
from briefing.merge.difference import compare
from briefing.merge.likewise import headline, said_likewise
from briefing.merge.sources import Collected
from briefing.merge.speakers import names_in, with_speakers
from briefing.model import Briefing, Edition, Source

__all__ = [
    "compare",
    "conflicts",
    "headline",
    "merge",
    "names_in",
    "said_likewise",
    "with_speakers",
    "worded",
]


def merge(collected: Iterable[Collected], header: Briefing, earlier: Edition | None = None) -> Edition:
    """The edition of all `collected` documents under the head and sections of `header`.

    Documents given twice are used once, the same words are one statement with all their places, and
    statements that say the same are a claim. With `earlier`, what a person kept, edited, dropped or
    added there stands here too; the notes say what was no longer found.
    """
    kept, notes = sources.without_doubles(collected)
    documents = [document for document, _ in kept]
    statements = same.unite(statement for _, found in kept for statement in found)
    registered = sources.number(documents, earlier.briefing.sources if earlier else ())
    if earlier is not None:
        carried = editions.carry(statements, documents, earlier)
        statements = carried.statements
        documents += carried.documents
        registered = _in_order([*registered, *carried.sources], earlier.briefing.sources)
        notes += carried.notes
        header = replace(header, sections=editions.sections(header.sections, earlier.briefing.sections))
    by_document = {source.document_id: source for source in registered}
    documents = [replace(document, source=by_document[document.id]) for document in documents]
    place = {source.document_id: at for at, source in enumerate(registered)}
    documents.sort(key=lambda document: place[document.id])
    briefing = replace(
        header,
        statements=tuple(statements),
        claims=tuple(claims.group(statements, documents, origins.group(documents))),
        sources=tuple(registered),
        notes=tuple(dict.fromkeys((*header.notes, *notes))),
    )
    return Edition(briefing, tuple(documents), digest=earlier.digest if earlier else "")


def worded(briefing: Briefing) -> Briefing:
    """`briefing` with each claim told which of its statements speaks for it; after ranking, for only
    what is printed can."""
    return replace(briefing, claims=wording.choose(briefing.claims, briefing.statements))


def _in_order(registered: list[Source], earlier: tuple[Source, ...]) -> list[Source]:
    """The earlier edition's sources in its order, then the new ones."""
    at = {source.id: place for place, source in enumerate(earlier)}
    return sorted(registered, key=lambda source: at.get(source.id, len(at)))
