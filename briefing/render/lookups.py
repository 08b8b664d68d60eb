"""Where the parts of an edition are found from one another: places, numbers, claims, words."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.errors import BriefingError
from briefing.model import Claim, Document, Edition, Evidence, Span, Statement, told_by
from briefing.render.numbers import numbers_on_paper, printed_numbers
from briefing.render.speakers import shown_speaker
from briefing.render.values import Values


class Lookups:
    """One edition, to be asked what stands where.

    `printed_as` has, by id, the number of each statement that is printed in its own words, `found_at`
    also that under which a reader finds one told in another's; `told` has the statements told so by the
    id of that other, `numbers` and `by_document` the number of each source by its id and its document's.
    """

    def __init__(self, edition: Edition) -> None:
        self.briefing = edition.briefing
        self.documents = {document.id: document for document in edition.documents}
        self.statements = {statement.id: statement for statement in edition.briefing.statements}
        self.numbers = {source.id: n for n, source in enumerate(edition.briefing.sources, 1)}
        self.by_document = {
            source.document_id: n
            for n, source in enumerate(edition.briefing.sources, 1)
            if source.document_id
        }
        self.claim_of = {key: claim for claim in edition.briefing.claims for key in claim.statements}
        self.told_by = told_by(edition.briefing)
        self.told: dict[str, list[Statement]] = {}
        for key, lead in self.told_by.items():
            self.told.setdefault(lead, []).append(self.statements[key])
        self.printed_as = printed_numbers(edition.briefing)
        self.found_at = numbers_on_paper(edition.briefing)

    def key(self, statement: Statement) -> str:
        """What names the statement's words to `briefing verify`: its number, its id when it has none."""
        return self.printed_as.get(statement.id) or statement.id

    def document(self, statement: Statement) -> Document | None:
        return self.documents.get(statement.evidence[0].document_id) if statement.evidence else None

    def printed(self, keys: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self.found_at[key] for key in keys if key in self.found_at))

    def refs(self, *statements: Statement) -> list[Values]:
        """Source and paragraph (0 before the first one) of each place, in order, none twice."""
        found = [
            self.ref(evidence, statement.id) for statement in statements for evidence in statement.evidence
        ]
        by_hand = [self.numbers[s.source_id] for s in statements if s.source_id in self.numbers]
        found += [{"source": n, "paragraph": 0, "to": f"source-{n}"} for n in by_hand]
        return list({(ref["source"], ref["paragraph"]): ref for ref in found}.values())

    def ref(self, evidence: Evidence, statement: str = "") -> Values:
        """The source and the paragraph where evidence begins."""
        number = self.by_document.get(evidence.document_id)
        if number is None:
            raise BriefingError("its document has no source", where=f"statement {statement}")
        document = self.documents.get(evidence.document_id)
        paragraph = document.paragraph_at(evidence.span.start) if document else 0
        return {"source": number, "paragraph": paragraph, "to": f"source-{number}"}

    def outlets(self, claim: Claim) -> set[int]:
        """The numbers of the sources that carry the claim."""
        return {
            self.by_document[evidence.document_id]
            for key in claim.statements
            if key in self.statements
            for evidence in self.statements[key].evidence
            if evidence.document_id in self.by_document
        }

    def standing(self, keys: Iterable[str]) -> list[Statement]:
        """The statements of `keys` that a person has not dropped, those with a number of their own first."""
        known = [self.statements[key] for key in keys if key in self.statements]
        kept = [statement for statement in known if statement.state != "dropped"]
        return sorted(kept, key=lambda statement: statement.id not in self.printed_as)

    def denier(self, denial: Statement) -> Values:
        """Who denies a statement and where, for places too narrow for the words."""
        speaker, resolved = shown_speaker(denial.speaker, words_at(self.document(denial), denial.speaker_at))
        number = self.printed_as.get(denial.id, "")
        return {"speaker": speaker, "resolved": resolved, "number": number, "refs": self.refs(denial)}


def words_at(document: Document | None, spans: Iterable[Span]) -> list[str]:
    """The words of each span; none where there is no document."""
    return [document.words(span) for span in spans] if document is not None else []
