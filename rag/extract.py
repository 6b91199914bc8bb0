"""A clause and a question → the words of the clause that answer it: sentences, figures, bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corpus.clause import Clause, Figure
from index.lexical import term_set
from rag.draft import Span
from rag.known import Known, known
from rag.question import UNITS, Question
from rag.quote import sentence_with, sentences
from rag.retrieve import Hit, Retriever

_SHORT = 240  # characters, what one reads at a glance; a clause no longer than this is quoted whole
_LONG, _ALSO = 280, 0.4  # characters of an excerpt at the most; share of the best sentence's relevance that joins it
# A percentage is of growth or is a share: who asks for the one is not told the other.
_OBJECT = re.compile("(?:左右|以上|以下|以内)?的?([\u3400-\u9fff]{2,12})")
_GROWTH = re.compile("增|涨|提高|提升|上升|同比|多[几多]|grow|increase|rise|raise|faster")
_SHARE = re.compile("占|比重|比例|份额|强度|[^效频费税利汇]率(?!先)|share|proportion|ratio|percentage of|account for")


@dataclass(frozen=True, slots=True)
class FigureHit:
    """A figure that a question may be about. named: share of its subject that the question says. explained: share of
    the question that its sentence, title and renderings say. cosine: of question and subject, or what else it is called. score: their mixture, 0 to about 1."""

    clause: Clause
    figure: Figure
    score: float
    named: float
    explained: float
    cosine: float


def answering(question: Question, clause: Clause, retriever: Retriever) -> Span:
    """The contiguous words of a clause that answer best: all of a short clause, else the best sentence and those of
    its neighbours that speak to the question too."""
    parts = sentences(clause)
    if not parts:
        return Span.whole(clause)
    if parts[-1].end - parts[0].start <= _SHORT:
        return Span(clause, parts[0].start, parts[-1].end)
    scores = relevance(question, tuple(part.text for part in parts), retriever)
    best = int(np.argmax(scores))
    first = last = best
    while (
        last + 1 < len(parts)
        and parts[last + 1].end - parts[first].start <= _LONG
        and scores[last + 1] >= _ALSO * scores[best]
    ):
        last += 1
    while first > 0 and parts[last].end - parts[first - 1].start <= _LONG and scores[first - 1] >= _ALSO * scores[best]:
        first -= 1
    return Span(clause, parts[first].start, parts[last].end)


def relevance(question: Question, texts: tuple[str, ...], retriever: Retriever) -> list[float]:
    """Half the share of the question's terms in a sentence, half its cosine; shape (len(texts),)."""
    query = retriever.expanded(question)
    asked = term_set(query)
    vectors = retriever.embedded(texts)
    dense = vectors @ retriever.vector(question)
    lexical = [retriever.share(asked & term_set(text), asked) for text in texts]
    return [0.5 * a + 0.5 * max(float(b), 0.0) for a, b in zip(lexical, dense.tolist(), strict=True)]


def figures_for(
    question: Question, hits: Iterable[Hit], retriever: Retriever, *, any_unit: bool = False
) -> list[FigureHit]:
    """The figures of the nearest clauses that the question may be about, best first; none of another kind of unit,
    unless any_unit."""
    unit = UNITS[question.unit][1] if question.unit and not any_unit else None
    found = [
        figure
        for hit in hits
        for figure in _figures_of(question, hit, retriever)
        if unit is None or unit.search(figure.figure.unit)
    ]
    return sorted(found, key=lambda f: (-f.score, f.figure.start))


def _figures_of(question: Question, hit: Hit, retriever: Retriever) -> list[FigureHit]:
    """Every figure of one clause, in reading order. A figure is called by its subject and by the pieces of the
    renderings that hold it."""
    clause = hit.clause
    if not clause.figures:
        return []
    other = known(clause, retriever)
    asked, query = term_set(retriever.expanded(question)), retriever.vector(question)
    names = [_called(figure, clause, retriever) for figure in clause.figures]
    own = retriever.embedded(tuple(f"{clause.title} {name}" for name in names)) @ query
    of_pieces = (other.vectors @ query).tolist() if other.texts else []
    kind = _kind(question.folded)
    found = []
    for figure, name, own_cosine in zip(clause.figures, names, own.tolist(), strict=True):
        rows = other.of_figure(figure)
        subject = term_set(name)
        near = _near(name, sentence_with(clause, figure.start).text + clause.title, other, rows)
        cosine = max([own_cosine, *(of_pieces[i] for i in rows)])
        named = retriever.share(asked & subject, subject)
        explained = retriever.share(asked & near, asked)
        score = 0.4 * named + 0.3 * explained + 0.2 * max(cosine, 0.0) + 0.1 * hit.score
        if kind and _kind(figure.subject):
            score += -0.1 if other_kind(question, figure) else 0.1
        found.append(FigureHit(clause, figure, score, named, explained, cosine))
    return found


def _called(figure: Figure, clause: Clause, retriever: Retriever) -> str:
    """What a figure is of. Where no rendering says how else it is called, also in the words behind it: 创业担保贷款 of
    "可申请最高不超过15万元的创业担保贷款"."""
    behind = _OBJECT.match(clause.text[figure.end - clause.start :]) if retriever.bare else None
    return f"{figure.subject} {behind[1]}" if behind else figure.subject


def _near(subject: str, sentence: str, other: Known, rows: tuple[int, ...]) -> frozenset[str]:
    """The terms in which a figure is spoken of."""
    return _all_terms((subject, sentence, *(other.texts[i] for i in rows)))


@lru_cache(maxsize=2048)
def _all_terms(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(term_set, texts))


@lru_cache(maxsize=2048)
def _kind(words: str) -> str:
    """ "growth" or "share" where words speak of one of the two, else ""."""
    growth, share = bool(_GROWTH.search(words)), bool(_SHARE.search(words))
    return "" if growth == share else "growth" if growth else "share"


def other_kind(question: Question, figure: Figure) -> bool:
    """Whether growth is asked for and the figure is a share, or the other way round."""
    asked, is_ = _kind(question.folded), _kind(figure.subject)
    return bool(asked and is_) and asked != is_
