"""Official Chinese texts → index/encoding.tiktoken, the byte-level BPE ranks that index/tokens.py counts with.

    python -m index.train.encoding --data DIR

The trainer is deterministic; the same texts give the same file.
"""

from __future__ import annotations

import argparse
import base64
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import tiktoken
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from index.tokens import PATTERN, RANKS

SIZE = 8_000  # ranks
TEXTS = 600  # documents of official_texts.jsonl, about 4 M characters


def learn(texts: Iterator[str], size: int = SIZE) -> dict[bytes, int]:
    """Byte-level BPE ranks of `texts`: the 256 bytes first, then merges in the order learnt."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), max_token_length=18, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    letters = {letter: byte for byte, letter in tiktoken_bytes().items()}
    ranks: dict[bytes, int] = {bytes([byte]): byte for byte in range(256)}
    for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda pair: pair[1]):
        ranks.setdefault(bytes(letters[letter] for letter in token), len(ranks))
    return ranks


def tiktoken_bytes() -> dict[int, str]:
    """The letter that byte-level BPE writes for each byte (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in printable}
    spare = (byte for byte in range(256) if byte not in table)
    return table | {byte: chr(256 + n) for n, byte in enumerate(spare)}


def main() -> None:
    """The command line: learn the ranks of the first TEXTS documents and write them."""
    parser = argparse.ArgumentParser(prog="python -m index.train.encoding", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with official_texts.jsonl")
    parser.add_argument("--out", type=Path, default=RANKS)
    options = parser.parse_args()
    with (options.data / "official_texts.jsonl").open(encoding="utf-8") as lines:
        ranks = learn(json.loads(line)["text"] for line in islice(lines, TEXTS))
    rows = (f"{base64.b64encode(token).decode()} {rank}\n" for token, rank in ranks.items())
    options.out.write_text("".join(rows), encoding="ascii")
    encoding = tiktoken.Encoding("new", pat_str=r".+", mergeable_ranks=ranks, special_tokens={})
    print(f"{len(ranks)} ranks → {options.out}; “改革开放” is {len(encoding.encode_ordinary('改革开放'))} tokens")


if __name__ == "__main__":
    main()
