"""Where a model comes from: a folder, the hub's local cache or the hub. What can be known is known at once, unloaded."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.clause import WenceError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

HUB_WAIT_S = 1.0  # how long the hub may take to accept a connection before it counts as out of reach
_UNUSED = ("onnx", "openvino")  # folders of other runtimes' weights in a snapshot, gigabytes that are never loaded


@dataclass(frozen=True)
class Use:
    """What a setting's model is for, in the words of its error messages.

    setting: the variable. zh, en: what kind of model. without_zh, without_en: what unsetting the variable is good for.
    """

    setting: str
    zh: str
    en: str
    without_zh: str
    without_en: str
    error: type[WenceError]


@dataclass(frozen=True)
class Source:
    """One model, found and not loaded. reference: as configured. folder: None for a hub id.

    offline: the model is on this machine, and no hub is asked for it again.
    """

    reference: str
    use: Use
    folder: Path | None
    offline: bool

    @classmethod
    def find(cls, reference: str, use: Use) -> Source:
        """Raises use.error where a folder is missing, or where a hub id is neither in the cache nor within reach."""
        name = reference.strip()
        folder = _as_folder(name, use)
        return cls(name, use, folder, folder is not None or _must_be_offline(name, use))

    @property
    def path(self) -> str:
        """What sentence-transformers is given."""
        return str(self.folder or self.reference)

    @property
    def snapshot(self) -> Path | None:
        """The folder that holds the files; None for a hub id that is not in the cache yet."""
        return self.folder or _cached_snapshot(self.reference)

    @property
    def names(self) -> list[str]:
        """The model's own names, as configured and as found: a path may be a link to a folder of another name."""
        return list(dict.fromkeys(own_name(path) for path in (self.reference, self.path)))

    @property
    def config(self) -> dict[str, Any]:
        """The snapshot's config.json; empty where there is none yet."""
        return _object(self.snapshot, "config.json", self)

    def facts(self, name: str) -> dict[str, Any]:
        """A JSON object beside a folder's model; empty where there is none. Raises use.error for one that is garbled."""
        return _object(self.folder, name, self)

    def arguments(self, device: str) -> dict[str, Any]:
        """What sentence-transformers is told beside the path. Half precision is slow on a CPU, and kept elsewhere."""
        half = {} if device == "cpu" else {"dtype": "auto"}
        return {"device": device, "local_files_only": self.offline, "model_kwargs": {"dtype": "float32"} | half}

    def sha256(self) -> str:
        """Of a folder: its files, Markdown and hidden ones left out. Of a hub id: the id and the cached revision."""
        if self.folder is not None:
            return _folder_sha256(self.folder)
        revision = self.snapshot.name if self.snapshot else ""
        return hashlib.sha256(f"{self.reference}@{revision}".encode()).hexdigest()

    @contextmanager
    def loading(self, device: str) -> Iterator[None]:
        """While a model is loaded: no hub is asked if offline, and whatever fails is use.error with a remedy."""
        with _hub_offline(self.offline):
            self._check_device(device)
            try:
                yield
            except WenceError:
                raise
            except Exception as error:  # torch, tokenizers and safetensors each have their own, with no common root
                raise self.use.error(self.cannot_load(error)) from error

    def _check_device(self, device: str) -> None:
        import torch

        try:
            torch.zeros(1, device=device)
        except Exception as error:  # RuntimeError, AssertionError or ModuleNotFoundError, by the kind of device
            raise self.use.error(
                f"设备 {device} 不能用：{_reason(error)}。请改正 WENCE_DEVICE，或取消该设置以使用 CPU。 / "
                f"The device {device} cannot be used: {_reason(error)}. Correct WENCE_DEVICE, or unset it for the CPU."
            ) from error

    def cannot_load(self, error: Exception) -> str:
        use, name, reason = self.use, self.reference, _reason(error)
        return (
            f"{use.zh} {name} 无法载入：{reason}。请取消 {use.setting} {use.without_zh}，或重新下载该模型；"
            "内置模型受损时请恢复 index/model。 / "
            f"The {use.en} {name} cannot be loaded: {reason}. Unset {use.setting} {use.without_en}, "
            "or download the model again; if it is the bundled one, restore index/model."
        )


def settle(model: SentenceTransformer | CrossEncoder, max_tokens: int = 0) -> None:
    """Makes a loaded model ready: texts are cut where it or max_tokens (0: no limit of ours) ends."""
    inner = model.transformers_model
    if inner is None:
        model.float()  # in half precision a table's guard against division by zero rounds to zero
        return
    config = inner.config
    limits = [model.tokenizer.model_max_length, getattr(config, "max_position_embeddings", None), max_tokens or None]
    if config.model_type in ("xlm-roberta", "roberta", "camembert") and limits[1]:
        limits[1] -= config.pad_token_id + 1  # their positions are counted from there
    model.tokenizer.model_max_length = min(limit for limit in limits if limit)


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__


def _object(folder: Path | None, name: str, source: Source) -> dict[str, Any]:
    path = folder and folder / name
    try:
        read = json.loads(path.read_text("utf-8")) if path and path.is_file() else {}
    except (OSError, ValueError) as error:
        raise source.use.error(source.cannot_load(error)) from error
    return read if isinstance(read, dict) else {}


def own_name(path: str) -> str:
    """A model's own name, lower case and hyphened: the last part of an id or path, or of what holds a snapshot.

    >>> own_name("/cache/models--BAAI--bge-m3/snapshots/12ab")
    'bge-m3'
    """
    parts = [part for part in re.split(r"[/\\]|--", path.lower()) if part] or [""]
    own = parts[parts.index("snapshots") - 1] if "snapshots" in parts[1:] else parts[-1]
    return own.replace("_", "-")


def _as_folder(reference: str, use: Use) -> Path | None:
    """The folder that is meant, or None for a hub id ("name" or "owner/name", no such folder here)."""
    folder = Path(reference).expanduser()
    if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
        return folder.resolve()
    looks_local = reference.startswith((".", "/", "~")) or reference.count("/") > 1 or "\\" in reference
    if looks_local or folder.exists():
        raise use.error(
            f"{reference} 不是{use.zh}文件夹（缺 modules.json 或 config.json）。请改正 {use.setting}，"
            f"或取消该设置{use.without_zh}。 / {reference} is not a model folder (no modules.json or config.json): "
            f"correct {use.setting}, or unset it {use.without_en}."
        )
    return None


def _must_be_offline(hub_id: str, use: Use) -> bool:
    """Whether to use the cache only: True for a cached model. Raises use.error where there is no way to get it."""
    snapshot = _cached_snapshot(hub_id)
    if snapshot and any(path.suffix in (".safetensors", ".bin") for path in snapshot.rglob("*")):
        return True  # without weights, a download was cut short
    asked = (os.environ.get(name, "").upper() for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    if any(value in ("1", "ON", "YES", "TRUE") for value in asked) or not _hub_reachable():
        raise use.error(
            f"模型 {hub_id} 不在本机缓存中，且无法连接模型仓库。请取消 {use.setting} {use.without_zh}，"
            f"或把它设为本机模型文件夹，或先在能联网的机器上执行 `hf download {hub_id}` 并拷入缓存。 / "
            f"{hub_id} is not in the local cache and the model hub cannot be reached: unset {use.setting} "
            f"{use.without_en}, or set it to a local folder, or pre-download the model "
            f"(`hf download {hub_id}`) where there is a network."
        )
    return False


def _cached_snapshot(hub_id: str) -> Path | None:
    """The model's folder in the hub's local cache, from the cache's own file layout; its name is the revision."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for filename in ("modules.json", "config.json"):
        try:
            found = try_to_load_from_cache(hub_id, filename, os.environ.get("SENTENCE_TRANSFORMERS_HOME"))
        except HFValidationError:
            return None
        if isinstance(found, str):
            return Path(found).parent
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


def _folder_sha256(folder: Path) -> str:
    """Weights of several gigabytes are read piecemeal. What a download leaves beside them changes nothing."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".md"):
        parts = path.relative_to(folder).parts
        if parts[0] in _UNUSED or any(part.startswith(".") for part in parts):
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{'/'.join(parts)}\n{digest}\n".encode())
    return total.hexdigest()
