"""A civil servant's work in the conversation and the clause panel, in a real browser over the real program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import SIZES, visited

pytestmark = pytest.mark.browser

LIST = "县科商工信局牵头哪些任务？"
CLAUSE = "创新消费场景由哪个单位牵头？"
# Of Gradio's own frame, not of what stands in it.
NOT_OURS = ("region", "landmark-one-main", "scrollable-region-focusable", "page-has-heading-one")


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with visited(browser, address, request.param, attached="#log") as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, address: str) -> Iterator[Page]:
    with visited(browser, address, "desktop", attached="#log") as page:
        yield page


def ask(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    answered(page, before + 1)


def answered(page: Page, count: int) -> None:
    expect(page.locator(".turn")).to_have_count(count, timeout=20_000)
    expect(page.locator(".turn").last).to_have_attribute("aria-busy", "false", timeout=20_000)


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong in the conversation and the panel."""
    found = Axe().run(page, context={"include": [["#talk"], ["#panel"]]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["id"] not in NOT_OURS]


def test_going_on_from_an_answer(page: Page) -> None:
    ask(page, LIST)
    turn = page.locator(".turn").first
    folds, unfold = turn.locator("details"), turn.locator("[data-unfold]")
    assert folds.count() == 2
    unfold.click()
    expect(turn.locator("details[open]")).to_have_count(2)
    expect(unfold).to_have_text("全部收起", use_inner_text=True)
    page.locator(".offers button", has_text="只看附件3的").click()
    answered(page, 2)
    expect(page.locator(".turn .q").last).to_contain_text("只看附件3的")
    assert page.locator(".turn").last.get_attribute("data-status") == "answered"
    expect(turn.locator("details[open]")).to_have_count(2)  # stays so
    unfold.click()
    expect(turn.locator("details[open]")).to_have_count(0)
    # What was asked leads back to its answer, by keyboard, and is asked again.
    page.locator(".past summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".past summary")).to_have_text("本次提问（2）")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(turn).to_be_focused()
    expect(turn.locator(".q")).to_be_in_viewport()
    page.locator(".past summary").click()
    page.locator(".past .again").first.click()
    answered(page, 3)
    expect(page.locator(".past summary")).to_have_text("本次提问（3）")
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")
    assert faults(page) == []


def test_taking_a_conversation_along(desktop: Page, tmp_path: Path) -> None:
    ask(desktop, CLAUSE)
    with desktop.expect_download() as waiting:
        desktop.locator("[data-save]").click()
    assert re.fullmatch(r"问策问答记录 \d{4}-\d\d-\d\d\.docx", waiting.value.suggested_filename)
    file = tmp_path / "talk.docx"
    waiting.value.save_as(file)
    text = "\n".join(p.text for p in docx.Document(str(file)).paragraphs)
    for words in (CLAUSE, "县科商工信局", "（送审稿）附件1第二部分（一）第3项", "机器生成"):
        assert words in text


def test_two_clauses_side_by_side(page: Page) -> None:
    ask(page, CLAUSE)
    page.locator(".turn button.cite").first.click()
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("附件1 二(一)3《创新消费场景》")
    panel.get_by_role("button", name="并排对照").click()
    expect(panel.locator(".choose")).to_be_visible()
    panel.get_by_role("button", name="下一条").click()
    expect(panel.locator(".clause")).to_have_count(2)
    boxes = [clause.bounding_box() for clause in panel.locator(".clause").all()]
    one, two = (box for box in boxes if box)
    wide = page.viewport_size is not None and page.viewport_size["width"] > 1000
    if wide:
        assert one["y"] == two["y"]
        assert one["x"] + one["width"] <= two["x"]
        talk = page.locator("#talk").bounding_box()
        assert talk is not None
        assert one["width"] + two["width"] > 1.5 * talk["width"]
    else:
        assert one["x"] == two["x"]
        assert one["y"] + one["height"] <= two["y"]
    assert page.url.endswith("&beside=1/2/1/3")
    expect(panel.locator(".now h2")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")
    assert faults(page) == []
    page.reload()  # the address has both
    expect(panel.locator(".clause")).to_have_count(2)
    panel.get_by_role("button", name="结束对照").click()
    expect(panel.locator(".clause")).to_have_count(1)


def test_a_reference_is_copied(desktop: Page) -> None:
    desktop.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(desktop, CLAUSE)
    desktop.locator(".turn button.cite").first.click()
    copy = desktop.locator("#panel").get_by_role("button", name="复制引用").first
    copy.click()
    expect(copy).to_have_text("已复制")
    reference = "《新田县实施“七大攻坚”总体方案》（送审稿）附件1第二部分（一）第3项"
    assert desktop.evaluate("navigator.clipboard.readText()") == reference


def test_the_language_changes_all(desktop: Page) -> None:
    ask(desktop, LIST)
    desktop.locator(".banner [data-lang=en]").click()
    expect(desktop.locator(".past summary")).to_have_text("Asked so far (1)")
    expect(desktop.locator(".turn .tag")).to_have_text("Stated in the notice")
    expect(desktop.locator(".offers h3")).to_have_text("Go on with")
    expect(desktop.locator("#panel h2")).to_have_text("Contents")
    expect(desktop.locator("#send")).to_have_text("Send")
    expect(desktop.locator(".rating .said")).to_have_text("Was this answer useful?")
    expect(desktop.get_by_role("log")).to_have_attribute("aria-label", "Ask")
    ask(desktop, CLAUSE)
    expect(desktop.locator(".past summary")).to_have_text("Asked so far (2)")
    assert faults(desktop) == []
