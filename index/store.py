"""The vectors, in Chroma through langchain-chroma; searched exactly while they are few."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.clause import Notice, WenceError
from index.passages import KINDS, Passage, named_by

COLLECTION = "clauses"
COSINE: CreateCollectionConfiguration = {"hnsw": {"space": "cosine"}}
NEAREST = 3  # passages of one kind that a clause is known by
_PAGE = 2_000  # vectors read at once: they take several times as much memory on their way here


class StoreError(WenceError):
    """The index is missing, damaged or cannot be written."""


class Store:
    """An index folder's collection, in cosine space.

    Up to exact_limit passages every vector is compared, so that the same question gives the same answer every time;
    beyond it Chroma's approximate index is asked.
    """

    _batch = 5_000  # passages written at once; Chroma takes 5,461 at the most

    def __init__(self, folder: Path, embeddings: Embeddings, exact_limit: int) -> None:
        client: ClientAPI | None = None
        try:
            client = chromadb.PersistentClient(str(folder.resolve()), ChromaSettings(anonymized_telemetry=False))
            self._open(Chroma(COLLECTION, embeddings, client=client, collection_configuration=COSINE), exact_limit)
        except Exception as error:  # chromadb raises its own, sqlite's and Rust's errors
            if client is not None:
                _closed(client)  # else the process keeps it, and finds what stands at the path later damaged as well
            raise StoreError(
                f"打不开索引 {folder}：{error}。请检查文件夹权限，或删除它后运行 make index。"
                f" / Cannot open the index; check permissions, or delete it and run make index."
            ) from error

    def _open(self, chroma: Chroma, exact_limit: int) -> None:
        self.let_go: Callable[[], object] = lambda: None  # of the folder's mark that it is searched
        self._members: dict[str, NDArray[np.intp]] = {}  # kind → rows of the matrix of each clause, padded
        self.cited: tuple[str, ...] = ()  # the clause of each column, while all vectors are in memory
        self.clauses: tuple[str, ...] = ()  # ids of the clauses that passages cite, in no order that matters
        # A passage's vector each: read in half the time that rows take.
        self._columns: NDArray[np.float32] | None = None
        self._exact_limit = exact_limit
        self.chroma = chroma
        self.count = chroma._collection.count()
        if 0 < self.count <= exact_limit:
            self._load()
        elif self.count:
            self.clauses = tuple(dict.fromkeys(named_by(name)[1] for name in self._ids()))

    @property
    def exact(self) -> bool:
        """Whether all vectors are in memory, and nothing is read from anywhere else any more."""
        return self._columns is not None

    @property
    def columns(self) -> NDArray[np.float32]:
        """All vectors, shape (dimension, passages). Only where the store is exact."""
        assert self._columns is not None
        return self._columns

    def close(self) -> None:
        """Let go of the folder's files. Until then Chroma keeps them open under the folder's path, even when another
        folder is moved there."""
        _closed(self.chroma._client)
        self.let_go()

    def _ids(self) -> list[str]:
        """Of every passage that the collection holds."""
        return list(self.chroma.get(include=[])["ids"])

    def _load(self) -> None:
        """All vectors in memory: a few megabytes for one notice. What a passage is, its id tells: Chroma takes a second
        and hundreds of megabytes to give its metadata for all."""
        order = {name: row for row, name in enumerate(sorted(self._ids()))}
        names = list(order)
        columns: NDArray[np.float32] | None = None
        for start in range(0, len(names), _PAGE):
            held = self.chroma._collection.get(ids=names[start : start + _PAGE], include=["embeddings"])
            vectors = np.asarray(held["embeddings"], dtype=np.float32)
            if columns is None:
                columns = np.empty((vectors.shape[1], len(names)), dtype=np.float32)
            columns[:, [order[name] for name in held["ids"]]] = vectors.T
        self._columns = columns
        self.cited = tuple(sys.intern(named_by(name)[1]) for name in names)
        rows: dict[tuple[str, str], list[int]] = {}
        for name, row in order.items():
            rows.setdefault(named_by(name), []).append(row)
        self.clauses = tuple(dict.fromkeys(clause for _, clause in rows))
        for kind in KINDS:
            groups = [rows.get((kind, clause), []) for clause in self.clauses]
            members = np.full((len(groups), max(NEAREST, *map(len, groups))), len(order), dtype=np.intp)
            for clause, group in enumerate(groups):
                members[clause, : len(group)] = group
            self._members[kind] = members

    def add(
        self, made: Sequence[Passage], vectors: Sequence[Sequence[float]], facets: Callable[[str], dict[str, Any]]
    ) -> None:
        """Store passages with their vectors; facets(clause id) gives the metadata of their clause."""
        for start in range(0, len(made), self._batch):
            part = made[start : start + self._batch]
            self.chroma._collection.upsert(
                ids=[p.id for p in part],
                embeddings=np.asarray(vectors[start : start + self._batch], dtype=np.float32),
                documents=[p.text for p in part],
                metadatas=[facets(p.clause) | {"kind_of_passage": p.kind} for p in part],
            )
        self.count = self.chroma._collection.count()
        if self.count <= self._exact_limit:
            self._load()
        else:
            self._columns, self.cited = None, ()
            self.clauses = tuple(dict.fromkeys((*self.clauses, *(p.clause for p in made))))

    def nearest(
        self, vector: Sequence[float] | NDArray[np.float32], limit: int = 200
    ) -> dict[str, NDArray[np.float32]]:
        """Cosine similarities of the NEAREST best passages of each clause, best first, by kind of passage: arrays of shape
        (len(self.clauses), NEAREST), NaN where a clause has fewer.

        Exact search knows every passage; approximate search the `limit` nearest ones.
        """
        if self._columns is not None:
            similarities = np.empty(self._columns.shape[1] + 1, dtype=np.float32)
            np.dot(np.asarray(vector, dtype=np.float32), self._columns, out=similarities[:-1])
            similarities[-1] = -np.inf  # what groups are padded with
            nearest = np.empty((len(self._members), len(self.clauses), NEAREST), dtype=np.float32)
            for best, members in zip(nearest, self._members.values(), strict=True):
                held = similarities.take(members)
                few = members.shape[1] == NEAREST
                best[:] = held if few else np.partition(held, -NEAREST, axis=1)[:, -NEAREST:]
            nearest.sort(axis=2)
            nearest[np.isneginf(nearest)] = np.nan
            return dict(zip(self._members, nearest[:, :, ::-1], strict=True))
        return self._approximate(vector, limit)

    def _approximate(self, vector: Sequence[float] | NDArray[np.float32], limit: int) -> dict[str, NDArray[np.float32]]:
        answer = self.chroma._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32), n_results=min(limit, self.count)
        )
        found: dict[str, NDArray[np.float32]] = {
            kind: np.full((len(self.clauses), NEAREST), np.nan, dtype=np.float32) for kind in KINDS
        }
        place = {clause: i for i, clause in enumerate(self.clauses)}
        seen: Counter[tuple[str, str]] = Counter()
        for metadata, distance in zip((answer["metadatas"] or [[]])[0], (answer["distances"] or [[]])[0], strict=True):
            group = str(metadata["kind_of_passage"]), str(metadata["clause"])
            if seen[group] < NEAREST:  # nearest first
                found[group[0]][place[group[1]], seen[group]] = 1.0 - distance
                seen[group] += 1
        return found


def _closed(client: ClientAPI) -> None:
    assert isinstance(client, Client)
    client.close()


def facets(notice: Notice) -> Callable[[str], dict[str, Any]]:
    """The metadata of a clause: address, kind, attachment, chapter, section, item, lead, parties (empty ones left out)."""

    def of(clause_id: str) -> dict[str, Any]:
        clause = notice.by_address[clause_id.rpartition(":")[2]]
        levels = dict(
            zip(("attachment", "chapter", "section", "item", "subitem"), clause.address.split("/"), strict=False)
        )
        row: dict[str, Any] = {
            "notice": notice.id,
            "clause": clause.id,
            "kind": clause.kind,
            "title": clause.title,
            **levels,
        }
        if clause.lead:
            row["lead"] = list(clause.lead)
        if clause.parties:
            row["parties"] = list(clause.parties)
        return row

    return of
