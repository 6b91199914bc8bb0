"""Outcomes made by hand, whose measures can be worked out on paper."""

from __future__ import annotations

from dataclasses import replace

from eval.outcome import Outcome
from eval.questions import Expected

ANSWERED = Expected(frozenset({"answered"}), (frozenset({"1/1"}),))
NOT_STATED = Expected(frozenset({"not_stated"}))

RIGHT = Outcome(
    id="a", file="dev", split="dev", type="lookup", follow_up=False, asker="public", lang="zh", turns=("问",),
    expected=ANSWERED, status="answered", statuses_right=True, understood="问", bodies=(), route="answer",
    ranked=("1/1", "2/1"), verdict="answered", reason="", probability=0.9, dropped=(), cited=("1/1",),
    citation_recall=1.0, citation_precision=1.0, missing=(), forbidden=(), answer="答[1]", milliseconds={"retrieve": 5.0},
)  # fmt: skip
DECLINED = replace(
    RIGHT, id="d", type="near_miss", expected=NOT_STATED, status="not_stated", verdict="not_stated", cited=()
)  # fmt: skip
# The wrong clause is first and is what was quoted.
WRONG = replace(
    RIGHT, id="w", ranked=("2/1", "1/1"), cited=("2/1",), citation_recall=0.0, citation_precision=0.0, answer="误[1]"
)  # fmt: skip
# What must be declined was answered, and the other way round.
LEAKED = replace(
    DECLINED, id="l", status="answered", statuses_right=False, verdict="answered", cited=("1/1",), citation_recall=0.0,
    citation_precision=0.0,
)  # fmt: skip
SHY = replace(
    RIGHT, id="s", status="not_stated", statuses_right=False, verdict="not_stated", probability=0.1, cited=(),
    citation_recall=0.0, citation_precision=0.0, answer="未载明",
)  # fmt: skip
