"""BM25 over character uni- and bigrams: strong where the words are shared, and it finds what a name spells.

Characters do better than segmented words here: segmenters split 县人社局 wrongly, and a typo costs a bigram, not a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import bm25s
import numpy as np
from numpy.typing import NDArray

from corpus.text import fold

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?")
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)


def terms(text: str) -> list[str]:
    """Index terms: each Chinese character and each pair of neighbours; whole Latin words (less a plural s) and numbers.

    >>> terms("县发改局 R&D 20%")
    ['县', '发', '改', '局', '县发', '发改', '改局', 'r', 'd', '20']
    """
    return list(_terms(text))


@lru_cache(maxsize=8192)
def term_set(text: str) -> frozenset[str]:
    """The distinct index terms of a text."""
    return frozenset(_terms(text))


@lru_cache(maxsize=8192)  # sentences of the clauses that a question comes near are taken apart for each question
def _terms(text: str) -> tuple[str, ...]:
    return tuple(_taken_apart(text))


def _taken_apart(text: str) -> list[str]:
    found: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if run[0] >= "\u3400":
            found += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
        elif run not in _STOP:
            found.append(run[:-1] if len(run) > 3 and run.endswith("s") and not run.endswith("ss") else run)
    return found


def bm25() -> bm25s.BM25:
    """Robertson's, as Lucene has it: every lexical index here scores alike."""
    return bm25s.BM25(k1=1.2, b=0.75, method="lucene")


class LexicalIndex:
    """BM25 (Robertson, k1 = 1.2, b = 0.75) over documents known by their ids."""

    def __init__(self, documents: Sequence[tuple[str, str]], analyse: Callable[[str], list[str]] = terms) -> None:
        """documents: (id, text), at least one of them with a term. `terms` keeps each document's, where ids are unique.
        analyse: a text's index terms."""
        self.analyse = analyse
        self.ids = tuple(name for name, _ in documents)
        self._bm25 = bm25()
        apart = _taken_apart if analyse is terms else analyse  # each once: none is worth a place among those kept
        held = [apart(text) for _, text in documents]
        self.terms: dict[str, list[str]] = {}
        if len(set(self.ids)) == len(self.ids):
            one: dict[str, str] = {}  # a term is one string in all documents that are kept
            held = [[one.setdefault(term, term) for term in own] for own in held]
            self.terms = dict(zip(self.ids, held, strict=True))
        self._bm25.index(held, show_progress=False)

    @property
    def vocabulary(self) -> list[str]:
        """Its terms. What term number i scores is weights[starts[i]:starts[i + 1]], and where is the same of documents,
        which are numbers of ids."""
        held: dict[str, int] = self._bm25.vocab_dict
        # bm25s adds an empty term behind its own, which has no scores
        scored = len(self._bm25.scores["indptr"]) - 1
        return sorted((term for term in held if held[term] < scored), key=held.__getitem__)

    @property
    def starts(self) -> NDArray[np.intp]:
        return np.asarray(self._bm25.scores["indptr"], dtype=np.intp)

    @property
    def documents(self) -> NDArray[np.intp]:
        return np.asarray(self._bm25.scores["indices"], dtype=np.intp)

    @property
    def weights(self) -> NDArray[np.float32]:
        return np.asarray(self._bm25.scores["data"], dtype=np.float32)

    def scores(self, query: str) -> NDArray[np.float32]:
        """The score of every document, shape (len(ids),); zero where no term is shared."""
        return self.scores_of(self.analyse(query))

    def scores_of(self, query: Sequence[str]) -> NDArray[np.float32]:
        """`scores` of a query that is already index terms."""
        known = [term for term in query if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(len(self.ids), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)
