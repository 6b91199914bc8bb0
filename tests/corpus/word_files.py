"""Word documents made from a notice's text: with its numbers typed, or counted by Word."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus.numbering import Family, read_marker
from corpus.page import read_page

# What Word counts with at each level of the list: (format, text), outermost first.
LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3．"),
    ("decimal", "（%4）"),
)
LAW = (
    ("chineseCountingThousand", "第%1章"),
    ("chineseCountingThousand", "第%2条"),
    ("chineseCountingThousand", "（%3）"),
)
_DEPTH = {Family.CHAPTER: 0, Family.SECTION: 1, Family.ITEM: 2, Family.SUBITEM: 3}
_DEPTH_OF_LAW = {Family.CHAPTER_OF: 0, Family.ARTICLE: 1, Family.SECTION: 2}


def _numbering(document: Any, levels: tuple[tuple[str, str], ...], *, law: bool) -> str:
    """Add a list definition to the document; its numId. Articles are counted through the whole law."""
    root = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        + ('<w:lvlRestart w:val="0"/>' if law and at == 1 else "")
        + f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>{body}</w:abstractNum>'
    )
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return "77"


def word_file(text: str, *, automatic: bool, law: bool = False) -> bytes:
    """The document of a page's text as a .docx file. automatic: its numbers are Word's and not in the text."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "Noto Serif CJK SC"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    depths = _DEPTH_OF_LAW if law else _DEPTH
    number_id = _numbering(document, LAW if law else LEVELS, law=law) if automatic else ""
    page = read_page(text)
    for i, line in enumerate(page.lines[page.title_start : page.foot_start], start=page.title_start):
        marker = read_marker(line.text) if i >= page.body_start else None
        depth = depths.get(marker.family) if marker is not None else None
        if not automatic or marker is None or depth is None:
            paragraph = document.add_paragraph(line.text)
        else:
            paragraph = document.add_paragraph(line.text[marker.end :])
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = depth
            properties.get_or_add_numId().val = int(number_id)
        if i < page.body_start:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = 266700  # two characters, in EMU
    document.sections[0].header.paragraphs[0].text = "政府信息公开"
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ")
    footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    footer.add_run(" —")
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()
