"""The ways of retrieving that `python -m eval peers` compares: each part alone, and one part more at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.outcome import DEPTH
from eval.textbook import chain
from index.lexical import terms
from rag.question import Question, read
from rag.ranking import FEATURES
from rag.retrieve import Retriever

LEXICAL, DENSE, CHAIN, HYBRID = "lexical (BM25)", "dense", "textbook LangChain chain", "hybrid"
LEARNT, SPELT, RERANKED = "+ learnt ranking", "+ spelling", "+ reranker"
_HYBRID = ("text_lead", "dense_text_lead")
_ENQUIRIES = (*_HYBRID, "enquiry_lead", "dense_enquiry_lead")
# Rows that are plain sums of scores, each as a share of the best clause's.
SUMS: dict[str, tuple[str, ...]] = {
    "+ enquiries": _ENQUIRIES,
    "+ renderings": (*_ENQUIRIES, "expanded_lead", "dense_plain_lead", "dense_english_lead"),
}
RETRIEVAL = (LEXICAL, DENSE, CHAIN, HYBRID, *SUMS, LEARNT, SPELT, RERANKED)

Way = Callable[[str], tuple[str, ...]]  # a question → the addresses that it ranks, best first, DEPTH at the most


def ways(retriever: Retriever) -> dict[str, Way]:
    """The ways of retrieving, each doing no more than it needs; + enquiries and + renderings take all scores at once."""

    def way(scores: Callable[[Question], NDArray[np.float64]]) -> Way:
        return lambda text: _best(retriever, scores(read(text)))

    def summed(parts: Sequence[str]) -> Way:
        columns = [FEATURES.index(part) for part in parts]
        return way(lambda question: retriever.features(question)[:, columns].sum(axis=1))

    def learnt(text: str) -> tuple[str, ...]:
        return _addresses(retriever, read(text), rerank=False)

    def spelt(text: str, *, rerank: bool = False) -> tuple[str, ...]:
        right, typed = retriever.understood(read(text))
        return _addresses(retriever, right, typed, rerank=rerank)

    lexical, dense = _lexical(retriever), _dense(retriever)
    found: dict[str, Way] = {
        LEXICAL: way(lexical),
        DENSE: way(dense),
        CHAIN: chain(retriever),
        HYBRID: way(lambda question: _lead(lexical(question)) + _lead(dense(question))),
        **{name: summed(parts) for name, parts in SUMS.items()},
        LEARNT: learnt,
        SPELT: spelt,
    }
    if retriever.reranker is not None:
        found[RERANKED] = lambda text: spelt(text, rerank=True)
    return found


def _lexical(retriever: Retriever) -> Callable[[Question], NDArray[np.float64]]:
    """BM25 over characters, of a clause's headings and text."""
    index = retriever.index.lexical.text
    return lambda question: index.scores_of(terms(retriever.expanded(question))).astype(np.float64)


def _dense(retriever: Retriever) -> Callable[[Question], NDArray[np.float64]]:
    """The cosine of a clause's best passage."""
    store = retriever.index.store
    place = {name: i for i, name in enumerate(store.clauses)}
    rows = [place[clause.id] for clause in retriever.clauses]

    def scores(question: Question) -> NDArray[np.float64]:
        held = store.nearest(retriever.vector(question).tolist())["text"][rows, 0]
        return np.nan_to_num(held.astype(np.float64), nan=0.0)

    return scores


def _lead(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """As a share of the best clause's, as rag.ranking.with_leads has it."""
    best = scores.max(initial=0.0)
    return np.clip(scores / best, 0.0, 1.0) if best > 0 else np.zeros_like(scores)


def _best(retriever: Retriever, scores: NDArray[np.float64]) -> tuple[str, ...]:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return tuple(retriever.clauses[i].address for i in order)


def _addresses(
    retriever: Retriever, question: Question, typed: Question | None = None, *, rerank: bool
) -> tuple[str, ...]:
    return tuple(hit.clause.address for hit in retriever.rank(question, typed=typed, rerank=rerank)[:DEPTH])
