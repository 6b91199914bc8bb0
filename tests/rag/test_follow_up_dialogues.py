"""Whole conversations with the assistant: status, what is cited and what is said, turn by turn."""

from __future__ import annotations

import pytest

from rag.answer import Status, Turn
from rag.pipeline import Assistant
from tests.rag.contract import check, cited
from tests.rag.conversation import converse

ANSWERED, PARTIAL, NOT_STATED = Status.ANSWERED, Status.PARTIAL, Status.NOT_STATED
CLARIFY, OUT, TALK = Status.CLARIFY, Status.OUT_OF_SCOPE, Status.SMALL_TALK

# turns: (what is said, status, first address cited, words of the answer)
DIALOGUES: dict[str, list[tuple[str, Status, str, str]]] = {
    "siblings of one sentence": [
        ("农村低保标准是多少", ANSWERED, "7/2/1/5/15", "485元"),
        ("城市的呢", ANSWERED, "7/2/1/5/15", "740元"),
        ("集中供养的孤儿呢", ANSWERED, "7/2/1/5/15", "1700元"),
        ("那去年呢", NOT_STATED, "", ""),
        ("残疾人补贴呢", ANSWERED, "7/2/1/5/15", "100元"),
        ("油菜呢", NOT_STATED, "", ""),
    ],
    "figures of one clause": [
        ("生猪出栏多少", ANSWERED, "2/2/2/3", "60万头"),
        ("那蔬菜的面积呢", ANSWERED, "2/2/2/3", "22.5万亩"),
        ("出口货值呢", ANSWERED, "2/2/2/3", "45亿元"),
        ("这一条归谁", ANSWERED, "2/2/2/3", "县农业农村局"),
    ],
    "in English": [
        ("What is the urban minimum living allowance?", ANSWERED, "7/2/1/5/15", "740"),
        ("and rural?", ANSWERED, "7/2/1/5/15", "485"),
        ("who leads that?", ANSWERED, "7/2/1/5/15", "县民政局"),
        ("how do I apply?", NOT_STATED, "", ""),
        ("No, I meant orphans", NOT_STATED, "", ""),
        ("the next one", ANSWERED, "7/2/1/5/16", "残疾人"),
    ],
    "traditional": [
        ("農村低保標準是多少?", ANSWERED, "7/2/1/5/15", "485元"),
        ("誰牽頭", ANSWERED, "7/2/1/5/15", "縣民政局"),
        ("電話呢", NOT_STATED, "", ""),
        ("下一條講甚麼", ANSWERED, "7/2/1/5/16", "残疾人"),
    ],
    "details that are not stated": [
        ("创业担保贷款归哪个牵头", ANSWERED, "7/2/1/2/6", "县人社局"),
        ("怎么申请", NOT_STATED, "", ""),
        ("利息几厘", NOT_STATED, "", ""),
        ("贷款期限多长", NOT_STATED, "", ""),
        ("要带什么材料", NOT_STATED, "", ""),
        ("电话", NOT_STATED, "", ""),
        ("原文怎么写的", ANSWERED, "7/2/1/2/6", "创业担保贷款"),
    ],
    "no figure of another matter": [
        ("How many sports events will be held?", ANSWERED, "1/2/1/4", "10"),
        ("when?", NOT_STATED, "", ""),
        ("how much will it cost?", NOT_STATED, "", ""),
        ("who leads that?", ANSWERED, "1/2/1/4", "led by"),
    ],
    "neighbours": [
        ("重污染天气怎么防", ANSWERED, "7/2/4/2", ""),
        ("前面那条讲什么", ANSWERED, "7/2/4/1", "夏季攻势"),
        ("后两条", ANSWERED, "7/2/4/2", "碧水"),
        ("这一节最后一条", ANSWERED, "7/2/4/4", "固体废物"),
        ("上一条谁牵头", ANSWERED, "7/2/4/3", "市生态环境局新田分局"),
    ],
    "another attachment": [
        ("一网通办达到多少", ANSWERED, "7/2/1/7/19", "90%"),
        ("附件5里是多少", ANSWERED, "5/1", "90%"),
        ("附件2里提到没有", NOT_STATED, "", ""),
    ],
    "whole attachments": [
        ("附件5讲了什么", ANSWERED, "5", ""),
        ("附件6呢", ANSWERED, "6", "安全强基固本"),
        ("它的专班办公室在哪", ANSWERED, "6/3", ""),
    ],
    "task forces": [
        ("产业攻坚专班办公室设在哪", ANSWERED, "2/3", "县科商工信局"),
        ("我打错了,是民生专班", ANSWERED, "7/3", "县人社局"),
        ("召集人呢", ANSWERED, "7/3", "副主任"),
        ("成员单位", ANSWERED, "7/3", "县教育局"),
    ],
    "lists and their rows": [
        ("县教育局牵头什么", ANSWERED, "4/2/4/1", "4 项"),
        ("只看附件7的", ANSWERED, "7/2/1/1/1", "3 项"),
        ("这项工作谁牵头", CLARIFY, "", "第二条"),
        ("第二条讲什么", ANSWERED, "7/2/1/1/2", ""),
        ("谁牵头", ANSWERED, "7/2/1/1/2", "县教育局"),
        ("回到刚才的清单", ANSWERED, "7/2/1/1/1", "3 项"),
        ("不对，我问的是卫健局", ANSWERED, "7/2/1/3/7", "县卫健局"),
        ("它的电话呢", NOT_STATED, "", ""),
    ],
    "a body and its pronoun": [
        ("夏季攻势盯着哪些问题", ANSWERED, "7/2/4/1", ""),
        ("谁负责", ANSWERED, "7/2/4/1", "市生态环境局新田分局"),
        ("它还牵头什么", ANSWERED, "7/2/4/1", "4 项"),
        ("这个局电话", NOT_STATED, "", ""),
    ],
    "back to an earlier matter": [
        ("城市低保标准是多少", ANSWERED, "7/2/1/5/15", "740元"),
        ("粮食播种面积多少", ANSWERED, "2/2/2/3", "46.3万亩"),
        ("谢谢", TALK, "", ""),
        ("明天长沙下不下雨", OUT, "", ""),
        ("那大豆呢", ANSWERED, "2/2/2/3", "6.5万亩"),
        ("再回到刚才的低保，农村的是多少", ANSWERED, "7/2/1/5/15", "485元"),
        ("谁牵头", ANSWERED, "7/2/1/5/15", "县民政局"),
    ],
    "a new subject inherits nothing": [
        ("城市低保标准是多少", ANSWERED, "7/2/1/5/15", "740元"),
        ("消防站建在哪", ANSWERED, "7/2/1/8/20", "五柳塘村"),
        ("这个归谁牵头", ANSWERED, "7/2/1/8/20", "县消防救援大队"),
        ("红烧肉怎么做好吃", OUT, "", ""),
    ],
    "a goal has no lead and its matter has": [
        ("固投增速目标", ANSWERED, "1/1", "8%"),
        ("哪个局负责", ANSWERED, "2/2/4/1", "县发改局"),
    ],
    "the right year after a wrong one": [
        ("2027年农村低保标准是多少？", NOT_STATED, "", ""),
        ("那城市呢", NOT_STATED, "", ""),
        ("今年农村低保标准是多少", ANSWERED, "7/2/1/5/15", "485元"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("turns", DIALOGUES.values(), ids=DIALOGUES.keys())
def test_dialogue(turns: list[tuple[str, Status, str, str]], assistant: Assistant) -> None:
    answers = converse(assistant, *(said for said, *_ in turns))
    found = [(a.status, (cited(a) or [""])[0]) for a in answers]
    assert found == [(status, address) for _, status, address, _ in turns]
    for answer, (_, _, _, words) in zip(answers, turns, strict=True):
        assert words in answer.answer


SIBLINGS = [
    ("农村低保标准是多少", "城市的呢", "485元"),
    ("城市低保标准是多少", "农村的呢", "740元"),
    ("大豆种多少亩", "蔬菜呢", "6.5万亩"),
]


@pytest.mark.parametrize(("first", "then", "wrong"), SIBLINGS, ids=["urban", "rural", "vegetables"])
def test_a_sibling_s_figure_is_not_repeated(first: str, then: str, wrong: str, assistant: Assistant) -> None:
    assert wrong not in converse(assistant, first, then)[-1].answer


def test_a_declined_detail_offers_the_clause(assistant: Assistant) -> None:
    *_, last = converse(assistant, "创业担保贷款归哪个牵头", "怎么申请")
    assert [c.address for c in last.related] == ["7/2/1/2/6"]
    assert "创业担保贷款" in (last.standalone_question or "")


@pytest.mark.parametrize(
    "turn", ["那农村的呢？", "下一条", "谁牵头", "原文怎么写的"], ids=["rural", "next", "who", "text"]
)
def test_what_is_shown_can_be_asked_by_itself(turn: str, assistant: Assistant) -> None:
    """The stand-alone question, asked afresh, has the same answer: no other knowledge of the turns before is used."""
    *_, last = converse(assistant, "城市低保标准是多少", turn)
    again = assistant.answer(last.standalone_question or "")
    assert (again.status, again.answer) == (last.status, last.answer)


def test_a_client_that_sends_no_related_clauses_is_understood(assistant: Assistant) -> None:
    first = assistant.answer("城市低保标准是多少")
    old = Turn(
        "城市低保标准是多少", first.standalone_question or "", first.status, tuple(c.id for c in first.citations)
    )
    answer = assistant.answer("那农村的呢", [old])
    check(answer, assistant.notice)
    assert "485元" in answer.answer
