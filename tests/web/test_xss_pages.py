"""Hostile text in the public's pages: in the notice, in an address that no clause has, and in what a link asks to be marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.web.fakes import FakeAssistant
from tests.web.harmless import Stage, assert_harmless, staged
from tests.web.hostile import PLAIN, hostile_assistant
from tests.web.payloads import each_payload
from tests.web.served import application, at_home
from tests.web.test_xss import squeezed
from web.pages.quoted import LONGEST_QUOTE

pytestmark = pytest.mark.browser

PATHS = ("/notice", "/notice/full", "/notice/1", "/notice/1/1/1", "/notice/1/1/2", "/notice/0/0", "/notice/1/9")


@pytest.fixture(scope="module")
def stage(browser: Browser) -> Iterator[Stage]:
    with staged(browser) as stage:
        yield stage


@cache
def pages(text: str) -> str:
    """Every kind of page of a notice that says nothing but `text`, one below the other; with and without a web address of
    its own, and with the text quoted."""
    assistant = hostile_assistant(text)
    addressed = replace(assistant, notice=replace(assistant.notice, url=f"https://www.example.gov.cn/?{text}"))
    shown: list[str] = []
    for each, paths in ((assistant, PATHS), (addressed, PATHS[1:2])):
        with at_home(application(each), raising=True) as client:
            quoted = (f"{path}?quote={quote(text)}" for path in ("/notice/1/1", "/notice/full"))
            shown += (client.get(path).text for path in (*paths, *quoted))
    assert sum(page.count('<mark id="quote">') for page in shown) == (4 if len(text) <= LONGEST_QUOTE else 0)
    return "\n".join(shown)


@each_payload
def test_a_notice_s_words_stay_text(stage: Stage, payload: str) -> None:
    assert_harmless(stage, pages(payload), like=pages(PLAIN))
    text = squeezed(stage.page.evaluate("document.body.textContent"))
    assert text.count(squeezed(payload)) >= 40  # it has arrived everywhere, whole


@each_payload
def test_an_address_and_a_query_are_repeated_nowhere(payload: str) -> None:
    with at_home(application(FakeAssistant()), raising=True) as client:
        missing, plain = client.get("/notice/9").content, client.get("/notice/1/1").content
        for address in (quote(payload, safe="/"), quote(payload, safe=""), "1/" + quote(payload, safe="")):
            reply = client.get(f"/notice/x{address}", follow_redirects=False)
            assert (reply.status_code, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")
            assert reply.content == missing
        for query in (
            f"quote={quote(payload, safe='')}",
            f"mark={quote(payload, safe='')}",
            f"{quote(payload, safe='')}=1",
        ):
            reply = client.get(f"/notice/1/1?{query}")
            assert (reply.status_code, reply.content) == (200, plain)
            assert "set-cookie" not in reply.headers
