"""The chat page over an assistant whose answers a language model words: sentences as they come, a stop, a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from playwright.sync_api import Browser, Page, expect

from eval.fake_model import Body, FakeModel, refuse, say, serving
from eval.fault_replies import reply, seen
from tests.web.conftest import SIZES, running, visited

pytestmark = pytest.mark.browser

QUESTION = "哪个部门牵头社会信用体系?"
TRUE, FALSE = "社会信用体系由县数据局牵头。", "社会信用体系由县教育局牵头。"


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(say("{}"))) as ours:
        yield ours


@pytest.fixture(scope="module")
def address(model: FakeModel) -> Iterator[str]:
    with running(WENCE_LLM_BASE_URL=model.url, WENCE_LLM_MODEL="m") as found:
        yield found


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with visited(browser, address, request.param, attached="#log") as page:
        yield page


def ask(page: Page) -> None:
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")


def test_a_generated_answer_is_labelled(page: Page, model: FakeModel) -> None:
    def both(handler: BaseHTTPRequestHandler, body: Body) -> None:
        token = seen(body).sources[0].token
        say(reply((FALSE, [token]), (TRUE, [token])))(handler, body)

    model.answer = both
    expect(page.locator("#stop")).to_be_hidden()
    ask(page)
    turn = page.locator(".turn").last
    expect(turn).to_have_attribute("aria-busy", "false", timeout=20_000)
    expect(turn.locator(".text")).to_have_text(re.compile(rf"^{TRUE}\[1\]$"))
    expect(turn.locator(".label")).to_have_text("AI 生成内容：由语言模型据原文生成，逐句经程序核对，以原文为准。")
    expect(page.locator(".banner .machine")).to_contain_text("由语言模型据原文生成并经程序核对")
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#send")).to_be_visible()


def test_stopping_keeps_what_was_shown(page: Page, model: FakeModel) -> None:
    def slow(handler: BaseHTTPRequestHandler, body: Body) -> None:
        text = reply((TRUE, [seen(body).sources[0].token]))
        model.dripping(text.removesuffix("]}") + " " * 3000 + "]}", 0.01)(handler, body)

    model.answer = slow
    model.closed.clear()
    ask(page)
    turn = page.locator(".turn").last
    expect(turn.locator(".text")).to_contain_text(TRUE, timeout=20_000)
    expect(turn).to_have_attribute("aria-busy", "true")
    expect(page.locator("#send")).to_be_hidden()
    page.locator("#stop").click()
    expect(turn).to_have_attribute("aria-busy", "false", timeout=10_000)
    expect(turn.locator(".text")).to_contain_text("已停止生成，以上各句均已核对")
    expect(turn.locator(".text")).to_contain_text(TRUE)
    assert model.closed.wait(5)
    expect(page.locator("#send")).to_be_visible()


def test_starting_again_cancels(page: Page, model: FakeModel) -> None:
    model.answer = model.silent()
    model.asked.clear()
    model.closed.clear()
    ask(page)
    assert model.asked.wait(20)
    expect(page.locator(".stages .now")).to_have_text("生成")
    page.locator("#clear").click()
    expect(page.locator(".welcome")).to_be_visible()
    assert model.closed.wait(5)


def test_a_fault_brings_the_extractive_answer(page: Page, model: FakeModel) -> None:
    model.answer = refuse(400, "the service refuses")
    ask(page)
    turn = page.locator(".turn").last
    expect(turn).to_have_attribute("aria-busy", "false", timeout=20_000)
    expect(turn.locator(".text p").first).to_have_text("注：语言模型暂时不可用，以下为原文摘录。")
    expect(turn.locator(".text")).to_contain_text("牵头单位：县数据局")
    expect(turn.locator(".label")).to_have_text("机器生成内容：摘录自原文，以原文为准。")
