"""The widget in a foreign page, against a server that answers as it is told to: what it sends, keeps, shows and says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.web.fake_api import LABEL, PLAIN, QUOTE, SECOND_QUOTE, Does, FakeApi, answer
from tests.web.portal import HOSTILE_CSS, Portal, Visitor, visiting

pytestmark = pytest.mark.browser

QUESTION = "农村低保最低多少钱一个月？"
AI_LABEL = "人工智能生成合成内容"


def test_nothing_is_fetched_before_it_is_opened(visitor: Visitor, api: FakeApi) -> None:
    expect(visitor.launcher).to_be_visible()
    visitor.launcher.hover()
    visitor.page.wait_for_timeout(200)
    assert [(seen.method, seen.target) for seen in api.requests] == [("GET", "/widget/widget.js")]
    assert visitor.page.locator("iframe").count() == 0
    visitor.open()
    (first,) = api.sent("/api/ticket")
    assert first.body is None
    visitor.button("关闭").click()
    visitor.open()
    visitor.page.wait_for_timeout(200)
    assert len(api.sent("/api/ticket")) == 1


def test_a_ticket_is_shown_once_and_in_no_address(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    for _ in range(3):
        visitor.ask(QUESTION)
    assert [seen.headers["authorization"] for seen in api.sent("/api/ask")] == [f"Ticket ticket-{n}" for n in (1, 2, 3)]
    assert len(api.sent("/api/ticket")) == 1
    assert not [address for address in visitor.requests if "ticket-" in address or "?" in address]
    for seen in api.sent("/api/ask"):
        assert "cookie" not in seen.headers
        assert "referer" not in seen.headers
    assert "ticket-" not in str(visitor.page.evaluate("JSON.stringify(sessionStorage)"))


def test_a_follow_up_comes_with_what_was_asked_before(visitor: Visitor, api: FakeApi) -> None:
    api.answers = lambda question: answer(f"完整的{question}")
    visitor.open()
    for n in range(12):
        visitor.ask(f"问题{n}")
    histories = [seen.body["history"] for seen in api.sent("/api/ask")]
    assert [len(history) for history in histories] == [*range(11), 10]
    assert histories[-1][0] == {
        "question": "问题1", "standalone_question": "完整的问题1", "status": "answered",
        "cited": ["7/2/1/5/1", "7/2/1/5/2"], "related": ["7/2/1/5/3"],
    }  # fmt: skip
    assert histories[-1][-1]["question"] == "问题10"


def test_a_question_is_asked_and_checked_by_keyboard_alone(visitor: Visitor, api: FakeApi) -> None:
    keyboard = visitor.page.keyboard
    visitor.tab_to("问策 · 政策问答")
    keyboard.press("Enter")
    expect(visitor.panel).to_be_visible()
    expect(visitor.box).to_be_focused()
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    expect(visitor.answers).to_have_count(1)
    expect(visitor.box).to_be_focused()
    visitor.tab_to("^对话$", "Shift+Tab")
    visitor.tab_to("^依据 1")
    keyboard.press("Enter")
    citation = visitor.panel.locator(".cite").first
    opened = citation.get_by_role("button", name=LABEL)
    expect(opened).to_be_focused()
    expect(opened).to_have_attribute("aria-expanded", "true")
    expect(citation.locator("blockquote")).to_have_text(QUOTE)
    keyboard.press("Tab")
    assert visitor.focused().startswith("查看原文")
    link = citation.get_by_role("link")
    end = 100 + len(QUOTE)
    expect(link).to_have_attribute("href", f"{api.address}/notice/7/2/1/5/1?mark=100-{end}#quote")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(link).to_have_attribute("target", "_blank")
    with visitor.context.expect_page() as followed:
        keyboard.press("Enter")
    assert followed.value.evaluate("window.opener") is None
    followed.value.close()
    visitor.tab_to("^关闭$", "Shift+Tab")
    keyboard.press("Enter")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()


def test_esc_gives_the_focus_back_and_leaves_the_page_its_own(visitor: Visitor) -> None:
    visitor.page.evaluate(
        "window.told = 0; document.addEventListener('keydown', (e) => { told += e.key === 'Escape'; })"
    )
    visitor.launcher.focus()
    visitor.page.keyboard.press("Space")
    expect(visitor.box).to_be_focused()
    visitor.box.fill("写了一半")
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()
    assert visitor.page.evaluate("told") == 0
    visitor.page.keyboard.press("Enter")
    expect(visitor.box).to_have_value("写了一半")
    # on a desktop it is no modal: the page beside it can be used
    visitor.page.get_by_role("link", name="政策文件").click()
    assert visitor.page.url.endswith("#more")
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_be_visible()


def test_several_on_a_page_are_one(visitor: Visitor, portal: Portal, api: FakeApi) -> None:
    portal.tags = ('data-title="一"', 'data-title="二"', 'data-title="三"')
    portal.body = "<wence-widget></wence-widget><wence-widget></wence-widget>"
    visitor.goto(portal)
    expect(visitor.launcher).to_have_count(1)
    visitor.open()
    visitor.ask(QUESTION)
    assert len(api.sent("/api/ticket")) == 1
    visitor.page.evaluate("document.querySelector('wence-widget').remove()")
    expect(visitor.launcher).to_have_count(1)  # another's
    visitor.open()
    expect(visitor.answers).to_have_count(1)
    visitor.page.evaluate("document.querySelectorAll('wence-widget').forEach((one) => one.remove())")
    expect(visitor.launcher).to_have_count(0)


def test_a_conversation_outlives_a_reload_in_this_tab_alone(visitor: Visitor, portal: Portal, api: FakeApi) -> None:
    visitor.open()
    visitor.ask(QUESTION)
    visitor.ask("那城市呢？")
    visitor.box.fill("写了一半")
    visitor.goto(portal)
    assert [seen.path for seen in api.requests if seen.method == "POST"].count("/api/ticket") == 1
    visitor.open()
    expect(visitor.answers).to_have_count(2)
    expect(visitor.box).to_have_value("写了一半")
    visitor.box.fill("")
    visitor.ask("还有呢？")
    assert [past["question"] for past in api.sent("/api/ask")[-1].body["history"]] == [QUESTION, "那城市呢？"]
    assert visitor.page.evaluate("localStorage.length") == 0
    assert visitor.context.cookies() == []
    with visitor.context.expect_page() as other:
        visitor.page.evaluate("window.open(location.href, '_blank', 'noopener')")
    assert other.value.evaluate("sessionStorage.length") == 0
    other.value.close()
    visitor.button("重新开始").click()
    expect(visitor.turns).to_have_count(0)
    expect(visitor.box).to_be_focused()
    assert QUESTION not in str(visitor.page.evaluate("JSON.stringify(sessionStorage)"))
    visitor.ask("从头问")
    assert api.sent("/api/ask")[-1].body["history"] == []


_TAMPERED: dict[str, Any] = {
    "no JSON": "{",
    "null": "null",
    "a list": "[1,2]",
    "a number": "7",
    "wrong types": '{"lang":{},"large":"x","high":3,"draft":[1],"exchanges":"x"}',
    "wrong exchanges": '{"exchanges":[null,1,"x",{},{"question":"q"},{"question":{},"answer":{"answer":"a"}},'
    '{"question":"q","answer":{"answer":7}},{"question":"q","id":"<b>","rating":9,"answer":{"answer":"a[1][999]",'
    '"citations":[null,7,{"n":-1,"url":{}}],"related":{"length":9},"exports":[1],"notice":7,"status":"<img>"}}]}',
    "prototype": '{"__proto__":{"pwned":1},"exchanges":[{"__proto__":{"pwned":1},"question":"q","answer":{"answer":"a"}}]}',
}


@pytest.mark.parametrize("kept", _TAMPERED.values(), ids=_TAMPERED.keys())
def test_what_is_kept_is_not_believed(visitor: Visitor, portal: Portal, api: FakeApi, kept: str) -> None:
    visitor.page.evaluate("([key, kept]) => sessionStorage.setItem(key, kept)", [f"wence:{api.address}", kept])
    visitor.goto(portal)
    visitor.open()
    visitor.ask(QUESTION)
    assert visitor.page.evaluate("({}).pwned") is None


def test_a_copy_has_sources_and_says_what_wrote_it(browser: Browser, portal: Portal, api: FakeApi) -> None:
    with visiting(browser, portal, permissions=["clipboard-read", "clipboard-write"]) as visitor:
        visitor.open()
        visitor.ask(QUESTION).get_by_role("button", name="复制").click()
        expect(visitor.button("已复制")).to_be_visible()
        copied = str(visitor.page.evaluate("navigator.clipboard.readText()"))
        # a page that is not secure has no such clipboard; then it is copied as of old
        visitor.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        visitor.goto(portal)
        visitor.open()
        visitor.button("复制").focus()
        visitor.page.keyboard.press("Enter")
        expect(visitor.button("已复制")).to_be_focused()
        visitor.box.focus()
        visitor.page.keyboard.press("Control+V")
        expect(visitor.box).to_have_value(copied)
    end = 100 + len(QUOTE)
    parts = (
        f"问：{QUESTION}", "答：农村低保标准：不低于485元/月[1]", PLAIN, "非官方", f"[1] {LABEL}：“{QUOTE}”", f"“{SECOND_QUOTE}”",
        f"{api.address}/notice/7/2/1/5/1?mark=100-{end}#quote", "出处：《新田县实施“七大攻坚”总体方案》（送审稿，2025-06-12）",
        AI_LABEL,
    )  # fmt: skip
    assert [part for part in parts if part not in copied] == []


def test_an_answer_is_rated(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    visitor.ask("先前的问题")
    visitor.ask(QUESTION).get_by_role("button", name="有用", exact=True).click()
    rating = visitor.answers.last.locator(".rating")
    expect(rating).to_contain_text("谢谢")
    expect(rating.get_by_role("button", name="有用", exact=True)).to_have_attribute("aria-pressed", "true")
    sent = api.sent("/api/feedback")[-1]
    history = api.sent("/api/ask")[-1].body["history"]
    said = {
        "question": QUESTION,
        "history": history,
        "rating": "up",
        "reasons": [],
        "comment": "",
        "answer_id": "0" * 32,
    }
    assert len(history) == 1
    assert sent.body == said
    assert sent.headers["authorization"] == "Ticket ticket-3"  # of the next question, and not used up
    down = rating.get_by_role("button", name="没用", exact=True)
    down.click()
    rating.get_by_label("数字不对").check()
    rating.get_by_label("没答全").check()
    rating.get_by_label("补充说明").fill("少了城市")
    rating.get_by_role("button", name="提交").click()
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(down).to_be_focused()
    complaint = {"rating": "down", "reasons": ["wrong_figure", "incomplete"], "comment": "少了城市"}
    assert api.sent("/api/feedback")[-1].body == said | complaint
    visitor.ask("下一个")
    assert api.sent("/api/ask")[-1].headers["authorization"] == "Ticket ticket-3"


def test_a_rating_that_is_not_kept_says_so(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    rating = visitor.ask(QUESTION).locator(".rating")
    rating.get_by_role("button", name="没用", exact=True).click()
    rating.get_by_label("补充说明").fill("少了城市")
    api.plan(Does.FAILS, path="/api/feedback")
    rating.get_by_role("button", name="提交").click()
    expect(rating.locator(".bad")).to_have_text("没有保存，请稍后再试。")
    expect(rating.get_by_label("补充说明")).to_have_value("少了城市")
    rating.get_by_role("button", name="提交").click()
    expect(rating).to_contain_text("谢谢")
    visitor.expected.append("status of 500")


def test_an_answer_is_read_out_once(visitor: Visitor) -> None:
    visitor.open()
    expect(visitor.panel.get_by_role("log")).to_have_attribute("aria-live", "off")
    visitor.page.evaluate("""() => { window.said = [];
      const live = document.querySelector('wence-widget').shadowRoot.querySelector('[aria-live=polite]');
      new MutationObserver(() => said.push(live.textContent)).observe(live, {childList: true, characterData: true, subtree: true});
    }""")
    visitor.ask(QUESTION)
    visitor.page.wait_for_timeout(200)
    looking, read = visitor.page.evaluate("said")
    assert looking == "正在查找原文…"
    assert [read.count(part) for part in ("不低于485元/月", PLAIN, AI_LABEL)] == [1, 1, 1]
    assert "[1]" not in read
    assert read.index(PLAIN) < read.index("依原文回答") < read.index("不低于485元/月")  # where the unofficial words end


def test_enter_that_ends_a_composition_does_not_send(visitor: Visitor, api: FakeApi) -> None:
    visitor.open()
    visitor.box.focus()
    keys = visitor.context.new_cdp_session(visitor.page)
    keys.send("Input.imeSetComposition", {"text": "dibao", "selectionStart": 5, "selectionEnd": 5})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keys.send("Input.insertText", {"text": "低保"})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter, "windowsVirtualKeyCode": 13})
    expect(visitor.box).to_have_value("低保")
    visitor.page.wait_for_timeout(150)
    assert api.sent("/api/ask") == []
    visitor.page.keyboard.press("Shift+Enter")
    assert api.sent("/api/ask") == []
    visitor.page.keyboard.press("Enter")
    expect(visitor.answers).to_have_count(1)
    assert api.sent("/api/ask")[0].body["question"] == "低保"


def test_the_page_and_the_widget_leave_each_other_alone(visitor: Visitor, portal: Portal) -> None:
    measure = """() => { const at = (name) => document.querySelector('wence-widget').shadowRoot.querySelector(name);
      return ['.launch', '.panel', '.head h2', '.ask textarea', '.ask .main', '.text'].map((name) => {
        const style = getComputedStyle(at(name)), box = at(name).getBoundingClientRect();
        return [name, style.fontSize, style.color, style.letterSpacing, style.textTransform, style.visibility, style.opacity,
                Math.round(box.width), Math.round(box.height)].join(' '); }); }"""
    own = "() => { const s = getComputedStyle(document.querySelector('h1')); return [s.fontSize, s.color, document.body.scrollWidth]; }"
    looks = []
    for css in (portal.css, portal.css + HOSTILE_CSS):
        portal.css = css
        visitor.goto(portal)
        before = visitor.page.evaluate(own)
        visitor.open()
        visitor.button("重新开始").click()
        visitor.ask(QUESTION)
        looks.append(visitor.page.evaluate(measure))
        assert visitor.page.evaluate(own) == before
    assert looks[0] == looks[1]
