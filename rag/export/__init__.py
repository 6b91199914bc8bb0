"""A list as a file to work from: Excel, Word, CSV. The libraries that write them are imported where they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.clause import WenceError

if TYPE_CHECKING:
    from rag.export.table import Table

# Format, which is also the file's suffix → media type.
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
}


class ExportError(WenceError):
    """A table cannot be written as asked."""


def write(table: Table, format: str) -> bytes:
    """The bytes of a file in one of FORMATS; the same table gives the same bytes. ExportError for another format."""
    if format == "xlsx":
        from rag.export.xlsx import workbook

        return workbook(table)
    if format == "docx":
        from rag.export.word import document

        return document(table)
    if format == "csv":
        from rag.export.delimited import csv_bytes

        return csv_bytes(table)
    raise ExportError(f"没有“{format}”这种导出格式，请从 {'、'.join(FORMATS)} 中选一种。")
