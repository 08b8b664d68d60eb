"""What is known about a file that was fetched: a small TOML file beside it, `NAME.meta.toml`.

`fetch` writes it and `read` reads it, so its form is the model's. It is believed only where it can be
checked: it names the SHA-256 of the file it speaks of, and a file that was changed since has none.
Readers of folders pass it over, as they do with every `.toml`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from briefing.errors import BriefingError
from briefing.model import emit

SUFFIX = ".meta.toml"
FORMAT = 1
# A page's headers are capped when they are kept; nothing that we wrote comes near this.
MAX_BYTES = 500_000

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)\Z")
_TEXTS = ("asked", "address", "retrieved", "media_type", "charset", "sha256")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a web server, as far as it matters later.

    `asked` is the address that was given, `address` the one that answered, `redirects` what lay
    between ("301 https://…", in order). `retrieved` is ISO 8601 with a zone. `media_type` is lower
    case without parameters, `charset` as the server said it or empty. `sha256` and `size` (bytes) are
    of the file as it lies on the disk, which is the body with its compression undone.
    """

    asked: str
    address: str
    retrieved: str
    status: int
    sha256: str
    size: int
    media_type: str = ""
    charset: str = ""
    redirects: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


def beside(path: Path) -> Path:
    """Where the record of the file at `path` lies."""
    return path.with_name(path.name + SUFFIX)


def to_toml(fetched: Fetched, name: str) -> str:
    """The record as text; `name` is the file it lies beside."""
    fields: dict[str, emit.Value] = {
        "format": FORMAT,
        "asked": fetched.asked,
        "address": fetched.address,
        "redirects": list(fetched.redirects),
        "retrieved": fetched.retrieved,
        "status": fetched.status,
        "media_type": fetched.media_type,
        "charset": fetched.charset,
        "size": fetched.size,
        "sha256": fetched.sha256,
    }
    lines = [f"# Where {emit.render(name)} came from. It is read with the file; keep the two together."]
    lines += [f"{key} = {emit.render(value)}" for key, value in fields.items()]
    lines += ["headers = ["]
    lines += [f"  [{emit.render(key)}, {emit.render(value)}]," for key, value in fetched.headers]
    return "\n".join([*lines, "]", ""])


def load(path: Path) -> Fetched:
    """The record at `path`; an error that names it when it is not one."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise BriefingError(f"is larger than {MAX_BYTES // 1000} kB", where=str(path))
        return _parsed(tomllib.loads(data.decode("utf-8")))
    except OSError as error:
        raise BriefingError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        hint = "fetch the page again, or delete this file"
        raise BriefingError("is not the record of a fetched file", where=str(path), hint=hint) from None


def of(path: Path, data: bytes) -> tuple[Fetched | None, str]:
    """What is known about the file at `path` that holds `data`, and else why its record is not used.

    Both are empty when there is no record.
    """
    place = beside(path)
    try:
        # Nothing that is not a plain file is opened: a pipe of that name would hang the run.
        if not place.is_file():
            return None, ""
        fetched = load(place)
    except (OSError, ValueError):
        return None, ""
    except BriefingError as error:
        return None, f"{place.name} not used: it {error.message}"
    if fetched.sha256 != hashlib.sha256(data).hexdigest():
        return None, f"{place.name} not used: the file has changed since it was fetched"
    return fetched, ""


def _parsed(top: dict[str, object]) -> Fetched:
    texts = {name: top[name] for name in _TEXTS}
    numbers = {name: top[name] for name in ("status", "size")}
    redirects, headers = top["redirects"], top["headers"]
    if top["format"] != FORMAT or not isinstance(redirects, list) or not isinstance(headers, list):
        raise ValueError("not the form")
    if not all(isinstance(value, str) for value in (*texts.values(), *redirects)):
        raise TypeError("a text is none")
    if not all(type(value) is int for value in numbers.values()):
        raise TypeError("a number is none")
    fetched = Fetched(
        **texts,  # type: ignore[arg-type]  # looked at above
        **numbers,  # type: ignore[arg-type]
        redirects=tuple(redirects),
        headers=tuple((str(name), str(value)) for name, value in headers),
    )
    if not _MOMENT.match(fetched.retrieved):
        raise ValueError("not a moment")
    return fetched
