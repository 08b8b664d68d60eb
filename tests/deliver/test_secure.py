"""Encrypted, verified, logged in: against aiosmtpd, a server that others wrote, on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from click.testing import Result

Run = Callable[..., Result]
PASSWORD = "correct-horse-CANARY"
pytestmark = pytest.mark.usefixtures("quick")


class Keeper:
    """aiosmtpd's handler: keeps what arrives."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes, bool]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos, envelope.content, session.ssl is not None))
        return "250 kept"


class Guarded(Controller):
    """aiosmtpd with STARTTLS demanded before a login, and a login before mail."""

    def __init__(self, keeper: Keeper, certificate: Path) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.logins: list[str] = []
        super().__init__(keeper, hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
            assert isinstance(data, LoginPassword)
            self.logins.append(mechanism)
            return AuthResult(success=data == LoginPassword(b"desk", PASSWORD.encode()), handled=False)

        return SMTP(
            self.handler,
            tls_context=self.context,
            require_starttls=True,
            auth_required=True,
            authenticator=check,
        )

    def _trigger_server(self) -> None:
        """Take the port the system gave (Controller expects a fixed one)."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def guarded(certificates: Any) -> Iterator[Guarded]:
    controller = Guarded(Keeper(), certificates.good)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n")
    path.chmod(0o600)
    return path


def test_mail_goes_encrypted_and_logged_in(
    briefing: Run, guarded: Guarded, certificates: Any, paper: Path, password_file: Path
) -> None:
    options = ["--host", "localhost", "--port", guarded.port, "--ca", certificates.authority]
    options += ["--user", "desk", "--password-file", password_file]
    result = briefing("send", paper, "--to", "a@x.example", "--to", "b@x.example", *options)
    assert result.exit_code == 0, result.output
    assert [(to, encrypted) for to, _, encrypted in guarded.handler.mails] == [
        (["a@x.example"], True),
        (["b@x.example"], True),
    ]
    assert guarded.logins == ["PLAIN"]


def test_the_password_may_come_from_the_environment(
    briefing: Run, guarded: Guarded, certificates: Any, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFING_SMTP_PASSWORD", PASSWORD)
    options = [
        "--host",
        "localhost",
        "--port",
        guarded.port,
        "--ca",
        certificates.authority,
        "--user",
        "desk",
    ]
    assert briefing("send", paper, "--to", "a@x.example", *options).exit_code == 0


def test_a_refused_login_ends_the_run_at_once_and_tells_no_password(
    briefing: Run, guarded: Guarded, certificates: Any, paper: Path, tmp_path: Path, password_file: Path
) -> None:
    password_file.write_text("wrong-CANARY\n")
    options = ["--host", "localhost", "--port", guarded.port, "--ca", certificates.authority]
    options += ["--user", "desk", "--password-file", password_file]
    result = briefing("send", paper, "--to", "a@x.example", *options)
    assert result.exit_code == 1 and "the login of desk was refused (535)" in result.stderr
    assert len(guarded.logins) == 1 and guarded.handler.mails == []
    kept = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert kept and all(b"CANARY" not in path.read_bytes() for path in kept)
    assert "CANARY" not in result.output + result.stderr


def test_no_login_without_tls_and_a_server_that_wants_one_ends_the_run(
    briefing: Run, postbox: Any, paper: Path, password_file: Path
) -> None:
    box = postbox(
        extensions=("AUTH PLAIN LOGIN",),
        answer=lambda c, a, n: "530 5.7.0 authentication required" if c == "MAIL" else None,
    )
    options = ["--host", "127.0.0.1", "--port", box.port, "--tls", "none", "--user", "desk"]
    result = briefing("send", paper, "--to", "a@x.example", *options, "--password-file", password_file)
    assert result.exit_code == 1 and "a password is never sent without TLS" in result.stderr
    assert not any(line.startswith("AUTH") for line in box.commands)


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ("unknown", "self-signed certificate"),
        ("expired", "certificate has expired"),
        ("wrong_host", "not valid for 'localhost'"),
    ],
)
def test_a_bad_certificate_ends_the_run_before_anything_is_sent(
    briefing: Run, postbox: Any, certificates: Any, paper: Path, certificate: str, words: str
) -> None:
    box = postbox(certificate=getattr(certificates, certificate))
    options = ["--host", "localhost", "--port", box.port, "--ca", certificates.authority]
    result = briefing("send", paper, "--to", "a@x.example", *options)
    assert result.exit_code == 1 and words in result.stderr
    assert not any(line.startswith(("MAIL", "AUTH")) for line in box.commands)


@pytest.mark.parametrize("reply", [None, "454 4.7.0 not now", "220 go\r\n250-postbox\r\n250 AUTH PLAIN"])
def test_tls_is_never_given_up(
    briefing: Run, postbox: Any, certificates: Any, paper: Path, reply: str | None
) -> None:
    """Not offered, refused, or with words injected in clear behind the answer (CVE-2011-0411)."""
    box = postbox(
        certificate=certificates.good if reply else None,
        answer=lambda c, a, n: reply if c == "STARTTLS" else None,
    )
    options = ["--host", "localhost", "--port", box.port, "--ca", certificates.authority]
    result = briefing("send", paper, "--to", "a@x.example", *options)
    assert result.exit_code == 1 and "TLS" in result.stderr
    assert not any(line.startswith(("MAIL", "AUTH")) for line in box.commands)


def test_there_is_no_option_that_takes_a_password(briefing: Run, paper: Path) -> None:
    assert briefing("send", paper, "--to", "a@x.example", "--password", "x").exit_code == 2


def test_a_password_that_others_may_read_is_said_to_be_so(
    briefing: Run, postbox: Any, paper: Path, password_file: Path
) -> None:
    password_file.chmod(0o644)
    options = ["--host", "127.0.0.1", "--port", postbox().port, "--tls", "none", "--user", "desk"]
    result = briefing("send", paper, "--to", "a@x.example", *options, "--password-file", password_file)
    assert "others on this machine can read the password" in result.stderr
