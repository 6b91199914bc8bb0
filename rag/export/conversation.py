"""A conversation as a Word document for the files: each question and answer, and the places that prove it.

Made in memory. It says what it was asked of (title, standing, date, the first characters of the text's checksum), when it
was made, and that a machine made it; the places are referred to as official documents do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from corpus.clause import UNKNOWN, Notice
from corpus.reference import document as named
from corpus.reference import reference_to
from rag.answer import Answer, Citation, Status
from rag.export.package import PRODUCER, label, repack
from rag.export.style import (
    BODY,
    HEADING,
    TITLE,
    defaults,
    footer,
    line,
    properties,
    run,
    with_stand_ins,
)

Asked = tuple[str, Answer]  # a question and its answer
VERSION = 12  # characters of the checksum
LABEL = "AI/机器生成内容：本记录由程序（问策 Wence）自动生成，以原文为准。"
GENERATED = "AI 生成内容：由语言模型据原文生成，逐句经程序核对，以原文为准。"
EXTRACTED = "机器生成内容：摘录自原文，以原文为准。"
PLAIN = "机器生成内容，以原文为准。"
STANDING = {
    Status.ANSWERED: "原文有据", Status.PARTIAL: "原文部分载明", Status.NOT_STATED: "原文未载明",
    Status.OUT_OF_SCOPE: "不属本文件范围", Status.NO_SUCH_CLAUSE: "没有这一条", Status.REJECTED: "不予处理",
    Status.SMALL_TALK: "问候", Status.CLARIFY: "请补充说明",
}  # fmt: skip

_PAGE, _MARGINS = (Mm(210), Mm(297)), (Mm(25), Mm(26))  # A4 upright; above and below, left and right
_WIDTH = 447.9  # points between the margins
_SIZE, _SMALL = 12.0, 10.5
_INDENT = Pt(2 * _SIZE)
_MARKER = re.compile(r"(\[\d{1,3}\])")
_SOFT = RGBColor(0x55, 0x60, 0x6F)


def conversation(asked: Sequence[Asked], notice: Notice, today: date) -> bytes:
    """The bytes of a .docx; the same conversation on the same day gives the same bytes."""
    docx = Document()
    section = docx.sections[0]
    section.page_width, section.page_height = _PAGE
    section.top_margin = section.bottom_margin = _MARGINS[0]
    section.left_margin = section.right_margin = _MARGINS[1]
    section.header_distance = section.footer_distance = Mm(12)
    defaults(docx, _SIZE)
    title = "问策问答记录"
    line(docx, title, 22, TITLE, centred=True)
    told = origin(notice, today, len(asked))
    for text in told:
        line(docx, text, _SMALL, BODY)
    for n, (question, answer) in enumerate(asked, start=1):
        _exchange(docx, n, question, answer, notice)
    footer(docx, LABEL, _WIDTH)
    made = [[question, answer.answer] for question, answer in asked]
    properties(
        docx, title, named(notice), "\n".join(told), f"问答记录；机器生成；AI生成合成内容；{PRODUCER}", label(made)
    )
    data = BytesIO()
    docx.save(data)
    return repack(data.getvalue(), {"word/fontTable.xml": with_stand_ins})


def origin(notice: Notice, today: date, count: int) -> tuple[str, ...]:
    """What was asked, which text of it, when, and how it was answered."""
    address = "网址原文未载" if notice.url in ("", UNKNOWN) else notice.url
    return (
        f"依据文件：{named(notice)}，{notice.date}，{address}",
        f"文本版本：{notice.sha256[:VERSION]}（原文 SHA-256 校验值前 {VERSION} 位）",
        f"导出日期：{today.year}年{today.month}月{today.day}日，共 {count} 问",
        LABEL,
    )


def _exchange(docx: Docx, n: int, question: str, answer: Answer, notice: Notice) -> None:
    heading = docx.add_paragraph(style="Heading 1")
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(14), Pt(4)
    run(heading, f"{n}. {question.strip()}", HEADING, 14).font.color.rgb = RGBColor(0, 0, 0)
    understood = answer.standalone_question.strip()
    notes = [] if answer.status is Status.SMALL_TALK else [STANDING[answer.status]]
    notes += [f"理解为：{understood}"] if understood and understood != question.strip() else []
    if notes:
        line(docx, "；".join(notes), _SMALL, BODY).runs[0].font.color.rgb = _SOFT
    for text in answer.answer.strip().split("\n"):
        if text.strip():
            _marked(docx.add_paragraph(), text)
    _places(docx, "依据：", answer.citations, notice)
    _places(docx, "相关条款（不是依据）：", answer.related, notice)
    made = EXTRACTED if answer.mode == "extractive" else GENERATED
    line(docx, made if answer.citations else PLAIN, 9, BODY).runs[0].font.color.rgb = _SOFT


def _marked(paragraph: Paragraph, text: str) -> None:
    """A line of an answer, its markers [n] raised."""
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.line_spacing = 1.25
    for part in _MARKER.split(text):
        if part:
            run(paragraph, part).font.superscript = bool(_MARKER.fullmatch(part)) or None


def _places(docx: Docx, name: str, citations: Sequence[Citation], notice: Notice) -> None:
    """Each with its official reference; those that prove the answer with their words."""
    if not citations:
        return
    head = line(docx, name, _SMALL, HEADING)
    head.paragraph_format.space_before, head.paragraph_format.keep_with_next = Pt(6), True
    proves = name == "依据："
    for citation in citations:
        paragraph = docx.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = _INDENT, -_INDENT
        paragraph.paragraph_format.space_after = Pt(2)
        run(paragraph, f"{f'[{citation.n}] ' if proves else ''}{_reference(citation, notice)}", BODY, _SMALL)
        if citation.inferred:
            run(paragraph, f"〔据上下文推断：{' '.join(citation.inferred)}〕", BODY, _SMALL).font.color.rgb = _SOFT
        if proves:
            run(paragraph, f"：“{citation.quote}”", BODY, _SMALL)


def _reference(citation: Citation, notice: Notice) -> str:
    clause = notice.find(citation.address)
    return reference_to(notice, clause) if clause is not None else citation.label
