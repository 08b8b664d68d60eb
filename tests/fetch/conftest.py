"""A web server on this machine that does as it is told, and a guard: no test speaks to any other machine."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from briefing.cli import program

ARTICLE = """<!doctype html><html lang="en"><head><title>Harbour is closed</title></head><body><article>
<h1>Harbour is closed</h1>
<p>The harbour of Varnolia was closed on Monday after a crane fell on the northern quay, the port office said.</p>
<p>"Nobody was hurt, and we will open again on Friday," said Dana Okoro, the harbour master, on the quay.</p>
<p>Some forty ships wait in the bay, according to the coast guard, which counted them from the air.</p>
</article></body></html>"""


def reply(
    body: bytes | str = ARTICLE, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8"
) -> bytes:
    """A whole answer as octets: what is right about it, unless a test says otherwise."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def to(place: str, status: int = 302) -> bytes:
    """A redirect."""
    return reply(b"", f"Location: {place}", status=f"{status} Elsewhere")


Action = bytes | Callable[[socket.socket], None]


@dataclass
class Site:
    """A server of raw octets: `pages` maps a path to an answer, or to what is done with the connection."""

    certificate: Path | None = None
    pages: dict[str, Action] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    port: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, robots.txt aside."""
        paths = [request.split()[1] for request in self.requests]
        return [path for path in paths if path != "/robots.txt"]

    def start(self) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        context = None
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
        threading.Thread(target=self._serve, args=(listener, context), daemon=True).start()
        return listener

    def _serve(self, listener: socket.socket, context: ssl.SSLContext | None) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection, context), daemon=True).start()

    def _answer(self, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        try:
            connection.settimeout(10)
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(4096)
                if not piece:
                    return
                request += piece
                if request.startswith(b"\x16"):  # TLS where none is spoken: as a web server answers it
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
            text = request.decode("latin-1")
            self.requests.append(text)
            missing = reply(b"", status="404 Not Found")
            action = self.pages.get(text.split()[1], missing)
            if callable(action):
                action(connection)
            else:
                connection.sendall(action)
        except OSError:  # whoever asked has had enough
            pass
        finally:
            connection.close()


@pytest.fixture(autouse=True)
def guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting or looking up anything but this machine fails the test."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def only_here(self: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", f"a test spoke to {address}"
        connect(self, address)

    def known(host: str, *rest: Any, **more: Any) -> Any:
        assert host.startswith(
            ("127.", "10.", "169.254.", "[", ":", "fe80", "0", "2130706433", "localhost")
        ), host
        if host == "localhost":
            host = "127.0.0.1"
        return look_up(host, *rest, **more, flags=socket.AI_NUMERICHOST)

    monkeypatch.setattr(socket.socket, "connect", only_here)
    monkeypatch.setattr(socket, "getaddrinfo", known)


@pytest.fixture
def site() -> Iterator[Site]:
    """A server without encryption."""
    made = Site(pages={"/a": reply()})
    with made.start():
        yield made


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    """Starts further servers: `serve(certificate=…)`."""
    listeners = []

    def start(**given: Any) -> Site:
        made = Site(**given)
        made.pages.setdefault("/a", reply())
        listeners.append(made.start())
        return made

    yield start
    for listener in listeners:
        listener.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `briefing ARGUMENTS…` in an empty folder."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")

    def call(*arguments: str | Path) -> Result:
        return CliRunner().invoke(program, [str(a) for a in arguments])

    return call


@pytest.fixture
def fetch(run: Callable[..., Result]) -> Callable[..., Result]:
    """Runs `briefing fetch` on this machine's servers, without a pause."""
    return lambda *arguments: run("fetch", "--allow-private", "--pause", "0", *arguments)


@dataclass(frozen=True)
class Certificates:
    """An authority, a server's certificate for this machine, and one for another name."""

    authority: Path
    good: Path
    wrong_host: Path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Made fresh for the run: nothing secret is kept in the project."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    folder = tmp_path_factory.mktemp("certificates")
    today = dt.datetime.now(dt.UTC)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])

    def save(file: str, names: list[x509.GeneralName]) -> Path:
        key = ec.generate_private_key(ec.SECP256R1()) if names else authority_key
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, file)]) if names else issuer
        builder = (
            x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(today - dt.timedelta(days=1))
            .not_valid_after(today + dt.timedelta(days=10))
            .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        pem = builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        pem += key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / file).write_bytes(pem)
        return folder / file

    here = ipaddress.ip_address("127.0.0.1")
    return Certificates(
        authority=save("authority.pem", []),
        good=save("good.pem", [x509.DNSName("localhost"), x509.IPAddress(here)]),
        wrong_host=save("wrong.pem", [x509.DNSName("evil.example")]),
    )
