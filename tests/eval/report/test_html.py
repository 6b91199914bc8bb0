"""report.html as text: one file, blind questions unseen, what was asked escaped, plots that anyone can read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from eval.record import Record
from eval.report import html
from eval.report.html import text
from eval.report.job import SUMMARY
from eval.report.write import JUNIT, PAGE, write_report
from tests.eval.report.made import LABELS, RESULTS, SECRETS, same, view, worse_now

CSS = Path(html.__file__).with_name("report.css").read_text("utf-8")


def test_one_file_with_nothing_outside(page_text: str) -> None:
    document = lxml_html.fromstring(page_text)
    linked = [value for _, name, value, _ in document.iterlinks() if not value.startswith(("#", "data:"))]
    assert linked == []
    assert "@import" not in page_text
    assert re.findall(r"url\((?!#)[^)]*\)", page_text) == []
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_ids_are_unique_and_links_lead_somewhere(page_text: str) -> None:
    document = lxml_html.fromstring(page_text)
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointed = {link[1:] for link in document.xpath("//a/@href | //*[local-name()='use']/@*[name()='xlink:href']")}
    pointed |= set(re.findall(r"url\(#([^)]+)\)", page_text))
    assert pointed - set(ids) == set()


@pytest.mark.parametrize("made", [None, same, worse_now], ids=["no baseline", "same", "worse"])
def test_blind_questions_stay_unseen(made: Callable[[Record], None] | None) -> None:
    said = text(view(made))
    assert [secret for secret in SECRETS if secret in said] == []
    assert "t2" in said


def test_what_is_asked_is_escaped(page_text: str) -> None:
    assert "<script>alert(1)" not in page_text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page_text
    assert "等待人工复核 &lt;待定&gt;" in page_text


def test_the_verdict_stands_first(page_text: str) -> None:
    document = lxml_html.fromstring(page_text)
    (verdict,) = document.xpath("//section[contains(@class, 'verdict')]")
    assert "变差了，最可能出在“解析”这一步" in verdict.text_content()
    assert "Worse, most likely in stage parse" in verdict.text_content()
    assert document.xpath("//main/*")[0] is verdict
    assert document.xpath("//title")[0].text.startswith("✗ 变差了")


def test_a_failed_question_has_every_stage(page_text: str) -> None:
    (trace,) = lxml_html.fromstring(page_text).xpath("//details[@id='q-d2']")
    said = " ".join(trace.text_content().split())
    for words in (
        "附件1 一《目标》", "要说到：6.5%／6.5个百分点", "不能说：7%", "县商务局", "排第 7", "到第 7 位齐了", "p = 0.93",
        "6.5%／6.5个百分点", "说错 wrong：7%", "增长7%。", "没有删",
    ):  # fmt: skip
        assert words in said
    assert trace.xpath(".//div[@class='blamed']/dt/text()") == ["检索"]
    (dropped,) = lxml_html.fromstring(page_text).xpath("//details[@id='q-f1.2']//div[@class='blamed']")
    assert "没有依据的话" in dropped.text_content()


def test_plots_are_text_and_have_names(page_text: str) -> None:
    plots = lxml_html.fromstring(page_text).xpath("//figure//*[local-name()='svg']")
    assert len(plots) == 8
    for plot in plots:
        title, description = (plot.xpath(f"./*[local-name()='{name}']/text()") for name in ("title", "desc"))
        assert title
        assert description
        assert plot.get("role") == "img"
        assert plot.xpath(".//*[local-name()='text']")
    labels = [label for plot in plots for label in plot.xpath(".//*[local-name()='text']/text()")]
    assert "检索 · 首位命中" in labels
    assert not [label for label in labels if label.startswith("数值")]  # too few of them to draw


def test_it_is_the_same_for_the_same_run(page_text: str) -> None:
    assert text(view(worse_now)) == page_text
    assert "metadata" not in page_text


@pytest.mark.parametrize(
    "kept", [["t1", "t2"], ["d3"], ["d1", "d4"]], ids=["blind alone", "one question", "all passed"]
)
def test_small_runs_have_a_page(kept: list[str]) -> None:
    results = replace(RESULTS, outcomes=tuple(o for o in RESULTS.outcomes if o.id in kept), stages={})
    said = text(view(None, results))
    assert ("全部通过" in said) == (kept == ["d1", "d4"])


def test_the_three_files_are_written(tmp_path: Path) -> None:
    record = Record.of(RESULTS)
    baseline = tmp_path / "baseline.json"
    made = write_report(RESULTS, record, LABELS, tmp_path / "out", baseline)
    assert made.found is None
    record.write(baseline)
    made = write_report(RESULTS, record, LABELS, tmp_path / "out", baseline)
    assert made.found is not None
    assert made.verdict.tone == "green"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {PAGE, SUMMARY, JUNIT}


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of "#rrggbb"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("block", [0, 1], ids=["light", "dark"])
def test_colours_have_contrast(block: int) -> None:
    scheme = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", CSS.split(":root {")[block + 1].partition("}")[0]))
    for ink in ("ink", "soft", "accent", "good", "bad"):
        for ground in ("page", "card"):
            assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)
    for ink, ground in (("bad", "bad-soft"), ("soft", "bad-soft"), ("good", "good-soft"), ("mark-ink", "mark")):
        assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)
    for drawn in ("p-now", "p-then", "p-other"):
        assert contrast(scheme[drawn], scheme["card"]) >= 3, drawn
