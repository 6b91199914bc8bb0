"""`python -m index.train --data DIR [--enquiries FILE] [--pairs FILE] --out index/model`: make the bundled model."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing here is fetched

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.train.fit import Settings, fit
from index.train.holdout import Score, measure
from index.train.pieces import train_tokenizer
from index.train.sources import Mix, Own, read

FOLD = "nfkc+lower+t2s"  # what corpus.text.fold does; the embedder folds for a model that says so


def tokenizer_texts(mix: Mix, rng: random.Random) -> Iterable[str]:
    """What the pieces are learnt from: all English and lay text once, and a part of the official text."""
    for name, pairs in mix.pairs.items():
        unique = list(dict.fromkeys(text for pair in pairs for text in pair))
        yield from rng.sample(unique, min(len(unique), 120_000)) if name.startswith("official") else unique


def save(folder: Path, tokenizer: Tokenizer, table: NDArray[np.float32], facts: dict[str, object]) -> None:
    """A sentence-transformers model directory, float16, readable by everyone."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    static = StaticEmbedding(tokenizer, embedding_weights=torch.from_numpy(table).half())
    model = SentenceTransformer(modules=[static, Normalize()], device="cpu")
    model.save(str(folder), create_model_card=False)
    (folder / "training.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line: read the sources, fit, measure on what was held out, write the model. 0 when it is written."""
    parser = argparse.ArgumentParser(prog="python -m index.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public texts")
    parser.add_argument("--enquiries", type=Path, help="the notice's enquiries.jsonl")
    parser.add_argument("--clauses", type=Path, help="what `python -m corpus clauses --json` printed")
    parser.add_argument("--pairs", type=Path, help="further pairs, a JSON line each: {anchor, positive}")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument("--pieces", type=int, default=40_000)
    parser.add_argument("--dims", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the official texts' pairs")
    parser.add_argument("--seed", type=int, default=20251123)
    options = parser.parse_args(argv)

    settings = Settings(dims=options.dims, epochs=options.epochs, seed=options.seed)
    own = Own(options.enquiries, options.clauses, options.pairs)
    mix = read(options.data, own, options.seed, options.scale)
    counts = {name: len(found) for name, found in mix.pairs.items()}
    if not counts:
        parser.error(f"{options.data} holds none of the training files; MODEL_CARD.md lists them")
    print(f"pairs: {counts}", file=sys.stderr)
    tokenizer = train_tokenizer(tokenizer_texts(mix, random.Random(options.seed)), options.pieces)
    table = fit(tokenizer, [pair for found in mix.pairs.values() for pair in found], settings)
    scores: list[Score] = [measure(tokenizer, table.astype(np.float16), test) for test in mix.holdouts]
    print(*scores, sep="\n")
    facts = {
        "fold": FOLD, "pieces": tokenizer.get_vocab_size(), "dims": settings.dims, "epochs": settings.epochs,
        "seed": settings.seed, "pairs": counts,
        "measured": {s.name: {"nDCG@10": round(s.ndcg10, 3), "success@5": round(s.success5, 3)} for s in scores},
    }  # fmt: skip
    save(options.out, tokenizer, table, facts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
