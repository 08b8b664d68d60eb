"""The shared types and the file format. Imports the standard library, the TOML library and errors."""

from briefing.model.briefing import (
    Attribution,
    Briefing,
    Certainty,
    Change,
    Claim,
    Edition,
    Evidence,
    Kind,
    Marking,
    Quotation,
    Section,
    State,
    Statement,
    Unread,
    statement_id,
    told_by,
)
from briefing.model.document import Block, BlockKind, Document, Source, document_id
from briefing.model.profile import Asides, Cue, Picking, Profile, Zone
from briefing.model.span import Span, hull

__all__ = [
    "Asides",
    "Attribution",
    "Block",
    "BlockKind",
    "Briefing",
    "Certainty",
    "Change",
    "Claim",
    "Cue",
    "Document",
    "Edition",
    "Evidence",
    "Kind",
    "Marking",
    "Picking",
    "Profile",
    "Quotation",
    "Section",
    "Source",
    "Span",
    "State",
    "Statement",
    "Unread",
    "Zone",
    "document_id",
    "hull",
    "statement_id",
    "told_by",
]
