"""BM25 scores of several indexes at once: what a term scores in each of them stands in one place.

The same scores, to the last bit, as each index gives by itself; but a question's terms are looked up once, and each is
added in one step, instead of once for every index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex


class Postings:
    """Of indexes whose terms are made by the same analysis."""

    def __init__(self, indexes: Sequence[LexicalIndex]) -> None:
        self._rows: dict[str, int] = {}
        for index in indexes:
            for term in index.vocabulary:
                self._rows.setdefault(term, len(self._rows))
        ends = np.cumsum([0, *(len(index.ids) for index in indexes)])
        self._parts = [slice(start, end) for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]
        self._size = int(ends[-1])
        rows, documents, scores = [], [], []
        for index, part in zip(indexes, self._parts, strict=True):
            held = np.asarray([self._rows[term] for term in index.vocabulary], dtype=np.int64)
            rows.append(np.repeat(held, np.diff(index.starts)))
            documents.append(index.documents.astype(np.int64) + part.start)
            scores.append(index.weights)
        row = np.concatenate(rows)
        by_row = np.argsort(row, kind="stable")
        self._documents = np.concatenate(documents)[by_row]
        self._scores = np.concatenate(scores)[by_row]
        self._starts: list[int] = [0, *np.cumsum(np.bincount(row, minlength=len(self._rows))).tolist()]

    def scores_of(self, query: Iterable[str]) -> list[NDArray[np.float32]]:
        """The scores of every document of each index, shape (len(index.ids),); query: index terms."""
        total = np.zeros(self._size, dtype=np.float32)
        for term in query:
            row = self._rows.get(term)
            if row is not None:
                held = slice(self._starts[row], self._starts[row + 1])
                total[self._documents[held]] += self._scores[held]  # a document has a term once, so none is lost
        return [total[part] for part in self._parts]


class Grouped:
    """Documents that belong to owners, several to each, for the best score among an owner's."""

    def __init__(self, owners: NDArray[np.intp], count: int) -> None:
        """owners[i]: the number, below count, of document i's owner."""
        self._order = np.argsort(owners, kind="stable")
        self._owners, self._starts = np.unique(owners[self._order], return_index=True)
        self._count = count

    def best(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best score of each owner, shape (count,); 0 for one that has no document."""
        found = np.zeros(self._count, dtype=np.float32)
        if len(self._owners):
            found[self._owners] = np.maximum.reduceat(scores[self._order], self._starts)
        return found


def share(scores: NDArray[np.float32], total: float) -> NDArray[np.float64]:
    """BM25 as a share of the most that a query could score; never above 1, even where a term that is common in the index
    whose weights (index.idf) make the total is rare in another."""
    most = max(total, float(scores.max(initial=0.0)))
    return scores.astype(np.float64) / most if most > 0 else scores.astype(np.float64)
