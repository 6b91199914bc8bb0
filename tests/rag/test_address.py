"""The ways in which people write an address, and what each of them means."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from corpus.text import fold
from rag.address import find_address, resolve
from rag.answer import Status
from rag.pipeline import Assistant
from tests.rag.contract import check, cited, ids

ONE = [
    ("附件3第二部分第(四)节第3项", "3/2/4/3"),
    ("附件三第二部分第四节第三项", "3/2/4/3"),
    ("附件3 二(四)3", "3/2/4/3"),
    ("附件3二、(四)3.", "3/2/4/3"),
    ("附件３二（四）３", "3/2/4/3"),
    ("附件（3）第二部分第（四）节第3项", "3/2/4/3"),
    ("附件 3 第 二 部分 第 四 节 第 3 项", "3/2/4/3"),
    ("《附件3》第二部分第四节第三条", "3/2/4/3"),
    ("第3个附件第二部分第四节第3点", "3/2/4/3"),
    ("第三号附件 二(四)3", "3/2/4/3"),
    ("5号附件 二(四)3", "5/2/4/3"),
    ("附件五三(二)", "5/3/2"),
    ("附件五第三部分第(二)节", "5/3/2"),
    ("附录2 二(一)1", "2/2/1/1"),
    ("附件7第15目", "7/2/1/5/15"),
    ("附件7第15项", "7/2/1/5/15"),
    ("附件7二(一)5(15)", "7/2/1/5/15"),
    ("附件七 二(一)5(15)", "7/2/1/5/15"),
    ("1/2/1/3", "1/2/1/3"),
    ("7/2/1/5/15", "7/2/1/5/15"),
    ("4/3", "4/3"),
    ("1/2/1/3 写了什么", "1/2/1/3"),
    ("附件4三", "4/3"),
    ("附件4第三部分", "4/3"),
    ("附件6", "6"),
    ("附件六", "6"),
    ("总体方案一", "0/1"),
    ("总体方案第二部分第(三)节", "0/2/3"),
    ("总体方案三(四)", "0/3/4"),
    ("附件4二(三)2", "4/2/3/2"),  # a section whose number the page lost
    ("附件4二(八)2", "4/2/8/2"),
    ("attachment 6, section (三), item 2", "6/2/3/2"),
    ("Attachment 6, Part 2, Section 3, Item 2", "6/2/3/2"),
    ("annex 3, part 2, section 4, item 3", "3/2/4/3"),
    ("Annex III, part II, section IV, item 3", "3/2/4/3"),
    ("attachment three, chapter two, section four, item three", "3/2/4/3"),
    ("attachment no. 7 sub-item 15", "7/2/1/5/15"),
    ("appendix 5 chapter 3 section 2", "5/3/2"),
    ("the overall plan, part 1", "0/1"),
    ("附件3二(四)3由谁牵头", "3/2/4/3"),
]


@pytest.mark.parametrize(("written", "address"), ONE, ids=ids(address for _, address in ONE))
def test_one_clause(written: str, address: str, notice: Notice) -> None:
    query = find_address(fold(written))
    assert query is not None
    assert [clause.address for clause in resolve(query, notice)] == [address]


@pytest.mark.parametrize(("written", "address"), ONE, ids=ids(address for _, address in ONE))
def test_answer_from_the_clause(written: str, address: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(written)
    check(answer, notice)
    assert answer.status is Status.ANSWERED
    assert cited(answer)[0] == address


SHORT_OF_A_LEVEL = [
    ("附件1第2项", {"1/2/1/2", "1/2/2/2", "1/2/3/2"}),
    ("附件5第(二)节", {"5/2/2", "5/3/2"}),
    ("Attachment five, section (二)", {"5/2/2", "5/3/2"}),
    ("第二部分第(四)节第3项", {"1/2/4/3", "2/2/4/3", "3/2/4/3", "4/2/4/3", "5/2/4/3", "6/2/4/3", "7/2/4/3"}),
]


@pytest.mark.parametrize(("written", "meant"), SHORT_OF_A_LEVEL, ids=ids(len(meant) for _, meant in SHORT_OF_A_LEVEL))
def test_ambiguous(written: str, meant: set[str], assistant: Assistant, notice: Notice) -> None:
    existing = {address for address in meant if notice.get(address)}
    assert len(existing) > 1
    query = find_address(fold(written))
    assert query is not None
    assert {clause.address for clause in resolve(query, notice)} == existing
    answer = assistant.answer(written)
    check(answer, notice)
    assert answer.status is Status.CLARIFY
    assert {c.address for c in answer.related} <= existing
    assert answer.related
    for address in existing:  # the candidates are shown for choice
        assert notice.short(notice.by_address[address]).split()[-1] in answer.answer


MISSING = [
    "附件8",
    "附件0第九部分",
    "附件12第3项",
    "附件3二(九)1",
    "附件3二(四)33",
    "附件7第29目",
    "附件1第七部分",
    "9/1/1",
    "1/2/1/99",
    "附件2三(一)",
    "attachment 8",
    "Attachment 3, part 9",
]


@pytest.mark.parametrize("written", MISSING, ids=ids("missing" for _ in MISSING))
def test_no_such_clause(written: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(written)
    check(answer, notice)
    assert answer.status is Status.NO_SUCH_CLAUSE
    assert answer.citations == ()


@pytest.mark.parametrize("clause_kind", ["chapter", "section", "item", "subitem"])
def test_every_clause_is_found_by_the_address_shown(clause_kind: str, notice: Notice) -> None:
    """What an answer shows ("附件1 二(一)3") can be typed back, and so can the slashed form."""
    clauses = [c for c in notice.clauses if c.kind == clause_kind]
    assert clauses
    for clause in clauses:
        for written in (notice.short(clause), clause.address):
            query = find_address(fold(written))
            assert query is not None, written
            assert [c.address for c in resolve(query, notice)] == [clause.address], written


NOT_AN_ADDRESS = [
    "农村低保最低多少钱",
    "第一产业增加值增长多少",
    "前3项重点工作",
    "2025/6/12发布了什么",
    "二季度",
    "section",
    "附件",
]


@pytest.mark.parametrize("text", NOT_AN_ADDRESS, ids=ids("no address" for _ in NOT_AN_ADDRESS))
def test_not_an_address(text: str) -> None:
    assert find_address(fold(text)) is None
