"""Signed and encrypted mail, read back with the openssl and gpg commands, not with our own code."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl command is not here")
needs_gpg = pytest.mark.skipif(not shutil.which("gpg"), reason="the gpg command is not here")


def command(*arguments: object, **extra: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a program; its output when it succeeds."""
    return subprocess.run([str(each) for each in arguments], capture_output=True, check=True, **extra)


@pytest.fixture(scope="module")
def identities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority and certificates with keys for the desk and for readers."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.x509.oid import NameOID

    folder = tmp_path_factory.mktemp("identities")
    today = dt.datetime.now(dt.UTC)
    issuer_key = rsa.generate_private_key(65537, 2048)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mail authority")])

    def issue(file: str, address: str, days: int = 100, kind: str = "rsa") -> None:
        ours = address == ""
        key = (
            rsa.generate_private_key(65537, 2048)
            if kind == "rsa"
            else ec.generate_private_key(ec.SECP256R1())
        )
        key = issuer_key if ours else key
        name = issuer if ours else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - dt.timedelta(days=300))
            .not_valid_after(today + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ours, path_length=None), critical=True)
        )
        if not ours:
            names = x509.SubjectAlternativeName([x509.RFC822Name(address)])
            builder = builder.add_extension(names, critical=False)
        certificate = builder.sign(issuer_key, hashes.SHA256())
        (folder / f"{file}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (folder / f"{file}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    issue("authority", "")
    issue("desk", "desk@desk.example")
    issue("anna", "anna@x.example")
    issue("old", "old@x.example", days=-1)
    issue("curve", "curve@x.example", kind="ec")
    return folder


@pytest.fixture
def configure(tmp_path: Path, identities: Path) -> Callable[[str], None]:
    """Writes a configuration with one list whose `[[list]]` table is given."""

    def write(table: str, sender: str = "") -> None:
        folder = tmp_path / "config" / "briefing"
        folder.mkdir(parents=True, exist_ok=True)
        own = sender or f'certificate = "{identities}/desk.pem"\nprivate_key = "{identities}/desk.key"'
        text = f'[sender]\nfrom = "desk@desk.example"\n{own}\n[[list]]\nname = "board"\n{table}\n'
        (folder / "mail.toml").write_text(text)

    return write


def only_draft(folder: Path) -> Path:
    (draft,) = folder.glob("*.eml")
    return draft


@needs_openssl
def test_openssl_verifies_a_signed_message(
    briefing: Run, configure: Any, identities: Path, paper: Path, tmp_path: Path
) -> None:
    configure('seal = "smime-sign"\nreaders = ["anna@x.example"]')
    assert briefing("send", paper, "--list", "board", "--draft", "out").exit_code == 0
    draft = only_draft(tmp_path / "out")
    done = command("openssl", "cms", "-verify", "-in", draft, "-CAfile", identities / "authority.pem")
    assert b"Verification successful" in done.stderr and b"application/pdf" in done.stdout
    draft.write_bytes(draft.read_bytes().replace(b"Not marked", b"Now marked"))
    with pytest.raises(subprocess.CalledProcessError):
        command("openssl", "cms", "-verify", "-in", draft, "-CAfile", identities / "authority.pem")


@needs_openssl
def test_openssl_decrypts_and_verifies_an_encrypted_message(
    briefing: Run, configure: Any, identities: Path, paper: Path, tmp_path: Path
) -> None:
    configure(f'seal = "smime"\nreaders = [{{ address = "anna@x.example", key = "{identities}/anna.pem" }}]')
    assert briefing("send", paper, "--list", "board", "--draft", "out").exit_code == 0
    draft = only_draft(tmp_path / "out")
    assert b"Depot" not in draft.read_bytes() and b"depot" not in draft.read_bytes()
    assert b"Subject: Encrypted briefing\r\n" in draft.read_bytes()
    key, certificate = identities / "anna.key", identities / "anna.pem"
    inner = command("openssl", "cms", "-decrypt", "-in", draft, "-inkey", key, "-recip", certificate).stdout
    assert b"multipart/signed" in inner
    done = command("openssl", "cms", "-verify", "-CAfile", identities / "authority.pem", input=inner)
    assert b"Depot shelled near Orlova" in done.stdout
    wrong = ["-inkey", identities / "desk.key", "-recip", identities / "desk.pem"]
    with pytest.raises(subprocess.CalledProcessError):
        command("openssl", "cms", "-decrypt", "-in", draft, *wrong)


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ('{ address = "bo@x.example" }', "bo@x.example: has no certificate"),
        ('{ address = "bo@x.example", key = "FOLDER/anna.pem" }', "is for anna@x.example"),
        ('{ address = "old@x.example", key = "FOLDER/old.pem" }', "is not valid today"),
        ('{ address = "curve@x.example", key = "FOLDER/curve.pem" }', "is not RSA"),
        ('{ address = "bo@x.example", key = "FOLDER/missing.pem" }', "missing.pem: No such file"),
        ('{ address = "bo@x.example", key = "FOLDER/anna.key" }', "anna.key: does not hold a certificate"),
    ],
)
def test_a_reader_without_a_good_certificate_is_refused_and_nobody_gets_it(
    briefing: Run, configure: Any, identities: Path, paper: Path, tmp_path: Path, reader: str, words: str
) -> None:
    good = f'{{ address = "anna@x.example", key = "{identities}/anna.pem" }}'
    configure(f'seal = "smime"\nreaders = [{good}, {reader.replace("FOLDER", str(identities))}]')
    result = briefing("send", paper, "--list", "board", "--draft", "out")
    assert result.exit_code == 1 and words in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ('reply_to = "a@x.example"', "no certificate to sign with"),
        ('certificate = "FOLDER/desk.pem"\nprivate_key = "FOLDER/anna.key"', "does not belong"),
        ('certificate = "FOLDER/desk.pem"\nprivate_key = "FOLDER/desk.pem"', "is not a private key"),
        ('certificate = "FOLDER/old.pem"\nprivate_key = "FOLDER/old.key"', "is not valid today"),
    ],
)
def test_a_sender_who_cannot_sign_sends_nothing(
    briefing: Run, configure: Any, identities: Path, paper: Path, sender: str, words: str
) -> None:
    sender = sender.replace("FOLDER", str(identities))
    configure('seal = "smime-sign"\nreaders = ["anna@x.example"]', sender)
    result = briefing("send", paper, "--list", "board", "--draft", "out")
    assert result.exit_code == 1 and words in result.stderr


# -- OpenPGP -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keyring() -> Iterator[dict[str, str]]:
    """A keyring of its own with keys for the desk and for Anna: fingerprints by name."""
    # Not under pytest's folder: gpg-agent's socket allows a path of some 100 characters.
    home = tempfile.mkdtemp(prefix="gpg")
    environment = {**os.environ, "GNUPGHOME": home}
    found = {"home": home}
    for name in ("desk@desk.example", "anna@x.example"):
        make = ["gpg", "--batch", "--passphrase", "", "--quick-gen-key", name, "future-default"]
        command(*make, env=environment)
        listed = command(
            "gpg", "--batch", "--with-colons", "--list-keys", name, env=environment
        ).stdout.decode()
        found[name] = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    yield found
    subprocess.run(["gpgconf", "--kill", "all"], env=environment, check=False, capture_output=True)
    shutil.rmtree(home, ignore_errors=True)


@needs_gpg
def test_gpg_verifies_a_signed_message(
    briefing: Run,
    configure: Any,
    keyring: dict[str, str],
    paper: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GNUPGHOME", keyring["home"])
    configure(
        'seal = "pgp-sign"\nreaders = ["anna@x.example"]', f'pgp_key = "{keyring["desk@desk.example"]}"'
    )
    assert briefing("send", paper, "--list", "board", "--draft", "out").exit_code == 0
    octets = only_draft(tmp_path / "out").read_bytes()
    boundary = octets.partition(b'boundary="')[2].partition(b'"')[0]
    _, signed, signature, _ = octets.split(b"--" + boundary)
    (tmp_path / "signed").write_bytes(signed.removeprefix(b"\r\n").removesuffix(b"\r\n"))
    (tmp_path / "signature").write_bytes(signature.partition(b"\r\n\r\n")[2])
    done = command("gpg", "--batch", "--verify", tmp_path / "signature", tmp_path / "signed")
    assert b"Good signature" in done.stderr


@needs_gpg
def test_gpg_decrypts_an_encrypted_message(
    briefing: Run,
    configure: Any,
    keyring: dict[str, str],
    paper: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GNUPGHOME", keyring["home"])
    reader = f'{{ address = "anna@x.example", key = "{keyring["anna@x.example"]}" }}'
    configure(f'seal = "pgp"\nreaders = [{reader}]', f'pgp_key = "{keyring["desk@desk.example"]}"')
    assert briefing("send", paper, "--list", "board", "--draft", "out").exit_code == 0
    octets = only_draft(tmp_path / "out").read_bytes()
    assert b"Depot" not in octets and b"depot" not in octets and b"multipart/encrypted" in octets
    start = octets.index(b"-----BEGIN PGP MESSAGE-----")
    done = command("gpg", "--batch", "--decrypt", input=octets[start:])
    assert b"Good signature" in done.stderr and b"Depot shelled near Orlova" in done.stdout


@needs_gpg
def test_a_reader_without_a_key_is_refused(
    briefing: Run, configure: Any, keyring: dict[str, str], paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", keyring["home"])
    configure('seal = "pgp"\nreaders = ["bo@x.example"]', f'pgp_key = "{keyring["desk@desk.example"]}"')
    result = briefing("send", paper, "--list", "board", "--draft", "out")
    assert result.exit_code == 1 and "bo@x.example: gpg refuses" in result.stderr
