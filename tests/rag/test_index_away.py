"""Questions while the server that holds the index is gone: a sentence in time, and answers again when it is back."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import remote, shared
from index.build import Index
from index.contents import Contents
from index.passages import passages
from index.remote import connect
from index.store import StoreError
from rag.answer import Status
from rag.pipeline import Assistant
from tests.index.chroma_server import ChromaServer, chroma_running, swept

__all__ = ["swept"]  # for every test here


SEARCHED, ADDRESSED = "哪些单位负责公共充电桩建设？", "附件1 二(一)3讲什么？"


@pytest.fixture(scope="module")
def away() -> Iterator[ChromaServer]:
    with chroma_running() as server:
        yield server


@pytest.fixture(scope="module")
def asked(index: Index, away: ChromaServer) -> Iterator[Assistant]:
    """An assistant on the notice whose vectors are on the server alone: those of its text, which are written in seconds."""
    made = [p for p in passages(index.notice, index.knowledge, index.manifest.passage_tokens) if p.kind == "text"]
    manifest = replace(index.manifest, count=len(made))
    contents = Contents(manifest, index.notice, made, index.embeddings, 64, False)
    store = shared.opened(connect(away.url), contents, 0)
    yield Assistant(replace(index, store=store, manifest=manifest, samples=contents.samples))
    store.close()


def test_a_question_gets_a_sentence_and_later_its_answer(
    asked: Assistant, away: ChromaServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(remote, "ALONE_S", 0.2)
    before = asked.answer(SEARCHED)
    assert before.status is Status.ANSWERED
    by_address = asked.answer(ADDRESSED)
    away.kill()
    with caplog.at_level(logging.WARNING, "wence"):
        for question, said in (
            (SEARCHED, "检索服务暂时没有应答"),
            ("Who builds public charging piles?", "does not answer"),
        ):
            started = time.monotonic()
            answer = asked.answer(question)
            assert time.monotonic() - started < 5
            assert (answer.status, answer.citations) == (Status.CLARIFY, ())
            assert said in answer.answer
    assert "WENCE_CHROMA_URL" in caplog.text
    assert "Traceback" not in caplog.text
    assert [c.quote for c in asked.answer(ADDRESSED).citations] == [c.quote for c in by_address.citations]
    away.start()
    time.sleep(0.3)
    after = asked.answer(SEARCHED)
    assert (after.status, after.answer, after.citations) == (before.status, before.answer, before.citations)


def test_the_store_itself_raises(asked: Assistant, away: ChromaServer) -> None:
    index = asked.retriever.index
    away.kill()
    with pytest.raises(StoreError, match="Chroma"):
        index.store.nearest(index.embeddings.embed_query("低保"))
    away.start()
