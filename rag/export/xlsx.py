"""A table as an Excel workbook to sort, filter, fill in and print."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rag.export.layout import line_count, shares
from rag.export.package import AIGC, CREATOR, aigc, clean, description, keywords, repack
from rag.export.table import LABEL, Table

# Points. Where a row would be higher than a sheet allows, the columns are widened and the print is scaled down.
_TOTALS = (900.0, 1200.0, 1600.0, 2400.0)
_HIGHEST = 409.0
_SIZE, _LINE = 10.0, 13.2  # of the text: type, and a line of it: 12 in SimSun on Windows, up to 14.5 in others
_PADDING = 5.0  # left and right of a cell's text, together
_BODY, _HEADING, _TITLE = "宋体", "黑体", "方正小标宋简体"
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_UNSAFE_SHEET = re.compile(r"[\\/*?:\[\]]")
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FILL = PatternFill("solid", start_color="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_NUMERIC = Alignment(wrap_text=True, vertical="top", horizontal="center")


def workbook(table: Table) -> bytes:
    """One sheet: title, summary, provenance, the headers (frozen, repeated on each page), the rows, the remarks."""
    book = Workbook()
    sheet = book.active
    sheet.title = _UNSAFE_SHEET.sub(" ", clean(table.title)).strip(" '")[:31] or "导出"
    widths = _columns(table)
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = _characters(width)
    total = sum(widths)
    _line(sheet, 1, table.title, total, len(widths), Font(name=_TITLE, size=20), _CENTRED)
    _line(sheet, 2, table.summary, total, len(widths), Font(name=_HEADING, size=11), _CENTRED)
    _line(sheet, 3, "　".join(table.provenance), total, len(widths), Font(name=_BODY, size=9, color="595959"), _CENTRED)
    head = 4
    _header(sheet, head, table, widths)
    _rows(sheet, head + 1, table, widths)
    last = head + len(table.rows)
    for n, remark in enumerate(table.remarks, start=1):
        text = ("说明：" if n == 1 else "") + f"{n}. {remark}"
        _line(sheet, last + 1 + n, text, total, len(widths), Font(name=_BODY, size=9), _WRAPPED)
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(widths))}{last}"
    _page(sheet, head)
    _properties(book, table)
    data = BytesIO()
    book.save(data)
    return repack(data.getvalue())


def _columns(table: Table) -> tuple[float, ...]:
    """The widths of the columns in points: the narrowest total in which no row is cut off."""
    found: tuple[float, ...] = ()
    for total in _TOTALS:
        found = shares(table.widths, total)
        if all(_height(row, found) < _HIGHEST for row in table.rows):
            break
    return found


def _characters(points: float) -> float:
    """A column's width in the unit of the file: digits of the default typeface (7 pixels), without 5 pixels' padding;
    255 is the most that a sheet allows."""
    return round(min(255, (points / 0.75 - 5) / 7), 2)


def _height(row: tuple[str, ...], widths: tuple[float, ...], size: float = _SIZE) -> float:
    lines = (line_count(text, width - _PADDING, size) for text, width in zip(row, widths, strict=True))
    return max(lines) * _LINE * size / _SIZE + 8


def _line(sheet: Worksheet, row: int, text: str, total: float, span: int, font: Font, alignment: Alignment) -> None:
    """One line of text across all columns."""
    cell = sheet.cell(row, 1)
    _put(cell, text)
    cell.font, cell.alignment = font, alignment
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=span)
    size = float(font.size)
    sheet.row_dimensions[row].height = min(_HIGHEST, line_count(text, total - _PADDING, size) * size * 1.5 + 4)


def _header(sheet: Worksheet, row: int, table: Table, widths: tuple[float, ...]) -> None:
    for n, text in enumerate(table.headers, start=1):
        cell = sheet.cell(row, n)
        _put(cell, text)
        cell.font, cell.alignment = Font(name=_HEADING, size=_SIZE), _CENTRED
        cell.border, cell.fill = _BORDER, _FILL
    sheet.row_dimensions[row].height = max(_height(table.headers, widths), 26)


def _rows(sheet: Worksheet, first: int, table: Table, widths: tuple[float, ...]) -> None:
    font = Font(name=_BODY, size=_SIZE)
    # A column of whole numbers is stored as such, so that it sorts as numbers do.
    numeric = [all(_WHOLE.fullmatch(v) or not v for v in column) for column in zip(*table.rows, strict=True)]
    for at, values in enumerate(table.rows, start=first):
        for n, text in enumerate(values, start=1):
            cell = sheet.cell(at, n)
            if numeric[n - 1] and text:
                cell.value = int(text)
            else:
                _put(cell, text)
            cell.font, cell.border = font, _BORDER
            cell.alignment = _NUMERIC if numeric[n - 1] else _WRAPPED
        sheet.row_dimensions[at].height = min(_HIGHEST, max(_height(values, widths), 20))


def _put(cell: Cell, text: str) -> None:
    """Text into a cell, as text whatever it begins with; it stays text when somebody edits the cell."""
    value = clean(text)
    if not value:
        return
    cell.value = value
    cell.data_type = "s"
    if value[0] in "=+-@'":
        cell.quotePrefix = True


def _page(sheet: Worksheet, head: int) -> None:
    """A4 across, one page wide, with page numbers."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.3
    for part, text in ((sheet.oddFooter.left, LABEL), (sheet.oddFooter.right, "第 &P 页，共 &N 页")):
        part.text, part.size, part.font = text, 8, f"{_BODY},Regular"


def _properties(book: Workbook, table: Table) -> None:
    properties = book.properties
    properties.title, properties.subject = clean(table.title), clean(table.subject)
    properties.creator = properties.lastModifiedBy = CREATOR
    properties.description, properties.keywords = description(table), keywords(table)
    properties.language = "zh-CN"
    book.custom_doc_props.append(StringProperty(name=AIGC, value=aigc(table)))
