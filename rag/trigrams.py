"""How likely a character is behind two others, by a text that it is counted in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

START, NUMBER = "^", "#"  # symbols: a boundary, a number
_HAN = re.compile("[\u3400-\u9fff]")
_DISCOUNT = 0.75  # of each count


class Trigrams:
    """Character trigrams with absolute discounting, interpolated with bigrams and these with the share of pairs that a
    character ends (Kneser & Ney 1995). Numbers are one symbol; everything else that is no character is a boundary."""

    def __init__(self, text: str) -> None:
        symbols = re.sub(f"[^\u3400-\u9fff{NUMBER}]+", START * 2, re.sub(r"\d+(?:\.\d+)?", NUMBER, text))
        self._one = Counter(symbols)
        self._two = Counter(map("".join, pairwise(symbols)))
        self._three = Counter(map("".join, zip(symbols, symbols[1:], symbols[2:], strict=False)))
        self._kinds = Counter(map(itemgetter(0), self._two))  # different symbols behind one, and behind two
        self._kinds.update(map(itemgetter(slice(2)), self._three))
        self._ends = Counter(map(itemgetter(1), self._two))  # different symbols before one
        self.characters = sorted(c for c in self._one if _HAN.match(c))
        self._pair = lru_cache(maxsize=16384)(self._behind_one)

    def log(self, one: str, two: str, three: str) -> float:
        """The log-probability of a symbol behind two others.

        >>> model = Trigrams("低保。低保。低头。")
        >>> model.log("^", "低", "保") > model.log("^", "低", "头") > model.log("^", "低", "低")
        True
        """
        return self.logs(one, two, (three,))[0]

    def logs(self, one: str, two: str, symbols: Iterable[str]) -> list[float]:
        """`log` of many symbols behind the same two."""
        before, pair_of, triples = one + two, self._pair, self._three
        of = self._two.get(before, 0)
        left = _DISCOUNT * self._kinds[before] if of else 0.0
        found = []
        for three in symbols:
            share = pair_of(two, three)
            if of:
                seen = triples.get(before + three, 0)
                share = ((seen - _DISCOUNT if seen else 0.0) + left * share) / of
            found.append(math.log(share))
        return found

    def _behind_one(self, two: str, three: str) -> float:
        """The share of a symbol behind one other."""
        single = (self._ends.get(three, 0) + _DISCOUNT) / (len(self._two) + _DISCOUNT * len(self._one))
        return self._discounted(self._two.get(two + three, 0), self._one.get(two, 0), two, single)

    def _discounted(self, seen: int, of: int, behind: str, otherwise: float) -> float:
        """The share of what was seen, less the discount, and of what is left by that, `otherwise`."""
        if not of:
            return otherwise
        return (max(0.0, seen - _DISCOUNT) + _DISCOUNT * self._kinds[behind] * otherwise) / of
