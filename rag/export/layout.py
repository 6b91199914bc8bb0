"""How much room text takes: no spreadsheet measures wrapped rows for us, and Word splits those that it may."""

from __future__ import annotations

from math import ceil, floor
from unicodedata import east_asian_width


def half_widths(text: str) -> int:
    """The width of one line in half-width characters: a Chinese character or a full-width mark counts two."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def line_count(text: str, width: float, size: float) -> int:
    """The lines that text takes in a column of `width` points, set in `size` points.

    One character a line is kept free: a mark that may not begin a line takes its neighbour down with it.
    """
    room = max(2, floor(2 * width / size) - 1)
    return sum(max(1, ceil(half_widths(line) / room)) for line in text.split("\n"))


def shares(widths: tuple[float, ...], total: float) -> tuple[float, ...]:
    """Relative widths as parts of `total`."""
    return tuple(total * width / sum(widths) for width in widths)
