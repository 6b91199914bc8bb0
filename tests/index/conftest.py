"""A Chroma server for the tests of what it holds, and an index of a small notice on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import build
from index.build import Index, open_index
from tests.index.chroma_server import ChromaServer, chroma_running, client_of
from tests.index.fakes import RENDERINGS, FakeEmbeddings, count_builds, small_settings, write_notice

Opened = Callable[..., Index]


@pytest.fixture(scope="session")
def chroma_server() -> Iterator[ChromaServer]:
    with chroma_running() as server:
        yield server


@pytest.fixture
def server(chroma_server: ChromaServer) -> ChromaServer:
    """Running and empty."""
    if chroma_server.process is None:
        chroma_server.start()
    with client_of(chroma_server) as client:
        for collection in client.list_collections():
            client.delete_collection(collection.name)
    return chroma_server


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with a small notice, in a process that needs no model and counts what it builds."""
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    count_builds(monkeypatch.setattr)
    return tmp_path


@pytest.fixture
def opened(small: Path, server: ChromaServer) -> Iterator[Opened]:
    """Opens the small notice's index on the server."""
    indexes: list[Index] = []

    def of(**changes: object) -> Index:
        indexes.append(open_index(small_settings(small, **({"chroma_url": server.url} | changes)), progress=False))
        return indexes[-1]

    yield of
    for index in indexes:
        index.store.close()
