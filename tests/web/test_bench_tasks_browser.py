"""The tab of tasks in a real browser: a civil servant finds what a department has to do, and takes it along."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from corpus.clause import Notice
from rag.list_query import Role
from rag.register import tasks_of
from tests.web import test_browser
from tests.web.test_browser import DESKTOP, PHONE, Visit, Visitor

pytestmark = pytest.mark.browser

BODY = "县科商工信局"
ROWS = "#tasks .department .rows [data-has]"
WAYS = [
    (DESKTOP, "light", "zh"),
    (DESKTOP, "dark", "en"),
    ({"width": 768, "height": 1024}, "light", "en"),
    (PHONE, "dark", "zh"),
]
# What reaches past the screen outside a box that scrolls, and what is too small to press.
_FLAWS = """() => { const found = [], sheet = document.querySelector('#tasks'), least = innerWidth < 900 ? 44 : 24;
  if (document.documentElement.scrollWidth > innerWidth || sheet.scrollWidth > sheet.clientWidth) found.push('scrolls sideways');
  for (const one of sheet.querySelectorAll('button, a, input, summary')) {
    if (!one.getClientRects().length) continue;
    const box = one.getBoundingClientRect();
    if (box.height < least - .1 || box.width < 24) found.push(`${one.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`);
    if (!one.closest('.grid') && box.right > innerWidth) found.push(`${one.outerHTML.slice(0, 90)} ends at ${box.right}`);
  } return found; }"""


visitor = test_browser.visitor  # the fixture


def opened(visitor: Visitor, size: dict[str, int] = DESKTOP, query: str = "", scheme: str = "light") -> Visit:
    visit = visitor.open(size, scheme, f"?tab=tasks{query}")
    expect(visit.page.locator("#tasks .heat")).to_be_attached()
    return visit


def choose(page: Page, name: str) -> None:
    """Type a name, as a person does: setting the value at once looks like a suggestion that was picked."""
    page.locator("#tasks-name").press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(name)
    page.keyboard.press("Enter")


def test_what_a_department_has_to_do(visitor: Visitor, notice: Notice, tmp_path: Path) -> None:
    page = opened(visitor).page
    choose(page, "科工局")
    expect(page.locator("#tasks h2.first")).to_have_text(BODY)
    expect(page.locator("#tasks h2.first")).to_be_focused()
    expect(page.locator(ROWS)).to_have_count(len(tasks_of(notice, BODY).rows))
    assert f"body={quote(BODY)}" in page.url

    leads = tasks_of(notice, BODY, frozenset({Role.LEAD}))
    page.get_by_role("button", name=re.compile("牵头.*由本单位牵头")).press("Enter")
    expect(page.locator(ROWS)).to_have_count(len(leads.rows))
    expect(page.locator("#tasks [data-role=lead]")).to_be_focused()
    expect(page.locator("#tasks [data-role=lead]")).to_have_attribute("aria-pressed", "true")

    page.locator(f"{ROWS} .ref").first.click()
    expect(page.locator("#panel .clause")).to_have_attribute("data-open", leads.rows[0].address)
    expect(page.locator(ROWS)).to_have_count(len(leads.rows))

    with page.expect_download() as download:
        page.locator("#tasks .department .tools a").first.click()
    download.value.save_as(tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet is not None
    text = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any(f"共 {len(leads.rows)} 项" in cell for cell in text)
    assert all(any(clause.title in cell for cell in text) for clause in leads.rows)

    page.locator("#tasks .bars [data-part='4']").click()
    expect(page.locator(ROWS)).to_have_count(len(tasks_of(notice, BODY, frozenset({Role.LEAD}), "4").rows))
    page.locator("#tasks .kept [data-part='']").click()
    expect(page.locator(ROWS)).to_have_count(len(leads.rows))
    page.get_by_role("button", name="全部单位").click()
    expect(page.locator("#tasks .heat tbody tr")).to_have_count(len({b for c in notice.clauses for b in c.responsible}))


def test_a_name_that_is_none(visitor: Visitor) -> None:
    page = opened(visitor).page
    choose(page, "县财证局")
    expect(page.locator("#tasks-told")).to_have_text("没有这个单位。您是不是要找：县财政局？")
    expect(page.locator("#tasks-name")).to_be_focused()
    expect(page.locator("#tasks-name")).to_have_value("县财证局")
    page.locator("#tasks .near button").click()
    expect(page.locator("#tasks h2.first")).to_have_text("县财政局")
    expect(page.locator("#tasks-name")).to_have_value("县财政局")
    choose(page, "县财政局")
    expect(page.locator("#tasks h2.first")).to_be_focused()
    choose(page, "")
    expect(page.locator("#tasks .department")).to_have_count(0)


def test_the_heat_map_is_sorted_and_leads_on(visitor: Visitor, notice: Notice) -> None:
    page = opened(visitor).page
    names = "() => [...document.querySelectorAll('#tasks .heat tbody tr')].map((row) => row.dataset.name)"
    most = page.evaluate(names)
    page.locator("#tasks [data-sort=name]").click()
    expect(page.locator("#tasks .heat th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert page.evaluate(names) == page.evaluate("(names) => names.sort(new Intl.Collator('zh-CN').compare)", most)
    page.locator("#tasks [data-sort=total]").click()
    page.locator("#tasks [data-sort=total]").click()
    expect(page.locator("#tasks .heat th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    totals = page.locator("#tasks .heat .sum button").all_text_contents()
    assert [int(n) for n in totals] == sorted(int(n) for n in totals)
    assert page.evaluate(names) != most

    page.locator(f"#tasks .heat td [data-body='{BODY}'][data-part='3']").click()
    expect(page.locator(ROWS)).to_have_count(len(tasks_of(notice, BODY, within="3").rows))
    expect(page.locator("#tasks .kept [data-part='']")).to_be_visible()


def test_the_head_of_the_heat_map_stays(visitor: Visitor) -> None:
    page = opened(visitor, PHONE).page
    at = "() => ['thead th:nth-child(2)', 'tbody tr:nth-child(30) th'].map((one) => { const box = document.querySelector('#tasks .heat ' + one).getBoundingClientRect(); return [box.left, box.top]; })"
    (_, top), (left, _) = page.evaluate(at)
    page.locator("#tasks .grid").evaluate("(grid) => grid.scrollTo(200, 600)")
    (_, later), (same, _) = page.evaluate(at)
    assert (later, same) == pytest.approx((top, left), abs=1)


def test_the_jump_to_the_tasks_with_no_lead(visitor: Visitor) -> None:
    page = opened(visitor).page
    page.locator("#tasks [data-jump]").click()
    expect(page.locator("#tasks-leaderless")).to_be_in_viewport()
    expect(page.locator("#tasks-leaderless")).to_be_focused()


def test_a_list_is_copied(visitor: Visitor) -> None:
    page = opened(visitor, query="&body=县财政局").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#tasks .department [data-copy]").click()
    expect(page.locator("#tasks .department [data-copy]")).to_have_text("已复制")
    assert "县财政局任务分解表" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(
    ("size", "scheme", "lang"), WAYS, ids=lambda way: str(way.get("width")) if isinstance(way, dict) else way
)
def test_it_can_be_read_and_pressed(visitor: Visitor, size: dict[str, int], scheme: str, lang: str) -> None:
    for query in ("", f"&body={BODY}", "&part=4"):
        page = opened(visitor, size, f"{query}&lang={lang}", scheme).page
        for one in page.locator("#tasks details").all():
            one.locator("summary").click()
        found = Axe().run(page, context="#tasks").response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
        assert page.evaluate(_FLAWS) == []


def test_the_list_is_printed_whole(visitor: Visitor) -> None:
    page = opened(visitor, query=f"&body={BODY}").page
    page.emulate_media(media="print")
    expect(page.locator("#tasks .ask")).to_be_hidden()
    last = page.locator(ROWS).last
    expect(last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") > last.evaluate(
        "(row) => row.getBoundingClientRect().bottom"
    )
