"""Which figures of two texts state the same target: by unit, by what is measured, and by value.

    技术合同成交额增长15%以上 · 技术合同交易成交额增长15%以上      the same target; the attachment's name has 交易 besides
    第一产业增加值增长4% · 第二产业增加值增长4%                    two targets: a word replaced is another thing

Names that differ only by words put in (全社会, 年度, 交易) are one target's; names in which a word is exchanged for another
are two targets'. Within two clauses each figure has one partner at most, so that a target and its part (居民收入, 农村居民
收入) that stand side by side on both sides are not crossed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from corpus.clause import Clause, Figure
from corpus.figures import normalised

_UNPRINTED = re.compile("[“”\"‘’'「」\\s]")
_RISE, _FALL = "增长|增加|提高|提升|上升|增幅|增速", "下降|降低|减少|压减|缩减|降幅"
_CHANGE = re.compile(f"(?P<basis>同比|年均|平均|大幅)?(?:双)?(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))$")
_VERB = re.compile(
    "^(?:新增|新?认定|新?培育|新?引进|新?建成?|创建|争创|突破|完成|实现|实施|入库|谋划|发展|打造|种植|收购|出栏)"
)
_LIST = re.compile("[、和与及]")
_SHARES = ("%", "‰", "个百分点", "百分点")
_NEAR = 0.6  # of names between which words were put in: 政务服务一网通办率 and 一网通办率 have 0.71
_CLOSE = 0.8  # the same where the values differ too: 高校技术合同成交额 and 技术合同成交额 have 0.88
_SHORTEST = 4  # characters: a shorter name (增加值, 企业) is no evidence unless both are the same


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure as it is compared.

    unit: its base unit; "" where it has none, and `lost` where the page lost it.
    name: what is measured, without quotation marks and without the word of change at its end.
    change: "+" for growth, "-" for decline, "" for a level; basis: 同比, 年均 … before that word.
    """

    clause: Clause
    figure: Figure
    value: float
    unit: str
    name: str
    change: str
    basis: str

    @property
    def lost(self) -> bool:
        return not self.figure.unit


@dataclass(frozen=True, slots=True)
class Match:
    """Two figures of one target: the main document's, an attachment's. equal: the values are the same."""

    left: Measure
    right: Measure
    equal: bool


def measure(clause: Clause, figure: Figure) -> Measure:
    """A figure of `clause` as it is compared. Never raises."""
    value, unit = normalised(figure)
    words = _UNPRINTED.sub("", figure.subject)
    found = _CHANGE.search(words)
    name = words[: found.start()] if found else words
    change = "" if not found else "+" if found["rise"] else "-"
    return Measure(clause, figure, value, unit, name, change, (found["basis"] or "") if found else "")


def comparable(left: Measure, right: Measure) -> bool:
    """Whether two figures can be of one target at all: one unit (or one of them lost), one direction, no other year."""
    units = left.unit == right.unit or left.lost or right.lost
    years = left.figure.year is None or right.figure.year is None or left.figure.year == right.figure.year
    return units and years and left.change == right.change


def same_value(left: Measure, right: Measure) -> bool:
    """Whether two figures have one value, range and all."""
    return left.value == right.value and left.figure.high == right.figure.high


def likeness(left: str, right: str) -> float:
    """How alike two names are, 0 to 1; 0 where a word of one stands in another word's place."""
    if left == right:
        return 1.0 if left else 0.0
    shared = len(set(left) & set(right))  # cheap, and most names share nothing
    if min(len(left), len(right)) < _SHORTEST or 2 * shared < _NEAR * min(len(set(left)), len(set(right))):
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return 0.0 if any(code == "replace" for code, *_ in matcher.get_opcodes()) else matcher.ratio()


def put_in(left: str, right: str) -> tuple[list[str], list[str]]:
    """The words that only `left` has, and those that only `right` has: (["全社会"], []) of 全社会研发经费, 研发经费."""
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return (
        [left[a:b] for code, a, b, _, _ in codes if code in ("delete", "replace")],
        [right[c:d] for code, _, _, c, d in codes if code in ("insert", "replace")],
    )


def align(left: Sequence[Measure], right: Sequence[Measure]) -> tuple[Match, ...]:
    """The pairs of figures that state one target, in no order; a figure may have partners in several clauses."""
    found: list[Match] = []
    for ours in _by_clause(left):
        for theirs in _by_clause(right):
            found += _partners(ours, theirs)
    return tuple(found)


def _by_clause(measures: Iterable[Measure]) -> list[list[Measure]]:
    return [list(group) for _, group in groupby(measures, key=lambda m: m.clause.address)]


def _partners(ours: Sequence[Measure], theirs: Sequence[Measure]) -> list[Match]:
    """One partner at most for each figure: the same name first, then the same value, then the nearer name."""
    scored = []
    for i, left in enumerate(ours):
        for j, right in enumerate(theirs):
            equal = same_value(left, right)
            alike = _alike(left, right, equal) if comparable(left, right) else 0.0
            if alike:
                scored.append((alike == 1.0, equal, alike, -i, -j, Match(left, right, equal)))
    scored.sort(key=lambda row: row[:-1], reverse=True)
    found: list[Match] = []
    for *_, match in scored:
        if not any(match.left is m.left or match.right is m.right for m in found):
            found.append(match)
    return found


def _alike(left: Measure, right: Measure, equal: bool) -> float:
    """How alike two figures' names are where that is enough to pair them, else 0.

    Different values need more: a part and its whole, or enterprises fostered and enterprises certified, may well differ.
    """
    alike = likeness(left.name, right.name)
    if not equal:
        return alike if alike == 1.0 or (alike >= _CLOSE and left.unit in _SHARES) else 0.0
    return max(
        alike if alike >= _NEAR else 0.0,
        0.9 * _long(likeness(_VERB.sub("", left.name), _VERB.sub("", right.name)), left, right),
        0.8 * max((likeness(part, right.name) for part in _parts(left.name)), default=0.0),
        0.8 * max((likeness(left.name, part) for part in _parts(right.name)), default=0.0),
    )


def _long(alike: float, left: Measure, right: Measure) -> float:
    shortest = min(len(_VERB.sub("", name)) for name in (left.name, right.name))
    return alike if alike >= _NEAR and shortest >= _SHORTEST else 0.0


def _parts(name: str) -> list[str]:
    """The members of a list, if it is one: 接待游客数量, 旅游综合总收入 of "接待游客数量和旅游综合总收入"."""
    parts = [part for part in _LIST.split(name) if len(part) >= _SHORTEST]
    return parts if len(parts) > 1 else []
