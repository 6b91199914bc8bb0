"""nDCG@10 and success@k of a table of piece vectors on the hold-outs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.train.pieces import encode
from index.train.sources import HoldOut


@dataclass(frozen=True)
class Score:
    """Means over the queries, 0 to 1."""

    name: str
    queries: int
    documents: int
    ndcg10: float
    success1: float
    success5: float

    def __str__(self) -> str:
        return (
            f"{self.name} ({self.queries} in {self.documents}): "
            f"nDCG@10 {self.ndcg10:.3f}, success@1 {self.success1:.3f}, success@5 {self.success5:.3f}"
        )


def vectors(tokenizer: Tokenizer, table: NDArray[np.floating], texts: list[str]) -> NDArray[np.float32]:
    """Unit vectors, shape (len(texts), dims); zero for a text with no known piece."""
    ids, starts = encode(tokenizer, texts, most=100_000)
    sums = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
    for row in range(len(texts)):
        if starts[row] < starts[row + 1]:
            sums[row] = table[ids[starts[row] : starts[row + 1]]].astype(np.float32).sum(axis=0)
    unit: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return unit


def measure(tokenizer: Tokenizer, table: NDArray[np.floating], test: HoldOut) -> Score:
    """Exact search over the test's documents, binary relevance."""
    scores = vectors(tokenizer, table, test.queries) @ vectors(tokenizer, table, test.documents).T
    best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    discount = 1 / np.log2(np.arange(2, 12))
    ndcg, first, five = [], [], []
    for row, relevant in zip(best, test.relevant, strict=True):
        hits = np.array([int(i) in relevant for i in row], dtype=float)
        ideal = discount[: min(len(relevant), 10)].sum()
        ndcg.append(float((hits * discount[: len(hits)]).sum() / ideal))
        first.append(float(hits[0]))
        five.append(float(hits[:5].any()))
    return Score(test.name, len(test.queries), len(test.documents), *(float(np.mean(x)) for x in (ndcg, first, five)))
