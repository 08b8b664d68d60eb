"""A story long enough to be an article, and how to read one file of it."""

from __future__ import annotations

from pathlib import Path

from briefing import read
from briefing.model import Document

STORY = (
    "The port of Brevik was closed on Sunday after a blast on a freighter, the harbour office said. "
    "Two crews were questioned for hours, and a third ship was held outside the breakwater until noon. "
)


def one(tmp_path: Path, data: bytes, name: str) -> Document:
    """The one document that a file of this name and these bytes holds."""
    path = tmp_path / name
    path.write_bytes(data)
    return read.read(path)
