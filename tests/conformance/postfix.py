"""Send through a real Postfix: `python tests/conformance/postfix.py FILE.pdf [--root FOLDER]`.

Not part of the test suite: it needs root (Postfix drops rights) and Postfix's programs, installed or
unpacked (`apt-get download postfix && dpkg -x postfix_*.deb FOLDER`, then `--root FOLDER`). Postfix
runs in the foreground from a temporary folder, on loopback alone, with STARTTLS demanded, and
delivers to mailboxes in that folder. Everybody must have one message, the wrong address must be named,
and the messages must come out of the mailbox as they went in.
"""

from __future__ import annotations

import argparse
import grp
import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from email import policy
from email.parser import BytesParser
from pathlib import Path

# Any two accounts of the system that nothing else here uses: Postfix wants its own user and group.
OWNER, GROUP = "news", "uucp"
QUEUES = "active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace"


def configure(folder: Path, root: Path, port: int, certificate: Path) -> Path:
    """A Postfix of its own in `folder`; its configuration's folder."""
    owner, group = pwd.getpwnam(OWNER).pw_uid, grp.getgrnam(GROUP).gr_gid
    etc, queue, data, mail = (folder / name for name in ("etc", "queue", "data", "mail"))
    for made in (etc, queue, data, mail):
        made.mkdir()
    for name in QUEUES.split():
        (queue / name).mkdir(mode=0o700)
        if name not in ("pid",):
            os.chown(queue / name, owner, 0 if name not in ("maildrop", "public") else group)
    (queue / "maildrop").chmod(0o1730)
    (queue / "public").chmod(0o2710)
    os.chown(data, owner, -1)
    os.chown(mail, owner, -1)
    folder.chmod(0o755)
    (etc / "mailboxes").write_text("/^r[0-9]+@x\\.example$/ mailbox\n")
    (etc / "main.cf").write_text(
        f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
command_directory = {root}/usr/sbin
daemon_directory = {root}/usr/lib/postfix/sbin
shlib_directory = {root}/usr/lib/postfix
meta_directory = {root}/etc/postfix
import_environment = MAIL_CONFIG MAIL_LOGTAG TZ LANG=C LD_LIBRARY_PATH
mail_owner = {OWNER}
setgid_group = {GROUP}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks = 127.0.0.0/8
maillog_file = /dev/stdout
virtual_mailbox_domains = x.example
virtual_mailbox_base = {mail}
virtual_mailbox_maps = regexp:{etc}/mailboxes
virtual_uid_maps = static:{owner}
virtual_gid_maps = static:{owner}
virtual_minimum_uid = 1
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {certificate}
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
smtputf8_enable = no
alias_maps =
alias_database =
"""
    )
    (etc / "master.cf").write_text(
        f"""
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""
    )
    return etc


def authority(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and the same with its key."""
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    program = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*program, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return certificate, both


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--root", type=Path, default=Path("/"), help="where Postfix was unpacked")
    parser.add_argument("-n", type=int, default=200, help="readers")
    options = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    readers = [f"r{number}@x.example" for number in range(options.n)]
    with tempfile.TemporaryDirectory(prefix="postfix-") as name:
        folder = Path(name)
        certificate, both = authority(folder)
        etc = configure(folder, options.root.resolve(), port, both)
        environment = {**os.environ, "LD_LIBRARY_PATH": str(options.root.resolve() / "usr/lib/postfix")}
        program = [str(options.root / "usr/lib/postfix/sbin/master"), "-c", str(etc), "-d"]
        with (folder / "log").open("wb") as log:
            master = subprocess.Popen(program, stdout=log, stderr=log, env=environment)
        try:
            code = check(options.pdf, readers, port, certificate, folder)
        finally:
            master.send_signal(signal.SIGTERM)
            master.wait(timeout=20)
        if code:
            print((folder / "log").read_text(errors="replace")[-3000:])
        return code


def check(pdf: Path, readers: list[str], port: int, certificate: Path, folder: Path) -> int:
    """Send, send again, read the mailbox; 0 when all is as it should be."""
    (folder / "readers.txt").write_text("\n".join([*readers, "nobody@x.example"]) + "\n")
    command = [sys.executable, "-m", "briefing", "send", str(pdf.resolve()), "--host", "localhost"]
    command += ["--port", str(port), "--ca", str(certificate), "--state", str(folder / "state")]
    command += ["--to-file", str(folder / "readers.txt"), "--from", "desk@desk.example"]
    command += ["--clearance", "amber+strict"]
    for _ in range(50):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                break
        time.sleep(0.1)
    top = Path(__file__).resolve().parent.parent.parent
    runs = [subprocess.run(command, cwd=top, capture_output=True, text=True, check=False) for _ in range(2)]
    for _ in range(100):
        box = folder / "mail" / "mailbox"
        messages = re.split(rb"(?m)^From .*\n", box.read_bytes())[1:] if box.exists() else []
        if len(messages) >= len(readers):
            break
        time.sleep(0.1)
    parsed = [BytesParser(policy=policy.default).parsebytes(each) for each in messages]
    got = Counter(each["Delivered-To"] for each in parsed)
    whole = sum(
        part.get_content() == pdf.read_bytes()
        for each in parsed
        for part in each.walk()
        if part.get_content_type() == "application/pdf"
    )
    faults = []
    if got != Counter(readers):
        twice = [each for each, count in got.items() if count > 1]
        faults.append(f"{len(set(readers) - set(got))} lost, {len(twice)} twice")
    if whole != len(readers):
        faults.append(f"{whole} of {len(readers)} PDFs came out as they went in")
    if not re.search(r"refused: nobody@x\.example: 550 5\.1\.1 ", runs[0].stderr):
        faults.append("the wrong address was not named")
    if [run.returncode for run in runs] != [1, 1]:
        faults.append(f"exit codes {[run.returncode for run in runs]}: {runs[0].stderr[-500:]}")
    print(
        f"{len(parsed)} messages in the mailbox of {len(readers)} readers; "
        + ("; ".join(faults) or "all good")
    )
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
