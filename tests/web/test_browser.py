"""The chat page in a real browser, over the real assistant and notice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from corpus.parse import DEFAULT_NOTICE, notice_folder
from corpus.suggestions import Suggestions

pytestmark = pytest.mark.browser

FIGURE = "社会消费品零售总额的增长目标是多少？"
DECLINED = "今年的房价会降多少？"
LONG = "县科商工信局牵头哪些任务？"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit:
    """A page and what it did: hosts it asked for, errors it reported."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type the question, send it with Enter and wait for the whole answer."""
        before = self.page.locator(".turn").count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        expect(self.page.locator(".turn")).to_have_count(before + 1, timeout=20_000)
        expect(self.page.locator(".turn").last).to_have_attribute("aria-busy", "false", timeout=20_000)

    def refuse(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@dataclass
class Visitor:
    """Opens pages, each in a session of its own; at the end none may have gone elsewhere or reported an error."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def open(self, size: dict[str, int], scheme: str = "light", query: str = "") -> Visit:
        """query: of the address, with "?". With one that names another tab, the caller waits for what is in it."""
        context = self.browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="zh-CN",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.contexts.append(context)
        visit = Visit(context.new_page())
        self.visits.append(visit)
        page = visit.page
        page.on("console", lambda m: visit.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: visit.errors.append(str(e)))
        page.on("response", lambda r: visit.errors.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on("request", lambda r: None if _local(r.url, self.address) else visit.outside.append(r.url))
        page.goto(f"{self.address}/{query}")
        if "tab=" not in query:
            expect(page.locator("#examples button").first).to_be_visible()
            expect(page.locator("#log")).to_be_attached()  # mounted after the examples on a busy machine
        return visit

    def close(self) -> None:
        """Nothing was asked for elsewhere, nothing went wrong."""
        for context in self.contexts:
            context.close()
        assert [v.outside for v in self.visits] == [[]] * len(self.visits)
        assert [v.errors for v in self.visits] == [[]] * len(self.visits)


def _local(url: str, address: str) -> bool:
    return url.startswith((address + "/", "data:", "blob:"))


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, address)
    yield visitor
    visitor.close()


def answer_of(address: str, question: str) -> dict[str, Any]:
    body = json.dumps({"question": question}).encode()
    with urlopen(Request(address + "/api/ask", body, {"content-type": "application/json"})) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer


@pytest.mark.parametrize("question", Suggestions.read(notice_folder(DEFAULT_NOTICE)).staff)
def test_the_examples_are_answered(address: str, question: str) -> None:
    answer = answer_of(address, question)
    assert answer["status"] == "answered"
    assert answer["citations"]


def test_a_citation_opens_its_words(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    visit.ask(FIGURE)
    turn = visit.page.locator(".turn").last
    expect(turn.locator(".text")).to_contain_text("6.5%")
    citation = answer_of(visitor.address, FIGURE)["citations"][0]
    turn.locator(".text button.cite").first.click()
    panel = visit.page.locator("#panel")
    expect(panel.locator("h2")).to_have_text(citation["label"])
    assert "".join(panel.locator("mark").all_text_contents()) == citation["quote"]
    expect(panel.locator("mark").first).to_be_in_viewport()


def test_the_answer_is_written_out(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    visit.page.evaluate(
        """() => {
          window.lengths = [];
          new MutationObserver(() => {
            const text = document.querySelector('.turn .text');
            if (text) window.lengths.push(text.textContent.length);
          }).observe(document.querySelector('#log'), {childList: true, subtree: true, characterData: true});
        }"""
    )
    visit.ask(LONG)
    lengths = visit.page.evaluate("[...new Set(window.lengths)]")
    assert len(lengths) > 3
    assert lengths == sorted(lengths)


def test_neighbours_and_headings_lead_on(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    panel = visit.page.locator("#panel")
    panel.get_by_role("button", name="附件1").first.click()
    expect(panel.locator("h2")).to_contain_text("附件1")
    panel.get_by_role("button", name="下一条").click()
    expect(panel.locator("h2")).to_have_text("附件1 前言")
    panel.get_by_role("button", name="上一条").click()
    expect(panel.locator(".clause")).to_have_attribute("data-open", "1")


def test_a_declined_answer_cites_nothing(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    visit.ask(DECLINED)
    turn = visit.page.locator(".turn").last
    assert turn.get_attribute("data-status") in ("not_stated", "out_of_scope")
    expect(turn.locator(".tag")).to_be_visible()
    assert turn.locator(".cites, button.cite").count() == 0


def test_what_is_typed_stays_text(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    typed = "<img src=x onerror=alert(1)> **b** 1. a ${1+1} {{value}} $$x$$ ![a](http://example.org/a.png)"
    visit.page.on("dialog", visit.refuse)
    visit.ask(typed)
    expect(visit.page.locator(".turn .q")).to_contain_text(typed)
    assert visit.page.locator("#log img").count() == 0


def test_sessions_are_separate(visitor: Visitor) -> None:
    one, two = visitor.open(DESKTOP), visitor.open(DESKTOP)
    one.ask(FIGURE)
    two.ask(DECLINED)
    one.ask(LONG)
    assert one.page.locator(".turn .q").count() == 2
    assert two.page.locator(".turn .q").count() == 1
    assert "零售" not in two.page.locator("#log").inner_text()


def test_keyboard_alone_is_enough(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    page = visit.page
    box = page.locator("#question textarea")
    box.focus()
    page.keyboard.type("社会消费品零售总额")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("增长目标是多少？")
    assert box.input_value() == "社会消费品零售总额\n增长目标是多少？"
    page.keyboard.press("Enter")
    expect(page.locator(".turn").last).to_have_attribute("aria-busy", "false", timeout=20_000)
    page.locator(".turn button.cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".turn button.cite").first).to_be_focused()


def test_copy_takes_answer_and_citations(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    visit.ask(FIGURE)
    visit.page.locator(".turn button.copy").click()
    expect(visit.page.locator(".turn button.copy")).to_have_text("已复制")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    for words in (FIGURE, "6.5%", "依据：", "[1] ", "送审稿", "以原文为准"):
        assert words in copied


def test_restart_clears_the_page(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    visit.page.locator("#examples button").first.click()
    expect(visit.page.locator(".turn").last).to_have_attribute("aria-busy", "false", timeout=20_000)
    visit.page.get_by_role("button", name="重新开始").click()
    expect(visit.page.locator(".welcome")).to_be_visible()
    expect(visit.page.locator("#examples button").first).to_be_visible()
    assert visit.page.locator(".turn").count() == 0


def test_an_address_opens_its_clause(visitor: Visitor) -> None:
    page = visitor.open(PHONE).page
    page.goto(visitor.address + "/?clause=1/2/1/3")
    expect(page.locator("#panel h2")).to_have_text("附件1 二(一)3《创新消费场景》")
    expect(page.locator("#panel h2")).to_be_in_viewport()


def test_files_are_not_taken(visitor: Visitor) -> None:
    page = visitor.browser.new_context().request
    assert page.post(visitor.address + "/gradio_api/upload", multipart={"files": "x"}).status == 404


def test_the_title_opens_the_contents(visitor: Visitor) -> None:
    page = visitor.open(PHONE).page
    page.get_by_role("button", name="打开原文目录").click()
    expect(page.locator("#panel h2")).to_have_text("目录")
    page.get_by_role("button", name="打开原文：附件3").click()
    expect(page.locator("#panel h2")).to_contain_text("附件3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(visitor: Visitor, scheme: str) -> None:
    visit = visitor.open(PHONE, scheme)
    page = visit.page
    visit.ask(LONG)
    button = page.locator(".turn .text button.cite").first
    panel = page.locator("#panel")
    expect(panel).not_to_be_in_viewport()
    for _ in range(2):  # a sheet that was closed opens again on the same citation
        button.click()
        expect(panel.locator("mark").first).to_be_in_viewport()
        panel.get_by_role("button", name="关闭条款").click()
        expect(panel).not_to_be_in_viewport()
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => {
          const box = e.getBoundingClientRect();
          return box.width > 1 && box.right > innerWidth + 1;
        }).map((e) => e.className)"""
    )
    assert too_wide == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_list_is_taken_away_as_a_file(visitor: Visitor, size: dict[str, int], tmp_path: Path) -> None:
    visit = visitor.open(size)
    visit.ask(LONG)
    page, links = visit.page, visit.page.locator(".turn .export a")
    assert links.all_inner_texts() == ["Excel", "Word", "CSV"]
    boxes = [box for link in links.all() if (box := link.bounding_box())]
    assert len(boxes) == 3
    if size is PHONE:
        assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
        folds = [box for fold in page.locator(".turn summary").all() if (box := fold.bounding_box())]
        assert [box["height"] for box in folds if box["height"] < 44] == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel").click()
    assert waiting.value.suggested_filename == "县科商工信局任务分解表（限牵头）.xlsx"
    file = tmp_path / "list.xlsx"
    waiting.value.save_as(file)
    cells = [str(v) for row in openpyxl.load_workbook(file).worksheets[0].values for v in row if v is not None]
    shown = answer_of(visitor.address, LONG)["citations"]
    assert len(shown) > 30
    assert [c["title"] for c in shown if c["title"] not in cells] == []
    expect(page.locator(".turn")).to_have_count(1)  # the page is still there


def test_a_file_is_taken_by_keyboard(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    visit.ask(LONG)
    page = visit.page
    page.locator(".turn .text summary").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Excel")).to_be_focused()
    page.keyboard.press("Tab")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".docx")


def test_what_was_unfolded_stays_so(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    visit.ask(LONG)
    fold = visit.page.locator(".turn .text details").first
    expect(fold.locator("summary")).to_have_text(re.compile(r"展开其余 \d+ 条：附件\d（\d+）"), use_inner_text=True)
    fold.locator("summary").click()
    expect(fold.locator("summary")).to_have_text("收起", use_inner_text=True)
    visit.ask(FIGURE)
    expect(visit.page.locator(".turn").last).to_be_in_viewport(ratio=0.9)
    expect(fold).to_have_attribute("open", "")
    fold.locator("summary").click()
    visit.ask(DECLINED)
    expect(fold).not_to_have_attribute("open", "")


def test_the_page_is_chinese(visitor: Visitor) -> None:
    page = visitor.open(DESKTOP).page
    assert page.title() == "问策 Wence"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    text = page.locator("body").inner_text()
    for word in ("Gradio", "Submit", "Clear", "Settings", "Loading"):
        assert word not in text
    for words in ("送审稿", "2025-06-12", "网址原文未载", "机器生成内容"):
        assert words in text
