"""The collect room: a document in, statements out, each pointing at its exact characters."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.collect import naming
from briefing.collect import statements as composing
from briefing.collect.explain import Explanation, Labelled, Trial, explain, read_labelled, try_profile
from briefing.collect.profiles import load_profile, names
from briefing.collect.reranking import rerank
from briefing.model import Attribution, Document, Name, Profile, Statement

__all__ = [
    "Collected",
    "Explanation",
    "Labelled",
    "Trial",
    "collect",
    "explain",
    "load_profile",
    "name_of",
    "names",
    "read_labelled",
    "rerank",
    "try_profile",
]


@dataclass(frozen=True, slots=True)
class Collected:
    """What one article says and who said what, both in text order."""

    statements: tuple[Statement, ...]
    attributions: tuple[Attribution, ...]


def name_of(speaker: str) -> Name:
    """Whether a speaker's name is a person's, a body's, or no name: what an index over articles asks."""
    return naming.read(speaker)


def collect(document: Document, profile: Profile) -> Collected:
    """Every sentence of `document` as a statement, placed and ranked by `profile`."""
    composed = composing.compose(document, profile)
    return Collected(composing.statements(document, composed), composed.attributions)
