"""The labels of the Traffic Light Protocol: their order, their meaning, how they are read."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.errors import BriefingError
from briefing.model import Marking

ORDER: tuple[Marking, ...] = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")

MEANING: dict[Marking, str] = {
    "TLP:RED": "For the eyes of the named recipient only; no further sharing.",
    "TLP:AMBER+STRICT": "Need to know, within your own organisation only.",
    "TLP:AMBER": "Need to know, within your organisation and its clients.",
    "TLP:GREEN": "Within the community; not for publication.",
    "TLP:CLEAR": "May be shared without limit.",
}


def parse_marking(text: str, *, where: str = "") -> Marking:
    """The label `text` says, in any case and with or without "TLP:"; unknown labels are refused."""
    wanted = text.strip().upper()
    if not wanted.startswith("TLP:"):
        wanted = f"TLP:{wanted}"
    for label in ORDER:
        if wanted == label:
            return label
    raise BriefingError(f"unknown label {text!r}", where=where, hint=f"labels are {', '.join(ORDER)}")


def strictest(labels: Iterable[Marking | None]) -> Marking | None:
    """The most restricted of several labels; None is no label."""
    return max((label for label in labels if label), key=ORDER.index, default=None)
