"""junit.xml: a test case a judged turn, stage measure and slice, in the schema that Jenkins, GitLab and pytest share.

Red is a failure. What failed in the baseline too, what is waived and what there is no baseline for is skipped, with the
reason: a job page then shows what a change did, rather than all that is not yet right.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from typing import NamedTuple

from eval.compare import Finding
from eval.outcome import Outcome
from eval.report.view import View
from eval.results import BLIND
from eval.show import told

_GATE = {"body": "forms of bodies", "set": "questions as in the baseline", "waiver": "waivers that are needed"}
# What XML 1.0 cannot hold.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Case(NamedTuple):
    """One test case. failure: (message, details); skipped: why; at most one of the two. seconds: that it took."""

    suite: str
    name: str
    seconds: float = 0.0
    failure: tuple[str, str] | None = None
    skipped: str = ""


def text(view: View) -> str:
    """The file."""
    cases = [*(_turn(view, o) for o in view.results.outcomes), *_gate(view)]
    suites: dict[str, list[Case]] = {}
    for case in cases:
        suites.setdefault(case.suite, []).append(case)
    root = ET.Element("testsuites", _counts("wence-eval", cases))
    for name, held in suites.items():
        suite = ET.SubElement(
            root, "testsuite", _counts(name, held) | {"skipped": str(sum(bool(c.skipped) for c in held))}
        )
        for case in held:
            _write(suite, case)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _counts(name: str, cases: list[Case]) -> dict[str, str]:
    failures = sum(case.failure is not None for case in cases)
    seconds = f"{sum(case.seconds for case in cases):.3f}"
    return {"name": name, "tests": str(len(cases)), "failures": str(failures), "errors": "0", "time": seconds}


def _write(suite: ET.Element, case: Case) -> None:
    attributes = {"classname": case.suite, "name": _clean(case.name), "time": f"{case.seconds:.3f}"}
    written = ET.SubElement(suite, "testcase", attributes)
    if case.failure:
        message, details = case.failure
        ET.SubElement(written, "failure", {"type": "regression", "message": _clean(message)}).text = _clean(details)
    elif case.skipped:
        ET.SubElement(written, "skipped", {"message": _clean(case.skipped)})


def _clean(words: str) -> str:
    return _UNPRINTABLE.sub("�", words)


def _turn(view: View, o: Outcome) -> Case:
    """A judged turn; of a blind one nothing but what became of it."""
    case = Case(f"eval.{o.split}.{o.type}", o.id, sum(o.milliseconds.values()) / 1000)
    if o.passed:
        return case
    stage, found = view.results.stage(o), view.found
    if found is None:
        return case._replace(skipped=f"{stage}: fails; there is no baseline to compare with")
    if o.id in found.waived:
        return case._replace(skipped=f"{stage}: waived: {found.waived[o.id]}")
    if o.id not in found.fell:
        known = view.baseline is not None and o.id in view.baseline.questions
        why = "fails in the baseline too" if known else "fails; the baseline does not know it"
        return case._replace(skipped=f"{stage}: {why}")
    message = f"passed before, fails now: {stage} (parted at {found.parted[o.id]}), {o.status}"
    return case._replace(failure=(message, _blind(o, stage) if o.split == BLIND else told(o, stage)))


def _blind(o: Outcome, stage: str) -> str:
    return f"{o.id} [{o.type}] stage {stage}, route {o.route}, status {o.status}, rank {o.rank}, verdict {o.verdict}"


def _gate(view: View) -> list[Case]:
    """The stages' measures, the slices and the rest of the gate: the same cases on every run, so that a trend can be shown.
    None without a baseline."""
    if view.found is None:
        return []
    held: dict[tuple[str, str], list[Finding]] = {}
    for f in view.found.findings:
        if f.kind != "question":
            held.setdefault(_place(f), []).append(f)
    names = [(f"eval.stage.{stage}", name) for stage, found in view.record.stages.items() for name in found]
    names += [(f"eval.slice.{name.partition('/')[0]}", name) for name in view.slices]
    names += [("eval.gate", name) for name in _GATE.values()]
    return [_red(place, held.get(place, [])) for place in dict.fromkeys([*names, *held])]


def _place(finding: Finding) -> tuple[str, str]:
    """(suite, name) of the case that a finding belongs to."""
    if finding.kind == "stage":
        stage, _, name = finding.name.partition("/")
        return f"eval.stage.{stage}", name
    if finding.kind == "slice":
        name = finding.name.rpartition(" ")[0]
        return f"eval.slice.{name.partition('/')[0]}", name
    return "eval.gate", _GATE.get(finding.kind, finding.kind)


def _red(place: tuple[str, str], findings: list[Finding]) -> Case:
    if not findings:
        return Case(*place)
    lines = [f"{f.name}: {f.detail}" for f in findings]
    kinds = ", ".join(f"{kind} {n}" for kind, n in Counter(f.kind for f in findings).items())
    return Case(*place, failure=(lines[0] if len(lines) == 1 else f"{kinds}: {lines[0]} …", "\n".join(lines)))
