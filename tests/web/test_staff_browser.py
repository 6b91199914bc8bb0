"""The staff chat behind its sign-in, as its users meet it: app.py in a process of its own, and a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import bcrypt
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import ROOT, SIZES, running

pytestmark = pytest.mark.browser

PASSWORD = "回龙观-Staff-2026"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("staff") / "staff.txt"
    path.write_text(f"张三:{bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()}\n", "utf-8")
    with running(WENCE_STAFF_FILE=str(path)) as address:
        yield address


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def test_a_working_day(guarded: str, page: Page) -> None:
    """By keyboard: a wrong password, the right one, a question, the way out; nothing is left behind."""
    page.goto(guarded + "/?clause=1/1")
    assert page.title() == "工作人员登录 · 问策 Wence"
    assert violations(page) == []
    page.keyboard.type("张三")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_label("密码")).to_be_focused()
    page.keyboard.type(PASSWORD)
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.keyboard.press("Enter")
    expect(page.locator("#log")).to_be_attached()
    assert page.url.endswith("/?clause=1/1")
    expect(page.locator(".account")).to_contain_text("张三")
    page.fill("#question textarea", "社会消费品零售总额的增长目标是多少？")
    page.press("#question textarea", "Enter")
    expect(page.locator(".turn").last).to_have_attribute("aria-busy", "false", timeout=20_000)
    expect(page.locator(".turn .text")).to_contain_text("6.5%")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    page.go_back()
    expect(page.get_by_label("密码")).to_be_visible()
    assert page.context.cookies() == []
    assert errors == []


@pytest.mark.parametrize("proxy", ["127.0.0.1", "192.0.2.1"], ids=["trusted", "untrusted"])
def test_single_sign_on(proxy: str) -> None:
    with running(WENCE_SSO_HEADER="X-Remote-User", WENCE_TRUSTED_PROXIES=proxy) as address:
        try:
            with urlopen(Request(address + "/config", headers={"X-Remote-User": "li4"})) as reply:
                status = reply.status
        except HTTPError as error:
            error.close()
            status = error.code
    assert status == (200 if proxy == "127.0.0.1" else 401)


def test_an_open_chat_does_not_start(tmp_path: Path) -> None:
    environment = os.environ | {"WENCE_HOST": "0.0.0.0", "WENCE_PORT": "8139", "WENCE_INDEX_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "WENCE_STAFF_FILE" in done.stderr
    assert list(tmp_path.iterdir()) == []  # no index was begun


def test_a_service_without_the_chat_loads_no_gradio() -> None:
    code = "import sys, app, web.api, web.security.staff; print('gradio' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    assert done.stdout == "False\n"
