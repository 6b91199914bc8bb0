"""Which body a wrong name means."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.departments import Gazetteer
from corpus.nearest import core, nearest_bodies

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        # by sound
        ("财证局", "县财政局"), ("教于局", "县教育局"), ("县人设局", "县人社局"), ("卫建局", "县卫健局"), ("林也局", "县林业局"),
        ("新田县税物局", "县税务局"), ("县残廉", "县残联"),
        # in pinyin
        ("cai zheng ju", "县财政局"), ("caizhengju", "县财政局"), ("xian jiaoyu ju", "县教育局"), ("fagaiju", "县发改局"),
        # a character wrong, lost, added or in another place
        ("科商工新局", "县科商工信局"), ("农村农业局", "县农业农村局"), ("市场监督局", "县市场监管局"), ("自然资局", "县自然资源局"),
        ("市场监管管理局", "县市场监管局"), ("水产畜牧中心", "县畜牧水产事务中心"), ("市场局", "县市场监管局"), ("工业局", "县科商工信局"),
        # the body of another level, another kind of body
        ("教育厅", "县教育局"), ("民政部", "县民政局"), ("永州市财政局", "县财政局"), ("公积金管理局", "县住房公积金管理中心"),
        ("縣財證局", "县财政局"), ("县财政局", "县财政局"),
        # slips in English
        ("Finence Bureau", "县财政局"), ("Department of Educaton", "县教育局"), ("Womens Federaton", "县妇联"),
        ("the county agricultre bureau", "县农业农村局"),
    ],
)  # fmt: skip
def test_what_was_meant(words: str, first: str) -> None:
    assert nearest_bodies(words)[:1] == (first,)


@pytest.mark.parametrize(
    "words",
    [
        "教科文组织", "县粮食局", "县外事办", "县交警大队", "县侨联", "团县委", "县政协", "县人大", "建设银行", "人民医院", "总商会",
        "县武装部", "县档案局", "退役军人事务局", "县公路局", "县融媒体中心", "liangshi ju", "Grain Bureau", "Veterans Affairs Bureau",
        "Foreign Affairs Office", "UNESCO", "the", "局", "", "？？", "县", "财政" * 50,
    ],
)  # fmt: skip
def test_nothing_is_near(words: str) -> None:
    assert nearest_bodies(words) == ()


def test_an_exact_sound_leaves_no_choice() -> None:
    assert nearest_bodies("教于局") == ("县教育局",)
    assert nearest_bodies("jiaoyu ju") == ("县教育局",)


def test_at_most_as_many_as_asked_for() -> None:
    assert nearest_bodies("工业局", most=1) == nearest_bodies("工业局")[:1]
    assert len(nearest_bodies("工业局")) > 1


def test_only_among_the_bodies_that_are_given() -> None:
    others = [body for body in GAZETTEER.bodies if body.name != "县财政局"]
    assert nearest_bodies("财证局", others) == ()
    assert nearest_bodies("财证局", iter(GAZETTEER.bodies)) == ("县财政局",)
    assert nearest_bodies("财证局", []) == ()


def test_every_name_is_nearest_to_itself() -> None:
    for body in GAZETTEER.bodies:
        assert body.name in nearest_bodies(body.name), body.name
        assert body.name in nearest_bodies(body.english[0]), body.english[0]


def test_core() -> None:
    assert [core(name) for name in ("新田县财政局", "县妇联", "法院", "县农机事务中心", "市场监管局")] == [
        "财政",
        "妇联",
        "法院",
        "农机",
        "市场监管",
    ]


@given(st.text(max_size=30))
def test_any_text(text: str) -> None:
    assert set(nearest_bodies(text)) <= {body.name for body in GAZETTEER.bodies}


def test_a_name_costs_little() -> None:
    names = ["财证局", "县粮食局", "农村农业局", "Grain Bureau", "cai zheng ju"]
    nearest_bodies(names[0])
    started = time.perf_counter()
    for _ in range(20):
        for name in names:
            nearest_bodies(name)
    assert (time.perf_counter() - started) / (20 * len(names)) < 0.005  # seconds; measured 0.0001
