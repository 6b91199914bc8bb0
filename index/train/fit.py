"""The training loop: a table of piece vectors whose mean should point from a question to what answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm

from index.train.pieces import encode, inverse_document_frequency


@dataclass(frozen=True)
class Settings:
    """dims: of a vector. batch: pairs. rate: SparseAdam's, falling linearly to nothing. temperature: of the softmax."""

    dims: int = 256
    epochs: int = 3
    batch: int = 1_024
    rate: float = 3e-3
    temperature: float = 0.05
    seed: int = 20251123


def contrastive_loss(
    anchors: torch.Tensor, positives: torch.Tensor, same: torch.Tensor, temperature: float
) -> torch.Tensor:
    """In-batch negatives, both ways. anchors, positives: (B, D); same: (B, B), true where a row is no negative."""
    scores = functional.normalize(anchors) @ functional.normalize(positives).T / temperature
    scores = scores.masked_fill(same, float("-inf"))
    target = torch.arange(len(scores), device=scores.device)
    loss: torch.Tensor = functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)
    return loss / 2


def _bag(
    ids: NDArray[np.int32], starts: NDArray[np.int64], rows: NDArray[np.int64], device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    parts = [ids[starts[row] : starts[row + 1]] for row in rows]
    offsets = np.cumsum([0, *map(len, parts[:-1])])
    return torch.from_numpy(np.concatenate(parts)).long().to(device), torch.from_numpy(offsets).to(device)


def fit(
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    settings: Settings,
    *,
    start: NDArray[np.float32] | None = None,
    groups: Sequence[str] | None = None,
) -> NDArray[np.float32]:
    """The vectors of all pieces, shape (pieces, dims). The same pairs and seed give the same bits on one device.

    start: vectors to go on from. groups: one label a pair; pairs of one label ("" for none) are no negatives of each
    other, because one clause answers many questions.
    """
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    place = {text: i for i, text in enumerate(texts)}
    ids, starts = encode(tokenizer, texts)
    size = tokenizer.get_vocab_size()
    known = np.diff(starts) > 0
    names = {"": 0}
    label = np.array([names.setdefault(name, len(names)) for name in groups or [""] * len(pairs)], dtype=np.int64)
    wanted = np.array([(place[a], place[b]) for a, b in pairs], dtype=np.int64)
    kept = known[wanted[:, 0]] & known[wanted[:, 1]]
    wanted, label = wanted[kept], label[kept]

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    generator = torch.Generator().manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    if start is None:
        idf = torch.from_numpy(inverse_document_frequency(ids, starts, size))
        first = torch.randn(size, settings.dims, generator=generator) * idf[:, None] / idf.mean() / settings.dims**0.5
    else:
        first = torch.from_numpy(start.copy())
    table = torch.nn.EmbeddingBag.from_pretrained(first.to(device), freeze=False, mode="mean", sparse=True)
    optimiser = torch.optim.SparseAdam(table.parameters(), lr=settings.rate)
    batch = min(settings.batch, len(wanted))
    steps = max(1, len(wanted) // batch) * settings.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / steps))
    with tqdm(total=steps, desc="training", mininterval=2, smoothing=0.1) as bar:
        for _ in range(settings.epochs):
            order = rng.permutation(len(wanted))
            for at in range(0, len(order) - batch + 1, batch):
                rows = wanted[order[at : at + batch]]
                left, right = torch.from_numpy(rows[:, 0]).to(device), torch.from_numpy(rows[:, 1]).to(device)
                group = torch.from_numpy(label[order[at : at + batch]]).to(device)
                same = (left[:, None] == left[None]) | (right[:, None] == right[None])
                same |= (group[:, None] == group[None]) & (group[:, None] > 0)
                same.fill_diagonal_(False)
                anchors = table(*_bag(ids, starts, rows[:, 0], device))
                positives = table(*_bag(ids, starts, rows[:, 1], device))
                loss = contrastive_loss(anchors, positives, same, settings.temperature)
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()  # type: ignore[no-untyped-call]
                schedule.step()
                bar.update()
                if bar.n % 50 == 0:
                    bar.set_postfix(loss=f"{loss.item():.3f}")
    result: NDArray[np.float32] = table.weight.detach().cpu().numpy()
    return result
