"""What the report says of a run, before it is set as a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eval.compare import Finding
from eval.measures import MEANS
from eval.questions import SPLITS, read_items
from eval.record import Record
from eval.report import words
from eval.report.reliability import bins, calibration_error, judgements
from eval.report.view import MAIN, change, moved
from rag.answer import Status
from tests.eval.report.made import OUTCOMES, again, other_questions, same, view, worse_now


@pytest.mark.parametrize(
    ("made", "tone", "headline", "headline_en"),
    [
        (None, "none", "还没有基线，无从比较", "No baseline to compare with yet"),
        (same, "green", "没有变差", "Nothing fell"),
        (worse_now, "red", "变差了，最可能出在“解析”这一步：把公告读成条款、单位和数字", "Worse, most likely in stage parse: the notice is read into clauses, bodies and figures"),
        (other_questions, "red", "没有变差，但题目或豁免与基线对不上", "Nothing fell, but questions or waivers no longer fit"),
    ],
    ids=["no baseline", "same", "worse", "other questions"],
)  # fmt: skip
def test_the_verdict_is_said_in_plain_words(
    made: Callable[[Record], None] | None, tone: str, headline: str, headline_en: str
) -> None:
    verdict = view(made).verdict
    assert (verdict.tone, verdict.headline, verdict.headline_en) == (tone, headline, headline_en)
    assert "开发题通过 40.0%（2/5）" in verdict.detail
    assert "dev 40.0% (2 of 5)" in verdict.detail_en


def test_the_verdict_counts_what_moved() -> None:
    verdict = view(worse_now).verdict
    assert verdict.detail.startswith("与基线相比，3 题由对变错（其中 1 题已说明理由），1 题由错变对。")
    assert verdict.detail_en.startswith("3 passed before and fail now (1 waived), 1 the other way round.")
    assert "变差的题 2 处" in verdict.detail


def test_failures_stand_by_stage_with_the_new_ones_first() -> None:
    failed = {stage: [row["id"] for row in rows] for stage, rows in view(worse_now).failures.items()}
    assert failed == {"retrieve": ["d2"], "answerable": ["d3"], "verify": ["f1.2", "t2"]}
    assert [row["id"] for row in view().failures["verify"]] == ["f1.2", "t2"]


def test_slices_come_by_split_and_field() -> None:
    names = list(view().held)
    assert names[:2] == ["dev", "test"]
    assert names.index("dev/type/numeric") < names.index("dev/dialogue/pronoun") < names.index("dev/lang/zh")
    assert view().splits == ["dev", "test"]


def test_intervals_hold_their_means() -> None:
    made = view()
    assert {measure for _, measure in made.intervals} <= set(MAIN) <= set(MEANS)
    for (name, measure), (low, high) in made.intervals.items():
        assert low <= made.slices[name][measure] <= high
    assert made.intervals == view(results=again()).intervals


@pytest.mark.parametrize(
    ("name", "before", "now", "tone", "said"),
    [
        ("passed", 0.9, 0.8, "worse", "−0.100"),
        ("passed", 0.8, 0.9, "better", "+0.100"),
        ("wrongly_declined", 0.1, 0.2, "worse", "+0.100"),
        ("must_not", 3, 1, "better", "−2"),
        ("n", 3, 4, "", "+1"),
        ("MRR", 0.9, 0.90004, "", ""),
        ("MRR", None, 0.9, "", ""),
        ("MRR", 0.9, None, "", ""),
    ],
)
def test_a_change_has_a_tone(name: str, before: float | None, now: float | None, tone: str, said: str) -> None:
    assert change("retrieve", name, before, now).tone == tone
    assert moved(before, now, name) == said


def test_stages_gone_are_kept_in_sight() -> None:
    made = view(lambda baseline: baseline.stages["parse"].update(figures=7.0))
    (gone,) = [c for c in made.stages if c.name == "figures"]
    assert (gone.before, gone.now) == (7.0, None)


def test_every_name_of_the_questions_has_a_word() -> None:
    items = [item for file in SPLITS["dev"] for item in read_items(file)]
    assert {item.type for item in items} <= words.TYPES.keys()
    assert {item.lang for item in items} <= words.VALUES["lang"].keys()
    assert {item.asker for item in items} <= words.VALUES["asker"].keys()
    assert {status.value for status in Status} == words.STATUSES.keys()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("dev", ("开发题", "dev")),
        ("test/type/lead", ("牵头", "lead")),
        ("dev/attachment/0", ("总体方案", "0")),
        ("dev/attachment/3", ("附件3", "3")),
        ("dev/turn/follow-up", ("追问", "follow-up")),
        ("dev/type/brand_new", ("", "brand_new")),
        ("other", ("", "other")),
    ],
)
def test_slices_are_named(name: str, label: tuple[str, str]) -> None:
    assert words.slice_label(name) == label


def test_reliability_is_of_judgements_by_probability() -> None:
    judged = judgements(OUTCOMES)
    assert sorted(judged) == [(0.2, True), (0.4, True), (0.61, False), (0.93, True), (0.93, True), (0.93, True)]
    found = bins(judged, 2)
    assert [(b.n, round(b.probability, 4), b.share) for b in found] == [(2, 0.3, 1.0), (4, 0.85, 0.75)]
    assert calibration_error(judged, 2) == pytest.approx((2 * 0.7 + 4 * 0.1) / 6)
    assert bins([(1.0, True)])[0].n == 1
    assert calibration_error([]) == 0


def test_a_finding_keeps_its_stage() -> None:
    found = view(worse_now).found
    assert found is not None
    assert Finding("stage", "retrieve/success@1", "retrieve", "0.9 → 0.8") in found.findings
