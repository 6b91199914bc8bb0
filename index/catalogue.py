"""The passages of every notice in one collection: which clauses, of whichever notice, a question comes near.

The first stage where notices are too many for each to be asked: it finds candidates, and what ranks, judges and proves
within one notice has the last word. Dense and lexical scores are mixed as shares of the best of each, which does better
than ranks (reciprocal-rank fusion drags the stronger half down).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.lexical import bm25, terms

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from langchain_core.embeddings import Embeddings

    from index.build import Index

COLLECTION = "catalogue"
DEPTH = 200  # passages that either half brings
POSTINGS = 200_000  # entries of the lexical index that a question reads at the most, its rarest terms first
ENGLISH = 0.3  # what the lexical half counts for a question in English, whose words the notices do not have
_BATCH = 5_000  # Chroma takes 5,461 at the most
# A graph as dense as Chroma's own default, read deeper than DEPTH. It is written to disk seldom: at the default, each
# thousand passages, building would write all of it a thousand times for the last of a million.
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine", "ef_construction": 100, "ef_search": DEPTH + 56, "max_neighbors": 16,
    "batch_size": _BATCH, "sync_threshold": 20 * _BATCH,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """A clause and what speaks for it: score is the mixture of both halves, from 0 to 2; dense a cosine; lexical BM25."""

    clause: str
    score: float
    dense: float
    lexical: float


class Vectors(Protocol):
    """Nearest passages by cosine."""

    def nearest(self, vector: NDArray[np.float32], limit: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Rows of the `limit` nearest passages, best first, and their cosines: two arrays of shape (limit,) or shorter."""


@dataclass(frozen=True)
class Exact:
    """Every vector compared; matrix has shape (passages, dimension), its rows of unit length."""

    matrix: NDArray[np.float32]

    def nearest(self, vector: NDArray[np.float32], limit: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Repeatable: equal cosines stand in the order of their rows."""
        similar = self.matrix @ vector
        best = np.argpartition(-similar, limit - 1)[:limit] if limit < similar.size else np.arange(similar.size)
        order = best[np.lexsort((best, -similar[best]))]
        return order, similar[order]


@dataclass(frozen=True)
class Approximate:
    """Chroma's graph (HNSW: Malkov and Yashunin 2018), in this process or on a server."""

    collection: Collection

    def nearest(self, vector: NDArray[np.float32], limit: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """What the graph leads to: now and then it misses a passage that is near."""
        answer = self.collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
        rows = np.asarray([int(name) for name in answer["ids"][0]], dtype=np.intp)
        return rows, 1.0 - np.asarray((answer["distances"] or [[]])[0], dtype=np.float32)


class RarestFirst:
    """BM25 over passages, read from rare terms to common ones until POSTINGS entries have been read."""

    def __init__(self, index: bm25s.BM25) -> None:
        self._known: dict[str, int] = index.vocab_dict
        held = index.scores
        self._data, self._rows, self._starts = held["data"], held["indices"], held["indptr"]
        self._size = int(held["num_docs"])

    def nearest(self, words: Sequence[str], limit: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Rows of the `limit` best passages, best first, and their scores."""
        asked = {self._known[word] for word in words if word in self._known}
        left = POSTINGS
        read: list[tuple[NDArray[np.int32], NDArray[np.float32]]] = []
        for term in sorted(asked, key=lambda term: (int(self._starts[term + 1] - self._starts[term]), term)):
            span = slice(int(self._starts[term]), int(self._starts[term + 1]))
            left -= span.stop - span.start
            if left < 0 and read:
                break
            read.append((self._rows[span], self._data[span]))
        scores = np.zeros(self._size, dtype=np.float32)
        for rows, data in read:
            scores[rows] += data
        touched = np.flatnonzero(scores)
        found = scores[touched]
        if touched.size > limit:
            best = np.argpartition(-found, limit - 1)[:limit]
            touched, found = touched[best], found[best]
        order = np.lexsort((touched, -found))
        return touched[order], found[order]


class Catalogue:
    """Passages of many notices. Row i of the vectors is of the clause clauses[of[i]], row i of the words clauses[worded[i]]."""

    def __init__(
        self,
        vectors: Vectors,
        postings: RarestFirst,
        clauses: Sequence[str],
        of: NDArray[np.int32],
        worded: NDArray[np.int32] | None = None,
    ) -> None:
        """worded: `of` where it is not given."""
        self.vectors, self.postings, self.clauses, self.of = vectors, postings, clauses, of
        self.worded = of if worded is None else worded

    @classmethod
    def held(cls, indexes: Sequence[Index]) -> Catalogue | None:
        """Over indexes that are open, in memory; a clause is called "notice:address". None where one of them has its
        vectors elsewhere."""
        stores = [index.store for index in indexes]
        if not all(store.exact for store in stores):
            return None
        place: dict[str, int] = {}
        of, worded = array("i"), array("i")
        documents: list[Sequence[str]] = []
        for index in indexes:
            named = index.manifest.notice
            of.extend(place.setdefault(f"{named}:{clause}", len(place)) for clause in index.store.cited)
            for clause, words in index.lexical.expanded.terms.items():
                worded.append(place.setdefault(f"{named}:{clause}", len(place)))
                documents.append(words)
        matrix = np.ascontiguousarray(np.hstack([store.columns for store in stores]).T)
        rows = (np.frombuffer(held, dtype=np.int32) for held in (of, worded))
        return cls(Exact(matrix), RarestFirst(_indexed(documents)), tuple(place), *rows)

    def nearest(
        self, vector: NDArray[np.float32], question: str, *, english: bool = False, limit: int = 20
    ) -> list[Near]:
        """The clauses that a question comes nearest to, best first. vector: the question's embedding, of unit length.

        A clause counts by its best passage in either half. One that a half does not bring has there what the last that it
        did bring has, in the dense half, and nothing in the lexical one.
        """
        rows, cosines = self.vectors.nearest(vector, DEPTH)
        worded, scores = self.postings.nearest(terms(question), DEPTH)
        dense, lexical = _best(self.of[rows], cosines), _best(self.worded[worded], scores)
        floor, top = (float(cosines[-1]), float(cosines[0])) if cosines.size else (0.0, 0.0)
        most, share = max(lexical.values(), default=0.0), ENGLISH if english else 1.0

        def near(clause: int) -> Near:
            cosine, bm25 = dense.get(clause, floor), lexical.get(clause, 0.0)
            score = (max(cosine, 0.0) / top if top > 0 else 0.0) + (share * bm25 / most if most > 0 else 0.0)
            return Near(self.clauses[clause], score, cosine, bm25)

        found = [near(clause) for clause in dense.keys() | lexical.keys()]
        return sorted(found, key=lambda one: (-one.score, one.clause))[:limit]


def _best(clauses: NDArray[np.int32], scores: NDArray[np.float32]) -> dict[int, float]:
    """The best score of each clause; rows come best first."""
    best: dict[int, float] = {}
    for clause, score in zip(clauses.tolist(), scores.tolist(), strict=True):
        best.setdefault(clause, score)
    return best


def _indexed(documents: Iterable[Sequence[str]]) -> bm25s.BM25:
    """documents: each passage's index terms, kept as numbers: as words a million passages would take ten times the room."""
    known = {"": 0}
    ids = [array("i", [known.setdefault(term, len(known)) for term in words]) for words in documents]
    index = bm25()
    index.index((ids, known), show_progress=False)
    return index


def build(folder: Path, client: ClientAPI, passages: Iterable[tuple[str, str]], embeddings: Embeddings) -> int:
    """Write a catalogue: vectors into `client`'s collection, the rest into `folder`; how many passages.

    passages: (clause id, text), those of a clause not necessarily together.
    """
    folder.mkdir(parents=True, exist_ok=True)
    collection = client.create_collection(COLLECTION, configuration={"hnsw": _HNSW}, embedding_function=None)
    place: dict[str, int] = {}
    of, batch = array("i"), list[str]()

    def flush() -> None:
        if batch:
            first = len(of) - len(batch)
            vectors = np.asarray(embeddings.embed_documents(batch), dtype=np.float32)
            collection.add(ids=[str(first + i) for i in range(len(batch))], embeddings=vectors)
            batch.clear()

    def taken_in() -> Iterator[list[str]]:
        for clause, text in passages:
            of.append(place.setdefault(clause, len(place)))
            batch.append(text)
            if len(batch) == _BATCH:
                flush()
            yield terms(text)
        flush()

    _indexed(taken_in()).save(folder / "lexical", show_progress=False)
    np.save(folder / "of.npy", np.frombuffer(of, dtype=np.int32))
    (folder / "clauses.txt").write_text("\n".join(place), encoding="utf-8")
    return len(of)


def load(folder: Path, client: ClientAPI, *, exact_limit: int) -> Catalogue:
    """Open a catalogue. Up to exact_limit passages every vector is compared, beyond it Chroma's graph is asked."""
    collection = client.get_collection(COLLECTION, embedding_function=None)
    of = np.load(folder / "of.npy", mmap_mode="r")
    vectors: Vectors = Approximate(collection)
    if len(of) <= exact_limit:
        vectors = Exact(_matrix(collection, len(of)))
    index: Any = bm25s.BM25.load(folder / "lexical", mmap=True)
    clauses = (folder / "clauses.txt").read_text("utf-8").split("\n")
    return Catalogue(vectors, RarestFirst(index), clauses, of)


def _matrix(collection: Collection, count: int) -> NDArray[np.float32]:
    """All vectors of a collection, row by row."""
    parts = []
    for start in range(0, count, _BATCH):
        rows = [str(row) for row in range(start, min(start + _BATCH, count))]
        held = collection.get(ids=rows, include=["embeddings"])
        place = {name: i for i, name in enumerate(held["ids"])}
        parts.append(np.asarray(held["embeddings"], dtype=np.float32)[[place[row] for row in rows]])
    return np.vstack(parts)
