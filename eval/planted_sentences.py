"""Sentences of a notice with one thing in them made false."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.clause import Clause, Figure, Notice
from rag.quote import sentences


@dataclass(frozen=True, slots=True)
class Case:
    """A statement and the clause that it cites."""

    kind: str
    text: str
    address: str


_TERMS = re.compile("《[^》]+》")
_COUNTED = re.compile("[一二三四五六七八九十两](?=[大个项张条类步双化优])")


def subtle(notice: Notice) -> Iterator[Case]:
    """One change inside a sentence of the notice that is true otherwise."""
    for clause in notice.clauses:
        for part in sentences(clause):
            words = part.text.strip()
            own = [f for f in clause.figures if part.start <= f.start and f.end <= part.end]
            yield from _figures(clause, words, own)
            yield from _words(clause, words)
            yield from _exchanged(clause, words)
            if len(words) > 24:
                yield from _added(clause, words)


def _figures(clause: Clause, words: str, own: list[Figure]) -> Iterator[Case]:
    for one, other in pairwise(own):
        if one.text != other.text and words.count(one.text) == words.count(other.text) == 1:
            swapped = words.replace(one.text, "\0").replace(other.text, one.text).replace("\0", other.text)
            yield Case("two figures exchanged", swapped, clause.address)
    for f in own:
        if f.high is None and words.count(f.text) == 1:
            wrong = re.sub(r"\d+(?:\.\d+)?|[一二三四五六七八九十两]+", _another, f.text, count=1)
            if wrong not in clause.text:
                yield Case("value in a sentence", words.replace(f.text, wrong), clause.address)
    if own and "力争" in words:
        yield Case("an aim made a promise", words.replace("力争", ""), clause.address)
    elif own and "力争" not in clause.text:
        yield Case("a promise made an aim", f"力争{words}", clause.address)
    for bound in ("以上", "不低于", "不少于"):
        if own and bound in words and words.count(bound) == 1:
            yield Case("bound dropped in a sentence", words.replace(bound, ""), clause.address)


def _words(clause: Clause, words: str) -> Iterator[Case]:
    for match in _COUNTED.finditer(words):
        wrong = f"{words[: match.start()]}{_another(match)}{words[match.end() :]}"
        if wrong[match.start() : match.end() + 1] not in clause.text:
            yield Case("count", wrong, clause.address)
    for match in re.finditer("不得|不能|禁止|严禁|不(?=[得能予准许收])|无(?=需|须)", words):
        yield Case("negation dropped", words[: match.start()] + words[match.end() :], clause.address)
    for match in _TERMS.finditer(words):
        yield Case("title", words.replace(match[0], f"《关于加快{match[0][1:]}"), clause.address)


_OTHER_WORDS = [
    "高空",
    "小型",
    "海洋",
    "煤炭",
    "棉花",
    "钢铁",
    "航天",
    "足球",
    "博彩",
    "烟草",
    "渔业",
    "军工",
    "殡葬",
    "期货",
]


def _exchanged(clause: Clause, words: str) -> Iterator[Case]:
    """A word in the middle of a part between commas exchanged for one that the clause does not have."""
    for at, part in enumerate(re.findall(r"[^,，;；。:：、]{12,}", words)):
        middle = len(part) // 2
        other = _OTHER_WORDS[(at + len(words)) % len(_OTHER_WORDS)]
        if re.search("局|办|委|召集人", part):
            continue  # a list of bodies is checked name by name
        if re.fullmatch("[\u3400-\u9fff]{8}", part[middle - 3 : middle + 5]) and other not in clause.text:
            yield Case(
                "a word exchanged", words.replace(part, part[:middle] + other + part[middle + 2 :]), clause.address
            )


_OTHER_WORDS_EN = (
    "coal",
    "football",
    "gambling",
    "tobacco",
    "aviation",
    "steel",
    "fishery",
    "casino",
    "opera",
    "uranium",
)


def exchanged_english(clause: Clause, words: str, whole: str) -> Iterator[Case]:
    """A long word in the middle of a part of a rendering exchanged for one that the whole rendering does not have."""
    for at, part in enumerate(re.findall(r"[^,;:.()]{40,}", words)):
        long = list(re.finditer(r"(?<![-\w])[a-z]{6,}(?![-\w])", part))
        other = _OTHER_WORDS_EN[(at + len(words)) % len(_OTHER_WORDS_EN)]
        if len(long) >= 5 and other not in whole.lower():
            match = long[len(long) // 2]
            changed = part[: match.start()] + other + part[match.end() :]
            yield Case("a word exchanged in English", words.replace(part, changed), clause.address)


def _added(clause: Clause, words: str) -> Iterator[Case]:
    yield Case("unknown body", f"恒大集团公司负责{words}", clause.address)
    yield Case("title added", f"根据《湖南省促进条例》，{words}", clause.address)
    yield Case("Latin name added", f"通过ChatGPT{words}", clause.address)
    if "," in words:
        yield Case("place added in a sentence", words.replace(",", ",在陶岭镇", 1), clause.address)
    if "每年" not in clause.text:
        yield Case("each year", f"每年{words}", clause.address)
    yield Case("by June", f"6月底前{words}", clause.address)


def _another(match: re.Match[str]) -> str:
    """Another number in the same script: 6.5 → 9.5, 三 → 六."""
    words = match[0]
    if words[0].isdigit():
        return f"{float(words) + 3:g}"
    return {
        "一": "四",
        "二": "五",
        "两": "五",
        "三": "六",
        "四": "七",
        "五": "八",
        "六": "九",
        "七": "十",
        "八": "五",
        "九": "六",
        "十": "八",
    }.get(words, "九")
