"""The tab of the clauses: what its HTML says of every clause, and finding one in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from corpus.clause import Notice
from rag.clause_search import ClauseSearch, Wanted
from rag.register import bodies_in
from tests.web.loops import in_a_loop
from web.workbench.clauses_tab import Clauses
from web.workbench.view import LANGS, View

_OPEN = re.compile(
    r'<button type="button" class="open" data-address="([^"]+)"(?: data-start="(\d+)" data-end="(\d+)")?'
)
_SNIPPET = re.compile(
    r'class="snippet" data-address="([^"]+)" data-start="(\d+)" data-end="(\d+)" lang="zh-CN">(.*?)</b'
)
_TAG = re.compile("<[^>]+>")


@pytest.fixture(scope="module")
def tab(notice: Notice) -> Clauses:
    async def made() -> Clauses:  # Gradio leaves open the loop that it makes where there is none
        with gr.Blocks():
            bench: Any = SimpleNamespace(notice=notice, view=gr.State(View()))
            return Clauses(bench)

    return in_a_loop(made())


def drawn(tab: Clauses, view: View, **wanted: object) -> tuple[str, str, str]:
    """The form, the line that counts, the tree."""
    form, found, tree = tab.draw(view, None, {"words": "", "kind": "", "figures": False} | wanted)
    return form, found, tree


def count(found: str) -> int:
    return int(re.search(r"\d+", found)[0])  # type: ignore[index]


def hits(tree: str) -> int:
    return tree.count('<li class="hit">')


@pytest.mark.parametrize("lang", LANGS)
def test_the_whole_notice_is_in_the_tree_in_order(tab: Clauses, notice: Notice, lang: Any) -> None:
    _, found, tree = drawn(tab, View(lang=lang))
    assert [address for address, *_ in _OPEN.findall(tree)] == [clause.address for clause in notice.clauses]
    assert count(found) == len(notice.clauses)


def test_every_inference_and_repair_is_said_with_its_evidence(tab: Clauses, notice: Notice) -> None:
    tree = unescape(_TAG.sub("", drawn(tab, View())[2]))
    for inference in notice.inferences:
        assert inference.kind != "number" or inference.note in tree
    for repair in notice.repairs:
        assert repair.note in tree
        assert repair.evidence in tree


def test_every_body_has_the_clauses_of_the_register(tab: Clauses, notice: Notice) -> None:
    form = drawn(tab, View())[0]
    for body, clauses in bodies_in(notice.clauses).items():
        _, found, tree = drawn(tab, View(body=body))
        assert count(found) == hits(tree) == len(clauses)
        assert f'value="{body}" lang="zh-CN">{body} ({len(clauses)})' in form
        assert tree.count('class="role"') == len(clauses)


def test_every_part_and_kind_has_its_clauses(tab: Clauses, notice: Notice) -> None:
    for part in notice.clauses:
        _, found, tree = drawn(tab, View(part=part.address))
        inside = [c for c in notice.clauses if f"{c.address}/".startswith(f"{part.address}/")]
        assert count(found) == hits(tree) == len(inside)
        above = [c.address for c in notice.trail(part)]
        assert [address for address, *_ in _OPEN.findall(tree)] == above + [c.address for c in inside]
    for kind in {clause.kind for clause in notice.clauses}:
        assert count(drawn(tab, View(), kind=kind)[1]) == sum(c.kind == kind for c in notice.clauses)
    assert count(drawn(tab, View(), figures=True)[1]) == sum(bool(c.figures) for c in notice.clauses)


@pytest.mark.parametrize("words", ["消费", "tzxf", "10%以上", "提震消费"])
def test_hits_lead_to_the_words_that_were_found(tab: Clauses, notice: Notice, words: str) -> None:
    _, found, tree = drawn(tab, View(), words=words)
    spans = {hit.address: hit.spans for hit in ClauseSearch(notice).find(Wanted(words))}
    assert count(found) == hits(tree) == len(spans)
    for address, start, end in _OPEN.findall(tree):
        expected = tuple(map(str, spans[address][0])) if address in spans else ("", "")
        assert (start, end) == expected
    for address, start, end, inner in _SNIPPET.findall(tree):
        assert (int(start), int(end)) in spans[address]
        assert unescape(_TAG.sub("", inner)).strip("…") in notice.by_address[address].text
        assert f"<mark>{notice.source[int(start) : int(end)]}</mark>" in inner


def test_an_address_opens_what_is_below_it(tab: Clauses, notice: Notice) -> None:
    _, found, tree = drawn(tab, View(), words="附件3")
    assert count(found) == hits(tree) == 1
    assert [address for address, *_ in _OPEN.findall(tree)] == [
        c.address for c in notice.clauses if c.attachment == "3"
    ]


def test_a_body_that_is_typed_is_offered(tab: Clauses) -> None:
    for typed in ("财政局", "县财政局", "finance bureau"):
        assert 'data-body="县财政局"' in drawn(tab, View(), words=typed)[2]
    assert 'data-body="县财政局"' not in drawn(tab, View(body="县财政局"), words="财政局")[2]


def test_nothing_found_says_what_to_try(tab: Clauses) -> None:
    _, found, tree = drawn(tab, View(part="1"), words="zzzzzz")
    assert count(found) == 0
    assert "可以换个短一点的词" in tree
    assert 'data-clears="filters"' in tree


@pytest.mark.parametrize(
    "given", [None, "x", {}, {"words": 3, "kind": ["item"], "figures": "yes"}, {"kind": "nothing"}], ids=repr
)
def test_what_makes_no_sense_asks_for_nothing(tab: Clauses, notice: Notice, given: object) -> None:
    assert count(tab.draw(View(), None, given)[1]) == len(notice.clauses)


def test_what_is_typed_is_text(tab: Clauses) -> None:
    form, _, tree = drawn(tab, View(), words='"><img src=x onerror=alert(1)>')
    assert "<img" not in form + tree


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(f"{address}/?tab=clauses")
    expect(page.locator("#clauses-found strong")).to_have_text("共 249 条", timeout=30_000)
    yield page
    context.close()
    assert errors == []


@pytest.mark.browser
def test_a_clause_is_found_as_one_types_and_opened_at_the_words(page: Page) -> None:
    found = page.locator("#clauses-found strong")
    page.locator("#clauses-words").press_sequentially("tzxf")
    expect(found).to_have_text("找到 3 条")
    expect(page.locator("#clauses-found [role=status]")).to_have_count(1)
    expect(page.locator("#clauses-words")).to_be_focused()
    expect(page.locator("#clauses-words")).to_have_value("tzxf")
    page.locator("#clauses .snippet").last.click()
    expect(page.locator("#panel mark")).to_have_text("提振消费")
    expect(page.locator("#clauses [aria-current=true]")).to_have_attribute("data-address", "1/2/1/2")
    page.keyboard.press("Escape")
    page.locator("#clauses-part").select_option("0")
    expect(found).to_have_text("找到 1 条")
    expect(page.locator("#clauses-words")).to_have_value("tzxf")
    expect(page).to_have_url(re.compile("part=0"))
    page.locator("#clauses-clear").click()
    expect(found).to_have_text("共 249 条")
    expect(page.locator("#clauses-words")).to_have_value("")
    page.locator("#clauses-body").select_option("县财政局")
    expect(found).to_have_text("找到 46 条")
    page.locator("#clauses-figures").check()
    page.locator("#clauses-kind").select_option("item")
    expect(page.locator("#clauses li.hit .held").first).to_be_visible()
    page.locator("#clauses-words").fill("${1}{{x}}")
    expect(page.locator("#clauses .nothing")).to_be_visible()
    page.locator("#clauses .nothing button").click()
    expect(page.locator("#clauses-body")).to_have_value("")
    expect(page.locator("#clauses-words")).to_have_value("${1}{{x}}")


@pytest.mark.browser
def test_the_keyboard_goes_through_the_tree_and_the_marks(page: Page) -> None:
    page.locator("#clauses-words").press("ArrowDown")
    focused = page.locator("#clauses :focus")
    expect(focused).to_have_attribute("data-address", "0")
    for key, address in [("ArrowRight", "0/0"), ("ArrowDown", "0/1"), ("ArrowDown", "0/2"), ("ArrowRight", "0/2")]:
        page.keyboard.press(key)
        expect(focused).to_have_attribute("data-address", address)
    expect(page.locator('#clauses [data-address="0/2/1"]')).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator('#clauses [data-address="0/2/1"]')).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(focused).to_have_attribute("data-address", "0")
    page.keyboard.press("End")
    expect(focused).to_have_attribute("data-address", "7/3")
    mark = page.locator("#clauses .why button.gap").first
    mark.focus()
    evidence = page.locator("#clauses .why:focus-within [role=tooltip]")
    expect(evidence).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#clauses [role=tooltip]:visible")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, theme: str) -> None:
    page.evaluate("theme => document.body.classList.toggle('dark', theme === 'dark')", theme)
    for words in ("", "消费", "zzzzzz"):
        page.locator("#clauses-words").fill(words)
        expect(page.locator("#clauses-found strong")).to_have_text(
            {"": "共 249 条", "消费": "找到 16 条"}.get(words, "找到 0 条")
        )
        violations = Axe().run(page, context="#tab-clauses").response["violations"]
        assert [f"{v['id']} {n['target']} {n['failureSummary']}" for v in violations for n in v["nodes"]] == []
        wide = "() => [...document.querySelectorAll('#tab-clauses *:not([role=tooltip] *):not(.sr)')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
        assert page.evaluate(wide) == 0
