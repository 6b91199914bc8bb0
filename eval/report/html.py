"""report.html: one page with nothing outside it, for who has to decide whether a change may go in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.compare import Finding
from eval.report import words
from eval.report.plots import plots
from eval.report.view import MAIN, Change, View, change, moved
from eval.results import BLIND
from eval.tables import cell

_TILES = ("passed", "must_not", "decline_recall", "wrongly_declined")  # of each split, at the top


class Cell(NamedTuple):
    """A measure in a table: value and interval as printed, the move since the baseline and its tone."""

    value: str
    interval: str
    move: str
    tone: str


class Group(NamedTuple):
    """Slices of one field: its name in Chinese and as it is, and rows of (Chinese, own name, cells)."""

    zh: str
    name: str
    rows: list[tuple[str, str, list[Cell]]]


def text(view: View) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"words": words, "cell": cell, "moved": moved}
    page = environment.get_template("report.html.j2").render(
        view=view,
        found=view.found,
        verdict=view.verdict,
        tiles=_tiles(view),
        plots=plots(view),
        tables={split: _groups(view, split) for split in view.splits},
        columns=_columns(view),
        findings=_findings(view),
        failures={stage: _failed(view, rows) for stage, rows in view.failures.items()},
        types=_types(view),
        changed=_changed(view),
        timings=view.results.timings(),
    )
    return page + "\n"


def _tiles(view: View) -> list[tuple[str, str, list[Change]]]:
    """Split by split: its name in Chinese and as it is, and the measures that say most."""
    return [
        (
            words.SPLITS[split].zh if split in words.SPLITS else split,
            split,
            [
                change(split, m, view.before(split, m), view.slices[split].get(m))
                for m in _TILES
                if m in view.slices[split]
            ],
        )
        for split in view.splits
    ]


def _columns(view: View) -> list[str]:
    """Every measure that some slice has, in the order of words.MEASURES."""
    had = {name for found in view.slices.values() for name in found}
    return [*(name for name in words.MEASURES if name in had), *sorted(had - words.MEASURES.keys())]


def _groups(view: View, split: str) -> list[Group]:
    """The slices of a split, field by field."""
    found: dict[str, list[tuple[str, str, list[Cell]]]] = {}
    for name in view.held:
        if name.partition("/")[0] == split:
            kind = name.split("/")[1] if "/" in name else ""
            cells = [_cell(view, name, measure) for measure in _columns(view)]
            found.setdefault(kind, []).append((*words.slice_label(name), cells))
    return [Group(words.FIELDS.get(kind, kind), kind, rows) for kind, rows in found.items()]


def _cell(view: View, name: str, measure: str) -> Cell:
    now, before = view.slices[name].get(measure), view.before(name, measure)
    low, high = view.intervals.get((name, measure), (0.0, 0.0)) if measure in MAIN else (0.0, 0.0)
    span = f"{low:.3f}–{high:.3f}" if high > low else ""
    return Cell(cell(measure, now), span, moved(before, now, measure), change("", measure, before, now).tone)


def _findings(view: View) -> dict[str, list[tuple[str, str, str, str]]]:
    """Kind → (name in Chinese, name, stage, detail) of what is red beside the single questions, which have a table."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for f in view.found.findings if view.found else ():
        if f.kind != "question":
            found.setdefault(f.kind, []).append((_in_chinese(f), f.name, f.stage, f.detail))
    return found


def _in_chinese(finding: Finding) -> str:
    if finding.kind == "stage":
        return words.measure(finding.name.partition("/")[2]).zh
    if finding.kind == "slice":
        name, _, measure = finding.name.rpartition(" ")
        of, own = words.slice_label(name)
        split = words.slice_label(name.partition("/")[0])[0]
        return " · ".join(dict.fromkeys([split, of or own, words.measure(measure).zh]))
    return ""


def _failed(view: View, rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The failed turns of a stage: "told" with what every stage made of them, "blind" with what became of them."""
    return {
        "told": [_told(view, row) for row in rows if row["split"] != BLIND],
        "blind": [row | {"new": _new(view, row)} for row in rows if row["split"] == BLIND],
    }


def _told(view: View, row: dict[str, Any]) -> dict[str, Any]:
    """A row with what the page adds to it: whether it is new, which clauses are gold, labels for people."""
    gold = {address for group in row["expected"]["gold"] for address in group}
    return row | {
        "new": _new(view, row),
        "gold": gold,
        "first": [(n, address, address in gold) for n, address in enumerate(row["ranked"][:5], start=1)],
        "ranks": [(n, a) for n, a in enumerate(row["ranked"], start=1) if a in gold and n > 5],
        "label": {a: view.labels.get(a, "") for a in (*gold, *row["ranked"][:5], *row["cited"])},
    }


def _new(view: View, row: dict[str, Any]) -> bool:
    return view.found is not None and row["id"] in view.found.fell


def _types(view: View) -> list[tuple[str, str, int]]:
    """(type, in Chinese, failed turns), most first."""
    counts = Counter(row["type"] for rows in view.failures.values() for row in rows)
    return [(name, words.TYPES.get(name, ""), n) for name, n in counts.most_common()]


def _changed(view: View) -> dict[str, list[dict[str, Any]]]:
    """The turns that fell, each with the stage at which it parted, and those that rose; "asked" is "" of a blind one."""
    found = view.found
    if found is None:
        return {"fell": [], "rose": []}
    asked = {name: {"asked": row["turns"][-1] if "turns" in row else ""} | row for name, row in view.rows.items()}
    fell = [asked[name] | {"parted": found.parted[name], "waived": found.waived.get(name, "")} for name in found.fell]
    return {"fell": fell, "rose": [asked[name] for name in found.rose]}
