"""Fit the judgement whether a question asks for a list: python -m eval lists.

Questions that ask for one: eval/questions/list_calibration.jsonl and the lists of dev. Questions about one matter: the
notice's enquiries, and what dev and calibration ask beside lists. Each reading of each question (rag.list_question) is a
row; it is right where its clauses are most of those that the question's gold holds.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from eval.questions import FOLDER, read_items
from rag import list_judge
from rag.list_judge import features
from rag.list_phrases import phrase
from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery
from rag.list_question import candidates
from rag.question import read
from rag.register import bodies_in, find

TARGET = Path(list_judge.__file__).with_suffix(".json")
_MOSTLY = 0.5  # F1 of a reading's clauses from which it is better than one clause
_PENALTY = 0.5  # inverse strength of regularisation (C)
_FALSE = 0.007  # share of the enquiries that may be taken for lists


@dataclass(frozen=True)
class Row:
    """One reading of one question. group: of readings that are never split between folds. enquiry: about one matter."""

    found: dict[str, float]
    right: bool
    group: int
    enquiry: bool


def rows(notice: Notice, knowledge: Knowledge) -> list[Row]:
    """Every reading of every question, with whether it is right."""
    made: list[Row] = []
    asked = [(item.turns[0], item.gold) for item in read_items("dev") if len(item.turns) == 1 and item.type == "list"]
    for name in ("list_calibration.jsonl", "ly.jsonl"):
        for line in (FOLDER / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            if "question" in row:
                asked.append((row["question"], tuple(frozenset(gold) for gold in row["gold"])))
    for group, (text, gold) in enumerate([*asked, *_phrases(notice)]):
        made += [Row(f, right, group, False) for f, right in _readings(text, gold, notice)]
    other = [item.turns[0] for item in read_items("dev") if item.type not in ("list", "multiturn")]
    other += [json.loads(line)["question"] for line in (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines()]
    first = len(made)
    for group, text in enumerate(other, start=first):
        made += [Row(f, False, group, False) for f, _ in _readings(text, (), notice)]
    for group, enquiry in enumerate(knowledge.enquiries, start=first + len(other)):
        made += [Row(f, False, group, True) for f, _ in _readings(enquiry.text, (), notice)]
    return made


def _phrases(notice: Notice) -> list[tuple[str, tuple[frozenset[str], ...]]]:
    """What follow-ups are put into, with the clauses that each asks for."""
    made: list[tuple[str, tuple[frozenset[str], ...]]] = []
    others = [ListQuery(Kind.LEADERLESS, parts=parts) for parts in ((), ("5",), ("6/2/2",))]
    others += [
        ListQuery(Kind.FIGURES, parts=parts, unit=unit)
        for unit in ("percent", "money", "area", "time", "家")
        for parts in ((), ("2",), ("7",))
    ]
    others += [
        ListQuery(Kind.PARTS, parts=(part,), level=level)
        for part in ("1", "3", "6")
        for level in ("task", "chapter", "section")
    ]
    others += [ListQuery(Kind.PARTS, parts=(part,)) for part in ("2/2/3", "5/2/1", "7/2/1/3")]
    others += [
        ListQuery(Kind.OCCURRENCES, terms=(term,), parts=parts)
        for term in ("人工智能", "专项债券", "信用")
        for parts in ((), ("4",))
    ]
    others += [
        ListQuery(Kind.RANKING, (Asked("", roles),), parts) for roles in (ANY, LEADING) for parts in ((), ("2",))
    ]
    others += [ListQuery(Kind.BODIES, parts=(part,)) for part in ("3", "6/2/3", "7")]
    for query in others:
        gold = (frozenset(c.address for c in find(query, notice).rows),)
        made.append((phrase(query, notice), gold))
    for name in list(bodies_in(notice.clauses))[::3]:
        for roles in (ANY, LEADING, NOT_LEADING):
            query = ListQuery(Kind.TASKS, (Asked(name, roles),))
            gold = (frozenset(c.address for c in find(query, notice).rows),)
            made += [(phrase(query, notice, english=english), gold) for english in (False, True)]
            rows = find(query, notice).rows
            narrowed = (
                replace(query, terms=(notice.folded_titles[rows[0].address][-4:],), export=True) if rows else query
            )
            held = frozenset(c.address for c in find(narrowed, notice).rows)
            if rows and held:
                made.append((phrase(narrowed, notice), (held,)))
    return made


def _readings(text: str, gold: tuple[frozenset[str], ...], notice: Notice) -> list[tuple[dict[str, float], bool]]:
    question = read(text)
    named, found = candidates(question, notice)
    made = []
    for lists in found:
        cited = {c.address for query in lists for c in find(query, notice).rows}
        best = max((2 * len(cited & g) / (len(cited) + len(g)) for g in gold if cited or g), default=float(not cited))
        made.append((features(question, lists[0], named, notice), best >= _MOSTLY))
    return made


def fit(notice: Notice, knowledge: Knowledge) -> str:
    """Fit on all rows, write rag/list_judge.json, and say how well unseen questions are judged (five-fold, by question)."""
    data = rows(notice, knowledge)
    names = sorted({name for row in data for name in row.found})
    x = np.array([[row.found.get(name, 0.0) for name in names] for row in data])
    y = np.array([row.right for row in data])
    enquiry = np.array([row.enquiry for row in data])
    model = LogisticRegression(C=_PENALTY, max_iter=2000)
    groups = [row.group for row in data]
    p = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    allowed = max(1, math.floor(_FALSE * len(knowledge.enquiries)))
    false = np.sort(p[enquiry])[::-1]
    threshold = float(round(false[allowed] if len(false) > allowed else 0.5, 3))
    model.fit(x, y)
    weights = {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)}
    TARGET.write_text(
        json.dumps({"bias": round(float(model.intercept_[0]), 4), "threshold": threshold, "weights": weights}, indent=1)
        + "\n", encoding="utf-8",
    )  # fmt: skip
    lines = [
        f"{len(data)} readings: {int(y.sum())} right, {int((~y).sum())} wrong, {int(enquiry.sum())} of enquiries",
        f"AUC {roc_auc_score(y, p):.3f}, five-fold by question",
        "| threshold | right readings kept | enquiries taken for lists |",
        "|---|---|---|",
    ]
    for t in sorted({0.2, 0.3, 0.4, 0.5, 0.6, 0.7, threshold}):
        mark = " (chosen)" if t == threshold else ""
        lines.append(
            f"| {t}{mark} | {(p[y] >= t).mean():.3f} | {int((p[enquiry] >= t).sum())} of {len(knowledge.enquiries)} |"
        )
    return "\n".join(lines)
