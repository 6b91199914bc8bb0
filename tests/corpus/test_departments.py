"""Responsibility brackets, whole and damaged, and the names that people use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Notice
from corpus.departments import Gazetteer, read_responsibility

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "lead", "parties", "generic"),
    [
        pytest.param(
            "推进建设。(县科商工信局牵头,县发改局、县财政局等按职能分工负责)",
            ["县科商工信局"], ["县发改局", "县财政局"], [], id="whole",
        ),
        pytest.param(
            "推进建设。（县科商工信局牵头，县发改局、县财政局等按职责分工负责）",
            ["县科商工信局"], ["县发改局", "县财政局"], [], id="full width",
        ),
        pytest.param(
            "推进建设。(发改牵头,县科商工信局教育局、市生态环境局新田分局住建局等按职能分工负责)",
            ["县发改局"], ["县科商工信局", "县教育局", "市生态环境局新田分局", "县住建局"], [], id="county, bureau and comma lost",
        ),
        pytest.param(
            "推进建设。发改牵头,县教育局等按职能分工负责)", ["县发改局"], ["县教育局"], [], id="opening bracket lost"
        ),
        pytest.param(
            "推进建设。(县发改局牵头,县教育局等按职能分工负责", ["县发改局"], ["县教育局"], [], id="closing bracket lost"
        ),
        pytest.param(
            "县发改局县市场监管局数据局、人民法院、税务局、自然资源局等按职能分工负责)",
            [], ["县发改局", "县市场监管局", "县数据局", "县人民法院", "县税务局", "县自然资源局"], [], id="joint, run together",
        ),
        pytest.param("县发改局司法局牵头)", ["县发改局", "县司法局"], [], [], id="two leads"),
        pytest.param(
            "由社区牵头,居民自行确定运营商(牵头单位:住建局)", ["县住建局"], [], [], id="only the last bracket counts"
        ),
        pytest.param(
            "(牵头单位:县交通运输局、县邮政分公司", ["县交通运输局", "县邮政分公司"], [], [], id="labelled, not closed"
        ),
        pytest.param("(牵头单位:发改", ["县发改局"], [], [], id="two characters left"),
        pytest.param(
            "(县应安委办牵头,各负有监管职责行业部门配合)",
            ["县应安委办"], [], ["各负有监管职责行业部门"], id="described, not named",
        ),
        pytest.param(
            "(气象局、县自然资源局应急管理局负责,其他相关单位配合)",
            [], ["县气象局", "县自然资源局", "县应急管理局"], ["其他相关单位"], id="joint with others",
        ),
        pytest.param("(县数据局牵头,县数据局、县发改局配合)", ["县数据局"], ["县发改局"], [], id="a lead is no party too"),
        pytest.param(
            "(商务部牵头,海关总署、税务总局配合)", ["商务部"], ["海关总署", "税务总局"], [], id="unknown bodies as printed"
        ),
        pytest.param("(国家税务总局、财政部负责)", [], ["国家税务总局", "财政部"], [], id="ministries are not bureaus"),
        pytest.param(
            "(省财政厅、永州市财政局、县财政局负责)",
            [], ["省财政厅", "永州市财政局", "县财政局"], [], id="other levels are not the county",
        ),
        pytest.param("不断提升服务能力和水平。", [], [], [], id="no bracket"),
        pytest.param("各责任单位要细化措施,明确责任人。", [], [], [], id="a sentence about duty"),
        pytest.param("专班办公室设在县人社局,负责日常协调和调度工作。", [], [], [], id="an office is no duty"),
        pytest.param("加大对重大平台、重大项目、重大改革的支持配合力度。", [], [], [], id="prose with 配合"),
        pytest.param("", [], [], [], id="empty"),
    ],
)  # fmt: skip
def test_brackets(text: str, lead: list[str], parties: list[str], generic: list[str]) -> None:
    duty = read_responsibility(text, GAZETTEER)
    assert (list(duty.lead), list(duty.parties), list(duty.generic)) == (lead, parties, generic)


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("推进。(县发改局牵头)", []),
        ("推进。发改牵头,教育局负责)", [("发改", "县发改局", 3), ("教育局", "县教育局", 8)]),
        ("(生态环境局新田分局负责)", [("生态环境局新田分局", "市生态环境局新田分局", 1)]),
    ],
)
def test_completed_names_say_what_was_printed(text: str, completed: list[tuple[str, str, int]]) -> None:
    found = read_responsibility(text, GAZETTEER).completed
    assert list(found) == completed
    assert all(text[at:].startswith(printed) for printed, _, at in found)


def test_joint_stays_joint(notice: Notice) -> None:
    joint = [c for c in notice.clauses if c.kind in ("item", "subitem") and c.parties and not c.lead]
    assert len(joint) == 24
    assert not any("牵头" in c.text[-60:] for c in joint)


def test_names_in_the_notice_are_of_the_gazetteer(notice: Notice) -> None:
    known = {body.name for body in GAZETTEER.bodies}
    assert {name for c in notice.clauses for name in c.responsible} <= known


NAMES = sorted(body.name for body in GAZETTEER.bodies)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True), st.booleans())
def test_lost_separators_lose_no_name(names: list[str], separated: bool) -> None:
    text = f"推进建设。({('、' if separated else '').join(names)}等按职能分工负责)"
    assert list(read_responsibility(text, GAZETTEER).parties) == names


@given(st.text())
def test_any_text(text: str) -> None:
    duty = read_responsibility(text, GAZETTEER)
    assert not set(duty.lead) & set(duty.parties)
    for start, end, _ in GAZETTEER.mentions(text):
        assert 0 <= start < end <= len(text.lower())
    pieces = GAZETTEER.segment(text)
    assert [text[start:end] for start, end, _ in pieces] == [] or "".join(text[a:b] for a, b, _ in pieces) == text
