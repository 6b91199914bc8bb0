"""A conversation as a Word document, opened again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from corpus.clause import Notice
from corpus.reference import reference_to
from rag.answer import Answer, Turn
from rag.export.conversation import EXTRACTED, GENERATED, LABEL, PLAIN, STANDING, conversation
from rag.pipeline import Assistant
from tests.rag.export.conftest import HOSTILE
from tests.rag.export.test_libreoffice import pdf_text

TODAY = date(2026, 3, 9)
QUESTIONS = (
    "社会消费品零售总额的增长目标是多少？",
    "县教育局牵头哪些任务？",
    "今年的房价会降多少？",
    "What is the pension?",
    "你好",
)


@pytest.fixture(scope="module")
def asked(assistant: Assistant) -> list[tuple[str, Answer]]:
    found: list[tuple[str, Answer]] = []
    for question in QUESTIONS:
        history = [Turn.of(*one) for one in found]
        found.append((question, assistant.answer(question, history)))
    return found


def opened(asked: list[tuple[str, Answer]], notice: Notice) -> Docx:
    return Document(BytesIO(conversation(asked, notice, TODAY)))


def text_of(docx: Docx) -> str:
    return "\n".join(paragraph.text for paragraph in docx.paragraphs)


def test_all_that_was_said_is_in_it(asked: list[tuple[str, Answer]], notice: Notice) -> None:
    text = text_of(opened(asked, notice))
    at = 0
    for n, (question, answer) in enumerate(asked, start=1):
        start = text.index(f"{n}. {question}", at)
        end = text.index(f"{n + 1}. {asked[n][0]}") if n < len(asked) else len(text)
        part, at = text[start:end], end
        for line in filter(str.strip, answer.answer.split("\n")):
            assert line.strip() in part
        for c in answer.citations:
            place = f"[{c.n}] {reference_to(notice, notice.by_address[c.address])}"
            inferred = f"〔据上下文推断：{' '.join(c.inferred)}〕" if c.inferred else ""
            assert f"{place}{inferred}：“{c.quote}”" in part
        assert ("依据：" in part) is bool(answer.citations)
        assert ("相关条款（不是依据）：" in part) is bool(answer.related)
        assert part.rstrip().endswith(EXTRACTED if answer.citations else PLAIN)
        assert answer.status.value == "small_talk" or STANDING[answer.status] in part
    assert any(c.inferred for _, answer in asked for c in answer.citations)


def test_it_says_of_what_and_when_it_is(asked: list[tuple[str, Answer]], notice: Notice) -> None:
    docx = opened(asked, notice)
    first = "\n".join(paragraph.text for paragraph in docx.paragraphs[:5])
    for words in (
        "问策问答记录", "《新田县实施“七大攻坚”总体方案》（送审稿）", "2025-06-12", "网址原文未载",
        f"文本版本：{notice.sha256[:12]}（", "导出日期：2026年3月9日，共 5 问", LABEL,
    ):  # fmt: skip
        assert words in first
    footer = "".join(paragraph.text for paragraph in docx.sections[0].footer.paragraphs)
    assert footer.startswith(LABEL)
    assert "页" in footer
    data = ZipFile(BytesIO(conversation(asked, notice, TODAY)))
    custom = data.read("docProps/custom.xml").decode()
    assert '"Label": "1"' in custom.replace("&quot;", '"')
    assert docx.core_properties.author == "问策 Wence（机器生成）"


def test_it_is_set_in_chinese_typefaces(asked: list[tuple[str, Answer]], notice: Notice) -> None:
    docx = opened(asked, notice)
    fonts = {fonts.get(qn("w:eastAsia")) for fonts in docx.element.body.iter(qn("w:rFonts"))}
    assert fonts <= {"仿宋_GB2312", "黑体", "方正小标宋简体"}
    assert next(docx.styles["Normal"].element.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) == "仿宋_GB2312"
    (heading,) = [p for p in docx.paragraphs if p.text == f"1. {QUESTIONS[0]}"]
    assert heading.style is not None
    assert heading.style.name == "Heading 1"  # the reader's program lists the questions


def test_markers_are_raised(asked: list[tuple[str, Answer]], notice: Notice) -> None:
    raised = [run.text for p in opened(asked, notice).paragraphs for run in p.runs if run.font.superscript]
    assert "[1]" in raised
    assert all(text[0] == "[" and text[-1] == "]" for text in raised)


def test_the_same_conversation_is_the_same_file(asked: list[tuple[str, Answer]], notice: Notice) -> None:
    assert conversation(asked, notice, TODAY) == conversation(asked, notice, TODAY)
    assert conversation(asked[:1], notice, TODAY) != conversation(asked[1:2], notice, TODAY)


def test_a_model_s_words_are_labelled_as_such(asked: list[tuple[str, Answer]], notice: Notice) -> None:
    question, answer = asked[0]
    text = text_of(opened([(question, replace(answer, mode="generated"))], notice))
    assert GENERATED in text
    assert EXTRACTED not in text


@pytest.mark.parametrize("text", [*HOSTILE, "<w:t>&amp;</w:t>", "\ud800", "a\x1b[31m\x7f", "]]>", "\u202e逆"])
def test_nothing_breaks_out(asked: list[tuple[str, Answer]], notice: Notice, text: str) -> None:
    question, answer = asked[0]
    cited = tuple(replace(c, quote=text, inferred=(text,), label=text) for c in answer.citations)
    strange = replace(
        answer, answer=f"{text}[1]", citations=(*cited, replace(cited[0], address=text)), standalone_question=text
    )
    data = conversation([(text, strange), (question, answer)], notice, TODAY)
    shown = text_of(Document(BytesIO(data)))
    assert answer.answer.split("\n")[0] in shown
    assert not set(shown) & {chr(n) for n in (*range(9), *range(11, 32))}
    with ZipFile(BytesIO(data)) as package:
        custom = package.read("docProps/custom.xml").decode()
    assert json.loads(custom[custom.index('{"Label') : custom.rindex("}") + 1].replace("&quot;", '"'))["Label"] == "1"


@pytest.mark.libreoffice
def test_an_office_program_opens_it(asked: list[tuple[str, Answer]], notice: Notice, tmp_path: Path) -> None:
    text = pdf_text(conversation(asked, notice, TODAY), "docx", tmp_path)
    for words in ("问策问答记录", "送审稿", notice.sha256[:12], "2026年3月9日", "依据：", LABEL.replace(" ", "")):
        assert words in text
    for n, question in enumerate(QUESTIONS, start=1):
        assert f"{n}.{question}".replace(" ", "") in text
    for clause in (notice.by_address[c.address] for _, answer in asked for c in answer.citations):
        assert reference_to(notice, clause) in text
