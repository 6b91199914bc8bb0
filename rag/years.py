"""The years that a question is about."""

from __future__ import annotations

import re

from corpus.clause import Clause, Notice
from rag.places import asked_part
from rag.question import Question, Want

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:\s*年)?")
_RELATIVE_YEARS = {
    "明年": 1,
    "下一年": 1,
    "next year": 1,
    "后年": 2,
    "去年": -1,
    "上年": -1,
    "last year": -1,
    "前年": -2,
}
# What is asked of a year, as against what is told of it.
_OF_A_YEAR = (Want.AMOUNT, Want.DEADLINE, Want.PROGRESS, Want.SHARE)
_YEARS_OWN = re.compile(
    "(?:去年|前年|上年)(?:全年|度)?的?[^,，。的]{0,6}(?:计划|方案|目标|任务|指标|标准|公告|情况|完成)|last year's"
)
_ASKS = re.compile("几|多少|好多|哪|谁|什么|啥|怎么|吗|没有?$|how |what |which |who |when ")
_SHORT = 6  # characters of a part that tells nothing by itself: "明年呢,社零目标是多少"
_MORE_THAN = re.compile("(?:比|较|在)(?:去年|上年|前年|上一年)|(?:than|over|from|against) (?:the )?last year")


def other_year(question: Question, notice: Notice, clause: Clause) -> bool:
    """Whether a question is about a year that neither the notice nor the clause is about. A past year in which only
    something happened ("前年铺的路,钱拖到现在") is not what is asked for."""
    return any(year != notice.year and f"{year}年" not in clause.text for year in years_asked(question, notice))


def years_asked(question: Question, notice: Notice) -> set[int]:
    """The years that a question is about, by number or as "last year"; empty for a notice of no year."""
    if notice.year is None:
        return set()
    *told_before, asked = asked_part(question).split(",")
    if told_before and not _ASKS.search(asked) and _ASKS.search(told_before[-1]):
        asked = told_before.pop()  # "去年认定了几家,我写总结要用"
    # "比去年涨多少" is asked of this year; "老板讲明年结,…" tells something and asks something else
    folded = _MORE_THAN.sub(" ", ",".join([*(part for part in told_before if len(part) <= _SHORT), asked]))
    told = not question.wants_any(*_OF_A_YEAR) and not _YEARS_OWN.search(folded)
    steps = {step for word, step in _RELATIVE_YEARS.items() if word in folded and not (told and step < 0)}
    return {int(y) for y in _YEAR.findall(question.folded)} | {notice.year + step for step in steps}
