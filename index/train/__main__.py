"""`python -m index.train --data DIR [--notice DIR --clauses FILE] [--pairs FILE] --out index/model [--folds DIR]`: make the
bundled model.

Two stages: the public texts, then what is known of the notice (enquiries and renderings), whose clauses are each other's
negatives. --folds makes the second stage again without each fifth of the enquiries: the models by which
`python -m eval rank` asks the enquiries that they have not seen. --parts makes it again without all that is known of each pair
of attachments: by those `python -m eval bare` asks of an attachment as of a foreign notice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing here is fetched

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.knowledge import ENQUIRIES, RENDERINGS
from index.train.fit import Settings, fit
from index.train.holdout import Score, measure
from index.train.pieces import train_tokenizer
from index.train.sources import PARTS, Mix, Own, own_pairs, read

FOLDS = 5
EPOCHS, RATE, TEMPERATURE = 8, 1e-3, 0.1  # of the second stage; see LOG.md
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
    options = _options(argv)
    settings = Settings(dims=options.dims, epochs=options.epochs, seed=options.seed)
    own = Own(
        options.clauses,
        options.notice / ENQUIRIES if options.notice else None,
        options.notice / RENDERINGS if options.notice else None,
        options.pairs,
    )
    mix = read(options.data, own, options.seed, options.scale)
    counts = {name: len(found) for name, found in mix.pairs.items()}
    if not counts:
        sys.exit(f"{options.data} holds none of the training files; MODEL_CARD.md lists them")
    print(f"pairs: {counts}", file=sys.stderr)
    tuning, _ = own_pairs(own, random.Random(options.seed))
    # Each text of the notice once: as often as in the pairs, whole enquiries would become pieces.
    texts = dict.fromkeys(text for pair in tuning for text in pair)
    tokenizer = train_tokenizer((*tokenizer_texts(mix, random.Random(options.seed)), *texts), options.pieces)
    table = fit(tokenizer, [pair for found in mix.pairs.values() for pair in found], settings)
    if tuning:
        if options.folds:
            for k in range(FOLDS):
                save(
                    options.folds / str(k),
                    tokenizer,
                    tuned(tokenizer, table, replace(own, without=(k, FOLDS)), settings),
                    {"fold": FOLD},
                )
        for part in PARTS if options.parts else ():
            apart = tuned(tokenizer, table, replace(own, apart=part), settings)
            save(options.parts / "-".join(part), tokenizer, apart, {"fold": FOLD})
        table = tuned(tokenizer, table, own, settings)
    scores: list[Score] = [measure(tokenizer, table.astype(np.float16), test) for test in mix.holdouts]
    print(*scores, sep="\n")
    facts = {
        "fold": FOLD, "pieces": tokenizer.get_vocab_size(), "dims": settings.dims, "epochs": settings.epochs,
        "seed": settings.seed, "pairs": counts | {"notice": len(tuning)},
        "measured": {s.name: {"nDCG@10": round(s.ndcg10, 3), "success@5": round(s.success5, 3)} for s in scores},
    }  # fmt: skip
    save(options.out, tokenizer, table, facts)
    return 0


def tuned(tokenizer: Tokenizer, table: NDArray[np.float32], own: Own, settings: Settings) -> NDArray[np.float32]:
    """The second stage: from the public table to the notice's, shape (pieces, dims)."""
    pairs, groups = own_pairs(own, random.Random(settings.seed))
    return fit(
        tokenizer,
        pairs,
        replace(settings, epochs=EPOCHS, rate=RATE, temperature=TEMPERATURE),
        start=table,
        groups=groups,
    )


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m index.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public texts")
    parser.add_argument("--notice", type=Path, help="the notice's folder, for its enquiries.jsonl and renderings.jsonl")
    parser.add_argument("--clauses", type=Path, help="what `python -m corpus clauses --json` printed")
    parser.add_argument("--pairs", type=Path, help="further pairs, a JSON line each: {anchor, positive}")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument("--folds", type=Path, help="folder for the models of cross-validation, not shipped")
    parser.add_argument("--parts", type=Path, help="folder for models that have not read some attachments, not shipped")
    parser.add_argument("--pieces", type=int, default=40_000)
    parser.add_argument("--dims", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the official texts' pairs")
    parser.add_argument("--seed", type=int, default=20251123)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
