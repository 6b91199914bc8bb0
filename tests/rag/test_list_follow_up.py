"""Turns that go on from a list: a query put into words is read back as itself, and conversations end at the list meant."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from corpus.clause import Notice
from corpus.departments import Body, Gazetteer
from rag.answer import Status, Turn
from rag.list_follow_up import follow_list
from rag.list_phrases import PHRASED, phrase
from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery
from rag.list_question import read_lists
from rag.pipeline import Assistant
from rag.question import read
from tests.rag.contract import check, ids, rows_of
from tests.rag.queries import (
    JOINT,
    by_hand,
    duties,
    figures,
    helps,
    leads,
    named,
    of,
    shares,
    tasks,
    without,
    without_lead,
)  # fmt: skip
from tests.rag.test_list_question import ROUTES

BODIES = Gazetteer.load().bodies
ROLES = (ANY, LEADING, NOT_LEADING, JOINT)
PARTS = ("", "3", "0", "1/2/1", "7/2/1/5", "1 4")
FULL = leads("县发改局")
MONEY = "县财政局"


def misread(queries: list[ListQuery], notice: Notice) -> dict[str, tuple[ListQuery, ...]]:
    """What a query is put into → what that is read as, where it is not the query; in Chinese and in English."""
    found = {}
    for query, english in product(queries, (False, True)):
        said = phrase(query, notice, english=english)
        read_back = read_lists(read(said), notice)
        if read_back != (query,):
            found[said] = read_back
    return found


# -- a query in words is the query again


@pytest.mark.parametrize("body", BODIES, ids=ids(body.english[0].lower().replace(" ", "-") for body in BODIES))
def test_every_list_of_a_body_is_read_back(body: Body, notice: Notice) -> None:
    queries = [tasks(Asked(body.name, roles), parts=parts) for roles, parts in product(ROLES, PARTS)]
    assert misread(queries, notice) == {}


def test_every_part_with_children_is_read_back(notice: Notice) -> None:
    parts = [c.address for c in notice.clauses if c.kind != "preamble" and notice.children(c)]
    assert len(parts) > 60
    assert misread([tasks(FULL, parts=part) for part in parts], notice) == {}


PAIRS = [("县发改局", "县财政局"), ("县科商工信局", "市生态环境局新田分局"), ("县教育局", "青云集团")]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=["bureaus", "long names", "a company"])
def test_two_bodies_are_read_back(one: str, other: str, notice: Notice) -> None:
    both = [tasks(Asked(one, a), Asked(other, b)) for a, b in product(ROLES, ROLES) if {a, b} != {JOINT, NOT_LEADING}]
    less = [tasks(Asked(one, a), not_(other)) for a, not_ in product(ROLES, (without, without_lead))]
    either = [tasks(Asked(one, a), Asked(other, a), any_of=True) for a in (ANY, LEADING)]
    assert misread([*both, *less, *either], notice) == {}


NARROWED = [
    *(tasks(Asked("县发改局", roles), parts=parts, term=term)
      for roles, parts, term in product((ANY, LEADING, NOT_LEADING), ("", "1", "1 4"), ("消费", "民间投资"))),
    *(of(Kind.OCCURRENCES, parts, "消费", level) for parts, level in product(("", "1", "1 4"), ("", "task"))),
    *(of(Kind.LEADERLESS, parts, term) for parts, term in product(PARTS, ("", "信用"))),
    *(of(Kind.COMPARISON, parts, level=level) for parts, level in product(("", "4", "1 2"), ("", "title"))),
    of(Kind.COMPARISON, "2", "规模工业增加值"),
    *(figures(parts, unit) for parts, unit in product(("", "2", "1 7"), ("percent", "money", "area", "weight", "time", "亿元", "千伏", "家", "个", "名"))),
    *(figures(parts, term="民间投资") for parts in ("", "1")),
    figures(value="100%"), figures("1", value="8%"), replace(figures("1", "percent"), level="task"),
    *(of(Kind.PARTS, "3", level=level) for level in ("task", "section", "chapter")),
    of(Kind.PARTS, "7/2/1"), of(Kind.PARTS, "1/2/1"), of(Kind.PARTS, "5/2", level="section"),
    tasks(FULL, outside="4"), tasks(FULL, outside="1 2"), of(Kind.LEADERLESS, "", ""), tasks(without("县发改局"), parts="1"),
]  # fmt: skip


@pytest.mark.parametrize("query", NARROWED, ids=ids(query.kind for query in NARROWED))
def test_a_narrowed_list_is_read_back(query: ListQuery, notice: Notice) -> None:
    assert misread([query, replace(query, export=True)], notice) == {}


ASKED = [query for _, _, query in ROUTES if query.kind in PHRASED]


@pytest.mark.parametrize("query", ASKED, ids=ids(query.kind for query in ASKED))
def test_whatever_a_question_was_read_as_can_be_put_into_words(query: ListQuery, notice: Notice) -> None:
    assert misread([query], notice) == {}


# -- conversations


def went_on(notice: Notice, first: str, *turns: str) -> list[tuple[ListQuery, ...] | None]:
    """What each later turn was read as, None where it does not go on from the list."""
    said, found = first, list[tuple[ListQuery, ...] | None]()
    for turn in turns:
        followed = follow_list(read(turn), Turn(said, said, Status.ANSWERED), notice)
        found.append(read_lists(followed, notice) if followed else None)
        said = followed.text if followed else turn
    return found


LED = "县发改局牵头哪些任务？"
UNLED = "哪些任务没有写明牵头单位？"
CONVERSATIONS: dict[str, tuple[str, dict[str, ListQuery]]] = {
    "narrower and narrower": (LED, {
        "只看附件2的": tasks(FULL, parts="2"), "那附件4的呢？": tasks(FULL, parts="4"),
        "导出来": tasks(FULL, parts="4", export=True),
    }),
    "traditional": ("縣發改局牽頭哪些任務？", {
        "只看附件2的": tasks(FULL, parts="2"), "導出來": tasks(FULL, parts="2", export=True),
    }),
    "another body": (LED, {"那县财政局呢？": tasks(leads(MONEY)), "只看附件6的": tasks(leads(MONEY), parts="6")}),
    "another role": (LED, {"那配合的呢？": tasks(helps("县发改局")), "只看附件1的": tasks(helps("县发改局"), parts="1")}),
    "supporting, kept": ("县发改局配合哪些任务？", {
        "只看附件4的": tasks(helps("县发改局"), parts="4"), "换成县财政局": tasks(helps(MONEY), parts="4"),
        "导出来": tasks(helps(MONEY), parts="4", export=True),
    }),
    "a body beside it": (LED, {"其中县财政局也参与的": tasks(FULL, named(MONEY)), "只看附件1的": tasks(FULL, named(MONEY), parts="1")}),
    "a body less": (LED, {"去掉县财政局参与的": tasks(FULL, without(MONEY)), "只看附件1的": tasks(FULL, without(MONEY), parts="1")}),
    "a body that is not in it": (LED, {"其中县财政局没参与的": tasks(FULL, without(MONEY))}),
    "a part less": (LED, {"不要附件4的": tasks(FULL, outside="4")}),
    "a part left out": (LED, {"排除附件4": tasks(FULL, outside="4")}),
    "but for a part": (LED, {"除了附件4": tasks(FULL, outside="4")}),
    "a word": (LED, {"其中提到民间投资的": tasks(FULL, term="民间投资"), "一共几项": tasks(FULL, term="民间投资")}),
    "counted": (LED, {"只看附件2的": tasks(FULL, parts="2"), "一共几项？": tasks(FULL, parts="2")}),
    "saved at once": (LED, {"下载": tasks(FULL, export=True)}),
    "two bodies": ("县发改局牵头、县财政局配合的任务有哪些", {
        "只看附件1的": tasks(FULL, helps(MONEY), parts="1"), "那附件4的呢": tasks(FULL, helps(MONEY), parts="4"),
    }),
    "both named": ("县发改局和县财政局都参与的任务有哪些", {"只看附件1的": tasks(named("县发改局"), named(MONEY), parts="1")}),
    "of a chapter": ("附件5第二章县数据局牵头的任务有哪些", {"那县财政局呢": tasks(leads(MONEY), parts="5/2")}),
    "no lead": (UNLED, {"只看附件5的": of(Kind.LEADERLESS, "5"), "一共几项？": of(Kind.LEADERLESS, "5")}),
    "no lead, a word": (UNLED, {"其中提到信用的": of(Kind.LEADERLESS, term="信用")}),
    "no lead, a body": (UNLED, {"其中县财政局参与的": tasks(shares(MONEY))}),
    "of an attachment": ("附件2有哪些任务？", {"其中县发改局牵头的": tasks(FULL, parts="2")}),
    "another attachment": ("附件2有哪些任务？", {"那附件3呢？": of(Kind.PARTS, "3", level="task")}),
    "figures": ("附件1有哪些量化指标", {"只看百分比的": figures("1", "percent"), "那附件2的呢？": figures("2", "percent")}),
    "figures saved": ("带百分比的目标有哪些", {
        "只看附件2的": figures("2", "percent"), "导出成表格": figures("2", "percent", export=True),
    }),
    "a word of a part": ("哪些条款提到“数字经济”", {"只看附件2的": of(Kind.OCCURRENCES, "2", "数字经济")}),
    "compared": ("总体方案和附件的数字一致吗？", {"只看附件2的": of(Kind.COMPARISON, "2")}),
    "names compared": ("总体方案里七个攻坚的名称和附件的标题一致吗", {"只看附件4的": of(Kind.COMPARISON, "4", level="title")}),
    "English": ("Which tasks does the Finance Bureau lead?", {
        "Only those in attachment 6": tasks(leads(MONEY), parts="6"),
        "What about the Education Bureau?": tasks(leads("县教育局"), parts="6"),
        "Export them": tasks(leads("县教育局"), parts="6", export=True),
    }),
    "English, supporting": ("Which tasks does the Finance Bureau support?", {
        "only attachment 3": tasks(helps(MONEY), parts="3"), "how many?": tasks(helps(MONEY), parts="3"),
    }),
    "English, a part less": ("Which tasks does the DRC lead?", {"not those in attachment 4": tasks(FULL, outside="4")}),
    "English, no lead": ("Which tasks have no lead?", {"only those in attachment 5": of(Kind.LEADERLESS, "5")}),
    "English, joint": ("Which tasks are jointly the responsibility of the Market Regulation Bureau with no lead named?", {
        "only attachment 5": tasks(shares("县市场监管局"), parts="5"),
    }),
}  # fmt: skip


@pytest.mark.parametrize(("first", "turns"), CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_a_turn_goes_on_from_the_list(first: str, turns: dict[str, ListQuery], notice: Notice) -> None:
    assert went_on(notice, first, *turns) == [(query,) for query in turns.values()]


ALONE = [
    (LED, "社会信用体系由谁牵头"), (LED, "农村低保标准是多少"), (LED, "附件5有哪些任务？"), (LED, "县财政局牵头哪些任务？"),
    (LED, "全文一共几项任务"), (LED, "谢谢"), (LED, "县发改局在哪些专班里"), (UNLED, "社会信用体系怎么建设"),
    ("农村低保标准是多少", "只看附件3的"), ("农村低保标准是多少", "导出来"), ("社会信用体系由谁牵头", "那县财政局呢"),
    ("附件1二(一)3", "一共几项"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "turn"), ALONE, ids=ids("alone" for _ in ALONE))
def test_a_turn_that_stands_alone_or_follows_no_list(first: str, turn: str, notice: Notice) -> None:
    assert went_on(notice, first, turn) == [None]


# -- as answers


def converse(assistant: Assistant, *turns: str) -> list[list[str]]:
    """The rows of each answer."""
    history: list[Turn] = []
    for turn in turns:
        answer = assistant.answer(turn, history)
        check(answer, assistant.notice)
        history.append(Turn.of(turn, answer))
    return [rows_of(assistant.answer(turn, history[:n])) for n, turn in enumerate(turns)]


def test_a_conversation_ends_at_the_rows_that_are_meant(assistant: Assistant) -> None:
    _, two, both = converse(assistant, "县发改局牵头哪些任务？", "只看附件1的", "其中县财政局也参与的")
    led = by_hand("县发改局", LEADING)
    assert two == [a for a in led if a.startswith("1/")]
    assert both == [a for a in two if a in by_hand(MONEY)]
    assert both


def test_the_rest_of_a_list_is_its_complement(assistant: Assistant) -> None:
    whole, less = converse(assistant, "县发改局牵头哪些任务？", "不要附件4的")
    assert less == [a for a in whole if not a.startswith("4/")]
    assert less != whole


def test_of_an_attachment_s_tasks_those_of_a_body(assistant: Assistant) -> None:
    _, led = converse(assistant, "附件2有哪些任务？", "其中县发改局牵头的")
    assert led == [a for a in by_hand("县发改局", LEADING) if a.startswith("2/")]
    assert len(led) == 3


def test_of_the_tasks_without_a_lead_those_of_a_body(assistant: Assistant) -> None:
    _, shared = converse(assistant, UNLED, "其中县财政局参与的")
    assert shared == [a for a, lead, parties in duties() if not lead and MONEY in parties]


def test_two_lists_are_kept_to_an_attachment_together(assistant: Assistant) -> None:
    _, seven = converse(assistant, "县教育局和县民政局分别牵头哪些任务", "只看附件7的")
    led = [by_hand(name, LEADING) for name in ("县教育局", "县民政局")]
    assert seven == [a for addresses in led for a in addresses if a.startswith("7/")]


def test_an_attachment_that_is_not_there_is_said_to_be_missing(assistant: Assistant) -> None:
    first = assistant.answer(LED)
    answer = assistant.answer("只看附件9的", [Turn.of(LED, first)])
    check(answer, assistant.notice)
    assert answer.status is Status.NO_SUCH_CLAUSE
