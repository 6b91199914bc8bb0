"""The year that is asked for, as against a year in which something happened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.clause import Notice
from rag.question import read
from rag.years import other_year, years_asked
from tests.rag.contract import ids

ASKED = [
    ("2026年低保多少", {2026}),
    ("明年低保多少", {2026}),
    ("下一年有计划吗", {2026}),
    ("后年的民间投资占比是多少", {2027}),
    ("去年的低保标准", {2024}),
    ("去年的目标完成了吗", {2024}),
    ("2024年和2025年的增速", {2024, 2025}),
    ("2025年的目标", {2025}),
    ("next year's target?", {2026}),
    ("How many were built last year?", {2024}),
    ("比去年涨多少", set()),
    ("how much more than last year", set()),
    ("前年铺的路,钱拖到现在谁管", set()),
    ("去年修的路坏了谁管", set()),
    ("我去年回来的,有补贴吗", set()),
    ("今年低保多少", set()),
    ("十年后呢", set()),
    ("编号12025", set()),
]

ASKED += [("去年认定了几家高新技术企业,我写总结要用", {2024})]


@pytest.mark.parametrize(("text", "expected"), ASKED, ids=ids(sorted(years) for _, years in ASKED))
def test_years_asked(text: str, expected: set[int], notice: Notice) -> None:
    assert notice.year == 2025
    assert years_asked(read(text), notice) == expected


def test_a_notice_of_no_year_is_asked_of_none(notice: Notice) -> None:
    undated = replace(notice, date="", title="某县方案", meta={})
    if undated.year is None:
        assert years_asked(read("2026年低保多少"), undated) == set()
        assert not other_year(read("2026年低保多少"), undated, notice.by_address["1/2/1/3"])


def test_a_year_of_the_clause_is_no_other(notice: Notice) -> None:
    clause = notice.by_address["7/2/1/5/15"]
    assert "2031年" not in clause.text
    assert other_year(read("2031年低保标准多少"), notice, clause)
    assert not other_year(read("2031年低保标准多少"), notice, replace(clause, text=f"{clause.text}到2031年"))
    assert not other_year(read("2025年低保标准多少"), notice, clause)
    assert not other_year(read("低保标准多少"), notice, clause)
