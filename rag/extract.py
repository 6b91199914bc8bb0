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
from rag.question import UNITS, Question
from rag.retrieve import Hit, Retriever

_SENTENCE = re.compile("[^。；;\n]+[。；;]?[”’)\uff09]*")
_SHORT = 240  # characters, what one reads at a glance; a clause no longer than this is quoted whole
_SUFFIXES = ("以上", "以下", "左右", "及以下", "及以上", "以内")


@dataclass(frozen=True, slots=True)
class FigureHit:
    """A figure that a question may be about. named: share of its subject that the question says. explained: share of
    the question that its sentence and title say. cosine: of question and subject. score: their mixture, 0 to about 1."""

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
        and parts[last + 1].end - parts[first].start <= _SHORT
        and scores[last + 1] >= 0.5 * scores[best]
    ):
        last += 1
    while first > 0 and parts[last].end - parts[first - 1].start <= _SHORT and scores[first - 1] >= 0.5 * scores[best]:
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


def figures_for(question: Question, hits: Iterable[Hit], retriever: Retriever) -> list[FigureHit]:
    """The figures of the nearest clauses that the question may be about, best first; none of another kind of unit."""
    asked = set(terms(retriever.expanded(question)))
    unit = UNITS[question.unit][1] if question.unit else None
    candidates = [(hit, f) for hit in hits for f in hit.clause.figures if unit is None or unit.search(f.unit)]
    if not candidates:
        return []
    contexts = [f"{hit.clause.title} {figure.subject}" for hit, figure in candidates]
    vectors = np.asarray(retriever.index.embeddings.embed_documents(contexts))
    cosines = vectors @ retriever.vector(question)
    found = []
    for (hit, figure), cosine in zip(candidates, cosines.tolist(), strict=True):
        subject = set(terms(figure.subject))
        near = subject | set(terms(sentence_with(hit.clause, figure.start).text + hit.clause.title))
        named = retriever.share(asked & subject, subject)
        explained = retriever.share(asked & near, asked)
        score = 0.4 * named + 0.3 * explained + 0.2 * max(cosine, 0.0) + 0.1 * hit.score
        found.append(FigureHit(hit.clause, figure, score, named, explained, cosine))
    return sorted(found, key=lambda f: (-f.score, f.figure.start))


def bounded(figure: Figure) -> str:
    """A figure with the words that bind it, as one says it: "力争达90%以上", "不低于485元/月"."""
    words = figure.comparator.split("…") if figure.comparator else []
    before = "".join(word for word in words if word not in _SUFFIXES)
    after = "".join(word for word in words if word in _SUFFIXES)
    return f"{before}{figure.text}{after}"


def sentence_with(clause: Clause, start: int) -> Span:
    """The sentence of a clause that holds a source offset."""
    return next((part for part in sentences(clause) if part.start <= start < part.end), Span.whole(clause))
