"""The Word document, opened again."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt

from corpus.clause import Notice
from rag.export.table import LABEL, Table
from rag.export.word import document


def opened(table: Table) -> Docx:
    return Document(BytesIO(document(table)))


def east_asian(element: BaseOxmlElement) -> str | None:
    """The Chinese typeface of a run or a style."""
    name: str | None = next(element.iter(qn("w:rFonts"))).get(qn("w:eastAsia"))
    return name


def test_every_cell_of_the_table(table: Table) -> None:
    docx = opened(table)
    rows = [tuple(cell.text for cell in row.cells) for row in docx.tables[0].rows]
    assert rows == [table.headers, *table.rows]
    text = [p.text for p in docx.paragraphs]
    assert text[: 2 + len(table.provenance)] == [table.title, table.summary, *table.provenance]
    assert all(any(line.endswith(remark) for line in text) for remark in table.remarks)


def test_it_is_laid_out_for_official_use(table: Table) -> None:
    docx = opened(table)
    section, grid = docx.sections[0], docx.tables[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [297, 210]
    title = docx.paragraphs[0].runs[0]
    assert (title.font.size, east_asian(title._element)) == (Pt(22), "方正小标宋简体")
    assert east_asian(docx.styles["Normal"].element) == "仿宋_GB2312"
    assert not grid.autofit
    assert len({tuple(cell.width for cell in row.cells) for row in grid.rows}) == 1
    assert len({cell.width for cell in grid.rows[1].cells}) > 5
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows]
    assert heads == [True] + [False] * len(table.rows)


def test_a_short_row_stays_on_a_page_and_a_long_one_may_break(notice: Notice) -> None:
    grid = opened(Table.of(notice, "表", ("甲", "乙"), [("一", "短"), ("二", "长" * 3000)])).tables[0]
    kept = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows]
    assert kept == [True, True, False]


def test_the_footer_has_the_label_and_the_pages(table: Table) -> None:
    paragraph = opened(table).sections[0].footer.paragraphs[0]
    assert paragraph.text.startswith(LABEL)
    codes = [element.text.strip() for element in paragraph._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_the_document_properties(table: Table) -> None:
    core = opened(table).core_properties
    assert (core.title, core.subject, core.author) == (table.title, table.subject, "问策 Wence（机器生成）")
    assert core.last_modified_by == core.author
    assert core.comments == "\n".join(table.provenance)
    assert "机器生成" in core.keywords


def test_a_missing_typeface_has_a_stand_in(table: Table) -> None:
    with ZipFile(BytesIO(document(table))) as archive:
        fonts = archive.read("word/fontTable.xml").decode()
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in fonts


def test_control_characters_are_left_out(hostile: Table) -> None:
    cells = [row.cells[0].text for row in opened(hostile).tables[0].rows]
    assert cells[8:10] == ["abc", "正常"]
