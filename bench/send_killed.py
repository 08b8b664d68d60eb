"""Ten thousand readers and a kill -9 every second: who got it twice, who was lost.

The program is started, killed after a second, and started again with the same command until it ends
by itself. The sink notes every reader whose message it took. Everybody must be noted once, or be
named as unknown by the last run. Run: `python bench/send_killed.py FILE.pdf [-n 10000]`.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from send import Sink


class NotingSink(Sink):
    """A sink that writes down each reader when it takes the message, before it says so."""

    notes = -1
    recipient = b""

    def data_received(self, data: bytes) -> None:
        if not self.in_data and b"RCPT TO:<" in data:
            self.recipient = data.partition(b"RCPT TO:<")[2].partition(b">")[0]
        super().data_received(data)

    def reply(self, text: bytes) -> None:
        if text.startswith(b"250 taken"):
            os.write(self.notes, self.recipient + b"\n")
        super().reply(text)


def serve(port: multiprocessing.queues.Queue, notes: str, delay_s: float) -> None:  # type: ignore[type-arg]
    NotingSink.notes = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    NotingSink.delay_s = delay_s

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(NotingSink, "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("-n", type=int, default=10_000, help="readers")
    parser.add_argument("--every", type=float, default=1.0, help="seconds between kills")
    parser.add_argument("--delay", type=float, default=0.002, help="seconds the sink takes for each reply")
    options = parser.parse_args()
    names = [f"r{number:06d}@x.example" for number in range(options.n)]
    with tempfile.TemporaryDirectory(prefix="bench-killed-") as name:
        folder = Path(name)
        (folder / "readers.txt").write_text("\n".join(names) + "\n")
        context = multiprocessing.get_context("fork")
        port_queue = context.Queue()
        arguments = (port_queue, str(folder / "notes"), options.delay)
        sink = context.Process(target=serve, args=arguments, daemon=True)
        sink.start()
        command = [sys.executable, "-m", "briefing", "send", str(options.pdf.resolve()), "--tls", "none"]
        command += ["--to-file", str(folder / "readers.txt"), "--host", "127.0.0.1"]
        command += ["--port", str(port_queue.get()), "--state", str(folder / "state")]
        started, kills = time.perf_counter(), 0
        while True:
            process = subprocess.Popen(
                command,
                cwd=Path(__file__).parent.parent,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                _, errors = process.communicate(timeout=options.every)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                kills += 1
        seconds = time.perf_counter() - started
        sink.terminate()
        taken = Counter((folder / "notes").read_text().split())
    unknown = {line.split(": ")[1] for line in errors.splitlines() if line.startswith("unknown: ")}
    twice = sum(count - 1 for count in taken.values())
    lost = [each for each in names if each not in taken and each not in unknown]
    print(
        f"{options.n} readers, {kills} kills in {seconds:.0f} s: {twice} duplicates, {len(lost)} lost, "
        f"{len(unknown)} named as unknown ({sum(each in taken for each in unknown)} of them had it), "
        f"exit code {process.returncode}"
    )
    raise SystemExit(1 if twice or lost or bool(unknown) != bool(process.returncode) else 0)


if __name__ == "__main__":
    main()
