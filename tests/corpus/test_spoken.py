"""The names that people use, and the ordinary words that stand for bodies."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.departments import Gazetteer

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("县发改局负责什么?", ["县发改局"]),
        ("发改委和人社部门分别管什么", ["县发改局", "县人社局"]),
        ("环保局、工信局", ["市生态环境局新田分局", "县科商工信局"]),
        ("新田县人力资源和社会保障局", ["县人社局"]),
        ("市生态环境局新田分局", ["市生态环境局新田分局"]),
        ("县委宣传部", ["县委宣传部"]),
        ("县政府办公室", ["县政府办"]),
        ("残联妇联总工会", ["县残联", "县妇联", "县总工会"]),
        ("What does the Education Bureau do?", ["县教育局"]),
        ("the tax bureau and the POLICE", ["县税务局", "县公安局"]),
        ("由Finance Bureau负责", ["县财政局"]),
        ("县财政局县财政局", ["县财政局", "县财政局"]),
        ("城管怎么管停车", ["县城管执法局"]),
        ("组织部牵头的事", ["县委组织部"]),
        ("我们农业农村局", ["县农业农村局"]),
        ("咱教育局", ["县教育局"]),
        ("俺们住建局", ["县住建局"]),
        ("县文化旅游广电体育局", ["县文旅广体局"]),
        ("新田县科技商务和工业信息化局", ["县科商工信局"]),
        ("永州市生态环境局新田分局", ["市生态环境局新田分局"]),
        ("卫计委、国土局、安监局、扶贫办", ["县卫健局", "县自然资源局", "县应急管理局", "县农业农村局"]),
        ("agriculture & rural affairs bureau", ["县农业农村局"]),
        ("the Farm Machinery Centre", ["县农机事务中心"]),
        ("Department of Finance, Development and Reform Commission", ["县财政局", "县发改局"]),
        ("the women\u2019s federation", ["县妇联"]),
        ("the farm, culture and health bureaus", ["县农业农村局", "县文旅广体局", "县卫健局"]),
        ("the tax and culture and tourism departments", ["县税务局", "县文旅广体局"]),
        # words in which a body's short name happens to stand
        ("老城区开发改造", []),
        ("研发改进", []),
        ("办公安排", []),
        ("办公安全", []),
        ("县城管网改造", []),
        ("施工会影响出行吗", []),
        ("居住建筑节能", []),
        ("个人社保怎么交", []),
        ("老人社区服务", []),
        ("组织部署在哪里", []),
        ("宣传部署", []),
        ("金融办法", []),
        ("县政府办事大厅", []),
        ("县政府办了哪些事", []),
        ("教育局限在哪里", []),
        ("消防救援队伍建设", []),
        ("courtyard", []),
        ("policeman", []),
        ("teams sent out to court investors", []),
        ("which bureaus", []),
        ("", []),
    ],
)
def test_how_people_write_names(text: str, names: list[str]) -> None:
    assert [name for _, _, name in GAZETTEER.mentions(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("财政收入增长多少", []),
        ("教育怎么办", []),
        ("水利工程", []),
        ("邮政编码是多少", []),
        ("客运、邮政、快递合到一个站", []),
        ("自然资源保护", []),
        ("总纲里的公安、防灾、债务写了哪些", []),
        ("未成年人安全教育牵头单位", []),
        ("公共充电设施建设牵头单位", []),
        ("财政牵头单位是谁", []),
        ("义务教育、工会福利", ["县总工会"]),
        ("发改局和教育公平", ["县发改局"]),
        ("用工、供电这些要素", []),
        ("民政牵头的任务", ["县民政局"]),
        ("请列出教育负责的事项", ["县教育局"]),
        ("税务那边管不管", ["县税务局"]),
        ("教育口子没办法", ["县教育局"]),
        ("教育、民政、卫健分别牵头哪些任务", ["县教育局", "县民政局", "县卫健局"]),
        ("发改、财政、园区三家", ["县发改局", "县财政局", "县产业开发区"]),
        ("发改牵还是财政牵", ["县发改局", "县财政局"]),
        ("这事归交通管", ["县交通运输局"]),
        ("找民政还是找消防", ["县民政局", "县消防救援大队"]),
        ("除了公安还有哪些单位", ["县公安局"]),
        ("税务、邮政在这件事里是牵头还是配合", ["县税务局", "县邮政分公司"]),
        ("县财政要做哪些", ["县财政局"]),
    ],
)
def test_ordinary_words_are_bodies_only_where_their_neighbours_say_so(text: str, names: list[str]) -> None:
    assert [name for _, _, name in GAZETTEER.mentions(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "永州市财政局牵头哪些任务", "省发改委", "国家发改委", "市里的教育局", "宁远县教育局", "道县财政局", "邻县的公安局",
        "最高人民法院", "永州市生态环境局", "provincial finance bureau", "the Yongzhou Municipal Tax Bureau", "Ningyuan Health Bureau",
    ],
)  # fmt: skip
def test_bodies_of_other_levels_and_places_are_not_the_countys(text: str) -> None:
    assert GAZETTEER.mentions(text) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("请问新田县财政局负责什么", "新田县财政局"),
        ("县住建牵头什么", "县住建"),
        ("湖南省永州市新田县妇联", "湖南省永州市新田县妇联"),
        ("新田县民政负责什么", "新田县民政"),
        ("the Xintian County Tax Bureau", "Xintian County Tax Bureau"),
        ("夜市城管", "城管"),
    ],
)
def test_the_county_in_front_belongs_to_the_name(text: str, span: str) -> None:
    assert [text[start:end] for start, end, _ in GAZETTEER.mentions(text)] == [span]


ALIASES = [(form, body.name) for body in GAZETTEER.bodies for form in (body.name, body.official, *body.aliases)]
SHORT = [(form, body.name) for body in GAZETTEER.bodies for form in body.short]
ENGLISH = [(form, body.name) for body in GAZETTEER.bodies for form in body.english]
ZH_FRAMES = (
    "{}牵头哪些任务",
    "哪些任务由{}牵头",
    "请列出{}牵头的任务",
    "我们{}负责什么",
    "{}和县审计局都参与的任务",
    "“{}”负责什么",
)
EN_FRAMES = ("which tasks does the {} lead", "List the tasks led by the {}.", "What is the county {} responsible for?")


def found(text: str) -> set[str]:
    return {name for _, _, name in GAZETTEER.mentions(text)}


PIECES = [
    "财政",
    "县",
    "新田县",
    "教育局",
    "、",
    "和",
    "牵头",
    "the ",
    "tax",
    " and ",
    " bureaus",
    "县妇联",
    "归",
    "部门",
    "市",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    spans = [(start, end) for start, end, _ in GAZETTEER.mentions(text)]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_every_form_that_people_use_finds_its_body() -> None:
    assert len(ALIASES + ENGLISH) > 900
    for form, name in ALIASES + ENGLISH:
        assert GAZETTEER.mentions(form) == [(0, len(form), name)], form


@pytest.mark.parametrize("frame", ZH_FRAMES)
def test_every_chinese_form_is_found_in_a_question(frame: str) -> None:
    beside = {"县审计局"} if "县审计局" in frame else set()
    assert [form for form, name in ALIASES + SHORT if found(frame.format(form)) != {name} | beside] == []


@pytest.mark.parametrize("frame", EN_FRAMES)
def test_every_english_form_is_found_in_a_question(frame: str) -> None:
    made = [pair for pair in GAZETTEER.spoken.items() if pair[0].isascii()]
    assert len(made) > 1500
    assert [form for form, name in [*ENGLISH, *made] if found(frame.format(form)) != {name}] == []


@pytest.mark.parametrize("county", ["县", "新田", "新田县"])
def test_every_form_may_have_the_county_in_front(county: str) -> None:
    bare = [
        (form, name) for form, name in ALIASES if not form.startswith(("县", "新田", "永州", "中", "国", "市", "青"))
    ]
    assert len(bare) > 300
    assert [form for form, name in bare if found(f"{county}{form}牵头哪些任务") != {name}] == []


def test_no_form_has_two_bodies() -> None:
    seen: dict[str, str] = {}
    for form, name in [*ALIASES, *SHORT, *((f"{form}部门", name) for form, name in SHORT)]:
        assert seen.setdefault(form, name) == name, form
    for form, name in ENGLISH:
        assert seen.setdefault(form.lower(), name) == name, form
    assert {form: seen[form] for form in GAZETTEER.spoken if form in seen} == {
        form: name for form, name in GAZETTEER.spoken.items() if form in seen
    }


def test_a_form_is_written_once() -> None:
    for body in GAZETTEER.bodies:
        forms = [body.name, *body.aliases, *body.short, *(e.lower() for e in body.english)]
        assert len(forms) == len(set(forms)), body.name
