"""反馈 in a real browser: a maintainer's way through what people said, and a colleague who sees nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import bcrypt
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from rag.feedback import FeedbackStore
from rag.opinion import Feedback, Opinion, Rating, Reason, State
from rag.pipeline import Assistant
from tests.web.conftest import SIZES, running, window

pytestmark = pytest.mark.browser

PASSWORD = "回龙观-Staff-2026"
QUESTION = "我的电话是13812345678,城乡低保标准是多少？"
COMMENT = "应引附件7"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("opinions")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    (folder / "staff.txt").write_text(f"张三:{hashed}\nli4:{hashed}\n", "utf-8")
    with running(
        WENCE_STAFF_FILE=str(folder / "staff.txt"),
        WENCE_MAINTAINERS="张三，王五",
        WENCE_FEEDBACK_URL=f"sqlite:///{folder}/feedback.sqlite3",
    ) as found:
        yield found


@pytest.fixture
def store(folder: Path, assistant: Assistant) -> FeedbackStore:
    """Sixty records; the newest is of an answer that had declined."""
    (folder / "feedback.sqlite3").unlink(missing_ok=True)
    store = FeedbackStore(f"sqlite:///{folder}/feedback.sqlite3")
    answer, sha256 = assistant.answer(QUESTION), assistant.notice.sha256
    for n in range(60):
        opinion = Opinion(Rating.DOWN, frozenset({Reason.WRONG_FIGURE}), COMMENT) if n % 2 == 0 else Opinion(Rating.UP)
        made = Feedback.of(f"{n:032x}", "widget", QUESTION, (), answer, sha256, opinion)
        made = replace(made, time=made.time - timedelta(hours=n))
        store.keep(replace(made, status="not_stated", cited=("1/3",), answer="原文没有写。") if n == 0 else made)
    return store


@contextmanager
def signed_in(browser: Browser, address: str, name: str, size: str, query: str = "") -> Iterator[Page]:
    with window(browser, size) as page:
        page.goto(address + "/sign-in")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#tab-talk-button")).to_have_text("问答")
        if query:
            page.goto(address + "/" + query)
            expect(page.locator("#tab-talk-button")).to_have_text("问答")
        yield page


def serious(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} {[node['target'] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", SIZES)
def test_a_maintainers_round(browser: Browser, address: str, store: FeedbackStore, size: str) -> None:
    """The list is narrowed, a record read, its clause opened, its question asked again; it is dismissed with a reason."""
    with signed_in(browser, address, "张三", size) as page:
        page.locator("#tab-opinions-button").click()
        rows = page.locator(".opinions .list tbody tr")
        expect(rows).to_have_count(50)
        page.get_by_role("button", name="第 2 页").click()
        expect(rows).to_have_count(10)
        page.get_by_label("评价").click()
        page.get_by_role("option", name="没用", exact=True).click()
        expect(rows).to_have_count(30)
        expect(page.locator(".opinions .sum strong")).to_have_text("符合条件的 30 条（共 60 条）")
        page.get_by_label("查找").fill("附件7 数字")
        expect(page.locator(".opinions .empty")).to_contain_text("请放宽")
        page.get_by_label("查找").fill("附件7")
        expect(rows).to_have_count(30)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert serious(page) == []

        rows.first.get_by_role("button").click()
        one = page.locator(".opinions.one")
        expect(one.locator("h2")).to_be_focused()
        expect(one).to_contain_text("[电话号码],城乡低保标准是多少？")
        expect(one).not_to_contain_text("13812345678")
        one.locator(".then .cited button").click()
        expect(page.locator("#panel h2")).to_contain_text("推进机制")
        page.keyboard.press("Escape")
        note = page.get_by_label("搁置的理由")
        note.fill("今天已经")
        one.get_by_role("button", name="现在再问一次").click()
        expect(one.locator(".now .text")).to_contain_text("485元", timeout=30_000)
        expect(one.locator(".differs")).to_contain_text("当时“原文未载明”，现在“原文有据”")
        expect(one.locator(".now h3")).to_be_focused()
        expect(note).to_have_value("今天已经")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert serious(page) == []
        small = page.evaluate(
            "() => [...document.querySelectorAll('.opinions button')].filter((one) => { const box = one.getBoundingClientRect();"
            " const least = innerWidth < 900 ? 44 : 24; return box.height < least || box.width < least; }).map((one) => one.textContent)"
        )
        assert small == []

        note.fill("今天已经答对了")
        one.get_by_role("button", name="搁置", exact=True).click()
        expect(one.locator(".leads")).to_contain_text("今天已经答对了")
        expect(one.locator("form")).to_have_count(0)
        (dismissed,) = store.listing(State.DISMISSED)
        assert (dismissed.id, dismissed.note) == (f"{0:032x}", "今天已经答对了")
        one.get_by_role("button", name="返回列表").click()
        expect(rows.first).to_contain_text("已搁置")


def test_a_colleague_sees_nothing_of_it(browser: Browser, address: str, store: FeedbackStore) -> None:
    assert store.count() == 60
    with signed_in(browser, address, "li4", "desktop", "?tab=opinions") as page:
        expect(page.locator("#question textarea")).to_be_visible()
        expect(page.locator("#tab-opinions-button")).to_be_hidden()
        expect(page.locator("#tab-talk-button")).to_have_attribute("aria-selected", "true")
        assert COMMENT not in page.content()


def test_a_database_that_fails_is_said(browser: Browser, address: str, store: FeedbackStore, folder: Path) -> None:
    del store
    for file in folder.glob("feedback.sqlite3*"):
        file.unlink()
    (folder / "feedback.sqlite3").write_bytes(b"no database " * 100)
    with signed_in(browser, address, "张三", "desktop", "?tab=opinions") as page:
        expect(page.locator(".opinions .fault")).to_contain_text("文件已损坏")
    (folder / "feedback.sqlite3").unlink()
