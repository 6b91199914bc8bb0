"""What a rendering may say: the figures and bodies of its clause, and in English every one of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.fidelity import faults, in_english, required, stated
from corpus.knowledge import Knowledge, Rendering
from corpus.parse import notice_folder, read_notice

SOURCE = """某县方案
一、任务
(一)民生
1.扩大就业。
2.办好教育。
3.提高标准。2025年6月底前,城市低保标准不低于740元/月,发放资金5000万元,改造35-110千伏线路46.3万亩,三项补贴各增长10%,检查10次。(县民政局牵头,县文旅广体局、县农业农村局负责)
"""
ZH = "2025年起，城里低保每月不低于740元，要发5000万元。线路是35—110千伏，检查10次，各涨一成。县民政局牵头。"
EN = (
    "Raise standards. By the end of June 2025 the urban allowance is at least 740 yuan a month, 50 million yuan is paid "
    "out, 35-110 kV lines are rebuilt over 463,000 mu, three subsidies each rise by 10%, and there are ten checks. Led "
    "by the County Civil Affairs Bureau, with the Culture Bureau and the Agriculture Bureau."
)
GAZETTEER = Gazetteer.load()


@pytest.fixture(scope="module")
def clause() -> Clause:
    return read_notice(SOURCE).by_address["0/1/1/3"]


def found(clause: Clause, zh: str = ZH, en: str = EN) -> list[str]:
    return list(faults(Rendering(clause.address, zh, en), clause, GAZETTEER))


def test_a_faithful_rendering_has_no_fault(clause: Clause) -> None:
    assert clause.responsible == ("县民政局", "县文旅广体局", "县农业农村局")
    assert found(clause) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("740元", "741元", "“741元”不在条款中", id="another amount"),
        pytest.param("740元", "七百五十元", "“七百五十元”不在条款中", id="another amount in Chinese numerals"),
        pytest.param("5000万元", "5000元", "“5000元”不在条款中", id="a 万 lost"),
        pytest.param("5000万元", "5000亿元", "“5000亿元”不在条款中", id="万 turned 亿"),
        pytest.param("110千伏", "220千伏", "“35—220千伏”不在条款中", id="the far end of a range"),
        pytest.param("35—", "10—", "", id="the near end, a number that the clause has elsewhere"),
        pytest.param("35—", "66—", "“66—110千伏”不在条款中", id="the near end of a range"),
        pytest.param("2025年", "2026年", "“2026”不在条款中", id="another year"),
        pytest.param("检查10次", "检查“3+7”次", "“7”不在条款中", id="a number within quotation marks"),
        pytest.param("检查10次", "检查3次", "", id="a number that the clause has in Chinese numerals"),
        pytest.param("县民政局", "县教育局", "白话：县教育局 不在条款中", id="a foreign body"),
        pytest.param("县民政局", "某局", "", id="plain words need not name every body"),
    ],
)
def test_plain_chinese(clause: Clause, old: str, new: str, said: str) -> None:
    assert old in ZH
    result = found(clause, zh=ZH.replace(old, new))
    assert len(result) == bool(said)
    assert said in "".join(result)
    assert all(line.startswith("0/1/1/3 白话：") for line in result)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("740", "741", ["数字 741 不在条款中", "缺数字 740"], id="another amount"),
        pytest.param("50 million", "5 million", ["数字 5000000 不在条款中", "缺数字 50000000"], id="a power of ten"),
        pytest.param("50 million", "5,000", ["数字 5000 不在条款中", "缺数字 50000000"], id="a 万 lost"),
        pytest.param("at least 740 yuan", "enough", ["缺数字 740"], id="an amount dropped"),
        pytest.param("35-110", "110", ["缺数字 35"], id="one end of a range dropped"),
        pytest.param("June 2025", "June", ["缺数字 2025"], id="a year dropped"),
        pytest.param("June 2025", "June 2026", ["数字 2026 不在条款中", "缺数字 2025"], id="another year"),
        pytest.param(" by 10%", "", ["缺数字 10"], id="one of two that are alike dropped"),
        pytest.param("463,000", "463 thousand", [], id="the same number otherwise"),
        pytest.param("June 2025", "6/2025", [], id="a month as a number"),
        pytest.param("Civil Affairs", "Public Security", ["县公安局 不在条款中", "缺单位 县民政局"], id="another body"),
        pytest.param(" and the Agriculture Bureau", "", ["缺单位 县农业农村局"], id="a body dropped"),
        pytest.param("the Culture Bureau and ", "", ["缺单位 县文旅广体局"], id="one whose name ends another's"),
        pytest.param("Led by", "Led by the Forestry Bureau and", ["县林业局 不在条款中"], id="a foreign body"),
        pytest.param("Civil Affairs", "civil affairs", [], id="case"),
    ],
)
def test_english(clause: Clause, old: str, new: str, said: list[str]) -> None:
    assert old in EN
    result = found(clause, en=EN.replace(old, new))
    assert len(result) == len(said)
    assert all(words in line for words, line in zip(said, result, strict=True)), result
    assert all(line.startswith("0/1/1/3 英文：") for line in result)


def test_the_number_of_an_item_is_no_figure_of_it(clause: Clause) -> None:
    other = replace(clause, text="9.检查一批。", figures=(), lead=(), parties=())
    assert found(other, zh="检查9次。", en="Check.") == ["0/1/1/3 白话：“9次”不在条款中。"]
    assert found(other, zh="检查。", en="Check 9.") == ["0/1/1/3 英文：数字 9 不在条款中。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5000万元", {50_000_000}),
        ("46.3万亩", {463_000}),
        ("1,200户", {1_200}),
        ("35-110千伏", {35, 110}),
        ("3千多户", {3_000}),
        ("1亿2000万元", {100_000_000, 20_000_000, 120_000_000}),
        ("百分之三十", {30}),
        ("三百二十个", {320}),
        ("２０２５年", {2025}),
        ("20以上", {20}),
        ("十大", {10}),
        ("(3)增长5%", {5}),
        ("4.PM2.5", {Decimal("2.5")}),
    ],
)
def test_stated(text: str, expected: set[Decimal | int]) -> None:
    values = stated(text)
    assert expected <= values
    scales = {10**n for n in range(2, 13)}  # 万 and 亿 by themselves read as numbers too
    assert values - expected <= scales


def test_required(clause: Clause) -> None:
    """Both tens, the ends of the range, the year; neither the month nor the item's number."""
    assert required(clause) == Counter(map(Decimal, (2025, 740, 50_000_000, 35, 110, 463_000, 10, 10)))


@pytest.mark.parametrize(
    ("text", "digits", "words"),
    [
        ("50 million yuan", [50_000_000], []),
        ("a 1.5-million project", [1_500_000], []),
        ("463,000 mu, 2,025 and 2025-2027", [463_000, 2_025, 2_025, 2_027], []),
        ("6.5%, 10th, 3×2, １０", [Decimal("6.5"), 10, 3, 2, 10], []),
        ("Twenty-one of nineteen, ninety, one hundred", [], [21, 19, 90, 1, 100]),
        ("often, someone, tent", [], []),
    ],
)
def test_in_english(text: str, digits: list[int], words: list[int]) -> None:
    assert in_english(text) == (Counter(map(Decimal, digits)), Counter(map(Decimal, words)))


_NUMBERED = st.text(alphabet="0123456789.,万亿千百十零一两-—%元个千伏年月日()（）“”县局twohundred million\n\u3000")
_ANY = st.one_of(st.text(max_size=60), _NUMBERED)


@given(_ANY, _ANY, _ANY)
def test_no_text_raises(text: str, zh: str, en: str) -> None:
    for clause in read_notice(f"某县方案\n一、任务\n1.{text}").clauses:
        result = found(clause, zh, en)
        assert all(line.startswith(f"{clause.address} ") and line.endswith("。") for line in result)


@given(_ANY)
def test_a_clause_says_what_it_says(text: str) -> None:
    """Its own words as the plain rendering have no fault, whatever they are."""
    clause = Clause("0/1", "0/1", "item", "1.", "", f"1.有{text}", 0, 0)
    assert not [line for line in found(clause, zh=f"有{text}", en="") if "白话" in line]


def test_planted_faults_in_the_notices_own_renderings(notice: Notice) -> None:
    """Of every clause with figures the first one raised; of every tenth clause with bodies the first one taken out."""
    renderings = Knowledge.read(notice_folder(notice.id), notice).renderings
    changed = 0
    for rendering in renderings:
        for figure in notice.by_address[rendering.clause].figures[:1]:
            value = f"{figure.value:g}"
            if value in rendering.en:
                changed += 1
                raised = rendering.en.replace(value, "9876", 1)
                assert found(notice.by_address[rendering.clause], rendering.zh, raised), rendering.clause
    dropped = 0
    for rendering in renderings[::10]:
        clause = notice.by_address[rendering.clause]
        without = rendering.en
        for start, end, name in reversed(GAZETTEER.mentions(rendering.en)):
            if name in clause.responsible[:1]:
                without = f"{without[:start]}it{without[end:]}"
        if without != rendering.en:
            dropped += 1
            (line,) = found(clause, rendering.zh, without)
            assert f"缺单位 {clause.responsible[0]}" in line
    assert changed >= 30
    assert dropped >= 10
