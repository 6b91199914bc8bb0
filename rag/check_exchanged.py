"""Is a word of a claim put in the place of another of the clause? 低空经济 told as 高空经济, 大型夜宵店 as 小型夜宵店.

A part of a claim that is nearly a segment of the clause is aligned with it; where the two differ between words that they
share, the claim's word must stand so elsewhere in what is cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from corpus.departments import Gazetteer
from corpus.spoken import without
from rag.cited import Cited, pairs, union
from rag.support import Kind, Support, fault
from rag.words_english import content_words

_NEAR = 0.45  # share of a part's pairs that a segment must have for the two to be aligned
_FLANK = 2  # characters shared beside a difference, on either side, unless the part begins or ends there
_LONG = 12  # characters of the clause that one word may stand for
_MANY, _NEARLY = 5, 0.85
_FIGURE = re.compile(
    "[0-9]|百分之|[一二三四五六七八九十百千万亿两](?=[个家项名户场元亩吨])"
)  # check_figures asks what it is of
_PARTS_EN = re.compile(r".+?(?:[,.;:](?=\s|$)|\n|$)")
_WORDS, _NEAR_EN = 3, 0.6  # content words of an English part, and the share of them that a segment must have
_GENERAL = frozenset(
    stem
    for words in ("plan aim help make get give take carry put use work build set need want call keep try local new",)
    for stem in content_words(words)
)
_HAN = re.compile("[\u3400-\u9fff]")
_TWO = re.compile("[\u3400-\u9fff]{2}")
_PARTS = re.compile(r"[^,;:。!?\n]+")
# Words that may stand for one another, and numbers and bounds, which have checks of their own.
_FREE = re.compile(
    "百分之|(?:19|20)[0-9]{2}年|[0-9零〇一二三四五六七八九十百千万亿两.]+(?:条\\(个\\)|[家项个名户场条次座所处台套辆人头担亩元吨])?|以下单位|"
    "[为成的地得了要将以等各和与及并让使把对在其这那会该更再、由被到至向给也都还是于从其他及其以及进一步]|"
    "共同|配合|负责|一起|按?各自|按?职[责能]|按?分工|全面|大力|积极|深入|持续|切实|着力|加快|推进|推动|开展|实施|建设|加强|强化|努力|进行|需要|目标|工作|主要|具体|继续|不断|"
    "[0-9零〇一二三四五六七八九十百千万亿两%.]|低于|少于|以上|至少|达到?|超过|力争|稳定|保持|分别|每[月年人]|/|元|亩|吨|"
    '县[\u3400-\u9fff]{1,8}?(?:局|办|委|部|院|公司|中心)|[\\s“”‘’"()]'
)


def check_exchanged(text: str, cited: Sequence[Cited]) -> list[Support]:
    """Faults for the words of a plain Chinese claim that stand where the clause has others."""
    found = []
    text = without(text, Gazetteer.load().mentions(text))
    for part in map(str.strip, _PARTS.findall(text)):
        own = pairs(part)
        if len(own) < 4:
            continue
        segments = [s for c in cited for s in c.segments]
        best = max(segments, key=lambda s: (len(own & s.pairs), -len(s.pairs)), default=None)
        if best is None or len(own & best.pairs) < _NEAR * len(own):
            continue
        for words, instead in _differences(part, best.text.strip()):
            if not any(_has(one, words) for one in cited):
                found.append(fault(Kind.CONTENT, words, f"the cited clause has {instead} here"))
    return found


def _has(one: Cited, words: str) -> bool:
    """Whether words stand in what is cited, or nearly all of their pairs do."""
    own = pairs(words)
    return words in one.solid or (len(own) >= _MANY and len(own & one.pairs) >= _NEARLY * len(own))


def _differences(part: str, segment: str) -> list[tuple[str, str]]:
    """(the claim's words, the clause's) where one stands for the other. The claim's come with a character on either side,
    but for words that it puts in where the clause has none: beside those nothing need be shared."""
    blocks = SequenceMatcher(None, part, segment, autojunk=False).get_matching_blocks()
    shared = [block for block in blocks if block.size >= _FLANK or block.a == block.b == 0]
    found = []
    for before, after in pairwise([*shared, blocks[-1]]):
        i, j = before.a + before.size, before.b + before.size
        words, instead = part[i : after.a], segment[j : after.b]
        if after.size == 0 and (before.size <= _FLANK or len(instead) > len(words) + 2):
            continue  # behind the last words that they share the two go on, each its own way
        if len(instead) > _LONG or not _FREE.sub("", words) or _FIGURE.search(words):
            continue
        if _FREE.sub("", instead) and _HAN.search(_FREE.sub("", words)):
            found.append((part[i - 1 : after.a + 1], instead))
        else:
            found += [(core, instead or "nothing") for core in _FREE.split(words) if _TWO.search(core)]
    return found


def check_exchanged_english(text: str, cited: Sequence[Cited]) -> list[Support]:
    """Faults for the words of an English claim in lower case, between words of the rendering, that it does not have."""
    known = union(one.words for one in cited)
    segments = [segment.words for one in cited for segment in one.segments_en]
    found = []
    for part in _PARTS_EN.findall(text):
        words = content_words(part)
        held = [i for i, word in enumerate(words) if word in known]
        near = max((len(segment.intersection(words)) for segment in segments), default=0)
        if len(words) < _WORDS or near < _NEAR_EN * len(set(words)):
            continue
        strange = [w for w in words[held[0] : held[-1] + 2] if w not in known and w not in _GENERAL]
        found += [
            fault(Kind.CONTENT, word, "the rendering of the cited clause has no such word here") for word in strange
        ]
    return found
