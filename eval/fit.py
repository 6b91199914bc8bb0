"""Fit the two judgements of rag/answerable.json, by logistic regression: is the question the notice's matter, and does
the best clause state what is asked? Taught by questions/calibration.jsonl, the development questions and, as questions that
are stated, a part of the enquiries, each asked of an index and a model that have not seen it; test is never read.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from eval import rank
from eval.questions import FOLDER, read_items
from rag import answerable
from rag.pipeline import Assistant
from rag.question import Question, read
from rag.retrieve import Hit, Retriever

_PATH = Path(answerable.__file__).with_name("answerable.json")
# Types that are routed before the judgement, and so teach it nothing.
_ROUTED = ("address", "no_such_clause", "injection", "small_talk", "clarify", "multiturn", "list", "title", "taskforce")
# Share of the questions that belong that each threshold keeps, cross-validated: declining what is stated costs a
# person an answer, answering what is not costs trust.
_KEPT = {"scope": 0.96, "stated": 0.96}
_TAKEN = 6  # one in so many enquiries teaches


@dataclass(frozen=True, slots=True)
class Example:
    """A question that teaches the judgements, and whether it is one of the calibration set or of dev."""

    question: str
    label: str  # "answerable" | "not_stated" | "out_of_scope"
    calibration: bool


def examples() -> list[Example]:
    """The calibration questions, then those of dev that reach the judgement."""
    rows = [json.loads(line) for line in (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines()]
    found = [Example(row["question"], row["label"], True) for row in rows]
    dev = (item for item in read_items("dev") if item.type not in _ROUTED)
    return found + [Example(i.turns[-1], "answerable" if i.gold else i.statuses[-1], False) for i in dev]


def unseen_enquiries(folder: Path) -> Iterator[dict[str, float]]:
    """The features of one in _TAKEN enquiries that retrieval without them still finds among the first five."""
    for retriever, left in rank.folds(folder):
        for text, clause in left:
            if zlib.crc32(text.encode()) // rank.FOLDS % _TAKEN == 0:
                question, hits = _asked(text, retriever)
                if any(hit.clause.address == clause for hit in hits[:5]):
                    yield answerable.features(question, hits, retriever)


def _asked(text: str, retriever: Retriever) -> tuple[Question, list[Hit]]:
    question, typed = retriever.understood(read(text))
    return question, retriever.rank(question, typed=typed)


def fit(assistant: Assistant, folder: Path) -> str:
    """Write answerable.json and say how well it separates, cross-validated (five folds) and from calibration to dev.
    folder: the models of cross-validation, as for rank."""
    taught = examples()
    rows = [
        answerable.features(*_asked(example.question, assistant.retriever), assistant.retriever) for example in taught
    ]
    enquiries = list(unseen_enquiries(folder))
    rows += enquiries
    taught += [Example("", "answerable", True)] * len(enquiries)
    names = list(rows[0])
    x = np.asarray([[row[name] for name in names] for row in rows])
    labels = np.asarray([example.label for example in taught])
    calibration = np.asarray([example.calibration for example in taught])
    written, lines = {}, []
    for name, kept, positive in (
        ("scope", np.full(len(labels), True), labels != "out_of_scope"),
        ("stated", labels != "out_of_scope", labels == "answerable"),
    ):
        model, report = _judgement(x[kept], positive[kept], calibration[kept], names, _KEPT[name])
        written[name] = model
        lines.append(f"{name}: {report}")
    _PATH.write_text(json.dumps(written, indent=1) + "\n")
    return "\n".join([*lines, f"→ {_PATH.name}"])


def _judgement(
    x: NDArray[np.float64], y: NDArray[np.bool_], calibration: NDArray[np.bool_], names: list[str], keep: float
) -> tuple[dict[str, object], str]:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, class_weight="balanced", max_iter=3000))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    p = cross_val_predict(model, x, y, cv=folds, method="predict_proba")[:, 1]
    unseen = model.fit(x[calibration], y[calibration]).predict_proba(x[~calibration])[:, 1]
    threshold = round(float(np.quantile(p[y], 1 - keep)), 3)
    model.fit(x, y)
    scale, regression = model[0], model[1]
    weights = regression.coef_[0] / scale.scale_
    intercept = float(regression.intercept_[0] - (weights * scale.mean_).sum())
    curve = "; ".join(
        f"p ≥ {t:.2f} keeps {np.mean(p[y] >= t):.2f}, declines {np.mean(p[~y] < t):.2f}" for t in (0.2, 0.3, 0.4, 0.5)
    )
    report = (
        f"{len(y)} questions, AUC {roc_auc_score(y, p):.3f} cross-validated, {roc_auc_score(y[~calibration], unseen):.3f} "
        f"calibration → dev; threshold {threshold} keeps {np.mean(p[y] >= threshold):.3f} and declines {np.mean(p[~y] < threshold):.3f}\n  {curve}"
    )
    fitted = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return {"intercept": round(intercept, 4), "weights": fitted, "threshold": threshold}, report
