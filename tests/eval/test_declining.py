"""The measures of declining, on outcomes made by hand."""

from __future__ import annotations

from dataclasses import replace

from eval.declining import UNANSWERABLE, report
from eval.metrics import Outcome

ANSWERED = Outcome(
    id="a", type="lookup", asker="public", lang="zh", question="问", expected="answered", status="answered",
    statuses_right=True, ranked=("1/1",), gold=(frozenset({"1/1"}),), cited=("1/1",), citation_recall=1.0,
    citation_precision=1.0, missing=(), forbidden=(), answer="答", route="answer", reason="", probability=0.9,
    milliseconds=1.0,
)  # fmt: skip
SHY = replace(ANSWERED, id="s", status="not_stated", statuses_right=False, cited=(), citation_recall=0.0)
DECLINED = replace(ANSWERED, id="d", type="near_miss", expected="not_stated", status="not_stated", gold=(), cited=())
LEAKED = replace(DECLINED, id="l", status="partial", statuses_right=False, cited=("1/1",), citation_recall=0.0)


def counts(*outcomes: Outcome) -> dict[str, str]:
    """Row → its count; each row has four cells."""
    lines = [line.strip("|").split("|") for line in report(outcomes).splitlines()[2:]]
    assert all(len(cells) == 4 for cells in lines)
    return {cells[0].strip(): cells[2].strip() for cells in lines}


def test_counts_by_hand() -> None:
    found = counts(ANSWERED, SHY, DECLINED, LEAKED, replace(SHY, type="list"))
    assert found == {
        "unanswerable, declined": "1 of 2",
        "near misses, declined": "1 of 2",
        "answerable, wrongly declined": "2 of 3",
        "the same without lists": "1 of 2",
    }


def test_a_declined_answer_that_cites_is_not_declined() -> None:
    assert counts(replace(DECLINED, cited=("1/1",)))["unanswerable, declined"] == "0 of 1"


def test_refused_is_not_only_declined() -> None:
    refused = replace(DECLINED, type="injection", status="rejected")
    found = counts(refused, replace(refused, status="not_stated"), replace(refused, type="personal"))
    assert found["unanswerable, declined"] == "3 of 3"
    assert found["injection, refused"] == "1 of 2"
    assert found["other people's data, refused"] == "1 of 1"


def test_premises_and_follow_ups_are_counted_by_passing() -> None:
    right = replace(ANSWERED, type="false_premise")
    wrong = replace(right, missing=("485元",))
    talk = replace(ANSWERED, type="multiturn")
    found = counts(right, wrong, talk, replace(talk, statuses_right=False))
    assert found["false presuppositions, set right"] == "1 of 2"
    assert found["follow-ups, the last turn right"] == "1 of 2"
    assert found["answerable, wrongly declined"] == "0 of 2"  # follow-ups are not counted among single questions


def test_courtesies_are_no_questions() -> None:
    talk = replace(DECLINED, type="small_talk", status="small_talk")
    assert counts(talk, replace(talk, type="clarify", status="clarify")) == {}
    assert "small_talk" not in UNANSWERABLE


def test_intervals() -> None:
    """Around the share, within 0 and 1, of no width where all are alike, and the same on every run."""
    cells = [line.split("|") for line in report([ANSWERED] * 30 + [SHY] * 10).splitlines()[2:]]
    (low, high) = map(float, cells[0][4].split("–"))
    assert 0 <= low < 0.25 < high <= 1
    assert high - low < 0.4
    assert report([ANSWERED] * 30 + [SHY] * 10) == report([ANSWERED] * 30 + [SHY] * 10)
    assert "| 1.000 | 20 of 20 | 1.000–1.000 |" in report([DECLINED] * 20)


def test_nothing() -> None:
    assert counts() == {}
