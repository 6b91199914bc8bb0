"""Text → unit vectors, as LangChain Embeddings over sentence-transformers: the bundled model, a folder or a hub id.

sentence_transformers takes seconds to import, so it is imported when the first vector is asked for; whether there is a
model at all is found out at once, when the embedder is made.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.clause import WenceError
from corpus.text import fold

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = Path(__file__).resolve().parent / "model"
HUB_WAIT_S = 1.0  # how long the hub may take to accept a connection before it counts as out of reach

# Prompts of model families that need them, by a part of the model's name; a prompt that the model brings itself wins.
# The key is 'document', never 'passage': sentence-transformers always has an empty 'document', which would be taken.
_INSTRUCT = "Instruct: Given a question about a government notice, retrieve the clauses that answer it\nQuery: "
PROMPTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("e5-large-instruct", {"query": _INSTRUCT, "document": ""}),
    ("e5-mistral", {"query": _INSTRUCT, "document": ""}),
    ("e5", {"query": "query: ", "document": "passage: "}),
    ("qwen3-embedding", {"query": _INSTRUCT.replace("\nQuery: ", "\nQuery:"), "document": ""}),
    ("bge-m3", {"query": "", "document": ""}),
    ("bge-large-zh", {"query": "为这个句子生成表示以用于检索相关文章：", "document": ""}),
    ("bge-base-zh", {"query": "为这个句子生成表示以用于检索相关文章：", "document": ""}),
    ("bge-small-zh", {"query": "为这个句子生成表示以用于检索相关文章：", "document": ""}),
)


class EmbedderError(WenceError):
    """The embedding model is missing, out of reach or damaged."""


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

    Raises EmbedderError at once where a folder is missing, or where a hub id is neither in the local cache nor within
    reach. A cached model is never looked up on the hub again.
    """

    def __init__(self, reference: str = "") -> None:
        self._lock = threading.Lock()
        self._bundled = reference.strip() in ("", "bundled")
        self._name = "bundled" if self._bundled else reference.strip()
        self._folder = BUNDLED if self._bundled else _as_folder(self._name)
        self._offline = self._folder is not None or _must_be_offline(self._name)
        self._folds = self._folder is not None and _wants_folding(self._folder)

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def sha256(self) -> str:
        """Of a folder: its files, Markdown left out. Of a hub id: the id and the cached revision, if any."""
        if self._folder is not None:
            return _folder_sha256(self._folder)
        if not self._offline:
            _ = self._model  # the revision is known once the model is in the cache
        return hashlib.sha256(f"{self._name}@{_cached_revision(self._name) or ''}".encode()).hexdigest()

    @cached_property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or len(self.embed_query("维")))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Shape (len(texts), dimension)."""
        if not texts:
            return []
        raw = self._model.encode_document(self._prepared(texts), show_progress_bar=False)
        vectors: list[list[float]] = _unit(raw).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Shape (dimension,)."""
        model = self._model
        with _one_thread():
            raw = model.encode_query(self._prepared([text]), show_progress_bar=False)
        vector: list[float] = _unit(raw)[0].tolist()
        return vector

    def _prepared(self, texts: Sequence[str]) -> list[str]:
        return [fold(text) for text in texts] if self._folds else list(texts)

    @property
    def _model(self) -> SentenceTransformer:
        with self._lock:  # a warm-up thread and the first question may both come here
            return self._loaded

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        with _hub_offline(self._offline):
            from sentence_transformers import SentenceTransformer

            try:
                model = SentenceTransformer(
                    str(self._folder or self._name), device="cpu", local_files_only=self._offline
                )
            except Exception as error:  # torch, tokenizers and safetensors each have their own, with no common root
                raise EmbedderError(_cannot_load(self._name, error)) from error
        model.float()  # stored as float16; in which the guard against division by zero rounds to zero
        model.prompts = {**_family_prompts(self._name), **{key: text for key, text in model.prompts.items() if text}}
        return model


def _family_prompts(name: str) -> dict[str, str]:
    """Prompts by the model's own name: the last part of an id or path, or of the cache folder that holds a snapshot."""
    parts = [part for part in re.split(r"[/\\]|--", name.lower()) if part]
    own = parts[parts.index("snapshots") - 1] if "snapshots" in parts[1:] else parts[-1]
    found = (prompts for part, prompts in PROMPTS if re.search(rf"(?<![a-z0-9]){part}(?![a-z0-9])", own))
    return next(found, {"query": "", "document": ""})


def _unit(raw: Any) -> NDArray[np.float32]:
    """Rows at unit length, shape (n, d); a row with no direction is all zero, never NaN."""
    rows = np.nan_to_num(np.asarray(raw, dtype=np.float32))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return unit


@contextmanager
def _one_thread() -> Iterator[None]:
    """One short text is slower on two threads than on one as soon as another process is busy."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _hub_offline(offline: bool) -> Iterator[None]:
    """HF_HUB_OFFLINE for as long as a model is loaded: even a local folder otherwise asks the hub."""
    if not offline:
        yield
        return
    before = os.environ.get("HF_HUB_OFFLINE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    from huggingface_hub import constants  # reads the variable once, and may have been imported long before

    constant, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = constant
        if before is None:
            del os.environ["HF_HUB_OFFLINE"]
        else:
            os.environ["HF_HUB_OFFLINE"] = before


def _as_folder(reference: str) -> Path | None:
    """The folder that is meant, or None for a hub id ("name" or "owner/name", no such folder here)."""
    folder = Path(reference).expanduser()
    if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
        return folder.resolve()
    looks_local = reference.startswith((".", "/", "~")) or reference.count("/") > 1 or "\\" in reference
    if looks_local or folder.exists():
        raise EmbedderError(
            f"{reference} 不是向量模型文件夹（缺 modules.json 或 config.json）。请改正 WENCE_EMBEDDING_MODEL，"
            f"或取消该设置以使用内置模型。 / {reference} is not a model folder (no modules.json or config.json): "
            "correct WENCE_EMBEDDING_MODEL, or unset it to use the bundled model."
        )
    return None


def _must_be_offline(hub_id: str) -> bool:
    """Whether to use the cache only: True for a cached model. Raises EmbedderError where there is no way to get it."""
    if _cached_revision(hub_id):
        return True
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE") or not _hub_reachable():
        raise EmbedderError(
            f"模型 {hub_id} 不在本机缓存中，且无法连接模型仓库。请取消 WENCE_EMBEDDING_MODEL 以使用内置模型，"
            f"或把它设为本机模型文件夹，或先在能联网的机器上执行 `hf download {hub_id}` 并拷入缓存。 / "
            f"{hub_id} is not in the local cache and the model hub cannot be reached: unset WENCE_EMBEDDING_MODEL to "
            "use the bundled model, or set it to a local folder, or pre-download the model "
            f"(`hf download {hub_id}`) where there is a network."
        )
    return False


def _cannot_load(name: str, error: Exception) -> str:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return (
        f"向量模型 {name} 无法载入：{reason}。请取消 WENCE_EMBEDDING_MODEL 以使用内置模型，或重新下载该模型；"
        "内置模型受损时请恢复 index/model。 / "
        f"The embedding model {name} cannot be loaded: {reason}. Unset WENCE_EMBEDDING_MODEL to use the bundled model, "
        "or download the model again; if it is the bundled one, restore index/model."
    )


def _cached_revision(hub_id: str) -> str | None:
    """The commit of the model in the hub's local cache, from the cache's own file layout."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for filename in ("modules.json", "config.json"):
        try:
            found = try_to_load_from_cache(hub_id, filename)
        except HFValidationError:
            return None
        if isinstance(found, str):
            return Path(found).parent.name
    return None


def _hub_reachable() -> bool:
    """Whether the hub (or the proxy in front of it) accepts a connection within HUB_WAIT_S."""
    hub = urlsplit(os.environ.get("HF_ENDPOINT") or "https://huggingface.co")
    proxy = "" if urllib.request.proxy_bypass(hub.hostname or "") else urllib.request.getproxies().get(hub.scheme, "")
    goal = urlsplit(proxy) if proxy else hub
    reached = threading.Event()

    def connect() -> None:
        try:
            port = goal.port or (443 if goal.scheme == "https" else 80)
            with socket.create_connection((goal.hostname or "", port), timeout=HUB_WAIT_S):
                reached.set()
        except OSError:
            return

    # A thread, because looking up a name has no time limit of its own.
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(HUB_WAIT_S)
    return reached.is_set()


def _wants_folding(folder: Path) -> bool:
    """Models made by index.train say so; others were trained on text as it is."""
    facts = folder / "training.json"
    return facts.is_file() and bool(json.loads(facts.read_text(encoding="utf-8")).get("fold"))


def _folder_sha256(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".md" and p.name[0] != "."):
        total.update(
            f"{path.relative_to(folder).as_posix()}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return total.hexdigest()
