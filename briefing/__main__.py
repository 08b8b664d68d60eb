"""`python -m briefing` is the same program as `briefing`: both start here.

Apart from `cli`, so that Ctrl-C while click is being imported is one line too and no traceback.
"""

import os
import signal
import time
from types import FrameType

# A second Ctrl-C so soon is the first one's echo: what the first has begun to tidy up is finished.
_GRACE_S = 2.0
_stopped = -1.0


def _stop(number: int, frame: FrameType | None) -> None:
    global _stopped
    now = time.monotonic()
    if _stopped < 0 or now - _stopped >= _GRACE_S:
        _stopped = now
        raise KeyboardInterrupt


def run() -> None:
    """Start the program (console entry point)."""
    # A plain `kill` and a closed terminal unwind like Ctrl-C, so that temporary files are removed.
    signals = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
    code: object = 0
    try:
        for each in signals:
            if each is not None and signal.getsignal(each) != signal.SIG_IGN:  # as under nohup
                signal.signal(each, _stop)
        from briefing.cli import main

        main()
    except KeyboardInterrupt:
        os.write(2, b"error: stopped before it was done; nothing was left half-written\n")
        code = 1
    except SystemExit as end:
        if _stopped < 0:
            raise
        code = end.code
    finally:
        for each in signals:  # what is left is the interpreter's own end
            if each is not None:
                signal.signal(each, signal.SIG_IGN)
    # Everything is flushed and tidied up. The interpreter would end `python -m` by the signal itself,
    # whatever the exit code, and wait for threads that nobody waits for.
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    run()
