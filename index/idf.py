"""How much an index term weighs: the rarer it is among the documents, the more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from index.lexical import LexicalIndex


class Idf:
    """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), as in Lucene's BM25; unknown terms get n = 0."""

    def __init__(self, index: LexicalIndex) -> None:
        self._documents = {name: frozenset(held) for name, held in index.terms.items()}
        counts: Counter[str] = Counter()
        for held in self._documents.values():
            counts.update(held)
        size = len(self._documents)
        self._idf = {term: math.log(1 + (size - n + 0.5) / (n + 0.5)) for term, n in counts.items()}
        self._unknown = math.log(1 + (size + 0.5) / 0.5)

    def of(self, term: str) -> float:
        return self._idf.get(term, self._unknown)

    def knows(self, term: str) -> bool:
        return term in self._idf

    def each(self, query: Iterable[str]) -> list[float]:
        return [self._idf.get(term, self._unknown) for term in query]

    def total(self, query: list[str]) -> float:
        return sum(self.each(query))

    def unknown_share(self, query: list[str]) -> float:
        total = self.total(query)
        return sum(self._unknown for term in query if term not in self._idf) / total if total else 1.0

    def coverage(self, query: list[str], document: str) -> float:
        total = self.total(query)
        held = self._documents.get(document, frozenset())
        return sum(self.of(term) for term in query if term in held) / total if total else 0.0
