"""A run against the baseline: what fell, in which stage, and whether that is allowed.

Red are: a question that passed and now fails without a waiver, a slice or a stage that fell beyond its tolerance
(gate.toml), forms of bodies that are understood no longer, questions that the baseline does not know or that are gone,
and a waiver that is needed no longer.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.clause import WenceError
from eval.blame import STAGES
from eval.measures import COSTS, Measures, interval, paired
from eval.record import Record

GATE = Path(__file__).with_name("gate.toml")
WAIVERS = Path(__file__).with_name("waivers.toml")
# Stage → the parts of a snapshot that are its own; the first that differs says where a question's way parted.
_OWN = {
    "parse": ("ground",), "read": ("read", "route"), "retrieve": ("found", "rank"), "answerable": ("verdict",), "answer": ("status", "said"),
}  # fmt: skip
_SHOWN = 8  # ids named of many
_UNGATED = frozenset({"n", "decline_precision"})  # a count; a share that any better declining elsewhere moves
LESS_IS_BETTER = frozenset({"others_taken_for_lists", "plain_questions_refused", "falsehoods_proven"}) | COSTS


class GateError(WenceError):
    """gate.toml or waivers.toml is malformed; the message names the line or entry."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is red. kind: "question", "slice", "stage", "body", "set" or "waiver". stage: "" where it is of no one
    stage."""

    kind: str
    name: str
    stage: str
    detail: str


@dataclass(frozen=True, slots=True)
class Paired:
    """The same questions before and after: passes gained and lost, p of McNemar's exact test, the difference of the shares
    passed and its 95 % bootstrap interval."""

    gained: int
    lost: int
    p: float
    difference: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """findings: what is red; without any the gate is green. fell, rose: ids of questions; waived: of those that fell, the
    ones that may. parted: id of a fallen question → the stage at which its way parted from the baseline's. paired: by
    split."""

    findings: tuple[Finding, ...]
    fell: tuple[str, ...]
    rose: tuple[str, ...]
    waived: dict[str, str]
    parted: dict[str, str]
    paired: dict[str, Paired]

    @property
    def green(self) -> bool:
        return not self.findings

    @property
    def stage(self) -> str:
        """The stage that the fault is most likely in, "" where nothing points at one: the earliest whose own measures
        fell, else the one at which most fallen questions part."""
        alone = {f.stage for f in self.findings if f.kind in ("stage", "body")}
        first = next((stage for stage in STAGES if stage in alone), "")
        if first:
            return first
        counts = Counter(self.parted[name] for name in self.fell)
        return max(STAGES, key=lambda stage: counts[stage]) if counts else ""


def waivers(path: Path = WAIVERS) -> dict[str, str]:
    """Question id → why it may fail. Raises GateError."""
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("waiver", [])
        found = {row["id"]: row["reason"] for row in rows}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise GateError(
            f"{path.name}: {error}. 每条豁免要有 id 和 reason。 Each waiver has an id and a reason."
        ) from error
    if len(found) != len(rows) or not all(isinstance(r, str) and r.strip() for r in found.values()):
        raise GateError(f"{path.name}: 有重复的 id 或空的 reason。 An id repeats or a reason is empty.")
    return found


def compare(now: Record, baseline: Record, allowed: dict[str, str] | None = None, gate: Path = GATE) -> Comparison:
    """What fell and what of it is red. allowed: the waivers, by default those of the file. Raises GateError."""
    allowed = waivers() if allowed is None else allowed
    tolerances = tomllib.loads(gate.read_text("utf-8"))
    new = now.questions
    # A run of one split is compared with that split; the stages' measures are then over other questions.
    splits = {row["split"] for row in new.values()}
    old = {name: row for name, row in baseline.questions.items() if row["split"] in splits}
    whole = len(old) == len(baseline.questions)
    same = [name for name in new if name in old and new[name]["asked"] == old[name]["asked"]]
    fell = tuple(name for name in same if old[name]["passed"] and not new[name]["passed"])
    rose = tuple(name for name in same if new[name]["passed"] and not old[name]["passed"])
    parted = {name: _parted(old[name], new[name]) for name in fell}
    questions = (
        Finding("question", name, parted[name], "通过 → 不通过 passed, and now fails")
        for name in fell
        if name not in allowed
    )
    findings = [
        *questions,
        *_sets(new, old, same),
        *_bodies(now, baseline),
        *_clauses(now, baseline),
        *(_stages(now, baseline, tolerances["stage"]) if whole else ()),
        *(_slices(now, baseline, tolerances["slice"]) if len(same) == len(new) == len(old) else ()),
        *(
            Finding("waiver", name, "", "不再需要 needed no longer")
            for name in allowed
            if name not in fell and (whole or name in old)
        ),
    ]
    waived = {name: allowed[name] for name in fell if name in allowed}
    return Comparison(tuple(findings), fell, rose, waived, parted, _tests(now, baseline, same))


def _parted(then: dict[str, Any], now: dict[str, Any]) -> str:
    """The first stage of which the snapshots differ."""
    if now["dropped"] != then["dropped"]:
        return "verify"
    return next((stage for stage, own in _OWN.items() if any(now[part] != then[part] for part in own)), "answer")


def _tests(now: Record, baseline: Record, same: Sequence[str]) -> dict[str, Paired]:
    found = {}
    for split in dict.fromkeys(now.questions[name]["split"] for name in same):
        held = [name for name in same if now.questions[name]["split"] == split]
        before, after = ([bool(rows.questions[name]["passed"]) for name in held] for rows in (baseline, now))
        moved = [float(a) - float(b) for b, a in zip(before, after, strict=True)]
        found[split] = Paired(*paired(before, after), sum(moved) / len(moved), interval(moved))
    return found


def _sets(now: dict[str, Any], old: dict[str, Any], same: Sequence[str]) -> Iterator[Finding]:
    kept = set(same)
    other = {
        "新的或改过的题 new or changed": [name for name in now if name not in kept],
        "没有了的题 gone": [name for name in old if name not in now],
    }
    for what, names in other.items():
        if names:
            yield Finding("set", f"{len(names)}", "", f"{what}：{_listed(names)}；python -m eval baseline")


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("……" if len(names) > _SHOWN else "")


def _bodies(now: Record, baseline: Record) -> Iterator[Finding]:
    for body, forms in baseline.bodies.items():
        lost = sorted(set(forms) - set(now.bodies.get(body, ())))
        if lost:
            yield Finding("body", body, "parse", f"不再认识的叫法 forms understood no longer: {'、'.join(lost)}")


def _clauses(now: Record, baseline: Record) -> Iterator[Finding]:
    changed = [a for a, held in baseline.clauses.items() if now.clauses.get(a) != held]
    changed += [a for a in now.clauses if a not in baseline.clauses]
    if changed:
        detail = f"{len(changed)} 条读得不一样 clauses are read otherwise：{_listed(changed)}"
        yield Finding("stage", "parse/clauses", "parse", detail)


def _stages(now: Record, baseline: Record, tolerances: dict[str, dict[str, float]]) -> Iterator[Finding]:
    for stage, measures in tolerances.items():
        was, found = baseline.stages.get(stage, {}), now.stages.get(stage, {})
        for name, tolerance in measures.items():
            if name in was and _fell(name, was[name], found.get(name), tolerance):
                detail = f"{was[name]:g} → {found[name]:g}" if name in found else f"{was[name]:g} → –"
                yield Finding("stage", f"{stage}/{name}", stage, detail)


def _slices(now: Record, baseline: Record, tolerance: dict[str, float]) -> Iterator[Finding]:
    for name, found in now.slices.items():
        was: Measures = baseline.slices.get(name, {})
        for measure, value in found.items():
            if measure in _UNGATED or measure not in was:
                continue
            allowed = 0.0 if measure == "must_not" else max(tolerance["share"], tolerance["questions"] / found["n"])
            if _fell(measure, was[measure], value, allowed):
                yield Finding("slice", f"{name} {measure}", "", f"{was[measure]:g} → {value:g} (n = {found['n']:g})")


def _fell(name: str, before: float, after: float | None, tolerance: float) -> bool:
    if after is None:
        return True
    fall = after - before if name in LESS_IS_BETTER else before - after
    return fall > tolerance + 1e-9


def summary(found: Comparison) -> str:
    """What fell and what rose, in words: the finding that matters first."""
    lines = []
    if found.green:
        lines.append("绿 GREEN：没有变差 nothing fell")
    else:
        stage = f"，疑在 {found.stage} 阶段 most likely in stage {found.stage}" if found.stage else ""
        lines.append(f"红 RED：{len(found.findings)} 处 findings{stage}")
    for split, p in found.paired.items():
        low, high = p.interval
        lines.append(
            f"{split}: +{p.gained} −{p.lost}, difference {p.difference:+.4f} [{low:+.4f}, {high:+.4f}], p = {p.p:.3g} (McNemar, exact)"
        )
    lines += [f"  {f.kind} {f.name}{f' [{f.stage}]' if f.stage else ''}: {f.detail}" for f in found.findings]
    lines += [f"  豁免 waived {name} [{found.parted[name]}]: {reason}" for name, reason in found.waived.items()]
    if found.rose:
        lines.append(
            f"  新通过 now pass ({len(found.rose)}): {', '.join(found.rose)}; python -m eval baseline keeps them"
        )
    return "\n".join(lines)
