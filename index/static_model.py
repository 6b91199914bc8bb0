"""A static model's files → vectors: a tokenizer and one table, read without torch.

What sentence-transformers makes of such a model is the mean of its tokens' rows, scaled to unit length. To read the files
takes a tenth of a second and the size of the table; sentence_transformers takes seconds and half a gigabyte to import.
tests/index/test_static_model.py holds the two equal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MODULES = ["StaticEmbedding", "Normalize"]  # in this order, and no other
_TABLE = "embedding.weight"


class StaticModel:
    """Has of SentenceTransformer's interface what index.embedder uses. May be used by one thread at a time."""

    transformers_model = None

    def __init__(self, folder: Path) -> None:
        """Raises what tokenizers and safetensors raise where the files are missing or damaged."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        # Half precision stays so in memory; a row is widened when it is read, which changes none of its numbers.
        self._table: NDArray[Any] = load_file(folder / "model.safetensors")[_TABLE]
        if self._tokenizer.get_vocab_size() != len(self._table):
            raise ValueError(f"{len(self._table)} vectors for {self._tokenizer.get_vocab_size()} tokens")
        # The texts themselves; sentence-transformers has a prompt before each, which such a model has not.
        self.encode_query = self.encode_document = self._encode

    @staticmethod
    def fits(folder: Path | None) -> bool:
        """Whether the folder holds such a model and nothing beside it that would change its vectors."""
        if folder is None or not (folder / "modules.json").is_file():
            return False
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        if [str(module["type"]).rpartition(".")[2] for module in modules] != _MODULES or modules[0]["path"]:
            return False
        config = folder / "config_sentence_transformers.json"
        facts = json.loads(config.read_text("utf-8")) if config.is_file() else {}
        prompts = any(facts.get("prompts", {}).values())
        return not prompts and _names(folder / "model.safetensors") == {_TABLE}

    def get_embedding_dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._table.shape[1])

    def _encode(self, texts: Sequence[str], **_: object) -> NDArray[np.float32]:
        """Shape (len(texts), dimension), of no particular length; all zero where no token is known."""
        rows = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for row, encoding in zip(rows, self._tokenizer.encode_batch(texts, add_special_tokens=False), strict=True):
            if encoding.ids:
                tokens = self._table[encoding.ids].astype(np.float32)
                np.divide(tokens.sum(axis=0), np.float32(len(tokens)), out=row)
        return rows


def _names(weights: Path) -> set[str]:
    """The tensors in a file; none where it is missing or damaged, which is said when it is loaded."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(weights), "numpy") as file:
            return set(file.keys())
    except (OSError, SafetensorError):
        return set()
