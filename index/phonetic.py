"""Text → syllables, so that a wrong homophone (底保) and pinyin (dibao) find what sounds the same (低保).

Tones are left out, and the sounds that speakers of southern Mandarin do not tell apart are one: zh/z, ch/c, sh/s, n/l at
the beginning of a syllable, ng/n at its end.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT, RE_HANS
from pypinyin.seg import mmseg
from pypinyin.seg.simpleseg import seg

from corpus.text import fold

_RUN = re.compile(r"(?P<han>[\u3400-\u9fff]+)|(?P<latin>[a-z]+)|(?P<number>\d+(?:\.\d+)?)")
_LONGEST = 6  # letters of a syllable (zhuang)


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every toneless syllable of Mandarin, from pypinyin's own table."""
    usual = {_toneless(readings.partition(",")[0]) for readings in PINYIN_DICT.values()}
    return frozenset(s for s in usual if s.isascii()) | {"shei"}  # how 谁 is said, whose first reading is shui


def _toneless(reading: str) -> str:
    """A reading of the table, as lazy_pinyin gives it: "lǜ" is "lv"."""
    apart = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in apart if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def merged(syllable: str) -> str:
    """A syllable as southern speakers hear it.

    >>> merged("zhong"), merged("niang"), merged("shi")
    ('zon', 'lian', 'si')
    """
    sound = re.sub("^([zcs])h", r"\1", syllable)
    sound = re.sub("^n(?=[aeiouv])", "l", sound)
    return re.sub("ng$", "n", sound)


@lru_cache(maxsize=4096)
def spelled(letters: str) -> tuple[str, ...]:
    """The syllables that Latin letters spell in full, fewest first; () where they spell none.

    >>> spelled("dibao"), spelled("gongjijin"), spelled("budget")
    (('di', 'bao'), ('gong', 'ji', 'jin'), ())
    """
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        ways = (
            (*before, letters[start:end])
            for start in range(max(0, end - _LONGEST), end)
            if (before := best[start]) is not None and letters[start:end] in syllables()
        )
        best.append(min(ways, key=lambda way: (len(way), way), default=None))
    return best[-1] or ()


def sounds(text: str) -> list[str]:
    """Index terms by sound: each pair of neighbouring syllables, in Chinese characters or in pinyin, and each number.

    >>> sounds("底保"), sounds("di bao"), sounds("dibao怎么领")
    (['di bao'], ['di bao'], ['di bao', 'bao zen', 'zen me', 'me lin'])
    """
    found: list[str] = []
    run: list[str] = []
    folded, end = fold(text), 0
    for match in _RUN.finditer(folded):
        spoken = read_aloud(match["han"]) if match["han"] else spelled(match["latin"] or "")
        if not spoken or folded[end : match.start()].strip():  # a space between pinyin and characters ends nothing
            found += _pairs(run)
            run = []
        if match["number"]:
            found.append(match["number"])
        run += map(merged, spoken)
        end = match.end()
    return found + _pairs(run)


def read_aloud(run: str) -> list[str]:
    """The syllables of a run of characters, as lazy_pinyin gives them: it too reads word by word."""
    words = mmseg.seg.cut(run) if RE_HANS.match(run) else seg(run)
    return [syllable for word in words for syllable in _syllables_of(word)]


@lru_cache(maxsize=16384)
def _syllables_of(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word))


def _pairs(run: list[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(run)]
