"""python -m web pause, resume and purge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rag.feedback import FeedbackStore
from rag.opinion import Feedback, Opinion, Rating
from tests.web.fakes import make_answer, small_notice
from web.__main__ import main
from web.security.pause import PAUSED, Pause

ANSWER = make_answer(small_notice(), "答")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("WENCE_PAUSE_FILE", str(tmp_path / "state" / "paused"))
    monkeypatch.setenv("WENCE_LOG_DIR", str(tmp_path / "log"))
    monkeypatch.setenv("WENCE_FEEDBACK_URL", f"sqlite:///{tmp_path}/feedback.sqlite3")

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(list(arguments))
        except SystemExit as error:  # argparse
            code = int(error.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_pausing_and_going_on(run: Run, tmp_path: Path) -> None:
    pause = Pause(tmp_path / "state" / "paused")
    assert pause.sentence() is None
    assert run("pause", "系统升级。")[0] == 0
    assert pause.sentence() == "系统升级。"
    assert run("pause")[0] == 0
    assert pause.sentence() == PAUSED
    assert run("resume")[1].startswith("公众问答已恢复")
    assert pause.sentence() is None
    assert run("resume")[1].startswith("本来就没有暂停")


@pytest.mark.parametrize("sentence", ["长" * 301, "两\n行"])
def test_a_sentence_is_one_and_short(run: Run, tmp_path: Path, sentence: str) -> None:
    code, _, err = run("pause", sentence)
    assert (code, "300" in err) == (2, True)
    assert not (tmp_path / "state").exists()


def test_a_file_that_cannot_be_read_pauses(tmp_path: Path) -> None:
    assert Pause(tmp_path).sentence() == PAUSED


def test_purging_is_by_age(run: Run, tmp_path: Path) -> None:
    store = FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite3")
    now = datetime.now(UTC)
    for n, days in enumerate((181, 1)):
        feedback = Feedback.of(f"{n}" * 32, "widget", "问", (), ANSWER, "0" * 64, Opinion(Rating.UP))
        store.keep(replace(feedback, time=now - timedelta(days=days)))
        (tmp_path / "log").mkdir(exist_ok=True)
        (tmp_path / "log" / f"questions-{(now - timedelta(days=days)).date()}.jsonl").write_text("{}\n", "utf-8")
    assert run("purge", "--older-than", "180d")[:2] == (
        0, "已删除 1 条反馈、1 天的提问日志。 1 records and 1 days of the log deleted.\n",
    )  # fmt: skip
    assert [r.id[0] for r in store.listing()] == ["1"]


@pytest.mark.parametrize("arguments", ["purge", "purge --older-than 180", "purge --older-than 0d", "stop", ""])
def test_a_wrong_command_changes_nothing(run: Run, tmp_path: Path, arguments: str) -> None:
    assert run(*arguments.split())[0] == 2
    assert not (tmp_path / "feedback.sqlite3").exists()
