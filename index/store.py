"""The vectors, in Chroma through langchain-chroma; searched exactly while they are few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.clause import Notice, WenceError
from index.passages import Passage

COLLECTION = "clauses"
_BATCH = 5_000  # Chroma takes 5,461 at the most


class StoreError(WenceError):
    """The index is missing, damaged or cannot be written."""


class Store:
    """An index folder's collection, in cosine space.

    Up to exact_limit passages every vector is compared, so that the same question gives the same answer every time;
    beyond it Chroma's approximate index is asked.
    """

    def __init__(self, folder: Path, embeddings: Embeddings, exact_limit: int) -> None:
        self.clauses: tuple[str, ...] = ()
        self.kinds: tuple[str, ...] = ()
        self._matrix: NDArray[np.float32] | None = None
        try:
            client = chromadb.PersistentClient(str(folder.resolve()), ChromaSettings(anonymized_telemetry=False))
            self.chroma = Chroma(
                COLLECTION, embeddings, client=client, collection_configuration={"hnsw": {"space": "cosine"}}
            )
            self.count = self.chroma._collection.count()
            if 0 < self.count <= exact_limit:
                self._load()
        except Exception as error:  # chromadb raises its own, sqlite's and Rust's errors
            raise StoreError(
                f"打不开索引 {folder}：{error}。请检查文件夹权限，或删除它后运行 make index。"
                f" / Cannot open the index; check permissions, or delete it and run make index."
            ) from error

    def close(self) -> None:
        """Let go of the folder's files. Until then Chroma keeps them open under the folder's path, even when another
        folder is moved there."""
        client = self.chroma._client
        assert isinstance(client, Client)
        client.close()

    def _load(self) -> None:
        """All vectors in memory: a few megabytes for one notice."""
        held = self.chroma.get(include=["embeddings", "metadatas"])
        order = sorted(range(len(held["ids"])), key=lambda i: held["ids"][i])
        self._matrix = np.asarray([held["embeddings"][i] for i in order], dtype=np.float32)
        self.clauses = tuple(str(held["metadatas"][i]["clause"]) for i in order)
        self.kinds = tuple(str(held["metadatas"][i]["kind_of_passage"]) for i in order)

    def add(
        self, made: Sequence[Passage], vectors: Sequence[Sequence[float]], facets: Callable[[str], dict[str, Any]]
    ) -> None:
        """Store passages with their vectors; facets(clause id) gives the metadata of their clause."""
        for start in range(0, len(made), _BATCH):
            part = made[start : start + _BATCH]
            self.chroma._collection.upsert(
                ids=[p.id for p in part],
                embeddings=np.asarray(vectors[start : start + _BATCH], dtype=np.float32),
                documents=[p.text for p in part],
                metadatas=[facets(p.clause) | {"kind_of_passage": p.kind} for p in part],
            )
        self.count = self.chroma._collection.count()

    def best(self, vector: Sequence[float], limit: int = 200) -> dict[str, dict[str, float]]:
        """Cosine similarity of the best passage of each clause, by kind: {"text": {clause: s}, "enquiry": {…}}.

        Exact search returns every clause; approximate search those among the `limit` nearest passages.
        """
        if self._matrix is not None:
            similarities = self._matrix @ np.asarray(vector, dtype=np.float32)
            rows = zip(self.clauses, self.kinds, similarities.tolist(), strict=True)
        else:
            found = self.chroma._collection.query(
                query_embeddings=np.asarray([vector], dtype=np.float32), n_results=min(limit, self.count)
            )
            metadatas = (found["metadatas"] or [[]])[0]
            distances = (found["distances"] or [[]])[0]
            rows = zip(
                (str(m["clause"]) for m in metadatas),
                (str(m["kind_of_passage"]) for m in metadatas),
                (1.0 - d for d in distances),
                strict=True,
            )
        best: dict[str, dict[str, float]] = {"text": {}, "enquiry": {}}
        for clause, kind, similarity in rows:
            if similarity > best[kind].get(clause, -2.0):
                best[kind][clause] = similarity
        return best


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
