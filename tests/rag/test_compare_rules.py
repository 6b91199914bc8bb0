"""Which figures and names of a plan and its attachment are one, and what is said of their differences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from corpus.clause import Notice
from corpus.parse import read_notice
from rag.compare import Pair, Place, Verdict, comparison, rows


def made(overall: str, attachment: str, title: str = "产业提升") -> Notice:
    """A plan with one target paragraph, and its one attachment with one."""
    return read_notice(
        f"某县产业总体方案\n\n为推动发展,制定本方案。\n\n一、主要目标\n\n{overall}\n\n二、重点任务\n\n(一)实施产业提升行动。抓好落实。\n\n"
        f"附件:1.产业提升行动实施方案\n\n\n附件1\n\n{title}行动实施方案\n\n为落实总体方案,制定本方案。\n\n一、工作目标\n\n{attachment}\n\n"
        "二、工作任务\n\n抓好落实。\n",
        {"title": "某县产业总体方案"},
    )


def compared(overall: str, attachment: str) -> list[Pair]:
    """The pairs of figures of such a plan: its titles agree, which is a pair too."""
    return with_figures(comparison(made(overall, attachment)))


def with_figures(pairs: Iterable[Pair]) -> list[Pair]:
    return [p for p in pairs if any(place and place.figure for place in (p.overall, p.attachment))]


def seen(pairs: Iterable[Pair]) -> list[tuple[str, str, str]]:
    """(overall figure, attachment figure, verdict) of each pair."""

    def text(place: Place | None) -> str:
        return place.figure.text if place and place.figure else ""

    return [(text(p.overall), text(p.attachment), p.verdict.value) for p in pairs]


# overall, attachment, verdict, words of the note
BOUNDS: dict[str, tuple[str, str, str, str]] = {
    "same": ("固定资产投资增长8%以上。", "实现固定资产投资增长8%以上。", "same", "名称、数值、限定词都相同。"),
    "达 and 达到": ("规模工业占比达到75%。", "规模工业占比达75%。", "same", "都相同"),
    "以上 lost": (
        "规模工业占比达到75%以上。",
        "规模工业占比达到75%。",
        "bound",
        "数值相同，总体方案有“以上”，附件没有。",
    ),
    "以上 added": (
        "规模工业占比达到75%。",
        "规模工业占比达到75%以上。",
        "bound",
        "数值相同，附件有“以上”，总体方案没有。",
    ),
    "以上 and 不低于": ("规模工业占比75%以上。", "规模工业占比不低于75%。", "same", "都相同"),
    "以上 and 以下": (
        "工业能耗占比75%以上。",
        "工业能耗占比75%以下。",
        "bound",
        "总体方案有“以上”，附件没有；附件有“以下”",
    ),
    "超过 is not 以上": ("规模工业占比75%以上。", "规模工业占比超过75%。", "bound", "附件有“超过”"),
    "力争 before the number": (
        "一网通办率力争达90%以上。",
        "一网通办率达到90%。",
        "bound",
        "总体方案有“力争”，附件没有；总体方案有“以上”，附件没有。",
    ),
    "力争 over a list": (
        "规模工业占比达到75%、亩均税收增长8%以上。",
        "规模工业占比达到75%、力争企业效益、亩均税收增长8%以上。",
        "same bound",
        "数值相同，附件此项前有“力争”，总体方案没有。",
    ),
    "力争 up to a comma": (
        "规模工业占比达到75%,亩均税收增长8%以上。",
        "2025年力争规模工业占比达到75%,亩均税收增长8%以上。",
        "bound same",
        "名称、数值、限定词都相同，附件句首“力争”是否管到此项不明。",
    ),
    "确保": ("水质优良比例达到100%。", "做好整治,确保水质优良比例达到100%。", "bound", "附件有“确保”"),
    "确保 of something else": ("水质优良比例达到100%。", "确保安全,水质优良比例达到100%。", "same", "都相同"),
}
NAMES: dict[str, tuple[str, str, str, str]] = {
    "prefix": ("全社会研发经费投入增长20%。", "研发经费投入增长20%。", "name", "数值相同，附件没有“全社会”。"),
    "word put in": ("技术合同成交额增长15%。", "技术合同交易成交额增长15%。", "name", "数值相同，附件多“交易”。"),
    "prefix and bound": ("全社会研发经费投入增长20%以上。", "研发经费投入增长20%。", "both", "附件没有“全社会”"),
    "同比 goes without saying": (
        "产业增加值同比增长25%。",
        "产业增加值增长25%。",
        "same",
        "总体方案有“同比”，附件没有。",
    ),
    "年均 does not": ("产业增加值增长25%。", "产业增加值年均增长25%。", "name", "附件有“年均”，总体方案没有。"),
    "verb": ("新认定高新技术企业10家。", "新增高新技术企业10家。", "name", "总体方案作“新认定高新技术企业”"),
    "member of a list": (
        "旅游综合收入增长10%以上。",
        "游客接待数量和旅游综合总收入双增长,增幅均达10%以上。",
        "name",
        "附件作“游客接待数量和旅游综合总收入增幅”",
    ),
    "quotation marks": ("政务服务一网通办率达90%。", "政务服务“一网通办”率达90%。", "same", "都相同"),
    "said before": (
        "政务服务一网通办率达90%。",
        "加强政务服务建设,一网通办率达90%。",
        "same",
        "数值、限定词相同，附件略去“政务服务”，上文已写明。",
    ),
    "said elsewhere": ("政务服务一网通办率达90%。", "政务服务好。一网通办率达90%。", "name", "附件没有“政务服务”。"),
    "scope": (
        "围绕主导产业,突破关键核心技术1项以上。",
        "突破关键核心技术1项以上。",
        "name",
        "总体方案有“围绕主导产业”的范围",
    ),
    "unit lost": ("突破关键核心技术1项以上。", "突破关键核心技术1以上。", "same", "附件数字后缺单位。"),
    "other value": ("固定资产投资增长8%。", "固定资产投资增长9%。", "figure", "数值不同：总体方案为8%，附件为9%。"),
    "other value, part": (
        "技术合同成交额增长15%。",
        "高校技术合同成交额增长30%。",
        "kin",
        "附件多“高校”；未必是同一指标。",
    ),
    "scaled": ("总投资达到1.2亿元。", "总投资达到12000万元。", "same", "都相同"),
}
APART: dict[str, tuple[str, str]] = {
    "another word": ("第一产业增加值增长4%。", "第二产业增加值增长4%。"),
    "another unit": ("粮食种植面积40万亩。", "粮食种植面积40万吨。"),
    "growth and level": ("研发投入强度达3%。", "研发投入强度提高3%。"),
    "growth and decline": ("综合能耗成本增长3%。", "综合能耗成本下降3%。"),
    "a short name": ("企业10家。", "服务企业10家。"),
    "a part, counted": ("高新技术企业50家。", "规上高新技术企业20家。"),
    "years": ("2025年固定资产投资增长8%。", "2027年固定资产投资增长8%。"),
}


@pytest.mark.parametrize(
    ("overall", "attachment", "verdict", "words"),
    [pytest.param(*case, id=name) for name, case in {**BOUNDS, **NAMES}.items()],
)
def test_two_places_of_one_target(overall: str, attachment: str, verdict: str, words: str) -> None:
    pairs = compared(overall, attachment)
    assert [p.verdict.value for p in pairs] == verdict.split()
    assert words in pairs[-1].note


@pytest.mark.parametrize(("overall", "attachment"), [pytest.param(*case, id=name) for name, case in APART.items()])
def test_two_targets_are_kept_apart(overall: str, attachment: str) -> None:
    assert [p.verdict for p in compared(overall, attachment)] == [Verdict.OVERALL_ONLY, Verdict.ATTACHMENT_ONLY]


def test_a_whole_and_its_part_are_not_crossed() -> None:
    text = "居民人均收入增长7%,农村居民人均收入增长7%。"
    pairs = compared(text, text)
    assert [p.verdict for p in pairs] == [Verdict.SAME, Verdict.SAME]


def test_distributed_figures_pair_by_order() -> None:
    pairs = compared(
        "研发经费投入增长20%以上,技术合同成交额增长15%以上。", "技术合同成交额、研发经费投入分别增长15%20%。"
    )
    assert seen(pairs) == [("20%", "20%", "bound"), ("15%", "15%", "bound")]


def test_attachment_only_in_target_chapters_alone() -> None:
    notice = made("固定资产投资增长8%。", "固定资产投资增长8%,引进人才5名。")
    tasks = read_notice(notice.source.replace("二、工作任务\n\n抓好落实。", "二、工作任务\n\n培训农民500人次。"))
    for one in (notice, tasks):
        assert seen(with_figures(comparison(one))) == [("8%", "8%", "same"), ("", "5名", "attachment_only")]


def test_titles() -> None:
    [same] = comparison(made("抓好落实。", "抓好落实。"))
    assert (same.verdict, same.note) == (Verdict.SAME, "标题名称相同。")
    pairs = comparison(made("抓好落实。", "抓好产业跃升行动的落实。", title="产业跃升"))
    assert [(p.verdict, p.attachment and p.attachment.clause.address, p.note) for p in pairs] == [
        (Verdict.TITLE, "1", "总体方案与附件目录都作“产业提升行动”，附件标题作“产业跃升行动”。"),
        (Verdict.TITLE, "1/1", "总体方案与附件目录都作“产业提升行动”，附件此处也作“产业跃升行动”。"),
    ]


def test_the_list_of_attachments_alone() -> None:
    notice = made("抓好落实。", "抓好落实。", title="产业跃升")
    notice = read_notice(notice.source.replace("(一)实施产业提升行动", "(一)加强领导"), {"title": "某县产业总体方案"})
    [pair] = comparison(notice)
    assert pair.note == "总体方案附件目录作“产业提升行动”，附件标题作“产业跃升行动”。"
    assert pair.overall
    assert notice.source[pair.overall.start : pair.overall.end] == "产业提升行动"
    assert pair.overall.clause.start <= pair.overall.start
    assert rows([pair], notice)[0][2] == "总体方案"


def test_the_list_of_attachments_against_a_heading_that_agrees() -> None:
    notice = made("抓好落实。", "抓好落实。")
    notice = read_notice(notice.source.replace("1.产业提升", "1.产业跃升"), {"title": "某县产业总体方案"})
    assert {p.verdict for p in comparison(notice)} == {Verdict.SAME, Verdict.TITLE}


COUNTED_NAMES: dict[str, tuple[str, str, str, str]] = {
    "same": ("办好“十大重点民生实事”。", "突出十大重点民生实事,做好服务。", "same", "名称、数目都相同。"),
    "in a longer run of words": (
        "融入五大国际贸易通道。",
        "推动五大国际贸易通道稳规模优结构。",
        "same",
        "名称、数目都相同。",
    ),
    "short, to the end": ("开展“五大行动”。", "开展五大行动。", "same", "名称、数目都相同。"),
    "short, in other words": ("开展“五大行动”。", "开展五大行动专班。", "", ""),
    "a word less": (
        "办好“十大重点民生实事”。",
        "实施十大民生实事项目,做好服务。",
        "name",
        "总体方案作“十大重点民生实事”，附件作“十大民生实事项目”。",
    ),
    "another number": (
        "打好五大标志性战役。",
        "打好八大标志性战役。",
        "figure",
        "数目不同：总体方案作“五大标志性战役”",
    ),
    "another thing": ("办好十大民生实事项目。", "实施十大科技创新项目。", "", ""),
    "no number": ("融入全国统一大市场建设。", "融入全国统一大市场建设。", "", ""),
}


@pytest.mark.parametrize(
    ("overall", "attachment", "verdict", "words"),
    [pytest.param(*case, id=name) for name, case in COUNTED_NAMES.items()],
)
def test_counted_names(overall: str, attachment: str, verdict: str, words: str) -> None:
    pairs = [p for p in comparison(made(overall, attachment)) if p.note != "标题名称相同。"]
    assert [p.verdict.value for p in pairs] == verdict.split()
    assert all(words in p.note for p in pairs)


def test_the_notice_s_own_name_is_no_counted_name() -> None:
    text = "推进“五大提升”行动。"
    notice = made(text, text)
    title = "某县“五大提升”总体方案"
    named = read_notice(notice.source.replace("某县产业总体方案", title), {"title": title})
    assert len(comparison(notice)) == 2
    assert [p.note for p in comparison(named)] == ["标题名称相同。"]


SPANS: dict[str, tuple[str, str]] = {
    "subject and bound": ("抓好投资。固定资产投资增长8%以上,做强产业。", "固定资产投资增长8%以上"),
    "力争 just before": ("力争规模工业占比达到75%。", "力争规模工业占比达到75%"),
    "noun after the number": ("“湘易办”接入不少于100项高频服务。", "“湘易办”接入不少于100项高频服务"),
    "carried subject": ("粮食播种面积稳定在46万亩、产量17万吨以上。", "粮食播种面积稳定在46万亩、产量17万吨以上"),
    "subject not in print": ("提高标准,城乡低保标准分别不低于740元/月和485元/月。", "城乡低保标准分别不低于740元/月"),
    "full width": ("全力推进，固定资产投资增长8％以上。", "固定资产投资增长8％以上"),
    "bracket": ("知识产权保护方面(共5项)。", "知识产权保护方面(共5项)"),
}


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=name) for name, case in SPANS.items()])
def test_spans_are_the_shortest_words_with_subject_and_figure(text: str, expected: str) -> None:
    notice = made(text, text)
    found = [notice.source[p.overall.start : p.overall.end] for p in comparison(notice) if p.overall]
    assert expected in found


def test_contradictions_stated_by_hand() -> None:
    notice = made("突破核心技术1项,执法检查扫码实现全覆盖。", "挖掘瓶颈难题1以上。全面实行扫码。", title="产业跃升")
    assert [p.verdict for p in comparison(notice) if p.overall and p.attachment] == [Verdict.TITLE]

    def repair(quote: str, also: str, note: str, address: str = "0/1", other: str = "1/1") -> dict[str, Any]:
        words = {"address": address, "kind": "contradiction", "quote": quote, "note": note, "evidence": "。"}
        return {**words, "also": [other], "also_quotes": [also]}

    stated = [
        repair("突破核心技术1项", "挖掘瓶颈难题1以上", "甲。"),
        repair("扫码实现全覆盖", "全面实行扫码", "乙。"),
        repair("产业提升行动", "产业跃升行动", "丙。", "0/2/1", "1"),  # found by rule, and not shown twice
    ]
    pairs = comparison(read_notice(notice.source, {"title": "某县产业总体方案"}, stated))
    assert [p.verdict for p in pairs] == [Verdict.BOTH, Verdict.NAME, Verdict.TITLE]
    assert "未必是同一指标" in pairs[0].note
    assert pairs[0].note.endswith("甲。")
    assert pairs[1].note == "乙。"
    assert pairs[1].overall
    assert pairs[1].overall.figure is None
