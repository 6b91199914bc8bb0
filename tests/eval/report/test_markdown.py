"""report.md: what a job page shows, the same on every run, with no word of a blind question."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import __main__ as command
from eval.report import job, markdown
from eval.report.markdown import text
from tests.eval.report.made import SECRETS, again, same, view, worse_now


def test_it_is_the_same_byte_for_byte() -> None:
    assert text(view(worse_now)).encode() == text(view(worse_now, again())).encode()


def test_red_comes_first_with_its_stage() -> None:
    said = text(view(worse_now))
    assert said.splitlines()[2] == "## ❌ 红 RED：变差了，最可能出在“解析”这一步：把公告读成条款、单位和数字"
    assert "- `t2` (lead) → 走岔于 parted at **retrieve**" in said
    assert "；豁免 waived：等待人工复核 \\<待定\\>" in said
    assert "`retrieve/success@1` [retrieve]：0.9 → 0.8" in said
    assert "| 检索 retrieve | success@1 | 0.900 | 0.800 | **−0.100** |" in said
    assert "| dev | +1 | −2 | -" not in said
    assert "| dev | +1 | −2 | −0.2000 | [" in said


def test_green_says_so() -> None:
    assert text(view(same)).splitlines()[2] == "## ✅ 绿 GREEN：没有变差"
    assert "由对变错 Passed before" not in text(view(same))


def test_without_a_baseline_nothing_is_compared() -> None:
    said = text(view(None))
    assert said.splitlines()[2].startswith("## ➖ 无基线 NO BASELINE")
    assert "成对比较" not in said
    assert "| 检索 retrieve | success@1 | – | 0.800 |  |" in said


def test_splits_and_types_have_intervals() -> None:
    said = text(view(same))
    assert "| dev | 5 | 0.400 [0.000, 0.800] |" in said
    assert "| 数值 numeric | 2 | 0.500 [0.000, 1.000] |" in said


def test_what_is_asked_is_no_markup() -> None:
    said = text(view(worse_now))
    assert "\\<script\\>alert(1)\\</script\\> \\| \\*增长\\*多少？" in said
    assert "<script" not in said.replace("\\<", "")


@pytest.mark.parametrize("made", [None, same, worse_now], ids=["no baseline", "same", "worse"])
def test_blind_questions_stay_unseen(made: object) -> None:
    said = text(view(made))  # type: ignore[arg-type]
    assert [secret for secret in SECRETS if secret in said] == []


def test_long_lists_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_LISTED", 1)
    said = text(view(worse_now))
    assert "- …… 另有 2 项，见 report.html and 2 more" in said
    assert "`t2`" not in said


def test_the_summary_goes_to_the_job_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n", encoding="utf-8")
    (tmp_path / job.SUMMARY).write_text("总结\n", encoding="utf-8")
    job.append(tmp_path, {"GITHUB_STEP_SUMMARY": str(page)})
    assert page.read_text("utf-8") == "before\n总结\n"


@pytest.mark.parametrize("environ", [{}, {"GITHUB_STEP_SUMMARY": ""}], ids=["elsewhere", "empty"])
def test_elsewhere_nothing_is_written(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / job.SUMMARY).write_text("总结\n", encoding="utf-8")
    job.append(tmp_path, environ)
    assert [path.name for path in tmp_path.iterdir()] == [job.SUMMARY]


def test_compare_adds_it_before_it_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made, page = view(worse_now), tmp_path / "page.md"
    assert made.baseline is not None
    made.record.write(tmp_path / "record.json")
    made.baseline.write(tmp_path / "baseline.json")
    (tmp_path / job.SUMMARY).write_text(text(made), encoding="utf-8")
    monkeypatch.setattr(command, "LAST", tmp_path / "record.json")
    monkeypatch.setattr(command, "BASELINE", tmp_path / "baseline.json")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert command.main(["compare"]) == 1
    assert capsys.readouterr().out.startswith("红 RED")
    assert page.read_text("utf-8") == text(made)
