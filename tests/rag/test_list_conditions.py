"""Conditions that a list cannot be kept to are declined, and never dropped in silence."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from rag.answer import Status
from rag.pipeline import Assistant
from tests.rag.contract import check, ids

YEARS = (
    "2024年科商工信局牵头的任务有哪些",
    "县发改局去年牵头哪些任务",
    "Which tasks does the Finance Bureau lead in 2026?",
)
DATES = (
    "县发改局牵头的12月底前完成的任务有哪些",
    "县财政局上半年要完成的任务列一下",
    "Which tasks does the Finance Bureau have to be done by the end of June?",
)
KEPT = ("2025年科商工信局牵头的任务有哪些", "县发改局今年牵头哪些任务", "县教育局牵头哪些任务")


@pytest.mark.parametrize("question", YEARS, ids=ids(["a year", "last year", "English"]))
def test_another_year_is_declined(question: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert (answer.status, answer.citations) == (Status.NOT_STATED, ())
    assert str(notice.year) in answer.answer


@pytest.mark.parametrize("question", DATES, ids=ids(["a month", "half a year", "English"]))
def test_a_date_by_which_is_declined(question: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert (answer.status, answer.citations) == (Status.NOT_STATED, ())
    offered = answer.answer.partition("可以问：“")[2].rstrip("”") or answer.answer.partition("You can ask: ")[2]
    assert assistant.answer(offered).status is Status.ANSWERED


@pytest.mark.parametrize("question", KEPT, ids=ids(["its own year", "this year", "no year"]))
def test_a_list_of_the_notice_s_own_year_is_given(question: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert answer.status is Status.ANSWERED
    assert len(answer.citations) > 3


@pytest.mark.parametrize(
    ("question", "words"),
    [("县民政局牵头的农村低保标准是多少", "485元/月"), ("县数据局牵头的“一网通办”率要达到多少", "90%")],
    ids=["a sum", "a share"],
)
def test_a_lead_that_is_told_is_not_what_is_asked(
    question: str, words: str, assistant: Assistant, notice: Notice
) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert answer.status is Status.ANSWERED
    assert words in answer.answer
