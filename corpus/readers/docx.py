"""A Word document → its text: paragraphs with the numbers that Word prints before them, tables, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from corpus.clause import NoticeError
from corpus.readers.docx_numbers import Numbers
from corpus.readers.reading import Reading, made
from corpus.readers.table import row_lines

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Not text of the document as it stands: what was struck out, fields' instructions, the second copy of a text box.
_SKIPPED = frozenset(
    [qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), qn("w:txbxContent"), f"{_MC}Fallback"]
)
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read_docx(data: bytes, name: str) -> Reading:
    """A .docx file. Raises NoticeError where it is damaged or holds no text."""
    try:
        document = Document(BytesIO(data))
        numbers = Numbers.of(document)
        lines = list(_blocks(document.element.body, numbers))
    except Exception as error:  # a damaged package fails in as many ways as there are parts of one
        raise NoticeError(
            f"{name} 已损坏或有密码，打不开。请在 Word 或 WPS 中另存为 .docx 后重试。 / Damaged or protected: save it again."
        ) from error
    if not any(line.strip() for line, _ in lines):
        raise NoticeError(
            f"{name} 中没有文字，可能只有图片。请先用文字识别（OCR）软件转成文字。 / No text in it: recognise it first."
        )
    told = [
        "Word 自动编号已转成文字；页眉、页脚和脚注没有收入。 / Automatic numbers written out; no headers, footers, notes."
    ]
    return made("docx", lines, told)


def _blocks(body: Any, numbers: Numbers) -> Iterator[tuple[str, str]]:
    """The paragraphs and table rows of a body, each with its place."""
    paragraphs = tables = 0
    for block in _unwrapped(body):
        if block.tag == qn("w:p"):
            paragraphs += 1
            for line in _paragraph(block, numbers):
                yield line, f"第 {paragraphs} 段"
        elif block.tag == qn("w:tbl"):
            tables += 1
            for n, row in enumerate(block.iterchildren(qn("w:tr")), start=1):
                for line in _row(row, numbers):
                    yield line, f"表 {tables} 第 {n} 行"


def _unwrapped(body: Any) -> Iterator[Any]:
    """The blocks of a body, those inside content controls and tracked insertions too."""
    for child in body.iterchildren():
        if child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if content is not None:
                yield from _unwrapped(content)
        elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            yield from _unwrapped(child)
        else:
            yield child


def _row(row: Any, numbers: Numbers) -> list[str]:
    cells = [
        [line for block in cell.iter(qn("w:p")) if not _boxed(block) for line in _paragraph(block, numbers)]
        for cell in row.iter(qn("w:tc"))
        if next(cell.iterancestors(qn("w:tr"))) is row
    ]
    return row_lines(cells) or [line for cell in cells for line in cell]


def _boxed(block: Any) -> bool:
    return any(ancestor.tag == qn("w:txbxContent") for ancestor in block.iterancestors())


def _paragraph(paragraph: Any, numbers: Numbers) -> list[str]:
    """The lines of a paragraph; those of text boxes anchored in it stand before its own."""
    boxes = [
        line
        for box in paragraph.iter(qn("w:txbxContent"))
        if not any(a.tag == f"{_MC}Fallback" for a in box.iterancestors())
        for inner in box.iterchildren(qn("w:p"))
        for line in _paragraph(inner, numbers)
    ]
    number = numbers.number(paragraph)
    text = "".join(_words(paragraph))
    return [*boxes, *(number + text if text.strip() else text).split("\n")]


def _words(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in _SKIPPED or _hidden(child):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "" if child.get(qn("w:type")) in ("page", "column") else _BREAKS[child.tag]
        else:
            yield from _words(child)


def _hidden(run: Any) -> bool:
    return run.tag == qn("w:r") and run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None
