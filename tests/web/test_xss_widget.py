"""Every payload in every place of the widget that a server or a visitor fills, in a page where trusted types are asked for
and in one that lets anything run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.web.fake_api import NOTICE, Does, FakeApi, answer, citation
from tests.web.harmless import assert_unharmed, parts
from tests.web.hostile import PLAIN
from tests.web.payloads import PATH, PAYLOADS
from tests.web.portal import Portal, Visitor, visiting

pytestmark = pytest.mark.browser

LONGEST = 2000  # characters of a question
SUGGESTED = 200  # characters of a suggestion that are shown
TEXTS = [payload.text for payload in PAYLOADS if len(payload.text) < LONGEST]
SIZE = 18  # as many as there are suggestions, in three languages; fewer than the exchanges that a conversation keeps
GROUPS = [TEXTS[n : n + SIZE] for n in range(0, len(TEXTS), SIZE)]


def hostile(text: str) -> dict[str, Any]:
    """An answer in the text's words to a question in them, with lines of every kind."""
    own = {"label": text, "quote": text, "title": text, "rendering": text, "id": text}
    return answer(
        text + "？", answer=f"{text}[1]\n1. {text}[2]{text}\n- {text} [3]\n【{text}】\n{PLAIN}", plain=text,
        citations=[citation(n, **own, inferred=[text, text]) for n in (1, 2)], related=[citation(3, **own)],
        notice=NOTICE | {"title": text, "status": text, "date": text}, exports={"xlsx": f"/api/tasks?title={PATH[1:]}x"},
    )  # fmt: skip


def suggested(texts: list[str]) -> dict[str, list[str]]:
    return {lang: texts[n * 6 : n * 6 + 6] for n, lang in enumerate(("zh", "zh-Hant", "en"))}


def seen(text: str) -> str:
    """A text as a box for typing gives it back, and as a question is sent: in lines, without blanks at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def contents(visitor: Visitor, selector: str) -> list[str]:
    """Of each element, exactly."""
    found: list[str] = visitor.panel.locator(selector).evaluate_all("(all) => all.map((one) => one.textContent)")
    return found


def converse(visitor: Visitor, api: FakeApi, portal: Portal, texts: list[str]) -> None:
    """A page with these texts as suggestions, as notices, as questions and all through the answers."""
    api.reset()
    api.origins = {portal.address}
    api.next_tickets = False  # so that the notice is named anew with every question
    api.beginning = {"suggestions": suggested(texts), "notice": NOTICE | {"title": texts[0], "status": texts[0]}}
    visitor.page.evaluate("sessionStorage.clear()")
    visitor.goto(portal)
    visitor.launcher.click()
    expect(visitor.panel.locator(".about a")).to_be_visible()
    for n, lang in enumerate(("简体中文", "繁體中文", "English")):
        visitor.button(lang).click()
        assert contents(visitor, ".hello li button") == [text[:SUGGESTED] for text in texts[n * 6 : n * 6 + 6]]
    visitor.button("简体中文").click()
    for text in texts:
        api.beginning["notice"] = NOTICE | {"title": text, "status": text}
        api.answers = partial(lambda own, _: hostile(own), text)
        visitor.ask(text)


@pytest.fixture(scope="module")
def known() -> dict[int, set[str]]:
    """What a page with so many harmless exchanges is made of, by their number."""
    return {}


@pytest.fixture
def visitor(browser: Browser, api: FakeApi, portal: Portal) -> Iterator[Visitor]:
    """In a page whose policy stops nothing."""
    del api
    portal.policy = ""
    with visiting(browser, portal) as visitor:
        visitor.page.on("dialog", lambda dialog: visitor.errors.append(f"dialog: {dialog.message}"))
        yield visitor


@pytest.mark.parametrize("texts", GROUPS, ids=range(len(GROUPS)))
def test_a_payload_stays_text(
    visitor: Visitor, api: FakeApi, portal: Portal, known: dict[int, set[str]], texts: list[str]
) -> None:
    size = len(texts)
    if size not in known:
        converse(visitor, api, portal, [f"无害的话{n}。" for n in range(size)])
        known[size] = parts(visitor.page)
    visitor.requests.clear()
    converse(visitor, api, portal, texts)
    assert_unharmed(visitor.page, known[size], visitor.requests)
    assert [seen.body["question"] for seen in api.sent("/api/ask")] == [seen(text) for text in texts]
    asked = visitor.panel.locator(".q").evaluate_all("(all) => all.map((q) => q.lastChild.data)")
    assert asked == [seen(text) for text in texts]
    twice = [text for text in texts for _ in range(2)]
    assert contents(visitor, ".cite blockquote") == twice
    assert contents(visitor, ".cite > button > span > [lang=zh-CN]") == twice
    expect(visitor.panel.locator(".about .tag")).to_have_text(texts[-1][:40].strip() or "送审稿")


@pytest.mark.parametrize(
    "text",
    [f"{text} {PATH}" for text in ("<img src=x onerror=window.pwned=1>", "<script>window.pwned=1</script>")],
)
def test_so_does_what_a_page_or_a_problem_says(visitor: Visitor, api: FakeApi, portal: Portal, text: str) -> None:
    """The title that a portal gives it, and a sentence of the service's."""
    portal.tags = (f'data-title="{text.replace("<", "&lt;")}" data-lang="{text.replace("<", "&lt;")}"',)
    visitor.goto(portal)
    visitor.requests.clear()
    visitor.open()
    api.plan(Does.PAUSED)
    api.paused = text
    visitor.put(text)
    expect(visitor.error).to_contain_text(text)
    expect(visitor.launcher).to_have_text(text[:60])
    assert not [address for address in visitor.requests if PATH in address]
    assert visitor.page.locator("wence-widget img, wence-widget script").count() == 0
    assert visitor.page.evaluate("window.pwned") is None
    visitor.expected.append("status of 503")


ADDRESSES = (
    "javascript:window.pwned=1", "JaVaScRiPt:window.pwned=1", " javascript:window.pwned=1", "java\tscript:window.pwned=1",
    "data:text/html,<script>opener.pwned=1</script>", "vbscript:x", "//evil.example/notice", "https://evil.example/",
    "\\\\evil.example/x", "/\\evil.example", "https:evil.example", "http://[", "blob:https://evil.example/1",
    "filesystem:http://evil.example/x", "http://user@evil.example/", "",
)  # fmt: skip


def test_no_address_leads_elsewhere(visitor: Visitor, api: FakeApi) -> None:
    api.answers = lambda question: answer(
        question, citations=[citation(n, url=url) for n, url in enumerate(ADDRESSES, 1)], related=[],
        answer="".join(f"[{n}]" for n in range(1, len(ADDRESSES) + 1)), exports={"xlsx": ADDRESSES[0], "csv": ADDRESSES[6]},
        notice=NOTICE | {"url": ADDRESSES[0]},
    )  # fmt: skip
    visitor.open()
    shown = visitor.ask("问")
    assert shown.locator(".mark").count() == len(ADDRESSES)
    links = visitor.panel.locator("a").evaluate_all("(all) => all.map((a) => [a.href, a.rel])")
    assert [(href, rel) for href, rel in links if not href.startswith(api.address + "/") or "noopener" not in rel] == []
    assert len(links) <= 3  # the notice's own, and what only looks like another host's
