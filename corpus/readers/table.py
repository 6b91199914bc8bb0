"""A table's row as a line of text."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST = 1500  # characters of a row that is one line; a longer one holds whole paragraphs


def row_lines(cells: Sequence[Sequence[str]]) -> list[str] | None:
    """A row's cells (the lines of each) as one line, apart by tabs; [] for an empty row; None where the row holds
    paragraphs, so that the table only arranges them and each stays a line.

    >>> row_lines([["1"], ["新建水厂", "（两座）"], []])
    ['1\\t新建水厂（两座）']
    """
    filled = [[line for line in cell if line] for cell in cells]
    if max(map(len, filled), default=0) > 6 or sum(len(line) for cell in filled for line in cell) > _LONGEST:
        return None
    line = "\t".join("".join(cell) for cell in filled).strip("\t")
    return [line] if line else []
