"""The workbench as a whole: tabs that share what is selected, addresses that lead back, languages, light, paper, phones."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from corpus.clause import Notice
from tests.web import test_browser
from tests.web.test_browser import DESKTOP, PHONE, Visitor
from web.workbench.view import TABS, View
from web.workbench.words import table, words

SIZES = {"desktop": DESKTOP, "tablet": {"width": 768, "height": 1024}, "phone": PHONE}
LOOKS = [("desktop", "zh", "light"), ("tablet", "en", "dark"), ("phone", "zh", "dark"), ("phone", "en", "light")]
CLAUSE = "7/2/1/5/15"
# What axe-core finds in Gradio's own elements, which the page cannot change: (rule, a part of the element's selector).
GRADIOS: tuple[tuple[str, str], ...] = ()
_TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


visitor = test_browser.visitor  # the fixture


def asked(page: Page) -> dict[str, str]:
    """What the page's address says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def open_tab(page: Page, id: str) -> None:
    page.locator(f"#tab-{id}-button").click()
    expect(page.locator(f"#tab-{id}-button")).to_have_attribute("aria-selected", "true")
    expect(page.locator(f"#tab-{id}")).to_be_visible()


# -- with no browser --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, View()),
        ({"tab": "tasks", "body": "财政局", "part": "3", "lang": "en"}, View("tasks", "en", body="县财政局", part="3")),
        ({"tab": "<b>", "body": "火星局", "part": "9", "clause": "../x", "lang": "fr", "beside": "7/99"}, View()),
        ({"clause": CLAUSE, "beside": "0/1"}, View(clause=CLAUSE, beside="0/1")),
    ],
)
def test_an_address_is_read(notice: Notice, query: dict[str, str], found: View) -> None:
    assert View.of(query, notice) == found


def test_an_address_leads_back(notice: Notice) -> None:
    for view in (
        View(),
        View("tasks", "en", clause=CLAUSE, beside="1/2", body="县财政局", part="3"),
        View("clauses", clause="0"),
    ):
        query = {name: values[0] for name, values in parse_qs(view.query).items()}
        assert View.of(query, notice) == view


def test_every_word_is_there_in_both_languages() -> None:
    for key, (zh, en) in table().items():
        assert zh.strip(), key
        assert en.strip(), key
        assert re.findall(r"\{(\w*)\}", zh) == re.findall(r"\{(\w*)\}", en) or set(re.findall(r"\{(\w*)\}", zh)) == set(
            re.findall(r"\{(\w*)\}", en)
        ), key
        assert re.search("[A-Za-z]", en) or not re.search("[\u3400-\u9fff]", zh), key
        assert not re.search(r"[\u3400-\u9fff][,;:?!]|[,;:?!][\u3400-\u9fff]", zh), (
            f"{key}: half-width punctuation in {zh}"
        )
    with pytest.raises(KeyError):
        words("zh")("talk.nothing")


# -- in chromium ------------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_tabs_share_the_clause(visitor: Visitor) -> None:
    page = visitor.open(DESKTOP, query=f"?tab=forces&clause={CLAUSE}").page
    expect(page.locator("#panel h2")).to_contain_text("提高困难群体救助标准")
    expect(page.locator("#tab-forces-button")).to_have_attribute("aria-selected", "true")
    for id in TABS:
        if page.locator(f"#tab-{id}-button").count():
            open_tab(page, id)
            expect(page.locator("#panel h2")).to_contain_text("提高困难群体救助标准")
            page.wait_for_function("(id) => (new URL(location).searchParams.get('tab') || 'talk') === id", arg=id)
    assert asked(page)["clause"] == CLAUSE
    page.reload()
    expect(page.locator("#panel h2")).to_contain_text("提高困难群体救助标准")


@pytest.mark.browser
def test_the_tab_of_the_address_stays_however_late_gradio_tells_of_its_first(visitor: Visitor) -> None:
    page = visitor.open(DESKTOP).page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    page.route("**/gradio_api/run/**", hold)
    page.goto(f"{visitor.address}/?tab=forces")
    expect(page.locator("#tab-forces-button")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#tab-forces h2").first).to_be_visible()
    with page.expect_response("**/gradio_api/run/**"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#tab-forces-button")).to_have_attribute("aria-selected", "true")
    assert asked(page) == {"tab": "forces"}
    page.unroute_all()


@pytest.mark.browser
def test_the_language_changes_and_all_stays(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    page = visit.page
    visit.ask("农村低保多少钱一个月？")
    page.locator("[data-lang=en]").click()
    expect(page.locator("#tab-talk-button")).to_have_text("Ask")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", re.compile("Enter"))
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert asked(page) == {"lang": "en"}
    page.reload()
    expect(page.locator("#tab-talk-button")).to_have_text("Ask")
    page.locator("[data-lang=zh]").click()
    expect(page.locator("#tab-talk-button")).to_have_text("问答")
    assert asked(page) == {}


@pytest.mark.browser
def test_the_dark_is_chosen_and_kept(visitor: Visitor) -> None:
    page = visitor.open(DESKTOP).page
    dark = page.locator("button[data-theme]")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(background) != light
    page.reload()
    expect(dark).to_have_attribute("aria-pressed", "true")
    dark.click()
    assert page.evaluate(background) == light


@pytest.mark.browser
@pytest.mark.parametrize(("size", "lang", "scheme"), LOOKS)
@pytest.mark.parametrize("id", TABS)
def test_each_tab_fits_and_axe_finds_nothing(visitor: Visitor, id: str, size: str, lang: str, scheme: str) -> None:
    page = visitor.open(SIZES[size], scheme, f"?tab={id}&lang={lang}&body=县财政局").page
    expect(page.locator(f"#tab-{id}-button")).to_have_attribute("aria-selected", "true")
    page.wait_for_function("(id) => document.getElementById(`tab-${id}`).innerText.length > 40", arg=id)
    assert not page.evaluate(_TOO_WIDE)
    options = {
        "resultTypes": ["violations"],
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
    found = [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in Axe().run(page, options=options).response["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if not any(one["id"] == rule and part in str(node["target"]) for rule, part in GRADIOS)
    ]
    assert found == [], "\n".join(found)


@pytest.mark.browser
def test_it_prints_what_is_open_and_nothing_else(visitor: Visitor) -> None:
    visit = visitor.open(DESKTOP)
    page = visit.page
    visit.ask("县科商工信局牵头哪些任务？")
    page.emulate_media(media="print")
    expect(page.locator(".turn").last).to_be_visible()
    for hidden in ("#ask", "#tabs [role=tablist]", ".banner .tools"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.evaluate(
        "document.querySelector('#log').scrollHeight <= document.querySelector('#log').clientHeight + 1"
    )


@pytest.mark.browser
def test_at_200_percent_everything_is_within_reach(visitor: Visitor) -> None:
    page = visitor.open({"width": 720, "height": 450}).page
    expect(page.locator("#question textarea")).to_be_in_viewport()
    assert not page.evaluate(_TOO_WIDE)
    for id in TABS:
        open_tab(page, id)
        assert not page.evaluate(_TOO_WIDE), id
