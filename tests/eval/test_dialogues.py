"""Conversations as a measured set: what counts as a right turn, and what is printed of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.dialogues import Asked, Dialogue, Expected, ask, failures, fault, read_dialogues, table
from rag.pipeline import Assistant

RURAL = Expected("answered", (frozenset({"7/2/1/5/15"}),), (("485元",),), ("740元",))
URBAN = Expected("answered", (frozenset({"7/2/1/5/15"}),), (("740元",),), ("485元",))
TALK = Dialogue("x1", "other_subject", "zh", "resident", ("城市低保标准是多少", "那农村的呢"), (URBAN, RURAL))


@pytest.fixture(scope="module")
def asked(assistant: Assistant) -> list[Asked]:
    return list(ask(assistant, TALK))


def test_turns_are_asked_in_order_with_those_before(asked: list[Asked]) -> None:
    assert [one.turn for one in asked] == [0, 1]
    assert [one.follows for one in asked] == [False, True]
    assert [one.wrong for one in asked] == ["", ""]
    assert asked[1].answer.standalone_question != TALK.turns[1]


WRONG = {
    "status": (replace(RURAL, status="not_stated"), "answered, not not_stated"),
    "citation": (replace(RURAL, gold=(frozenset({"1/1"}),)), "cites"),
    "half a gold set": (replace(RURAL, gold=(frozenset({"7/2/1/5/15", "1/1"}),)), "cites"),
    "fact": (replace(RURAL, must=(("740元",),)), "lacks"),
    "wrong fact": (replace(RURAL, must_not=("485元",)), "states"),
}


@pytest.mark.parametrize(("expected", "said"), WRONG.values(), ids=WRONG.keys())
def test_fault(expected: Expected, said: str, asked: list[Asked]) -> None:
    assert said in fault(asked[1].answer, expected)


def test_traditional_answers_are_compared_folded(assistant: Assistant) -> None:
    answer = assistant.answer("農村低保標準誰牽頭")
    assert "縣民政局" in answer.answer
    assert fault(answer, Expected("answered", (frozenset({"7/2/1/5/15"}),), (("县民政局",),), ())) == ""


def test_table_counts_follow_up_turns_apart(asked: list[Asked]) -> None:
    wrong = replace(asked[1], wrong="lacks ['485元']")
    assert table([asked[0], wrong]).splitlines()[2:] == [
        "| follow-up turns | 1 | 0 | 0.000 |",
        "| first turns | 1 | 1 | 1.000 |",
        "| other_subject | 1 | 0 | 0.000 |",
    ]
    assert "那农村的呢" in failures([asked[0], wrong])
    assert failures(asked) == ""


@pytest.mark.parametrize(
    "line", ["{", '{"id": "x"}', json.dumps({"id": "x", "kind": "k", "asker": "a", "lang": "zh", "turns": ["a", "b"], "expect": []})],
    ids=["no JSON", "no turns", "no expectations"],
)  # fmt: skip
def test_a_malformed_line_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "dialogues.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        read_dialogues(tmp_path)
