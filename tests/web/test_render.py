"""What is shown is text: no markup, Markdown or marker of a question, an answer or the notice takes effect."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from corpus.clause import Notice
from corpus.knowledge import Knowledge, Rendering
from rag.answer import Answer, Citation, Status
from tests.web.fakes import cite, make_answer, small_notice
from web.workbench import render
from web.workbench.answer_text import pieces
from web.workbench.banner import banner
from web.workbench.panel import panel
from web.workbench.view import View
from web.workbench.words import words

NOTICE = small_notice()
ONE = cite(NOTICE, 1, "1/1", "零售总额增长6.5%以上")
TWO = cite(NOTICE, 2, "1/2/1/1", "A<B & “好”")
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![a](http://example.org/a.png)",
    "[a](javascript:alert(1))",
    '"><svg onload=alert(1)>',
    "1. a",
    "(1) a",
    "**b** _c_ `d` # e",
    "a*b*c",
    "${1+1} {{value}} $$x$$",
    "&lt;b&gt;",
    "  two  spaces",
]


class Page(HTMLParser):
    """Tags with their attributes, and all text, of an HTML fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.marked = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            self.marked += data

    def all(self, name: str, **attributes: str) -> list[dict[str, str | None]]:
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [a for tag, a in self.tags if tag == name and all(a.get(k) == v for k, v in wanted.items())]


@pytest.mark.parametrize("text", HOSTILE)
def test_question_and_answer_stay_text(text: str) -> None:
    answer = make_answer(
        NOTICE, f"{text} 完[1] {text}", citations=(replace(ONE, label=text, quote=text),), standalone=text + "？"
    )
    page = Page(render.exchange(text, answer))
    assert page.text.count(text) >= 5  # question, understood question, answer on both sides of a marker, citation
    assert page.open == []
    assert {tag for tag, _ in page.tags} <= {
        "article", "div", "span", "p", "section", "h3", "ul", "li", "button", "details", "summary",
    }  # fmt: skip
    assert not [a for _, a in page.tags for name in a if name.startswith("on") or name in ("src", "href", "style")]


@pytest.mark.parametrize(
    ("text", "opened", "left"),
    [
        ("增长6.5%以上。[1]", ["1/1"], ""),
        ("甲[1]乙[2]。", ["1/1", "1/2/1/1"], ""),
        ("甲[1][2]", ["1/1", "1/2/1/1"], ""),
        ("甲[9]", [], "甲[9]"),
        ("甲[01]乙[1", ["1/1"], "乙[1"),
        ("[1]", ["1/1"], ""),
        ("第[2024]年", [], "第[2024]年"),
    ],
)
def test_only_markers_that_resolve_open_a_clause(text: str, opened: list[str], left: str) -> None:
    page = Page(render.exchange("问", make_answer(NOTICE, text, citations=(ONE, TWO))))
    assert [a["data-address"] for a in page.all("button", class_="cite")] == opened
    assert left in page.text


def test_a_marker_says_where_it_leads() -> None:
    page = Page(render.exchange("问", make_answer(NOTICE, "增长[1]", citations=(ONE,))))
    (button,) = page.all("button", class_="cite")
    assert button["aria-label"] == "依据 1：附件1 一《目标》，打开原文"
    assert (button["data-start"], button["data-end"]) == (str(ONE.start), str(ONE.end))


def test_declined_answers_offer_related_clauses_that_are_no_citations() -> None:
    answer = make_answer(NOTICE, "原文没有写。", status=Status.NOT_STATED, related=(TWO,))
    page = Page(render.exchange("房价？", answer))
    assert "原文未载明" in page.text
    assert "相关条款（不是依据）" in page.text
    assert page.all("section", class_="cites") == []
    (button,) = page.all("button", class_="ref")
    assert button["data-address"] == "1/2/1/1"
    assert "data-start" not in button  # nothing in it was quoted


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_label(status: Status) -> None:
    html = render.exchange("问", make_answer(NOTICE, "答", status=status))
    assert (words("zh")(f"answer.status_{status.value}") in html) is (status is not Status.SMALL_TALK)


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        (make_answer(NOTICE, "答[1]", citations=(ONE,)), "机器生成内容：摘录自原文，以原文为准。"),
        (
            make_answer(NOTICE, "答[1]", citations=(ONE,), mode="generated"),
            "AI 生成内容：由语言模型据原文生成，逐句经程序核对，以原文为准。",
        ),
        (make_answer(NOTICE, "答"), "机器生成内容，以原文为准。"),
        (
            make_answer(NOTICE, "a", language="en"),
            "机器生成内容，以原文为准。 Machine-made; the original text prevails.",
        ),
    ],
    ids=["extractive", "generated", "nothing quoted", "English"],
)
def test_every_answer_is_labelled_machine_made(answer: Answer, label: str) -> None:
    assert label in Page(render.exchange("问", answer)).text
    assert render.copy_text("问", answer).endswith(label)


def test_copy_holds_answer_quotations_and_source() -> None:
    answer = make_answer(NOTICE, "增长6.5%以上。[1] 好。[2]", citations=(ONE, TWO))
    page = Page(render.exchange("目标？", answer))
    (button,) = page.all("button", class_="copy")
    assert button["data-copy"] == render.copy_text("目标？", answer)
    assert (button["data-copy"] or "").split("\n") == [
        "问：目标？",
        "答：增长6.5%以上。[1] 好。[2]",
        "",
        "依据：",
        "[1] 附件1 一《目标》：“零售总额增长6.5%以上”",
        "[2] 附件1 二(一)1《创新场景》：“A<B & “好””（据上下文推断）",
        "",
        "出处：《试点“总体”方案》（送审稿，2025-06-12，网址原文未载）",
        "机器生成内容：摘录自原文，以原文为准。",
    ]


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("原文未载", None),
        ("https://www.example.gov.cn/a?b&c", "https://www.example.gov.cn/a?b&c"),
        ("javascript:alert(1)", None),
    ],
)
def test_the_banner_links_only_to_web_addresses(url: str, href: str | None) -> None:
    page = Page(banner(replace(NOTICE, url=url)))
    assert [a["href"] for a in page.all("a")] == ([href] if href else [])
    for word in ("《试点“总体”方案》", "送审稿", "2025-06-12", "机器生成内容"):
        assert word in page.text
    assert ("网址原文未载" in page.text) is (url == "原文未载")


@pytest.mark.parametrize(
    "text",
    ["", "一句。", "一句。[1]二句！[2]", "a. b. c.", "表：\n1. 甲\n2. 乙\n", "无标点", "长。" * 100],
    ids=["empty", "one", "markers", "English", "list", "no stop", "hundred"],
)
def test_pieces_grow_to_the_whole(text: str) -> None:
    parts = list(pieces(text))
    assert parts[-1] == text
    assert all(after.startswith(before) and len(after) > len(before) for before, after in pairwise(parts))
    assert len(parts) <= 25
    assert not any(part.endswith(("[", "[1")) for part in parts)


def clause_panel(
    address: str,
    start: int | None = None,
    end: int | None = None,
    renderings: tuple[Rendering, ...] = (),
    notice: Notice = NOTICE,
) -> str:
    return panel(notice, Knowledge(renderings=renderings), View(clause=address, start=start, end=end))


@pytest.mark.parametrize("citation", [ONE, TWO], ids=["figure", "markup characters"])
def test_the_panel_marks_exactly_the_quotation(citation: Citation) -> None:
    clause = NOTICE.by_address[citation.address]
    page = Page(clause_panel(citation.address, citation.start, citation.end))
    assert page.marked == citation.quote
    assert clause.text in page.text
    assert page.open == []


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (0, 3), (10**6, 10**6 + 5), (-5, -1), (ONE.end, ONE.start)],
    ids=["none", "elsewhere", "past the end", "negative", "turned round"],
)
def test_the_panel_bears_offsets_outside_the_clause(start: int | None, end: int | None) -> None:
    page = Page(clause_panel("1/1", start, end))
    assert page.marked == ""
    assert NOTICE.by_address["1/1"].text in page.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("1/1", ["附件1 一《目标》", "附件1 扩量方案", "本条数字", "零售总额增长", "6.5%以上", "2025年", "*力争*更高"]),
        ("1/2/1", ["编号据上下文推断", "原文缺“(一)”，据次序推断。", "下级条目", "1.创新场景"]),
        (
            "1/2/1/1",
            ["牵头单位", "县科商工信局", "责任单位", "县财政局", "上一条", "下一条", "附件1 二(一)2《搭建平台》"],
        ),
        ("1/2/1/2", ["责任单位（原文未列牵头单位）", "县教育局", "原文缺字", "此处原文缺字。"]),
        ("0/0", ["总体方案 前言"]),
    ],
)
def test_the_panel_shows_what_is_known(address: str, words: list[str]) -> None:
    page = Page(clause_panel(address))
    assert [word for word in words if word not in page.text] == []


def test_a_rendering_stands_under_the_official_words_and_says_that_it_is_none() -> None:
    rendering = Rendering("1/1", "零售要比去年多卖<不少>。", "Retail sales to grow by at least 6.5%.")
    page = Page(clause_panel("1/1", renderings=(rendering,)))
    order = [
        "零售总额增长6.5%以上",
        "白话释义",
        "非官方，仅供理解，以原文为准",
        rendering.zh,
        "unofficial",
        rendering.en,
    ]
    assert sorted(order, key=page.text.index) == order
    assert page.open == []
    assert "白话释义" not in Page(clause_panel("1/1")).text


def test_a_repair_is_shown_where_it_is_and_a_contradiction_everywhere() -> None:
    (gap,) = NOTICE.repairs
    gap = replace(gap, also=("1/1",))
    clash = replace(gap, kind="contradiction", note="两处不同。")
    notice = replace(NOTICE, repairs=(gap, clash))
    there, elsewhere = (Page(clause_panel(a, notice=notice)).text for a in ("1/2/1/2", "1/1"))
    assert ("原文缺字" in there, "原文前后不一" in there) == (True, True)
    assert ("原文缺字" in elsewhere, "原文前后不一" in elsewhere) == (False, True)


def test_the_contents_list_the_parts() -> None:
    page = Page(clause_panel(""))
    assert [a["data-address"] for a in page.all("button") if "data-address" in a] == ["0", "1"]
