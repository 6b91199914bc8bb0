"""What the phrasing of a question alone speaks for: linear models over its character n-grams and its embedding.

A model has a score for each of its kinds: bias + Σ weight of each distinct n-gram + dense · vector, in log-odds. It stands
in a JSON file beside this one, fitted by `python -m eval fit` (rag/answerable.py) and `python -m eval asides`
(rag/asides.py). Vectors are the bundled model's, whatever model searches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text import fold

LONGEST = 3  # pieces of an n-gram: characters of Chinese, words of Latin script
SCALE = 3.0  # of the vector beside n-grams that are 0 or 1
_RUNS = re.compile(r"[a-z']+|\d+|[^\sa-z\d]")


def ngrams(text: str) -> list[str]:
    """The distinct n-grams of a text, folded (corpus.text.fold), in order of appearance: one to three characters of
    Chinese or words of Latin script; a number counts as "#" however it is written.

    >>> ngrams("补多少")
    ['补', '补多', '补多少', '多', '多少', '少']
    """
    pieces = ["#" if run[0].isdigit() else run for run in _RUNS.findall(fold(text))]
    found: dict[str, None] = {}
    for i, piece in enumerate(pieces):
        found.setdefault(piece)
        joined = piece
        for following in pieces[i + 1 : i + LONGEST]:
            words = following.isascii() and following[0].isalpha()
            joined += f" {following}" if words else following
            found.setdefault(joined)
    return list(found)


@dataclass(frozen=True, slots=True)
class Phrasing:
    """kinds: what is told apart. rows: n-gram → its row of weights, shape (len(rows), len(kinds)). dense: shape
    (dimension, len(kinds)). bias, thresholds: shape (len(kinds),)."""

    kinds: tuple[str, ...]
    rows: dict[str, int]
    weights: NDArray[np.float64]
    dense: NDArray[np.float64]
    bias: NDArray[np.float64]
    thresholds: NDArray[np.float64]

    def scores(self, grams: Iterable[str], vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds by kind, shape (len(kinds),). vector: the text's, shape (dimension,)."""
        rows = [self.rows[gram] for gram in grams if gram in self.rows]
        found: NDArray[np.float64] = (
            self.bias + self.weights[rows].sum(axis=0) + SCALE * (vector.astype(np.float64) @ self.dense)
        )
        return found

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, path: Path) -> Phrasing:
        """The model in a JSON file, as `dump` writes it."""
        held = json.loads(path.read_text("utf-8"))
        return cls(
            tuple(held["kinds"]),
            {gram: row for row, gram in enumerate(held["ngrams"])},
            *(np.asarray(held[name], dtype=np.float64) for name in ("weights", "dense", "bias", "thresholds")),
        )

    def dump(self, path: Path) -> None:
        """Write the model, rounded to three decimals, without the n-grams that weigh nothing."""
        kept = [gram for gram, row in self.rows.items() if np.abs(self.weights[row]).max() >= 0.02]
        held = {
            "kinds": self.kinds,
            "thresholds": self.thresholds.round(3).tolist(),
            "bias": self.bias.round(4).tolist(),
            "dense": self.dense.round(3).tolist(),
            "ngrams": kept,
            "weights": self.weights[[self.rows[gram] for gram in kept]].round(3).tolist(),
        }
        lines = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
            for name, value in held.items()
        )
        path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
