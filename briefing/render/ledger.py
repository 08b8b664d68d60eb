"""The ledger: claims beside their denials, and accounts that differ, each side in its own words."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.model import Claim, Document, Span, Statement, hull
from briefing.render.lookups import Lookups, words_at
from briefing.render.speakers import shown_speaker
from briefing.render.values import Values


def _heads(at: Lookups, claim: Claim) -> bool:
    """True when a key statement makes the claim."""
    return any(at.statements[key].key for key in claim.statements if key in at.found_at)


def ledger_rows(at: Lookups, shown: Iterable[str]) -> list[Values]:
    """Claims beside their denials, those of key points first, then denials of which no claim was found."""
    rows: list[Values] = []
    matched: set[str] = set()
    quoted: set[str] = set()

    def against(denials: list[Statement]) -> list[Values]:
        """The denials' sides; `again` where an earlier row has quoted the same one."""
        sides = []
        for denial in denials:
            sides.append({**_side(at, denial, excerpt=True), "again": denial.id in quoted})
            quoted.add(denial.id)
        return sides

    for claim in sorted(at.briefing.claims, key=lambda claim: not _heads(at, claim)):
        claimed, denials = at.standing(claim.statements), at.standing(claim.denied_by)
        matched.update(claim.denied_by)
        if claimed and denials:
            rows.append(
                {
                    "kind": "denied",
                    **_side(at, claimed[0]),
                    "outlets": len(at.outlets(claim)),
                    "origins": claim.origins,
                    "against": against(denials),
                }
            )
    for key in shown:
        denial = at.statements[key]
        if key not in matched and (denial.denies or denial.certainty == "denied"):
            document = at.document(denial)
            denied = words_at(document, _whole(document, denial.denies)) if denial.state != "edited" else []
            denied = [words.strip(" ,;:") for words in denied]
            rows.append(
                {
                    "kind": "unmatched",
                    "words": " … ".join(denied),
                    "proof": f"part {at.key(denial)}",
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


def differing_rows(at: Lookups) -> list[Values]:
    """Claims beside the accounts that contradict them, each pair once."""
    rows: list[Values] = []
    seen: set[frozenset[str]] = set()
    for claim in at.briefing.claims:
        claimed = at.standing(claim.statements)
        others = []
        for statement in at.standing(claim.contradicted_by):
            other = at.claim_of.get(statement.id)
            pair = frozenset((claim.id, other.id if other else statement.id))
            if pair not in seen:
                seen.add(pair)
                others.append(_side(at, statement))
        if claimed and others:
            rows.append({"kind": "differs", **_side(at, claimed[0]), "against": others})
    return rows


def _side(at: Lookups, statement: Statement, *, excerpt: bool = False) -> Values:
    """One side of the ledger: its words, who says so, and where."""
    document = at.document(statement)
    speaker, resolved = shown_speaker(statement.speaker, words_at(document, statement.speaker_at))
    cue = statement.cue_at or statement.certainty_at
    return {
        "words": _denial(statement, document) if excerpt else statement.text,
        "proof": ("part " if excerpt else "") + at.key(statement),
        "speaker": speaker,
        "resolved": resolved,
        "cue": " … ".join(words_at(document, cue)),
        "number": at.found_at.get(statement.id, ""),
        "refs": at.refs(statement),
        "added": statement.state == "added",
        "edited": statement.state == "edited",
    }


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


def _denial(statement: Statement, document: Document | None) -> str:
    """The words from the one who denies to what is denied, without a gap; else the whole text."""
    if document is None or statement.state == "edited" or not (statement.denies and statement.speaker_at):
        return statement.text
    around = hull((*statement.speaker_at, *statement.cue_at, *statement.certainty_at, *statement.denies))
    words = document.words(around)
    torn = words.count('"') % 2 or words.count("“") != words.count("”")
    return statement.text if torn or not statement.evidence[0].span.contains(around) else words
