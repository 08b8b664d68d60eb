"""Why a sentence is where it is, and how well a profile does on a desk's own labelled lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefing.collect import statements
from briefing.collect.sections import Part
from briefing.errors import BriefingError, Faults
from briefing.model import Block, Document, Profile, Source, Span, Statement, document_id


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence, or one block that is not printed, and the reasons.

    `statement` is None for a title, a heading or noise; `reason` then says which. `placing` are the
    parts that speak for and against each section, `ranking` those of its weight, strongest first.
    """

    span: Span
    text: str
    statement: Statement | None
    reason: str
    placing: tuple[Part, ...] = ()
    ranking: tuple[Part, ...] = ()


def explain(document: Document, profile: Profile) -> tuple[Explanation, ...]:
    """Everything in `document` in text order: each sentence with its reasons, each block left out."""
    composed = statements.compose(document, profile)
    rows: list[Explanation] = []
    found = statements.statements(document, composed)
    for statement, place, rank in zip(found, composed.placed, composed.ranked, strict=True):
        rows.append(
            Explanation(
                statement.evidence[0].span,
                statement.text,
                statement,
                "",
                _strongest(place.parts),
                _strongest(rank.parts),
            )
        )
    for block in document.blocks:
        if block.kind not in ("paragraph", "quotation"):
            reason = f"noise: {block.reason}" if block.kind == "noise" else block.kind
            rows.append(Explanation(block.span, document.words(block.span), None, reason))
    return tuple(sorted(rows, key=lambda row: row.span))


def _strongest(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: -abs(part.points)))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence and the section a person puts it in; `line` is its line in the file, from 1."""

    section: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Trial:
    """How a profile placed labelled lines: `counts` by (labelled, placed), and the lines it got wrong."""

    sections: tuple[str, ...]
    counts: tuple[tuple[tuple[str, str], int], ...]
    wrong: tuple[tuple[Labelled, str], ...]

    @property
    def total(self) -> int:
        """How many lines were placed."""
        return sum(number for _, number in self.counts)

    @property
    def right(self) -> int:
        """How many lines went where the person put them."""
        return sum(number for (labelled, placed), number in self.counts if labelled == placed)

    def count(self, labelled: str, placed: str) -> int:
        """How many lines labelled so were placed so."""
        return dict(self.counts).get((labelled, placed), 0)


def read_labelled(text: str, profile: Profile, where: str) -> tuple[Labelled, ...]:
    """The labelled lines of `text`: a section key, a tab (or a colon), a sentence; `#` begins a remark.

    Raises `Faults` naming each line that is not like that.
    """
    rows: list[Labelled] = []
    faults: list[BriefingError] = []
    keys = [section.key for section in profile.sections]
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        mark = "\t" if "\t" in line else ":"
        key, _, sentence = (part.strip() for part in line.partition(mark))
        if key not in keys or not sentence:
            faults.append(
                BriefingError(
                    "not a labelled line" if not sentence else f"no section has the key {key!r}",
                    where=f"{where}:{number}",
                    hint=f"write a section key, a tab, a sentence; the keys are: {', '.join(keys)}",
                )
            )
            continue
        rows.append(Labelled(key, sentence, number))
    if not rows and not faults:
        faults.append(BriefingError("holds no labelled line", where=where))
    if faults:
        raise Faults(faults)
    return tuple(rows)


def try_profile(labelled: Iterable[Labelled], profile: Profile) -> Trial:
    """Place each labelled sentence by itself, as an article of one paragraph, and count."""
    counts: dict[tuple[str, str], int] = {}
    wrong: list[tuple[Labelled, str]] = []
    for row in labelled:
        placed = place_sentence(row.text, profile)
        counts[row.section, placed] = counts.get((row.section, placed), 0) + 1
        if placed != row.section:
            wrong.append((row, placed))
    keys = tuple(section.key for section in profile.sections)
    return Trial(keys, tuple(sorted(counts.items())), tuple(wrong))


def place_sentence(text: str, profile: Profile) -> str:
    """The section of a sentence that stands alone (of the first sentence, when there are several)."""
    block = Block("paragraph", Span(0, len(text)))
    document = Document(document_id(text), text, Source(), (block,))
    placed = statements.compose(document, profile).placed
    return placed[0].section if placed else profile.default
