"""The targets tab: every row of its HTML against the register and the comparison, and its files."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from time import process_time
from typing import Any

import gradio as gr
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from corpus.clause import Clause, Figure, Notice
from corpus.figures import normalised
from rag.compare import comparison
from rag.judge import LABELS, Verdict
from rag.list_query import Kind, ListQuery
from rag.quote import bounded
from rag.register import find
from tests.web.fakes import FakeAssistant, small_notice
from tests.web.loops import in_a_loop
from tests.web.served import application, at_home
from tests.web.test_browser import DESKTOP, PHONE, Visitor
from web.workbench.tab import Bench
from web.workbench.target_charts import LARGEST, charts
from web.workbench.targets import (
    goal_chapters,
    kind_of,
    number,
    pairs,
    pairs_query,
    split,
    targets,
    targets_query,
    units,
)
from web.workbench.targets_tab import SECTIONS, Targets
from web.workbench.view import Lang, View
from web.workbench.words import words

ONE_SIDED = (Verdict.OVERALL_ONLY, Verdict.ATTACHMENT_ONLY)


def made(notice: Notice) -> Targets:
    """The tab as the page makes it. In a loop, since Gradio leaves one of its own behind where there is none."""

    async def make() -> Targets:
        with gr.Blocks():
            view = gr.State(View())
            return Targets(Bench(FakeAssistant(notice), None, lambda _: None, lambda _: False, view))

    return in_a_loop(make())


@pytest.fixture(scope="module")
def tab(notice: Notice) -> Targets:
    return made(notice)


@pytest.fixture(scope="module")
def client(notice: Notice) -> Iterator[TestClient]:
    with at_home(application(FakeAssistant(notice))) as client:
        yield client


def drawn(
    tab: Targets, section: str, view: View | None = None, search: str = "", unit: str = "", *, goals: bool = False,
    differ: bool = False,
) -> tuple[str, Any]:  # fmt: skip
    """The line and the sheet as a tree."""
    *_, line, sheet = tab.draw(view or View(tab="targets"), None, section, search, unit, goals, differ)
    return str(line), html.fromstring(str(sheet))


def text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def place(button: Any) -> tuple[str, int, int]:
    return button.get("data-address"), int(button.get("data-start")), int(button.get("data-end"))


def parts(notice: Notice) -> list[str]:
    """No part, each attachment, and parts within them."""
    return ["", *(c.address for c in notice.clauses if c.kind in ("attachment", "chapter", "section"))]


# -- figures against the register -------------------------------------------------------------------------------------


def assert_rows(sheet: Any, expected: list[tuple[Clause, Figure]], notice: Notice) -> None:
    found = sheet.xpath(".//table//tbody/tr")
    assert len(found) == len(expected)
    for row, (clause, figure) in zip(found, expected, strict=True):
        subject, stated, value, unit, year, where, bodies = row
        assert text(subject) == figure.subject
        assert text(stated) == bounded(figure)
        low, _, high = text(value).partition("–")
        assert float(low) == figure.value
        assert (float(high) if high else None) == figure.high
        assert float(value.get("data-rank")) == normalised(figure)[0]
        assert text(unit).removeprefix("—原文未写单位") == figure.unit
        assert year.get("data-rank") == str(figure.year or "")
        assert text(year).removeprefix("—原文未写年份") == str(figure.year or "")
        (button,) = where.xpath(".//button")
        assert place(button) == (clause.address, figure.start, figure.end)
        assert notice.source[figure.start : figure.end] == figure.text
        assert notice.short(clause) in text(where)
        assert [b.get("data-body") for b in bodies.xpath(".//button")] == list(clause.lead or clause.parties)
        assert {b.get("data-tab") for b in bodies.xpath(".//button")} <= {"tasks"}


def test_every_figure_of_every_part(tab: Targets, notice: Notice) -> None:
    everything = [(c, f) for c in notice.clauses for f in c.figures]
    assert len(everything) == 101
    for part in parts(notice):
        found = find(ListQuery(Kind.FIGURES, parts=(part,) if part else ()), notice)
        line, sheet = drawn(tab, "figures", View(tab="targets", part=part))
        assert_rows(sheet, list(zip(found.rows, found.figures, strict=True)), notice)
        assert line == f"显示 {len(found.rows)} 条，共 101 条。"
        if not part:
            assert list(zip(found.rows, found.figures, strict=True)) == everything


def test_every_unit(tab: Targets, notice: Notice) -> None:
    offered = [value for value in units(notice) if value]
    assert offered == ["money", "percent", "time", "area", "weight", "count", "千伏"]
    seen: set[int] = set()
    for unit in offered:
        found = find(ListQuery(Kind.FIGURES, unit=unit), notice)
        assert found.rows
        _, sheet = drawn(tab, "figures", unit=unit)
        assert_rows(sheet, list(zip(found.rows, found.figures, strict=True)), notice)
        seen |= {f.start for f in found.figures}
    assert len(seen) == 101  # every figure is of some kind that is offered


@pytest.mark.parametrize("term", ["投资", "低保", "高新技术企业", "技术合同成交额", "月球", "<b>", "a\u200bb\x00"])
def test_a_search(tab: Targets, notice: Notice, term: str) -> None:
    query = targets_query(notice, term=term)
    found = find(query, notice)
    line, sheet = drawn(tab, "figures", search=term)
    assert_rows(sheet, list(zip(found.rows, found.figures, strict=True)), notice)
    assert line.startswith(f"显示 {len(found.rows)} 条")
    assert bool(found.rows) == bool(sheet.xpath(".//table"))
    if not found.rows:
        assert "请换一个词" in text(sheet)
        assert not sheet.xpath(".//a[@download]")


def test_chapters_of_targets(notice: Notice) -> None:
    chapters = goal_chapters(notice)
    assert chapters == ["0/1", "1/1", "2/1", "3/1", "4/1", "5/1", "6/1", "7/1"]
    found = targets(targets_query(notice, goals=True), notice)
    assert [t.figure for t in found] == [f for c in notice.clauses if c.address in chapters for f in c.figures]
    assert targets_query(notice, "3", goals=True).parts == ("3/1",)
    assert targets_query(notice, "3/1", goals=True).parts == ("3/1",)
    assert targets(targets_query(notice, "3/2", goals=True), notice) == []


def test_values_are_ranked_within_their_unit(notice: Notice) -> None:
    found = targets(targets_query(notice), notice)
    groups: dict[int, set[str]] = {}
    for one in found:
        groups.setdefault(one.group, set()).add(normalised(one.figure)[1])
    assert all(len(bases) == 1 for bases in groups.values())
    area = sorted((t for t in found if t.unit == "万亩"), key=lambda t: t.rank)
    assert [t.value for t in area] == ["4.3", "6.5", "22.5", "46.3"]


@pytest.mark.parametrize(("value", "printed"), [(46.3, "46.3"), (45.0, "45"), (1200.0, "1200"), (0.5, "0.5")])
def test_a_number_as_printed(value: float, printed: str) -> None:
    assert number(value) == printed


# -- the comparison ---------------------------------------------------------------------------------------------------


def assert_pairs(sheet: Any, notice: Notice, expected: list[Any], table: str) -> None:
    found = sheet.xpath(f"{table}//tbody/tr")
    assert len(found) == len(expected)
    for row, pair in zip(found, expected, strict=True):
        _, ours, theirs, verdict = row
        for cell, side in ((ours, pair.overall), (theirs, pair.attachment)):
            if side is None:
                assert text(cell) == "—"
                assert cell.get("data-rank") == ""
                continue
            (button,) = cell.xpath(".//button")
            assert place(button) == (side.clause.address, side.start, side.end)
            assert text(cell.xpath(".//span[@class='quote']")[0]) == notice.source[side.start : side.end].strip()
            assert notice.short(side.clause) in text(cell)
        label = verdict.xpath(".//span[@data-verdict]")[0]
        assert (label.get("data-verdict"), text(label)) == (pair.verdict.value, LABELS[pair.verdict])
        differs = pair.verdict is not Verdict.SAME and pair.verdict not in ONE_SIDED
        assert (row.get("class") == "differs") is differs
        assert (pair.note in text(verdict)) is differs
        beside = verdict.xpath(".//button[@data-beside]")
        assert len(beside) == (pair.verdict not in ONE_SIDED)
        if beside:
            assert place(beside[0]) == (pair.overall.clause.address, pair.overall.start, pair.overall.end)
            assert beside[0].get("data-beside") == pair.attachment.clause.address


def test_every_pair_of_every_part(tab: Targets, notice: Notice) -> None:
    everything = comparison(notice)
    for part in ("", *(c.address for c in notice.clauses if c.kind == "attachment"), "3/2/1"):
        attachment = part.partition("/")[0]
        held = [
            p
            for p in everything
            if attachment in ("", "0") or (p.attachment and p.attachment.clause.attachment == attachment)
        ]
        for differ in (False, True):
            line, sheet = drawn(tab, "pairs", View(tab="targets", part=part), differ=differ)
            shared = [p for p in held if p.verdict not in ONE_SIDED and not (differ and p.verdict is Verdict.SAME)]
            alone = [p for p in held if p.verdict in ONE_SIDED]
            assert_pairs(sheet, notice, shared, "./div")
            assert_pairs(sheet, notice, alone, ".//details")
            differing = sum(p.verdict is not Verdict.SAME for p in shared)
            assert line == f"显示 {len(shared)} 处，其中不一致 {differing} 处；另有只在一处写的 {len(alone)} 处。"
        assert ("整个附件" in text(sheet)) is ("/" in part)


def test_disagreements_sort_first(notice: Notice) -> None:
    found = pairs(pairs_query(notice), notice)
    assert Counter(one.pair.verdict for one in found) == Counter(p.verdict for p in comparison(notice))
    shared, alone = split(found, differing=False)
    ranked = sorted(shared, key=lambda one: one.rank)
    differing = [one.differs for one in ranked]
    assert differing == sorted(differing, reverse=True)
    assert (len(shared), sum(differing), len(alone)) == (48, 22, 4)


def test_a_search_of_the_comparison(tab: Targets) -> None:
    _, sheet = drawn(tab, "pairs", search="社会消费品")
    assert [text(row[0]) for row in sheet.xpath("./div//tbody/tr")] == ["社会消费品零售总额增长"]
    _, sheet = drawn(tab, "pairs", search="月球")
    assert "没有符合这些条件的对照" in text(sheet)
    assert not sheet.xpath(".//a[@download]")


# -- charts -----------------------------------------------------------------------------------------------------------


def test_charts_hold_like_with_like_and_every_figure_of_it(notice: Notice) -> None:
    found = targets(targets_query(notice), notice)
    drawn_charts = charts(found)
    assert [(c.key, c.unit) for c in drawn_charts] == [
        ("growth", "%"), ("share", "%"), ("amount", "亩"), ("amount", "元"), ("amount", "元/月"),
    ]  # fmt: skip
    growth, share, *amounts = drawn_charts
    percent = [t for t in found if t.unit == "%"]
    stating = [one for bar in growth.bars for one in bar.places]
    assert {t.figure.start for t in stating} == {
        t.figure.start for t in percent if re.search("增(长|幅)$", t.figure.subject)
    }
    assert (
        len(stating) + sum(len(bar.places) for bar in share.bars) == len(percent) - 1
    )  # but 占比提高, neither of them
    for chart in amounts:
        held = [t for t in found if normalised(t.figure)[1] == chart.unit]
        assert {one.figure.start for bar in chart.bars for one in bar.places} == {t.figure.start for t in held}
    for chart in drawn_charts:
        longest = 100.0 if chart.key == "share" else max(bar.places[0].rank for bar in chart.bars)
        for bar in chart.bars:
            assert {(t.figure.subject, t.rank) for t in bar.places} == {(bar.subject, bar.places[0].rank)}
            assert bar.width == pytest.approx(100 * bar.places[0].rank / longest, abs=0.01)
        assert len(chart.bars) <= LARGEST or chart.key != "amount"


def test_the_charts_numbers_are_the_registers(tab: Targets, notice: Notice) -> None:
    for part in parts(notice):
        found = targets(targets_query(notice, part), notice)
        line, sheet = drawn(tab, "charts", View(tab="targets", part=part))
        expected = [
            (bar.subject, bar.stated, [(t.clause.address, t.figure.start, t.figure.end) for t in bar.places], bar)
            for chart in charts(found)
            for bar in chart.bars
        ]
        bars = sheet.xpath(".//table[@class='bars']/tbody/tr")
        assert len(bars) == len(expected)
        for row, (subject, stated, places, bar) in zip(bars, expected, strict=True):
            assert (text(row[0]), text(row[1])) == (subject, stated)
            assert f"{bar.width}%" in row[1].xpath("./span[@class='bar']")[0].get("style")
            assert [place(b) for b in row[2].xpath(".//button")] == places
            assert [text(w) for w in row[2].xpath(".//span[@class='words']")] == [t.stated for t in bar.places]
        assert line == f"共 {len(found)} 条指标，下面画出其中可比的 {sum(len(e[2]) for e in expected)} 条。"
        counted = sheet.xpath(".//table[@class='counts']/tbody/tr")
        assert bool(counted) is bool(found)
        for row in counted:
            address = row[0].xpath(".//button")[0].get("data-address")
            held = [t for t in found if t.clause.attachment == address]
            numbers = [int(text(cell)) for cell in row[1:]]
            assert numbers[-1] == sum(numbers[:-1]) == len(held)
            kinds = list(dict.fromkeys(kind_of(t.unit) for t in found))
            assert numbers[:-1] == [sum(kind_of(t.unit) == kind for t in held) for kind in kinds]


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "given"),
    [
        ("figures", {}),
        ("figures", {"view": View(part="2/2/2")}),
        ("figures", {"view": View(part="0/1"), "unit": "percent", "search": "增长"}),
        ("figures", {"unit": "千伏"}),
        ("figures", {"goals": True, "unit": "count"}),
        ("pairs", {}),
        ("pairs", {"view": View(part="4")}),
        ("pairs", {"view": View(part="0/2")}),
        ("pairs", {"view": View(part="3/2/1"), "search": "技术合同"}),
    ],
)
def test_the_files_hold_the_rows_that_are_shown(
    tab: Targets, client: TestClient, section: str, given: dict[str, Any]
) -> None:
    _, sheet = drawn(tab, section, **given)
    shown = sheet.xpath(".//tbody/tr")
    links = {a.text: a.get("href") for a in sheet.xpath(".//a[@download]")}
    assert list(links) == ["Excel", "Word", "CSV"]
    assert all(client.get(link).status_code == 200 for link in links.values())
    reply = client.get(links["CSV"])
    lines = [row for row in csv.reader(StringIO(reply.content.decode("utf-8-sig"))) if row and row[0].isdigit()]
    assert shown
    assert len(lines) == len(shown)
    at = 3 if section == "figures" else 1
    if section == "figures":
        assert [line[at] for line in lines] == [text(row[0]) for row in shown]
    else:
        assert sorted(line[at] for line in lines) == sorted(text(row[0]) for row in shown)


# -- languages, and what comes from outside ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_both_languages(tab: Targets, lang: Lang, section: str) -> None:
    _, sheet = drawn(tab, section, View(tab="targets", lang=lang, part="2"))
    (chip,) = sheet.xpath(".//button[@class='chip']")
    assert (chip.get("data-part"), "附件2" in text(chip)) == ("", True)
    (pressed,) = sheet.xpath(".//nav//button[@aria-pressed='true']")
    assert pressed.get("data-part") == "2"
    own = [text(e) for e in sheet.xpath(".//h2 | .//h3 | .//thead//th") if e.get("lang") is None]
    assert own
    for said in own:
        words_only = said.replace("千伏", "").replace("亩", "").replace("元", "").replace("月", "")
        assert bool(re.search("[\u3400-\u9fff]", words_only)) is (lang == "zh"), said
    assert tab.name(lang) == words(lang)("targets.tab")


@pytest.mark.parametrize("part", ["", "1", "1/2/1", "page"])
@pytest.mark.parametrize("section", [*SECTIONS, "else", None])
def test_a_small_notice_and_what_a_page_should_not_send(section: Any, part: str) -> None:
    notice = small_notice()
    tab = made(notice)
    view = View(tab="targets", part=part if notice.get(part) else "")
    for search, unit in (("", ""), ("<script>alert(1)</script>", "<b>"), (None, None), ("长" * 500, "percent")):
        *_, line, sheet = tab.draw(view, None, section, search, unit, None, None)
        assert line
        assert "<script>" not in str(sheet)


def test_it_is_quick(tab: Targets) -> None:
    """No draw computes the comparison more than once, or walks the notice once a row."""
    for section in SECTIONS:
        drawn(tab, section)
        began = process_time()
        tab.draw(View(tab="targets"), None, section, "", "", False, False)
        assert process_time() - began < 0.3, section  # a tenth of a second on a machine that does nothing else


# -- in chromium ------------------------------------------------------------------------------------------------------


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    found = Visitor(browser, address)
    yield found
    found.close()


def opened(visitor: Visitor, size: dict[str, int], query: str = "", scheme: str = "light") -> Page:
    page = visitor.open(size, scheme).page
    page.goto(f"{visitor.address}/?tab=targets{query}")
    expect(page.locator("#targets-sheet tbody tr").first).to_be_visible()
    return page


def choose(page: Page, section: str) -> None:
    page.locator(f"#targets-section label:has(input[value={section}])").click()
    expect(page.locator(f"[data-sheet={section}]")).to_be_attached()


@pytest.mark.browser
def test_a_target_is_found_sorted_and_opened(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    count = page.locator("#targets-count [role=status]")
    expect(count).to_have_text("显示 101 条，共 101 条。")
    page.locator("#targets-search input").fill("低保标准")
    expect(count).to_have_text("显示 2 条，共 101 条。")
    page.locator("#targets-search input").fill("")
    expect(count).to_have_text("显示 101 条，共 101 条。")
    page.locator("#targets-unit label", has_text="金额").click()
    expect(count).to_have_text("显示 10 条，共 101 条。")
    head = page.locator("th", has=page.get_by_role("button", name="数值", exact=True))
    values = page.locator("#targets-sheet tbody td.figure")
    order = values.all_inner_texts()
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    ascending = values.all_inner_texts()
    assert ascending != order
    monthly = [v for v in ascending if v in ("485", "740", "1200", "1700")]
    assert monthly == ["485", "740", "1200", "1700"]
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert [v for v in values.all_inner_texts() if v in monthly] == monthly[::-1]
    # the order stays while the rows change
    page.locator("#targets-search input").fill("标准")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.locator("#targets-sheet tbody tr", has_text="农村低保标准").locator("button.place").click()
    expect(page.locator("#panel mark")).to_have_text("485元/月")
    expect(page.locator("#panel h2")).to_contain_text("提高困难群体救助标准")
    expect(page.locator("#targets-sheet tbody tr")).not_to_have_count(0)


@pytest.mark.browser
def test_letters_of_an_input_method_are_no_search(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    count = page.locator("#targets-count [role=status]")
    page.locator("#targets-search input").focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "touzi", "selectionStart": 5, "selectionEnd": 5})
    page.wait_for_timeout(400)
    expect(count).to_have_text("显示 101 条，共 101 条。")
    client.send("Input.insertText", {"text": "投资"})
    expect(count).to_have_text(re.compile(r"显示 (?!101)\d+ 条"))


@pytest.mark.browser
def test_a_part_is_chosen_and_taken_away(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    page.locator(".parts [data-part='4']").click()
    expect(page.locator("#targets-sheet tbody tr")).to_have_count(3)
    expect(page.locator(".parts [data-part='4']")).to_be_focused()
    assert "part=4" in page.url
    page.locator("#targets button.chip").click()
    expect(page.locator("#targets-sheet tbody tr")).to_have_count(101)
    assert "part=" not in page.url


@pytest.mark.browser
def test_disagreements_are_put_side_by_side(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    choose(page, "pairs")
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr")).to_have_count(48)
    verdict = page.locator("[data-sheet=pairs] > .scroll").get_by_role("button", name="是否一致")
    verdict.click()
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr").first).to_have_class("differs")
    page.locator("#targets-differ input").check()
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr")).to_have_count(22)
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr:not(.differs)")).to_have_count(0)
    page.locator("tr", has_text="力争园区规模工业占比达到75%").locator("button.beside").click()
    page.wait_for_url(re.compile("clause=0/1.*beside=2/2/3/3"))
    expect(page.locator("#panel")).to_contain_text("园区规模工业占比达到75%以上")
    page.locator("details.alone summary").click()
    expect(page.locator("details.alone tbody tr")).to_have_count(4)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_any_section(visitor: Visitor, size: dict[str, int], scheme: str) -> None:
    page = opened(visitor, size, scheme=scheme)
    for section in SECTIONS:
        choose(page, section)
        if section == "pairs":
            page.locator("details.alone summary").click()
        found = [
            f"{section} {one['id']} {node['target']} {node['failureSummary']}"
            for one in Axe().run(page, "#targets", {"resultTypes": ["violations"]}).response["violations"]
            for node in one["nodes"]
        ]
        assert found == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        least = 24 if size == DESKTOP else 44
        small = page.evaluate(
            """(least) => [...document.querySelectorAll('#targets :is(button, a, summary, input[type=text], label:has(input))')]
            .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < least - .1)
            .map((e) => `${e.className} ${e.textContent} ${e.getBoundingClientRect().height}`)""",
            least,
        )
        assert small == []


@pytest.mark.browser
def test_the_whole_list_is_printed(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    page.emulate_media(media="print")
    expect(page.locator("#targets .filters")).to_be_hidden()
    assert page.evaluate(
        "() => { const e = document.querySelector('#targets'); return e.scrollHeight <= e.clientHeight + 1; }"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('#targets td')).color") == "rgb(0, 0, 0)"
