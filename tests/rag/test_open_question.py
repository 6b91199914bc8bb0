"""Open questions: the figure that is asked for and no other, half answers said to be half, two clauses where it is a toss-up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.clause import Notice
from corpus.text import fold
from rag.answer import Status
from rag.answerable import claims_a_figure
from rag.extract import figures_for, other_kind
from rag.known import known
from rag.pipeline import Assistant
from rag.question import read
from rag.years import other_year
from tests.rag.contract import check, cited, ids

JOINT = [
    "用地、用工、供电要素支撑由哪个局牵头?",
    "附件6二(一)8谁牵头?",
    "Who is the lead agency against illegal fund-raising?",
]


@pytest.mark.parametrize("question", JOINT, ids=["open", "address", "English"])
def test_a_joint_responsibility_is_half_an_answer_to_who_leads(
    question: str, assistant: Assistant, notice: Notice
) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert answer.status is Status.PARTIAL
    assert "没有写明牵头单位" in answer.answer or "names no lead" in answer.answer


def test_a_joint_responsibility_answers_who_is_responsible(assistant: Assistant) -> None:
    answer = assistant.answer("病险水库治理由哪几个部门负责?")
    assert answer.status is Status.ANSWERED
    assert "县水利局" in answer.answer


def test_another_indicator_is_never_told_instead(assistant: Assistant) -> None:
    for question in ("全年GDP增速目标是百分之几?", "民间投资增长多少?", "今年烤烟收购一斤给多少钱?"):
        answer = assistant.answer(question)
        assert "蔬菜出口货值：" not in answer.answer
        assert "固定资产投资增长：" not in answer.answer
        assert "第一产业增加值增长：" not in answer.answer


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("民营资本在整个投资盘子里的份额,底线划在多少?", "65%"),
        ("园区每亩地缴的税,同比要多多少", "8%"),
        ("种菜的卖到国外一年要卖多少钱", "45亿元"),
    ],
    ids=["share", "growth", "lay words"],
)
def test_the_figure_in_other_words(question: str, figure: str, assistant: Assistant) -> None:
    answer = assistant.answer(question)
    assert answer.status is Status.ANSWERED
    assert figure in answer.answer


def test_a_clause_without_a_rendering_is_known_by_its_own_words(assistant: Assistant, notice: Notice) -> None:
    bare = replace(notice.by_address["1/1"], id="x/1", address="x/1")
    assert known(bare, assistant.retriever).texts == ()
    question = read("固投要涨几个点")
    hit = replace(assistant.retriever.rank(question)[0], clause=bare)
    assert figures_for(question, [hit], assistant.retriever)[0].figure.text == "8%"


def test_a_figure_is_known_by_what_the_renderings_call_it(assistant: Assistant, notice: Notice) -> None:
    clause = notice.by_address["2/2/2/3"]
    other = known(clause, assistant.retriever)
    pigs = next(f for f in clause.figures if f.text == "60万头")
    held = [other.texts[i] for i in other.of_figure(pigs)]
    assert any("600,000 pigs" in text for text in held)
    assert any("60万头" in fold(text) for text in held)
    assert all("45亿元" not in text and "4.5 billion" not in text for text in held)
    assert other.vectors.shape[0] == len(other.texts)
    assert known(clause, assistant.retriever).texts == other.texts


@pytest.mark.parametrize(
    ("question", "subject", "expected"),
    [
        ("要涨几个点", "民间投资占全部投资的比重", True),
        ("占多大比例", "固定资产投资增长", True),
        ("要涨几个点", "固定资产投资增长", False),
        ("占比提高多少", "固定资产投资增长", False),
    ],
    ids=["growth", "share", "same", "both"],
)
def test_growth_is_not_a_share(question: str, subject: str, expected: bool, notice: Notice) -> None:
    figure = next(f for f in notice.by_address["1/1"].figures if f.subject == subject)
    assert other_kind(read(question), figure) is expected


def test_figures_of_the_unit_asked_for(assistant: Assistant) -> None:
    question = read("今年种多少亩烤烟")
    found = figures_for(question, assistant.retriever.rank(question)[:3], assistant.retriever)
    assert found
    assert all("亩" in f.figure.unit for f in found)
    assert found[0].figure.text == "4.3万亩"


def test_lost_words_that_are_no_amount_make_no_half_answer(assistant: Assistant) -> None:
    assert assistant.answer("PM2.5年均浓度要压到每立方米多少微克?").status is Status.NOT_STATED


CLAIMS = [
    ("奖励企业5万元的那条在第几条", True),
    ("投资5000万以上的项目写在哪", False),
    ("科技型中小企业入库100家是哪条", False),
    ("我家有5万元存款,低保能领吗", False),
]


@pytest.mark.parametrize(("text", "expected"), CLAIMS, ids=ids("absent" if absent else "fine" for _, absent in CLAIMS))
def test_a_figure_that_is_nowhere_stated(text: str, expected: bool, notice: Notice) -> None:
    assert claims_a_figure(read(text), notice) is expected


def test_a_past_year_that_is_told_of_is_not_asked_about(notice: Notice) -> None:
    clause = notice.by_address["5/2/5/3"]
    assert not other_year(read("前年给乡政府铺路,钱拖到现在不给"), notice, clause)
    assert other_year(read("前年清了多少拖欠款"), notice, clause)
    assert other_year(read("去年的工作任务有哪些"), notice, clause)


def test_two_clauses_are_quoted_where_either_may_be_meant(assistant: Assistant) -> None:
    """The odds decide: where the second clause is far behind, it is not quoted."""
    clear = read("新生儿疾病筛查是不是免费")
    first, second = assistant.retriever.rank(clear)[:2]
    answer = assistant.answer(clear.text)
    assert answer.status is Status.ANSWERED
    assert len(cited(answer)) == (2 if second.score >= 0.4 * first.score else 1)


def test_the_choice_between_two_bodies_is_no_list(assistant: Assistant) -> None:
    answer = assistant.answer("医改到底是医保局牵头还是卫健局牵头?")
    assert answer.status is Status.ANSWERED
    assert cited(answer) == ["4/2/4/2"]
    assert "县卫健局" in answer.answer


def test_a_task_force_that_is_none_of_the_seven(assistant: Assistant) -> None:
    answer = assistant.answer("招商专班由哪四方构成")
    assert cited(answer) == ["2/2/1/3"]
