"""What the paper says about its own making: what was read, what was not, what was left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from briefing.model import Briefing, Document

MAX_WORDS = 80


def coverage(
    briefing: Briefing, documents: Mapping[str, Document], by_document: Mapping[str, int]
) -> dict[str, Any]:
    """Counts of articles, those unread with the reason, lines left out with their words, changes.

    Left-out lines are cut to `MAX_WORDS` characters; equal ones are listed once with how often they
    stood there, and in which sources.
    """
    left_out: dict[tuple[str, str], dict[str, Any]] = {}
    lines = 0
    changes = []
    for document_id, number in by_document.items():
        document = documents.get(document_id)
        if document is None:
            continue
        changes += [{"source": number, "text": change} for change in document.changes]
        for block in document.blocks:
            if block.kind != "noise":
                continue
            lines += 1
            words = " ".join(document.words(block.span).split())
            entry = left_out.setdefault(
                (words, block.reason),
                {
                    "words": words[:MAX_WORDS],
                    "cut": len(words) > MAX_WORDS,
                    "reason": block.reason,
                    "times": 0,
                    "sources": [],
                },
            )
            entry["times"] += 1
            if number not in entry["sources"]:
                entry["sources"].append(number)
    read = len(by_document)
    return {
        "read": read,
        "given": read + len(briefing.unread),
        "unread": [
            {"location": item.location, "file": file_name(item.location), "reason": item.reason}
            for item in briefing.unread
        ],
        "left_out": list(left_out.values()),
        "left_out_lines": lines,
        "changes": changes,
        "notes": list(briefing.notes),
    }


def file_name(location: str) -> str:
    """The last part of a path, as a reader of the paper needs it: folders of a machine stay off paper."""
    return re.split(r"[/\\]", location.rstrip("/\\"))[-1] or location
