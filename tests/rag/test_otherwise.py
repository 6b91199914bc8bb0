"""Turns that the rules of a follow-up leave unanswered or take elsewhere, and what their other readings make of them."""

from __future__ import annotations

import pytest

from rag.answer import Status
from rag.pipeline import Assistant
from tests.rag.conversation import converse

OF_THE_MATTER = {
    "a verb stands for the crop": (("烤烟今年种多少亩", "收的话打算收几多"), "2/2/2/3", "11万担"),
    "of whom it speaks": (("老人没人煮饭,有没有吃饭的点", "能不能有人到屋里来照看"), "7/2/1/4/14", "上门"),
    "the money of a case": (
        ("重大非法集资案子由哪些单位来办", "老百姓的钱追得回来吗,怎么要求的"),
        "6/2/2/7",
        "应追尽追",
    ),
    "who sits on it": (("安全强基固本专班谁当召集人", "它办公室放在哪个局", "里面有信访的人吗"), "6/3", "信访局"),
    "a correction in other words": (("城里低保一个月发多少", "说错咯,我是想打听孤儿的"), "7/2/1/5/15", "1200元"),
    "a body among those of the clause": (
        ("公务用车新能源占比提多少", "责任单位里有没有青云集团"),
        "1/2/1/2",
        "青云集团",
    ),
    "how far it is checked": (("生命起点那个行动是做什么的", "要查到百分之多少"), "7/2/1/3/8", "100%"),
}
OF_ITS_OWN = {
    "another reform": (("零基预算改革谁牵头", "机器管招投标那项改革呢"), "4/2/2/4", "县发改局"),
    "a figure after a lead": (("夏季攻势牵头单位", "国考断面水质指标"), "7/2/4/3", "100%"),
    "another attachment's chapter": (
        ("What does chapter 3 of attachment 6 say?", "And the same chapter in attachment 3?"),
        "3/3",
        "",
    ),
    "back to what was named": (
        ("对非重点出访哪几个国家", "240小时过境免签谁牵头", "再回到出访那条,又是哪个牵头"),
        "4/2/7/3",
        "县科商工信局",
    ),
    "back to the very first": (
        ("智能工位培育多少个", "燃气管道改造牵头", "回到最开头那个,智能产线呢"),
        "2/2/2/1",
        "3条",
    ),
}
# The clause before says nothing of these, however near its title brings it.
NOT_OF_IT = [
    ("附件7二(一)5(15)", turn) for turn in ("红烧肉怎么做好吃", "今晚吃什么", "狗要不要打疫苗", "股市会涨吗", "门票贵不贵", "外地人可以领吗")
] + [("烤烟今年种多少亩", turn) for turn in ("有没有补贴", "可以贷款吗", "要不要交税", "烟草局的人凶不凶")] + [
    ("润兴城要打造成什么", turn) for turn in ("房租贵不贵", "有没有电影院", "厕所干净不", "要不要门票", "小孩能进去玩吗")
]  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "address", "words"), (OF_THE_MATTER | OF_ITS_OWN).values(), ids=(OF_THE_MATTER | OF_ITS_OWN).keys()
)
def test_another_reading_answers(turns: tuple[str, ...], address: str, words: str, assistant: Assistant) -> None:
    answer = converse(assistant, *turns)[-1]
    assert address in [citation.address for citation in answer.citations]
    assert words in answer.answer


@pytest.mark.parametrize(("before", "turn"), NOT_OF_IT, ids=[turn for _, turn in NOT_OF_IT])
def test_what_the_matter_does_not_state_stays_declined(before: str, turn: str, assistant: Assistant) -> None:
    answer = converse(assistant, before, turn)[-1]
    assert answer.status in (Status.NOT_STATED, Status.OUT_OF_SCOPE)
    assert not answer.citations


def test_a_declined_detail_belongs_to_the_matter_before(assistant: Assistant) -> None:
    answer = converse(assistant, "山里头没信号,会来建基站吗", "我们村排到什么时候")[-1]
    assert answer.status is Status.NOT_STATED
    assert [c.address for c in answer.related] == ["7/2/1/10/26"]
