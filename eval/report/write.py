"""The files of the report, in eval/out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eval.compare import compare
from eval.record import BASELINE, Record
from eval.report import html, junit, markdown
from eval.report.job import SUMMARY
from eval.report.view import View
from eval.results import OUT, Results

PAGE, JUNIT = "report.html", "junit.xml"


def write_report(
    results: Results, record: Record, labels: Mapping[str, str], folder: Path = OUT, baseline: Path = BASELINE
) -> View:
    """Writes the three files, compared with the baseline where there is one. labels: address → as shown to people. Raises
    RecordError, GateError."""
    accepted = Record.read(baseline) if baseline.exists() else None
    view = View(results, record, accepted, compare(record, accepted) if accepted else None, labels)
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in ((PAGE, html.text), (SUMMARY, markdown.text), (JUNIT, junit.text)):
        (folder / name).write_text(made(view), encoding="utf-8")
    return view
