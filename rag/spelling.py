"""A question with wrong homophones (底保) put right, by the sound of the words that the notice knows. What is typed in
pinyin has been read before (rag/pinyin.py).

Only what is no word here is touched: a run of characters is exchanged where it holds a pair that neither the notice nor
anything known of it has, where a word of the notice's own vocabulary sounds the same, and where at least one character
of the two is the same. So a word that is merely unknown stays as it was typed.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

from corpus.departments import Gazetteer
from corpus.glossary import Glossary, places
from corpus.knowledge import DETAIL
from corpus.text import fold
from index.build import Index
from index.embedder import BUNDLED
from index.phonetic import merged

_HAN = re.compile("[\u3400-\u9fff]+")
_PIECE = re.compile("[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
LONGEST, SHORTEST, FREQUENT = 6, 2, 4  # characters of a word; of one that is known by its frequency
_ASKING = frozenset("几那哪谁啥我你他她")  # they ask or point, and are seldom typed for another: 几本 is not 基本
_ROUNDS = 6  # of corrections, at most; a text that never comes to rest is left as it is
_COMMON = 4  # characters of a common word
_VARIED = 3  # different neighbours, on either side, that make a pair a word of its own
_OFTEN, _SAME = 4, 0.6  # occurrences of a word at least; share of them that have the same neighbour, at most


@lru_cache(maxsize=8192)
def _spoken(character: str) -> str:
    return merged(lazy_pinyin(character)[0])


def _sound(word: str) -> str:
    """By each character's first reading: of two words that differ in one character, the others read the same."""
    return " ".join(map(_spoken, word))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words of the language: the pieces of more than one character that the bundled model's tokenizer was taught by a
    dictionary and much official text. Empty where there is no bundled model."""
    try:
        pieces = json.loads((BUNDLED / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    except (OSError, ValueError, KeyError):
        return frozenset()
    return frozenset(piece for piece in pieces if len(piece) > 1 and _HAN.fullmatch(piece))


class Spelling:
    """Knows the pairs of characters that may stand together, and words by their sound."""

    @classmethod
    def of(cls, index: Index, glossary: Glossary) -> Spelling:
        """Made of everything that is known of a notice, but for the enquiries on details: these have typing errors on
        purpose, which would pass for words."""
        known = index.knowledge
        return cls(
            [index.notice.source, *(rendering.zh for rendering in known.renderings)],
            [*(e.text for e in known.enquiries if e.voice != DETAIL), *(u.text for u in known.unstated)],
            [*glossary.terms, *glossary.english, *Gazetteer.load().spoken],
            common_words() | set(places()),  # a place elsewhere is never what was meant: 便宜占 is not 宜章
        )

    def __init__(
        self, texts: Iterable[str], talk: Iterable[str], words: Iterable[str], common: Iterable[str] = ()
    ) -> None:
        """texts: the notice and what is written of it. talk: what people ask of it. words: names and terms, however rare.
        Frequent runs are words too; those of two characters only where they are frequent in writing. common: words of
        the language, which are never put right."""
        self._common = frozenset(common)
        written = [run for text in texts for run in _HAN.findall(fold(text))]
        runs = [*written, *(run for text in talk for run in _HAN.findall(fold(text)))]
        named = {word for text in words for word in _HAN.findall(fold(text)) if SHORTEST <= len(word) <= LONGEST}
        self._around: dict[str, tuple[set[str], set[str]]] = {}
        for run in (*runs, *named):
            for i in range(len(run) - 1):
                pair = run[i : i + 2]
                around = self._around.get(pair)
                if around is None:
                    around = self._around[pair] = set(), set()
                around[0].add(run[i - 1 : i])
                around[1].add(run[i + 2 : i + 3])
        weights = _words(runs, 3, FREQUENT) | _words(written, SHORTEST, SHORTEST)
        for word in named:
            weights[word] = weights.get(word, 0) + _OFTEN
        self.words = sorted(weights, key=lambda word: (-weights[word], word))  # commonest first
        self._by_sound: dict[str, list[str]] = {}
        for word in self.words:
            self._by_sound.setdefault(_sound(word), []).append(word)

    def corrected(self, folded: str) -> str:
        """The folded question with what can be put right put right; the same text where there is nothing.

        >>> Spelling([], [], ["低保", "公积金"]).corrected("底保和工积金")
        '低保和公积金'
        """
        made = folded
        for _ in range(_ROUNDS):  # what is put right may show what else is wrong: 检茶 beside 互任, then beside 互认
            before, made = made, self._once(made)
            if made == before:
                return made
        return folded

    def _once(self, folded: str) -> str:
        return "".join(self._han(piece) if _HAN.match(piece) else piece for piece in _PIECE.findall(folded))

    def _known(self, run: str, i: int) -> bool:
        """Whether the pair at i may stand where it stands: pairs that are seen in varied surroundings may anywhere, others
        (底保 of 兜底保障) only beside a neighbour of theirs."""
        left, right = self._around.get(run[i : i + 2], (set(), set()))
        free = len(left) >= _VARIED and len(right) >= _VARIED
        return free or (run[i - 1 : i] if i else "") in left or run[i + 2 : i + 3] in right

    def _han(self, run: str) -> str:
        known = [self._known(run, i) for i in range(len(run) - 1)]
        for start in range(len(run)):
            for end in range(start + 2, min(len(run), start + _COMMON) + 1):
                if run[start:end] in self._common:
                    known[start : end - 1] = [True] * (end - 1 - start)
        made = list(run)
        for size in range(min(LONGEST, len(run)), SHORTEST - 1, -1):
            for start in range(len(run) - size + 1):
                word = run[start : start + size]
                if all(known[start : start + size - 1]):
                    continue
                alike = self._by_sound.get(_sound(word), ())
                if word in alike:  # it is a word itself: 桂阳 is not 贵阳
                    known[start : start + size - 1] = [True] * (size - 1)
                    continue
                for right in alike:
                    wrong = [start + i for i in range(size) if right[i] != word[i]]
                    if any(run[w] in _ASKING for w in wrong):
                        continue
                    # a character that makes a known pair with a neighbour is at home where it is
                    if 0 < len(wrong) <= size / 2 and not any(
                        known[i] for w in wrong for i in (w - 1, w) if 0 <= i < len(known)
                    ):
                        made[start : start + size] = right
                        known[max(0, start - 1) : start + size] = [True] * (
                            min(len(known), start + size) - max(0, start - 1)
                        )
                        break
        return "".join(made)


def _words(runs: Iterable[str], shortest: int, longest: int) -> dict[str, int]:
    """Runs of `shortest` to `longest` characters that stand often and in varied surroundings, with their counts: a part of a longer word has
    nearly always the same neighbour (accessor variety: Feng et al. 2004)."""
    runs = list(runs)
    sizes = range(shortest, longest + 1)
    every = Counter(run[i : i + size] for run in runs for size in sizes for i in range(len(run) - size + 1))
    counts = {word: n for word, n in every.items() if n >= _OFTEN}  # few: only their neighbours are counted
    before: dict[str, Counter[str]] = defaultdict(Counter)
    behind: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        for size in sizes:
            for start in range(len(run) - size + 1):
                word = run[start : start + size]
                if word not in counts:
                    continue
                if start:
                    before[word][run[start - 1]] += 1
                if start + size < len(run):
                    behind[word][run[start + size]] += 1
    return {
        word: n
        for word, n in counts.items()
        if all(max(side[word].values(), default=0) <= _SAME * n for side in (before, behind))
    }
