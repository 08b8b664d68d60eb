"""What a reader of the paper must be told about a document, out of all that reading recorded."""

from __future__ import annotations

import re
from datetime import datetime

from briefing.model import Document
from briefing.read.dates import ahead

# Changes that alter no word a person sees. Whatever is not listed here is told: a new kind of change
# must not be quiet because somebody forgot this list.
_HARMLESS = re.compile(
    r"read as \S+$|\d+ (?:unusual line end|control character|direction mark|invisible character|joiner"
    r"|code point|stack|running head|hyphen|raised note mark|words that the page hides)"
)


def concerns(document: Document, now: datetime) -> tuple[str, ...]:
    """The changes that a reader must know of (cuts, quotations left out, pages for subscribers), and a
    date of publication that lies after `now`; in words, without the document's name.
    """
    told = tuple(change for change in document.changes if not _HARMLESS.match(change))
    if ahead(document.source.published, now):
        told += (f"dated {document.source.published[:10]}, which is still to come",)
    return told
