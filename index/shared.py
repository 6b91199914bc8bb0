"""Collections on a Chroma server that several processes share, on any number of machines: built once, never half.

A collection is built as `wence-<key>-building` and named `wence-<key>` when it is whole and has answered its probe; the
server's own rule that a name is taken once decides who builds and who was first. Who builds says every few seconds that it
is alive, in the collection's metadata and by the server's clock; a build that falls silent is set aside by whoever comes
next, and cannot end: it writes to a collection that is no longer there.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chromadb import Collection
from chromadb.api.client import Client
from chromadb.errors import ChromaError, NotFoundError

from corpus.clause import WenceError
from index import manifest as manifests
from index.contents import Contents
from index.remote import RemoteStore, disconnect, out_of_reach, reason
from index.store import COSINE, StoreError

PREFIX, BUILDING = "wence-", "-building"
ALIVE_S = 3.0  # how often a build says that it goes on
SILENT_S = 20.0  # after which one that does not is given up
USED_S = 24 * 3600.0  # for which a collection that was asked is kept, whatever else there is
MOST_REFUSED = 3  # attempts to begin a build that are refused while nobody else builds
_NOTED_S = 3600.0  # how often a running process notes that it asks
_TOLD_S = 2.0  # of waiting until it is said why
_NOTICE, _MANIFEST, _ALIVE, _USED = "notice", "manifest", "alive", "used"  # names in a collection's metadata

_log = logging.getLogger("wence")


def opened(client: Client, contents: Contents, exact_limit: int) -> RemoteStore:
    """The collection of these contents on a server, built first where there is none that is whole. Raises StoreError."""
    try:
        store = _Shelf(client, contents, exact_limit).opened()
    except Exception as error:
        disconnect(client)
        if isinstance(error, WenceError):
            raise
        raise out_of_reach(error) from error  # the server went away, or said what it never should
    store.serve()
    return store


class _Shelf:
    """A server's collections of one notice."""

    def __init__(self, client: Client, contents: Contents, exact_limit: int) -> None:
        self._client, self._contents, self._exact_limit = client, contents, exact_limit
        self._name = f"{PREFIX}{contents.manifest.key}"
        self._noted = time.monotonic()
        self._refused = 0

    def opened(self) -> RemoteStore:
        since, told = time.monotonic(), False
        while True:
            store = self._found() or self._built()
            if store is not None:
                break
            if not told and time.monotonic() - since > _TOLD_S:
                told = True
                _log.warning(
                    "另一个进程正在 Chroma 服务上建立同一索引，等它完成。 Another process is building the index: waiting."
                )
            time.sleep(0.2)
        self._note_use()
        self._tidy()
        return store

    def _found(self) -> RemoteStore | None:
        """The whole collection, if it is there and answers its probe; one that does not is set aside."""
        try:
            collection = self._client.get_collection(self._name, embedding_function=None)
        except NotFoundError:
            return None
        faults = ["没有清单。 It has no manifest."]
        if self._whole(dict(collection.metadata or {})):
            store = self._store(collection)
            faults = self._contents.faults(store)
            if not faults:
                return store
        _log.warning("Chroma 服务上的索引 %s 已损坏，将重建。 It is damaged and built anew: %s", self._name, faults[0])
        self._aside(collection)
        return None

    def _built(self) -> RemoteStore | None:
        """Built here; None where another process builds, or was quicker."""
        try:
            collection = self._client.create_collection(
                f"{self._name}{BUILDING}",
                metadata={_NOTICE: self._contents.notice.id, _ALIVE: self._now()},
                configuration=COSINE,
                embedding_function=None,
            )
        except ChromaError:  # as a rule, that there is one of the name
            if not self._gave_way():
                raise
            return None
        try:
            if self._there(self._name):  # another build ended between our look and this
                self._drop(collection)
                return None
            with self._alive(collection):
                vectors = self._contents.vectors()
                store = self._store(collection)
                store.add(self._contents.passages, vectors, self._contents.facets)
                faults = self._contents.faults(store)
            _sound(faults)
            marks = {_NOTICE: self._contents.notice.id, _MANIFEST: self._contents.manifest.text, _USED: self._now()}
            collection.modify(metadata=marks)
            collection.modify(name=self._name)  # whole from here on
            return self._found()
        except NotFoundError:  # another process took this one for dead, and builds
            return None
        except BaseException as error:
            self._drop(collection)
            if isinstance(error, ChromaError) and self._there(self._name):  # another process was quicker
                return None
            raise

    def _store(self, collection: Collection) -> RemoteStore:
        note, embeddings = self._note_use_sometimes, self._contents.embeddings
        return RemoteStore(self._client, collection, embeddings, self._exact_limit, self._whole, note)

    def _there(self, name: str) -> bool:
        try:
            self._client.get_collection(name, embedding_function=None)
        except NotFoundError:
            return False
        return True

    def _whole(self, metadata: dict[str, Any]) -> bool:
        return manifests.parsed(str(metadata.get(_MANIFEST, ""))) == self._contents.manifest

    def _now(self) -> int:
        """Milliseconds by the server's clock, the one that all have in common."""
        return self._client.heartbeat() // 1_000_000

    @contextmanager
    def _alive(self, collection: Collection) -> Iterator[None]:
        """Says every ALIVE_S that the build goes on."""
        done = threading.Event()

        def say() -> None:
            while not done.wait(ALIVE_S):
                try:
                    collection.modify(metadata={_NOTICE: self._contents.notice.id, _ALIVE: self._now()})
                except Exception as error:  # the build itself will meet it
                    _log.info("the lease of a build was not renewed: %s", reason(error))

        thread = threading.Thread(target=say, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _gave_way(self) -> bool:
        """Whether it is another's build that stands in the way, or stood there until now; a silent one is removed."""
        try:
            collection = self._client.get_collection(f"{self._name}{BUILDING}", embedding_function=None)
        except NotFoundError:
            self._refused += 1
            return self._refused <= MOST_REFUSED or self._there(self._name)
        self._refused = 0
        if self._silent(collection):
            _log.warning("一次没有完成的建立已停下，将重新建立。 A build that ended halfway is begun again.")
            self._drop(collection)
        return True

    def _silent(self, collection: Collection) -> bool:
        return self._now() - int((collection.metadata or {}).get(_ALIVE, 0)) > SILENT_S * 1000

    def _aside(self, collection: Collection) -> str:
        """Out of its name's way. By its id: whoever else does so, or made the name anew meanwhile, is not disturbed."""
        name = f"{PREFIX}gone-{secrets.token_hex(12)}"
        collection.modify(name=name)
        return name

    def _drop(self, collection: Collection) -> None:
        try:
            self._client.delete_collection(self._aside(collection))
        except Exception as error:  # it stays, and the next start comes upon it
            _log.info("a collection was not removed: %s", reason(error))

    def _note_use_sometimes(self) -> None:
        if time.monotonic() - self._noted > _NOTED_S:
            self._note_use()

    def _note_use(self) -> None:
        self._noted = time.monotonic()
        try:
            collection = self._client.get_collection(self._name, embedding_function=None)
            collection.modify(metadata={**dict(collection.metadata or {}), _USED: self._now()})
        except Exception as error:  # a note, no more
            _log.info("the use of a collection was not noted: %s", reason(error))

    def _tidy(self) -> None:
        """Remove what nobody uses: all of this notice but the one that has just answered its probe, the one used last before
        it, which a process that is about to end may still ask, and those asked within USED_S."""
        now = self._now()
        others = [
            collection
            for collection in self._client.list_collections()
            if collection.name.startswith(PREFIX)
            and collection.name != self._name
            and (collection.metadata or {}).get(_NOTICE) == self._contents.notice.id
        ]
        whole = [c for c in others if _MANIFEST in (c.metadata or {}) and not c.name.startswith(f"{PREFIX}gone-")]
        whole.sort(key=lambda c: int((c.metadata or {}).get(_USED, 0)), reverse=True)
        kept = {c.id for c in whole if now - int((c.metadata or {}).get(_USED, 0)) < USED_S * 1000}
        kept |= {c.id for c in whole[:1]}
        for collection in others:
            building = collection.name.endswith(BUILDING)
            if collection.id not in kept and (not building or self._silent(collection)):
                self._drop(collection)


def _sound(faults: list[str]) -> None:
    if faults:
        said = f"Chroma 服务没有存好索引：{faults[0]} 请检查该服务的磁盘。"
        raise StoreError(f"{said} / The Chroma server did not keep the index; check its disk.")
