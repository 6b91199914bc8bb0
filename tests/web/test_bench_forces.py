"""专班: what the tab shows of every task force and every body is what the notice says and the golden table holds."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from corpus.clause import Notice
from corpus.taskforce import task_forces
from rag.list_names import body_called
from tests.web.fakes import small_notice
from web.clause_view import flaws
from web.workbench.force_view import ROLES, Forces, view
from web.workbench.forces_tab import drawn
from web.workbench.view import Lang

GOLDEN = Path(__file__).parents[1] / "corpus" / "golden" / "taskforces.tsv"
LETTERS = {"副": "deputies", "成": "members", "办": "office"}


@pytest.fixture(scope="module")
def forces(notice: Notice) -> Forces:
    return view(notice, task_forces(notice))


@pytest.fixture(scope="module")
def golden() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def tree(notice: Notice, forces: Forces) -> Any:
    return html.fromstring(drawn(notice, forces, "zh"))


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def role(card: Any, key: str) -> Any:
    (found,) = card.xpath(f".//div[contains(@class,'role {key}')]")
    return found


def chips(node: Any) -> list[str]:
    return [text(chip) for chip in node.xpath(".//button[@data-body]")]


def test_the_cards_are_the_golden_table(tree: Any, golden: list[dict[str, str]]) -> None:
    cards = tree.xpath("//article")
    shown = [
        {
            "address": card.xpath(".//h3/button/@data-address")[0],
            "convener": text(role(card, "convener").xpath(".//q")[0]),
            **{key: "、".join(chips(role(card, key))) for key in ("deputies", "members", "office")},
        }
        for card in cards
    ]
    assert shown == golden


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_quoted_is_the_notice(notice: Notice, forces: Forces, lang: Lang) -> None:
    tree = html.fromstring(drawn(notice, forces, lang, "县财政局"))
    quoted = tree.xpath("//button[.//q]")
    assert len(quoted) == len(forces.all) * len(ROLES)
    for button in quoted:
        start, end = int(button.get("data-start")), int(button.get("data-end"))
        assert "".join(button.xpath(".//q/text()")) == notice.source[start:end]
        clause = notice.by_address[button.get("data-address")]
        assert clause.start <= start < end <= clause.end
    for button in tree.xpath("//button[@data-start][contains(@class,'go')]"):
        words = notice.source[int(button.get("data-start")) : int(button.get("data-end"))]
        assert text(button).removeprefix(button.xpath("string(.//span[@class='no'])")).strip() == words


def test_an_open_list_says_so(tree: Any, notice: Notice, forces: Forces) -> None:
    for card, force in zip(tree.xpath("//article"), forces.all, strict=True):
        members = force.roles[ROLES.index("members")]
        assert bool(role(card, "members").xpath(".//li[@class='open']")) is members.open
        assert members.open is notice.source[members.end :].startswith("等")


def test_the_line_of_each_body_and_the_matrix_say_what_the_golden_table_says(
    notice: Notice, forces: Forces, tree: Any, golden: list[dict[str, str]]
) -> None:
    held = {
        body: {
            row["address"]: [key for key in LETTERS.values() if body in row[key].split("、")]
            for row in golden
            if any(body in row[key].split("、") for key in LETTERS.values())
        }
        for body in forces.bodies
    }
    assert set(forces.bodies) == {body for row in golden for key in LETTERS.values() for body in row[key].split("、")}
    addresses = [row["address"] for row in golden]
    rows = tree.xpath("//details[@class='matrix']//tbody/tr")
    assert [text(row.xpath("./th/button")[0]) for row in rows] == list(forces.bodies)
    for body, row in zip(forces.bodies, rows, strict=True):
        *cells, count = row.xpath("./td")
        shown = {a: [LETTERS[text(x)] for x in cell.xpath("./abbr")] for a, cell in zip(addresses, cells, strict=True)}
        assert {a: keys for a, keys in shown.items() if keys} == held[body]
        assert int(text(count)) == len(held[body])

        looked_at = html.fromstring(drawn(notice, forces, "zh", body))
        mine = looked_at.xpath("//section[@class='mine']")[0]
        assert text(mine.xpath("./h3")[0]) == f"{body}：在 {len(held[body])} 个专班中"
        assert mine.xpath(".//li/button/@data-address") == list(held[body])
        marked = looked_at.xpath("//article[contains(@class,'sits')]//h3/button/@data-address")
        assert marked == list(held[body])


def test_every_button_leads_where_it_says(notice: Notice, forces: Forces, tree: Any) -> None:
    for body in forces.bodies:
        assert body_called(body, notice) == body
    assert {chip.get("data-tab") for chip in tree.xpath("//article//button[@data-body]")} == {"tasks"}
    assert all(notice.get(address) for address in tree.xpath("//@data-address"))


def test_every_flaw_is_shown_once(notice: Notice, tree: Any) -> None:
    expected = {flaw.note for force in task_forces(notice) for flaw in flaws(notice, force.clause)}
    shown = [text(node) for node in tree.xpath("//*[contains(@class,'flaw')]/p")]
    assert len(shown) == len(expected) == 4
    assert all(any(said.endswith(note) for said in shown) for note in expected)
    of_convener = [node for node in tree.xpath("//section[@class='flaw']") if "召集人" in text(node)]
    assert of_convener[0].xpath(".//@data-address") == [force.clause.address for force in task_forces(notice)]


def test_what_is_printed_otherwise_is_said(notice: Notice, forces: Forces, tree: Any) -> None:
    for card, force in zip(tree.xpath("//article"), forces.all, strict=True):
        for named in force.shortened:
            assert any(named.printed in notice.source[r.start : r.end] for r in force.roles)
            assert f"“{named.printed}” → {named.name}" in text(card)
    first = tree.xpath("//article")[0]
    assert "“卫健” → 县卫健局" in text(first)


def test_a_role_that_is_not_stated_is_not_guessed(notice: Notice) -> None:
    whole = task_forces(notice)[0]
    for key in ROLES:
        stated: dict[str, Any] = {key: None}
        without = view(notice, [replace(whole, **stated)])
        card = html.fromstring(drawn(notice, without, "zh")).xpath("//article")[0]
        assert text(role(card, key).xpath("./dd")[0]) == "原文未载明"
        assert role(card, key).xpath(".//button") == []
        copied = card.xpath(".//footer/button/@data-copy")[0]
        assert copied.count("原文未载明") == 1


def test_what_is_copied(tree: Any, notice: Notice) -> None:
    copied = tree.xpath("//article//footer/button/@data-copy")
    assert copied[4].splitlines()[:5] == [
        "环境优化提升攻坚工作专班（附件5 三(一)《加强组织领导,狠抓任务落实》）",
        "召集人：政府分管副主任",
        "副召集人：县数据局（主要负责人）",
        "成员单位：县政府办、县发改局等",
        "办公室设在：县数据局",
    ]
    assert "缺字" in copied[4]
    assert all(notice.status in one and notice.date in one for one in copied)
    everything = tree.xpath("//header//button[@data-copy]/@data-copy")[0]
    assert everything.count("召集人：") == 2 * len(copied)


def test_a_body_in_none_and_a_notice_without_task_forces(notice: Notice, forces: Forces) -> None:
    assert "县委统战部：7 个专班都没有列入" in drawn(notice, forces, "zh", "县委统战部")
    small = small_notice()
    assert task_forces(small) == ()
    assert "0 个" in drawn(small, view(small, ()), "zh")


# -- in chromium


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(f"{address}/?tab=forces")
    expect(page.locator(".forces article")).to_have_count(7)
    yield page
    context.close()
    assert errors == []


@pytest.mark.browser
def test_where_a_body_sits(page: Page) -> None:
    """A body is chosen; its task forces are listed; the words that name it are opened in the notice; then it is let go."""
    box = page.get_by_label("看哪个单位")
    box.click()
    box.fill("县人社局")
    page.get_by_role("option", name="县人社局").click()
    expect(page.locator(".forces .mine h3")).to_have_text("县人社局：在 6 个专班中")
    expect(page).to_have_url(re.compile("body="))
    page.locator(".forces .mine li button").last.click()
    expect(page.locator("#panel mark")).to_have_text("民生补短提质攻坚工作专班")
    page.locator(".forces article.sits .members .quote").last.click()
    expect(page.locator("#panel mark")).to_contain_text("县妇联")
    page.locator(".forces .matrix summary").click()
    page.locator(".forces .matrix tbody button", has_text="县妇联").click()
    expect(page.locator(".forces .mine h3")).to_have_text("县妇联：在 1 个专班中")
    page.get_by_role("button", name="不限单位").click()
    expect(page.locator(".forces .mine")).to_have_count(0)
    expect(page.locator(".forces article.sits")).to_have_count(0)


@pytest.mark.browser
def test_it_is_printed_whole(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator(".forces .matrix tbody tr").last).to_be_visible()
    expect(page.locator("#forces-body")).to_be_hidden()
    cut = page.evaluate(
        "() => [...document.querySelectorAll('#forces, .forces .wide, .forces q:not(.sr)')]"
        ".filter((one) => one.clientHeight && one.scrollHeight > one.clientHeight + 1).length"
    )
    assert cut == 0
