"""A list as it is shown: counted, grouped, each row cited and in its role; what it leaves out is said."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from corpus.clause import Notice
from corpus.departments import Gazetteer
from rag import lists
from rag.answer import Answer, Status
from rag.draft import Line, Span, finish
from rag.list_links import query_from
from rag.list_query import LEADING, Kind, ListQuery, Role
from rag.pipeline import Assistant
from rag.question import read
from rag.register import find, role_in, tasks_in
from rag.verify import faults, keep_proven
from tests.rag.contract import EXPORTS, check, ids, markers, rows_of
from tests.rag.queries import (
    by_hand,
    counts,
    figures,
    leads,
    named,
    of,
    tasks,
)  # fmt: skip
from tests.rag.test_list_question import NO_LISTS, ROUTES

BODIES = Gazetteer.load().bodies
MARKS = {Role.LEAD: "〔牵头〕", Role.JOINT: "〔共同负责而未写明牵头〕", Role.PARTY: "〔责任单位〕"}
IN_ENGLISH = {Role.LEAD: "(lead)", Role.JOINT: "(joint, no lead named)", Role.PARTY: "(party)"}
ROW_KINDS = (
    Kind.TASKS,
    Kind.LEADERLESS,
    Kind.PARTS,
    Kind.OCCURRENCES,
    Kind.RANKING,
    Kind.FIGURES,
    Kind.ATTACHMENTS,
    Kind.COUNTS,
)
ASKED = list(dict.fromkeys(query for _, _, query in ROUTES if query.kind in ROW_KINDS))


def shown(query: ListQuery, notice: Notice, *, english: bool = False) -> Answer:
    """The list of a query as an answer; a line that is not proven fails the test."""
    question = read("Which tasks are there?" if english else "有哪些任务？")
    draft = lists.listing(question, find(query, notice), notice)
    assert keep_proven(draft.lines, notice)[1] == []
    answer = finish(draft, notice, question.language, question.text)
    answer = replace(answer, timings_ms={"list": 0.0})
    check(answer, notice)
    return answer


def first(answer: Answer) -> str:
    return answer.answer.splitlines()[0]


def numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"(?<![\d.])\d+(?![\d.%])", text)]


# -- counted and cited


@pytest.mark.parametrize(("query", "english"), list(product(ASKED, (False, True))),
                         ids=ids(f"{query.kind}-{'en' if e else 'zh'}" for query, e in product(ASKED, (False, True))))  # fmt: skip
def test_the_heading_counts_the_rows_and_each_is_cited(query: ListQuery, english: bool, notice: Notice) -> None:
    answer, found = shown(query, notice, english=english), find(query, notice)
    if not found.rows:
        assert (answer.status, answer.citations) == (Status.NOT_STATED, ())
        return
    assert answer.status is Status.ANSWERED
    assert rows_of(answer) == [clause.address for clause in found.rows]
    if query.kind not in (Kind.COUNTS, Kind.RANKING):
        assert len(found.rows) in numbers(first(answer))


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_rows_stand_under_their_attachment(english: bool, notice: Notice) -> None:
    for query in (tasks(named("县财政局")), of(Kind.LEADERLESS), figures(), of(Kind.OCCURRENCES, term="信用")):
        answer = shown(query, notice, english=english)
        groups = re.split(r"\n(?=【)", answer.answer)[1:]
        heads = [
            re.fullmatch(r"【(?:附件|Attachment |(总体方案|Overall Plan))(\d?).*】(\d+)(?: 项)?", g.splitlines()[0])
            for g in groups
        ]
        assert len(groups) == len({a.partition("/")[0] for a in rows_of(answer)})
        for head, group in zip(heads, groups, strict=True):
            assert head
            rows = group.splitlines()[1:]
            assert int(head[3]) == len(rows)
            cited = {c.n: c.address for c in answer.citations}
            inside = {cited[int(n)].partition("/")[0] for row in rows for n in re.findall(r"\[(\d+)\]", row)[-1:]}
            assert inside == {head[2] or "0"}


@pytest.mark.parametrize(
    "query",
    [of(Kind.ATTACHMENTS), of(Kind.PARTS, "4", level="section"), counts()],
    ids=["attachments", "sections", "counts"],
)
def test_what_has_one_place_is_not_grouped(query: ListQuery, notice: Notice) -> None:
    assert "【" not in shown(query, notice).answer


def test_parts_of_several_attachments_are_grouped(notice: Notice) -> None:
    assert shown(of(Kind.PARTS, "1 3", level="task"), notice).answer.count("【附件") == 2


# -- roles


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_each_row_says_its_own_role_where_they_are_mixed(english: bool, notice: Notice) -> None:
    marks = IN_ENGLISH if english else MARKS
    for body in BODIES:
        answer = shown(tasks(named(body.name)), notice, english=english)
        rows = [line for line in answer.answer.splitlines() if line.startswith("· ")]
        roles = [role_in(notice.by_address[address], body.name) for address in rows_of(answer)]
        mixed = len(set(roles)) > 1
        for row, role in zip(rows, roles, strict=True):
            assert role
            assert [mark for mark in marks.values() if mark in row] == ([marks[role]] if mixed else []), body.name


def test_the_heading_splits_the_count_by_role(notice: Notice) -> None:
    for body in BODIES:
        by_role = {role: len(by_hand(body.name, frozenset({role}))) for role in Role}
        head = first(shown(tasks(named(body.name)), notice))
        if sum(n > 0 for n in by_role.values()) > 1:
            split = head.partition("项（")[2]
            said = {Role.LEAD: "牵头 ", Role.JOINT: "共同负责（未写明牵头） ", Role.PARTY: "责任单位 "}
            assert {
                role: int(n[1]) for role in Role if (n := re.search(re.escape(said[role]) + r"(\d+) 项", split))
            } == {role: n for role, n in by_role.items() if n}


def test_a_joint_task_is_never_shown_as_led(notice: Notice) -> None:
    joint = {c.address for c in notice.clauses if c.parties and not c.lead}
    for body in BODIES:
        assert not joint & set(rows_of(shown(tasks(leads(body.name)), notice)))
        answer = shown(tasks(named(body.name)), notice)
        for line, address in zip(
            [x for x in answer.answer.splitlines() if x.startswith("· ")], rows_of(answer), strict=True
        ):
            assert address not in joint or "〔牵头〕" not in line
    for part in ("1", "5", "6"):
        for line in shown(of(Kind.BODIES, part), notice).answer.splitlines()[1:]:
            name = line.removeprefix("· ").partition("〔")[0].partition("[")[0]
            led = any(c.address.startswith(part + "/") and name in c.lead for c in notice.clauses)
            assert ("〔有牵头任务〕" in line) == led, name


# -- how many tasks an attachment holds


def test_the_tasks_of_each_attachment_are_counted_and_proven(notice: Notice) -> None:
    answer = shown(counts(), notice)
    rows = [line for line in answer.answer.splitlines() if line.startswith("· ")]
    held = [
        sum(a.startswith(f"{n}/") for a in (c.address for c in notice.clauses if c.responsible)) for n in range(1, 8)
    ]
    assert [int(re.search(r"：(\d+) 项\[", row)[1]) for row in rows] == held  # type: ignore[index]
    assert str(sum(held)) in first(answer)
    assert sum(held) == 150


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_a_wrong_count_is_dropped(english: bool, notice: Notice) -> None:
    draft = lists.listing(read("How many tasks?" if english else "几项任务？"), find(counts(), notice), notice)
    for line in draft.lines:
        if line.counted is not None:
            more = line.counted + 1
            wrong = replace(line, text=re.sub(rf"\b{line.counted}(?= tasks| 项)", str(more), line.text))
            assert wrong.text != line.text
            assert faults(line, notice) == []
            assert faults(wrong, notice)  # the number that is shown
            assert faults(replace(wrong, counted=more), notice)  # both
            assert faults(replace(line, counted=more), notice)
            assert faults(replace(wrong, counted=None), notice)


def test_a_count_proves_nothing_else(notice: Notice) -> None:
    clause = notice.by_address["7"]
    n = len(tasks_in(clause, notice))
    label = notice.label(clause)
    assert not faults(Line(f"{label}：{n} 项", (Span.whole(clause),), counted=n), notice)
    assert faults(Line(f"{label}：{n} 项，增长9%", (Span.whole(clause),), counted=n), notice)
    assert faults(Line(f"{label}：{n} 项，增长{n}%", (Span.whole(clause),), counted=n), notice)


# -- files of a list


@pytest.mark.parametrize("query", ASKED, ids=ids(query.kind for query in ASKED))
def test_the_files_under_a_list_are_those_of_the_list(query: ListQuery, notice: Notice) -> None:
    answer = shown(query, notice)
    if not answer.citations or query.kind in (Kind.ATTACHMENTS, Kind.COUNTS):
        assert answer.exports == {}
        return
    assert tuple(answer.exports) == EXPORTS
    kind = Kind.FIGURES if query.kind is Kind.FIGURES else Kind.TASKS
    for name, path in answer.exports.items():
        pairs = parse_qsl(urlsplit(path).query)
        assert ("format", name) in pairs
        meant = query_from([pair for pair in pairs if pair[0] != "format"], notice, kind)
        assert [c.address for c in find(meant, notice).rows] == rows_of(answer)


NO_FILES = [*NO_LISTS["a clause"], *NO_LISTS["one figure"][:4], *NO_LISTS["elsewhere"], "社会信用体系由谁牵头", "附件9",
            "附件3里县残联牵头哪些任务？", "一共有多少项任务？", "县发改局在哪些专班里"]  # fmt: skip


@pytest.mark.parametrize("question", NO_FILES, ids=ids("no list" for _ in NO_FILES))
def test_what_is_no_list_has_no_file(question: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert answer.exports == {}


# -- through the whole assistant

ANSWERED = [
    "縣教育局參與的所有任務有哪些", "附件2里以亩为单位的指标有哪些", "以千伏为单位的指标有哪些", "哪些条款提到“数字经济”",
    "总体方案和附件3的数字一致吗", "七大攻坚有哪些", "附件3涉及哪些单位？", "哪项任务涉及的单位最多", "牵头任务排名前五的单位",
    "How many tasks are there in total?", "Which departments are involved in attachment 5?",
    "Do the overall plan and the attachments agree?", "Which attachment has the most tasks?", "導出縣財政局牽頭的任務",
]  # fmt: skip


@pytest.mark.parametrize("question", ANSWERED, ids=ids("answered" for _ in ANSWERED))
def test_a_list_comes_through_whole(question: str, assistant: Assistant, notice: Notice) -> None:
    answer, trace = assistant.trace(question)
    check(answer, notice)
    assert (answer.status, trace.route, trace.dropped) == (Status.ANSWERED, "list", [])
    assert answer.standalone_question == question


def test_several_lists_are_one_answer(assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer("县教育局和县残联分别牵头哪些任务")
    check(answer, notice)
    assert rows_of(answer) == by_hand("县教育局", LEADING) + by_hand("县残联", LEADING)
    assert set(markers(answer)) == set(range(1, 6))


def test_of_several_lists_the_empty_one_is_told(assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer("县教育局和县公安局分别牵头哪些任务")
    check(answer, notice)
    assert answer.status is Status.ANSWERED
    assert "没有县公安局牵头的任务" in answer.answer
