"""report.md: what a job page has to say of a run, and nothing that differs from one run to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from eval.report import words
from eval.report.view import MAIN, View, moved
from eval.tables import cell, grid

_LISTED = 50  # questions and findings of a kind that are listed


def text(view: View) -> str:
    """The whole file."""
    parts = [_head(view), _paired(view), *_changed(view), _stages(view), *_slices(view), _made_with(view)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(view: View) -> str:
    found = view.verdict
    sign = {"green": "✅ 绿 GREEN", "red": "❌ 红 RED"}.get(found.tone, "➖ 无基线 NO BASELINE")
    return (
        f"# 问策评测 Wence evaluation\n\n## {sign}：{found.headline}\n\n*{found.headline_en}.*\n\n{_plain(found.detail)}\n\n"
        f"{_plain(found.detail_en)}"
    )


def _paired(view: View) -> str:
    """A row a split: what passes, and the paired test against the baseline."""
    if view.found is None:
        return ""
    rows = []
    for split, p in view.found.paired.items():
        low, high = (_signed(bound) for bound in p.interval)
        rows.append([split, f"+{p.gained}", f"−{p.lost}", _signed(p.difference), f"[{low}, {high}]", f"{p.p:.3g}"])
    head = ["题集 split", "新对 gained", "新错 lost", "通过率之差 difference", "95 % 区间 interval", "p (McNemar)"]
    return f"### 与基线成对比较 Paired with the baseline\n\n{grid(head, rows)}"


def _changed(view: View) -> Iterator[str]:
    """What fell, what else is red, what rose. Of a blind question its id and type."""
    found = view.found
    if found is None:
        return
    if found.fell:
        fell = (
            f"{_question(view, name)} → 走岔于 parted at **{found.parted[name]}**{_reason(found.waived.get(name))}"
            for name in found.fell
        )
        yield f"### 由对变错 Passed before, fail now ({len(found.fell)})\n\n{_listed(fell)}"
    others = [f for f in found.findings if f.kind != "question"]
    if others:
        told = (
            f"{words.KINDS[f.kind]} `{f.name}`{f' [{f.stage}]' if f.stage else ''}：{_plain(f.detail)}" for f in others
        )
        yield f"### 其他不合要求之处 What else is red ({len(others)})\n\n{_listed(told)}"
    if found.rose:
        rose = _listed(_question(view, name) for name in found.rose)
        yield f"<details><summary>由错变对 Failed before, pass now ({len(found.rose)})</summary>\n\n{rose}\n\n</details>"


def _question(view: View, name: str) -> str:
    row = view.rows[name]
    asked = f" {_plain(row['turns'][-1])}" if "turns" in row else ""
    return f"`{name}` ({row['type']}){asked}"


def _reason(waived: str | None) -> str:
    return f"；豁免 waived：{_plain(waived)}" if waived else ""


def _listed(items: Iterable[str]) -> str:
    lines = [f"- {item}" for item in items]
    left = len(lines) - _LISTED
    return "\n".join(
        [*lines[:_LISTED], *([f"- …… 另有 {left} 项，见 report.html and {left} more"] if left > 0 else [])]
    )


def _stages(view: View) -> str:
    head = ["步 stage", "指标 measure", "基线 baseline", "现在 now", "变化 change"]
    rows = []
    for c in view.stages:
        move = moved(c.before, c.now, c.name)
        label = f"{words.STAGES[c.group].zh} {c.group}" if c.group in words.STAGES else c.group
        rows.append(
            [label, c.name, cell(c.name, c.before), cell(c.name, c.now), f"**{move}**" if c.tone == "worse" else move]
        )
    return f"### 各步单独测 Each stage by itself\n\n{grid(head, rows)}"


def _slices(view: View) -> Iterator[str]:
    """The splits, then the types of each, with intervals."""
    yield f"### 各题集 Splits\n\n{_table(view, view.splits)}\n\n值后是 95 % 自助法区间 with 95 % bootstrap intervals；n 为题数 judged turns。"
    for split in view.splits:
        kinds = [name for name in view.held if name.startswith((f"{split}/type/", f"{split}/dialogue/"))]
        yield f"<details><summary>{split}：各题型 types ({len(kinds)})</summary>\n\n{_table(view, kinds)}\n\n</details>"


def _table(view: View, names: Iterable[str]) -> str:
    rows = []
    for name in names:
        found = view.slices[name]
        move = moved(view.before(name, "passed"), found["passed"])
        shown = [_with_interval(view, name, measure) for measure in MAIN]
        zh, own = words.slice_label(name)
        label = own if not zh or "/" not in name else f"{zh} {own}"
        rows.append([label, f"{found['n']:.0f}", shown[0], move, *shown[1:], f"{found['must_not']:.0f}"])
    return grid(["类 slice", "n", "passed", "变化 change", *MAIN[1:], "must_not"], rows)


def _with_interval(view: View, name: str, measure: str) -> str:
    value = view.slices[name].get(measure)
    low, high = view.intervals.get((name, measure), (0.0, 0.0))
    return cell(measure, value) + (f" [{low:.3f}, {high:.3f}]" if high > low else "")


def _made_with(view: View) -> str:
    rows = [[name, f"`{value}`"] for name, value in view.results.made_with.items()]
    return f"<details><summary>测的是什么 What was measured</summary>\n\n{grid(['名称 name', '值 value'], rows)}\n\n</details>"


def _signed(value: float) -> str:
    return f"{value:+.4f}".replace("-", "−")


def _plain(words_said: str) -> str:
    """Words on one line that mean nothing to Markdown or HTML."""
    return re.sub(r"([\\`*_\[\]<>|#~$&])", r"\\\1", " ".join(words_said.split()))
