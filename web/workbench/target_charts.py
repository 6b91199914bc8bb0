"""Which figures of the notice are drawn as bars: only like with like in one chart, each bar with the places that state it.

Not gr.BarPlot: it adds up what two places state of one indicator (25% and 25% as a bar of 50%), cuts long names, overlays
them on a phone, and is a picture without a button that leads to a clause. These are tables whose cells have a width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clause import Clause, Notice
from corpus.figures import normalised
from web.workbench.targets import Target, kind_of

LARGEST = 15  # bars of amounts
_FEWEST = 3  # bars that are worth a chart
_GROWTH = re.compile("(?:增长|增幅|增速)$")
_SHARE = re.compile("(?:率|比重|占比|比例|强度)$")
_AMOUNTS = ("money", "area", "weight", "length")


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of one indicator. width: in percent of the chart's longest; places: what states it, in reading order."""

    subject: str
    stated: str
    width: float
    places: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """key: "growth", "share" or "amount"; unit: what its bars are measured in; left_out: bars beyond the largest."""

    key: str
    unit: str
    bars: tuple[Bar, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures of each kind of unit each part states. rows: the part and a number for each of kinds."""

    kinds: tuple[str, ...]
    rows: tuple[tuple[Clause, tuple[int, ...]], ...]

    @property
    def most(self) -> int:
        return max((n for _, row in self.rows for n in row), default=0)


def charts(found: Sequence[Target]) -> list[Chart]:
    """The charts of these figures: growth and shares in percent, then amounts by base unit; none of fewer than 3 bars."""
    percent = [t for t in found if t.unit == "%"]
    growth = [t for t in percent if _GROWTH.search(t.figure.subject)]
    shares = [t for t in percent if _SHARE.search(t.figure.subject)]
    amounts: dict[str, list[Target]] = {}
    for one in found:
        base = normalised(one.figure)[1]
        if base and kind_of(one.unit) in _AMOUNTS:
            amounts.setdefault(base, []).append(one)
    drawn = [_chart("growth", "%", growth), _chart("share", "%", shares, longest=100.0)]
    drawn += [_chart("amount", base, held, most=LARGEST) for base, held in amounts.items()]
    return [chart for chart in drawn if len(chart.bars) >= _FEWEST]


def counts(found: Sequence[Target], notice: Notice) -> Counts:
    """The number of figures by attachment (the overall plan is one) and kind of unit; parts without any have zeros."""
    kinds = tuple(dict.fromkeys(kind_of(t.unit) for t in found))
    rows = []
    for part in notice.documents:
        held = [kind_of(t.unit) for t in found if t.clause.attachment == part.address]
        rows.append((part, tuple(held.count(kind) for kind in kinds)))
    return Counts(kinds, tuple(rows))


def _chart(key: str, unit: str, held: Sequence[Target], *, longest: float = 0.0, most: int | None = None) -> Chart:
    """Bars by value, the values of one indicator together. longest: what fills the width, the largest value if 0."""
    grouped: dict[tuple[str, float], list[Target]] = {}
    tops: dict[str, float] = {}
    for one in held:
        subject = one.figure.subject
        grouped.setdefault((subject, one.rank), []).append(one)
        tops[subject] = max(tops.get(subject, 0.0), one.rank)
    order = list(tops)
    keys = sorted(grouped, key=lambda key: (-tops[key[0]], order.index(key[0]), -key[1]))
    full = max([longest, *tops.values()], default=0.0) or 1.0
    bars = [
        Bar(
            subject,
            grouped[subject, value][0].figure.text,
            round(100 * value / full, 2),
            tuple(grouped[subject, value]),
        )
        for subject, value in keys
    ]
    return Chart(key, unit, tuple(bars[:most]), len(bars) - len(bars[:most]))
