"""How much there is to draw in a PDF, told from outside, before anything draws it.

A page description of 200 kB unpacks to 100 MB, and a form that draws a form that draws a form, ten
times each, comes to more than any machine can go through; pdfium sets out to do it, and neither can be
interrupted nor says how far it is. So the streams are unpacked here without being understood, and what
one page may cost is added up. This is an estimate: what it does not see (dictionaries packed away in
object streams) the limits of the process catch, later and dearer.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefing.errors import BriefingError
from briefing.read.limits import MAX_DRAWING_BYTES

# All streams together: unpacking this much takes half a second.
_MAX_TOTAL = 10 * MAX_DRAWING_BYTES
# pdfium follows forms in forms about this deep.
_DEPTH = 40
_STREAM = re.compile(rb"(end)?stream\b")
_NUMBER = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\b")
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]{1,60})\s+Do\b")
_FORMS = re.compile(rb"/XObject\s*<<(.{0,20000}?)>>", re.DOTALL)
_FORM = re.compile(rb"/([^\s/<>\[\](){}%]{1,60})\s+(\d{1,9})\s+\d{1,5}\s+R")
_SHORT_NAME = re.compile(rb"/Fl\b")
# Deflate packs no tighter.
_TIGHTEST = 1032
# Streams that nobody draws.
_OTHER = re.compile(rb"/(?:Image|ObjStm|XRef|Metadata|EmbeddedFile|Length1|FontFile\d?|FunctionType)\b")


@dataclass(slots=True)
class _Stream:
    """One stream: its size unpacked, what it draws how often, and which forms its names mean."""

    size: int
    draws: Counter[bytes] = field(default_factory=Counter)
    names: dict[bytes, int] = field(default_factory=dict)


def refuse_endless(data: bytes) -> None:
    """An error when one page description, with the forms it draws, is longer than any page's."""
    streams = dict(_streams(data))
    everywhere = {m[1]: int(m[2]) for block in _FORMS.finditer(data) for m in _FORM.finditer(block[1])}
    costs = {number: float(stream.size) for number, stream in streams.items()}
    for _ in range(_DEPTH):
        if max(costs.values(), default=0) > MAX_DRAWING_BYTES:
            raise BriefingError(
                "is a PDF with a page that takes far more drawing than any article",
                hint="open it, copy the article and save it as text",
            )
        again = {
            number: stream.size
            + sum(
                count * costs.get(stream.names.get(name, everywhere.get(name, -1)), 0)
                for name, count in stream.draws.items()
            )
            for number, stream in streams.items()
        }
        if again == costs:
            return
        costs = again


def _streams(data: bytes) -> Iterator[tuple[int, _Stream]]:
    """The number and the measure of every stream that may be drawn."""
    view = memoryview(data)
    forms_drawn = b"/Form" in data
    left = _MAX_TOTAL
    header = 0
    for found in _STREAM.finditer(data):
        if found[1]:
            header = found.end()
            continue
        about = data[max(header, found.start() - 20_000) : found.start()]
        header = found.end()
        numbers = _NUMBER.findall(about)
        about = about[about.rfind(b" obj") + 1 :]
        if not numbers or left <= 0 or _OTHER.search(about):
            continue
        after = _STREAM.search(data, found.end())
        body = view[found.end() : after.start() if after else len(data)]
        times = about.count(b"FlateDecode") + len(_SHORT_NAME.findall(about))
        # Without forms only a stream that may be too long by itself is of interest.
        if not forms_drawn and len(body) * _TIGHTEST**times < MAX_DRAWING_BYTES:
            continue
        words = _unpacked(body, times)
        left -= len(words)
        forms = _FORMS.search(about)
        names = {m[1]: int(m[2]) for m in _FORM.finditer(forms[1])} if forms else {}
        yield int(numbers[-1]), _Stream(len(words), Counter(_DRAWN.findall(words)), names)


def _unpacked(body: memoryview, times: int) -> bytes:
    """What `body` unpacks to, at most a little more than a page may have; as it is when it is not packed."""
    words = bytes(body[:2]).lstrip(b"\r\n") + bytes(body[2:])
    for _ in range(min(times, 3)):
        try:
            words = zlib.decompressobj().decompress(words, MAX_DRAWING_BYTES + 1)
        except zlib.error:
            break
    return words
