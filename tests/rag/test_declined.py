"""What is said when the notice does not state what is asked: what is missing, and whom one could ask."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from corpus.clause import Notice
from corpus.departments import Gazetteer
from rag.answer import Status
from rag.declined import not_stated
from rag.draft import finish
from rag.pipeline import Assistant
from rag.question import Question, Want, read
from tests.rag.contract import check, ids

LED, SHARED, NONE = "4/2/2/3", "2/2/1/1", "0/1"


def asked(text: str, *wants: Want) -> Question:
    return replace(read(text), wants=wants or (Want.TEXT,))


def said(question: Question, notice: Notice, *nearest: str) -> tuple[str, ...]:
    draft = not_stated(question, tuple(notice.by_address[a] for a in nearest), notice)
    assert draft.status is Status.NOT_STATED
    assert not any(line.evidence for line in draft.lines)  # it cites nothing
    return tuple(line.text for line in draft.lines)


MISSING = [
    (Want.PHONE, "联系电话", "telephone"),
    (Want.PERSON, "具体名称", "names"),
    (Want.PROGRESS, "完成情况", "results"),
    (Want.SHARE, "分到", "divided"),
    (Want.PENALTY, "处罚", "penalties"),
    (Want.PROCEDURE, "怎样办理", "how to apply"),
    (Want.DEADLINE, "时间", "a date"),
    (Want.PLACE, "地点", "a place"),
    (Want.REASON, "原因", "a reason"),
    (Want.LEAD, "由哪个单位负责", "in charge"),
    (Want.PARTIES, "参与", "take part"),
    (Want.AMOUNT, "所问的数", "figure"),
    (Want.TEXT, "这一点", "this"),
]


@pytest.mark.parametrize(("want", "chinese", "english"), MISSING, ids=[row[0].value for row in MISSING])
def test_what_is_missing_is_said(want: Want, chinese: str, english: str, notice: Notice) -> None:
    (sentence,) = said(asked("农村低保", want), notice)
    assert sentence.startswith("公告没有写明")
    assert chinese in sentence
    (sentence,) = said(asked("What of the allowance?", want), notice)
    assert sentence.startswith("The notice does not state")
    assert english in sentence


def test_the_most_telling_is_said(notice: Notice) -> None:
    (sentence,) = said(asked("低保", Want.AMOUNT, Want.PHONE), notice)
    assert "联系电话" in sentence
    assert "所问的数" not in sentence


def test_every_want_has_a_sentence(notice: Notice) -> None:
    for want in Want:
        for text in ("农村低保", "What of the allowance?"):
            assert all(said(asked(text, want), notice, LED))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2031年的低保标准", ("2025", "2031")),
        ("The allowance in 2031?", ("2025", "2031")),
        ("明年低保", ("2025", "2026")),
    ],
    ids=["Chinese", "English", "next year"],
)
def test_another_year(text: str, years: tuple[str, ...], notice: Notice) -> None:
    (sentence,) = said(asked(text, Want.AMOUNT), notice)
    assert all(year in sentence for year in years)


def test_the_notices_own_year_is_no_other(notice: Notice) -> None:
    (sentence,) = said(asked("2025年的低保标准", Want.AMOUNT), notice)
    assert "所问的数" in sentence


# -- whom one could ask


def test_the_body_that_leads(notice: Notice) -> None:
    _, ask = said(asked("信用"), notice, LED, SHARED)
    assert ask.startswith("可以向县数据局了解")
    assert "附件4 二(二)3" in ask
    assert "牵头的单位" in ask
    _, ask = said(asked("What of credit?"), notice, LED)
    assert "(县数据局)" in ask
    assert "leads" in ask
    assert "Attachment 4" in ask


def test_one_of_those_that_share(notice: Notice) -> None:
    shared = next(c for c in notice.clauses if c.parties and not c.lead)
    _, ask = said(asked("这件事"), notice, shared.address)
    assert f"可以向{shared.parties[0]}了解" in ask
    assert "之一" in ask
    assert "牵头" not in ask.partition("，它是")[2].rpartition("》")[2]
    _, ask = said(asked("What of it?"), notice, shared.address)
    assert "shares" in ask


@pytest.mark.parametrize("nearest", [(), (NONE,), (NONE, LED)], ids=["no clause", "no body", "a body further off"])
def test_nobody_is_named(nearest: tuple[str, ...], notice: Notice) -> None:
    assert not notice.by_address[NONE].responsible
    assert len(said(asked("这件事"), notice, *nearest)) == 1


def test_the_nearest_are_offered(notice: Notice) -> None:
    nearest = tuple(notice.clauses[20:28])
    draft = not_stated(asked("这件事"), nearest, notice)
    assert draft.related == nearest[:3]
    assert finish(draft, notice, "zh", "这件事").citations == ()


def test_traditional_characters(notice: Notice) -> None:
    draft = not_stated(asked("農村低保電話", Want.PHONE), (notice.by_address["7/2/1/5/15"],), notice)
    answer = finish(draft, notice, "zh-Hant", "農村低保電話")
    assert "公告沒有寫明聯繫電話" in answer.answer
    assert "可以向縣民政局" in answer.answer


def test_of_every_clause(notice: Notice) -> None:
    """Whatever is nearest: bodies that the clause names, and no digit but those of its address and heading."""
    names = {body.name for body in Gazetteer.load().bodies}
    for clause in notice.clauses:
        lines = said(asked("这件事", Want.PHONE), notice, clause.address)
        assert (len(lines) == 2) == bool(clause.responsible)
        if len(lines) == 2:
            asked_of = lines[1].removeprefix("可以向").partition("了解，")[0].split("、")
            assert set(asked_of) <= names & set(clause.responsible)


PHONES = [
    "县民政局的电话是多少",
    "低保找谁,联系方式给一个",
    "What is the telephone number of the Civil Affairs Bureau?",
]


@pytest.mark.parametrize("text", PHONES, ids=ids("phone" for _ in PHONES))
def test_no_telephone_is_ever_given(text: str, assistant: Assistant, notice: Notice) -> None:
    """The page has one at its foot, which is for the page."""
    answer = assistant.answer(text)
    check(answer, notice)
    assert answer.citations == ()
    assert re.search(r"\d{3,4}-\d{7,8}", notice.source)
    assert not re.search(r"\d{5}", answer.answer)
