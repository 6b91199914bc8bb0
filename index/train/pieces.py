"""The tokenizer: byte-pair merges over characters, learnt from the pairs themselves."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

# Punctuation and spaces are no pieces; runs of Han, of letters and of digits never share one.
_RUNS = Regex(r"\p{Han}+|\p{Latin}+|\p{N}+|[^\p{Han}\p{Latin}\p{N}\p{P}\p{S}\p{Z}\p{C}]+")
# English endings, so that a dictionary's "to promote" meets "promoting" and "promoted": crude, but the same everywhere.
_ENDINGS = (
    (r"(?<=[a-z]{2})ies(?![a-z])", "y"),
    (r"(?<=[a-z]{3})(?:ings?|ed|es|e|(?<![sui])s)(?![a-z])", ""),
)


def train_tokenizer(texts: Iterable[str], size: int, longest: int = 10) -> Tokenizer:
    """At most `size` pieces of at most `longest` characters. Deterministic, unlike Unigram and WordPiece trainers.

    A character that never occurred has no piece and is passed over, so a text may have no pieces at all.
    """
    tokenizer = Tokenizer(models.BPE())
    # Loaded without our fold, the model still sees one width and one case; 繁→简 is fold's alone.
    stem = [normalizers.Replace(Regex(ending), stem) for ending, stem in _ENDINGS]
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), *stem])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(_RUNS, behavior="removed", invert=True)
    tokenizer.decoder = decoders.Fuse()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=size, max_token_length=longest, min_frequency=3, show_progress=False),
    )
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str], most: int = 96) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """(ids, starts): the pieces of texts[i] are ids[starts[i]:starts[i + 1]], at most `most` of them."""
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for start in range(0, len(texts), 20_000):
        for encoding in tokenizer.encode_batch_fast(texts[start : start + 20_000], add_special_tokens=False):
            ids = encoding.ids[:most]
            parts.append(np.asarray(ids, dtype=np.int32))
            lengths.append(len(ids))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return np.concatenate(parts) if parts else np.empty(0, np.int32), starts


def inverse_document_frequency(ids: NDArray[np.int32], starts: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    """log(N / (1 + df)) + 1 of each piece over the N encoded texts, shape (size,)."""
    rows = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    df = np.bincount(np.unique(rows * size + ids) % size, minlength=size)
    return (np.log(max(len(starts) - 1, 1) / (1.0 + df)).clip(min=0) + 1.0).astype(np.float32)
