"""How well each text answers a question, by a cross-encoder that reads both together: slower and finer than vectors."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus.clause import WenceError
from index.hub import Source, Use, own_name, settle
from index.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class RerankerError(WenceError):
    """The reranking model is missing, out of reach, damaged or not of a supported kind, or the device is not there."""


USE = Use("WENCE_RERANKER", "重排模型", "reranking model", "以不作重排", "to do without reranking", RerankerError)


class Reranker:
    """reference: a hub id ("BAAI/bge-reranker-v2-m3", "BAAI/bge-reranker-base") or a model folder; never empty.

    Supported is a …ForSequenceClassification with one label, which scores a pair of texts by one number; rerankers
    that are language models (Qwen3-Reranker) are not. batch_size: pairs computed at once. device: torch's name of it.
    max_tokens: longer pairs are cut, the longer text first; 0 is the model's own limit, which is never exceeded.
    Raises RerankerError at once where a folder is missing, where a hub id is neither in the local cache nor within
    reach, or where the model's name or config.json says that it is not supported. May be used by several threads.
    """

    def __init__(self, reference: str, *, batch_size: int = 64, device: str = "cpu", max_tokens: int = 0) -> None:
        if "qwen3-reranker" in own_name(reference.strip()):
            raise RerankerError(_unsupported(reference.strip(), "Qwen3-Reranker"))
        self._source = Source.find(reference, USE)
        self._check()
        self._batch_size, self._device, self._max_tokens = batch_size, device, max_tokens
        self._lock = threading.RLock()  # a fast tokenizer is not to be used by two threads at once

    @classmethod
    def of(cls, settings: Settings) -> Reranker | None:
        """The one that the settings name; None where they name none."""
        if not settings.reranker:
            return None
        size, device = settings.batch_size, settings.device
        return cls(settings.reranker, batch_size=size, device=device, max_tokens=settings.max_tokens)

    @property
    def name(self) -> str:
        """As configured, for people."""
        return self._source.reference

    @cached_property
    def sha256(self) -> str:
        """Changes whenever scores may: of a folder's files, or of a hub id and its revision; and of max_tokens."""
        if not self._source.offline:
            _ = self._model  # the revision is known once the model is in the cache
        own = self._source.sha256()
        return hashlib.sha256(f"{own}\n{self._max_tokens}".encode()).hexdigest() if self._max_tokens else own

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Shape (len(texts),): the sigmoid of the model's score of each pair, between 0 and 1, in the texts' order."""
        if not texts:
            return []
        with self._lock:
            from torch.nn import Sigmoid

            found: Any = self._model.predict(
                [(question, text) for text in texts],
                batch_size=self._batch_size,
                activation_fn=Sigmoid(),  # a model may have been saved with another
                show_progress_bar=False,
            )
        return [float(score) for score in found]

    @property
    def _model(self) -> CrossEncoder:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> CrossEncoder:
        source = self._source
        with source.loading(self._device):
            from sentence_transformers import CrossEncoder

            model: CrossEncoder = CrossEncoder(source.path, **source.arguments(self._device))
            self._check()
            settle(model, self._max_tokens)
        return model

    def _check(self) -> None:
        """Refuses what would load and give scores that mean nothing: a language model, or a base without a head."""
        config = self._source.config
        if not config:
            return  # not downloaded yet
        architecture = next(iter(config.get("architectures") or ()), "?")
        labels = len(config.get("id2label") or ()) or config.get("num_labels", 2)
        if not architecture.endswith("ForSequenceClassification"):
            raise RerankerError(_unsupported(self.name, architecture))
        if labels != 1:
            raise RerankerError(_unsupported(self.name, f"{architecture}, {labels} labels"))


def _unsupported(name: str, kind: str) -> str:
    return (
        f"重排模型 {name}（{kind}）不受支持：只支持给一对文本打一个分数的分类模型，"
        "如 BAAI/bge-reranker-v2-m3、BAAI/bge-reranker-base。请改正 WENCE_RERANKER，或取消该设置以不作重排。 / "
        f"The reranking model {name} ({kind}) is not supported, only one that classifies a pair of texts by a single "
        "score, such as BAAI/bge-reranker-v2-m3 or BAAI/bge-reranker-base: correct WENCE_RERANKER, or unset it to do "
        "without reranking."
    )
