"""This program in another process that takes nothing from the environment."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def isolated(code: str, *, own_group: bool = False) -> subprocess.Popen[bytes]:
    """`code` in a new interpreter with the modules of this one: no variable of the environment changes how it behaves.

    Its standard input and output are pipes, its standard error is thrown away. With `own_group` Ctrl-C
    does not reach it (where systems have groups).
    """
    paths = json.dumps([str(Path(path).absolute()) for path in sys.path])
    start = f"import json,sys; sys.path[:] = json.loads(sys.argv[1]); {code}"
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", start, paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0 if own_group and sys.platform != "win32" else None,
    )
