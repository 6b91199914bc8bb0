"""A question → the clauses nearest to it, best first: calibrated mixing of lexical and dense scores.

Four scores a clause, each between about 0 and 1: BM25 of its text with its enquiries, as a share of the most that the
question's terms could score (so terms that the notice does not know count against it); the same of its best single
enquiry; cosine of its best passage; cosine of its best enquiry. For English the lexical half steps back, because few
terms can be shared.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from corpus.clause import Clause
from corpus.glossary import Glossary
from corpus.text import fold
from index.build import Index
from index.lexical import LexicalIndex, terms
from rag.question import Question

# Found by `python -m eval tune` on the development questions.
WEIGHTS = {"zh": (0.50, 0.15, 0.25, 0.10), "en": (0.15, 0.15, 0.35, 0.35)}


@dataclass(frozen=True, slots=True)
class Hit:
    """clause and its mixed score; parts: the four scores (BM25, best enquiry's BM25, dense text, dense enquiry)."""

    clause: Clause
    score: float
    parts: tuple[float, float, float, float]


class Retriever:
    """Ranks every clause of an index for a question."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.glossary = Glossary.load()
        self._idf = _Idf(index.lexical)
        self._vector_of = lru_cache(maxsize=64)(self._embed)
        self._clauses = {c.id: c for c in index.notice.clauses}

    def rank(self, question: Question, *, within: str | None = None, boost: frozenset[str] = frozenset()) -> list[Hit]:
        """All clauses, best first. within: keep to this attachment. boost: clauses that the conversation is about."""
        query = self.expanded(question)
        lexical = self._share(self.index.lexical, query)
        single: dict[str, float] = {}
        if self.index.enquiry_lexical is not None:
            shares = self._share(self.index.enquiry_lexical, query)
            for clause, share in zip(self.index.enquiry_lexical.ids, shares.tolist(), strict=True):
                single[clause] = max(share, single.get(clause, 0.0))
        dense = self.index.store.best(self.vector(question).tolist())
        weights = np.asarray(WEIGHTS["en" if question.english else "zh"])
        hits = []
        for clause_id, share in zip(self.index.lexical.ids, lexical.tolist(), strict=True):
            if within is not None and self._clauses[clause_id].attachment != within:
                continue
            parts = (
                share,
                single.get(clause_id, 0.0),
                dense["text"].get(clause_id, 0.0),
                dense["enquiry"].get(clause_id, 0.0),
            )
            score = float(weights @ np.asarray(parts)) + (0.1 if clause_id in boost else 0.0)
            hits.append(Hit(self._clauses[clause_id], score, parts))
        return sorted(hits, key=lambda hit: (-hit.score, hit.clause.start))

    def vector(self, question: Question) -> NDArray[np.float32]:
        """The question's embedding, shape (dimension,); ranking, sentences and figures all compare with it."""
        return self._vector_of(question.text)

    def share(self, held: set[str], of: set[str]) -> float:
        """The share of the weight (idf) of `of` that is in `held`, 0 to 1. fsum, because sets have no order."""
        total = math.fsum(map(self.idf, of))
        return math.fsum(map(self.idf, held)) / total if total else 0.0

    def expanded(self, question: Question) -> str:
        """The question's content with the official terms for its lay or English words appended."""
        return " ".join([question.content or question.folded, *self.glossary.official_for(question.folded)])

    def anchors(self, question: Question) -> tuple[str, ...]:
        """The official terms that a question uses or means: the glossary's, where it names them or a lay word for them."""
        named = tuple(term for term in self.glossary.english if len(term) > 1 and fold(term) in question.folded)
        return tuple(dict.fromkeys((*named, *self.glossary.official_for(question.folded))))

    def idf(self, term: str) -> float:
        """The weight of an index term; one that the notice does not know weighs most."""
        return self._idf.of(term)

    def coverage(self, question: Question, clause: Clause) -> float:
        """How much of the question's weight (idf) is in the clause's text, trail and enquiries, 0 to 1."""
        return self._idf.coverage(terms(self.expanded(question)), clause.id)

    def unknown_share(self, question: Question) -> float:
        """The share of the question's weight in terms that no clause and no enquiry has, 0 to 1."""
        return self._idf.unknown_share(terms(self.expanded(question)))

    def _embed(self, text: str) -> NDArray[np.float32]:
        vector = np.asarray(self.index.embeddings.embed_query(text), dtype=np.float32)
        vector.flags.writeable = False  # shared by every later reader of the cache
        return vector

    def _share(self, index: LexicalIndex, query: str) -> NDArray[np.float32]:
        most = self._idf.total(terms(query))
        return index.scores(query) / most if most > 0 else index.scores(query)


class _Idf:
    """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), as in Lucene's BM25; unknown terms get n = 0."""

    def __init__(self, index: LexicalIndex) -> None:
        self._documents = {name: Counter(held) for name, held in index.terms.items()}
        counts: Counter[str] = Counter()
        for held in self._documents.values():
            counts.update(held.keys())
        size = len(self._documents)
        self._idf = {term: math.log(1 + (size - n + 0.5) / (n + 0.5)) for term, n in counts.items()}
        self._unknown = math.log(1 + (size + 0.5) / 0.5)

    def of(self, term: str) -> float:
        return self._idf.get(term, self._unknown)

    def total(self, query: list[str]) -> float:
        return sum(self.of(term) for term in query)

    def unknown_share(self, query: list[str]) -> float:
        total = self.total(query)
        return sum(self._unknown for term in query if term not in self._idf) / total if total else 1.0

    def coverage(self, query: list[str], document: str) -> float:
        total = self.total(query)
        held = self._documents.get(document, Counter())
        return sum(self.of(term) for term in query if term in held) / total if total else 0.0


class PolicyRetriever(BaseRetriever):
    """The same ranking as a LangChain retriever: Documents of clauses, with their address and label as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    retriever: Retriever
    k: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        from rag.question import read

        del run_manager
        notice = self.retriever.index.notice
        return [
            Document(
                hit.clause.text,
                id=hit.clause.id,
                metadata={"address": hit.clause.address, "label": notice.label(hit.clause), "score": hit.score},
            )
            for hit in self.retriever.rank(read(query))[: self.k]
        ]
