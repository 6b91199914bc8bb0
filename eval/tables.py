"""Measures as Markdown tables, for the terminal and the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eval.measures import Measures
from eval.results import Results

COLUMNS = (
    "n", "passed", "status", "citation_recall", "citation_precision", "fact_recall", "completeness", "must_not",
    "decline_recall", "decline_precision", "wrongly_declined", "list_f1", "follow_up", "success@1", "success@5", "nDCG@10",
)  # fmt: skip
COUNTS = frozenset({
    "n", "must_not", "clauses", "tasks", "figures", "forms_of_bodies", "falsehoods", "falsehoods_proven",
})  # fmt: skip


def cell(name: str, value: float | None) -> str:
    """A measure as it is printed: counts whole, shares to three digits, "–" for nothing to measure."""
    if value is None:
        return "–"
    return f"{value:.0f}" if name in COUNTS else f"{value:.3f}"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def slices_table(slices: Mapping[str, Measures], columns: Sequence[str] = COLUMNS) -> str:
    """A row a slice."""
    return grid(
        ["slice", *columns], ([name, *(cell(c, found.get(c)) for c in columns)] for name, found in slices.items())
    )


def table(results: Results) -> str:
    """The splits, and their types, languages and follow-ups."""
    shown = ("type", "lang", "turn")
    return slices_table({
        name: found
        for name, found in results.slices.items()
        if "/" not in name or name.split("/")[1] in shown
    })  # fmt: skip


def stages_table(stages: Mapping[str, Measures]) -> str:
    """A row a measure of each stage by itself."""
    return grid(
        ["stage", "measure", "value"],
        ([stage, name, cell(name, value)] for stage, found in stages.items() for name, value in found.items()),
    )
