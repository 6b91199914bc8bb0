"""Fit the ranking and the judgements for notices of which nothing is known but their text: python -m eval bare --folds DIR.

The notice's attachments stand for foreign notices: each is taken alone, with its text and nothing else, and asked with a
model that has read neither it nor what is known of it (`python -m index.train --parts DIR` leaves the models). Questions
that another attachment answers are foreign to it, so that the judgement of scope learns to tell whose matter a question
is; those that nothing answers are asked of the attachment whose matter they are. What is said of each is cross-validated:
by weights that were fitted without the attachment.
"""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from corpus.clause import Notice
from corpus.knowledge import DETAIL, Knowledge
from corpus.parse import load_notice
from eval import fit as judgements
from eval.fit import Example
from eval.questions import FOLDER, read_items
from eval.rank import STRENGTHS, Asked, asked, success
from index.build import open_index
from index.settings import Settings
from index.train.sources import PARTS
from rag import answerable, ranking
from rag.evidence import features, grams
from rag.pipeline import Assistant
from rag.question import read
from rag.ranking import FEATURES, Ranker
from rag.retrieve import Retriever

_FOREIGN, _OUT, _DETAILS = 220, 120, 350  # questions of each kind that an attachment is asked, at the most
_KEPT = {"scope": 0.95, "stated": 0.85}  # as of eval.fit; a foreign notice declines sooner
_APART, _FAR, _STRENGTH = (
    10.0,
    0.3,
    0.3,
)  # weights of what was written apart, of what is foreign; inverse regularisation
_SEED = 20251129


@dataclass(frozen=True)
class Part:
    """An attachment as a notice of its own. group: of the model that has not read it. address: of its clauses, from those
    of the whole notice."""

    name: str
    group: int
    retriever: Retriever
    address: dict[str, str]


def parts(folder: Path) -> Iterator[Part]:
    """Every attachment alone, asked with the model in `folder` that has not read it. It serves until the next is asked for."""
    settings = Settings.read()
    whole = load_notice(settings.notice)
    for group, names in enumerate(PARTS):
        for name in names:
            if name == "0":
                continue  # the overall plan repeats what the attachments say
            with tempfile.TemporaryDirectory() as made:
                beside, start = _alone(whole, name, Path(made))
                own = settings.model_copy(
                    update={
                        "notice": str(beside),
                        "index_dir": Path(made) / "index",
                        "embedding_model": str(folder / "-".join(names)),
                    }
                )
                index = open_index(own, progress=False)
                here = {c.start + start: c.address for c in index.notice.clauses}
                address = {c.address: here[c.start] for c in whole.clauses if c.start in here and c.attachment == name}
                with closing(index.store):
                    yield Part(name, group, Retriever(index), address)


def _alone(whole: Notice, name: str, made: Path) -> tuple[Path, int]:
    """An attachment's text as a notice's folder, and where in the whole source it begins."""
    own = [c for c in whole.clauses if c.attachment == name]
    start, end = min(c.start for c in own), max(c.end for c in own)
    text, title = whole.source[start:end], whole.by_address[name].title
    folder = made / "part"
    folder.mkdir()
    (folder / "source.txt").write_bytes(text.encode())
    facts = {
        "id": f"part-{name}",
        "title": title,
        "county": whole.county,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]
    (folder / "notice.toml").write_text("\n".join([*lines, f"year = {whole.year}"]) + "\n", encoding="utf-8")
    return folder, start


@dataclass(frozen=True)
class Taught:
    """What is learnt from one part: its enquiries, the development questions that it answers, the judgements' examples."""

    group: int
    enquiries: Asked
    dev: Asked
    texts: list[tuple[str, str, str]]  # question, label, writer


def fit(folder: Path, assistant: Assistant) -> str:
    """Write ranker_bare.json and answerable_bare.json, and say how well they do on parts not read.
    assistant: of the whole notice with all that is known of it, which tells whose matter a declined question is."""
    knowledge = assistant.knowledge
    opened = _opened(assistant)
    rng = random.Random(_SEED)
    taught = []
    for part in parts(folder):
        own = [(e.text, frozenset([part.address[e.clause]])) for e in knowledge.enquiries if e.clause in part.address]
        found = [(t, frozenset(a for g in gold for a in (part.address.get(x) for x in g) if a)) for t, gold in _asked()]
        answered = [(text, gold) for text, gold in found if gold]
        taught.append(
            Taught(
                part.group,
                asked(part.retriever, own),
                asked(part.retriever, answered),
                _texts(part, knowledge, opened, rng),
            )
        )
    lines = [_ranking(taught)]
    examples: list[Example] = []
    for part, one in zip(parts(folder), taught, strict=True):
        part.retriever.ranker = Ranker.load(ranking.BARE_WEIGHTS)
        for text, label, writer in tqdm(one.texts, desc=f"part {part.name}"):
            examples.append(_example(text, label, writer, part.retriever))
    return "\n".join([*lines, _judgements(examples)])


def _asked() -> list[tuple[str, tuple[frozenset[str], ...]]]:
    """The questions written apart, with the sets of clauses that answer each; none for those that are declined."""
    dev = [i for i in read_items("dev") if len(i.turns) == 1 and i.type not in judgements._ROUTED]
    rows = [json.loads(line) for line in (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines()]
    return [(i.turns[0], i.gold) for i in dev] + [
        (row["question"], tuple(frozenset([address]) for address in row["gold"])) for row in rows
    ]


def _opened(assistant: Assistant) -> list[tuple[str, str]]:
    """The questions written apart that are of the notice's matter and that nothing in it answers, with the attachment
    that they are nearest to."""
    dev = [i for i in read_items("dev") if len(i.turns) == 1 and i.type not in judgements._ROUTED and not i.gold]
    rows = [json.loads(line) for line in (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines()]
    texts = [i.turns[0] for i in dev if "not_stated" in i.expected[-1].statuses]
    texts += [row["question"] for row in rows if row["label"] == "not_stated"]
    retriever = assistant.retriever
    return [(text, retriever.rank(retriever.in_characters(read(text)))[0].clause.attachment) for text in texts]


def _texts(
    part: Part, knowledge: Knowledge, opened: list[tuple[str, str]], rng: random.Random
) -> list[tuple[str, str, str]]:
    """The questions that a part is asked, with what is right. A question that another part answers is none of its matter."""
    apart = _asked()
    unanswered = {text for text, _ in opened}
    declined = [text for text, gold in apart if not gold and text not in unanswered]
    own, foreign = [], []
    for text, gold in apart:
        if any(address in part.address for group in gold for address in group):
            own.append(text)
        elif gold and not any(address.startswith("0/") for group in gold for address in group):
            foreign.append(text)
    details = [e.text for e in knowledge.enquiries if e.voice == DETAIL and e.clause in part.address]
    left = [u.text for u in knowledge.unstated if u.clause in part.address]

    def some(texts: list[str], most: int) -> list[str]:
        return rng.sample(texts, min(most, len(texts)))

    writer = f"part {part.name}"
    return [
        *((text, "answerable", writer) for text in own),
        *((text, "out_of_scope", writer) for text in some(foreign, _FOREIGN)),
        *((text, "out_of_scope", writer) for text in some(declined, _OUT)),
        *((text, "answerable", judgements.DETAILS) for text in some(details, _DETAILS)),
        *((text, "not_stated", writer) for text, attachment in opened if attachment == part.name),
        *((text, "not_stated", judgements.DETAILS) for text in some(left, _DETAILS)),
    ]


def _example(text: str, label: str, writer: str, retriever: Retriever) -> Example:
    question, typed = retriever.understood(retriever.in_characters(read(text)))
    hits = retriever.rank(question, typed=typed)
    said = grams(question, hits[0].clause, retriever)
    return Example(label, writer, features(question, hits, retriever), said, retriever.phrasing(question.text))


def _ranking(taught: Sequence[Taught]) -> str:
    written, lines = {}, []
    groups = sorted({one.group for one in taught})
    for group, english in (("zh", False), ("en", True)):
        own = [(one.group, one.enquiries.of(english), one.dev.of(english)) for one in taught]
        scores = {}
        for strength in STRENGTHS:
            found, size = 0.0, 0
            for left in groups:
                weights = over([e for g, e, _ in own if g != left], strength)
                for g, _, dev in own:
                    if g == left and len(dev.gold):
                        found += success(dev, weights, 1) * len(dev.gold)
                        size += len(dev.gold)
            scores[strength] = found / max(size, 1)
        best = max(STRENGTHS, key=lambda s: (scores[s], s))
        weights = over([e for _, e, _ in own], best)
        written[group] = {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)}
        before = Ranker.load(ranking.WEIGHTS).weights[group]
        sizes = [len(d.gold) for _, _, d in own]
        old = sum(success(d, before, 1) * n for (_, _, d), n in zip(own, sizes, strict=True) if n) / max(sum(sizes), 1)
        lines.append(
            f"{group}: {sum(len(e.gold) for _, e, _ in own)} enquiries of {len(own)} parts; {sum(sizes)} development questions "
            f"asked of their part: success@1 {scores[best]:.3f} (cross-validated), by the weights of a notice with enquiries "
            f"{old:.3f}; penalty {best}"
        )
    ranking.BARE_WEIGHTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    Ranker.load.cache_clear()
    return "\n".join(lines)


def over(parts_: Sequence[Asked], strength: float) -> NDArray[np.float64]:
    """As eval.rank.conditional_logit, over several notices of different numbers of clauses."""
    centred = []
    for part in parts_:
        x = part.features.astype(np.float64)
        centred.append(x - x.mean(axis=1, keepdims=True))
    count = sum(x.shape[0] * x.shape[1] for x in centred)
    scale = np.maximum(np.sqrt(sum((x**2).sum(axis=(0, 1)) for x in centred) / count), 1e-9)
    centred = [x / scale for x in centred]
    masks = [np.where(part.gold, 0.0, -np.inf) for part in parts_]

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = 0.5 * strength * w @ w, strength * w
        for x, masked in zip(centred, masks, strict=True):
            u = x @ w
            right = u + masked
            value += (logsumexp(u, axis=1) - logsumexp(right, axis=1)).sum()
            p = np.exp(u - logsumexp(u, axis=1, keepdims=True))
            q = np.exp(right - logsumexp(right, axis=1, keepdims=True))
            slope = slope + np.einsum("qc,qcf->f", p - q, x)
        return float(value), slope

    start = np.zeros(len(scale))
    bounds = [(0.0, None)] * len(scale)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}, bounds=bounds)
    weights: NDArray[np.float64] = found.x / scale
    return weights


def _judgements(taught: list[Example]) -> str:
    """As eval.fit, but for what tells of this notice alone: the phrasing of a question and the kind of thing that it asks
    say what a county's plan leaves open (dates, ways to apply), and a law may state just that. What is foreign counts a
    little against being stated too."""
    labels = np.asarray([e.label for e in taught])
    writers = np.asarray([e.writer for e in taught])
    names = [name for name in taught[0].found if not name.startswith("asks_")]
    x = np.asarray([[e.found[name] for name in names] for e in taught])
    written, lines = {}, []
    for name, positive, foreign in (("scope", labels != "out_of_scope", 1.0), ("stated", labels == "answerable", _FAR)):
        weights = np.where(labels == "out_of_scope", foreign, 1.0) * np.where(
            writers == judgements.DETAILS, 1.0, _APART
        )
        written[name], report = _judgement(x, positive, weights, writers, labels != "out_of_scope", names, _KEPT[name])
        lines.append(f"{name}: {report}")
    answerable.BARE_WEIGHTS.write_text(json.dumps(written, indent=1) + "\n")
    return "\n".join([*lines, f"→ {ranking.BARE_WEIGHTS.name}, {answerable.BARE_WEIGHTS.name}"])


def _judgement(
    x: NDArray[np.float64],
    y: NDArray[np.bool_],
    weights: NDArray[np.float64],
    writers: NDArray[np.str_],
    within: NDArray[np.bool_],
    names: list[str],
    keep: float,
) -> tuple[dict[str, object], str]:
    """A logistic regression, its threshold set so that `keep` of what is so is kept in parts that it was not fitted on.
    within: the questions that are of their part's matter; those of another count for scope alone."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=3000))
    p = np.zeros(len(y))
    for writer in sorted({*writers.tolist()} - {judgements.DETAILS}):
        left = writers == writer
        model.fit(x[~left], y[~left], logisticregression__sample_weight=weights[~left])
        p[left] = model.predict_proba(x[left])[:, 1]
    scope = bool((y == within).all())
    asked = (writers != judgements.DETAILS) & (within | scope)
    threshold = round(float(np.quantile(p[asked & y], 1 - keep)), 3)
    model.fit(x, y, logisticregression__sample_weight=weights)
    scale, regression = model[0], model[1]
    own = regression.coef_[0] / scale.scale_
    intercept = float(regression.intercept_[0] - (own * scale.mean_).sum())
    curve = "; ".join(
        f"p ≥ {t:.2f} keeps {np.mean(p[asked & y] >= t):.3f}, declines {np.mean(p[asked & ~y] < t):.3f}"
        for t in (0.2, 0.3, 0.4, 0.5, 0.6)
    )
    report = (
        f"{len(y)} questions ({int(y.sum())} of them so), AUC {roc_auc_score(y[asked], p[asked]):.3f} by parts not read; threshold "
        f"{threshold} keeps {np.mean(p[asked & y] >= threshold):.3f}, declines {np.mean(p[asked & ~y] < threshold):.3f}\n  {curve}"
    )
    written = {name: round(float(w), 4) for name, w in zip(names, own, strict=True)}
    return {"intercept": round(intercept, 4), "weights": written, "threshold": threshold}, report
