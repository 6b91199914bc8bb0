"""Two places that state one target, judged: what differs in value, bound and name, and how to say so in Chinese.

园区规模工业占比达到75%以上 · 力争园区规模工业占比达到75%
→ BOUND  数值相同；总体方案有“以上”，附件没有；附件有“力争”，总体方案没有。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.clause import Clause, Figure, Notice
from corpus.quantities import fold
from rag.align import Match, Measure, put_in
from rag.bounds import BOUNDS, REACHES

MAIN = "0"  # the address of the overall plan
OVERALL, ATTACHMENT = "总体方案", "附件"


class Verdict(StrEnum):
    """What two places have in common."""

    SAME = "same"
    BOUND = "bound"  # one value; 以上 or 力争 in one place only
    NAME = "name"  # one value and bound; what is measured is worded otherwise
    BOTH = "both"  # one value; bound and name differ
    FIGURE = "figure"  # the values differ
    KIN = "kin"  # the values differ and so do the names: a like indicator, which contradicts nothing
    TITLE = "title"
    OVERALL_ONLY = "overall_only"
    ATTACHMENT_ONLY = "attachment_only"


LABELS = {
    Verdict.SAME: "一致",
    Verdict.BOUND: "限定词不同",
    Verdict.NAME: "名称不同",
    Verdict.BOTH: "名称、限定词不同",
    Verdict.FIGURE: "数值不同",
    Verdict.KIN: "相近指标",
    Verdict.TITLE: "标题不同",
    Verdict.OVERALL_ONLY: "仅总体方案有",
    Verdict.ATTACHMENT_ONLY: "仅附件有",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is stated: source[start:end], the shortest words with subject and figure, or a title."""

    clause: Clause
    start: int
    end: int
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One target (or title) in the overall plan and in an attachment; None where a side does not state it."""

    overall: Place | None
    attachment: Place | None
    verdict: Verdict
    note: str  # short Chinese sentences


def judge(notice: Notice, match: Match, *, by_hand: bool = False) -> Pair:
    """Two figures of one target as a pair. by_hand: no rule found their names alike, repairs.toml put them together."""
    left, right = place_of(match.left), place_of(match.right)
    ours, theirs = _only(left, right, OVERALL, ATTACHMENT), _only(right, left, ATTACHMENT, OVERALL)
    names, asides = _names(notice, match, left, right)
    bounds, asides = ours[0] + theirs[0], [*asides, *ours[1], *theirs[1]]
    for one, side in ((match.left, OVERALL), (match.right, ATTACHMENT)):
        if one.lost:
            asides.append(f"{side}数字后缺单位")
    if names and (by_hand or not match.equal):
        asides.append("未必是同一指标")
    if not match.equal:
        verdict = Verdict.KIN if names else Verdict.FIGURE
        head = f"数值不同：总体方案为{match.left.figure.text}，附件为{match.right.figure.text}"
    elif bounds or names:
        verdict = Verdict.BOTH if bounds and names else Verdict.BOUND if bounds else Verdict.NAME
        head = "数值相同"
    else:
        verdict = Verdict.SAME
        head = "数值、限定词相同" if any("略去" in phrase for phrase in asides) else "名称、数值、限定词都相同"
    phrases = [*bounds, *names, *asides]
    comma = "，" if len(phrases) == 1 and match.equal else "；"
    return Pair(left, right, verdict, "".join([head, *(comma + phrase for phrase in phrases), "。"]))


# -- bounds -----------------------------------------------------------------------------------------------------------


_ENSURED = re.compile("确保|务必")
_COMMA = re.compile("[,:]")


def _only(one: Place, other: Place, side: str, others: str) -> tuple[list[str], list[str]]:
    """Phrases on the bounding words that one place has and the other lacks; 以上 and 不低于 are one bound.

    力争 holds for what follows it up to a comma. Whether it holds for a figure with a subject of its own beyond the comma
    ("力争甲增长20%,新认定乙10家") the sentence does not tell: that is an aside, the second list.
    """
    theirs = _bounds(other)
    found: list[str] = []
    doubts: list[str] = []
    for kind, word in _bounds(one).items():
        if kind in theirs:
            continue
        before = fold(one.clause.text[: one.start - one.clause.start])
        if kind != "aim" or word in _words(one):
            found.append(f"{side}有“{word}”，{others}没有")
        elif _COMMA.search(before[before.rfind(word) :]):
            doubts.append(f"{side}句首“{word}”是否管到此项不明")
        else:
            found.append(f"{side}此项前有“{word}”，{others}没有")
    return found, doubts


def _bounds(place: Place) -> dict[str, str]:
    """The bounding words of a place, by what they mean; 确保 is one only where it stands just before the words."""
    words = place.figure.comparator.split("…") if place.figure else []
    ensured = _ENSURED.match(_words(place))
    words += [ensured[0]] if ensured else []
    return {BOUNDS.get(word, word): word for word in words if word and word not in REACHES}


def _words(place: Place) -> str:
    return place.clause.text[place.start - place.clause.start : place.end - place.clause.start]


# -- names ------------------------------------------------------------------------------------------------------------

_SCOPE = re.compile("(?:围绕|针对|面向)[^,。;]*(?=,)")
_SENTENCE = re.compile("[。;!?\n]")


def _names(notice: Notice, match: Match, left: Place, right: Place) -> tuple[list[str], list[str]]:
    """Phrases on how the names differ; and on words that one side leaves out because its context has just said them."""
    names: list[str] = []
    asides: list[str] = []
    ours, theirs = put_in(match.left.name, match.right.name)
    if len(ours) + len(theirs) > 1:
        names.append(f"总体方案作“{_inner(match.left.figure.subject)}”，附件作“{_inner(match.right.figure.subject)}”")
    else:
        for words, one, place, side in (
            (ours, match.left, right, ATTACHMENT),
            (theirs, match.right, left, OVERALL),
        ):
            if words and one.name.startswith(words[0]) and _said(notice, place, words[0]):
                asides.append(f"{side}略去“{words[0]}”，上文已写明")
            elif words:
                names.append(f"附件{'没有' if side == ATTACHMENT else '多'}“{words[0]}”")
    sides = ((match.left, left, OVERALL, ATTACHMENT), (match.right, right, ATTACHMENT, OVERALL))
    for (one, place, side, others), (other, across, *_) in zip(sides, sides[::-1], strict=True):
        if one.basis and one.basis != other.basis:
            # a year's growth is growth over the year before, said or not; 年均 and 平均 are another measure
            (asides if one.basis == "同比" and not other.basis else names).append(
                f"{side}有“{one.basis}”，{others}没有"
            )
        scope = _SCOPE.search(fold(_reach(notice, place)))
        if scope and scope[0] not in fold(_reach(notice, across)):
            names.append(f"{side}有“{_inner(scope[0])}”的范围，{others}没有")
    return names, asides


def _inner(words: str) -> str:
    """Double quotation marks as single ones, for words that are quoted themselves."""
    return words.replace("“", "‘").replace("”", "’")


def _said(notice: Notice, place: Place, words: str) -> bool:
    """Whether the sentence up to a place, or a heading above it, has the words that the place leaves out."""
    headings = [c.title for c in (*notice.trail(place.clause), place.clause)]
    sentence = _SENTENCE.split(fold(notice.source[place.clause.start : place.start]))[-1]
    return any(words in text for text in (sentence, *headings))


def _reach(notice: Notice, place: Place) -> str:
    return notice.source[reach_start(notice, place) : place.end]


def reach_start(notice: Notice, place: Place) -> int:
    """The source offset where words that may qualify a place begin: after the sentence or the figure before it."""
    plain = fold(notice.source[place.clause.start : place.start])
    sentences = [place.clause.start + m.end() for m in _SENTENCE.finditer(plain)]
    return max([place.clause.start, *sentences, *(f.end for f in place.clause.figures if f.end <= place.start)])


# -- spans ------------------------------------------------------------------------------------------------------------

_AIM = re.compile("(?:力争|力求|确保|务必)$")
_FOLLOWS = 30  # characters after a number within which the rest of its subject stands


def place_of(one: Measure) -> Place:
    """The shortest words that hold a figure, what it measures, its bound, and a 力争 or 确保 just before.

    Where the subject is not in print as such (城市低保标准 of "城乡低保标准"), they reach back to the last comma.
    """
    clause, figure = one.clause, one.figure
    plain = fold(clause.text)
    at, stop = figure.start - clause.start, figure.end - clause.start
    last = figure.comparator.rpartition("…")[2]
    if last and (bound := re.match(rf"(?:\(含\))?{re.escape(last)}", plain[stop:])):
        stop += bound.end()
    floor = max((m.end() for m in _SENTENCE.finditer(plain, 0, at)), default=0)
    start = _back(plain, figure.subject, floor, at)
    if start is None and (rest := _rest(figure.subject, plain[stop : stop + _FOLLOWS])):
        stop = plain.index(rest, stop) + len(rest)
        start = _back(plain, figure.subject.removesuffix(rest), floor, at)
    if start is None:
        start = max([floor, *(m.end() for m in re.finditer("[,:()]", plain[:at]))])
    aim = _AIM.search(plain[floor:start])
    start = floor + aim.start() if aim else start
    if plain[start:stop].count("(") > plain[start:stop].count(")") and plain.startswith(")", stop):
        stop += 1
    return Place(clause, clause.start + start, clause.start + stop, figure)


def _back(plain: str, words: str, floor: int, end: int) -> int | None:
    """Where the latest stretch of plain[floor:end] begins that has the characters of `words` in order, or None."""
    at = end
    for char in reversed(words):
        at = plain.rfind(char, floor, at)
        if at < 0:
            return None
    return at


def _rest(subject: str, following: str) -> str:
    """The longest end of `subject` that the words after the number begin with: 企业上云 of "240家企业上云"."""
    words = following.removeprefix("的")
    return next((subject[n:] for n in range(len(subject)) if words.startswith(subject[n:])), "")
