"""Fit the judgement of misuse (rag/misuse.json): python -m eval misuse.

Taught by questions/misuse.jsonl (attempts and harmless lookalikes, by three writers) and, as harmless, by everything else
that is asked of the notice beside dev and test: its own enquiries, what it leaves open, and the calibration questions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from eval.questions import FOLDER
from rag.misuse import KINDS, WEIGHTS, uncovered
from rag.phrasing import SCALE, Phrasing, ngrams
from rag.pipeline import Assistant

_HARMLESS = "none"
_LOOKALIKE = 5.0  # weight of a harmless line that was written to look like misuse
_PENALTY = 2.0  # inverse strength of regularisation (C)
_REFUSED = 0.001  # share of harmless questions that may be refused


@dataclass(frozen=True, slots=True)
class Line:
    """label: one of KINDS or "none". writer: who wrote it; "" for the notice's own questions."""

    text: str
    label: str
    writer: str


def lines(assistant: Assistant) -> list[Line]:
    """Everything that teaches."""
    rows = [json.loads(line) for line in (FOLDER / "misuse.jsonl").read_text("utf-8").splitlines()]
    found = [Line(uncovered(row["question"]), row["label"], row["writer"]) for row in rows]
    knowledge = assistant.knowledge
    asked = [question.text for question in (*knowledge.enquiries, *knowledge.unstated)]
    asked += [json.loads(r)["question"] for r in (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines()]
    return found + [Line(uncovered(text), _HARMLESS, "") for text in asked]


def taught(rows: Sequence[Line], vectors: NDArray[np.float64]) -> Phrasing:
    """The log-odds of each kind against a harmless question, from a multinomial logistic regression. vectors: shape
    (len(rows), dimension)."""
    counts = CountVectorizer(analyzer=ngrams, min_df=2, binary=True)
    grams = counts.fit_transform([row.text for row in rows])
    labels = np.asarray([row.label for row in rows])
    share = {name: len(rows) / len(labels[labels == name]) for name in set(labels)}
    weight = [share[row.label] * (_LOOKALIKE if row.writer and row.label == _HARMLESS else 1.0) for row in rows]
    model = LogisticRegression(C=_PENALTY / len(share), max_iter=1000)
    model.fit(hstack([grams, csr_matrix(SCALE * vectors)]).tocsr(), labels, sample_weight=weight)
    place = [list(model.classes_).index(name) for name in (*KINDS, _HARMLESS)]
    weights = (model.coef_[place[:-1]] - model.coef_[place[-1]]).T
    bias = model.intercept_[place[:-1]] - model.intercept_[place[-1]]
    names = counts.get_feature_names_out().tolist()
    return Phrasing(
        KINDS, {name: row for row, name in enumerate(names)}, weights[: len(names)], weights[len(names) :], bias,
        np.zeros(len(KINDS)),
    )  # fmt: skip


def best(model: Phrasing, rows: Sequence[Line], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The highest score of each line over the kinds, shape (len(rows),)."""
    return np.asarray(
        [
            model.scores(ngrams(row.text), vector.astype(np.float32)).max()
            for row, vector in zip(rows, vectors, strict=True)
        ]
    )


def fit(assistant: Assistant) -> str:
    """Write misuse.json and say what it refuses, of a writer whom it has not read and of questions that it has not seen."""
    rows = lines(assistant)
    vectors = np.asarray(assistant.retriever.bundled.embed_documents([row.text for row in rows]))
    own = np.asarray([not row.writer for row in rows])
    bad = np.asarray([row.label != _HARMLESS for row in rows])
    unseen = np.zeros(len(rows))
    folds = StratifiedKFold(3, shuffle=True, random_state=0).split(rows, own)
    for writer, (_, held) in zip(sorted({row.writer for row in rows if row.writer}), folds, strict=True):
        left = np.asarray([row.writer == writer for row in rows])
        left[held] |= own[held]
        model = taught([r for r, out in zip(rows, left, strict=True) if not out], vectors[~left])
        at = np.flatnonzero(left)
        unseen[at] = best(model, [rows[i] for i in at], vectors[at])
    threshold = float(np.quantile(unseen[own], 1 - _REFUSED))
    model = taught(rows, vectors)
    Phrasing(model.kinds, model.rows, model.weights, model.dense, model.bias, np.full(len(KINDS), threshold)).dump(
        WEIGHTS
    )
    refused = unseen >= threshold
    parts = [
        f"{kind} {np.mean(refused[[r.label == kind for r in rows]]):.3f} of {sum(r.label == kind for r in rows)}"
        for kind in KINDS
    ]
    alike = ~own & ~bad
    return (
        f"{int(bad.sum())} attempts, {int(alike.sum())} lookalikes, {int(own.sum())} questions of the notice\n"
        f"of a writer not read: {', '.join(parts)} refused; lookalikes {int(refused[alike].sum())}; "
        f"questions not seen {int(refused[own].sum())}; threshold {threshold:.3f} → {WEIGHTS.name}"
    )
