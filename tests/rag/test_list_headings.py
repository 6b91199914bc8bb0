"""What stands over a list: what was asked for, what is left out; and the sentence for a list without a row."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from corpus.clause import Notice
from corpus.departments import Gazetteer
from rag.answer import Status
from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery, Role
from tests.rag.queries import (
    JOINT,
    by_hand,
    figures,
    helps,
    leads,
    most,
    named,
    of,
    shares,
    tasks,
    without,
    without_lead,
)  # fmt: skip
from tests.rag.test_lists import shown

BODIES = Gazetteer.load().bodies


@pytest.mark.parametrize("part", ["", "1", "5"], ids=["whole", "attachment 1", "attachment 5"])
@pytest.mark.parametrize("roles", [LEADING, NOT_LEADING, JOINT], ids=["leads", "supports", "joint"])
def test_a_list_of_one_role_says_how_many_it_leaves_out(roles: frozenset[Role], part: str, notice: Notice) -> None:
    for body in BODIES:
        rest = [a for a in by_hand(body.name, ANY - roles) if a.startswith(part)]
        text = shown(tasks(Asked(body.name, roles), parts=part), notice).answer
        said = re.findall(r"另有 (\d+) 项", text)
        assert said == ([str(len(rest))] if rest else []), body.name


def test_a_list_of_every_role_or_of_several_bodies_leaves_nothing_out(notice: Notice) -> None:
    for query in (
        tasks(named("县财政局")),
        tasks(leads("县发改局"), helps("县财政局")),
        tasks(without("县发改局")),
        tasks(without_lead("县发改局")),
    ):
        assert "另有" not in shown(query, notice).answer


def test_what_is_left_out_is_counted_without_the_part_that_is_left_out(notice: Notice) -> None:
    rest = [a for a in by_hand("县发改局", NOT_LEADING) if not a.startswith("4/")]
    assert f"另有 {len(rest)} 项" in shown(tasks(leads("县发改局"), outside="4"), notice).answer


HEADINGS: dict[str, tuple[ListQuery, list[str]]] = {
    "lead": (tasks(leads("县财政局")), ["县财政局", "牵头"]),
    "supports": (tasks(helps("县财政局")), ["县财政局", "不牵头"]),
    "joint": (tasks(shares("县财政局")), ["县财政局", "共同负责"]),
    "part": (tasks(leads("县财政局"), parts="6/2/2"), ["附件6 二(二)", "县财政局"]),
    "parts": (tasks(helps("县财政局"), parts="1 3"), ["附件1", "附件3"]),
    "left out": (tasks(leads("县发改局"), outside="4"), ["除附件4"]),
    "two bodies": (tasks(leads("县发改局"), helps("县财政局")), ["县发改局牵头", "县财政局"]),
    "either": (tasks(leads("县发改局"), leads("县财政局"), any_of=True), ["县发改局", "或", "县财政局"]),
    "less": (tasks(leads("县发改局"), without("县财政局")), ["县发改局牵头", "没有县财政局"]),
    "only less": (tasks(without("县发改局"), parts="1"), ["附件1中，没有县发改局"]),
    "several lead": (ListQuery(Kind.TASKS, leads=(2, 99)), ["牵头"]),
    "term": (tasks(leads("县发改局"), term="民间投资"), ["“民间投资”"]),
    "a part that is not there": (replace(tasks(leads("县发改局"), parts="2"), missing="附件9"), ["没有“附件9”"]),
    "no lead": (of(Kind.LEADERLESS, "5"), ["附件5中", "没有写明牵头"]),
    "occurrences": (of(Kind.OCCURRENCES, term="信用"), ["“信用”"]),
    "most": (most(leads("")), ["县科商工信局", "42"]),
    "most in a part": (most(leads(""), parts="6"), ["附件6中", "县应安委办", "4"]),
    "most bodies": (most(level="task"), ["15"]),
    "bodies": (of(Kind.BODIES, "3"), ["附件3中", "14"]),
    "sections": (of(Kind.PARTS, "4", level="section"), ["附件4", "8"]),
}


@pytest.mark.parametrize(("query", "words"), HEADINGS.values(), ids=HEADINGS)
def test_the_heading_says_what_was_asked_for(query: ListQuery, words: list[str], notice: Notice) -> None:
    text = shown(query, notice).answer
    head = text.partition("\n【")[0].partition("\n·")[0]
    assert [word for word in words if word not in head] == []
    assert not re.match("[、，；。]", head)
    assert not re.search("：：|、、|，，|的的|中，的|中，、", head)


NONE: dict[str, tuple[ListQuery, list[str]]] = {
    "a body in a part": (tasks(leads("县残联"), parts="3"), ["附件3", "县残联", "没有"]),
    "a body": (tasks(leads("县公安局")), ["公告", "县公安局", "没有"]),
    "two bodies": (tasks(leads("县残联"), leads("县妇联")), ["县残联", "县妇联", "没有"]),
    "a term": (tasks(leads("县发改局"), term="区块链"), ["县发改局", "区块链", "没有"]),
    "no lead": (of(Kind.LEADERLESS, "2"), ["附件2", "都写明了牵头单位"]),
    "figures": (figures("3", "area"), ["附件3", "没有"]),
    "occurrences": (of(Kind.OCCURRENCES, term="区块链"), ["没有"]),
}


@pytest.mark.parametrize(("query", "words"), NONE.values(), ids=NONE)
def test_a_list_without_a_row_says_what_there_is_none_of(query: ListQuery, words: list[str], notice: Notice) -> None:
    for english in (False, True):
        answer = shown(query, notice, english=english)
        assert answer.status is Status.NOT_STATED
        assert "【" not in answer.answer
        assert answer.citations == ()
        assert answer.exports == {}
        assert english or [word for word in words if word not in answer.answer] == []


def test_a_body_with_none_in_a_part_is_said_to_have_others_there(notice: Notice) -> None:
    text = shown(tasks(leads("县教育局"), parts="1"), notice).answer
    assert "另有 4 项" in text
    assert "另有" not in shown(tasks(leads("县残联"), parts="3"), notice).answer
