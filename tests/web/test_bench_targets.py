"""The targets tab: every row of its HTML against the register and the comparison, and its files."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import gradio as gr
import pytest
from lxml import html
from starlette.testclient import TestClient

from corpus.clause import Clause, Figure, Notice
from corpus.figures import normalised
from rag.compare import comparison
from rag.judge import LABELS, Verdict
from rag.list_query import Kind, ListQuery
from rag.quote import bounded
from rag.register import find
from tests.web.fakes import FakeAssistant
from tests.web.loops import in_a_loop
from tests.web.served import application, at_home
from web.workbench.tab import Bench
from web.workbench.targets import (
    goal_chapters,
    number,
    pairs,
    pairs_query,
    split,
    targets,
    targets_query,
    units,
)
from web.workbench.targets_tab import Targets
from web.workbench.view import View

ONE_SIDED = (Verdict.OVERALL_ONLY, Verdict.ATTACHMENT_ONLY)


def made(notice: Notice) -> Targets:
    """The tab as the page makes it. In a loop, since Gradio leaves one of its own behind where there is none."""

    async def make() -> Targets:
        with gr.Blocks():
            view = gr.State(View())
            return Targets(Bench(FakeAssistant(notice), None, lambda _: None, lambda _: False, view))

    return in_a_loop(make())


@pytest.fixture(scope="module")
def tab(notice: Notice) -> Targets:
    return made(notice)


@pytest.fixture(scope="module")
def client(notice: Notice) -> Iterator[TestClient]:
    with at_home(application(FakeAssistant(notice))) as client:
        yield client


def drawn(
    tab: Targets, section: str, view: View | None = None, search: str = "", unit: str = "", *, goals: bool = False,
    differ: bool = False,
) -> tuple[str, Any]:  # fmt: skip
    """The line and the sheet as a tree."""
    *_, line, sheet = tab.draw(view or View(tab="targets"), None, section, search, unit, goals, differ)
    return str(line), html.fromstring(str(sheet))


def text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def place(button: Any) -> tuple[str, int, int]:
    return button.get("data-address"), int(button.get("data-start")), int(button.get("data-end"))


def parts(notice: Notice) -> list[str]:
    """No part, each attachment, and parts within them."""
    return ["", *(c.address for c in notice.clauses if c.kind in ("attachment", "chapter", "section"))]


# -- figures against the register -------------------------------------------------------------------------------------


def assert_rows(sheet: Any, expected: list[tuple[Clause, Figure]], notice: Notice) -> None:
    found = sheet.xpath(".//table//tbody/tr")
    assert len(found) == len(expected)
    for row, (clause, figure) in zip(found, expected, strict=True):
        subject, stated, value, unit, year, where, bodies = row
        assert text(subject) == figure.subject
        assert text(stated) == bounded(figure)
        low, _, high = text(value).partition("–")
        assert float(low) == figure.value
        assert (float(high) if high else None) == figure.high
        assert float(value.get("data-rank")) == normalised(figure)[0]
        assert text(unit).removeprefix("—原文未写单位") == figure.unit
        assert year.get("data-rank") == str(figure.year or "")
        assert text(year).removeprefix("—原文未写年份") == str(figure.year or "")
        (button,) = where.xpath(".//button")
        assert place(button) == (clause.address, figure.start, figure.end)
        assert notice.source[figure.start : figure.end] == figure.text
        assert notice.short(clause) in text(where)
        assert [b.get("data-body") for b in bodies.xpath(".//button")] == list(clause.lead or clause.parties)
        assert {b.get("data-tab") for b in bodies.xpath(".//button")} <= {"tasks"}


def test_every_figure_of_every_part(tab: Targets, notice: Notice) -> None:
    everything = [(c, f) for c in notice.clauses for f in c.figures]
    assert len(everything) == 101
    for part in parts(notice):
        found = find(ListQuery(Kind.FIGURES, parts=(part,) if part else ()), notice)
        line, sheet = drawn(tab, "figures", View(tab="targets", part=part))
        assert_rows(sheet, list(zip(found.rows, found.figures, strict=True)), notice)
        assert line == f"显示 {len(found.rows)} 条，共 101 条。"
        if not part:
            assert list(zip(found.rows, found.figures, strict=True)) == everything


def test_every_unit(tab: Targets, notice: Notice) -> None:
    offered = [value for value in units(notice) if value]
    assert offered == ["money", "percent", "time", "area", "weight", "count", "千伏"]
    seen: set[int] = set()
    for unit in offered:
        found = find(ListQuery(Kind.FIGURES, unit=unit), notice)
        assert found.rows
        _, sheet = drawn(tab, "figures", unit=unit)
        assert_rows(sheet, list(zip(found.rows, found.figures, strict=True)), notice)
        seen |= {f.start for f in found.figures}
    assert len(seen) == 101  # every figure is of some kind that is offered


@pytest.mark.parametrize("term", ["投资", "低保", "高新技术企业", "技术合同成交额", "月球", "<b>", "a\u200bb\x00"])
def test_a_search(tab: Targets, notice: Notice, term: str) -> None:
    query = targets_query(notice, term=term)
    found = find(query, notice)
    line, sheet = drawn(tab, "figures", search=term)
    assert_rows(sheet, list(zip(found.rows, found.figures, strict=True)), notice)
    assert line.startswith(f"显示 {len(found.rows)} 条")
    assert bool(found.rows) == bool(sheet.xpath(".//table"))
    if not found.rows:
        assert "请换一个词" in text(sheet)
        assert not sheet.xpath(".//a[@download]")


def test_chapters_of_targets(notice: Notice) -> None:
    chapters = goal_chapters(notice)
    assert chapters == ["0/1", "1/1", "2/1", "3/1", "4/1", "5/1", "6/1", "7/1"]
    found = targets(targets_query(notice, goals=True), notice)
    assert [t.figure for t in found] == [f for c in notice.clauses if c.address in chapters for f in c.figures]
    assert targets_query(notice, "3", goals=True).parts == ("3/1",)
    assert targets_query(notice, "3/1", goals=True).parts == ("3/1",)
    assert targets(targets_query(notice, "3/2", goals=True), notice) == []


def test_values_are_ranked_within_their_unit(notice: Notice) -> None:
    found = targets(targets_query(notice), notice)
    groups: dict[int, set[str]] = {}
    for one in found:
        groups.setdefault(one.group, set()).add(normalised(one.figure)[1])
    assert all(len(bases) == 1 for bases in groups.values())
    area = sorted((t for t in found if t.unit == "万亩"), key=lambda t: t.rank)
    assert [t.value for t in area] == ["4.3", "6.5", "22.5", "46.3"]


@pytest.mark.parametrize(("value", "printed"), [(46.3, "46.3"), (45.0, "45"), (1200.0, "1200"), (0.5, "0.5")])
def test_a_number_as_printed(value: float, printed: str) -> None:
    assert number(value) == printed


# -- the comparison ---------------------------------------------------------------------------------------------------


def assert_pairs(sheet: Any, notice: Notice, expected: list[Any], table: str) -> None:
    found = sheet.xpath(f"{table}//tbody/tr")
    assert len(found) == len(expected)
    for row, pair in zip(found, expected, strict=True):
        _, ours, theirs, verdict = row
        for cell, side in ((ours, pair.overall), (theirs, pair.attachment)):
            if side is None:
                assert text(cell) == "—"
                assert cell.get("data-rank") == ""
                continue
            (button,) = cell.xpath(".//button")
            assert place(button) == (side.clause.address, side.start, side.end)
            assert text(cell.xpath(".//span[@class='quote']")[0]) == notice.source[side.start : side.end].strip()
            assert notice.short(side.clause) in text(cell)
        label = verdict.xpath(".//span[@data-verdict]")[0]
        assert (label.get("data-verdict"), text(label)) == (pair.verdict.value, LABELS[pair.verdict])
        differs = pair.verdict is not Verdict.SAME and pair.verdict not in ONE_SIDED
        assert (row.get("class") == "differs") is differs
        assert (pair.note in text(verdict)) is differs
        beside = verdict.xpath(".//button[@data-beside]")
        assert len(beside) == (pair.verdict not in ONE_SIDED)
        if beside:
            assert place(beside[0]) == (pair.overall.clause.address, pair.overall.start, pair.overall.end)
            assert beside[0].get("data-beside") == pair.attachment.clause.address


def test_every_pair_of_every_part(tab: Targets, notice: Notice) -> None:
    everything = comparison(notice)
    for part in ("", *(c.address for c in notice.clauses if c.kind == "attachment"), "3/2/1"):
        attachment = part.partition("/")[0]
        held = [
            p
            for p in everything
            if attachment in ("", "0") or (p.attachment and p.attachment.clause.attachment == attachment)
        ]
        for differ in (False, True):
            line, sheet = drawn(tab, "pairs", View(tab="targets", part=part), differ=differ)
            shared = [p for p in held if p.verdict not in ONE_SIDED and not (differ and p.verdict is Verdict.SAME)]
            alone = [p for p in held if p.verdict in ONE_SIDED]
            assert_pairs(sheet, notice, shared, "./div")
            assert_pairs(sheet, notice, alone, ".//details")
            differing = sum(p.verdict is not Verdict.SAME for p in shared)
            assert line == f"显示 {len(shared)} 处，其中不一致 {differing} 处；另有只在一处写的 {len(alone)} 处。"
        assert ("整个附件" in text(sheet)) is ("/" in part)


def test_disagreements_sort_first(notice: Notice) -> None:
    found = pairs(pairs_query(notice), notice)
    assert Counter(one.pair.verdict for one in found) == Counter(p.verdict for p in comparison(notice))
    shared, alone = split(found, differing=False)
    ranked = sorted(shared, key=lambda one: one.rank)
    differing = [one.differs for one in ranked]
    assert differing == sorted(differing, reverse=True)
    assert (len(shared), sum(differing), len(alone)) == (48, 22, 4)


def test_a_search_of_the_comparison(tab: Targets) -> None:
    _, sheet = drawn(tab, "pairs", search="社会消费品")
    assert [text(row[0]) for row in sheet.xpath("./div//tbody/tr")] == ["社会消费品零售总额增长"]
    _, sheet = drawn(tab, "pairs", search="月球")
    assert "没有符合这些条件的对照" in text(sheet)
    assert not sheet.xpath(".//a[@download]")


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "given"),
    [
        ("figures", {}),
        ("figures", {"view": View(part="2/2/2")}),
        ("figures", {"view": View(part="0/1"), "unit": "percent", "search": "增长"}),
        ("figures", {"unit": "千伏"}),
        ("figures", {"goals": True, "unit": "count"}),
        ("pairs", {}),
        ("pairs", {"view": View(part="4")}),
        ("pairs", {"view": View(part="0/2")}),
        ("pairs", {"view": View(part="3/2/1"), "search": "技术合同"}),
    ],
)
def test_the_files_hold_the_rows_that_are_shown(
    tab: Targets, client: TestClient, section: str, given: dict[str, Any]
) -> None:
    _, sheet = drawn(tab, section, **given)
    shown = sheet.xpath(".//tbody/tr")
    links = {a.text: a.get("href") for a in sheet.xpath(".//a[@download]")}
    assert list(links) == ["Excel", "Word", "CSV"]
    assert all(client.get(link).status_code == 200 for link in links.values())
    reply = client.get(links["CSV"])
    lines = [row for row in csv.reader(StringIO(reply.content.decode("utf-8-sig"))) if row and row[0].isdigit()]
    assert shown
    assert len(lines) == len(shown)
    at = 3 if section == "figures" else 1
    if section == "figures":
        assert [line[at] for line in lines] == [text(row[0]) for row in shown]
    else:
        assert sorted(line[at] for line in lines) == sorted(text(row[0]) for row in shown)
