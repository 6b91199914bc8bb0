"""Fit the ranking's weights (rag/ranker.json) on enquiries that neither the index nor the model has seen.

`python -m index.train --folds DIR` leaves a model for each fold of the enquiries, trained without them. Here each fold's
enquiries are asked of an index built without them, by that model, so that the scores are those of a stranger's question;
then the weights of a conditional logit are fitted on all folds. The development questions choose how strongly the
weights are held down, and say how well the ranking does; they teach it nothing else.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from tqdm import tqdm

from corpus.knowledge import ENQUIRIES, UNSTATED, fold_of
from corpus.parse import notice_folder
from eval.questions import read_items
from index.build import open_index
from index.settings import Settings
from rag.question import read
from rag.ranking import FEATURES, WEIGHTS
from rag.retrieve import Retriever

FOLDS = 5
STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)  # of the penalty on standardised weights


@dataclass(frozen=True)
class Asked:
    """features: shape (questions, clauses, features). gold: (questions, clauses), true where a clause answers."""

    features: NDArray[np.float32]
    gold: NDArray[np.bool_]
    english: NDArray[np.bool_]

    def of(self, english: bool) -> Asked:
        kept = self.english == english
        return Asked(self.features[kept], self.gold[kept], self.english[kept])


def asked(retriever: Retriever, questions: list[tuple[str, frozenset[str]]]) -> Asked:
    """Questions and the addresses of the clauses that answer them → what the ranking sees of them."""
    place = {clause.address: i for i, clause in enumerate(retriever.clauses)}
    features, gold, english = [], [], []
    for text, answers in questions:
        rows = [place[a] for a in answers if a in place]
        if rows:
            question = read(text)
            features.append(retriever.features(question).astype(np.float32))
            gold.append(np.isin(np.arange(len(place)), rows))
            english.append(question.english)
    clauses = len(place)
    return Asked(
        np.asarray(features, dtype=np.float32).reshape(-1, clauses, len(FEATURES)),
        np.asarray(gold, dtype=np.bool_).reshape(-1, clauses),
        np.asarray(english, dtype=np.bool_),
    )


@dataclass(frozen=True)
class Fold:
    """Retrieval that knows nothing of a fold's questions; and they, as (text, address of the clause): those that the
    clause answers, and those that it leaves open."""

    retriever: Retriever
    enquiries: list[tuple[str, str]]
    unstated: list[tuple[str, str]]


def folds(folder: Path) -> Iterator[Fold]:
    """Every fold of the notice's own questions.

    folder: what `index.train --folds` wrote. A retriever serves until the next is asked for.
    """
    settings = Settings.read()
    notice = notice_folder(settings.notice)
    files = {
        name: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for name in (ENQUIRIES, UNSTATED)
        if (path := notice / name).exists()
    }
    for k in tqdm(range(FOLDS), desc="folds"):
        left: dict[str, list[tuple[str, str]]] = {ENQUIRIES: [], UNSTATED: []}
        with tempfile.TemporaryDirectory() as made:
            beside = Path(made) / "notice"
            shutil.copytree(notice, beside)
            for name, rows in files.items():
                kept = [row for row in rows if fold_of(row["text"], FOLDS) != k]
                (beside / name).write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
                left[name] = [(r["text"], r["clause"]) for r in rows if fold_of(r["text"], FOLDS) == k]
            own = settings.model_copy(
                update={"notice": str(beside), "embedding_model": str(folder / str(k)), "index_dir": Path(made) / "i"}
            )
            index = open_index(own, progress=False)
            yield Fold(Retriever(index), left[ENQUIRIES], left[UNSTATED])
            index.store.close()


def held_out(folder: Path) -> Asked:
    """The enquiries of every fold, asked of an index without them."""
    parts = [
        asked(fold.retriever, [(text, frozenset([clause])) for text, clause in fold.enquiries])
        for fold in folds(folder)
    ]
    return Asked(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("features", "gold", "english")))


def conditional_logit(data: Asked, strength: float) -> NDArray[np.float64]:
    """Weights, shape (features,), that make the gold clauses most probable (log-likelihood, L2 on standardised weights)."""
    x = data.features.astype(np.float64)
    x -= x.mean(axis=1, keepdims=True)
    scale = np.maximum(x.std(axis=(0, 1)), 1e-9)
    x /= scale
    masked = np.where(data.gold, 0.0, -np.inf)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        u = x @ w
        right = u + masked
        value = logsumexp(u, axis=1) - logsumexp(right, axis=1)
        p = np.exp(u - logsumexp(u, axis=1, keepdims=True))
        q = np.exp(right - logsumexp(right, axis=1, keepdims=True))
        slope = np.einsum("qc,qcf->f", p - q, x)
        return float(value.sum() + 0.5 * strength * w @ w), slope + strength * w

    found = minimize(
        loss,
        np.zeros(x.shape[2]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 500},
        bounds=[(0.0, None)] * x.shape[2],  # more evidence never speaks against a clause
    )
    weights: NDArray[np.float64] = found.x / scale
    return weights


def success(data: Asked, weights: NDArray[np.float64], k: int) -> float:
    """The share of questions with a gold clause among the first k, ties broken by the order of clauses."""
    utilities = data.features.astype(np.float64) @ weights
    order = np.argsort(-utilities, axis=1, kind="stable")[:, :k]
    return float(np.take_along_axis(data.gold, order, axis=1).any(axis=1).mean())


def fit(folder: Path, retriever: Retriever) -> str:
    """Write ranker.json and say what it does on dev and, cross-validated, on the enquiries."""
    taught = held_out(folder)
    dev = asked(
        retriever, [(i.turns[0], frozenset().union(*i.gold)) for i in read_items("dev") if i.gold and len(i.turns) == 1]
    )
    written, lines = {}, []
    for group, english in (("zh", False), ("en", True)):
        own, unseen = taught.of(english), dev.of(english)
        tried = {s: conditional_logit(own, s) for s in STRENGTHS}
        best = max(STRENGTHS, key=lambda s: (success(unseen, tried[s], 1), success(unseen, tried[s], 5), s))
        written[group] = {name: round(float(w), 4) for name, w in zip(FEATURES, tried[best], strict=True)}
        lines.append(
            f"{group}: {len(own.gold)} enquiries, success@1/5 {success(own, tried[best], 1):.3f}/{success(own, tried[best], 5):.3f}; "
            f"{len(unseen.gold)} development questions {success(unseen, tried[best], 1):.3f}/{success(unseen, tried[best], 5):.3f}; penalty {best}"
        )
    WEIGHTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return "\n".join(lines)
