"""What a paper says about itself in its metadata, so that a whole statement cannot go missing unnoticed.

Apart from `proof`, which reads it back, since every paper that is built has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_IMPRINT = re.compile(
    r"edition sha256 ([0-9a-f]{64}); (\d{1,7}) of (\d{1,7}) statements; page (a4|letter); template (.+)"
)


@dataclass(frozen=True, slots=True)
class Imprint:
    """Which edition a paper was printed from and how: it stands in the PDF's keywords.

    `digest` is the SHA-256 of its `briefing.toml`; `shown` of its `printed` statements stand on the
    pages (the executive brief has the key points alone); `template` is a name, never a path.
    """

    digest: str
    shown: int
    printed: int
    page: str
    template: str

    @property
    def line(self) -> str:
        """As it stands in the keywords."""
        name = "".join(c if c.isprintable() else "_" for c in self.template)
        count = f"{self.shown} of {self.printed} statements"
        return f"edition sha256 {self.digest}; {count}; page {self.page}; template {name}"


def read_imprint(keywords: str) -> Imprint | None:
    """The imprint in the keywords of a PDF, None for a PDF that has none."""
    found = _IMPRINT.fullmatch(keywords)
    return Imprint(found[1], int(found[2]), int(found[3]), found[4], found[5]) if found else None
