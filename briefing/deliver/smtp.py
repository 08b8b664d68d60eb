"""The only place that opens a socket: one conversation with one mail server.

Not smtplib, for four things it does not give: a deadline for a whole reply (a server that sends one
octet every 29 seconds holds smtplib for ever), the message's last five octets sent apart from the
rest, so that the outbox can be written in between, a check that nothing came in clear after the
answer to STARTTLS (CVE-2011-0411), and sending MAIL and RCPT together where the server offers it.
It also verifies certificates unless told to use no TLS at all, and never logs in without TLS.
"""

from __future__ import annotations

import base64
import select
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from briefing.errors import BriefingError

Tls = Literal["none", "starttls", "tls"]
DEFAULT_PORTS: dict[Tls, int] = {"none": 25, "starttls": 587, "tls": 465}

# RFC 5321, 4.5.3.2 asks for 5 minutes per command and 10 after the message. A person waits at the
# other end of ours, and a command that times out is tried again at no risk, so commands get less;
# after the message a time-out is an unknown outcome, so there we wait as long as the standard says.
_FINAL_TIMEOUT_S = 600.0
_GREETING_TIMEOUT_S = 15.0
_CONNECT_TIMEOUT_S = 15.0
_PIECE_TIMEOUT_S = 60.0
_PIECE = 1 << 16
_LINE_MAX = 4096
_LINES_MAX = 200


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to hand mail in. `password` is kept out of every representation."""

    host: str
    port: int = 0
    tls: Tls = "starttls"
    ca: Path | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    hostname: str = ""
    timeout_s: float = 30.0

    @property
    def place(self) -> str:
        """`host:port`, as errors name it."""
        return f"{self.host}:{self.port or DEFAULT_PORTS[self.tls]}"


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer: its code and the text of its lines joined."""

    code: int
    text: str

    @property
    def line(self) -> str:
        """The reply as one printable line of at most 300 characters."""
        text = " ".join(self.text.split())
        text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
        return f"{self.code} {text}".strip()[:300]

    @property
    def later(self) -> bool:
        """True for 4xx: the same may be accepted another time."""
        return 400 <= self.code < 500


class Lost(Exception):
    """The connection is gone, or never came about, for a reason that may pass."""


class Stop(BriefingError):
    """No message can be handed in and trying again would not help: wrong password, bad certificate."""


class Declined(Exception):
    """The server answered a command with 4xx or 5xx; `stage` is the command."""

    def __init__(self, stage: str, reply: Reply) -> None:
        super().__init__(f"{stage}: {reply.line}")
        self.stage = stage
        self.reply = reply


class Session:
    """An open, greeted and (where asked) encrypted and logged-in conversation."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.extensions: dict[str, str] = {}
        self.encrypted = False
        self.accepted = 0
        self.notes: list[str] = []
        self._buffer = b""
        self._socket = self._connect()
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _connect(self) -> socket.socket:
        server = self.server
        port = server.port or DEFAULT_PORTS[server.tls]
        try:
            connection = socket.create_connection((server.host, port), timeout=_CONNECT_TIMEOUT_S)
        except socket.gaierror as error:
            raise Stop(f"no such host ({error.strerror})", where=server.place) from None
        except OSError as error:
            raise Lost(f"cannot connect: {error.strerror or error}") from None
        # The end mark is a small write after a large one: Nagle's algorithm would hold it for 40 ms.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _open(self) -> None:
        server = self.server
        if server.tls == "tls":
            self._start_tls()
        greeting = self._reply(min(_GREETING_TIMEOUT_S, server.timeout_s))
        if greeting.later:
            raise Lost(f"not now: {greeting.line}")
        if greeting.code != 220:
            raise Stop(f"the server refuses to talk: {greeting.line}", where=server.place)
        self._greet()
        if server.tls == "starttls":
            self._ask_for_tls()
            self._greet()
        self._log_in()

    def _greet(self) -> None:
        """EHLO, or HELO where the server knows no better; fills `extensions`."""
        # The address literal is always true and asks no name server (RFC 5321, 4.1.3).
        host = self._socket.getsockname()[0]
        own = self.server.hostname or (f"[IPv6:{host}]" if ":" in host else f"[{host}]")
        reply = self._command(f"EHLO {own}")
        self.extensions = {}
        if reply.code == 250:
            for line in reply.text.split("\n")[1:]:
                word, _, rest = line.partition(" ")
                self.extensions[word.upper()] = rest.strip()
            return
        if reply.later:
            raise Lost(f"not now: {reply.line}")
        reply = self._command(f"HELO {own}")
        if reply.code != 250:
            raise Stop(f"the server refuses to talk: {reply.line}", where=self.server.place)

    def _ask_for_tls(self) -> None:
        place = self.server.place
        hint = "--tls tls is for servers that begin encrypted (port 465); nothing was sent"
        if "STARTTLS" not in self.extensions:
            raise Stop("the server does not offer STARTTLS", where=place, hint=hint)
        reply = self._command("STARTTLS")
        if reply.code != 220:
            raise Stop(f"the server does not start TLS: {reply.line}", where=place, hint=hint)
        if self._buffer:
            raise Stop("somebody put text into the connection before TLS began", where=place, hint=hint)
        self._start_tls()

    def _start_tls(self) -> None:
        server = self.server
        try:
            context = ssl.create_default_context(cafile=str(server.ca) if server.ca else None)
        except (OSError, ssl.SSLError) as error:
            raise Stop(f"no usable certificates: {error.strerror or error}", where=str(server.ca)) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._socket.settimeout(server.timeout_s)
        try:
            self._socket = context.wrap_socket(self._socket, server_hostname=server.host)
        except ssl.SSLCertVerificationError as error:
            hint = "--ca FILE names the authority that signed the server's certificate; nothing was sent"
            message = f"the server's certificate is not good: {error.verify_message}"
            raise Stop(message, where=server.place, hint=hint) from None
        except ssl.SSLError as error:
            hint = "is this the right port for --tls? nothing was sent"
            raise Stop(f"TLS does not come about: {error.reason}", where=server.place, hint=hint) from None
        except OSError as error:
            raise Lost(f"cannot start TLS: {error.strerror or error}") from None
        self.encrypted = True

    def _log_in(self) -> None:
        server = self.server
        if not server.user:
            return
        if not self.encrypted:
            self.notes.append("not logged in: a password is never sent without TLS")
            return
        offered = self.extensions.get("AUTH", "").upper().split()
        if not offered:
            self.notes.append("not logged in: the server asks for no login")
            return
        if not server.password:
            hint = "--password-file FILE, or BRIEFING_SMTP_PASSWORD, or the keyring"
            raise Stop(f"no password for {server.user}", where=server.place, hint=hint)
        if "PLAIN" in offered:
            token = f"\0{server.user}\0{server.password}".encode()
            reply = self._command("AUTH PLAIN " + base64.b64encode(token).decode("ascii"))
        elif "LOGIN" in offered:
            reply = self._command("AUTH LOGIN")
            for secret in (server.user, server.password):
                if reply.code == 334:
                    reply = self._command(base64.b64encode(secret.encode()).decode("ascii"))
        else:
            hint = "PLAIN and LOGIN (over TLS) are what this program knows"
            raise Stop(
                f"no login the server offers is known: {' '.join(offered)}", where=server.place, hint=hint
            )
        if reply.later:
            raise Lost("the server cannot check a login now")
        if reply.code != 235:
            # The reply's words are left out: a hostile server may echo the password in them.
            raise Stop(f"the login of {server.user} was refused ({reply.code})", where=server.place)

    # -- one message --------------------------------------------------------------------------

    def begin(self, sender: str, recipient: str, size: int, *, utf8: bool = False) -> None:
        """MAIL, RCPT and DATA; raises `Declined` with the stage that was refused."""
        limit = self.extensions.get("SIZE", "")
        if limit.isdigit() and 0 < int(limit) < size:
            reply = Reply(552, f"the server takes {limit} octets, this message has {size}")
            raise Declined("MAIL", reply)
        if utf8 and "SMTPUTF8" not in self.extensions:
            raise Declined("RCPT", Reply(553, "the server takes no non-ASCII addresses (SMTPUTF8)"))
        mail = f"MAIL FROM:<{sender}>"
        if "SIZE" in self.extensions:
            mail += f" SIZE={size}"
        if utf8:
            mail += " SMTPUTF8 BODY=8BITMIME"
        rcpt = f"RCPT TO:<{recipient}>"
        if "PIPELINING" in self.extensions:
            self._write(f"{mail}\r\n{rcpt}\r\n".encode())
            first, second = self._reply(), self._reply()
            self._expect("MAIL", first)
            self._expect("RCPT", second)
        else:
            self._expect("MAIL", self._command(mail))
            self._expect("RCPT", self._command(rcpt))
        self._expect("DATA", self._command("DATA"), good=(354,))

    def content(self, *parts: bytes) -> None:
        """Send the message, dot-stuffed by the caller and ending in CRLF, without its end mark."""
        for part in parts:
            self._write(part)
        # A server that gave up in the middle has said so by now, or has hung up; seen here, before
        # the end mark, the outcome is certain.
        readable, _, _ = select.select([self._socket], [], [], 0)
        if readable and not self._buffer:
            reply = self._reply(1.0)
            raise Lost(f"the server did not wait for the end of the message: {reply.line}")

    def finish(self, accepted: Callable[[], None]) -> Reply:
        """Send the end mark and read the verdict. When this raises `Lost`, nobody knows the outcome.

        The first digit decides (RFC 5321, 4.2.1): `accepted` is called as soon as it is a 2, when the
        rest is still on its way, so that the outbox knows as early as can be; from then on a broken
        connection changes nothing.
        """
        self._write(b".\r\n")
        deadline = time.monotonic() + _FINAL_TIMEOUT_S
        while not self._buffer:
            self._fill(deadline)
        early = self._buffer.startswith(b"2") and b"\n" not in self._buffer
        if early:
            accepted()
        try:
            reply = self._reply(_FINAL_TIMEOUT_S)
        except (Lost, Stop):
            if not early:
                raise
            reply = Reply(250, "(the rest of the reply did not arrive)")
        self._expect("message", reply)
        self.accepted += 1
        return reply

    def reset(self) -> None:
        """Forget a begun message."""
        self._expect("RSET", self._command("RSET"))

    def quit(self) -> None:
        """Say goodbye, without waiting for an answer that changes nothing."""
        try:
            self._socket.settimeout(2.0)
            self._write(b"QUIT\r\n")
        except Lost:
            pass
        self.close()

    def close(self) -> None:
        """Drop the connection."""
        self._socket.close()

    # -- the wire ------------------------------------------------------------------------------

    def _command(self, line: str) -> Reply:
        if "\r" in line or "\n" in line:
            raise ValueError("a command is one line")
        self._write(line.encode() + b"\r\n")
        return self._reply()

    def _expect(self, stage: str, reply: Reply, good: tuple[int, ...] = (250, 251, 252)) -> None:
        if reply.code not in good:
            raise Declined(stage, reply)

    def _write(self, data: bytes) -> None:
        """Send, each piece within its own time: a long message on a slow line is no time-out."""
        try:
            self._socket.settimeout(max(self.server.timeout_s, _PIECE_TIMEOUT_S))
            for start in range(0, len(data), _PIECE):
                self._socket.sendall(data[start : start + _PIECE])
        except OSError as error:
            raise Lost(f"connection lost: {error.strerror or error}") from None

    def _reply(self, timeout_s: float = 0.0) -> Reply:
        """The next reply, all its lines, within one deadline for the whole."""
        deadline = time.monotonic() + (timeout_s or self.server.timeout_s)
        lines: list[str] = []
        while len(lines) < _LINES_MAX:
            line = self._line(deadline)
            code, mark = line[:3], line[3:4]
            if not (code.isdigit() and code.isascii() and mark in ("", " ", "-") and line[0] in "2345"):
                raise Stop("this is no mail server: it does not answer in SMTP", where=self.server.place)
            lines.append(line[4:])
            if mark != "-":
                return Reply(int(code), "\n".join(lines))
        raise Stop("the server's reply does not end", where=self.server.place)

    def _line(self, deadline: float) -> str:
        while b"\n" not in self._buffer:
            if len(self._buffer) > _LINE_MAX:
                raise Stop("this is no mail server: its line does not end", where=self.server.place)
            self._fill(deadline)
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def _fill(self, deadline: float) -> None:
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise Lost("the server does not answer")
        try:
            self._socket.settimeout(remaining)
            data = self._socket.recv(65536)
        except TimeoutError:
            raise Lost("the server does not answer") from None
        except OSError as error:
            raise Lost(f"connection lost: {error.strerror or error}") from None
        if not data:
            raise Lost("the server closed the connection")
        self._buffer += data
