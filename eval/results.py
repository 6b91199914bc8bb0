"""All that one run of the evaluation found, and the files that it is written to.

results.jsonl and summary.json are the same byte for byte from run to run on one machine; timings.json is not, and nothing
is judged by it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from eval.blame import blame
from eval.measures import Measures, measures, slices
from eval.outcome import Outcome

OUT = Path(__file__).parent / "out"
BLIND = "test"  # the split whose questions nobody reads: nothing written of it repeats one
# What would give a blind question away.
_TEXTS = ("turns", "expected", "understood", "cited", "ranked", "missing", "forbidden", "answer", "bodies", "dropped")


@dataclass(frozen=True)
class Results:
    """outcomes: of every judged turn. stages: stage → its measures alone. clauses, bodies: what parsing came to (see
    eval.stages). known: the addresses that the notice has. made_with: what was measured, by version and checksum."""

    outcomes: tuple[Outcome, ...]
    stages: dict[str, Measures]
    clauses: dict[str, str]
    bodies: dict[str, list[str]]
    made_with: dict[str, str]

    @property
    def known(self) -> frozenset[str]:
        """Every address that a citation may have; "page" is what the page says beside its clauses."""
        return frozenset(self.clauses) | {"page"}

    def stage(self, outcome: Outcome) -> str:
        """The stage that an outcome went wrong in, "" where it passed."""
        return blame(outcome, self.known)

    @cached_property
    def slices(self) -> dict[str, Measures]:
        """Slice → its measures; summary, record, tables and report all have them."""
        return {name: measures(held) for name, held in slices(self.outcomes).items()}

    def rows(self) -> list[dict[str, Any]]:
        """The lines of results.jsonl. Of a blind question there is what became of it, and none of its words."""
        return [self._row(o) for o in self.outcomes]

    def _row(self, o: Outcome) -> dict[str, Any]:
        row = asdict(o)
        del row["milliseconds"]
        row["expected"] = {
            "status": o.expected.status,
            "gold": [sorted(group) for group in o.gold],
            "must": o.expected.must,
            "must_not": o.expected.must_not,
        }
        row |= {"passed": o.passed, "stage": self.stage(o), "rank": o.rank}
        if o.split == BLIND:
            for name in _TEXTS:
                del row[name]
        return row

    def summary(self) -> dict[str, Any]:
        """What summary.json holds: the measures of every slice and stage, rounded, and what was measured."""
        return {
            "made_with": self.made_with,
            "stages": {name: rounded(found) for name, found in self.stages.items()},
            "slices": {name: rounded(found) for name, found in self.slices.items()},
        }

    def timings(self) -> dict[str, dict[str, float]]:
        """Step → median and 99th percentile in milliseconds over the turns that reached it, and of the whole answer."""
        taken: dict[str, list[float]] = {"all": [sum(o.milliseconds.values()) for o in self.outcomes]}
        for o in self.outcomes:
            for step, ms in o.milliseconds.items():
                taken.setdefault(step, []).append(ms)
        return {
            step: {"n": len(ms), "p50": float(np.percentile(ms, 50)), "p99": float(np.percentile(ms, 99))}
            for step, ms in taken.items()
        }


def digest(value: object) -> str:
    """Eight hexadecimal digits of the SHA-256 of a JSON value."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:8]


def rounded(found: Measures) -> Measures:
    """To four digits, without what could not be measured."""
    return {name: round(value, 4) for name, value in found.items() if not math.isnan(value)}


def write(results: Results, folder: Path = OUT) -> Path:
    """Writes results.jsonl, summary.json and timings.json; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines(results.rows(), folder / "results.jsonl")
    _json(results.summary(), folder / "summary.json")
    _json(results.timings(), folder / "timings.json")
    return folder


def lines(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _json(value: object, path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def checksums(paths: Sequence[Path]) -> dict[str, str]:
    """File name → the beginning of its SHA-256."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in paths}
