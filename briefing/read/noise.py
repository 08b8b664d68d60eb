"""Paragraphs that are no part of the article: labelled with a reason, never deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefing.model import Block

# Each matches a whole paragraph: a sentence that merely holds such words is news.
_SHARE = "share tweet follow print email e-mail mail facebook twitter whatsapp linkedin copy link save this"
_REASONS = (
    (
        "page turner",
        r"(?i:(?:[←→«»]?\s*(?:previous|next|older|newer) (?:post|article|story|page)s?[←→«»]?\s*)+)",
    ),
    ("teaser", r"(?i:(?:read more|see also|also read|related|more on this)\b[^.]{0,120})"),
    ("share line", rf"(?i:(?:(?:{'|'.join(_SHARE.split())}|article|story|on|us|x)[\s,|·]*)+)"),
    ("copyright", r"(?i:(?:copyright|©|\(c\))[^\n]{0,200})"),
    ("byline", r"(?:By|BY) (?:[A-Z][\w.’'-]+[ ,]*(?:and )?){2,8}"),
)
_PATTERNS = tuple((reason, re.compile(pattern)) for reason, pattern in _REASONS)


def label(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """`blocks` with those paragraphs relabelled as noise that are page furniture, and the reason why."""
    return tuple(_label(text, block) for block in blocks)


def _label(text: str, block: Block) -> Block:
    if block.kind != "paragraph" or len(block.span) > 250:
        return block
    words = text[block.span.start : block.span.end]
    for reason, pattern in _PATTERNS:
        if pattern.fullmatch(words):
            return replace(block, kind="noise", reason=reason)
    return block
