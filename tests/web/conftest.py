"""The program as a visitor meets it: `python app.py` in a process of its own, and a real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.fake_api import FakeApi, fake_api
from tests.web.portal import Portal, Visitor, portal_of, visiting

ROOT = Path(__file__).resolve().parents[2]
# What a shell starts in the background ignores SIGINT, and so would its children.
_INTERRUPTIBLE = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "runpy.run_path('app.py', run_name='__main__')"
)


SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@contextmanager
def window(browser: Browser, size: str) -> Iterator[Page]:
    """A page of one of SIZES; at the end nothing went wrong in it."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    yield page
    context.close()
    assert errors == []


@contextmanager
def visited(browser: Browser, address: str, size: str, *, attached: str) -> Iterator[Page]:
    """The chat in a `window`, once the element `attached` is there."""
    with window(browser, size) as page:
        page.goto(address + "/")
        expect(page.locator("#examples button").first).to_be_visible()
        expect(page.locator(attached)).to_be_attached()
        yield page


@contextmanager
def running(**settings: str) -> Iterator[str]:
    """The address that app.py prints, without the last slash. At the end Ctrl-C stops it, with no trace printed. Feedback
    goes to a folder that is gone then, unless a setting says where."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _running({"WENCE_FEEDBACK_URL": f"sqlite:///{folder}/feedback.sqlite3"} | settings)


def _running(settings: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=os.environ | {"WENCE_PORT": str(port), "WENCE_HOST": "127.0.0.1"} | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    ready = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", ready)
    if found is None:
        process.kill()
        pytest.fail(f"app.py did not start: {ready}{process.communicate()[1]}")
    yield found[0]
    with _open_page(found[0]):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err


def _open_page(address: str) -> Any:
    """A connection held open, as by a page that nobody closed; none where the chat asks who is there."""
    try:
        return urlopen(address + "/gradio_api/heartbeat/page")
    except HTTPError as error:
        error.close()
        if error.code != 401:
            raise
        return nullcontext()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def _fake_api() -> Iterator[FakeApi]:
    with fake_api() as api:
        yield api


@pytest.fixture(scope="session")
def _portal(_fake_api: FakeApi) -> Iterator[Portal]:
    with portal_of(_fake_api.address) as portal:
        yield portal


@pytest.fixture
def portal(_portal: Portal) -> Portal:
    """A portal with the widget of `api`, as it is by default."""
    _portal.reset()
    return _portal


@pytest.fixture
def api(_fake_api: FakeApi, portal: Portal) -> Iterator[FakeApi]:
    """What serves the widget to `portal`; it answers in a stream unless it is told otherwise."""
    _fake_api.reset()
    _fake_api.origins = {portal.address}
    yield _fake_api
    _fake_api.release.set()


@pytest.fixture
def visitor(browser: Browser, api: FakeApi, portal: Portal) -> Iterator[Visitor]:
    """Who looks at the portal on a desktop."""
    del api
    with visiting(browser, portal) as visitor:
        yield visitor
