"""Signed and encrypted messages: S/MIME with certificates, OpenPGP through the gpg program.

A list says how its readers get their mail. Who is to get it encrypted and has no usable key or
certificate is refused before anything is sent: never in clear instead. A certificate must belong to
the reader's address and be valid today; a key is named by its fingerprint, or gpg itself must trust
it. The subject of an encrypted message does not tell the title, for subjects travel in clear.

What is signed are the exact octets that are sent: every line ends in CRLF, and everything is
seven-bit, so that no server on the way has a reason to touch them.
"""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.deliver.message import Body, seal
from briefing.deliver.recipients import Recipient
from briefing.errors import BriefingError, Faults

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_GPG_TIMEOUT_S = 60
_FINGERPRINT = re.compile(r"(0x)?[0-9A-Fa-f]{40}")


@dataclass(slots=True)
class Sealer:
    """The sender's keys, and what was read of the readers'. `at` decides which certificates are valid."""

    certificate: Path | None
    private_key: Path | None
    pgp_key: str
    at: datetime
    gpg: str = "gpg"
    _certificates: dict[tuple[Path, str], Certificate] = field(default_factory=dict)

    def check(self, recipients: Sequence[Recipient]) -> None:
        """Refuse unless every sealed message can be made; the faults name every reader without a key."""
        faults: list[BriefingError] = []
        for recipient in recipients:
            try:
                if recipient.seal == "smime":
                    self._certificate_of(recipient)
                elif recipient.seal == "pgp":
                    self._check_pgp_key(recipient)
            except BriefingError as fault:
                faults.append(fault)
        if faults:
            raise Faults(faults, hint="nothing was sent, and nothing is sent in clear instead", show_all=True)
        kinds = {recipient.seal for recipient in recipients}
        trial = seal(b"Content-Type: text/plain\r\n", b"trial\r\n", "")
        if kinds & {"smime-sign", "smime"}:
            self._smime_signed(trial)
        if kinds & {"pgp-sign", "pgp"}:
            self._pgp_signed(trial)

    def signed(self, body: Body, kind: str) -> Body:
        """The body as it goes to every reader of this kind: signed, or as it was for "pgp".

        OpenPGP signs inside its encryption, with the reader's key, so there is nothing in common.
        """
        if kind in ("smime-sign", "smime"):
            return self._smime_signed(body)
        if kind == "pgp-sign":
            return self._pgp_signed(body)
        return body

    def encrypted(self, body: Body, recipient: Recipient) -> Body:
        """What `signed` gave, for one reader's eyes; the same for the kinds that only sign."""
        if recipient.seal == "smime":
            return self._smime_encrypted(body, recipient)
        if recipient.seal == "pgp":
            return self._pgp_encrypted(body, recipient)
        return body

    # -- S/MIME (RFC 8551) -----------------------------------------------------------------------

    def _smime_signed(self, body: Body) -> Body:
        """multipart/signed with a detached PKCS #7 signature."""
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec, rsa
        from cryptography.hazmat.primitives.serialization import pkcs7

        if not (self.certificate and self.private_key):
            hint = "certificate and private_key in [sender] of the configuration"
            raise BriefingError("no certificate to sign with", hint=hint)
        chain = _read_certificates(self.certificate)
        try:
            key = serialization.load_pem_private_key(self.private_key.read_bytes(), password=None)
        except OSError as error:
            raise BriefingError(error.strerror or "cannot be read", where=str(self.private_key)) from None
        except (ValueError, TypeError):
            message = "is not a private key in PEM without a passphrase"
            raise BriefingError(message, where=str(self.private_key)) from None
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise BriefingError("is neither an RSA nor an EC key", where=str(self.private_key))
        if key.public_key() != chain[0].public_key():
            message = f"does not belong to the certificate in {self.certificate}"
            raise BriefingError(message, where=str(self.private_key))
        _check_dates(chain[0], self.at, str(self.certificate))
        builder = pkcs7.PKCS7SignatureBuilder().set_data(body.entity)
        builder = builder.add_signer(chain[0], key, hashes.SHA256())
        for further in chain[1:]:
            builder = builder.add_certificate(further)
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        signature = builder.sign(serialization.Encoding.DER, options)
        return _multipart(
            body,
            'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256',
            [
                body.entity,
                b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
                b"Content-Transfer-Encoding: base64\r\n"
                b'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n' + _base64(signature),
            ],
        )

    def _smime_encrypted(self, body: Body, recipient: Recipient) -> Body:
        """application/pkcs7-mime, enveloped for one certificate."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.ciphers import algorithms
        from cryptography.hazmat.primitives.serialization import pkcs7

        builder = pkcs7.PKCS7EnvelopeBuilder().set_data(body.entity)
        builder = builder.set_content_encryption_algorithm(algorithms.AES256)
        builder = builder.add_recipient(self._certificate_of(recipient))
        sealed = builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
        head = (
            b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n"
            b' name="smime.p7m"\r\n'
            b"Content-Transfer-Encoding: base64\r\n"
            b'Content-Disposition: attachment; filename="smime.p7m"\r\n'
        )
        return seal(head, _base64(sealed), body.digest)

    def _certificate_of(self, recipient: Recipient) -> Certificate:
        """The reader's certificate: there, theirs, valid today, and of a kind that can be encrypted to."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        who = recipient.address.spec
        if not recipient.key:
            raise BriefingError("has no certificate (`key` in the list)", where=who)
        path = Path(recipient.key)
        # By reader too: what is good for one is not for another who names the same file.
        name = path, recipient.address.key
        if name not in self._certificates:
            certificate = _read_certificates(path)[0]
            names = _addresses_in(certificate)
            if recipient.address.key not in {name.casefold() for name in names}:
                shown = ", ".join(sorted(names)) or "no address"
                raise BriefingError(f"the certificate {path} is for {shown}", where=who)
            _check_dates(certificate, self.at, f"{who}: {path}")
            if not isinstance(certificate.public_key(), rsa.RSAPublicKey):
                message = f"the certificate {path} is not RSA; nothing else can be encrypted to here"
                raise BriefingError(message, where=who)
            self._certificates[name] = certificate
        return self._certificates[name]

    # -- OpenPGP (RFC 3156) ----------------------------------------------------------------------

    def _pgp_signed(self, body: Body) -> Body:
        """multipart/signed with a detached signature of the sender's key."""
        arguments = ["--detach-sign", "--armor", "--digest-algo", "SHA256", *self._own_key()]
        signature = self._run_gpg(arguments, body.entity, "the sender")
        return _multipart(
            body,
            'multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256',
            [
                body.entity,
                b'Content-Type: application/pgp-signature; name="signature.asc"\r\n'
                b'Content-Disposition: attachment; filename="signature.asc"\r\n\r\n' + _crlf(signature),
            ],
        )

    def _pgp_encrypted(self, body: Body, recipient: Recipient) -> Body:
        """multipart/encrypted, signed inside."""
        arguments = ["--encrypt", "--sign", "--armor", "--digest-algo", "SHA256", *self._own_key()]
        arguments += [*_trust(recipient), "--recipient", _pgp_name(recipient)]
        sealed = self._run_gpg(arguments, body.entity, recipient.address.spec)
        return _multipart(
            body,
            'multipart/encrypted; protocol="application/pgp-encrypted"',
            [
                b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n",
                b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n'
                b'Content-Disposition: inline; filename="encrypted.asc"\r\n\r\n' + _crlf(sealed),
            ],
        )

    def _check_pgp_key(self, recipient: Recipient) -> None:
        """gpg can encrypt to this reader: found by trying, since only gpg knows its rules."""
        arguments = ["--encrypt", "--armor", *_trust(recipient), "--recipient", _pgp_name(recipient)]
        self._run_gpg(arguments, b"trial", recipient.address.spec)

    def _own_key(self) -> list[str]:
        if not self.pgp_key:
            raise BriefingError("no key to sign with", hint="pgp_key in [sender] of the configuration")
        return ["--local-user", self.pgp_key]

    def _run_gpg(self, arguments: list[str], octets: bytes, who: str) -> bytes:
        program = [self.gpg, "--batch", "--no-tty", "--quiet", "--yes", *arguments]
        try:
            done = subprocess.run(
                program, input=octets, capture_output=True, check=False, timeout=_GPG_TIMEOUT_S
            )
        except FileNotFoundError:
            hint = "OpenPGP needs GnuPG installed"
            raise BriefingError(f"there is no program {self.gpg!r}", where=who, hint=hint) from None
        except subprocess.TimeoutExpired:
            hint = "a passphrase must be in gpg-agent beforehand"
            raise BriefingError("gpg did not finish", where=who, hint=hint) from None
        if done.returncode or not done.stdout:
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = words[-1].removeprefix("gpg: ") if words else f"gpg ended with {done.returncode}"
            raise BriefingError(f"gpg refuses: {reason}", where=who)
        return done.stdout


def _pgp_name(recipient: Recipient) -> str:
    """The key as gpg is asked for it: a fingerprint exactly, or the one key of exactly this address."""
    if _FINGERPRINT.fullmatch(recipient.key):
        return recipient.key
    return f"<{recipient.key or recipient.address.spec}>"


def _trust(recipient: Recipient) -> list[str]:
    """A whole fingerprint in the configuration is a person's word; a name needs gpg's own trust."""
    return ["--trust-model", "always"] if _FINGERPRINT.fullmatch(recipient.key) else []


def _read_certificates(path: Path) -> list[Certificate]:
    """The certificates in a PEM or DER file, the holder's first."""
    from cryptography import x509

    try:
        octets = path.read_bytes()
    except OSError as error:
        raise BriefingError(error.strerror or "cannot be read", where=str(path)) from None
    try:
        if b"-----BEGIN" in octets:
            return x509.load_pem_x509_certificates(octets)
        return [x509.load_der_x509_certificate(octets)]
    except ValueError:
        raise BriefingError("does not hold a certificate", where=str(path)) from None


def _check_dates(certificate: Certificate, at: datetime, where: str) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        day = certificate.not_valid_after_utc.date()
        raise BriefingError(f"the certificate is not valid today (until {day})", where=where)


def _addresses_in(certificate: Certificate) -> set[str]:
    """The mail addresses a certificate is for."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    found = {str(a.value) for a in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)}
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return found
    return found | set(names.get_values_for_type(x509.RFC822Name))


def _multipart(body: Body, kind: str, parts: Sequence[bytes]) -> Body:
    """A multipart body whose boundary occurs in none of its parts: 128 bits of their hash."""
    boundary = "=_sealed_" + hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    mark = b"--" + boundary.encode()
    # The line end before a boundary belongs to the boundary: a part's own last one stays before it.
    octets = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    return seal(f'Content-Type: {kind};\r\n boundary="{boundary}"\r\n'.encode(), octets, body.digest)


def _base64(octets: bytes) -> bytes:
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


def _crlf(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
