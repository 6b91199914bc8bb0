"""Rating an answer in a real browser, and the way from there to a question of the regression set."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eval import triage
from eval.questions import FOLDER, read_items
from eval.run import ask as asked
from rag.feedback import FeedbackStore
from rag.opinion import Rating, Reason, State
from rag.pipeline import Assistant
from tests.web.conftest import SIZES, running, visited
from web.workbench.words import words

THANKS, NOT_KEPT = words("zh")("rating.thanks"), words("zh")("rating.not_kept")

pytestmark = pytest.mark.browser

QUESTION = "我的电话是13812345678,我家老人在乡下吃低保,每月能领到几百?"
MASKED = "我的电话是[电话号码],我家老人在乡下吃低保,每月能领到几百?"
REWORDED = "我家老人在乡下吃低保,每月能领到几百?"
FOLLOW_UP = "那归哪个单位管？"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.sqlite3"


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    with running(WENCE_FEEDBACK_URL=f"sqlite:///{database}") as found:
        yield found


@pytest.fixture
def store(database: Path) -> FeedbackStore:
    """Empty at the start of a test."""
    database.unlink(missing_ok=True)
    return FeedbackStore(f"sqlite:///{database}")


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, address: str, store: FeedbackStore) -> Iterator[Page]:
    del store  # emptied before the page is used
    with visited(browser, address, request.param, attached="#rated") as page:
        yield page


def ask(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator(".turn")).to_have_count(before + 1, timeout=20_000)
    expect(page.locator(".turn").last).to_have_attribute("aria-busy", "false", timeout=20_000)


def thanked(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text=THANKS)).to_be_attached()


def test_an_answer_is_useful(page: Page, store: FeedbackStore) -> None:
    ask(page, QUESTION)
    assert store.count() == 0
    useful = page.get_by_role("button", name="有用", exact=True)
    useful.click()
    thanked(page)
    expect(useful).to_have_attribute("aria-pressed", "true")
    (kept,) = store.listing()
    assert (kept.rating, kept.surface, kept.question, kept.history) == (Rating.UP, "chat", MASKED, ())
    assert (kept.status, kept.cited, kept.route) == ("answered", ("7/2/1/5/15",), "answer")


def test_what_is_wrong_is_said_by_keyboard_alone(page: Page, store: FeedbackStore) -> None:
    ask(page, QUESTION)
    page.locator(".turn button.copy").focus()
    for name in ("有用", "没用"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    bad = page.get_by_role("button", name="没用", exact=True)
    page.keyboard.press("Enter")
    expect(bad).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("引用不对")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("数字不对")).to_be_checked()
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(page.get_by_label("补充说明")).to_be_focused()
    page.keyboard.type("回电13812345678")
    page.keyboard.press("Escape")  # is 取消: nothing is kept
    expect(bad).to_be_focused()
    expect(bad).to_have_attribute("aria-expanded", "false")
    assert store.count() == 0
    page.keyboard.press("Enter")
    expect(page.get_by_label("补充说明")).to_have_value("")
    expect(page.locator(".rating")).to_contain_text("个人号码先遮去再保存")
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("Tab")
    page.keyboard.type("回电13812345678")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="提交")).to_be_focused()
    page.keyboard.press("Enter")
    thanked(page)
    expect(bad).to_be_focused()
    expect(bad).to_have_attribute("aria-pressed", "true")
    (kept,) = store.listing()
    assert (kept.rating, kept.reasons, kept.comment) == (Rating.DOWN, (Reason.WRONG_CITATION,), "回电[电话号码]")


def test_a_change_of_mind_changes_the_one_record(page: Page, store: FeedbackStore) -> None:
    ask(page, QUESTION)
    bad = page.get_by_role("button", name="没用", exact=True)
    bad.click()
    page.get_by_label("没答全").check()
    page.get_by_role("button", name="提交").click()
    thanked(page)
    bad.click()  # what was kept is there to be changed
    expect(page.get_by_label("没答全")).to_be_checked()
    page.get_by_label("补充说明").fill("没说何时发")
    page.get_by_role("button", name="提交").click()
    expect(bad).to_have_attribute("aria-expanded", "false")
    assert [(r.reasons, r.comment) for r in store.listing()] == [((Reason.INCOMPLETE,), "没说何时发")]
    page.get_by_role("button", name="有用", exact=True).click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    thanked(page)
    assert [(r.rating, r.reasons, r.comment) for r in store.listing()] == [(Rating.UP, (), "")]


def test_what_is_typed_survives_the_next_answer(page: Page, store: FeedbackStore) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="没用", exact=True).click()
    page.get_by_label("其他").check()
    page.get_by_label("补充说明").fill("等一下再提交")
    ask(page, FOLLOW_UP)
    first = page.locator(".rating").first
    expect(first.locator("form")).to_be_visible()
    expect(page.locator(".rating").last.locator("form")).to_be_hidden()
    expect(first.get_by_label("补充说明")).to_have_value("等一下再提交")
    expect(first.get_by_label("其他")).to_be_checked()
    first.get_by_role("button", name="提交").click()
    thanked(page)
    page.locator(".rating").last.get_by_role("button", name="有用", exact=True).click()
    expect(page.locator('.thumb[aria-pressed="true"]')).to_have_count(2)
    kept = {r.rating: r for r in store.listing()}
    assert (kept[Rating.DOWN].history, kept[Rating.UP].history) == ((), ((MASKED, "answered"),))
    page.get_by_role("button", name="重新开始").click()
    expect(page.locator(".rating")).to_have_count(0)


def test_a_failure_says_so_and_keeps_what_was_typed(page: Page, store: FeedbackStore, database: Path) -> None:
    database.mkdir()  # where the file should be
    try:
        ask(page, QUESTION)
        page.get_by_role("button", name="没用", exact=True).click()
        page.get_by_label("补充说明").fill("应引附件7")
        page.get_by_role("button", name="提交").click()
        expect(page.locator(".rating .failed")).to_have_text(NOT_KEPT)
        for seen in (page.locator(".rating .failed"), page.get_by_role("button", name="提交")):
            expect(seen).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("status").filter(has_text=NOT_KEPT)).to_be_attached()
        expect(page.get_by_label("补充说明")).to_have_value("应引附件7")
    finally:
        shutil.rmtree(database)
    page.get_by_role("button", name="提交").click()
    thanked(page)
    assert [r.comment for r in store.listing()] == ["应引附件7"]


def test_everything_can_be_touched(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="没用", exact=True).click()
    targets = page.locator(".rating :is(button, label.reason, textarea)").all()
    boxes = [box for target in targets if (box := target.bounding_box())]
    assert len(boxes) == 2 + 6 + 1 + 2
    assert [box for box in boxes if box["height"] < 44 or box["width"] < 44] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_from_use_to_test(
    browser: Browser, address: str, store: FeedbackStore, database: Path, assistant: Assistant, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Rated in the chat, listed, accepted, asked ever after; accepted but once."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address + "/")
    expect(page.locator("#rated")).to_be_attached()
    ask(page, QUESTION)
    page.get_by_role("button", name="没用", exact=True).click()
    page.get_by_label("数字不对").check()
    page.get_by_role("button", name="提交").click()
    thanked(page)
    context.close()

    monkeypatch.setenv("WENCE_FEEDBACK_URL", f"sqlite:///{database}")
    questions = tmp_path / "questions"
    shutil.copytree(FOLDER, questions)
    (questions / "used.jsonl").write_text("")
    assert triage.main(["--plain"], questions) == 0
    listed = capsys.readouterr().out
    (kept,) = store.listing()
    assert kept.id[:8] in listed
    assert MASKED in listed
    assert "13812345678" not in listed
    accept = ["accept", kept.id[:8], "--gold", "7/2/1/5/15", "--status", "answered", "--must", "485元"]
    accept += ["--must-not", "740元", "--type", "colloquial", "--asker", "public", "--question", REWORDED]
    assert triage.main(accept, questions) == 0
    assert "make eval" in capsys.readouterr().out

    (item,) = read_items("used", questions)
    assert (item.id, item.turns, item.gold, item.must) == (
        "x001",
        (REWORDED,),
        (frozenset({"7/2/1/5/15"}),),
        (("485元",),),
    )
    assert (item.split, item.status, item.lang) == ("dev", "answered", "zh")
    assert asked(assistant, item).passed
    (settled,) = store.listing(State.ACCEPTED)
    assert settled.accepted_as == "x001"

    assert triage.main(accept, questions) == 2
    assert "x001" in capsys.readouterr().err
    assert len(read_items("used", questions)) == 1
    assert triage.main(["--plain"], questions) == 0
    assert "没有待处理的反馈" in capsys.readouterr().out
