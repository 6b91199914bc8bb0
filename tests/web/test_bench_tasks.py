"""The tab of tasks over the real notice: what it shows equals the register, for every body and every attachment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import gradio as gr
import pytest
from lxml import html as lxml_html

from corpus.clause import Notice
from corpus.departments import Gazetteer
from rag.list_links import exports, query_from
from rag.list_names import NotInNoticeError, body_called, nearest
from rag.list_query import ANY, Asked, Kind, ListQuery, Role
from rag.register import bodies_in, find, tasks_of
from tests.web.fakes import FakeAssistant
from tests.web.loops import in_a_loop
from web.workbench import tasks_lists
from web.workbench.tab import Bench
from web.workbench.tasks_tab import Kept, Tasks
from web.workbench.view import View


@dataclass
class Shown:
    """The tab as drawn."""

    root: Any

    def all(self, path: str) -> list[Any]:
        found: list[Any] = self.root.xpath(path)
        return found

    def one(self, path: str) -> Any:
        (found,) = self.all(path)
        return found

    def cells(self) -> dict[tuple[str, str], int]:
        """(body, part) → the number on the button of the heat map."""
        return {
            (b.get("data-body"), b.get("data-part")): int(b.text)
            for b in self.all("//table[@class='heat']//td/button[@data-part]")
        }

    def totals(self) -> dict[str, int]:
        """body → the total at the end of its line."""
        found = self.all("//table[@class='heat']//td[@class='sum']/button")
        return {button.get("data-body"): int(button.text) for button in found}

    def rows(self, section: str) -> list[tuple[str, str | None]]:
        """(address, role) of the lines of a list."""
        return [(r.get("data-address-of"), r.get("data-has")) for r in self.all(f"{section}//tr[@data-address-of]")]


def tab_of(notice: Notice) -> Tasks:
    async def made() -> Tasks:  # outside a loop gr.Blocks makes one that it never closes
        with gr.Blocks():
            return Tasks(Bench(FakeAssistant(notice), None, lambda _: None, lambda _: False, gr.State(View())))

    return in_a_loop(made())


@pytest.fixture(scope="module")
def tab(notice: Notice) -> Tasks:
    return tab_of(notice)


def drawn(tab: Tasks, view: View, kept: Kept | None = None) -> Shown:
    (html,) = tab.draw(view, None, kept or Kept())
    return Shown(lxml_html.fromstring(f"<div>{html}</div>"))


BODY = "//section[@class='department']"


# -- numbers ----------------------------------------------------------------------------------------------------------


def test_the_heat_map_equals_the_register(tab: Tasks, notice: Notice) -> None:
    shown = drawn(tab, View(tab="tasks"))
    bodies = list(bodies_in(notice.clauses))
    expected = {
        (body, part.address): count
        for body in bodies
        for part in notice.attachments
        if (count := len(tasks_of(notice, body, within=part.address).rows))
    }
    assert len(expected) > 100
    assert shown.cells() == expected
    assert shown.totals() == {body: len(tasks_of(notice, body).rows) for body in bodies}
    tasks, sums = ([int(td.text) for td in row.xpath("td")] for row in shown.all("//table[@class='heat']/tfoot/tr"))
    assert tasks[:-1] == [len(find(ListQuery(Kind.TASKS, parts=(a.address,)), notice).rows) for a in notice.attachments]
    assert sums[:-1] == [sum(n for (_, at), n in expected.items() if at == a.address) for a in notice.attachments]
    assert tasks[-1] == sum(tasks[:-1]) == len(find(ListQuery(Kind.TASKS), notice).rows)
    assert sums[-1] == sum(sums[:-1]) == sum(shown.totals().values())


def test_the_heat_map_has_most_first(tab: Tasks, notice: Notice) -> None:
    shown = drawn(tab, View(tab="tasks"))
    assert list(shown.totals().items()) == list(find(ListQuery(Kind.RANKING), notice).ranked)
    shades = {
        int(td.get("class")[1]): int(td[0].text)
        for td in shown.all("//table[@class='heat']/tbody/tr/td[button[@data-part]]")
    }
    assert sorted(shades) == [1, 2, 3, 4, 5]
    assert all(
        (int(a.get("class")[1]) <= int(b.get("class")[1])) or int(a[0].text) > int(b[0].text)
        for a in shown.all("//table[@class='heat']/tbody/tr[1]/td[button[@data-part]]")
        for b in shown.all("//table[@class='heat']/tbody/tr[1]/td[button[@data-part]]")
    )


def test_every_body_equals_the_register(tab: Tasks, notice: Notice) -> None:
    for body in bodies_in(notice.clauses):
        shown = drawn(tab, View(tab="tasks", body=body))
        whole = tasks_of(notice, body)
        counts = {b.get("data-role"): int(b[0].text) for b in shown.all("//div[@class='counts']/button")}
        assert counts == {"": len(whole.rows)} | {role.value: whole.roles.count(role) for role in Role}
        assert shown.rows(BODY) == [(c.address, r) for c, r in zip(whole.rows, whole.roles, strict=True)]
        numbers = [int(td.text) for td in shown.all(f"{BODY}//td[@class='n']")]
        assert numbers == list(range(1, len(whole.rows) + 1))
        heads = [a for a in notice.attachments if tasks_of(notice, body, within=a.address).rows]
        assert f"分布在 {len(heads)} 个附件" in shown.one(f"{BODY}/p[1]").text
        bars = shown.all(f"{BODY}//table[@class='bars']/tbody/tr")
        assert len(bars) == (len(heads) if len(heads) > 1 else 0)
        for head, row in zip(heads, bars, strict=False):
            roles = tasks_of(notice, body, within=head.address).roles
            said = [int(td.text) for td in row.xpath("td[not(contains(@class,'chart'))]")]
            assert row.xpath("th/button/@data-part") == [head.address]
            assert said == [*(roles.count(role) for role in Role), len(roles)]
            widths = [float(s.get("style").removeprefix("width:").rstrip("%")) for s in row.xpath("td//span/span")]
            most = max(len(tasks_of(notice, body, within=a.address).rows) for a in heads)
            assert sum(widths) == pytest.approx(100 * len(roles) / most, abs=0.1)


@pytest.mark.parametrize("role", list(Role))
def test_a_list_is_kept_to_a_role(tab: Tasks, notice: Notice, role: Role) -> None:
    for body in bodies_in(notice.clauses):
        shown = drawn(tab, View(tab="tasks", body=body), Kept(body, role))
        found = tasks_of(notice, body, frozenset({role}))
        assert shown.rows(BODY) == [(c.address, role) for c in found.rows]
        pressed = shown.one("//div[@class='counts']/button[@aria-pressed='true']")
        assert (pressed.get("data-role"), int(pressed[0].text)) == (role, len(found.rows))
        links = {a.text: a.get("href") for a in shown.all(f"{BODY}//div[@class='tools']/a")}
        query = ListQuery(Kind.TASKS, (Asked(body, frozenset({role})),))
        assert list(links.values()) == list(exports(query).values())


def test_the_role_of_one_body_is_not_that_of_the_next(tab: Tasks) -> None:
    shown = drawn(tab, View(tab="tasks", body="县财政局"), Kept("县发改局", Role.LEAD))
    assert shown.one("//div[@class='counts']/button[@aria-pressed='true']").get("data-role") == ""


def test_everything_is_kept_to_a_part(tab: Tasks, notice: Notice) -> None:
    for part in [*notice.attachments, notice.by_address["7/2/1"]]:
        shown = drawn(tab, View(tab="tasks", part=part.address))
        inside = {
            body: found
            for body in bodies_in(notice.clauses)
            if (found := tasks_of(notice, body, within=part.address).rows)
        }
        assert shown.cells() == {(body, part.address): len(rows) for body, rows in inside.items()}
        assert shown.totals() == {}
        without = find(ListQuery(Kind.LEADERLESS, parts=(part.address,)), notice).rows
        assert shown.rows("") == [(clause.address, None) for clause in without]
        assert notice.label(part) in shown.one("//ul[@class='kept']//button[@data-part='']").text_content()
        for body in list(inside)[:3]:
            one = drawn(tab, View(tab="tasks", body=body, part=part.address))
            assert [address for address, _ in one.rows(BODY)] == [clause.address for clause in inside[body]]
            assert one.all(f"{BODY}//table[@class='bars']") == []


def test_tasks_with_no_lead(tab: Tasks, notice: Notice) -> None:
    shown = drawn(tab, View(tab="tasks"))
    found = find(ListQuery(Kind.LEADERLESS), notice).rows
    assert shown.rows("//section[h2[@id='tasks-leaderless']]") == [(clause.address, None) for clause in found]
    counts = [int(s.text.split()[0]) for s in shown.all("//section[2]//tr[@class='head']//span[@class='count']")]
    assert sum(counts) == len(found)
    assert str(len(found)) in shown.one("//button[@data-jump]").text
    for row, clause in zip(shown.all("//section[2]//tr[@data-address-of]"), found, strict=True):
        assert row.xpath("string(td[@class='o'])").strip().split("、") == list(clause.parties + clause.generic)


def test_a_row_names_every_other_body(tab: Tasks, notice: Notice) -> None:
    body = "县科商工信局"
    shown = drawn(tab, View(tab="tasks", body=body))
    for row in shown.all(f"{BODY}//tr[@data-address-of]"):
        clause = notice.by_address[row.get("data-address-of")]
        said = [name for span in row.xpath("td[@class='o']//span[@lang]") for name in span.text.split("、")]
        assert said == [name for name in clause.responsible + clause.generic if name != body]
        assert row.xpath("string(th/button/span[1])") == notice.short(clause)
        figures = row.xpath("td[@class='f']/p/strong/text()")
        assert len(figures) == len(clause.figures)
        assert all(figure.text in text for figure, text in zip(clause.figures, figures, strict=True))
        lost = "编号据上下文推断" in row.text_content()
        assert lost == notice.number_lost(clause)


def test_a_list_is_copied_whole(tab: Tasks, notice: Notice) -> None:
    copied = (
        drawn(tab, View(tab="tasks", body="县财政局", part="3")).one(f"{BODY}//button[@data-copy]").get("data-copy")
    )
    found = tasks_of(notice, "县财政局", within="3").rows
    assert all(notice.short(clause) in copied and clause.title in copied for clause in found)
    assert f"{len(found)}. " in copied
    assert f"{len(found) + 1}. " not in copied
    assert notice.status in copied
    assert "以原文为准" in copied


def test_exports_are_of_the_same_list(tab: Tasks, notice: Notice) -> None:
    shown = drawn(tab, View(tab="tasks", body="县财政局", part="3"))
    (address, *_) = (a.get("href") for a in shown.all(f"{BODY}//div[@class='tools']/a"))
    pairs = [pair for pair in parse_qsl(urlsplit(address).query) if pair[0] != "format"]
    assert query_from(pairs, notice) == ListQuery(Kind.TASKS, (Asked("县财政局", ANY),), ("3",))


# -- names ------------------------------------------------------------------------------------------------------------


def test_every_suggestion_calls_its_body(notice: Notice) -> None:
    suggested = tasks_lists.bodies(notice)
    assert {form for form, name in suggested if not name} == set(bodies_in(notice.clauses))
    assert [(f, n, body_called(f, notice)) for f, n in suggested if body_called(f, notice) != (n or f)] == []


def named(tab: Tasks, name: str, view: View | None = None) -> Shown:
    found = tab._named(gr.EventData(None, {"name": name}), view or View(tab="tasks"), Kept())
    return Shown(lxml_html.fromstring(f"<div>{found}</div>"))


@pytest.mark.parametrize("name", ["财政局", "Finance Bureau", "縣財政局", " 县财政局 "])
def test_a_name_leads_to_its_body(tab: Tasks, name: str) -> None:
    assert named(tab, name).one("//button[@class='go']").get("data-body") == "县财政局"


def test_an_unknown_name_is_told_with_the_nearest(tab: Tasks, notice: Notice) -> None:
    shown = named(tab, "县财证局")
    with pytest.raises(NotInNoticeError) as refused:
        body_called("县财证局", notice)
    assert shown.one("//*[@id='tasks-told']").text == refused.value.chinese
    assert str(refused.value).startswith(refused.value.chinese)
    assert (
        [b.get("data-body") for b in shown.all("//ul[@class='near']//button")]
        == list(nearest("县财证局"))
        == ["县财政局"]
    )
    box = shown.one("//input")
    assert (box.get("value"), box.get("aria-invalid"), box.get("aria-describedby")) == (
        "县财证局",
        "true",
        "tasks-told",
    )
    assert shown.all("//button[@class='go']") == []


def test_several_names_are_offered(tab: Tasks) -> None:
    shown = named(tab, "财政局和教育局")
    assert {b.get("data-body") for b in shown.all("//ul[@class='near']//button")} >= {"县财政局", "县教育局"}
    assert "department" not in shown.one("//*[@id='tasks-told']").text


def test_no_name_leads_back_to_all(tab: Tasks) -> None:
    assert named(tab, "  ", View(tab="tasks", body="县财政局")).one("//button[@class='go']").get("data-body") == ""


@pytest.mark.parametrize("said", [{}, {"role": "x"}, {"role": "lead"}, {"role": ["lead"]}, None, "lead"])
def test_what_makes_no_sense_keeps_to_no_role(tab: Tasks, said: Any) -> None:
    kept, _ = tab._narrowed(gr.EventData(None, said), View(tab="tasks", body="县财政局"))
    assert kept == Kept("县财政局", Role.LEAD if said == {"role": "lead"} else None)


def test_markup_in_a_name_stays_text(tab: Tasks) -> None:
    shown = named(tab, '"><img src=x onerror=alert(1)>')
    assert shown.all("//img") == []
    assert shown.one("//input").get("value") == '"><img src=x onerror=alert(1)>'


# -- languages and other notices --------------------------------------------------------------------------------------


def test_in_english_official_words_stay_chinese(tab: Tasks) -> None:
    english = {body.name: body.english[0] for body in Gazetteer.load().bodies}
    shown = drawn(tab, View(tab="tasks", body="县财政局", lang="en"))
    assert shown.one("//h2[@class='first']/span[@class='en']").text == english["县财政局"]
    for element in shown.root.iter():
        own = (element.text or "") if element.tag not in ("option", "button", "caption") else ""
        if any("\u3400" <= c <= "\u9fff" for c in own):
            assert element.xpath("ancestor-or-self::*[@lang='zh-CN']") or "printed" in own, own


def test_a_body_with_no_tasks_is_said_to_have_none(tab: Tasks) -> None:
    shown = drawn(tab, View(tab="tasks", body="县妇联", part="1"))
    assert "没有给这个单位列出任务" in shown.one(f"{BODY}/p").text
    assert shown.all(f"{BODY}//table") == []


def test_another_notice_is_drawn_too() -> None:
    notice = FakeAssistant().notice
    shown = drawn(tab_of(notice), View(tab="tasks"))
    assert shown.totals() == {}  # one attachment: no column of totals
    assert shown.cells() == {(b, "1"): 1 for b in ("县科商工信局", "县财政局", "县教育局", "县住建局")}
