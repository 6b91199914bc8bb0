"""The public's pages as a visitor meets them, in a real browser: read with no script, on a phone, in the dark and on paper."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from corpus.clause import Notice
from corpus.knowledge import Knowledge, read_renderings
from corpus.parse import DEFAULT_NOTICE, notice_folder
from tests.web.conftest import SIZES
from tests.web.fakes import FakeAssistant
from tests.web.served import application, serving

pytestmark = pytest.mark.browser

LEAF = "/notice/7/2/1/5/15"
PATHS = {
    "contents": "/notice",
    "leaf": LEAF,
    "flaw": "/notice/1/2/1/1",
    "section": "/notice/7/2/1",
    "attachment": "/notice/1",
    "full": "/notice/full",
    "head": "/notice/page",
    "missing": "/notice/7/2/1/99",
}
each_page = pytest.mark.parametrize("path", [pytest.param(path, id=name) for name, path in PATHS.items()])


@pytest.fixture(scope="module")
def address(notice: Notice) -> Iterator[str]:
    """Where the real notice's pages are served, with its renderings."""
    folder = notice_folder(DEFAULT_NOTICE)
    knowledge = Knowledge(renderings=read_renderings(folder / "renderings.jsonl", notice))
    with serving(application(FakeAssistant(notice, knowledge=knowledge))) as port:
        yield f"http://127.0.0.1:{port}"


@dataclass
class Visit:
    """page: a window. asked: every address that it asked the network for. wrong: what its console calls an error."""

    page: Page
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@contextmanager
def visit(browser: Browser, size: tuple[int, int] = SIZES["desktop"], **context: Any) -> Iterator[Visit]:
    """A window under the pages' own policy, with no script to run unless asked for."""
    settings: dict[str, Any] = {"java_script_enabled": False, "locale": "zh-CN"}
    opened = browser.new_context(viewport={"width": size[0], "height": size[1]}, **(settings | context))
    visit = Visit(opened.new_page())
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    visit.page.on("console", lambda line: visit.wrong.append(line.text) if line.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    yield visit
    opened.close()


def marked(notice: Notice) -> str:
    """The address of the leaf with some of its words marked, as a citation leads to it."""
    leaf = notice.by_address[LEAF.removeprefix("/notice/")]
    start = leaf.start + len(leaf.text) // 2
    return f"{LEAF}?mark={start}-{start + 12}#quote"


# -- axe-core


@pytest.mark.parametrize("contrast", ["no-preference", "more"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(
    browser: Browser, address: str, notice: Notice, size: str, scheme: str, contrast: str
) -> None:
    """Of each page, and of the contents with every part of it open."""
    settings = {"java_script_enabled": True, "bypass_csp": True, "color_scheme": scheme, "contrast": contrast}
    with visit(browser, SIZES[size], **settings) as visited:
        found: dict[str, list[str]] = {}
        for path in (*PATHS.values(), marked(notice)):
            visited.page.goto(address + path)
            found[path] = violations(visited.page)
        visited.page.goto(address + "/notice")
        visited.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        found["open"] = violations(visited.page)
    assert {path: ids for path, ids in found.items() if ids} == {}


def violations(page: Page) -> list[str]:
    """What axe-core finds, best practices too."""
    return [
        f"{found['id']}: {node['target']}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"][:3]
    ]


# -- with no script


@each_page
def test_a_page_needs_no_script_and_nothing_from_elsewhere(browser: Browser, address: str, path: str) -> None:
    with visit(browser) as visited:
        visited.page.goto(address + path)
        visited.page.wait_for_load_state("networkidle")
        page = visited.page
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.get_by_text("送审稿").first.is_visible()
        assert page.locator(".draft").is_visible()
    assert {url.removeprefix(address).partition("?")[0] for url in visited.asked} <= {
        path,
        "/notice-assets/notice.css",
        "/notice-assets/icon.png",
    }
    said = [line for line in visited.wrong if "404 (Not Found)" not in line]  # as Chromium says of every such page
    assert said == []


def test_the_style_sheet_arrives(browser: Browser, address: str) -> None:
    with visit(browser, java_script_enabled=True) as visited:
        visited.page.goto(address + LEAF)
        assert visited.page.evaluate("getComputedStyle(document.body).maxWidth") == "832px"
    assert visited.wrong == []


def test_a_part_of_the_contents_opens_with_no_script(browser: Browser, address: str) -> None:
    with visit(browser) as visited:
        page = visited.page
        page.goto(address + "/notice")
        link = page.locator(f"a[href='{LEAF}']")
        assert not link.is_visible()
        page.locator("details", has=link).locator("summary").click()
        link.click()
        assert page.url == address + LEAF


def test_by_keyboard_alone(browser: Browser, address: str) -> None:
    """The first stop is the way to the text; the next clause is reached and opened."""
    with visit(browser) as visited:
        page = visited.page
        page.goto(address + LEAF)
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        assert skip.evaluate("element => element === document.activeElement")
        box = skip.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.locator("a[rel=next]:focus").count():
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/notice/7/2/1/5/16")


# -- what a citation leads to


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("where", ["leaf", "attachment", "full"])
def test_the_quoted_words_are_in_view(browser: Browser, address: str, notice: Notice, size: str, where: str) -> None:
    query = marked(notice).removeprefix(LEAF)
    path = {"leaf": LEAF, "attachment": "/notice/7", "full": "/notice/full"}[where]
    with visit(browser, SIZES[size]) as visited:
        visited.page.goto(address + path + query)
        quote = visited.page.locator("#quote")
        box = quote.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= SIZES[size][1]
        start, end = (int(offset) for offset in query.removeprefix("?mark=").removesuffix("#quote").split("-"))
        assert quote.text_content() == notice.source[start:end]


# -- narrow, large, in print


@each_page
@pytest.mark.parametrize("width", [320, 390, 720])
def test_nothing_is_cut_off_on_a_narrow_screen(browser: Browser, address: str, path: str, width: int) -> None:
    """320 px is also a page of 1280 px at 400 %, 720 px one of 1440 px at 200 %."""
    with visit(browser, (width, 640), java_script_enabled=True) as visited:
        page = visited.page
        page.goto(address + path)
        if path == "/notice":
            page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_page
def test_what_is_tapped_is_44_px_high(browser: Browser, address: str, path: str) -> None:
    """Links within a sentence apart, as WCAG 2.5.8 has it."""
    with visit(browser, SIZES["phone"], java_script_enabled=True) as visited:
        visited.page.goto(address + path)
        small = visited.page.evaluate(
            """() => [...document.querySelectorAll('a, summary')]
              .filter((each) => each.checkVisibility() && !each.closest('.colophon p, .skip'))
              .map((each) => [each.textContent.trim().slice(0, 20), each.getBoundingClientRect().height])
              .filter(([, height]) => height < 43.9)"""
        )
    assert small == []


@pytest.mark.parametrize("path", ["/notice", LEAF, "/notice/7/2/1", "/notice/full"])
def test_a_page_is_printed_whole_and_as_a_draft(
    browser: Browser, address: str, notice: Notice, tmp_path: Path, path: str
) -> None:
    with visit(browser, java_script_enabled=True) as visited:
        visited.page.goto(address + path)
        visited.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    done = subprocess.run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True)
    sheets = ["".join(sheet.split()) for sheet in done.stdout.decode().split("\f")[:-1]]
    assert all("送审稿·请以正式印发的文本为准" in sheet for sheet in sheets)
    assert [sheet for sheet in sheets if f"{len(sheets)}" not in sheet] == []
    whole = "".join(sheets)
    if path == "/notice":  # closed parts are printed too
        assert all("".join(clause.title.split())[:12] in whole for clause in notice.clauses if clause.marker)
        return
    shown = (
        notice.clauses
        if path == "/notice/full"
        else [c for c in notice.clauses if f"/notice/{c.address}".startswith(path)]
    )
    for line in (line for clause in shown for line in clause.text.splitlines() if line.strip()):
        assert "".join(line.split())[:12] in whole


# -- what a browser tidies up before it asks


@pytest.mark.parametrize(
    "path", ["/notice/../../etc/passwd", "/notice/./1", "/notice/7/../../app.py", "/notice/\\..\\app.py"]
)
def test_an_address_sent_as_it_is_leads_to_no_file(address: str, path: str) -> None:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    reply = connection.getresponse()
    body = reply.read().decode()
    connection.close()
    assert reply.status == 404
    assert "没有这一条" in body
