"""Text → unit vectors, as LangChain Embeddings over sentence-transformers: the bundled model, a folder or a hub id.

sentence_transformers takes seconds to import, so it is imported when the first vector is asked for; whether there is a
model at all is found out at once, when the embedder is made.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.clause import WenceError
from corpus.text import fold
from index.hub import Source, Use, settle

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = Path(__file__).resolve().parent / "model"


@dataclass(frozen=True)
class Family:
    """Models that are used alike. name: a pattern of their own names. pooling: as sentence-transformers calls it.

    query, document: what stands before the text. ends_with: the token that a text must end with, its vector being
    that of its last token; such models are padded on the left.
    """

    name: str
    pooling: str
    query: str = ""
    document: str = ""
    ends_with: str = ""


# From the model cards. The instruction names our task, as the cards of both families ask; the line break differs.
_TASK = "Instruct: Given a question about a government notice, retrieve the clauses that answer it\nQuery:"
E5_INSTRUCT = Family("e5-large-instruct", "mean", f"{_TASK} ")
E5 = Family("e5-(small|base|large)", "mean", "query: ", "passage: ")
QWEN3 = Family("qwen3-embedding", "lasttoken", _TASK, ends_with="<|endoftext|>")
BGE_M3 = Family("bge-m3|bge-(small|base|large)-zh-noinstruct", "cls")
BGE_ZH = Family("bge-(small|base|large)-zh", "cls", "为这个句子生成表示以用于检索相关文章：")
FAMILIES = (E5_INSTRUCT, E5, QWEN3, BGE_M3, BGE_ZH)  # the first whose name fits


class EmbedderError(WenceError):
    """The embedding model is missing, out of reach or damaged, or the device is not there."""


USE = Use(
    "WENCE_EMBEDDING_MODEL", "向量模型", "embedding model", "以使用内置模型", "to use the bundled model", EmbedderError
)


class Embedder(Protocol):
    """What the index needs of an embedding model. Vectors are unit length, or all zero for a text it knows nothing of.

    name: as configured, for people. sha256: changes whenever vectors may; an index names the one it was built by.
    """

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...
    def embed_query(self, text: str) -> list[float]: ...


class SentenceTransformerEmbeddings(Embeddings):
    """reference: "" or "bundled", a model folder, or a hub id ("intfloat/multilingual-e5-small").

    What a folder or id brings for sentence-transformers (modules, pooling, prompts) is used; what it lacks is that of
    its family, known by its own name or else by its config.json. batch_size: texts computed at once. device: torch's
    name of it. max_tokens: longer texts are cut; 0 is the model's own limit, which is never exceeded.
    Raises EmbedderError at once where a folder is missing, or where a hub id is neither in the local cache nor within
    reach. A cached model is never looked up on the hub again. May be used by several threads.
    """

    def __init__(self, reference: str = "", *, batch_size: int = 64, device: str = "cpu", max_tokens: int = 0) -> None:
        bundled = reference.strip() in ("", "bundled")
        self._name = "bundled" if bundled else reference.strip()
        self._source = Source.find(str(BUNDLED) if bundled else self._name, USE)
        self._folds = bool(self._source.facts("training.json").get("fold"))  # others were trained on text as it is
        self._batch_size, self._device, self._max_tokens = batch_size, device, max_tokens
        # One text at a time: a warm-up thread and the first question may both load, a fast tokenizer is not to be
        # used by two threads at once, and the number of threads is one for the process.
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def sha256(self) -> str:
        """Of a folder's files, or of a hub id and its revision; and of what was added to them: prompts and cuts."""
        used = self._used if self._source.folder != BUNDLED else ""
        own = self._source.sha256()  # after loading: the revision is known once the model is in the cache
        return hashlib.sha256(f"{own}\n{used}".encode()).hexdigest() if used else own

    @cached_property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or len(self.embed_query("维")))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Shape (len(texts), dimension)."""
        if not texts:
            return []
        with self._lock:
            rows = self._encoded(self._model.encode_document, texts)
        vectors: list[list[float]] = rows.tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Shape (dimension,)."""
        # A table look-up is slower on two threads than on one as soon as another process is busy.
        with self._lock, nullcontext() if self._model.transformers_model is not None else _one_thread():
            rows = self._encoded(self._model.encode_query, [text])
        vector: list[float] = rows[0].tolist()
        return vector

    def _encoded(self, encode: Callable[..., Any], texts: Sequence[str]) -> NDArray[np.float32]:
        texts = [fold(text) for text in texts] if self._folds else list(texts)
        return _unit(encode(texts, batch_size=self._batch_size, show_progress_bar=False))

    @property
    def _model(self) -> SentenceTransformer:
        return self._made[0]

    @property
    def _used(self) -> str:
        return self._made[1]

    @property
    def _made(self) -> tuple[SentenceTransformer, str]:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> tuple[SentenceTransformer, str]:
        """The model, and what was added to its files, which vectors depend on too."""
        source = self._source
        with source.loading(self._device):
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(source.path, **source.arguments(self._device))
            settle(model, self._max_tokens)
            return model, _complete(model, source)


def _complete(model: SentenceTransformer, source: Source) -> str:
    """Gives a loaded model what its files leave to its family, prompts and pooling; says what is in force now."""
    snapshot = source.snapshot
    has_modules = snapshot is not None and (snapshot / "modules.json").is_file()
    family = _family(model, source, has_modules) or Family("", "")
    own = {key: prompt for key, prompt in model.prompts.items() if prompt}
    # The key is 'document', never 'passage': sentence-transformers always has an empty 'document', which it would take.
    document = next((own[key] for key in ("document", "passage", "corpus") if key in own), family.document)
    model.prompts = {**model.prompts, "query": own.get("query", family.query), "document": document}
    used: dict[str, object] = {key: model.prompts[key] for key in ("query", "document") if model.prompts[key]}
    if model.transformers_model is not None:
        if family.pooling and not has_modules:
            pooling: Any = model[1]
            pooling.pooling_mode = family.pooling  # sentence-transformers guesses: the mean
        if family.ends_with:
            model.tokenizer.padding_side = "left"
            _end_with(model.tokenizer, family.ends_with)
        used |= {"pooling": _pooling(model), "max_tokens": model.tokenizer.model_max_length}
    return json.dumps(used, ensure_ascii=False) if used else ""


def _family(model: SentenceTransformer, source: Source, has_modules: bool) -> Family | None:
    """By the model's own name; that of a folder may say nothing, and then its architecture and pooling do."""
    for name in source.names:
        for family in FAMILIES:
            if re.search(rf"(?<![a-z0-9])({family.name})(?![a-z0-9])", name):
                return family
    if source.folder is None or model.transformers_model is None:
        return None
    config, tokenizer = model.transformers_model.config, type(model.tokenizer).__name__
    if config.model_type == "qwen3":
        found = QWEN3
    elif config.model_type == "xlm-roberta" or tokenizer.startswith("XLMRoberta"):  # the small E5 is a BERT by type
        found = BGE_M3 if config.max_position_embeddings > 514 else E5
    elif config.model_type == "bert" and config.vocab_size == 21128:  # the Chinese BERT's vocabulary
        found = BGE_ZH
    else:
        return None
    # All of them normalise, as many other models of the same architecture do not.
    fits = _pooling(model) == found.pooling and any(type(module).__name__ == "Normalize" for module in model)
    return found if fits or not has_modules else None


def _pooling(model: SentenceTransformer) -> object:
    return next((module.pooling_mode for module in model if hasattr(module, "pooling_mode")), None)


def _end_with(tokenizer: Any, token: str) -> None:
    """Early snapshots leave it to the caller to append the token; later ones do it themselves."""
    from tokenizers.processors import TemplateProcessing

    number = tokenizer.convert_tokens_to_ids(token)
    if number is not None and tokenizer("。").input_ids[-1] != number:
        tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
            single=f"$A {token}", pair=f"$A $B {token}", special_tokens=[(token, number)]
        )


def _unit(raw: Any) -> NDArray[np.float32]:
    """Rows at unit length, shape (n, d); a row with no direction is all zero, never NaN."""
    rows = np.nan_to_num(np.asarray(raw, dtype=np.float32))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return unit


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
