"""Collections on a real Chroma server that several processes share: built once, never half, removed when nobody asks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from chromadb import Collection

from index import shared
from index.probe import probe
from tests.index.chroma_server import ChromaServer, client_of, names, swept
from tests.index.conftest import Opened
from tests.index.fakes import Builds, write_notice
from tests.index.processes import building

__all__ = ["swept"]  # for every test here


# -- who builds


def test_two_processes_at_once_build_once(small: Path, server: ChromaServer) -> None:
    with (
        building(small / "a", slow_s=1, chroma_url=server.url, notice=str(small / "notice")) as one,
        building(small / "b", slow_s=1, chroma_url=server.url, notice=str(small / "notice")) as two,
    ):
        one.go()
        two.go()
        assert sorted([one.result(), two.result()]) == [(0, 10), (1, 10)]
    assert len(names(server)) == 1


def test_a_build_that_is_killed_is_begun_again(
    small: Path, opened: Opened, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "SILENT_S", 1.0)
    with building(small, slow_s=60, chroma_url=server.url) as builder:
        builder.go()
        builder.embeds()
        builder.kill()
    (half,) = names(server)
    assert half.endswith("-building")
    index = opened()
    assert (Builds.made, probe(index)) == (1, [])
    assert names(server) == [f"wence-{index.manifest.key}"]


def test_who_waits_says_so_and_who_builds_stays_alive(
    small: Path, opened: Opened, server: ChromaServer,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """It takes longer than a silent build is waited for."""
    monkeypatch.setattr(shared, "SILENT_S", 1.5)
    monkeypatch.setattr(shared, "_TOLD_S", 0.2)
    with building(small, slow_s=4, chroma_url=server.url) as builder:
        builder.go()
        builder.embeds()
        with caplog.at_level(logging.WARNING, "wence"):
            index = opened()
        assert builder.result() == (1, 10)
    assert (Builds.made, index.store.count) == (0, 10)
    assert "等它完成" in caplog.text


def test_a_build_that_was_taken_for_dead_ends_without_harm(small: Path, opened: Opened, server: ChromaServer) -> None:
    with building(small, slow_s=3, chroma_url=server.url) as builder:
        builder.go()
        builder.embeds()
        with client_of(server) as client:
            (half,) = client.list_collections()
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
    opened: Opened, server: ChromaServer, harm: Callable[[Collection], None], limit: int,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    key = opened().manifest.key
    with client_of(server) as client:
        harm(client.get_collection(f"wence-{key}", embedding_function=None))
    index = opened(exact_limit=limit)
    assert (Builds.made, probe(index)) == (2, [])
    assert f"wence-{key}" in names(server)
    assert "已损坏" in caplog.text


def test_the_collection_before_stays_for_who_still_asks_it(
    opened: Opened, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "USED_S", 0.0)
    first = opened(exact_limit=0, passage_tokens=64)
    second = opened(passage_tokens=128)
    assert names(server) == sorted(f"wence-{index.manifest.key}" for index in (first, second))
    assert probe(first) == []
    third = opened(passage_tokens=256)
    assert names(server) == sorted(f"wence-{index.manifest.key}" for index in (second, third))


def test_a_collection_that_was_asked_today_stays(opened: Opened, server: ChromaServer) -> None:
    keys = [opened(passage_tokens=tokens).manifest.key for tokens in (64, 128, 256)]
    assert names(server) == sorted(f"wence-{key}" for key in keys)


def test_collections_of_others_stay(
    small: Path, opened: Opened, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "USED_S", 0.0)
    other = write_notice(small / "other")
    (other / "notice.toml").write_text((other / "notice.toml").read_text("utf-8").replace("small", "other"), "utf-8")
    with client_of(server) as client:
        client.create_collection("theirs", embedding_function=None)
    kept = opened(notice=str(other)).manifest.key
    for tokens in (64, 128, 256):
        opened(passage_tokens=tokens)
    assert {"theirs", f"wence-{kept}"} <= set(names(server))
