"""Who gets it: recipients from arguments and list files, each fault named by its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from briefing.deliver.addresses import Address, parse_address
from briefing.errors import BriefingError
from briefing.model import Marking

Sealing = Literal["", "smime-sign", "smime", "pgp-sign", "pgp"]
ENCRYPTED: tuple[Sealing, ...] = ("smime", "pgp")

# A list of this size is a mistake (a video, a database dump), not a circulation list.
_LIST_BYTES_MAX = 32_000_000


@dataclass(frozen=True, slots=True)
class Recipient:
    """A reader: `clearance` is the most restricted label they may have, None when nobody said.

    `key` names the reader's certificate file (S/MIME) or key (OpenPGP: fingerprint or address).
    `seal` says how the message to them is signed or encrypted; "" is neither.
    """

    address: Address
    clearance: Marking | None = None
    lang: str = ""
    format: Literal["pdf", "text"] = "pdf"
    seal: Sealing = ""
    key: str = ""


@dataclass(slots=True)
class Reading:
    """What came out of the arguments and list files: the good ones, the faults, and the notes."""

    recipients: list[Recipient] = field(default_factory=list)
    faults: list[BriefingError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _seen: dict[str, str] = field(default_factory=dict)

    def add(self, recipient: Recipient, where: str) -> None:
        """Enter a recipient once; a second mention is noted, for it does no harm."""
        key = recipient.address.key
        if key in self._seen:
            self.notes.append(f"{where}: {recipient.address.spec} stands in {self._seen[key]} already")
            return
        self._seen[key] = where
        self.recipients.append(recipient)

    def take(self, text: str, where: str, clearance: Marking | None = None) -> None:
        """Parse one address and enter it, or keep its fault."""
        try:
            self.add(Recipient(parse_address(text, where=where), clearance), where)
        except BriefingError as fault:
            self.faults.append(fault)


# "#" may stand inside an address or a name; it opens a comment only after a complete address.
_COMMENT = re.compile(r"(?<=[\w>])\s+#.*$")


def lines_of(path: Path) -> list[tuple[str, str]]:
    """The lines of a list file that hold something, each with its place (`file:line`)."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LIST_BYTES_MAX + 1)
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be read", where=str(path)) from None
    if len(raw) > _LIST_BYTES_MAX:
        raise BriefingError("is too large for a list of addresses", where=str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"{path}:{raw.count(bytes([10]), 0, error.start) + 1}"
        hint = "save the list as UTF-8 text"
        raise BriefingError("is not UTF-8 text", where=place, hint=hint) from None
    found = []
    # Only the line ends of text files: `splitlines` would also split at form feeds and U+2028,
    # and the numbers would no longer be those an editor shows.
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            found.append((_COMMENT.sub("", bare) if "#" in bare else bare, f"{path}:{number}"))
    return found


def read_recipients(
    addresses: Sequence[str],
    files: Iterable[Path],
    *,
    known: Sequence[Recipient] = (),
    clearance: Marking | None = None,
) -> Reading:
    """Recipients from the command line and list files, then those of configured lists (`known`).

    A reader of a configured list keeps what the list says of them, clearance and keys above all,
    also when the command line names them too.
    """
    reading = Reading()
    for recipient in known:
        reading.add(recipient, "a configured list")
    for text in addresses:
        reading.take(text, f"--to {text}", clearance)
    for path in files:
        for text, where in lines_of(path):
            reading.take(text, where, clearance)
    return reading
