"""What a table's cells say, against the list of responsibilities written by hand."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from corpus.clause import Notice
from rag.export.table import LABEL, NO_DUTY, NO_LEAD, TASK_HEADERS, Table, safe_name, targets, tasks
from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery, Role
from rag.register import find, tasks_of

GOLDEN = Path(__file__).parents[2] / "corpus" / "golden" / "responsibilities.tsv"
_PRINTED = re.compile("（原文印作“[^”]+”）")


def by_hand() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def column(table: Table, header: str) -> list[str]:
    at = table.headers.index(header)
    return [row[at] for row in table.rows]


def duty(row: tuple[str, ...]) -> tuple[str, str]:
    """Leads and other bodies of a row, without the marks on damaged names."""
    lead, others = (_PRINTED.sub("", row[TASK_HEADERS.index(name)]) for name in ("牵头单位", "责任单位"))
    return lead, others


@pytest.mark.parametrize(
    "body",
    ["县农业农村局", "县教育局", "县发改局", "县应安委办"],
    ids=["agriculture", "education", "development-and-reform", "safety-office"],
)
def test_every_task_of_a_body_with_its_leads_and_parties(body: str, notice: Notice) -> None:
    expected = [
        (
            notice.short(notice.by_address[row["address"]]),
            row["lead"] or NO_LEAD,
            "、".join(filter(None, (row["parties"], row["generic"]))),
        )
        for row in by_hand()
        if body in f"{row['lead']}、{row['parties']}".split("、")
    ]
    table = tasks(tasks_of(notice, body), notice)
    shown = [(f"{row[1].partition(chr(10))[0]} {row[2].partition('（')[0]}", *duty(row)) for row in table.rows]
    assert len(expected) >= 5
    assert shown == expected
    assert [row[0] for row in table.rows] == [str(n) for n in range(1, len(expected) + 1)]


def test_the_columns_and_what_stands_in_them(table: Table, notice: Notice) -> None:
    listing = tasks_of(notice, "县教育局")
    assert table.headers == ("序号", "附件", "条目", "任务", "牵头单位", "责任单位", "目标指标", "完成时限", "原文")
    assert column(table, "原文") == [clause.text for clause in listing.rows]
    assert set(column(table, "完成时限")) == {""}
    assert table.title == table.name == "县教育局任务分解表"
    counts = [listing.roles.count(role) for role in Role]
    assert table.summary == "共 {} 项：牵头 {} 项；共同负责（原文未写明牵头单位）{} 项；责任单位 {} 项".format(
        len(listing.rows), *counts
    )
    assert table.provenance == (
        "来源：《新田县实施“七大攻坚”总体方案》（送审稿，2025-06-12）",
        "原文网址：原文未载",
        LABEL,
    )


def test_a_joint_task_names_no_lead(notice: Notice) -> None:
    table = tasks(find(ListQuery(Kind.LEADERLESS), notice), notice)
    assert len(table.rows) == 24
    assert set(column(table, "牵头单位")) == {NO_LEAD}
    assert "" not in column(table, "责任单位")
    assert table.summary == "共 24 项：共同负责（原文未写明牵头单位）24 项"


def test_a_clause_without_a_duty_says_so(notice: Notice) -> None:
    clause = notice.by_address["0/2/1"]
    assert not clause.responsible + clause.generic
    listing = find(ListQuery(Kind.OCCURRENCES, parts=("0/2/1",), terms=("消费",)), notice)
    assert [duty(row) for row in tasks(listing, notice).rows] == [("", NO_DUTY)]


def test_targets_stand_one_a_line(notice: Notice) -> None:
    table = tasks(tasks_of(notice, "县农业农村局"), notice)
    row = next(row for row in table.rows if row[3] == "做优现代农旅产业")
    lines = row[6].splitlines()
    assert lines[:2] == ["粮食播种面积：稳定在46.3万亩", "粮食产量：17万吨以上"]
    assert len(lines) == len(notice.by_address["2/2/2/3"].figures)
    other = next(row for row in table.rows if row[3] == "搭建消费平台")
    assert other[6] == "新增限额以上批零住餐企业：10家以上（2025年）"


def test_damage_is_marked_and_explained(table: Table, notice: Notice) -> None:
    row = table.rows[[c.address for c in tasks_of(notice, "县教育局").rows].index("1/2/2/1")]
    assert row[4] == "县发改局（原文印作“发改”）"
    assert "县教育局（原文印作“教育局”）" in row[5]
    inferred = [row for row in table.rows if row[2].endswith("（编号据上下文推断）")]
    assert inferred
    assert all(row[1].startswith(("附件4\n", "附件5\n")) for row in inferred)
    said = "\n".join(table.remarks)
    assert all(words in said for words in ("原文印作", "编号据上下文推断", "未写明牵头", "“场”前缺字"))
    undamaged = find(ListQuery(Kind.PARTS, parts=("2",)), notice)
    assert "编号据上下文推断" not in "".join(tasks(undamaged, notice).remarks)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        pytest.param(ListQuery(Kind.TASKS, (Asked("县财政局"),)), "县财政局任务分解表", id="all"),
        pytest.param(ListQuery(Kind.TASKS, (Asked("县财政局", LEADING),)), "县财政局任务分解表（限牵头）", id="lead"),
        pytest.param(
            ListQuery(Kind.TASKS, (Asked("县财政局", NOT_LEADING),), ("1",)),
            "县财政局任务分解表（限共同负责、责任单位；附件1）",
            id="party-in-part",
        ),
        pytest.param(
            ListQuery(Kind.TASKS, (Asked("县发改局", LEADING), Asked("县财政局", ANY, absent=True))),
            "县发改局任务分解表（县发改局：牵头；不含县财政局的任务）",
            id="absent",
        ),
        pytest.param(
            ListQuery(Kind.TASKS, (Asked("县财政局"),), terms=("消费",)),
            "县财政局任务分解表（写有“消费”）",
            id="term",
        ),
        pytest.param(ListQuery(Kind.LEADERLESS, parts=("5",)), "未写明牵头单位的任务分解表（附件5）", id="leaderless"),
        pytest.param(ListQuery(Kind.PARTS, parts=("3",)), "附件3任务分解表", id="part"),
    ],
)
def test_a_title_says_what_was_left_out(query: ListQuery, title: str, notice: Notice) -> None:
    table = tasks(find(query, notice), notice)
    assert table.rows
    assert table.title == title


def test_figures_each_with_its_sentence(notice: Notice) -> None:
    found = find(ListQuery(Kind.FIGURES, parts=("5",)), notice)
    table = targets(list(zip(found.rows, found.figures, strict=True)), notice, "附件5指标清单")
    assert table.headers == ("序号", "附件", "条目", "指标", "目标值", "年份", "原文")
    assert table.rows[0][3:5] == ("政务服务“一网通办”率", "达90%以上")
    assert all(f.text in row[6] for row, f in zip(table.rows, found.figures, strict=True))
    # The clause's other damage is not in the sentence, so nothing is said of it.
    assert "“一网通办”率，总体方案一作“力争达90%以上”" in "".join(table.remarks)
    assert "扫码入企" not in "".join(table.remarks)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("县财政局任务分解表（附件1）", "县财政局任务分解表（附件1）"),
        ('../a\\b:c*?"<>|\x00d', "a-b-c-d"),
        ("...", "导出"),
        ("长" * 300, "长" * 60),
    ],
    ids=["plain", "separators", "dots", "long"],
)
def test_a_file_name_is_safe(title: str, name: str) -> None:
    assert safe_name(title) == name


def test_a_row_that_does_not_fit_its_headers_is_refused(notice: Notice) -> None:
    with pytest.raises(ValueError, match="one entry a header"):
        Table.of(notice, "表", ("甲", "乙"), [("一",)])
