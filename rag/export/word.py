"""A table as a Word document for official use."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from rag.export.layout import line_count, shares
from rag.export.package import AIGC, CREATOR, aigc, clean, description, keywords, repack
from rag.export.table import LABEL, Table

_PAGE, _MARGINS = (Mm(297), Mm(210)), (Mm(18), Mm(15))  # A4 across; margins above and below, left and right
_WIDTH = 757.0  # points between the margins
_SIZE, _PADDING = 9.0, 2.8  # points: type in the table, space left and right of it in a cell
_KEPT = 14  # lines: a row no longer than this, under half a page, stays on one page
_BODY, _HEADING, _TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
_LATIN = "Times New Roman"
# What stands in for a typeface that the reader's machine has not.
_INSTEAD = {_BODY: "仿宋", _HEADING: "SimHei", _TITLE: "宋体"}
_CENTRED_COLUMNS = 4.6  # relative width: narrower columns hold numbers
_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
    "<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
)


def document(table: Table) -> bytes:
    """Title, summary and provenance; the table, its headers on every page; the remarks; a footer with page numbers."""
    docx = Document()
    _page(docx)
    _defaults(docx)
    _line(docx, table.title, 22, _TITLE, centred=True)
    _line(docx, table.summary, 12, _HEADING, centred=True)
    for note in table.provenance:
        _line(docx, note, 10.5, _BODY)
    _table(docx, table)
    for n, remark in enumerate(table.remarks, start=1):
        _line(docx, ("说明：" if n == 1 else "") + f"{n}. {remark}", _SIZE, _BODY)
    _footer(docx)
    _properties(docx, table)
    data = BytesIO()
    docx.save(data)
    return repack(data.getvalue(), {"word/fontTable.xml": _with_stand_ins})


def _page(docx: Docx) -> None:
    section = docx.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.top_margin = section.bottom_margin = _MARGINS[0]
    section.left_margin = section.right_margin = _MARGINS[1]
    section.header_distance = section.footer_distance = Mm(9)


def _defaults(docx: Docx) -> None:
    """The body's typeface and spacing, so that a run need say only what differs."""
    style = docx.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(_SIZE)
    properties = style.element.get_or_add_rPr()
    _set_fonts(properties, _BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def _set_fonts(properties: BaseOxmlElement, name: str) -> None:
    """A Chinese typeface; quotation marks, which both scripts have, are set in it too."""
    fonts = properties.get_or_add_rFonts()
    for attribute, value in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", name), ("hint", "eastAsia")):
        fonts.set(qn(f"w:{attribute}"), value)


def _run(paragraph: Paragraph, text: str, font: str = "", size: float = 0) -> Run:
    run = paragraph.add_run(clean(text))
    if font:
        _set_fonts(run._element.get_or_add_rPr(), font)
    if size:
        run.font.size = Pt(size)
    return run


def _line(docx: Docx, text: str, size: float, font: str, *, centred: bool = False) -> None:
    if not text:
        return
    paragraph = docx.add_paragraph()
    _run(paragraph, text, font, size)
    paragraph.paragraph_format.space_after = Pt(4 if centred else 2)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


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
        _fill(cell, text, width, _HEADING, centred=True)
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
    _run(paragraph, text, font)
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


def _footer(docx: Docx) -> None:
    """The label on the left, the page number on the right."""
    paragraph = docx.sections[0].footer.paragraphs[0]
    stops = paragraph.paragraph_format.tab_stops
    for stop in paragraph.style.paragraph_format.tab_stops if paragraph.style else ():
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)  # the template's, made for an upright page
    stops.add_tab_stop(Pt(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _run(paragraph, f"{LABEL}\t第 ")
    _field(paragraph, "PAGE")
    _run(paragraph, " 页，共 ")
    _field(paragraph, "NUMPAGES")
    _run(paragraph, " 页")


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that the reader's program works out: field code between its begin and end marks."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = f" {text} "
        run._element.append(element)


def _properties(docx: Docx, table: Table) -> None:
    core = docx.core_properties
    core.title, core.subject = clean(table.title)[:255], clean(table.subject)[:255]
    core.author = core.last_modified_by = CREATOR
    core.comments, core.keywords = description(table)[:255], keywords(table)[:255]
    core.language, core.revision = "zh-CN", 1
    package = docx.part.package
    blob = _CUSTOM.format(name=AIGC, value=escape(aigc(table))).encode()
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    for key in _keys(package.rels.items(), RELATIONSHIP_TYPE.THUMBNAIL):
        del package.rels[key]  # the template's picture of another document


def _keys(relations: Iterable[tuple[str, object]], kind: str) -> list[str]:
    return [key for key, relation in relations if getattr(relation, "reltype", "") == kind]


def _with_stand_ins(fonts: bytes) -> bytes:
    """The table of typefaces with those of the document, each with the one to take where it is missing."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _INSTEAD.items()
    )
    return fonts.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")
