"""The widget when something goes wrong: in words, in the reader's language, with nothing lost and a way on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.web.fake_api import PAUSED, PAUSED_EN, RETRY_AFTER, Does, FakeApi
from tests.web.portal import Portal, Visitor, visiting

pytestmark = pytest.mark.browser

QUESTION = "农村低保最低多少钱一个月？"
LANGS = ("zh", "zh-Hant", "en")
# What is said in each language, as patterns, and what the browser's console says of it.
SAID: dict[Does, tuple[tuple[str, str, str], list[str]]] = {
    Does.LIMITED: (("频繁，请 3 秒后再试", "頻繁，請 3 秒後再試", "Too many.* again in 3 s"), ["status of 429"]),
    Does.PAUSED: ((f"^{PAUSED}$", f"^{PAUSED}$", f"^{PAUSED_EN}$"), ["status of 503"]),
    Does.BUSY: (("人较多", "人較多", "Many people"), ["status of 503"]),
    Does.FAILS: (("^服务出错", "^服務出錯", "service failed"), ["status of 500"]),
    Does.TELLS: (("等了太久", "等了太久沒有", "took too long"), []),
    Does.DROPS: (
        ("连接不上.*您的问题还在框里", "連接不上.*您的問題還在框裡", "No connection.*still in the box"),
        ["ERR_EMPTY_RESPONSE"],
    ),
}
RETRY = ("重试", "重試", "Try again")


@pytest.mark.parametrize("at", range(3), ids=LANGS)
@pytest.mark.parametrize("does", SAID, ids=lambda does: does.name.lower())
def test_what_goes_wrong_is_said_and_mended(
    visitor: Visitor, api: FakeApi, portal: Portal, does: Does, at: int
) -> None:
    words, complaints = SAID[does]
    portal.tags = (f'data-lang="{LANGS[at]}"',)
    visitor.page.clock.install()
    visitor.goto(portal)
    visitor.open()
    api.plan(does)
    visitor.put(QUESTION)
    expect(visitor.error.locator("p")).to_have_text(re.compile(words[at]))
    expect(visitor.box).to_have_value(QUESTION)
    expect(visitor.panel.get_by_role("status")).to_have_text(re.compile(words[at]))
    visitor.expected += complaints
    visitor.page.clock.fast_forward((RETRY_AFTER + 1) * 1000)
    visitor.button(RETRY[at]).click()
    expect(visitor.answers).to_have_count(1)
    expect(visitor.error).to_have_count(0)
    expect(visitor.box).to_have_value("")
    assert [seen.body["question"] for seen in api.sent("/api/ask")] == [QUESTION] * 2


@pytest.mark.parametrize("does", [Does.STREAM, Does.CRUMBS, Does.JSON, Does.WRITES], ids=lambda does: does.name.lower())
def test_an_answer_comes_in_any_way(visitor: Visitor, api: FakeApi, does: Does) -> None:
    visitor.open()
    api.plan(does)
    visitor.put(QUESTION)
    if does is Does.WRITES:
        expect(visitor.turns.last.locator(".state")).to_have_text("正在写出答案…")
        expect(visitor.turns.last.locator(".text")).to_contain_text("农村低保标准：")
        visitor.box.fill("下一个")
        api.release.set()
    expect(visitor.answers.last).to_contain_text("不低于485元/月")
    expect(visitor.box).to_have_value("下一个" if does is Does.WRITES else "")
    visitor.ask("再问")
    assert len(api.sent("/api/ticket")) == 1
    assert len(api.sent("/api/ask")) == 2


@pytest.mark.parametrize("does", [Does.ENDS, Does.BREAKS], ids=lambda does: does.name.lower())
def test_a_broken_stream_is_asked_again_without_one(visitor: Visitor, api: FakeApi, does: Does) -> None:
    visitor.open()
    api.plan(does)
    visitor.ask(QUESTION)
    accepted = [(seen.headers["accept"], seen.headers["authorization"]) for seen in api.sent("/api/ask")]
    assert [accept.split(",")[0] for accept, _ in accepted] == ["text/event-stream", "application/json"]
    assert accepted[0][1] != accepted[1][1]
    expect(visitor.error).to_have_count(0)
    if does is Does.BREAKS:
        visitor.expected.append("ERR_CONTENT_LENGTH_MISMATCH")


def test_a_ticket_that_is_not_taken_is_renewed_in_silence(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    api.plan(Does.EXPIRED)
    visitor.ask(QUESTION)
    assert len(api.sent("/api/ticket")) == 2
    api.plan(Does.EXPIRED, Does.EXPIRED)
    visitor.put("再问")
    expect(visitor.error.locator("p")).to_have_text(re.compile("已过期"))
    expect(visitor.box).to_have_value("再问")
    assert len(api.sent("/api/ask")) == 4  # tried once more, not for ever
    visitor.button("重试").click()
    expect(visitor.answers).to_have_count(2)
    visitor.expected += ["status of 401"] * 3


def test_too_many_questions_are_counted_down(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    api.plan(Does.LIMITED)
    visitor.put(QUESTION)
    sentence = visitor.error.locator("p")
    visitor.box.press("Enter")  # while it is too early
    visitor.button("重试").click(force=True)
    for seconds in range(RETRY_AFTER, 0, -1):
        expect(sentence).to_contain_text(f"请 {seconds} 秒后再试")
    assert len(api.sent("/api/ask")) == 1
    expect(sentence).to_contain_text("现在可以再试")
    expect(visitor.panel.get_by_role("status")).to_contain_text("现在可以再试")
    visitor.box.press("Enter")
    expect(visitor.answers).to_have_count(1)
    expect(visitor.box).to_have_value("")
    visitor.expected.append("status of 429")


def test_a_page_that_is_not_allowed_is_told(visitor: Visitor, api: FakeApi) -> None:
    api.plan(Does.FORBIDS, path="/api/ticket")
    visitor.launcher.click()
    expect(visitor.error.locator("p")).to_have_text(re.compile("未获授权"))
    expect(visitor.button("重试")).to_have_count(0)
    visitor.expected.append("status of 403")


@pytest.mark.parametrize(
    "does", [Does.PAUSED, Does.FAILS, Does.DROPS, Does.LIMITED], ids=lambda does: does.name.lower()
)
def test_it_opens_although_there_is_no_ticket(visitor: Visitor, api: FakeApi, portal: Portal, does: Does) -> None:
    words, complaints = SAID[does]
    visitor.page.clock.install()
    visitor.goto(portal)
    api.plan(does, path="/api/ticket")
    visitor.launcher.click()
    said = "^连接不上，请稍后再试。$" if does is Does.DROPS else words[0]
    expect(visitor.error.locator("p")).to_have_text(re.compile(said))
    visitor.expected += complaints
    visitor.page.clock.fast_forward((RETRY_AFTER + 1) * 1000)
    visitor.button("重试").click()
    expect(visitor.error).to_have_count(0)
    expect(visitor.panel.locator(".about")).to_contain_text("送审稿")
    visitor.ask(QUESTION)


def test_without_a_network_nothing_is_lost(visitor: Visitor, portal: Portal) -> None:
    visitor.open()
    visitor.ask(QUESTION)
    visitor.context.set_offline(True)
    visitor.put("那城市呢？")
    expect(visitor.error.locator("p")).to_have_text(re.compile("连接不上.*您的问题还在框里"))
    expect(visitor.box).to_have_value("那城市呢？")
    visitor.context.set_offline(False)
    visitor.goto(portal)  # even a reload keeps it
    visitor.open()
    expect(visitor.box).to_have_value("那城市呢？")
    visitor.box.press("Enter")
    expect(visitor.answers).to_have_count(2)
    visitor.expected.append("ERR_INTERNET_DISCONNECTED")


def test_an_answer_may_be_stopped(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    api.plan(Does.HANGS)
    visitor.put(QUESTION)
    expect(visitor.turns.last.locator(".state")).to_have_text("正在查找原文…")
    visitor.box.fill("另一个")
    visitor.box.press("Enter")  # one at a time
    expect(visitor.panel.get_by_role("status")).to_have_text("请等上一个问题答完，或先停止。")
    visitor.button("停止").click()
    expect(visitor.box).to_be_focused()
    expect(visitor.box).to_have_value(f"{QUESTION}\n另一个")
    expect(visitor.turns).to_have_count(0)
    assert len(api.sent("/api/ask")) == 1
    visitor.box.press("Enter")
    expect(visitor.answers).to_have_count(1)


def test_a_closed_panel_still_gets_its_answer(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    api.plan(Does.WRITES)
    visitor.put(QUESTION)
    expect(visitor.turns.last.locator(".state")).to_have_text("正在写出答案…")
    visitor.page.keyboard.press("Escape")
    api.release.set()
    visitor.page.wait_for_timeout(300)
    visitor.open()
    expect(visitor.answers).to_have_count(1)


def test_a_server_that_says_nothing_is_given_up(browser: Browser, api: FakeApi, portal: Portal) -> None:
    with visiting(browser, portal) as visitor:
        visitor.page.clock.install()
        visitor.goto(portal)
        visitor.open()
        api.plan(Does.HANGS)
        visitor.put(QUESTION)
        expect(visitor.turns.last.locator(".state")).to_be_visible()
        visitor.page.clock.fast_forward(50_000)
        expect(visitor.error).to_have_count(0)
        visitor.page.clock.fast_forward(50_000)
        expect(visitor.error.locator("p")).to_have_text(re.compile("等了太久"))
        expect(visitor.box).to_have_value(QUESTION)
        visitor.button("重试").click()
        expect(visitor.answers).to_have_count(1)


def test_a_question_that_is_too_long_is_not_cut(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    visitor.put("长" * 2001)
    expect(visitor.error.locator("p")).to_have_text(re.compile("问题太长.*2000 字"))
    expect(visitor.box).to_have_value("长" * 2001)
    assert api.sent("/api/ask") == []
    visitor.ask("长" * 2000)
    expect(visitor.error).to_have_count(0)
