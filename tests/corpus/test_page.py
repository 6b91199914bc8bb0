"""The document in a saved web page: what stands around it, its title, its lists, its signature."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from corpus.page import heading_like, read_page, split_lines
from corpus.parse import read_notice

BODY = "为推进工作,特制定本方案。\n一、任务\n做好工作。\n二、机制\n加强领导。\n"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        pytest.param("", "某县实施方案", id="bare text"),
        pytest.param("索引号: 123\n发文机关: 某县\n", "某县实施方案", id="index table"),
        pytest.param("索 引 号：123\n成文日期：2025年1月1日\n", "某县实施方案", id="labels spaced out"),
        pytest.param("  • 2025-06-12 13:59\n  • 来源:\n  • 【字体:\n", "某县实施方案", id="bullets"),
    ],
)
def test_the_head_of_the_page_is_no_title(head: str, title: str) -> None:
    notice = read_notice(f"{head}{title}\n{BODY}")
    assert notice.title == title
    assert [c.address for c in notice.clauses] == ["0", "0/0", "0/1", "0/2"]
    assert [notice.source[p.start : p.end] for p in notice.pieces if p.kind == "page"] == (
        [head.rstrip()] if head else []
    )


def test_a_title_that_the_page_repeats() -> None:
    source = f"标题: 某县实施方案\n某县实施方案\n发布日期: 2025-06-12\n某县实施方案\n{BODY}"
    notice = read_notice(source, {"title": "某县实施方案"})
    assert notice.by_address["0"].start == source.rindex("某县实施方案")


@pytest.mark.parametrize(
    "foot",
    [
        "相关阅读\n另一条\n",
        "扫一扫在手机打开当前页\n",
        "主办:某县人民政府\n",
        "湘ICP备10010030号\n",
        "上一篇:另一个方案\n",
    ],
)
def test_the_foot_of_the_page_is_in_no_clause(foot: str) -> None:
    notice = read_notice(f"某县实施方案\n{BODY}{foot}")
    assert notice.by_address["0/2"].text == "二、机制\n加强领导。"
    assert [notice.source[p.start : p.end] for p in notice.pieces if p.kind == "page"] == [foot]


def test_words_of_a_foot_inside_the_document_are_text() -> None:
    notice = read_notice("某县实施方案\n为推进工作,特制定本方案。\n一、任务\n打印材料要双面。\n二、机制\n")
    assert notice.by_address["0/1"].text == "一、任务\n打印材料要双面。"


@pytest.mark.parametrize("colon", [":", "："])
def test_a_list_of_attachments_is_a_list(colon: str) -> None:
    notice = read_notice(f"某县实施方案\n{BODY}附件{colon}1.甲方案\n2.乙方案\n附件1\n甲方案\n一、目标\n")
    assert [notice.source[p.start : p.end] for p in notice.pieces if p.kind == "list"] == [
        f"附件{colon}1.甲方案\n2.乙方案"
    ]
    assert notice.by_address["1"].title == "甲方案"
    assert notice.by_address["0/2"].text == "二、机制\n加强领导。"


def test_a_signature_is_a_signature() -> None:
    notice = read_notice(f"某县实施方案\n{BODY}某县人民政府\n2025年6月12日\n(此件公开发布)\n")
    (signed,) = [p for p in notice.pieces if p.kind == "signature"]
    assert notice.source[signed.start : signed.end] == "某县人民政府\n2025年6月12日\n(此件公开发布)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("实施创新赋能重点改革", True),
        ("着力优服务增便利", True),
        ("做好各项工作。", False),
        ("包括以下内容:", False),
        ("一", False),
        ("字" * 41, False),
        ("一句。又一句", False),
    ],
)
def test_heading_like(text: str, expected: bool) -> None:
    assert heading_like(text) is expected


def test_lines_know_where_they_stand() -> None:
    source = "\r\n  一、甲 \r\n\u3000\u3000二、乙\n\n三"
    lines = split_lines(source)
    assert [line.text for line in lines] == ["一、甲", "二、乙", "三"]
    assert all(source[line.start : line.end] == line.text for line in lines)


def test_an_empty_page() -> None:
    page = read_page("")
    assert page.lines == ()
    assert read_notice("").clauses == ()


def test_the_notices_page(notice: Notice) -> None:
    assert notice.page is not None
    assert notice.page.text == notice.source[: notice.page.end]
    assert "2025-06-12 13:59" in notice.page.text
    assert notice.page not in notice.clauses
    assert read_notice(f"某县实施方案\n{BODY}").page is None
