"""Addresses: what may be asked for at all, and which machines may be spoken to.

A page that is fetched may send the request on, and a name may be pointed at any machine. So the same
questions are asked of every address at every step, and of the number behind a name rather than of the
name: a program that fetches what a stranger wrote must not become his hand inside the user's network.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from briefing.errors import BriefingError

MAX_CHARACTERS = 2_000

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"{}|^`]")
# What RFC 3986 lets stand, and "%", because what is encoded already stays as it is.
_PATH = "/%:@!$&'()*+,;=~-._"
_QUERY = _PATH + "?"
# Addresses of IPv4 in the clothes of IPv6: mapped, translated (NAT64), 6to4. The number of leading bits
# of the network, and the bit at which the IPv4 address ends.
_DRESSED = (
    (ipaddress.IPv6Network("::ffff:0:0/96"), 128),
    (ipaddress.IPv6Network("64:ff9b::/96"), 128),
    (ipaddress.IPv6Network("2002::/16"), 48),
)
_Number = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address, taken apart. `target` is path and query, as a request names them."""

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port as a request names them; the port only where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse(text: str) -> Address:
    """The address in `text`; `BriefingError` when it is none that may be fetched."""
    text = text.strip()
    try:
        return _parsed(text)
    except BriefingError as error:
        raise BriefingError(error.message, where=text[:200], hint=error.hint) from None


def moved(address: Address, location: str) -> Address:
    """Where `location`, in the answer of `address`, sends on to."""
    # http.client hands octets over as Latin-1; what is more than ASCII was mostly meant as UTF-8.
    raw = location.strip().encode("latin-1", "replace")
    return parse(urljoin(str(address), quote(raw, safe=_QUERY + "#[]")))


def _parsed(text: str) -> Address:
    if len(text) > MAX_CHARACTERS:
        raise BriefingError(f"is an address of more than {MAX_CHARACTERS} characters")
    if _FORBIDDEN.search(text):
        raise BriefingError(
            "is not an address: it holds a character that no address has", hint="put it in quotation marks"
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BriefingError("is not an address", hint="it looks like https://example.org/page") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise BriefingError(
            "is not an http or https address" if scheme else "has no https:// before it",
            hint="only pages on the web are fetched; a file is read where it lies",
        )
    if "@" in parts.netloc:
        raise BriefingError(
            "holds a user name or a password",
            hint="nothing is fetched with a login: save the page in a browser",
        )
    path = quote(parts.path, safe=_PATH) or "/"
    query = f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    usual = _PORTS[scheme]
    return Address(scheme, _host(parts.hostname or ""), usual if port is None else port, path + query)


def _host(host: str) -> str:
    """The host as the name service knows it: lower case, ASCII."""
    host = host.rstrip(".").lower()
    if not host or "%" in host:
        raise BriefingError("names no machine", hint="it looks like https://example.org/page")
    if ":" in host:  # a number of IPv6, that urlsplit took out of its brackets
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise BriefingError("names no machine: not a number of IPv6") from None
    if host.isascii():
        return host
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise BriefingError("names no machine: not a name of a domain") from None


def is_public(number: str) -> bool:
    """True for the number of a machine on the open internet.

    False for private, loopback, link-local, multicast, reserved and shared ones, in IPv4, in IPv6,
    and in IPv4 dressed as IPv6; and for what is no number.
    """
    try:
        found: _Number = ipaddress.ip_address(number)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        for network, end in _DRESSED:
            if found in network:
                found = ipaddress.IPv4Address((int(found) >> (128 - end)) & 0xFFFF_FFFF)
                break
        else:
            if found.is_site_local:
                return False
    # Each says something the others do not, and the lists behind them differ with Python's version.
    return found.is_global and not (
        found.is_private
        or found.is_multicast
        or found.is_reserved
        or found.is_loopback
        or found.is_link_local
        or found.is_unspecified
    )
