"""The bodies that a person's text speaks of: by their names in any form, and by ordinary words that stand for them.

"财政" is a matter in "财政收入增长多少" and a body in "财政牵头哪些任务" or "发改和财政谁牵头"; the words beside it decide.
A body of another level or place ("永州市财政局", "宁远县教育局", "provincial finance bureau") is none of the county's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

Mention = tuple[int, int, str]  # start, end, full name

_HAN = "\u3400-\u9fff"
# Longer words that a short name of a body happens to stand in: no one who writes them speaks of the body.
_NOT_BODIES = re.compile(
    "[开研]发改[造进良革善]|办公安[排全装置]|城管[网道线廊]|施工会|职工会员|居住建|[个私]人社|人社(?:会(?!不会)|区|交|群|团)"
    "|(?:组织|宣传)部署|开发区域|供水司|宗教委|消防(?:救援)?队伍|局(?:限|势|域|面(?!向|对)|部(?!门|署))"
    "|(?:政府|县委|县府)办(?:[法理事结案证学了过成好完实]|公(?!室))"
    "|(?:金融|改革|整编|编制|信访|法制|扶贫|城管|农机|银监)办[法理]"
    r"|\b(?:to|in|into|out of|basketball|tennis|badminton|food|sports) courts?\b"
)
_DUTY = (
    "牵头|挑头|领头|带头|打头|主抓|主责|主办|抓总|挂帅|负责|承担|配合|参与|参加|协办|协助|搭手|搭把手|打配合|署名|出面"
)
# What stands behind an ordinary word that names a body. "教育牵头单位" asks who leads education, and names no one.
_BEHIND = re.compile(
    rf"[”』」》]?(?:(?:是|也|都|要|得|来|一起|一同|共同|分别|各自?|还|去|又|只|就|有没有|是不是|要不要){{0,3}}(?:{_DUTY})"
    "(?!的?(?:单位|部门|机构|局|人(?!社)|方|主体|是谁|是哪|的是))"
    rf"|牵(?=$|[^{_HAN}]|还)|配(?=$|[^{_HAN}])|(?:部门|单位)(?!预算)|[那这]边|那头|那里|口子|这?一?条线"
    rf"|口(?=[都也要的和跟与是有牵负]|$|[^{_HAN}])|这?(?:几|两|三|四|五)(?:家|个(?:局|部门|单位))|这些(?:局|部门|单位|要(?!素))|等(?:部门|单位|局)"
    rf"|在.{{1,16}}?(?:是牵头|是主|是配合|是什么角色|是什么身份|牵头还是|当什么|当啥|担什么|担不担责)|[在进算]?不[在进算](?:列|$|[^{_HAN}])"
    "|参不参|有份|有没有份|担不担责|担责|一起上|都得上|都要(?=出|参|配|管|上)|也(?:算|在|进|管|得管)|到场|出人|管不管|来不来|来[抓管查办]"
    f"|抓(?:总|了?人)|侦[查办]|立案|介入|插手|管(?=什么|哪|啥|几|还是|$|[^{_HAN}])|有(?:哪些|哪几|什么|啥|几|多少)项?(?:牵头|负责|职责)"
    "|[领接扛]了?的?(?:哪|什么|啥|几|任务)|[要得该]?[干做](?:什么|啥|哪))"
)
# What may stand in front of such a word; behind another character it is the end of a longer one (义务教育).
_BEFORE = re.compile(
    f"(?:^|[^{_HAN}]|县|新田|我们?|咱们?|俺们?|你们|由|归|属|找|是|让|请|叫|问|和|与|跟|及|同|或|还是|除了?|有|到|配合|协助|讲|说|在|那|像|包括|列出?|一下|所有|全部|凡是?|查|看|给我|想问|知道|都|哪些|今年)$"
)
# What makes it a body by itself: "归财政管", "找民政".
_ASKED = re.compile("(?:由|归|属|找|让|请|叫|问|送到|交给)(?:县|新田县?)?$")
_ASKED_BEHIND = re.compile(f"$|[^{_HAN}、,，/]|[管来吗么呢负牵出抓啊不就去统配]|还是|办(?![法学])")
_BESIDES = re.compile("除了?(?:县|新田县?)?$")
_BESIDES_BEHIND = re.compile("(?:以|之)?外|还有(?:哪|谁|什么|啥)")
_JOINED = re.compile("[牵管]?(?:[、,，/和与跟及同或 ]|以及|还有|还是|或者|)(?:由|归|找|是)?(?:县|新田县?)?")
# What may stand behind the last word of a list that has a body's name in it: "发改局和财政" but "发改局和教育公平".
_BREAK = re.compile(f"$|[^{_HAN}]|[等在都也是要还谁哪这那两三四几吗呢有各进一共分怎能会]")
# The county in front of a name is part of it.
_COUNTY = re.compile("(?:中共)?(?:湖南省?)?(?:永州市?)?(?:新田县?|县)$|(?:xintian )?county $|xintian $")
_ELSEWHERE = "邻|外|隔壁|其他|其它|别的?|兄弟|周边"
_HIGHER = (
    rf"省|国家|中央|全国|国务院|最高|高级|中级|上级|自治[州区]|(?:^|[^{_HAN}]|[州我本全省由和与归是到问向在级各、])市"
)
_HIGHER_EN = (
    r"\b(?:provincial|province|municipal|national|central|hunan|yongzhou|{places})(?:'s)?"
    r"(?: (?:provincial|municipal|city|county))* $"
)
_HEADS = ("bureau", "department", "office", "agency", "authority", "commission")
_SEVERAL = re.compile(r" (?:bureaus|departments|offices|authorities|agencies)\b")
_SPACE = re.compile(" ")
_COMMA_EN = re.compile(r",? and |,? or |, |/")


def english_forms(name: str) -> Iterator[str]:
    """An English name in lower case, and what else people write for it.

    >>> sorted(set(english_forms("Audit Bureau")))[:4]
    ['audit agency', 'audit authority', 'audit bureau', 'audit commission']
    """
    lowered = name.lower()
    stem = lowered.removesuffix(" bureau")
    made = [lowered]
    if stem != lowered:
        made += [f"{stem} {head}" for head in _HEADS[1:]]
        made += [f"{head} of {stem}" for head in _HEADS[:3]]
    for form in made:
        for spelled in (form, form.replace("center", "centre"), form.replace("organiz", "organis")):
            for joined in (spelled, spelled.replace(" and ", " & ")):
                yield joined
                yield joined.replace(",", "").replace("-", " ")


def without(text: str, spans: Sequence[Mention]) -> str:
    """A text with its mentions of bodies blanked."""
    for start, end, _ in reversed(spans):
        text = text[:start] + " " + text[end:]
    return text


@dataclass(frozen=True)
class Speech:
    """sure: every form that names a body wherever it stands → its name. short: ordinary words that may."""

    sure: dict[str, str]
    short: dict[str, str]

    def find(self, text: str) -> list[Mention]:
        """The bodies that a text speaks of, in order; no two overlap. Offsets are those of `text.lower()`."""
        lowered = _NOT_BODIES.sub(lambda word: "\0" * len(word.group()), text.lower().replace("\u2019", "'"))
        found = list(self._named(lowered))
        for more in (self._listed(lowered), self._ordinary(lowered, found)):
            found += [m for m in more if not any(m[0] < end and start < m[1] for start, end, _ in found)]
        return sorted(found)

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """The lengths of the forms that begin with a pair of characters, longest first."""
        lengths: dict[str, set[int]] = {}
        for form in self.sure:
            lengths.setdefault(form[:2], set()).add(len(form))
        return {pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()}

    @cached_property
    def _word(self) -> re.Pattern[str]:
        longest_first = sorted(self.short, key=lambda word: (-len(word), word))
        return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    def _named(self, lowered: str) -> Iterator[Mention]:
        """By forms that are no ordinary words, the longest at each place."""
        position = last = 0
        while position < len(lowered):
            for length in self._lengths.get(lowered[position : position + 2], ()):
                form = lowered[position : position + length]
                end = position + len(form)
                if form in self.sure and _whole_word(lowered, position, end):
                    if not _elsewhere(lowered, position, form):
                        county = _COUNTY.search(lowered, max(last, position - 20), position)
                        yield (county.start() if county else position), end, self.sure[form]
                        last = end
                    position = end
                    break
            else:
                position += 1

    def _listed(self, lowered: str) -> Iterator[Mention]:
        """ "the finance, culture and health bureaus": read from the end, each but the last has lost the word Bureau."""
        for head in _SEVERAL.finditer(lowered):
            end = head.start()
            commas = [comma.span() for comma in _COMMA_EN.finditer(lowered, 0, end)]
            while True:
                after = [0, *(stop for _, stop in commas)]
                words = [m.end() for m in _SPACE.finditer(lowered, after[-1], end)]
                whole = after[-2:]  # "culture and tourism" has an "and" of its own
                start = next((s for s in (*whole, *words) if f"{lowered[s:end]} bureau" in self.sure), None)
                if start is None:
                    break
                yield start, end, self.sure[f"{lowered[start:end]} bureau"]
                commas = [comma for comma in commas if comma[1] <= start]
                if start in words or not commas:
                    break
                end = commas.pop()[0]

    def _ordinary(self, lowered: str, sure: list[Mention]) -> Iterator[Mention]:
        """By ordinary words, alone or in a list with others, where what stands around the list makes them names."""
        words = [
            (word.start(), word.end(), self.short[word.group()])
            for word in self._word.finditer(lowered)
            if not any(word.start() < end and start < word.end() for start, end, _ in sure)
        ]
        if not words:
            return
        chain: list[Mention] = []
        for item in [*sorted(words + sure), None]:
            if chain and (item is None or not _JOINED.fullmatch(lowered, chain[-1][1], item[0])):
                for start, end, name in _bodies_of(lowered, chain, sure):
                    county = _COUNTY.search(lowered, max(0, start - 20), start)
                    yield county.start() if county else start, end, name
                chain = []
            if item is not None and (chain or item in sure or _BEFORE.search(lowered[max(0, item[0] - 4) : item[0]])):
                chain.append(item)


def _bodies_of(text: str, chain: list[Mention], sure: list[Mention]) -> list[Mention]:
    """What of a list of ordinary words and names is bodies: all by what stands around it, or beside a name in it."""
    start, end = chain[0][0], chain[-1][1]
    before = text[max(0, start - 8) : start]
    if (
        _BEHIND.match(text, end)
        or (_ASKED.search(before) and _ASKED_BEHIND.match(text, end))
        or (_BESIDES.search(before) and _BESIDES_BEHIND.match(text, end))
    ):
        return chain
    while chain and chain[-1] not in sure and not _BREAK.match(text, chain[-1][1]):
        chain = chain[:-1]
    apart = any(a[1] < b[0] for a, b in pairwise(chain))
    return chain if apart and any(item in sure for item in chain) else []


@lru_cache(maxsize=1)
def _levels() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What in front of a name makes it another's: of a name with 县, of any other Chinese name, of an English one."""
    from corpus.glossary import places  # it imports departments.py, which imports this module

    here = "|".join(re.escape(place) for place in places() if not place.isascii())
    there = "|".join(re.escape(place) for place in places() if place.isascii())
    return (
        re.compile(f"(?:(?:{here})县?|(?:{_ELSEWHERE})县)$"),
        re.compile(f"(?:(?:{here}|湖南|永州)[省市县区]?|{_HIGHER}|(?:{_ELSEWHERE})[省市县区])(?:里的?|级|委|的)?$"),
        re.compile(_HIGHER_EN.format(places=there)),
    )


def _elsewhere(text: str, start: int, form: str) -> bool:
    """Whether the name at `start` is that of another level's or another place's body."""
    if "新田" in form or "xintian" in form:
        return False
    of_county, chinese, english = _levels()
    before = text[max(0, start - 24) : start]
    if form[0] == "县":
        return bool(of_county.search(f"{before}县"))
    return bool((english if form.isascii() else chinese).search(before))


def _whole_word(text: str, start: int, end: int) -> bool:
    """Whether a Latin name is not part of a longer word ("court" in "courtyard"); Chinese has no such bounds."""
    before, after = text[start - 1 : start], text[end : end + 1]
    left = text[start].isascii() and before.isascii() and before.isalpha()
    right = text[end - 1].isascii() and after.isascii() and after.isalpha()
    return not (left or right)


def unique(forms: Iterable[tuple[str, str]], taken: dict[str, str]) -> dict[str, str]:
    """The (form, name) pairs whose form is neither taken nor made for two names."""
    made: dict[str, set[str]] = {}
    for form, name in forms:
        if form not in taken:
            made.setdefault(form, set()).add(name)
    return {form: names.pop() for form, names in made.items() if len(names) == 1}
