"""Files of every kind as text: encodings, pages, Word's numbers, PDFs without text."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clause import NoticeError
from corpus.facts import facts_of
from corpus.readers import read_file
from corpus.readers.docx_numbers import Level, Numbers
from corpus.readers.reading import without_radicals
from corpus.readers.table import row_lines
from tests.corpus.word_files import word_file

DOCUMENTS = Path(__file__).parent / "documents"
TEXT = "清河县供水方案\n为解决用水难问题，制定本方案。\n一、目标\n全年改造管网86公里。\n二、任务\n"


def read(data: bytes, path: Path) -> str:
    path.write_bytes(data)
    return read_file(path).text


def text_or_remedy(path: Path) -> str:
    """The text of a file, or the sentence that refuses it, which must name a remedy."""
    try:
        return read_file(path).text
    except NoticeError as refused:
        return str(refused) if "请" in str(refused) else ""


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8（带 BOM）"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 LE"),
        ("utf-16-be", "UTF-16 BE"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=ascii)
def test_encodings_are_found_out_and_told(codec: str, told: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_bytes(TEXT.replace("\n", newline).encode(codec))
    reading = read_file(path)
    assert reading.text == TEXT
    assert told in reading.told[0]
    assert reading.place(TEXT.index("二、")) == "第 5 行"


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "notice.txt"
    path.write_bytes(data)
    text = text_or_remedy(path)
    assert "\0" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("name", ["social-organisations-opinions.pdf", "bonded-zones-page.html", "a.docx"])
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    """Cut off, and with bytes changed: a sentence, never a trace."""
    text = (DOCUMENTS / "reply-on-government-websites.txt").read_text("utf-8")
    whole = word_file(text, automatic=True) if name == "a.docx" else (DOCUMENTS / name).read_bytes()
    chance = random.Random(1)
    for n in range(24 if name != "social-organisations-opinions.pdf" else 8):
        data = bytearray(whole[: len(whole) * (n + 1) // 25] if n % 2 else whole)
        for _ in range(0 if n % 2 else 3 * n):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / name
        path.write_bytes(bytes(data))
        assert text_or_remedy(path)


PAGE = """<html><head><title>x</title><meta charset="gb2312"></head><body>
<nav><a href=/>一、首页</a></nav><div class=top><a href=/>政务公开</a> <a href=/>办事</a></div>
<table><tr><td>发文字号：</td><td>清政办发〔2026〕3号</td><td>成文日期：</td><td>2026年2月10日</td></tr></table>
<div id=zoom><h1>清河县供水方案</h1><p>为解决用水难问题，制定本方案。</p><p style="display:none">一、藏起来的。</p>
<p><b>一、</b>目标<br>全年改造管网86公里。</p><script>var a = "二、脚本";</script><p hidden>隐藏。</p>
<p>二、任务</p><ol><li>建设水厂两座，当年通水。</li><li>改造管网。</li></ol>
<ol style="list-style-type: simp-chinese-informal" start=3><li>保障</li><li>考核</li></ol>
<table border=1><tr><td>序号</td><td>任务</td></tr><tr><td>1</td><td>建水厂</td></tr></table></div>
<div class=foot>版权所有：清河县 <a href=/>网站地图</a></div></body></html>"""


def test_a_page(tmp_path: Path) -> None:
    text = read(PAGE.encode("gb18030"), tmp_path / "a.htm")
    lines = text.splitlines()
    assert lines[0].startswith("发文字号：\t清政办发〔2026〕3号")
    assert lines[1:] == [
        "清河县供水方案", "为解决用水难问题，制定本方案。", "一、目标", "全年改造管网86公里。", "二、任务", "1.建设水厂两座，当年通水。",
        "2.改造管网。", "三、保障", "四、考核", "序号\t任务", "1\t建水厂",
    ]  # fmt: skip
    assert (facts_of(text).number, facts_of(text).date) == ("清政办发〔2026〕3号", "2026-02-10")


def test_a_page_nested_too_deeply(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="层次过深"):
        read(b"<html><body>" + b"<div>" * 900 + "一、目标".encode() + b"</body></html>", tmp_path / "a.html")


def saved(document: object) -> bytes:
    kept = BytesIO()
    document.save(kept)  # type: ignore[attr-defined]
    return kept.getvalue()


def test_word_text_that_is_not_in_plain_runs(tmp_path: Path) -> None:
    document = Document()
    w = nsdecls("w")
    for xml in (
        f'<w:p {w}><w:r><w:t>一、</w:t></w:r><w:ins w:id="1"><w:r><w:t>新增</w:t></w:r></w:ins>'
        f'<w:del w:id="2"><w:r><w:delText>删去</w:delText></w:r></w:del><w:r><w:t>目标</w:t></w:r></w:p>',
        f"<w:p {w}><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>",
        f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>控件里的</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        f"<w:p {w}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>清河县人民政府文件</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        "<w:r><w:t>正文</w:t></w:r></w:p>",
    ):
        document.element.body.insert(-1, parse_xml(xml))
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ["序号", "任务", "1", "建水厂"], strict=True
    ):
        cell.text = words
    text = read(saved(document), tmp_path / "a.docx")
    assert text.splitlines() == [
        "一、新增目标", "甲", "乙\t丙", "控件里的", "清河县人民政府文件", "正文", "序号\t任务", "1\t建水厂",
    ]  # fmt: skip


def test_numbers_that_come_from_a_style(tmp_path: Path) -> None:
    """As Word's own headings have them, with one paragraph taken out of the list by hand."""
    document = Document()
    numbering = document.part.numbering_part.element
    w = nsdecls("w")
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {w} w:abstractNumId="55"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:pStyle w:val="Heading1"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:pStyle w:val="Heading2"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    ))  # fmt: skip
    numbering.append(parse_xml(f'<w:num {w} w:numId="55"><w:abstractNumId w:val="55"/></w:num>'))
    for style in ("Heading 1", "Heading 2"):
        properties = document.styles[style].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {w}><w:numId w:val="55"/></w:numPr>'))
    for words, level in [("目标", 1), ("甲", 2), ("乙", 2), ("任务", 1), ("丙", 2)]:
        document.add_heading(words, level)
    plain = document.add_heading("不编号", 1)
    plain._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0
    document.add_heading("保障", 1)
    text = read(saved(document), tmp_path / "a.docx")
    assert text.split() == ["一、目标", "（一）甲", "（二）乙", "二、任务", "（一）丙", "不编号", "三、保障"]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("decimal", "12"), ("chineseCounting", "十二"), ("decimalEnclosedCircle", "⑫"), ("decimalFullWidth", "１２"), ("upperRoman", "XII"),
        ("lowerLetter", "l"), ("bullet", ""), ("decimalZero", "12"), ("decimalEnclosedParen", "(12)"), ("hebrew1", "12"),
    ],
)  # fmt: skip
def test_formats_of_numbers(style: str, expected: str) -> None:
    level = Level(style, "%1", 12, "tab", False, None)
    numbers = Numbers({"1": {0: level}}, {"1": "0"}, {}, {})
    paragraph = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    )
    assert numbers.number(paragraph) == expected


def test_a_package_that_unpacks_to_far_more(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<w:document/>")
        package.writestr("word/media/a.bin", b"\0" * (110 * 2**20))
    with pytest.raises(NoticeError, match="解开后过大"):
        read_file(path)


@pytest.mark.parametrize(("name", "sentence"), [("OFD.xml", "OFD"), ("xl/workbook.xml", "不是 Word 文档")])
def test_other_packages(name: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(name, b"<x/>")
    with pytest.raises(NoticeError, match=sentence):
        read_file(path)


def test_a_scan_says_what_to_do(tmp_path: Path) -> None:
    from PIL import Image

    pages = [Image.new("L", (600, 800), 255) for _ in range(2)]
    pages[0].save(tmp_path / "scan.pdf", save_all=True, append_images=pages[1:])
    with pytest.raises(NoticeError, match=r"扫描件.*OCR"):
        read_file(tmp_path / "scan.pdf")


def test_a_locked_pdf(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(DOCUMENTS / "social-organisations-opinions.pdf"))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(NoticeError, match="有密码"):
        read_file(tmp_path / "locked.pdf")


def test_radicals_and_rows() -> None:
    assert without_radicals("⼀、⼯作⽬标 ⻓期") == "一、工作目标 长期"
    assert row_lines([["1"], ["甲", "乙"], []]) == ["1\t甲乙"]
    assert row_lines([[], []]) == []
    assert row_lines([["段"] * 9]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("某县方案\n一、甲\n某县人民政府\n二〇〇四年十二月三十一日\n", ("某县方案", "原文未载", "某县人民政府", "2004-12-31", "某县")),
        ("湖南省永州市清河县人民政府关于供水的意见\n清政发〔2026〕12号\n一、甲\n", ("湖南省永州市清河县人民政府关于供水的意见", "清政发〔2026〕12号", "湖南省永州市清河县人民政府", "原文未载", "清河县")),
        ("关于各县工作的通知\n一、甲\n2026年13月45日\n", ("关于各县工作的通知", "原文未载", "原文未载", "原文未载", "")),
        ("", ("原文未载", "原文未载", "原文未载", "原文未载", "")),
    ],
    ids=["signed", "a county of a city of a province", "no county and no date", "empty"],
)  # fmt: skip
def test_facts(text: str, expected: tuple[str, ...]) -> None:
    facts = facts_of(text)
    assert (facts.title, facts.number, facts.issuer, facts.date, facts.county) == expected
