"""Task forces (工作专班), against the list of them written by hand: which a body is in, and who is in each."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from corpus.clause import Notice
from corpus.departments import Body, Gazetteer
from rag.answer import Answer, Status
from rag.pipeline import Assistant
from tests.rag.contract import check, cited, ids, rows_of

TASK_FORCES = Path(__file__).parents[1] / "corpus" / "golden" / "taskforces.tsv"
BODIES = Gazetteer.load().bodies
ENGLISH = ids(body.english[0].lower().replace(" ", "-") for body in BODIES)
ROLES = {"deputies": "副召集人单位", "members": "成员单位", "office": "办公室所在单位"}


def by_hand() -> list[dict[str, str]]:
    with TASK_FORCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


FORCES = by_hand()


def roles_of(name: str) -> dict[str, list[str]]:
    """address → the roles that a body has in the task force set up there."""
    found = {f["address"]: [words for role, words in ROLES.items() if name in f[role].split("、")] for f in FORCES}
    return {address: roles for address, roles in found.items() if roles}


def test_seven_task_forces() -> None:
    assert [force["address"] for force in FORCES] == ["1/3", "2/3", "3/3", "4/3", "5/3/1", "6/3", "7/3"]


@pytest.mark.parametrize("body", BODIES, ids=ENGLISH)
def test_the_task_forces_of_a_body(body: Body, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(f"{body.name}在哪些专班里？")
    check(answer, notice)
    expected = roles_of(body.name)
    assert rows_of(answer) == list(expected)
    if expected:
        assert answer.answer.splitlines()[0] == f"{body.name}在以下 {len(expected)} 个工作专班中："
        rows = [line.rpartition("：")[2].partition("[")[0] for line in answer.answer.splitlines()[1:]]
        assert rows == ["、".join(roles) for roles in expected.values()]
    else:  # no task force is another's
        assert (answer.status, answer.citations) == (Status.NOT_STATED, ())


@pytest.mark.parametrize("body", BODIES, ids=ENGLISH)
def test_the_task_forces_of_a_body_in_english(body: Body, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(f"Which task forces is the {body.english[0]} in?")
    check(answer, notice)
    expected = roles_of(body.name)
    assert rows_of(answer) == list(expected)
    assert answer.status is (Status.ANSWERED if expected else Status.NOT_STATED)
    assert not expected or f"{len(expected)} task force" in answer.answer.splitlines()[0]


def said_behind(answer: Answer, words: str) -> str:
    found = re.search(re.escape(words) + r"(.*?)等?(?:\[\d+\])", answer.answer)
    return found[1] if found else ""


@pytest.mark.parametrize("force", FORCES, ids=[f["address"] for f in FORCES])
def test_who_is_in_a_task_force(force: dict[str, str], assistant: Assistant, notice: Notice) -> None:
    attachment = force["address"].partition("/")[0]
    for question, words, expected in (
        (f"附件{attachment}的专班有哪些成员单位", "成员单位：", force["members"]),
        (f"附件{attachment}的工作专班办公室设在哪", "办公室设在", force["office"]),
        (f"附件{attachment}专班的召集人是谁", "召集人：", f"“{force['convener']}”"),
        (f"附件{attachment}专班的召集人是谁", "副召集人为以下单位的主要负责人：", force["deputies"]),
    ):
        answer = assistant.answer(question)
        check(answer, notice)
        assert cited(answer) == [force["address"]]
        assert said_behind(answer, words) == expected, question


@pytest.mark.parametrize("attachment", range(1, 8))
def test_a_task_force_by_the_title_of_its_attachment(attachment: int, assistant: Assistant, notice: Notice) -> None:
    title = notice.by_address[str(attachment)].title.removesuffix("实施方案")
    answer = assistant.answer(f"{title}的专班办公室设在哪个单位")
    assert cited(answer) == [FORCES[attachment - 1]["address"]]
    assert FORCES[attachment - 1]["office"] in answer.answer


ALL = [
    "各专班的办公室分别设在哪里",
    "列出所有专班的办公室",
    "七个专班的办公室分别设在哪",
    "List all task forces and their offices",
]


@pytest.mark.parametrize("question", ALL, ids=ids("all" for _ in ALL))
def test_all_task_forces(question: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert cited(answer) == [force["address"] for force in FORCES]
    offices = re.findall(r"(?:办公室设在|Its office is in [\w, -]*\()(县\w+局)", answer.answer)
    assert offices == [force["office"] for force in FORCES]


OFFICES = [
    ("哪些专班的办公室设在县科商工信局", "县科商工信局", "office"),
    ("办公室设在县数据局的是哪个专班", "县数据局", "office"),
    ("Which task forces have their office in the Science, Commerce and Industry Bureau?", "县科商工信局", "office"),
    ("县科商工信局任副召集人的专班有哪些", "县科商工信局", "deputies"),
    ("由县发改局主要负责人任副召集人的是哪些专班", "县发改局", "deputies"),
]


@pytest.mark.parametrize(("question", "name", "role"), OFFICES, ids=ids(role for _, _, role in OFFICES))
def test_task_forces_by_a_body_in_one_role(
    question: str, name: str, role: str, assistant: Assistant, notice: Notice
) -> None:
    answer = assistant.answer(question)
    check(answer, notice)
    assert rows_of(answer) == [force["address"] for force in FORCES if name in force[role].split("、")]


def test_an_attachment_that_is_not_there_has_no_task_force(assistant: Assistant, notice: Notice) -> None:
    answer, trace = assistant.trace("附件9的专班办公室在哪")
    check(answer, notice)
    assert answer.status is Status.NO_SUCH_CLAUSE
    assert trace.route  # a step answered; none raised


def test_a_list_of_tasks_says_nothing_of_task_forces(assistant: Assistant) -> None:
    for question in ("县发改局牵头哪些任务？", "县财政局负责哪些任务", "List every task led by the Finance Bureau"):
        answer = assistant.answer(question)
        assert "专班" not in answer.answer
        assert "task force" not in answer.answer


def test_the_largest_task_force_is_counted_not_guessed(assistant: Assistant) -> None:
    """Whatever is said, the task force with two named members is not the one with the most."""
    answer = assistant.answer("专班成员单位最多的是哪个")
    assert cited(answer) != ["5/3/1"]
