"""Kind of file → where its reader is. A new kind is one line here, one module, one case folder.

Readers are imported on use, and all but the first in the child process (`child`).
"""

from __future__ import annotations

READERS = {
    "text": "briefing.read.text:read_text",
    "html": "briefing.read.html:read_html",
}
# Decoding and splitting lines cannot be made to loop or crash, so text needs no process of its own.
HERE = frozenset(("text",))
