"""python -m eval: every command is in the table and in the help, and bad use exits with 2 before anything is opened."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.clause import NoticeError
from eval import __main__ as command
from eval.__main__ import COMMANDS, ON_RECORDS, ON_SETTINGS, main
from eval.outcome import Outcome
from eval.record import Record
from eval.results import Results
from rag.pipeline import Assistant
from tests.eval.outcomes import RIGHT, SHY

EVERY = {*COMMANDS, *ON_SETTINGS, *ON_RECORDS, "triage"}
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing is opened; what would be is counted."""
    found: list[str] = []
    monkeypatch.setattr(Assistant, "open", lambda *_, **__: found.append("opened"))
    return found


def test_every_command_is_documented() -> None:
    assert command.__doc__ is not None
    words = set(re.findall(r"[a-z]+", command.__doc__))
    assert words >= EVERY
    named = set(re.findall(r"python -m eval ([a-z]+)", README.read_text("utf-8")))
    assert named <= EVERY


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_run_with_its_options(name: str, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[argparse.Namespace] = []

    def recorded(_: Assistant, options: argparse.Namespace) -> int:
        seen.append(options)
        return 1

    monkeypatch.setitem(COMMANDS, name, recorded)
    asked = ["d001"] if name == "show" else []
    assert main([name, *asked, "--folds", "somewhere", "--failures"]) == 1  # the command's own exit status
    (options,) = seen
    assert (options.command, options.split, options.folds, options.failures) == (name, None, Path("somewhere"), True)
    assert opened == ["opened"]


@pytest.mark.usefixtures("opened")
def test_all_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "all", lambda _, options: 0 if options.split == "test" else 3)
    assert main(["--split", "test"]) == 0
    assert main([]) == 3


@pytest.mark.parametrize(
    "arguments",
    [["nosuch"], ["all", "--split", "calibration"], ["rank"], ["--folds"], ["--nosuch"], ["all", "fit"], ["show"]],
    ids=[
        "no such command",
        "no such split",
        "rank without folds",
        "folds without a folder",
        "no such option",
        "two",
        "show of nothing",
    ],
)
def test_bad_use(arguments: list[str], opened: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(arguments)
    assert exit_status.value.code == 2
    assert "usage:" in capsys.readouterr().err
    assert opened == []


def test_help(opened: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(["--help"])
    assert exit_status.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in EVERY)
    assert opened == []


def test_half_a_setting_is_no_fault_of_the_notice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENCE_LLM_MODEL", "m")
    assert main(["all"]) == 2
    out, err = capsys.readouterr()
    assert "WENCE_LLM_BASE_URL" in err
    assert "RED" not in out


def test_nothing_is_compared_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "LAST", tmp_path / "record.json")
    assert main(["compare"]) == 2
    assert "record.json" in capsys.readouterr().err


def test_what_cannot_be_opened_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def failing(*_: object, **__: object) -> Assistant:
        raise NoticeError("没有这份公告。请检查路径。")

    monkeypatch.setattr(Assistant, "open", failing)
    assert main(["fit"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "没有这份公告。请检查路径。\n"


def record(*outcomes: Outcome) -> Record:
    return Record.of(Results(outcomes, {}, {"1/1": "aa", "2/1": "bb"}, {}, {}))


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Path, Path]:
    """Where the last run and the baseline are kept."""
    paths = tmp_path / "record.json", tmp_path / "baseline.json"
    for name, path in zip(("LAST", "BASELINE"), paths, strict=True):
        monkeypatch.setattr(command, name, path)
    return paths


HIDDEN = replace(RIGHT, id="t", split="test", file="test")


def test_a_baseline_is_taken_compared_with_and_kept(
    kept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    last, baseline = kept
    record(RIGHT, HIDDEN).write(last)
    assert main(["baseline"]) == 0
    assert main(["compare"]) == 0
    before = baseline.read_bytes()
    record(replace(SHY, id="a"), HIDDEN).write(last)
    assert main(["compare"]) == 1
    assert "question a [answerable]" in capsys.readouterr().out
    assert main(["baseline"]) == 1  # refused
    assert baseline.read_bytes() == before
    assert main(["baseline", "--force"]) == 0
    assert baseline.read_bytes() == last.read_bytes()


def test_half_a_run_is_no_baseline(kept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    record(RIGHT).write(kept[0])
    assert main(["baseline"]) == 2
    assert "make eval" in capsys.readouterr().err
    assert not kept[1].exists()
