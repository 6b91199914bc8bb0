"""The bodies that a question names and the gazetteer does not know."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.knowledge import Knowledge
from corpus.parse import notice_folder
from corpus.unknown import unknown_body

GAZETTEER = Gazetteer.load()


@pytest.fixture(scope="module")
def knowledge(notice: Notice) -> Knowledge:
    return Knowledge.read(notice_folder(notice.id), notice)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("县粮食局牵头哪些任务", "县粮食局"),
        ("请列出县外事办的任务", "县外事办"),
        ("县交警大队负责什么", "县交警大队"),
        ("粮食局有哪些任务?", "粮食局"),
        ("请问新田县档案局要承担哪些工作", "新田县档案局"),
        ("哪些任务由县史志办牵头", "县史志办"),
        ("我们县招商局要做什么", "县招商局"),
        ("县粮食和物资储备局在这份方案里牵头几项", "县粮食和物资储备局"),
        ("县财政局和粮食局共同牵头的任务", "粮食局"),
        ("“县烟草专卖局”配合哪些任务", "县烟草专卖局"),
        ("这事归县粮食局管吗", "县粮食局"),
        ("团县委参与哪些工作", "团县委"),
        ("县纪委负责什么", "县纪委"),
        ("县委社会工作部牵头哪些任务", "县委社会工作部"),
        ("县侨联、县妇联有什么任务", "县侨联"),
        ("县红十字会负责什么", "县红十字会"),
        ("县政协的职责", "县政协"),
        ("县人民医院承担哪些任务", "县人民医院"),
        ("县融媒体中心负责哪些任务", "县融媒体中心"),
        ("农业银行新田支行配合哪些任务", "农业银行新田支行"),
        ("龙泉镇负责哪些任务", "龙泉镇"),
        ("永州市财政局牵头哪些任务", "永州市财政局"),
        ("宁远县教育局牵头哪些任务", "宁远县教育局"),
        ("财政部负责什么", "财政部"),
        ("县财证局牵头哪些任务", "县财证局"),
        ("which tasks does the Grain Bureau lead", "Grain Bureau"),
        ("which tasks does the grain bureau lead", "grain bureau"),
        ("Tasks led by the Grain Bureau?", "Grain Bureau"),
        ("What are the duties of the Foreign Affairs Office?", "Foreign Affairs Office"),
        ("the Veterans Affairs Bureau's tasks", "Veterans Affairs Bureau"),
        ("Which items does the Department of Foreign Affairs lead?", "Department of Foreign Affairs"),
    ],
)
def test_bodies_that_no_one_knows(text: str, name: str) -> None:
    assert unknown_body(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "哪个局", "主管部门", "相关单位", "各乡镇", "县政府各部门", "哪个部门",
        "哪个局牵头", "由哪个办公室牵头", "各局的任务", "主管部门负责什么", "相关单位的任务", "各乡镇要承担哪些任务", "县政府各部门负责什么",
        "县政府负责什么", "县委牵头哪些任务", "村委会要配合吗", "乡镇负责什么", "两个局都参与的任务", "其他单位配合什么", "我们局牵头哪些任务",
        "本局有哪些任务", "县局负责什么", "牵头部门的职责", "专班办公室负责什么", "民生专班办公室的职责是什么",
        "一网通办的任务由谁负责", "高效办成一件事由谁负责", "免证办牵头单位", "一件事一次办有哪些任务", "高息骗局牵头单位", "全局工作任务",
        "房地产市场布局任务", "医院负责什么", "社区负责什么", "银行要配合什么", "县域医疗卫生次中心的任务有哪些", "农村电商服务站由谁负责",
        "县公安局交警大队负责什么", "县粮食局", "县粮食局局长是谁", "粮食产量多少", "",
        "which bureau leads", "who leads the task", "is a bureau in charge", "lead bureau", "what does the county government do",
        "the office of the task force is responsible", "does the local hospital handle it", "the Grain Bureau",
    ],
)  # fmt: skip
def test_words_that_name_no_one(text: str) -> None:
    assert unknown_body(text) is None


@pytest.mark.parametrize(
    "frame", ["{}牵头哪些任务", "哪些任务由{}牵头", "新田县{}负责什么", "which tasks does the {} lead"]
)
def test_no_known_body_is_unknown(frame: str) -> None:
    english = frame.isascii()
    forms = [form for form in (*GAZETTEER.spoken, *GAZETTEER.short) if form.isascii() == english]
    assert len(forms) > 500
    assert [form for form in forms if unknown_body(frame.format(form))] == []


def test_no_question_of_the_notice_is_about_an_unknown_body(knowledge: Knowledge) -> None:
    assert len(knowledge.enquiries) > 7000
    assert [e.text for e in knowledge.enquiries if unknown_body(e.text)] == []


@pytest.mark.parametrize("frame", ["{}", "{}的任务有哪些", "{}由谁牵头", "{}牵头单位", "{}有哪些任务", "{}要做什么"])
def test_no_clause_is_an_unknown_body(frame: str, notice: Notice) -> None:
    titles = [clause.title for clause in notice.clauses if clause.title]
    assert len(titles) > 100
    assert [title for title in titles if unknown_body(frame.format(title))] == []


@given(st.text())
def test_any_text(text: str) -> None:
    assert unknown_body(text) is None or len(unknown_body(text) or "") > 1


def test_a_question_costs_little(knowledge: Knowledge) -> None:
    texts = [enquiry.text for enquiry in knowledge.enquiries[::20]]
    started = time.perf_counter()
    for text in texts:
        unknown_body(text)
    assert (time.perf_counter() - started) / len(texts) < 0.002  # seconds; measured 0.00004
