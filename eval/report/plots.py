"""The plots of a run, each beside the baseline where there is one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MultipleLocator, PercentFormatter

from eval.blame import STAGES
from eval.compare import LESS_IS_BETTER
from eval.report import words
from eval.report.drawing import COLOURS, SIZE, Plot, canvas, key, rows, style, svg
from eval.report.reliability import bins, calibration_error, judgements
from eval.report.view import View
from eval.tables import COUNTS

_SHOWN = ("type", "lang", "turn")  # slices that are drawn; the tables have all
_FEWEST = 5  # questions of which a share is worth drawing
_RANKS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (0, 0))
_NOW, _THEN = "现在 now", "基线 baseline"
_HUES = ("now", "other")
_RING: dict[str, Any] = {"markerfacecolor": COLOURS["card"], "markeredgecolor": COLOURS["then"]}


def plots(view: View) -> list[Plot]:
    """All of them, in the order of the page."""
    with style():
        return [
            *(_passed(view, split) for split in view.splits),
            _stages(view),
            _failures(view),
            _ranks(view),
            *_answerable(view),
            _latency(view),
        ]


def _passed(view: View, split: str) -> Plot:
    """A row a slice: the share passed with its interval, and the baseline's as a ring."""
    drawn = tuple(f"{split}/{f}/" for f in _SHOWN)
    names = [n for n, held in view.held.items() if n == split or (n.startswith(drawn) and len(held) >= _FEWEST)]
    labels = [f"{' '.join(_named(name))} · {len(view.held[name])}" for name in names]
    figure, axes = rows(labels, right=0.5)
    now = [view.slices[name]["passed"] for name in names]
    spans = [view.intervals[name, "passed"] for name in names]
    _dots(axes, now, [view.before(name, "passed") for name in names], spans)
    lowest = min([0.9, *(low for low, _ in spans)])
    axes.set_xlim(max(0.0, math.floor(lowest * 10) / 10) - 0.01, 1.01)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    _values(axes, [f"{value:.1%}" for value in now])
    _separate(axes, [name.count("/") and name.split("/")[1] for name in names])
    title = f"{words.SPLITS[split].zh if split in words.SPLITS else split}：各类题的通过率"
    told = "；".join(f"{label}：{value:.1%}" for label, value in zip(labels, now, strict=True))
    return Plot(
        f"passed-{split}",
        title,
        f"Passed by slice, {split}",
        "圆点是现在，横线是 95 % 自助法区间，圆环是基线；名称后是题数，不到五题的只列在表里。 Dot: now, with its 95 % "
        "bootstrap interval; ring: baseline; after the name, the number of questions; below five, see the tables.",
        svg(figure, f"passed-{split}", title, told),
    )


def _named(name: str) -> list[str]:
    zh, own = words.slice_label(name)
    return [zh, own] if zh and "/" in name else [zh or own]


def _stages(view: View) -> Plot:
    """A row a share that more is better of; counts and shares that fewer is better of are in the table."""
    shown = [c for c in view.stages if c.now is not None and c.name not in COUNTS | LESS_IS_BETTER]
    labels = [f"{words.STAGES[c.group].zh} · {words.measure(c.name).zh}" for c in shown]
    figure, axes = rows(labels, right=0.9)
    now = [c.now or 0.0 for c in shown]
    _dots(axes, now, [c.before for c in shown])
    lowest = min([0.9, *now, *(c.before for c in shown if c.before is not None)])
    axes.set_xlim(max(0.0, math.floor(lowest * 20) / 20) - 0.005, 1.005)
    moves = ["" if c.before is None or not c.tone else f" {(c.now or 0.0) - c.before:+.3f}" for c in shown]
    texts = [f"{value:.3f}{move.replace('-', '−')}" for value, move in zip(now, moves, strict=True)]
    _values(axes, texts)
    _separate(axes, [c.group for c in shown])
    told = "；".join(f"{label}：{text}" for label, text in zip(labels, texts, strict=True))
    title = "各步单独测"
    return Plot(
        "stages",
        title,
        "Each stage by itself",
        "每一步只测自己：给它对的输入，看它的输出。横轴不从零起。 Each stage is given what is right and judged by itself; the axis does not begin at zero.",
        svg(figure, "stages", title, told),
    )


def _dots(
    axes: Axes,
    now: Sequence[float],
    before: Sequence[float | None],
    spans: Sequence[tuple[float, float]] = (),
) -> None:
    for y, (low, high) in enumerate(spans):
        axes.plot([low, high], [y, y], color=COLOURS["now"], linewidth=1.6, alpha=0.45, solid_capstyle="butt")
    held = [(x, y) for y, x in enumerate(before) if x is not None]
    for x, y in held:
        axes.plot([x, now[y]], [y, y], color=COLOURS["then"], linewidth=0.8)
    if held:
        axes.plot(*zip(*held, strict=True), "o", clip_on=False, zorder=3, markersize=6.5, **_RING)
    axes.plot(now, range(len(now)), "o", clip_on=False, zorder=4, markersize=4.5, color=COLOURS["now"])
    handles = [Line2D([], [], marker="o", linestyle="", markersize=4.5, color=COLOURS["now"], label=_NOW)]
    if held:
        handles.append(Line2D([], [], marker="o", linestyle="", markersize=6.5, label=_THEN, **_RING))
    key(axes, handles)


def _values(axes: Axes, texts: Sequence[str]) -> None:
    """What the rows come to, at the right of the axes."""
    for y, text in enumerate(texts):
        place = (1.0, y)
        axes.annotate(
            text, place, (6, 0), ("axes fraction", "data"), textcoords="offset points", va="center", fontsize=SIZE - 0.5
        )


def _separate(axes: Axes, groups: Sequence[object]) -> None:
    """A line where a group of rows begins."""
    for y in range(1, len(groups)):
        if groups[y] != groups[y - 1]:
            axes.axhline(y - 0.5, color=COLOURS["line"], linewidth=0.8)


def _failures(view: View) -> Plot:
    """A bar a split and stage."""
    counts = Counter((row["split"], row["stage"]) for row in view.rows.values() if not row["passed"])
    labels = [f"{words.STAGES[stage].zh} {stage}" for stage in STAGES]
    figure, axes = rows(labels, right=0.4, row=0.34)
    _bars(axes, {split: [counts[split, stage] for stage in STAGES] for split in view.splits}, "{:.0f}")
    axes.xaxis.set_major_locator(MultipleLocator(_step(max([1, *counts.values()]))))
    told = "；".join(
        f"{words.STAGES[stage].zh}：" + "，".join(f"{split} {counts[split, stage]} 题" for split in view.splits)
        for stage in STAGES
    )
    title = "没通过的题错在哪一步"
    return Plot(
        "failures", title, "Failures by stage", "每题只算最先出错的一步。 Each counted once, at the first stage that went wrong.",
        svg(figure, "failures", title, told),
    )  # fmt: skip


def _step(most: int) -> int:
    """A round distance of ticks, five or so up to `most`."""
    size = int(10 ** (len(str(max(1, most))) - 1))
    return next(step for step in (max(1, size // 5), max(1, size // 2), size, 2 * size, 5 * size) if most / step <= 6)


def _bars(axes: Axes, series: dict[str, list[float]], form: str, before: dict[str, list[float]] | None = None) -> None:
    """Bars side by side in each row, labelled; the baseline's as a tick across."""
    thick = 0.74 / max(1, len(series))
    for number, (name, values) in enumerate(series.items()):
        places = [y - 0.37 + thick * (number + 0.5) for y in range(len(values))]
        label = f"{words.SPLITS[name].zh} {name}" if name in words.SPLITS else name
        axes.barh(places, values, thick * 0.86, color=COLOURS[_HUES[number % 2]], label=label)
        for y, value in zip(places, values, strict=True):
            axes.annotate(
                form.format(value), (value, y), (5, 0), textcoords="offset points", va="center", fontsize=SIZE - 1
            )
        for y, value in zip(places, (before or {}).get(name, ()), strict=False):
            axes.plot([value, value], [y - thick / 2, y + thick / 2], color=COLOURS["ink"], linewidth=1.4)
    axes.set_xlim(0, max([1e-9, *(v for values in series.values() for v in values)]) * 1.02)
    handles, _ = axes.get_legend_handles_labels()
    key(axes, [*handles, *([Line2D([], [], color=COLOURS["ink"], linewidth=1.4, label=_THEN)] if before else [])])


def _ranks(view: View) -> Plot:
    """Where the gold clause stands among those retrieved, of the questions that were looked up."""
    looked = {split: [o for o in view.held[split] if o.gold and o.ranked] for split in view.splits}
    looked = {split: held for split, held in looked.items() if held}
    now = {split: _shares([o.rank for o in held]) for split, held in looked.items()}
    before = {}
    if view.baseline:
        old = view.baseline.questions
        before = {split: _shares([old[o.id]["rank"] for o in held if o.id in old]) for split, held in looked.items()}
    labels = [str(a) if a == b else f"{a}–{b}" for a, b in _RANKS[:-1]] + ["前二十没有 none"]
    figure, axes = rows(labels, right=0.5, row=0.34)
    _bars(axes, now, "{:.1%}", before)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    told = "；".join(
        f"第 {label} 位：" + "，".join(f"{split} {shares[at]:.1%}" for split, shares in now.items())
        for at, label in enumerate(labels)
    )
    title = "该引的条款排在第几"
    return Plot(
        "ranks", title, "Rank of the gold clause", "查过条款的题；要几条的，看最后一条排到第几。 Questions that were looked up; of several clauses, the last.",
        svg(figure, "ranks", title, told),
    )  # fmt: skip


def _shares(ranks: Sequence[int]) -> list[float]:
    return [sum(low <= rank <= high for rank in ranks) / max(1, len(ranks)) for low, high in _RANKS]


def _answerable(view: View) -> Iterator[Plot]:
    """The calibration of the probability that a thing is stated, and its distribution."""
    figure, axes = canvas(2.6, 0.75)
    axes.plot([0, 1], [0, 1], color=COLOURS["then"], linewidth=0.8, linestyle=(0, (4, 3)))
    told = []
    for number, split in enumerate(view.splits):
        judged = judgements(view.held[split])
        found, hue = bins(judged), COLOURS[_HUES[number % 2]]
        for b in found:
            axes.plot([b.probability] * 2, [b.low, b.high], color=hue, linewidth=1.4, alpha=0.45)
        label = f"{words.SPLITS[split].zh if split in words.SPLITS else split}，ECE {calibration_error(judged):.3f}"
        axes.plot(
            [b.probability for b in found],
            [b.share for b in found],
            "o-",
            markersize=4,
            linewidth=1.2,
            color=hue,
            label=label,
        )
        told.append(f"{label}：" + "，".join(f"{b.probability:.2f}→{b.share:.2f}" for b in found))
    axes.set(
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.04),
        xlabel="给出的概率 probability given",
        ylabel="真写了的占比 share stated",
    )
    axes.grid()
    key(axes)
    title = "“公告写了”的概率可不可信"
    yield Plot(
        "calibration", title, "Reliability of the probability that a thing is stated",
        "点在虚线上就是可信：说七成，就真有七成写了。ECE 是平均差距。 On the dashed line a probability means what it says; ECE: the mean distance.",
        svg(figure, "calibration", title, "；".join(told)),
    )  # fmt: skip
    judged = judgements(view.results.outcomes)
    figure, axes = canvas(2.6, 0.75)
    names = {True: "写了的 stated", False: "没写的 not stated"}
    for (yes, label), hue in zip(names.items(), _HUES, strict=True):
        values = [p for p, stated in judged if stated == yes]
        weights = [1.0 if yes else -1.0] * len(values)  # the ones above the line, the others below it
        axes.hist(
            values,
            bins=20,
            range=(0, 1),
            weights=weights,
            color=COLOURS[hue],
            rwidth=0.86,
            label=f"{label} ({len(values)})",
        )
    axes.axhline(0, color=COLOURS["then"], linewidth=0.8)
    axes.set_yscale("symlog", linthresh=10)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
    axes.set(xlim=(-0.02, 1.02), xlabel="给出的概率 probability given", ylabel="题数 questions")
    axes.grid(axis="y")
    key(axes)
    title = "这个概率分不分得开"
    told = [f"{label} {sum(stated == yes for _, stated in judged)} 题" for yes, label in names.items()]
    yield Plot(
        "distribution", title, "Its distribution for what is stated and what is not",
        "上面是写了的，下面是没写的；上面靠右、下面靠左，就分得开。纵轴十以上按对数。凭规则判的不在内。 Above: stated; below: not stated. Beyond ten the axis is logarithmic; judgements by rule are left out.",
        svg(figure, "distribution", title, "；".join(told)),
    )  # fmt: skip


def _latency(view: View) -> Plot:
    """From the median to the 99th percentile of every step."""
    timings = view.results.timings()
    steps = [step for step in words.STEPS if step in timings] + [step for step in timings if step not in words.STEPS]
    labels = [f"{words.STEPS.get(step, '')} {step}".strip() for step in steps]
    figure, axes = rows(labels, right=0.95, bottom=0.42)
    least = 0.01  # milliseconds: what takes less is drawn at the edge
    texts = []
    for y, step in enumerate(steps):
        p50, p99 = (max(least, timings[step][q]) for q in ("p50", "p99"))
        axes.plot([p50, p99], [y, y], color=COLOURS["now"], linewidth=1.6, alpha=0.45)
        axes.plot([p50], [y], "o", markersize=4.5, color=COLOURS["now"])
        axes.plot([p99], [y], "|", markersize=8, markeredgewidth=1.6, color=COLOURS["other"])
        texts.append(f"{timings[step]['p50']:.1f} / {timings[step]['p99']:.1f}")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.minorticks_off()
    axes.set_xlabel("毫秒 ms")
    _values(axes, texts)
    key(axes, [
        Line2D([], [], marker="o", linestyle="", markersize=4.5, color=COLOURS["now"], label="p50"),
        Line2D([], [], marker="|", linestyle="", markersize=8, markeredgewidth=1.6, color=COLOURS["other"], label="p99"),
    ])  # fmt: skip
    title = "各步用时"
    told = "；".join(f"{label}：{text} 毫秒" for label, text in zip(labels, texts, strict=True))
    return Plot(
        "latency", title, "Time by step", "走到这一步的题的中位数和第 99 百分位，对数轴；每次运行不尽相同，不作评判。 Median and 99th percentile of the turns that reached the step; differs from run to run, and nothing is judged by it.",
        svg(figure, "latency", title, told),
    )  # fmt: skip
