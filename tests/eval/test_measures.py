"""The measures, on outcomes made by hand whose values can be worked out on paper."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from eval.measures import interval, measures, paired, ranking, slices
from eval.outcome import Outcome, citation_scores
from eval.questions import Expected
from tests.eval.outcomes import ANSWERED, DECLINED, LEAKED, RIGHT, SHY, WRONG

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


FAILED = {
    "status": SHY,
    "incomplete citation": replace(RIGHT, citation_recall=0.5),
    "missing fact": replace(RIGHT, missing=("485元/月",)),
    "wrong fact": replace(RIGHT, forbidden=("740",)),
    "answered what must be declined": LEAKED,
}


def test_passed() -> None:
    assert RIGHT.passed
    assert DECLINED.passed
    assert replace(RIGHT, citation_precision=0.5).passed  # a citation too many is measured, not failed


@pytest.mark.parametrize("outcome", FAILED.values(), ids=FAILED.keys())
def test_failed(outcome: Outcome) -> None:
    assert not outcome.passed


def test_where_declining_is_right_too() -> None:
    """A question in French may be answered, or honestly declined; a wrong answer stays wrong."""
    either = Expected(frozenset({"answered", "clarify"}), ANSWERED.gold, (("740元",),))
    declined = replace(SHY, expected=either, status="clarify", statuses_right=True, missing=("740元",))
    assert declined.honestly_declined
    assert declined.passed
    assert not replace(declined, cited=("2/1",)).passed
    assert not replace(WRONG, expected=either).passed
    found = measures([declined])
    assert "citation_recall" not in found  # there was nothing to cite
    assert found["decline_precision"] == 1
    assert "wrongly_declined" not in found


def test_rank_is_where_a_whole_gold_set_is_found() -> None:
    both = replace(RIGHT, expected=Expected(ANSWERED.statuses, (frozenset({"1/1", "3/1"}), frozenset({"9/9"}))))
    assert RIGHT.rank == 1
    assert WRONG.rank == 2
    assert replace(both, ranked=("1/1", "2/1", "3/1")).rank == 3
    assert replace(both, ranked=("1/1", "2/1")).rank == 0
    assert replace(RIGHT, ranked=()).rank == 0


def test_ranking() -> None:
    third = replace(RIGHT, id="t", ranked=("5/1", "6/1", "1/1"))
    scores = ranking((o.id, o.ranked, o.gold) for o in (RIGHT, WRONG, third))
    assert scores["success@1"] == pytest.approx(1 / 3)
    assert scores["success@5"] == pytest.approx(1)
    assert scores["recall@10"] == pytest.approx(1)
    assert scores["MRR"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    gain = [1, 1 / math.log2(3), 1 / math.log2(4)]
    assert scores["nDCG@10"] == pytest.approx(sum(gain) / 3)
    assert ranking([]) == {}


def test_measures() -> None:
    half = Expected(ANSWERED.statuses, ANSWERED.gold, (("740元",), ("485元", "485 yuan")))
    partly = replace(RIGHT, id="p", expected=half, missing=("740元",))
    found = measures([RIGHT, WRONG, DECLINED, LEAKED, SHY, partly])
    assert found["n"] == 6
    assert found["passed"] == pytest.approx(2 / 6)
    assert found["status"] == pytest.approx(4 / 6)
    assert found["citation_recall"] == pytest.approx(2 / 4)  # RIGHT and partly, of the four that have a gold
    assert found["citation_precision"] == pytest.approx(2 / 3)  # of those that cite
    assert found["fact_recall"] == pytest.approx(1 / 2)
    assert found["completeness"] == pytest.approx((1 + 0 + 0 + 2 / 3) / 4)
    assert found["decline_recall"] == pytest.approx(1 / 2)
    assert found["decline_precision"] == pytest.approx(1 / 2)  # DECLINED had to be, SHY had not
    assert found["wrongly_declined"] == pytest.approx(1 / 4)
    assert found["must_not"] == 0
    assert "list_f1" not in found
    assert "follow_up" not in found


def test_lists_and_follow_ups() -> None:
    whole = Expected(ANSWERED.statuses, (frozenset({"1/1", "1/2", "1/3"}),))
    listed = replace(RIGHT, type="list", expected=whole, cited=("1/1", "1/2"), citation_recall=2 / 3, follow_up=True)
    found = measures([listed, replace(RIGHT, type="list", id="b")])
    assert found["list_f1"] == pytest.approx((2 * 2 / 5 + 1) / 2)
    assert found["list_exact"] == pytest.approx(1 / 2)
    assert found["follow_up"] == 0


def test_slices() -> None:
    turn = replace(RIGHT, id="f.2", file="dialogues", type="neighbour", follow_up=True, asker="resident")
    hidden = replace(RIGHT, id="t", split="test", file="test", lang="en")
    found = {name: [o.id for o in held] for name, held in slices([RIGHT, turn, hidden]).items()}
    assert found["dev"] == ["a", "f.2"]
    assert found["test"] == found["test/lang/en"] == ["t"]
    assert found["dev/type/lookup"] == ["a"]
    assert found["dev/dialogue/neighbour"] == found["dev/turn/follow-up"] == ["f.2"]
    assert found["dev/attachment/1"] == ["a", "f.2"]


def test_interval() -> None:
    """Around the mean, within 0 and 1, of no width where all are alike, and the same on every run."""
    marks = [1.0] * 30 + [0.0] * 10
    low, high = interval(marks)
    assert 0.5 < low < 0.75 < high < 1
    assert interval(marks) == (low, high)
    assert interval([1.0] * 20) == (1.0, 1.0)
    assert all(math.isnan(end) for end in interval([]))


def test_paired() -> None:
    before, after = [True] * 10 + [False] * 10, [True] * 2 + [False] * 8 + [False] * 9 + [True]
    gained, lost, p = paired(before, after)
    assert (gained, lost) == (1, 8)
    assert p == pytest.approx(2 * (1 + 9) / 2**9)  # both tails of Binomial(9, 1/2) at 1 or fewer
    assert paired(before, before) == (0, 0, 1.0)
