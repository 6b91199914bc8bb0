"""What an index was built from. An index whose manifest differs is never asked: it is built again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import chromadb

from corpus.clause import Notice
from index import passages

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """corpus: sha256 over the clauses and enquiries. model: sha256 of the embedding model. count: passages held."""

    notice: str
    corpus: str
    model: str
    model_name: str
    dimension: int
    passage_tokens: int
    passage_version: int
    chroma: str
    count: int

    @property
    def key(self) -> str:
        """The index folder's name: everything that vectors depend on."""
        facts = {k: v for k, v in asdict(self).items() if k not in ("model_name",)}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:20]

    @property
    def text(self) -> str:
        """As `parsed` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def write(self, folder: Path) -> None:
        (folder / FILE).write_text(self.text, encoding="utf-8")


def read(folder: Path) -> Manifest | None:
    """The manifest of an index folder, or None where there is none that can be read."""
    try:
        return parsed((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def parsed(text: str) -> Manifest | None:
    """The manifest that a text is, or None."""
    try:
        return Manifest(**json.loads(text))
    except (ValueError, TypeError):
        return None


def corpus_sha256(notice: Notice, made: list[passages.Passage]) -> str:
    """Of the source text, of the bodies read from it (they are metadata) and of every passage made from it."""
    digest = hashlib.sha256(notice.sha256.encode())
    for clause in notice.clauses:
        digest.update(f"\0{clause.id}\0{clause.title}\0{clause.lead}\0{clause.parties}".encode())
    for passage in made:
        digest.update(f"\0{passage.id}\0{passage.text}".encode())
    return digest.hexdigest()


def chroma_version() -> str:
    """The version of the library that wrote the index: another may not read it."""
    return str(chromadb.__version__)
