"""What the report says of a run, computed once for the page, the summary and the plots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from eval.blame import STAGES
from eval.compare import LESS_IS_BETTER, Comparison
from eval.measures import Measures, counted, interval, slices
from eval.outcome import Outcome
from eval.record import Record
from eval.report import words
from eval.results import Results
from eval.tables import COUNTS

# Measures of answers that get an interval, beside "passed": the ones that a change is judged by.
MAIN = ("passed", "citation_recall", "fact_recall", "completeness", "decline_recall", "wrongly_declined")
_NEUTRAL = frozenset({"n", "falsehoods"})


class Verdict(NamedTuple):
    """tone: "green", "red" or "none" (no baseline). The headline and what follows it, in Chinese and in English."""

    tone: str
    headline: str
    headline_en: str
    detail: str
    detail_en: str


class Change(NamedTuple):
    """One measure now and in the baseline; None where there is none. tone: "better", "worse" or ""."""

    group: str
    name: str
    before: float | None
    now: float | None
    tone: str


@dataclass(frozen=True)
class View:
    """A run, its record, the accepted run's and what compares them (None without a baseline). labels: address → as shown to
    people."""

    results: Results
    record: Record
    baseline: Record | None = None
    found: Comparison | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """Id → a line of results.jsonl: of a blind question none of its words."""
        return {row["id"]: row for row in self.results.rows()}

    @cached_property
    def held(self) -> dict[str, list[Outcome]]:
        """Slice → its outcomes: the splits first, then field by field, each by its number of questions."""
        found = slices(self.results.outcomes)
        order = list(words.FIELDS)

        def place(name: str) -> tuple[int, str, int, int, str]:
            split, _, rest = name.partition("/")
            kind = rest.partition("/")[0]
            return bool(rest), split, order.index(kind) if kind in order else len(order), -len(found[name]), name

        return {name: found[name] for name in sorted(found, key=place)}

    @cached_property
    def splits(self) -> list[str]:
        return [name for name in self.held if "/" not in name]

    @cached_property
    def slices(self) -> dict[str, Measures]:
        found = self.results.slices
        return {name: found[name] for name in self.held}

    @cached_property
    def intervals(self) -> dict[tuple[str, str], tuple[float, float]]:
        """(slice, measure of MAIN) → its 95 % bootstrap interval."""
        found = {}
        for name, outcomes in self.held.items():
            for measure in MAIN:
                values = counted(measure, outcomes)
                if values:
                    found[name, measure] = interval(values)
        return found

    def before(self, name: str, measure: str) -> float | None:
        """A slice's measure in the baseline."""
        return self.baseline.slices.get(name, {}).get(measure) if self.baseline else None

    @cached_property
    def stages(self) -> list[Change]:
        """Every measure of every stage by itself."""
        old = self.baseline.stages if self.baseline else {}
        return [
            change(stage, name, old.get(stage, {}).get(name), self.record.stages.get(stage, {}).get(name))
            for stage in STAGES
            for name in dict.fromkeys([*self.record.stages.get(stage, {}), *old.get(stage, {})])
        ]

    @cached_property
    def failures(self) -> dict[str, list[dict[str, Any]]]:
        """Stage → the rows of what failed in it, newly failed first."""
        fell = set(self.found.fell if self.found else ())
        failed = sorted((row for row in self.rows.values() if not row["passed"]), key=lambda row: row["id"] not in fell)
        return {stage: kept for stage in STAGES if (kept := [row for row in failed if row["stage"] == stage])}

    @cached_property
    def verdict(self) -> Verdict:
        """Against the baseline, in plain words."""
        shares, shares_en = self._shares()
        if self.found is None:
            return Verdict(
                "none",
                "还没有基线，无从比较",
                "No baseline to compare with yet",
                f"{shares}用 python -m eval baseline 把这次结果定为基线。",
                f"{shares_en} python -m eval baseline takes this run as the baseline.",
            )
        found, moved, moved_en = self.found, *self._moved(self.found)
        if found.green:
            return Verdict("green", "没有变差", "Nothing fell", f"{moved}{shares}", f"{moved_en} {shares_en}")
        kinds = Counter(f.kind for f in found.findings)
        if not kinds.keys() - {"set", "waiver"}:
            headline, headline_en = (
                "没有变差，但题目或豁免与基线对不上",
                "Nothing fell, but questions or waivers no longer fit",
            )
        elif found.stage:
            stage = words.STAGES[found.stage]
            headline = f"变差了，最可能出在“{stage.zh}”这一步：{stage.about}"
            headline_en = f"Worse, most likely in stage {found.stage}: {stage.gloss}"
        else:
            headline, headline_en = "变差了，看不出是哪一步", "Worse, in no one stage"
        listed = "、".join(f"{words.KINDS[kind]} {n} 处" for kind, n in kinds.items())
        listed_en = ", ".join(f"{kind} {n}" for kind, n in kinds.items())
        return Verdict(
            "red",
            headline,
            headline_en,
            f"{moved}不合要求的有：{listed}。{shares}",
            f"{moved_en} Red: {listed_en}. {shares_en}",
        )

    def _moved(self, found: Comparison) -> tuple[str, str]:
        """How many questions fell and rose."""
        fell, rose, waived = len(found.fell), len(found.rose), len(found.waived)
        zh = f"与基线相比，{fell} 题由对变错" if fell else "与基线相比，没有题由对变错"
        zh += f"（其中 {waived} 题已说明理由）" if waived else ""
        en = f"{fell} passed before and fail now{f' ({waived} waived)' if waived else ''}, {rose} the other way round."
        return f"{zh}，{rose} 题由错变对。", en

    def _shares(self) -> tuple[str, str]:
        """What passes now, split by split."""
        zh, en = [], []
        for split in self.splits:
            outcomes = self.held[split]
            passed = sum(o.passed for o in outcomes)
            share = f"{passed / len(outcomes):.1%}"
            zh.append(
                f"{words.SPLITS[split].zh if split in words.SPLITS else split}通过 {share}（{passed}/{len(outcomes)}）"
            )
            en.append(f"{split} {share} ({passed} of {len(outcomes)})")
        return f"现在{'，'.join(zh)}。", f"Passed now: {', '.join(en)}."


def change(group: str, name: str, before: float | None, now: float | None) -> Change:
    """With its tone: more is better but for LESS_IS_BETTER, and a count of questions is neither."""
    tone = ""
    if moved(before, now, name) and before is not None and now is not None and name not in _NEUTRAL:
        tone = "better" if (now > before) != (name in LESS_IS_BETTER) else "worse"
    return Change(group, name, before, now, tone)


def moved(before: float | None, now: float | None, name: str = "") -> str:
    """The difference as it is printed, "" where there is none to print.

    >>> moved(0.95, 0.9)
    '−0.050'
    """
    if before is None or now is None or round(now - before, 4) == 0:
        return ""
    difference = now - before
    digits = f"{abs(difference):.0f}" if name in COUNTS else f"{abs(difference):.3f}"
    return f"{'+' if difference > 0 else '−'}{digits}"
