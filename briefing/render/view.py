"""What a template sees of an edition: dictionaries, lists, strings and numbers, nothing else.

Everything that is counted, numbered, ordered or cut is decided here, so that a template only says
where it stands on the page. No printed word is made here: words come from the sources, and labels
("reported", "not stated") from the template.
"""

from __future__ import annotations

from collections import Counter

from briefing.errors import BriefingError
from briefing.model import Claim, Document, Edition, Source, Statement
from briefing.render.coverage import coverage
from briefing.render.events import dated_events
from briefing.render.grades import grade
from briefing.render.index import Index
from briefing.render.ledger import differing_rows, ledger_rows
from briefing.render.lookups import Lookups, words_at
from briefing.render.numbers import check_letters
from briefing.render.origins import joined
from briefing.render.speakers import is_unnamed, shown_speaker
from briefing.render.values import Values, moment, period, register_row

MAX_KEY_POINTS = 5
MIN_EVENTS = 3


def view(edition: Edition) -> Values:
    """The values for any template; docs/templates.md describes each."""
    return _View(edition).values()


class _View:
    """One edition with the look-ups that its parts need."""

    def __init__(self, edition: Edition) -> None:
        self.briefing = edition.briefing
        self.at = Lookups(edition)
        self.shown: dict[str, Values] = {}
        self.change_of = {change.id: change.kind for change in edition.briefing.changes}
        self.index = Index(
            edition.briefing, self.at.documents, self.at.found_at, self.at.printed_as, self.at.ref
        )
        self.introduced = self.index.introductions()

    def values(self) -> Values:
        briefing = self.briefing
        sections = self._sections()
        ledger, differing = ledger_rows(self.at, self.shown), differing_rows(self.at)
        printed = list(self.shown.values())
        key_points = self._key_points()
        sources = self._sources(key_points, ledger)
        return {
            "title": briefing.title,
            "number": briefing.number,
            "lang": briefing.lang,
            "marking": briefing.marking or "",
            "as_of": moment(briefing.as_of),
            "period": period(briefing.sources),
            "counts": {
                "sources": len(sources),
                "origins": self._origins(),
                "statements": len(printed),
                "found": len(briefing.statements),
                "quotations": sum(len(self.at.statements[s["id"]].quotations) for s in printed),
                "denied": sum(row["kind"] == "denied" for row in ledger),
                "unmatched": sum(row["kind"] == "unmatched" for row in ledger),
                "differing": len(differing),
                "added": sum(s["added"] for s in printed),
                "edited": sum(s["edited"] for s in printed),
                "ungraded": sum(s["grade"] == "F" for s in sources),
            },
            "key_points": key_points,
            "since": self.briefing.since,
            "changes": self._changes(),
            "sections": sections,
            "ledger": ledger,
            "differing": differing,
            "events": self._events(),
            "quotations": self._quotations(),
            "speakers": self.index.named(),
            "described": self.index.described(),
            "sources": sources,
            "coverage": coverage(briefing, self.at.documents, self.at.by_document),
        }

    # --- statements -----------------------------------------------------------------------------

    def _sections(self) -> list[Values]:
        """Sections with their printed statements, numbered in the order of the file."""
        known = {section.key for section in self.briefing.sections}
        check_letters(self.briefing.sections)
        members: dict[str, list[Statement]] = {key: [] for key in known}
        for statement in self.briefing.statements:
            if statement.section not in known:
                raise BriefingError(
                    f"no section has the key '{statement.section}'",
                    where=f"statement {statement.id}",
                    hint="the sections of an edition stand in its briefing.toml",
                )
            members[statement.section].append(statement)
        sections = []
        for section in self.briefing.sections:
            shown = [self._statement(s) for s in members[section.key] if s.id in self.at.printed_as]
            also = [
                self.at.printed_as[s.id]
                for s in self.at.statements.values()
                if section.key in s.also and s.id in self.at.printed_as
            ]
            sections.append(
                {
                    "key": section.key,
                    "title": section.title,
                    "letter": section.letter,
                    "marker": section.marker,
                    "statements": shown,
                    "printed": len(shown),
                    "found": len(members[section.key]),
                    "also": also,
                    "others": [self._other(s) for s in members[section.key] if _unprinted(s)],
                }
            )
        return sections

    def _statement(self, statement: Statement) -> Values:
        document = self.at.document(statement)
        claim = self.at.claim_of.get(statement.id)
        speaker, resolved = shown_speaker(statement.speaker, words_at(document, statement.speaker_at))
        original = ""
        if statement.state == "edited" and document is not None:
            original = document.words(statement.evidence[0].span)
        refs = self.at.refs(statement, *self.at.told.get(statement.id, ()))
        role = self.introduced.get(statement.id)
        value = {
            "id": statement.id,
            "number": self.at.printed_as.get(statement.id, ""),
            "proof": self.at.key(statement),
            "kind": statement.kind,
            "text": statement.text,
            "runs": _runs(statement, document),
            "certainty": statement.certainty,
            "certainty_words": " … ".join(words_at(document, statement.certainty_at)),
            "speaker": speaker,
            "resolved": resolved,
            "role": [{**role, "apart": role["ref"] not in refs}] if role else [],
            "refs": refs,
            "outlets": len(self.at.outlets(claim))
            if claim
            else len({e.document_id for e in statement.evidence}),
            "origins": claim.origins if claim else 1,
            **self._likewise(statement, claim),
            "grade": grade(statement, claim, self._sources_of(statement)),
            "denied_by": self.at.printed(claim.denied_by if claim else ()),
            "denials": [self.at.denier(each) for each in self.at.standing(claim.denied_by if claim else ())],
            "contradicted_by": self.at.printed(claim.contradicted_by if claim else ()),
            "change": self.change_of.get(statement.id, ""),
            "added": statement.state == "added",
            "edited": statement.state == "edited",
            "original": original,
        }
        self.shown[statement.id] = value
        return value

    def _likewise(self, statement: Statement, claim: Claim | None) -> Values:
        """Where else the claim stands: numbers of lines on this paper, places of what is not printed."""
        if claim is None:
            return {"likewise": [], "elsewhere": []}
        others = [key for key in claim.statements if key != statement.id and key in self.at.statements]
        apart = [self.at.statements[key] for key in others if self.at.told_by.get(key) is None]
        return {
            "likewise": self.at.printed(s.id for s in apart),
            "elsewhere": self.at.refs(*(s for s in apart if _unprinted(s))),
        }

    def _other(self, statement: Statement) -> Values:
        """A statement that was found and is not printed: no number, no marks."""
        words = words_at(self.at.document(statement), statement.speaker_at)
        speaker, resolved = shown_speaker(statement.speaker, words)
        return {
            "text": statement.text,
            "proof": self.at.key(statement),
            "speaker": speaker,
            "resolved": resolved,
            "certainty": statement.certainty,
            "refs": self.at.refs(statement),
        }

    def _changes(self) -> list[Values]:
        """What changed since the earlier edition, in the paper's order; a withdrawn line has no number."""
        order = {identity: place for place, identity in enumerate(self.at.found_at)}
        changes = sorted(self.briefing.changes, key=lambda change: order.get(change.id, -1))
        return [
            {
                "kind": change.kind,
                "number": self.at.found_at.get(change.id, ""),
                "what": change.what,
                "before": change.before,
            }
            for change in changes
            if change.kind == "withdrawn" or change.id in self.at.found_at
        ]

    def _sources_of(self, statement: Statement) -> list[Source]:
        keys = {evidence.document_id for evidence in statement.evidence}
        return [s for s in self.briefing.sources if s.document_id in keys or s.id == statement.source_id]

    def _key_points(self) -> list[Values]:
        """The heaviest printed key statements, at most one of each claim and wording."""
        chosen: list[Values] = []
        seen: set[str] = set()
        keys = [s for s in self.at.statements.values() if s.key and s.id in self.at.found_at]
        for key in sorted(keys, key=lambda s: -s.weight):
            statement = self.at.statements[self.at.told_by.get(key.id, key.id)]
            claim = self.at.claim_of.get(statement.id)
            marks = {" ".join(statement.text.split()), claim.id if claim else statement.id}
            if not marks & seen and len(chosen) < MAX_KEY_POINTS:
                seen |= marks
                chosen.append(self.shown[statement.id])
        return chosen

    def _quotations(self) -> list[Values]:
        """The quotations of printed statements by speaker, in the order in which speakers appear."""
        groups: dict[str, list[Values]] = {}
        for shown in self.shown.values():
            for run in shown["runs"]:
                if run["quote"]:
                    said = {"words": run["text"], "number": shown["number"], "refs": shown["refs"]}
                    said["proof"] = f"part {shown['proof']}"
                    groups.setdefault(run["speaker"], []).append(said)
        return [{"speaker": speaker, "quotations": said} for speaker, said in groups.items()]

    # --- claims ---------------------------------------------------------------------------------

    def _origins(self) -> int:
        """How many independent origins the sources go back to, as far as their claims show it."""
        carried = Counter(
            number
            for statement in self.at.statements.values()
            for number in {self.at.by_document.get(evidence.document_id) for evidence in statement.evidence}
            if number
        )
        one_origin = [self.at.outlets(claim) for claim in self.briefing.claims if claim.origins == 1]
        return len(self.at.numbers) - joined(one_origin, carried)

    # --- events and sources ---------------------------------------------------------------------

    def _events(self) -> list[Values]:
        """Dates stated in the printed text; from the unprinted too where those are fewer than three."""
        found = dated_events([self.at.statements[key] for key in self.shown])
        if len(found) < MIN_EVENTS:
            rest = [s for s in self.at.statements.values() if _unprinted(s)]
            found = dated_events([self.at.statements[key] for key in self.shown], rest)
        for event in found:
            statement = self.at.statements[event.pop("id")]
            event |= {"number": self.at.printed_as.get(statement.id, ""), "refs": self.at.refs(statement)}
        return found

    def _sources(self, key_points: list[Values], ledger: list[Values]) -> list[Values]:
        """The register: each source with what rests on it.

        `key` says that a key point does, or a denial of one; `ledger` is the first row of the ledger that
        cites it.
        """
        told = [each for point in key_points for each in (point, *point["denials"])]
        heading = {ref["source"] for each in told for ref in each["refs"]}
        row_of: dict[int, int] = {}
        for row, entry in enumerate(ledger, 1):
            for side in (entry, *entry["against"]):
                for ref in side["refs"]:
                    row_of.setdefault(ref["source"], row)
        resting: dict[int, dict[str, None]] = {n: {} for n in self.at.numbers.values()}
        unnamed: dict[int, dict[str, None]] = {n: {} for n in self.at.numbers.values()}
        for key, shown in self.shown.items():
            words = shown["speaker"]
            nameless = bool(words) and is_unnamed(self.at.statements[key].speaker or words)
            for ref in shown["refs"]:
                resting[ref["source"]][shown["number"]] = None
                if nameless:
                    unnamed[ref["source"]][words] = None
        return [
            {
                **register_row(n, source),
                "unnamed": list(unnamed[n]),
                "statements": list(resting[n]),
                "key": n in heading,
                "ledger": row_of.get(n, 0),
            }
            for n, source in enumerate(self.briefing.sources, 1)
        ]


def _unprinted(statement: Statement) -> bool:
    return not statement.printed and statement.state != "dropped"


def _runs(statement: Statement, document: Document | None) -> list[Values]:
    """The text in pieces; those that are a quotation's words, marks excluded, have `quote` set."""
    text = statement.text
    if document is None or statement.state in ("edited", "added"):
        return [{"text": text, "quote": False, "speaker": ""}]
    runs, at = [], 0
    start = statement.evidence[0].span.start
    for quotation in sorted(statement.quotations, key=lambda q: q.span):
        begin, end = quotation.span.start - start, quotation.span.end - start
        if begin < at or end > len(text):
            continue  # nested in the one before
        if begin > at:
            runs.append({"text": text[at:begin], "quote": False, "speaker": ""})
        runs.append({"text": text[begin:end], "quote": True, "speaker": quotation.speaker})
        at = end
    if at < len(text):
        runs.append({"text": text[at:], "quote": False, "speaker": ""})
    return runs
