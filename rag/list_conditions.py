"""Conditions that no list of the notice's tasks can be kept to: another year, a date by which. A list without the condition
would pass for one with it, so the condition is declined and what can be asked is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.clause import Notice
from rag.answer import Status
from rag.draft import Draft, Line
from rag.list_bodies import mentions
from rag.list_phrases import phrase
from rag.list_query import Kind, ListQuery
from rag.list_question import read_lists
from rag.question import Question, read
from rag.years import years_asked

_LEADS = re.compile("(?:来)?(?:牵头|主抓|负责|主管)(?:实施|推进|落实|做|抓|建设)?的")
_ASKS_WHO = re.compile("谁|哪(?:个|些|几|家).{0,2}(?:局|单位|部门)|牵头|配合|责任单位")
_HAN = re.compile("[\u3400-\u9fff]")
_MATTER = 6  # characters: a matter and what is asked of it
_OF_A_YEAR = (Kind.TASKS, Kind.LEADERLESS, Kind.RANKING, Kind.COUNTS)
_BY_DATE = re.compile(
    r"(?:要|须|需|应该?)?(?:在|于|到)?(?:(?<!\d)(?:1[0-2]|[1-9])|十[一二]?|[一二三四五六七八九])月(?:份|底|末|中旬|初|上旬|下旬)?(?:之?前|以前|内)?(?:要|须|必须|得|该)?(?:完成|办结|办完|到期|交|做完|落实)?的?"
    r"|(?:第?[一二三四1-4]|本|下)季度(?:末|内|前)?(?:要)?(?:完成)?的?|[上下]半年(?:要)?(?:完成)?的?|年底(?:之)?前(?:要)?(?:完成)?的?|逾期未?(?:完成)?的?|超期的?|快到期的?"
    r"|\b(?:due |to be (?:done|finished|completed) |finished |completed )?(?:by|before) (?:the end of )?(?:january|february|march|april|may|june|july|august|september|october|november|december|the year|q[1-4])\b",
    re.IGNORECASE,
)


def without_its_lead(question: Question) -> Question | None:
    """ "县民政局牵头的低保标准是多少" → "低保标准是多少": who leads is told, and the matter is asked. None for any other
    question."""
    for _, end, _ in mentions(question.folded):
        told = _LEADS.match(question.folded, end)
        rest = question.folded[told.end() :] if told else ""
        if len(_HAN.findall(rest)) >= _MATTER and not _ASKS_WHO.search(rest):
            return read(rest)
    return None


def beyond(question: Question, found: Sequence[ListQuery], notice: Notice) -> Draft | None:
    """The draft for a list that is asked for another year or by a date, None for any other question. found: the lists that
    the question asks for as it stands."""
    english = question.english
    years = sorted(year for year in years_asked(question, notice) if year != notice.year)
    if found and found[0].kind in _OF_A_YEAR and years:
        said = ", ".join(map(str, years)) if english else "、".join(f"{year}年" for year in years)
        text = (
            f"The notice sets tasks for {notice.year} and has none for {said}."
            if english
            else f"公告安排的是{notice.year}年的任务，没有{said}的。"
        )
        return Draft(Status.NOT_STATED, (Line(text),))
    if found or not _BY_DATE.search(question.text):
        return None
    undated = read_lists(read(_BY_DATE.sub("", question.text)), notice)
    if len(undated) != 1 or undated[0].kind is not Kind.TASKS or undated[0].terms:
        return None
    asked = phrase(undated[0], notice, english=english)
    text = (
        f"The notice does not say by when each task has to be done. You can ask: {asked}"
        if english
        else f"公告没有逐项写明任务的完成时限，不能按时限列出。可以问：“{asked}”"
    )
    return Draft(Status.NOT_STATED, (Line(text),))
