"""Fit the judgement of answerability (rag/answerable.json) on the development questions, by logistic regression."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

import rag.answerable as answerable
from eval.questions import read_items
from rag.pipeline import Assistant
from rag.question import read

_PATH = Path(answerable.__file__).with_name("answerable.json")
# Types that the judgement sees: what is routed before it (addresses, greetings, injections …) teaches it nothing.
_ROUTED = ("address", "no_such_clause", "injection", "small_talk", "clarify", "multiturn", "list", "title")


def fit(assistant: Assistant) -> str:
    """Write answerable.json and say how well it separates, by five-fold cross-validation."""
    rows, labels, kinds = [], [], []
    for item in read_items("dev"):
        if item.type in _ROUTED:
            continue
        question = read(item.turns[-1])
        hits = assistant.retriever.rank(question)
        rows.append(answerable.features(question, hits, assistant.retriever))
        labels.append(1 if item.gold else 0)
        kinds.append(item.type)
    x, y = np.asarray(rows), np.asarray(labels)
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=2000)
    held_out = cross_val_predict(model, x, y, cv=5, method="predict_proba")[:, 1]
    model.fit(x, y)
    scope = np.asarray([kind == "out_of_scope" for kind in kinds])
    thresholds = {"scope": _between(held_out, scope, ~scope), "stated": 0.4}
    _PATH.write_text(
        json.dumps(
            {
                "intercept": round(float(model.intercept_[0]), 4),
                "weights": [round(float(w), 4) for w in model.coef_[0]],
                "thresholds": thresholds,
            },
            indent=1,
        )
        + "\n"
    )
    lines = [f"{len(y)} questions, {int(y.sum())} answerable; cross-validated:"]
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        answered, right = held_out >= threshold, y == 1
        lines.append(
            f"  p ≥ {threshold:.1f}: answerable kept {np.mean(answered[right]):.2f}, unanswerable declined "
            f"{np.mean(~answered[~right]):.2f} (before the checks of what is asked, of year and of place)"
        )
    return "\n".join([*lines, f"thresholds {thresholds} → {_PATH.name}"])


def _between(p: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """The threshold that parts `low` from `high` with the fewest errors weighed by class."""
    options = np.linspace(0.02, 0.5, 49)
    cost = [np.mean(p[low] >= t) + np.mean(p[high] < t) for t in options]
    return round(float(options[int(np.argmin(cost))]), 3)
