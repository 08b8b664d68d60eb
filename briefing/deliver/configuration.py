"""The mail configuration (`mail.toml`): the server, the sender, and the lists of readers.

A person writes it, so every fault is reported, with its key path; unknown keys are faults, because a
misspelt `clearance` would otherwise mean none. Paths in it are relative to the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from briefing.deliver.addresses import Address, parse_address
from briefing.deliver.bodies import LANGUAGES
from briefing.deliver.labels import parse_marking
from briefing.deliver.recipients import Reading, Recipient, Sealing, lines_of
from briefing.deliver.smtp import Tls
from briefing.errors import BriefingError, Faults

_DEFAULTS = ("clearance", "language", "format", "seal")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What `mail.toml` says; everything may be missing."""

    host: str = ""
    port: int = 0
    tls: Tls | None = None
    ca: Path | None = None
    user: str = ""
    password_file: Path | None = None
    hostname: str = ""
    sender: Address | None = None
    reply_to: Address | None = None
    certificate: Path | None = None
    private_key: Path | None = None
    pgp_key: str = ""
    lists: dict[str, tuple[Recipient, ...]] = field(default_factory=dict)


def load_configuration(path: Path) -> Configuration:
    """The configuration in a file; raises `Faults` that name everything wrong in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be read", where=str(path)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BriefingError(f"is not TOML: {error}", where=str(path)) from None
    return _Reader(path).read(table)


class _Reader:
    """Walks the tables and gathers faults instead of stopping at the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._faults: list[BriefingError] = []

    def read(self, table: dict[str, Any]) -> Configuration:
        self._unknown(table, "", ("server", "sender", "list"))
        server = self._table(table, "", "server")
        sender = self._table(table, "", "sender")
        self._unknown(server, "server", ("host", "port", "tls", "ca", "user", "password_file", "hostname"))
        self._unknown(sender, "sender", ("from", "reply_to", "certificate", "private_key", "pgp_key"))
        made = Configuration(
            host=self._text(server, "server", "host"),
            port=self._port(server),
            tls=self._choice(server, "server", "tls", get_args(Tls)) or None,
            ca=self._file(server, "server", "ca"),
            user=self._text(server, "server", "user"),
            password_file=self._file(server, "server", "password_file"),
            hostname=self._text(server, "server", "hostname"),
            sender=self._parsed(sender, "sender", "from", parse_address),
            reply_to=self._parsed(sender, "sender", "reply_to", parse_address),
            certificate=self._file(sender, "sender", "certificate"),
            private_key=self._file(sender, "sender", "private_key"),
            pgp_key=self._text(sender, "sender", "pgp_key"),
            lists=self._lists(table.get("list", [])),
        )
        if self._faults:
            raise Faults(self._faults, show_all=True)
        return made

    def _lists(self, lists: Any) -> dict[str, tuple[Recipient, ...]]:
        found: dict[str, tuple[Recipient, ...]] = {}
        if not isinstance(lists, list):
            self._fault("list", "not [[list]] tables")
            return found
        for index, table in enumerate(lists):
            at = f"list[{index}]"
            if not isinstance(table, dict):
                self._fault(at, "not a table")
                continue
            self._unknown(table, at, ("name", "file", "readers", *_DEFAULTS))
            name = self._text(table, at, "name")
            if not name or name in found:
                self._fault(f"{at}.name", "missing" if not name else f"{name!r} is there twice")
                continue
            found[name] = tuple(self._readers(table, at))
        return found

    def _readers(self, table: dict[str, Any], at: str) -> list[Recipient]:
        """The readers of one list; what a reader does not say for themselves the list says."""
        defaults = self._traits(table, at)
        reading = Reading()
        readers = table.get("readers", [])
        for index, reader in enumerate(readers if isinstance(readers, list) else [readers]):
            where = f"{at}.readers[{index}]"
            if isinstance(reader, str):
                reader = {"address": reader}
            if not isinstance(reader, dict):
                self._fault(where, "neither an address nor a table")
                continue
            self._unknown(reader, where, ("address", "key", *_DEFAULTS))
            address = self._parsed(reader, where, "address", parse_address)
            if address:
                traits = {**defaults, **self._traits(reader, where)}
                reading.add(Recipient(address, key=self._key(reader, where, traits), **traits), where)
        if file := self._file(table, at, "file"):
            try:
                for line, where in lines_of(file):
                    try:
                        reading.add(Recipient(parse_address(line, where=where), **defaults), where)
                    except BriefingError as fault:
                        self._faults.append(fault)
            except BriefingError as fault:
                self._faults.append(fault)
        if not reading.recipients and not self._faults:
            self._fault(at, "has no readers")
        return reading.recipients

    def _traits(self, table: dict[str, Any], at: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "clearance": self._parsed(table, at, "clearance", parse_marking),
            "lang": self._choice(table, at, "language", LANGUAGES),
            "format": self._choice(table, at, "format", ("pdf", "text")),
            "seal": self._choice(table, at, "seal", [each for each in get_args(Sealing) if each]),
        }
        return {key: value for key, value in found.items() if value}

    def _key(self, reader: dict[str, Any], at: str, traits: dict[str, Any]) -> str:
        """A certificate's path is relative to the file; the name of an OpenPGP key is as it is."""
        if str(traits.get("seal", "")).startswith("smime"):
            path = self._file(reader, at, "key")
            return str(path) if path else ""
        return self._text(reader, at, "key")

    # -- single values -------------------------------------------------------------------------

    def _fault(self, key: str, message: str, hint: str = "") -> None:
        self._faults.append(BriefingError(message, where=f"{self._path}: {key}", hint=hint))

    def _unknown(self, table: dict[str, Any], at: str, known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self._fault(f"{at}.{key}".lstrip("."), "unknown key", f"known keys are {', '.join(known)}")

    def _table(self, table: dict[str, Any], at: str, key: str) -> dict[str, Any]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._fault(f"{at}.{key}".lstrip("."), "not a table")
        return {}

    def _text(self, table: dict[str, Any], at: str, key: str) -> str:
        value = table.get(key, "")
        if isinstance(value, str) and "\n" not in value and "\r" not in value:
            return value
        self._fault(f"{at}.{key}", "not one line of text")
        return ""

    def _choice(self, table: dict[str, Any], at: str, key: str, choices: Any) -> Any:
        value = self._text(table, at, key)
        if value and value not in choices:
            self._fault(f"{at}.{key}", f"{value!r} is none of {', '.join(choices)}")
            return ""
        return value

    def _port(self, server: dict[str, Any]) -> int:
        value = server.get("port", 0)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 65536:
            return value
        self._fault("server.port", "not a port")
        return 0

    def _file(self, table: dict[str, Any], at: str, key: str) -> Path | None:
        value = self._text(table, at, key)
        return self._path.parent / Path(value).expanduser() if value else None

    def _parsed(self, table: dict[str, Any], at: str, key: str, parse: Callable[..., Any]) -> Any:
        value = self._text(table, at, key)
        if key == "address" and not value:
            self._fault(f"{at}.{key}", "missing")
            return None
        try:
            return parse(value, where=f"{self._path}: {at}.{key}") if value else None
        except BriefingError as fault:
            self._faults.append(fault)
            return None
