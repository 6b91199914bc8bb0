"""The notice against lists written by hand from its source: addresses, bodies, task forces, what was inferred."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.clause import Clause, Notice
from corpus.taskforce import TaskForce, task_forces
from tests.corpus.widths import half

GOLDEN = Path(__file__).parent / "golden"

# The number itself is not in print: a heading without one, or with a bare ")".
LOST_NUMBERS = [
    "0/2/1",
    *(f"4/2/{n}" for n in range(2, 8)),
    *(f"5/2/{n}" for n in range(1, 5)),
]
# The list gives these two titles as far as their first stop; repairs.toml shows where the title ends.
RETITLED = {
    "7/2/1/1/3": "实施家庭教育指导服务“向阳花”行动",
    "7/2/1/9/22": "推进电动汽车公共充电基础设施建设",
}


def golden(name: str, columns: list[str]) -> list[tuple[str, ...]]:
    """The rows of a list in golden/, below its header."""
    header, *rows = (GOLDEN / name).read_text("utf-8").removesuffix("\n").split("\n")
    assert header.split("\t") == columns
    table = [tuple(row.split("\t")) for row in rows]
    assert {len(row) for row in table} == {len(columns)}
    return table


def test_counts(notice: Notice) -> None:
    assert Counter(c.kind for c in notice.clauses) == {
        "attachment": 8,
        "preamble": 8,
        "chapter": 24,
        "section": 48,
        "item": 133,
        "subitem": 28,
    }


def test_every_address_kind_marker_and_first_words(notice: Notice) -> None:
    expected = golden("addresses.tsv", ["address", "kind", "marker", "printed"])
    first = {address: len(printed) for address, _, _, printed in expected}
    assert [(c.address, c.kind, c.marker, c.text[: first.get(c.address, 16)]) for c in notice.clauses] == expected


def test_every_responsibility(notice: Notice) -> None:
    def row(clause: Clause) -> tuple[str, ...]:
        return (clause.address, clause.title, *map("、".join, (clause.lead, clause.parties, clause.generic)))

    expected = [
        (row[0], RETITLED.get(row[0], row[1]), *row[2:])
        for row in golden("responsibilities.tsv", ["address", "title", "lead", "parties", "generic"])
    ]
    assert len(expected) == 161
    assert [row(c) for c in notice.clauses if c.kind in ("item", "subitem")] == expected


def test_only_tasks_name_responsible_bodies(notice: Notice) -> None:
    others = [c for c in notice.clauses if c.kind not in ("item", "subitem") and (c.responsible or c.generic)]
    assert [(c.address, c.lead) for c in others] == [("7/2/5", ("县文旅广体局",))]


def test_every_task_force(notice: Notice) -> None:
    def row(force: TaskForce) -> tuple[str, ...]:
        assert force.convener is not None
        assert force.convener.bodies == ()
        roles = (force.deputies, force.members, force.office)
        return (
            force.clause.address,
            force.convener.text,
            *("、".join(role.bodies) if role is not None else "" for role in roles),
        )

    expected = golden("taskforces.tsv", ["address", "convener", "deputies", "members", "office"])
    assert [row(force) for force in task_forces(notice)] == expected


def test_task_force_roles_are_cut_from_the_source(notice: Notice) -> None:
    for force in task_forces(notice):
        for role in (force.convener, force.deputies, force.members, force.office):
            assert role is not None
            assert role.text == notice.source[role.start : role.end]
            assert force.clause.start <= role.start < role.end <= force.clause.end


def test_lost_numbers(notice: Notice) -> None:
    assert [i.address for i in notice.inferences if i.lost] == LOST_NUMBERS


def test_numbers_that_lost_a_bracket(notice: Notice) -> None:
    found = [i.address for i in notice.inferences if i.kind == "number" and not i.lost]
    assert found == ["0/2/5", *(c.address for c in notice.clauses if c.kind == "subitem")]


@pytest.mark.parametrize(
    ("address", "note"),
    [
        pytest.param("0/2/1", "编号“(一)”原文未印,据后有(二)、其前恰缺此数推断", id="first"),
        pytest.param("4/2/4", "编号“(四)”原文未印,据前有(一)、后有(八),其间恰缺此数推断", id="between"),
        pytest.param("5/2/3", "编号“(三)”原文只存“)”,据后有(五)、其前恰缺此数推断", id="bare bracket"),
        pytest.param("0/2/5", "编号“(五)”原文印作“五)”(缺左括号)", id="half a bracket"),
        pytest.param("7/2/1/1/1", "编号“(1)”原文印作“1)”(缺左括号)", id="sub-item"),
        pytest.param(
            "7/2/1/2/5", "编号“(5)”原文印作“5)”(缺左括号);编号“(5)”接前一项连续编排", id="sub-item that runs on"
        ),
    ],
)
def test_notes_say_from_what(notice: Notice, address: str, note: str) -> None:
    assert [half(i.note) for i in notice.inferences if i.address == address and i.kind == "number"] == [note]


def test_children_inherit_what_was_inferred_of_their_address(notice: Notice) -> None:
    for clause in notice.clauses:
        parts = clause.address.split("/")
        above = {"/".join(parts[:n]) for n in range(1, len(parts) + 1)}
        assert notice.number_lost(clause) == bool(above & set(LOST_NUMBERS)), clause.address
        for ancestor in notice.trail(clause):
            assert set(ancestor.inferred) <= set(notice.notes(clause))
    child = notice.by_address["4/2/3/1"]
    assert "编号“(三)”" in notice.notes(child)[0]
    assert not any("编号" in note for note in child.inferred)


def test_what_is_printed_whole_is_not_called_inferred(notice: Notice) -> None:
    inferred = {i.address for i in notice.inferences}
    for clause in notice.clauses:
        assert bool(clause.inferred) == (clause.address in inferred), clause.address
    for address in ("1/2/1/1", "1/2/1", "7", "0", "0/1", "4/2/1", "4/2/8", "5/2/5", "7/2/2"):
        assert notice.by_address[address].inferred == (), address


def test_completed_names_point_at_what_was_printed(notice: Notice) -> None:
    found = [i for i in notice.inferences if i.kind == "department"]
    assert len(found) > 100
    for inference in found:
        clause = notice.by_address[inference.address]
        printed = notice.source[inference.start : inference.end]
        assert half(inference.note) == f"“{printed}”据上下文认作“{inference.name}”(原文缺字)"
        assert clause.start <= inference.start < inference.end <= clause.end
        assert inference.name in clause.responsible
        assert printed in notice.printed_names(clause).values()


def test_clauses_stand_in_reading_order(notice: Notice) -> None:
    assert all(a.end <= b.start for a, b in pairwise(notice.clauses))
    assert notice.problems == ()


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("0", "总体方案《新田县实施“七大攻坚”总体方案》"),
        ("0/0", "总体方案 前言"),
        ("0/1", "总体方案 一《攻坚目标》"),
        ("1/2/1/3", "附件1 二(一)3《创新消费场景》"),
        ("7/2/1/5/15", "附件7 二(一)5(15)《提高困难群体救助标准》"),
        ("4", "附件4《改革开放深化攻坚实施方案》"),
    ],
)
def test_labels(notice: Notice, address: str, label: str) -> None:
    assert notice.label(notice.by_address[address]) == label
