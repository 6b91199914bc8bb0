"""A text with markers → its claims, each with the numbers that it cites.

    "社会消费品零售总额增长6.5%以上[1]；由县科商工信局牵头[2]。" → ("社会消费品零售总额增长6.5%以上", (1,)), ("由县科商工信局牵头", (2,))

A claim ends at a full stop, a semicolon or a line's end, never within quotation marks or brackets; and behind a marker
that a comma follows. Markers belong to the claim before them; a part of a sentence before a semicolon that has none of
its own shares those of the part behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_MARK = re.compile(r"\s*[\[［【]\^?(\d{1,3}(?:\s*[,，、\-–]\s*\^?\d{1,3})*)[\]］】]")
_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "\ue000": "\ue001", "(": ")", "（": "）"}
_STOP, _PART = "。！？!?", "；;"
_CLOSERS = "”』」）)\"'’"
_BULLET = re.compile(r"^\s*(?:#{1,6}\s+|[-*·•—–]+\s*|\d{1,2}[.、)）](?=\D)\s*|[(（]\d{1,2}[)）]\s*|>\s+)+")
_SAYS = re.compile(r"[0-9A-Za-z\u3400-\u9fff\ue000]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement; cited: the numbers of its markers, in order."""

    text: str
    cited: tuple[int, ...] = ()


def claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in order; what has no letter and no digit is none. Never raises."""
    found: list[Claim] = []
    for line in text.split("\n"):
        found += _line(_BULLET.sub("", line))
    return tuple(found)


def without_markers(text: str) -> str:
    """The text without its markers [n]."""
    return _MARK.sub("", text)


def _line(line: str) -> list[Claim]:
    pieces: list[tuple[Claim, str]] = []  # with the mark that ends each
    start = at = 0
    numbers: list[int] = []
    closing = ""  # what ends the quotation or bracket that we are in
    while at < len(line):
        mark = _MARK.match(line, at)
        if mark:
            numbers += _numbers(mark[1])
            at = mark.end()
            if line[at : at + 1] in tuple("，,、") and not closing:
                pieces.append((Claim(line[start : at + 1], tuple(dict.fromkeys(numbers))), ","))
                start, numbers, at = at + 1, [], at + 1
            continue
        char = line[at]
        at += 1
        if closing:
            closing = "" if char == closing else closing
        elif char in _PAIRS and _PAIRS[char] in line[at:]:
            closing = _PAIRS[char]
        elif char in _STOP + _PART or (char == "." and _ends(line, at)):
            while at < len(line) and (line[at] in _CLOSERS or _MARK.match(line, at)):
                behind = _MARK.match(line, at)
                numbers += _numbers(behind[1]) if behind else []
                at = behind.end() if behind else at + 1
            pieces.append((Claim(line[start:at], tuple(dict.fromkeys(numbers))), ";" if char in _PART else "."))
            start, numbers = at, []
    pieces.append((Claim(line[start:], tuple(dict.fromkeys(numbers))), "."))
    return _shared(pieces)


def _ends(line: str, at: int) -> bool:
    """Whether the full stop before `at` ends an English sentence."""
    return at == len(line) or (
        bool(re.match(r"\s+[^a-z\s]|\s*$|\s*[\[［【]\d", line[at:]))
        and not re.search(r"(?:\b[A-Za-z]|\bNo|\bvs|\betc|^\s*\d{1,2})\.$", line[:at])
    )


def _numbers(words: str) -> list[int]:
    """ "1, 3-5" → [1, 3, 4, 5]."""
    found: list[int] = []
    for part in re.split(r"\s*[,，、]\s*", words.replace("^", "")):
        ends = [int(n) for n in re.split(r"\s*[-–]\s*", part)]
        found += range(ends[0], ends[-1] + 1) if ends[0] <= ends[-1] else ends
    return found


def _shared(pieces: list[tuple[Claim, str]]) -> list[Claim]:
    """The pieces that say something; markers that stand alone go to the piece before them, a part's to the parts of its
    sentence before it."""
    said: list[tuple[Claim, str]] = []
    for claim, end in pieces:
        words = without_markers(claim.text).strip()
        if _SAYS.search(words):
            said.append((Claim(words, claim.cited), end))
        elif claim.cited and said:
            last, mark = said[-1]
            said[-1] = (replace(last, cited=tuple(dict.fromkeys((*last.cited, *claim.cited)))), mark)
    for i in range(len(said) - 2, -1, -1):
        claim, end = said[i]
        if end == ";" and not claim.cited:
            said[i] = (replace(claim, cited=said[i + 1][0].cited), end)
    for i in range(1, len(said)):  # the end of a sentence behind a marker and a comma
        if said[i - 1][1] == "," and not said[i][0].cited:
            said[i] = (replace(said[i][0], cited=said[i - 1][0].cited), said[i][1])
    return [claim for claim, _ in said]
