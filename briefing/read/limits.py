"""Every cap of the read room in one place: what is refused above it, or cut and said so.

The numbers are far above what an article needs (the longest of forty real ones has 13,000
characters) and low enough that a hostile file costs seconds, not minutes.
"""

from __future__ import annotations

# A file larger than this is refused unread.
MAX_BYTES = 50_000_000
# A web page (decoded) larger than this is refused: 20 MB of HTML held an extraction for over 60 s.
MAX_PAGE_CHARACTERS = 8_000_000
# A document's text is cut here, and the cut recorded.
MAX_CHARACTERS = 300_000
# A longer paragraph becomes several blocks; the text itself is not touched.
MAX_BLOCK_CHARACTERS = 8_000
# A first line longer than this is a paragraph, not a title.
MAX_TITLE_CHARACTERS = 300
# Other fields out of a file's metadata are cut to this.
MAX_FIELD_CHARACTERS = 200
