"""Messages per second: `briefing send` beside a bare smtplib loop that syncs the same states.

Both hand the same messages to the same sink (a process of its own on loopback that takes everything)
and put "trying" and "sent" on the same disk with the same SQLite settings; the loop does so one
message after the other, as one would write it. Run: `python bench/send.py [-n 2000] [--size 150000]`.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import platform
import resource
import smtplib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefing.deliver.addresses import Address
from briefing.deliver.facts import Facts
from briefing.deliver.mailing import Paper, Press, Sender, describe, dispatch
from briefing.deliver.outbox import open_outbox
from briefing.deliver.recipients import Recipient
from briefing.deliver.smtp import Server

SENDER = Sender(Address("desk", "desk.example"))


class Sink(asyncio.Protocol):
    """The least a mail server can be: it takes every message and counts it."""

    pipelining = b""
    delay_s = 0.0
    count = multiprocessing.Value("q", 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.buffer, self.in_data = transport, b"", False
        self.tail = b""
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        if self.in_data:
            self.tail = (self.tail + data)[-5:]
            if self.tail == b"\r\n.\r\n":
                self.in_data, self.tail = False, b""
                with self.count.get_lock():
                    self.count.value += 1
                self.reply(b"250 taken\r\n")
            return
        self.buffer += data
        while b"\r\n" in self.buffer:
            line, _, self.buffer = self.buffer.partition(b"\r\n")
            command = line[:4].upper()
            if command == b"EHLO":
                self.reply(b"250-sink\r\n" + self.pipelining + b"250 8BITMIME\r\n")
            elif command == b"DATA":
                self.in_data = True
                self.reply(b"354 go\r\n")
            elif command == b"QUIT":
                self.reply(b"221 bye\r\n")
            else:
                self.reply(b"250 ok\r\n")

    def reply(self, text: bytes) -> None:
        if self.delay_s:
            asyncio.get_running_loop().call_later(self.delay_s, self.transport.write, text)
        else:
            self.transport.write(text)


def serve(port: multiprocessing.queues.Queue, pipelining: bool, delay_s: float) -> None:  # type: ignore[type-arg]
    Sink.pipelining = b"250-PIPELINING\r\n" if pipelining else b""
    Sink.delay_s = delay_s

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def bare(recipients: list[Recipient], paper: Paper, port: int, folder: Path) -> float:
    """The loop one would write: state, message, state; seconds for all."""
    database = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE delivery (address TEXT PRIMARY KEY, state TEXT, reply TEXT)")
    database.execute("BEGIN")
    database.executemany(
        "INSERT INTO delivery VALUES (?, 'waiting', '')", [(r.address.spec,) for r in recipients]
    )
    database.execute("COMMIT")
    press = Press(paper, SENDER, describe(paper, datetime(2026, 11, 24, tzinfo=UTC)), {})
    messages = [press.octets(recipient) for recipient in recipients[:50]]  # made beforehand: not its time
    update = "UPDATE delivery SET state = ?, reply = ? WHERE address = ?"
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench.example") as smtp:
        for number, recipient in enumerate(recipients):
            spec = recipient.address.spec
            database.execute(update, ("trying", "", spec))
            smtp.sendmail(SENDER.address.spec, [spec], messages[number % len(messages)])
            database.execute(update, ("sent", "250", spec))
    return time.perf_counter() - started


def ours(recipients: list[Recipient], paper: Paper, port: int, folder: Path, connections: int) -> float:
    """`dispatch`, everything included: heads made and checked, states on disk; seconds for all."""
    started = time.perf_counter()
    server = Server("127.0.0.1", port, "none")
    with open_outbox(folder / f"ours-{connections}") as outbox:
        sent = dispatch(
            paper, recipients, SENDER, server, outbox, now=lambda: datetime.now(UTC), connections=connections
        )
    assert sent.complete
    return time.perf_counter() - started


def measure(
    run: Callable[..., float], readers: int, octets: bytes, port: int, *more: int
) -> tuple[float, float]:
    """Messages per second, and peak memory in MB, of one run in a process of its own."""
    receiving, sending = multiprocessing.Pipe(duplex=False)

    def work() -> None:
        recipients = [Recipient(Address(f"r{number:06d}", "x.example")) for number in range(readers)]
        paper = Paper(octets, "bench.pdf", Facts(title="Bench", number="1"))
        with tempfile.TemporaryDirectory(prefix="bench-send-") as folder:
            seconds = run(recipients, paper, port, Path(folder), *more)
        sending.send((readers / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("a run failed")
    rate, peak = receiving.recv()
    return rate, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=2000, help="readers")
    parser.add_argument("--size", type=int, default=150_000, help="octets of the PDF")
    parser.add_argument("--connections", type=int, nargs="*", default=[1, 4, 0], help="0: as for that size")
    parser.add_argument("--pipelining", action="store_true", help="let the sink offer PIPELINING")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds the sink takes for each reply")
    options = parser.parse_args()
    context = multiprocessing.get_context("fork")
    port_queue = context.Queue()
    sink = context.Process(target=serve, args=(port_queue, options.pipelining, options.delay), daemon=True)
    sink.start()
    port = port_queue.get()
    octets = b"%PDF-1.4\n" + os.urandom(options.size)
    print(
        f"{options.n} readers, a PDF of {options.size} octets, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    base, _ = measure(bare, options.n, octets, port)
    print(f"bare smtplib loop        {base:8.0f} messages/s")
    few = max(1, options.n // 10)
    for connections in options.connections:
        _, small = measure(ours, few, octets, port, connections)
        rate, peak = measure(ours, options.n, octets, port, connections)
        label = f"{connections} connection{'s' * (connections > 1)}" if connections else "as by default"
        print(
            f"briefing, {label:14} {rate:8.0f} messages/s  {rate / base:5.2f}x  "
            f"peak {peak:.0f} MB ({small:.0f} MB for {few} readers)"
        )
    print(f"the sink took {Sink.count.value} messages")
    sink.terminate()


if __name__ == "__main__":
    main()
