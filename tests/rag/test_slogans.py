"""Names that stand for a number of things: which of them a question wants spelt out, and whether the text does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.slogans import only_named, slogans, spelt_out

ASKED = [
    pytest.param("“三卡”指哪三卡", "推行“三卡”制度", ("三卡",), id="in quotation marks"),
    pytest.param("三卡是什么", "推行三卡制度", ("三卡",), id="with a number"),
    pytest.param("两个70%是什么", "落实“两个70%”", ("两个70%",), id="with a percentage"),
    pytest.param("十大科技创新项目是哪些", "实施十大科技创新项目", ("十大科技创新项目",), id="long"),
    pytest.param("“一网通办”是什么意思", "“一网通办”即网上办", ("一网通办",), id="a meaning"),
    pytest.param("三卡多少钱", "推行三卡制度", (), id="something else is asked"),
    pytest.param("2025年是什么", "2025年目标", (), id="a year"),
    pytest.param("哪三项是什么", "三项制度", (), id="a number that is asked"),
    pytest.param("四卡是什么", "推行三卡制度", (), id="of no clause"),
    pytest.param("营商环境是什么", "优化营商环境", (), id="no number and no quotation marks"),
    pytest.param("", "", (), id="nothing"),
]


@pytest.mark.parametrize(("question", "text", "expected"), ASKED)
def test_slogans(question: str, text: str, expected: tuple[str, ...]) -> None:
    assert slogans(question, text) == expected


SPELT = [
    pytest.param("三卡", "推行三卡(红卡、黄卡、绿卡)", True, id="brackets"),
    pytest.param("三卡", "推行“三卡”：红卡、黄卡、绿卡", True, id="a colon"),
    pytest.param("三卡", "推行“三卡”,即红卡、黄卡、绿卡", True, id="that is"),
    pytest.param("三防", "防溺水、防火、防欺凌的“三防”教育", True, id="listed before it"),
    pytest.param("三防", "防溺水、防火、防欺凌等三防教育", True, id="listed and so on"),
    pytest.param("三防", "防溺水、防火、防欺凌,三防教育", False, id="listed, not summed up"),
    pytest.param("三卡", "推行三卡制度", False, id="only used"),
    pytest.param("三卡", "用红卡、黄卡。推行“三卡”", False, id="listed in another sentence"),
    pytest.param("三卡", "无", False, id="not there"),
    pytest.param("两个(70%", "两个(70%:甲", True, id="read as it stands, no pattern"),
]


@pytest.mark.parametrize(("name", "text", "expected"), SPELT)
def test_spelt_out(name: str, text: str, expected: bool) -> None:
    assert spelt_out(name, text) is expected


def test_only_named() -> None:
    assert only_named("三卡是什么", "推行三卡制度") == 1
    assert only_named("三卡是什么", "推行三卡（红卡、黄卡、绿卡）") == -1  # the clause's own width
    assert only_named("三卡多少钱", "推行三卡制度") == 0


@given(st.text("“”三卡两个70%是什么哪、(:即", max_size=40), st.text("“”三卡两个70%是什么哪、(:即", max_size=60))
def test_any_words(question: str, text: str) -> None:
    names = slogans(question, text)
    assert all(name in question and name in text for name in names)
    assert only_named(question, text) in (-1, 0, 1)
