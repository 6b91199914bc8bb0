"""What our Word documents have in common: typefaces, lines, a footer with page numbers, properties with the label of what a
machine made."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from rag.export.package import AIGC, CREATOR, clean

BODY, HEADING, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
_LATIN = "Times New Roman"
_SMALL = 9  # points, of the footer
# What stands in for a typeface that the reader's machine has not.
_INSTEAD = {BODY: "仿宋", HEADING: "SimHei", TITLE: "宋体"}
_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
    "<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
)


def defaults(docx: Docx, size: float) -> None:
    """The body's typeface, size in points and spacing, so that a run need say only what differs."""
    style = docx.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(size)
    properties = style.element.get_or_add_rPr()
    _set_fonts(properties, BODY)
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


def run(paragraph: Paragraph, text: str, font: str = "", size: float = 0) -> Run:
    """Text at a paragraph's end, without control characters; in the body's typeface and size where none is given."""
    added = paragraph.add_run(clean(text))
    if font:
        _set_fonts(added._element.get_or_add_rPr(), font)
    if size:
        added.font.size = Pt(size)
    return added


def line(docx: Docx, text: str, size: float, font: str, *, centred: bool = False) -> Paragraph:
    """A paragraph of its own. size: in points."""
    paragraph = docx.add_paragraph()
    run(paragraph, text, font, size)
    paragraph.paragraph_format.space_after = Pt(4 if centred else 2)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def footer(docx: Docx, label: str, width: float) -> None:
    """A label on the left, the page number on the right. width: points between the margins."""
    paragraph = docx.sections[0].footer.paragraphs[0]
    stops = paragraph.paragraph_format.tab_stops
    for stop in paragraph.style.paragraph_format.tab_stops if paragraph.style else ():
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)  # the template's, made for an upright page
    stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT)
    run(paragraph, f"{label}\t第 ")
    _field(paragraph, "PAGE")
    run(paragraph, " 页，共 ")
    _field(paragraph, "NUMPAGES")
    run(paragraph, " 页")
    for part in paragraph.runs:
        part.font.size = Pt(_SMALL)


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that the reader's program works out: field code between its begin and end marks."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        part = paragraph.add_run()
        if kind == "text":
            part.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = f" {text} "
        part._element.append(element)


def properties(docx: Docx, title: str, subject: str, comments: str, keywords: str, aigc: str) -> None:
    """The document's properties. aigc: the implicit label, as of rag.export.package.label."""
    core = docx.core_properties
    core.title, core.subject = clean(title)[:255], clean(subject)[:255]
    core.author = core.last_modified_by = CREATOR
    core.comments, core.keywords = clean(comments)[:255], clean(keywords)[:255]
    core.language, core.revision = "zh-CN", 1
    package = docx.part.package
    blob = _CUSTOM.format(name=AIGC, value=escape(aigc)).encode()
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    for key in _keys(package.rels.items(), RELATIONSHIP_TYPE.THUMBNAIL):
        del package.rels[key]  # the template's picture of another document


def _keys(relations: Iterable[tuple[str, object]], kind: str) -> list[str]:
    return [key for key, relation in relations if getattr(relation, "reltype", "") == kind]


def with_stand_ins(fonts: bytes) -> bytes:
    """The table of typefaces with those of the document, each with the one to take where it is missing."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _INSTEAD.items()
    )
    return fonts.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")
