"""How the widget looks to those who set it or their browser otherwise, in each of its states; axe-core finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.web.fake_api import Does, FakeApi, answer, citation, declined
from tests.web.portal import Portal, Visitor, visiting

pytestmark = pytest.mark.browser

QUESTION = "农村低保最低多少钱一个月？"
# What reaches past the panel's edge, or cannot be scrolled to.
_OVERFLOWING = """() => { const panel = document.querySelector('wence-widget').shadowRoot.querySelector('.panel');
  const edge = panel.getBoundingClientRect(), found = [];
  if (panel.scrollWidth > panel.clientWidth) found.push(`the panel is ${panel.scrollWidth} wide`);
  if (edge.left < 0 || edge.right > innerWidth || edge.top < 0 || edge.bottom > innerHeight) found.push('the panel is cut off');
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  for (const one of panel.querySelectorAll('*')) {
    if (one.closest('.sr') || !one.getClientRects().length) continue;
    const box = one.getBoundingClientRect();
    if (box.right > edge.right + 1 || box.left < edge.left - 1) found.push(`${one.tagName}.${one.className} ${one.textContent.slice(0, 20)}`);
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible') found.push(`${one.className} scrolls`);
  }
  return found; }"""
# Of all that can be pressed, what is smaller than 44 by 44; of a marker in running text, 24 by 24.
_SMALL = """() => { const root = document.querySelector('wence-widget').shadowRoot, found = [];
  for (const one of root.querySelectorAll('button,a,textarea,label:has(input)')) {
    if (!one.getClientRects().length || one.closest('.about')) continue;
    const box = one.getBoundingClientRect(), least = one.matches('.mark') ? 24 : 44;
    if (box.width < least - .1 || box.height < least - .1)
      found.push(`${one.className || one.tagName} ${one.textContent.slice(0, 20)} ${box.width} x ${box.height}`);
  }
  return found; }"""
_STYLE = "(element, name) => getComputedStyle(element).getPropertyValue(name)"


def rows(question: str) -> dict[str, Any]:
    """An answer with more lines and sources than are shown at first, and files."""
    lines = [f"{n}. 某项任务，由很长很长名字的某某工作领导小组办公室牵头[{n}]" for n in range(1, 16)]
    cited = [citation(n) for n in range(1, 16)]
    files = {name: f"/api/tasks?format={name}" for name in ("xlsx", "docx", "csv")}
    return answer(question, answer="\n".join(["共15条：", *lines]), citations=cited, exports=files)


@dataclass
class Dressed:
    """A way to look. lang: of the tag; does: what the visitor presses first."""

    size: str | tuple[int, int] = "desktop"
    tag: str = 'data-title="问策 · 政策问答" data-lang="zh"'
    options: dict[str, Any] = field(default_factory=dict)
    names: tuple[str, str, str] = ("没用", "重新开始", "停止")
    rules: dict[str, Any] = field(default_factory=dict)


_ENHANCED = {"color-contrast-enhanced": {"enabled": True}}
WAYS = {
    "plain": Dressed(),
    "phone": Dressed("phone"),
    "large": Dressed(tag='data-size="large"'),
    "large phone": Dressed("phone", tag='data-size="large"'),
    "large 320": Dressed((320, 640), tag='data-size="large"'),
    "320": Dressed((320, 640)),
    "zoom 200": Dressed((720, 450), options={"device_scale_factor": 2}),
    "high contrast": Dressed(tag='data-contrast="high"', rules=_ENHANCED),
    "dark": Dressed(options={"color_scheme": "dark"}),
    "dark, high contrast": Dressed(
        tag='data-contrast="high"', options={"color_scheme": "dark", "contrast": "more"}, rules=_ENHANCED
    ),
    "English": Dressed(tag='data-lang="en"', names=("Not useful", "Start again", "Stop")),
    "English, large 320": Dressed(
        (320, 640), tag='data-lang="en" data-size="large"', names=("Not useful", "Start again", "Stop")
    ),
    "traditional": Dressed(tag='data-lang="zh-Hant"', names=("沒用", "重新開始", "停止")),
}


def states(visitor: Visitor, api: FakeApi, way: Dressed) -> Iterator[str]:
    """Leads the widget through its states, and tells the name of each."""
    down, restart, stop = way.names
    yield "closed"
    visitor.open()
    yield "open"
    api.plan(Does.HANGS, Does.WRITES)
    visitor.put(QUESTION)
    expect(visitor.turns.last.locator(".state")).to_be_visible()
    yield "looking"
    visitor.button(stop).click()
    visitor.box.press("Enter")
    expect(visitor.turns.last.locator(".text")).to_contain_text("农村低保标准")
    yield "writing"
    api.release.set()
    expect(visitor.answers).to_have_count(1)
    yield "answered"
    visitor.answers.last.locator(".mark").first.click()
    visitor.answers.last.locator(".mark").last.click()
    yield "citations open"
    visitor.answers.last.get_by_role("button", name=down, exact=True).click()
    yield "rating form"
    api.answers = rows
    folds = visitor.ask("哪些任务？").locator(".fold")
    yield "many rows"
    folds.first.click()
    folds.last.click()
    yield "all rows"
    api.answers = declined
    visitor.ask("月球上有几个人？")
    yield "declined"
    api.plan(Does.LIMITED)
    visitor.put(QUESTION)
    expect(visitor.error).to_be_visible()
    yield "429"
    visitor.button(restart).click()
    visitor.page.clock.fast_forward(5000)
    visitor.context.set_offline(True)
    visitor.put(QUESTION)
    expect(visitor.error).to_be_visible()
    yield "offline"
    visitor.context.set_offline(False)
    visitor.expected += ["status of 429", "ERR_INTERNET_DISCONNECTED"]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_axe_finds_nothing_and_all_is_within_reach(
    browser: Browser, api: FakeApi, portal: Portal, way: Dressed
) -> None:
    portal.tags = (way.tag,)
    wrong: dict[str, str] = {}  # what, and the first state in which it is so
    options = {"rules": {"target-size": {"enabled": True}} | way.rules, "resultTypes": ["violations"]}
    with visiting(browser, portal, way.size, bypass_csp=True, **way.options) as visitor:
        visitor.page.clock.install()
        visitor.goto(portal)
        for state in states(visitor, api, way):
            violations = Axe().run(visitor.page, options=options).response["violations"]
            found = [
                f"{one['id']} {node['target']} {node['failureSummary']}" for one in violations for node in one["nodes"]
            ]
            found += visitor.page.evaluate(_SMALL)
            if visitor.panel.is_visible():
                found += visitor.page.evaluate(_OVERFLOWING)
            wrong = dict.fromkeys(found, state) | wrong
    assert wrong == {}, "\n".join(f"{state}: {what}" for what, state in wrong.items())


def test_large_print_is_larger(visitor: Visitor, portal: Portal) -> None:
    sizes = """() => { const at = (name) => document.querySelector('wence-widget').shadowRoot.querySelector(name);
      return ['.text', '.ask textarea', '.head h2', '.cite button'].map((name) => parseFloat(getComputedStyle(at(name)).fontSize)); }"""
    visitor.open()
    visitor.ask(QUESTION)
    before = visitor.page.evaluate(sizes)
    large = visitor.button("大字")
    large.click()
    expect(large).to_have_attribute("aria-pressed", "true")
    after = visitor.page.evaluate(sizes)
    assert all(big >= 1.3 * small and big >= 20 for small, big in zip(before, after, strict=True)), (before, after)
    visitor.goto(portal)  # as it was chosen
    visitor.open()
    assert visitor.page.evaluate(sizes) == after
    visitor.button("大字").click()
    assert visitor.page.evaluate(sizes) == before


def test_contrast_is_higher(visitor: Visitor) -> None:
    visitor.open()
    high = visitor.button("高对比")
    high.click()
    expect(high).to_have_attribute("aria-pressed", "true")
    assert visitor.panel.evaluate(_STYLE, "color") == "rgb(0, 0, 0)"
    assert visitor.panel.evaluate(_STYLE, "background-color") == "rgb(255, 255, 255)"


def test_the_language_changes_and_the_conversation_stays(visitor: Visitor, portal: Portal) -> None:
    visitor.open()
    visitor.ask(QUESTION)
    visitor.box.fill("写了一半")
    for button, lang, word in (
        ("繁體中文", "zh-Hant", "查看原文"),
        ("English", "en", "Sources"),
        ("简体中文", "zh-CN", "依据"),
    ):
        visitor.button(button).click()
        expect(visitor.panel).to_contain_text(word)
        expect(visitor.page.locator("wence-widget .w")).to_have_attribute("lang", lang)
        expect(visitor.answers).to_have_count(1)
        expect(visitor.box).to_have_value("写了一半")
    visitor.button("English").click()
    visitor.goto(portal)
    visitor.open()
    expect(visitor.box).to_have_attribute("placeholder", "Type your question")


@pytest.mark.parametrize(("lang", "suggestion", "name"), [
    ("", "农村低保一个月多少钱？", "发送"), ("zh-TW", "農村低保一個月多少錢？", "發送"), ("en-GB", "How much is the rural allowance?", "Send"),
    ("xx", "农村低保一个月多少钱？", "发送"),
])  # fmt: skip
def test_a_page_says_in_which_language_it_begins(
    visitor: Visitor, api: FakeApi, portal: Portal, lang: str, suggestion: str, name: str
) -> None:
    portal.tags = (f'data-lang="{lang}"',)
    visitor.goto(portal)
    visitor.open()
    expect(visitor.button(name)).to_be_visible()
    visitor.button(suggestion).click()
    expect(visitor.answers).to_have_count(1)
    assert api.sent("/api/ask")[0].body["question"] == suggestion


def test_a_phone_is_filled(browser: Browser, api: FakeApi, portal: Portal) -> None:
    del api
    with visiting(browser, portal, "phone", has_touch=True, is_mobile=True) as visitor:
        visitor.launcher.tap()
        assert visitor.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
        expect(visitor.panel).to_have_attribute("aria-modal", "true")
        visitor.ask(QUESTION)
        # what is behind cannot be reached
        for _ in range(40):
            visitor.page.keyboard.press("Tab")
            assert visitor.page.evaluate("['WENCE-WIDGET', 'BODY'].includes(document.activeElement.tagName)")
        visitor.page.keyboard.press("Escape")
        expect(visitor.panel).to_be_hidden()
        expect(visitor.launcher).to_be_focused()


def test_on_glass_the_keyboard_makes_way_for_the_answer(browser: Browser, api: FakeApi, portal: Portal) -> None:
    """A box that kept the focus would keep half of the screen; and large print is for the answer first."""
    del api
    portal.tags = ('data-title="问策 · 政策问答" data-size="large"',)
    with visiting(browser, portal, (360, 740), has_touch=True, is_mobile=True) as visitor:
        visitor.launcher.tap()
        visitor.box.tap()
        visitor.box.fill(QUESTION)
        visitor.button("发送").tap()
        expect(visitor.answers).to_have_count(1)
        log = visitor.panel.get_by_role("log")
        expect(log).to_be_focused()
        box = log.bounding_box()
        assert box is not None
        assert box["height"] > 740 * 0.5


@pytest.mark.parametrize("glass", [False, True], ids=["enlarged twice", "a phone on its side"])
def test_the_box_is_seen_in_a_low_window(browser: Browser, api: FakeApi, portal: Portal, glass: bool) -> None:
    del api
    with visiting(browser, portal, (640, 360), device_scale_factor=2, has_touch=glass, is_mobile=glass) as visitor:
        visitor.open()
        assert visitor.focused() == (
            "问策 · 政策问答" if glass else "请输入问题"
        )  # no keyboard over a screen that is low
        expect(visitor.box).to_be_in_viewport(ratio=1)
        seen = visitor.panel.evaluate("""panel => panel.getBoundingClientRect().bottom
          - panel.querySelector('.ask').getBoundingClientRect().bottom""")
        assert seen >= 0


@pytest.mark.parametrize(
    ("understood", "shown"), [("农村低保最低多少钱一个月", 0), ("农村低保最低多少钱", 1)], ids=["mark alone", "words"]
)
def test_what_was_understood_is_said_where_words_differ(
    visitor: Visitor, api: FakeApi, understood: str, shown: int
) -> None:
    api.answers = lambda question: answer(question, standalone_question=understood)
    visitor.open()
    visitor.ask(QUESTION)
    expect(visitor.panel.get_by_text("理解为：")).to_have_count(shown)


def test_a_count_keeps_its_measure_word(visitor: Visitor, api: FakeApi) -> None:
    api.answers = lambda question: answer(question, answer="【附件1《方案》】8 项\n- 第一项[1]")
    visitor.open()
    group = visitor.ask(QUESTION).locator(".group")
    assert group.evaluate("it => it.textContent") == "【附件1《方案》】8\u00a0项"


def test_a_window_made_narrow_keeps_what_is_in_it(visitor: Visitor) -> None:
    visitor.open()
    visitor.ask(QUESTION)
    visitor.box.fill("写了一半")
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    expect(visitor.panel).to_have_attribute("aria-modal", "true")
    expect(visitor.box).to_be_focused()
    expect(visitor.box).to_have_value("写了一半")
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    expect(visitor.panel).to_have_attribute("aria-modal", "false")
    expect(visitor.answers).to_have_count(1)


def test_the_dark_is_dark_unless_the_page_says_otherwise(browser: Browser, api: FakeApi, portal: Portal) -> None:
    del api
    for theme, dark in (("", True), ("light", False)):
        portal.tags = (f'data-theme="{theme}"',)
        with visiting(browser, portal, color_scheme="dark") as visitor:
            visitor.open()
            colour = visitor.panel.evaluate(_STYLE, "background-color")
            assert (sum(map(int, colour[4:-1].split(","))) < 150) is dark, colour


def test_nothing_moves_for_whom_that_disturbs(browser: Browser, api: FakeApi, portal: Portal) -> None:
    moving = "() => document.getAnimations().length"
    for reduced in ("no-preference", "reduce"):
        with visiting(browser, portal, reduced_motion=reduced) as visitor:
            visitor.open()
            api.plan(Does.HANGS)
            visitor.put(QUESTION)
            expect(visitor.turns.last.locator(".state")).to_be_visible()
            running = visitor.page.evaluate(
                "document.querySelector('wence-widget').shadowRoot.getAnimations().length"
            ) + visitor.page.evaluate(moving)
            assert (running == 0) is (reduced == "reduce")


def test_it_is_not_printed(visitor: Visitor) -> None:
    for opened, shown in ((False, visitor.launcher), (True, visitor.panel)):
        if opened:
            visitor.open()
        expect(shown).to_be_visible()
        visitor.page.emulate_media(media="print")
        expect(shown).to_be_hidden()
        visitor.page.emulate_media(media="screen")
