"""What an index is to hold: said once, whether it then lives in a folder or on a server."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from langchain_core.embeddings import Embeddings
from tqdm import tqdm

from corpus.clause import Notice
from index import probe
from index.manifest import Manifest
from index.passages import Passage
from index.store import Store, facets


@dataclass(frozen=True)
class Contents:
    """The passages of a notice, and what makes vectors of them. batch_size: texts embedded at once. progress: whether it is
    shown on stderr."""

    manifest: Manifest
    notice: Notice
    passages: list[Passage]
    embeddings: Embeddings
    batch_size: int
    progress: bool

    @cached_property
    def samples(self) -> tuple[Passage, ...]:
        """What a store of this is asked before it is used."""
        return probe.samples(self.passages)

    @property
    def facets(self) -> Callable[[str], dict[str, Any]]:
        return facets(self.notice)

    def vectors(self) -> list[list[float]]:
        """One of each passage. This is what takes long."""
        made: list[list[float]] = []
        steps = range(0, len(self.passages), self.batch_size)
        shown = "建立索引 Building the index"
        for start in tqdm(steps, desc=shown, disable=not self.progress, file=sys.stderr, unit="批"):
            part = self.passages[start : start + self.batch_size]
            made += self.embeddings.embed_documents([p.text for p in part])
        return made

    def faults(self, store: Store) -> list[str]:
        """What is wrong with a store that should hold this; nothing where it is sound."""
        return probe.faults(store, self.embeddings, self.manifest.count, self.samples)
