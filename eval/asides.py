"""Fit the judgement of what is no question for the notice (rag/asides.json): python -m eval asides.

Taught by questions/asides.jsonl (attempts at misuse, small talk and harmless lookalikes, by five writers) and, as
harmless, by everything else that is asked of the notice beside test: its own enquiries, what it leaves open, the
calibration and the development questions.
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

from eval.questions import FOLDER, read_items
from rag.asides import KINDS, MISUSE, TALK, WEIGHTS, uncovered
from rag.phrasing import SCALE, Phrasing, ngrams
from rag.pipeline import Assistant

_HARMLESS = "none"
# Types of development questions that are no asides.
_QUESTIONS = (
    "lookup", "numeric", "lead", "parties", "taskforce", "title", "list", "address", "colloquial", "typo", "traditional",
    "english", "near_miss", "out_of_scope", "no_such_clause", "false_premise", "comparison", "procedure",
    "other_place_year", "other_language", "multiturn", "clarify",
)  # fmt: skip
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
    rows = [json.loads(line) for line in (FOLDER / "asides.jsonl").read_text("utf-8").splitlines()]
    found = [Line(uncovered(row["question"]), row["label"], row["writer"]) for row in rows]
    knowledge = assistant.knowledge
    asked = [*(e.text for e in knowledge.enquiries), *(u.text for u in knowledge.unstated)]
    asked += [json.loads(r)["question"] for r in (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines()]
    asked += [turn for item in read_items("dev", FOLDER) if item.type in _QUESTIONS for turn in item.turns]
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


def scores(model: Phrasing, rows: Sequence[Line], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores of each line, shape (len(rows), len(KINDS))."""
    pairs = zip(rows, vectors.astype(np.float32), strict=True)
    return np.asarray([model.scores(ngrams(row.text), vector) for row, vector in pairs])


def fit(assistant: Assistant) -> str:
    """Write asides.json and say what it recognises of a writer whom it has not read, and what it takes for an aside of the
    questions that it has not seen."""
    rows = lines(assistant)
    vectors = np.asarray(assistant.retriever.bundled.embed_documents([row.text for row in rows]))
    own = np.asarray([not row.writer for row in rows])
    unseen = np.zeros((len(rows), len(KINDS)))
    writers = sorted({row.writer for row in rows if row.writer})
    folds = StratifiedKFold(len(writers), shuffle=True, random_state=0).split(rows, own)
    for writer, (_, held) in zip(writers, folds, strict=True):
        left = np.asarray([row.writer == writer for row in rows])
        left[held] |= own[held]
        model = taught([r for r, out in zip(rows, left, strict=True) if not out], vectors[~left])
        at = np.flatnonzero(left)
        unseen[at] = scores(model, [rows[i] for i in at], vectors[at])
    thresholds = np.zeros(len(KINDS))
    for group in (MISUSE, TALK):
        columns = [KINDS.index(kind) for kind in group]
        thresholds[columns] = np.quantile(unseen[own][:, columns].max(axis=1), 1 - _REFUSED)
    model = taught(rows, vectors)
    Phrasing(model.kinds, model.rows, model.weights, model.dense, model.bias, thresholds).dump(WEIGHTS)
    return "\n".join([*_found(rows, unseen - thresholds), f"→ {WEIGHTS.name}"])


def _found(rows: Sequence[Line], over: NDArray[np.float64]) -> list[str]:
    """What is taken for misuse and for small talk, by what it is. over: scores less thresholds."""
    best = over.argmax(axis=1)
    taken = np.asarray([KINDS[i] if row[i] >= 0 else _HARMLESS for i, row in zip(best, over, strict=True)])
    labels = np.asarray([row.label if row.writer else "of the notice" for row in rows])
    told = ["of a writer not read | n | taken for misuse | for small talk"]
    for label in dict.fromkeys((*KINDS, _HARMLESS, "of the notice")):
        held = taken[labels == label]
        shares = (float(np.isin(held, group).mean()) for group in (MISUSE, TALK))
        told.append(" | ".join([label, str(len(held)), *(f"{share:.3f}" for share in shares)]))
    return told
