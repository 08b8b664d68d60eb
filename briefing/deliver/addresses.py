"""One mail address, strictly read: what is not plainly one address is a fault, never a guess.

Python's `email.utils.parseaddr` reads `Berg, Anna <a@x>` as two addresses and drops what it does
not understand. Here the whole string must match; nothing is left over and nothing is repaired.
Quoted local parts (`"a b"@x`) and address literals (`a@[10.0.0.1]`) are legal in RFC 5321 and
refused all the same: no list of readers holds one, and attacks do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from briefing.errors import BriefingError

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+"
_LOCAL = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*<([^<>]*)>')
_PLAIN = re.compile(r'([^"<>()\[\]:;@\\,]*)<([^<>]*)>')

# What nearly every line of a list looks like: wholly plain, so that none of the questions below arise.
# A list of 10,000 is read in a fifth of the time.
_USUAL = re.compile(
    r"(?=.{1,254}\Z)([A-Za-z0-9_+\-]+(?:\.[A-Za-z0-9_+\-]+)*)"
    r"@((?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9\-]{0,61}[a-z0-9])"
)

# RFC 5321, 4.5.3.1: octets of the local part, and of the path less its angle brackets.
_LOCAL_MAX = 64
_WHOLE_MAX = 254
_NAME_MAX = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: `domain` is ASCII (IDNA 2008) in small letters, `local` as it was written, NFC."""

    local: str
    domain: str
    name: str = ""

    @property
    def spec(self) -> str:
        """`local@domain`, as it stands in the envelope and the header."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """What makes two addresses the same reader: no server in use tells `Anna@x` from `anna@x`."""
        return self.spec.casefold()

    @property
    def needs_utf8(self) -> bool:
        """True when the envelope needs the server's SMTPUTF8 extension (RFC 6531)."""
        return not self.local.isascii()


def parse_address(text: str, *, where: str = "") -> Address:
    """The one address in `text`: `a@x`, `<a@x>`, `Anna Berg <a@x>` or `"Berg, Anna" <a@x>`."""
    if (usual := _USUAL.fullmatch(text)) and len(usual[1]) <= _LOCAL_MAX:
        return Address(usual[1], usual[2])
    text = unicodedata.normalize("NFC", text.strip())
    if not text:
        raise BriefingError("no address", where=where)
    for character in text:
        if not character.isprintable():
            shown = f"U+{ord(character):04X}"
            raise BriefingError(f"invisible or control character {shown} in an address", where=where)
    name, spec = _split(text, where)
    local, at, domain = spec.rpartition("@")
    if not at:
        raise _fault(text, "has no @", where)
    if not _LOCAL.fullmatch(local):
        raise _fault(text, "is not one plain address", where)
    if len(local.encode()) > _LOCAL_MAX:
        raise _fault(text, f"has more than {_LOCAL_MAX} octets before the @", where)
    address = Address(local, _domain(domain, text, where), name)
    if len(address.spec.encode()) > _WHOLE_MAX:
        raise _fault(text, f"is longer than {_WHOLE_MAX} octets", where)
    return address


def _split(text: str, where: str) -> tuple[str, str]:
    """Display name and bare address."""
    if quoted := _QUOTED.fullmatch(text):
        return _name(re.sub(r"\\(.)", r"\1", quoted[1])), quoted[2].strip()
    if plain := _PLAIN.fullmatch(text):
        return _name(plain[1]), plain[2].strip()
    if "<" in text or ">" in text:
        hint = 'a name with a comma or another sign needs quotation marks: "Berg, Anna" <a@example.org>'
        raise _fault(text, "is not one address", where, hint)
    if text.count("@") > 1 or "," in text or ";" in text or " " in text:
        raise _fault(text, "is not one address", where, "put each address on its own line")
    return "", text


def _name(text: str) -> str:
    return " ".join(text.split())[:_NAME_MAX]


def _domain(domain: str, text: str, where: str) -> str:
    """`domain` in ASCII, small letters; labels checked, no literal, no trailing dot."""
    domain = domain.lower()
    if not domain.isascii():
        import idna

        try:
            domain = idna.encode(domain, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise _fault(text, f"has a domain that cannot exist ({error})", where) from None
    labels = domain.split(".")
    good = all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)
    if not good or len(domain) > 253 or labels[-1].isdigit():
        raise _fault(text, "has a domain that cannot exist", where)
    return domain


def _fault(text: str, what: str, where: str, hint: str = "") -> BriefingError:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return BriefingError(f"{shown!r} {what}", where=where, hint=hint)


_LOOKS_LIKE = str.maketrans(
    # Cyrillic and Greek letters that most fonts draw like a Latin one, and digits used for letters.
    "аеорсухіјѕһԁԛԝьӏαοινρυκ01",
    "aeopcyxijshdqwblaoivpukol",
)


def _skeleton(domain: str) -> str:
    """What the eye sees of a domain: look-alike letters and pairs folded together."""
    return domain.translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w")


def shown_domain(domain: str) -> str:
    """The domain as a reader sees it: `xn--` labels decoded where they can be."""
    if "xn--" not in domain:
        return domain
    import idna

    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def _scripts(label: str) -> set[str]:
    """The scripts of the letters, by the first word of each character's Unicode name."""
    return {unicodedata.name(c, "UNKNOWN").split(" ")[0] for c in label if c.isalpha()}


# Japanese and Korean labels mix these as a matter of course (Unicode TS 39, "highly restrictive").
_USUAL_MIXTURES = ({"CJK", "HIRAGANA", "KATAKANA", "LATIN"}, {"CJK", "HANGUL", "LATIN"})


def warnings(addresses: list[Address]) -> list[str]:
    """What a careful person would ask about before sending: mixed scripts, look-alike domains.

    A domain is a look-alike when another domain of the same mailing looks the same to the eye, or
    when its letters from another script would read as a Latin domain.
    """
    found: list[str] = []
    domains = sorted({address.domain for address in addresses})
    seen: dict[str, str] = {}
    for domain in domains:
        shown = shown_domain(domain)
        mixed = [
            label
            for label in shown.split(".")
            if len(scripts := _scripts(label)) > 1 and not any(scripts <= m for m in _USUAL_MIXTURES)
        ]
        skeleton = _skeleton(shown)
        if mixed:
            found.append(f"domain {shown} ({domain}) mixes scripts in '{mixed[0]}'")
        elif not shown.isascii() and skeleton.isascii():
            found.append(f"domain {shown} ({domain}) looks like {skeleton}")
        if skeleton in seen and seen[skeleton] != domain:
            found.append(f"domains {shown_domain(seen[skeleton])} and {shown} ({domain}) look alike")
        seen.setdefault(skeleton, domain)
    for address in addresses:
        if not address.local.isascii() and len(_scripts(address.local)) > 1:
            found.append(f"address {address.spec} mixes scripts before the @")
    return found
