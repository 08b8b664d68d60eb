"""What a template sees of an edition: dictionaries, lists, strings and numbers, nothing else.

Everything that is counted, numbered, ordered or cut is decided here, so that a template only says
where it stands on the page. No printed word is made here: words come from the sources, and labels
("reported", "not stated") from the template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from briefing.errors import BriefingError
from briefing.model import Claim, Document, Edition, Evidence, Source, Span, Statement, hull, told_by
from briefing.render.coverage import coverage
from briefing.render.events import dated_events
from briefing.render.grades import grade
from briefing.render.index import Index
from briefing.render.numbers import check_letters, numbers_on_paper, printed_numbers
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
        self.documents = {document.id: document for document in edition.documents}
        self.statements = {statement.id: statement for statement in edition.briefing.statements}
        self.numbers = {source.id: n for n, source in enumerate(edition.briefing.sources, 1)}
        self.by_document = {
            source.document_id: n
            for n, source in enumerate(edition.briefing.sources, 1)
            if source.document_id
        }
        self.claim_of = {key: claim for claim in edition.briefing.claims for key in claim.statements}
        self.change_of = {change.id: change.kind for change in edition.briefing.changes}
        self.told_by = told_by(edition.briefing)
        self.told: dict[str, list[Statement]] = {}  # by the id of the statement in whose words they are
        for key, lead in self.told_by.items():
            self.told.setdefault(lead, []).append(self.statements[key])
        self.printed_as = printed_numbers(edition.briefing)
        self.found_at = numbers_on_paper(edition.briefing)
        self.shown: dict[str, Values] = {}
        self.index = Index(edition.briefing, self.documents, self.found_at, self.printed_as, self._ref)
        self.introduced = self.index.introductions()

    def values(self) -> Values:
        briefing = self.briefing
        sections = self._sections()
        ledger, differing = self._ledger(), self._differing()
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
                "quotations": sum(len(self.statements[s["id"]].quotations) for s in printed),
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
            "coverage": coverage(briefing, self.documents, self.by_document),
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
            shown = [self._statement(s) for s in members[section.key] if s.id in self.printed_as]
            also = [
                self.printed_as[s.id]
                for s in self.statements.values()
                if section.key in s.also and s.id in self.printed_as
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
        document = self._document(statement)
        claim = self.claim_of.get(statement.id)
        speaker, resolved = shown_speaker(statement.speaker, _words(document, statement.speaker_at))
        original = ""
        if statement.state == "edited" and document is not None:
            original = document.words(statement.evidence[0].span)
        refs = self._refs(statement, *self.told.get(statement.id, ()))
        role = self.introduced.get(statement.id)
        value = {
            "id": statement.id,
            "number": self.printed_as.get(statement.id, ""),
            "proof": self._key(statement),
            "kind": statement.kind,
            "text": statement.text,
            "runs": _runs(statement, document),
            "certainty": statement.certainty,
            "certainty_words": " … ".join(_words(document, statement.certainty_at)),
            "speaker": speaker,
            "resolved": resolved,
            "role": [{**role, "apart": role["ref"] not in refs}] if role else [],
            "refs": refs,
            "outlets": len(self._outlets(claim))
            if claim
            else len({e.document_id for e in statement.evidence}),
            "origins": claim.origins if claim else 1,
            **self._likewise(statement, claim),
            "grade": grade(statement, claim, self._sources_of(statement)),
            "denied_by": self._printed(claim.denied_by if claim else ()),
            "denials": [self._denier(each) for each in self._standing(claim.denied_by if claim else ())],
            "contradicted_by": self._printed(claim.contradicted_by if claim else ()),
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
        others = [key for key in claim.statements if key != statement.id and key in self.statements]
        apart = [self.statements[key] for key in others if self.told_by.get(key) is None]
        return {
            "likewise": self._printed(s.id for s in apart),
            "elsewhere": self._refs(*(s for s in apart if _unprinted(s))),
        }

    def _other(self, statement: Statement) -> Values:
        """A statement that was found and is not printed: no number, no marks."""
        words = _words(self._document(statement), statement.speaker_at)
        speaker, resolved = shown_speaker(statement.speaker, words)
        return {
            "text": statement.text,
            "proof": self._key(statement),
            "speaker": speaker,
            "resolved": resolved,
            "certainty": statement.certainty,
            "refs": self._refs(statement),
        }

    def _key(self, statement: Statement) -> str:
        """What names the statement's words to `briefing verify`: its number, its id when it has none."""
        return self.printed_as.get(statement.id) or statement.id

    def _changes(self) -> list[Values]:
        """What changed since the earlier edition, in the paper's order; a withdrawn line has no number."""
        order = {identity: place for place, identity in enumerate(self.found_at)}
        changes = sorted(self.briefing.changes, key=lambda change: order.get(change.id, -1))
        return [
            {
                "kind": change.kind,
                "number": self.found_at.get(change.id, ""),
                "what": change.what,
                "before": change.before,
            }
            for change in changes
            if change.kind == "withdrawn" or change.id in self.found_at
        ]

    def _sources_of(self, statement: Statement) -> list[Source]:
        keys = {evidence.document_id for evidence in statement.evidence}
        return [s for s in self.briefing.sources if s.document_id in keys or s.id == statement.source_id]

    def _document(self, statement: Statement) -> Document | None:
        return self.documents.get(statement.evidence[0].document_id) if statement.evidence else None

    def _printed(self, keys: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self.found_at[key] for key in keys if key in self.found_at))

    def _refs(self, *statements: Statement) -> list[Values]:
        """Source and paragraph (0 before the first one) of each place, in order, none twice."""
        found = [
            self._ref(evidence, statement.id) for statement in statements for evidence in statement.evidence
        ]
        by_hand = [self.numbers[s.source_id] for s in statements if s.source_id in self.numbers]
        found += [{"source": n, "paragraph": 0, "to": f"source-{n}"} for n in by_hand]
        return list({(ref["source"], ref["paragraph"]): ref for ref in found}.values())

    def _ref(self, evidence: Evidence, statement: str = "") -> Values:
        """The source and the paragraph where evidence begins."""
        number = self.by_document.get(evidence.document_id)
        if number is None:
            raise BriefingError("its document has no source", where=f"statement {statement}")
        document = self.documents.get(evidence.document_id)
        paragraph = document.paragraph_at(evidence.span.start) if document else 0
        return {"source": number, "paragraph": paragraph, "to": f"source-{number}"}

    def _key_points(self) -> list[Values]:
        """The heaviest printed key statements, at most one of each claim and wording."""
        chosen: list[Values] = []
        seen: set[str] = set()
        keys = [s for s in self.statements.values() if s.key and s.id in self.found_at]
        for key in sorted(keys, key=lambda s: -s.weight):
            statement = self.statements[self.told_by.get(key.id, key.id)]
            claim = self.claim_of.get(statement.id)
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

    def _outlets(self, claim: Claim) -> set[int]:
        """The numbers of the sources that carry the claim."""
        return {
            self.by_document[evidence.document_id]
            for key in claim.statements
            if key in self.statements
            for evidence in self.statements[key].evidence
            if evidence.document_id in self.by_document
        }

    def _origins(self) -> int:
        """How many independent origins the sources go back to, as far as their claims show it."""
        carried = Counter(
            number
            for statement in self.statements.values()
            for number in {self.by_document.get(evidence.document_id) for evidence in statement.evidence}
            if number
        )
        one_origin = [self._outlets(claim) for claim in self.briefing.claims if claim.origins == 1]
        return len(self.numbers) - joined(one_origin, carried)

    def _standing(self, keys: Iterable[str]) -> list[Statement]:
        """The statements of `keys` that a person has not dropped, those with a number of their own first."""
        known = [self.statements[key] for key in keys if key in self.statements]
        kept = [statement for statement in known if statement.state != "dropped"]
        return sorted(kept, key=lambda statement: statement.id not in self.printed_as)

    def _denier(self, denial: Statement) -> Values:
        """Who denies a statement and where, for places too narrow for the words."""
        speaker, resolved = shown_speaker(denial.speaker, _words(self._document(denial), denial.speaker_at))
        number = self.printed_as.get(denial.id, "")
        return {"speaker": speaker, "resolved": resolved, "number": number, "refs": self._refs(denial)}

    def _heads(self, claim: Claim) -> bool:
        """True when a key statement makes the claim."""
        return any(self.statements[key].key for key in claim.statements if key in self.found_at)

    def _ledger(self) -> list[Values]:
        """Claims beside their denials, those of key points first, then denials of which no claim was found."""
        rows: list[Values] = []
        matched: set[str] = set()
        quoted: set[str] = set()

        def against(denials: list[Statement]) -> list[Values]:
            """The denials' sides; `again` where an earlier row has quoted the same one."""
            sides = []
            for denial in denials:
                sides.append({**self._side(denial, excerpt=True), "again": denial.id in quoted})
                quoted.add(denial.id)
            return sides

        for claim in sorted(self.briefing.claims, key=lambda claim: not self._heads(claim)):
            claimed, denials = self._standing(claim.statements), self._standing(claim.denied_by)
            matched.update(claim.denied_by)
            if claimed and denials:
                rows.append(
                    {
                        "kind": "denied",
                        **self._side(claimed[0]),
                        "outlets": len(self._outlets(claim)),
                        "origins": claim.origins,
                        "against": against(denials),
                    }
                )
        for key in self.shown:
            denial = self.statements[key]
            if key not in matched and (denial.denies or denial.certainty == "denied"):
                document = self._document(denial)
                denied = _words(document, _whole(document, denial.denies)) if denial.state != "edited" else []
                denied = [words.strip(" ,;:") for words in denied]
                rows.append(
                    {
                        "kind": "unmatched",
                        "words": " … ".join(denied),
                        "proof": f"part {self._key(denial)}",
                        "speaker": "",
                        "cue": "",
                        "number": "",
                        "refs": [],
                        "outlets": 0,
                        "origins": 0,
                        "against": against([denial]),
                    }
                )
        return rows

    def _differing(self) -> list[Values]:
        """Claims beside the accounts that contradict them, each pair once."""
        rows: list[Values] = []
        seen: set[frozenset[str]] = set()
        for claim in self.briefing.claims:
            claimed = self._standing(claim.statements)
            others = []
            for statement in self._standing(claim.contradicted_by):
                other = self.claim_of.get(statement.id)
                pair = frozenset((claim.id, other.id if other else statement.id))
                if pair not in seen:
                    seen.add(pair)
                    others.append(self._side(statement))
            if claimed and others:
                rows.append({"kind": "differs", **self._side(claimed[0]), "against": others})
        return rows

    def _side(self, statement: Statement, *, excerpt: bool = False) -> Values:
        """One side of the ledger: its words, who says so, and where."""
        document = self._document(statement)
        speaker, resolved = shown_speaker(statement.speaker, _words(document, statement.speaker_at))
        cue = statement.cue_at or statement.certainty_at
        return {
            "words": _denial(statement, document) if excerpt else statement.text,
            "proof": ("part " if excerpt else "") + self._key(statement),
            "speaker": speaker,
            "resolved": resolved,
            "cue": " … ".join(_words(document, cue)),
            "number": self.found_at.get(statement.id, ""),
            "refs": self._refs(statement),
            "added": statement.state == "added",
            "edited": statement.state == "edited",
        }

    # --- events and sources ---------------------------------------------------------------------

    def _events(self) -> list[Values]:
        """Dates stated in the printed text; from the unprinted too where those are fewer than three."""
        found = dated_events([self.statements[key] for key in self.shown])
        if len(found) < MIN_EVENTS:
            rest = [s for s in self.statements.values() if _unprinted(s)]
            found = dated_events([self.statements[key] for key in self.shown], rest)
        for event in found:
            statement = self.statements[event.pop("id")]
            event |= {"number": self.printed_as.get(statement.id, ""), "refs": self._refs(statement)}
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
        resting: dict[int, dict[str, None]] = {n: {} for n in self.numbers.values()}
        unnamed: dict[int, dict[str, None]] = {n: {} for n in self.numbers.values()}
        for key, shown in self.shown.items():
            words = shown["speaker"]
            nameless = bool(words) and is_unnamed(self.statements[key].speaker or words)
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


def _whole(document: Document | None, spans: Iterable[Span]) -> list[Span]:
    """`spans` with the quotation mark that closes what they open, so that none is printed torn."""
    pairs = {"\u201c": "\u201d", "\u2018": "\u2019", "\u201e": "\u201c", "\u00ab": "\u00bb"}
    whole = []
    for span in spans:
        words = document.words(span) if document else ""
        following = document.text[span.end : span.end + 1] if document else ""
        torn = any(words.count(a) > words.count(b) and following == b for a, b in pairs.items())
        torn = torn or (words.count('"') % 2 == 1 and following == '"')
        whole.append(Span(span.start, span.end + 1) if torn else span)
    return whole


def _unprinted(statement: Statement) -> bool:
    return not statement.printed and statement.state != "dropped"


def _words(document: Document | None, spans: Iterable[Span]) -> list[str]:
    return [document.words(span) for span in spans] if document is not None else []


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


def _denial(statement: Statement, document: Document | None) -> str:
    """The words from the one who denies to what is denied, without a gap; else the whole text."""
    if document is None or statement.state == "edited" or not (statement.denies and statement.speaker_at):
        return statement.text
    around = hull((*statement.speaker_at, *statement.cue_at, *statement.certainty_at, *statement.denies))
    words = document.words(around)
    torn = words.count('"') % 2 or words.count("“") != words.count("”")
    return statement.text if torn or not statement.evidence[0].span.contains(around) else words
