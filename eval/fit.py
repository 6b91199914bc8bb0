"""Fit the judgements of rag/answerable.json and the phrasing they look at (rag/stated.json): python -m eval fit.

Is the question the notice's matter (scope), and does the best clause state what is asked (stated)? Taught by
questions/calibration.jsonl, the development questions, and the notice's own questions on details, those that it leaves
open and those that it answers, each fifth of them asked of an index without it. None of them has trained the bundled
model; the other enquiries, which have, teach only the phrasing. Test is never read.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from corpus.knowledge import DETAIL, ENQUIRIES, UNSTATED, fold_of
from corpus.parse import notice_folder
from eval.questions import FOLDER, Item, read_items
from index.build import open_index
from index.settings import Settings
from rag import answerable
from rag.evidence import features, grams
from rag.phrasing import SCALE, Phrasing
from rag.pipeline import Assistant
from rag.question import Question, read
from rag.retrieve import Hit, Retriever

FOLDS = 5
DETAILS = "details"  # the writer, as it were, of the notice's own questions on details
# The former test set in dev, each writer by himself: the first letter of an id.
_WRITERS = {letter: f"dev {letter}" for letter in "tuvn"}
# Types that are routed before the judgement, and so teach it nothing.
_ROUTED = (
    "address", "no_such_clause", "injection", "small_talk", "clarify", "multiturn", "list", "title", "taskforce",
    "false_premise", "personal", "other_language",
)  # fmt: skip
# Share of the questions that belong that each threshold keeps, cross-validated: declining what is stated costs a
# person an answer, answering what is not costs trust.
_KEPT = {"scope": 0.98, "stated": 0.96}
_STRENGTH = {"judgement": 0.3, "phrasing": 0.3}  # inverse strength of regularisation (C)
_APART = 10.0  # weight of a question that was written apart from the notice's own ones beside one of these
_ENQUIRY = 0.3  # weight of an enquiry beside a question that was written apart from retrieval
_RARE = 4  # questions that an n-gram has to stand in


@dataclass(frozen=True, slots=True)
class Example:
    """A question that teaches. label: "answerable", "not_stated" or "out_of_scope". writer: of which hand it is. found,
    grams and vector: what the judgements and the phrasing see of it."""

    label: str
    writer: str
    found: dict[str, float]
    grams: list[str]
    vector: NDArray[np.float32]


def examples(assistant: Assistant) -> list[Example]:
    """Every question that teaches the judgements, asked."""
    rows = [json.loads(line) for line in (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines()]
    asked = [(row["question"], row["label"], row["writer"]) for row in rows]
    dev = (item for item in read_items("dev") if item.type not in _ROUTED)
    asked += [(i.turns[-1], _label(i), _WRITERS.get(i.id[0], "dev")) for i in dev]
    found = [_example(*row, assistant.retriever) for row in tqdm(asked, desc="calibration, dev")]
    for retriever, left in _folds():
        found += [_example(text, label, DETAILS, retriever) for text, label in left]
    return found


def _label(item: Item) -> str:
    """Where either way of declining is right, it is a matter of the notice: declining is then what is learnt."""
    statuses = item.expected[-1].statuses
    return "answerable" if item.gold else "not_stated" if "not_stated" in statuses else min(statuses)


def _example(text: str, label: str, writer: str, retriever: Retriever) -> Example:
    question, hits = _asked(text, retriever)
    best = hits[0].clause
    return Example(
        label,
        writer,
        features(question, hits, retriever),
        grams(question, best, retriever),
        retriever.phrasing(question.text),
    )


def _asked(text: str, retriever: Retriever) -> tuple[Question, list[Hit]]:
    question, typed = retriever.understood(retriever.in_characters(read(text)))
    return question, retriever.rank(question, typed=typed)


def _folds() -> Iterator[tuple[Retriever, list[tuple[str, str]]]]:
    """A fifth of the questions on details, with their labels, and retrieval that knows nothing of them, five times."""
    settings = Settings.read()
    folder = notice_folder(settings.notice)
    files = {UNSTATED: "not_stated", ENQUIRIES: "answerable"}
    rows = {name: [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()] for name in files}
    for k in tqdm(range(FOLDS), desc="folds"):
        left: list[tuple[str, str]] = []
        with tempfile.TemporaryDirectory() as made:
            beside = Path(made) / "notice"
            shutil.copytree(folder, beside)
            for name, label in files.items():
                out = [row for row in rows[name] if _of_details(row) and fold_of(row["text"], FOLDS) == k]
                left += [(row["text"], label) for row in out]
                kept = (json.dumps(row) + "\n" for row in rows[name] if row not in out)
                (beside / name).write_text("".join(kept), encoding="utf-8")
            own = settings.model_copy(update={"notice": str(beside), "index_dir": Path(made) / "index"})
            index = open_index(own, progress=False)
            with closing(index.store):
                yield Retriever(index), left


def _of_details(row: dict[str, str]) -> bool:
    """Whether a question was written beside those that the notice leaves open; such an enquiry has not trained the model."""
    return row.get("voice", DETAIL) == DETAIL


def enquiries(assistant: Assistant) -> list[Example]:
    """The notice's enquiries as far as the phrasing sees them."""
    retriever, notice = assistant.retriever, assistant.notice
    asked = [e for e in assistant.knowledge.enquiries if e.voice != DETAIL]
    vectors = np.asarray(retriever.bundled.embed_documents([e.text for e in asked]), dtype=np.float32)
    return [
        Example("answerable", "enquiry", {}, grams(read(e.text), notice.by_address[e.clause], retriever), vector)
        for e, vector in zip(asked, vectors, strict=True)
    ]


def phrasing(taught: Sequence[Example], more: Sequence[Example]) -> Phrasing:
    """The log-odds that a question with these n-grams, had or not by the clause that is nearest, is stated there."""
    rows = [e for e in (*taught, *more) if e.label != "out_of_scope"]
    counts = CountVectorizer(analyzer=_as_they_are, min_df=_RARE, binary=True)
    x = hstack([counts.fit_transform([e.grams for e in rows]), csr_matrix(SCALE * np.stack([e.vector for e in rows]))])
    weight = [_ENQUIRY if e.writer == "enquiry" else 1.0 for e in rows]
    model = LogisticRegression(C=_STRENGTH["phrasing"], class_weight="balanced", max_iter=2000)
    model.fit(x.tocsr(), [e.label == "answerable" for e in rows], sample_weight=weight)
    names = counts.get_feature_names_out().tolist()
    w = model.coef_.T
    return Phrasing(
        ("stated",), {name: row for row, name in enumerate(names)}, w[: len(names)], w[len(names) :],
        model.intercept_, np.zeros(1),
    )  # fmt: skip


def _as_they_are(grams: list[str]) -> list[str]:
    return grams


def fit(assistant: Assistant) -> str:
    """Write both files and say how well each judgement separates: cross-validated, and for each writer of calibration
    questions by a model that has read none of his."""
    taught, more = examples(assistant), enquiries(assistant)
    labels = np.asarray([e.label for e in taught])
    writers = np.asarray([e.writer for e in taught])
    said = np.zeros(len(taught))  # the phrasing's score, of a model that has not seen the question
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels):
        said[unseen] = _said(phrasing([taught[i] for i in seen], more), [taught[i] for i in unseen])
    names = [*taught[0].found, answerable.PHRASING]
    x = np.asarray([[*e.found.values(), answerable.squashed(s)] for e, s in zip(taught, said, strict=True)])
    written, lines = {}, []
    for name, kept, positive in (
        ("scope", np.full(len(labels), True), labels != "out_of_scope"),
        ("stated", labels != "out_of_scope", labels == "answerable"),
    ):
        written[name], report = _judgement(x[kept], positive[kept], writers[kept], names, _KEPT[name])
        lines.append(f"{name}: {report}")
    answerable.WEIGHTS.write_text(json.dumps(written, indent=1) + "\n")
    phrasing(taught, more).dump(answerable.STATED)
    return "\n".join([*lines, f"→ {answerable.WEIGHTS.name}, {answerable.STATED.name}"])


def _said(model: Phrasing, rows: Sequence[Example]) -> list[float]:
    return [float(model.scores(e.grams, e.vector)[0]) for e in rows]


def _judgement(
    x: NDArray[np.float64], y: NDArray[np.bool_], writers: NDArray[np.str_], names: list[str], keep: float
) -> tuple[dict[str, object], str]:
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=_STRENGTH["judgement"], class_weight="balanced", max_iter=3000)
    )
    weight = np.where(writers == DETAILS, 1.0, _APART)

    def fitted(kept: NDArray[np.bool_]) -> Pipeline:
        return model.fit(x[kept], y[kept], logisticregression__sample_weight=weight[kept])

    p = np.zeros(len(y))
    for writer in sorted({*writers.tolist()}):
        left = writers == writer
        parts = [left]
        if writer == DETAILS:  # most of what there is: its folds are left out in turn
            folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(x, y)
            parts = [left & np.isin(np.arange(len(y)), unseen) for _, unseen in folds]
        for part in (part for part in parts if part.any()):
            p[part] = fitted(~part).predict_proba(x[part])[:, 1]
    asked = writers != DETAILS
    threshold = round(float(np.quantile(p[asked & y], 1 - keep)), 3)
    fitted(np.full(len(y), True))
    scale, regression = model[0], model[1]
    weights = regression.coef_[0] / scale.scale_
    intercept = float(regression.intercept_[0] - (weights * scale.mean_).sum())
    curve = "; ".join(
        f"p ≥ {t:.2f} keeps {np.mean(p[asked & y] >= t):.3f}, declines {np.mean(p[asked & ~y] < t):.3f}"
        for t in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
    )
    by_writer = "; ".join(
        f"{w} {roc_auc_score(y[writers == w], p[writers == w]):.3f} "
        f"{np.mean(p[(writers == w) & y] >= threshold):.3f} {np.mean(p[(writers == w) & ~y] < threshold):.3f}"
        for w in sorted({*writers.tolist()})
        if 0 < y[writers == w].sum() < (writers == w).sum()
    )
    report = (
        f"{len(y)} questions ({int(y.sum())} of them so), AUC {roc_auc_score(y[asked], p[asked]):.3f} by writers not read; "
        f"threshold {threshold} keeps {np.mean(p[asked & y] >= threshold):.3f} of them, declines {np.mean(p[asked & ~y] < threshold):.3f} of the others\n"
        f"  {curve}\n  by writer (AUC, kept, declined): {by_writer}"
    )
    written = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return {"intercept": round(intercept, 4), "weights": written, "threshold": threshold}, report
