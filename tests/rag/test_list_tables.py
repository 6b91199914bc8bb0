"""A list as a table and as JSON: named after its conditions, complete, every quotation the source's own."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from corpus.clause import Notice
from rag.compare import HEADERS
from rag.export.table import TARGET_HEADERS, TASK_HEADERS
from rag.list_links import query_from
from rag.list_query import Kind, ListQuery
from rag.list_records import records
from rag.list_tables import table

GOLDEN = Path(__file__).parents[1] / "corpus" / "golden" / "responsibilities.tsv"
PLACE = {"address", "label", "quote", "start", "end", "url", "inferred"}
FIGURE = {"text", "stated", "value", "high", "unit", "comparator", "subject", "year"}
TASK = PLACE | {"title", "role", "lead", "parties", "generic", "figures"}
LISTS = [
    (Kind.TASKS, "", "全部任务分解表", 150),
    (Kind.TASKS, "within=3", "附件3任务分解表", 16),
    (Kind.TASKS, "department=县科商工信局&role=lead", "县科商工信局任务分解表（限牵头）", 42),
    (Kind.TASKS, "department=县财政局&term=消费", "县财政局任务分解表（写有“消费”）", None),
    (Kind.TASKS, "list=leaderless", "未写明牵头单位的任务分解表", 24),
    (Kind.TASKS, "term=消费券", "任务分解表（写有“消费券”）", 1),
    (Kind.TASKS, "list=occurrences&term=消费券&within=1", "条款一览表（写有“消费券”；附件1）", 1),
    (Kind.TASKS, "list=occurrences&term=消费券&term=以旧换新", "条款一览表（写有“消费券”或“以旧换新”）", None),
    (Kind.TASKS, "list=parts&within=2", "附件2任务分解表", 16),
    (Kind.TASKS, "list=parts&within=2&level=section", "附件2条目一览表", 4),
    (Kind.TASKS, "list=parts&within=2/2/1", "附件2二(一)条目一览表", 4),
    (Kind.TASKS, "list=ranking&role=lead", "县科商工信局任务分解表（限牵头）", 42),
    (Kind.TASKS, "list=ranking&level=task", "任务分解表（列名单位最多的任务）", 1),
    (Kind.TASKS, "list=bodies&within=7", "列有责任单位的条目一览表（附件7）", 38),
    (Kind.TASKS, "list=bodies&role=lead&within=7", "写明牵头单位的条目一览表（附件7）", 38),
    (Kind.TASKS, "list=tasks&within=1", "列有责任单位的任务分解表（附件1）", 14),
    (Kind.TASKS, "outside=7&within=1&within=7", "附件1、附件7任务分解表（不含附件7）", 14),
    (
        Kind.TASKS,
        "department=县财政局&department=县教育局&any_of=true&role=lead",
        "县财政局、县教育局任务分解表（县财政局：牵头；县教育局：牵头；所列单位有其一即可）",
        None,
    ),
    (Kind.TASKS, "leads=2-99", "列有责任单位的任务分解表（牵头单位 2 个以上）", None),
    (Kind.TASKS, "department=县教育局&leads=1", "县教育局任务分解表（牵头单位 1 个）", None),
    (Kind.FIGURES, "department=县农业农村局&role=lead", "指标目标一览表（县农业农村局牵头的任务）", None),
    (Kind.FIGURES, "", "指标目标一览表", 101),
    (Kind.FIGURES, "unit=亿元&within=2", "指标目标一览表（附件2；计量：亿元）", 3),
    (Kind.FIGURES, "unit=money", "指标目标一览表（计量：金额）", None),
    (Kind.FIGURES, "value=100%&level=task", "指标目标一览表（数值：100%；限任务条目）", None),
    (Kind.FIGURES, "term=技术合同成交额", "指标目标一览表（指标含“技术合同成交额”）", None),
    (Kind.COMPARISON, "", "总体方案与附件对照表", None),
    (Kind.COMPARISON, "within=4&term=进出口", "总体方案与附件对照表（附件4；涉及“进出口”）", None),
    (Kind.COMPARISON, "level=title", "总体方案与附件名称对照表", None),
]
IDS = [f"{kind}-{given}" for kind, given, _, _ in LISTS]


def query(kind: Kind, given: str, notice: Notice) -> ListQuery:
    return query_from(parse_qsl(given), notice, kind)


@pytest.mark.parametrize(("kind", "given", "title", "count"), LISTS, ids=IDS)
def test_a_table_is_named_after_its_conditions(
    kind: Kind, given: str, title: str, count: int | None, notice: Notice
) -> None:
    made = table(query(kind, given, notice), notice)
    headers = {Kind.FIGURES: TARGET_HEADERS, Kind.COMPARISON: HEADERS}.get(kind, TASK_HEADERS)
    assert (made.title, made.name, made.headers) == (title, title, headers)
    assert made.rows
    assert count is None or len(made.rows) == count
    assert made.summary.startswith(f"共 {len(made.rows)} ")


@pytest.mark.parametrize(("kind", "given"), [row[:2] for row in LISTS], ids=IDS)
def test_json_holds_the_rows_of_the_table(kind: Kind, given: str, notice: Notice) -> None:
    asked = query(kind, given, notice)
    found, made = records(asked, notice), table(asked, notice)
    assert json.loads(json.dumps(found)) == found
    assert set(found) == {"title", "summary", "notice", "count", "rows", "notes"}
    assert (found["title"], found["summary"], found["notes"]) == (made.title, made.summary, list(made.notes))
    assert found["count"] == len(found["rows"]) == len(made.rows)
    assert set(found["notice"]) == {"id", "title", "status", "date", "url"}
    places = [
        place
        for row in found["rows"]
        for place in ((row["overall"], row["attachment"]) if kind is Kind.COMPARISON else (row,))
        if place is not None
    ]
    for place in places:
        assert place["quote"] == notice.source[place["start"] : place["end"]]
        assert place["url"] == f"/notice/{place['address']}"
        assert place["inferred"] == list(notice.notes(notice.by_address[place["address"]]))
    keys = {Kind.FIGURES: PLACE | FIGURE | {"title"}, Kind.COMPARISON: PLACE}.get(kind, TASK)
    assert {frozenset(place) for place in places} == {frozenset(keys)}
    if kind is Kind.TASKS:
        assert [row["quote"] for row in found["rows"]] == [row[TASK_HEADERS.index("原文")] for row in made.rows]


def test_json_says_what_each_body_does_as_the_list_by_hand(notice: Notice) -> None:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        by_hand = list(csv.DictReader(file, delimiter="\t"))
    body = "县教育局"
    expected = [
        (row["address"], "lead" if body in row["lead"].split("、") else "party" if row["lead"] else "joint")
        for row in by_hand
        if body in f"{row['lead']}、{row['parties']}".split("、")
    ]
    found = records(query(Kind.TASKS, f"department={body}", notice), notice)
    assert [(row["address"], row["role"]) for row in found["rows"]] == expected
    assert {role for _, role in expected} == {"lead", "joint", "party"}


def test_without_one_body_no_row_has_a_role(notice: Notice) -> None:
    found = records(query(Kind.TASKS, "within=1", notice), notice)
    assert {row["role"] for row in found["rows"]} == {None}


def test_a_figure_is_stated_with_its_bound(notice: Notice) -> None:
    (row,) = [
        row
        for row in records(query(Kind.FIGURES, "unit=亿元&within=2", notice), notice)["rows"]
        if row["subject"] == "谋划项目总投资"
    ]
    assert {name: row[name] for name in ("text", "stated", "value", "unit", "year")} == {
        "text": "102亿元",
        "stated": "102亿元以上",
        "value": 102.0,
        "unit": "亿元",
        "year": 2025,
    }


def test_a_side_that_states_nothing_is_null(notice: Notice) -> None:
    rows = records(query(Kind.COMPARISON, "", notice), notice)["rows"]
    alone = [row for row in rows if row["overall"] is None]
    assert {row["verdict"] for row in alone} == {"attachment_only"}
    assert {row["verdict_label"] for row in alone} == {"仅附件有"}
    made = table(query(Kind.COMPARISON, "", notice), notice)
    assert any("“—”" in remark for remark in made.remarks)


def test_numbers_that_are_not_in_print_are_said_under_a_comparison(notice: Notice) -> None:
    remarks = table(query(Kind.COMPARISON, "within=5", notice), notice).remarks
    assert any("附件5 二(三)3" in remark and "编号据上下文推断" in remark for remark in remarks)


def test_an_empty_list_is_a_table(notice: Notice) -> None:
    asked = query(Kind.TASKS, "department=县工商联&role=lead", notice)
    assert (table(asked, notice).rows, table(asked, notice).summary) == ((), "共 0 项")
    assert records(asked, notice)["rows"] == []


def test_several_that_come_first_are_named(notice: Notice) -> None:
    made = table(query(Kind.TASKS, "list=ranking&within=4&role=lead&least=true", notice), notice)
    assert made.title.startswith("任务分解表（任务最少的单位：")
    assert made.title.endswith("；限牵头；附件4）")
    assert len(made.rows) > 1
