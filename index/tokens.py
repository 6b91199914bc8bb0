"""Token counts by tiktoken, with an encoding that is in the repository: nothing is ever downloaded.

The ranks in index/encoding.tiktoken are a byte-level BPE learnt from official Chinese texts by index.train.encoding. They count
about as a current model's tokenizer does, and stand for it in passage sizes.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

import tiktoken

RANKS = Path(__file__).parent / "encoding.tiktoken"
# Chinese runs, Latin words, numbers of up to three digits and punctuation are never merged with one another.
PATTERN = r"[\p{Han}]+|[a-zA-Z\x{c0}-\x{24f}]+|\p{N}{1,3}|[^\s\p{Han}a-zA-Z\x{c0}-\x{24f}\p{N}]+|\s+"


@lru_cache(maxsize=1)
def encoding() -> tiktoken.Encoding:
    """The repository's encoding. The file is read here because tiktoken's own reader caches by path."""
    ranks = {}
    for line in RANKS.read_bytes().splitlines():
        token, rank = line.split()
        ranks[base64.b64decode(token)] = int(rank)
    return tiktoken.Encoding("wence", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})


def count_tokens(text: str) -> int:
    """How many tokens `text` is; text that looks like a special token counts as ordinary text."""
    return len(encoding().encode_ordinary(text))
