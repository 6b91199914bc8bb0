"""A line for used.jsonl: as the reviewer says, and refused in a sentence where that does not fit notice, sets or itself."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.clause import Notice, WenceError
from eval.accept import USED, AcceptError, Verdict, accepted, append
from eval.leaks import of_notices
from eval.questions import FOLDER, read_items
from rag.opinion import Feedback, Rating

QUESTION = "我家老人在乡下吃低保,每月能领到几百?"
RECORD = Feedback(
    id="a" * 32,
    time=datetime(2026, 11, 29, tzinfo=UTC),
    surface="chat",
    question=QUESTION,
    history=(),
    standalone_question=QUESTION,
    status="answered",
    route="answer",
    mode="extractive",
    cited=("7/2/1/5/15",),
    answer="农村低保标准：不低于740元/月",
    notice="xintian-qida-2025",
    sha256="0" * 64,
    rating=Rating.DOWN,
    reasons=(),
    comment="",
)
TALK = replace(RECORD, question="那归哪个单位管呀?", history=((QUESTION, "answered"),))
RIGHT = Verdict(
    statuses=("answered",),
    type="colloquial",
    asker="public",
    gold=(("7/2/1/5/15",),),
    must=(("485元",),),
    must_not=("740元",),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The question sets, with nothing accepted yet."""
    copy = tmp_path / "questions"
    shutil.copytree(FOLDER, copy)
    (copy / f"{USED}.jsonl").write_text("", "utf-8")
    return copy


def test_the_line_is_as_the_sets_have_it(notice: Notice, folder: Path) -> None:
    row = accepted(RECORD, RIGHT, notice, folder)
    assert row == {
        "id": "x001",
        "question": QUESTION,
        "type": "colloquial",
        "asker": "public",
        "lang": "zh",
        "status": "answered",
        "gold": [["7/2/1/5/15"]],
        "must": ["485元"],
        "must_not": ["740元"],
    }
    append(row, folder)
    (item,) = read_items(USED, folder)
    assert (item.turns, item.split, item.status) == ((QUESTION,), "dev", "answered")


def test_ids_go_on(notice: Notice, folder: Path) -> None:
    append(accepted(RECORD, RIGHT, notice, folder), folder)
    other = replace(RIGHT, questions=("领取困难救助金的,乡里乡亲一个月有好多?",))
    append(accepted(RECORD, other, notice, folder), folder)
    assert [item.id for item in read_items(USED, folder)] == ["x001", "x002"]


@pytest.mark.parametrize(
    ("change", "turns", "statuses"),
    [
        ({}, [QUESTION, TALK.question], ["answered", "answered"]),
        ({"statuses": ("partial", "answered")}, [QUESTION, TALK.question], ["partial", "answered"]),
        ({"questions": ("归谁管?",)}, [QUESTION, "归谁管?"], ["answered", "answered"]),
        ({"questions": ("乡下吃低保的老人,月月领几百?", "归谁管?")}, ["乡下吃低保的老人,月月领几百?", "归谁管?"], ["answered"] * 2),
    ],
    ids=["own words", "a status a turn", "last reworded", "all reworded"],
)  # fmt: skip
def test_a_conversation_becomes_turns(
    notice: Notice, folder: Path, change: dict[str, Any], turns: list[str], statuses: list[str]
) -> None:
    verdict = replace(RIGHT, type="multiturn", must=(("民政局",),), **change)
    row = accepted(TALK, verdict, notice, folder)
    assert (row["turns"], row["status"], "question" in row) == (turns, statuses, False)
    append(row, folder)
    (item,) = read_items(USED, folder)
    assert [expected.status for expected in item.expected] == statuses


def test_a_question_can_stand_alone(notice: Notice, folder: Path) -> None:
    verdict = replace(RIGHT, turns=1, questions=("农村低保这摊子事,归哪个衙门?",), must=(("民政局",),))
    assert accepted(TALK, verdict, notice, folder)["question"] == "农村低保这摊子事,归哪个衙门?"


def test_what_is_declined_has_no_gold(notice: Notice, folder: Path) -> None:
    verdict = Verdict(("not_stated|out_of_scope",), "near_miss", "public", must_not=("485元",))
    row = accepted(RECORD, verdict, notice, folder)
    assert (row["status"], row["gold"], row["must"]) == ("not_stated|out_of_scope", [], [])


def test_alternatives(notice: Notice, folder: Path) -> None:
    verdict = replace(RIGHT, gold=(("7/2/1/5/15", "0/1"), ("1/1",)), must=(("four hundred", "485元"),))
    row = accepted(RECORD, verdict, notice, folder)
    assert (row["gold"], row["must"]) == ([["7/2/1/5/15", "0/1"], ["1/1"]], [["four hundred", "485元"]])


def test_a_line_is_one_line(notice: Notice, folder: Path) -> None:
    odd = replace(RECORD, question=f"  {QUESTION}\u2028\n\x1b[31m\x85 ")
    append(accepted(odd, RIGHT, notice, folder), folder)
    (item,) = read_items(USED, folder)
    assert item.turns == (f"{QUESTION} [31m",)


def test_other_words_are_masked_too(notice: Notice, folder: Path) -> None:
    row = accepted(RECORD, replace(RIGHT, questions=(f"13812345678,{QUESTION}",)), notice, folder)
    assert row["question"] == f"[电话号码],{QUESTION}"


ENQUIRY = "an enquiry of the notice"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"statuses": ("sure",)}, "没有 sure 这种结果"),
        ({"statuses": ("answered", "answered")}, "1 轮"),
        ({"type": "hard"}, "--type 不能是 hard"),
        ({"asker": "resident"}, "--asker 不能是 resident"),
        ({"lang": "fr"}, "--lang 不能是 fr"),
        ({"gold": (("7/9/9",),)}, "没有 7/9/9 这个地址"),
        ({"gold": (("7/2/1/5/15",), ("9",))}, "没有 9 这个地址"),
        ({"gold": ()}, "须用 --gold"),
        ({"statuses": ("not_stated",)}, "去掉 --gold"),
        ({"statuses": ("not_stated",), "gold": ()}, "去掉 --must"),
        ({"must": (("486元",),)}, "没有“486元”"),
        ({"must_not": ("485",)}, "“485”既须说又不许说"),
        ({"questions": (" \n",)}, "问题不能为空"),
        ({"questions": (ENQUIRY,)}, "索引已学过"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(
    notice: Notice, folder: Path, change: dict[str, Any], said: str
) -> None:
    if change.get("questions") == (ENQUIRY,):
        change = {"questions": (next(iter(of_notices("enquiries").values())),)}
    with pytest.raises(AcceptError, match=said) as caught:
        accepted(RECORD, replace(RIGHT, **change), notice, folder)
    assert isinstance(caught.value, WenceError)
    assert "\n" not in str(caught.value)
    assert (folder / f"{USED}.jsonl").read_text("utf-8") == ""


@pytest.mark.parametrize(
    ("file", "field", "named"),
    [("dev", "question", "dev:d001"), ("calibration", "question", "calibration"), ("asides", "question", "asides")],
)
def test_a_question_that_is_there_is_not_taken(notice: Notice, folder: Path, file: str, field: str, named: str) -> None:
    there = json.loads((folder / f"{file}.jsonl").read_text("utf-8").splitlines()[0])[field]
    with pytest.raises(AcceptError, match=named):
        accepted(RECORD, replace(RIGHT, questions=(f"请问,{there}",)), notice, folder)


def test_a_blind_question_is_not_named(notice: Notice, folder: Path) -> None:
    (folder / "test.jsonl").write_text(json.dumps({"id": "t999", "question": QUESTION}) + "\n", "utf-8")
    with pytest.raises(AcceptError, match="test 里") as caught:
        accepted(RECORD, RIGHT, notice, folder)
    assert "t999" not in str(caught.value)


def test_a_conversation_is_another_item_than_its_first_question(notice: Notice, folder: Path) -> None:
    append(accepted(RECORD, RIGHT, notice, folder), folder)
    with pytest.raises(AcceptError, match="used:x001"):
        accepted(RECORD, RIGHT, notice, folder)
    row = accepted(TALK, replace(RIGHT, must=(("民政局",),)), notice, folder)
    assert row["id"] == "x002"
    append(row, folder)
    with pytest.raises(AcceptError, match="used:x002"):
        accepted(TALK, RIGHT, notice, folder)


def test_feedback_on_another_notice_is_refused(notice: Notice, folder: Path) -> None:
    with pytest.raises(AcceptError, match="WENCE_NOTICE"):
        accepted(replace(RECORD, notice="another"), RIGHT, notice, folder)
