"""report.html in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.eval.report.made import SECRETS

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Reader:
    """Opens the page; at the end nothing may have been asked for and nothing reported."""

    browser: Browser
    address: str
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, size: dict[str, int], scheme: Any = "light", script: bool = True) -> Page:
        context = self.browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=script)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((self.address, "data:")) else self.asked.append(r.url))
        page.goto(self.address)
        return page


@pytest.fixture
def reader(browser: Browser, page_text: str, tmp_path: Path) -> Iterator[Reader]:
    (tmp_path / "report.html").write_text(page_text, encoding="utf-8")
    reader = Reader(browser, (tmp_path / "report.html").as_uri())
    yield reader
    for context in browser.contexts:
        context.close()
    assert (reader.asked, reader.errors) == ([], [])


def test_a_trace_unfolds(reader: Reader) -> None:
    page = reader.open(DESKTOP)
    trace = page.locator("#q-d2")
    expect(trace.locator(".trace")).not_to_be_visible()
    trace.locator("summary").click()
    expect(trace.locator(".blamed")).to_contain_text("错在这一步")
    expect(trace.locator("blockquote")).to_be_visible()
    assert [secret for secret in SECRETS if secret in page.content()] == []


def test_a_link_opens_what_it_points_at(reader: Reader) -> None:
    page = reader.open(DESKTOP)
    page.locator("#against ~ .box a", has_text="f1.2").click()
    expect(page.locator("#q-f1\\.2 .trace")).to_be_visible()
    page.locator("#against ~ .box a", has_text="t2").click()
    expect(page.locator("#q-t2")).to_be_in_viewport()


def test_it_is_filtered_by_type(reader: Reader) -> None:
    page = reader.open(DESKTOP)
    form = page.locator("#filter")
    expect(form.locator("output")).to_have_text("4 / 4 题")
    form.locator("[name=type]").select_option("near_miss")
    expect(form.locator("output")).to_have_text("1 / 4 题")
    expect(page.locator("#q-d3")).to_be_visible()
    expect(page.locator("#q-d2")).not_to_be_visible()
    expect(page.locator("#stage-retrieve")).not_to_be_visible()
    form.locator("[name=type]").select_option("")
    form.locator("[name=new]").check()
    expect(form.locator("output")).to_have_text("3 / 4 题")
    expect(page.locator("#q-d3")).not_to_be_visible()


def test_a_link_beats_the_filter(reader: Reader) -> None:
    page = reader.open(DESKTOP)
    page.locator("#filter [name=type]").select_option("near_miss")
    page.locator("#against ~ .box a", has_text="d2").click()
    expect(page.locator("#q-d2 .trace")).to_be_visible()


def test_without_scripts_all_of_it_is_there(reader: Reader) -> None:
    page = reader.open(DESKTOP, script=False)
    expect(page.locator("#filter")).not_to_be_visible()
    expect(page.locator("details.q")).to_have_count(3)
    page.locator("#q-d2 summary").click()
    expect(page.locator("#q-d2 .blamed")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(reader: Reader, scheme: str) -> None:
    page = reader.open(PHONE, scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter((e) => !e.closest('.box') && !e.closest('svg'))
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert too_wide == []
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('figure svg text')].map((t) => t.getBoundingClientRect().height)"""
    )
    assert min(sizes) >= 8


def test_labels_are_inside_their_plots(reader: Reader) -> None:
    page = reader.open(DESKTOP)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('figure svg text')].filter((t) => {
          const box = t.getBoundingClientRect(), plot = t.closest('svg').getBoundingClientRect();
          return box.left < plot.left - 1 || box.right > plot.right + 1 || box.bottom > plot.bottom + 1;
        }).map((t) => t.textContent)"""
    )
    assert outside == []


def test_print_leaves_out_what_is_for_the_screen(reader: Reader) -> None:
    page = reader.open(DESKTOP)
    page.emulate_media(media="print")
    expect(page.locator("nav.toc")).not_to_be_visible()
    expect(page.locator("#filter")).not_to_be_visible()
    expect(page.locator("details.tables th[scope=row]").first).to_be_visible()
