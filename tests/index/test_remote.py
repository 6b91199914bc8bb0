"""Collections on a real Chroma server: shared, never half, and gone without harm when the server is."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from chromadb import Collection
from chromadb.api.client import Client

from index import build, remote, shared
from index.build import Index, open_index
from index.probe import probe
from index.remote import connect
from index.store import StoreError
from tests.index.chroma_server import ChromaServer, chroma_running
from tests.index.fakes import RENDERINGS, Builds, FakeEmbeddings, count_builds, small_settings, write_notice
from tests.index.processes import Builder, building
from tests.services import free_port


@pytest.fixture(scope="module")
def running() -> Iterator[ChromaServer]:
    with chroma_running() as server:
        yield server


@pytest.fixture
def server(running: ChromaServer) -> ChromaServer:
    """Running and empty."""
    if running.process is None:
        running.start()
    client = connect(running.url)
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    return running


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    count_builds(monkeypatch.setattr)


@pytest.fixture
def opened(tmp_path: Path, server: ChromaServer) -> Callable[..., Index]:
    def of(**changes: object) -> Index:
        return open_index(small_settings(tmp_path, **({"chroma_url": server.url} | changes)), progress=False)

    return of


def names(server: ChromaServer) -> list[str]:
    return sorted(collection.name for collection in connect(server.url).list_collections())


def by_id(server: ChromaServer, name: str) -> tuple[Client, Collection]:
    client = connect(server.url)
    return client, client.get_collection(name, embedding_function=None)


def searched(index: Index, text: str = "消费") -> dict[str, list[float]]:
    found = index.store.nearest(index.embeddings.embed_query(text))
    order = np.argsort(index.store.clauses)
    return {
        kind: np.nan_to_num(values[order].astype(np.float64), nan=-9).round(5).tolist()
        for kind, values in found.items()
    }


# -- what it holds


@pytest.mark.parametrize("limit", [20_000, 0], ids=["exact", "approximate"])
def test_it_answers_as_a_folder_does(tmp_path: Path, opened: Callable[..., Index], limit: int) -> None:
    index = opened(exact_limit=limit)
    here = open_index(small_settings(tmp_path, exact_limit=limit), progress=False)
    with closing(here.store):
        assert index.manifest == here.manifest
        assert searched(index) == searched(here)
        assert probe(index) == []
    assert index.store.exact == bool(limit)


def test_it_is_built_once_and_keeps_nothing_here(
    tmp_path: Path, opened: Callable[..., Index], server: ChromaServer
) -> None:
    key = opened().manifest.key
    opened()
    assert (Builds.made, names(server)) == (1, [f"wence-{key}"])
    assert not (tmp_path / "index").exists()
    metadata = by_id(server, f"wence-{key}")[1].metadata
    assert metadata is not None
    assert metadata["notice"] == "small"


def test_nothing_is_embedded_or_downloaded_by_the_server_or_its_client(
    opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma's own default is a model that it downloads when it is first asked."""
    from chromadb.utils.embedding_functions import DefaultEmbeddingFunction

    monkeypatch.setattr(DefaultEmbeddingFunction, "__call__", lambda *_: pytest.fail("asked for a vector"))
    index = opened(exact_limit=0)
    searched(index)
    assert index.store.chroma._collection._embedding_function is None


def test_many_passages_are_written_and_read_by_pages(
    opened: Callable[..., Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_PAGE", 3)
    index = opened()
    assert (index.store.count, probe(index)) == (10, [])


# -- who builds


def test_two_processes_at_once_build_once(tmp_path: Path, server: ChromaServer) -> None:
    with (
        building(tmp_path / "a", slow_s=1, chroma_url=server.url, notice=str(tmp_path / "notice")) as one,
        building(tmp_path / "b", slow_s=1, chroma_url=server.url, notice=str(tmp_path / "notice")) as two,
    ):
        one.go()
        two.go()
        assert sorted([one.result(), two.result()]) == [(0, 10), (1, 10)]
    assert len(names(server)) == 1


def test_a_build_that_is_killed_is_begun_again(
    tmp_path: Path, opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "SILENT_S", 1.0)
    with building(tmp_path, slow_s=60, chroma_url=server.url) as builder:
        builder.go()
        builder.embeds()
        builder.kill()
    (half,) = names(server)
    assert half.endswith("-building")
    index = opened()
    assert (Builds.made, probe(index)) == (1, [])
    assert names(server) == [f"wence-{index.manifest.key}"]


def test_who_waits_says_so_and_who_builds_stays_alive(
    tmp_path: Path, opened: Callable[..., Index], server: ChromaServer,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """It takes longer than a silent build is waited for."""
    monkeypatch.setattr(shared, "SILENT_S", 1.5)
    monkeypatch.setattr(shared, "_TOLD_S", 0.2)
    with building(tmp_path, slow_s=4, chroma_url=server.url) as builder:
        builder.go()
        builder.embeds()
        with caplog.at_level(logging.WARNING, "wence"):
            index = opened()
        assert builder.result() == (1, 10)
    assert (Builds.made, index.store.count) == (0, 10)
    assert "等它完成" in caplog.text


def test_a_build_that_was_taken_for_dead_ends_without_harm(
    tmp_path: Path, opened: Callable[..., Index], server: ChromaServer
) -> None:
    with building(tmp_path, slow_s=3, chroma_url=server.url) as builder:
        builder.go()
        builder.embeds()
        client, half = by_id(server, names(server)[0])
        half.modify(name="wence-gone-by-hand")  # as another process does
        client.delete_collection("wence-gone-by-hand")
        index = opened()
        assert builder.result() == (1, 10)
    assert (Builds.made, probe(index), len(names(server))) == (1, [], 1)


# -- what is damaged, and what goes


def emptied(collection: Collection) -> None:
    collection.delete(ids=collection.get()["ids"][:3])


def scrambled(collection: Collection) -> None:
    ids = collection.get()["ids"]
    collection.update(ids=ids, embeddings=np.random.default_rng(3).normal(size=(len(ids), 16)).astype(np.float32))


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(emptied, id="passages gone"),
        pytest.param(scrambled, id="vectors of others"),
        pytest.param(lambda c: c.modify(metadata={"notice": "small", "manifest": "{"}), id="a garbled manifest"),
        pytest.param(lambda c: c.modify(metadata={"x": 1}), id="a collection of somebody else's"),
    ],
)
@pytest.mark.parametrize("limit", [20_000, 0], ids=["exact", "approximate"])
def test_a_damaged_collection_is_built_anew(
    opened: Callable[..., Index], server: ChromaServer, harm: Callable[[Collection], None], limit: int,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    key = opened().manifest.key
    harm(by_id(server, f"wence-{key}")[1])
    index = opened(exact_limit=limit)
    assert (Builds.made, probe(index)) == (2, [])
    assert f"wence-{key}" in names(server)
    assert "已损坏" in caplog.text


def test_the_collection_before_stays_for_who_still_asks_it(
    opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "USED_S", 0.0)
    first = opened(exact_limit=0, passage_tokens=64)
    second = opened(passage_tokens=128)
    assert names(server) == sorted(f"wence-{index.manifest.key}" for index in (first, second))
    assert searched(first)
    third = opened(passage_tokens=256)
    assert names(server) == sorted(f"wence-{index.manifest.key}" for index in (second, third))


def test_a_collection_that_was_asked_today_stays(opened: Callable[..., Index], server: ChromaServer) -> None:
    keys = [opened(passage_tokens=tokens).manifest.key for tokens in (64, 128, 256)]
    assert names(server) == sorted(f"wence-{key}" for key in keys)


def test_collections_of_others_stay(
    tmp_path: Path, opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "USED_S", 0.0)
    other = write_notice(tmp_path / "other")
    (other / "notice.toml").write_text((other / "notice.toml").read_text("utf-8").replace("small", "other"), "utf-8")
    connect(server.url).create_collection("theirs", embedding_function=None)
    kept = opened(notice=str(other)).manifest.key
    for tokens in (64, 128, 256):
        opened(passage_tokens=tokens)
    assert {"theirs", f"wence-{kept}"} <= set(names(server))


# -- a server that goes away


def test_answers_go_on_in_memory(opened: Callable[..., Index], server: ChromaServer) -> None:
    index = opened()
    before = searched(index)
    server.kill()
    assert searched(index) == before


def test_questions_beyond_the_limit_fail_with_a_sentence_and_recover(
    opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "ALONE_S", 0.2)
    index = opened(exact_limit=0)
    before = searched(index)
    for _ in range(2):
        server.kill()
        started = time.monotonic()
        for _ in range(3):
            with pytest.raises(StoreError, match="WENCE_CHROMA_URL"):
                searched(index)
        assert time.monotonic() - started < 3
        server.start()
        time.sleep(0.3)
        assert searched(index) == before


def test_a_server_that_is_killed_under_questions(
    opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "ALONE_S", 0.2)
    index = opened(exact_limit=0)
    before, done, odd = searched(index), threading.Event(), []
    said: list[str] = []

    def ask() -> None:
        while not done.is_set():
            try:
                said.append("right" if searched(index) == before else "wrong")
            except StoreError:
                said.append("refused")
                time.sleep(0.02)
            except Exception as error:
                odd.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        time.sleep(0.3)
        server.kill()
        time.sleep(0.3)
        server.start()
        time.sleep(0.5)
    done.set()
    for thread in threads:
        thread.join(30)
    assert odd == []
    assert set(said) == {"right", "refused"}
    assert said[-1] == "right"


def test_a_server_that_is_silent_is_given_up_in_time(
    opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "SEARCH_S", 1.0)
    monkeypatch.setattr(remote, "ALONE_S", 1.0)
    index = opened(exact_limit=0)
    before = searched(index)
    with server.frozen():
        for longest in (1.9, 0.1, 0.1):  # one waits, those that come next do not
            started = time.monotonic()
            with pytest.raises(StoreError, match="Chroma"):
                searched(index)
            assert time.monotonic() - started < longest
    time.sleep(1.1)
    assert searched(index) == before


def test_a_server_that_lost_everything_is_asked_again_once_another_process_has_built(
    opened: Callable[..., Index], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "ALONE_S", 0.0)
    index = opened(exact_limit=0)
    before = searched(index)
    server.lose()
    server.start()
    with pytest.raises(StoreError, match="does not exist"):
        searched(index)
    opened(exact_limit=0)
    assert searched(index) == before


# -- a server that is not there at the start


@pytest.mark.parametrize(
    "url",
    [
        "chroma:8000",
        "ftp://chroma:8000",
        "http://",
        "http://chroma:port",
        "http://chroma:8000/?a=1",
        "http://[::1",
        "索引",
    ],
)
def test_an_address_that_is_none(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="http://主机:端口"):
        open_index(small_settings(tmp_path, chroma_url=url), progress=False)


def fails_at_once(tmp_path: Path, url: str) -> str:
    started = time.monotonic()
    with pytest.raises(StoreError, match="WENCE_CHROMA_URL") as caught:
        open_index(small_settings(tmp_path, chroma_url=url), progress=False)
    assert time.monotonic() - started < remote.START_S + 1
    assert Builds.made == 0
    return str(caught.value)


def test_no_server_at_the_start(tmp_path: Path) -> None:
    url = f"http://me:hush@127.0.0.1:{free_port()}"
    said = fails_at_once(tmp_path, url)
    assert "hush" not in said
    assert url.rpartition("@")[2] in said


def test_a_host_that_is_none(tmp_path: Path) -> None:
    fails_at_once(tmp_path, "http://no-such-host.invalid:8000")


def test_a_server_that_accepts_and_says_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "3 s" in fails_at_once(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}")


def test_a_server_of_something_else(tmp_path: Path) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Other) as other:
        thread = threading.Thread(target=other.serve_forever, daemon=True)
        thread.start()
        fails_at_once(tmp_path, f"http://127.0.0.1:{other.server_port}")
        other.shutdown()


def test_a_server_that_dies_while_an_index_is_built(tmp_path: Path, server: ChromaServer) -> None:
    builder = Builder(tmp_path, slow_s=1, chroma_url=server.url)
    builder.go()
    builder.embeds()
    server.kill()
    builder.process.join(60)
    assert builder.process.exitcode == 2
    server.start()
    assert [name for name in names(server) if not name.endswith("-building")] == []


def test_a_path_before_the_server(server: ChromaServer) -> None:
    client = connect(f"{server.url}/")
    assert client.heartbeat() > 0
    with pytest.raises(StoreError, match="WENCE_CHROMA_URL"):
        connect(f"{server.url}/somewhere/else")
