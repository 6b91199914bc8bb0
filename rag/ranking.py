"""The learnt ranking: what speaks for a clause, and the weights that make of it the probability that it is the one.

For each clause a row of features; its utility is a weighted sum of them, and the softmax of the utilities of all clauses
is the probability that each is the one that the question is about (a conditional logit: McFadden 1974, eq. 12). The
weights stand in ranker.json, one set for Chinese and one for the other languages, fitted by `python -m eval rank`; those of
a notice without enquiries in ranker_bare.json, fitted by `python -m eval bare`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).with_name("ranker.json")
BARE_WEIGHTS = Path(__file__).with_name("ranker_bare.json")  # of a notice of which nothing is known but its text

# Scores that find a clause, each between 0 and 1 ("share": BM25 as a share of the most that the question could score).
SCORES = (
    "expanded",  # share, of the clause's headings and text with its enquiries and renderings
    "text",  # share, of its headings and text alone
    "enquiry",  # share, of its best single enquiry
    "sound",  # share by syllables
    "dense_text",  # cosine of its best passage
    "dense_enquiry",  # cosine of its best enquiry
    "dense_enquiries",  # mean cosine of its best three
    "dense_plain",  # cosine of its plain rendering
    "dense_english",  # cosine of its translation
)
# What fits the question's kind.
FITS = (
    "heading",  # share of the question's weight that stands in its headings
    "body",  # it names a body that the question names (1), or the question names one that it does not (-1)
    "figure",  # an amount is asked: it states one of the unit (1), or none (-1)
    "duty",  # a body is asked for, and it names some
    "overview",  # it is of the main document, which sums the attachments up
    "unstated",  # share, of its best single question that it leaves open: who asks so means this clause's matter
    "dense_unstated",  # cosine of the nearest of them
    "dense_unstateds",  # mean cosine of the nearest three
)
OPEN = ("unstated", "dense_unstated", "dense_unstateds")
FEATURES = (*SCORES, *(f"{name}_lead" for name in SCORES), *FITS)


@dataclass(frozen=True, slots=True)
class Ranker:
    """weights: by language group ("zh", "en"), shape (len(FEATURES),)."""

    weights: dict[str, NDArray[np.float64]]

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, path: Path = WEIGHTS) -> Ranker:
        held = json.loads(path.read_text("utf-8"))
        return cls({group: np.asarray([row.get(name, 0.0) for name in FEATURES]) for group, row in held.items()})

    def utilities(self, features: NDArray[np.float64], english: bool) -> NDArray[np.float64]:
        """Shape (clauses,); features has shape (clauses, len(FEATURES))."""
        utilities: NDArray[np.float64] = features @ self.weights["en" if english else "zh"]
        return utilities


def softmax(utilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities that sum to 1, in the same order."""
    powers = np.exp(utilities - utilities.max())
    probabilities: NDArray[np.float64] = powers / powers.sum()
    return probabilities


def with_leads(scores: NDArray[np.float64], fits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of FEATURES from rows of SCORES and FITS: each score also as a share of the best clause's, because the level
    of scores differs from question to question. A score below zero leads by nothing."""
    best = scores.max(axis=0, initial=0.0)
    leads = np.divide(scores, best, out=np.zeros_like(scores), where=best > 0)
    return np.hstack([scores, np.clip(leads, 0.0, 1.0), fits])
