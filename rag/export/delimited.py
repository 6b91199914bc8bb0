"""A table as CSV that a spreadsheet opens with its Chinese intact and runs nothing of."""

from __future__ import annotations

import csv
from io import StringIO

from rag.export.package import clean
from rag.export.table import Table

# What a spreadsheet takes for the beginning of a formula, full-width forms too (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
_BLANK = " \u00a0\u200b\u2060\u3000\ufeff"


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with a byte order mark, CRLF: the headers, the rows, an empty row, a row a note."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_cell, table.headers))
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    writer.writerow([])
    writer.writerows([_cell(note)] for note in table.notes)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str) -> str:
    text = clean(value)
    # Some spreadsheets drop what is blank or unseen before they look; a tab or a line end is a beginning by itself.
    begins = text.startswith(_FORMULA) or text.lstrip(_BLANK).startswith(_FORMULA)
    return "'" + text if begins else text
