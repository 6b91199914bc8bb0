"""Complete lists, counted a second time from the clauses and from the list written by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from corpus.clause import Clause, Notice
from rag.answer import Answer, Status
from rag.pipeline import Assistant
from rag.register import Role, leaderless, role_in, tasks_of
from tests.rag.contract import check, cited, ids

GOLDEN = Path(__file__).parents[1] / "corpus" / "golden" / "responsibilities.tsv"
BODIES = ["县发改局", "县科商工信局", "县数据局", "县教育局", "县财政局", "县民政局", "市生态环境局新田分局", "县残联"]


def golden(body: str) -> dict[Role, list[str]]:
    """role → the addresses at which the list written by hand gives it to a body."""
    found: dict[Role, list[str]] = {role: [] for role in Role}
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if body in row["lead"].split("、"):
                found[Role.LEAD].append(row["address"])
            elif body in row["parties"].split("、"):
                found[Role.PARTY if row["lead"] else Role.JOINT].append(row["address"])
    return found


@pytest.mark.parametrize("body", BODIES, ids=ids("body" for _ in BODIES))
def test_tasks_of_a_body(body: str, notice: Notice) -> None:
    expected = golden(body)
    assert sum(map(len, expected.values())) > 0
    listing = tasks_of(notice, body, frozenset(Role))
    assert len(listing.roles) == len(listing.rows)
    for role in Role:
        assert [c.address for c, r in zip(listing.rows, listing.roles, strict=True) if r is role] == expected[role]
        assert [c.address for c in tasks_of(notice, body, frozenset({role})).rows] == expected[role]


def test_a_joint_task_gets_no_lead(notice: Notice) -> None:
    joint = [c for c in notice.clauses if c.parties and not c.lead]
    assert joint
    for clause in joint:
        assert {role_in(clause, body) for body in clause.parties} == {Role.JOINT}
    led = [c for c in notice.clauses if c.lead]
    for clause in led:
        assert {role_in(clause, body) for body in clause.lead} == {Role.LEAD}
        assert {role_in(clause, body) for body in clause.parties} <= {Role.PARTY}


def test_leaderless(notice: Notice) -> None:
    rows = leaderless(notice).rows
    assert len(rows) == 24
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        by_hand = [r["address"] for r in csv.DictReader(file, delimiter="\t") if r["parties"] and not r["lead"]]
    assert [c.address for c in rows] == by_hand
    assert len(leaderless(notice, "5").rows) == sum(address.startswith("5/") for address in by_hand)


def rows_of(answer: Answer) -> list[str]:
    """The addresses of a list's rows; each row must carry a marker of its own."""
    tasks, _, forces = answer.answer.partition("\n另在以下")  # the task forces that the body belongs to
    rows = [line for line in tasks.splitlines() if line.startswith("· ")]
    assert all(row.endswith("]") for row in rows)
    assert len(rows) + forces.count("\n· ") == len(answer.citations)
    return [c.address for c in answer.citations[: len(rows)]]


# question, body, (the roles asked for, the attachment that the list is kept to)
LISTS: list[tuple[str, str, tuple[set[Role], str | None]]] = [
    ("县发改局牵头哪些任务？", "县发改局", ({Role.LEAD}, None)),
    ("发改委牵头的任务有哪些", "县发改局", ({Role.LEAD}, None)),
    ("列出发改局牵头的全部任务", "县发改局", ({Role.LEAD}, None)),
    ("縣發改局牽頭哪些任務？", "县发改局", ({Role.LEAD}, None)),
    ("Which tasks does the Development and Reform Bureau lead?", "县发改局", ({Role.LEAD}, None)),
    ("List every task led by the Finance Bureau", "县财政局", ({Role.LEAD}, None)),
    ("县发改局配合哪些任务", "县发改局", ({Role.PARTY, Role.JOINT}, None)),
    ("县数据局参与了哪些任务", "县数据局", (set(Role), None)),
    ("县教育局负责哪些任务？", "县教育局", (set(Role), None)),
    ("民政局牵头几项任务", "县民政局", ({Role.LEAD}, None)),
    ("附件3里县科商工信局牵头哪些任务", "县科商工信局", ({Role.LEAD}, "3")),
    ("附件4中县发改局配合哪些任务？", "县发改局", ({Role.PARTY, Role.JOINT}, "4")),
]


@pytest.mark.parametrize(
    ("question", "body", "asked"), LISTS, ids=ids("-".join(sorted(asked[0])) for _, _, asked in LISTS)
)
def test_list_is_complete(
    question: str, body: str, asked: tuple[set[Role], str | None], assistant: Assistant, notice: Notice
) -> None:
    roles, attachment = asked
    wanted = {address for role in roles for address in golden(body)[role]}
    order = [c.address for c in notice.clauses if c.address in wanted]
    expected = [a for a in order if attachment is None or a.split("/")[0] == attachment]
    answer = assistant.answer(question)
    check(answer, notice)
    assert answer.status is Status.ANSWERED
    assert rows_of(answer) == expected
    assert str(len(expected)) in answer.answer.splitlines()[0]


def test_each_row_says_its_own_role(assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer("县教育局负责哪些任务？")
    marks = {Role.LEAD: "〔牵头〕", Role.JOINT: "〔共同负责而未写明牵头〕", Role.PARTY: "〔责任单位〕"}
    rows = [line for line in answer.answer.splitlines() if line.startswith("· ") and "专班" not in line]
    assert {mark for mark in marks.values() if any(mark in row for row in rows)} == set(marks.values())
    for row, citation in zip(rows, answer.citations, strict=False):
        role = role_in(notice.by_address[citation.address], "县教育局")
        assert role is not None
        assert [mark for mark in marks.values() if mark in row] == [marks[role]]


def test_leaderless_as_an_answer(assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer("哪些任务没有写明牵头单位？")
    check(answer, notice)
    assert rows_of(answer) == [c.address for c in leaderless(notice).rows]
    assert "24" in answer.answer.splitlines()[0]


@pytest.mark.parametrize(
    "question",
    ["七大攻坚有哪些？", "这份公告有哪些附件？", "What attachments does the notice have?"],
    ids=["campaigns", "attachments", "English"],
)
def test_attachments(question: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert cited(answer) == [str(n) for n in range(1, 8)]
    assert "7" in answer.answer.splitlines()[0]


def _leaves(notice: Notice, prefix: str) -> list[Clause]:
    inside = [c for c in notice.clauses if c.address.startswith(prefix + "/") and c.kind in ("item", "subitem")]
    return [c for c in inside if not any(o.address.startswith(c.address + "/") for o in inside)]


@pytest.mark.parametrize("attachment", ["2", "6", "7"])
def test_tasks_of_an_attachment(attachment: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(f"附件{attachment}有哪些任务？")
    check(answer, notice)
    assert rows_of(answer) == [c.address for c in _leaves(notice, attachment)]


def test_a_body_with_no_such_task_is_told_so(assistant: Assistant, notice: Notice) -> None:
    assert not [a for a in golden("县残联")[Role.LEAD] if a.startswith("3/")]
    answer = assistant.answer("附件3里县残联牵头哪些任务？")
    check(answer, notice)
    assert answer.status is Status.NOT_STATED
