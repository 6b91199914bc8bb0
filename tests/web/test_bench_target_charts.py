"""The charts of the targets tab against the register; the tab in both languages and over what a page should not send."""

from __future__ import annotations

import re
from time import process_time
from typing import Any

import pytest

from corpus.clause import Notice
from corpus.figures import normalised
from tests.web.fakes import small_notice
from tests.web.test_bench_targets import drawn, made, parts, place, text
from web.workbench.target_charts import LARGEST, charts
from web.workbench.targets import kind_of, targets, targets_query
from web.workbench.targets_tab import SECTIONS, Targets
from web.workbench.view import Lang, View
from web.workbench.words import words


@pytest.fixture(scope="module")
def tab(notice: Notice) -> Targets:
    return made(notice)


def test_charts_hold_like_with_like_and_every_figure_of_it(notice: Notice) -> None:
    found = targets(targets_query(notice), notice)
    drawn_charts = charts(found)
    assert [(c.key, c.unit) for c in drawn_charts] == [
        ("growth", "%"), ("share", "%"), ("amount", "亩"), ("amount", "元"), ("amount", "元/月"),
    ]  # fmt: skip
    growth, share, *amounts = drawn_charts
    percent = [t for t in found if t.unit == "%"]
    stating = [one for bar in growth.bars for one in bar.places]
    assert {t.figure.start for t in stating} == {
        t.figure.start for t in percent if re.search("增(长|幅)$", t.figure.subject)
    }
    assert (
        len(stating) + sum(len(bar.places) for bar in share.bars) == len(percent) - 1
    )  # but 占比提高, neither of them
    for chart in amounts:
        held = [t for t in found if normalised(t.figure)[1] == chart.unit]
        assert {one.figure.start for bar in chart.bars for one in bar.places} == {t.figure.start for t in held}
    for chart in drawn_charts:
        longest = 100.0 if chart.key == "share" else max(bar.places[0].rank for bar in chart.bars)
        for bar in chart.bars:
            assert {(t.figure.subject, t.rank) for t in bar.places} == {(bar.subject, bar.places[0].rank)}
            assert bar.width == pytest.approx(100 * bar.places[0].rank / longest, abs=0.01)
        assert len(chart.bars) <= LARGEST or chart.key != "amount"


def test_the_charts_numbers_are_the_registers(tab: Targets, notice: Notice) -> None:
    for part in parts(notice):
        found = targets(targets_query(notice, part), notice)
        line, sheet = drawn(tab, "charts", View(tab="targets", part=part))
        expected = [
            (bar.subject, bar.stated, [(t.clause.address, t.figure.start, t.figure.end) for t in bar.places], bar)
            for chart in charts(found)
            for bar in chart.bars
        ]
        bars = sheet.xpath(".//table[@class='bars']/tbody/tr")
        assert len(bars) == len(expected)
        for row, (subject, stated, places, bar) in zip(bars, expected, strict=True):
            assert (text(row[0]), text(row[1])) == (subject, stated)
            assert f"{bar.width}%" in row[1].xpath("./span[@class='bar']")[0].get("style")
            assert [place(b) for b in row[2].xpath(".//button")] == places
            assert [text(w) for w in row[2].xpath(".//span[@class='words']")] == [t.stated for t in bar.places]
        assert line == f"共 {len(found)} 条指标，下面画出其中可比的 {sum(len(e[2]) for e in expected)} 条。"
        counted = sheet.xpath(".//table[@class='counts']/tbody/tr")
        assert bool(counted) is bool(found)
        for row in counted:
            address = row[0].xpath(".//button")[0].get("data-address")
            held = [t for t in found if t.clause.attachment == address]
            numbers = [int(text(cell)) for cell in row[1:]]
            assert numbers[-1] == sum(numbers[:-1]) == len(held)
            kinds = list(dict.fromkeys(kind_of(t.unit) for t in found))
            assert numbers[:-1] == [sum(kind_of(t.unit) == kind for t in held) for kind in kinds]


# -- languages, and what comes from outside ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_both_languages(tab: Targets, lang: Lang, section: str) -> None:
    _, sheet = drawn(tab, section, View(tab="targets", lang=lang, part="2"))
    (chip,) = sheet.xpath(".//button[@class='chip']")
    assert (chip.get("data-part"), "附件2" in text(chip)) == ("", True)
    (pressed,) = sheet.xpath(".//nav//button[@aria-pressed='true']")
    assert pressed.get("data-part") == "2"
    own = [text(e) for e in sheet.xpath(".//h2 | .//h3 | .//thead//th") if e.get("lang") is None]
    assert own
    for said in own:
        words_only = said.replace("千伏", "").replace("亩", "").replace("元", "").replace("月", "")
        assert bool(re.search("[\u3400-\u9fff]", words_only)) is (lang == "zh"), said
    assert bool(re.search("[\u3400-\u9fff]", words(lang)(f"{tab.id}.tab"))) is (lang == "zh")


@pytest.mark.parametrize("part", ["", "1", "1/2/1", "page"])
@pytest.mark.parametrize("section", [*SECTIONS, "else", None])
def test_a_small_notice_and_what_a_page_should_not_send(section: Any, part: str) -> None:
    notice = small_notice()
    tab = made(notice)
    view = View(tab="targets", part=part if notice.get(part) else "")
    for search, unit in (("", ""), ("<script>alert(1)</script>", "<b>"), (None, None), ("长" * 500, "percent")):
        *_, line, sheet = tab.draw(view, None, section, search, unit, None, None)
        assert line
        assert "<script>" not in str(sheet)


def test_it_is_quick(tab: Targets) -> None:
    """No draw computes the comparison more than once, or walks the notice once a row."""
    for section in SECTIONS:
        drawn(tab, section)
        began = process_time()
        tab.draw(View(tab="targets"), None, section, "", "", False, False)
        assert process_time() - began < 0.3, section  # a tenth of a second on a machine that does nothing else
