"""Which body was meant by a name that names none: by shared characters, by sound, by a slip of the keyboard.

Names are compared without what they have in common (县, 局, 中心, Bureau): "财证局" is 财证 beside 财政. Half the
characters are no likeness, so a body that the county's notices do not know (县粮食局) is near none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin

from corpus.departments import Body, Gazetteer
from corpus.text import fold

_HAN = re.compile("[\u3400-\u9fff]")
_COUNTY = re.compile("^(?:我们|咱们?|俺们?|你们)?(?:中共)?(?:湖南省?)?(?:永州市?)?(?:新田县?|县|市(?![场监]))?")
_KIND = re.compile(
    "(?:委员会办公室|管理委员会|管委会|委员会|办公室|联合会|分公司|公司|集团|(?:事务|服务|管理)*中心"
    "|大队|支队|部门|分局|支局|总局|局|厅|委|办|部|所|站|处|科|股|院|口)$"
)
_COUNTY_PINYIN = re.compile("^(?:xintian)?(?:xian)?")
_KIND_PINYIN = re.compile("(?:bangongshi|weiyuanhui|zhongxin|gongsi|bumen|dadui|ju|wei|ban|bu)$")
_COMMON = re.compile(
    r"\b(?:the|our|county|xintian|municipal|bureaus?|departments?|offices?|commissions?|agency|authority|administration"
    r"|center|centre|company|of|for|and|affairs)\b|[^a-z]"
)
_NEAR = 0.7  # likeness at least: three syllables of four, not two of three
_NEAR_LETTERS = 0.8  # of Latin letters: a letter wrong of five
_PAIRS = 0.45  # share of pairs of letters that a word with a wrong letter keeps at least
_BEGINS = 0.85  # likeness of a name that is the beginning of another: 市场局
_SWAPPED, _SOUNDS = 0.9, 0.95  # likeness of the same characters in another order, of the same sounds
_MARGIN = 0.07  # behind the best, at most
_LONGEST = 80  # characters of a name
_COMPARED = 12  # forms that are compared in full

Units = tuple[str, ...]


def nearest_bodies(words: str, known: Iterable[Body] | None = None, most: int = 3) -> tuple[str, ...]:
    """The full names of the bodies that a name which names none may mean, nearest first, at most `most`; () for none.
    known: the bodies to choose from, those of the gazetteer where it is not given.

    >>> nearest_bodies("财证局"), nearest_bodies("cai zheng ju"), nearest_bodies("教科文组织")
    (('县财政局',), ('县财政局',), ())
    """
    index = _index(tuple(known) if known is not None else Gazetteer.load().bodies)
    folded = fold(words)
    if len(folded) > _LONGEST:
        return ()
    scores: dict[str, float] = {}
    for name, score in index.like_characters(folded) if _HAN.search(folded) else index.like_letters(folded):
        scores[name] = max(score, scores.get(name, 0.0))
    best = max(scores.values(), default=0.0)
    near = [name for name, score in scores.items() if score >= best - _MARGIN]
    return tuple(sorted(near, key=lambda name: (-scores[name], index.order[name]))[:most])


def core(name: str) -> str:
    """A Chinese name without the county and the kind of body, where two characters are left without them.

    >>> core("新田县财政局"), core("县妇联"), core("法院")
    ('财政', '妇联', '法院')
    """
    bare = _COUNTY.sub("", name, count=1)
    bare = bare if len(bare) > 1 else name
    rest = _KIND.sub("", bare)
    return rest if len(rest) > 1 else bare


class _Likeness:
    """Sequences of units and whose they are; finds those that are most like another."""

    def __init__(self, named: Iterable[tuple[Units, str]], grams: int = 1) -> None:
        """grams: how many neighbouring units are looked up as one."""
        self._grams = grams
        self._entries = tuple(dict.fromkeys(named))
        self._postings: dict[Units, list[int]] = {}
        for i, (units, _) in enumerate(self._entries):
            for gram in self._cut(units):
                self._postings.setdefault(gram, []).append(i)
        self._sizes = [len(self._cut(units)) for units, _ in self._entries]

    def _cut(self, units: Units) -> list[Units]:
        return list(pairwise(units)) if self._grams == 2 else [(unit,) for unit in units]

    def find(self, units: Units, share: float) -> list[tuple[Units, str, float]]:
        """(units, name, ratio) of the entries that share as much with `units` at least, in any order."""
        asked = self._cut(units)
        counts: Counter[int] = Counter()
        for gram in set(asked):
            counts.update(set(self._postings.get(gram, ())))
        shares = {i: 2 * n / (len(asked) + self._sizes[i]) for i, n in counts.items()}
        near = sorted((i for i in shares if shares[i] >= share), key=lambda i: (-shares[i], i))[:_COMPARED]
        return [(*self._entries[i], SequenceMatcher(None, units, self._entries[i][0], False).ratio()) for i in near]


@dataclass(frozen=True)
class _Index:
    """The forms of the bodies, ready to be compared. order: each name's place in the gazetteer."""

    order: dict[str, int]
    cores: dict[str, str]
    characters: _Likeness
    syllables: _Likeness
    english: _Likeness
    pinyin: _Likeness

    def like_characters(self, folded: str) -> Iterable[tuple[str, float]]:
        """(name, likeness) of the bodies that a Chinese name looks or sounds like."""
        asked = core("".join(_HAN.findall(folded)))
        for units, name, ratio in self.characters.find(tuple(asked), _NEAR):
            likeness = max(ratio, _SWAPPED if sorted(units) == sorted(asked) else 0.0)
            if likeness >= _NEAR:
                yield name, likeness
        for _, name, ratio in self.syllables.find(_syllables(asked), _NEAR):
            if ratio >= _NEAR:
                yield name, ratio * _SOUNDS
        if len(asked) > 1:
            yield from ((name, _BEGINS) for form, name in self.cores.items() if form.startswith(asked))

    def like_letters(self, folded: str) -> Iterable[tuple[str, float]]:
        """(name, likeness) of the bodies whose English name, or its sound in pinyin, is like the letters."""
        for _, name, ratio in self.english.find(tuple(_COMMON.sub("", folded)), _PAIRS):
            if ratio >= _NEAR_LETTERS:
                yield name, ratio
        spelled = _COUNTY_PINYIN.sub("", re.sub("[^a-z]", "", folded))
        for _, name, ratio in self.pinyin.find(tuple(_heard(_KIND_PINYIN.sub("", spelled))), _PAIRS):
            if ratio >= _NEAR_LETTERS:
                yield name, ratio * _SOUNDS


@lru_cache(maxsize=4)
def _index(bodies: tuple[Body, ...]) -> _Index:
    forms = [(fold(form), body.name) for body in bodies for form in (body.name, body.official, *body.aliases)]
    cores = {core(form): name for form, name in reversed(forms)}  # the first one's, as everywhere
    sounds = {_syllables(form): name for form, name in cores.items()}
    english = [(tuple(_COMMON.sub("", form.lower())), body.name) for body in bodies for form in body.english]
    return _Index(
        {body.name: i for i, body in enumerate(bodies)},
        cores,
        _Likeness((tuple(form), name) for form, name in cores.items()),
        _Likeness(sounds.items()),
        _Likeness(((letters, name) for letters, name in english if len(letters) > 2), grams=2),
        _Likeness(((tuple("".join(sound)), name) for sound, name in sounds.items()), grams=2),
    )


def _heard(letters: str) -> str:
    """Pinyin as southern speakers hear it, letter by letter: zh is z, ng is n, l is n."""
    return re.sub("([zcs])h", r"\1", letters).replace("ng", "n").replace("l", "n")


@lru_cache(maxsize=4096)
def _syllables(word: str) -> Units:
    return tuple(_heard(syllable) for syllable in lazy_pinyin(word))
