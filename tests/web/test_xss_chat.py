"""The chat itself, in a real browser: what is asked comes back as text through Gradio's own templates too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import visited
from tests.web.harmless import parts, ran
from tests.web.payloads import PATH, PAYLOADS

pytestmark = pytest.mark.browser

# Each with an answer of another kind, so that all that the chat makes of itself is there before it is attacked.
HARMLESS = (
    "城乡低保标准是多少？",
    "县科商工信局牵头哪些任务？",
    "月球上有几个人？",
    "你好",
    "长" * 3000,
    "一行\n\n1. 又一行",
)
LONGEST = 2000  # characters of one payload, so that ten fit into the box
TEXTS = [payload.text for payload in PAYLOADS if len(payload.text) < LONGEST]
QUESTIONS = ["\n".join(TEXTS[n : n + 10]) for n in range(0, len(TEXTS), 10)]


@pytest.fixture(scope="module")
def requests() -> list[str]:
    return []


@pytest.fixture(scope="module")
def page(browser: Browser, address: str, requests: list[str]) -> Iterator[Page]:
    with visited(browser, address, "desktop", attached="#log") as page:
        page.on("request", lambda request: requests.append(request.url))
        yield page


@pytest.fixture(scope="module")
def known(page: Page) -> set[str]:
    """The tags and the names of attributes of a chat in which nobody meant harm."""
    for question in HARMLESS:
        ask(page, question)
    return {part for part in parts(page) if "=" not in part}


def ask(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator(".turn")).to_have_count(before + 1, timeout=20_000)
    expect(page.locator(".turn").last).to_have_attribute("aria-busy", "false", timeout=20_000)


def seen(text: str) -> str:
    """A text as a box for typing gives it back: without line ends other than \\n."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_a_question_stays_text(page: Page, known: set[str], requests: list[str], question: str) -> None:
    ask(page, question)
    asked = page.locator(".turn .q").last
    assert (asked.text_content() or "").removeprefix("您问：").strip() == seen(question).strip()
    assert asked.locator("*").count() == 1  # the words for screen readers
    assert not ran(page)
    assert not [url for url in requests if PATH in url]
    assert {part for part in parts(page) if "=" not in part} - known == set()
