"""What a run came to, stage by stage and question by question, in a form that can be kept: the last run's in
eval/out/record.json, the accepted one's in eval/baseline.json, one line a question, so that a change can be reviewed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.clause import WenceError
from eval.measures import Measures
from eval.outcome import Outcome
from eval.results import OUT, Results, digest

LAST = OUT / "record.json"
BASELINE = Path(__file__).with_name("baseline.json")


class RecordError(WenceError):
    """A record is not there or cannot be read; the message names the remedy."""


@dataclass(frozen=True)
class Record:
    """questions: id → {"passed": …, "split": …, and what `snapshot` says}. The rest is as in eval.results.Results."""

    made_with: dict[str, str]
    stages: dict[str, Measures]
    slices: dict[str, Measures]
    questions: dict[str, dict[str, Any]]
    clauses: dict[str, str]
    bodies: dict[str, list[str]]

    @classmethod
    def of(cls, results: Results) -> Record:
        """Raises RecordError where ids repeat."""
        questions = {o.id: snapshot(o, results.clauses) for o in results.outcomes}
        if len(questions) != len(results.outcomes):
            raise RecordError("题号有重复，请改成各不相同。 Ids of questions repeat; make them unique.")
        summary = results.summary()
        held = (summary["stages"], summary["slices"], questions, results.clauses, results.bodies)
        return cls(results.made_with, *held)

    @classmethod
    def read(cls, path: Path) -> Record:
        """Raises RecordError."""
        remedy = "make eval" if path == LAST else "python -m eval baseline"
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            raise RecordError(f"没有 {path.name}，请先运行 {remedy}。 There is none; run {remedy}.") from None
        except (OSError, ValueError, TypeError) as error:
            raise RecordError(
                f"{path.name} 读不出来（{error}），请运行 {remedy}。 Unreadable; run {remedy}."
            ) from error

    def write(self, path: Path) -> None:
        """One entry a line, in a stable order."""
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = []
        for name in self.__dataclass_fields__:
            rows = (f"  {_dumped(key)}: {_dumped(value)}" for key, value in getattr(self, name).items())
            parts.append(f' "{name}": {{\n' + ",\n".join(rows) + "\n }")
        path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def snapshot(o: Outcome, clauses: dict[str, str]) -> dict[str, Any]:
    """What each stage made of a turn; digests stand for words, and give no blind question away.

    ground: of the gold clauses as they were parsed; read, route: of the question as understood, and the step that
    answered it; found, rank: of the first five retrieved, and where the gold stands among them; said: of the answer.
    """
    gold = sorted({address for group in o.gold for address in group})
    expected = [o.expected.status, [sorted(g) for g in o.gold], o.expected.must, o.expected.must_not]
    return {
        "passed": o.passed,
        "split": o.split,
        "asked": digest([o.turns, *expected]),
        "ground": digest([clauses.get(address) for address in gold]),
        "read": digest([o.understood, o.bodies]),
        "route": o.route,
        "found": digest(o.ranked[:5]),
        "rank": o.rank,
        "verdict": o.verdict,
        "status": o.status,
        "said": digest([o.answer, o.cited]),
        "dropped": len(o.dropped),
    }


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
