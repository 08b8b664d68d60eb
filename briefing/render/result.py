"""What goes into the typesetter beside the markup, and what comes out beside the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from briefing.render.fonts import Missing
    from briefing.render.tags import Element


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to travel inside the PDF. `name` is its path in the edition folder."""

    name: str
    data: bytes
    media_type: str = "text/plain"
    description: str = ""
    relationship: Literal["Source", "Data", "Supplement"] = "Source"


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF: its bytes, its number of pages, and the characters no font could draw."""

    data: bytes
    pages: int
    missing: tuple[Missing, ...] = ()
    tree: Element | None = None
