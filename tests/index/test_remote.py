"""A store on a real Chroma server: as good as a folder, and gone without harm when the server is."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from index import remote
from index.build import Index, open_index
from index.probe import probe
from index.remote import connect, disconnect
from index.store import StoreError
from tests.index.chroma_server import ChromaServer, client_of, names, swept
from tests.index.conftest import Opened
from tests.index.fakes import Builds, small_settings
from tests.index.processes import Builder
from tests.services import free_port

__all__ = ["swept"]  # for every test here


def searched(index: Index, text: str = "消费") -> dict[str, list[float]]:
    found = index.store.nearest(index.embeddings.embed_query(text))
    order = np.argsort(index.store.clauses)
    return {
        kind: np.nan_to_num(values[order].astype(np.float64), nan=-9).round(5).tolist()
        for kind, values in found.items()
    }


# -- what it holds


@pytest.mark.parametrize("limit", [20_000, 0], ids=["exact", "approximate"])
def test_it_answers_as_a_folder_does(small: Path, opened: Opened, limit: int) -> None:
    index = opened(exact_limit=limit)
    here = open_index(small_settings(small, exact_limit=limit), progress=False)
    with closing(here.store):
        assert index.manifest == here.manifest
        assert searched(index) == searched(here)
        assert probe(index) == []
    assert index.store.exact == bool(limit)


def test_it_is_built_once_and_keeps_nothing_here(small: Path, opened: Opened, server: ChromaServer) -> None:
    key = opened().manifest.key
    opened()
    assert (Builds.made, names(server)) == (1, [f"wence-{key}"])
    assert not (small / "index").exists()
    with client_of(server) as client:
        assert (client.get_collection(f"wence-{key}", embedding_function=None).metadata or {})["notice"] == "small"


def test_nothing_is_embedded_or_downloaded_by_the_server_or_its_client(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma's own default is a model that it downloads when it is first asked."""
    from chromadb.utils.embedding_functions import DefaultEmbeddingFunction

    def asked(self: object, input: object) -> NoReturn:
        del self, input
        pytest.fail("asked for a vector")

    monkeypatch.setattr(DefaultEmbeddingFunction, "__call__", asked)
    index = opened(exact_limit=0)
    searched(index)
    assert index.store.chroma._collection._embedding_function is None


def test_many_passages_are_written_and_read_by_pages(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_PAGE", 3)
    index = opened()
    assert (index.store.count, probe(index)) == (10, [])


# -- a server that goes away


def test_answers_go_on_in_memory(opened: Opened, server: ChromaServer) -> None:
    index = opened()
    before = searched(index)
    server.kill()
    assert searched(index) == before


def test_questions_beyond_the_limit_fail_with_a_sentence_and_recover(
    opened: Opened, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
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
    opened: Opened, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
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
    opened: Opened, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
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
    opened: Opened, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
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
def test_an_address_that_is_none(small: Path, url: str) -> None:
    with pytest.raises(StoreError, match="http://主机:端口"):
        open_index(small_settings(small, chroma_url=url), progress=False)


def fails_at_once(small: Path, url: str) -> str:
    started = time.monotonic()
    with pytest.raises(StoreError, match="WENCE_CHROMA_URL") as caught:
        open_index(small_settings(small, chroma_url=url), progress=False)
    assert time.monotonic() - started < remote.START_S + 1
    assert Builds.made == 0
    return str(caught.value)


def test_no_server_at_the_start(small: Path) -> None:
    url = f"http://me:hush@127.0.0.1:{free_port()}"
    said = fails_at_once(small, url)
    assert "hush" not in said
    assert url.rpartition("@")[2] in said


def test_a_host_that_is_none(small: Path) -> None:
    fails_at_once(small, "http://no-such-host.invalid:8000")


def test_a_server_that_accepts_and_says_nothing(small: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "3 s" in fails_at_once(small, f"http://127.0.0.1:{silent.getsockname()[1]}")


def test_a_server_of_something_else(small: Path) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Other) as other:
        thread = threading.Thread(target=other.serve_forever, daemon=True)
        thread.start()
        fails_at_once(small, f"http://127.0.0.1:{other.server_port}")
        other.shutdown()


def test_a_server_that_dies_while_an_index_is_built(small: Path, server: ChromaServer) -> None:
    builder = Builder(small, slow_s=1, chroma_url=server.url)
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
    disconnect(client)
    with pytest.raises(StoreError, match="WENCE_CHROMA_URL"):
        connect(f"{server.url}/somewhere/else")
