"""A small run made by hand, and baselines that it is better or worse than."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from eval.compare import compare
from eval.outcome import Outcome
from eval.questions import Expected
from eval.record import Record
from eval.report.view import View
from eval.results import Results

GOLD = (frozenset({"1/1"}),)
STATED = Expected(frozenset({"answered"}), GOLD, (("6.5%", "6.5个百分点"),), ("7%",))
DECLINED = Expected(frozenset({"not_stated", "out_of_scope"}))
HOSTILE = "<script>alert(1)</script> | *增长*多少？"
SECRETS = ("密问甲", "密解乙", "密答丙", "密缺丁", "密误戊", "密删己", "密位庚", "密条辛")
LABELS = {"1/1": "附件1 一《目标》", "1/2": "附件1 二《任务》", "2/9": "密条辛"}


def outcome(name: str, **changes: Any) -> Outcome:
    """A passed question of dev, but for the changes."""
    passed: dict[str, Any] = {
        "id": name, "file": "dev", "split": "dev", "type": "numeric", "follow_up": False, "asker": "official", "lang": "zh",
        "turns": ("增长多少？",), "expected": STATED, "status": "answered", "statuses_right": True, "understood": "增长多少？",
        "bodies": ("县商务局",), "route": "answer", "ranked": ("1/1", "1/2", "1/3", "1/4", "1/5", "1/6"), "verdict": "answered",
        "reason": "", "probability": 0.93, "dropped": (), "cited": ("1/1",), "citation_recall": 1.0, "citation_precision": 1.0,
        "missing": (), "forbidden": (), "answer": "增长6.5%。[1]", "milliseconds": {"retrieve": 4.0, "answer": 6.0},
    }  # fmt: skip
    return Outcome(**(passed | changes))


OUTCOMES = (
    outcome("d1"),
    outcome(
        "d2", turns=(HOSTILE,), understood=HOSTILE, ranked=("1/2", "1/3", "1/4", "1/5", "1/6", "1/7", "1/1"), cited=("1/2",),
        citation_recall=0.0, citation_precision=0.0, missing=("6.5%|6.5个百分点",), forbidden=("7%",), answer="增长7%。\x0b[1]",
    ),
    outcome("d3", type="near_miss", expected=DECLINED, statuses_right=False, citation_recall=0.0, probability=0.61),
    outcome("f1.2", file="dialogues", type="pronoun", follow_up=True, turns=("增长多少？", "那它呢？"), dropped=("没有依据的话",), missing=("6.5%",)),
    outcome("d4", type="list", lang="en", route="list", ranked=(), verdict="", probability=-1.0),
    outcome("t1", file="test", split="test", probability=0.2),
    outcome(
        "t2", file="test", split="test", type="lead", turns=("密问甲",), understood="密解乙", bodies=("密位庚",), ranked=("2/9", "1/1"),
        cited=("2/9",), citation_recall=0.0, answer="密答丙", missing=("密缺丁",), forbidden=("密误戊",), dropped=("密删己",), probability=0.4,
    ),
)  # fmt: skip
RESULTS = Results(
    OUTCOMES,
    {
        "parse": {"gold_known": 1.0, "clauses": 3.0},
        "retrieve": {"success@1": 0.8, "MRR": 0.9},
        "answer": {"n": 5.0, "must_not": 1.0},
        "verify": {"falsehoods": 9.0, "falsehoods_proven": 0.0, "truths_proven": 0.99},
    },
    {"1/1": "aa", "1/2": "bb", "1/3": "cc"},
    {"县商务局": ["商务局", "县商务局"]},
    {"notice": "0123", "dev.jsonl": "abcd"},
)


def again() -> Results:
    """The same run at another time of day: all but the milliseconds is equal."""
    slower = (replace(o, milliseconds={step: ms * 3 + 1 for step, ms in o.milliseconds.items()}) for o in OUTCOMES)
    return replace(RESULTS, outcomes=tuple(slower))


def same(_: Record) -> None:
    """The baseline is the run itself."""


def worse_now(baseline: Record) -> None:
    """d2, t2 and the waived f1.2 passed; retrieval was better; d1 failed."""
    for name in ("d2", "t2", "f1.2"):
        baseline.questions[name] |= {"passed": True, "found": "other"}
    baseline.questions["d1"]["passed"] = False
    baseline.stages["retrieve"]["success@1"] = 0.9
    baseline.slices["dev"]["passed"] = 0.95
    baseline.bodies["县商务局"].append("商局")


def other_questions(baseline: Record) -> None:
    """The baseline has a question that is gone, and lacks one."""
    baseline.questions["d9"] = baseline.questions.pop("d2")


def view(change: Callable[[Record], None] | None = same, results: Results = RESULTS) -> View:
    """The run against the baseline that `change` makes of it; None for no baseline."""
    record = Record.of(results)
    if change is None:
        return View(results, record, labels=LABELS)
    baseline = Record.of(replace(RESULTS, bodies={name: list(forms) for name, forms in RESULTS.bodies.items()}))
    change(baseline)
    allowed = {"f1.2": "等待人工复核 <待定>"} if change is worse_now else {}
    return View(results, record, baseline, compare(record, baseline, allowed), LABELS)
