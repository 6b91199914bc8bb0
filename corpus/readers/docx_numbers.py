"""The numbers of Word's numbered paragraphs, which stand in numbering.xml and not in the text (ECMA-376, 17.9).

A paragraph names a list (numId) and a level (ilvl), itself or through its style; the list's abstract definition says
how a level is counted and printed ("%1、", "（%2）", chineseCounting). Lists of one definition count on together unless
one of them starts anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from corpus.numbering import to_chinese

_CHINESE = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographTraditional",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "taiwaneseDigital",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
        "ideographDigital",
    ]
)
_CIRCLED = frozenset(["decimalEnclosedCircle", "decimalEnclosedCircleChinese"])
_NONE = frozenset(["bullet", "none"])
_FULL_WIDTH = {ord(str(n)): 0xFF10 + n for n in range(10)}
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. text: how the number is printed, "%1" for the number of level 1."""

    format: str
    text: str
    start: int
    suffix: str
    legal: bool  # all numbers of the text in Arabic digits
    restart: int | None  # the level (1-based) whose number restarts this one; 0: never


@dataclass
class Numbers:
    """The lists of one document, counted as its paragraphs are read."""

    levels: dict[str, dict[int, Level]]  # numId → ilvl → level
    counted_with: dict[str, str]  # numId → abstractNumId
    styles: dict[str, tuple[str, int]]  # style → (numId, ilvl)
    starts: dict[str, dict[int, int]]  # numId → ilvl → where it starts anew
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, document: Any) -> Numbers:
        """document: a docx.Document; one without lists has no numbers."""
        part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        root = part.element if part is not None and hasattr(part, "element") else None
        abstract: dict[str, dict[int, Level]] = {}
        levels: dict[str, dict[int, Level]] = {}
        counted_with: dict[str, str] = {}
        starts: dict[str, dict[int, int]] = {}
        linked: dict[str, str] = {}
        if root is not None:
            for definition in root.iterchildren(qn("w:abstractNum")):
                name = definition.get(qn("w:abstractNumId"), "")
                abstract[name] = dict(map(_level, definition.iterchildren(qn("w:lvl"))))
                link = definition.find(qn("w:numStyleLink"))
                if link is not None:
                    linked[name] = link.get(qn("w:val"), "")
            for number in root.iterchildren(qn("w:num")):
                name = number.get(qn("w:numId"), "")
                counted_with[name] = _value(number, "w:abstractNumId")
                levels[name] = dict(abstract.get(counted_with[name], {}))
                for override in number.iterchildren(qn("w:lvlOverride")):
                    at = _integer(override.get(qn("w:ilvl")), 0)
                    start = _value(override, "w:startOverride")
                    if start:
                        starts.setdefault(name, {})[at] = _integer(start, 1)
                    own = override.find(qn("w:lvl"))
                    if own is not None:
                        levels[name][at] = _level(own)[1]
        found = cls(levels, counted_with, {}, starts)
        found.styles = _styles(document, root)
        for name, style in linked.items():  # a list defined by a numbering style has its levels there
            number_id = found.styles.get(style, ("", 0))[0]
            for other, definition_name in counted_with.items():
                if definition_name == name and number_id in levels and not levels[other]:
                    levels[other] = levels[number_id]
        return found

    def number(self, paragraph: Any) -> str:
        """What Word prints before a paragraph (a w:p element), with the space after it; "" where it is not numbered."""
        properties = paragraph.find(qn("w:pPr"))
        number_id, at = "", 0
        if properties is not None:
            style = _value(properties, "w:pStyle")
            number_id, at = self.styles.get(style, ("", 0))
            own = properties.find(qn("w:numPr"))
            if own is not None:
                number_id = _value(own, "w:numId") or number_id
                at = _integer(_value(own, "w:ilvl"), at)
        level = self.levels.get(number_id, {}).get(at)
        if level is None or not 0 <= at < _LEVELS:
            return ""
        return self._next(number_id, at, level)

    def _next(self, number_id: str, at: int, level: Level) -> str:
        counts = self.counts.setdefault(self.counted_with.get(number_id, number_id), [None] * _LEVELS)
        if number_id not in self.begun:
            self.begun.add(number_id)
            for anew, start in self.starts.get(number_id, {}).items():
                if 0 <= anew < _LEVELS:
                    counts[anew] = start - 1
        known = self.levels[number_id]
        current = counts[at]
        counts[at] = level.start if current is None else current + 1
        for deeper in range(at + 1, _LEVELS):
            other = known.get(deeper)
            if other is None or other.restart is None or 0 < at + 1 <= other.restart:
                counts[deeper] = None
        if level.format in _NONE:
            return ""

        def printed(match: re.Match[str]) -> str:
            which = int(match[1]) - 1
            of = known.get(which)
            value = counts[which] if counts[which] is not None else of.start if of else 1
            return _printed("decimal" if level.legal or of is None else of.format, value or 0)

        return re.sub(r"%([1-9])", printed, level.text) + (" " if level.suffix == "space" else "")


def _styles(document: Any, root: Any) -> dict[str, tuple[str, int]]:
    """style → the list and level that it, or a style it is based on, gives its paragraphs."""
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    by_style: dict[str, int] = {}  # a level may name the style that it belongs to
    for level in root.iter(qn("w:lvl")) if root is not None else ():
        style = _value(level, "w:pStyle")
        if style:
            by_style[style] = _integer(level.get(qn("w:ilvl")), 0)
    for style in document.styles.element.iterchildren(qn("w:style")):
        name = style.get(qn("w:styleId"), "")
        based[name] = _value(style, "w:basedOn")
        properties = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number_id = _value(properties, "w:numId") if properties is not None else ""
        if number_id:
            own[name] = (number_id, _integer(_value(properties, "w:ilvl"), by_style.get(name, 0)))
    found = {}
    for name in based:
        at, seen = name, set()
        while at and at not in own and at not in seen:
            seen.add(at)
            at = based.get(at, "")
        if at in own:
            found[name] = own[at]
    return found


def _level(element: Any) -> tuple[int, Level]:
    restart = _value(element, "w:lvlRestart")
    return _integer(element.get(qn("w:ilvl")), 0), Level(
        _value(element, "w:numFmt") or "decimal",
        _value(element, "w:lvlText"),
        _integer(_value(element, "w:start"), 1),
        _value(element, "w:suff"),
        element.find(qn("w:isLgl")) is not None,
        _integer(restart, 0) if restart else None,
    )


def _value(element: Any, tag: str) -> str:
    child = element.find(qn(tag))
    return str(child.get(qn("w:val"), "")) if child is not None else ""


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else otherwise


def _printed(style: str, value: int) -> str:
    """A number in one of Word's formats; Arabic digits where the format is not one that official documents use."""
    if style in _CHINESE and 0 < value < 1000:
        return to_chinese(value)
    if style in _CIRCLED and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if style == "decimalFullWidth":
        return str(value).translate(_FULL_WIDTH)
    if style == "decimalEnclosedParen":
        return f"({value})"
    if style == "decimalEnclosedFullstop":
        return f"{value}."
    if style == "decimalZero":
        return f"{value:02d}"
    if style in ("upperLetter", "lowerLetter") and value > 0:
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if style == "upperLetter" else letter.lower()
    if style in ("upperRoman", "lowerRoman") and 0 < value < 4000:
        roman = _roman(value)
        return roman if style == "upperRoman" else roman.lower()
    return str(value)


def _roman(value: int) -> str:
    printed = ""
    for unit, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        printed += letters * (value // unit)
        value %= unit
    return printed
