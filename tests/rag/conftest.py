"""A language model's server on this machine, and the assistant that asks it; databases for the store of feedback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.language_model import Chat, LanguageModel
from eval.fake_model import FakeModel, say, serving
from rag.feedback import FeedbackStore
from rag.generate import Writer
from rag.pipeline import Assistant
from tests.services import Postgres


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(say('{"sentences": []}'))) as ours:
        yield ours


@pytest.fixture
def worded(model: FakeModel, assistant: Assistant) -> Assistant:
    """The assistant with a model to word its answers."""
    chat = Chat(LanguageModel.of(model.url, "m", "sk-secret-0123456789", timeout_s=5, deadline_s=20))
    return Assistant(assistant.retriever.index, writer=Writer(chat, 6000))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database file that is not there yet, in a folder that is not there yet."""
    return tmp_path / "kept" / "feedback.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, path: Path) -> str:
    """An empty database of each kind that the documentation names."""
    if request.param == "sqlite":
        return f"sqlite:///{path}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.database()


@pytest.fixture
def store(store_url: str) -> Iterator[FeedbackStore]:
    store = FeedbackStore(store_url)
    yield store
    store.close()
