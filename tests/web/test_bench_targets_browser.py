"""The targets tab in chromium: a target is found, sorted and opened; disagreements side by side; axe, phones, paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web import test_browser
from tests.web.test_browser import DESKTOP, PHONE, Visitor
from web.workbench.targets_tab import SECTIONS

pytestmark = pytest.mark.browser


visitor = test_browser.visitor  # the fixture


def opened(visitor: Visitor, size: dict[str, int], query: str = "", scheme: str = "light") -> Page:
    page = visitor.open(size, scheme, f"?tab=targets{query}").page
    expect(page.locator("#targets-sheet tbody tr").first).to_be_visible()
    return page


def choose(page: Page, section: str) -> None:
    page.locator(f"#targets-section label:has(input[value={section}])").click()
    expect(page.locator(f"[data-sheet={section}]")).to_be_attached()


def test_a_target_is_found_sorted_and_opened(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    count = page.locator("#targets-count [role=status]")
    expect(count).to_have_text("显示 101 条，共 101 条。")
    page.locator("#targets-search input").fill("低保标准")
    expect(count).to_have_text("显示 4 条，共 101 条。")  # 最低保障标准 has its characters in their order
    page.locator("#targets-search input").fill("")
    expect(count).to_have_text("显示 101 条，共 101 条。")
    page.locator("#targets-unit label", has_text="金额").click()
    expect(count).to_have_text("显示 10 条，共 101 条。")
    head = page.locator("th", has=page.get_by_role("button", name="数值", exact=True))
    values = page.locator("#targets-sheet tbody td.figure")
    order = values.all_inner_texts()
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    ascending = values.all_inner_texts()
    assert ascending != order
    monthly = [v for v in ascending if v in ("485", "740", "1200", "1700")]
    assert monthly == ["485", "740", "1200", "1700"]
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert [v for v in values.all_inner_texts() if v in monthly] == monthly[::-1]
    # the order stays while the rows change
    page.locator("#targets-search input").fill("标准")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.locator("#targets-sheet tbody tr", has_text="农村低保标准").locator("button.place").click()
    expect(page.locator("#panel mark")).to_have_text("485元/月")
    expect(page.locator("#panel h2")).to_contain_text("提高困难群体救助标准")
    expect(page.locator("#targets-sheet tbody tr")).not_to_have_count(0)


def test_letters_of_an_input_method_are_no_search(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    count = page.locator("#targets-count [role=status]")
    page.locator("#targets-search input").focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "touzi", "selectionStart": 5, "selectionEnd": 5})
    page.wait_for_timeout(400)
    expect(count).to_have_text("显示 101 条，共 101 条。")
    client.send("Input.insertText", {"text": "投资"})
    expect(count).to_have_text(re.compile(r"显示 (?!101)\d+ 条"))


def test_a_part_is_chosen_and_taken_away(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    page.locator(".parts [data-part='4']").click()
    expect(page.locator("#targets-sheet tbody tr")).to_have_count(3)
    expect(page.locator(".parts [data-part='4']")).to_be_focused()
    assert "part=4" in page.url
    page.locator("#targets button.chip").click()
    expect(page.locator("#targets-sheet tbody tr")).to_have_count(101)
    assert "part=" not in page.url


def test_disagreements_are_put_side_by_side(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    choose(page, "pairs")
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr")).to_have_count(48)
    verdict = page.locator("[data-sheet=pairs] > .scroll").get_by_role("button", name="是否一致")
    verdict.click()
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr").first).to_have_class("differs")
    page.locator("#targets-differ input").check()
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr")).to_have_count(22)
    expect(page.locator("[data-sheet=pairs] > .scroll tbody tr:not(.differs)")).to_have_count(0)
    page.locator("tr", has_text="力争园区规模工业占比达到75%").locator("button.beside").click()
    page.wait_for_url(re.compile("clause=0/1.*beside=2/2/3/3"))
    expect(page.locator("#panel")).to_contain_text("园区规模工业占比达到75%以上")
    page.locator("details.alone summary").click()
    expect(page.locator("details.alone tbody tr")).to_have_count(4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_any_section(visitor: Visitor, size: dict[str, int], scheme: str) -> None:
    page = opened(visitor, size, scheme=scheme)
    for section in SECTIONS:
        choose(page, section)
        if section == "pairs":
            page.locator("details.alone summary").click()
        found = [
            f"{section} {one['id']} {node['target']} {node['failureSummary']}"
            for one in Axe().run(page, "#targets", {"resultTypes": ["violations"]}).response["violations"]
            for node in one["nodes"]
        ]
        assert found == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        least = 24 if size == DESKTOP else 44
        small = page.evaluate(
            """(least) => [...document.querySelectorAll('#targets :is(button, a, summary, input[type=text], label:has(input))')]
            .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < least - .1)
            .map((e) => `${e.className} ${e.textContent} ${e.getBoundingClientRect().height}`)""",
            least,
        )
        assert small == []


def test_the_whole_list_is_printed(visitor: Visitor) -> None:
    page = opened(visitor, DESKTOP)
    page.emulate_media(media="print")
    expect(page.locator("#targets .filters")).to_be_hidden()
    assert page.evaluate(
        "() => { const e = document.querySelector('#targets'); return e.scrollHeight <= e.clientHeight + 1; }"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('#targets td')).color") == "rgb(0, 0, 0)"
