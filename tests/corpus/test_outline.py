"""Small documents, undamaged and damaged, and the addresses that their lines get."""

from __future__ import annotations

import pytest

from corpus.check import faults, uncovered
from corpus.clause import Notice
from corpus.parse import read_notice
from tests.corpus.widths import half

HEAD = "某县实施方案\n为推进工作,特制定本方案。\n"


def shape(notice: Notice) -> list[str]:
    """A line for each clause: its address and the beginning of its text, "0/1 一、目标"."""
    return [f"{c.address} {c.text[:6]}" for c in notice.clauses if c.kind not in ("attachment", "preamble")]


def lost(notice: Notice) -> list[str]:
    return [i.address for i in notice.inferences if i.lost]


CASES = [
    pytest.param(
        "一、目标\n(一)甲方面\n1.第一件。\n(1)第一步。\n①先做。\n②后做。\n(2)第二步。\n2.第二件。\n(二)乙方面\n二、机制\n",
        ["0/1 一、目标", "0/1/1 (一)甲方面", "0/1/1/1 1.第一件。", "0/1/1/1/1 (1)第一步", "0/1/1/1/1/1 ①先做。",
         "0/1/1/1/1/2 ②后做。", "0/1/1/1/2 (2)第二步", "0/1/1/2 2.第二件。", "0/1/2 (二)乙方面", "0/2 二、机制"],
        [],
        id="all levels",
    ),
    pytest.param(
        "一、任务\n(一)甲方面\n1.一件。\n2.两件。\n乙方面重点改革\n1.又一件。\n2.又两件。\n(三)丙方面\n1.再一件。\n",
        ["0/1 一、任务", "0/1/1 (一)甲方面", "0/1/1/1 1.一件。", "0/1/1/2 2.两件。", "0/1/2 乙方面重点改",
         "0/1/2/1 1.又一件。", "0/1/2/2 2.又两件。", "0/1/3 (三)丙方面", "0/1/3/1 1.再一件。"],
        ["0/1/2"],
        id="(二) missing before a restart",
    ),
    pytest.param(
        "一、任务\n(一)甲方面\n1.一件。\n附带说明\n1.又一件。\n(二)乙方面\n1.再一件。\n",
        ["0/1 一、任务", "0/1/1 (一)甲方面", "0/1/1/1 1.一件。\n", "0/1/2 (二)乙方面", "0/1/2/1 1.再一件。"],
        [],
        id="a restart whose number is printed further on proves nothing",
    ),
    pytest.param(
        "一、任务\n(一)甲方面\n1.一件。\n这是一个普通的句子。\n1.又一件。\n(二)乙方面\n",
        ["0/1 一、任务", "0/1/1 (一)甲方面", "0/1/1/1 1.一件。\n", "0/1/2 (二)乙方面"],
        [],
        id="a restart below a sentence proves nothing",
    ),
    pytest.param(
        "一、任务\n)甲方面\n1.一件。\n)乙方面\n1.又一件。\n(三)丙方面\n",
        ["0/1 一、任务", "0/1/1 )甲方面", "0/1/1/1 1.一件。", "0/1/2 )乙方面", "0/1/2/1 1.又一件。", "0/1/3 (三)丙方面"],
        ["0/1/1", "0/1/2"],
        id="lone brackets",
    ),
    pytest.param(
        "一、任务\n1.一件。\n(1)第一步。\n)第二步\n(3)第三步。\n2.两件。\n",
        ["0/1 一、任务", "0/1/1 1.一件。", "0/1/1/1 (1)第一步", "0/1/1/2 )第二步", "0/1/1/3 (3)第三步", "0/1/2 2.两件。"],
        ["0/1/1/2"],
        id="a lone bracket among sub-items",
    ),
    pytest.param(
        "一、任务\n1.一件。\n1)第一步。\n2)第二步。\n2.两件。\n3)第三步。\n3.三件。\n4)第四步。\n",
        ["0/1 一、任务", "0/1/1 1.一件。", "0/1/1/1 1)第一步。", "0/1/1/2 2)第二步。", "0/1/2 2.两件。",
         "0/1/2/3 3)第三步。", "0/1/3 3.三件。", "0/1/3/4 4)第四步。"],
        [],
        id="sub-items run on across items",
    ),
    pytest.param(
        "一、任务\n实施甲攻坚。做好甲的工作。\n(二)实施乙攻坚。做好乙的工作。\n(三)实施丙攻坚。\n",
        ["0/1 一、任务", "0/1/1 实施甲攻坚。", "0/1/2 (二)实施乙", "0/1/3 (三)实施丙"],
        ["0/1/1"],
        id="(二) first, one paragraph before it",
    ),
    pytest.param(
        "一、情况\n2025.1.1起施行的规定\n3.5%以上的增长\n1.2万亩农田\n二、任务\n",
        ["0/1 一、情况\n2", "0/2 二、任务"],
        [],
        id="dates and decimals are no markers",
    ),
    pytest.param(
        "一、任务\n1.一件。\n2.2025年底前完成。\n3.三件。\n",
        ["0/1 一、任务", "0/1/1 1.一件。", "0/1/2 2.2025", "0/1/3 3.三件。"],
        [],
        id="an item that begins with a year",
    ),
    pytest.param(
        "一、任务\n(一)甲方面\n附件:1.甲方案\n2.乙方案\n附件1\n甲方案\n一、目标\n附件2\n乙方案\n一、目标\n",
        ["0/1 一、任务", "0/1/1 (一)甲方面", "1/1 一、目标", "2/1 一、目标"],
        [],
        id="the list of attachments is no item",
    ),
    pytest.param(
        "一、任务\n附件1所列项目由县发改局负责。\n二、机制\n",
        ["0/1 一、任务\n附", "0/2 二、机制"],
        [],
        id="a sentence about an attachment is no attachment",
    ),
    pytest.param(
        "一、甲\n二、乙\n本方案自印发之日起施行。\n某县另一个方案\n一、丙\n二、丁\n",
        ["0/1 一、甲", "0/2 二、乙\n本方", "1/1 一、丙", "1/2 二、丁"],
        ["1"],
        id="two documents in one file",
    ),
    pytest.param(
        "一、任务\n1.一件。\n2.两件。\n(一)甲方面\n(二)乙方面\n3.三件。\n",
        ["0/1 一、任务", "0/1/1 1.一件。", "0/1/2 2.两件。", "0/1/2/1 (一)甲方面", "0/1/2/2 (二)乙方面", "0/1/3 3.三件。"],
        [],
        id="(一) below 1. is a level further in, and no address is given twice",
    ),
    pytest.param(
        "第一章 总则\n第一条 为了规范。\n第二条 本法所称。\n(一)甲;\n(二)乙。\n第二章 分则\n第三条 应当。\n第四条 按照本条例第一条。\n",
        ["0/1 第一章 总则", "0/1/1 第一条 为了", "0/1/2 第二条 本法", "0/1/2/1 (一)甲;", "0/1/2/2 (二)乙。",
         "0/2 第二章 分则", "0/2/3 第三条 应当", "0/2/4 第四条 按照"],
        [],
        id="a law by chapters",
    ),
    pytest.param(
        "第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 分则\n第一节 申请\n第三条 丙。\n第二节 审查\n第四条 丁。\n",
        ["0/1 第一章 总则", "0/1/1 第一条 甲。", "0/1/2 第二条 乙。", "0/2 第二章 分则", "0/2/1 第一节 申请",
         "0/2/1/3 第三条 丙。", "0/2/2 第二节 审查", "0/2/2/4 第四条 丁。"],
        [],
        id="a law by chapters and sections",
    ),
    pytest.param(
        "（一）甲方面\n１．一件。\n２．两件。\n（二）乙方面\n",
        ["0/1 （一）甲方面", "0/1/1 １．一件。", "0/1/2 ２．两件。", "0/2 （二）乙方面"],
        [],
        id="full width",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected", "missing"), CASES)
def test_addresses(body: str, expected: list[str], missing: list[str]) -> None:
    notice = read_notice(HEAD + body)
    assert shape(notice) == expected
    assert lost(notice) == missing
    assert faults(notice) == []


def test_a_law_of_more_than_a_hundred_articles() -> None:
    digits = "零一二三四五六七八九"

    def article(n: int) -> str:
        hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
        text = ("一百" if hundreds else "") + (digits[tens] + "十" if tens else "零" if hundreds and ones else "")
        text = text.removeprefix("一") if text == "一十" else text
        return f"第{text}{digits[ones] if ones else ''}条 应当依法办理。"

    notice = read_notice("某某条例\n第一章 总则\n" + "\n".join(article(n) for n in range(1, 124)) + "\n")
    articles = [c for c in notice.clauses if c.kind == "article"]
    assert [c.address for c in articles] == [f"0/1/{n}" for n in range(1, 124)]
    assert articles[-1].marker == "第一百二十三条"
    assert articles[110].marker == "第一百一十一条"


@pytest.mark.parametrize(
    ("body", "problem", "kept"),
    [
        pytest.param("一、任务\n(一)甲\n(四)丁\n", "0/1 之下缺 (二)、(三)", "0/1/4 (四)丁", id="two sections missing"),
        pytest.param(
            "一、任务\n(一)甲\n1.一件。\n3.三件。\n", "0/1/1 之下缺 2.", "0/1/1/3 3.三件。", id="an item missing"
        ),
        pytest.param("一、甲\n三、丙\n", "0 之下缺 二、", "0/3 三、丙", id="a chapter missing"),
        pytest.param("二、乙\n三、丙\n", "0 之下缺 一、", "0/2 二、乙", id="the first chapter missing"),
        pytest.param(
            "一、任务\n前一段话。\n后一段话。\n(二)乙\n",
            "0/1 之下缺 (一)",
            "0/1/2 (二)乙",
            id="(二) after two paragraphs",
        ),
        pytest.param(
            "一、任务\n(一)甲\n)附带事项\n(二)乙\n", "“)附带事项”的编号脱落", "0/1/2 (二)乙", id="a bracket too many"
        ),
    ],
)
def test_what_cannot_be_proven_is_a_problem(body: str, problem: str, kept: str) -> None:
    notice = read_notice(HEAD + body)
    assert any(problem in half(sentence) for sentence in notice.problems), notice.problems
    assert faults(notice) == list(notice.problems)
    assert kept in shape(notice)
    assert lost(notice) == []
    assert uncovered(notice) == []


def test_title_lines_never_become_a_chapter() -> None:
    notice = read_notice("某县人民政府\n某县实施方案\n二、机制建设\n三、组织领导\n")
    assert shape(notice) == ["0/2 二、机制建设", "0/3 三、组织领导"]
    assert lost(notice) == []
    assert notice.problems


def test_unnumbered_text_belongs_to_the_clause_above_it() -> None:
    notice = read_notice(HEAD + "一、任务\n(一)甲方面\n一段话。\n又一段话。\n二、机制\n三句话。\n")
    assert notice.by_address["0/1/1"].text == "(一)甲方面\n一段话。\n又一段话。"
    assert notice.by_address["0/2"].text == "二、机制\n三句话。"
    assert notice.by_address["0/0"].text == "为推进工作,特制定本方案。"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("1.推动增收减负。突出就业导向。", "推动增收减负"),
        ("1.促进教育高质量发展", "促进教育高质量发展"),
        ("1.更新设备,补充配置电脑。(牵头单位:教育局)", "更新设备"),
        ("1.提高标准(试行)。", "提高标准"),
    ],
)
def test_titles(line: str, title: str) -> None:
    assert read_notice(f"{HEAD}一、任务\n{line}\n").by_address["0/1/1"].title == title
