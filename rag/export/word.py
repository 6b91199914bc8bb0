"""A table as a Word document for official use."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell, _Row

from rag.export.layout import line_count, shares
from rag.export.package import aigc, description, keywords, repack
from rag.export.style import BODY, HEADING, TITLE, defaults, footer, line, properties, run, with_stand_ins
from rag.export.table import LABEL, Table

_PAGE, _MARGINS = (Mm(297), Mm(210)), (Mm(18), Mm(15))  # A4 across; margins above and below, left and right
_WIDTH = 757.0  # points between the margins
_SIZE, _PADDING = 9.0, 2.8  # points: type in the table, space left and right of it in a cell
_KEPT = 14  # lines: a row no longer than this, under half a page, stays on one page
_CENTRED_COLUMNS = 4.6  # relative width: narrower columns hold numbers


def document(table: Table) -> bytes:
    """Title, summary and provenance; the table, its headers on every page; the remarks; a footer with page numbers."""
    docx = Document()
    _page(docx)
    defaults(docx, _SIZE)
    line(docx, table.title, 22, TITLE, centred=True)
    if table.summary:
        line(docx, table.summary, 12, HEADING, centred=True)
    for note in table.provenance:
        line(docx, note, 10.5, BODY)
    _table(docx, table)
    for n, remark in enumerate(table.remarks, start=1):
        line(docx, ("说明：" if n == 1 else "") + f"{n}. {remark}", _SIZE, BODY)
    footer(docx, LABEL, _WIDTH)
    properties(docx, table.title, table.subject, description(table), keywords(table), aigc(table))
    data = BytesIO()
    docx.save(data)
    return repack(data.getvalue(), {"word/fontTable.xml": with_stand_ins})


def _page(docx: Docx) -> None:
    section = docx.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.top_margin = section.bottom_margin = _MARGINS[0]
    section.left_margin = section.right_margin = _MARGINS[1]
    section.header_distance = section.footer_distance = Mm(9)


def _table(docx: Docx, table: Table) -> None:
    widths = shares(table.widths, _WIDTH)
    grid = docx.add_table(rows=0, cols=len(widths))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _cell_margins(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Pt(width)
    head = grid.add_row()
    _mark(head, "w:cantSplit", "w:tblHeader")
    for cell, text, width in zip(head.cells, table.headers, widths, strict=True):
        _fill(cell, text, width, HEADING, centred=True)
        _shade(cell, "DCE6F1")
    narrow = [width / sum(table.widths) * 90 < _CENTRED_COLUMNS for width in table.widths]
    for values in table.rows:
        row = grid.add_row()
        lines = max(line_count(v, w - 2 * _PADDING, _SIZE) for v, w in zip(values, widths, strict=True))
        if lines <= _KEPT:
            _mark(row, "w:cantSplit")
        for cell, text, width, centred in zip(row.cells, values, widths, narrow, strict=True):
            _fill(cell, text, width, centred=centred)
    after = docx.add_paragraph()
    after.paragraph_format.space_after = Pt(0)


def _fill(cell: _Cell, text: str, width: float, font: str = "", *, centred: bool = False) -> None:
    cell.width = Pt(width)
    paragraph = cell.paragraphs[0]
    run(paragraph, text, font)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _cell_margins(grid: DocxTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(_PADDING * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema's order: tblCellMar before tblLook.
    look = grid._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        grid._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _mark(row: _Row, *names: str) -> None:
    properties = row._tr.get_or_add_trPr()
    for name in names:
        properties.append(OxmlElement(name))


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
