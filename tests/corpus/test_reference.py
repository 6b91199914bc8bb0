"""How an official document refers to a clause: distinct everywhere, and read back as the same clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.clause import Notice
from corpus.parse import read_notice
from corpus.reference import bare, document, reference_to, where

DOCUMENTS = [
    *sorted((Path(__file__).parent / "documents").glob("*.txt")),
    # The files of one's own that a checkout may have beside it.
    *sorted((Path(__file__).parents[2] / "shared" / "notices").glob("*.txt")),
]
PLAN = "《新田县实施“七大攻坚”总体方案》（送审稿）"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("0", ""),
        ("0/0", "前言"),
        ("0/1", "第一部分"),
        ("0/2/7", "第二部分（七）"),
        ("3", "附件3"),
        ("3/0", "附件3前言"),
        ("1/2", "附件1第二部分"),
        ("1/2/1", "附件1第二部分（一）"),
        ("1/2/1/3", "附件1第二部分（一）第3项"),
        ("7/2/1/5/15", "附件7第二部分（一）第5项第（15）目"),
        ("page", "网页页首信息"),
    ],
)
def test_the_notice(notice: Notice, address: str, said: str) -> None:
    clause = notice.page if address == "page" else notice.get(address)
    assert clause is not None
    assert reference_to(notice, clause) == PLAN + said


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem[:20])
def test_every_clause_has_a_reference_of_its_own(path: Path) -> None:
    assert_distinct(read_notice(path.read_text("utf-8")))


def test_every_clause_of_the_notice_has_one_of_its_own(notice: Notice) -> None:
    assert_distinct(notice)


def assert_distinct(notice: Notice) -> None:
    said = [reference_to(notice, clause) for clause in notice.clauses]
    assert len(set(said)) == len(notice.clauses)
    assert all(one.startswith(document(notice)) for one in said)
    places = [where(notice, clause) for clause in notice.clauses]
    assert not [place for place in places if set(place) & set("()、. ")]


LAW = """某市某某条例

第一章 总则

第一条 为了规范某某，制定本条例。

第二条 下列情形之一的，适用本条例：

（一）甲；

（二）乙。

第二章 附则

第三条 本条例自发布之日起施行。
"""


def test_articles_are_called_by_their_number() -> None:
    law = read_notice(LAW)
    assert [where(law, clause) for clause in law.clauses if clause.kind != "attachment"] == [
        "第一章", "第一条", "第二条", "第二条第（一）项", "第二条第（二）项", "第二章", "第三条",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("关于印发《某某规则》的通知", "关于印发〈某某规则〉的通知"),
        ("关于印发《某某规则》", "关于印发〈某某规则〉"),
        ("《某某规则》", "某某规则"),
        ("某某规则", "某某规则"),
    ],
)
def test_titles_within_titles(title: str, said: str) -> None:
    assert bare(title) == said
