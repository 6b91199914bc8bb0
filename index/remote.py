"""A Chroma server that several processes share: the client, bounded in time, and a store on it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb import Collection
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.store import Store, StoreError

START_S = 3.0  # within which a server must have answered for the first time
CONNECT_S, SEARCH_S, BULK_S = 1.0, 5.0, 120.0  # of silence: a connection, a search, and many vectors at once
ALONE_S = 2.0  # for which a server that failed is not asked again: a question then waits for nothing
_PAGE = 2_000  # rows read at once
_PAGE_BYTES = 8 * 1024 * 1024  # of vectors written at once; servers take requests of 40 MB
_REMEDY = (
    "请启动 Chroma 服务并检查 WENCE_CHROMA_URL，或取消该设置以使用本机索引。 / {en} "
    "Start it and check WENCE_CHROMA_URL, or unset it to keep the index on this machine."
)
_Found = TypeVar("_Found")
_log = logging.getLogger("wence")


def shown(url: str) -> str:
    """The address without a name and a password.

    >>> shown("http://me:hush@chroma:8000/db")
    'http://chroma:8000/db'
    """
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def connect(url: str) -> Client:
    """A client of the server at http(s)://host:port[/path], within START_S. Raises StoreError with the remedy."""
    port = _checked(url)
    made: list[ClientAPI] = []
    failed: list[Exception] = []

    def make() -> None:
        try:
            options = ChromaSettings(anonymized_telemetry=False)
            made.append(chromadb.HttpClient(url.rstrip("/"), port, settings=options))
        except (
            Exception
        ) as error:  # chromadb raises its own, httpx's, ValueError, and Exception itself with a page of HTML
            failed.append(error)

    # A thread: the client waits without limit while it is made, and so does looking up a name.
    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    thread.join(START_S)
    if not made:
        why = reason(failed[0]) if failed else f"{START_S:g} s"
        raise StoreError(
            f"连不上 Chroma 服务 {shown(url)}（{why}）。"
            + _REMEDY.format(en=f"No Chroma server answers at {shown(url)}.")
        )
    client = cast(Client, made[0])
    _session(client._admin_client).close()  # it has looked whether the database is there, and is not needed again
    patient(client, BULK_S)
    return client


def patient(client: Client, seconds: float) -> None:
    """How long the client waits for each answer from now on."""
    _session(client).timeout = httpx.Timeout(seconds, connect=CONNECT_S, pool=CONNECT_S)


def _session(client: Any) -> httpx.Client:
    """chromadb gives no other way to its time limits and its end."""
    return cast(FastAPI, client._server)._session


def disconnect(client: Client) -> None:
    """Let go of a client's connections, which chromadb leaves open."""
    session = _session(client)
    client.close()
    session.close()


def reason(error: Exception) -> str:
    """The first words of an error."""
    lines = str(error).strip().splitlines()
    return lines[0][:120].rstrip(".") if lines else type(error).__name__


class RemoteStore(Store):
    """A server's collection. While its vectors are in memory nothing is asked of the server any more; beyond exact_limit a
    search that fails raises StoreError within SEARCH_S + CONNECT_S, and succeeds again once the server is back.

    whole: whether a collection that stands under the same name, the one that was opened being gone, may be asked instead.
    """

    def __init__(
        self, client: Client, collection: Collection, embeddings: Embeddings, exact_limit: int,
        whole: Callable[[dict[str, Any]], bool] = lambda _: False, asked: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """asked: called after a search that the server answered."""
        self._client, self._whole, self._asked = client, whole, asked
        self._failed_at = -ALONE_S
        chroma = Chroma(collection.name, embeddings, client=client, create_collection_if_not_exists=False)
        chroma._chroma_collection = collection  # by its id, whatever becomes of its name; and with no model to embed by
        self._open(chroma, exact_limit)

    def serve(self) -> None:
        """From now on answers wait no longer than a person does."""
        patient(self._client, SEARCH_S)

    def close(self) -> None:
        """Let go of the connections."""
        disconnect(self._client)

    def add(self, made: Sequence[Any], vectors: Sequence[Sequence[float]], facets: Callable[[str], Any]) -> None:
        width = len(vectors[0]) if vectors else 1
        most = min(_PAGE_BYTES // (4 * width), self._client.get_max_batch_size(), _PAGE)
        self._batch = max(1, most)
        super().add(made, vectors, facets)

    def _ids(self) -> list[str]:
        ids: list[str] = []
        while len(ids) < self.count:
            page = self.chroma.get(include=[], limit=_PAGE, offset=len(ids))["ids"]
            if not page:
                break
            ids += page
        return ids

    def _approximate(self, vector: Sequence[float] | NDArray[np.float32], limit: int) -> dict[str, NDArray[np.float32]]:
        if time.monotonic() - self._failed_at < ALONE_S:
            raise out_of_reach()
        try:
            found = self._found_again(lambda: super(RemoteStore, self)._approximate(vector, limit))
        except Exception as error:
            self._failed_at = time.monotonic()
            _log.warning("the Chroma server did not answer a search: %s", reason(error))
            raise out_of_reach(error) from error
        self._asked()
        return found

    def _found_again(self, search: Callable[[], _Found]) -> _Found:
        """Once more where a kept connection was cut, or where the collection was made anew under its name."""
        try:
            return search()
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return search()
        except NotFoundError:
            anew = self._client.get_collection(self.chroma._collection.name, embedding_function=None)
            if not self._whole(dict(anew.metadata or {})):
                raise
            self.chroma._chroma_collection = anew
            return search()


def out_of_reach(error: Exception | None = None) -> StoreError:
    """What is said where a server that had been there does not do what it is asked."""
    why = f"（{reason(error)}）" if error else ""
    return StoreError(f"Chroma 服务没有完成请求{why}。" + _REMEDY.format(en="The Chroma server failed."))


def _checked(url: str) -> int:
    """The port of a URL that can be one of a server; else raises StoreError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise StoreError(
            "WENCE_CHROMA_URL 不是 Chroma 服务的地址。请写成 http://主机:端口，留空则把索引放在本机。 / "
            "WENCE_CHROMA_URL is no address of a Chroma server; write http://host:port, or leave it empty."
        )
    return port or (443 if parts.scheme == "https" else 80)
