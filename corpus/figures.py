"""Targets and amounts of an official text: value, unit, bounding words, what is measured, and the year.

    "粮食播种面积稳定在46.3万亩、产量17万吨以上" → 46.3 万亩 稳定在 粮食播种面积 · 17 万吨 以上 粮食产量

What counts as a quantity stands in quantities.py, how its subject is read in subjects.py. A figure's text is the number
and its unit; the words that bound it are its comparator.
"""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.clause import Figure
from corpus.quantities import SENTENCE, Spot, find, fold, mask, split_unit
from corpus.subjects import DATED, distributed, flatten, qualifies, subject_of

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_AIM = re.compile("力争|力求")
_THIS_YEAR = re.compile("全年|今年|本年|(?<![一二三四五六七八九十两0-9])年内")
_REFERENCE_YEAR = re.compile(  # a year compared with, or named in a title, is not the figure's own
    "《[^》]*》|(?:[比较]|[高低]于)(?:19|20)[0-9]{2}年|(?:19|20)[0-9]{2}年(?:相比|以来)"
)


def _list(words: str) -> list[str]:
    return words.split()


# English of the units: (one, several); a classifier (家, 项, 个) has none.
ENGLISH_UNITS: dict[str, tuple[str, str]] = {
    "元": ("yuan", "yuan"), "亩": ("mu", "mu"), "吨": ("tonne", "tonnes"), "担": ("dan", "dan"), "公顷": ("hectare", "hectares"),
    "头": ("head", "head"), "名": ("person", "people"), "人": ("person", "people"), "场": ("event", "events"),
    "户": ("household", "households"), "个百分点": ("percentage point", "percentage points"), "次": ("time", "times"),
    "百分点": ("percentage point", "percentage points"), "千伏": ("kV", "kV"), "千瓦": ("kW", "kW"), "公里": ("km", "km"),
    "平方米": ("square metre", "square metres"), "年": ("year", "years"), "个月": ("month", "months"), "月": ("month", "months"),
    "周": ("week", "weeks"), "天": ("day", "days"), "日": ("day", "days"), "工作日": ("working day", "working days"),
    "个工作日": ("working day", "working days"), "小时": ("hour", "hours"), "分钟": ("minute", "minutes"),
    "人次": ("person-time", "person-times"), "倍": ("time", "times"), "米": ("metre", "metres"),
    **dict.fromkeys(_list("个 家 项 条 座 所 处 台 套 辆 件 种 类 批 支 条(个)"), ("", "")),
}  # fmt: skip
_ENGLISH_BOUNDS: dict[str, str] = {
    **dict.fromkeys(_list("以上 不低于 不少于 至少 最少 最低 不小于 不得低于 不得少于"), "at least"),
    **dict.fromkeys(_list("以下 以内 之内 内 不超过 不高于 不大于 不多于 最多 至多 最高 不得超过 不得高于"), "at most"),
    **dict.fromkeys(_list("超过 突破 高于 多于 大于 超 逾 多 余"), "more than"),
    **dict.fromkeys(_list("低于 少于 小于 不足 未满 不满"), "less than"),
    **dict.fromkeys(_list("约 大约 左右 上下"), "about"),
    **dict.fromkeys(_list("近 接近 将近"), "nearly"),
}
_PER = {"百分之": "%", "千分之": "‰", "分之": ""}
_OR = {"及以上": "or above", "及以下": "or below"}


def figures(text: str, offset: int = 0, year: int | None = None) -> tuple[Figure, ...]:
    """Every quantity of `text`, in order. Never raises.

    offset: where `text` begins in the source, so that source[f.start:f.end] == f.text.
    year: the year that the document is about; it is a figure's year where the sentence says 全年, 今年 or 年内. A year
    that the sentence itself names before the figure ("2025年…") goes first; a figure of a sentence with neither has None.
    """
    plain = fold(text)
    masked = mask(plain)
    spots = find(masked)
    flat = flatten(masked, spots)
    shared = distributed(plain, flat, spots)
    found: list[Figure] = []
    subject = ""
    for i, spot in enumerate(spots):
        leader, subject = shared.get(i) or (spot, subject_of(plain, flat, spots, i, subject))
        aim = () if qualifies(flat, spots, i) else _aim(masked, spot)
        words = (*aim, *(spot.before or leader.before), *spot.after)
        found.append(
            Figure(
                text=text[spot.start : spot.end],
                value=float(spot.value),
                high=None if spot.high is None else float(spot.high),
                unit=spot.unit,
                comparator="…".join(dict.fromkeys(words)),
                subject=subject,
                year=_year(plain, spot, year),
                start=offset + spot.start,
                end=offset + spot.end,
            )
        )
    return tuple(found)


def _aim(masked: str, spot: Spot) -> tuple[str, ...]:
    """力争 binds the figures after it up to a comma, and up to the sentence's end where it opens a clause."""
    sentence = _since(masked, spot, "。;!?\n")
    aims = list(_AIM.finditer(masked, sentence, spot.start))
    if not aims:
        return ()
    opens = re.search(rf"(?:^|[,.)])(?:\s|\ufffc|{DATED})*$", masked[sentence : aims[-1].start()])
    return (aims[-1][0],) if opens or "," not in masked[aims[-1].end() : spot.start] else ()


def _since(text: str, spot: Spot, marks: str) -> int:
    """Where the sentence begins that a figure stands in."""
    far = max(0, spot.start - SENTENCE)
    return max(far, *(1 + text.rfind(mark, far, spot.start) for mark in marks))


def _year(plain: str, spot: Spot, year: int | None) -> int | None:
    sentence = _since(plain, spot, "。!?\n")
    if "年" not in plain[sentence : spot.start]:
        return None
    words = _REFERENCE_YEAR.sub("", plain[sentence : spot.start])
    named = _YEAR.findall(words)
    return int(named[-1]) if named else year if _THIS_YEAR.search(words) else None


def normalised(figure: Figure) -> tuple[float, str]:
    """The value in its base unit, the lower end of a range: 46.3万亩 → (463000.0, "亩"), 百分之三十 → (30.0, "%").

    A unit that is only a scale ("5000万") has the base unit ""; a unit per unit keeps its denominators (万元/月 → 元/月).
    """
    scale, unit = split_unit(figure.unit)
    return _scaled(figure.value, scale), _PER.get(unit, unit)


def english(figure: Figure) -> str:
    """The quantity in English words, without its subject: "at least 6.5%", "at least 485 yuan per month"."""
    scale, unit = split_unit(figure.unit)
    base, *pers = _PER.get(unit, unit).split("/")
    number = figure.text if unit == "分之" else _amount(figure.value, figure.high, scale)
    plural = figure.high is not None or figure.value * scale != 1
    named = ENGLISH_UNITS.get(base, (base, base))[plural]
    measure = " ".join([named, *(f"per {ENGLISH_UNITS.get(per, (per, per))[0]}" for per in pers)]).strip()
    amount = f"{number}{measure}" if measure in ("%", "‰") else f"{number} {measure}".strip()

    words = figure.comparator.split("…")
    bound = next((_ENGLISH_BOUNDS[word] for word in words if word in _ENGLISH_BOUNDS), "")
    held = "held at" if {"稳定在", "保持在", "维持在", "控制在"} & set(words) else ""
    aim = "aiming for" if _AIM.match(words[0]) else ""
    if held and bound in ("at least", "at most"):
        amount, bound = f"{amount} or {'more' if bound == 'at least' else 'less'}", ""
    reaching = "reaching" if {"达", "达到"} & set(words) and not (bound or held or aim) else ""
    tail = next((_OR[word] for word in words if word in _OR), "")
    return " ".join(part for part in (aim, held, reaching, bound, amount, tail) if part)


def _scaled(value: float, scale: int) -> float:
    return float(Decimal(str(value)) * scale)  # 44.6 × 10⁸ in binary is 4460000000.0000005


def _amount(low: float, high: float | None, scale: int) -> str:
    """(102, None, 10**8) → "10.2 billion"; (3, 4, 1) → "3–4"."""
    top = _scaled(high if high is not None else low, scale)
    divisor, word = next(((d, w) for d, w in ((10**9, " billion"), (10**6, " million")) if top >= d), (1, ""))
    ends = [Decimal(str(end)) * scale / divisor for end in (low, high) if end is not None]
    return "–".join(f"{end:,.4f}".rstrip("0").rstrip(".") for end in ends) + word
