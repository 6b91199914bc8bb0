"""Is a rendering faithful? Every figure and body in it stands in its clause, and the English leaves none out.

Numbers are compared by value, so that 46.3万亩 is "463,000 mu" and 5000万元 is "50 million yuan". What code cannot see
(that the sense is right) a second reader has to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from corpus import quantities
from corpus.clause import Clause
from corpus.departments import Gazetteer
from corpus.knowledge import Rendering
from corpus.text import fold

_ARABIC = re.compile(r"(?<![0-9])(?<![0-9][.,])([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_CHINESE = re.compile("[〇零一二三四五六七八九十百千万亿两]+")
_SCALE_ZH = re.compile("万亿|千亿|百亿|亿|千万|百万|万|千(?![伏瓦克米])|百")
_SCALE_EN = re.compile(r"\s*-?(thousand|million|billion|trillion)\b")
_SCALES_EN = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORD = re.compile(rf"\b(?:({'|'.join(_TENS)})(?:-({'|'.join(_WORDS[1:10])}))?|({'|'.join(_WORDS)})|(hundred))\b")
_MARKER = re.compile(r"^\s*\(?[0-9]{1,2}[.、)](?![0-9])")
_MONTH = re.compile("(?<![0-9])[0-9]{1,2}月")


def _arabic(plain: str) -> Iterator[tuple[int, int, Decimal]]:
    """The numbers in Arabic digits of a folded Chinese text, 万 and 亿 counted in: (start, end, value)."""
    for match in _ARABIC.finditer(plain):
        times = _SCALE_ZH.match(plain, match.end())
        scale = quantities.SCALES.get(times[0], 100) if times else 1
        yield match.start(), times.end() if times else match.end(), Decimal(match[0].replace(",", "")) * scale


def _quantities(plain: str) -> Iterator[tuple[quantities.Spot, set[Decimal]]]:
    """The quantities of a folded Chinese text, and the values of each: both ends of a range."""
    for spot in quantities.find(quantities.mask(plain)):
        scale, _ = quantities.split_unit(spot.unit)
        yield spot, {end * scale for end in (spot.value, spot.high) if end is not None}


def stated(text: str) -> set[Decimal]:
    """Every number that a Chinese text could be said to state, in Arabic digits or in Chinese ones. The number that an
    item begins with is none."""
    plain = _MARKER.sub("", quantities.fold(text))
    found = {value for _, _, value in _arabic(plain)}.union(*(values for _, values in _quantities(plain)))
    words = [match[0] for match in _CHINESE.finditer(plain)]
    return found | {quantities.number(word) or Decimal(quantities.SCALES.get(word, 0)) for word in words}


def required(clause: Clause) -> Counter[Decimal]:
    """How often an English translation of a clause has to give each value: its figures, years, any number in digits."""
    plain = _MONTH.sub("", _MARKER.sub("", quantities.fold(clause.text)))  # a month has a name in English
    found: Counter[Decimal] = Counter()
    for figure in clause.figures:
        if figure.unit != "分之":
            scale, _ = quantities.split_unit(quantities.fold(figure.unit))
            found.update(Decimal(str(end)) * scale for end in (figure.value, figure.high) if end is not None)
    within = [(spot.start, spot.end) for spot, _ in _quantities(plain)]  # "5000-8000万元" does not state 5000
    found.update(value for a, _, value in _arabic(plain) if not any(start <= a < end for start, end in within))
    return found


def in_english(text: str) -> tuple[Counter[Decimal], Counter[Decimal]]:
    """How often an English text has each number: (in digits, in words). "50 million" is 50,000,000."""
    digits: Counter[Decimal] = Counter()
    lowered = fold(text)
    for match in _ARABIC.finditer(lowered):
        number = Decimal(match[0].replace(",", ""))
        times = _SCALE_EN.match(lowered, match.end())
        digits[number * _SCALES_EN[times[1]] if times else number] += 1
    words: Counter[Decimal] = Counter()
    for match in _WORD.finditer(lowered):
        tens, unit, small, hundred = match.groups()
        value = 100 if hundred else _WORDS.index(small) if small else 20 + 10 * _TENS.index(tens)
        words[Decimal(value + (_WORDS.index(unit) if unit else 0))] += 1
    return digits, words


def faults(rendering: Rendering, clause: Clause, gazetteer: Gazetteer) -> Iterator[str]:
    """Sentences on what a rendering says that its clause does not, or on what its English leaves out."""
    there = stated(clause.text)
    plain = quantities.fold(rendering.zh)
    found = [(spot.start, spot.end, values) for spot, values in _quantities(plain)]
    found += [
        (start, end, {value}) for start, end, value in _arabic(plain) if not any(a <= start < b for a, b, _ in found)
    ]
    for start, end, values in sorted(found, key=lambda at: at[:2]):
        if values - there:
            yield f"{clause.address} 白话：“{rendering.zh[start:end]}”不在条款中。"
    digits, words = in_english(rendering.en)
    yield from (f"{clause.address} 英文：数字 {n:f} 不在条款中。" for n in sorted(digits.keys() - there))
    yield from (f"{clause.address} 英文：缺数字 {n:f}。" for n in sorted(required(clause) - digits - words))
    bodies = {*clause.responsible, *(name for _, _, name in gazetteer.mentions(clause.text))}
    plain_names, english_names = ({name for _, _, name in gazetteer.mentions(t)} for t in (rendering.zh, rendering.en))
    for language, named in (("白话", plain_names), ("英文", english_names)):
        yield from (f"{clause.address} {language}：{name} 不在条款中。" for name in sorted(named - bodies))
    for body in gazetteer.bodies:
        if body.name in clause.responsible and body.name not in english_names:
            yield f"{clause.address} 英文：缺单位 {body.name} ({body.english[0]})。"
