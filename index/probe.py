"""Whether an index answers: as many passages as its manifest says, and passages' own texts that find their own clauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.passages import Passage

if TYPE_CHECKING:
    from index.build import Index

SAMPLES = 8  # passages that are asked for: 4 ms each, while every vector of 18,548 is compared
_SAME = 0.01  # of cosine: a model that works in half precision or by batches is no further from itself
_NEAR = 20  # passages that an approximate search is asked for
_DIRECTION = 1e-6  # squared length below which a vector has none: of a text that the model knows nothing of


class Searched(Protocol):
    """What is probed."""

    @property
    def count(self) -> int: ...
    @property
    def clauses(self) -> tuple[str, ...]: ...
    def nearest(self, vector: Sequence[float], limit: int = 200) -> dict[str, NDArray[np.float32]]: ...


class Embeds(Protocol):
    """What a text is made a vector by."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...


def probe(index: Index) -> list[str]:
    """What is wrong with an opened index, a sentence each; nothing where it is sound. Raises StoreError where it is out of
    reach."""
    return faults(index.store, index.embeddings, index.manifest.count, index.samples)


def faults(store: Searched, embeddings: Embeds, count: int, asked: Sequence[Passage]) -> list[str]:
    """count: how many passages there must be. asked: those whose own text must find their own clause first."""
    if store.count != count:
        return [f"有 {store.count} 条片段，应有 {count} 条。 It holds {store.count} passages of {count}."]
    found = []
    for passage, vector in zip(asked, embeddings.embed_documents([p.text for p in asked]), strict=True):
        if np.dot(vector, vector) > _DIRECTION and not _finds(store, passage, vector):
            found.append(f"片段 {passage.id} 找不到自己的条款。 Passage {passage.id} does not find its own clause.")
    return found


def samples(made: Sequence[Passage], number: int = SAMPLES) -> tuple[Passage, ...]:
    """Passages spread evenly over all: the first, the last, and those between.

    >>> [p.id for p in samples([Passage(str(n), "1", "text", "") for n in range(100)], 4)]
    ['0', '33', '66', '99']
    """
    steps = max(1, number - 1)
    return tuple(dict.fromkeys(made[n * (len(made) - 1) // steps] for n in range(number))) if made else ()


def _finds(store: Searched, passage: Passage, vector: Sequence[float]) -> bool:
    """Whether its clause is the nearest of its kind, or as near: several clauses may say the same."""
    if passage.clause not in store.clauses:
        return False
    best = store.nearest(vector, _NEAR)[passage.kind][
        :, 0
    ]  # NaN for a clause that has no passage of the kind, or none near
    own = best[store.clauses.index(passage.clause)]
    return bool(own >= 1 - _SAME and own >= np.nanmax(best) - _SAME)  # never, where there is none of its own
