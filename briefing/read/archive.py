"""ZIP archives: every article in one, read in the order of the names, with limits on what unpacks."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from briefing.errors import BriefingError
from briefing.read.draft import Drafts, Failure
from briefing.read.files import is_article
from briefing.read.limits import MAX_BYTES, MAX_PARTS
from briefing.read.registry import read_part

# Text packs to a fifth, the emptiest web page to a thirtieth; a bomb to a thousandth.
_MAX_RATIO = 100
# All parts together; a part that lies about its size is stopped while it unpacks.
_MAX_TOTAL = 4 * MAX_BYTES


def read_zip(data: bytes, name: str) -> Drafts:
    """The articles of an archive; what cannot be read in it is told part by part."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise BriefingError("is a damaged ZIP archive", hint="pack or download it again") from None
    members = [m for m in members if is_article(PurePosixPath(m.filename))]
    if not members:
        raise BriefingError("is an archive with no article in it")
    if sum(m.file_size for m in members) > _MAX_TOTAL:
        raise BriefingError(
            f"unpacks to more than {_MAX_TOTAL // 1_000_000} MB", hint="unpack it and read the folder"
        )
    drafts: Drafts = []
    for member in members[:MAX_PARTS]:
        try:
            part = unpack(archive, member)
        except BriefingError as error:
            drafts.append(Failure(member.filename, error.message))
            continue
        drafts.extend(read_part(part, member.filename, packed=True))
    if len(members) > MAX_PARTS:
        drafts.append(
            Failure(f"{len(members) - MAX_PARTS} more files", f"only the first {MAX_PARTS} were read")
        )
    return drafts


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of one member; an error for one that is encrypted, damaged or far larger than it looks."""
    if member.flag_bits & 1:
        raise BriefingError("is encrypted")
    limit = min(MAX_BYTES, max(member.compress_size, 100) * _MAX_RATIO)
    if member.file_size > limit:
        raise BriefingError("is packed far tighter than any text: not unpacked")
    try:
        with archive.open(member) as file:
            data = file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise BriefingError("is damaged") from None
    if len(data) > limit:
        raise BriefingError("is packed far tighter than any text: not unpacked")
    return data
