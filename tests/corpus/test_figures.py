"""Quantities against a hand-made list of the notice's 101, cases of other official texts, and properties of any text."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Figure
from corpus.figures import english, figures, normalised
from corpus.parse import load_notice

GOLDEN = Path(__file__).parent / "golden" / "figures.tsv"


class Row(NamedTuple):
    text: str
    value: float
    high: float | None
    unit: str
    comparator: str
    subject: str
    year: int | None


def _row(figure: Figure) -> Row:
    return Row(figure.text, figure.value, figure.high, figure.unit, figure.comparator, figure.subject, figure.year)


@cache
def _golden() -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[line["address"]].append(
                Row(
                    line["text"],
                    float(line["value"]),
                    float(line["high"]) if line["high"] else None,
                    line["unit"],
                    line["comparator"],
                    line["subject"],
                    int(line["year"]) if line["year"] else None,
                )
            )
    return rows


@cache
def _read() -> dict[str, list[Row]]:
    notice = load_notice()
    found = {
        clause.address: [_row(f) for f in figures(clause.text, clause.start, notice.year)] for clause in notice.clauses
    }
    return {address: rows for address, rows in found.items() if rows}


def test_the_golden_list_is_whole() -> None:
    assert sum(len(rows) for rows in _golden().values()) == 101


def test_figures_are_found_in_exactly_the_clauses_that_have_some() -> None:
    assert set(_read()) == set(_golden())


@pytest.mark.parametrize("address", _golden())
def test_every_figure_of_the_notice(address: str) -> None:
    assert _read()[address] == _golden()[address]


def test_the_parser_gives_clauses_their_figures_with_true_spans() -> None:
    notice = load_notice()
    for clause in notice.clauses:
        assert [_row(f) for f in clause.figures] == _golden().get(clause.address, [])
        assert all(notice.source[f.start : f.end] == f.text for f in clause.figures)


# text → (text, value, high, unit, comparator, subject, year) of each figure
CASES: dict[str, tuple[str, list[tuple[str, float, float | None, str, str, str, int | None]]]] = {
    "scale_units": (
        "全国农机总动力稳定在11亿千瓦左右,其中灌排机械动力达到1.3亿千瓦。",
        [
            ("11亿千瓦", 11, None, "亿千瓦", "稳定在…左右", "全国农机总动力", None),
            ("1.3亿千瓦", 1.3, None, "亿千瓦", "达到", "灌排机械动力", None),
        ],
    ),
    "full_width": (
        "（一）力争到２０２５年，全市城镇化率达到６５．５％以上；",
        [("６５．５％", 65.5, None, "%", "力争…达到…以上", "全市城镇化率", 2025)],
    ),
    "per_cent_in_words": ("按应纳税额的百分之三十减征。", [("百分之三十", 30, None, "百分之", "", "应纳税额", None)]),
    "per_mille_in_words": ("税率为千分之五。", [("千分之五", 5, None, "千分之", "", "税率", None)]),
    "fraction": ("须经三分之二以上委员同意。", [("三分之二", 0.6667, None, "分之", "以上", "委员同意", None)]),
    "chinese_money": (
        "处二十万元以下的罚款,资本金不少于三千五百万元。",
        [
            ("二十万元", 20, None, "万元", "以下", "罚款", None),
            ("三千五百万元", 3500, None, "万元", "不少于", "资本金", None),
        ],
    ),
    "chinese_count_bound": ("不得同时在两个以上机构执业。", [("两个", 2, None, "个", "以上", "不得同时在机构执业", None)]),
    "chinese_time": ("自收到申请之日起十五日内答复。", [("十五日", 15, None, "日", "内", "自收到申请之日起", None)]),
    "chinese_thousand": ("培训教师不少于两千人次。", [("两千人次", 2000, None, "人次", "不少于", "培训教师", None)]),
    "range_dash_both_units": (
        "按年度药品总用量的60%—70%估算采购总量。",
        [("60%—70%", 60, 70, "%", "", "年度药品总用量", None)],
    ),
    "range_months": ("责令停业6个月至12个月。", [("6个月至12个月", 6, 12, "个月", "", "责令停业", None)]),
    "range_mixed_scale": ("奖励5000至1万元。", [("5000至1万元", 0.5, 1, "万元", "", "奖励", None)]),
    "range_chinese": ("经过三到五年。", [("三到五年", 3, 5, "年", "", "经过", None)]),
    "thousands_commas": ("投放贷款12,500万元。", [("12,500万元", 12500, None, "万元", "", "投放贷款", None)]),
    "joined_scales": ("总投资1亿2000万元。", [("1亿2000万元", 120000000, None, "元", "", "总投资", None)]),
    "per_per": ("发放补贴每人不超过200元/人/月。", [("200元/人/月", 200, None, "元/人/月", "不超过", "发放补贴每人", None)]),
    "distribution_shared_noun": (
        "到2025年,小麦、玉米机播率分别达到95%和90%。",
        [
            ("95%", 95, None, "%", "达到", "小麦机播率", 2025),
            ("90%", 90, None, "%", "达到", "玉米机播率", 2025),
        ],
    ),
    "distribution_unclear_noun": (  # the head noun cannot be cut out safely: the whole list is named for each
        "花生种植、收获机械化率分别达到65%和55%。",
        [
            ("65%", 65, None, "%", "达到", "花生种植、收获机械化率", None),
            ("55%", 55, None, "%", "达到", "花生种植、收获机械化率", None),
        ],
    ),
    "together": ("马铃薯种植、收获机械化率均达到45%。", [("45%", 45, None, "%", "达到", "马铃薯种植、收获机械化率", None)]),
    "noun_after_both_counts": (
        "到2022年建设50所高水平学校和150个骨干专业。",
        [
            ("50所", 50, None, "所", "", "建设高水平学校", 2022),
            ("150个", 150, None, "个", "", "骨干专业", 2022),
        ],
    ),
    "bound_before_the_whole": (
        "法制审核人员不少于执法人员总数的5%。",
        [("5%", 5, None, "%", "不少于", "法制审核人员占执法人员总数", None)],
    ),
    "subject_carried_on": (
        "审核时间一般不少于5个工作日,最长不超过15个工作日。",
        [
            ("5个工作日", 5, None, "个工作日", "不少于", "审核时间", None),
            ("15个工作日", 15, None, "个工作日", "不超过", "审核时间", None),
        ],
    ),
    "growth_after_a_level": (
        "全市生产总值达到2000亿元,增长6%左右。",
        [
            ("2000亿元", 2000, None, "亿元", "达到", "全市生产总值", None),
            ("6%", 6, None, "%", "左右", "全市生产总值增长", None),
        ],
    ),
    "two_years": (
        "2022年覆盖率达到60%,2025年覆盖率达到80%,比2020年提高30个百分点。",
        [
            ("60%", 60, None, "%", "达到", "覆盖率", 2022),
            ("80%", 80, None, "%", "达到", "覆盖率", 2025),
            ("30个百分点", 30, None, "个百分点", "", "覆盖率提高", 2025),
        ],
    ),
    "more_than_a_round_number": ("服务企业300余家。", [("300余家", 300, None, "家", "余", "服务企业", None)]),
    "recent_years_are_no_bound": ("近五年累计培训10万人次。", [
        ("五年", 5, None, "年", "", "累计培训", None),
        ("10万人次", 10, None, "万人次", "", "累计培训", None),
    ]),
    "unit_lost": ("新开工项目20以上。", [("20", 20, None, "", "以上", "新开工项目", None)]),
    "item_number_before_a_year": ("1.2025年底前建成5个站点。", [("5个", 5, None, "个", "", "建成站点", 2025)]),
    "percent_run": ("产值、税收、利润分别增长5%6%7%。", [
        ("5%", 5, None, "%", "", "产值增长", None),
        ("6%", 6, None, "%", "", "税收增长", None),
        ("7%", 7, None, "%", "", "利润增长", None),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_other_official_texts(case: str) -> None:
    text, expected = CASES[case]
    found = figures(text, 7)
    assert [_row(f) for f in found] == [Row(*row) for row in expected]
    assert all(text[f.start - 7 : f.end - 7] == f.text for f in found)


NO_FIGURES = {
    "x_big_y": "实施十大基础设施项目、五大行动和八大工程。",
    "quoted_name": "落实“两个70%”政策和“四张清单”制度,对接“三类500强”。",
    "title": "落实《关于支持100个重点项目建设的意见》。",
    "ordinal": "参加第四届博览会,排名前10名,第3条规定。",
    "party_congress": "贯彻党的二十届三中全会、市委十二届八次全会精神。",
    "particulate": "PM2.5平均浓度稳中有降,PM10下降明显。",
    "network_and_road": "新建4G/5G基站,争取S71高速公路入编。",
    "formula": "构建3×2产业体系和1+N政策体系,7×24小时值守。",
    "indefinite": "培育一批企业,举办一系列活动,提供一站式服务。",
    "years_and_dates": "2025年6月12日,自4月16日至18日,2025-06-12 13:59,一九九六年七月十七日。",
    "plan": "开展三年行动,编制十四五规划和五年规划。",
    "phone_and_licence": "电话0746-4767803,湘ICP备10010030号,邮箱a126@126.com",
    "bare_enumeration": "做到三个优先、两个全覆盖,一张清单管理,企业三级标准化。",
    "names_of_wealth": "培育百亿产业、十亿企业、亿元项目,二级以上医院,万寿宫。",
    "adverbs": "十分重要,数十家企业,进一步加强,统一标准,二元结构。",
    "attachment": "附件1:1.实施方案 2.任务清单",
}


@pytest.mark.parametrize("case", NO_FIGURES)
def test_what_is_no_quantity(case: str) -> None:
    assert figures(NO_FIGURES[case]) == ()


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("全年新增企业10家。", 2025, 2025),
        ("全年新增企业10家。", None, None),
        ("新增企业10家。", 2025, None),
        ("一年内新增企业10家。", 2025, None),
        ("按照《2024年行动方案》新增企业10家。", 2025, None),
        ("2026年全年新增企业10家。", 2025, 2026),
        ("部署2024年工作。新增企业10家。", 2025, None),
    ],
    ids=[
        "all_year",
        "year_unknown",
        "no_year_said",
        "within_a_year",
        "year_of_a_title",
        "own_year_first",
        "last_sentence",
    ],
)
def test_year(text: str, year: int | None, expected: int | None) -> None:
    assert figures(text, year=year)[-1].year == expected


WORDED = [
    ("产值6.5%以上", (6.5, "%"), "at least 6.5%"),
    ("标准不低于485元/月", (485.0, "元/月"), "at least 485 yuan per month"),
    ("标准达到100元/月/人", (100.0, "元/月/人"), "reaching 100 yuan per month per person"),
    ("面积稳定在46.3万亩", (463000.0, "亩"), "held at 463,000 mu"),
    ("货值突破45亿元", (4.5e9, "元"), "more than 4.5 billion yuan"),
    ("完成投资44.6亿元", (4.46e9, "元"), "4.46 billion yuan"),
    ("引进投资5000万以上", (5e7, ""), "at least 50 million"),
    ("比重保持在65%以上", (65.0, "%"), "held at 65% or more"),
    ("比例力争达90%以上", (90.0, "%"), "aiming for at least 90%"),
    ("建设35-110千伏及以下电网", (35.0, "千伏"), "35–110 kV or below"),
    ("培育3-4家企业", (3.0, "家"), "3–4"),
    ("城镇化率提高1个百分点", (1.0, "个百分点"), "1 percentage point"),
    ("减按百分之三十征收", (30.0, "%"), "30%"),
    ("三分之二以上同意", (0.6667, ""), "at least 三分之二"),
    ("出栏生猪60万头左右", (600000.0, "头"), "about 600,000 head"),
    ("免签240小时", (240.0, "小时"), "240 hours"),
    ("种植果树60万株", (600000.0, "株"), "600,000 株"),
]


@pytest.mark.parametrize(("text", "base", "words"), WORDED, ids=[row[0] for row in WORDED])
def test_base_units_and_english(text: str, base: tuple[float, str], words: str) -> None:
    (figure,) = figures(text)
    assert normalised(figure) == base
    assert english(figure) == words


_WORDS = (
    "0 1 2025 46.3 １２ 三 两 十 百 千 万 亿 百分之 分之 点 % ％ 个 家 元 /月 年 月 日 至 - — 以上 以下 内 不低于 达到 力争 全年 分别 均 "
    "和 、 , 。 ; ( ) （ ） “ ” 《 》 城乡 增长 产量 培育 的 中 . : 第 前 数 多 余 × + PM G"
)
_PIECES = st.sampled_from([*_WORDS.split(), "\n"])


@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=40).map("".join)), st.integers(0, 10**6))
def test_any_text(text: str, offset: int) -> None:
    found = figures(text, offset, 2025)
    end = offset
    for figure in found:
        assert end <= figure.start < figure.end <= offset + len(text)
        assert text[figure.start - offset : figure.end - offset] == figure.text
        assert math.isfinite(figure.value)
        assert figure.value >= 0
        assert figure.high is None or math.isfinite(figure.high)
        assert math.isfinite(normalised(figure)[0])
        assert english(figure)
        end = figure.end


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_what_follows_on_another_line_changes_nothing(text: str) -> None:
    first = figures("到2025年,建成学校12所。")
    assert figures(f"到2025年,建成学校12所。\n{text}")[:1] == first
