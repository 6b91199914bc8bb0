"""Official documents of other kinds, added by the command: each gets the headings that it prints."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.check import faults
from corpus.clause import Clause, Notice
from corpus.facts import facts_of
from corpus.numbering import Family, read_marker
from corpus.parse import load_notice, read_notice
from corpus.readers import read_file
from tests.corpus.word_files import word_file

DOCUMENTS = Path(__file__).parent / "documents"

# file → headings by hand (一、 or 第N章, （一）, 1., 第N条), attachments, number, issuer, date
KINDS = {
    "bonded-zones-opinions": (5, 9, 21, 0, 0, "国发〔2019〕3号", "国务院", "2019-01-12"),
    "patent-agency-regulations": (5, 14, 0, 32, 0, "国令第706号", "国务院", "2018-11-06"),
    "reply-on-government-websites": (5, 0, 0, 0, 0, "国办函〔2005〕69号", "国务院办公厅", "2005-07-14"),
    "medicine-procurement-plan": (6, 17, 3, 0, 0, "国办发〔2019〕2号", "国务院办公厅", "2019-01-01"),
    "innovation-measures-list": (8, 5, 0, 0, 1, "国办发〔2018〕126号", "国务院办公厅", "2018-12-23"),
    "state-council-working-rules": (54 + 10, 6, 0, 0, 0, "国发〔2004〕18号", "国务院", "2004-06-26"),
    "social-organisations-opinions": (5, 15, 25, 0, 0, "国办发〔1997〕11号", "国务院办公厅", "1997-04-08"),
    "letter-to-liaoning": (7, 5, 0, 0, 0, "国办函〔2004〕57号", "国务院办公厅", "2004-08-12"),
    "two-rules-on-culture": (13, 51, 0, 0, 1, "国办发〔2018〕124号", "国务院办公厅", "2018-12-18"),
}
TITLES = {
    "patent-agency-regulations": "专利代理条例",
    "two-rules-on-culture": "国务院办公厅关于印发文化体制改革中经营性文化事业单位转制为企业和进一步支持文化企业发展两个规定的通知",
    "reply-on-government-websites": "国务院办公厅对全国政协十届三次会议第2741号提案的答复",
}


def tree(notice: Notice) -> list[tuple[str, str, str]]:
    return [(c.address, c.kind, c.title) for c in notice.clauses]


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_read_whole(name: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chapters, sections, items, articles, attachments, *stated = KINDS[name]
    assert main(["add", str(DOCUMENTS / f"{name}.txt"), "--id", name]) == 0
    assert "核对通过" in capsys.readouterr().out
    notice = load_notice(home / name)
    kinds = Counter(c.kind for c in notice.clauses)
    assert (kinds["chapter"], kinds["section"], kinds["item"], kinds["article"], len(notice.attachments)) == (
        chapters, sections, items, articles, attachments,
    )  # fmt: skip
    assert faults(notice) == []
    assert [notice.meta[key] for key in ("number", "issuer", "date")] == stated
    assert notice.county == ""
    assert notice.title == TITLES.get(name, notice.title)
    assert len(notice.title) > 5


@pytest.mark.parametrize("name", KINDS)
def test_headings_are_those_in_print(name: str) -> None:
    """Every line that begins with 一、, （一） or 第N条 is a heading of its own, by a reading that knows no sequences."""
    text = (DOCUMENTS / f"{name}.txt").read_text("utf-8")
    printed = Counter(
        marker.family
        for line in text.splitlines()
        if (marker := read_marker(line.strip())) and marker.family in (Family.CHAPTER, Family.SECTION, Family.ARTICLE)
    )
    chapters, sections, _, articles, *_ = KINDS[name]
    of_law = sum(
        read_marker(line.strip()) is not None
        for line in text.splitlines()
        if line.strip().startswith("第") and "章" in line[:5]
    )
    assert (printed[Family.CHAPTER] + of_law, printed[Family.SECTION], printed[Family.ARTICLE]) == (
        chapters,
        sections,
        articles,
    )


def test_the_second_document_in_a_file_has_its_title_and_its_preamble() -> None:
    notice = read_notice((DOCUMENTS / "two-rules-on-culture.txt").read_text("utf-8"))
    second = {c.address: c for c in notice.clauses}
    assert second["1"].title == "进一步支持文化企业发展的规定"
    assert second["1/0"].text == "为进一步深化文化体制改革，促进文化企业发展，特制定以下规定："
    assert "进一步支持文化企业发展的规定" not in second["0/9/31"].text


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("social-organisations-opinions", False),
        ("patent-agency-regulations", True),
        ("medicine-procurement-plan", False),
    ],
)
@pytest.mark.parametrize("automatic", [False, True], ids=["numbers typed", "numbers counted by Word"])
def test_a_word_document_has_the_tree_of_the_text(name: str, law: bool, automatic: bool, tmp_path: Path) -> None:
    text = (DOCUMENTS / f"{name}.txt").read_text("utf-8")
    path = tmp_path / "notice.docx"
    path.write_bytes(word_file(text, automatic=automatic, law=law))
    reading = read_file(path)
    assert reading.kind == "docx"
    assert tree(read_notice(reading.text)) == tree(read_notice(text))


def squeezed(clause: Clause) -> str:
    return "".join(clause.text.split()).replace("――――", "――")


def test_a_pdf_has_the_tree_and_the_words_of_the_text() -> None:
    """Made by LibreOffice from the Word document, with a running head and page numbers."""
    text = read_notice((DOCUMENTS / "social-organisations-opinions.txt").read_text("utf-8"))
    reading = read_file(DOCUMENTS / "social-organisations-opinions.pdf")
    notice = read_notice(reading.text)
    assert tree(notice) == tree(text)
    assert list(map(squeezed, notice.clauses)) == list(map(squeezed, text.clauses))
    # Paragraphs are whole again: as many line breaks as the text has.
    assert sum(c.text.count("\n") for c in notice.clauses) == sum(c.text.count("\n") for c in text.clauses)
    assert "政府信息公开" not in reading.text
    assert "5 页" in reading.told[0]
    assert reading.place(reading.text.index("五、")).endswith("页）")


def test_a_web_page_has_the_clauses_of_the_text() -> None:
    text = read_notice((DOCUMENTS / "bonded-zones-opinions.txt").read_text("utf-8"))
    reading = read_file(DOCUMENTS / "bonded-zones-page.html")
    notice = read_notice(reading.text)
    assert tree(notice) == tree(text)
    assert [c.text for c in notice.clauses] == [c.text for c in text.clauses]
    for furniture in ("这不是正文", "首页", "相关政策", "ICP", "微信"):
        assert furniture not in reading.text
    facts = facts_of(reading.text)
    assert (facts.title, facts.number, facts.date) == (
        "国务院关于促进综合保税区高水平开放高质量发展的若干意见", "国发〔2019〕3号", "2019-01-12",
    )  # fmt: skip
    assert [piece.kind for piece in notice.pieces if notice.source[piece.start : piece.end].startswith("索 引 号")] == [
        "page"
    ]


@pytest.mark.libreoffice
def test_the_pdf_is_what_libreoffice_makes(tmp_path: Path) -> None:
    text = (DOCUMENTS / "social-organisations-opinions.txt").read_text("utf-8")
    (tmp_path / "notice.docx").write_bytes(word_file(text, automatic=True))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/home",
            "--headless",
            "--convert-to",
            "pdf",
            "notice.docx",
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert tree(read_notice(read_file(tmp_path / "notice.pdf").text)) == tree(read_notice(text))


def test_reading_kinds_loads_their_libraries_only_then() -> None:
    code = "import sys, corpus.__main__, corpus.shelf_command; print([m for m in ('docx', 'pdfplumber', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert done.stdout.strip() == "[]"
