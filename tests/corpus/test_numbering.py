"""The marker that a line begins with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbering import Family, chinese_number, printed_form, read_marker, to_chinese


@pytest.mark.parametrize(
    ("line", "family", "ordinal", "printed", "damage"),
    [
        ("附件1", Family.ATTACHMENT, 1, "附件1", ""),
        ("附件三", Family.ATTACHMENT, 3, "附件三", ""),
        ("附 件 2", Family.ATTACHMENT, 2, "附 件 2", ""),
        ("附件２", Family.ATTACHMENT, 2, "附件２", ""),
        ("附件", Family.ATTACHMENT, None, "附件", ""),
        ("附件1 重点任务分工", Family.ATTACHMENT, 1, "附件1", ""),
        ("第一部分 总论", Family.PART, 1, "第一部分", ""),
        ("第二章 专利代理机构", Family.CHAPTER_OF, 2, "第二章", ""),
        ("第三节 监督", Family.SECTION_OF, 3, "第三节", ""),
        ("第十条 申请人应当", Family.ARTICLE, 10, "第十条", ""),
        ("第一百二十三条 本法自公布之日起施行。", Family.ARTICLE, 123, "第一百二十三条", ""),
        ("一、攻坚目标", Family.CHAPTER, 1, "一、", ""),
        ("二十一、其他", Family.CHAPTER, 21, "二十一、", ""),
        ("(一)大力提振消费", Family.SECTION, 1, "(一)", ""),
        ("（十二）加强监督", Family.SECTION, 12, "（十二）", ""),
        ("五)实施攻坚。", Family.SECTION, 5, "五)", "缺左括号"),
        ("(三、加强领导", Family.SECTION, 3, "(三", "缺右括号"),
        (")着力优服务增便利", Family.SECTION, None, ")", "编号与左括号均脱落"),
        ("）着力优服务增便利", Family.SECTION, None, "）", "编号与左括号均脱落"),
        ("1.推动增收减负。", Family.ITEM, 1, "1.", ""),
        ("12、便民出行", Family.ITEM, 12, "12、", ""),
        ("３．完善政策", Family.ITEM, 3, "３．", ""),
        ("4.2025年底前完成整治。", Family.ITEM, 4, "4.", ""),
        ("\u3000\u30002. 完善政策", Family.ITEM, 2, "2.", ""),
        ("(15)提高标准", Family.SUBITEM, 15, "(15)", ""),
        ("（１）提高标准", Family.SUBITEM, 1, "（１）", ""),
        ("15)提高标准", Family.SUBITEM, 15, "15)", "缺左括号"),
        ("②第二步", Family.CIRCLED, 2, "②", ""),
        ("⑳第二十步", Family.CIRCLED, 20, "⑳", ""),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) > 2 else None,
)
def test_marker(line: str, family: Family, ordinal: int | None, printed: str, damage: str) -> None:
    marker = read_marker(line)
    assert marker is not None
    assert (marker.family, marker.ordinal, marker.printed, marker.damage) == (family, ordinal, printed, damage)
    assert not line[marker.end :].startswith((" ", "\u3000"))


@pytest.mark.parametrize(
    "line",
    [
        "2025.1.1起施行",
        "2025年工作要点",
        "3.5%以上的增长",
        "３．５％以上",
        "1.2万亩高标准农田",
        "一是加强领导",
        "一个都不能少",
        "第一条例",
        "第三届中非经贸博览会",
        "附件:1.内需扩量提效攻坚实施方案",
        "附件：1.内需扩量提效攻坚实施方案",
        "(送审稿)",
        "(县发改局牵头)",
        ")",
        "）。",
        "零、总则",
        "0.总则",
        "——内需发展动力进一步增强。",
        "",
        "\u3000",
    ],
)
def test_no_marker(line: str) -> None:
    assert read_marker(line) is None


@given(st.integers(1, 999))
def test_chinese_numbers_round_trip(number: int) -> None:
    assert chinese_number(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十", 20),
        ("二十一", 21),
        ("一百", 100),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一百一十二", 112),
        ("九百九十九", 999),
        ("〇", 0),
        ("15", 15),
        ("１５", 15),
        ("②", 2),
    ],
)
def test_chinese_number(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("number", "text"), [(10, "十"), (12, "十二"), (30, "三十"), (100, "一百"), (105, "一百零五"), (112, "一百一十二")]
)
def test_to_chinese(number: int, text: str) -> None:
    assert to_chinese(number) == text


@given(st.sampled_from(Family), st.integers(1, 20))
def test_printed_form_reads_back(family: Family, ordinal: int) -> None:
    marker = read_marker(f"{printed_form(family, ordinal)}加强组织领导")
    assert marker is not None
    assert (marker.family, marker.ordinal, marker.damage) == (family, ordinal, "")


@given(st.text())
def test_any_line(line: str) -> None:
    marker = read_marker(line)
    assert marker is None or (marker.printed and line[: marker.end].strip() == marker.printed)
