"""The whole way: a portal on another port under a strict policy, the real service, and a visitor with a keyboard."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import running
from tests.web.portal import SIZES, Portal, Visitor, portal_of, visiting

pytestmark = pytest.mark.browser

QUESTION = "农村低保最低多少钱一个月?"
ADDRESS = "7/2/1/5/15"


@pytest.fixture(scope="module")
def portals() -> Iterator[tuple[Portal, Portal]]:
    """One that the service allows, and one that it does not know."""
    with (
        portal_of("") as portal,
        portal_of("") as foreign,
        running(WENCE_ORIGINS=portal.address, WENCE_LIMIT_CONVERSATION="2/hour") as server,
    ):
        portal.server = foreign.server = server
        yield portal, foreign


@pytest.fixture
def portal(portals: tuple[Portal, Portal]) -> Portal:
    portals[0].reset()
    return portals[0]


@pytest.fixture(params=SIZES)
def visitor(browser: Browser, portal: Portal, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    with visiting(browser, portal, request.param) as visitor:
        yield visitor


def test_a_question_by_keyboard_leads_to_the_very_words(visitor: Visitor, tmp_path: Path) -> None:
    keyboard = visitor.page.keyboard
    visitor.tab_to("问策 · 政策问答")
    keyboard.press("Enter")
    visitor.tab_to("^您的问题$|^请输入问题$")  # on a phone the title is read first
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    expect(visitor.answers).to_have_count(1)
    shown = visitor.answers.last
    blocks = shown.locator(".block")
    expect(blocks).to_have_count(2)
    expect(blocks.nth(0)).to_contain_text("通俗说法")
    expect(blocks.nth(0)).to_contain_text("农村低保每月不低于485元")
    expect(blocks.nth(1)).to_contain_text("农村低保标准：不低于485元/月")
    expect(shown).to_contain_text("人工智能生成合成内容")
    expect(visitor.panel.locator(".about")).to_contain_text("送审稿")
    visitor.tab_to("^依据 1", "Shift+Tab")
    keyboard.press("Enter")
    quote = shown.locator(".cite blockquote").first
    expect(quote).to_be_visible()
    keyboard.press("Tab")
    assert visitor.focused().startswith("查看原文")
    visitor.page.screenshot(path=tmp_path / "cited.png")
    with visitor.context.expect_page() as followed:
        keyboard.press("Enter")
    page = followed.value
    page.wait_for_load_state()
    assert re.search(rf"/notice/{ADDRESS}\?mark=\d+-\d+#quote$", page.url)
    expect(page.locator("#quote")).to_be_in_viewport()
    assert "".join(page.locator("mark").all_text_contents()) == quote.text_content()
    assert page.evaluate("window.opener") is None
    page.screenshot(path=tmp_path / "clause.png")
    page.close()
    keyboard.press("Escape")
    expect(visitor.launcher).to_be_focused()
    secrets = [address for address in visitor.requests if "ticket=" in address or QUESTION in unquote(address)]
    assert secrets == []


def test_it_answers_in_the_visitor_s_language(visitor: Visitor) -> None:
    visitor.open()
    visitor.button("English").click()
    shown = visitor.ask("How much is the rural subsistence allowance per month?")
    expect(shown).to_contain_text("485")
    expect(shown).to_contain_text("AI-generated")
    visitor.button("繁體中文").click()
    expect(visitor.ask("農村低保一個月多少錢？")).to_contain_text("485")
    expect(visitor.answers.last).to_contain_text("通俗說法")


def test_an_answer_is_rated(visitor: Visitor) -> None:
    visitor.open()
    rating = visitor.ask(QUESTION).locator(".rating")
    rating.get_by_role("button", name="有用", exact=True).click()
    expect(rating).to_contain_text("谢谢")


def test_without_streams_it_answers_all_the_same(visitor: Visitor, portal: Portal) -> None:
    visitor.page.add_init_script("delete window.ReadableStream")
    visitor.goto(portal)
    visitor.requests.clear()
    visitor.open()
    visitor.ask("我家在农村，低保多少钱？")
    visitor.ask("那城市呢？")
    expect(visitor.answers.last).to_contain_text("740")
    assert [address.rpartition("/")[2] for address in visitor.requests if "/api/" in address].count("ticket") == 1


def test_a_second_thought_too_many_is_counted_down(visitor: Visitor) -> None:
    visitor.open()
    visitor.ask(QUESTION)
    visitor.ask("那城市呢？")
    visitor.put("还有呢？")
    expect(visitor.error).to_contain_text(re.compile(r"频繁.* \d+ 秒后再试"))
    expect(visitor.box).to_have_value("还有呢？")
    expect(visitor.button("重试")).to_have_attribute("aria-disabled", "true")
    expect(visitor.answers).to_have_count(2)
    visitor.expected.append("status of 429")


def test_a_foreign_portal_is_told_that_it_may_not(browser: Browser, portals: tuple[Portal, Portal]) -> None:
    with visiting(browser, portals[1]) as visitor:
        visitor.launcher.click()
        expect(visitor.error).to_contain_text("未获授权")
        visitor.expected.append("status of 403")


def test_a_service_that_stops_and_comes_back(browser: Browser) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with portal_of(f"http://127.0.0.1:{port}") as portal:
        settings = {"WENCE_ORIGINS": portal.address, "WENCE_PORT": port}
        first = running(**settings)
        first.__enter__()
        try:
            visits = visiting(browser, portal)
            visitor = visits.__enter__()
            visitor.open()
            visitor.ask(QUESTION)
        finally:
            first.__exit__(None, None, None)
        visitor.put("那城市呢？")
        expect(visitor.error).to_contain_text("连接不上")
        expect(visitor.box).to_have_value("那城市呢？")
        expect(visitor.answers).to_have_count(1)
        with running(**settings):  # with another key, so that no ticket of before is good
            visitor.button("重试").click()
            expect(visitor.answers).to_have_count(2)
            expect(visitor.answers.last).to_contain_text("740")
            visitor.expected.append("ERR_CONNECTION_REFUSED")
            visits.__exit__(None, None, None)


@pytest.mark.parametrize("tag", ["", 'data-size="large"', 'data-contrast="high"', 'data-theme="dark"'])
def test_it_is_seen(visitor: Visitor, portal: Portal, tmp_path: Path, tag: str) -> None:
    """Pictures for people to look at; that they can be made at all is what is tested."""
    portal.tags = (f'data-title="问策 · 政策问答" {tag}',)
    visitor.goto(portal)
    visitor.page.screenshot(path=tmp_path / "closed.png")
    visitor.open()
    visitor.page.screenshot(path=tmp_path / "open.png")
    shown = visitor.ask(QUESTION)
    visitor.page.screenshot(path=tmp_path / "answered.png")
    shown.locator(".mark").first.click()
    visitor.page.screenshot(path=tmp_path / "cited.png")
    shown.get_by_role("button", name="没用", exact=True).click()
    visitor.page.screenshot(path=tmp_path / "rating.png")
    visitor.ask("县科商工信局牵头哪些任务？")
    visitor.page.screenshot(path=tmp_path / "list.png")
    visitor.put("月球上有几个人？")
    expect(visitor.error).to_be_visible()
    visitor.page.screenshot(path=tmp_path / "limit.png")
    visitor.expected.append("status of 429")
    assert len(list(tmp_path.iterdir())) == 7
