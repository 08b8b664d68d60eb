"""Every cap of the read room in one place: what is refused above it, or cut and said so.

The numbers are far above what an article needs (the longest of forty real ones has 13,000
characters) and low enough that a hostile file costs seconds, not minutes.
"""

from __future__ import annotations

# A file larger than this is refused unread.
MAX_BYTES = 50_000_000
# A web page (decoded) larger than this is refused: 20 MB of HTML held an extraction for over 60 s.
MAX_PAGE_CHARACTERS = 8_000_000
# trafilatura takes time with the square of the elements: 60,000 take it 4 s, 180,000 take it 40 s.
MAX_PAGE_ELEMENTS = 60_000
# libxml2 takes time with the square of the attributes of one element: 10,000 take it 2 s, each time.
MAX_TAG_ATTRIBUTES = 500
# The same paragraph is kept this often; no article repeats one more, and each costs what any other does.
MAX_REPEATS = 20
# A document's text is cut here, and the cut recorded.
MAX_CHARACTERS = 200_000
# Of a text file no more than this is even decoded: four bytes for each of those characters, and as much
# again for what cleaning takes out. 50 MB took 2 s and half a gigabyte.
MAX_TEXT_BYTES = 8 * MAX_CHARACTERS
# And after so many paragraphs.
MAX_BLOCKS = 5_000
# A longer paragraph becomes several blocks; the text itself is not touched.
MAX_BLOCK_CHARACTERS = 8_000
# A first line longer than this is a paragraph, not a title.
MAX_TITLE_CHARACTERS = 300
# Other fields out of a file's metadata are cut to this.
MAX_FIELD_CHARACTERS = 200
# What one file may cost the process that parses it: processor time, time by the clock, memory, answer.
CPU_SECONDS = 10
WALL_SECONDS = 30.0
# Of a large paper of ours that is read back: a second more for so many bytes, up to so many seconds. It
# takes some 2 s a megabyte (160 pages).
BYTES_A_SECOND = 150_000
MAX_CPU_SECONDS = 300
MEMORY_BYTES = 1_000_000_000
MAX_ANSWER_BYTES = 200_000_000
# A container (mailbox, feed, archive) gives at most this many articles.
MAX_PARTS = 1_000
# A parsing process is replaced after so many files, so that what libraries hoard does not grow.
FILES_PER_PROCESS = 1_000
# A PDF is read up to this page.
MAX_PAGES = 400
# And no page whose description is longer than this, with the forms it draws as often as it draws them:
# pdfium goes through some 20 MB in a second. The most crowded real map has some 20 MB.
MAX_DRAWING_BYTES = 30_000_000
