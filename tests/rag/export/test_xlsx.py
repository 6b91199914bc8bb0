"""The workbook, opened again."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from corpus.clause import Notice
from rag.export.package import aigc
from rag.export.table import LABEL, Table
from rag.export.xlsx import workbook
from tests.rag.export.conftest import HOSTILE

HEAD = 4


def opened(table: Table) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook(table)))


def test_every_cell_of_the_table(table: Table) -> None:
    sheet = opened(table).active
    values = list(sheet.iter_rows(min_row=HEAD, max_row=HEAD + len(table.rows), values_only=True))
    assert values[0] == table.headers
    assert [tuple("" if v is None else str(v) for v in row) for row in values[1:]] == list(table.rows)
    assert [row[0] for row in values[1:]] == list(range(1, len(table.rows) + 1))  # numbers, so that they sort
    above = [sheet.cell(row, 1).value for row in range(1, HEAD)]
    assert above[:2] == [table.title, table.summary]
    assert all(note in above[2] for note in table.provenance)
    below = [sheet.cell(HEAD + len(table.rows) + 1 + n, 1).value for n in range(1, len(table.remarks) + 1)]
    assert all(value.endswith(remark) for value, remark in zip(below, table.remarks, strict=True))


def test_it_is_made_to_be_used_and_printed(table: Table) -> None:
    sheet = opened(table).active
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.auto_filter.ref == f"A4:I{HEAD + len(table.rows)}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.left.text == LABEL
    assert "&P" in sheet.oddFooter.right.text
    for row in sheet.iter_rows(min_row=HEAD + 1, max_row=HEAD + len(table.rows)):
        assert {(c.alignment.vertical, c.alignment.wrap_text, c.border.left.style) for c in row} == {
            ("top", True, "thin")
        }


def test_the_document_properties(table: Table) -> None:
    book = opened(table)
    properties = book.properties
    assert (properties.title, properties.subject) == (table.title, table.subject)
    assert properties.creator == "问策 Wence（机器生成）"
    assert properties.description == "\n".join(table.provenance)
    assert "机器生成" in properties.keywords
    assert [(p.name, p.value) for p in book.custom_doc_props.props] == [("AIGC", aigc(table))]


def test_text_is_never_a_formula(hostile: Table) -> None:
    sheet = opened(hostile).active
    cells = [sheet.cell(HEAD + n, 1) for n in range(1, len(HOSTILE) + 1)]
    assert {cell.data_type for cell in [sheet["A1"], *cells]} == {"s"}
    assert [cell.value for cell in cells[:4]] == list(HOSTILE[:4])
    assert [cell.quotePrefix for cell in cells[:4]] == [True] * 4
    assert [cell.value for cell in cells[4:]] == ["\t=1", "=1", "#N/A", "abc", *HOSTILE[8:]]


@pytest.mark.parametrize("length", [200, 3000])
def test_a_row_is_high_enough_for_its_text(length: int, notice: Notice) -> None:
    sheet = opened(Table.of(notice, "表", ("甲", "乙"), [("短", "长" * length)])).active
    points = (sheet.column_dimensions["B"].width * 7 + 5) * 0.75 - 5
    lines = length * 10 / points  # of characters 10 points wide
    assert sheet.row_dimensions[HEAD + 1].height <= 409
    assert sheet.row_dimensions[HEAD + 1].height >= lines * 12


def test_an_empty_table_is_a_workbook_too(notice: Notice) -> None:
    sheet = opened(Table.of(notice, "表", ("甲", "乙"), [])).active
    assert [cell.value for cell in sheet[HEAD]] == ["甲", "乙"]
