"""Ask the fixed questions and measure the answers."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from eval.metrics import Outcome, answering, citation_scores, ranking
from eval.questions import Item
from rag.answer import Answer, Turn
from rag.pipeline import Assistant
from rag.trace import Trace

OUT = Path(__file__).parent / "out"


def ask(assistant: Assistant, item: Item) -> Outcome:
    """One item's outcome; a conversation is asked turn by turn and judged by its last answer."""
    history: list[Turn] = []
    answers: list[Answer] = []
    trace: Trace | None = None
    for turn in item.turns:
        answer, trace = assistant.trace(turn, history)
        history.append(Turn.of(turn, answer))
        answers.append(answer)
    assert trace is not None
    last = answers[-1]
    cited = tuple(dict.fromkeys(c.address for c in last.citations))
    recall, precision = citation_scores(cited, item.gold)
    expected = item.statuses if len(item.statuses) == len(answers) else item.statuses[-1:] * len(answers)
    text = re.sub(r"\[\d+\]", "", last.answer) + " " + " ".join(c.label for c in last.citations)
    return Outcome(
        id=item.id,
        type=item.type,
        asker=item.asker,
        lang=item.lang,
        question=" / ".join(item.turns),
        expected="/".join(item.statuses),
        status=last.status.value,
        statuses_right=all(a.status.value == s for a, s in zip(answers, expected, strict=True)),
        ranked=tuple(hit.clause.address for hit in trace.hits[:20]),
        gold=item.gold,
        cited=cited,
        citation_recall=recall,
        citation_precision=precision,
        missing=tuple("|".join(m) for m in item.must if not any(w.lower() in text.lower() for w in m)),
        forbidden=tuple(w for w in item.must_not if w.lower() in text.lower()),
        answer=last.answer,
        route=trace.route,
        reason=trace.verdict.reason if trace.verdict else "",
        probability=trace.verdict.probability if trace.verdict else -1.0,
        milliseconds=sum(last.timings_ms.values()),
    )


def run(assistant: Assistant, items: Sequence[Item]) -> list[Outcome]:
    """All outcomes, with a progress bar on a terminal."""
    return [ask(assistant, item) for item in tqdm(items, disable=not sys.stderr.isatty(), unit="题", desc="eval")]


def write(outcomes: Sequence[Outcome], split: str, folder: Path = OUT) -> Path:
    """results-<split>.jsonl: every outcome, in order. Timings are left out, so that runs can be compared byte for byte."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"results-{split}.jsonl"
    rows = (
        {k: v for k, v in asdict(o).items() if k != "milliseconds"} | {"gold": [sorted(g) for g in o.gold]}
        for o in outcomes
    )
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def table(outcomes: Sequence[Outcome]) -> str:
    """The measures for all and by type, as Markdown."""
    groups = {"all": list(outcomes)}
    for outcome in outcomes:
        groups.setdefault(outcome.type, []).append(outcome)
    names = [
        "n",
        "passed",
        "status",
        "success@1",
        "success@5",
        "citation_recall",
        "citation_precision",
        "fact_recall",
        "list_f1",
        "list_exact",
        "must_not",
    ]
    lines = ["| slice | " + " | ".join(names) + " |", "|" + "---|" * (len(names) + 1)]
    for name, group in groups.items():
        scores = answering(group) | ranking(group)
        cells = [_cell(key, scores.get(key, float("nan"))) for key in names]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(name: str, value: float) -> str:
    if math.isnan(value):  # nothing of the kind in this slice
        return "–"
    return f"{value:.0f}" if name in ("n", "must_not") else f"{value:.3f}"


def failures(outcomes: Sequence[Outcome]) -> str:
    """Every question that did not pass, with what was expected and how its answer came about."""
    return "".join(
        f"\n{o.id} [{o.type}] {o.question}\n  expected {o.expected} {[sorted(g) for g in o.gold]}; "
        f"got {o.status} {o.cited} via {o.route} {o.reason} p={o.probability:.2f}; ranked {o.ranked[:3]}\n"
        f"  missing {o.missing} forbidden {o.forbidden}\n  {o.answer[:240]}\n"
        for o in outcomes
        if not o.passed
    )
