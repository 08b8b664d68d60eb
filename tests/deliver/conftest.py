"""What the mail tests share: a PDF, certificates, and two servers on loopback.

`postbox` is ours and does as it is told (refuse, hang up, stall). `aiosmtpd` is a server that others
wrote, with STARTTLS and a login, so that we are not right only by our own reading of SMTP.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

PASSWORD = "correct-horse-CANARY"


def edition_toml(marking: str = "TLP:AMBER", title: str = "Depot shelled near Orlova") -> str:
    """An edition as a PDF of ours carries it."""
    return f'''format = 1
title = "{title}"
number = "214"
as_of = 2026-11-24T06:30:00+01:00
marking = "{marking}"
lang = "en"

[[statement]]
id = "s1"
kind = "fact"
section = "arms"
text = "The depot burned for two days."
certainty = "reported"
key = true
picked = true
evidence = ["a1:10-40"]

[[statement]]
id = "s2"
kind = "fact"
section = "arms"
text = "A line that a person dropped."
key = true
picked = true
state = "dropped"
evidence = ["a1:50-60"]

[[source]]
id = "a1"
title = "Fire at the depot"
publisher = "Karelia Wire"
'''


def make_pdf(
    title: str = "Depot shelled near Orlova", edition: str | None = None, filler: int = 0, head: str = ""
) -> bytes:
    """A one-page PDF with a title and, where given, an attached edition and a line at the head of the page."""
    import io

    import pikepdf

    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    if head:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 400 800 Td ({head}) Tj ET".encode())
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = title
    pdf.docinfo["/Title"] = title
    if edition is not None:
        pdf.attachments["briefing.toml"] = edition.encode()
    if filler:
        pdf.attachments["filler.bin"] = bytes(range(256)) * (filler // 256)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


@pytest.fixture(scope="session")
def make() -> Callable[..., bytes]:
    """`make_pdf`, for tests that need several."""
    return make_pdf


@pytest.fixture(scope="session")
def edition() -> Callable[..., str]:
    """`edition_toml`, likewise."""
    return edition_toml


@pytest.fixture(scope="session")
def plain_pdf() -> bytes:
    """A PDF without an edition: no label, no number."""
    return make_pdf()


@pytest.fixture(scope="session")
def marked_pdf() -> bytes:
    """A PDF of ours, TLP:AMBER."""
    return make_pdf(edition=edition_toml())


@pytest.fixture
def paper(tmp_path: Path, plain_pdf: bytes) -> Path:
    """`plain_pdf` as a file."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(plain_pdf)
    return path


@dataclass(frozen=True)
class Certificates:
    """A private authority and what it signed; `bundle` names hold certificate and key."""

    authority: Path
    good: Path
    expired: Path
    wrong_host: Path
    unknown: Path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Made fresh for the run: nothing secret is kept in the project."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    folder = tmp_path_factory.mktemp("certificates")
    today = dt.datetime.now(dt.UTC)

    def name(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

    def issue(
        common: str,
        names: list[x509.GeneralName],
        days: int,
        signer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    ) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, signing_key = (signer[0].subject, signer[1]) if signer else (name(common), key)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(common))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - dt.timedelta(days=400))
            .not_valid_after(today + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
            )
        return builder.sign(signing_key, hashes.SHA256()), key

    def save(file: str, made: tuple[x509.Certificate, ec.EllipticCurvePrivateKey]) -> Path:
        pem = made[0].public_bytes(serialization.Encoding.PEM)
        pem += made[1].private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / file).write_bytes(pem)
        return folder / file

    here: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    authority = issue("Test authority", [], 100, None)
    return Certificates(
        authority=save("authority.pem", authority),
        good=save("good.pem", issue("localhost", here, 100, authority)),
        expired=save("expired.pem", issue("localhost", here, -10, authority)),
        wrong_host=save("wrong.pem", issue("evil.example", [x509.DNSName("evil.example")], 100, authority)),
        unknown=save("unknown.pem", issue("localhost", here, 100, None)),
    )


@dataclass
class Mail:
    """A message as the server got it, dots unstuffed."""

    sender: str
    recipient: str
    octets: bytes
    encrypted: bool


@dataclass
class Postbox:
    """A mail server that does as it is told.

    `answer(command, argument, connection)` may return a reply to give instead of the usual one, or
    "HANG UP" to close the connection without a word; it sees "END" after a message.
    """

    answer: Callable[[str, str, int], str | None] = lambda command, argument, connection: None
    extensions: tuple[str, ...] = ("8BITMIME", "PIPELINING")
    certificate: Path | None = None
    mails: list[Mail] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def received(self) -> list[str]:
        """To whom messages came, one entry for each."""
        return sorted(mail.recipient for mail in self.mails)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            number = self.connections
            threading.Thread(target=self._talk_safely, args=(connection, number), daemon=True).start()

    def _talk_safely(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), connection:
            self._talk(connection, number)

    def _talk(self, connection: socket.socket, number: int) -> None:
        file = connection.makefile("rb")
        encrypted = False
        sender = recipient = ""

        def say(command: str, argument: str, usual: str) -> str:
            reply = self.answer(command, argument, number) or usual
            if reply == "HANG UP":
                # Both ends: a reader that still holds the file keeps a plain close() from closing.
                connection.shutdown(socket.SHUT_RDWR)
                raise OSError("hung up")
            connection.sendall(reply.encode() + b"\r\n")
            return reply

        say("CONNECT", "", "220 postbox")
        while line := file.readline():
            text = line.decode().rstrip("\r\n")
            self.commands.append(text)
            command = text.split(" ")[0].upper()
            argument = text[len(command) + 1 :]
            if command == "EHLO":
                offered = list(self.extensions) + (["STARTTLS"] if self.certificate and not encrypted else [])
                lines = ["postbox", *offered]
                usual = "\r\n".join(f"250-{each}" for each in lines[:-1]) + f"\r\n250 {lines[-1]}"
                say(command, argument, usual)
            elif command == "STARTTLS":
                if not say(command, argument, "220 go").startswith("220") or not self.certificate:
                    continue
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificate)
                connection = context.wrap_socket(connection, server_side=True)
                file, encrypted = connection.makefile("rb"), True
            elif command == "MAIL":
                sender, recipient = argument, ""
                say(command, argument, "250 ok")
            elif command == "RCPT":
                address = argument.partition("<")[2].partition(">")[0]
                if say(command, address, "250 ok").startswith("2"):
                    recipient = address
            elif command == "DATA":
                usual = "354 go" if recipient else "554 no recipient"
                if not say(command, argument, usual).startswith("354"):
                    continue
                octets = b""
                while (data := file.readline()) != b".\r\n":
                    if not data:
                        return
                    octets += data[1:] if data.startswith(b".") else data
                mail = Mail(sender, recipient, octets, encrypted)
                reply = self.answer("END", recipient, number)
                if reply is None or reply.startswith(("2", "LATE")):
                    self.mails.append(mail)
                if reply == "LATE HANG UP":
                    connection.shutdown(socket.SHUT_RDWR)
                    return
                say("VERDICT", recipient, reply or f"250 queued {len(self.mails)}")
                recipient = ""
            elif command == "QUIT":
                say(command, argument, "221 bye")
                return
            else:
                say(command, argument, "250 ok" if command in ("RSET", "NOOP") else "502 unknown")


@pytest.fixture
def postbox() -> Iterator[Callable[..., Postbox]]:
    """Starts a `Postbox` with the given knobs; its port is in `port`."""
    listeners: list[socket.socket] = []

    def start(**knobs: object) -> Postbox:
        box = Postbox(**knobs)  # type: ignore[arg-type]
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        box.port = listener.getsockname()[1]
        threading.Thread(target=box.serve, args=(listener,), daemon=True).start()
        return box

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def briefing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `briefing ARGUMENTS…` in this process, with an outbox, home and folder of its own."""
    from briefing.cli import program

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("BRIEFING_SMTP_PASSWORD", raising=False)

    def run(*arguments: object, **extra: object) -> Result:
        return CliRunner().invoke(program, [str(each) for each in arguments], **extra)  # type: ignore[arg-type]

    return run


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between tries: the times are the same in proportion, a hundredth in length."""
    from briefing.deliver import sending

    fast = sending.Patience(first_wait_s=0.01)
    monkeypatch.setattr(sending, "Patience", lambda: fast)
