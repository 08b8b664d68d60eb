"""A page as a picture: what no other test sees (colour, overlap, what falls off the sheet).

The expected pictures are grey, small and compared with tolerance, so that another version of the
program that draws them passes and a moved block does not. `pytest --update` redraws them.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import pypdfium2
import pytest

from tests.render.pages import PAGE, make

SCALE = 0.5  # 36 dots per inch
TOLERATED = 0.012  # of all dots may differ by more than a shade


def drawn(data: bytes, number: int) -> tuple[int, int, bytes]:
    """Width, height and grey values of a page."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        bitmap = pdf[number].render(scale=SCALE, grayscale=True)
        rows = bytes(bitmap.buffer)
        lines = [rows[n * bitmap.stride : n * bitmap.stride + bitmap.width] for n in range(bitmap.height)]
        return bitmap.width, bitmap.height, b"".join(lines)
    finally:
        pdf.close()


@pytest.mark.parametrize(("number", "size"), [(0, "a4"), (1, "a4"), (0, "letter")])
def test_page_looks_as_expected(number: int, size: str, root: Path, update: bool) -> None:
    made = make(PAGE.read_text(encoding="utf-8"), size)
    width, height, grey = drawn(made.data, number)
    path = root / "tests" / "golden" / f"picture-{size}-{number + 1}.z"
    if update:
        path.write_bytes(zlib.compress(f"{width} {height}\n".encode() + grey, 9))
    head, _, expected = zlib.decompress(path.read_bytes()).partition(b"\n")
    assert head == f"{width} {height}".encode()
    other = sum(abs(a - b) > 96 for a, b in zip(grey, expected, strict=True))
    assert other / len(grey) < TOLERATED


def test_nothing_is_drawn_beyond_the_margins() -> None:
    """A ring around the sheet stays white: 12 mm above and below, 17 mm at the sides."""
    made = make(PAGE.read_text(encoding="utf-8"))
    for number in range(made.pages):
        width, height, grey = drawn(made.data, number)
        side, edge = int(17 / 25.4 * 72 * SCALE), int(12 / 25.4 * 72 * SCALE)
        rows = [grey[n * width : (n + 1) * width] for n in range(height)]
        assert all(set(row) <= {255} for row in rows[:edge] + rows[-edge:])
        assert all(set(row[: side - 1] + row[width - side + 8 :]) <= {255} for row in rows)
