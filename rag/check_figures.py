"""Is every figure of a Chinese claim one of the cited clauses', with its value, unit, bound, year and subject?

Both sides are read by one reader (corpus.figures), so that 四十六点三万亩, 463000亩 and 46.3万亩 are one figure. A bound is
part of the figure: 增长6.5% for 增长6.5%以上, or a 力争 left out or put in, is a fault; 不低于 for 以上 is none. A figure that
fits what another figure of the cited clauses measures better than what its own does is a fault: 农村低保740元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.clause import Figure
from corpus.figures import figures, normalised
from corpus.quantities import fold
from rag.bounds import meanings
from rag.cited import Cited, pairs, plain
from rag.support import Kind, Support, fault

Value = tuple[float, float | None, str]

_CN = "零〇一二三四五六七八九十百千两"
_PER_MONTH, _PER_YEAR = re.compile("每月|每人每月|按月|月均"), re.compile("每年|全年|年均")
_LIGHT = re.compile(
    "全县|我县|本县|新田县?|今年|全年|年内|本年度?|力争|力求|确保|实现|达到|要求|目标(?:是|为)?|需要|[要将应为是的在到]|其中|分别|均|都|"
    "公告|方案|文件|通知|规定|提出|明确|写明|以及|此外|推动|推进|完成|标准(?=$)|[(][^()]*[)]"
)
_BASIS = re.compile("年均|人均|亩均|户均|月均|日均|平均|累计|净增|最高|最低")
_SIBLINGS = 0.25  # likeness of two subjects at which a claim has to say which it means
_LEFT_OVER = 0.25  # share of a subject's characters that may be other words than those around the figure cited


@dataclass(frozen=True, slots=True)
class Named:
    """What a figure measures: pairs and single characters of its subject. near: the pairs of the words around it too."""

    value: Value
    keys: frozenset[str]
    near: frozenset[str]


def value_of(figure: Figure) -> Value:
    """A figure's ends in its base unit, and that unit: 3至5万元 → (30000.0, 50000.0, "元")."""
    low, unit = normalised(figure)
    high = None
    if figure.high is not None:
        high = low * figure.high / figure.value if figure.value else figure.high
    unit = re.sub(r"^百分点", "个百分点", fold(unit)).replace("位", "名")
    base, *pers = ("名" if unit == "人" else unit).split("/")
    return round(low, 6), None if high is None else round(high, 6), "/".join([base, *sorted(pers)])


def check_figures(text: str, cited: Sequence[Cited], year: int | None) -> tuple[list[Support], str]:
    """The support of each figure, and the text with the figures that are proven or faulted blanked: what is left may
    still hold other numbers. text: a claim in half width, simplified, without quotation marks, Chinese decimals as Arabic ones."""
    found: list[Support] = []
    rest = text
    for figure in figures(text, year=year):
        found.append(_support(figure, text, cited))
        rest = rest[: figure.start] + " " * (figure.end - figure.start) + rest[figure.end :]
    return found, rest


def _support(figure: Figure, text: str, cited: Sequence[Cited]) -> Support:
    value = value_of(figure)
    held = [(c, f) for c in cited for f in c.clause.figures if _same(value, value_of(f), figure, text)]
    if not held:
        return _literally(figure, cited) or fault(Kind.FIGURE, figure.text, "no such figure in the cited clause")
    why = ""
    for clause, own in held:
        reason = _difference(figure, own) or _of_another(figure, text, clause, own, cited)
        if not reason:
            return Support(Kind.FIGURE, figure.text, True, clause.clause.address, own.start, own.end)
        why = why or reason
    return fault(Kind.FIGURE, figure.text, why)


def _same(value: Value, own: Value, figure: Figure, text: str) -> bool:
    """One value and unit; "每月740元" is 740元/月, and 条 is the unit of 条(个)."""
    if value[:2] != own[:2]:
        return False
    if value[2] == own[2] or value[2] in re.split(r"[()]", own[2])[:2] * ("(" in own[2]):
        return True
    base, *pers = own[2].split("/")
    said = text[max(0, figure.start - 16) : figure.end + 8]
    wanted = {"月": _PER_MONTH, "年": _PER_YEAR, "人": re.compile("每人|人均")}
    return bool(pers) and value[2] == base and all(per in wanted and wanted[per].search(said) for per in pers)


def _literally(figure: Figure, cited: Sequence[Cited]) -> Support | None:
    """A figure that the reader sees in the claim only: its very words, where no figure of the clause stands."""
    words = plain(figure.text)
    before = plain(figure.comparator.partition("…")[0])
    for one in cited:
        for match in re.finditer(rf"(?<![0-9.{_CN}]){re.escape(words)}(?![0-9/])", one.text):
            start = one.clause.start + match.start()
            if any(f.start < start + len(words) and start < f.end for f in one.clause.figures):
                continue
            around = one.text[max(0, match.start() - 6) : match.end() + 3]
            if all(word in around for word in figure.comparator.split("…")) and before in around:
                return Support(Kind.FIGURE, figure.text, True, *one.place(words))
    return None


def _difference(figure: Figure, own: Figure) -> str:
    ours, theirs = meanings(figure.comparator), meanings(own.comparator)
    if ours != theirs:
        said, printed = (" ".join(sorted(kinds)) or "nothing" for kinds in (ours, theirs))
        return f"bound by {said} where the clause has {printed}"
    if figure.year is not None and own.year is not None and figure.year != own.year:
        return f"of {figure.year} where the clause says {own.year}"
    return ""


def _of_another(figure: Figure, text: str, clause: Cited, own: Figure, cited: Sequence[Cited]) -> str:
    """Why a figure's subject in the claim is not what its own measures; "" where it is."""
    subject = _LIGHT.sub("", plain(figure.subject)) or _LIGHT.sub("", _before(text, figure))
    keys = _keys(subject)
    if not keys:
        return ""
    value = value_of(own)
    mine = [n for n in _named(clause) if _one(n.value, value)]
    others = [n for c in cited for n in _named(c) if not _one(n.value, value)]
    fit = max((_fit(keys, n.keys) for n in mine), default=0.0)
    told = frozenset().union(*(n.keys for n in mine))
    for other in others:
        apart = other.keys - told
        if _fit(keys, other.keys) > fit or (
            other.value[2] == value[2] and apart and len(apart & keys) >= 0.6 * len(apart)
        ):
            return f"said of what another figure measures ({own.subject} is what this one does)"
    for other in others:  # "低保标准740元/月" where 城市 and 农村 have one each
        mine_only = told - other.keys
        if (
            other.value[2] == value[2]
            and mine_only
            and not mine_only & keys
            and max(_fit(n.keys, other.keys) for n in mine) >= _SIBLINGS
        ):
            return f"does not say which ({own.subject} is what it measures)"
    near = frozenset().union(*(n.near for n in mine)) | _title_pairs(clause)
    uncovered = _uncovered(subject, near)
    if len(uncovered) > max(1, _LEFT_OVER * len(subject)):
        return f"not said of {''.join(uncovered)}"
    said = plain(figure.subject) + _before(text, figure)
    strange = [basis for basis in _BASIS.findall(said) if basis not in near]
    return f"not {strange[0]}" if strange else ""


def _one(value: Value, own: Value) -> bool:
    """Whether two are one figure, a period aside: "每月485元" of a rendering is 485元/月."""
    return value[:2] == own[:2] and value[2].split("/")[0] == own[2].split("/")[0]


def _before(text: str, figure: Figure) -> str:
    """The words of a claim before a figure that the reader finds no subject for."""
    part = re.split(r"[,;:。!?\n0-9]", plain(text[: figure.start]))[-1]
    return part[-16:]


def _uncovered(words: str, known: Iterable[str]) -> list[str]:
    han = re.findall(r"[\u3400-\u9fff]+", words)
    missing: list[str] = []
    for run in han:
        covered = [False] * len(run)
        for i in range(len(run) - 1):
            if run[i : i + 2] in known:
                covered[i] = covered[i + 1] = True
        missing += [char for char, has in zip(run, covered, strict=True) if not has]
    return missing


def _keys(subject: str) -> frozenset[str]:
    return pairs(subject) | frozenset(re.findall(r"[\u3400-\u9fffa-z]", subject))


def _fit(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's coefficient."""
    return len(one & other) / (len(one | other) or 1)


_NAMED: dict[int, tuple[Cited, tuple[Named, ...]]] = {}


def _named(clause: Cited) -> tuple[Named, ...]:
    """The figures of a clause by what they measure, as its text and its rendering say it."""
    held = _NAMED.get(id(clause))
    if held is None or held[0] is not clause:
        made = []
        start = clause.clause.start
        for figure in clause.clause.figures:
            around = clause.around(figure.start - start, figure.end - start)
            subject = _LIGHT.sub("", plain(figure.subject))
            made.append(Named(value_of(figure), _keys(subject), pairs(plain(figure.subject)) | pairs(around)))
        for figure in clause.figures_zh:
            around = _between(clause.zh, figure.start, figure.end)
            subject = _LIGHT.sub("", plain(figure.subject))
            made.append(Named(value_of(figure), _keys(subject), pairs(plain(figure.subject)) | pairs(around)))
        if len(_NAMED) > 1024:
            _NAMED.clear()
        held = _NAMED[id(clause)] = (clause, tuple(made))
    return held[1]


def _between(text: str, start: int, end: int) -> str:
    first = 1 + max(text.rfind(mark, 0, start) for mark in ",;:。!?\n")
    stops = [at for mark in ",;:。!?\n" if (at := text.find(mark, end)) >= 0]
    return text[first : min(stops, default=len(text))]


def _title_pairs(clause: Cited) -> frozenset[str]:
    return frozenset().union(*(pairs(title) for title in clause.titles))
