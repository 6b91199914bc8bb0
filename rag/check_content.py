"""Is a claim about what the cited clauses say? The share of its matter that they hold, and the longest stretch that they
do not.

Matter is Han characters (English: words) less those that carry none. A character is held where the pair that it makes
with a neighbour stands in the clause, a title above it or its plain rendering; an English word where its stem stands in
the English rendering, or is English for one of the clause's terms, bodies and figures. The floors stand in the gap between
true claims and false ones of this notice: `python -m eval verify` measures both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.cited import Cited, pairs, plain, union
from rag.support import Kind, Support, fault
from rag.words_english import content_words

FLOOR, LONGEST = 0.6, 6  # share of Han characters held; characters in a row that are not
FLOOR_EN, LONGEST_EN = 0.6, 4  # share of English words held; words in a row that are not
# Share of each part between commas that has this many characters or words; characters from which three must stand in a row.
PART_FLOOR, PART, PART_EN, LONG_PART = 0.5, 4, 4, 7

_FRAMES = re.compile(
    "牵头单位|责任单位|相关|有关|单位|部门|牵头负责|牵头|负责|按职能分工|按职责分工|由以下单位共同|共同|公告|方案|文件|通知|条款|根据|按照|提出|要求|明确|规定|写明|指出|"
    "提到|写道|表示|其中|包括|以及|此外|另外|同时|因此|所以|并且|而且|还要|还将|没有|该县|我县|全县|新田县|目标是|目标为|具体|主要|如下|即|等|并|由|"
    "而|原文印作|将|要|应|会|在|和|与|及|的|是|为|了|对|从|到|把|被|以|也|还|都|均|分别|各|该|这|其|或|则|中|个|项|家|万|亿|元|亩|吨|月|年|日|人|名|户|"
    "[零〇一二三四五六七八九十百千两]+|百分之|达到|达|力争|不低于|不少于|不超过|以上|以下|左右|至少|超过"
)
_RUN = re.compile("[\u3400-\u9fff]+")
_PARTS = re.compile(r"[^,;:。!?\n]+")
_PARTS_EN = re.compile(r".+?(?:[,.;:](?=\s|$)|\n|$)")


def check_content(text: str, cited: Sequence[Cited], question: str = "") -> Support:
    """The support of a plain Chinese claim's matter. question: whose words count neither way."""
    known, neutral = union(one.pairs for one in cited), pairs(plain(question))
    share, run, stretch = measure(text, known, neutral)
    for part in _PARTS.findall(text) if share >= FLOOR else ():
        matter = _matter(part)
        if (matter >= PART and measure(part, known, neutral)[0] < PART_FLOOR) or (
            matter >= LONG_PART and not any(_in_a_row(part, one.solid) for one in cited)
        ):
            return fault(Kind.CONTENT, part, "this part has too little in the cited clause")
    return _judged(share, run, stretch, FLOOR, LONGEST, cited)


def _matter(text: str) -> int:
    """How many Han characters of a text carry matter."""
    return sum(len(run) for run in _RUN.findall(_FRAMES.sub("", text)))


def _in_a_row(part: str, text: str) -> bool:
    """Whether three characters of a part stand in a row in a text: pairs alone may come from anywhere."""
    return any(run[i : i + 3] in text for run in _RUN.findall(part) for i in range(len(run) - 2))


def measure(text: str, known: frozenset[str], neutral: frozenset[str] = frozenset()) -> tuple[float, int, str]:
    """(share of the matter that is held, length of the longest stretch that is not, that stretch)."""
    held = total = 0
    longest = ""
    for match in _RUN.finditer(text):
        run = match[0]
        light = [False] * len(run)
        for frame in _FRAMES.finditer(run):
            light[frame.start() : frame.end()] = [True] * (frame.end() - frame.start())
        stands, asked = [False] * len(run), [False] * len(run)
        for i in range(len(run) - 1):
            pair = run[i : i + 2]
            if pair in known:
                stands[i] = stands[i + 1] = True
            elif pair in neutral:
                asked[i] = asked[i + 1] = True
        stretch = ""
        for i, char in enumerate(run):
            if stands[i]:
                held, total, stretch = held + (not light[i]), total + (not light[i]), ""
            elif not light[i] and not asked[i]:
                total += 1
                stretch += char
                longest = max(longest, stretch, key=len)
    return _share(held, total), len(longest), longest


def _share(held: int, total: int) -> float:
    return held / total if total else 1.0


def check_content_english(text: str, cited: Sequence[Cited], question: str = "") -> Support:
    """The support of an English claim's matter."""
    known, neutral = union(one.words for one in cited), frozenset(content_words(question))
    share, run, stretch = measure_english(text, known, neutral)
    for part in _PARTS_EN.findall(text) if share >= FLOOR_EN else ():
        if len(content_words(part)) >= PART_EN and measure_english(part, known, neutral)[0] < PART_FLOOR:
            return fault(Kind.CONTENT, part, "this part has too little in the rendering of the cited clause")
    return _judged(share, run, stretch, FLOOR_EN, LONGEST_EN, cited)


def measure_english(text: str, known: frozenset[str], neutral: frozenset[str] = frozenset()) -> tuple[float, int, str]:
    """As `measure`, in words."""
    held = total = 0
    stretch: list[str] = []
    longest: list[str] = []
    for word in content_words(text):
        if word in known:
            held, total, stretch = held + 1, total + 1, []
        elif word not in neutral:
            total += 1
            stretch.append(word)
            longest = max(longest, list(stretch), key=len)
    return _share(held, total), len(longest), " ".join(longest)


def _judged(share: float, run: int, stretch: str, floor: float, longest: int, cited: Sequence[Cited]) -> Support:
    if share < floor:
        return fault(Kind.CONTENT, stretch, f"{share:.0%} of what it says is in the cited clause; {floor:.0%} must be")
    if run >= longest:
        return fault(Kind.CONTENT, stretch, "these words have nothing in the cited clause")
    return Support(Kind.CONTENT, f"{share:.0%}", True, cited[0].clause.address)
