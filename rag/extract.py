"""A clause and a question → the words of the clause that answer it: sentences, figures, bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.clause import Clause, Figure
from corpus.departments import duty_start
from index.lexical import terms
from rag.draft import Span
from rag.known import known
from rag.question import UNITS, Question
from rag.retrieve import Hit, Retriever

_SENTENCE = re.compile("[^。；;\n]+[。；;]?[”’)\uff09]*")
_SHORT = 240  # characters, what one reads at a glance; a clause no longer than this is quoted whole
_LONG, _ALSO = 280, 0.4  # characters of an excerpt at the most; share of the best sentence's relevance that joins it
# A percentage is of growth or is a share: who asks for the one is not told the other.
_GROWTH = re.compile("增|涨|提高|提升|上升|同比|多[几多]|grow|increase|rise|raise|faster")
_SHARE = re.compile("占|比重|比例|份额|强度|[^效频费税利汇]率(?!先)|share|proportion|ratio|percentage of|account for")
_SUFFIXES = ("以上", "以下", "左右", "及以下", "及以上", "以内")


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


def sentences(clause: Clause) -> tuple[Span, ...]:
    """The clause's sentences (also cut at semicolons), its responsibility bracket left out."""
    end = duty_start(clause.text)
    body = clause.text if end is None else clause.text[:end].rstrip("(\uff08")
    return tuple(
        Span(clause, clause.start + m.start() + len(m.group()) - len(m.group().lstrip()), clause.start + m.end())
        for m in _SENTENCE.finditer(body)
        if m.group().strip()
    )


def duty(clause: Clause) -> Span | None:
    """The responsibility bracket, from its bracket (where it has one) to the clause's end."""
    start = duty_start(clause.text)
    if start is None or not clause.responsible:
        return None
    if start > 0 and clause.text[start - 1] in "(\uff08":
        start -= 1
    return Span(clause, clause.start + start, clause.end)


def answering(question: Question, clause: Clause, retriever: Retriever) -> Span:
    """The contiguous words of a clause that answer best: all of a short clause, else the best sentence and those of
    its neighbours that speak to the question too."""
    parts = sentences(clause)
    if not parts:
        return Span.whole(clause)
    if parts[-1].end - parts[0].start <= _SHORT:
        return Span(clause, parts[0].start, parts[-1].end)
    scores = relevance(question, parts, retriever)
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


def relevance(question: Question, parts: tuple[Span, ...], retriever: Retriever) -> list[float]:
    """Half the share of the question's terms in a sentence, half its cosine; shape (len(parts),)."""
    query = retriever.expanded(question)
    asked = set(terms(query))
    vectors = np.asarray(retriever.index.embeddings.embed_documents([part.text for part in parts]))
    dense = vectors @ retriever.vector(question)
    lexical = [retriever.share(asked & set(terms(part.text)), asked) for part in parts]
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
    asked, query = set(terms(retriever.expanded(question))), retriever.vector(question)
    subjects = [set(terms(figure.subject)) for figure in clause.figures]
    pieces = [list(other.of_figure(figure)) for figure in clause.figures]
    own = np.asarray(
        retriever.index.embeddings.embed_documents([f"{clause.title} {f.subject}" for f in clause.figures])
    )
    kind = _kind(question.folded)
    found = []
    for figure, subject, rows, vector in zip(clause.figures, subjects, pieces, own, strict=True):
        cosine = max([float(vector @ query), *((other.vectors[rows] @ query).tolist() if rows else ())])
        near = subject | set(terms(sentence_with(clause, figure.start).text + clause.title))
        near.update(term for i in rows for term in terms(other.texts[i]))
        named = retriever.share(asked & subject, subject)
        explained = retriever.share(asked & near, asked)
        score = 0.4 * named + 0.3 * explained + 0.2 * max(cosine, 0.0) + 0.1 * hit.score
        if kind and _kind(figure.subject):
            score += -0.1 if other_kind(question, figure) else 0.1
        found.append(FigureHit(clause, figure, score, named, explained, cosine))
    return found


def _kind(words: str) -> str:
    """ "growth" or "share" where words speak of one of the two, else ""."""
    growth, share = bool(_GROWTH.search(words)), bool(_SHARE.search(words))
    return "" if growth == share else "growth" if growth else "share"


def other_kind(question: Question, figure: Figure) -> bool:
    """Whether growth is asked for and the figure is a share, or the other way round."""
    asked, is_ = _kind(question.folded), _kind(figure.subject)
    return bool(asked and is_) and asked != is_


def bounded(figure: Figure) -> str:
    """A figure with the words that bind it, as one says it: "力争达90%以上", "不低于485元/月"."""
    words = figure.comparator.split("…") if figure.comparator else []
    before = "".join(word for word in words if word not in _SUFFIXES)
    after = "".join(word for word in words if word in _SUFFIXES)
    return f"{before}{figure.text}{after}"


def sentence_with(clause: Clause, start: int) -> Span:
    """The sentence of a clause that holds a source offset."""
    return next((part for part in sentences(clause) if part.start <= start < part.end), Span.whole(clause))
