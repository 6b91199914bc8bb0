"""A line of an official document → the marker that it begins with, if any.

Families, outermost first: 附件1 · 第一章 · 第一节 · 第一条 · 一、 · (一) · 1. · (1) · ①. Full-width and half-width forms
are the same family. A marker that the page damaged is still read, and says so: "五)" has lost its opening bracket,
"1)" likewise, and a ")" before a heading has lost its number too (ordinal None).
Whether a marker is meant is not decided here but by ordinal continuity (parse.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum


class Family(IntEnum):
    """Marker families; a smaller value is customarily further out (GB/T 9704: 一、 over (一) over 1. over (1))."""

    ATTACHMENT = 0
    PART = 1  # 第一编, 第一部分
    CHAPTER_OF = 2  # 第一章
    SECTION_OF = 3  # 第一节
    ARTICLE = 4  # 第一条
    CHAPTER = 5  # 一、
    SECTION = 6  # (一)
    ITEM = 7  # 1.
    SUBITEM = 8  # (1)
    CIRCLED = 9  # ①


@dataclass(frozen=True, slots=True)
class Marker:
    """ordinal: 1-based, None where it was lost. printed: the characters in the line. end: length of printed and the
    white space before and after it. damage: a Chinese phrase on what is missing, "" where nothing is."""

    family: Family
    ordinal: int | None
    printed: str
    end: int
    damage: str = ""


_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_CN = "[零〇○一二三四五六七八九十百]+"
_SPACE = "[ \\t\u3000\xa0\u2002\u2003]*"
_OPEN, _CLOSE = "[(\uff08]", "[)\uff09]"  # half- and full-width brackets
_DOT = "[.\uff0e]"
_INT = "[0-9\uff10-\uff19]{1,3}"
_NO_DECIMAL = "(?![0-9\uff10-\uff19](?![0-9]{3}年))"  # "3.5%" is a number; "3.2025年底前" is item 3
_TITLE_OR_END = rf"(?=\s*$|{_SPACE}\S{{2,40}}$)"
_PATTERNS: tuple[tuple[Family, re.Pattern[str], str], ...] = tuple(
    (family, re.compile(f"{_SPACE}({pattern}){_SPACE}"), damage)
    for family, pattern, damage in (
        (Family.ATTACHMENT, rf"附{_SPACE}件{_SPACE}(?P<n>{_INT}|{_CN})?{_SPACE}[:\uff1a]?{_TITLE_OR_END}", ""),
        (Family.PART, f"第(?P<n>{_CN})(?:编|部分)", ""),
        (Family.CHAPTER_OF, f"第(?P<n>{_CN})章", ""),
        (Family.SECTION_OF, f"第(?P<n>{_CN})节", ""),
        (Family.ARTICLE, f"第(?P<n>{_CN})条(?!例)", ""),
        (Family.CHAPTER, f"(?P<n>{_CN})(?:、|{_DOT})", ""),
        (Family.SECTION, f"{_OPEN}(?P<n>{_CN}){_CLOSE}(?:、|{_DOT})?", ""),
        (Family.SECTION, f"(?P<n>{_CN}){_CLOSE}", "缺左括号"),
        (Family.SECTION, f"{_OPEN}(?P<n>{_CN})(?=[、 \u3000])", "缺右括号"),
        (Family.ITEM, f"(?P<n>{_INT})(?:、|{_DOT}){_NO_DECIMAL}", ""),
        (Family.SUBITEM, f"{_OPEN}(?P<n>{_INT}){_CLOSE}(?:、|{_DOT})?", ""),
        (Family.SUBITEM, f"(?P<n>{_INT}){_CLOSE}", "缺左括号"),
        (Family.CIRCLED, "(?P<n>[①-⑳])", ""),
        (Family.SECTION, rf"(?P<n>){_CLOSE}(?={_SPACE}[^\W_]|{_SPACE}[“《])", "编号与左括号均脱落"),
    )
)


def chinese_number(text: str) -> int:
    """The value of a Chinese, circled, full- or half-width number below 1,000 ("二十一" → 21, "15" → 15, "②" → 2)."""
    if len(text) == 1 and "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[char]
    return total + digit


def to_chinese(number: int) -> str:
    """The reverse for 1 to 999: 21 → "二十一", 105 → "一百零五"; a larger number stays in digits."""
    if number > 999:
        return str(number)
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        head += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        head += "零"
    return head + (digits[ones] if ones else "")


def printed_form(family: Family, ordinal: int) -> str:
    """The marker as it should read: (SECTION, 2) → "(二)", (SUBITEM, 15) → "(15)"."""
    chinese = to_chinese(ordinal)
    return {
        Family.ATTACHMENT: f"附件{ordinal}",
        Family.PART: f"第{chinese}部分",
        Family.CHAPTER_OF: f"第{chinese}章",
        Family.SECTION_OF: f"第{chinese}节",
        Family.ARTICLE: f"第{chinese}条",
        Family.CHAPTER: f"{chinese}、",
        Family.SECTION: f"({chinese})",
        Family.ITEM: f"{ordinal}.",
        Family.SUBITEM: f"({ordinal})",
        Family.CIRCLED: chr(ord("①") + ordinal - 1),
    }[family]


def read_marker(line: str) -> Marker | None:
    """The marker that `line` begins with, or None.

    >>> read_marker("五)实施环境优化提升攻坚。")
    Marker(family=<Family.SECTION: 6>, ordinal=5, printed='五)', end=2, damage='缺左括号')
    """
    for family, pattern, damage in _PATTERNS:
        match = pattern.match(line)
        if match is None:
            continue
        number = match.group("n")
        ordinal = chinese_number(number) if number else None
        if family is Family.ATTACHMENT and ordinal is None and line[match.end() :].strip():
            continue  # "附件:1.…" is a list of attachments, not the head of one
        if ordinal is not None and not 0 < ordinal < 1000:
            continue
        return Marker(family, ordinal, match.group(1).strip(), match.end(), damage)
    return None
