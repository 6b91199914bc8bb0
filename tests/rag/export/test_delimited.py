"""The CSV, read again."""

from __future__ import annotations

import csv
from io import StringIO

from rag.export.delimited import csv_bytes
from rag.export.table import Table


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_headers_first_then_rows_then_notes(table: Table) -> None:
    found = rows(csv_bytes(table))
    n = len(table.rows)
    assert found[0] == list(table.headers)
    assert [tuple(row) for row in found[1 : n + 1]] == list(table.rows)
    assert found[n + 1] == []
    assert found[n + 2 :] == [[note] for note in table.notes]


def test_it_opens_as_chinese_in_a_spreadsheet(table: Table) -> None:
    data = csv_bytes(table)
    assert data.startswith(b"\xef\xbb\xbf" + "序号,附件".encode())
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") >= len(table.rows) + len(table.notes) + 2


def test_no_cell_begins_a_formula(hostile: Table) -> None:
    found = [row[0] for row in rows(csv_bytes(hostile))[1:14]]
    assert found == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "'\t=1",
        "'=1",
        "#N/A",
        "abc",
        "正常",
        "'  =1",
        "'\u3000+1",
        "'\ufeff@SUM(A1)",
        "a\n=1",
    ]
