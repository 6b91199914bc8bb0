"""The measures, on outcomes made by hand whose values can be worked out on paper."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from eval.metrics import Outcome, answering, citation_scores, ranking
from eval.run import table

SCORES = {
    "either place, one cited": (["1/1"], [{"0/1"}, {"1/1"}], (1.0, 1.0)),
    "one right, one beside": (["1/1", "2/3"], [{"0/1"}, {"1/1"}], (1.0, 0.5)),
    "both needed, one cited": (["3/1"], [{"3/2/4/2", "3/1"}], (0.5, 1.0)),
    "both needed, both cited": (["3/1", "3/2/4/2"], [{"3/2/4/2", "3/1"}], (1.0, 1.0)),
    "wrong place": (["5/1"], [{"1/1"}], (0.0, 0.0)),
    "nothing cited": ([], [{"1/1"}], (0.0, 0.0)),
    "declined as expected": ([], [], (1.0, 1.0)),
    "answered what must be declined": (["1/1"], [], (0.0, 0.0)),
    "cited twice counts once": (["1/1", "1/1"], [{"1/1"}], (1.0, 1.0)),
    "each alternative counts for precision": (["0/1", "1/1"], [{"0/1"}, {"1/1"}], (1.0, 1.0)),
    "recall takes the best alternative": (["3/1"], [{"3/1", "3/2"}, {"3/1"}], (1.0, 1.0)),
}


@pytest.mark.parametrize(("cited", "gold", "expected"), SCORES.values(), ids=SCORES.keys())
def test_citation_scores(cited: list[str], gold: list[set[str]], expected: tuple[float, float]) -> None:
    assert citation_scores(cited, [frozenset(group) for group in gold]) == expected


RIGHT = Outcome(
    id="a", type="lookup", asker="public", lang="zh", question="问", expected="answered", status="answered",
    statuses_right=True, ranked=("1/1", "2/1"), gold=(frozenset({"1/1"}),), cited=("1/1",), citation_recall=1.0,
    citation_precision=1.0, missing=(), forbidden=(), answer="答", route="answer", reason="", probability=0.9,
    milliseconds=1.0,
)  # fmt: skip
DECLINED = replace(
    RIGHT, id="d", type="near_miss", expected="not_stated", status="not_stated", ranked=(), gold=(), cited=()
)
WRONG = replace(RIGHT, id="w", ranked=("2/1", "1/1"), cited=("2/1",), citation_recall=0.0, citation_precision=0.0)

FAILED = {
    "status": replace(RIGHT, statuses_right=False),
    "incomplete citation": replace(RIGHT, citation_recall=0.5),
    "missing fact": replace(RIGHT, missing=("485元/月",)),
    "wrong fact": replace(RIGHT, forbidden=("740",)),
}


def test_passed() -> None:
    assert RIGHT.passed
    assert DECLINED.passed
    assert replace(RIGHT, citation_precision=0.5).passed  # a citation too many is measured, not failed


@pytest.mark.parametrize("outcome", FAILED.values(), ids=FAILED.keys())
def test_failed(outcome: Outcome) -> None:
    assert not outcome.passed


def test_ranking() -> None:
    third = replace(RIGHT, id="t", ranked=("5/1", "6/1", "1/1"))
    scores = ranking([RIGHT, WRONG, third, DECLINED])
    assert scores["success@1"] == pytest.approx(1 / 3)
    assert scores["success@5"] == pytest.approx(1)
    assert scores["MRR"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    gain = [1, 1 / math.log2(3), 1 / math.log2(4)]
    assert scores["nDCG@10"] == pytest.approx(sum(gain) / 3)


def test_ranking_of_what_was_not_looked_up() -> None:
    assert ranking([]) == {}
    assert ranking([DECLINED, replace(RIGHT, ranked=())]) == {}


def test_answering() -> None:
    leaked = replace(DECLINED, id="l", status="answered", statuses_right=False, cited=("1/1",), citation_recall=0.0)
    shy = replace(RIGHT, id="s", status="not_stated", statuses_right=False, cited=(), citation_recall=0.0)
    scores = answering([RIGHT, WRONG, DECLINED, leaked, shy])
    assert scores["n"] == 5
    assert scores["passed"] == pytest.approx(2 / 5)
    assert scores["status"] == pytest.approx(3 / 5)
    assert scores["citation_recall"] == pytest.approx(1 / 3)
    assert scores["citation_precision"] == pytest.approx(1 / 2)  # of the two that cite
    assert scores["decline_recall"] == pytest.approx(1 / 2)
    assert scores["decline_precision"] == pytest.approx(1 / 2)
    assert scores["must_not"] == 0


def test_answering_of_nothing() -> None:
    scores = answering([])
    assert scores["n"] == 0
    assert scores["passed"] == 0
    assert math.isnan(scores["citation_recall"])


def test_table() -> None:
    lines = table([RIGHT, WRONG, DECLINED]).splitlines()
    width = lines[0].count("|")
    assert all(line.count("|") == width for line in lines)
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["all", "lookup", "near_miss"]
    assert "nan" not in "".join(lines)
