"""ReportLab, loaded so that nothing outside this program can change what it writes.

ReportLab reads `RL_*` environment variables, executes `~/.reportlab_settings` and imports
`reportlab_settings` while it is first imported. All three would let a stray file or variable alter
a PDF, or run code. Here they are shut out for as long as the import lasts. Every other module of
this room takes ReportLab from here and nowhere else.

Two modules that ReportLab imports on the way are kept back, which halves the import (measured: 108
to 60 ms): `PIL.Image` is put off until something touches it, and ReportLab goes without `uharfbuzz`,
since shaping is done in `shape.py`, when a script needs it.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

_SETTINGS = ("reportlab_settings", "reportlab.local_rl_settings")
_WITHOUT = "uharfbuzz"
_LATER = "PIL.Image"


def _load() -> tuple[ModuleType, ModuleType]:
    """ReportLab's `canvas` and `pdfdoc`, with the outside kept outside during the import."""
    variables = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("RL_")}
    shut_out = [name for name in _SETTINGS if name not in sys.modules]
    for name in shut_out:
        # An empty module: the import succeeds, so that ~/.reportlab_settings is not looked for.
        sys.modules[name] = ModuleType(name)
    without = _WITHOUT not in sys.modules
    if without:
        sys.modules[_WITHOUT] = None  # type: ignore[assignment]  # the documented way to refuse one
    _put_off(_LATER)
    try:
        from reportlab.pdfbase import pdfdoc
        from reportlab.pdfgen import canvas
    finally:
        os.environ.update(variables)
        for name in shut_out:
            sys.modules.pop(name, None)
        if without:
            sys.modules.pop(_WITHOUT, None)
    return canvas, pdfdoc


def _put_off(name: str) -> None:
    """Let `import name` succeed at once and run the module when an attribute is first wanted."""
    if name in sys.modules:
        return
    package, _, child = name.rpartition(".")
    try:
        spec = importlib.util.find_spec(name)
    except ImportError:
        return
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if package:
        setattr(sys.modules[package], child, module)


canvas: Any
pdfdoc: Any
canvas, pdfdoc = _load()
