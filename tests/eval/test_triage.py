"""python -m eval triage: what is listed, in which order, and how each command ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eval import __main__ as command_line
from eval import triage
from eval.accept import USED
from eval.questions import FOLDER, read_items
from eval.triage import candidates, told
from rag.feedback import FeedbackStore
from rag.opinion import Feedback, Rating, Reason, State
from rag.pipeline import Assistant
from tests.eval.test_accept import QUESTION, RECORD, TALK

NOW = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
FINE = replace(RECORD, id="b" * 32, rating=Rating.UP, question="社会消费品零售总额的增长目标是多少?")
AGAIN = replace(RECORD, id="c" * 32, question="我家老人在鄉下吃低保，每月能領到幾百？", time=NOW + timedelta(days=1))
ACCEPT = ["--gold", "7/2/1/5/15", "--status", "answered", "--type", "colloquial", "--asker", "public"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FeedbackStore:
    url = f"sqlite:///{tmp_path / 'feedback.sqlite3'}"
    monkeypatch.setenv("WENCE_FEEDBACK_URL", url)
    return FeedbackStore(url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "questions"
    shutil.copytree(FOLDER, copy)
    (copy / f"{USED}.jsonl").write_text("", "utf-8")
    return copy


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command's exit status, and what it printed and complained of."""

    def command(*arguments: str) -> tuple[int, str, str]:
        return (triage.main(arguments, folder), *capsys.readouterr())

    return command


def keep(store: FeedbackStore, *records: Feedback) -> None:
    for record in records:
        store.keep(record)


def test_the_same_question_is_one_candidate() -> None:
    found = candidates([RECORD, FINE, AGAIN, TALK])
    assert [(len(c.records), c.downs) for c in found] == [(2, 2), (1, 1), (1, 0)]
    assert found[0].shown == AGAIN


def test_a_fault_is_shown_although_others_were_content() -> None:
    (found,) = candidates([RECORD, replace(AGAIN, rating=Rating.UP)])
    assert (found.shown, found.downs) == (RECORD, 1)


def test_the_list_is_plain(store: FeedbackStore, run: Run) -> None:
    comment = replace(RECORD, reasons=(Reason.WRONG_FIGURE,), comment="是\x1b[31m485元\n吧")
    keep(store, FINE, comment, replace(TALK, id="d" * 32))
    code, out, err = run("--plain")
    assert (code, err) == (0, "")
    assert out.index(QUESTION) < out.index(FINE.question)
    for words in (
        "3 个候选问题",
        "没用 down 1",
        "数字不对×1",
        "是 [31m485元 吧",
        "740元/月",
        "7/2/1/5/15",
        "(answer, extractive)",
    ):
        assert words in out
    assert "\x1b" not in out
    assert "此前 before" in out
    assert "现在 now" not in out


def test_what_every_stage_makes_of_it_now(assistant: Assistant) -> None:
    (alone,) = candidates([replace(RECORD, sha256=assistant.notice.sha256)])
    text = told(alone, assistant.notice.sha256, assistant)
    before, now = text.split("现在 now")
    assert "740元/月" in before
    for words in ("理解 read", "检索 retrieved", "可答 answerable", "作答 answer", "485元/月"):
        assert words in now
    assert "通知此后改过" not in text
    (talk,) = candidates([TALK])
    text = told(talk, assistant.notice.sha256, assistant)
    assert "民政局" in text
    assert "通知此后改过" in text


def test_accepting_settles_the_whole_group(store: FeedbackStore, run: Run, folder: Path) -> None:
    keep(store, RECORD, AGAIN, FINE)
    code, out, err = run("accept", "aaaa", *ACCEPT, "--must", "485元", "--must-not", "740元")
    assert (code, err) == (0, "")
    assert "x001" in out
    assert "make eval && python -m eval baseline" in out
    assert {r.id[0]: r.accepted_as for r in store.listing()} == {"a": "x001", "b": "", "c": "x001"}
    (item,) = read_items(USED, folder)
    assert item.must_not == ("740元",)
    code, out, err = run("accept", "cccc", *ACCEPT)
    assert (code, out) == (2, "")
    assert "已收为 x001" in err


def test_a_refused_line_leaves_the_record_new(store: FeedbackStore, run: Run, folder: Path) -> None:
    keep(store, RECORD)
    assert run("accept", "aaaa", *ACCEPT, "--must", "486元")[0] == 2
    assert store.count(State.NEW) == 1
    assert read_items(USED, folder) == ()


def test_a_file_that_cannot_be_written_leaves_the_record_new(
    store: FeedbackStore, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, RECORD)
    monkeypatch.setattr(triage, "append", lambda row, _: append_to_nowhere(row, folder))
    code, _, err = run("accept", "aaaa", *ACCEPT)
    assert (code, "仍是未处理" in err, store.count(State.NEW)) == (2, True, 1)


def append_to_nowhere(row: dict[str, object], folder: Path) -> None:
    """The real thing, on a folder that is not there."""
    from eval.accept import append

    append(row, folder / "missing")


def test_a_conversation_is_told_turn_by_turn(store: FeedbackStore, run: Run) -> None:
    keep(store, TALK)
    code, out, _ = run("accept", "aaaa", *ACCEPT, "--must", "民政局")
    assert code == 0
    assert f"  {QUESTION} → answered" in out
    assert f"  {TALK.question} → answered" in out


def test_dismissing_needs_a_reason_and_happens_once(store: FeedbackStore, run: Run) -> None:
    keep(store, RECORD)
    assert run("dismiss", "aaaa", "--reason", " ")[0] == 2
    assert run("dismiss", "aaaa", "--reason", "问法含糊,电话13812345678")[0] == 0
    assert [(r.state, r.note) for r in store.listing()] == [(State.DISMISSED, "问法含糊,电话[电话号码]")]
    code, _, err = run("accept", "aaaa", *ACCEPT)
    assert (code, "已搁置" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("accept aaaa", "--status"),
        ("accept", "id"),
        ("accept ffff --status answered --type lookup --asker public", "没有编号以 ffff 开头"),
        ("accept a --status answered --type lookup --asker public", "至少 4 位"),
        ("accept aaaa --status answered --type lookup --asker public --gold 7//+", "--gold 里有空的一项"),
        ("accept aaaa --status answered --type lookup --asker public --gold 0/1 --turns -1", "--turns"),
        ("accept aaaa --status answered --type lookup --asker public --gold 0/1 --turns two", "--turns"),
        ("dismiss aaaa", "--reason"),
        ("list", "list"),
        ("--quick", "--quick"),
    ],
)
def test_a_wrong_command_is_a_sentence(store: FeedbackStore, run: Run, arguments: str, said: str) -> None:
    keep(store, RECORD)
    code, out, err = run(*arguments.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert store.count(State.NEW) == 1


def test_ids_that_begin_alike_are_told_apart(store: FeedbackStore, run: Run) -> None:
    keep(store, RECORD, replace(FINE, id="aaaab" + "0" * 27))
    assert "多写几位" in run("dismiss", "aaaa", "--reason", "x")[2]
    assert run("dismiss", "aaaab", "--reason", "x")[0] == 0


def test_a_damaged_file_is_a_sentence(store: FeedbackStore, run: Run, tmp_path: Path) -> None:
    del store
    (tmp_path / "feedback.sqlite3").write_bytes(b"this was a database once" * 100)
    code, out, err = run("--plain")
    assert (code, out, err.count("\n"), "移到别处" in err) == (2, "", 1, True)


def test_where_no_feedback_is_collected(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENCE_FEEDBACK_URL", "")
    assert "WENCE_FEEDBACK_URL 为空" in run("--plain")[2]


def test_it_is_a_command_of_eval(store: FeedbackStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert store.count() == 0
    assert command_line.main(["triage", "--plain"]) == 0
    assert "没有待处理的反馈" in capsys.readouterr().out
